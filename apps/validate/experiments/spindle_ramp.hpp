// The stretch of figure 3 of mileusnic2006, which several experiments use.
#pragma once

#include "validate/runs.hpp"

namespace myotatic::validate {

/// A cat's spindle that is stretched from 0.95 to 1.08 L0, with constant fusimotor drive.
struct SpindleRamp {
    static constexpr double start = 0.5, from = 0.95, to = 1.08; // s, L0, L0

    double speed;                               ///< [L0/s]
    double dynamic_drive = 0, static_drive = 0; ///< [pps]

    double end() const { return start + (to - from) / speed; }

    /// Until `after` seconds after the stretch.
    Scenario scenario(double after = 1.0) const {
        Scenario s = alone("spindle", "cat", end() + after, 1e-4);
        drive(s, "length", Stimulus::ramp_and_hold(from, to, start, end() - start));
        drive(s, "gamma_dynamic", Stimulus::constant(dynamic_drive));
        drive(s, "gamma_static", Stimulus::constant(static_drive));
        return s;
    }

    /// What is read off a response.
    struct Reading {
        double rest, peak, hold; ///< before, at the end of the stretch (0.1 ms before it), 0.5 s later [pps]
        double dynamic_index() const { return peak - hold; }
    };
    Reading read(const Table& trace, std::string_view signal = "output.ia") const {
        // Of a receptor without a state the rate jumps where the stretch ends.
        return {at(trace, signal, start), at(trace, signal, end() - 1e-4), at(trace, signal, end() + 0.5)};
    }
};

} // namespace myotatic::validate
