// Where a delayed solution is not smooth, and how that travels: a breakpoint (time, order) re-enters later by every delay,
// one order smoother each time, until the method no longer notices. [bellen2003]
#pragma once

#include "myotatic/core/scalar.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace myotatic::ode {

/// `order` is that of the lowest derivative that jumps: 0 for a jump of a remembered signal itself. `Lanes` is the scalar of
/// the integration that one of whose lanes it belongs to.
template <class Lanes>
struct Breakpoint {
    double time;
    int order;
};

/// The breakpoints ahead, in order of time. Two that differ by rounding only are one.
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
        if (at != ahead_.end() && at->time <= point.time + rounding(point.time))
            at->order = std::min(at->order, point.order);
        else
            ahead_.insert(at, point);
    }

    /// The solution has arrived at `t`: whatever lies there comes back after every delay. Returns whether anything did.
    template <class Delays>
    bool arrive(double t, const Delays& delays) {
        bool any = false;
        while (!ahead_.empty() && ahead_.front().time <= t + rounding(t)) {
            const Breakpoint<Lanes> here = ahead_.front();
            ahead_.erase(ahead_.begin());
            for (const double delay : delays)
                if (delay > 0.0) add({here.time + delay, here.order + 1});
            any = true;
        }
        return any;
    }

private:
    // Sums of delays in different order differ by a few units in the last place.
    static double rounding(double t) { return 64 * std::numeric_limits<double>::epsilon() * max(abs(t), 1e-3); }

    int highest_order_;
    std::vector<Breakpoint<Lanes>> ahead_;
};

} // namespace myotatic::ode
