#include "session_explanations.hpp"

#include "html.hpp"
#include "session_figures.hpp"
#include "session_measurements.hpp"
#include "session_story.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::runtime {

namespace {

std::string percent_or_points(const Comparison& c) {
    if (!c.ours) return "";
    const std::string number = std::abs(*c.ours) < 0.5 ? "0" : fmt::format("{:+.0f}", *c.ours);
    return number + (c.with->name == "h_reflex_order" ? " points" : " %");
}

/// What a run agrees with, leaves unexplained and contradicts, from its numbers.
std::string verdict_in_words(const RunResult& run, const std::vector<Comparison>& comparisons) {
    std::string agrees, silent, against;
    std::size_t known = 0, fitting = 0;
    for (const Comparison& c : comparisons) {
        const std::string item = fmt::format("{} ({})", c.with->words, percent_or_points(c));
        known += c.verdict != Verdict::unknown, fitting += c.verdict == Verdict::agrees;
        std::string* list = c.verdict == Verdict::agrees      ? &agrees
                            : c.verdict == Verdict::no_effect ? &silent
                            : c.verdict == Verdict::unknown   ? nullptr
                                                              : &against;
        if (!list) continue;
        *list += (list->empty() ? "" : ", ") + item;
        if (list == &against) *list += " – " + std::string(word_of(c.verdict));
    }
    std::string words = fmt::format("agrees with {} of {} published figures", fitting, known);
    if (!agrees.empty()) words += ": " + agrees;
    if (!silent.empty()) words += ". Does nothing about: " + silent;
    if (!against.empty()) words += ". Contradicts: " + against;
    return fmt::format("<li><strong>{}</strong>: {}.</li>\n", escaped(run_in_words(run)), escaped(words));
}

/// Which runs depress the H-reflex more while rolling than while holding, as people's is, and which do not.
std::string order_in_words(const std::vector<const RunResult*>& runs, const std::vector<std::vector<Comparison>>& all) {
    std::string right, wrong;
    for (std::size_t r = 0; r < runs.size(); ++r)
        for (const Comparison& c : all[r]) {
            if (c.with->name != "h_reflex_order" || c.verdict == Verdict::unknown) continue;
            std::string& list = c.verdict == Verdict::agrees ? right : wrong;
            list += (list.empty() ? "" : ", ") + run_in_words(*runs[r]) + " (" + percent_or_points(c) + ")";
        }
    if (right.empty() && wrong.empty()) return {};
    return "<p><strong>Held or rolled?</strong> " +
           escaped("Pressure that comes and goes depresses people's H-reflex more than pressure that stays. As in people: " +
                   (right.empty() ? "none of these" : right) + ". Not so: " + (wrong.empty() ? "none" : wrong) + ".") +
           "</p>\n";
}

/// What the names of the mechanisms mean, of a circuit that has switches for them.
std::string mechanisms(const RunResult& run) {
    const auto is_switch = [](const auto& parameter) { return parameter.first.starts_with("mechanisms."); };
    if (std::none_of(run.parameters.begin(), run.parameters.end(), is_switch)) return {};
    return "<p><strong>As described</strong>: tendon organs that pass a threshold quieten the stretch sensors (spindles) "
           "and the "
           "muscle's nerve cells, as popular descriptions have it; no pathway to the spindles is known " +
           mark("hypothesis") +
           ". <strong>Presynaptic</strong>: loading the muscle uses up transmitter where the spindles' nerves end in the "
           "spinal cord " +
           mark("hypothesis") +
           ". <strong>Tissue</strong>: tissue that yields and comes back, tight parts that let go, and a nervous system "
           "that "
           "tolerates more stretch and pressure, on both sides " +
           mark("partly") + ".</p>\n";
}

} // namespace

