#include "myotatic/experiment/measure.hpp"

#include "myotatic/core/dual.hpp"
#include "myotatic/core/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic {

namespace {

// T is the scalar of the signal: a number, or one that knows how it moves with a parameter.

template <Scalar T>
struct Point {
    double time;
    T value;
};

template <Scalar T>
T at(const Point<T>& a, const Point<T>& b, double time) {
    return b.time > a.time ? a.value + (b.value - a.value) * ((time - a.time) / (b.time - a.time)) : b.value;
}

/// The signal within [from, until] as a polygon whose first and last corners lie on the window's ends.
template <Scalar T>
using Polygon = std::vector<Point<T>>;

template <Scalar T>
Polygon<T> clip(const std::vector<double>& time, const std::vector<T>& value, double from, double until) {
    const auto sample = [&](std::size_t i) { return Point<T>{time[i], value[i]}; };
    const auto corner = [&](double t) { // on the straight line through the samples around t
        const auto after = static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), t) - time.begin());
        if (after == time.size() || time[after - 1] == t) return Point<T>{t, value[after - 1]};
        return Point<T>{t, at(sample(after - 1), sample(after), t)};
    };
    Polygon<T> polygon{corner(from)};
    for (std::size_t i = 0; i < time.size(); ++i)
        if (time[i] > from && time[i] < until) polygon.push_back(sample(i));
    if (until > from) polygon.push_back(corner(until));
    return polygon;
}

template <Scalar T>
Polygon<T> window(const Table& trace, const Measure& what, const std::vector<T>& signal) {
    const std::vector<double>& time = trace.columns.front().values;
    if (time.empty()) throw std::invalid_argument("the trace has no samples");
    const double from = std::max(what.after.value_or(time.front()), time.front());
    const double until = std::min(what.before.value_or(time.back()), time.back());
    if (!(from <= until))
        throw std::invalid_argument("the window from " + to_text(what.after.value_or(time.front())) + " s to " +
                                    to_text(what.before.value_or(time.back())) + " s holds nothing of a trace from " +
                                    to_text(time.front()) + " s to " + to_text(time.back()) + " s");
    return clip(time, signal, from, until);
}

template <Scalar T>
T area(const Polygon<T>& p) {
    T sum = 0.0;
    for (std::size_t i = 1; i < p.size(); ++i) sum += (p[i].time - p[i - 1].time) * (p[i].value + p[i - 1].value) / 2;
    return sum;
}

template <Scalar T>
T mean(const Polygon<T>& p) {
    const double duration = p.back().time - p.front().time;
    return duration > 0 ? area(p) / duration : p.back().value;
}

template <Scalar T>
Polygon<T> last_tenth(const Polygon<T>& p) {
    const double from = p.back().time - (p.back().time - p.front().time) / 10;
    std::vector<double> time;
    std::vector<T> value;
    for (const Point<T>& point : p) time.push_back(point.time), value.push_back(point.value);
    return clip(time, value, from, p.back().time);
}

