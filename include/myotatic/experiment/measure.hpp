// Numbers from traces: latency, peak, area, steady value, frequency, damping ratio.
#pragma once

#include "myotatic/core/table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace myotatic {

/// What to compute from one signal of a trace. Times are SI seconds of the simulation.
struct Measure {
    enum class Kind {
        latency,   ///< from `after` to the first departure from the value at `after` by `threshold` of the largest departure
                   ///< [s]
        peak,      ///< largest value within the window
        trough,    ///< smallest value within the window
        excursion, ///< largest |value - value at the window's start|
        time_of_peak,  ///< [s] since `after`
        area,          ///< integral over the window [unit s]
        mean,          ///< area / duration
        steady,        ///< mean over the last tenth of the window
        value,         ///< value at the end of the window
        frequency,     ///< of the oscillation about the mean within the window [Hz]
        damping_ratio, ///< from the logarithmic decrement of successive extrema [-]
    };
    Kind kind = Kind::peak;
    std::string signal{};           ///< dotted name of a column
    std::optional<double> after{};  ///< window start; default the first sample
    std::optional<double> before{}; ///< window end; default the last sample
    double threshold = 0.01;        ///< for latency: fraction of the largest departure
};

struct NamedMeasure {
    std::string name;
    Measure measure;
    std::string variant; ///< empty for the run itself; otherwise the variant to measure
};

struct Measured {
    std::optional<double> value; ///< nothing when the signal never does what is measured
    std::string unit;
    std::string note; ///< then: why
};

/// Evaluates a measure on a trace (first column time, samples in order; between samples the signal is a straight line).
/// Throws std::out_of_range for a signal that the trace does not have, std::invalid_argument for an empty window.
Measured measure(const Table& trace, const Measure& what);

/// How fast that number changes while every sample of the signal changes by its slope: the derivative of what `measure`
/// computes, sample by sample and by the straight lines between them. A peak is that of one sample, so its height has a
/// derivative and its time has none.
Measured derivative_of_measure(const Table& trace, const std::vector<double>& slopes, const Measure& what);

} // namespace myotatic
