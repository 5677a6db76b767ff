// Where a fibre and its tendon pull equally: what muscles on elastic tendons share, whatever their curves.
//
// A muscle M brings its `projection`, `tendon_length`, `tendon_force` and `fibre_force`, and the range of its fibre.
#pragma once

#include "myotatic/physiology/balance.hpp"
#include "myotatic/physiology/muscle/muscle.hpp"

namespace myotatic {

/// Length along the tendon [L0] of a fibre in a muscle of constant width [L0]; its cosine is not below `least_cos`, where
/// the relation would end in a square root of a negative number. [degroote2016, millard2013]
template <Scalar T>
constexpr T fixed_width_projection(const T& fibre_length, const auto& width, double least_cos) {
    const T l2 = fibre_length * fibre_length;
    return sqrt(max(l2 - width * width, least_cos * least_cos * l2));
}

/// Force of a fibre that does not move less tendon force [F0]; rises with fibre length where the balance is stable.
template <class M, Scalar T>
constexpr T static_imbalance(const T& fibre_length, const T& activation, const T& path_length, const auto& p) {
    const T along_tendon = M::projection(fibre_length, p);
    return M::fibre_force(activation, fibre_length, T(0.0), p) * along_tendon / fibre_length -
           M::tendon_force(M::tendon_length(along_tendon, path_length, p), p);
}

/// The fibre length [L0] that neither grows nor shrinks. A path too short or too long for any gets the shortest or longest
/// fibre, which then is not at rest.
template <class M, Scalar T, Scalar P>
constexpr T resting_fibre_length(const T& activation, const T& path_length, const typename M::template Parameters<P>& p) {
    using V = ValueOf<T>;
    const auto values = M::prepare(values_as<typename M::template Parameters<V>>(p));
    const auto in_values = [&]<class S>(const S& l) {
        return static_imbalance<M>(l, S(value_of(activation)), S(value_of(path_length)), values);
    };
    const V length = find_balance(V(M::shortest_fibre), V(M::longest_fibre), in_values);
    const V slope = in_values(variable<1>(length, 0)).slope[0];
    return with_derivatives<T>(length, slope,
                               [&](const T& l) { return static_imbalance<M>(l, activation, path_length, p); });
}

} // namespace myotatic
