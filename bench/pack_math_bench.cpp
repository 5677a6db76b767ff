// How many nanoseconds does one value of an elementary function take, in the C library and in packs? (README.md has the last
// answer.)
#include "isa/pack_kernels.hpp"
#include "myotatic/core/isa.hpp"

#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

namespace {

void measure(benchmark::State& state, const bench::Kernel& kernel) {
    constexpr std::size_t n = 1024; // with its results inside the first-level cache
    std::vector<double> x(n), y(n), r(n);
    std::mt19937_64 generator(5);
    std::uniform_real_distribution<double> signed_values(-3, 3), positive_values(0.05, 3);
    for (double& v : x) v = signed_values(generator);
    for (double& v : y) v = positive_values(generator);
    for (auto _ : state) {
        kernel.run(x.data(), y.data(), r.data(), n);
        benchmark::DoNotOptimize(r.data());
        benchmark::ClobberMemory();
    }
    state.counters["per value"] =
        benchmark::Counter(n, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void register_kernels(const std::string& where, const bench::Kernels& kernels) {
    for (const bench::Kernel& kernel : kernels)
        benchmark::RegisterBenchmark((std::string(kernel.function) + ", " + where).c_str(), measure, kernel);
}

const bool registered = [] {
    register_kernels("C library", bench::libm_kernels());
#if defined(__x86_64__)
    if (supports(myotatic::Isa::avx2)) {
        register_kernels("Pack<1, Avx2>", bench::avx2_single_kernels());
        register_kernels("Pack<4, Avx2>", bench::avx2_kernels());
    }
    if (supports(myotatic::Isa::avx512)) {
        register_kernels("Pack<1, Avx512>", bench::avx512_single_kernels());
        register_kernels("Pack<8, Avx512>", bench::avx512_kernels());
    }
#endif
    return true;
}();

} // namespace
