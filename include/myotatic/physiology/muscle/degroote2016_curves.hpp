// The four curves of De Groote's muscle, and the velocity at which a damped fibre carries a given force. Pure functions of
// normalised quantities: lengths in L0 or tendon slack lengths, velocities in max_contraction_velocity, forces in F0.
//
// Citation keys: degroote2016 (curves), millard2013 (damped equilibrium), seth2018 (corrected constants). Symbols and
// departures: degroote2016.hpp.
#pragma once

#include "myotatic/physiology/balance.hpp"

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

/// The normalised velocity v at which an active fibre (`active` = a fL) with damping carries `force` in all:
/// active fV(v) + damping v = force, for every active >= 0 (zero included) and damping > 0. [millard2013]
///
/// Written in s = 8.149 v + 0.374, the argument of asinh, this is P asinh(s) + Q s = R with P, Q > 0: one equation, rising
/// and bent one way on either side of 0, which Newton solves in five steps to 6e-14 in v for |v| <= 10 (1e-15 for |v| <= 1).
template <Scalar T>
constexpr T damped_velocity(const T& active, const auto& damping, const T& force, const Constants& c = opensim) {
    const T p = -c.d1 * active;
    const auto q = damping / -c.d2;
    const T r = force - active * c.d4 - q * c.d3;
    const auto P = value_of(p), Q = value_of(q), R = value_of(r);

    ValueOf<T> s = sinh(max(min(R / (P + Q), 12.0), -12.0));
    for (int k = 0; k < 5; ++k) s = s - (P * asinh(s) + Q * s - R) / (P / sqrt(1.0 + s * s) + Q);

    const T root =
        with_derivatives<T>(s, ValueOf<T>(P / sqrt(1.0 + s * s) + Q), [&](const T& x) { return p * asinh(x) + q * x - r; });
    return (root + c.d3) / -c.d2;
}

} // namespace degroote2016

} // namespace myotatic
