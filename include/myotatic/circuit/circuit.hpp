// A Circuit is physiology wired up: what the experiment simulates.
//
//     struct MyCircuit {
//         template <Scalar T> struct State, Parameters, Input, Observation;   // records
//         template <Scalar T> static constexpr State<T> rates(const T& t, const State<T>& x, const Input<T>& u,
//                                                             const auto& past, const auto& p);
//         template <Scalar T> static constexpr Observation<T> observe(t, x, u, past, p);   // all that can be recorded
//         template <Scalar T> static Resting<MyCircuit, T> at_rest(const Parameters<T>& p, const Input<T>& u);
//     };
//
// A circuit with nerves has in addition a record of Signals, the quantities that travel along them:
//         template <Scalar T> static constexpr Signals<T> signals(t, x, u, p);
//         static constexpr auto delays(const auto& p);   // an array
// and reads their past by name: `past.at(&Signals<T>::ia, t - p.ia_delay)`. The present answers for a delay of zero. Where
// there are as many delays as signals, delay k must be the one after which signal k is read, and the only one: the solver
// lands where jumps arrive by it.
//
// Optional: `prepare(p)`, whose result goes into the equations in place of p; what follows from parameters alone is computed
// there once. Its members have the names of the parameters.
//
// Optional: `bends(t, x, u, past, p)`, an array of quantities that change sign where rates or signals bend, such as the
// distance to a threshold or to where a rectifier sets in. The solver ends its steps there; without it, small steps find
// their way past.
//
// Optional: a record of Guards, whose fields are named events and change sign when the event happens (the meaning of the
// field is the signal that crosses), with `guards(t, x, u, past, p)`; and `limits(t, x, u, p)`, a record whose fields are 1
// where the model clips something.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"

#include <limits>

namespace myotatic {

/// A circuit that rests: parameters with every derived one computed, and the state that stays as it is.
template <class C, class T = double>
struct Resting {
    typename C::template Parameters<T> parameters;
    typename C::template State<T> state;
};

/// The value of a parameter that is computed from others unless somebody gives it.
inline constexpr double computed = std::numeric_limits<double>::quiet_NaN();

/// `given`, or `otherwise` where nothing was given.
template <Scalar T>
constexpr T given_or(const T& given, const T& otherwise) {
    return select(given <= given, given, otherwise); // NaN compares with nothing, itself included
}

template <class C>
concept Circuit = Record<typename C::template State<double>> && Record<typename C::template Parameters<double>> &&
    Record<typename C::template Input<double>> && Record<typename C::template Observation<double>> &&
    requires(const typename C::template Parameters<double>& p, const typename C::template Input<double>& u) {
    { C::at_rest(p, u) } -> std::same_as<Resting<C>>;
};

/// A circuit whose signals travel along nerves.
template <class C>
concept DelayedCircuit = Circuit<C> && Record<typename C::template Signals<double>> &&
    requires(const typename C::template Parameters<double>& p) {
    C::delays(p);
};

/// A past that has nothing to say: every signal is zero.
struct Nowhere {
    template <class R, class T>
    T at(T R::*, const T&) const {
        return T(0.0);
    }
};
/// A circuit that tells where its equations bend.
template <class C>
concept BendingCircuit = Circuit<C> &&
    requires(const typename C::template State<double>& x, const typename C::template Input<double>& u,
             const typename C::template Parameters<double>& p) {
    C::bends(0.0, x, u, Nowhere{}, p);
};

/// A circuit that tells where its model clips something.
template <class C>
concept LimitedCircuit = Circuit<C> &&
    requires(const typename C::template State<double>& x, const typename C::template Input<double>& u,
             const typename C::template Parameters<double>& p) {
    C::limits(0.0, x, u, p);
};

} // namespace myotatic
