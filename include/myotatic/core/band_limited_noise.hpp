// Gaussian noise with a flat spectrum up to a band limit, as a smooth function of time: a cubic spline of which any piece
// can be computed by itself, in a time and a memory that do not depend on how long the noise lasts.
//
//     const BandLimitedNoise noise({.mean = 0.2, .rms = 0.02, .band_limit = 30, .seed = 1});
//     const std::size_t k = noise.piece_at(1.2345);
//     const auto [c0, c1, c2, c3] = noise.cubic(k);    // of t − noise.begin_of(k)
//
// The spline is Σ C_k β(5 B (t − start) − k) with the cubic B-spline β on a grid of 5 points per 1/B, B the band limit. The
// coefficients C are white noise (counter_random.hpp) through a symmetric filter of 29 taps, which also undoes the droop of
// β, sinc⁴(f/5B). Hence, as the test computes from the taps:
//
//     up to 0.9 B         within 0.11 dB of the density at 0
//     at B                −0.9 dB
//     from 1.5 to 3.5 B   below −58 dB
//     from 3.5 B on       below −47.5 dB: images about multiples of 5 B, as every spline has; the largest lies at 3.9 B
//
// The mean square over a cell of the grid is rms² exactly, in expectation; within a cell the expected rms moves by ±0.14 %.
// The noise is 1.09 B wide: white noise of the same density and that bandwidth has the same rms.
#pragma once

#include "myotatic/core/counter_random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace myotatic {

/// The noise lasts from `start` for as many whole cells of its grid as fit before `stop`; before and after it is `mean`. The
/// first and the last coefficients are zero, so that it grows out of the mean, and returns to it, within three cells and is
/// twice continuously differentiable there too.
class BandLimitedNoise {
public:
    struct Settings {
        double mean = 0;
        double rms = 1;
        double band_limit = 1;                                 ///< [Hz]
        double start = 0;                                      ///< [s]
        double stop = std::numeric_limits<double>::infinity(); ///< [s]
        std::uint64_t seed = 0;
        std::uint64_t member = 0; ///< of an ensemble: another, independent noise of the same kind
        bool operator==(const Settings&) const = default;
    };

    /// Throws std::invalid_argument for numbers that make no such noise: rms or band limit not positive, less than two
    /// periods of the band limit, a start so late that the clock does not resolve the grid.
    explicit BandLimitedNoise(const Settings& settings);

    const Settings& settings() const { return settings_; }
    bool operator==(const BandLimitedNoise&) const = default;

    // Piece 0 is the mean before the noise, 1 to cells() are the cells of the grid, cells() + 1 is the mean after it.

    /// How many cells; of an endless noise 2⁵², more than a clock can tell apart.
    std::size_t cells() const { return cells_; }

    /// The piece that holds `t`; a point of the grid belongs to the piece that it starts.
    std::size_t piece_at(double t) const;

    /// Where a piece begins and the one before it ends [s]; −∞ for piece 0, +∞ for the one after the last.
    double begin_of(std::size_t piece) const;

    /// c0 + c1 s + c2 s² + c3 s³ within a piece, s the time since its begin, or since `start` in piece 0.
    std::array<double, 4> cubic(std::size_t piece) const;

    /// Bound of |noise − mean|/rms at all times, never attained: all deviates at their largest with the worst signs.
    static double peak();

    /// The filter, from its middle outwards; symmetric. Computed: equiripple about 1/sinc⁴(f/5B) up to 0.92 B and about 0
    /// from 1.4 B on, deviations weighted 1 : 5 (Lawson's iteration); scaled so that unit white noise gives mean square 1.
    // clang-format off
    static constexpr std::array<double, 15> taps{
            0.78379636659380458,    0.51395954571918312,   0.017690844259508839,   -0.19514250066088795,  -0.059002133295089312,
           0.090429302585714522,   0.054631268855862121,  -0.040077403839749066,  -0.040479893521411944,    0.01357531229046452,
           0.025594492334560424, -0.0026730116426109552,  -0.013822990806606272, -0.0041411709966807661,  0.0047245840442058252};
    // clang-format on

private:
    Settings settings_;
    double rate_; ///< points of the grid per second
    std::size_t cells_;
};

} // namespace myotatic
