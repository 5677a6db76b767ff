// How exact the elementary functions of packs are. A test measures them against these bounds, and docs/numerics.md shows
// them.
#pragma once

#include <array>
#include <string_view>

namespace myotatic {

/// The largest distance from the exact result in units in the last place (ulp) of the result; of a result below 2.2e-308 in
/// units of 4.9e-324. Arguments outside [low, high] are special values of C, overflow, underflow, or what `beyond` says.
struct PackAccuracy {
    std::string_view function;
    double low, high;        ///< of x
    double fused, unfused;   ///< bound in ulp for Avx2 and Avx512, and for Baseline
    std::string_view beyond; ///< the result outside
};

// clang-format off
inline constexpr std::array pack_accuracy{
    PackAccuracy{"sqrt(x)",   0,          1.797e308,  0.5, 0.5, "NaN"},
    PackAccuracy{"exp(x)",   -746,        709.79,   1.1, 1.1, "0, infinity"},
    PackAccuracy{"log(x)",    5e-324,    1.797e308,  0.7, 0.7, "-infinity at 0, NaN below"},
    PackAccuracy{"pow(x, y)", 5e-324,    1.797e308,  2.0, 2.5, "as in C, for every y"},
    PackAccuracy{"tanh(x)",  -1.797e308,    1.797e308,  2.8, 2.8, ""},
    PackAccuracy{"sinh(x)",  -710.48,     710.48,   2.6, 2.6, "±infinity"},
    PackAccuracy{"asinh(x)", -1.797e308,    1.797e308,  2.0, 2.0, ""},
    PackAccuracy{"sin(x)",   -1e6,        1e6,      1.2, 1.2, "the C library's"},
    PackAccuracy{"cos(x)",   -1e6,        1e6,      1.2, 1.2, "the C library's"},
};
// clang-format on

} // namespace myotatic
