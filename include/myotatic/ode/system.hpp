// What the solver sees of a problem: rates of change, and for delayed problems the signals that travel.
//
// An ordinary system is any type with
//     Flat<T, N> rates(T t, const Flat<T, N>& x) const;
// A delay system says in addition which quantities are remembered, and how far back it looks:
//     Flat<T, N> rates(T t, const Flat<T, N>& x, const auto& past) const;   // past.at(channel, t - delay)
//     auto signals(auto t, const auto& x) const;                            // K channels, for any Scalar
//     auto delays() const;                                                  // every delay, positive or zero
// Optional for both:
//     auto within(T begin, T end) const;      // the same system pinned to the smooth piece that covers one step
//     double next_breakpoint(double t) const; // the first time after t at which rates or signals are not smooth
// Optional for what `within` gives of a delay system over a pack of one:
//     auto at_moments() const;                // the same over the widest pack, for several moments of the one instance
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <utility>

namespace myotatic::ode {

/// Signals, delays and initial histories may be arrays or records; the solver works on the plain numbers.
template <class T, std::size_t K>
const Flat<T, K>& numbers_of(const Flat<T, K>& x) {
    return x;
}
template <class T, std::size_t K>
Flat<T, K> numbers_of(Flat<T, K>&& x) {
    return x;
}
template <Record R>
auto numbers_of(const R& record) {
    return flat(record);
}
/// Those of what a function makes. An array stays where it is made.
template <class Make>
auto numbers_made_by(const Make& make) {
    if constexpr (Record<decltype(make())>)
        return flat(make());
    else
        return make();
}

template <class S>
concept DelaySystem = requires(const S& system) {
    system.delays();
};

/// The system as it is throughout one step: stimuli evaluate the piece that covers the step, so that a step which ends on a
/// breakpoint sees limits from the left and the next one limits from the right.
template <class S, class T>
decltype(auto) pinned(const S& system, const T& begin, const T& end) {
    if constexpr (requires { system.within(begin, end); })
        return system.within(begin, end);
    else
        return (system);
}

/// The first time after `t` at which the system itself is not smooth; infinity for a smooth one.
template <class S>
double next_breakpoint_of(const S& system, double t) {
    if constexpr (requires { system.next_breakpoint(t); })
        return system.next_breakpoint(t);
    else
        return std::numeric_limits<double>::infinity();
}

/// Number of quantities that change sign where rates or signals bend: `bends(t, x, past)` of a system that tells of them, an
/// array of `bend_count`.
template <class S>
constexpr std::size_t bend_count() {
    if constexpr (requires { S::bend_count; })
        return S::bend_count;
    else
        return 0;
}

/// Number of channels that a system remembers; 0 for an ordinary one.
template <class S, class T, std::size_t N>
constexpr std::size_t channel_count() {
    if constexpr (DelaySystem<S>) {
        static_assert(
            requires(const S& s, T t, const Flat<T, N>& x) { numbers_of(s.signals(t, x)); },
            "a delay system has signals(t, x): the channels whose past its rates ask for");
        return std::tuple_size_v<
            std::remove_cvref_t<decltype(numbers_of(std::declval<const S&>().signals(T{}, Flat<T, N>{})))>>;
    } else {
        return 0;
    }
}

} // namespace myotatic::ode
