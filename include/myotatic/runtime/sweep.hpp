// Sweeping a scenario: its ensemble, one row for each parameter set, and the folder of results.
//
//     StagedFolder folder = reserve_results(scenario, options);
//     SweepSummary summary = write_sweep(folder, scenario, options, {});
#pragma once

#include "myotatic/core/isa.hpp"
#include "myotatic/experiment/ensemble.hpp"
#include "myotatic/experiment/parameter_set.hpp"
#include "myotatic/runtime/catalogue.hpp"
#include "myotatic/runtime/results.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace myotatic::runtime {

/// How many rows a design has, without those of a CSV file. Throws std::length_error beyond 2^53.
long long rows_of(const SweepDesign& design);

/// The parameter sets of a scenario's [sweep]. Throws InputError when it has none, or for a file that cannot be used.
std::unique_ptr<ParameterRows> parameter_rows(const Scenario& scenario, const CircuitFacts& facts);

/// The measures that are taken of each row: those of the scenario but for those of its variants, which a sweep does not
/// run.
std::vector<NamedMeasure> sweep_measures(const Scenario& scenario);

/// Runs the ensemble and tells the sink.
SweepSummary sweep(const Scenario& scenario, const SweepOptions& options, std::optional<Isa> isa, SweepSink& sink);
SweepSummary sweep(const Entry& circuit, const Scenario& scenario, const SweepOptions& options, std::optional<Isa> isa,
                   SweepSink& sink);

/// What a measure did over all rows that have it.
struct Spread {
    std::string name, unit;
    long long rows = 0;
    double lowest = 0, mean = 0, highest = 0;
};

struct SweepReport {
    SweepSummary summary;
    std::vector<Spread> spreads;
    std::vector<std::string> warnings;
    std::string first_failure; ///< which row failed first, how and where; empty if none did
};

/// Runs the ensemble, writes `sweep.csv` row by row and `manifest.json`, and publishes the folder; also when rows failed
/// or the run was interrupted, with what there is. Throws OutputError and whatever `sweep` throws; then nothing is
/// published.
SweepReport write_sweep(StagedFolder& folder, const Scenario& scenario, const ResultsOptions& results,
                        const SweepOptions& options);

} // namespace myotatic::runtime
