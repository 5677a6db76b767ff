// Options that the verbs share which compute: --isa and --set.
#pragma once

#include "myotatic/runtime/scenario.hpp"

#include <string>
#include <vector>

namespace app {

/// The option, or MYOTATIC_ISA, or the best that is built and that this machine runs.
std::string chosen_instruction_set(const std::string& name);

/// The keys of the scenario that `--set` changes.
std::vector<myotatic::runtime::Override> overrides(const std::vector<std::string>& settings);

} // namespace app
