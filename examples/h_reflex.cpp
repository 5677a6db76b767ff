// What you will see: shocks of growing strength to the nerve of the soleus. Below the threshold of the motor axons there is
// an H-reflex already; then the direct M wave grows, and collision cancels the H-reflex. Vibrating the tendon lowers the
// whole curve, and so does a stretch that ended half a second ago; a light contraction raises it.
#include <myotatic/experiment/measure.hpp>
#include <myotatic/experiment/standard.hpp>
#include <myotatic/physiology/nerve/hoffmann_reflex.hpp>

#include <cstdio>

using namespace myotatic;

namespace {

/// What a shock would find: transmission of the Ia terminals and drive of the motor pool, between 2 and 2.1 s.
HoffmannInput<double> condition(double contraction, const Stimulus& tap) {
    Experiment<AntagonistPair<>> e{.parameters = human_ankle(), .duration = 2.1};
    e.parameters.extensor.cord.w_ia = 0.05; // the gain of the relaxed muscle would be unstable while it works
    e.parameters.extensor.cord.descending_drive = contraction;
    e.protocol.drive("extensor.tap", tap);
    const Trace trace = simulate(e);
    const auto mean = [&](const char* signal) {
        return measure(trace.table, {.kind = Measure::Kind::mean, .signal = signal, .after = 2}).value.value();
    };
    return {.transmission = mean("extensor.cord.ia_transmission"), .drive = mean("extensor.pool.drive")};
}

} // namespace

int main() {
    const Stimulus none = Stimulus::constant(0), vibration = Stimulus::sine(0, 0.5e-3, 80, 0, 0.5);
    const Stimulus stretch = Stimulus::ramp_and_hold(0, 10e-3, 0.5, 0.2, 0.6, 0.2);
    const HoffmannInput<double> conditions[] = {condition(0, none), condition(0, vibration), condition(0, stretch),
                                                condition(0.05, none)};

    const HoffmannReflex::Parameters<double> axons;
    std::printf("shock   M wave   H wave: at rest  vibrated  stretched  contracting\n");
    for (int i = 8; i <= 20; i += i < 14 ? 1 : 2) {
        HoffmannInput<double> shock{.stimulus = 0.1 * i}; // in motor thresholds
        std::printf("%5.1f %7.1f %%", shock.stimulus, 100 * HoffmannReflex::waves(shock, axons).m_wave);
        for (const auto& [_, transmission, drive] : conditions) {
            shock.transmission = transmission, shock.drive = drive;
            std::printf("%12.1f %%", 100 * HoffmannReflex::waves(shock, axons).h_wave);
        }
        std::printf("\n");
    }
}
