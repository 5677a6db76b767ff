// The results folder of a run: manifest, traces, events, metrics, figures and a report that works offline.
//
//     ResultsOptions options{.folder = "results/tendon_tap"};
//     StagedFolder folder = reserve_results(scenario, options); // refuses before anything is computed
//     const Result result = run(scenario);
//     write_results(folder, scenario, result, options);
#pragma once

#include "myotatic/runtime/output.hpp"
#include "myotatic/runtime/run.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

class Entry;

enum class TraceFormat { csv, sto };

struct ResultsOptions {
    std::filesystem::path folder;
    OutputPermissions permissions{};
    TraceFormat format = TraceFormat::csv;
    std::string instruction_set = "baseline";
    const Entry* circuit = nullptr; ///< of a scenario whose circuit is not in the catalogue
    std::function<bool()> hurry{};  ///< true: leave out the figures that are not drawn yet
};

/// Checks the folder against what the scenario reads and reserves it. Throws as StagedFolder does.
StagedFolder reserve_results(const Scenario& scenario, const ResultsOptions& options);

/// Writes everything and publishes the folder. Figures that cannot be drawn become warnings, which are in the manifest and
/// are returned; the data are written all the same. Throws OutputError, and then nothing is published.
std::vector<std::string> write_results(StagedFolder& folder, const Scenario& scenario, const Result& result,
                                       const ResultsOptions& options);

/// How the whole run ended: of the scenario and its variants, the first that did not complete, or the scenario itself.
const RunResult& deciding_run(const Result& result);

/// `metrics.json`: name → value, unit and, where there is no value, a note. Those of variants are "variant.name"; of a
/// session there are its outcomes as well, "at.<instant>.<outcome>" and "while.<phase>.<outcome>".
std::string metrics_json(const Scenario& scenario, const Result& result);

/// What a session changed, in plain words with numbers: a line for each finding; none without a session.
std::vector<std::string> session_in_words(const Scenario& scenario, const Result& result);

/// 64-bit FNV-1a (Fowler, Noll, Vo): offset basis 14695981039346656037, prime 1099511628211. A fingerprint to tell
/// scenarios apart, no protection against forgery. `hash` is that of the bytes before these.
std::uint64_t fnv1a(std::string_view bytes, std::uint64_t hash = 14695981039346656037u);

} // namespace myotatic::runtime
