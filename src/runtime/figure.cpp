#include "figure.hpp"

#include "plot_points.hpp"

#include "myotatic/core/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::runtime {

namespace {

// Sizes in pixels. gnuplot places panels by fractions of the picture, so everything is laid out here.
constexpr int plot_width = 660, left_margin = 112, right_margin = 24, top_margin = 44, bottom_margin = 56;
constexpr int panel_height = 190, panel_gap = 24;
constexpr int legend_sample = 52, legend_line = 17;

constexpr std::array event_colours{"#777777", "#AA4499", "#117733", "#882255"};

struct Curve {
    const Table* table;
    const Column* column;
    std::string label;
    std::string style; // colour and dashes
};

struct Panel {
    std::string unit;
    std::vector<std::string> signals;
    std::vector<Curve> curves;
};

std::string_view quantity(std::string_view unit) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 14> words{{{"N", "force"},
                                                                                   {"N m", "torque"},
                                                                                   {"pps", "firing rate"},
                                                                                   {"Hz", "rate"},
                                                                                   {"rad", "angle"},
                                                                                   {"rad/s", "angular velocity"},
                                                                                   {"m", "length"},
                                                                                   {"m/s", "velocity"},
                                                                                   {"Pa", "pressure"},
                                                                                   {"L0", "length"},
                                                                                   {"L0/s", "velocity"},
                                                                                   {"F0", "force"},
                                                                                   {"FU", "tension"},
                                                                                   {"1", "value"}}};
    for (const auto& [symbol, word] : words)
        if (symbol == unit) return word;
    return "value";
}

std::string axis_label(const Panel& panel) {
    const std::string name = panel.signals.size() == 1 && characters(panel.signals.front()) <= 22
                                 ? panel.signals.front()
                                 : std::string(quantity(panel.unit));
    return fmt::format("{} [{}]", name, panel.unit == "1" ? "-" : panel.unit);
}

std::vector<Panel> panels_of(const Figure& figure, const Result& result) {
    std::vector<Panel> panels;
    for (const std::string& signal : figure.signals) {
        const Column& column = result.main.traces.at(signal);
        auto panel = std::find_if(panels.begin(), panels.end(), [&](const Panel& p) { return p.unit == column.unit; });
        if (panel == panels.end()) panel = panels.insert(panels.end(), Panel{column.unit, {}, {}});
        panel->signals.push_back(signal);
    }
    for (Panel& panel : panels) {
        const bool single = panel.signals.size() == 1;
        for (std::size_t s = 0; s < panel.signals.size(); ++s) {
            // Dashes for the variants, so that curves that coincide show through each other. Of one signal each variant has
            // its colour as well; of several, each signal.
            const auto add = [&](const RunResult& run, std::size_t v) {
                const Column* column = run.traces.find(panel.signals[s]);
                if (!column) return;
                const std::string style =
                    fmt::format("lc rgb '{}' dt {}", plot_colours[(single ? v : s) % plot_colours.size()],
                                plot_dashes[v % plot_dashes.size()]);
                const std::string variant = result.variants.empty() ? "" : run.variant.empty() ? "scenario" : run.variant;
                panel.curves.push_back({&run.traces, column,
                                        single            ? variant
                                        : variant.empty() ? panel.signals[s]
                                                          : panel.signals[s] + ", " + variant,
                                        style});
            };
            add(result.main, 0);
            for (std::size_t v = 0; v < result.variants.size(); ++v) add(result.variants[v], v + 1);
        }
    }
    return panels;
}

Range time_range(const Figure& figure, const Result& result) {
    const std::vector<double>& time = result.main.traces.columns.front().values;
    double low = figure.from.value_or(time.front()), high = figure.until.value_or(time.back());
    if (!(low < high)) low -= 0.5, high += 0.5; // a run of no length still has its one sample
    return {low, high};
}

/// Which events have lines: those that happen within the range, but not so often that their lines would hide the curves.
std::vector<std::string> event_names(const Result& result, Range range) {
    constexpr std::ptrdiff_t most = 24;
    const auto shown = [&](const EventRow& event) { return event.time >= range.low && event.time <= range.high; };
    std::vector<std::string> names;
    for (const EventRow& event : result.main.events) {
        if (!shown(event) || std::find(names.begin(), names.end(), event.name) != names.end()) continue;
        const auto times = std::count_if(result.main.events.begin(), result.main.events.end(),
                                         [&](const EventRow& e) { return shown(e) && e.name == event.name; });
        if (times <= most) names.push_back(event.name);
    }
    return names;
}

std::string event_style(std::size_t k) {
    return fmt::format("lc rgb '{}' dt 3 lw 1.2", event_colours[k % event_colours.size()]);
}

} // namespace

std::string plot_head(Picture picture, int width, int height) {
    return "set encoding utf8\n" +
           (picture == Picture::svg
                ? fmt::format("set terminal svg size {},{} font 'DejaVu Sans,11' noenhanced background 'white'\n", width,
                              height)
                : fmt::format("set terminal pngcairo size {},{} font 'DejaVu Sans,11' fontscale 2 pointscale 2 noenhanced "
                              "background "
                              "'white' linewidth 2\n",
                              2 * width, 2 * height));
}

