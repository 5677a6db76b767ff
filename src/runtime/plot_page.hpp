// Panels of curves below each other over one axis, as a script of gnuplot.
#pragma once

#include "figure.hpp"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

/// A figure as a script for either kind of picture.
struct Plot {
    std::string name, title;
    std::string svg, png;
};

/// The values that a panel shows, and an axis with few, round ticks for them.
struct PlotAxis {
    double low = std::numeric_limits<double>::infinity(), high = -low;

    void cover(double value);
    /// Commands that set the vertical axis.
    std::string text() const;
};

/// A title, panels with a legend each to their right, and the data that their curves name.
class PlotPage {
public:
    static constexpr int width = 700; ///< of a panel, in pixels

    /// Room in pixels above and below the panels and left of them; the longest legend in characters.
    PlotPage(std::string title, int top, int bottom, int longest_legend, int left = 92);

    /// `commands` set what is particular to the panel, `curves` is what follows `plot`.
    void panel(int height, const std::string& label, const std::string& commands, const std::string& curves);
    /// Lines of numbers that curves call `$name`.
    void data(std::string_view name, const std::string& lines);

    Plot plot(std::string name) const;

private:
    struct Panel {
        int height;
        std::string label, commands, curves;
    };
    std::string title_, data_;
    int top_, bottom_, left_, legend_;
    std::vector<Panel> panels_;

    std::string script(Picture picture) const;
};

} // namespace myotatic::runtime
