#include "session_report.hpp"

#include "html.hpp"
#include "session_figures.hpp"
#include "session_measurements.hpp"
#include "session_outcomes.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/core/unit.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::runtime {

namespace {

// ---- numbers as people say them ----------------------------------------------------------------------------------------

/// "21.8°", "644 kPa", "8 %"; the blanks do not break.
std::string shown(double si, const OutcomeFacts& facts) {
    if (!std::isfinite(si)) return "";
    const double value = si / Unit(facts.shown).to_si, least = 0.5 * std::pow(10.0, -facts.decimals);
    std::string text = fmt::format("{:.{}f}", std::abs(value) < least ? 0.0 : value, facts.decimals);
    if (facts.shown == "deg") return text + "°";
    if (facts.shown == "1") return text;
    text += "\u00a0";
    for (const char c : facts.shown) text += c == ' ' ? "\u00a0" : std::string(1, c);
    return text;
}
std::string signed_percent(double percent) {
    return std::abs(percent) < 0.5 ? "no change" : fmt::format("{:+.0f} %", percent);
}
std::string as_span(double seconds) {
    if (seconds < 120) return fmt::format("{:.0f} s", seconds);
    if (seconds < 2 * 3600) return fmt::format("{:.0f} min", seconds / 60);
    if (seconds < 48 * 3600) return fmt::format("{:.0f} h", seconds / 3600);
    return fmt::format("{:.0f} days", seconds / 86400);
}

/// "calf" where the preset is one.
std::string muscle_in_words(std::string_view muscle, std::string_view preset) {
    const bool calf = preset.find("calf") != std::string_view::npos;
    if (calf && (muscle.empty() || muscle == "extensor")) return "calf";
    if (calf && muscle == "flexor") return "muscle in front of the shin";
    return muscle.empty() ? "muscle" : std::string(muscle);
}

// ---- what was done -----------------------------------------------------------------------------------------------------

/// Contacts that follow each other within ten minutes are one session.
std::size_t sessions_in(const SessionFacts& session) {
    constexpr double pause = 600;
    std::size_t count = 0;
    double end = -1e300;
    for (const SessionPhase& phase : session.phases) {
        if (phase.what == "rest") continue;
        if (phase.from > end + pause) ++count;
        end = std::max(end, phase.until);
    }
    return count;
}

std::string phase_in_words(const SessionPhase& phase, std::string_view preset) {
    const std::string time = as_span(phase.until - phase.from);
    if (phase.what == "rest") return "a rest of " + time;
    const std::string side = phase.side.empty() ? "" : phase.side + " ";
    const std::string muscle = "the " + side + muscle_in_words(phase.muscle, preset);
    if (phase.what == "roll") return fmt::format("{} rolled to and fro for {}", muscle, time);
    return fmt::format("{} pressed for {} without moving, {:.0f} % of the way along its belly{}", muscle, time,
                       100 * phase.position, phase.searched ? ", where it was found to be most tender" : "");
}

double greatest_load(const Session& session) {
    double greatest = 0;
    for (const SessionStep& step : session.steps) {
        if (const Roll* roll = std::get_if<Roll>(&step)) greatest = std::max(greatest, roll->load);
        if (const Hold* hold = std::get_if<Hold>(&step)) greatest = std::max(greatest, hold->load);
    }
    return greatest;
}

std::string what_was_done(const Scenario& scenario, const Result& result) {
    const SessionFacts& session = *scenario.session;
    const std::string& first = session.muscles.front();
    const double end = end_of_contact(session, first);
    std::string steps;
    for (const SessionPhase& phase : session.phases) {
        if (phase.from >= end && std::isfinite(end) && phase.what == "rest") break; // what follows is looking on
        if (std::isfinite(end) && phase.from > end + 600) break;                    // another day
        if (phase.what == "rest" && phase.until - phase.from < 3) continue;         // the roller is put elsewhere
        steps += (steps.empty() ? "" : "; then ") + phase_in_words(phase, scenario.preset);
    }
    std::string words = steps.empty() ? "Nothing was done." : "Simulated: " + steps + ".";
    if (const double load = greatest_load(session.session); load > 0)
        words += fmt::format(" On the roller lay {:.0f} % of the body's weight.", 100 * load);
    if (const std::size_t sessions = sessions_in(session); sessions > 1)
        words += fmt::format(" The first of {} such sessions.", sessions);
    if (const Column* pressure = result.main.traces.find(signal_of(first, "tissue.mean_pressure"));
        pressure && !pressure->values.empty())
        words += fmt::format(" The mean pressure under the roller reached {:.0f} kPa.",
                             *std::max_element(pressure->values.begin(), pressure->values.end()) / 1000);
    return words;
}

// ---- what changed ------------------------------------------------------------------------------------------------------

/// Numbers of one muscle of a run.
struct Story {
    const SessionFacts& session;
    const RunResult& run;
    std::string muscle;

