// How every peer is driven through the arc: from kink to kink, step by step, the past kept and the state sampled on the way.
#pragma once

#include "../frame/arc.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace bench {

/// Which kinks a peer lands on, and at which it begins anew.
struct Landing {
    int stop_at;  ///< kinks of this order and below
    int begin_at; ///< of those, where the method begins anew
};

/// A stepper has
///   void begin(t, stop, x)      begins anew at t
///   void go_on(t, stop)         the next kink is at `stop`
///   double step()               makes one accepted step and returns its end, `stop` at the latest; NaN when it fails
///   const double* state(), slope()   at the end of the step
///   void at(t, x)               the state at t within the step (it is a Dense)
template <class Stepper>
bool drive(Arc& arc, Stepper& stepper, Landing landing, double tolerance, double* samples) {
    const std::size_t n = arc.size();
    const std::vector<double>& times = arc.times();
    const double end = arc.duration();
    arc.restart(tolerance);

    std::size_t sample = 0;
    const double* x = arc.initial_state();
    for (; sample < times.size() && times[sample] <= 0; ++sample) std::copy(x, x + n, samples + sample * n);

    auto kink = arc.kinks().begin();
    const auto last = arc.kinks().end();
    double t = 0;
    bool anew = true;
    while (t < end) {
        while (kink != last && (kink->order > landing.stop_at || kink->time <= t)) ++kink;
        const bool lands = kink != last && kink->time < end;
        const double stop = lands ? kink->time : end;
        arc.enter(t, stop);
        if (anew)
            stepper.begin(t, stop, x);
        else
            stepper.go_on(t, stop);
        while (t < stop) {
            t = stepper.step();
            if (!(t > 0)) return false;
            x = stepper.state();
            arc.keep(t, x, stepper.slope(), stepper);
            for (; sample < times.size() && times[sample] <= t; ++sample) stepper.at(times[sample], samples + sample * n);
        }
        anew = lands && kink->order <= landing.begin_at;
    }
    return sample == times.size() && std::isfinite(x[0]);
}

} // namespace bench
