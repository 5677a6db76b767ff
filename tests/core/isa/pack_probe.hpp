// The operations of packs behind plain function pointers on arrays, so that a test compiled for no particular processor can
// call code compiled for one. Each pack_probe_<isa>.cpp makes the probe of its instruction set.
#pragma once

#include "myotatic/core/isa.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace myotatic::testing {

/// r[i] = f(x[i], y[i]) for i < n; n is a multiple of 8. Unary functions ignore y. Truth is 1 or 0.
struct ProbedFunction {
    std::string_view name;
    void (*wide)(const double* x, const double* y, double* r, std::size_t n);   ///< as many lanes as there are
    void (*single)(const double* x, const double* y, double* r, std::size_t n); ///< in packs of one
};

inline constexpr std::size_t probed_functions = 29;

struct PackProbe {
    Isa isa;
    int lanes;
    std::array<ProbedFunction, probed_functions> functions;
    /// Stores lanes, masks and interleaved numbers and reads them back; the number of those that came back wrong.
    int (*wrong_lanes)();
};

PackProbe baseline_probe();
PackProbe avx2_probe();
PackProbe avx512_probe();

} // namespace myotatic::testing
