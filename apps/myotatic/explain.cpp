// myotatic explain: each pathway of a circuit with sign, threshold, gain and delay, in words with numbers; or how stable it
// is at rest.
#include "explain_stability.hpp"
#include "instruction_set.hpp"
#include "json.hpp"
#include "named_circuit.hpp"
#include "program.hpp"

#include "myotatic/runtime/explain.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

namespace app {

namespace {

using namespace myotatic::runtime;

struct ExplainOptions {
    std::string what, preset;
    std::vector<std::string> settings;
    bool stability = false, json = false;
};

std::string in_words(const CircuitFacts& facts, const std::vector<Explanation>& pathways) {
    std::string text = fmt::format("{}: {}\n", facts.name, facts.summary);
    if (pathways.empty()) text += "It has no reflex pathways.\n";
    std::size_t number = 0;
    for (const Explanation& e : pathways) {
        text += fmt::format("\n{}. {}\n   {}\n", ++number, e.name, e.sentence);
        text += fmt::format("   sign       {}\n   threshold  {}\n   gain       {}\n   delay      {}\n", e.sign, e.threshold,
                            e.gain, e.delay);
        text += fmt::format("   evidence   {}{}\n", e.evidence, e.source.empty() ? "" : ": " + e.source);
    }
    if (!pathways.empty()) text += "\nEvidence\n";
    if (!pathways.empty())
        for (const auto& [word, meaning] : evidence_words()) text += fmt::format("   {:11} {}\n", to_text(word), meaning);
    return text;
}

std::string in_json(const CircuitFacts& facts, const std::vector<Explanation>& pathways) {
    Json list = Json::array();
    for (const Explanation& e : pathways)
        list.push_back({{"name", e.name},
                        {"sign", e.sign},
                        {"sentence", e.sentence},
                        {"threshold", e.threshold},
                        {"gain", e.gain},
                        {"delay", e.delay},
                        {"evidence", e.evidence},
                        {"source", e.source}});
    return Json{{"circuit", facts.name}, {"pathways", list}}.dump(2) + "\n";
}

/// A file, or something that can only be meant as one.
bool is_file(const std::string& what) {
    std::error_code ignored;
    return what.find('/') != std::string::npos || what.ends_with(".toml") || std::filesystem::is_regular_file(what, ignored);
}

/// The scenario of a file, or a circuit at rest.
Scenario scenario_of(const ExplainOptions& o) {
    if (is_file(o.what)) {
        if (!o.preset.empty()) throw UsageError("--preset goes with a circuit; the scenario '" + o.what + "' names its own");
        return load_scenario(o.what, overrides(o.settings));
    }
    if (!o.settings.empty()) throw UsageError("--set goes with a scenario file; '" + o.what + "' is a circuit");
    Scenario scenario;
    scenario.circuit = o.what, scenario.preset = o.preset;
    check_preset(named_circuit(o.what).facts(), o.preset);
    return scenario;
}

int explain_circuit(const ExplainOptions& o) {
    const Scenario scenario = scenario_of(o);
    const Entry& entry = *find_entry(scenario.circuit);
    const CircuitFacts& facts = entry.facts();
    if (o.stability) {
        const auto stable = stability(entry, scenario);
        if (!stable) throw UsageError("'" + facts.name + "' has no nerves and so no loop that could become unstable");
        print(o.json ? stability_in_json(facts.name, *stable) : stability_in_words(facts.name, *stable));
        return ok;
    }
    const auto pathways = explain(facts, entry.resolve(scenario.preset, scenario.parameters));
    print(o.json ? in_json(facts, pathways) : in_words(facts, pathways));
    return ok;
}

} // namespace

void add_explain(CLI::App& program, Action& action) {
    CLI::App* verb = program.add_subcommand("explain", "Each pathway with sign, threshold, gain and delay, in words");
    auto o = std::make_shared<ExplainOptions>();
    verb->add_option("WHAT", o->what, "Scenario file, or circuit from 'myotatic list'")
        ->required()
        ->type_name("FILE|CIRCUIT");
    verb->add_option("--preset", o->preset, "With a circuit: the values of a preset")->type_name("NAME");
    verb->add_option("--set", o->settings, "With a scenario file: change a key, dotted.key=value; may be repeated")
        ->allow_extra_args(false)
        ->type_name("KEY=VALUE");
    verb->add_flag("--stability", o->stability, "Instead: how stable it is at rest, and what each nerve may bear");
    verb->add_flag("--json", o->json, "As JSON");
    verb->callback([o, &action] { action = [o] { return explain_circuit(*o); }; });
}

} // namespace app