std::vector<Figure> figures_of(const Scenario& scenario, const Result& result) {
    if (!scenario.figures.empty()) return scenario.figures;
    constexpr std::size_t at_most = 8;
    Figure overview{"overview", "Overview", {}, {}, {}};
    for (std::size_t i = 1; i < result.main.traces.columns.size() && overview.signals.size() < at_most; ++i)
        overview.signals.push_back(result.main.traces.columns[i].name);
    return overview.signals.empty() ? std::vector<Figure>{} : std::vector{overview};
}

std::string figure_script(const Figure& figure, const Result& result, Picture picture) {
    const std::vector<Panel> panels = panels_of(figure, result);
    const Range range = time_range(figure, result);
    const std::vector<std::string> events = event_names(result, range);

    // The legend stands right of the panels, as wide as its longest line; a panel is as high as its legend needs.
    std::size_t longest = 0;
    for (const std::string& name : events) longest = std::max(longest, characters(name));
    std::vector<int> heights;
    for (const Panel& panel : panels) {
        std::size_t lines = &panel == &panels.front() ? events.size() : 0;
        for (const Curve& curve : panel.curves)
            if (!curve.label.empty()) ++lines, longest = std::max(longest, characters(curve.label));
        heights.push_back(std::max(panel_height, static_cast<int>(lines) * legend_line + 10));
    }
    const int legend = longest == 0 ? 0 : legend_sample + static_cast<int>(plot_character * static_cast<double>(longest));
    const int width = left_margin + plot_width + right_margin + legend;
    int height = top_margin + bottom_margin + panel_gap * static_cast<int>(panels.size() - 1);
    for (const int h : heights) height += h;
    const auto across = [&](int pixels) { return to_text(static_cast<double>(pixels) / width); };
    const auto up = [&](int pixels_from_top) { return to_text(1 - static_cast<double>(pixels_from_top) / height); };

    std::string s = plot_head(picture, width, height);
    std::size_t block = 0;
    std::vector<bool> empty; // panels in which there is nothing to show, which gnuplot refuses to scale
    for (const Panel& panel : panels) {
        empty.push_back(true);
        for (const Curve& curve : panel.curves) {
            const std::string data =
                plot_points(curve.table->columns.front().values, curve.column->values, range, plot_width);
            empty.back() = empty.back() && data.find_first_not_of('\n') == std::string::npos;
            s += fmt::format("$d{} << EOD\n{}EOD\n", block++, data);
        }
    }

    s += "set multiplot\n";
    s += fmt::format("set label 1 {} at screen {},{} left font 'DejaVu Sans,13'\n",
                     gnuplot_literal(figure.title.empty() ? figure.name : figure.title), across(left_margin),
                     up(top_margin / 2));
    s += "set border 3 lc rgb '#444444'\nset tics nomirror out scale 0.6\nset grid lc rgb '#DDDDDD' lt 1 lw 0.6\n";
    s += fmt::format("set lmargin at screen {}\nset rmargin at screen {}\n", across(left_margin),
                     across(left_margin + plot_width));
    s += fmt::format("set xrange [{}:{}]\n", to_text(range.low), to_text(range.high));
    for (const EventRow& event : result.main.events) {
        const auto name = std::find(events.begin(), events.end(), event.name);
        if (name == events.end() || event.time < range.low || event.time > range.high) continue;
        s += fmt::format("set arrow from first {0},graph 0 to first {0},graph 1 nohead back {1}\n", to_text(event.time),
                         event_style(static_cast<std::size_t>(name - events.begin())));
    }

    block = 0;
    int top = top_margin;
    for (std::size_t p = 0; p < panels.size(); ++p) {
        const bool last = p + 1 == panels.size();
        s += fmt::format("set tmargin at screen {}\nset bmargin at screen {}\n", up(top), up(top + heights[p]));
        s += fmt::format("set key at screen {},{} left top vertical Left reverse samplen 2 spacing 1 width 0\n",
                         across(left_margin + plot_width + 6), up(top - 4));
        s += fmt::format("set label 2 {} at screen {},{} center rotate by 90\n", gnuplot_literal(axis_label(panels[p])),
                         across(18), up(top + heights[p] / 2));
        s += last ? "set format x '%g'\nset xlabel 'time [s]'\n" : "set format x ''\nunset xlabel\n";
        s += empty[p] ? "set yrange [0:1]\n" : "set yrange [*:*]\n";
        s += "plot ";
        for (const Curve& curve : panels[p].curves)
            s += fmt::format("{}$d{} using 1:2 with {} {} {}", &curve == &panels[p].curves.front() ? "" : ", ", block++,
                             curve.table->rows() == 1 ? "linespoints pt 7 ps 0.6" : "lines lw 1.6", curve.style,
                             curve.label.empty() ? "notitle" : "title " + gnuplot_literal(curve.label));
        if (p == 0)
            for (std::size_t k = 0; k < events.size(); ++k)
                s += fmt::format(", NaN with lines {} title {}", event_style(k), gnuplot_literal(events[k]));
        s += "\nunset label 1\n";
        top += heights[p] + panel_gap;
    }
    return s + "unset multiplot\n";
}

} // namespace myotatic::runtime
