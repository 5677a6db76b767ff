#include "validate/plot.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/runtime/gnuplot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

using runtime::characters;
using runtime::gnuplot_literal;

// Sizes in pixels. gnuplot places panels by fractions of the picture, so everything is laid out here.
constexpr int left_margin = 84, label_distance = 66, right_margin = 20, top_margin = 34, bottom_margin = 52;
constexpr int legend_sample = 48, legend_line = 18;
constexpr double character_width = 7.2; // DejaVu Sans at 10 points, on average

// Okabe and Ito's colours, told apart by colour-blind readers too, without yellow.
constexpr std::array colours{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#666666"};
constexpr std::array point_types{7, 5, 9, 13, 6, 4, 8};

template <class Items>
void collect(std::vector<std::string>& labels, const Items& items) {
    for (const auto& item : items)
        if (std::find(labels.begin(), labels.end(), item.label) == labels.end()) labels.push_back(item.label);
}

std::size_t position(const std::vector<std::string>& labels, const std::string& label) {
    return static_cast<std::size_t>(std::find(labels.begin(), labels.end(), label) - labels.begin());
}

std::string data_block(std::size_t number, const std::vector<double>& x, const std::vector<double>& y,
                       const std::vector<double>& spread) {
    std::string out = fmt::format("$d{} << EOD\n", number);
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        // An empty line breaks the curve where it is not finite.
        if (std::isfinite(x[i]) && std::isfinite(y[i]))
            out += fmt::format("{:.7g} {:.7g} {:.7g}", x[i], y[i], i < spread.size() ? spread[i] : 0.0);
        out += "\n";
    }
    return out + "EOD\n";
}

std::string label(const Axis& a) { return gnuplot_literal(a.unit.empty() ? a.label : a.label + " [" + a.unit + "]"); }

std::string scale(char which, const Axis& a) {
    const auto end = [](const std::optional<double>& x) { return x ? to_text(*x) : std::string("*"); };
    return fmt::format("{1}set logscale {0}\nset {0}range [{2}:{3}]\n", which, a.logarithmic ? "" : "un", end(a.from),
                       end(a.to));
}

/// Colours and symbols by label, the same in every panel.
struct Styles {
    std::vector<std::string> curves, points;
    explicit Styles(const Plot& plot) {
        for (const Panel& panel : plot.panels) collect(curves, panel.curves), collect(points, panel.points);
    }
    std::string colour(const std::string& curve) const {
        const std::size_t i = position(curves, curve);
        return i < curves.size() ? colours[i % colours.size()] : "#000000";
    }
    std::string of(const Curve& c) const {
        return fmt::format("with {} lw 1.6 lc rgb '{}'", c.markers ? "linespoints pt 6 ps 0.6" : "lines", colour(c.label));
    }
    std::string of(const Points& p) const {
        return fmt::format("with {} lw 1.2 pt {} ps 0.9 lc rgb '{}'", p.spread.empty() ? "points" : "yerrorbars",
                           point_types[position(points, p.label) % point_types.size()], colour(p.like));
    }
};

} // namespace

std::string plot_script(const Plot& plot) {
    const int count = static_cast<int>(plot.panels.size()), columns = std::max(1, std::min(plot.columns, count));
    const int rows = (count + columns - 1) / columns;
    const int plot_width = columns == 1 ? 520 : columns == 2 ? 340 : 240;
    const int plot_height = columns == 1 ? (rows == 1 ? 320 : 210) : columns == 2 ? 240 : 180;
    const Styles styles(plot);

    // One legend, right of the panels and as wide as its longest line.
    std::size_t longest = 0;
    for (const auto* labels : {&styles.curves, &styles.points})
        for (const std::string& label : *labels) longest = std::max(longest, characters(label));
    const int legend = longest == 0 ? 0 : legend_sample + static_cast<int>(character_width * static_cast<double>(longest));
    const int cell_width = left_margin + plot_width + right_margin, cell_height = top_margin + plot_height + bottom_margin;
    const int lines = static_cast<int>(styles.curves.size() + styles.points.size());
    const int width = columns * cell_width + legend,
              height = std::max(rows * cell_height, top_margin + lines * legend_line + 20);
    const auto across = [&](int pixels) { return to_text(static_cast<double>(pixels) / width); };
    const auto up = [&](int pixels_from_top) { return to_text(1 - static_cast<double>(pixels_from_top) / height); };

    std::string s = "set encoding utf8\n";
    s +=
        fmt::format("set terminal pngcairo size {},{} font 'DejaVu Sans,10' noenhanced background 'white'\n", width, height);
    std::size_t block = 0;
    for (const Panel& panel : plot.panels) {
        for (const Curve& c : panel.curves) s += data_block(block++, c.x, c.y, {});
        for (const Points& p : panel.points) s += data_block(block++, p.x, p.y, p.spread);
    }
    s += "set multiplot\nset border 3 lc rgb '#444444'\nset tics nomirror out scale 0.6\n";
    s += "set grid lc rgb '#DDDDDD' lt 1 lw 0.6\n";

    block = 0;
    for (int k = 0; k < count; ++k) {
        const Panel& panel = plot.panels[static_cast<std::size_t>(k)];
        const int left = k % columns * cell_width + left_margin, top = k / columns * cell_height + top_margin;
        s += fmt::format("set lmargin at screen {}\nset rmargin at screen {}\n", across(left), across(left + plot_width));
        s += fmt::format("set tmargin at screen {}\nset bmargin at screen {}\n", up(top), up(top + plot_height));
        s += fmt::format("set title {} offset 0,-0.6\n", gnuplot_literal(panel.title));
        s += fmt::format("set xlabel {}\n", label(panel.x)) + scale('x', panel.x) + scale('y', panel.y);
        s += fmt::format("set label 1 {} at screen {},{} center rotate by 90\n", label(panel.y),
                         across(left - label_distance), up(top + plot_height / 2));
        s += k > 0 ? "unset key\n"
                   : fmt::format("set key at screen {},{} left top vertical Left reverse samplen 2 spacing 1.1 width 0\n",
                                 across(columns * cell_width), up(top_margin - 6));
        std::vector<std::string> parts;
        for (const Curve& c : panel.curves) parts.push_back(fmt::format("$d{} using 1:2 {} notitle", block++, styles.of(c)));
        for (const Points& p : panel.points)
            parts.push_back(
                fmt::format("$d{} using {} {} notitle", block++, p.spread.empty() ? "1:2" : "1:2:3", styles.of(p)));
        // The legend of all panels stands with the first one; its samples draw nothing.
        if (k == 0) {
            std::vector<std::string> shown;
            const auto sample = [&](const auto& item) {
                if (item.label.empty() || std::find(shown.begin(), shown.end(), item.label) != shown.end()) return;
                shown.push_back(item.label);
                parts.push_back(fmt::format("NaN {} title {}", styles.of(item), gnuplot_literal(item.label)));
            };
            for (const Panel& each : plot.panels) std::for_each(each.curves.begin(), each.curves.end(), sample);
            for (const Panel& each : plot.panels)
                for (Points p : each.points) p.spread.clear(), sample(p);
        }
        s += "plot " + join(parts) + "\n";
    }
    return s + "unset multiplot\n";
}

} // namespace myotatic::validate
