#include "myotatic/experiment/sensitivity.hpp"

#include "myotatic/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace myotatic {

namespace detail {

std::vector<std::size_t> parameter_numbers(const std::vector<std::string>& names, const std::vector<Leaf>& all,
                                           std::span<const double> values) {
    std::vector<std::string> known;
    for (const Leaf& leaf : all) known.push_back(leaf.name);
    std::vector<Problem> problems;
    std::vector<std::size_t> numbers;
    for (const std::string& name : names) {
        const auto number = static_cast<std::size_t>(std::find(known.begin(), known.end(), name) - known.begin());
        Problem problem;
        if (number == known.size()) {
            const std::string nearest = nearest_name(name, known);
            problem.message = "no parameter '" + name + "'";
            problem.hint = nearest.empty() ? "there are: " + join(known) : "did you mean '" + nearest + "'?";
        } else if (!std::isfinite(values[number])) {
            problem.message = "'" + name + "' has no value of its own: it follows from other parameters";
            problem.hint = "give it a value to vary it alone, or ask for what it follows from: " +
                           std::string(all[number].facts.source);
        } else {
            numbers.push_back(number);
            continue;
        }
        problems.push_back(std::move(problem));
    }
    if (!problems.empty()) throw InputError(std::move(problems));
    return numbers;
}

namespace {

/// A unit as its factors: "N m s/rad" is {N, m, s} over {rad}. Without "1", which is none.
struct Factors {
    std::vector<std::string> above, below;
};
Factors factors(std::string_view unit) {
    Factors f;
    bool dividing = false;
    for (std::size_t i = 0; i < unit.size();) {
        if (unit[i] == ' ' || unit[i] == '*' || unit[i] == '/') {
            dividing = dividing || unit[i++] == '/';
            continue;
        }
        const std::size_t end = std::min(unit.find_first_of(" */", i), unit.size());
        if (const auto factor = unit.substr(i, end - i); factor != "1") (dividing ? f.below : f.above).emplace_back(factor);
        i = end;
    }
    return f;
}
std::string text_of(const Factors& f) {
    return (f.above.empty() ? "1" : join(f.above, " ")) + (f.below.empty() ? "" : "/" + join(f.below, " "));
}

/// "N/s", "N rad/m", "pps/1": a unit for each unit of a parameter.
std::string unit_per(std::string_view unit, std::string_view parameter) {
    Factors all = factors(unit);
    const Factors divisor = factors(parameter);
    all.above.insert(all.above.end(), divisor.below.begin(), divisor.below.end());
    all.below.insert(all.below.end(), divisor.above.begin(), divisor.above.end());
    return text_of(all) + (all.below.empty() ? "/1" : "");
}

} // namespace

void take_in(Sensitivities& all, Trace trace, std::size_t count) {
    const bool first = all.parameters.size() == count;
    if (first) {
        all.trace = std::move(trace);
        for (ParameterSensitivity& p : all.parameters)
            for (std::size_t c = 1; c < p.table.columns.size(); ++c)
                p.table.columns[c].unit = unit_per(p.table.columns[c].unit, p.unit);
        return;
    }
    if (trace.outcome.failed() && !all.trace.outcome.failed()) all.trace.outcome = trace.outcome;
    all.trace.interrupted = all.trace.interrupted || trace.interrupted;

    // Within the tolerance another integration may miss an event that only just happened.
    const auto same = [](const TracedEvent& a, const TracedEvent& b) { return a.name == b.name && a.rising == b.rising; };
    const bool same_events =
        std::equal(trace.events.begin(), trace.events.end(), all.trace.events.begin(), all.trace.events.end(), same);
    for (std::size_t i = all.parameters.size() - count; i < all.parameters.size(); ++i) {
        ParameterSensitivity& p = all.parameters[i];
        for (std::size_t c = 1; c < p.table.columns.size(); ++c)
            p.table.columns[c].unit = unit_per(p.table.columns[c].unit, p.unit);
        if (!same_events) p.event_times.assign(all.trace.events.size(), std::numeric_limits<double>::quiet_NaN());
    }
    // After a failure, everything up to it.
    const std::size_t rows = std::min(all.trace.table.rows(), trace.table.rows());
    const auto shorten = [rows](Table& table) {
        for (Column& column : table.columns) column.values.resize(std::min(rows, column.values.size()));
    };
    shorten(all.trace.table);
    for (ParameterSensitivity& p : all.parameters) shorten(p.table);
}

} // namespace detail

const ParameterSensitivity& Sensitivities::of(std::string_view parameter) const {
    std::vector<std::string> known;
    for (const ParameterSensitivity& p : parameters) {
        if (p.parameter == parameter) return p;
        known.push_back(p.parameter);
    }
    const std::string nearest = nearest_name(parameter, known);
    throw std::out_of_range("no sensitivities to '" + std::string(parameter) + "'" +
                            (nearest.empty() ? "; there are: " + join(known) : "; did you mean '" + nearest + "'?"));
}

Measured derivative_of(const Sensitivities& sensitivities, const Measure& what, std::string_view parameter) {
    const ParameterSensitivity& by = sensitivities.of(parameter);
    Measured m = derivative_of_measure(sensitivities.trace.table, by.table.at(what.signal).values, what);
    m.unit = detail::unit_per(m.unit, by.unit);
    return m;
}

} // namespace myotatic
