// How long does one simulated second of the reflex arc take, and one evaluation of its rates? (README.md has the last
// answer.)
#include "myotatic/experiment/standard.hpp"

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

using namespace myotatic;
using namespace myotatic::units;

/// A tap on the soleus every second; one sample a second, so that recording costs nothing.
Experiment<StretchReflex<>> taps(double rtol) {
    Experiment<StretchReflex<>> e{.parameters = human_soleus_reflex(), .duration = 2, .schedule = {1.0}};
    e.protocol.drive("tap", Stimulus::half_sine(0, 4 * mm, 0.1, 10 * ms));
    e.protocol.drive("tap", Stimulus::half_sine(0, 4 * mm, 1.1, 10 * ms));
    e.solver.rtol = rtol;
    e.solver.atol = 0.01 * rtol;
    return e;
}

void one_simulated_second(benchmark::State& state) {
    const auto e = taps(std::pow(10.0, -static_cast<double>(state.range(0))));
    ode::Statistics statistics;
    for (auto _ : state) statistics = simulate(e).outcome.statistics;
    const auto seconds = benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert;
    state.counters["per simulated second"] = benchmark::Counter(e.duration, seconds);
    state.counters["steps per second"] = static_cast<double>(statistics.steps_accepted) / e.duration;
    state.counters["rejected per second"] = static_cast<double>(statistics.steps_rejected) / e.duration;
}
BENCHMARK(one_simulated_second)->Name("tendon taps, rtol 1e-")->DenseRange(4, 9)->Unit(benchmark::kMillisecond);

/// The past as it was at rest: what remains is the physiology.
struct Rest {
    StretchReflex<>::Signals<double> signals;
    double at(double StretchReflex<>::Signals<double>::*channel, double) const { return signals.*channel; }
};

void one_evaluation(benchmark::State& state) {
    using Arc = StretchReflex<>;
    const auto rest = Arc::at_rest(human_soleus_reflex(), {});
    const Rest past{Arc::signals(0.0, rest.state, {}, rest.parameters)};
    auto x = rest.state;
    x.joint.velocity = 0.1; // something moves
    for (auto _ : state) benchmark::DoNotOptimize(Arc::rates(0.0, x, {}, past, rest.parameters));
}
BENCHMARK(one_evaluation)->Name("rates of the arc");

} // namespace
