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

/// What rates and signals depend on, numbered: states, signals that arrive, inputs.
template <class C>
struct Dependencies {
    static constexpr std::size_t states = flat_size<typename C::template State<Tracer>>;
    static constexpr std::size_t signals = flat_size<typename C::template Signals<Tracer>>;
    static constexpr std::size_t inputs = flat_size<typename C::template Input<Tracer>>;
    Flat<Tracer, states> of_rates;
    Flat<Tracer, signals> of_signals;
};
template <class C>
constexpr Dependencies<C> traced_dependencies() {
    using State = typename C::template State<Tracer>;
    using Input = typename C::template Input<Tracer>;
    using D = Dependencies<C>;
    constexpr std::size_t N = D::states, K = D::signals, I = D::inputs;
    const auto number = [](auto& all, std::size_t from) {
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = Tracer::input(from + i);
    };
    Flat<Tracer, N> x{};
    Flat<Tracer, K> arriving{};
    Flat<Tracer, I> u{};
    number(x, 0), number(arriving, N), number(u, N + K);
    const typename C::template Parameters<Tracer> p{};
    const TracedSignals<C> past{unflatten<typename C::template Signals<Tracer>>(arriving)};
    return {flat(C::rates(Tracer{}, unflatten<State>(x), unflatten<Input>(u), past, p)),
            flat(C::signals(Tracer{}, unflatten<State>(x), unflatten<Input>(u), p))};
}

/// The ways from whatever arrives or drives to the signals that leave.
template <class C>
constexpr auto ways_along(const Dependencies<C>& all) {
    using D = Dependencies<C>;
    constexpr std::size_t N = D::states, K = D::signals, I = D::inputs;
    const auto& rates = all.of_rates;
    const auto& signals = all.of_signals;

    // The sources that each state feels after one integration, after two, …; a signal, after as many as its states.
    std::array<IndexSet, N> felt{};
    std::array<IndexSet, K> told{};
    Ways<K, I> ways;
    const auto tell = [&](std::size_t k, const IndexSet& sources, int integrations) {
        for (std::size_t s = 0; s < K + I; ++s) {
            if (!sources.contains(N + s) || told[k].contains(N + s)) continue;
            told[k].insert(N + s);
            (s < K ? ways.signals.gains[s][k] : ways.inputs[s - K][k]) = integrations;
        }
    };
    for (auto& row : ways.signals.gains) row.fill(ode::KnownWays<K>::never);
    for (auto& row : ways.inputs) row.fill(ode::KnownWays<K>::never);
    for (std::size_t k = 0; k < K; ++k) tell(k, signals[k].inputs, 0);
    IndexSet every_source, changed; // states that have come to feel more
    for (std::size_t s = N; s < N + K + I; ++s) every_source.insert(s);
    for (std::size_t i = 0; i < N; ++i) felt[i] = rates[i].inputs & every_source, changed.insert(i);
    for (int integrations = 1; true; ++integrations) {
        for (std::size_t k = 0; k < K; ++k) {
            IndexSet sources;
            signals[k].inputs.for_each_below(N, [&](std::size_t i) { sources = sources | felt[i]; });
            tell(k, sources, integrations);
        }
        if (changed.empty()) return ways;
        const std::array<IndexSet, N> before = felt;
        const IndexSet news = changed;
        changed = {};
        for (std::size_t i = 0; i < N; ++i) {
            IndexSet more = before[i];
            (rates[i].inputs & news).for_each_below(N, [&](std::size_t j) { more = more | before[j]; });
            if (!before[i].includes(more)) felt[i] = more, changed.insert(i);
        }
    }
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
    static constexpr auto dependencies = detail::traced_dependencies<C>();
    static constexpr auto all_ways = detail::ways_along<C>(dependencies);
    static constexpr auto ways_of_inputs = all_ways.inputs;
    static constexpr auto ways = all_ways.signals;
};

} // namespace myotatic