    double before() const {
        return session.instants.empty() ? run.traces.columns.front().values.front() : session.instants.front().time;
    }
    double end() const { return end_of_contact(session, muscle); }
    const SessionInstant* last() const {
        const bool later = !session.instants.empty() && session.instants.back().time > end() + 60;
        return later ? &session.instants.back() : nullptr;
    }
};

struct Change {
    OutcomeFacts facts;
    Table series;
    double before, after;
    double percent() const { return 100 * (after / before - 1); }
};

std::optional<Change> change_of(const Story& story, std::string_view name) {
    for (const OutcomeFacts& facts : outcome_facts()) {
        if (facts.name != name) continue;
        auto series = outcome_series(story.run.traces, facts, story.muscle);
        if (!series) return {};
        const double before = value_at(*series, story.before()), after = value_at(*series, story.end());
        if (std::isfinite(before) && std::isfinite(after)) return Change{facts, std::move(*series), before, after};
    }
    return {};
}

/// "<li><strong>lead</strong>: 18.4° before, 21.8° at the end (+18 %), 20.3° 24 h later.</li>"
std::string bullet(std::string_view lead, const std::string& rest) {
    return fmt::format("<li><strong>{}</strong>: {}</li>\n", escaped(lead), escaped(rest));
}

std::string before_and_after(const Story& story, const Change& change, bool in_percent) {
    std::string words =
        fmt::format("{} before, {} at the end", shown(change.before, change.facts), shown(change.after, change.facts));
    if (in_percent && std::isfinite(change.percent())) words += " (" + signed_percent(change.percent()) + ")";
    if (const SessionInstant* last = story.last())
        if (const double later = value_at(change.series, last->time); std::isfinite(later))
            words += fmt::format(", {} {} later", shown(later, change.facts), as_span(last->time - story.end()));
    return words + ".";
}

/// Says which way it went only if it went 1 % at least.
std::string_view way(double percent, std::string_view up, std::string_view down, std::string_view same) {
    return percent >= 1 ? up : percent <= -1 ? down : same;
}

std::string nerves(const Story& story) {
    std::string html;
    if (const auto h = change_of(story, "h_reflex")) {
        std::string words;
        for (const Comparison& c : compare(story.session, story.run.traces, story.muscle)) {
            if (!c.ours) continue;
            if (c.with->name == "h_reflex_rolled") words += fmt::format("{} while rolled", signed_percent(*c.ours));
            if (c.with->name == "h_reflex_after") words += fmt::format(", {} ten seconds later", signed_percent(*c.ours));
            if (c.with->name == "h_reflex_held")
                words +=
                    fmt::format("{}{} after half a minute of holding", words.empty() ? "" : ", ", signed_percent(*c.ours));
        }
        if (!words.empty())
            html += bullet("How readily the spinal cord answers the muscle's stretch sensors (H-reflex)", words + ".");
    }
    std::size_t crossings = 0;
    for (const EventRow& event : story.run.events)
        crossings += event.name == "ib_threshold" && event.direction == "rising" &&
                     (story.muscle.empty() || event.signal.starts_with(story.muscle + "."));
    if (crossings > 0)
        html += bullet("Tension sensors (tendon organs)", fmt::format("passed the threshold of their inhibition {} time{}.",
                                                                      crossings, crossings == 1 ? "" : "s"));
    return html;
}

std::string what_changed(const Story& story) {
    std::string html;
    const auto add = [&](std::string_view name, std::string_view up, std::string_view down, std::string_view same) {
        if (const auto c = change_of(story, name))
            html += bullet(way(c->percent(), up, down, same), before_and_after(story, *c, true));
    };
    add("range_of_motion", "The joint goes further", "The joint goes less far", "The joint goes as far as before");
    add("passive_torque", "The muscle resists stretch more", "The muscle resists stretch less",
        "The muscle resists stretch as before");
    add("pain_threshold", "The spot bears more pressure before it hurts", "The spot hurts sooner",
        "The spot hurts as soon as before");
    add("other_pain_threshold", "The other side, untouched, bears more pressure as well",
        "The other side, untouched, hurts sooner", "The other side hurts as soon as before");
    if (const auto c = change_of(story, "contracture"); c && (c->before > 0.005 || c->after > 0.005))
        html += bullet("Tight part of the muscle (a hypothesis)", before_and_after(story, *c, false));
    if (const auto series = outcome_series(story.run.traces, "pain", story.muscle))
        html += bullet("Pain under the roller (a hypothesis)",
                       fmt::format("at worst {:.1f} of 10.",
                                   *std::max_element(series->columns[1].values.begin(), series->columns[1].values.end())));
    html += nerves(story);
    return html.empty() ? paragraph("Nothing was recorded that would tell.") : "<ul>\n" + html + "</ul>\n";
}

// ---- tables ------------------------------------------------------------------------------------------------------------

std::string outcome_table(const SessionFacts& session, const RunResult& run, std::string_view preset) {
    const std::vector<Outcome> outcomes = session_outcomes(session, run.traces);
    std::vector<std::string> headings{"outcome", "while rolled", "while held"};
    for (std::size_t i = session.instants.size(); i-- > 0;) headings.insert(headings.begin() + 1, session.instants[i].name);
    headings.emplace_back("rests on");
    HtmlTable table(headings);
    const auto row = [&](const OutcomeFacts& facts, const std::string& muscle) {
        const auto found = std::find_if(outcomes.begin(), outcomes.end(),
                                        [&](const Outcome& o) { return o.facts.name == facts.name && o.muscle == muscle; });
        const std::string of =
            facts.of_a_muscle && session.muscles.size() > 1 ? " (" + muscle_in_words(muscle, preset) + ")" : "";
        std::vector<std::string> cells{escaped(std::string(facts.words) + of)};
        for (std::size_t i = 0; i < session.instants.size(); ++i)
            cells.push_back(found == outcomes.end() ? "<small>not recorded</small>" : escaped(shown(found->at[i], facts)));
        for (const bool held : {false, true})
            cells.push_back(found == outcomes.end() ? "" : escaped(shown(held ? found->holding : found->rolling, facts)));
        cells.push_back(mark(word_of(facts.basis)) + " <small>" + escaped(facts.why) + "</small>");
        table.row_of_html(cells);
    };
    for (const std::string& muscle : session.muscles)
        for (const OutcomeFacts& facts : outcome_facts())
            if (facts.of_a_muscle) row(facts, muscle);
    for (const OutcomeFacts& facts : outcome_facts())
        if (!facts.of_a_muscle) row(facts, "");
    return table.text() + "<p><small>" + mark("measured") + " what was measured in people, " + mark("partly") +
           " measured in part, or in healthy people, " + mark("hypothesis") +
           " assumed. While rolled and while held: means over those phases.</small></p>\n";
}

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
    return bullet(run_in_words(run), words + ".");
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

std::string comparison_section(const Scenario& scenario, const Result& result, const std::string& muscle) {
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

/// What of the first page is more than a hypothesis, and how many published figures the run agrees with.
std::string how_far_to_believe_it(const Scenario& scenario, const Result& result, const std::string& muscle) {
    std::string measured, partly, hypotheses;
    for (const Outcome& outcome : session_outcomes(*scenario.session, result.main.traces)) {
        if (outcome.muscle != muscle && outcome.facts.of_a_muscle) continue;
        std::string& list = outcome.facts.basis == Basis::measured ? measured
                            : outcome.facts.basis == Basis::partly ? partly
                                                                   : hypotheses;
        list += (list.empty() ? "" : ", ") + std::string(outcome.facts.words);
    }
    std::string html;
    const auto line = [&](Basis basis, const std::string& list) {
        if (!list.empty()) html += "<li>" + mark(word_of(basis)) + " " + escaped(list) + "</li>\n";
    };
    line(Basis::measured, measured), line(Basis::partly, partly), line(Basis::hypothesis, hypotheses);
    if (html.empty()) return {};
    html = heading("How far to believe it") + "<ul>\n" + html + "</ul>\n";
    std::size_t known = 0, agreeing = 0;
    for (const Comparison& c : compare(*scenario.session, result.main.traces, muscle))
        known += c.verdict != Verdict::unknown, agreeing += c.verdict == Verdict::agrees;
    if (known > 0)
        html +=
            paragraph(fmt::format("Of {} figures that were published about rolling and pressing, this run agrees with {}; "
                                  "which, and which explanation does better, stands further below.",
                                  known, agreeing));
    return html;
}

/// Runs that go through another session, or none: what should then not happen.
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

std::string figure(const std::vector<Drawing>& drawings, std::string_view beginning) {
    std::string html;
    for (const Drawing& drawing : drawings)
        if (drawing.name.starts_with(beginning)) html += inlined(drawing);
    return html;
}

} // namespace

bool belongs_to_session(const Drawing& drawing) { return drawing.name.starts_with("session_"); }

std::string session_page(const Scenario& scenario, const Result& result, const std::vector<Drawing>& drawings) {
    if (!scenario.session || scenario.session->muscles.empty() || result.main.traces.rows() == 0) return {};
    const SessionFacts& session = *scenario.session;
    const std::string& first = session.muscles.front();

    std::string html = "<p class=\"note\"><strong>This is a simulation and no medical advice: ask a health professional "
                       "first.</strong> Words in colour say what rests on measurements and what is a hypothesis; the page "
                       "docs/evidence.md of this program goes through every claim.</p>\n";
    html += heading("What was done") + paragraph(what_was_done(scenario, result));
    html += heading("What changed");
    for (const std::string& muscle : session.muscles) {
        if (session.muscles.size() > 1) html += "<h3>" + escaped(muscle_in_words(muscle, scenario.preset)) + "</h3>\n";
        html += what_changed({session, result.main, muscle});
    }
    html += how_far_to_believe_it(scenario, result, first);
    html += figure(drawings, "session_timeline");
    html += heading("Before, during, after") + outcome_table(session, result.main, scenario.preset);
    html += figure(drawings, "session_afterwards");
    html += comparison_section(scenario, result, first);
    html += figure(drawings, "session_comparison");
    html += controls(scenario, result, first);
    return html + heading("The run in detail");
}

} // namespace myotatic::runtime
