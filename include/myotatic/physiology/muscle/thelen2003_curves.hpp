// The curves of Thelen's muscle. Pure functions of normalised quantities: lengths in L0, tendon strain, velocities in
// max_contraction_velocity, forces in F0.
//
// Citation key: thelen2003, with the joints of the pieces exact as in OpenSim (seth2018). Symbols and departures:
// thelen2003.hpp.
#pragma once

#include "myotatic/core/scalar.hpp"

namespace myotatic {

namespace thelen2003 {

/// The range of fibre lengths for which the curves are meant [L0].
inline constexpr double shortest_fibre = 0.2, longest_fibre = 1.8;

/// Active force over length [F0]: a bell around optimal length. Not below 0.001, which it reaches far outside the range:
/// what an active fibre bears is divided by it. [thelen2003]
template <Scalar T>
constexpr T active_force_length(const T& l, const auto& width) {
    return max(exp(-((l - 1.0) * (l - 1.0)) / width), 1e-3);
}

/// What the passive curve does not take from the length.
template <Scalar T>
struct PassiveCurve {
    T exponent; ///< kPE / e0
    T scale;
};
template <Scalar T>
constexpr PassiveCurve<T> passive_curve(const T& strain, const T& shape) {
    return {shape / strain, 1.0 / (exp(shape) - 1.0)};
}

/// Passive fibre force [F0]: nothing up to optimal length, 1 at 1 + strain. Beyond the longest fibre it goes on along its
/// tangent, so that a step that went too far meets a number and not infinity. [thelen2003]
template <Scalar T, Scalar P>
constexpr T passive_force_length(const T& l, const PassiveCurve<P>& curve) {
    const T within = min(l, longest_fibre), e = exp(curve.exponent * (within - 1.0));
    return select(l > 1.0, (e * (1.0 + curve.exponent * (l - within)) - 1.0) * curve.scale, T(0.0));
}
/// Its slope [F0/L0].
template <Scalar T, Scalar P>
constexpr T passive_force_slope(const T& l, const PassiveCurve<P>& curve) {
    return select(l > 1.0, curve.exponent * curve.scale * exp(curve.exponent * (min(l, longest_fibre) - 1.0)), T(0.0));
}

/// The tendon is an exponential up to a third of F0 and a straight line from there.
template <Scalar T>
struct TendonCurve {
    static constexpr double toe_force = 0.33, toe_shape = 3;
    static constexpr double e3 = 20.085536923187668, per_e3 = 1 / (e3 - 1); ///< e^toe_shape
    T toe_strain;
    T toe_exponent; ///< toe_shape / toe_strain
    T stiffness;    ///< of the straight part
};
/// The pieces meet with equal slopes, and the tendon carries F0 at `strain`. The printed 0.609, 1.712 are these, rounded.
template <Scalar T>
constexpr TendonCurve<T> tendon_curve(const T& strain) {
    constexpr double e3 = TendonCurve<T>::e3;
    const T toe = strain * (99 * e3 / (166 * e3 - 67));
    return {toe, TendonCurve<T>::toe_shape / toe, (1 - TendonCurve<T>::toe_force) / (strain - toe)};
}

/// Tendon force [F0] at a strain; nothing when slack. [thelen2003]
template <Scalar T, Scalar P>
constexpr T tendon_force_strain(const T& strain, const TendonCurve<P>& c) {
    const T within = min(max(strain, 0.0), T(1.0 * c.toe_strain));
    const T toe = c.toe_force * c.per_e3 * (exp(c.toe_exponent * within) - 1.0);
    return select(strain > c.toe_strain, c.toe_force + c.stiffness * (strain - c.toe_strain), toe);
}
/// The strain at which the tendon carries `f` >= 0 [F0]. [thelen2003]
template <Scalar T, Scalar P>
constexpr T inverse_tendon_force_strain(const T& f, const TendonCurve<P>& c) {
    return select(f > c.toe_force, c.toe_strain + (f - c.toe_force) / c.stiffness,
                  log(1.0 + min(f, c.toe_force) / (c.toe_force * c.per_e3)) / c.toe_exponent);
}

/// What the force-velocity curve does not take from force or velocity: v = k (F - A)/b, where b = A + F/Af while the fibre
/// shortens and steepness (A Flen - F) while it lengthens.
template <Scalar T>
struct VelocityCurve {
    T per_shape;   ///< 1 / Af
    T lengthening; ///< Flen: force of a fast lengthening fibre over the isometric one
    T steepness;   ///< (2 + 2/Af) / (Flen - 1)
    T threshold;   ///< part of Flen up to which the curve holds

    /// b = at_nothing A + rise F on either branch.
    template <Scalar U>
    struct Branch {
        U at_nothing, rise;
    };
    template <Scalar U>
    constexpr Branch<U> branch(const auto& lengthens) const {
        return {select(lengthens, U(steepness * lengthening), U(1.0)), select(lengthens, U(-steepness), U(per_shape))};
    }
};
template <Scalar T>
constexpr VelocityCurve<T> velocity_curve(const T& shape, const T& lengthening, const T& threshold) {
    return {1.0 / shape, lengthening, (2.0 + 2.0 / shape) / (lengthening - 1.0), threshold};
}

/// Speed of the fibre at activation a, over that at full activation.
template <Scalar T>
constexpr T speed(const T& activation) {
    return 0.25 + 0.75 * activation;
}

/// The velocity at which a fibre with `isometric` = a fL > 0 carries the active force F. Beyond what the curve can carry,
/// below 0 and near its limit while lengthening, it goes on along its tangent. [thelen2003]
template <Scalar T, Scalar P>
constexpr T velocity_at_force(const T& f, const T& isometric, const T& activation, const VelocityCurve<P>& c) {
    const T within = min(max(f, 0.0), c.threshold * c.lengthening * isometric), excess = within - isometric;
    const auto branch = c.template branch<T>(excess > 0.0);
    const T per_b = 1.0 / (branch.at_nothing * isometric + branch.rise * within);
    const T slope = 1.0 - branch.rise * excess * per_b; // of (F - A)/b, times b
    return speed(activation) * per_b * (excess + slope * (f - within));
}

/// The active force of a fibre that moves at velocity v; inverse of `velocity_at_force`. [thelen2003]
template <Scalar T, Scalar P>
constexpr T force_at_velocity(const T& v, const T& isometric, const T& activation, const VelocityCurve<P>& c) {
    const T k = speed(activation);
    const T fastest = k * (c.threshold * c.lengthening - 1.0) / (c.steepness * c.lengthening * (1.0 - c.threshold));
    const T within = min(max(v, -k), fastest);
    const auto branch = c.template branch<T>(within > 0.0);
    const T below = k - branch.rise * within;
    const T over_isometric = (k + branch.at_nothing * within) / below;
    const T slope = (branch.at_nothing + branch.rise * over_isometric) / below;
    return isometric * (over_isometric + slope * (v - within));
}

} // namespace thelen2003

} // namespace myotatic
