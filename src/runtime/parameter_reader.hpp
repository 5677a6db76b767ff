// Parameters of a circuit by name: nested tables or dotted keys whose leaves are fields of its record.
#pragma once

#include "myotatic/runtime/catalogue.hpp"
#include "section.hpp"

#include <map>
#include <string>

namespace myotatic::runtime {

/// Overrides of a circuit's parameters, and where each was written.
struct ParameterOverrides {
    std::map<std::string, double> values; ///< SI
    std::map<std::string, Place> places;
};

/// Reads the table at `path` ("parameters", "variant.no_ib.parameters"); an absent one has no overrides.
ParameterOverrides read_parameters(const Node* table, const std::string& path, const CircuitFacts& facts,
                                   Findings& findings);

/// Position of a leaf by name, or the number of leaves.
std::size_t position_of(std::string_view name, const std::vector<Leaf>& leaves);

/// Whether some leaf's name begins with `name.`.
bool is_group(std::string_view name, const std::vector<Leaf>& leaves);

std::vector<std::string> names_of(const std::vector<Leaf>& leaves);

} // namespace myotatic::runtime
