// The envelope of a surface EMG, made afterwards from a sampled motor drive: rectified and smoothed as recordings are.
//
//     y'' + sqrt(2) w y' + w^2 y = w^2 |x|,   w = 2 pi cutoff          (Butterworth, second order)
//
// What stands for the EMG in a circuit is the motor drive that reaches the muscle; a pool of single units knows better and
// weights each one by its size (`emg` of Fuglevand1993). Neither has the polarity of potentials, so that there is nothing
// that could cancel, and no noise of interference. Compare shapes and proportions with recordings, not volts.
//
// The envelope comes late, by sqrt(2)/w for whatever changes slowly: take latencies from the drive itself.
#pragma once

#include "myotatic/core/record.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <stdexcept>
#include <vector>

namespace myotatic {

template <Scalar T>
struct EmgEnvelopeParameters {
    T cutoff = 10.0;

    static constexpr auto fields() {
        using R = EmgEnvelopeParameters;
        return std::tuple{field("cutoff", &R::cutoff, "Hz", "frequency at which the envelope has lost a factor sqrt(2)")
                              .within(0.1, 1000)
                              .from("3 to 20 Hz are usual", Evidence::recalled)};
    }
};

/// The envelope at `times` [s], which increase, of a signal that runs straight between its samples there; it rests at the
/// first one. Exact for such a signal, however far the samples are apart. Throws std::invalid_argument if the times do not
/// increase or are not as many as the samples.
inline std::vector<double> emg_envelope(std::span<const double> times, std::span<const double> drive,
                                        const EmgEnvelopeParameters<double>& p = {}) {
    if (times.size() != drive.size()) throw std::invalid_argument("as many times as samples");
    std::vector<double> envelope;
    if (times.empty()) return envelope;
    const double a = std::sqrt(2.0) * std::numbers::pi * p.cutoff; // w / sqrt(2), of both decay and oscillation
    double y = std::abs(drive[0]), slope = 0;
    envelope.push_back(y);
    for (std::size_t i = 1; i < times.size(); ++i) {
        const double h = times[i] - times[i - 1], from = std::abs(drive[i - 1]);
        if (!(h > 0)) throw std::invalid_argument("the times of samples increase");
        // The signal with its lag is one solution; what y differs from it dies out, turning.
        const double rise = (std::abs(drive[i]) - from) / h, lagging = from - rise / a;
        const double off = y - lagging, turn = (slope - rise) / a + off;
        const double decay = std::exp(-a * h), c = std::cos(a * h), s = std::sin(a * h);
        y = decay * (off * c + turn * s) + lagging + rise * h;
        slope = a * decay * ((turn - off) * c - (turn + off) * s) + rise;
        envelope.push_back(y);
    }
    return envelope;
}

} // namespace myotatic
