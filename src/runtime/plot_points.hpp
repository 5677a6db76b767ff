// Samples of a signal as gnuplot reads them, thinned to what a picture can show.
#pragma once

#include <string>
#include <vector>

namespace myotatic::runtime {

struct Range {
    double low, high;
};

/// Lines "time value" of the samples within the range, and one to either side. Each half of the picture's columns keeps its
/// first, smallest, largest and last sample, in order of time; an empty line stands for a value that is not finite.
std::string plot_points(const std::vector<double>& time, const std::vector<double>& value, Range range, int columns);

} // namespace myotatic::runtime
