// An accepted step, as listeners see it.
#pragma once

#include "myotatic/core/pack.hpp"
#include "myotatic/ode/event.hpp"

#include <vector>

namespace myotatic::ode {

/// Its segment is the integration's own, until the next step: copy it to keep it. Converts to false when there was no step,
/// because the integration has arrived or failed. Of several lanes, those count in which the step was accepted.
template <class T, class Segment>
struct Step {
    T begin, end;
    const Segment& segment;
    std::vector<Happening<T>> happenings{}; ///< within (begin, end], of each lane in order of time
    mask_of<T> accepted{false};
    explicit operator bool() const { return any(accepted); }
};

} // namespace myotatic::ode
