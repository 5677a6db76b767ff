// An accepted step, as listeners see it.
#pragma once

#include "myotatic/core/pack.hpp"
#include "myotatic/ode/event.hpp"

#include <vector>

namespace myotatic::ode {

/// Converts to false when there was no step, because the integration has arrived or failed. Of several lanes, those count in
/// which the step was accepted.
template <class T, class Segment>
struct Step {
    T begin{}, end{};
    Segment segment{};
    std::vector<Happening<T>> happenings{}; ///< within (begin, end], of each lane in order of time
    mask_of<T> accepted{false};
    explicit operator bool() const { return any(accepted); }
};

} // namespace myotatic::ode
