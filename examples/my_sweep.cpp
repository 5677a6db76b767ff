// What you will see: a thousand tendon taps with random gains and nerves, computed on every lane of every processor. Longer
// nerves answer later, whatever the gain; and the three largest answers of all have the largest gains.
#include "myotatic/experiment/standard.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>

using namespace myotatic;
using namespace myotatic::units;

int main() {
    Experiment<StretchReflex<>> tap{
        .parameters = human_soleus_reflex(), .duration = 300 * ms, .schedule = {.every = 0.2 * ms}};
    tap.protocol.drive("tap", Stimulus::half_sine(0, 4 * mm, 50 * ms, 10 * ms));
    tap.solver.rtol = 1e-6, tap.solver.atol = 1e-8;

    const auto people = ParameterSet::latin_hypercube(1000, {{"w_ia", 0.1, 0.3}, {"nerve.path_length", 0.6, 0.9}}, 1);
    const SweepTable result =
        sweep<ode::Grk4t>(tap, people,
                          {{"latency", {.kind = Measure::Kind::latency, .signal = "motor.drive", .after = 50 * ms}, {}},
                           {"peak", {.kind = Measure::Kind::peak, .signal = "motor.drive"}, {}}});
    std::printf("%lld rows, %lld failed\n", result.summary.rows, result.summary.failed + result.summary.cannot_rest);

    const auto column = [&](const char* name) { return result.table.at(name).values; };
    const auto gain = column("w_ia"), length = column("nerve.path_length"), latency = column("latency"),
               peak = column("peak");
    std::printf("\nnerve [m]   mean latency [ms]\n");
    for (double from = 0.6; from < 0.85; from += 0.1) {
        double sum = 0, count = 0;
        for (std::size_t i = 0; i < length.size(); ++i)
            if (length[i] >= from && length[i] < from + 0.1) sum += latency[i], ++count;
        std::printf("%.1f to %.1f  %10.2f\n", from, from + 0.1, sum / count / ms);
    }

    std::vector<std::size_t> order(peak.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return peak[a] > peak[b]; });
    std::printf("\nlargest answers   row   gain   EMG peak\n");
    for (std::size_t i = 0; i < 3; ++i) std::printf("%21zu %6.3f %10.4f\n", order[i], gain[order[i]], peak[order[i]]);
}
