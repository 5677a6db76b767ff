// What `explain` says of circuits that share their parts.
#pragma once

#include "myotatic/runtime/catalogue.hpp"

#include <string>
#include <vector>

namespace myotatic::runtime {

/// Of a pair of antagonists: what ends on the pools, the interneurones and the spindles of both muscles.
std::vector<Pathway> pathways_of_pair();
std::vector<std::string> delays_of_pair();

/// Of tissue under a roller. `muscle` is the name before the dot, or empty.
std::vector<Pathway> mechanisms_of_tissue(const std::string& muscle);

} // namespace myotatic::runtime
