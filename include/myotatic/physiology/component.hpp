// A Component is a piece of physiology: equations without data, pure functions from records to records.
//
//     struct MySpindle {
//         template <Scalar T> struct State { … };        // what it remembers
//         template <Scalar T> struct Parameters { … };   // what distinguishes one from another
//         template <Scalar T> static Response<State<T>, SpindleOutput<T>>
//         dynamics(const State<T>& x, const SpindleInput<T>& u, const Parameters<T>& p);   // rates and output
//         template <Scalar T> static State<T> rest(const SpindleInput<T>& u, const Parameters<T>& p);
//     };
//
// Always state, input, parameters, in this order. `rest` is the state that does not change while the input stays.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"

namespace myotatic {

/// What a component does in an instant: how fast its state changes, and what it tells the world.
template <class Rates, class Output>
struct Response {
    Rates rates;
    Output output;
};

/// A type whose `dynamics` turns the input record `In` of an organ into its output record `Out`.
template <class M, template <class> class In, template <class> class Out>
concept Component = Record<typename M::template State<double>> && Record<typename M::template Parameters<double>> &&
    requires(const typename M::template State<double>& x, const In<double>& u,
             const typename M::template Parameters<double>& p) {
    { M::dynamics(x, u, p) } -> std::same_as<Response<typename M::template State<double>, Out<double>>>;
    { M::rest(u, p) } -> std::same_as<typename M::template State<double>>;
};

} // namespace myotatic
