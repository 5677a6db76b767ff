// Where a delayed solution is not smooth, and how that travels: a breakpoint (time, order) re-enters later by every delay,
// one order smoother each time or more, until the method no longer notices. [bellen2003]
#pragma once

#include "myotatic/core/scalar.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

namespace myotatic::ode {

/// `order` is that of the lowest derivative of the states that jumps: 0 for a jump of the states themselves, 1 where a
/// delayed signal jumps. `channel` is the delay by which it came. `Lanes` is the scalar of the integration that one of whose
/// lanes it belongs to.
template <class Lanes>
struct Breakpoint {
    double time;
    int order;
    std::size_t channel = 0;
};

/// What is known of a system of which nothing is known: whatever comes by one delay leaves for all of them.
struct EveryDelay {
    static constexpr std::size_t channel(std::size_t) { return 0; }
    static constexpr int gain(std::size_t, std::size_t) { return 1; }
};

/// A system in which delay k belongs to signal k, and of which the way from signal to signal is known.
template <std::size_t K>
struct KnownWays {
    static constexpr int never = 1000;
    std::array<std::array<int, K>, K> gains{}; ///< orders that signal `to` is smoother than what arrives as signal `from`

    static constexpr std::size_t channel(std::size_t delay) { return delay; }
    constexpr int gain(std::size_t from, std::size_t to) const { return gains[from][to]; }
};

/// The breakpoints ahead, in order of time. Two of one channel that differ by rounding only are one.
template <class Lanes>
class Breakpoints {
public:
    /// Orders above `highest_order` are not tracked: a method of that order does not see them.
    explicit Breakpoints(int highest_order = 0) : highest_order_(highest_order) {}

    double next() const { return ahead_.empty() ? std::numeric_limits<double>::infinity() : ahead_.front().time; }

    void add(const Breakpoint<Lanes>& point) {
        if (point.order > highest_order_) return;
        auto at = std::lower_bound(ahead_.begin(), ahead_.end(), point.time - rounding(point.time),
                                   [](const Breakpoint<Lanes>& b, double t) { return b.time < t; });
        for (auto same = at; same != ahead_.end() && same->time <= point.time + rounding(point.time); ++same) {
            if (same->channel != point.channel) continue;
            same->order = std::min(same->order, point.order);
            return;
        }
        ahead_.insert(at, point);
    }

    /// The solution has arrived at `t`: whatever lies there comes back after every delay that it leaves by. Returns the
    /// lowest order that lay there.
    template <class Delays, class Ways = EveryDelay>
    std::optional<int> arrive(double t, const Delays& delays, const Ways& ways = {}) {
        std::optional<int> lowest;
        while (!ahead_.empty() && ahead_.front().time <= t + rounding(t)) {
            const Breakpoint<Lanes> here = ahead_.front();
            ahead_.erase(ahead_.begin());
            for (std::size_t d = 0; d < delays.size(); ++d)
                if (delays[d] > 0.0) add({here.time + delays[d], here.order + ways.gain(here.channel, d), ways.channel(d)});
            lowest = std::min(lowest.value_or(here.order), here.order);
        }
        return lowest;
    }

private:
    // Sums of delays in different order differ by a few units in the last place.
    static double rounding(double t) { return 64 * std::numeric_limits<double>::epsilon() * max(abs(t), 1e-3); }

    int highest_order_;
    std::vector<Breakpoint<Lanes>> ahead_;
};

} // namespace myotatic::ode
