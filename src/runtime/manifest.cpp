#include "manifest.hpp"

#include "session_outcomes.hpp"

#include "myotatic/runtime/build.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace myotatic::runtime {

namespace {

using Json = nlohmann::ordered_json; // keys stay in the order in which a reader wants them

/// JSON has no NaN and no infinity.
Json number(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

Json optional_number(const std::optional<double>& x) { return x ? number(*x) : Json(nullptr); }

template <class T>
Json object(const T& pairs) {
    Json json = Json::object();
    for (const auto& [name, value] : pairs) {
        if constexpr (std::is_floating_point_v<std::decay_t<decltype(value)>>)
            json[name] = number(value);
        else
            json[name] = value;
    }
    return json;
}

/// Bytes that are no UTF-8 (file names may hold any) are replaced, not refused.
std::string text(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

Json describe_session(const SessionFacts& session) {
    Json phases = Json::array(), instants = Json::array();
    for (const SessionPhase& phase : session.phases) {
        phases.push_back({{"what", phase.what},
                          {"muscle", phase.muscle},
                          {"side", phase.side},
                          {"from", phase.from},
                          {"until", phase.until}});
        if (phase.what != "hold") continue;
        phases.back()["position"] = phase.position;
        phases.back()["searched"] = phase.searched;
    }
    for (const SessionInstant& instant : session.instants)
        instants.push_back({{"name", instant.name}, {"time", instant.time}});
    return {{"muscles", session.muscles}, {"phases", phases}, {"instants", instants}};
}

Json describe_run(const RunResult& run) {
    Json statistics = object(run.solver.counts);
    statistics["quiet_time"] = number(run.solver.quiet_time);
    return {{"variant", run.variant.empty() ? Json(nullptr) : Json(run.variant)},
            {"outcome",
             {{"reason", run.solver.reason},
              {"time", number(run.solver.time)},
              {"limiting_state", run.solver.worst.empty() ? Json(nullptr) : Json(run.solver.worst)}}},
            {"samples", run.traces.rows()},
            {"events", run.events.size()},
            {"statistics", statistics},
            {"clipped_or_repaired", object(bent_counts(run.solver))},
            {"parameters", object(run.parameters)},
            {"rest", object(run.rest)}};
}

/// Continues the fingerprint of `fnv1a` with the content of a file, however large.
std::uint64_t with_content(std::uint64_t hash, const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::array<char, 65536> block;
    while (in) {
        in.read(block.data(), block.size());
        hash = fnv1a({block.data(), static_cast<std::size_t>(in.gcount())}, hash);
    }
    return hash;
}

} // namespace

std::map<std::string, long long> bent_counts(const SolverFacts& solver) {
    std::map<std::string, long long> bent;
    for (const auto& [name, count] : solver.counts)
        if (name.starts_with("clipped") || name.starts_with("repaired")) bent[name] = count;
    return bent;
}

std::uint64_t fnv1a(std::string_view bytes, std::uint64_t hash) {
    for (const char byte : bytes) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 1099511628211u;
    }
    return hash;
}

std::string resolved_text(const Scenario& scenario, const ResultsOptions& options) {
    if (!options.circuit) return resolved_text(scenario);
    const std::array known{options.circuit};
    return resolved_text(scenario, known);
}

std::string scenario_hash(const Scenario& scenario, const ResultsOptions& options) {
    std::uint64_t hash = fnv1a(resolved_text(scenario, options));
    for (const std::filesystem::path& input : scenario.inputs) hash = with_content(fnv1a({"\0", 1}, hash), input);
    return fmt::format("fnv1a64:{:016x}", hash);
}

std::string metrics_json(const Scenario& scenario, const Result& result) {
    Json json = Json::object();
    const auto add = [&](const RunResult& run) {
        const std::string prefix = run.variant.empty() ? "" : run.variant + ".";
        for (const Metric& metric : run.metrics) {
            Json& entry = json[prefix + metric.name];
            entry = {{"value", number(metric.value)}, {"unit", metric.unit}};
            if (!metric.note.empty()) entry["note"] = metric.note;
        }
        if (!scenario.session) return;
        const auto outcome = [&](const std::string& name, double value, const Outcome& of) {
            Json& entry = json[prefix + name];
            entry = {{"value", number(value)}, {"unit", of.unit}};
            if (!std::isfinite(value)) entry["note"] = "the run does not reach it, or the session has nothing of the kind";
        };
        for (const Outcome& of : session_outcomes(session_of(scenario, run), run.traces)) {
            for (std::size_t i = 0; i < of.at.size(); ++i)
                outcome(instant_metric(scenario.session->instants[i], of), of.at[i], of);
            outcome(phase_metric("rolling", of), of.rolling, of);
            outcome(phase_metric("holding", of), of.holding, of);
        }
    };
    add(result.main);
    for (const RunResult& variant : result.variants) add(variant);
    return text(json);
}

Json manifest_head(const ResultsOptions& options) {
    Json json;
    json["program"] = "myotatic"; // stands first: --force recognises our folders by it
    json["version"] = build_facts().version;
    json["compiler"] = build_facts().compiler;
    json["target"] = build_facts().target;
    json["instruction_set"] = options.instruction_set;
    return json;
}

void add_scenario(Json& json, const Scenario& scenario, const ResultsOptions& options) {
    json["scenario"] = {{"file", scenario.file.filename().string()},
                        {"title", scenario.title},
                        {"circuit", scenario.circuit},
                        {"preset", scenario.preset.empty() ? Json(nullptr) : Json(scenario.preset)},
                        {"hash", scenario_hash(scenario, options)},
                        {"resolved", resolved_text(scenario, options)}};
    if (scenario.session) json["session"] = describe_session(*scenario.session);
    for (const Variant& variant : scenario.variants)
        if (variant.session) json["session"]["variants"][variant.name] = describe_session(*variant.session);
    json["inputs"] = Json::array();
    for (const std::filesystem::path& input : scenario.inputs)
        json["inputs"].push_back(
            {{"file", input.filename().string()}, {"hash", fmt::format("fnv1a64:{:016x}", with_content(fnv1a({}), input))}});
    json["solver"] = {{"method", scenario.solver.method},
                      {"rtol", scenario.solver.rtol},
                      {"atol", scenario.solver.atol},
                      {"step", optional_number(scenario.solver.step)},
                      {"max_step", optional_number(scenario.solver.max_step)},
                      {"max_steps", scenario.solver.max_steps},
                      {"quiet", scenario.solver.quiet}};
}

std::string manifest_json(const Scenario& scenario, const Result& result, const ResultsOptions& options,
                          const std::vector<std::string>& warnings, const std::vector<std::string>& files) {
    const RunResult& decisive = deciding_run(result);
    Json json = manifest_head(options);
    json["outcome"] = {{"reason", decisive.solver.reason},
                       {"time", number(decisive.solver.time)},
                       {"variant", decisive.variant.empty() ? Json(nullptr) : Json(decisive.variant)},
                       {"complete", decisive.solver.reason == "completed"},
                       {"variants_run", result.variants.size()},
                       {"variants_asked", scenario.variants.size()}};
    add_scenario(json, scenario, options);
    json["runs"] = Json::array({describe_run(result.main)});
    for (const RunResult& variant : result.variants) json["runs"].push_back(describe_run(variant));
    json["warnings"] = warnings;
    json["files"] = files;
    return text(json);
}

} // namespace myotatic::runtime
