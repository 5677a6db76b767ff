// A compiled circuit as an entry of the catalogue: the one place where names become types.
#pragma once

#include "cross_check.hpp"
#include "myotatic/core/error.hpp"
#include "myotatic/core/text.hpp"
#include "myotatic/experiment/linearise.hpp"
#include "myotatic/experiment/standard.hpp"
#include "myotatic/runtime/catalogue.hpp"
#include "myotatic/runtime/sweep.hpp"

#include <algorithm>
#include <concepts>
#include <utility>

namespace myotatic::runtime {

template <Circuit C>
struct Preset {
    std::string name, summary;
    typename C::template Parameters<double> values;
};

/// Circuits that are compiled for `tsitouras5` and `grk4t` with adaptive steps, and no other method.
template <class C>
inline constexpr bool has_two_methods = false;

template <Circuit C>
class CircuitEntry final : public Entry {
public:
    using Parameters = typename C::template Parameters<double>;

    CircuitEntry(std::string name, std::string summary, std::vector<Preset<C>> presets, std::vector<Pathway> pathways,
                 std::vector<std::string> delays) {
        facts_.name = std::move(name);
        facts_.summary = std::move(summary);
        facts_.parameters = describe<Parameters>();
        facts_.defaults = numbers(Parameters{});
        facts_.inputs = describe<typename C::template Input<double>>();
        facts_.input_defaults = numbers(typename C::template Input<double>{});
        facts_.states = describe<typename C::template State<double>>();
        facts_.observables = describe<typename C::template Observation<double>>();
        if constexpr (requires { typename C::template Guards<double>; })
            for (const Leaf& leaf : describe<typename C::template Guards<double>>()) facts_.events.push_back(leaf.name);
        for (const Preset<C>& preset : presets)
            facts_.presets.push_back({preset.name, preset.summary, numbers(preset.values)});
        facts_.pathways = std::move(pathways);
        facts_.delays = std::move(delays);
    }

    const CircuitFacts& facts() const override { return facts_; }

    std::vector<double> resolve(std::string_view preset, const std::map<std::string, double>& overrides) const override {
        // Only a circuit with derived parameters has any to compute. A component alone rests where its protocol takes it:
        // without one, a muscle has a path of no length.
        const Parameters given = parameters(preset, overrides);
        const bool derives =
            std::any_of(facts_.parameters.begin(), facts_.parameters.end(), [](const Leaf& l) { return l.facts.derived; });
        return numbers(derives ? C::at_rest(given, {}).parameters : given);
    }

    std::optional<LinearDelaySystem> linearise([[maybe_unused]] const Scenario& scenario) const override {
        if constexpr (DelayedCircuit<C>) {
            const Experiment<C> e = experiment(scenario, nullptr);
            const Beginning<C> beginning(e);
            LinearDelaySystem linear = myotatic::linearise<C>(beginning.rest, beginning.input);
            // A link belongs to the parameter with which its lag grows.
            for (std::size_t i = 0; i < facts_.parameters.size(); ++i) {
                const std::string& name = facts_.parameters[i].name;
                if (std::find(facts_.delays.begin(), facts_.delays.end(), name) == facts_.delays.end()) continue;
                auto longer = flat(beginning.rest.parameters);
                longer[i] += 1 * units::ms;
                const auto lags = lags_at_rest<C>({unflatten<Parameters>(longer), beginning.rest.state}, beginning.input);
                for (std::size_t l = 0; l < lags.size(); ++l)
                    if (lags[l] != linear.links[l].lag) linear.links[l].delay = name;
            }
            return linear;
        } else {
            return std::nullopt;
        }
    }

    RunResult run(const Scenario& scenario, const Variant* variant, const Watch& watch) const override {
        Experiment<C> e = experiment(scenario, variant);
        e.keep_going = watch.keep_going;
        e.isa = watch.isa;
        const Beginning<C> beginning(e);
        RunResult result;
        if (variant) result.variant = variant->name;
        take(result.parameters, facts_.parameters, numbers(beginning.rest.parameters));
        take(result.rest, facts_.states, numbers(beginning.rest.state));

        Trace trace =
            with_method(scenario.solver, [&]<class Method, template <class> class Control>(Choice<Method, Control>) {
                if constexpr (std::same_as<Choice<Method, Control>, Choice<Method, ode::Pi>>)
                    return simulate<Method>(e); // compiled for the instruction set, where there is such
                else
                    return simulate<Method, Control>(e);
            });
        result.traces = std::move(trace.table);
        for (const TracedEvent& event : trace.events)
            result.events.push_back({event.time, event.name, event.signal, event.rising ? "rising" : "falling"});
        result.solver.reason = trace.interrupted ? "interrupted" : std::string(to_text(trace.outcome.reason));
        result.solver.time = trace.outcome.time;
        // A guard that is no number is the fault of an event, everything else of a state, of which there may be none.
        if (trace.outcome.reason == ode::Reason::bad_guard)
            result.solver.worst = facts_.events[trace.outcome.worst];
        else if (!facts_.states.empty())
            result.solver.worst = facts_.states[trace.outcome.worst].name;
        const auto& s = trace.outcome.statistics;
        result.solver.counts = {{"steps_accepted", s.steps_accepted},
                                {"steps_rejected", s.steps_rejected},
                                {"evaluations", s.evaluations},
                                {"breakpoints", s.breakpoints},
                                {"events", s.events},
                                {"history_growths", s.history_growths},
                                {"quiet_stretches", s.quiet_stretches},
                                {"quiet_steps", s.quiet_steps}};
        result.solver.quiet_time = s.quiet_time;
        for (const auto& [name, count] : trace.clipped) result.solver.counts["clipped." + name] = count;
        return result;
    }

