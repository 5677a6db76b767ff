// myotatic sweep: simulates a scenario for many parameter sets and writes one line for each.
#include "instruction_set.hpp"
#include "interrupt.hpp"
#include "json.hpp"
#include "program.hpp"
#include "progress.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/runtime/explain.hpp"
#include "myotatic/runtime/sweep.hpp"

#include <CLI/CLI.hpp>
#include <cmath>
#include <fmt/format.h>
#include <memory>

namespace app {

namespace {

using namespace myotatic::runtime;

struct SweepArguments {
    std::string file, out, instruction_set, shard = "1/1", seed;
    std::vector<std::string> settings;
    int threads = 0;
    bool force = false, mkdir = false, json = false, quiet = false;
};

/// "2/8": the second of eight parts.
myotatic::Shard shard_of(const std::string& text) {
    const std::size_t slash = text.find('/');
    const auto whole = [&](std::string_view digits) -> long long {
        const bool plain =
            !digits.empty() && digits.size() < 10 && digits.find_first_not_of("0123456789") == std::string_view::npos;
        return plain ? std::stoll(std::string(digits)) : 0;
    };
    const std::string_view all(text);
    const myotatic::Shard shard{whole(all.substr(0, slash)), slash == std::string::npos ? 0 : whole(all.substr(slash + 1))};
    if (shard.count < 1 || shard.index < 1 || shard.index > shard.count)
        throw UsageError(fmt::format("--shard takes part/parts, such as 2/8, not '{}'", text));
    return shard;
}

std::filesystem::path folder_of(const SweepArguments& a, const myotatic::Shard& shard) {
    if (!a.out.empty()) return a.out;
    // Parts of a sweep do not meet in one folder.
    const std::string part = shard.count > 1 ? fmt::format("-{}-of-{}", shard.index, shard.count) : "";
    return std::filesystem::path("results") / (std::filesystem::path(a.file).stem().string() + part);
}

std::string counts_in_words(const myotatic::SweepSummary& s) {
    std::string text = fmt::format("{} row(s), {} completed", s.rows, s.rows - s.failed - s.cannot_rest);
    if (s.failed > 0) text += fmt::format(", {} failed", s.failed);
    if (s.cannot_rest > 0) text += fmt::format(", {} cannot rest", s.cannot_rest);
    return text + (s.interrupted ? ", interrupted" : "");
}

std::string summary(const Scenario& scenario, const SweepReport& report, const std::filesystem::path& folder) {
    std::string text =
        fmt::format("{}: {}\n", scenario.title.empty() ? scenario.circuit : scenario.title, counts_in_words(report.summary));
    std::size_t width = 0;
    for (const Spread& s : report.spreads) width = std::max(width, s.name.size());
    if (!report.spreads.empty())
        text += fmt::format("  {:{}}  {:>12}  {:>12}  {:>12}\n", "", width, "lowest", "mean", "highest");
    for (const Spread& s : report.spreads) {
        const auto shown = [&](double x) { return s.rows > 0 ? readable(x, s.unit) : "none"; };
        text += fmt::format("  {:{}}  {:>12}  {:>12}  {:>12}\n", s.name, width, shown(s.lowest), shown(s.mean),
                            shown(s.highest));
    }
    return text + fmt::format("results: {}\n", (folder / "sweep.csv").string());
}

Json in_json(const SweepReport& report, const std::filesystem::path& folder) {
    const myotatic::SweepSummary& s = report.summary;
    Json measures = Json::object();
    for (const Spread& m : report.spreads) {
        const auto number = [&](double x) { return m.rows > 0 && std::isfinite(x) ? Json(x) : Json(nullptr); };
        measures[m.name] = {{"unit", m.unit},
                            {"rows", m.rows},
                            {"lowest", number(m.lowest)},
                            {"mean", number(m.mean)},
                            {"highest", number(m.highest)}};
    }
    return {{"outcome",
             {{"complete", !s.interrupted},
              {"rows", s.rows},
              {"completed", s.rows - s.failed - s.cannot_rest},
              {"failed", s.failed},
              {"cannot_rest", s.cannot_rest},
              {"first_failure", report.first_failure.empty() ? Json(nullptr) : Json(report.first_failure)}}},
            {"results", folder.string()},
            {"measures", measures},
            {"warnings", report.warnings}};
}

int sweep_scenario(const SweepArguments& a) {
    watch_signals();
    ResultsOptions results;
    const myotatic::Shard shard = shard_of(a.shard);
    results.folder = folder_of(a, shard);
    results.permissions = {a.force, a.mkdir || a.out.empty()};
    results.instruction_set = chosen_instruction_set(a.instruction_set);
    std::vector<Override> changes = overrides(a.settings);
    if (!a.seed.empty()) changes.push_back({"sweep.seed", a.seed});
    const Scenario scenario = load_scenario(a.file, changes);
    if (!a.quiet)
        for (const myotatic::Problem& warning : scenario.warnings) complain(warning);
    const long long rows = parameter_rows(scenario, find_entry(scenario.circuit)->facts())->size();
    StagedFolder folder = reserve_results(scenario, results);

    RowProgress progress(shard.end_row(rows) - shard.first_row(rows), is_terminal() && !a.quiet && !a.json);
    myotatic::SweepOptions options;
    options.threads = a.threads;
    options.shard = shard;
    options.keep_going = [&](const myotatic::SweepProgress& p) {
        progress.show(p.done);
        return noted_signal() == 0;
    };
    const SweepReport report = write_sweep(folder, scenario, results, options);
    progress.clear();
    if (!a.quiet)
        for (std::size_t i = scenario.warnings.size(); i < report.warnings.size(); ++i)
            complain("warning: " + report.warnings[i]);
    if (a.json)
        print(in_json(report, folder.target()).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    else if (!a.quiet)
        print(summary(scenario, report, results.folder));

    if (const int signal = noted_signal(); signal != 0 && report.summary.interrupted) {
        complain(fmt::format("myotatic: interrupted; the rows up to there are in '{}'", results.folder.string()));
        return 128 + signal;
    }
    const long long bad = report.summary.failed + report.summary.cannot_rest;
    if (bad == 0) return ok;
    complain(fmt::format("myotatic: error: {} of {} row(s) did not complete, {}; their outcomes are in '{}'", bad,
                         report.summary.rows, report.first_failure, (results.folder / "sweep.csv").string()));
    return numerical;
}

} // namespace

void add_sweep(CLI::App& program, Action& action) {
    CLI::App* verb =
        program.add_subcommand("sweep", "Simulate a scenario for many parameter sets, a line of results for each");
    auto a = std::make_shared<SweepArguments>();
    verb->add_option("FILE", a->file, "Scenario (TOML) with a [sweep]")->required();
    verb->add_option("--out,-o", a->out, "Results folder; default results/<name of the scenario file>")->type_name("DIR");
    verb->add_option("--set", a->settings, "Change a key of the scenario: dotted.key=value; may be repeated")
        ->allow_extra_args(false)
        ->type_name("KEY=VALUE");
    verb->add_option("--threads", a->threads, "How many threads; default as many as the machine runs at once")
        ->check(CLI::Range(1, 4096))
        ->type_name("N");
    verb->add_option("--shard", a->shard, "Only one part of the rows, such as 2/8")->type_name("PART/PARTS");
    verb->add_option("--seed", a->seed, "Of a Latin hypercube: the same as --set sweep.seed=…")->type_name("S");
    verb->add_option("--isa", a->instruction_set, "Instruction set; also MYOTATIC_ISA")->type_name("NAME");
    verb->add_flag("--force", a->force, "Replace an existing results folder");
    verb->add_flag("--mkdir", a->mkdir, "Create the folders above the results folder");
    verb->add_flag("--json", a->json, "Print outcome and measures as JSON");
    verb->add_flag("-q,--quiet", a->quiet, "No summary, warnings or progress");
    verb->callback([a, &action] { action = [a] { return sweep_scenario(*a); }; });
}

} // namespace app
