// An accepted step, as listeners see it.
#pragma once

#include "myotatic/ode/event.hpp"

#include <vector>

namespace myotatic::ode {

/// Converts to false when there was no step, because the integration has arrived or failed.
template <class T, class Segment>
struct Step {
    T begin{}, end{};
    Segment segment{};
    std::vector<Happening<T>> happenings{}; ///< within (begin, end], in order of time
    bool accepted = false;
    explicit operator bool() const { return accepted; }
};

} // namespace myotatic::ode
