// The past of the signals that travel: in each lane a bounded ring of accepted steps, as far back as its largest delay.
#pragma once

#include "myotatic/core/dual.hpp"
#include "myotatic/core/pack.hpp"
#include "myotatic/core/record.hpp"
#include "myotatic/ode/system.hpp"
#include "myotatic/ode/tolerance.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

namespace myotatic::ode {

/// The history of a system that has rested for ever: signals that do not change.
template <std::size_t K>
struct Rested {
    Flat<double, K> signals{};
    const Flat<double, K>& operator()(double) const { return signals; }
};

/// A step as the past keeps it: per channel the polynomial of degree 4 in θ from 0 to 1 through its values at the ends and
/// at the quarters. Its error is of order 5. Slopes are not asked for, so that a signal may bend where two steps meet.
template <class T, std::size_t K>
struct RememberedStep {
    T begin{}, end{};
    std::array<std::array<T, 5>, K> polynomial{}; ///< factors of θ^0 … θ^4

    RememberedStep() = default;
    RememberedStep(const T& from, const T& to, const std::array<Flat<T, K>, 5>& values) : begin(from), end(to) {
        for (std::size_t k = 0; k < K; ++k) {
            const T v = values[0][k];
            const T a = values[1][k] - v, b = values[2][k] - v, c = values[3][k] - v, d = values[4][k] - v;
            polynomial[k] = {
                v, 16.0 * a - 12.0 * b + (16.0 / 3) * c - d, 76.0 * b - (208.0 / 3) * a - (112.0 / 3) * c + (22.0 / 3) * d,
                96.0 * a - 128.0 * b + (224.0 / 3) * c - 16.0 * d, 64.0 * b - (128.0 / 3) * (a + c) + (32.0 / 3) * d};
        }
    }

    T at(std::size_t channel, const T& theta) const { return value(polynomial[channel], theta); }

    /// How far the polynomials are from the `exact` signals at θ, in units of `tolerated`.
    T misfit(double theta, const Flat<T, K>& exact, const Flat<T, K>& tolerated) const {
        LargestQuotient<T> largest;
        for (std::size_t k = 0; k < K; ++k) largest.add({abs(at(k, T(theta)) - exact[k]), tolerated[k], k});
        return largest.norm().value;
    }

    /// A polynomial and its derivative.
    static T value(const std::array<T, 5>& c, const T& theta) {
        T y = multiply_add(c[4], theta, c[3]);
        y = multiply_add(y, theta, c[2]);
        y = multiply_add(y, theta, c[1]);
        return multiply_add(y, theta, c[0]);
    }
    static T slope(const std::array<T, 5>& c, const T& theta) {
        T y = multiply_add(4.0 * c[4], theta, 3.0 * c[3]);
        y = multiply_add(y, theta, 2.0 * c[2]);
        return multiply_add(y, theta, c[1]);
    }
};

/// Every lane's accepted steps as far back as its largest delay. Memory is bounded by the largest delay over the step, not
/// by the time simulated; a ring doubles when it is full, and `growths` says how often.
template <class T, std::size_t K>
class History {
public:
    /// Begins anew in one lane. `capacity` is a power of two.
    void begin(int lane, double start, double largest_delay, std::size_t capacity = 64) {
        Ring& ring = rings_[index(lane)];
        if (ring.nodes.empty()) ring.nodes.resize(capacity);
        const std::size_t turn = ring.nodes.size() - 1;
        ring = {std::move(ring.nodes), turn, 0, 0, start, start, largest_delay, 0};
        for (auto& view : cursors_)
            for (Cursor& c : view)
                set_lane(c.begin, lane, infinity), set_lane(c.end, lane, -infinity), c.node[index(lane)] = 0;
    }

    /// Keeps an accepted step in the lanes that accepted it.
    void append(unsigned accepted_lanes, const RememberedStep<T, K>& step) {
        Node nowhere;
        std::array<Node*, lanes_of<T>> to;
        to.fill(&nowhere);
        for (int i = 0; i < lanes_of<T>; ++i) {
            if (!(accepted_lanes >> i & 1)) continue;
            Ring& ring = rings_[index(i)];
            const double begin = lane(step.begin, i);
            while (ring.last - ring.first > 1 && ring.node(ring.first)[0].end < begin - ring.largest_delay) ++ring.first;
            if (ring.last - ring.first > ring.turn) ring.grow();
            to[index(i)] = &ring.node(ring.last++);
            ring.reached = lane(step.end, i);
        }
        const T per_second = 1.0 / (step.end - step.begin);
        for (std::size_t k = 0; k < K; ++k) {
            std::array<T, 7> numbers{step.begin, step.end};
            T scale = T(1.0);
            for (std::size_t j = 0; j < 5; ++j, scale = scale * per_second) numbers[2 + j] = step.polynomial[k][j] * scale;
            std::array<double*, lanes_of<T>> rows;
            for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = &(*to[i])[k].begin;
            store_interleaved(numbers, rows);
        }
    }