std::string explanations(const Scenario& scenario, const Result& result, const std::string& muscle) {
    const std::vector<const RunResult*> runs = same_session(scenario, result);
    std::vector<std::vector<Comparison>> all;
    for (const RunResult* run : runs) all.push_back(compare(*scenario.session, run->traces, muscle));
    const auto known = [](const std::vector<Comparison>& cs) {
        return std::any_of(cs.begin(), cs.end(), [](const Comparison& c) { return c.verdict != Verdict::unknown; });
    };
    if (std::none_of(all.begin(), all.end(), known)) return {};

    std::string words;
    std::vector<std::string> headings{"measured in people", "agrees from … to"};
    for (std::size_t r = 0; r < runs.size(); ++r) {
        if (known(all[r])) words += verdict_in_words(*runs[r], all[r]);
        headings.push_back(run_in_words(*runs[r]));
    }
    HtmlTable table(headings);
    for (std::size_t m = 0; m < measurements().size(); ++m) {
        const Measurement& measurement = measurements()[m];
        std::vector<std::string> cells{
            fmt::format("{}<br><small>{}</small>", escaped(measurement.words), escaped(measurement.source)),
            escaped(fmt::format("{:+.0f} … {:+.0f} {}", measurement.low, measurement.high,
                                measurement.name == "h_reflex_order" ? "points" : "%"))};
        for (const auto& comparisons : all)
            cells.push_back(fmt::format("{}<br><small class=\"{}\">{}</small>", escaped(percent_or_points(comparisons[m])),
                                        comparisons[m].verdict == Verdict::agrees ? "agrees" : "differs",
                                        escaped(word_of(comparisons[m].verdict))));
        table.row_of_html(cells);
    }
    return heading("Which explanation fits what was measured") +
           paragraph("Each run below goes through the same session with other mechanisms switched on. Agreement is found by "
                     "comparing the numbers. Much of what was measured was measured in healthy people; a muscle that begins "
                     "tight has more to gain, and nobody has measured how much.") +
           mechanisms(result.main) + "<ul>\n" + words + "</ul>\n" + order_in_words(runs, all) + table.text();
}

std::string controls(const Scenario& scenario, const Result& result, const std::string& muscle) {
    std::vector<const RunResult*> others;
    const auto same = same_session(scenario, result);
    for (const RunResult& run : result.variants)
        if (std::find(same.begin(), same.end(), &run) == same.end()) others.push_back(&run);
    if (others.empty()) return {};
    const SessionFacts& session = *scenario.session;
    std::vector<std::string> headings{"run"};
    const std::vector<std::string_view> names{"range_of_motion", "pain_threshold", "contracture"};
    std::vector<const OutcomeFacts*> facts;
    for (const std::string_view name : names)
        for (const OutcomeFacts& f : outcome_facts())
            if (f.name == name) facts.push_back(&f), headings.emplace_back(f.words);
    headings.emplace_back("largest change of any outcome");
    HtmlTable table(headings);
    const auto row = [&](const RunResult& run) {
        std::vector<std::string> cells{run_in_words(run)};
        for (const OutcomeFacts* f : facts) {
            const auto series = outcome_series(run.traces, *f, muscle);
            std::string values;
            for (std::size_t i = 0; series && i < session.instants.size(); ++i)
                values += (i ? " → " : "") + shown(value_at(*series, session.instants[i].time), *f);
            cells.push_back(values.empty() ? "not recorded" : values);
        }
        double largest = 0;
        for (const Outcome& outcome : session_outcomes(session, run.traces))
            for (const double value : outcome.at) {
                const double before = outcome.at.front();
                const double change = std::abs(value - before) / (before == 0 ? 1 : std::abs(before));
                if (std::isfinite(change)) largest = std::max(largest, change);
            }
        cells.push_back(largest < 1e-5 ? "none (below 0.001 %)" : fmt::format("{:.3g} %", 100 * largest));
        table.row(cells);
    };
    row(result.main);
    for (const RunResult* run : others) row(*run);
    std::string instants;
    for (const SessionInstant& instant : session.instants) instants += (instants.empty() ? "" : " → ") + instant.name;
    return heading("Other sessions, or none") + paragraph("In the order " + instants + ".") + table.text();
}

} // namespace myotatic::runtime
