// An experiment: a circuit, its parameters, what happens to it, what is recorded. `simulate` runs it.
//
//     Experiment<StretchReflex<>> tap{.parameters = human_soleus_reflex(), .duration = 0.5};
//     tap.protocol.drive("tap", Stimulus::half_sine(0, 4 * mm, 0.1, 10 * ms));
//     Trace trace = simulate(tap);
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/core/error.hpp"
#include "myotatic/core/isa.hpp"
#include "myotatic/experiment/driven_circuit.hpp"
#include "myotatic/experiment/protocol.hpp"
#include "myotatic/experiment/quiet_circuit.hpp"
#include "myotatic/experiment/recorder.hpp"
#include "myotatic/experiment/run_lanes.hpp"
#include "myotatic/experiment/trace.hpp"
#include "myotatic/ode/integration.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
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
    bool quiet = true;                                 ///< long rest is given to the quiet system (quiet.hpp)
    std::optional<Isa> isa{};                          ///< of a compiled circuit; without one, see chosen_isa
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
    /// The input before the start. Nothing moves, so inputs that are rates of others are zero.
    static auto before(const Experiment<C>& e) {
        using Input = typename C::template Input<double>;
        auto u = flat(e.protocol.value(e.start, std::nextafter(e.start, -std::numeric_limits<double>::infinity())));
        for (std::size_t i = 0; i < u.size(); ++i)
            if (!describe<Input>()[i].facts.rate_of.empty()) u[i] = 0;
        return unflatten<Input>(u);
    }
};

namespace detail {

/// Writes what a run in one lane tells into a trace.
template <Circuit C>
class TraceHost {
public:
    TraceHost(const Experiment<C>& e, const typename C::template Parameters<double>& parameters)
        : experiment_(e), parameters_(flat(parameters)),
          selection_(e.signals, describe<typename C::template Observation<double>>()),
          trace_{selection_.table(describe<typename C::template Observation<double>>()), {}, {}, {}, false} {}

    const Selection& selection() const { return selection_; }
    Trace trace() && { return std::move(trace_); }

    LaneHost functions() {
        return {this,
                [](void* self, double* parameters) { return of(self).next(parameters); },
                [](void* self, long long) { of(self).cannot_rest(); },
                [](void* self, long long, double time, const double* values) { of(self).sample(time, values); },
                [](void* self, long long, double time, std::size_t guard, bool rising) {
                    of(self).happened(time, guard, rising);
                },
                [](void* self, long long, const ode::Outcome<double>& outcome, const long long* clipped) {
                    of(self).finished(outcome, clipped);
                },
                [](void* self, double time) { return of(self).keep_going(time); }};
    }

private:
    static TraceHost& of(void* self) { return *static_cast<TraceHost*>(self); }

    long long next(double* parameters) {
        if (std::exchange(given_, true)) return -1;
        std::copy(parameters_.begin(), parameters_.end(), parameters);
        return 0;
    }
    [[noreturn]] void cannot_rest() {
        Problem problem;
        problem.message = "the circuit cannot rest with these parameters and the input of the start";
        throw InputError(std::move(problem));
    }
    void sample(double time, const double* values) {
        trace_.table.columns[0].values.push_back(time);
        for (std::size_t c = 1; c < trace_.table.columns.size(); ++c)
            trace_.table.columns[c].values.push_back(values[c - 1]);
    }
    void happened(double time, [[maybe_unused]] std::size_t guard, bool rising) {
        if constexpr (guard_count<C>() > 0) {
            const Leaf& leaf = describe<typename C::template Guards<double>>()[guard];
            trace_.events.push_back({time, leaf.name, std::string(leaf.facts.meaning), rising});
        }
    }
    void finished(const ode::Outcome<double>& outcome, [[maybe_unused]] const long long* clipped) {
        trace_.outcome = outcome;
        if constexpr (limit_count<C>() > 0) {
            using Limits =
                decltype(C::limits(0.0, typename C::template State<double>{}, typename C::template Input<double>{},
                                   typename C::template Parameters<double>{}));
            const auto& leaves = describe<Limits>();
            for (std::size_t i = 0; i < leaves.size(); ++i) trace_.clipped.emplace_back(leaves[i].name, clipped[i]);
        }
    }
    bool keep_going(double time) {
        if (!experiment_.keep_going || ++steps_ % 256 != 0) return true;
        trace_.interrupted = !experiment_.keep_going((time - experiment_.start) / experiment_.duration);
        return !trace_.interrupted;
    }

    const Experiment<C>& experiment_;
    Flat<double, flat_size<typename C::template Parameters<double>>> parameters_;
    Selection selection_;
    Trace trace_;
    bool given_ = false;
    long long steps_ = 0;
};

/// `run(plan, host)` integrates.
template <Circuit C, class Run>
Trace simulate_with(const Experiment<C>& e, const Run& run) {
    if (!(e.duration >= 0 && std::isfinite(e.duration))) throw std::invalid_argument("duration must be finite, from 0 s on");
    if (!e.schedule.possible(e.start))
        throw std::invalid_argument("samples must be taken every so many seconds, more than 0");
    const Beginning<C> beginning(e); // says what is wrong where the circuit cannot rest
    ode::Settings settings = e.solver;
    settings.magnitudes = Beginning<C>::magnitudes();
    TraceHost<C> host(e, e.parameters);
    const auto& observables = host.selection().indices();
    run(LanePlan<C>{e.protocol, beginning.input, e.start, e.start + e.duration, e.schedule, observables.data(),
                    observables.size(), settings, quiet_run<C>(e.quiet)},
        host.functions());
    return std::move(host).trace();
}

} // namespace detail

/// Runs the experiment from rest. Throws std::invalid_argument for a duration, a recorder or settings that cannot be, and
/// InputError where the circuit cannot rest; numerical failure is in the trace's outcome.
template <class Method = ode::Tsitouras5, template <class> class Control = ode::Pi, Circuit C>
Trace simulate(const Experiment<C>& e) {
    return detail::simulate_with(e, run_lanes<C, Method, Control, double>);
}

} // namespace myotatic
