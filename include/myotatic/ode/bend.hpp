// Where the equations bend: rectifiers open, thresholds are crossed, lengthening turns into shortening.
//
// Across a bend an error estimate tells too little, and a rejected step does not know by how much it was too long. So a step
// that runs across one is tried again up to there. What the bend does next to the ends of a step is of second order in the
// distance, and does not count.
#pragma once

#include "myotatic/core/pack.hpp"
#include "myotatic/core/record.hpp"

#include <cstddef>
#include <limits>

namespace myotatic::ode {

/// In every lane, the next bend that is known of, among `K` numbers that change sign where the equations bend.
template <class T, std::size_t K>
class Bends {
public:
    using Mask = mask_of<T>;
    using Numbers = Flat<T, K>;

    /// The time of the next bend; infinity as long as none is known.
    const T& next() const { return next_; }
    /// The lanes whose last accepted step ended at one.
    const Mask& just_passed() const { return just_passed_; }

    /// A smooth stretch begins, where the numbers are `sides`.
    void begin(const Mask& where, const Numbers& sides) {
        blend(where, sides_, sides);
        blend(where, next_, T(none));
        just_passed_ = just_passed_ && !where;
    }

    /// The lanes of `candidates` whose step from `begin` to `end` must be tried again, up to the first bend within. The
    /// numbers are `ahead` at its end; `half_way(time)` gives them in the middle of it.
    template <class HalfWay>
    Mask find(Mask candidates, const T& begin, const T& end, const Numbers& ahead, const HalfWay& half_way) {
        ahead_ = ahead;
        Mask changes = Mask(false);
        for (std::size_t k = 0; k < K; ++k) changes = changes || sides_[k] * ahead_[k] < 0.0;
        if (!any(candidates = candidates && changes)) return Mask(false);

        // The first root of parabolas through begin, middle and end; each has one within, if the ends differ in sign.
        // Lanes without a bend stay at the end, where their past is in view.
        const T h = end - begin;
        const Numbers between = half_way(select(candidates, begin + 0.5 * h, end));
        T first = T(1.0);
        for (std::size_t k = 0; k < K; ++k) {
            if (!any(candidates && sides_[k] * ahead_[k] < 0.0)) continue;
            const T side = copysign(T(1.0), sides_[k]);
            const T a = side * sides_[k], b = side * between[k], c = side * ahead_[k];
            const T slope = 4.0 * b - 3.0 * a - c, bend = 2.0 * (a + c - 2.0 * b);
            const T root = 2.0 * a / (sqrt(max(slope * slope - 4.0 * bend * a, T(0.0))) - slope);
            first = select(c < 0.0 && a > 0.0 && root > next_to, min(first, root), first);
        }
        const Mask within = candidates && first < 1.0 - next_to;
        blend(within, next_, begin + first * h);
        return within;
    }

    /// Steps have been accepted up to `end`.
    void pass(const Mask& accepted, const T& end) {
        blend(accepted, sides_, ahead_);
        const Mask at_bend = accepted && end >= next_;
        blend(at_bend, next_, T(none));
        just_passed_ = at_bend || (just_passed_ && !accepted);
    }

private:
    static constexpr double none = std::numeric_limits<double>::infinity();
    static constexpr double next_to = 0.005; // of the step; with 0.01, 2 to 3 % more steps for the same error

    T next_{none};
    Mask just_passed_{false};
    Numbers sides_{}, ahead_{}; ///< the numbers where steps begin, and where the last attempt ended
};

} // namespace myotatic::ode
