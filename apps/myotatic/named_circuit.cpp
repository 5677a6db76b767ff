#include "named_circuit.hpp"

#include "program.hpp"

#include <algorithm>

namespace app {

using namespace myotatic::runtime;

const Entry& named_circuit(const std::string& name) {
    if (const Entry* entry = find_entry(name)) return *entry;
    std::vector<std::string> names;
    for (const auto& entry : catalogue()) names.push_back(entry->facts().name);
    throw UsageError("there is no circuit '" + name + "'" + suggestion(name, names));
}

void check_preset(const CircuitFacts& facts, const std::string& preset) {
    if (preset.empty()) return;
    std::vector<std::string> names;
    for (const PresetFacts& p : facts.presets) names.push_back(p.name);
    if (std::find(names.begin(), names.end(), preset) != names.end()) return;
    throw UsageError("the circuit '" + facts.name + "' has no preset '" + preset + "'" +
                     (names.empty() ? ", and no other" : suggestion(preset, names)));
}

} // namespace app
