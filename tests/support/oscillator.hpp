// A circuit for tests of the runtime: a damped oscillator released from 1, sampled from its exact solution.
#pragma once

#include "myotatic/runtime/catalogue.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace myotatic::testing {

namespace detail {

template <class T>
struct OscillatorParameters {
    T frequency = 5.0;
    T damping_ratio = 0.1;
    T delay = 0.02;

    static constexpr auto fields() {
        using R = OscillatorParameters;
        return std::tuple{
            field("frequency", &R::frequency, "Hz", "undamped frequency").within(0.1, 100).from("exact", Evidence::computed),
            field("damping_ratio", &R::damping_ratio, "1", "damping ratio").within(0, 0.9).from("exact", Evidence::computed),
            field("nerve.delay", &R::delay, "ms", "a delay to tell of").within(0, 100).from("nobody", Evidence::hypothesis)};
    }
};

template <class T>
struct OscillatorObservation {
    T force = 0.0, angle = 0.0;
    static constexpr auto fields() {
        using R = OscillatorObservation;
        return std::tuple{field("muscle.force", &R::force, "N", "100 N times the displacement"),
                          field("joint.angle", &R::angle, "rad", "the displacement")};
    }
};

} // namespace detail

class Oscillator : public runtime::Entry {
public:
    /// When a run of it stops before its end, and why.
    struct Fault {
        double time = std::numeric_limits<double>::infinity();
        std::string reason = "non_finite";
        std::string variant; ///< of which run
    };
    Oscillator() : Oscillator(Fault{}) {}
    explicit Oscillator(Fault fault) : fault_(std::move(fault)) {
        facts_.name = "oscillator";
        facts_.summary = "A damped oscillator <for tests>";
        facts_.parameters = describe<detail::OscillatorParameters<double>>();
        facts_.observables = describe<detail::OscillatorObservation<double>>();
        facts_.defaults = {5, 0.1, 0.02};
        facts_.events = {"upward"};
        facts_.presets = {{"slow", "a slow one", {1, 0.1, 0.02}}};
        facts_.delays = {"nerve.delay"};
        facts_.pathways = {{"Restoring path",
                            "the spring",
                            "the mass",
                            -1,
                            "frequency",
                            "",
                            {"nerve.delay"},
                            "force grows with the distance from rest",
                            "Hooke 1678",
                            Evidence::hypothesis}};
    }

    const runtime::CircuitFacts& facts() const override { return facts_; }

    std::vector<double> resolve(std::string_view preset, const std::map<std::string, double>& overrides) const override {
        std::vector<double> values = preset == "slow" ? facts_.presets[0].values : facts_.defaults;
        for (std::size_t i = 0; i < values.size(); ++i)
            if (const auto found = overrides.find(facts_.parameters[i].name); found != overrides.end())
                values[i] = found->second;
        return values;
    }

    runtime::RunResult run(const runtime::Scenario& scenario, const runtime::Variant* variant,
                           const runtime::Watch& watch) const override {
        std::map<std::string, double> overrides = scenario.parameters;
        if (variant)
            for (const auto& [name, value] : variant->parameters) overrides[name] = value;
        const std::vector<double> p = resolve(scenario.preset, overrides);
        runtime::RunResult result;
        result.variant = variant ? variant->name : "";
        for (std::size_t i = 0; i < p.size(); ++i) result.parameters.emplace_back(facts_.parameters[i].name, p[i]);
        result.rest = {{"joint.angle", 1.0}};
        result.traces.columns = {{"time", "s", {}}, {"muscle.force", "N", {}}, {"joint.angle", "rad", {}}};
        const bool faulty = result.variant == fault_.variant;
        const auto samples = std::lround(scenario.duration / scenario.record.every);
        double before = 0;
        for (long k = 0; k <= samples; ++k) {
            const double t = scenario.start + static_cast<double>(k) * scenario.record.every;
            if (faulty && t >= fault_.time) {
                result.solver.reason = fault_.reason, result.solver.worst = "joint.angle";
                break;
            }
            if (watch.keep_going && !watch.keep_going(static_cast<double>(k) / static_cast<double>(samples))) {
                result.solver.reason = "interrupted";
                break;
            }
            const double w = 2 * 3.14159265358979323846 * p[0], s = t - scenario.start;
            const double x = std::exp(-p[1] * w * s) * std::cos(w * std::sqrt(1 - p[1] * p[1]) * s);
            if (k > 0 && before < 0 && x >= 0) result.events.push_back({t, "upward", "joint.angle", "rising"});
            before = x;
            result.traces.columns[0].values.push_back(t);
            result.traces.columns[1].values.push_back(100 * x);
            result.traces.columns[2].values.push_back(x);
            result.solver.time = t;
        }
        result.solver.counts = {{"steps_accepted", samples}, {"clipped_tendon_force", 3}};
        return result;
    }

    runtime::CrossCheck cross_check(const runtime::Scenario&, const runtime::RunResult&) const override { return {}; }

private:
    Fault fault_;
    runtime::CircuitFacts facts_;
};

/// One second of it, with measures and a variant of half the frequency.
inline runtime::Scenario oscillator_scenario() {
    runtime::Scenario s;
    s.title = "A <damped> oscillation & more";
    s.description = "It swings and comes to rest.";
    s.circuit = "oscillator";
    s.duration = 1, s.record.every = 1e-3;
    const auto measured = [](std::string name, Measure::Kind kind, std::string signal) {
        Measure m;
        m.kind = kind, m.signal = std::move(signal);
        return NamedMeasure{std::move(name), m, ""};
    };
    s.measures = {measured("peak_force", Measure::Kind::peak, "muscle.force"),
                  measured("frequency", Measure::Kind::frequency, "joint.angle"),
                  measured("damping", Measure::Kind::damping_ratio, "joint.angle")};
    s.variants = {{"slower", {{"frequency", 2.5}}}};
    s.figures = {{"both", "Force and angle", {"muscle.force", "joint.angle"}, {}, {}}};
    return s;
}

} // namespace myotatic::testing
