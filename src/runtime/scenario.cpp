// Scenarios against the circuits of the catalogue.
#include "myotatic/runtime/scenario.hpp"

#include "myotatic/runtime/catalogue.hpp"

namespace myotatic::runtime {

namespace {

std::vector<const Entry*> circuits() {
    std::vector<const Entry*> entries;
    for (const auto& entry : catalogue()) entries.push_back(entry.get());
    return entries;
}

} // namespace

Scenario load_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides) {
    return load_scenario(file, overrides, circuits());
}

Schedule schedule_of(const Recording& record) {
    return {record.every, record.until.value_or(Schedule::never), record.then, record.again.value_or(Schedule::never)};
}

std::string resolved_text(const Scenario& scenario) { return resolved_text(scenario, circuits()); }

} // namespace myotatic::runtime