template <Scalar T>
const Point<T>& highest(const Polygon<T>& p) {
    return *std::max_element(p.begin(), p.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
}
template <Scalar T>
const Point<T>& lowest(const Polygon<T>& p) {
    return *std::min_element(p.begin(), p.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
}

template <Scalar T>
T largest_departure(const Polygon<T>& p, const T& from) {
    return max(abs(highest(p).value - from), abs(lowest(p).value - from));
}

/// Differences below this are rounding of the signal's own magnitude, not movement.
template <Scalar T>
double rounding(const Polygon<T>& p) {
    return 64 * std::numeric_limits<double>::epsilon() *
           std::max(std::abs(value_of(highest(p).value)), std::abs(value_of(lowest(p).value)));
}

/// What `Measured` says, of a T.
template <Scalar T>
struct Found {
    std::optional<T> value;
    std::string unit, note{};
};

template <Scalar T>
Found<T> latency(const Polygon<T>& p, double threshold) {
    const T rest = p.front().value, largest = largest_departure(p, rest);
    if (largest <= rounding(p)) return {{}, "s", "the signal does not leave its value at the start of the window"};
    const T level = threshold * largest;
    for (std::size_t i = 1; i < p.size(); ++i) {
        const T before = p[i - 1].value - rest, now = p[i].value - rest;
        if (abs(now) < level) continue;
        const T share = (select(now < 0.0, -level, level) - before) / (now - before);
        return {p[i - 1].time + share * (p[i].time - p[i - 1].time) - p.front().time, "s"};
    }
    return {{}, "s", "the signal does not reach the threshold"};
}

/// Where the signal crosses its mean, leaving out returns from swings smaller than `threshold` of the largest one:
/// a signal that has settled crosses its mean by rounding alone.
template <Scalar T>
std::vector<T> mean_crossings(const Polygon<T>& p, double threshold) {
    const T level = mean(p), least = max(threshold * largest_departure(p, level), rounding(p));
    std::vector<T> crossings;
    int side = 0;      // on which the last large enough swing was
    T candidate = 0.0; // last crossing since then
    bool crossed = false;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const T now = p[i].value - level;
        if (i > 0 && (p[i - 1].value < level) != (now < 0.0)) {
            const T before = p[i - 1].value - level;
            candidate = p[i - 1].time + before / (before - now) * (p[i].time - p[i - 1].time);
            crossed = true;
        }
        if (abs(now) <= least) continue;
        const int new_side = now < 0.0 ? -1 : 1;
        if (side != 0 && new_side != side && crossed) crossings.push_back(candidate);
        side = new_side, crossed = false;
    }
    return crossings;
}

template <Scalar T>
Found<T> frequency(const Polygon<T>& p, double threshold) {
    std::vector<T> crossings = mean_crossings(p, threshold);
    if (crossings.size() < 3) return {{}, "Hz", "the signal does not complete a period about its mean within the window"};
    if (crossings.size() % 2 == 0) crossings.pop_back(); // whole periods, so that an offset of the mean cancels
    const auto half_periods = static_cast<double>(crossings.size() - 1);
    return {half_periods / 2 / (crossings.back() - crossings.front()), "Hz"};
}

/// Values at which the signal turns round by more than `threshold` of its range; the window's ends are no turning points.
template <Scalar T>
std::vector<T> turning_values(const Polygon<T>& p, double threshold) {
    const T least = max(threshold * (highest(p).value - lowest(p).value), rounding(p));
    std::vector<T> turns;
    T high = p.front().value, low = p.front().value;
    int direction = 0;
    for (const Point<T>& point : p) {
        high = max(high, point.value), low = min(low, point.value);
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
template <Scalar T>
Found<T> damping_ratio(const Polygon<T>& p, double threshold) {
    const std::vector<T> turns = turning_values(p, threshold);
    if (turns.size() < 3) return {{}, "1", "the signal has fewer than three turning points within the window"};
    const auto n = static_cast<double>(turns.size() - 1);
    T slope = 0.0;
    double squares = 0;
    for (std::size_t k = 0; k + 1 < turns.size(); ++k) {
        const double x = static_cast<double>(k) - (n - 1) / 2;
        slope += x * log(abs(turns[k + 1] - turns[k]));
        squares += x * x;
    }
    const T decrement = -slope / squares;
    return {decrement / sqrt(std::numbers::pi * std::numbers::pi + decrement * decrement), "1"};
}

/// A factor second for a unit; in front where a divisor would claim it.
std::string times_second(const std::string& unit) {
    if (unit == "1") return "s";
    return unit.find('/') == std::string::npos ? unit + " s" : "s " + unit;
}

template <Scalar T>
Found<T> find(const Table& trace, const Column& signal, const std::vector<T>& values, const Measure& what) {
    const Polygon<T> p = window(trace, what, values);
    const auto finite = [](const Point<T>& point) { return std::isfinite(value_of(point.value)); };
    if (!std::all_of(p.begin(), p.end(), finite)) return {{}, signal.unit, "the signal is not finite within the window"};

    switch (what.kind) {
    case Measure::Kind::latency:
        return latency(p, what.threshold);
    case Measure::Kind::peak:
        return {highest(p).value, signal.unit};
    case Measure::Kind::trough:
        return {lowest(p).value, signal.unit};
    case Measure::Kind::excursion:
        return {largest_departure(p, p.front().value), signal.unit};
    case Measure::Kind::time_of_peak:
        return {T(highest(p).time - p.front().time), "s"};
    case Measure::Kind::area:
        return {area(p), times_second(signal.unit)};
    case Measure::Kind::mean:
        return {mean(p), signal.unit};
    case Measure::Kind::steady:
        return {mean(last_tenth(p)), signal.unit};
    case Measure::Kind::value:
        return {p.back().value, signal.unit};
    case Measure::Kind::frequency:
        return frequency(p, what.threshold);
    case Measure::Kind::damping_ratio:
        return damping_ratio(p, what.threshold);
    }
    throw std::invalid_argument("unknown kind of measure");
}

} // namespace

Measured measure(const Table& trace, const Measure& what) {
    const Column& signal = trace.at(what.signal);
    const auto found = find(trace, signal, signal.values, what);
    return {found.value, found.unit, found.note};
}

Measured derivative_of_measure(const Table& trace, const std::vector<double>& slopes, const Measure& what) {
    const Column& signal = trace.at(what.signal);
    if (what.kind == Measure::Kind::time_of_peak)
        return {{}, "s", "the time of a peak among samples does not move with a parameter, but from sample to sample"};
    std::vector<Dual<double, 1>> values;
    for (std::size_t i = 0; i < signal.values.size(); ++i)
        values.emplace_back(signal.values[i], std::array<double, 1>{slopes.at(i)});
    const auto found = find(trace, signal, values, what);
    if (!found.value) return {{}, found.unit, found.note};
    return {found.value->slope[0], found.unit, found.note};
}

} // namespace myotatic
