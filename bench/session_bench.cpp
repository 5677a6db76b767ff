// How many times faster than real time does a session of self-myofascial release run? Two muscles with their nerves, sixteen
// zones of tissue in each, and nothing given to the quiet system.
#include "myotatic/experiment/plan_session.hpp"
#include "myotatic/experiment/standard_tissue.hpp"

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

using namespace myotatic;

const Roll roll{.duration = 90, .load = 0.34, .muscle = "extensor"};
const Hold hold{.duration = 40, .load = 0.34, .muscle = "extensor"};

void run(benchmark::State& state, const std::vector<SessionStep>& steps) {
    Experiment<RolledPair> e{.parameters = human_calf_pair_tight(), .schedule = {1.0}, .signals = {"joint.angle"}};
    const auto planned = plan({.start = 1, .steps = steps}, {{"extensor", e.parameters.extensor.tissue}});
    for (const SessionDrive& drive : planned.drives) e.protocol.drive(drive.input, drive.stimulus);
    e.duration = planned.facts.end();
    e.solver.rtol = std::pow(10.0, -static_cast<double>(state.range(0)));
    e.solver.atol = 0.01 * e.solver.rtol;

    ode::Statistics statistics;
    for (auto _ : state) statistics = simulate(e).outcome.statistics;
    state.counters["times real time"] = benchmark::Counter(e.duration, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["steps per second"] = static_cast<double>(statistics.steps_accepted) / e.duration;
}

void session(benchmark::State& state) { run(state, {roll, Rest{10}, hold}); }
void rolling(benchmark::State& state) { run(state, {roll}); }

BENCHMARK(session)
    ->Name("roll 90 s, rest 10 s, hold 40 s, rtol 1e-")
    ->Arg(3)
    ->Arg(4)
    ->Arg(6)
    ->Arg(8)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(rolling)->Name("roll 90 s, rtol 1e-")->Arg(3)->Arg(4)->Arg(6)->Arg(8)->Unit(benchmark::kMillisecond);

} // namespace
