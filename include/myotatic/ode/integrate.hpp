// From start to end in one call, sampled where asked.
#pragma once

#include "myotatic/ode/integration.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <vector>

namespace myotatic::ode {

/// States at the times asked for, as far as the integration came.
template <class T, std::size_t N>
struct Solution {
    std::vector<T> times;
    std::vector<Flat<T, N>> states;
    Outcome<T> outcome;
};

/// Integrates to the last of `times` (ascending, none before the start, else std::invalid_argument) and samples the dense
/// output at each of them. Asking for more samples before the last does not change the trajectory. A sample where the
/// solution jumps reads the limit from the left.
template <class Method = Tsitouras5, template <class> class Control = Pi, class System, class T, std::size_t N,
          class Initial, class... Events>
Solution<T, N> solve(System system, const Start<T, N, Initial>& start, std::span<const T> times,
                     const Settings& settings = {}, Events... events) {
    auto run = integration<Method, Control>(std::move(system), start, settings, std::move(events)...);
    if (!std::is_sorted(times.begin(), times.end()) || (!times.empty() && !(times.front() >= start.time)))
        throw std::invalid_argument("solve: the times to sample must ascend from the start");
    const T until = times.empty() ? start.time : times.back();
    Solution<T, N> solution;
    auto next = times.begin();
    const auto keep = [&](const Flat<T, N>& state) {
        solution.times.push_back(*next++);
        solution.states.push_back(state);
    };
    while (next != times.end() && *next <= start.time) keep(start.state);
    while (const auto step = run.advance(until))
        while (next != times.end() && *next <= step.end) keep(step.segment(*next));
    while (next != times.end() && *next <= run.time()) keep(run.state()); // but for rounding, the end was the start
    solution.outcome = run.outcome();
    return solution;
}

} // namespace myotatic::ode
