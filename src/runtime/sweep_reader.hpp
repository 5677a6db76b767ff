// The [sweep] table of a scenario: which parameters vary, and how their values are chosen.
#pragma once

#include "myotatic/runtime/catalogue.hpp"
#include "section.hpp"

#include <filesystem>
#include <optional>

namespace myotatic::runtime {

/// The designs by name, in the order in which messages list them.
const std::vector<std::string>& sweep_designs();

/// Reads the table, an absent one as none. Relative file names start at `folder`.
std::optional<SweepDesign> read_sweep(const Node* table, const CircuitFacts& facts, const std::filesystem::path& folder,
                                      Findings& findings);

} // namespace myotatic::runtime
