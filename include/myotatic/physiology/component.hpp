// A Component is a piece of physiology: equations without data, pure functions from records to records.
//
//     struct MySpindle {
//         template <Scalar T> struct State { … };        // what it remembers
//         template <Scalar T> struct Parameters { … };   // what distinguishes one from another
//         template <Scalar T> static constexpr Response<State<T>, SpindleOutput<T>>
//         dynamics(const State<T>& x, const SpindleInput<T>& u, const auto& p);            // rates and output
//         template <Scalar T, Scalar P> static constexpr State<T>
//         rest(const SpindleInput<T>& u, const Parameters<P>& p);
//     };
//
// Always state, input, parameters, in this order. `rest` is the state that does not change while the input stays.
//
// Parameters are `const auto& p`: their scalar may be a plainer one than T. Where only the state moves, it is a number with
// derivatives, and the parameters are numbers. And all is `constexpr`: run on a scalar that only remembers where it comes
// from, an equation tells the compiler what depends on what. No more need be known about solvers here.
//
// What follows from parameters alone need not be computed at every step. A component for which that matters has a record of
// it, and equations that take both,
//
//         template <Scalar T> struct Prepared : Parameters<T> {
//             Divisor<T> tau{Parameters<T>::tau};                 // x / tau becomes a product
//             T sine = sin(Parameters<T>::angle);
//         };
//         template <Scalar T> static constexpr Prepared<T> prepare(const Parameters<T>& p) { return {p}; }
//         template <Scalar T> static constexpr const Prepared<T>& prepare(const Prepared<T>& p) { return p; }
//         …                   dynamics(…, const auto& parameters) { const auto& p = prepare(parameters); …
//
// Where rates or output bend, at a threshold or a rectifier, a component may tell: `bends(x, u, p)` gives an array of
// numbers that change sign there, which circuits pass on, so that steps end at such places (circuit.hpp). A spindle is asked
// with a velocity of zero: to know that of its muscle costs half as much as the rates.
//
// A component that has more to show than its output has a record `Detail` and a function `detail(x, u, p)`, asked only where
// a sample is taken.
#pragma once

#include "myotatic/core/divisor.hpp"
#include "myotatic/core/dual.hpp"
#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"

#include <array>
#include <type_traits>
#include <utility>

namespace myotatic {

/// What the equations of `M` compute with: `p` prepared, or `p` itself if it is so already or `M` has nothing to prepare.
template <class M>
constexpr decltype(auto) prepared(const auto& p) {
    if constexpr (requires { M::prepare(p); })
        return M::prepare(p);
    else
        return (p);
}

/// The type of parameters of `M` over T after that.
template <class M, class T>
using PreparedFor = std::remove_cvref_t<decltype(prepared<M>(std::declval<const typename M::template Parameters<T>&>()))>;

/// What changes sign where the equations of `M` bend, as an array of T; an empty one for a component that does not tell.
template <class M, class T>
constexpr auto bends_of(const typename M::template State<T>& x, const auto& u, const auto& p) {
    if constexpr (requires { M::bends(x, u, p); })
        return M::bends(x, u, p);
    else
        return std::array<T, 0>{};
}

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
} && requires(const typename M::template State<Dual<double, 1>>& x, const In<Dual<double, 1>>& u,
              const typename M::template Parameters<double>& p) {
    M::dynamics(x, u, p); // derivatives with respect to the state alone: write `const auto& p`
};

} // namespace myotatic
