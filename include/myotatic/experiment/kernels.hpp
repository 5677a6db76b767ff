// Kernels that come compiled with the library, one for each instruction set: what `simulate` and `sweep` of a standard
// circuit run, chosen when the program runs.
//
// A single run and an ensemble use the same arithmetic, on one lane and on all lanes of a register, and give the same bits.
// On a processor without AVX2 both compute in plain doubles.
#pragma once

#include "myotatic/core/isa.hpp"
#include "myotatic/experiment/run_lanes.hpp"
#include "myotatic/ode/controller/pi.hpp"
#include "myotatic/ode/method/grk4t.hpp"
#include "myotatic/ode/method/tsitouras5.hpp"

namespace myotatic {

// The wide types are complete only in the units that are compiled for them.
template <int W, class Isa>
class Pack;

/// Integrates what the host hands out.
template <Circuit C>
using Kernel = void (*)(const LanePlan<C>&, const LaneHost&);

/// The kernel for one experiment at a time.
template <Circuit C, class Method>
Kernel<C> single_kernel([[maybe_unused]] Isa isa) {
#if defined(__x86_64__)
    if (isa != Isa::baseline) return run_lanes<C, Method, ode::Pi, Pack<1, Avx2>>;
#endif
    return run_lanes<C, Method, ode::Pi, double>;
}
/// The kernel for many at once.
template <Circuit C, class Method>
Kernel<C> wide_kernel([[maybe_unused]] Isa isa) {
#if defined(__x86_64__)
    if (isa == Isa::avx512) return run_lanes<C, Method, ode::Pi, Pack<8, Avx512>>;
    if (isa == Isa::avx2) return run_lanes<C, Method, ode::Pi, Pack<4, Avx2>>;
#endif
    return run_lanes<C, Method, ode::Pi, double>;
}

#define MYOTATIC_KERNEL(KEYWORD, CIRCUIT, METHOD, ...)                                                                      \
    KEYWORD template void run_lanes<CIRCUIT, METHOD, ode::Pi, __VA_ARGS__>(const LanePlan<CIRCUIT>&, const LaneHost&)

// Every kernel of a circuit.
#define MYOTATIC_KERNELS(CIRCUIT)                                                                                           \
    MYOTATIC_KERNEL(extern, CIRCUIT, ode::Grk4t, double);                                                                   \
    MYOTATIC_KERNEL(extern, CIRCUIT, ode::Grk4t, Pack<1, Avx2>);                                                            \
    MYOTATIC_KERNEL(extern, CIRCUIT, ode::Grk4t, Pack<4, Avx2>);                                                            \
    MYOTATIC_KERNEL(extern, CIRCUIT, ode::Grk4t, Pack<8, Avx512>);                                                          \
    MYOTATIC_KERNEL(extern, CIRCUIT, ode::Tsitouras5, double);                                                              \
    MYOTATIC_KERNEL(extern, CIRCUIT, ode::Tsitouras5, Pack<1, Avx2>);                                                       \
    MYOTATIC_KERNEL(extern, CIRCUIT, ode::Tsitouras5, Pack<4, Avx2>);                                                       \
    MYOTATIC_KERNEL(extern, CIRCUIT, ode::Tsitouras5, Pack<8, Avx512>)

} // namespace myotatic
