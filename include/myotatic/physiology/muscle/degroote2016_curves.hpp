// The four curves of De Groote's muscle, and the velocity at which a damped fibre carries a given force. Pure functions of
// normalised quantities: lengths in L0 or tendon slack lengths, velocities in max_contraction_velocity, forces in F0.
//
// Citation keys: degroote2016 (curves), millard2013 (damped equilibrium), seth2018 (corrected constants). Symbols and
// departures: degroote2016.hpp.
#pragma once

#include "myotatic/core/dual.hpp"

#include <array>
#include <cmath>

namespace myotatic {

namespace degroote2016 {

/// The numbers in the four curves. Lengths, velocities and forces are normalised, so all are dimensionless.
struct Constants {
    std::array<std::array<double, 4>, 2> b; ///< fL: two bells, each {height, centre, width, width per length} …
    std::array<double, 3> b3;               ///< … and a third, which does not widen
    double d1, d2, d3, d4;                  ///< fV
    double k_pe;                            ///< fPE: exponent at passive strain
    double l_pe;                            ///< fPE: length below which the passive fibre pulls no more [L0]
    double c1, c2, c3;                      ///< fT
};

// clang-format off
/// As corrected in OpenSim's DeGrooteFregly2016Muscle. Verified in its source.
inline constexpr Constants opensim{
    {{{0.8150671134243542, 1.055033428970575,  0.162384573599574, 0.063303448465465},
      {0.433004984392647,  0.716775413397760, -0.029947116970696, 0.200356847296188}}},
    {0.1, 1.0, 0.353553390593274},
    -0.3211346127989808, -8.149, -0.374, 0.8825327733249912,
    4.0, 0.2,
    0.2, 1.0, 0.2};

/// As published; its tendon has stiffness 35 whatever the strain. Verified in several public implementations.
inline constexpr Constants published{
    {{{0.814483478343008,  1.055033428970575,  0.162384573599574, 0.063303448465465},
      {0.433004984392647,  0.716775413397760, -0.029947116970696, 0.200356847296188}}},
    {0.1, 1.0, 0.353553390593274}, // sqrt(0.5)/2 wide
    -0.318323436899127, -8.149156043475250, -0.374121508647863, 0.885644059915004,
    4.0, 1.0,
    0.2, 0.995, 0.25};
// clang-format on

/// Active force over length [F0] of a fully active fibre that neither shortens nor lengthens. [degroote2016]
template <Scalar T>
constexpr T active_force_length(const T& l, const Constants& c = opensim) {
    const auto bell = [](double height, const T& z) { return height * exp(-0.5 * z * z); };
    const auto& [height_1, centre_1, width_1, widening_1] = c.b[0];
    const auto& [height_2, centre_2, width_2, widening_2] = c.b[1];
    const auto& [height_3, centre_3, width_3] = c.b3;

    // (l - centre) / width for each; one division serves both widths that change.
    const T w_1 = width_1 + widening_1 * l, w_2 = width_2 + widening_2 * l, reciprocal = 1.0 / (w_1 * w_2);
    return bell(height_1, (l - centre_1) * (w_2 * reciprocal)) + bell(height_2, (l - centre_2) * (w_1 * reciprocal)) +
           bell(height_3, (l - centre_3) * (1 / width_3));
}

/// Active force over velocity, 1 at rest, 0 at -1; `v` in max_contraction_velocity. [degroote2016]
template <Scalar T>
constexpr T force_velocity(const T& v, const Constants& c = opensim) {
    return c.d1 * asinh(c.d2 * v + c.d3) + c.d4;
}

/// The velocity at which the factor of `force_velocity` is `f`. [degroote2016]
template <Scalar T>
constexpr T inverse_force_velocity(const T& f, const Constants& c = opensim) {
    return (sinh((f - c.d4) / c.d1) - c.d3) / c.d2;
}

/// What the passive curve with a given strain does not take from the length.
template <Scalar T>
struct PassiveCurve {
    T exponent; ///< k_pe / strain
    T origin;   ///< of the exponential, where the fibre pulls no more
    T scale;
};
template <Scalar T>
constexpr PassiveCurve<T> passive_curve(const T& strain, const Constants& c = opensim) {
    const T exponent = c.k_pe / strain, origin = exp(exponent * (c.l_pe - 1.0));
    return {exponent, origin, 1.0 / (exp(T(c.k_pe)) - origin)};
}

/// Passive fibre force [F0]: 0 at l_pe, 1 at 1 + strain. [degroote2016]
template <Scalar T, Scalar P>
constexpr T passive_force_length(const T& l, const PassiveCurve<P>& curve) {
    return (exp(curve.exponent * (l - 1.0)) - curve.origin) * curve.scale;
}
template <Scalar T>
constexpr T passive_force_length(const T& l, const Scalar auto& strain, const Constants& c = opensim) {
    return passive_force_length(l, passive_curve(strain, c));
}

/// Its slope [F0/L0].
template <Scalar T, Scalar P>
constexpr T passive_force_slope(const T& l, const PassiveCurve<P>& curve) {
    return curve.exponent * curve.scale * exp(curve.exponent * (l - 1.0));
}
template <Scalar T>
constexpr T passive_force_slope(const T& l, const Scalar auto& strain, const Constants& c = opensim) {
    return passive_force_slope(l, passive_curve(strain, c));
}

/// The exponent kT with which the tendon carries F0 at `strain`. [degroote2016]
template <Scalar T>
constexpr T tendon_exponent(const T& strain, const Constants& c = opensim) {
    return log(T((1 + c.c3) / c.c1)) / (strain + (1 - c.c2));
}

/// Tendon force [F0] at normalised length; slightly negative when slack, never below -c3. [degroote2016]
template <Scalar T>
constexpr T tendon_force_length(const T& l, const auto& exponent, const Constants& c = opensim) {
    return c.c1 * exp(exponent * (l - c.c2)) - c.c3;
}

/// The normalised length at which the tendon carries `f` [F0], f > -c3. [degroote2016]
template <Scalar T>
constexpr T inverse_tendon_force_length(const T& f, const auto& exponent, const Constants& c = opensim) {
    return log((f + c.c3) / c.c1) / exponent + c.c2;
}

/// The root of P z + Q sinh z = R, with what else is known there.
template <class T>
struct HyperbolicRoot {
    T z, sinh_z, cosh_z;
};

/// Solves P z + Q sinh z = R for plain numbers, to rounding for 0 <= P <= 10^4 Q. The root is odd in R, so it is sought for
/// |R|, and everything is multiplied by e^-z, so that nothing overflows. The guess is the smaller of the zeros of two
/// tangents: of that at 0, R / (P + Q), and of that at b = log(1 + 2 R/Q), where Q sinh b is about R: b (Q + R) / (P + Q +
/// R). It is too large by 1.2 at most; a Householder step of order 5 leaves 2e-3, and a second one rounding.
template <Scalar T>
constexpr HyperbolicRoot<T> hyperbolic_root(const T& p, const T& q, const T& r, const T& r_over_q) {
    const T a = abs(r), b = log(1.0 + 2.0 * abs(r_over_q)) * (q + a);
    const auto linear = a * (p + q + a) < b * (p + q);
    const T guess = select(linear, a, b) / select(linear, p + q, p + q + a);

    // Of f = P z + Q sinh z - |R| and its derivatives, times e^-z: f2 is the fourth one as well.
    struct Step {
        T e, sinh, cosh; ///< e^-z; sinh z and cosh z, times e^-z
        T change, over;  ///< the step is their quotient
    };
    const auto step_from = [&](const T& z) {
        const T e = exp(-z), sinh = 0.5 - 0.5 * e * e, cosh = 0.5 + 0.5 * e * e;
        const T f = e * (p * z - a) + q * sinh, f1 = p * e + q * cosh, f2 = q * sinh, f3 = q * cosh;
        const T ff = f * f, f1f1 = f1 * f1, ff2 = f * f2;
        return Step{e, sinh, cosh, f * (f1 * (ff2 - f1f1) - ff * f3 * (1.0 / 6.0)),
                    f1f1 * (f1f1 - 1.5 * ff2) + ff * (0.25 * f2 * f2 + f1 * f3 * (1.0 / 3.0) - ff2 * (1.0 / 24.0))};
    };
    const Step first = step_from(guess);
    const T near = guess + first.change / first.over;
    const Step second = step_from(near);

    // sinh and cosh of the root from those at `near`; one division yields e^near as well.
    const T reciprocal = 1.0 / (second.e * second.over);
    const T growth = second.over * reciprocal, d = second.change * second.e * reciprocal, d2 = d * d;
    const T sinh_d = d + d * d2 * (1.0 / 6.0), cosh_d = 1.0 + d2 * (0.5 + d2 * (1.0 / 24.0));
    const T z = near + d, sinh_z = growth * (second.sinh * cosh_d + second.cosh * sinh_d);
    const auto negative = r < 0.0;
    return {select(negative, -z, z), select(negative, -sinh_z, sinh_z),
            growth * (second.cosh * cosh_d + second.sinh * sinh_d)};
}

/// The same with derivatives, one layer of them at a time: the root moves such that P z + Q sinh z - R stays zero.
template <Scalar T, int N>
constexpr HyperbolicRoot<Dual<T, N>> hyperbolic_root(const Dual<T, N>& p, const Dual<T, N>& q, const Dual<T, N>& r,
                                                     const Dual<T, N>& r_over_q) {
    const HyperbolicRoot<T> at = hyperbolic_root(p.value, q.value, r.value, r_over_q.value);
    const Dual<T, N> off = p * at.z + q * at.sinh_z - r;
    const Dual<T, N> moved = (off.value - off) * T(1.0 / (p.value + q.value * at.cosh_z)); // by nothing, but at these rates
    return {at.z + moved, at.sinh_z + at.cosh_z * moved, at.cosh_z + at.sinh_z * moved};
}

/// The normalised velocity v at which an active fibre (`active` = a fL) with damping carries `force` in all:
/// active fV(v) + damping v = force, for every active >= 0 (zero included) and damping > 0. [millard2013]
///
/// Times d2, and in z = asinh(d2 v + d3), this is P z + Q sinh z = R. Right to 6e-14 for |v| <= 10, 1e-15 for |v| <= 1.
template <Scalar T>
constexpr T damped_velocity(const T& active, const auto& damping, const T& force, const Constants& c = opensim) {
    const T p = c.d1 * c.d2 * active;
    const T q = 1.0 * damping;
    const T r = c.d2 * (force - active * c.d4) + c.d3 * q;
    return (hyperbolic_root(p, q, r, T(r / damping)).sinh_z - c.d3) * (1 / c.d2);
}

} // namespace degroote2016

} // namespace myotatic
