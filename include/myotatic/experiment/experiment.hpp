// An experiment: a circuit, its parameters, what happens to it, what is recorded. `simulate` runs it.
//
//     Experiment<StretchReflex<>> tap{.parameters = human_soleus_reflex(), .duration = 0.5};
//     tap.protocol.drive("tap", Stimulus::half_sine(0, 4 * mm, 0.1, 10 * ms));
//     Trace trace = simulate(tap);
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/experiment/driven_circuit.hpp"
#include "myotatic/experiment/protocol.hpp"
#include "myotatic/experiment/recorder.hpp"
#include "myotatic/experiment/trace.hpp"
#include "myotatic/ode/integration.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic {

template <Circuit C>
struct Experiment {
    typename C::template Parameters<double> parameters{};
    Protocol<C::template Input> protocol{};
    double start = 0, duration = 1;                    ///< [s]
    Schedule schedule{};                               ///< when samples are taken
    std::vector<std::string> signals{};                ///< observables by dotted name; empty for all
    ode::Settings solver{.rtol = 1e-9, .atol = 1e-11}; ///< magnitudes come from the fields of the state
    std::function<bool(double progress)> keep_going{}; ///< asked now and then; false interrupts
};

/// Everything about the beginning of an experiment: derived parameters, the state at rest, the circuit as a system. The
/// circuit has rested for ever with the input of just before the start: a stimulus that steps there is felt.
template <Circuit C>
struct Beginning {
    typename C::template Input<double> input; ///< before the start
    Resting<C> rest;
    DrivenCircuit<C> system;
    Flat<double, flat_size<typename C::template State<double>>> state;

    explicit Beginning(const Experiment<C>& e)
        : input(before(e)), rest(C::at_rest(e.parameters, input)), system(rest.parameters, e.protocol),
          state(flat(rest.state)) {}

    /// For the solver: the state, and before it the signals of rest.
    auto start(double time) const {
        if constexpr (DelayedCircuit<C>)
            return ode::Start{time, state, [signals = flat(C::signals(time, rest.state, input, rest.parameters))](double) {
                                  return signals;
                              }};
        else
            return ode::Start{time, state};
    }
    /// Typical size of each state, for absolute tolerances.
    static std::vector<double> magnitudes() {
        std::vector<double> m;
        for (const Leaf& leaf : describe<typename C::template State<double>>()) m.push_back(leaf.facts.magnitude);
        return m;
    }

private:
    // Nothing moves before the start, so inputs that are rates of others are zero.
    static auto before(const Experiment<C>& e) {
        using Input = typename C::template Input<double>;
        auto u = flat(e.protocol.value(e.start, std::nextafter(e.start, -std::numeric_limits<double>::infinity())));
        for (std::size_t i = 0; i < u.size(); ++i)
            if (!describe<Input>()[i].facts.rate_of.empty()) u[i] = 0;
        return unflatten<Input>(u);
    }
};

namespace detail {

template <class C>
constexpr std::size_t guard_count() {
    if constexpr (requires { typename C::template Guards<double>; })
        return flat_size<typename C::template Guards<double>>;
    else
        return 0;
}

/// What a circuit shows at time `t`, seen from the step that `circuit` is pinned to.
template <class Integration, class Pinned, class X>
auto observe(const Integration& run, const Pinned& circuit, double t, const X& x, double toward) {
    if constexpr (Integration::delayed)
        return run.with_past(circuit, t, x, toward, [&](const auto& past) { return circuit.observe(t, x, past); });
    else
        return circuit.observe(t, x, 0);
}

} // namespace detail

/// Runs the experiment from rest. Throws std::invalid_argument for a duration, a recorder or settings that cannot be, and
/// InputError where the circuit cannot rest; numerical failure is in the trace's outcome.
template <class Method = ode::Tsitouras5, template <class> class Control = ode::Pi, Circuit C>
Trace simulate(const Experiment<C>& e) {
    if (!(e.duration >= 0 && std::isfinite(e.duration))) throw std::invalid_argument("duration must be finite, from 0 s on");
    if (!(e.schedule.every > 0)) throw std::invalid_argument("samples must be taken every so many seconds, more than 0");
    const Beginning<C> beginning(e);
    const double end = e.start + e.duration;

    // Guards of the circuit become crossings that are recorded.
    const auto& circuit = beginning.system;
    const auto guard = [](std::size_t i) {
        return ode::Crossing{
            [i](const auto& pinned, const auto& t, const auto& x, const auto& past) { return pinned.guards(t, x, past)[i]; },
            ode::Direction::either};
    };
    ode::Settings settings = e.solver;
    settings.magnitudes = Beginning<C>::magnitudes();
    auto run = [&]<std::size_t... I>(std::index_sequence<I...>) {
        return ode::integration<Method, Control>(circuit, beginning.start(e.start), settings, guard(I)...);
    }
    (std::make_index_sequence<detail::guard_count<C>()>{});

    // Recorder: the first sample is the start, seen from the right; every other one is seen from the step that it ends or
    // lies in.
    const auto& observables = describe<typename C::template Observation<double>>();
    const Selection selection(e.signals, observables);
    Trace trace{selection.table(observables), {}, {}, {}, false};
    const auto record = [&](double t, const auto& x, double begin, double step_end) {
        const auto seen = detail::observe(run, circuit.within(begin, step_end), t, x, begin + 0.5 * (step_end - begin) - t);
        trace.table.columns[0].values.push_back(t);
        for (std::size_t c = 0; c < selection.indices().size(); ++c)
            trace.table.columns[c + 1].values.push_back(seen[selection.indices()[c]]);
    };
    const auto count_limits = [&](const auto& step) {
        if constexpr (LimitedCircuit<C>) {
            const auto used = circuit.within(step.begin, step.end).limits(step.end, run.state());
            const auto& leaves = describe<std::remove_cvref_t<decltype(used)>>();
            if (trace.clipped.empty())
                for (const Leaf& leaf : leaves) trace.clipped.emplace_back(leaf.name, 0);
            const auto numbers = flat(used);
            for (std::size_t i = 0; i < numbers.size(); ++i) trace.clipped[i].second += numbers[i] > 0.5;
        }
    };

    long long sample = 0;
    record(e.start, run.state(), e.start, e.start);
    double next = e.schedule.time(e.start, end, ++sample);
    long long steps = 0;
    while (const auto step = run.advance(end)) {
        count_limits(step);
        if constexpr (detail::guard_count<C>() > 0)
            for (const auto& h : step.happenings) {
                const Leaf& leaf = describe<typename C::template Guards<double>>()[h.event];
                trace.events.push_back({h.time, leaf.name, std::string(leaf.facts.meaning), h.rising});
            }
        while (next <= step.end && trace.table.columns[0].values.back() < end) {
            record(next, step.segment(next), step.begin, step.end);
            next = e.schedule.time(e.start, end, ++sample);
        }
        if (e.keep_going && ++steps % 256 == 0 && !e.keep_going((step.end - e.start) / e.duration)) {
            trace.interrupted = true;
            break;
        }
    }
    trace.outcome = run.outcome();
    return trace;
}

} // namespace myotatic
