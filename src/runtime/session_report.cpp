#include "session_report.hpp"

#include "html.hpp"
#include "session_explanations.hpp"
#include "session_measurements.hpp"
#include "session_story.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace myotatic::runtime {

namespace {

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
    const auto line = [&](Basis basis, const std::string& meaning, const std::string& list) {
        if (!list.empty()) html += "<li>" + mark(word_of(basis)) + " " + escaped(meaning + ": " + list) + ".</li>\n";
    };
    line(Basis::measured, "in people", measured);
    line(Basis::partly, "in people, but in healthy ones, or only in part", partly);
    line(Basis::hypothesis, "or not measured at all", hypotheses);
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
        const std::vector<SessionFinding> findings = what_changed(scenario, result.main, muscle);
        html += findings.empty() ? paragraph("Nothing was recorded that would tell.") : "<ul>\n";
        for (const auto& [what, numbers] : findings)
            html += fmt::format("<li><strong>{}</strong>: {}</li>\n", escaped(what), escaped(numbers));
        html += findings.empty() ? "" : "</ul>\n";
    }
    html += how_far_to_believe_it(scenario, result, first);
    html += figure(drawings, "session_timeline");
    html += heading("Before, during, after") + outcome_table(session, result.main, scenario.preset);
    html += figure(drawings, "session_afterwards");
    html += explanations(scenario, result, first);
    html += figure(drawings, "session_comparison");
    html += controls(scenario, result, first);
    return html + heading("The run in detail");
}

} // namespace myotatic::runtime
