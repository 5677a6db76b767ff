#include "session_outcomes.hpp"

#include "myotatic/experiment/measure.hpp"
#include "myotatic/physiology/nerve/hoffmann_reflex.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace myotatic::runtime {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// clang-format off
constexpr std::array facts_of_outcomes{
    OutcomeFacts{"range_of_motion", "range of motion", "measured.range_of_motion", "deg", 1, Basis::partly,
                 "healthy people: wiewelhove2019, wilke2020, halperin2014; that tight muscle gains more is a hypothesis"},
    OutcomeFacts{"other_range_of_motion", "range of motion, other side", "measured.other_range_of_motion", "deg", 1, Basis::measured,
                 "nakamura2021b found it; its size is that of tolerance", true, true},
    OutcomeFacts{"passive_torque", "passive torque at the fixed angle", "measured.passive_torque", "N m", 1, Basis::partly,
                 "healthy people: no pooled effect (glaenzel2023); the fall in tight muscle is a hypothesis"},
    OutcomeFacts{"joint_angle", "resting joint angle", "joint.angle", "deg", 1, Basis::hypothesis, "no measurement found", false},
    OutcomeFacts{"fibre_length", "fibre length", "muscle.fibre_length", "%", 1, Basis::hypothesis,
                 "of optimal length; no measurement found"},
    OutcomeFacts{"tension", "tension", "muscle.tendon_force", "N", 0, Basis::hypothesis, "no measurement found"},
    OutcomeFacts{"h_reflex", "H-reflex", "cord.ia_transmission", "%", 0, Basis::measured,
                 "of that of a relaxed muscle; young2018, at pressures that are assumed"},
    OutcomeFacts{"ia", "spindle, primary ending (Ia)", "spindle.ia", "pps", 1, Basis::partly,
                 "that pressure excites it and its release silences it: torell_dimitriou2024; sizes are a hypothesis"},
    OutcomeFacts{"ii", "spindle, secondary ending (II)", "spindle.ii", "pps", 1, Basis::hypothesis, "as Ia; not measured apart"},
    OutcomeFacts{"ib", "tendon organ (Ib)", "tendon_organ.ib", "pps", 1, Basis::hypothesis,
                 "that pressure reaches it is assumed"},
    OutcomeFacts{"pain_threshold", "pressure that begins to hurt", "measured.pain_threshold", "kPa", 0, Basis::partly,
                 "aboodarda2015; that the spot was tender by contracture is a hypothesis"},
    OutcomeFacts{"other_pain_threshold", "pressure that begins to hurt, other side", "measured.other_pain_threshold", "kPa", 0, Basis::measured,
                 "aboodarda2015", true, true},
    OutcomeFacts{"pain", "pain under the roller (of 10)", "measured.pain", "1", 1, Basis::hypothesis, "an assumed curve of pressure"},
    OutcomeFacts{"tenderness", "tenderness of the spot", "measured.tenderness", "%", 0, Basis::hypothesis, "follows contracture"},
    OutcomeFacts{"contracture", "contracture", "tissue.contracture", "%", 0, Basis::hypothesis,
                 "of a quarter of the belly; that lasting pressure releases it is assumed"},
};
// clang-format on

/// Strength of the test shock [motor thresholds]: on the rising limb of the recruitment curve, as experimenters choose it.
constexpr double test_shock = 1.02;

double h_wave(double transmission, double drive) {
    return HoffmannReflex::waves(HoffmannInput<double>{test_shock, transmission, drive},
                                 HoffmannReflex::Parameters<double>{})
        .h_wave;
}

/// Nothing in a circuit that has no such nerve.
std::optional<Table> h_reflex(const Table& traces, std::string_view muscle) {
    const Column* transmission = traces.find(signal_of(muscle, "cord.ia_transmission"));
    if (!transmission) return {};
    const Column* drive = traces.find(signal_of(muscle, "pool.drive"));
    Table series{{traces.columns.front(), {"h_reflex", "1", transmission->values}}};
    if (drive)
        for (std::size_t i = 0; i < drive->values.size(); ++i)
            series.columns[1].values[i] = h_wave(transmission->values[i], drive->values[i]) / h_wave(1, 0);
    return series;
}

Outcome outcome_of(const SessionFacts& session, const OutcomeFacts& facts, const std::string& muscle, const Table& series) {
    Outcome outcome{facts, muscle, series.columns[1].unit, {}, nothing, nothing};
    for (const SessionInstant& instant : session.instants) outcome.at.push_back(value_at(series, instant.time));
    const auto mean_of = [&](std::string_view what) {
        double sum = 0, time = 0;
        for (const SessionPhase& phase : session.phases) {
            if (phase.what != what || (facts.of_a_muscle && phase.muscle != muscle)) continue;
            sum += mean_over(series, phase.from, phase.until) * (phase.until - phase.from);
            time += phase.until - phase.from;
        }
        return time > 0 ? sum / time : nothing;
    };
    outcome.rolling = mean_of("roll"), outcome.holding = mean_of("hold");
    return outcome;
}

