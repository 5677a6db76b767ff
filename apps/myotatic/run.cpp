// myotatic run: simulates a scenario and writes its results folder.
#include "instruction_set.hpp"
#include "interrupt.hpp"
#include "json.hpp"
#include "program.hpp"
#include "progress.hpp"

#include "myotatic/core/error.hpp"
#include "myotatic/core/isa.hpp"
#include "myotatic/core/text.hpp"
#include "myotatic/runtime/catalogue.hpp"
#include "myotatic/runtime/explain.hpp"
#include "myotatic/runtime/results.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <optional>

namespace app {

namespace {

using namespace myotatic::runtime;

struct RunOptions {
    std::string file, out, format = "csv", instruction_set;
    std::vector<std::string> settings;
    bool force = false, mkdir = false, json = false, cross_check = false, quiet = false, verbose = false;
};

ResultsOptions results_options(const RunOptions& options) {
    ResultsOptions results;
    // Without --out the folder is ours to name, and so is its parent to make.
    results.folder = options.out.empty() ? std::filesystem::path("results") / std::filesystem::path(options.file).stem()
                                         : std::filesystem::path(options.out);
    results.permissions = {options.force, options.mkdir || options.out.empty()};
    results.format = options.format == "sto" ? TraceFormat::sto : TraceFormat::csv;
    results.instruction_set = chosen_instruction_set(options.instruction_set);
    results.hurry = [] { return noted_signal() != 0; };
    return results;
}

/// Every metric with its full name, those of variants included.
std::vector<std::pair<std::string, const Metric*>> all_metrics(const Result& result) {
    std::vector<std::pair<std::string, const Metric*>> all;
    for (const Metric& metric : result.main.metrics) all.emplace_back(metric.name, &metric);
    for (const RunResult& variant : result.variants)
        for (const Metric& metric : variant.metrics) all.emplace_back(variant.variant + "." + metric.name, &metric);
    return all;
}

std::string events_in_words(const RunResult& run) {
    std::map<std::string, std::size_t> counts;
    for (const EventRow& event : run.events) ++counts[event.name];
    std::string text;
    for (const auto& [name, count] : counts) text += fmt::format("{}{} {} time(s)", text.empty() ? "" : ", ", name, count);
    return text.empty() ? "none" : text;
}

std::string summary(const Scenario& scenario, const Result& result, const std::filesystem::path& folder) {
    const RunResult& decisive = deciding_run(result);
    std::string text = fmt::format("{}: {} at {}\n", scenario.title.empty() ? scenario.circuit : scenario.title,
                                   decisive.solver.reason, readable(decisive.solver.time, "s"));
    std::size_t width = 0;
    for (const auto& [name, metric] : all_metrics(result)) width = std::max(width, name.size());
    for (const auto& [name, metric] : all_metrics(result))
        text += fmt::format("  {:{}}  {}{}\n", name, width, readable(metric->value, metric->unit),
                            metric->note.empty() ? "" : " (" + metric->note + ")");
    for (const std::string& line : session_in_words(scenario, result)) text += "  " + line + "\n";
    text += fmt::format("  events: {}\n", events_in_words(result.main));
    return text + fmt::format("results: {}\n", (folder / "report.html").string());
}

std::string table(const CrossCheck& check) {
    std::size_t width = 6;
    for (const auto& [signal, difference] : check.differences) width = std::max(width, signal.size());
    std::string text = fmt::format("cross-check against Boost.Odeint over {}\n  {:{}}  max|difference| / max|signal|\n",
                                   readable(check.span, "s"), "signal", width);
    for (const auto& [signal, difference] : check.differences)
        text += fmt::format("  {:{}}  {:.2e}\n", signal, width, difference);
    return text + fmt::format("  {:{}}  {:.2e}\n", "largest", width, check.largest());
}

Json in_json(const Scenario& scenario, const Result& result, const std::filesystem::path& folder,
             const std::vector<std::string>& warnings, const std::optional<CrossCheck>& check) {
    const RunResult& decisive = deciding_run(result);
    Json json{{"outcome", {{"reason", decisive.solver.reason}, {"time", number(decisive.solver.time)}}},
              {"results", folder.string()},
              {"metrics", Json::parse(metrics_json(scenario, result))},
              {"warnings", warnings}};
    if (check) {
        Json differences = Json::object();
        for (const auto& [signal, difference] : check->differences) differences[signal] = number(difference);
        json["cross_check"] = {
            {"span", number(check->span)}, {"largest", number(check->largest())}, {"differences", differences}};
    }
    return json;
}

void complain_of_failure(const Result& result, const std::filesystem::path& folder) {
    const RunResult& run = deciding_run(result);
    const std::string& reason = run.solver.reason;
    std::string hint;
    if (reason == "step_underflow" || reason == "too_many_steps")
        hint = "; the problem looks stiff: try a larger solver.rtol, or look at the parameters of that state";
    complain(fmt::format(
        "myotatic: error: numerical failure{}: {} at t = {} s{}{}; what was computed up to there is in '{}'",
        run.variant.empty() ? "" : " of the variant '" + run.variant + "'", reason, myotatic::to_text(run.solver.time),
        run.solver.worst.empty() ? "" : " in " + run.solver.worst, hint, folder.string()));
}

int run_scenario(const RunOptions& options) {
    watch_signals();
    const ResultsOptions results = results_options(options);
    const Scenario scenario = load_scenario(options.file, overrides(options.settings));
    if (!options.quiet)
        for (const myotatic::Problem& warning : scenario.warnings) complain(warning);
    StagedFolder folder = reserve_results(scenario, results);

    Progress progress(scenario.duration * static_cast<double>(1 + scenario.variants.size()),
                      is_terminal() && !options.quiet && !options.json);
    const auto keep_going = [&](double done) {
        progress.show(done);
        return noted_signal() == 0;
    };
    const Result result = run(scenario, {keep_going, myotatic::parse_isa(results.instruction_set)});
    progress.clear();
    const std::vector<std::string> warnings = write_results(folder, scenario, result, results);
    if (!options.quiet)
        for (std::size_t i = scenario.warnings.size(); i < warnings.size(); ++i) complain("warning: " + warnings[i]);

    const std::string& reason = deciding_run(result).solver.reason;
    std::optional<CrossCheck> check;
    if (options.cross_check && reason == "completed" && noted_signal() == 0) {
        obey_signals_at_once(); // the results are published; the comparison only reads them
        check = find_entry(scenario.circuit)->cross_check(scenario, result.main);
    }
    if (options.json)
        print(
            in_json(scenario, result, folder.target(), warnings, check).dump(2, ' ', false, Json::error_handler_t::replace) +
            "\n");
    else
        print((options.quiet ? "" : summary(scenario, result, results.folder)) + (check ? table(*check) : ""));
    if (options.verbose)
        for (const auto& [name, count] : result.main.solver.counts) complain(fmt::format("{}: {}", name, count));

    if (const int signal = noted_signal()) {
        complain(fmt::format("myotatic: interrupted; what was computed is in '{}'", results.folder.string()));
        return 128 + signal;
    }
    if (reason == "completed") return ok;
    complain_of_failure(result, results.folder);
    return numerical;
}

} // namespace

void add_run(CLI::App& program, Action& action) {
    CLI::App* verb = program.add_subcommand("run", "Simulate a scenario and write its results folder");
    auto o = std::make_shared<RunOptions>();
    verb->add_option("FILE", o->file, "Scenario (TOML)")->required();
    verb->add_option("--out,-o", o->out, "Results folder; default results/<name of the scenario file>")->type_name("DIR");
    verb->add_option("--set", o->settings, "Change a key of the scenario: dotted.key=value; may be repeated")
        ->allow_extra_args(false)
        ->type_name("KEY=VALUE");
    verb->add_flag("--force", o->force, "Replace an existing results folder");
    verb->add_flag("--mkdir", o->mkdir, "Create the folders above the results folder");
    verb->add_flag("--json", o->json, "Print outcome and metrics as JSON");
    verb->add_option("--format", o->format, "Traces as csv, or as OpenSim's sto")->check(CLI::IsMember({"csv", "sto"}));
    verb->add_option("--isa", o->instruction_set, "Instruction set; also MYOTATIC_ISA")->type_name("NAME");
    verb->add_flag("--cross-check", o->cross_check, "Integrate again with Boost.Odeint and print the differences");
    CLI::Option* quiet = verb->add_flag("-q,--quiet", o->quiet, "No summary, warnings or progress");
    verb->add_flag("-v,--verbose", o->verbose, "Tell what the solver did")->excludes(quiet);
    verb->callback([o, &action] { action = [o] { return run_scenario(*o); }; });
}

} // namespace app