    /// Who looks: the integration itself, or those that watch it. Each looks from where it looked last.
    enum class View { solver, observer };

    /// The value of a channel at a time in the past; initial(lane, time) gives the signals before the start. Where two steps
    /// meet, `toward` decides: positive looks from the later step, negative from the earlier. Throws std::logic_error for
    /// times further back than the largest delay, and for times that no step has reached.
    template <class Initial>
    T at(std::size_t channel, const T& time, const T& toward, const Initial& initial, View view = View::solver) const {
        const Cursor& c = look(channel, time, toward, view);
        T y = RememberedStep<T, K>::value(c.factors, place(c, time));
        before_start(c, y, [&](int i) { return numbers_of(initial(i, lane(time, i)))[channel]; });
        return y;
    }
    /// The same with its derivative along the time: that of an initial history is a difference.
    template <int M, class Initial>
    Dual<T, M> at(std::size_t channel, const Dual<T, M>& time, const T& toward, const Initial& initial,
                  View view = View::solver) const {
        const T y = at(channel, time.value, toward, initial, view);
        const Cursor& c = cursor(channel, view);
        T slope = RememberedStep<T, K>::slope(c.factors, place(c, time.value));
        before_start(c, slope, [&](int i) {
            const double t = lane(time.value, i), nearby = t - 1e-6 * max(abs(t), 1e-3);
            return (lane(y, i) - numbers_of(initial(i, nearby))[channel]) / (t - nearby);
        });
        return Dual<T, M>::chain(y, slope, time);
    }

    std::size_t size(int lane = 0) const { return rings_[index(lane)].last - rings_[index(lane)].first; }
    long long growths(int lane = 0) const { return rings_[index(lane)].growths; }

private:
    static constexpr double infinity = std::numeric_limits<double>::infinity(), far = 1e300;
    static constexpr std::size_t index(int lane) { return static_cast<std::size_t>(lane); }

    // A channel during a step, in a cache line: factors of (t - begin)^0 … (t - begin)^4.
    struct alignas(64) Piece {
        double begin, end;
        std::array<double, 5> factors;
    };
    using Node = std::array<Piece, K>;
    // Steps are counted from the first one ever; `first` to `last` are still there.
    struct Ring {
        std::vector<Node> nodes{};
        std::size_t turn = 0, first = 0, last = 0; ///< `turn` is the number of nodes less one
        double start = 0, reached = 0, largest_delay = 0;
        long long growths = 0;

        Node& node(std::size_t i) { return nodes[i & turn]; }
        const Node& node(std::size_t i) const { return nodes[i & turn]; }
        void grow() {
            std::vector<Node> larger(2 * nodes.size());
            for (std::size_t i = first; i < last; ++i) larger[i & (larger.size() - 1)] = node(i);
            nodes.swap(larger);
            turn = nodes.size() - 1;
            ++growths;
        }
    };
    // A piece in each lane.
    struct Pieces {
        T begin{infinity}, end{-infinity}; // none: the first look-up looks for its piece
        std::array<T, 5> factors{};

        void show(int i, const Piece& piece) {
            set_lane(begin, i, piece.begin), set_lane(end, i, piece.end);
            for (std::size_t j = 0; j < 5; ++j) set_lane(factors[j], i, piece.factors[j]);
        }
    };
    // Those that the lanes looked at last in this channel: successive look-ups are close together. Only a place to look
    // first, no look-up depends on it.
    struct Cursor : Pieces {
        static constexpr std::size_t lanes = static_cast<std::size_t>(lanes_of<T>);
        std::array<std::size_t, lanes> node{};
        unsigned initial = 0; ///< lanes that look at the time before the start
    };
    Cursor& cursor(std::size_t channel, View view) const { return cursors_[static_cast<std::size_t>(view)][channel]; }

