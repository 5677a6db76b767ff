// myotatic describe: every field of a circuit with unit, default, bounds, source and evidence.
#include "json.hpp"
#include "named_circuit.hpp"
#include "program.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/runtime/catalogue.hpp"
#include "myotatic/runtime/explain.hpp"

#include <CLI/CLI.hpp>
#include <cmath>
#include <fmt/format.h>
#include <memory>

namespace app {

namespace {

using namespace myotatic::runtime;
using myotatic::Leaf;

bool bounded(const myotatic::Bounds& bounds) { return std::isfinite(bounds.low) || std::isfinite(bounds.high); }

std::string section(std::string_view title, const std::vector<Leaf>& leaves, const std::vector<double>& values) {
    std::string text = fmt::format("{} ({})\n", title, leaves.size());
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        const auto& [name, facts] = leaves[i];
        text += "  " + name;
        if (i < values.size())
            text += " = " + in_unit(values[i], facts.unit);
        else
            text += fmt::format(" [{}]", facts.unit.text);
        if (bounded(facts.bounds)) text += "  in " + to_text(facts.bounds, facts.unit);
        if (facts.derived) text += "  (computed from others unless given)";
        text += fmt::format("\n      {}\n", facts.meaning);
        if (facts.sourced) text += fmt::format("      {}: {}\n", to_text(facts.evidence), facts.source);
    }
    return text + "\n";
}

std::string in_words(const CircuitFacts& facts, const std::string& preset, const std::vector<double>& parameters) {
    std::string text = fmt::format("{}: {}\n\n", facts.name, facts.summary);
    text += section(preset.empty() ? "Parameters" : "Parameters, preset " + preset, facts.parameters, parameters);
    text += section("Inputs", facts.inputs, facts.input_defaults);
    text += section("States", facts.states, {});
    text += section("Observables", facts.observables, {});
    text += fmt::format("Events ({})\n", facts.events.size());
    for (const std::string& event : facts.events) text += "  " + event + "\n";
    text += fmt::format("\nPresets ({})\n", facts.presets.size());
    for (const PresetFacts& p : facts.presets) text += fmt::format("  {}: {}\n", p.name, p.summary);
    return text;
}

Json fields(const std::vector<Leaf>& leaves, const std::vector<double>& values) {
    Json json = Json::array();
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        const auto& facts = leaves[i].facts;
        Json field{{"name", leaves[i].name}, {"unit", facts.unit.text}, {"meaning", facts.meaning}};
        if (i < values.size())
            field["value_si"] = number(values[i]), field["value"] = format_quantity(values[i], facts.unit);
        if (bounded(facts.bounds)) field["bounds"] = to_text(facts.bounds, facts.unit);
        if (facts.sourced) field["source"] = facts.source, field["evidence"] = to_text(facts.evidence);
        json.push_back(std::move(field));
    }
    return json;
}

std::string in_json(const CircuitFacts& facts, const std::vector<double>& parameters) {
    Json presets = Json::array();
    for (const PresetFacts& p : facts.presets) presets.push_back({{"name", p.name}, {"summary", p.summary}});
    const Json json{{"name", facts.name},
                    {"summary", facts.summary},
                    {"parameters", fields(facts.parameters, parameters)},
                    {"inputs", fields(facts.inputs, facts.input_defaults)},
                    {"states", fields(facts.states, {})},
                    {"observables", fields(facts.observables, {})},
                    {"events", facts.events},
                    {"presets", presets}};
    return json.dump(2) + "\n";
}

struct DescribeOptions {
    std::string circuit, preset;
    bool json = false;
};

int describe_circuit(const DescribeOptions& o) {
    const Entry& entry = named_circuit(o.circuit);
    check_preset(entry.facts(), o.preset);
    const std::vector<double> parameters = entry.resolve(o.preset, {});
    print(o.json ? in_json(entry.facts(), parameters) : in_words(entry.facts(), o.preset, parameters));
    return ok;
}

} // namespace

void add_describe(CLI::App& program, Action& action) {
    CLI::App* verb = program.add_subcommand("describe", "Fields, units, defaults, bounds and sources of a circuit");
    auto o = std::make_shared<DescribeOptions>();
    verb->add_option("CIRCUIT", o->circuit, "Name from 'myotatic list'")->required();
    verb->add_option("--preset", o->preset, "Show the values of a preset")->type_name("NAME");
    verb->add_flag("--json", o->json, "As JSON");
    verb->callback([o, &action] { action = [o] { return describe_circuit(*o); }; });
}

} // namespace app
