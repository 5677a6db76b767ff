// Scenarios made in code, as experiments want them: short, and an error where a run does not complete.
//
//     Scenario s = alone("spindle", "cat", 2.0);
//     drive(s, "length", Stimulus::ramp_and_hold(0.95, 1.08, 0.5, 0.2));
//     const Table trace = completed(s).traces;
//     at(trace, "output.ia", 0.7);
#pragma once

#include "myotatic/runtime/catalogue.hpp"
#include "myotatic/runtime/run.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace myotatic::validate {

using runtime::RunResult;
using runtime::Scenario;

/// A circuit of the catalogue that nothing acts on yet, for `duration` seconds with a sample every `every` seconds.
Scenario alone(std::string circuit, std::string preset, double duration, double every = 1e-3);

/// Adds a stimulus to an input of that dotted name.
Scenario& drive(Scenario& scenario, std::string input, Stimulus stimulus);

/// Runs it. Throws std::runtime_error with reason and time when it does not reach its end.
RunResult completed(const Scenario& scenario);

/// A signal at a time, by a straight line between samples.
double at(const Table& trace, std::string_view signal, double time);

/// A part of a trace as a curve: times, with `zero` as their zero, and values. Thinned to at most `at_most` samples.
std::pair<std::vector<double>, std::vector<double>> curve_of(const Table& trace, std::string_view signal, double from,
                                                             double until, double zero = 0, std::size_t at_most = 400);

/// `count` values from `low` to `high`, both included, each the same factor (or step) above the one before.
std::vector<double> logarithmic(double low, double high, std::size_t count);
std::vector<double> linear(double low, double high, std::size_t count);

/// Slope of the straight line through the points (log x, log y) that fits best.
double log_log_slope(const std::vector<double>& x, const std::vector<double>& y);

/// Amplitude and phase lead [rad] against sin(2π f t) of what oscillates at f: fitted over the samples from `from` on.
struct Harmonic {
    double mean, amplitude, lead;
};
Harmonic harmonic(const Table& trace, std::string_view signal, double frequency, double from);

} // namespace myotatic::validate
