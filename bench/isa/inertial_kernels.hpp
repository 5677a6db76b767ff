// Kernels of the arc whose spindle has mass, for the benchmark alone, each compiled for its instruction set. They observe
// states, as the peers do.
#pragma once

#include "frame/problem.hpp"

#include "myotatic/experiment/kernels.hpp"

namespace bench {

/// A circuit whose observation is its state.
template <class C>
struct Observed : C {
    template <class T>
    using State = typename C::template State<T>;
    template <class T>
    using Observation = State<T>;

    template <myotatic::Scalar T, class Past>
    static constexpr State<T> observe(const T&, const State<T>& x, const typename C::template Input<T>&, const Past&,
                                      const auto&) {
        return x;
    }
    template <myotatic::Scalar T>
    static myotatic::Resting<Observed, T> at_rest(const typename C::template Parameters<T>& p,
                                                  const typename C::template Input<T>& u) {
        const auto rest = C::at_rest(p, u);
        return {rest.parameters, rest.state};
    }
};

} // namespace bench

namespace myotatic {

MYOTATIC_KERNEL(extern, bench::Observed<bench::Inertial>, ode::Grk4t, Pack<1, Avx2>);
MYOTATIC_KERNEL(extern, bench::Observed<bench::Inertial>, ode::Grk4t, Pack<4, Avx2>);
MYOTATIC_KERNEL(extern, bench::Observed<bench::Inertial>, ode::Grk4t, Pack<8, Avx512>);

} // namespace myotatic
