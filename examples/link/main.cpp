// What you will see: how long after a tap on the tendon the EMG of the soleus begins, in milliseconds.
#include <myotatic/experiment/measure.hpp>
#include <myotatic/experiment/standard.hpp>

#include <cstdio>

int main() {
    using namespace myotatic;
    Experiment<StretchReflex<>> tap{.parameters = human_soleus_reflex(), .duration = 0.5, .schedule = {.every = 1e-4}};
    tap.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.1, 10e-3)); // 4 mm, from 0.1 s, for 10 ms
    const Trace trace = simulate(tap);
    const auto latency = measure(trace.table, {.kind = Measure::Kind::latency, .signal = "motor.drive", .after = 0.1});
    std::printf("The EMG begins %.1f ms after the tap.\n", 1e3 * latency.value.value());
}
