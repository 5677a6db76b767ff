// myotatic list: the circuits that can be run by name, and their presets.
#include "json.hpp"
#include "program.hpp"

#include "myotatic/runtime/catalogue.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace app {

namespace {

using namespace myotatic::runtime;

std::string in_words() {
    std::string text;
    for (const auto& entry : catalogue()) {
        const CircuitFacts& facts = entry->facts();
        text += fmt::format("{}\n    {}\n", facts.name, facts.summary);
        for (const PresetFacts& preset : facts.presets)
            text += fmt::format("    preset {}: {}\n", preset.name, preset.summary);
    }
    return text;
}

std::string in_json() {
    auto json = Json::array();
    for (const auto& entry : catalogue()) {
        const CircuitFacts& facts = entry->facts();
        auto presets = Json::array();
        for (const PresetFacts& preset : facts.presets)
            presets.push_back({{"name", preset.name}, {"summary", preset.summary}});
        json.push_back({{"name", facts.name}, {"summary", facts.summary}, {"presets", presets}});
    }
    return json.dump(2) + "\n";
}

} // namespace

void add_list(CLI::App& program, Action& action) {
    CLI::App* verb = program.add_subcommand("list", "Circuits and their presets");
    auto json = std::make_shared<bool>(false);
    verb->add_flag("--json", *json, "As JSON");
    verb->callback([json, &action] {
        action = [json] {
            print(*json ? in_json() : in_words());
            return ok;
        };
    });
}

} // namespace app
