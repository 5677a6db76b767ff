// What depends on what in a circuit, found by running its equations on tracers. Where they are constexpr, all of it is a
// constant of the program: the pattern of the Jacobian, and the ways by which a jump travels from signal to signal.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/core/tracer.hpp"
#include "myotatic/ode/breakpoint.hpp"
#include "myotatic/ode/sparsity.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>

namespace myotatic {

namespace detail {

template <class C>
constexpr auto traced_inputs(const Tracer& everywhere) {
    Flat<Tracer, flat_size<typename C::template Input<Tracer>>> u;
    u.fill(everywhere);
    return unflatten<typename C::template Input<Tracer>>(u);
}

/// The pattern of the rates; `zero_delays` let the present shine through the past.
template <class C>
constexpr auto traced_circuit(bool zero_delays) {
    using State = typename C::template State<Tracer>;
    constexpr std::size_t size = flat_size<State>;
    return ode::traced_pattern<size>([&](const Tracer& t, const Flat<Tracer, size>& numbers) {
        const auto x = unflatten<State>(numbers);
        const auto input = traced_inputs<C>(t);
        const typename C::template Parameters<Tracer> p{};
        ode::TracedPast past;
        if constexpr (DelayedCircuit<C>) {
            if (zero_delays)
                for (const Tracer& signal : flat(C::signals(t, x, input, p))) past.present = past.present | signal.inputs;
        }
        return flat(C::rates(t, x, input, past, p));
    });
}

/// How many integrations lie between whatever arrives or drives and the signals that leave.
template <std::size_t K, std::size_t Inputs>
struct Ways {
    ode::KnownWays<K> signals{};                     ///< from delayed signal to signal
    std::array<std::array<int, K>, Inputs> inputs{}; ///< from input to signal
};

template <class C>
struct TracedSignals {
    using Signals = typename C::template Signals<Tracer>;
    Signals signals{};
    constexpr Tracer at(Tracer Signals::*channel, const Tracer&) const { return signals.*channel; }
};

template <class C>
constexpr auto traced_ways() {
    using State = typename C::template State<Tracer>;
    using Input = typename C::template Input<Tracer>;
    constexpr std::size_t N = flat_size<State>, K = flat_size<typename C::template Signals<Tracer>>, I = flat_size<Input>;
    const auto number = [](auto& all, std::size_t from) {
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = Tracer::input(from + i);
    };
    Flat<Tracer, N> x{};
    Flat<Tracer, K> arriving{};
    Flat<Tracer, I> u{};
    number(x, 0), number(arriving, N), number(u, N + K);
    const typename C::template Parameters<Tracer> p{};
    const TracedSignals<C> past{unflatten<typename C::template Signals<Tracer>>(arriving)};
    const auto rates = flat(C::rates(Tracer{}, unflatten<State>(x), unflatten<Input>(u), past, p));
    const auto signals = flat(C::signals(Tracer{}, unflatten<State>(x), unflatten<Input>(u), p));

    // From one source: the states that feel it after one integration, after two, …
    const auto ways_from = [&](std::size_t source) {
        std::array<int, N> distance{};
        distance.fill(ode::KnownWays<K>::never);
        IndexSet reached, frontier;
        frontier.insert(source);
        for (int integrations = 1; !frontier.empty(); ++integrations) {
            IndexSet next;
            for (std::size_t i = 0; i < N; ++i)
                if (!reached.contains(i) && rates[i].inputs.meets(frontier)) distance[i] = integrations, next.insert(i);
            reached = reached | next, frontier = next;
        }
        std::array<int, K> to{};
        for (std::size_t k = 0; k < K; ++k) {
            to[k] = signals[k].inputs.contains(source) ? 0 : ode::KnownWays<K>::never;
            for (std::size_t i = 0; i < N; ++i)
                if (signals[k].inputs.contains(i)) to[k] = std::min(to[k], distance[i]);
        }
        return to;
    };
    Ways<K, I> ways;
    for (std::size_t k = 0; k < K; ++k) ways.signals.gains[k] = ways_from(N + k);
    for (std::size_t i = 0; i < I; ++i) ways.inputs[i] = ways_from(N + K + i);
    return ways;
}

/// A circuit whose equations can be traced by the compiler.
template <class C>
concept ConstexprCircuit = (flat_size<typename C::template State<double>>) > 0 && requires {
    typename std::bool_constant<(traced_circuit<C>(false), true)>;
};
/// One whose delays belong to its signals, one to each and in their order.
template <class C>
concept DelayPerSignal = DelayedCircuit<C> &&
    std::tuple_size_v<decltype(C::delays(std::declval<const typename C::template Parameters<double>&>()))>
== flat_size<typename C::template Signals<double>>;

} // namespace detail

/// What the solver may know of a circuit beforehand. Of circuits whose equations are not constexpr, nothing.
template <class C>
struct CircuitStructure {};
template <detail::ConstexprCircuit C>
struct CircuitStructure<C> {
    static constexpr auto pattern = detail::traced_circuit<C>(false);
    static constexpr auto instantaneous_pattern = detail::traced_circuit<C>(true);
};
template <detail::ConstexprCircuit C>
requires detail::DelayPerSignal<C>
struct CircuitStructure<C> {
    static constexpr auto pattern = detail::traced_circuit<C>(false);
    static constexpr auto instantaneous_pattern = detail::traced_circuit<C>(true);
    static constexpr auto ways_of_inputs = detail::traced_ways<C>().inputs;
    static constexpr auto ways = detail::traced_ways<C>().signals;
};

} // namespace myotatic
