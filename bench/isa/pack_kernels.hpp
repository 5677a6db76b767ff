// Elementary functions on arrays, per instruction set: what pack_math_bench.cpp measures.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace bench {

/// r[i] = f(x[i], y[i]); n is a multiple of 8.
struct Kernel {
    std::string_view function;
    void (*run)(const double* x, const double* y, double* r, std::size_t n);
};
using Kernels = std::array<Kernel, 11>;

Kernels libm_kernels();
Kernels avx2_kernels();
Kernels avx2_single_kernels();
Kernels avx512_kernels();
Kernels avx512_single_kernels();

} // namespace bench
