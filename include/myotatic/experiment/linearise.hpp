// A delayed circuit close to its state of rest: x' = A x + sum of B_j y(t - lag_j), y = C x, exact derivatives of the
// circuit's own equations.
//
//     const auto rest = StretchReflex<>::at_rest(parameters, {});
//     const LinearDelaySystem linear = linearise<StretchReflex<>>(rest);
//
// What it says about stability: stability.hpp.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/core/dual.hpp"
#include "myotatic/experiment/stability.hpp"
#include "myotatic/physiology/component.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace myotatic {

namespace detail {

/// A past in which the circuit has always rested. Each reading of it is a link; that of number `moved` carries a slope.
template <std::size_t M>
class RestingPast {
public:
    RestingPast(const Flat<double, M>& signals, std::size_t moved) : signals_(signals), moved_(moved) {}

    template <class R, class T>
    T at(T R::*channel, const T& time) const {
        const std::size_t signal = index_of<R>(channel);
        T value(signals_[signal]);
        if constexpr (requires { value.slope; }) {
            if (lags_.size() == moved_) value.slope[0] = 1.0;
        }
        read_.push_back(signal), lags_.push_back(0.0 - value_of(time));
        return value;
    }
    const std::vector<std::size_t>& read() const { return read_; }
    const std::vector<double>& lags() const { return lags_; }

private:
    const Flat<double, M>& signals_;
    std::size_t moved_;
    mutable std::vector<std::size_t> read_;
    mutable std::vector<double> lags_;
};

} // namespace detail

/// The circuit about `rest`, in which it stays with input `u`. Where the rest lies exactly on a bend of the equations,
/// derivatives are those of the side on which the equation conducts (`max(x, 0)` at 0 has slope 1), and `bends` counts it.
template <DelayedCircuit C>
LinearDelaySystem linearise(const Resting<C>& rest, const typename C::template Input<double>& u = {}) {
    using D = Dual<double, 1>;
    using States = typename C::template State<D>;
    using Input = typename C::template Input<D>;
    constexpr std::size_t n = flat_size<typename C::template State<double>>;
    constexpr std::size_t m = flat_size<typename C::template Signals<double>>;
    const auto p = prepared<C>(rest.parameters);
    const auto signals = flat(C::signals(0.0, rest.state, u, p));
    const Flat<double, n> x = flat(rest.state);
    const auto input = lift<Input>(u);
    const auto none = static_cast<std::size_t>(-1);

    const auto state_moved = [&](std::size_t which) {
        Flat<D, n> moved;
        for (std::size_t i = 0; i < n; ++i) moved[i] = D(x[i]);
        if (which != none) moved[which].slope[0] = 1.0;
        return unflatten<States>(moved);
    };
    const auto rates = [&](std::size_t state, const detail::RestingPast<m>& past) {
        return flat(C::rates(D(0.0), state_moved(state), input, past, p));
    };

    LinearDelaySystem linear;
    for (const Leaf& leaf : describe<typename C::template State<double>>()) linear.states.push_back(leaf.name);
    for (const Leaf& leaf : describe<typename C::template Signals<double>>()) linear.signals.push_back(leaf.name);
    linear.by_state.resize(n * n), linear.of_signals.resize(m * n);
    for (std::size_t j = 0; j < n; ++j) {
        const auto column = rates(j, {signals, none});
        for (std::size_t i = 0; i < n; ++i) linear.by_state[i * n + j] = column[i].slope[0];
        const auto leaving = flat(C::signals(D(0.0), state_moved(j), input, p));
        for (std::size_t k = 0; k < m; ++k) linear.of_signals[k * n + j] = leaving[k].slope[0];
    }
    const detail::RestingPast<m> readings(signals, none);
    rates(none, readings);
    for (std::size_t l = 0; l < readings.read().size(); ++l) {
        LinearDelaySystem::Link link{readings.read()[l], readings.lags()[l], {}, {}};
        for (const D& rate : rates(none, {signals, l})) link.rates.push_back(rate.slope[0]);
        linear.links.push_back(std::move(link));
    }
    if constexpr (BendingCircuit<C>)
        for (const double bend : C::bends(0.0, rest.state, u, detail::RestingPast<m>(signals, none), p))
            linear.bends += bend == 0.0;
    return linear;
}

/// The lags of its links alone, in the same order.
template <DelayedCircuit C>
std::vector<double> lags_at_rest(const Resting<C>& rest, const typename C::template Input<double>& u = {}) {
    const auto p = prepared<C>(rest.parameters);
    const auto signals = flat(C::signals(0.0, rest.state, u, p));
    const detail::RestingPast past(signals, static_cast<std::size_t>(-1));
    C::rates(0.0, rest.state, u, past, p);
    return past.lags();
}

} // namespace myotatic
