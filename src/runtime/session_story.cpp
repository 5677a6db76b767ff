#include "session_story.hpp"

#include "session_measurements.hpp"

#include "myotatic/core/unit.hpp"
#include "myotatic/runtime/results.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::runtime {

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
std::string muscle_in_words(std::string_view muscle, std::string_view preset) {
    const bool calf = preset.find("calf") != std::string_view::npos;
    if (calf && (muscle.empty() || muscle == "extensor")) return "calf";
    if (calf && muscle == "flexor") return "muscle in front of the shin";
    return muscle.empty() ? "muscle" : std::string(muscle);
}

namespace {

std::string signed_percent(double percent) {
    return std::abs(percent) < 0.5 ? "no change" : fmt::format("{:+.0f} %", percent);
}
std::string as_span(double seconds) {
    if (seconds < 120) return fmt::format("{:.0f} s", seconds);
    if (seconds < 2 * 3600) return fmt::format("{:.0f} min", seconds / 60);
    if (seconds < 48 * 3600) return fmt::format("{:.0f} h", seconds / 3600);
    return fmt::format("{:.0f} days", seconds / 86400);
}

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

} // namespace

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

namespace {

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

void tell_nerves(const Story& story, std::vector<SessionFinding>& findings) {
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
            findings.push_back({"How readily the spinal cord answers the muscle's stretch sensors (H-reflex)", words + "."});
    }
    std::size_t crossings = 0;
    for (const EventRow& event : story.run.events)
        crossings += event.name == "ib_threshold" && event.direction == "rising" &&
                     (story.muscle.empty() || event.signal.starts_with(story.muscle + "."));
    if (crossings > 0)
        findings.push_back(
            {"Tension sensors (tendon organs)",
             fmt::format("passed the threshold of their inhibition {} time{}.", crossings, crossings == 1 ? "" : "s")});
}

} // namespace

std::vector<SessionFinding> what_changed(const Scenario& scenario, const RunResult& run, const std::string& muscle) {
    const Story story{*scenario.session, run, muscle};
    std::vector<SessionFinding> findings;
    if (run.traces.rows() == 0) return findings;
    const auto add = [&](std::string_view name, std::string_view up, std::string_view down, std::string_view same) {
        if (const auto c = change_of(story, name))
            findings.push_back({std::string(way(c->percent(), up, down, same)), before_and_after(story, *c, true)});
    };
    add("range_of_motion", "The joint goes further", "The joint goes less far", "The joint goes as far as before");
    add("passive_torque", "The muscle resists stretch more", "The muscle resists stretch less",
        "The muscle resists stretch as before");
    add("pain_threshold", "The spot bears more pressure before it hurts", "The spot hurts sooner",
        "The spot hurts as soon as before");
    add("other_pain_threshold", "The other side, untouched, bears more pressure as well",
        "The other side, untouched, hurts sooner", "The other side hurts as soon as before");
    if (const auto c = change_of(story, "contracture"); c && (c->before > 0.005 || c->after > 0.005))
        findings.push_back({"Tight part of the muscle (a hypothesis)", before_and_after(story, *c, false)});
    if (const auto series = outcome_series(story.run.traces, "pain", story.muscle))
        findings.push_back({"Pain under the roller (a hypothesis)",
                            fmt::format("at worst {:.1f} of 10.", *std::max_element(series->columns[1].values.begin(),
                                                                                    series->columns[1].values.end()))});
    tell_nerves(story, findings);
    return findings;
}

std::vector<std::string> session_in_words(const Scenario& scenario, const Result& result) {
    std::vector<std::string> lines;
    if (!scenario.session) return lines;
    for (const std::string& muscle : scenario.session->muscles)
        for (const SessionFinding& finding : what_changed(scenario, result.main, muscle))
            lines.push_back((scenario.session->muscles.size() > 1 ? muscle_in_words(muscle, scenario.preset) + ": " : "") +
                            finding.what + ": " + finding.numbers);
    return lines;
}

} // namespace myotatic::runtime
