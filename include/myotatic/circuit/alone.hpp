// One component by itself, its input prescribed: a spindle that is stretched, a tendon organ that is pulled, a muscle that
// is excited. What most people try first, and half of the validation.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/circuit/feasible.hpp"
#include "myotatic/physiology/component.hpp"

namespace myotatic {

namespace detail {

/// What can be recorded of a component by itself: its input and output, and its `Detail` if it has one.
template <class M, template <class> class In, template <class> class Out>
struct Seen {
    template <class T>
    struct Observation {
        In<T> input{};
        Out<T> output{};
        static constexpr auto fields() {
            return std::tuple{part("input", &Observation::input), part("output", &Observation::output)};
        }
    };
    template <class T>
    static constexpr Observation<T> of(const auto&, const In<T>& u, const Out<T>& y, const auto&) {
        return {u, y};
    }
};
template <class M, template <class> class In, template <class> class Out>
requires requires { typename M::template Detail<double>; }
struct Seen<M, In, Out> {
    template <class T>
    struct Observation {
        In<T> input{};
        Out<T> output{};
        typename M::template Detail<T> detail{};
        static constexpr auto fields() {
            return std::tuple{part("input", &Observation::input), part("output", &Observation::output),
                              part("", &Observation::detail)};
        }
    };
    template <class T>
    static constexpr Observation<T> of(const auto& x, const In<T>& u, const Out<T>& y, const auto& p) {
        return {u, y, M::detail(x, u, p)};
    }
};

} // namespace detail

/// `Alone<Mileusnic2006, SpindleInput, SpindleOutput>`: observes the component's input and output, starts at rest for the
/// input that it begins with. Of a component with a record `Detail` and a function `detail(x, u, p)` it observes that as
/// well; it is computed where a sample is taken, and nowhere else.
template <class M, template <class> class In, template <class> class Out>
requires Component<M, In, Out>
struct Alone {
    // `class T` rather than `Scalar T`: Clang 14 crashes on the constraint inside a constrained template.
    template <class T>
    using State = typename M::template State<T>;
    template <class T>
    using Parameters = typename M::template Parameters<T>;
    template <class T>
    using Input = In<T>;

    using Seen = detail::Seen<M, In, Out>;
    template <class T>
    using Observation = typename Seen::template Observation<T>;

    static constexpr decltype(auto) prepare(const auto& p) { return prepared<M>(p); }

    template <Scalar T, class Past>
    static constexpr State<T> rates(const T&, const State<T>& x, const Input<T>& u, const Past&, const auto& p) {
        return M::dynamics(x, u, p).rates;
    }
    template <Scalar T, class Past>
    static constexpr Observation<T> observe(const T&, const State<T>& x, const Input<T>& u, const Past&, const auto& p) {
        return Seen::template of<T>(x, u, M::dynamics(x, u, p).output, p);
    }
    /// Which limits of the model are in use, for models that tell.
    template <Scalar T>
    static constexpr auto limits(const T&, const State<T>& x, const Input<T>& u, const auto& p) requires requires {
        M::clipping(x, u, p);
    }
    { return M::clipping(x, u, p); }
    template <Scalar T = double>
    static Resting<Alone, T> at_rest(const Parameters<T>& p, const Input<T>& u) {
        if constexpr (requires { u.path_length; }) require_feasible_path<M>(u.path_length, p, "the muscle");
        return {p, M::rest(u, p)};
    }
};

} // namespace myotatic
