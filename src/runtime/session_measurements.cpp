#include "session_measurements.hpp"

#include "session_outcomes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace myotatic::runtime {

namespace {

/// Published means [%].
namespace published {
constexpr std::array rolled{-19.0, -43.0, -58.0};
constexpr std::array unchanged{0.0};
constexpr std::array held{-7.0};
constexpr std::array held_less_rolled{48.0};
constexpr std::array range{4.0, 19.7};
constexpr std::array other_range{13.9};
constexpr std::array threshold{24.0};
constexpr std::array other_threshold{21.0};
} // namespace published

// The ranges: of the H-reflex as in the validation (8 points about the extremes while rolled, 3 after); held, at most 15
// less than before, where 7 less was found; of the range of motion from the pooled figure, less its uncertainty, to the
// largest; of torque 6 %, which single studies of massage and rolling found and the pooled figure denies; of pain
// thresholds, 15 to 30 %, and 0.85 of that on the other side.
// clang-format off
constexpr std::array all{
    Measurement{"h_reflex_rolled", "H-reflex while rolled", published::rolled, -66, -11,
                "young2018: - 19, - 43, - 58 % by intensity"},
    Measurement{"h_reflex_after", "H-reflex 10 s after rolling", published::unchanged, -3, 3,
                "young2018: back at once"},
    Measurement{"h_reflex_held", "H-reflex after 30 s of holding", published::held, -15, 3,
                "abstract, Effect of Tendon Pressure on Alpha Motoneuron Excitability: - 7 % after 30 s"},
    Measurement{"h_reflex_order", "H-reflex: more by rolling than by holding", published::held_less_rolled, 5, 100,
                "the same and Effects of Intermittent Tendon Pressure …: 45 against 93 %"},
    Measurement{"range_of_motion", "range of motion, at the end", published::range, 3, 20,
                "wiewelhove2019, halperin2014: + 4 %; nakamura2021b: + 20 %; healthy people"},
    Measurement{"range_of_motion_30_min", "range of motion, 30 min later", published::unchanged, -1, 3,
                "nakamura2021: back; healthy people"},
    Measurement{"other_range_of_motion", "range of motion, other side", published::other_range, 3, 14,
                "nakamura2021b: + 14 %; the low end as on the treated side"},
    Measurement{"passive_torque", "passive torque at the fixed angle", published::unchanged, -6, 6,
                "glaenzel2023: no pooled effect; eriksson_crommert2015: - 5 %; healthy people"},
    Measurement{"pain_threshold", "pressure that begins to hurt", published::threshold, 15, 30,
                "aboodarda2015: + 24 %"},
    Measurement{"other_pain_threshold", "pressure that begins to hurt, other side", published::other_threshold, 13, 26,
                "aboodarda2015: + 21 %"},
};
// clang-format on

/// A muscle in a run of a session.
struct Trial {
    const SessionFacts& session;
    const Table& traces;
    std::string_view muscle;

    double before() const {
        return session.instants.empty() ? traces.columns.front().values.front() : session.instants.front().time;
    }
    /// The first phase of that kind.
    const SessionPhase* phase(std::string_view what) const {
        for (const SessionPhase& p : session.phases)
            if (p.what == what && p.muscle == muscle) return &p;
        return nullptr;
    }
    /// In per cent of what it was before.
    std::optional<double> change(std::string_view outcome, double time) const {
        const auto series = outcome_series(traces, outcome, muscle);
        return series ? relative(value_at(*series, time), *series) : std::nullopt;
    }
    std::optional<double> mean_change(std::string_view outcome, double from, double until) const {
        const auto series = outcome_series(traces, outcome, muscle);
        return series ? relative(mean_over(*series, from, until), *series) : std::nullopt;
    }

    std::optional<double> relative(double value, const Table& series) const {
        const double reference = value_at(series, before()), percent = 100 * (value / reference - 1);
        return std::isfinite(percent) ? std::optional(percent) : std::nullopt;
    }
};

std::optional<double> h_reflex_rolled(const Trial& trial) {
    const SessionPhase* roll = trial.phase("roll");
    return roll ? trial.mean_change("h_reflex", roll->from, roll->until) : std::nullopt;
}

/// Ten seconds after rolling, or when the next contact begins if that is sooner, but not within five seconds.
std::optional<double> h_reflex_after(const Trial& trial) {
    const SessionPhase* roll = trial.phase("roll");
    if (!roll) return {};
    double time = roll->until + 10;
    for (const SessionPhase& next : trial.session.phases)
        if (next.what != "rest" && next.muscle == trial.muscle && next.from >= roll->until) time = std::min(time, next.from);
    return time >= roll->until + 5 ? trial.change("h_reflex", time) : std::nullopt;
}

/// After thirty seconds of the first hold, or at its end if that is sooner, but not within twenty seconds.
std::optional<double> h_reflex_held(const Trial& trial) {
    const SessionPhase* hold = trial.phase("hold");
    if (!hold || hold->until < hold->from + 20) return {};
    return trial.change("h_reflex", std::min(hold->from + 30, hold->until));
}

std::optional<double> ours(const Measurement& measurement, const Trial& trial) {
    const double end = end_of_contact(trial.session, trial.muscle);
    const std::string_view name = measurement.name;
    if (name == "h_reflex_rolled") return h_reflex_rolled(trial);
    if (name == "h_reflex_after") return h_reflex_after(trial);
    if (name == "h_reflex_held") return h_reflex_held(trial);
    if (name == "h_reflex_order") {
        const auto held = h_reflex_held(trial), rolled = h_reflex_rolled(trial);
        return held && rolled ? std::optional(*held - *rolled) : std::nullopt;
    }
    if (name == "range_of_motion_30_min") return trial.change("range_of_motion", end + 1800);
    return trial.change(name, end);
}

} // namespace

std::span<const Measurement> measurements() { return all; }

std::string_view word_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::agrees:
        return "agrees";
    case Verdict::no_effect:
        return "no effect";
    case Verdict::too_little:
        return "less than measured";
    case Verdict::too_much:
        return "more than measured";
    case Verdict::opposite:
        return "the other way";
    case Verdict::unknown:
        break;
    }
    return "not recorded";
}

Verdict judge(const Measurement& measurement, std::optional<double> value) {
    if (!value) return Verdict::unknown;
    const double low = measurement.low, high = measurement.high;
    if (*value >= low && *value <= high) return Verdict::agrees;
    if (std::abs(*value) < 1) return Verdict::no_effect; // zero lies outside of the range, or this would agree
    const bool one_sided = low > 0 || high < 0;
    if (one_sided && (*value > 0) != (low > 0)) return Verdict::opposite;
    if (one_sided && std::abs(*value) < std::min(std::abs(low), std::abs(high))) return Verdict::too_little;
    return Verdict::too_much;
}

std::vector<Comparison> compare(const SessionFacts& session, const Table& traces, std::string_view muscle) {
    std::vector<Comparison> comparisons;
    for (const Measurement& measurement : all) {
        const std::optional<double> value =
            traces.rows() == 0 ? std::nullopt : ours(measurement, Trial{session, traces, muscle});
        comparisons.push_back({&measurement, value, judge(measurement, value)});
    }
    return comparisons;
}

} // namespace myotatic::runtime
