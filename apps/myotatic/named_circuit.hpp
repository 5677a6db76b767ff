// Circuits and presets named on the command line.
#pragma once

#include "myotatic/runtime/catalogue.hpp"

#include <string>

namespace app {

/// Throws UsageError with the nearest name.
const myotatic::runtime::Entry& named_circuit(const std::string& name);
void check_preset(const myotatic::runtime::CircuitFacts& facts, const std::string& preset);

} // namespace app
