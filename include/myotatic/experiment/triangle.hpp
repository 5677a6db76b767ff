// To and fro at constant speed: how a roller moves along a muscle.
#pragma once

#include "myotatic/experiment/stimulus.hpp"

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <utility>
#include <vector>

namespace myotatic {

/// `count` times from baseline to baseline + amplitude and back in straight lines, `frequency` times a second from `start`;
/// `baseline` before and after. Its speed is 2 amplitude frequency. Throws std::invalid_argument for numbers that make none.
inline Stimulus triangle(double baseline, double amplitude, double frequency, double start, std::size_t count) {
    if (!(frequency > 0 && std::isfinite(frequency) && count > 0))
        throw std::invalid_argument("a triangle has a frequency above 0 Hz, and there is at least one");
    const double pass = 0.5 / frequency, slope = amplitude / pass;
    std::vector<Stimulus::Piece> pieces{{.start = start, .c0 = baseline}};
    pieces.reserve(2 + 2 * count);
    for (std::size_t k = 0; k < count; ++k) {
        const double there = start + 2 * static_cast<double>(k) * pass; // not summed up: no drift
        pieces.push_back({.start = there, .c0 = baseline, .c1 = slope});
        pieces.push_back({.start = there + pass, .c0 = baseline + amplitude, .c1 = -slope});
    }
    pieces.push_back({.start = start + 2 * static_cast<double>(count) * pass, .c0 = baseline});
    return Stimulus::from_pieces(std::move(pieces));
}

} // namespace myotatic
