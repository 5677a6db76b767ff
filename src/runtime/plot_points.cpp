#include "plot_points.hpp"

#include "myotatic/core/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace myotatic::runtime {

namespace {

void append_point(std::string& out, double time, double value) {
    // An empty line breaks the curve where the signal is not finite.
    if (std::isfinite(value)) out += to_text(time) + " " + to_text(value);
    out += "\n";
}

} // namespace

std::string plot_points(const std::vector<double>& time, const std::vector<double>& value, Range range, int columns) {
    if (time.empty() || range.low > time.back() || range.high < time.front()) return {};
    const auto bin = [&](double t) { return std::floor((t - range.low) / (range.high - range.low) * 2 * columns); };
    std::string out;
    // One sample to either side of the window, so that the curve runs on to its edge.
    auto begin = static_cast<std::size_t>(std::lower_bound(time.begin(), time.end(), range.low) - time.begin());
    auto end = static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), range.high) - time.begin());
    begin = begin > 0 ? begin - 1 : begin;
    end = end < time.size() ? end + 1 : end;
    for (std::size_t i = begin; i < end;) {
        std::size_t last = i, lowest = i, highest = i;
        bool finite = true;
        for (std::size_t k = i; k < end && bin(time[k]) == bin(time[i]); ++k) {
            last = k;
            finite = finite && std::isfinite(value[k]);
            if (value[k] < value[lowest]) lowest = k;
            if (value[k] > value[highest]) highest = k;
        }
        if (!finite || last - i < 4) {
            for (std::size_t k = i; k <= last; ++k) append_point(out, time[k], value[k]);
        } else {
            std::array kept{i, std::min(lowest, highest), std::max(lowest, highest), last};
            const auto unique_end = std::unique(kept.begin(), kept.end());
            for (auto k = kept.begin(); k != unique_end; ++k) append_point(out, time[*k], value[*k]);
        }
        i = last + 1;
    }
    return out;
}

} // namespace myotatic::runtime
