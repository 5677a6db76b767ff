// What acts on an input as a function of time: steps, ramps, sines, taps, pulse trains, noise, tables, or a user's own
// function.
//
//     const Stimulus tap = Stimulus::half_sine(0, 4 * mm, 1.0, 10 * ms);
//     tap(1.005);                                       // 0.004
//     tap.value(variable<1>(1.0, 0), 1).slope[0];       // velocity just after contact: right limit
//     tap.value(variable<1>(1.0, 0), 0).slope[0];       // 0: the piece before, continued smoothly
//
// A stimulus consists of smooth pieces. The solver stops where one piece ends and the next begins, and says which of the
// two it means: a step that ends on a breakpoint sees the left limit, the next step the right one.
#pragma once

#include "myotatic/core/band_limited_noise.hpp"
#include "myotatic/core/dual.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

namespace myotatic {

/// A piecewise smooth function of time. Times and values are SI. A plain value: copy it, compare it.
class Stimulus {
public:
    /// c0 + c1 s + c2 s² + c3 s³ + amplitude sin(omega s + phase), with s = t − start.
    struct Piece {
        double start = 0; ///< [s]
        double c0 = 0, c1 = 0, c2 = 0, c3 = 0;
        double amplitude = 0, omega = 0, phase = 0; ///< omega [rad/s]
        bool operator==(const Piece&) const = default;
    };
    using Function = std::function<Dual<double, 1>(const Dual<double, 1>&)>;
    enum class Interpolation { linear, cubic };
    static constexpr double forever = std::numeric_limits<double>::infinity();

    // Every factory throws std::invalid_argument for numbers that are not finite or make no such stimulus.

    static Stimulus constant(double value);

    /// `from` before `at`, `to` from then on; with `until`, back to `from` there.
    static Stimulus step(double from, double to, double at, double until = forever);

    /// From `from` to `to` in a straight line that starts at `start` and takes `rise` > 0 seconds; holds `to` for `hold`
    /// seconds, then returns to `from` within `fall` > 0 seconds (default: as long as the rise). `hold = forever`: no
    /// return.
    static Stimulus ramp_and_hold(double from, double to, double start, double rise, double hold = forever,
                                  std::optional<double> fall = {});

    /// mean + amplitude sin(2π frequency (t − start) + phase) within [start, stop), `mean` outside.
    static Stimulus sine(double mean, double amplitude, double frequency, double phase = 0, double start = 0,
                         double stop = forever);

    /// A tap: baseline + amplitude sin(π (t − start)/duration) within [start, start + duration), `baseline` outside.
    static Stimulus half_sine(double baseline, double amplitude, double start, double duration);

    /// Strokes of a roller: `count` times from baseline to baseline + amplitude and back, (1 − cos 2π frequency (t −
    /// start))/2 of the amplitude, `baseline` before and after. The slope is continuous.
    static Stimulus strokes(double baseline, double amplitude, double frequency, double start, std::size_t count);

    /// `count` pulses: `high` for `width` seconds every `period` seconds (0 < width < period) from `start`, else `low`.
    static Stimulus pulse_train(double low, double high, double start, double width, double period, std::size_t count);

    /// Gaussian noise about `mean` with a flat spectrum up to `band_limit` [Hz] within [start, stop), `mean` outside; twice
    /// continuously differentiable everywhere (core/band_limited_noise.hpp). The same seed and member give the same noise.
    static Stimulus noise(double mean, double rms, double band_limit, std::uint64_t seed, double start = 0,
                          double stop = forever, std::uint64_t member = 0);

    /// Through the points (times[i], values[i]), times strictly increasing; constant before the first and after the last.
    /// Linear: straight lines. Cubic: the twice continuously differentiable spline whose third derivative does not change
    /// at the second and second last point ("not-a-knot"), so that samples of a cubic give that cubic back.
    static Stimulus table(std::span<const double> times, std::span<const double> values, Interpolation interpolation);

    /// Any callable of time that is generic over its scalar: `callable([](const auto& t) { return sin(3.0 * t); })`.
    /// `breakpoints` are the times where it is not smooth; at such a time it must return the right limit.
    static Stimulus callable(Function f, std::vector<double> breakpoints = {});

