// Firing that grows with a power of velocity, made smooth where the power is not.
#pragma once

#include "myotatic/core/scalar.hpp"

namespace myotatic {

/// sgn(x)|x|^a as x (x^2 + e^2)^((a-1)/2): for a < 1 linear with finite slope where |x| < e, within 2 % of the power
/// where |x| > 4 e and a >= 0.4. `x` and `e` are velocities over the same reference velocity.
template <Scalar T>
constexpr T velocity_power(const T& x, const auto& e, const auto& a) {
    return x * pow(x * x + e * e, 0.5 * (a - 1.0));
}

} // namespace myotatic
