// Figures of the validation: what we compute as lines, what others measured as points, in one picture with one legend.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace myotatic::validate {

struct Axis {
    std::string label; ///< "stretch velocity"
    std::string unit;  ///< "L0/s"; empty for a plain number
    bool logarithmic = false;
    std::optional<double> from{}, to{};
};

/// Computed by us. A label that several panels share has one colour and one line of the legend.
struct Curve {
    std::string label;
    std::vector<double> x, y;
    bool markers = false; ///< where we computed few points: show them
};

/// Published, or another target that the label names.
struct Points {
    std::string label; ///< with the source: "measured, mileusnic2006 figure 3"
    std::vector<double> x, y;
    std::vector<double> spread{}; ///< half the height of a bar about each point; none for points alone
    std::string like{};           ///< label of the curve whose colour they take; black otherwise
};

struct Panel {
    std::string title;
    Axis x, y;
    std::vector<Curve> curves{};
    std::vector<Points> points{};
};

struct Plot {
    std::string name;    ///< file stem, unique among all experiments
    std::string caption; ///< one or two sentences for the page
    std::vector<Panel> panels;
    int columns = 1;
};

/// A gnuplot script that draws a PNG to its standard output.
std::string plot_script(const Plot& plot);

} // namespace myotatic::validate
