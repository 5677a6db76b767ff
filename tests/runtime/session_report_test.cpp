// What a session comes to in metrics.json and in the report, from traces that are made by hand, so that every number is
// known: the equations have no part in these tests.
#include "myotatic/runtime/results.hpp"

#include "../support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace myotatic::runtime {
namespace {

using testing::read_text;
using testing::TemporaryFolder;
using testing::write_text;
using Json = nlohmann::json;

const char* const text = R"(
title = "A <session> & its numbers"
circuit = "rolled_muscle"
preset = "human_calf_tight"
[session]
start = "10 s"
follow_up = ["30 min"]
[[session.step]]
roll = "90 s"
load = 0.34
[[session.step]]
rest = "10 s"
[[session.step]]
hold = "40 s"
load = 0.34
spot = "tender"
[variant.other_mechanism.parameters]
tissue.slack.size = "0 L0"
[variant.no_contact.session]
steps = "none"
)";

Scenario scenario_of(const TemporaryFolder& here) {
    write_text(here / "session.toml", text);
    return load_scenario(here / "session.toml");
}

/// A signal that is one value before the session, one while the muscle is rolled, one while it is held, and one afterwards;
/// straight lines of a second between them.
Column signal(const std::string& name, const std::string& unit, double before, double rolled, double held, double after) {
    Column column{name, unit, {}};
    for (double t = 0; t <= 2000; ++t)
        column.values.push_back(t <= 10 ? before : t <= 100 ? rolled : t <= 110 ? before : t <= 149 ? held : after);
    return column;
}

Table traces(std::vector<Column> columns) {
    Column time{"time", "s", {}};
    for (double t = 0; t <= 2000; ++t) time.values.push_back(t);
    columns.insert(columns.begin(), std::move(time));
    return {std::move(columns)};
}

RunResult run_with(const std::string& variant, double range_after, double h_rolled, double h_held) {
    RunResult run;
    run.variant = variant;
    run.traces = traces({signal("measured.range_of_motion", "rad", 0.3, 0.3, 0.3, range_after),
                         signal("cord.ia_transmission", "1", 1, h_rolled, h_held, 1),
                         signal("tissue.mean_pressure", "Pa", 0, 40e3, 30e3, 0)});
    run.solver.time = 2000;
    return run;
}

/// Half of the H-reflex while rolled, nearly all of it while held, and a tenth more range; the opposite in the variant.
Result usual_result() {
    Result result{run_with("", 0.33, 0.5, 0.93), {run_with("other_mechanism", 0.27, 1, 0.5)}};
    result.variants.push_back(run_with("no_contact", 0.3, 1, 1));
    result.variants.back().traces.columns[3].values.assign(2001, 0);
    return result;
}

struct Folder {
    std::string report, metrics;
    std::vector<std::string> warnings;
    bool has_figure(const TemporaryFolder& here, const std::string& name) const {
        return std::filesystem::exists(here / ("run/figures/" + name + ".svg"));
    }
};

Folder written(const TemporaryFolder& here, const Scenario& scenario, const Result& result) {
    ResultsOptions options;
    options.folder = here / "run";
    options.permissions.force = true;
    StagedFolder staged = reserve_results(scenario, options);
    auto warnings = write_results(staged, scenario, result, options);
    return {read_text(here / "run/report.html"), read_text(here / "run/metrics.json"), std::move(warnings)};
}

Folder usual() {
    const TemporaryFolder here;
    return written(here, scenario_of(here), usual_result());
}

bool holds(const std::string& page, const std::string& part) { return page.find(part) != std::string::npos; }

/// Where a part of the page begins; the end of the page if it is not there.
std::size_t place(const std::string& page, const std::string& part) { return std::min(page.find(part), page.size()); }

