// What you will see: a lightly working soleus is slowly stretched and held. Its tension rises, and with it the rate of the
// Golgi tendon organs; when that rate, arriving at the cord, crosses its threshold, inhibition sets in. The table shows the
// tension with each coupling of Ib alone, with both, and with none.
//
// HYPOTHESIS: that Ib also lowers the fusimotor drive of the spindle. No such pathway is known; here it hardly matters.
#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/standard.hpp"

#include <cstdio>

using namespace myotatic;
using namespace myotatic::units;

namespace {

Trace stretched(double w_ib, double ib_to_fusimotor) {
    Experiment<StretchReflex<>> slow{.parameters = human_soleus_reflex(), .duration = 4};
    HumanReflex& arc = slow.parameters;
    arc.cord.descending_drive = 0.05; // light tonic work
    arc.cord.w_ia = 0.03;             // the gain of the relaxed muscle would be unstable while it works
    arc.cord.theta_ia = 0.05;
    arc.cord.w_ib = w_ib;
    arc.ib_to_fusimotor = ib_to_fusimotor;
    arc.cord.ib_interneuron.threshold = 0.22; // of 100 pps: just above the Ib rate of the tonic work
    arc.joint.stiffness = 500;                // a plate holds the foot [N m/rad]
    slow.protocol.drive("tap", Stimulus::ramp_and_hold(0, 10 * mm, 0.5, 1));
    return simulate(slow);
}

} // namespace

int main() {
    const Trace both = stretched(0.3, 0.5), none = stretched(0, 0);
    const TracedEvent& crossing = both.events.at(0);
    std::printf("%s crosses its threshold %.1f ms after the stretch begins\n\n", crossing.signal.c_str(),
                (crossing.time - 0.5) / ms);

    const double reference = measure(none.table, {.signal = "muscle.tendon_force"}).value.value();
    std::printf("Ib limits             peak tension   against none   tension 2 s later   Ia 2 s later\n");
    const auto row = [&](const char* name, const Trace& trace) {
        const auto later = [&](const char* signal) {
            return measure(trace.table, {.kind = Measure::Kind::value, .signal = signal, .before = 3.5}).value.value();
        };
        const double peak = measure(trace.table, {.signal = "muscle.tendon_force"}).value.value();
        std::printf("%-20s %10.1f N %12.1f %% %17.1f N %11.2f pps\n", name, peak, 100 * (peak / reference - 1),
                    later("muscle.tendon_force"), later("spindle.ia"));
    };
    row("nothing", none);
    row("spindle (hypothesis)", stretched(0, 0.5));
    row("motor pool", stretched(0.3, 0));
    row("both", both);
}
