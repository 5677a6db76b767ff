// A calf under a roller, by a protocol: for the experiments on soft tissue.
#pragma once

#include "myotatic/experiment/triangle.hpp"
#include "validate/plot.hpp"
#include "validate/runs.hpp"

#include <cmath>
#include <map>
#include <string>

namespace myotatic::validate {

/// After 10 s: roll to and fro for `roll` seconds in passes of 2.5 s, rest for 10 s, hold for `hold` seconds at `spot`.
struct Rolling {
    std::string preset = "human_calf";
    double roll = 0, hold = 0;
    double spot = 0.4375; ///< middle of what is tight in human_calf_tight
    double load = 0.34;   ///< share of the body's weight: what people put on a calf [baumgart2019]
    std::map<std::string, double> parameters{};
    double afterwards = 1800; ///< how long it is followed [s]
    double every = 1;         ///< between samples [s]
};

class Rolled {
public:
    explicit Rolled(const Rolling& r) : end(10) {
        Scenario s = alone("rolled_muscle", r.preset, 0, r.every);
        s.parameters = r.parameters;
        s.solver.method = "grk4t", s.solver.rtol = 1e-6, s.solver.atol = 1e-8;
        const auto press = [&](double seconds) {
            drive(s, "roller.load", Stimulus::step(0, r.load, end, end + seconds));
            end += seconds;
        };
        if (r.roll > 0) {
            drive(s, "roller.position", triangle(0.1, 0.8, 0.2, end, static_cast<std::size_t>(std::ceil(r.roll / 5))));
            press(r.roll);
        }
        if (r.hold > 0) {
            if (r.roll > 0) {
                drive(s, "roller.position", Stimulus::ramp_and_hold(0, r.spot - 0.1, end + 2, 2));
                end += 10;
            } else {
                drive(s, "roller.position", Stimulus::constant(r.spot));
            }
            press(r.hold);
        }
        s.duration = end + r.afterwards;
        trace = completed(s).traces;
    }

    /// A signal so many minutes after the session.
    double after(const char* signal, double minutes) const { return at(trace, signal, end + 60 * minutes); }
    /// The same over that of a healthy calf before it is touched, less 1 [%].
    double change(const char* signal, double minutes) const {
        static const Rolled healthy(Rolling{.afterwards = 0});
        return 100 * (after(signal, minutes) / healthy.after(signal, 0) - 1);
    }
    double range(double minutes) const { return change("measured.range_of_motion", minutes); }
    double torque(double minutes) const { return change("measured.passive_torque", minutes); }
    double threshold(double minutes) const { return change("measured.pain_threshold", minutes); }
    double contracture(double minutes) const { return after("tissue.contracture", minutes); }

    Table trace;
    double end; ///< of the session [s]
};

/// A measured signal over that of a healthy calf [%] against minutes since the end of the session.
inline Curve change_curve(const std::string& label, const Rolled& r, const char* signal, double from, double until) {
    Curve curve{label, {}, {}};
    const int points = 300;
    for (int k = 0; k <= points; ++k) {
        const double minutes = from + (until - from) * k / points;
        if (r.end + 60 * minutes < 0) continue;
        curve.x.push_back(minutes), curve.y.push_back(r.change(signal, minutes));
    }
    return curve;
}

} // namespace myotatic::validate
