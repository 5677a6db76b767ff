#include "plot_page.hpp"

#include "myotatic/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::runtime {

namespace {

// Sizes in pixels, as of the other figures.
constexpr int gap = 22, title_line = 26, right_margin = 24;
constexpr double legend_sample = 52;

} // namespace

void PlotAxis::cover(double value) {
    if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
}

std::string PlotAxis::text() const {
    if (!(low <= high)) return "set yrange [0:1]\n";
    const double bottom = low >= 0 && low < 0.5 * high ? 0 : low; // zero, unless that would flatten the curves
    const double room = std::max(high - bottom, 1e-3 * std::max(std::abs(high), 1e-9));
    const double power = std::pow(10.0, std::floor(std::log10(room / 4))), first = room / 4 / power;
    const double step = power * (first <= 1 ? 1 : first <= 2 ? 2 : first <= 5 ? 5 : 10);
    return fmt::format("set yrange [{}:{}]\nset ytics {}\n", to_text(step * std::floor(bottom / step)),
                       to_text(step * std::ceil((high + 0.04 * room) / step)), to_text(step));
}

PlotPage::PlotPage(std::string title, int top, int bottom, int longest_legend, int left)
    : title_(std::move(title)), top_(top), bottom_(bottom), left_(left),
      legend_(static_cast<int>(legend_sample + plot_character * longest_legend)) {}

void PlotPage::panel(int height, const std::string& label, const std::string& commands, const std::string& curves) {
    panels_.push_back({height, label, commands, curves});
}
void PlotPage::data(std::string_view name, const std::string& lines) {
    data_ += fmt::format("${} << EOD\n{}EOD\n", name, lines);
}

Plot PlotPage::plot(std::string name) const { return {std::move(name), title_, script(Picture::svg), script(Picture::png)}; }

std::string PlotPage::script(Picture picture) const {
    const int all_across = left_ + width + legend_ + right_margin;
    int height = top_ + bottom_ - gap;
    for (const Panel& p : panels_) height += p.height + gap;
    const auto across = [&](int pixels) { return to_text(static_cast<double>(pixels) / all_across); };
    const auto up = [&](int pixels) { return to_text(1 - static_cast<double>(pixels) / height); };
    std::string s = plot_head(picture, all_across, height) + data_ + "set multiplot\n";
    s += fmt::format("set label 1 {} at screen {},{} left font 'DejaVu Sans,13'\n", gnuplot_literal(title_), across(left_),
                     up(title_line));
    s += "set border 3 lc rgb '#444444'\nset tics nomirror out scale 0.6\nset grid lc rgb '#DDDDDD' lt 1 lw 0.6\n";
    s += fmt::format("set lmargin at screen {}\nset rmargin at screen {}\n", across(left_), across(left_ + width));
    int y = top_;
    for (const Panel& p : panels_) {
        s += fmt::format("set tmargin at screen {}\nset bmargin at screen {}\n", up(y), up(y + p.height));
        s += fmt::format("set key at screen {},{} left top vertical Left reverse samplen 2 spacing 1 width 0\n",
                         across(left_ + width + 6), up(y - 4));
        s += fmt::format("set label 2 {} at screen {},{} center rotate by 90\n", gnuplot_literal(p.label), across(16),
                         up(y + p.height / 2));
        s += p.commands + "plot " + p.curves + "\nunset label 1\n";
        y += p.height + gap;
    }
    return s + "unset multiplot\n";
}

} // namespace myotatic::runtime