    const Cursor& look(std::size_t channel, const T& time, const T& toward, View view) const {
        const T nudge = rounding(time), probe = time + select(toward < 0.0, -nudge, nudge);
        Cursor& c = cursor(channel, view);
        const auto elsewhere = !(probe >= c.begin && probe < c.end);
        if (any(elsewhere)) move(c, channel, bits(elsewhere), probe, nudge);
        return c;
    }
    // Times that differ by this or less are the same.
    static T rounding(const T& time) { return 64 * std::numeric_limits<double>::epsilon() * max(abs(time), T(1e-3)); }
    // The piece that holds a time, searched from piece `n` on.
    static const Piece& piece_at(const Ring& ring, std::size_t channel, std::size_t& n, double probe) {
        n = std::min(std::max(n, ring.first), ring.last - 1);
        const Piece* piece = &ring.node(n)[channel];
        while (probe >= piece->end && n + 1 < ring.last) piece = &ring.node(++n)[channel];
        while (probe < piece->begin && n > ring.first) piece = &ring.node(--n)[channel];
        if (probe < piece->begin)
            throw std::logic_error("a delay system asked for a past further back than delays() declares");
        return *piece;
    }
    static T place(const Pieces& c, const T& time) { return max(T(0.0), min(c.end - c.begin, time - c.begin)); }

    // Brings into view what these lanes look for.
    [[gnu::noinline]] void move(Cursor& c, std::size_t channel, unsigned lanes, const T& probe, const T& nudge) const {
        alignas(64) std::array<double, Cursor::lanes> probes, nudges;
        store(probe, probes.data()), store(nudge, nudges.data());
        Pieces view = c; // in registers
        for (; lanes != 0; lanes &= lanes - 1) {
            const int i = std::countr_zero(lanes);
            const Ring& ring = rings_[index(i)];
            const double time = probes[index(i)];
            if (!(time <= ring.reached + 2 * nudges[index(i)] + 1e-9 * ring.largest_delay))
                throw std::logic_error(
                    "a delay system asked for a past that is not there yet: delays() must list every delay");
            const bool initial = ring.first == ring.last || time < ring.start;
            c.initial = initial ? c.initial | 1u << i : c.initial & ~(1u << i);
            if (initial)
                view.show(i, {-far, ring.start, {}});
            else
                view.show(i, piece_at(ring, channel, c.node[index(i)], time));
        }
        static_cast<Pieces&>(c) = view;
    }
    // In lanes that look at the time before the start, what `answer` says.
    template <class Answer>
    static void before_start(const Cursor& c, T& y, const Answer& answer) {
        if (c.initial == 0) return;
        for (int i = 0; i < lanes_of<T>; ++i)
            if (c.initial >> i & 1) set_lane(y, i, answer(i));
    }

    std::array<Ring, lanes_of<T>> rings_;
    mutable std::array<std::array<Cursor, K>, 2> cursors_;
};

/// What rates may ask of the past while the solver evaluates them at time `now`. S is the scalar of the evaluation: the
/// solver's own, or one that also carries derivatives.
template <class S, class Signals, class Lookup>
class Past {
public:
    /// `reached` is a time that the past surely covers.
    Past(const S& now, const S& reached, const Signals& signals_now, const Lookup& lookup)
        : now_(now), reached_(reached), signals_now_(signals_now), lookup_(lookup) {}

    /// Channel number `channel` at `time`, which is now or earlier; the present itself answers for a delay of zero.
    S at(std::size_t channel, const S& time) const {
        const auto earlier = time < now_;
        if (all(earlier)) return lookup_(channel, time);
        const S present = numbers_of(signals_now_())[channel];
        if (!any(earlier)) return present;
        return select(earlier, lookup_(channel, select(earlier, time, reached_)), present);
    }
    /// The same with its derivative along the time; the present answers without one.
    template <int M>
    Dual<S, M> at(std::size_t channel, const Dual<S, M>& time) const {
        if (all(time.value < now_)) return lookup_(channel, time);
        return at(channel, time.value);
    }
    /// The same by name, for systems whose signals are a record: `past.at(&Signals<T>::ia, t - p.ia_delay)`.
    template <Record R>
    S at(S R::*channel, const S& time) const {
        return at(index_of<R>(channel), time);
    }

private:
    S now_, reached_;
    const Signals& signals_now_;
    const Lookup& lookup_;
};

} // namespace myotatic::ode
