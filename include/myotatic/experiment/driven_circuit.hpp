// A circuit with its parameters and its protocol, as the solver sees it: numbers and time.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/core/dual.hpp"
#include "myotatic/core/pack.hpp"
#include "myotatic/core/tracer.hpp"
#include "myotatic/experiment/circuit_structure.hpp"
#include "myotatic/experiment/driven_input.hpp"
#include "myotatic/ode/system.hpp"
#include "myotatic/physiology/component.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

namespace myotatic {

/// An ode system (a delay system if the circuit has nerves) whose state is the flat state of the circuit. Over a Pack every
/// lane has parameters of its own. The protocol must outlive it.
template <Circuit C, class T = double>
class DrivenCircuit : public CircuitStructure<C> {
    // A single instance is also kept in all lanes of a register, to compute several of its moments at once.
    static constexpr bool has_moments = can_widen<T> && DelayedCircuit<C>;
    struct NoMoments {
        template <class... A>
        explicit NoMoments(const A&...) {}
    };
    using Moments = typename std::conditional_t<has_moments, std::type_identity<DrivenCircuit<C, Widened<T>>>,
                                                std::type_identity<NoMoments>>::type;

public:
    // `class S` rather than `Scalar S`: Clang 14 crashes on the constraint inside a constrained template.
    template <class S>
    using Parameters = typename C::template Parameters<S>;
    template <class S>
    using State = typename C::template State<S>;
    template <class S>
    using Input = typename C::template Input<S>;
    static constexpr std::size_t size = flat_size<State<double>>;
    static constexpr std::size_t bend_count = [] {
        if constexpr (BendingCircuit<C>)
            return std::tuple_size_v<decltype(C::bends(0.0, State<double>{}, Input<double>{}, Nowhere{},
                                                       Parameters<double>{}))>;
        else
            return std::size_t{0};
    }();

    DrivenCircuit(const Parameters<T>& parameters, const Protocol<C::template Input>& protocol)
        : parameters_(parameters), prepared_(prepared<C>(parameters)), input_(protocol),
          moments_(in_every_lane(parameters), protocol) {}
    DrivenCircuit(const Parameters<T>&, Protocol<C::template Input>&&) = delete;

    /// Takes lane `from` of other parameters for lane `to`.
    void set_parameters(int to, const Parameters<T>& others, int from) {
        auto mine = flat(parameters_);
        const auto theirs = flat(others);
        for (std::size_t n = 0; n < mine.size(); ++n) set_lane(mine[n], to, lane(theirs[n], from));
        set_parameters(unflatten<Parameters<T>>(mine));
    }
    /// Takes them for all lanes.
    void set_parameters(const Parameters<T>& parameters) {
        parameters_ = parameters;
        prepared_ = prepared<C>(parameters);
        if constexpr (has_moments) moments_.set_parameters(in_every_lane(parameters));
    }

    /// The circuit while the stimuli stay on the pieces that hold `moment`.
    class Pinned {
    public:
        Pinned(const DrivenCircuit& circuit, const T& moment) : circuit_(circuit), moment_(moment) {}

        template <Scalar S, std::size_t N, class Past>
        Flat<S, N> rates(const S& t, const Flat<S, N>& x, const Past& past) const {
            return flat(C::rates(t, unflatten<State<S>>(x), input(t), past, circuit_.prepared_));
        }
        template <Scalar S>
        Flat<S, size> rates(const S& t, const Flat<S, size>& x) const {
            return rates(t, x, 0);
        }
        template <Scalar S, std::size_t N>
        auto signals(const S& t, const Flat<S, N>& x) const requires DelayedCircuit<C> {
            return flat(C::signals(t, unflatten<State<S>>(x), input(t), circuit_.prepared_));
        }
        template <class Past>
        auto observe(const T& t, const Flat<T, size>& x, const Past& past) const {
            return flat(C::observe(t, unflatten<State<T>>(x), input(t), past, circuit_.prepared_));
        }
        template <class Past>
        auto guards(const T& t, const Flat<T, size>& x, const Past& past) const {
            return flat(C::guards(t, unflatten<State<T>>(x), input(t), past, circuit_.prepared_));
        }
        template <class Past>
        auto bends(const T& t, const Flat<T, size>& x, const Past& past) const requires BendingCircuit<C> {
            return C::bends(t, unflatten<State<T>>(x), input(t), past, circuit_.prepared_);
        }
        auto limits(const T& t, const Flat<T, size>& x) const requires LimitedCircuit<C> {
            return C::limits(t, unflatten<State<T>>(x), input(t), circuit_.prepared_);
        }

        /// The same for several moments at once, in the lanes of a register. Only a pack of one has them.
        template <class M = Moments>
        typename M::Pinned at_moments() const {
            return {circuit_.moments_, widened<Widened<T>>(moment_)};
        }

    private:
        template <class S>
        Input<S> input(const S& t) const {
            if constexpr (std::same_as<S, Tracer>)
                return detail::traced_inputs<C>(t);
            else
                return circuit_.input_.value(t, moment_);
        }

        const DrivenCircuit& circuit_;
        T moment_;
    };

    Pinned within(const T& begin, const T& end) const { return {*this, begin + 0.5 * (end - begin)}; }

    // At a moment of its own, for whoever asks outside of a step.
    template <Scalar S, std::size_t N>
    auto signals(const S& t, const Flat<S, N>& x) const requires DelayedCircuit<C> {
        return Pinned(*this, value_of(t)).signals(t, x);
    }
    Flat<T, size> rates(const T& t, const Flat<T, size>& x) const { return Pinned(*this, t).rates(t, x); }

    auto delays() const requires DelayedCircuit<C> { return C::delays(parameters_); }
    double next_breakpoint(double t) const { return input_.next_breakpoint(t); }
    /// In every lane, until when the input stays as it is within a step; a time before all times where it moves.
    T constant_until(const T& begin, const T& end) const { return input_.constant_until(begin + 0.5 * (end - begin)); }
    /// The input at a time, of lanes whose pieces are those that hold within a step.
    Input<T> input(const T& t, const T& begin, const T& end) const { return input_.value(t, begin + 0.5 * (end - begin)); }
    /// Whether some derivative of the input jumps at `t`.
    bool breaks_at(double t) const {
        bool breaks = false;
        input_.for_each_jump(t, [&](std::size_t, int) { breaks = true; });
        return breaks;
    }
    /// Of each signal, the order of the lowest derivative that jumps at `t` because the input does.
    auto jumps_at(double t) const requires(requires { CircuitStructure<C>::ways; }) {
        std::array<int, flat_size<typename C::template Signals<double>>> orders{};
        orders.fill(decltype(CircuitStructure<C>::ways)::never);
        input_.for_each_jump(t, [&](std::size_t field, int order) {
            for (std::size_t k = 0; k < orders.size(); ++k)
                orders[k] = std::min(orders[k], order + CircuitStructure<C>::ways_of_inputs[field][k]);
        });
        return orders;
    }

    const Parameters<T>& parameters() const { return parameters_; }

private:
    static auto in_every_lane(const Parameters<T>& parameters) {
        Flat<Widened<T>, flat_size<Parameters<T>>> numbers;
        const auto mine = flat(parameters);
        for (std::size_t n = 0; n < numbers.size(); ++n) numbers[n] = widened<Widened<T>>(mine[n]);
        return unflatten<Parameters<Widened<T>>>(numbers);
    }

    Parameters<T> parameters_;
    PreparedFor<C, T> prepared_;
    DrivenInput<C::template Input, T> input_;
    [[no_unique_address]] Moments moments_;
};

} // namespace myotatic
