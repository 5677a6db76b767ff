// Figures of a result: one panel per unit over a shared time axis, variants overlaid, events marked; drawn by gnuplot.
#pragma once

#include "myotatic/runtime/gnuplot.hpp"
#include "myotatic/runtime/run.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <array>
#include <string>
#include <vector>

namespace myotatic::runtime {

enum class Picture { svg, png };

/// Okabe and Ito's colours: told apart by colour-blind readers too.
inline constexpr std::array plot_colours{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"};
/// gnuplot's solid, dashed, dash-dot, dash-dot-dot; dotted is for events.
inline constexpr std::array plot_dashes{1, 2, 4, 5};
inline constexpr double plot_character = 7.9; ///< width in pixels of DejaVu Sans at 11 points; long names need no more

/// The lines with which a script of that many pixels begins.
std::string plot_head(Picture picture, int width, int height);

/// The figures that the scenario asks for; without any, an overview of the first recorded signals.
std::vector<Figure> figures_of(const Scenario& scenario, const Result& result);

/// A gnuplot script that draws the figure to its standard output, data included. Curves are thinned to what a picture can
/// show: each column of pixels keeps its first, last, smallest and largest sample.
std::string figure_script(const Figure& figure, const Result& result, Picture picture);

} // namespace myotatic::runtime
