// myotatic check: says whether a scenario is valid, and runs nothing.
#include "json.hpp"
#include "program.hpp"

#include "myotatic/runtime/catalogue.hpp"
#include "myotatic/runtime/explain.hpp"
#include "myotatic/runtime/scenario.hpp"
#include "myotatic/runtime/sweep.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace app {

namespace {

using namespace myotatic::runtime;

Json in_json(const std::vector<myotatic::Problem>& problems) {
    Json json = Json::array();
    for (const myotatic::Problem& p : problems)
        json.push_back({{"severity", p.severity == myotatic::Problem::Severity::error ? "error" : "warning"},
                        {"file", p.place.file},
                        {"line", p.place.line},
                        {"column", p.place.column},
                        {"message", p.message},
                        {"hint", p.hint}});
    return json;
}

std::string report(bool valid, const std::vector<myotatic::Problem>& problems) {
    return Json{{"valid", valid}, {"problems", in_json(problems)}}.dump(2, ' ', false, Json::error_handler_t::replace) +
           "\n";
}

int check_file(const std::string& file, bool json) try {
    const Scenario scenario = load_scenario(file);
    const Entry& entry = *find_entry(scenario.circuit);
    // Values may be in their bounds one by one and still make no circuit.
    static_cast<void>(entry.resolve(scenario.preset, scenario.parameters));
    for (const Variant& variant : scenario.variants) {
        std::map<std::string, double> parameters = scenario.parameters;
        for (const auto& [name, value] : variant.parameters) parameters[name] = value;
        static_cast<void>(entry.resolve(scenario.preset, parameters));
    }
    if (json) {
        print(report(true, scenario.warnings));
        return ok;
    }
    for (const myotatic::Problem& warning : scenario.warnings) complain(warning);
    const std::string sweep =
        scenario.sweep ? fmt::format(", a sweep of {} row(s)", parameter_rows(scenario, entry.facts())->size()) : "";
    print(fmt::format("'{}' is valid: circuit {}{}, {} from t = {} s, {} driven input(s), {} measure(s), {} variant(s){}\n",
                      file, scenario.circuit, scenario.preset.empty() ? "" : ", preset " + scenario.preset,
                      readable(scenario.duration, "s"), scenario.start, scenario.protocol.size(), scenario.measures.size(),
                      scenario.variants.size(), sweep));
    return ok;
} catch (const myotatic::InputError& e) {
    if (!json) throw;
    print(report(false, e.problems()));
    return scenario;
}

} // namespace

void add_check(CLI::App& program, Action& action) {
    CLI::App* verb = program.add_subcommand("check", "Say whether a scenario is valid, without running it");
    auto file = std::make_shared<std::string>();
    auto json = std::make_shared<bool>(false);
    verb->add_option("FILE", *file, "Scenario (TOML)")->required();
    verb->add_flag("--json", *json, "As JSON");
    verb->callback([file, json, &action] { action = [file, json] { return check_file(*file, *json); }; });
}

} // namespace app
