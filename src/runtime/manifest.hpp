// manifest.json: what was run, by what, how it went, and what had to be bent.
#pragma once

#include "myotatic/runtime/results.hpp"

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace myotatic::runtime {

/// The counts of a run that tell of clipped or repaired values, by what they count.
std::map<std::string, long long> bent_counts(const SolverFacts& solver);

/// The scenario with its defaults filled in, whether or not its circuit is in the catalogue.
std::string resolved_text(const Scenario& scenario, const ResultsOptions& options);

/// "fnv1a64:…" of the resolved scenario and of the content of every file that it reads.
std::string scenario_hash(const Scenario& scenario, const ResultsOptions& options);

/// What every manifest begins with, and what it says about the scenario and the files that it reads.
nlohmann::ordered_json manifest_head(const ResultsOptions& options);
void add_scenario(nlohmann::ordered_json& json, const Scenario& scenario, const ResultsOptions& options);

std::string manifest_json(const Scenario& scenario, const Result& result, const ResultsOptions& options,
                          const std::vector<std::string>& warnings, const std::vector<std::string>& files);

} // namespace myotatic::runtime
