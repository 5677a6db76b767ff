// What is above zero, without a corner: for rectifiers in equations that are differentiated or solved by stiff methods.
#pragma once

#include "myotatic/core/scalar.hpp"

namespace myotatic {

/// max(x, 0) with two continuous derivatives: exactly 0 up to -width, exactly x from width on, for a dimensionless x.
/// Between them width/16 (u + 1)³ (3 - u) with u = x/width, which exceeds the corner by at most 3/16 of the width.
template <Scalar T>
constexpr T smooth_ramp(const T& x, double width = 0.02) {
    const T u = min(max(x * (1 / width), -1.0), 1.0), rise = u + 1.0;
    return select(x < width, width / 16 * rise * rise * rise * (3.0 - u), x);
}

/// min(x, high) in the same way.
template <Scalar T>
constexpr T smooth_ceiling(const T& x, const auto& high) {
    return high - smooth_ramp(T(high - x));
}

} // namespace myotatic