TEST(SessionMetrics, tell_every_outcome_at_every_instant_and_while_the_roller_was_there) {
    const Json metrics = Json::parse(usual().metrics);
    EXPECT_EQ(metrics["at.before.range_of_motion"], Json({{"value", 0.3}, {"unit", "rad"}}));
    EXPECT_EQ(metrics["at.30_min.range_of_motion"]["value"], 0.33);
    EXPECT_EQ(metrics["other_mechanism.at.30_min.range_of_motion"]["value"], 0.27);
    // Means over the phases: one second of each leads in from the value before, which moves them by 0.5 s of difference.
    EXPECT_NEAR(metrics["while.rolling.h_reflex"]["value"].get<double>(), 0.5, 0.5 / 90);
    EXPECT_NEAR(metrics["while.holding.h_reflex"]["value"].get<double>(), 0.93, 1.5 * 0.07 / 40);
    EXPECT_FALSE(metrics.contains("at.before.tension")) << "was not recorded";
}

TEST(SessionMetrics, are_null_where_the_run_or_the_session_has_nothing_of_the_kind) {
    const TemporaryFolder here;
    Result result = usual_result();
    for (Column& column : result.main.traces.columns) column.values.resize(1000);
    const Json metrics = Json::parse(written(here, scenario_of(here), result).metrics);
    EXPECT_TRUE(metrics["at.30_min.range_of_motion"]["value"].is_null());
    EXPECT_TRUE(holds(metrics["at.30_min.range_of_motion"]["note"], "does not reach"));
    EXPECT_TRUE(metrics["no_contact.while.rolling.h_reflex"]["value"].is_null()) << "it was never rolled";
    EXPECT_EQ(metrics["no_contact.at.before.range_of_motion"]["value"], 0.3);
}

TEST(SessionReport, says_on_its_first_page_that_it_is_no_medical_advice) {
    const std::string report = usual().report;
    EXPECT_LT(place(report, "no medical advice: ask a health professional first"), place(report, "What was done"));
    EXPECT_TRUE(holds(report, "docs/evidence.md"));
}

TEST(SessionReport, opens_with_what_was_done_and_what_changed_in_plain_words_with_numbers) {
    const std::string report = usual().report;
    EXPECT_LT(place(report, "What was done"), place(report, "What changed"));
    EXPECT_LT(place(report, "What changed"), place(report, "The run in detail"));
    EXPECT_LT(place(report, "The run in detail"), place(report, "rolled_muscle</code>")) << "names of circuits come later";
    EXPECT_TRUE(holds(report, "calf rolled to and fro for 90 s; then a rest of 10 s; then "));
    EXPECT_TRUE(holds(report, "pressed for 40 s without moving, "));
    EXPECT_TRUE(holds(report, "where it was found to be most tender"));
    EXPECT_TRUE(holds(report, "34 % of the body's weight"));
    EXPECT_TRUE(holds(report, "reached 40 kPa"));
    // 0.3 rad are 17.2°, 0.33 are 18.9°.
    EXPECT_TRUE(holds(report, "<strong>The joint goes further</strong>: 17.2° before, 18.9° at the end (+10 %)"));
    EXPECT_TRUE(holds(report, "A &lt;session&gt; &amp; its numbers"));
    EXPECT_FALSE(holds(report, "<session>"));
}

TEST(SessionReport, says_the_opposite_of_the_opposite) {
    const TemporaryFolder here;
    Result result = usual_result();
    result.main = run_with("", 0.27, 1, 1);
    const std::string report = written(here, scenario_of(here), result).report;
    EXPECT_TRUE(holds(report, "<strong>The joint goes less far</strong>: 17.2° before, 15.5° at the end (-10 %)"));
    EXPECT_FALSE(holds(report, "The joint goes further"));
}

TEST(SessionReport, marks_what_rests_on_measurements_and_what_is_a_hypothesis_and_what_was_not_recorded) {
    const std::string report = usual().report;
    for (const char* word : {"measured", "partly", "hypothesis"})
        EXPECT_TRUE(holds(report, "<span class=\"mark " + std::string(word) + "\">" + word + "</span>")) << word;
    EXPECT_TRUE(holds(report, "<td>tension</td><td><small>not recorded</small></td>"));
}

