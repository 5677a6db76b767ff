// A circuit with its parameters and its protocol, as the solver sees it: numbers and time.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/core/dual.hpp"
#include "myotatic/experiment/protocol.hpp"
#include "myotatic/ode/system.hpp"

#include <algorithm>
#include <vector>

namespace myotatic {

/// An ode system (a delay system if the circuit has nerves) whose state is the flat state of the circuit.
template <Circuit C>
class DrivenCircuit {
public:
    // `class T` rather than `Scalar T`: Clang 14 crashes on the constraint inside a constrained template.
    template <class T>
    using Parameters = typename C::template Parameters<T>;
    template <class T>
    using State = typename C::template State<T>;
    static constexpr std::size_t size = flat_size<State<double>>;

    /// Breakpoints of the protocol are known from `start` to `end`.
    DrivenCircuit(const Parameters<double>& parameters, Protocol<C::template Input> protocol, double start, double end)
        : parameters_(parameters), along_(lift<Parameters<Dual<double, 1>>>(parameters)), protocol_(std::move(protocol)),
          breakpoints_(protocol_.breakpoints(start, end)) {}

    /// The circuit while the stimuli stay on the pieces that hold `moment`.
    class Pinned {
    public:
        Pinned(const DrivenCircuit& circuit, double moment) : circuit_(circuit), moment_(moment) {}

        template <Scalar T, std::size_t N, class Past>
        Flat<T, N> rates(const T& t, const Flat<T, N>& x, const Past& past) const {
            return flat(C::rates(t, unflatten<State<T>>(x), input(t), past, parameters<T>()));
        }
        Flat<double, size> rates(double t, const Flat<double, size>& x) const { return rates(t, x, 0); }

        template <Scalar T, std::size_t N>
        auto signals(const T& t, const Flat<T, N>& x) const requires DelayedCircuit<C> {
            return flat(C::signals(t, unflatten<State<T>>(x), input(t), parameters<T>()));
        }
        template <class Past>
        auto observe(double t, const Flat<double, size>& x, const Past& past) const {
            return flat(C::observe(t, unflatten<State<double>>(x), input(t), past, parameters<double>()));
        }
        template <class Past>
        auto guards(double t, const Flat<double, size>& x, const Past& past) const {
            return flat(C::guards(t, unflatten<State<double>>(x), input(t), past, parameters<double>()));
        }
        auto limits(double t, const Flat<double, size>& x) const requires LimitedCircuit<C> {
            return C::limits(t, unflatten<State<double>>(x), input(t), parameters<double>());
        }

    private:
        template <Scalar T>
        auto input(const T& t) const {
            return circuit_.protocol_.value(t, moment_);
        }
        // Signals are differentiated along the trajectory: their parameters are lifted once, not at every step.
        template <Scalar T>
        const auto& parameters() const {
            if constexpr (std::same_as<T, double>)
                return circuit_.parameters_;
            else
                return circuit_.along_;
        }

        const DrivenCircuit& circuit_;
        double moment_;
    };

    Pinned within(double begin, double end) const { return {*this, begin + 0.5 * (end - begin)}; }

    // At a moment of its own, for whoever asks outside of a step.
    template <Scalar T, std::size_t N>
    auto signals(const T& t, const Flat<T, N>& x) const requires DelayedCircuit<C> {
        return Pinned(*this, value_of(t)).signals(t, x);
    }
    Flat<double, size> rates(double t, const Flat<double, size>& x) const { return Pinned(*this, t).rates(t, x); }

    auto delays() const requires DelayedCircuit<C> { return C::delays(parameters_); }
    double next_breakpoint(double t) const {
        const auto next = std::upper_bound(breakpoints_.begin(), breakpoints_.end(), t);
        return next == breakpoints_.end() ? std::numeric_limits<double>::infinity() : *next;
    }

    const Parameters<double>& parameters() const { return parameters_; }

private:
    Parameters<double> parameters_;
    Parameters<Dual<double, 1>> along_;
    Protocol<C::template Input> protocol_;
    std::vector<double> breakpoints_;
};

} // namespace myotatic