/// Blanks of an instant's name, which would not read well in a name of a metric.
std::string joined(std::string name) {
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

} // namespace

std::string_view word_of(Basis basis) {
    switch (basis) {
    case Basis::measured:
        return "measured";
    case Basis::partly:
        return "partly";
    case Basis::hypothesis:
        break;
    }
    return "hypothesis";
}

std::span<const OutcomeFacts> outcome_facts() { return facts_of_outcomes; }

std::string signal_of(std::string_view muscle, std::string_view signal) {
    return muscle.empty() ? std::string(signal) : std::string(muscle) + "." + std::string(signal);
}

std::optional<Table> outcome_series(const Table& traces, const OutcomeFacts& facts, std::string_view muscle) {
    if (traces.rows() == 0) return {};
    if (facts.name == "h_reflex") return h_reflex(traces, muscle);
    const Column* column = traces.find(facts.of_a_muscle ? signal_of(muscle, facts.signal) : std::string(facts.signal));
    if (!column) return {};
    return Table{{traces.columns.front(), {std::string(facts.name), column->unit, column->values}}};
}

std::optional<Table> outcome_series(const Table& traces, std::string_view name, std::string_view muscle) {
    for (const OutcomeFacts& facts : facts_of_outcomes)
        if (facts.name == name) return outcome_series(traces, facts, muscle);
    return {};
}

double value_at(const Table& series, double time) {
    const std::vector<double>&t = series.columns[0].values, &v = series.columns[1].values;
    const double slack = 1e-9 * std::max(1.0, std::abs(time)); // instants are written with fewer digits than samples
    if (t.empty() || !(time >= t.front() - slack && time <= t.back() + slack)) return nothing;
    const auto after = static_cast<std::size_t>(std::lower_bound(t.begin(), t.end(), time) - t.begin());
    if (after == 0) return v.front();
    if (after == t.size()) return v.back();
    const double share = (time - t[after - 1]) / (t[after] - t[after - 1]);
    return share >= 1 ? v[after] : v[after - 1] + share * (v[after] - v[after - 1]);
}

double mean_over(const Table& series, double from, double until) {
    const std::vector<double>& t = series.columns[0].values;
    if (t.empty() || !(from >= t.front() && until <= t.back() && from < until)) return nothing;
    return measure(series, {.kind = Measure::Kind::mean, .signal = series.columns[1].name, .after = from, .before = until})
        .value.value_or(nothing);
}

std::vector<Outcome> session_outcomes(const SessionFacts& session, const Table& traces) {
    std::vector<Outcome> outcomes;
    for (const std::string& muscle : session.muscles)
        for (const OutcomeFacts& facts : facts_of_outcomes)
            if (facts.of_a_muscle)
                if (const auto series = outcome_series(traces, facts, muscle))
                    outcomes.push_back(outcome_of(session, facts, muscle, *series));
    for (const OutcomeFacts& facts : facts_of_outcomes)
        if (!facts.of_a_muscle)
            if (const auto series = outcome_series(traces, facts, ""))
                outcomes.push_back(outcome_of(session, facts, "", *series));
    return outcomes;
}

SessionFacts session_of(const Scenario& scenario, const RunResult& run) {
    SessionFacts session = *scenario.session;
    const auto variant = std::find_if(scenario.variants.begin(), scenario.variants.end(),
                                      [&](const Variant& v) { return v.name == run.variant; });
    if (variant != scenario.variants.end() && variant->own_protocol)
        session.phases = variant->session ? variant->session->phases : std::vector<SessionPhase>{};
    return session;
}

std::string instant_metric(const SessionInstant& instant, const Outcome& outcome) {
    return "at." + joined(instant.name) + "." + signal_of(outcome.muscle, outcome.facts.name);
}
std::string phase_metric(std::string_view what, const Outcome& outcome) {
    return "while." + std::string(what) + "." + signal_of(outcome.muscle, outcome.facts.name);
}

double end_of_contact(const SessionFacts& session, std::string_view muscle) {
    constexpr double pause = 600; // [s] beyond which the next contact belongs to another session
    double end = nothing;
    for (const SessionPhase& phase : session.phases) {
        if (phase.what == "rest" || phase.muscle != muscle) continue;
        if (std::isfinite(end) && phase.from > end + pause) break;
        end = phase.until;
    }
    return end;
}

} // namespace myotatic::runtime