TEST(SessionReport, finds_by_the_numbers_which_explanation_agrees_and_which_contradicts) {
    const std::string report = usual().report;
    const auto words_of = [&](const std::string& run) {
        const std::size_t begin = place(report, "<li><strong>" + run + "</strong>: agrees with ");
        return report.substr(begin, report.find("</li>", begin) - begin);
    };
    // Half while rolled, back after ten seconds, 7 % less while held, 43 points between, a tenth more range, still there
    // after half an hour, which is longer than measured.
    const std::string own = words_of("the scenario"), other = words_of("other mechanism");
    EXPECT_TRUE(holds(own, "agrees with 5 of 6")) << own;
    EXPECT_TRUE(holds(own, "Contradicts: range of motion, 30 min later (+10 %) – more than measured")) << own;
    // None while rolled, half while held: the wrong order. Less range instead of more.
    EXPECT_TRUE(holds(other, "Does nothing about: H-reflex while rolled (0 %)")) << other;
    EXPECT_TRUE(holds(other, "H-reflex: more by rolling than by holding (-50 points) – the other way")) << other;
    EXPECT_TRUE(holds(other, "range of motion, at the end (-10 %) – the other way")) << other;
    EXPECT_TRUE(holds(report, "As in people: the scenario (+43 points). Not so: other mechanism (-50 points)."));
    EXPECT_FALSE(holds(report, "<li><strong>no contact</strong>: agrees")) << "another session explains nothing";
}

TEST(SessionReport, shows_that_nothing_happens_without_contact) {
    const std::string report = usual().report;
    const std::size_t row = place(report, "<td>no contact</td>");
    EXPECT_TRUE(holds(report.substr(row, report.find("</tr>", row) - row), "<td>none (below 0.001 %)</td>"));
}

TEST(SessionReport, has_a_timeline_what_was_left_and_the_comparison_as_figures) {
    const TemporaryFolder here;
    const Folder folder = written(here, scenario_of(here), usual_result());
    EXPECT_TRUE(folder.warnings.empty());
    for (const char* name : {"session_timeline", "session_afterwards", "session_comparison"})
        EXPECT_TRUE(folder.has_figure(here, name)) << name;
    const std::string timeline = read_text(here / "run/figures/session_timeline.svg");
    for (const char* part : {"pressure [kPa]", "reflex [%]", "time [s]", "roll", "hold at "})
        EXPECT_TRUE(holds(timeline, part)) << part;
    EXPECT_TRUE(holds(read_text(here / "run/figures/session_comparison.svg"), "H-reflex while rolled"));
}

TEST(SessionReport, marks_where_the_tendon_organ_passes_its_threshold) {
    const TemporaryFolder here;
    Result result = usual_result();
    result.main.traces.columns.push_back(signal("tendon_organ.ib", "pps", 5, 6, 20, 5));
    result.main.events = {{110.5, "ib_threshold", "cord.ib", "rising"}, {149.5, "ib_threshold", "cord.ib", "falling"}};
    const Folder folder = written(here, scenario_of(here), result);
    EXPECT_TRUE(holds(read_text(here / "run/figures/session_timeline.svg"), "passes its threshold"));
    EXPECT_TRUE(holds(folder.report, "passed the threshold of their inhibition 1 time."));
}

TEST(SessionReport, does_without_signals_and_without_a_run) {
    const TemporaryFolder here;
    const Scenario scenario = scenario_of(here);
    Result bare;
    bare.main.traces = traces({});
    EXPECT_TRUE(holds(written(here, scenario, bare).report, "Nothing was recorded that would tell."));
    Result failed;
    failed.main.solver.reason = "non_finite";
    failed.main.traces = {{{"time", "s", {}}}};
    EXPECT_TRUE(holds(written(here, scenario, failed).report, "Incomplete."));
}

TEST(SessionReport, of_a_run_without_a_session_has_nothing_of_it) {
    const TemporaryFolder here;
    Scenario scenario = scenario_of(here);
    scenario.session.reset();
    for (Variant& variant : scenario.variants) variant.session.reset();
    std::erase_if(scenario.protocol, [](const Drive& drive) { return drive.of_session; });
    const Folder folder = written(here, scenario, usual_result());
    EXPECT_FALSE(holds(folder.report, "What was done"));
    EXPECT_FALSE(holds(folder.metrics, "at.before"));
    EXPECT_FALSE(folder.has_figure(here, "session_timeline"));
}

} // namespace
} // namespace myotatic::runtime
