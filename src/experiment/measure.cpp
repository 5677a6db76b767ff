#include "myotatic/experiment/measure.hpp"

#include "myotatic/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace myotatic {

namespace {

struct Point {
    double time, value;
};

double at(const Point& a, const Point& b, double time) {
    return b.time > a.time ? a.value + (b.value - a.value) * ((time - a.time) / (b.time - a.time)) : b.value;
}

/// The signal within [from, until] as a polygon whose first and last corners lie on the window's ends.
using Polygon = std::vector<Point>;

Polygon clip(const std::vector<double>& time, const std::vector<double>& value, double from, double until) {
    const auto sample = [&](std::size_t i) { return Point{time[i], value[i]}; };
    const auto corner = [&](double t) { // on the straight line through the samples around t
        const auto after = static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), t) - time.begin());
        if (after == time.size() || time[after - 1] == t) return Point{t, value[after - 1]};
        return Point{t, at(sample(after - 1), sample(after), t)};
    };
    Polygon polygon{corner(from)};
    for (std::size_t i = 0; i < time.size(); ++i)
        if (time[i] > from && time[i] < until) polygon.push_back(sample(i));
    if (until > from) polygon.push_back(corner(until));
    return polygon;
}

Polygon window(const Table& trace, const Measure& what, const Column& signal) {
    const std::vector<double>& time = trace.columns.front().values;
    if (time.empty()) throw std::invalid_argument("the trace has no samples");
    const double from = std::max(what.after.value_or(time.front()), time.front());
    const double until = std::min(what.before.value_or(time.back()), time.back());
    if (!(from <= until))
        throw std::invalid_argument("the window from " + to_text(what.after.value_or(time.front())) + " s to " +
                                    to_text(what.before.value_or(time.back())) + " s holds nothing of a trace from " +
                                    to_text(time.front()) + " s to " + to_text(time.back()) + " s");
    return clip(time, signal.values, from, until);
}

double area(const Polygon& p) {
    double sum = 0;
    for (std::size_t i = 1; i < p.size(); ++i) sum += (p[i].time - p[i - 1].time) * (p[i].value + p[i - 1].value) / 2;
    return sum;
}

double mean(const Polygon& p) {
    const double duration = p.back().time - p.front().time;
    return duration > 0 ? area(p) / duration : p.back().value;
}

Polygon last_tenth(const Polygon& p) {
    const double from = p.back().time - (p.back().time - p.front().time) / 10;
    std::vector<double> time, value;
    for (const Point& point : p) time.push_back(point.time), value.push_back(point.value);
    return clip(time, value, from, p.back().time);
}

const Point& highest(const Polygon& p) {
    return *std::max_element(p.begin(), p.end(), [](const Point& a, const Point& b) { return a.value < b.value; });
}
const Point& lowest(const Polygon& p) {
    return *std::min_element(p.begin(), p.end(), [](const Point& a, const Point& b) { return a.value < b.value; });
}

double largest_departure(const Polygon& p, double from) {
    return std::max(std::abs(highest(p).value - from), std::abs(lowest(p).value - from));
}

/// Differences below this are rounding of the signal's own magnitude, not movement.
double rounding(const Polygon& p) {
    return 64 * std::numeric_limits<double>::epsilon() * std::max(std::abs(highest(p).value), std::abs(lowest(p).value));
}

Measured latency(const Polygon& p, double threshold) {
    const double rest = p.front().value, largest = largest_departure(p, rest);
    if (largest <= rounding(p)) return {{}, "s", "the signal does not leave its value at the start of the window"};
    const double level = threshold * largest;
    for (std::size_t i = 1; i < p.size(); ++i) {
        const double before = p[i - 1].value - rest, now = p[i].value - rest;
        if (std::abs(now) < level) continue;
        const double share = (std::copysign(level, now) - before) / (now - before);
        return {p[i - 1].time + share * (p[i].time - p[i - 1].time) - p.front().time, "s", {}};
    }
    return {{}, "s", "the signal does not reach the threshold"};
}

