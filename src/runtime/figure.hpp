// Figures of a result: one panel per unit over a shared time axis, variants overlaid, events marked; drawn by gnuplot.
#pragma once

#include "myotatic/runtime/gnuplot.hpp"
#include "myotatic/runtime/run.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <string>
#include <vector>

namespace myotatic::runtime {

enum class Picture { svg, png };

/// The figures that the scenario asks for; without any, an overview of the first recorded signals.
std::vector<Figure> figures_of(const Scenario& scenario, const Result& result);

/// A gnuplot script that draws the figure to its standard output, data included. Curves are thinned to what a picture can
/// show: each column of pixels keeps its first, last, smallest and largest sample.
std::string figure_script(const Figure& figure, const Result& result, Picture picture);

} // namespace myotatic::runtime
