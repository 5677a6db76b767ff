// Pieces of a step of the default arc by themselves, compiled for each instruction set: what limits.cpp times.
#pragma once

#include <cstddef>

namespace bench {

/// The same numbers in all lanes; they are flat.
struct ArcPieces {
    std::size_t lanes;
    /// Right-hand sides, with the delayed signals as constants.
    void (*rates)(const double* parameters, const double* state, const double* signals, int times);
    /// What steps of GRK4T ask of the past: three stages, the first with its derivative by time, the slope at the end, and a
    /// guard; and what it takes to keep them there.
    void (*look_ups)(const double* delays, const double* signals, double step, int times);
    /// The latter alone.
    void (*keeping)(const double* delays, const double* signals, double step, int times);
};
ArcPieces avx2_arc();
ArcPieces avx512_arc();

} // namespace bench
