// What you will see: a cat's muscle spindle by itself, stretched by 13 % of the optimal fibre length and held. Dynamic
// fusimotor drive makes the primary ending sensitive to velocity: it fires more during the stretch than after it, and leaves
// the secondary ending as it is. Static drive raises both endings at all times and makes them report length. (The experiment
// of mileusnic2006, figure 3.)
#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/standard.hpp"

#include <cstdio>

using namespace myotatic;
using namespace myotatic::units;

int main() {
    const double start = 500 * ms, rise = (1.08 - 0.95) / 0.66; // lengths in L0, speed in L0/s
    struct Fusimotor {
        const char* name;
        double dynamic, static_;
    };
    std::printf("[pps]                Ia before     peak  0.5 s later    II before     peak  0.5 s later\n");
    for (const Fusimotor gamma : {Fusimotor{"none", 0, 0}, {"dynamic 70 pps", 70, 0}, {"static 70 pps", 0, 70}}) {
        Experiment<SpindleAlone<Mileusnic2006>> pull{.duration = 2};
        pull.protocol.drive("length", Stimulus::ramp_and_hold(0.95, 1.08, start, rise))
            .drive("gamma_dynamic", Stimulus::constant(gamma.dynamic * pps))
            .drive("gamma_static", Stimulus::constant(gamma.static_ * pps));
        const Table trace = simulate(pull).table;

        std::printf("%-16s", gamma.name);
        for (const char* ending : {"output.ia", "output.ii"}) {
            const auto value = [&](double at) {
                return *measure(trace, {.kind = Measure::Kind::value, .signal = ending, .before = at}).value;
            };
            const double peak = *measure(trace, {.kind = Measure::Kind::peak, .signal = ending}).value;
            std::printf("%17.2f %8.2f %12.2f", value(start), peak, value(start + rise + 500 * ms));
        }
        std::printf("\n");
    }
}
