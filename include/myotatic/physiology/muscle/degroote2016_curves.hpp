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
    std::array<std::array<double, 4>, 3> b; ///< fL: three bells, each {height, centre, width, width per length}
    double d1, d2, d3, d4;                  ///< fV
    double k_pe;                            ///< fPE: exponent at passive strain
    double l_pe;                            ///< fPE: length below which the passive fibre pulls no more [L0]
    double c1, c2, c3;                      ///< fT
};

// clang-format off
/// As corrected in OpenSim's DeGrooteFregly2016Muscle. Verified in its source.
inline constexpr Constants opensim{
    {{{0.8150671134243542, 1.055033428970575,  0.162384573599574, 0.063303448465465},
      {0.433004984392647,  0.716775413397760, -0.029947116970696, 0.200356847296188},
      {0.1,                1.0,                0.353553390593274, 0.0}}},
    -0.3211346127989808, -8.149, -0.374, 0.8825327733249912,
    4.0, 0.2,
    0.2, 1.0, 0.2};

/// As published; its tendon has stiffness 35 whatever the strain. Verified in several public implementations.
inline constexpr Constants published{
    {{{0.814483478343008,  1.055033428970575,  0.162384573599574, 0.063303448465465},
      {0.433004984392647,  0.716775413397760, -0.029947116970696, 0.200356847296188},
      {0.1,                1.0,                0.353553390593274, 0.0}}}, // the last width is sqrt(0.5)/2
    -0.318323436899127, -8.149156043475250, -0.374121508647863, 0.885644059915004,
    4.0, 1.0,
    0.2, 0.995, 0.25};
// clang-format on

/// Active force over length [F0] of a fully active fibre that neither shortens nor lengthens. [degroote2016]
template <Scalar T>
constexpr T active_force_length(const T& l, const Constants& c = opensim) {
    T force(0.0);
    for (const auto& [height, centre, width, widening] : c.b) {
        const T z = (l - centre) / (width + widening * l);
        force = force + height * exp(-0.5 * z * z);
    }
    return force;
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

/// Passive fibre force [F0]: 0 at l_pe, 1 at 1 + strain. [degroote2016]
template <Scalar T>
constexpr T passive_force_length(const T& l, const auto& strain, const Constants& c = opensim) {
    const auto origin = exp(c.k_pe * (c.l_pe - 1.0) / strain);
    return (exp(c.k_pe * (l - 1.0) / strain) - origin) / (exp(T(c.k_pe)) - origin);
}

/// Its slope [F0/L0].
template <Scalar T>
constexpr T passive_force_slope(const T& l, const auto& strain, const Constants& c = opensim) {
    const auto origin = exp(c.k_pe * (c.l_pe - 1.0) / strain);
    return c.k_pe / strain * exp(c.k_pe * (l - 1.0) / strain) / (exp(T(c.k_pe)) - origin);
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

/// The root of P z + sinh z = x, with what else is known there.
template <class T>
struct HyperbolicRoot {
    T z, sinh_z, cosh_z;
};

/// Solves P z + sinh z = x for plain numbers, to rounding for 0 <= P <= 10^4. The root is odd in x, so it is sought for |x|,
/// and everything is multiplied by e^-z, so that nothing overflows. The guess is the smaller of the zeros of two tangents: of
/// that at 0, x / (1 + P), and of that at b = log(1 + 2 x), where sinh b is about x: b (1 + x) / (1 + x + P). It is too large
/// by 1.2 at most; a Householder step of order 5 leaves 2e-3, and a second one rounding.
template <Scalar T>
constexpr HyperbolicRoot<T> hyperbolic_root(const T& p, const T& x) {
    const T a = abs(x), b = log(1.0 + 2.0 * a) * (1.0 + a);
    const auto linear = a * (1.0 + a + p) < b * (1.0 + p);
    const T guess = select(linear, a, b) / select(linear, 1.0 + p, 1.0 + a + p);

    // Of f = P z + sinh z - |x| and its derivatives, times e^-z: s is the second and the fourth one, c the third.
    struct Step {
        T e, s, c, change, over; ///< e^-z; sinh and cosh times it; the step is change / over
    };
    const auto step_from = [&](const T& z) {
        const T e = exp(-z), s = 0.5 - 0.5 * e * e, c = 0.5 + 0.5 * e * e;
        const T f = e * (p * z - a) + s, slope = p * e + c;
        const T f2 = f * f, slope2 = slope * slope, fs = f * s;
        return Step{e, s, c, f * (slope * (fs - slope2) - f2 * c * (1.0 / 6.0)),
                    slope2 * (slope2 - 1.5 * fs) + f2 * (0.25 * s * s + slope * c * (1.0 / 3.0)) - f2 * fs * (1.0 / 24.0)};
    };
    const Step first = step_from(guess);
    const T near = guess + first.change / first.over;
    const Step second = step_from(near);

    // sinh and cosh of the root from those at `near`; one division yields e^near as well.
    const T reciprocal = 1.0 / (second.e * second.over);
    const T growth = second.over * reciprocal, d = second.change * second.e * reciprocal, d2 = d * d;
    const T sinh_d = d + d * d2 * (1.0 / 6.0), cosh_d = 1.0 + d2 * (0.5 + d2 * (1.0 / 24.0));
    const T z = near + d, sinh_z = growth * (second.s * cosh_d + second.c * sinh_d);
    const auto negative = x < 0.0;
    return {select(negative, -z, z), select(negative, -sinh_z, sinh_z), growth * (second.c * cosh_d + second.s * sinh_d)};
}

/// The same with derivatives, one layer of them at a time: the root moves such that P z + sinh z - x stays zero.
template <Scalar T, int N>
constexpr HyperbolicRoot<Dual<T, N>> hyperbolic_root(const Dual<T, N>& p, const Dual<T, N>& x) {
    const HyperbolicRoot<T> at = hyperbolic_root(p.value, x.value);
    const Dual<T, N> off = p * at.z + at.sinh_z - x;
    const Dual<T, N> moved = (off.value - off) * T(1.0 / (p.value + at.cosh_z)); // by nothing, but at these rates
    return {at.z + moved, at.sinh_z + at.cosh_z * moved, at.cosh_z + at.sinh_z * moved};
}

/// The normalised velocity v at which an active fibre (`active` = a fL) with damping carries `force` in all:
/// active fV(v) + damping v = force, for every active >= 0 (zero included) and damping > 0. [millard2013]
///
/// Written in z = asinh(d2 v + d3) this is P z + sinh z = x. Right to 6e-14 for |v| <= 10, to 1e-15 for |v| <= 1.
template <Scalar T>
constexpr T damped_velocity(const T& active, const auto& damping, const T& force, const Constants& c = opensim) {
    const T p = c.d1 * c.d2 * active / damping;
    const T x = c.d3 + c.d2 * (force - active * c.d4) / damping;
    return (hyperbolic_root(p, x).sinh_z - c.d3) * (1 / c.d2);
}

} // namespace degroote2016

} // namespace myotatic
