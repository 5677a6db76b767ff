#include "validate/runs.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <stdexcept>

namespace myotatic::validate {

Scenario alone(std::string circuit, std::string preset, double duration, double every) {
    Scenario s;
    s.circuit = std::move(circuit);
    s.preset = std::move(preset);
    s.duration = duration;
    s.record.every = every;
    return s;
}

Scenario& drive(Scenario& scenario, std::string input, Stimulus stimulus) {
    for (runtime::Drive& d : scenario.protocol)
        if (d.input == input) return d.stimuli.push_back(std::move(stimulus)), scenario;
    scenario.protocol.push_back({std::move(input), {std::move(stimulus)}, {}});
    return scenario;
}

RunResult completed(const Scenario& scenario) {
    RunResult result = runtime::run(scenario).main;
    if (result.solver.reason != "completed")
        throw std::runtime_error(fmt::format("{} ended at {:g} s: {} of {}", scenario.circuit, result.solver.time,
                                             result.solver.reason, result.solver.worst));
    return result;
}

double at(const Table& trace, std::string_view signal, double time) {
    const std::vector<double>&t = trace.columns.front().values, &y = trace.at(signal).values;
    const auto after = static_cast<std::size_t>(std::lower_bound(t.begin(), t.end(), time) - t.begin());
    if (after == 0) return y.front();
    if (after == t.size()) return y.back();
    const double share = (time - t[after - 1]) / (t[after] - t[after - 1]);
    return y[after - 1] + share * (y[after] - y[after - 1]);
}

std::pair<std::vector<double>, std::vector<double>> curve_of(const Table& trace, std::string_view signal, double from,
                                                             double until, double zero, std::size_t at_most) {
    const std::vector<double>&t = trace.columns.front().values, &y = trace.at(signal).values;
    const auto begin = static_cast<std::size_t>(std::lower_bound(t.begin(), t.end(), from) - t.begin());
    const auto end = static_cast<std::size_t>(std::upper_bound(t.begin(), t.end(), until) - t.begin());
    const std::size_t stride = std::max<std::size_t>(1, (end - begin) / at_most);
    std::pair<std::vector<double>, std::vector<double>> curve;
    for (std::size_t i = begin; i < end; i += stride) curve.first.push_back(t[i] - zero), curve.second.push_back(y[i]);
    return curve;
}

std::vector<double> linear(double low, double high, std::size_t count) {
    std::vector<double> x(count);
    for (std::size_t i = 0; i < count; ++i)
        x[i] = low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1);
    return x;
}

std::vector<double> logarithmic(double low, double high, std::size_t count) {
    std::vector<double> x = linear(std::log(low), std::log(high), count);
    for (double& each : x) each = std::exp(each);
    return x;
}

double log_log_slope(const std::vector<double>& x, const std::vector<double>& y) {
    const auto n = static_cast<double>(x.size());
    double sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double lx = std::log(x[i]), ly = std::log(y[i]);
        sx += lx, sy += ly, sxx += lx * lx, sxy += lx * ly;
    }
    return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

Harmonic harmonic(const Table& trace, std::string_view signal, double frequency, double from) {
    const std::vector<double>&t = trace.columns.front().values, &y = trace.at(signal).values;
    // Over whole periods the mean, the sine and the cosine are orthogonal. A sample at the end of the last period would be
    // counted twice.
    const double period = 1 / frequency, span = std::floor((t.back() - from) / period + 1e-9) * period;
    double sum = 0, with_sine = 0, with_cosine = 0, n = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
        if (t[i] < from - 1e-12 || t[i] >= from + span - 1e-9 * period) continue;
        const double angle = 2 * std::numbers::pi * frequency * t[i];
        sum += y[i], with_sine += y[i] * std::sin(angle), with_cosine += y[i] * std::cos(angle), ++n;
    }
    return {sum / n, 2 * std::hypot(with_sine, with_cosine) / n, std::atan2(with_cosine, with_sine)};
}

} // namespace myotatic::validate