/// Where the signal crosses its mean, leaving out returns from swings smaller than `threshold` of the largest one:
/// a signal that has settled crosses its mean by rounding alone.
std::vector<double> mean_crossings(const Polygon& p, double threshold) {
    const double level = mean(p), least = std::max(threshold * largest_departure(p, level), rounding(p));
    std::vector<double> crossings;
    int side = 0;         // on which the last large enough swing was
    double candidate = 0; // last crossing since then
    bool crossed = false;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double now = p[i].value - level;
        if (i > 0 && (p[i - 1].value - level < 0) != (now < 0)) {
            const double before = p[i - 1].value - level;
            candidate = p[i - 1].time + before / (before - now) * (p[i].time - p[i - 1].time);
            crossed = true;
        }
        if (std::abs(now) <= least) continue;
        const int new_side = now < 0 ? -1 : 1;
        if (side != 0 && new_side != side && crossed) crossings.push_back(candidate);
        side = new_side, crossed = false;
    }
    return crossings;
}

Measured frequency(const Polygon& p, double threshold) {
    std::vector<double> crossings = mean_crossings(p, threshold);
    if (crossings.size() < 3) return {{}, "Hz", "the signal does not complete a period about its mean within the window"};
    if (crossings.size() % 2 == 0) crossings.pop_back(); // whole periods, so that an offset of the mean cancels
    const auto half_periods = static_cast<double>(crossings.size() - 1);
    return {half_periods / 2 / (crossings.back() - crossings.front()), "Hz", {}};
}

/// Values at which the signal turns round by more than `threshold` of its range; the window's ends are no turning points.
std::vector<double> turning_values(const Polygon& p, double threshold) {
    const double least = std::max(threshold * (highest(p).value - lowest(p).value), rounding(p));
    std::vector<double> turns;
    double high = p.front().value, low = p.front().value;
    int direction = 0;
    for (const Point& point : p) {
        high = std::max(high, point.value), low = std::min(low, point.value);
        if (direction >= 0 && high - point.value > least) { // has turned down
            if (direction > 0 || high - p.front().value > least) turns.push_back(high);
            direction = -1, low = point.value;
        } else if (direction <= 0 && point.value - low > least) { // has turned up
            if (direction < 0 || p.front().value - low > least) turns.push_back(low);
            direction = 1, high = point.value;
        }
    }
    return turns;
}

/// The swing between neighbouring extrema shrinks by exp(-pi zeta / sqrt(1 - zeta^2)) each half period, whatever the
/// level about which it swings; the decrement is the slope of the straight line through the swings' logarithms.
Measured damping_ratio(const Polygon& p, double threshold) {
    const std::vector<double> turns = turning_values(p, threshold);
    if (turns.size() < 3) return {{}, "1", "the signal has fewer than three turning points within the window"};
    const auto n = static_cast<double>(turns.size() - 1);
    double slope = 0, squares = 0;
    for (std::size_t k = 0; k + 1 < turns.size(); ++k) {
        const double x = static_cast<double>(k) - (n - 1) / 2;
        slope += x * std::log(std::abs(turns[k + 1] - turns[k]));
        squares += x * x;
    }
    const double decrement = -slope / squares;
    return {decrement / std::hypot(std::numbers::pi, decrement), "1", {}};
}

/// A factor second for a unit; in front where a divisor would claim it.
std::string times_second(const std::string& unit) {
    if (unit == "1") return "s";
    return unit.find('/') == std::string::npos ? unit + " s" : "s " + unit;
}

} // namespace

Measured measure(const Table& trace, const Measure& what) {
    const Column& signal = trace.at(what.signal);
    const Polygon p = window(trace, what, signal);
    if (!std::all_of(p.begin(), p.end(), [](const Point& point) { return std::isfinite(point.value); }))
        return {{}, signal.unit, "the signal is not finite within the window"};

    switch (what.kind) {
    case Measure::Kind::latency:
        return latency(p, what.threshold);
    case Measure::Kind::peak:
        return {highest(p).value, signal.unit, {}};
    case Measure::Kind::trough:
        return {lowest(p).value, signal.unit, {}};
    case Measure::Kind::excursion:
        return {largest_departure(p, p.front().value), signal.unit, {}};
    case Measure::Kind::time_of_peak:
        return {highest(p).time - p.front().time, "s", {}};
    case Measure::Kind::area:
        return {area(p), times_second(signal.unit), {}};
    case Measure::Kind::mean:
        return {mean(p), signal.unit, {}};
    case Measure::Kind::steady:
        return {mean(last_tenth(p)), signal.unit, {}};
    case Measure::Kind::value:
        return {p.back().value, signal.unit, {}};
    case Measure::Kind::frequency:
        return frequency(p, what.threshold);
    case Measure::Kind::damping_ratio:
        return damping_ratio(p, what.threshold);
    }
    throw std::invalid_argument("unknown kind of measure");
}

} // namespace myotatic
