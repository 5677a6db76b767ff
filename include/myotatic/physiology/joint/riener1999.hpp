// Passive moments of hip, knee and ankle of Riener and Edrich: what a relaxed leg does to its joints, muscles included.
//
// Citation: riener1999. Sums of exponentials of the three joint angles, fitted to measurements of healthy people.
//
//   paper            here                     unit
//   phi_A            -angle of the ankle      deg    in the paper plantarflexion is positive
//   phi_K, phi_H     angles of knee and hip   deg    flexion is positive
//   M                ..._moment               N m    towards positive angles of *ours*
//
// Departures
//   * Angles are in rad and dorsiflexion is positive, as everywhere here, so that the ankle's moment changes its sign.
//
// These moments contain the passive muscles. They are there to compare a model with, or to stand for its muscles: to add
// them to muscles that have passive fibres counts these twice.
#pragma once

#include "myotatic/core/scalar.hpp"

#include <numbers>

namespace myotatic::riener1999 {

inline constexpr double degrees = 180 / std::numbers::pi; ///< per rad

/// Moment of the ankle [N m] towards dorsiflexion; angles in rad, dorsiflexion and flexion of the knee positive.
/// [riener1999]
template <Scalar T>
constexpr T ankle_moment(const T& ankle, const auto& knee) {
    const T a = -degrees * ankle, k = T(degrees * knee);
    return -(exp(2.1016 - 0.0843 * a - 0.0176 * k) - exp(-7.9763 + 0.1949 * a + 0.0008 * k) - 1.792);
}

/// Moment of the knee [N m] towards flexion; angles in rad, dorsiflexion and flexion positive. [riener1999]
template <Scalar T>
constexpr T knee_moment(const T& knee, const auto& hip, const auto& ankle) {
    const T k = degrees * knee, h = T(degrees * hip), a = T(-degrees * ankle);
    return exp(1.800 - 0.0460 * a - 0.0352 * k + 0.0217 * h) - exp(-3.971 - 0.0004 * a + 0.0495 * k - 0.0128 * h) - 4.820 +
           exp(2.220 - 0.150 * k);
}

/// Moment of the hip [N m] towards flexion; angles in rad, flexion positive. [riener1999]
template <Scalar T>
constexpr T hip_moment(const T& hip, const auto& knee) {
    const T h = degrees * hip, k = T(degrees * knee);
    return exp(1.4655 - 0.0034 * k - 0.0750 * h) - exp(1.3403 - 0.0226 * k + 0.0305 * h) + 8.072;
}

} // namespace myotatic::riener1999
