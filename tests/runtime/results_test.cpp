#include "myotatic/runtime/results.hpp"

#include "../support/comma_locale.hpp"
#include "support/oscillator.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <regex>
#include <sys/resource.h>

namespace myotatic::runtime {
namespace {

using testing::CommaLocale;
using testing::contents;
using testing::Oscillator;
using testing::oscillator_scenario;
using testing::read_text;
using testing::TemporaryFolder;
using Json = nlohmann::json;

struct Written {
    std::map<std::string, std::string> files; // without folders
    std::vector<std::string> warnings;
    Json json(const std::string& name) const { return Json::parse(files.at(name)); }
};

Written write(const std::filesystem::path& folder, const Scenario& scenario, const Oscillator& circuit,
              ResultsOptions options = {}, const Watch& watch = {}) {
    options.folder = folder;
    options.circuit = &circuit;
    StagedFolder staged = reserve_results(scenario, options);
    const Result result = run(circuit, scenario, watch);
    Written written{{}, write_results(staged, scenario, result, options)};
    for (auto& [name, text] : contents(folder))
        if (text != "/") written.files[name] = text;
    return written;
}

Written written(const Scenario& scenario = oscillator_scenario(), const Oscillator& circuit = Oscillator(),
                const ResultsOptions& options = {}, const Watch& watch = {}) {
    const TemporaryFolder here;
    return write(here / "run", scenario, circuit, options, watch);
}

std::size_t lines(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Without gnuplot within reach.
class EmptyPath {
public:
    EmptyPath() : before_(std::getenv("PATH")) { ::setenv("PATH", "/nonexistent", 1); }
    EmptyPath(const EmptyPath&) = delete;
    EmptyPath& operator=(const EmptyPath&) = delete;
    ~EmptyPath() { ::setenv("PATH", before_.c_str(), 1); }

private:
    std::string before_;
};

TEST(Results, the_folder_holds_exactly_what_the_manifest_lists) {
    const Written w = written();
    std::vector<std::string> names;
    for (const auto& [name, text] : w.files) names.push_back(name);
    EXPECT_EQ(names,
              (std::vector<std::string>{"events.csv", "events_slower.csv", "figures/both.png", "figures/both.svg",
                                        "manifest.json", "metrics.json", "report.html", "traces.csv", "traces_slower.csv"}));
    auto listed = w.json("manifest.json")["files"].get<std::vector<std::string>>();
    std::sort(listed.begin(), listed.end());
    EXPECT_EQ(listed, names);
}

TEST(Results, traces_carry_units_and_every_sample) {
    const std::string traces = written().files.at("traces.csv");
    EXPECT_TRUE(traces.starts_with("time [s],muscle.force [N],joint.angle [rad]\n0,100,1\n0.001,"));
    EXPECT_EQ(lines(traces), 1u + 1001u);
}

TEST(Results, events_are_named_with_signal_and_direction) {
    const std::string events = written().files.at("events.csv");
    EXPECT_TRUE(events.starts_with("time [s],name,signal,direction\n0.15")) << events;
    EXPECT_TRUE(holds(events, ",upward,joint.angle,rising\n"));
}

TEST(Results, metrics_have_value_and_unit_and_those_of_variants_their_name) {
    const Json metrics = written().json("metrics.json");
    EXPECT_EQ(metrics["peak_force"], Json({{"value", 100.0}, {"unit", "N"}}));
    EXPECT_NEAR(metrics["slower.frequency"]["value"].get<double>(), 2.5, 0.15);
    EXPECT_EQ(metrics["slower.frequency"]["unit"], "Hz");
    EXPECT_EQ(metrics.size(), 6u);
}

TEST(Results, a_metric_without_a_value_is_null_and_says_why) {
    Scenario scenario = oscillator_scenario();
    scenario.measures[1].measure.before = 0.05; // a quarter period
    const Json metric = written(scenario).json("metrics.json")["frequency"];
    EXPECT_TRUE(metric["value"].is_null());
    EXPECT_TRUE(holds(metric["note"], "does not complete a period"));
}

TEST(Results, the_manifest_says_when_a_session_did_what) {
    Scenario scenario = oscillator_scenario();
    const Session session{.start = 0, .steps = {Roll{.load = 0.3, .muscle = "extensor"}, Hold{.load = 0.3, .spot = 0.4}}};
    scenario.session = timeline(session);
    scenario.variants.at(0).session = timeline({.start = 0, .steps = {Hold{.duration = 5, .load = 0.3}}});
    const Json told = written(scenario).json("manifest.json")["session"];
    EXPECT_EQ(told["muscles"], Json({"extensor", ""}));
    EXPECT_EQ(told["phases"][0],
              Json({{"what", "roll"}, {"muscle", "extensor"}, {"side", "right"}, {"from", 0.0}, {"until", 60.0}}));
    EXPECT_EQ(told["phases"][2]["position"], 0.4);
    EXPECT_EQ(told["phases"][2]["searched"], false);
    EXPECT_EQ(told["instants"][1], Json({{"name", "after rolling"}, {"time", 60.0}}));
    EXPECT_EQ(told["variants"]["slower"]["phases"][0]["searched"], true);
}

TEST(Results, the_manifest_says_what_ran_how_it_ended_and_what_was_bent) {
    Scenario scenario = oscillator_scenario();
    scenario.solver.rtol = 1e-6;
    const Json manifest = written(scenario).json("manifest.json");
    EXPECT_EQ(manifest["program"], "myotatic");
    EXPECT_FALSE(manifest["version"].get<std::string>().empty());
    EXPECT_FALSE(manifest["compiler"].get<std::string>().empty());
    EXPECT_EQ(manifest["instruction_set"], "baseline");
    EXPECT_EQ(manifest["outcome"]["reason"], "completed");
    EXPECT_EQ(manifest["outcome"]["complete"], true);
    EXPECT_EQ(manifest["solver"]["rtol"], 1e-6);
    EXPECT_EQ(manifest["runs"].size(), 2u);
    EXPECT_EQ(manifest["runs"][1]["variant"], "slower");
    EXPECT_EQ(manifest["runs"][1]["parameters"]["frequency"], 2.5);
    EXPECT_EQ(manifest["runs"][0]["clipped_or_repaired"]["clipped_tendon_force"], 3);
    EXPECT_TRUE(std::regex_match(manifest["scenario"]["hash"].get<std::string>(), std::regex("fnv1a64:[0-9a-f]{16}")));
    EXPECT_TRUE(holds(manifest["scenario"]["resolved"], "oscillator"));
    EXPECT_EQ(manifest["warnings"], Json({"clipped_tendon_force: 3 times", "slower: clipped_tendon_force: 3 times"}));
}

TEST(Results, the_hash_tells_scenarios_apart) {
    Scenario other = oscillator_scenario();
    other.duration = 1.5;
    const auto hash = [](const Written& w) { return w.json("manifest.json")["scenario"]["hash"].get<std::string>(); };
    EXPECT_EQ(hash(written()), hash(written()));
    EXPECT_NE(hash(written()), hash(written(other)));
}

TEST(Results, fnv1a_gives_the_published_values) {
    // The test vectors of Fowler, Noll and Vo for the 64-bit variant.
    EXPECT_EQ(fnv1a(""), 0xcbf29ce484222325u);
    EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cu);
    EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8u);
}

TEST(Results, the_same_run_gives_the_same_bytes_in_any_place_and_locale) {
    const Written first = written();
    const Written second = [] {
        const CommaLocale german;
        return written();
    }();
    ASSERT_EQ(first.files.size(), second.files.size());
    for (const auto& [name, text] : first.files) EXPECT_TRUE(text == second.files.at(name)) << name << " differs";
}

TEST(Results, figures_show_units_and_names_and_leave_markup_as_text) {
    const Written w = written();
    const std::string& svg = w.files.at("figures/both.svg");
    for (const char* part : {"time [s]", "muscle.force [N]", "joint.angle [rad]", "scenario", "slower", "upward", "</svg>"})
        EXPECT_TRUE(holds(svg, part)) << part;
    EXPECT_TRUE(w.files.at("figures/both.png").starts_with("\x89PNG"));
    EXPECT_TRUE(w.warnings.size() == 2u) << "nothing but the clipped values";
}

TEST(Results, a_figure_with_nothing_to_show_is_drawn_all_the_same) {
    Scenario scenario = oscillator_scenario();
    scenario.figures.push_back({"beyond", "A window after the end", {"muscle.force"}, 5.0, 6.0});
    EXPECT_TRUE(holds(written(scenario).files.at("figures/beyond.svg"), "A window after the end"));
    scenario.duration = 0, scenario.measures.clear(); // one sample
    EXPECT_TRUE(written(scenario).files.contains("figures/both.svg"));
}

TEST(Results, text_in_figures_is_taken_literally) {
    Scenario scenario = oscillator_scenario();
    scenario.figures[0].title = "It's `date` @x \"q\" {a} b_c^d & <e>\nnew line";
    const std::string svg = written(scenario).files.at("figures/both.svg");
    EXPECT_TRUE(holds(svg, "It's `date` @x ")) << "no command is run, no macro expanded";
    EXPECT_TRUE(holds(svg, "{a} b_c^d &amp; &lt;e> new line"));
}

TEST(Results, a_figure_of_a_long_run_stays_small) {
    Scenario scenario = oscillator_scenario();
    scenario.duration = 100;
    const Written w = written(scenario);
    EXPECT_GT(w.files.at("traces.csv").size(), 3'000'000u);
    EXPECT_LT(w.files.at("figures/both.svg").size(), 400'000u);
    EXPECT_GT(lines(w.files.at("events.csv")), 25u);
    EXPECT_FALSE(holds(w.files.at("figures/both.svg"), "upward")) << "so many lines would hide the curves";
}

TEST(Results, the_report_is_one_page_that_needs_nothing_else) {
    const std::string report = written().files.at("report.html");
    EXPECT_TRUE(holds(report, "A &lt;damped&gt; oscillation &amp; more"));
    EXPECT_FALSE(holds(report, "<damped>"));
    EXPECT_TRUE(holds(report, "<svg role=\"img\""));
    EXPECT_TRUE(holds(report, "Restoring path"));
    EXPECT_TRUE(holds(report, "<span class=\"mark hypothesis\">hypothesis</span>"));
    EXPECT_TRUE(holds(report, "no medical advice"));
    EXPECT_TRUE(holds(report, "How to reproduce it"));
    EXPECT_TRUE(holds(report, "clipped_tendon_force"));
    // The only addresses are the names of the SVG namespaces; nothing is loaded.
    const std::regex loads(R"re((src|href)="?(https?:|//)|@import|url\(http|<script)re");
    EXPECT_FALSE(std::regex_search(report, loads));
}

TEST(Results, traces_in_opensims_format_when_asked) {
    ResultsOptions options;
    options.format = TraceFormat::sto;
    const Written w = written(oscillator_scenario(), Oscillator(), options);
    EXPECT_TRUE(holds(w.files.at("traces.sto"), "endheader\ntime\tmuscle.force\tjoint.angle\n"));
    EXPECT_FALSE(w.files.contains("traces.csv"));
}

TEST(Results, an_interrupted_run_is_kept_and_marked) {
    const Watch stop{[](double progress) { return progress < 0.2; }};
    const Written w = written(oscillator_scenario(), Oscillator(), {}, stop);
    EXPECT_EQ(w.json("manifest.json")["outcome"]["reason"], "interrupted");
    EXPECT_EQ(w.json("manifest.json")["outcome"]["complete"], false);
    EXPECT_GT(lines(w.files.at("traces.csv")), 300u);
    EXPECT_TRUE(holds(w.files.at("report.html"), "Incomplete."));
    EXPECT_TRUE(holds(w.files.at("report.html"), "The run was interrupted"));
    EXPECT_TRUE(w.json("metrics.json")["peak_force"]["value"].is_null());
}

TEST(Results, a_numerical_failure_is_kept_and_marked_even_of_a_variant) {
    const Written w = written(oscillator_scenario(), Oscillator({0.5, "step_underflow", "slower"}));
    const Json outcome = w.json("manifest.json")["outcome"];
    EXPECT_EQ(outcome["reason"], "step_underflow");
    EXPECT_EQ(outcome["variant"], "slower");
    EXPECT_TRUE(holds(w.files.at("report.html"), "looks stiff"));
    EXPECT_EQ(w.json("metrics.json")["peak_force"]["value"], 100.0);
    EXPECT_TRUE(w.json("metrics.json")["slower.peak_force"]["value"].is_null());
}

TEST(Results, a_run_that_fails_at_its_first_sample_still_writes_a_folder) {
    const Written w = written(oscillator_scenario(), Oscillator({0, "non_finite", ""}));
    EXPECT_EQ(lines(w.files.at("traces.csv")), 1u);
    EXPECT_EQ(w.json("manifest.json")["runs"][0]["samples"], 0);
    EXPECT_FALSE(w.files.contains("figures/both.svg"));
}

TEST(Results, when_time_is_short_the_figures_are_left_out) {
    ResultsOptions options;
    options.hurry = [] { return true; };
    const Written w = written(oscillator_scenario(), Oscillator(), options);
    EXPECT_FALSE(w.files.contains("figures/both.svg"));
    EXPECT_TRUE(holds(w.warnings.back(), "not drawn: interrupted"));
    EXPECT_TRUE(holds(w.files.at("manifest.json"), "not drawn: interrupted"));
}

TEST(Results, without_gnuplot_the_data_are_written_with_a_warning) {
    const EmptyPath nothing_installed;
    const Written w = written();
    EXPECT_TRUE(holds(w.warnings.back(), "gnuplot is not installed"));
    EXPECT_TRUE(holds(w.files.at("manifest.json"), "gnuplot is not installed"));
    EXPECT_TRUE(holds(w.files.at("report.html"), "gnuplot is not installed"));
    EXPECT_TRUE(w.files.contains("traces.csv"));
    EXPECT_FALSE(w.files.contains("figures/both.svg"));
}

TEST(Results, names_cannot_lead_out_of_the_folder) {
    Scenario scenario = oscillator_scenario();
    scenario.variants[0].name = "../../escape";
    scenario.figures[0].name = "../up";
    const TemporaryFolder here;
    static_cast<void>(write(here / "run", scenario, Oscillator()));
    for (const auto& [name, text] : contents(here.path())) EXPECT_TRUE(name.starts_with("run")) << name;
    EXPECT_TRUE(std::filesystem::exists(here / "run/traces__.._.._escape.csv"));
}

TEST(Results, a_disk_that_fills_up_at_any_file_leaves_the_old_results) {
    const TemporaryFolder here;
    const Oscillator circuit;
    const Scenario scenario = oscillator_scenario();
    static_cast<void>(write(here / "run", scenario, circuit));
    const auto before = contents(here.path());
    std::size_t largest = 0;
    for (const auto& [name, text] : before) largest = std::max(largest, text.size());

    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    for (std::size_t bytes = 0; bytes < largest; bytes += std::max<std::size_t>(largest / 12, 1)) {
        const rlimit small{bytes, limit.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
        ResultsOptions options;
        options.permissions.force = true;
        EXPECT_THROW(static_cast<void>(write(here / "run", scenario, circuit, options)), OutputError) << bytes;
        ::setrlimit(RLIMIT_FSIZE, &limit);
        EXPECT_TRUE(contents(here.path()) == before) << "with room for " << bytes << " bytes";
    }
    std::signal(SIGXFSZ, handler);
}

} // namespace
} // namespace myotatic::runtime
