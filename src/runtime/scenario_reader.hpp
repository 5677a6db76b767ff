// From the tree of a scenario file to a Scenario, table by table.
#pragma once

#include "myotatic/runtime/catalogue.hpp"
#include "toml_source.hpp"

#include <span>

namespace myotatic::runtime {

/// Throws as `load_scenario` does.
Scenario read_scenario(const Node& root, const std::filesystem::path& file, std::span<const Entry* const> circuits);

/// The words that a scenario may use; shared with the writer of its text.
const std::vector<std::string>& solver_methods();
const std::vector<std::string>& measure_kinds(); ///< in the order of Measure::Kind

} // namespace myotatic::runtime