    SweepSummary sweep(const Scenario& scenario, ParameterRows& rows, const SweepOptions& options, std::optional<Isa> isa,
                       SweepSink& sink) const override {
        Experiment<C> e = experiment(scenario, nullptr);
        e.isa = isa;
        const std::vector<NamedMeasure> measures = sweep_measures(scenario);
        return with_method(scenario.solver, [&]<class Method, template <class> class Control>(Choice<Method, Control>) {
            return myotatic::sweep<Method, Control>(e, rows, measures, options, sink);
        });
    }

    CrossCheck cross_check(const Scenario& scenario, const RunResult& ours) const override {
        const double span = scenario.solver.cross_check_span.value_or(std::min(scenario.duration, 5.0));
        return runtime::cross_check(experiment(scenario, nullptr), ours, std::min(span, scenario.duration));
    }

private:
    template <Record R>
    static std::vector<double> numbers(const R& record) {
        const auto f = flat(record);
        return {f.begin(), f.end()};
    }
    static void take(std::vector<std::pair<std::string, double>>& into, const std::vector<Leaf>& leaves,
                     const std::vector<double>& values) {
        for (std::size_t i = 0; i < leaves.size(); ++i) into.emplace_back(leaves[i].name, values[i]);
    }

    Parameters parameters(std::string_view preset, const std::map<std::string, double>& overrides) const {
        const std::vector<double>* start = &facts_.defaults;
        for (const PresetFacts& p : facts_.presets)
            if (p.name == preset) start = &p.values;
        if (!preset.empty() && start == &facts_.defaults)
            throw std::invalid_argument(facts_.name + " has no preset '" + std::string(preset) + "'");
        Flat<double, flat_size<Parameters>> values;
        std::copy(start->begin(), start->end(), values.begin());
        for (const auto& [name, value] : overrides) {
            const auto leaf = std::find_if(facts_.parameters.begin(), facts_.parameters.end(),
                                           [&key = name](const Leaf& l) { return l.name == key; });
            if (leaf == facts_.parameters.end())
                throw std::invalid_argument(facts_.name + " has no parameter '" + name + "'");
            values[static_cast<std::size_t>(leaf - facts_.parameters.begin())] = value;
        }
        return unflatten<Parameters>(values);
    }

    Experiment<C> experiment(const Scenario& scenario, const Variant* variant) const {
        auto overrides = scenario.parameters;
        if (variant)
            for (const auto& [name, value] : variant->parameters) overrides[name] = value;
        Experiment<C> e;
        e.parameters = parameters(scenario.preset, overrides);
        e.start = scenario.start;
        e.duration = scenario.duration;
        for (const Drive& drive : variant && variant->own_protocol ? variant->protocol : scenario.protocol)
            for (const Stimulus& stimulus : drive.stimuli) e.protocol.drive(drive.input, stimulus);
        e.schedule = schedule_of(scenario.record);
        e.signals = scenario.record.signals;
        e.solver.rtol = scenario.solver.rtol;
        e.solver.atol = scenario.solver.atol;
        e.solver.fixed_step = scenario.solver.step.value_or(0.0);
        if (scenario.solver.max_step) e.solver.largest_step = *scenario.solver.max_step;
        e.solver.max_steps = scenario.solver.max_steps;
        e.quiet = scenario.solver.quiet;
        return e;
    }

    template <class Method, template <class> class Control>
    struct Choice {};

    /// Calls f with the types of the method and its control of steps.
    template <class F>
    static auto with_method(const Solver& solver, const F& f) {
        const bool fixed = solver.step.has_value();
        if constexpr (has_two_methods<C>) {
            if (fixed || (solver.method != "tsitouras5" && solver.method != "grk4t"))
                throw InputError(Place{}, "this circuit runs with the methods 'tsitouras5' and 'grk4t', with steps that "
                                          "adapt, and with no other");
            return solver.method == "grk4t" ? f(Choice<ode::Grk4t, ode::Pi>{}) : f(Choice<ode::Tsitouras5, ode::Pi>{});
        } else {
            return with_any_method(solver, f);
        }
    }
    template <class F>
    static auto with_any_method(const Solver& solver, const F& f) {
        const bool fixed = solver.step.has_value();
        if (solver.method == "tsitouras5")
            return fixed ? f(Choice<ode::Tsitouras5, ode::FixedStep>{}) : f(Choice<ode::Tsitouras5, ode::Pi>{});
        if constexpr (has_stiff_methods<C>) {
            if (solver.method == "grk4t" && !fixed) return f(Choice<ode::Grk4t, ode::Pi>{});
            if (solver.method == "rodas4" && !fixed) return f(Choice<ode::Rodas4, ode::Pi>{});
        }
        if (solver.method == "dormand_prince5")
            return fixed ? f(Choice<ode::DormandPrince5, ode::FixedStep>{}) : f(Choice<ode::DormandPrince5, ode::Pi>{});
        if (solver.method == "runge_kutta4" && fixed) return f(Choice<ode::RungeKutta4, ode::FixedStep>{});
        throw InputError(Place{}, "this circuit does not run with the method '" + solver.method + "' and steps " +
                                      (fixed ? "of one length" : "that adapt") +
                                      ": 'tsitouras5' and 'dormand_prince5' do either way, " +
                                      (has_stiff_methods<C> ? "'grk4t' and 'rodas4' with steps that adapt, " : "") +
                                      "'runge_kutta4' with a solver.step");
    }

    CircuitFacts facts_;
};

} // namespace myotatic::runtime
