// What you will see: what decides how late a tendon jerk comes, how strong it is, and how far the foot moves. A table tells
// by how many percent each of these grows when a parameter grows by one percent, from derivatives that are integrated
// together with the reflex. The length of the nerve moves five delays, and with them the moments at which volleys arrive.
#include "myotatic/experiment/sensitivity.hpp"
#include "myotatic/experiment/standard.hpp"

#include <cstdio>

using namespace myotatic;
using namespace myotatic::units;

namespace {

constexpr double contact = 50 * ms;

Experiment<StretchReflex<>> tendon_tap() {
    Experiment<StretchReflex<>> tap{
        .parameters = human_soleus_reflex(), .duration = 200 * ms, .schedule = {.every = 0.1 * ms}};
    tap.protocol.drive("tap", Stimulus::half_sine(0, 4 * mm, contact, 10 * ms));
    tap.signals = {"motor.drive", "joint.angle"};
    return tap;
}

/// By how many percent a measure grows when the parameter grows by one.
double percent(const Sensitivities& run, const ParameterSensitivity& by, const Measure& what) {
    const double slope = derivative_of(run, what, by.parameter).value.value();
    return slope * by.value / measure(run.trace.table, what).value.value();
}

} // namespace

int main() {
    const Experiment<StretchReflex<>> tap = tendon_tap();
    const Sensitivities tapped =
        sensitivities(tap, {"w_ia", "theta_ia", "nerve.path_length", "nerve.ia_velocity", "muscle.activation_time",
                            "muscle.max_isometric_force", "joint.inertia", "joint.damping"});

    const Measure latency{.kind = Measure::Kind::latency, .signal = "motor.drive", .after = contact};
    const Measure strength{.kind = Measure::Kind::peak, .signal = "motor.drive"};
    const Measure jerk{.kind = Measure::Kind::trough, .signal = "joint.angle", .after = contact + 40 * ms};

    std::printf("percent for each percent of   latency   strength       jerk\n");
    for (const ParameterSensitivity& by : tapped.parameters)
        std::printf("%-27s %9.3f  %9.3f  %9.3f\n", by.parameter.c_str(), percent(tapped, by, latency),
                    percent(tapped, by, strength), percent(tapped, by, jerk));

    const Measured later = derivative_of(tapped, latency, "nerve.path_length");
    std::printf("\nlatency and length of the nerve: %.2f m%s\n", later.value.value() / ms, later.unit.c_str());
}
