// A step as the cubic that has given values and slopes at both ends.
#pragma once

#include "myotatic/core/pack.hpp"
#include "myotatic/core/record.hpp"

#include <cstddef>

namespace myotatic::ode {

/// Between y(0) and y(1), at θ = (t - begin)/(end - begin):
///     y(θ) = (1-θ) y(0) + θ y(1) + θ(1-θ) (bend + θ twist)
/// Valid on [begin, end]; `end` may lie before the end of the cubic when an event has cut the step short. For a smooth
/// solution the cubic is wrong by O(h⁴), as is a method of order 4 at the end of a run.
template <class T, std::size_t N>
class HermiteSegment {
public:
    HermiteSegment() = default;
    HermiteSegment(T begin, T end, const Flat<T, N>& from, const Flat<T, N>& to, const Flat<T, N>& bend,
                   const Flat<T, N>& twist)
        : begin_(begin), end_(end), per_step_(1.0 / (end - begin)), from_(from), to_(to), bend_(bend), twist_(twist) {}

    /// The cubic with these slopes at its ends.
    static HermiteSegment through(const T& begin, const T& end, const Flat<T, N>& from, const Flat<T, N>& slope_from,
                                  const Flat<T, N>& to, const Flat<T, N>& slope_to) {
        const T h = end - begin;
        Flat<T, N> bend, twist;
        for (std::size_t n = 0; n < N; ++n) {
            const T rise = to[n] - from[n];
            bend[n] = h * slope_from[n] - rise;
            twist[n] = 2.0 * rise - h * (slope_from[n] + slope_to[n]);
        }
        return {begin, end, from, to, bend, twist};
    }

    T begin() const { return begin_; }
    T end() const { return end_; }

    /// The state at time t.
    Flat<T, N> operator()(const T& t) const { return at(T((t - begin_) * per_step_)); }
    /// The state at a share θ of the step; of a single instance also at as many shares as a register has lanes.
    template <class S>
    auto at(const S& theta) const {
        using Y = WideAs<S, T>;
        const Y share = theta, rest = 1.0 - share, bump = share * rest;
        const auto w = [](const T& x) { return widened<Y>(x); };
        Flat<Y, N> y;
        for (std::size_t n = 0; n < N; ++n)
            y[n] = multiply_add(bump, multiply_add(share, w(twist_[n]), w(bend_[n])),
                                multiply_add(share, w(to_[n]), rest * w(from_[n])));
        return y;
    }

    /// From here on the function on [begin, t] only.
    void cut(const T& t) { end_ = t; }

private:
    T begin_{}, end_{}, per_step_{};
    Flat<T, N> from_, to_, bend_, twist_;
};

} // namespace myotatic::ode
