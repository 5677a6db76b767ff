// How a muscle's path runs over a joint: its length as a polynomial of the angle, and from it the moment arm.
//
//     symbol   here            unit
//     theta    angle           rad   dorsiflexion, knee flexion, elbow flexion are positive
//     c_i      coefficients    m     of theta^i
//     l        path length     m     muscle and tendon together
//     r        moment arm      m     -dl/dtheta: force times r is the torque towards positive angles
//
// By virtual work the moment arm is the derivative of the length, so the two can never disagree.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"

#include <array>

namespace myotatic {

template <Scalar T>
struct PathPolynomial {
    std::array<T, 6> coefficients{0.322836, 0.041357, -0.007357, -0.005909, 0.000988, 0.0};

    static constexpr auto fields() {
        using R = PathPolynomial;
        return std::tuple{field("coefficients", &R::coefficients, "m", "path length over angle: factors of rad^0 … rad^5")
                              .within(-2, 2)
                              .from("rajagopal2016 (soleus), fitted to its path points", Evidence::computed)};
    }
};

/// Length of muscle and tendon [m] at an angle [rad].
template <Scalar T, Scalar P>
constexpr T path_length(const T& angle, const PathPolynomial<P>& path) {
    const auto& c = path.coefficients;
    return c[0] + angle * (c[1] + angle * (c[2] + angle * (c[3] + angle * (c[4] + angle * c[5]))));
}

/// Lever of the muscle [m]: positive where its pull increases the angle.
template <Scalar T, Scalar P>
constexpr T moment_arm(const T& angle, const PathPolynomial<P>& path) {
    const auto& c = path.coefficients;
    return -(c[1] + angle * (2.0 * c[2] + angle * (3.0 * c[3] + angle * (4.0 * c[4] + angle * (5.0 * c[5])))));
}

/// Rate of the path length [m/s] when the joint turns with `velocity` [rad/s].
template <Scalar T, Scalar P>
constexpr T path_velocity(const T& angle, const T& velocity, const PathPolynomial<P>& path) {
    return -moment_arm(angle, path) * velocity;
}

} // namespace myotatic
