// The past of the signals that travel: a bounded ring of accepted steps, as far back as the largest delay.
#pragma once

#include "myotatic/core/dual.hpp"
#include "myotatic/core/record.hpp"
#include "myotatic/ode/system.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

namespace myotatic::ode {

/// A step as the past keeps it: per channel, value and slope at both ends and the value in the middle, a polynomial of
/// degree 4 whose error is of the order of the method's own. Methods up to order 4 do with the cubic.
template <class T, std::size_t K>
struct RememberedStep {
    // θ ↦ cubic Hermite through both ends, plus lift · θ²(1-θ)², which is 1/16 in the middle.
    struct Channel {
        T value0, slope0, value1, slope1, lift;
        T at(const T& theta) const {
            const T rest = 1.0 - theta, bump = theta * rest;
            return rest * value0 + theta * value1 +
                   bump * ((2.0 * theta - 1.0) * (value1 - value0) + rest * slope0 - theta * slope1 + bump * lift);
        }
    };
    T begin{}, end{};
    std::array<Channel, K> channels{};

    RememberedStep() = default;

    /// `signals` are those of the system pinned to the step, the rates its slopes at both ends. With `midpoint`, the value
    /// in the middle raises the order of the look-up from 4 to 5.
    template <class System, class Segment, std::size_t N>
    RememberedStep(const System& system, const Segment& segment, const Flat<T, N>& rate_at_begin,
                   const Flat<T, N>& rate_at_end, bool midpoint)
        : begin(segment.begin()), end(segment.end()) {
        const T h = end - begin;
        const auto left = with_slope(system, begin, segment(begin), rate_at_begin);
        const auto right = with_slope(system, end, segment(end), rate_at_end);
        for (std::size_t k = 0; k < K; ++k)
            channels[k] = {left[k].value, h * left[k].slope[0], right[k].value, h * right[k].slope[0], T(0.0)};
        if (!midpoint) return;
        const auto middle = signals_at(system, segment, 0.5);
        for (std::size_t k = 0; k < K; ++k) channels[k].lift = 16.0 * (middle[k] - channels[k].at(T(0.5)));
    }

    /// How far the polynomials are from the signals, in units of `tolerated`: looked at where a polynomial through ends and
    /// middle is furthest from a smooth signal, and on both sides, since a signal that bends within the step shows on one.
    template <class System, class Segment>
    T misfit(const System& system, const Segment& segment, const Flat<T, K>& tolerated) const {
        T largest = T(0.0);
        for (const double theta : {0.25, 0.75}) {
            const auto exact = signals_at(system, segment, theta);
            for (std::size_t k = 0; k < K; ++k) {
                const T off = abs(channels[k].at(T(theta)) - exact[k]);
                const T misfit = select(off == 0.0, T(0.0), off / tolerated[k]);
                if (!(misfit <= largest)) largest = misfit;
            }
        }
        return largest;
    }

private:
    template <class System, class Segment>
    auto signals_at(const System& system, const Segment& segment, double theta) const {
        const T t = begin + theta * (end - begin);
        return numbers_of(system.signals(t, segment(t)));
    }
    template <class System, std::size_t N>
    static auto with_slope(const System& system, const T& t, const Flat<T, N>& x, const Flat<T, N>& rate) {
        using D = Dual<T, 1>;
        Flat<D, N> along;
        for (std::size_t i = 0; i < N; ++i) {
            along[i] = D(x[i]);
            along[i].slope[0] = rate[i];
        }
        return numbers_of(system.signals(variable<1>(t, 0), along));
    }
};

/// The accepted steps as far back as the largest delay. Memory is bounded by the largest delay over the step, not by the
/// time simulated; the ring doubles when it is full, and `growths` says how often.
template <class T, std::size_t K>
class History {
public:
    using Node = RememberedStep<T, K>;

    History(T start, T largest_delay, std::size_t capacity = 64)
        : start_(start), largest_delay_(largest_delay), ring_(capacity) {}

    /// Keeps an accepted step.
    void append(const Node& step) {
        forget_before(step.begin - largest_delay_);
        if (count_ == ring_.size()) grow();
        ring_[(first_ + count_++) % ring_.size()] = step;
    }

    /// The value of a channel at a time in the past; `initial` answers for times before the start. Where two steps meet,
    /// `toward` decides: positive looks from the later step, negative from the earlier. Throws std::logic_error for times
    /// further back than the largest delay, and for times that no step has reached.
    template <class Initial>
    T at(std::size_t channel, const T& time, const T& toward, const Initial& initial) const {
        const T rounding = 64 * std::numeric_limits<double>::epsilon() * max(abs(time), T(1e-3));
        if (!(time <= reached() + rounding + 1e-9 * largest_delay_))
            throw std::logic_error("a delay system asked for a past that is not there yet: delays() must list every delay");
        const T probe = time + select(toward < 0.0, -rounding, rounding);
        if (count_ == 0 || probe < start_) return numbers_of(initial(time))[channel];
        if (probe < oldest().begin)
            throw std::logic_error("a delay system asked for a past further back than delays() declares");
        // The first step that ends after the probe; the latest one answers for rounding beyond it.
        std::size_t low = 0, high = count_ - 1;
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (node(middle).end > probe)
                high = middle;
            else
                low = middle + 1;
        }
        const Node& n = node(low);
        return n.channels[channel].at(max(T(0.0), min(T(1.0), (time - n.begin) / (n.end - n.begin))));
    }

    std::size_t size() const { return count_; }
    long long growths() const { return growths_; }

private:
    const Node& node(std::size_t i) const { return ring_[(first_ + i) % ring_.size()]; }
    const Node& oldest() const { return node(0); }
    T reached() const { return count_ == 0 ? start_ : node(count_ - 1).end; }
    void forget_before(const T& time) {
        while (count_ > 1 && oldest().end < time) {
            first_ = (first_ + 1) % ring_.size();
            --count_;
        }
    }
    void grow() {
        std::vector<Node> larger(2 * ring_.size());
        for (std::size_t i = 0; i < count_; ++i) larger[i] = node(i);
        ring_.swap(larger);
        first_ = 0;
        ++growths_;
    }

    T start_, largest_delay_;
    std::vector<Node> ring_;
    std::size_t first_ = 0, count_ = 0;
    long long growths_ = 0;
};

/// What rates may ask of the past while the solver evaluates them at time `now`.
template <class T, class Signals, class Lookup>
class Past {
public:
    Past(T now, const Signals& signals_now, const Lookup& lookup) : now_(now), signals_now_(signals_now), lookup_(lookup) {}

    /// Channel number `channel` at `time`, which is now or earlier; the present itself answers for a delay of zero.
    T at(std::size_t channel, const T& time) const {
        return time < now_ ? lookup_(channel, time) : numbers_of(signals_now_())[channel];
    }
    /// The same by name, for systems whose signals are a record: `past.at(&Signals<T>::ia, t - p.ia_delay)`.
    template <Record R>
    T at(T R::*channel, const T& time) const {
        return at(index_of<R>(channel), time);
    }

private:
    T now_;
    const Signals& signals_now_;
    const Lookup& lookup_;
};

} // namespace myotatic::ode
