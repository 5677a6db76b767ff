// Things that happen at a moment: crossings, which are found, and schedules, which are known.
//
// A Crossing watches a guard; when the guard changes sign in the chosen direction, the moment is located on the step's dense
// output to the last bits, and the action may change the state. A Scheduled action happens at known times; the solver lands
// on them, no root is sought. What an action changes is a breakpoint of order 0.
//
// Edge cases: a guard that is zero at the start waits for its first sign; a guard that touches zero and returns has not
// crossed; two sign changes within one step cancel (steps are bounded by the smallest delay); a jump of the state or of a
// stimulus that takes the guard across zero is a crossing, just after the jump; what crosses at the same time acts in the
// order in which the events were given; after its action a crossing does not fire again at the same root; a guard that is
// NaN ends the integration. A schedule due at the time that was to be reached acts when the integration goes on from there.
#pragma once

#include "myotatic/core/record.hpp"

#include <limits>
#include <tuple>
#include <utility>
#include <vector>

namespace myotatic::ode {

enum class Direction { rising, falling, either };

/// A crossing that was located; `event` counts the events of the integration in the order in which they were given, `lane`
/// the lanes of its scalar.
template <class Lanes>
struct Happening {
    std::size_t event;
    double time;
    bool rising;
    int lane = 0;
};

/// The action that changes nothing: the crossing is only recorded.
struct Observe {};

/// guard(t, x), guard(t, x, past) or guard(system, t, x, past) → T, where the system is pinned to the step; action(t, x&)
/// changes the state of one lane, plain numbers.
template <class Guard, class Action = Observe>
struct Crossing {
    Guard guard;
    Direction direction;
    Action action;

    explicit Crossing(Guard g, Direction d = Direction::either, Action a = Action())
        : guard(std::move(g)), direction(d), action(std::move(a)) {}

    template <class System, class T, class X, class P>
    T value(const System& system, const T& t, const X& x, const P& past) const {
        if constexpr (requires { guard(system, t, x, past); })
            return guard(system, t, x, past);
        else if constexpr (requires { guard(t, x, past); })
            return guard(t, x, past);
        else
            return guard(t, x);
    }
    bool wants(bool rising) const { return direction == Direction::either || (direction == Direction::rising) == rising; }
};
template <class Guard>
Crossing(Guard) -> Crossing<Guard>;
template <class Guard>
Crossing(Guard, Direction) -> Crossing<Guard>;
template <class Guard, class Action>
Crossing(Guard, Direction, Action) -> Crossing<Guard, Action>;

/// action(t, x&) at each of the times, which are in ascending order.
template <class Action>
struct Scheduled {
    std::vector<double> times;
    Action action;
};
template <class Action>
Scheduled(std::vector<double>, Action) -> Scheduled<Action>;

} // namespace myotatic::ode
