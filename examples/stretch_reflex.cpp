// What you will see: a reflex hammer taps the tendon of a relaxed soleus, then of the quadriceps. The spindles fire at once;
// when their volley has travelled to the cord and back, the motor drive reaches the muscle (the EMG) and the muscle pulls.
// The quadriceps answers sooner, because its nerve is shorter. A table shows the volley on its way through the arc.
#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/standard.hpp"

#include <cstdio>

using namespace myotatic;
using namespace myotatic::units;

namespace {

constexpr double contact = 100 * ms;

Trace tapped(const HumanReflex& arc) {
    Experiment<StretchReflex<>> tap{.parameters = arc, .duration = 500 * ms, .schedule = {.every = 0.1 * ms}};
    tap.protocol.drive("tap", Stimulus::half_sine(0, 4 * mm, contact, 10 * ms));
    return simulate(tap);
}

void print_summary(const char* muscle, const HumanReflex& arc) {
    const Table trace = tapped(arc).table;
    const auto of = [&](Measure::Kind what, const char* signal) {
        return measure(trace, {.kind = what, .signal = signal, .after = contact}).value.value();
    };
    const auto resting = StretchReflex<>::at_rest(arc, {}).parameters;
    std::printf("%-11s EMG begins %.2f ms after the tap, of which the nerves take %.2f ms\n", muscle,
                of(Measure::Kind::latency, "motor.drive") / ms, (resting.ia_delay + resting.motor_delay) / ms);
    std::printf("            Ia peak %.1f pps, EMG peak %.3f, joint moves %.2f deg\n", of(Measure::Kind::peak, "spindle.ia"),
                of(Measure::Kind::peak, "motor.drive"), of(Measure::Kind::excursion, "joint.angle") / deg);
}

} // namespace

int main() {
    print_summary("soleus", human_soleus_reflex());
    print_summary("quadriceps", human_quadriceps_reflex());

    const Table trace = tapped(human_soleus_reflex()).table;
    std::printf("\nsoleus      ms   Ia leaves   Ia arrives  motor drive leaves  arrives (EMG)  tendon force\n");
    for (std::size_t row = 950; row <= 1500; row += 50) {
        const auto at = [&](const char* signal) { return trace.at(signal).values[row]; };
        std::printf("%14.1f %7.1f pps %8.1f pps %16.3f %14.3f %13.1f N\n", (at("time") - contact) / ms, at("spindle.ia"),
                    at("cord.ia"), at("pool.excitation"), at("motor.drive"), at("muscle.tendon_force"));
    }
}
