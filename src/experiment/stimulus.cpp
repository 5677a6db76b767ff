#include "myotatic/experiment/stimulus.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>

namespace myotatic {

namespace {

void require(bool condition, const char* sentence) {
    if (!condition) throw std::invalid_argument(sentence);
}

void require_finite(std::initializer_list<double> numbers) {
    for (const double x : numbers) require(std::isfinite(x), "a stimulus is made of finite numbers");
}

using Range = Stimulus::Range;

// The range of sin over the phases from a to b (which may be infinitely far apart).
Range sine_range(double a, double b) {
    if (a > b) std::swap(a, b);
    constexpr double turn = 2 * std::numbers::pi;
    if (!(b - a < turn)) return {-1, 1};
    const auto holds = [&](double phase) { return std::floor((b - phase) / turn) > std::floor((a - phase) / turn); };
    const double ends[] = {std::sin(a), std::sin(b)};
    return {holds(-turn / 4) ? -1.0 : std::min(ends[0], ends[1]), holds(turn / 4) ? 1.0 : std::max(ends[0], ends[1])};
}

// The range of a piece's polynomial over s in [a, b]: its ends, and where its slope vanishes.
Range cubic_range(const Stimulus::Piece& p, double a, double b) {
    if (p.c1 == 0 && p.c2 == 0 && p.c3 == 0) return {p.c0, p.c0};
    const auto at = [&](double s) {
        if (std::isfinite(s)) return p.c0 + s * (p.c1 + s * (p.c2 + s * p.c3));
        const double leading = p.c3 != 0 ? p.c3 * s : p.c2 != 0 ? p.c2 : p.c1 * s; // its sign is the limit's
        return std::copysign(Stimulus::forever, leading);
    };
    Range range{std::min(at(a), at(b)), std::max(at(a), at(b))};
    const auto include = [&](double s) {
        if (s > a && s < b) range = {std::min(range.low, at(s)), std::max(range.high, at(s))};
    };
    const double discriminant = p.c2 * p.c2 - 3 * p.c1 * p.c3;
    if (discriminant >= 0) {
        const double q = -(p.c2 + std::copysign(std::sqrt(discriminant), p.c2)); // the root pair without cancellation
        if (p.c3 != 0) include(q / (3 * p.c3));
        if (q != 0) include(p.c1 / q);
    }
    return range;
}

// Slopes at the knots of the not-a-knot cubic spline through at least four points: continuity of the second derivative
// at every inner knot and of the third one at the outermost inner knots, solved by one sweep down and one up.
std::vector<double> spline_slopes(std::span<const double> x, std::span<const double> y) {
    const std::size_t n = x.size();
    const auto h = [&](std::size_t i) { return x[i + 1] - x[i]; };
    const auto chord = [&](std::size_t i) { return (y[i + 1] - y[i]) / h(i); };
    std::vector<double> upper(n), slope(n);

    const double first = x[2] - x[0];
    upper[0] = first / h(1);
    slope[0] = ((h(0) + 2 * first) * h(1) * chord(0) + h(0) * h(0) * chord(1)) / first / h(1);
    for (std::size_t i = 1; i + 1 < n; ++i) {
        const double pivot = 2 * (h(i - 1) + h(i)) - h(i) * upper[i - 1];
        upper[i] = h(i - 1) / pivot;
        slope[i] = (3 * (h(i) * chord(i - 1) + h(i - 1) * chord(i)) - h(i) * slope[i - 1]) / pivot;
    }
    const double last = x[n - 1] - x[n - 3], h1 = h(n - 2), h2 = h(n - 3);
    const double right = (h1 * h1 * chord(n - 3) + (2 * last + h1) * h2 * chord(n - 2)) / last;
    slope[n - 1] = (right - last * slope[n - 2]) / (h2 - last * upper[n - 2]);
    for (std::size_t i = n - 1; i-- > 0;) slope[i] -= upper[i] * slope[i + 1];
    return slope;
}

} // namespace

Stimulus Stimulus::from_pieces(std::vector<Piece> pieces) {
    require(!pieces.empty(), "a stimulus has at least one piece");
    for (const Piece& p : pieces) require_finite({p.start, p.c0, p.c1, p.c2, p.c3, p.amplitude, p.omega, p.phase});
    for (std::size_t k = 1; k < pieces.size(); ++k)
        require(pieces[k - 1].start < pieces[k].start || k == 1, "the pieces of a stimulus start one after the other");
    Stimulus stimulus;
    stimulus.pieces_ = std::move(pieces);
    return stimulus;
}

Stimulus Stimulus::constant(double value) { return from_pieces({{.c0 = value}}); }

Stimulus Stimulus::step(double from, double to, double at, double until) {
    require(until > at, "a step ends after it begins");
    std::vector<Piece> pieces{{.start = at, .c0 = from}, {.start = at, .c0 = to}};
    if (until < forever) pieces.push_back({.start = until, .c0 = from});
    return from_pieces(std::move(pieces));
}

Stimulus Stimulus::ramp_and_hold(double from, double to, double start, double rise, double hold,
                                 std::optional<double> fall) {
    const double back = fall.value_or(rise);
    require(rise > 0 && back > 0, "a ramp takes some time");
    require(hold >= 0, "a hold lasts at least 0 s");
    require_finite({rise, back});
    const double top = start + rise, release = top + hold;
    require(top > start, "a ramp takes some time");
    std::vector<Piece> pieces{{.start = start, .c0 = from}, {.start = start, .c0 = from, .c1 = (to - from) / rise}};
    if (hold > 0) pieces.push_back({.start = top, .c0 = to});
    if (hold < forever) {
        require(release + back > release, "a ramp takes some time");
        pieces.push_back({.start = release, .c0 = to, .c1 = (from - to) / back});
        pieces.push_back({.start = release + back, .c0 = from});
    }
    return from_pieces(std::move(pieces));
}

Stimulus Stimulus::sine(double mean, double amplitude, double frequency, double phase, double start, double stop) {
    require(frequency > 0, "the frequency of a sine is above 0 Hz");
    require(stop > start, "a sine ends after it begins");
    const double omega = 2 * std::numbers::pi * frequency;
    std::vector<Piece> pieces{{.start = start, .c0 = mean},
                              {.start = start, .c0 = mean, .amplitude = amplitude, .omega = omega, .phase = phase}};
    if (stop < forever) pieces.push_back({.start = stop, .c0 = mean});
    return from_pieces(std::move(pieces));
}

Stimulus Stimulus::half_sine(double baseline, double amplitude, double start, double duration) {
    require(start + duration > start, "a half sine lasts some time");
    return from_pieces({{.start = start, .c0 = baseline},
                        {.start = start, .c0 = baseline, .amplitude = amplitude, .omega = std::numbers::pi / duration},
                        {.start = start + duration, .c0 = baseline}});
}

Stimulus Stimulus::strokes(double baseline, double amplitude, double frequency, double start, std::size_t count) {
    require(frequency > 0 && count > 0, "strokes have a frequency above 0 Hz, and there is at least one");
    const double stop = start + static_cast<double>(count) / frequency;
    return from_pieces({{.start = start, .c0 = baseline},
                        {.start = start,
                         .c0 = baseline + 0.5 * amplitude,
                         .amplitude = 0.5 * amplitude,
                         .omega = 2 * std::numbers::pi * frequency,
                         .phase = -0.5 * std::numbers::pi},
                        {.start = stop, .c0 = baseline}});
}

Stimulus Stimulus::pulse_train(double low, double high, double start, double width, double period, std::size_t count) {
    require(width > 0 && period > width, "the pulses of a train are longer than 0 s and shorter than their period");
    std::vector<Piece> pieces{{.start = start, .c0 = low}};
    pieces.reserve(1 + 2 * count);
    for (std::size_t k = 0; k < count; ++k) {
        const double onset = start + static_cast<double>(k) * period; // not summed up: no drift
        pieces.push_back({.start = onset, .c0 = high});
        pieces.push_back({.start = onset + width, .c0 = low});
    }
    return from_pieces(std::move(pieces));
}

Stimulus Stimulus::noise(double mean, double rms, double band_limit, std::uint64_t seed, double start, double stop,
                         std::uint64_t member) {
    const BandLimitedNoise noise({mean, rms, band_limit, start, stop, seed, member});
    Stimulus stimulus = from_pieces({{.start = start, .c0 = mean}});
    stimulus.noise_ = noise;
    return stimulus;
}

Stimulus Stimulus::with_member(std::uint64_t member) const {
    Stimulus other = *this;
    if (noise_) {
        BandLimitedNoise::Settings settings = noise_->settings();
        settings.member = member;
        other.noise_ = BandLimitedNoise(settings);
    }
    return other;
}

Stimulus Stimulus::table(std::span<const double> times, std::span<const double> values, Interpolation interpolation) {
    const std::size_t n = times.size();
    require(n > 0 && values.size() == n, "a table has as many values as times, at least one");
    for (std::size_t i = 1; i < n; ++i) require(times[i - 1] < times[i], "the times of a table increase");
    std::vector<Piece> pieces{{.start = times[0], .c0 = values[0]}};
    pieces.reserve(n + 1);

    const auto chord = [&](std::size_t i) { return (values[i + 1] - values[i]) / (times[i + 1] - times[i]); };
    std::vector<double> slopes;
    if (interpolation == Interpolation::cubic && n > 3) slopes = spline_slopes(times, values);
    if (interpolation == Interpolation::cubic && n == 3) { // three points fix a parabola
        const double bend = (chord(1) - chord(0)) / (times[2] - times[0]);
        const double middle = chord(0) + bend * (times[1] - times[0]);
        slopes = {2 * chord(0) - middle, middle, 2 * chord(1) - middle};
    }
    for (std::size_t i = 0; i + 1 < n; ++i) {
        Piece p{.start = times[i], .c0 = values[i], .c1 = chord(i)};
        if (!slopes.empty()) {
            const double h = times[i + 1] - times[i], bend = (slopes[i] + slopes[i + 1] - 2 * chord(i)) / h;
            p.c1 = slopes[i], p.c2 = (chord(i) - slopes[i]) / h - bend, p.c3 = bend / h;
        }
        pieces.push_back(p);
    }
    if (n > 1) pieces.push_back({.start = times[n - 1], .c0 = values[n - 1]});
    return from_pieces(std::move(pieces));
}

Stimulus Stimulus::callable(Function f, std::vector<double> breakpoints) {
    require(static_cast<bool>(f), "a callable stimulus has a function");
    std::sort(breakpoints.begin(), breakpoints.end());
    breakpoints.erase(std::unique(breakpoints.begin(), breakpoints.end()), breakpoints.end());
    std::vector<Piece> pieces{{.start = breakpoints.empty() ? 0 : breakpoints.front()}};
    for (const double t : breakpoints) pieces.push_back({.start = t});
    Stimulus stimulus = from_pieces(std::move(pieces));
    stimulus.function_ = std::move(f);
    return stimulus;
}

// A callable within its piece; beyond an end, the tangent there, so that the neighbouring piece never shows through.
Dual<double, 1> Stimulus::tangent(double t, std::size_t piece) const {
    double at = t;
    if (piece > 0) at = std::max(at, pieces_[piece].start);
    if (const double end = end_of(piece); at >= end) at = std::nextafter(end, -forever);
    Dual<double, 1> y = function_(variable<1>(at, 0));
    y.value += y.slope[0] * (t - at);
    return y;
}

Dual<double, 1> Stimulus::value_and_slope(double t, std::size_t piece) const { return value(variable<1>(t, 0), piece); }

std::size_t Stimulus::number_of_pieces() const { return noise_ ? noise_->cells() + 2 : pieces_.size(); }

double Stimulus::begin_of(std::size_t piece) const {
    if (piece == 0) return -forever;
    return noise_ ? noise_->begin_of(piece) : pieces_[piece].start;
}

Stimulus::Piece Stimulus::piece_number(std::size_t piece) const {
    if (!noise_ || piece == 0) return pieces_[piece];
    const auto [c0, c1, c2, c3] = noise_->cubic(piece);
    return {.start = noise_->begin_of(piece), .c0 = c0, .c1 = c1, .c2 = c2, .c3 = c3};
}

std::size_t Stimulus::piece_at(double t) const {
    if (noise_) return noise_->piece_at(t);
    const auto after = std::upper_bound(pieces_.begin() + 1, pieces_.end(), t,
                                        [](double time, const Piece& piece) { return time < piece.start; });
    return static_cast<std::size_t>(after - pieces_.begin()) - 1;
}

Stimulus::Stretch Stimulus::stretch_at(double t) const {
    const std::size_t k = piece_at(t);
    return {piece_number(k), k, begin_of(k), end_of(k)};
}

void Stimulus::append_breakpoints(double a, double b, std::vector<double>& times) const {
    const std::size_t last = last_piece(b);
    for (std::size_t k = piece_at(a) + 1; k <= last; ++k) times.push_back(begin_of(k));
}

std::size_t Stimulus::last_piece(double b) const {
    const std::size_t last = piece_at(b);
    require(!noise_ || last <= noise_->cells() || noise_->settings().stop < forever, "endless noise has no last piece");
    return last;
}

std::size_t Stimulus::count_breakpoints(double a, double b) const { return b > a ? piece_at(b) - piece_at(a) : 0; }

namespace {

/// A derivative of a piece of given order, and how large the terms are that it is the sum of: what rounding can do to it.
struct Derivative {
    double value, size;
};

Derivative derivative(const Stimulus::Piece& p, double t, int order) {
    const double s = t - p.start, c[4]{p.c0, p.c1, p.c2, p.c3};
    Derivative d{0, 0};
    for (int i = order; i < 4; ++i) {
        double factor = 1;
        for (int k = 0; k < order; ++k) factor *= i - k;
        const double term = factor * c[i] * std::pow(s, i - order);
        d.value += term;
        // A unit in the last place of the time moves the term by its slope.
        d.size += std::abs(term) + (i > order ? std::abs(factor * (i - order) * c[i] * std::pow(s, i - order - 1) * t) : 0);
    }
    if (p.amplitude != 0) {
        const double factor = p.amplitude * std::pow(p.omega, order);
        d.value += factor * std::sin(p.omega * s + p.phase + order * std::numbers::pi / 2);
        d.size += std::abs(factor) * (1 + std::abs(p.omega * t) + std::abs(p.omega * s) + std::abs(p.phase) + order);
    }
    return d;
}

} // namespace

int Stimulus::order_of_jump(std::size_t piece) const {
    if (noise_) return 3; // a cubic spline
    constexpr double roundings = 32 * std::numeric_limits<double>::epsilon();
    const double t = pieces_[piece].start;
    if (function_) {
        const auto before = tangent(t, piece - 1), after = tangent(t, piece);
        const double size = abs(before.value) + abs(after.value) + abs(before.slope[0] * t);
        if (abs(before.value - after.value) > roundings * size) return 0;
        return abs(before.slope[0] - after.slope[0]) > 1e-9 * (abs(before.slope[0]) + abs(after.slope[0])) ? 1 : 2;
    }
    for (int order = 0; order < 4; ++order) {
        const Derivative before = derivative(pieces_[piece - 1], t, order), after = derivative(pieces_[piece], t, order);
        if (std::abs(before.value - after.value) > roundings * (before.size + after.size)) return order;
    }
    return 4;
}

bool Stimulus::jumps() const {
    if (noise_) return false;
    for (std::size_t k = 1; k < pieces_.size(); ++k)
        if (order_of_jump(k) == 0) return true;
    return false;
}

namespace {

// The range of a piece over s in [a, b].
Range piece_range(const Stimulus::Piece& p, double a, double b) {
    Range r = cubic_range(p, a, b);
    if (p.amplitude != 0) {
        const Range s =
            p.omega == 0 ? sine_range(p.phase, p.phase) : sine_range(p.omega * a + p.phase, p.omega * b + p.phase);
        r.low += std::min(p.amplitude * s.low, p.amplitude * s.high);
        r.high += std::max(p.amplitude * s.low, p.amplitude * s.high);
    }
    return r;
}

} // namespace

Stimulus::Range Stimulus::range(double from, double to) const {
    require(from <= to, "a range of time ends after it begins");
    if (function_) return {-forever, forever};
    Range all{forever, -forever};
    for (std::size_t k = piece_at(from), last = last_piece(to); k <= last; ++k) {
        const Piece p = piece_number(k);
        const Range r = piece_range(p, std::max(from, begin_of(k)) - p.start, std::min(to, end_of(k)) - p.start);
        all = {std::min(all.low, r.low), std::max(all.high, r.high)};
    }
    return all;
}

double Stimulus::lowest() const {
    if (!noise_) return range(-forever, forever).low;
    return noise_->settings().mean - noise_->settings().rms * BandLimitedNoise::peak();
}

double Stimulus::highest() const {
    if (!noise_) return range(-forever, forever).high;
    return noise_->settings().mean + noise_->settings().rms * BandLimitedNoise::peak();
}

} // namespace myotatic