    /// From pieces in order of `start`; the first one also covers all earlier times, whatever its start.
    static Stimulus from_pieces(std::vector<Piece> pieces);

    /// The value of one piece at `t`, continued smoothly beyond its own interval. Dual time gives the slope.
    template <Scalar T>
    T value(const T& t, std::size_t piece) const;

    /// The same with its slope, of plain numbers.
    Dual<double, 1> value_and_slope(double t, std::size_t piece) const;

    /// The value at `t`; at a breakpoint, the right limit.
    double operator()(double t) const { return value(t, piece_at(t)); }

    /// The piece that holds `t`; a breakpoint belongs to the piece that it starts.
    std::size_t piece_at(double t) const;

    /// A piece and where it holds: from `begin` up to `end`, which belongs to the next one.
    struct Stretch {
        Piece piece;
        std::size_t index;
        double begin, end;
    };
    /// The stretch that holds `t`.
    Stretch stretch_at(double t) const;

    /// The order of the lowest derivative that jumps, beyond rounding, where piece number `piece` > 0 begins: 0 for the
    /// value itself, at most 4. Of a callable only value and slope are looked at.
    int order_of_jump(std::size_t piece) const;

    /// Appends, in order, the breakpoints in (a, b]: where one piece follows another. Throws std::invalid_argument where
    /// they have no end, as those of endless noise.
    void append_breakpoints(double a, double b, std::vector<double>& times) const;

    /// How many breakpoints there are in (a, b].
    std::size_t count_breakpoints(double a, double b) const;

    /// Whether the value (not only its slope) changes abruptly anywhere, beyond rounding.
    bool jumps() const;

    /// Bounds of the value over all times: attained, except for a piece that adds a polynomial and a sine, where they may
    /// be wider, and for noise, where no finite time attains them. Infinite for a callable, of which nothing is known.
    double lowest() const;
    double highest() const;

    struct Range {
        double low, high;
    };
    /// The same over the times from `from` to `to`. Looks at every piece there; of noise the bounds are attained.
    Range range(double from, double to) const;

    /// The pieces; of noise only the mean before it, for it has as many as it has cells.
    const std::vector<Piece>& pieces() const { return pieces_; }
    bool is_callable() const { return static_cast<bool>(function_); }
    /// What makes the noise, if this is one.
    const std::optional<BandLimitedNoise>& as_noise() const { return noise_; }

    /// The noise of another member of the ensemble, independent of this one and otherwise alike. Whatever is no noise stays
    /// as it is.
    Stimulus with_member(std::uint64_t member) const;

    /// Same pieces, or same noise. Two callables are never equal.
    bool operator==(const Stimulus& other) const {
        return !function_ && !other.function_ && pieces_ == other.pieces_ && noise_ == other.noise_;
    }

private:
    std::vector<Piece> pieces_; // never empty; of a callable only the starts count
    Function function_;
    std::optional<BandLimitedNoise> noise_;

    Dual<double, 1> tangent(double t, std::size_t piece) const;
    Piece piece_number(std::size_t piece) const;
    std::size_t number_of_pieces() const;
    std::size_t last_piece(double t) const;   // the one that holds t; throws if there are endlessly many up to there
    double begin_of(std::size_t piece) const; // -forever for the first
    double end_of(std::size_t piece) const { return piece + 1 < number_of_pieces() ? begin_of(piece + 1) : forever; }
};

template <Scalar T>
T Stimulus::value(const T& t, std::size_t piece) const {
    if (function_) {
        // Value and slope are all that any scalar with one value needs of a function of one variable.
        if constexpr (std::convertible_to<decltype(value_of(t)), double>) {
            const double at = value_of(t);
            const Dual<double, 1> y = tangent(at, piece);
            return y.value + y.slope[0] * (t - at);
        } else {
            throw std::logic_error("a callable stimulus is evaluated at one time, not at several lanes at once");
        }
    }
    const Piece p = piece_number(piece);
    const T s = t - p.start;
    T y = p.c0 + s * (p.c1 + s * (p.c2 + p.c3 * s));
    if (p.amplitude != 0) y = y + p.amplitude * sin(p.omega * s + p.phase);
    return y;
}

} // namespace myotatic
