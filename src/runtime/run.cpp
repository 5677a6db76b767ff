#include "myotatic/runtime/run.hpp"

#include "myotatic/core/error.hpp"
#include "myotatic/core/text.hpp"
#include "myotatic/experiment/measure.hpp"
#include "myotatic/runtime/catalogue.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace myotatic::runtime {

namespace {

[[noreturn]] void refuse(const Scenario& scenario, std::string message, std::string hint = {}) {
    throw InputError(Problem{{scenario.file.string()}, std::move(message), std::move(hint)});
}

const Entry& entry_of(const Scenario& scenario) {
    if (const Entry* entry = find_entry(scenario.circuit)) return *entry;
    std::vector<std::string> names;
    for (const auto& entry : catalogue()) names.push_back(entry->facts().name);
    const std::string nearest = nearest_name(scenario.circuit, names);
    refuse(scenario, "there is no circuit '" + scenario.circuit + "'",
           nearest.empty() ? "there are: " + join(names) : "did you mean '" + nearest + "'?");
}

/// Progress of one of several runs of equal length, told as progress of them all.
Watch share_of(const Watch& watch, std::size_t index, std::size_t runs) {
    Watch share = watch;
    if (watch.keep_going)
        share.keep_going = [&watch, index, runs](double progress) {
            return watch.keep_going((static_cast<double>(index) + progress) / static_cast<double>(runs));
        };
    return share;
}

Metric evaluate(const Scenario& scenario, const RunResult& run, const NamedMeasure& named) {
    Metric metric{named.name, std::numeric_limits<double>::quiet_NaN(), {}, {}};
    const double end = scenario.start + scenario.duration, window_end = named.measure.before.value_or(end);
    const bool cut_short = run.solver.reason != "completed" && run.solver.time < std::min(window_end, end);
    try {
        const Measured measured = measure(run.traces, named.measure);
        metric.unit = measured.unit;
        metric.note = measured.note;
        // Of a run that stopped within the window, a number would pass for what it is not.
        if (cut_short)
            metric.note = "the run ended at " + to_text(run.solver.time) + " s, before the end of the window";
        else if (measured.value)
            metric.value = *measured.value;
    } catch (const std::out_of_range& e) {
        refuse(scenario, "measure '" + named.name + "': " + e.what());
    } catch (const std::invalid_argument& e) {
        if (!cut_short) refuse(scenario, "measure '" + named.name + "': " + e.what());
        metric.note = "the run ended at " + to_text(run.solver.time) + " s, before the window began";
    }
    return metric;
}

/// A measure without a variant is taken of the scenario itself and, for comparison, of every variant.
void add_metrics(const Scenario& scenario, RunResult& run) {
    for (const NamedMeasure& named : scenario.measures)
        if (named.variant.empty() || named.variant == run.variant) run.metrics.push_back(evaluate(scenario, run, named));
}

} // namespace

double CrossCheck::largest() const {
    double largest = 0;
    for (const auto& [signal, difference] : differences)
        if (!(difference <= largest)) largest = difference; // a NaN is the largest of all
    return largest;
}

Result run(const Scenario& scenario, const Watch& watch) { return run(entry_of(scenario), scenario, watch); }

Result run(const Entry& entry, const Scenario& scenario, const Watch& watch) {
    for (const NamedMeasure& named : scenario.measures)
        if (!named.variant.empty() && std::none_of(scenario.variants.begin(), scenario.variants.end(),
                                                   [&](const Variant& v) { return v.name == named.variant; }))
            refuse(scenario, "measure '" + named.name + "' is of the variant '" + named.variant + "', which does not exist");

    const std::size_t runs = 1 + scenario.variants.size();
    Result result;
    result.main = entry.run(scenario, nullptr, share_of(watch, 0, runs));
    add_metrics(scenario, result.main);
    for (std::size_t i = 0; i < scenario.variants.size(); ++i) {
        if (result.main.solver.reason == "interrupted" ||
            (!result.variants.empty() && result.variants.back().solver.reason == "interrupted"))
            break;
        RunResult variant = entry.run(scenario, &scenario.variants[i], share_of(watch, i + 1, runs));
        variant.variant = scenario.variants[i].name;
        add_metrics(scenario, variant);
        result.variants.push_back(std::move(variant));
    }
    return result;
}

} // namespace myotatic::runtime
