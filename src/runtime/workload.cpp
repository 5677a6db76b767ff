#include "workload.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/experiment/quiet.hpp"
#include "parameter_reader.hpp"

#include <algorithm>
#include <cmath>

namespace myotatic::runtime {

namespace {

constexpr double memory_limit = 4.0 * 1024 * 1024 * 1024; // [bytes] of samples
constexpr double many_steps = 1e7;                        // worth a word beforehand

constexpr double roundings = 1e-12; // of quotients that would be whole numbers

std::string whole(double x) { return x < 1e18 ? std::to_string(static_cast<long long>(x)) : to_text(x); }

Place place_of(const ResolvedRun& run, const std::string& parameter) {
    const auto found = run.places.find(parameter);
    return found == run.places.end() ? run.place : found->second;
}

} // namespace

double check_delays(const ResolvedRun& run, const CircuitFacts& facts, double duration, Findings& findings) {
    double largest = 0;
    for (const std::string& name : facts.delays) {
        const std::size_t i = position_of(name, facts.parameters);
        if (i >= run.values.size()) continue;
        const double delay = run.values[i];
        const bool written = run.places.contains(name);
        const std::string equation = (run.variant.empty() ? "parameters." : "variant." + run.variant + ".parameters.") +
                                     name + " = " + format_quantity(delay, facts.parameters[i].facts.unit);
        largest = std::max(largest, delay);
        if (delay > 0 && delay < shortest_delay * (1 - roundings))
            findings.error(place_of(run, name), equation + " is out of range: a delay is 0 or at least 0.01 ms; unit: ms",
                           "use 0 for a path without delay");
        else if (delay == 0 && written)
            findings.warning(place_of(run, name),
                             equation + ": this path acts at once, as in an ordinary differential equation");
        else if (delay > duration && duration > 0 && written)
            findings.warning(place_of(run, name), equation + " is longer than the run, " + to_text(duration) +
                                                      " s: its path carries only what was before the start");
    }
    return largest;
}

void check_workload(const Scenario& scenario, const Entry& entry, const std::vector<ResolvedRun>& runs, Findings& findings) {
    const CircuitFacts& facts = entry.facts();
    const Solver& solver = scenario.solver;

    const double end = scenario.start + scenario.duration;
    const auto breakpoints_of = [&](const std::vector<Drive>& protocol) {
        std::size_t breakpoints = 0;
        for (const Drive& drive : protocol)
            for (const Stimulus& stimulus : drive.stimuli) breakpoints += stimulus.count_breakpoints(scenario.start, end);
        return breakpoints;
    };

    // How long an arc rests nobody knows beforehand: of a run that may be given to the quiet system, only the stretch before
    // is sure to be integrated in full.
    const bool may_rest = solver.quiet && !solver.step && !solver.max_step;
    const double in_full = may_rest ? std::min(scenario.duration, quiet::shortest) : scenario.duration;

    // No step is longer than the smallest positive delay, and none crosses a breakpoint.
    for (const ResolvedRun& run : runs) {
        const auto variant = std::find_if(scenario.variants.begin(), scenario.variants.end(),
                                          [&](const Variant& v) { return v.name == run.variant && v.own_protocol; });
        const std::size_t breakpoints =
            breakpoints_of(variant == scenario.variants.end() ? scenario.protocol : variant->protocol);
        double longest = scenario.duration;
        std::string reason, at;
        const auto limit = [&](double h, const std::string& name) {
            if (h > 0 && h < longest) longest = h, reason = name, at = name;
        };
        if (solver.step) limit(*solver.step, "solver.step");
        if (solver.max_step) limit(*solver.max_step, "solver.max_step");
        for (const std::string& name : facts.delays)
            if (const std::size_t i = position_of(name, facts.parameters); i < run.values.size()) limit(run.values[i], name);
        if (longest <= 0) continue; // a run of no duration
        const double steps = std::max(std::ceil(in_full / longest * (1 - roundings)), static_cast<double>(breakpoints));
        const Place place = place_of(run, at);
        const std::string need = "the run needs at least " + whole(steps) + " steps" +
                                 (reason.empty() ? "" : ", none longer than " + reason + " = " + to_text(longest) + " s");
        if (steps > static_cast<double>(solver.max_steps))
            findings.too_much(place, "solver.max_steps = " + std::to_string(solver.max_steps) + " is too few: " + need,
                              "raise solver.max_steps, or shorten protocol.duration");
        else if (steps > many_steps)
            findings.warning(place, need, "this takes a while");
    }

    const double rows = std::floor(schedule_of(scenario.record).count(scenario.start, end) * (1 + roundings));
    const double columns =
        1 + static_cast<double>(scenario.record.signals.empty() ? facts.observables.size() : scenario.record.signals.size());
    const double bytes = 8 * rows * columns * static_cast<double>(1 + scenario.variants.size());
    if (bytes > memory_limit)
        findings.too_much(runs.empty() ? Place{} : runs.front().place,
                          "record.every = " + to_text(scenario.record.every) + " s makes " + whole(rows) + " samples of " +
                              whole(columns) + " columns: " + whole(bytes / 1048576) + " MiB; limit " +
                              whole(memory_limit / 1048576) + " MiB",
                          "sample less often, or name fewer record.signals");
}

} // namespace myotatic::runtime
