// A Segment is an accepted step seen as a function of time. Output, events and delays all read it.
#pragma once

#include "myotatic/core/pack.hpp"
#include "myotatic/core/record.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace myotatic::ode {

/// y(begin + θ h) = start + h Σ_i b_i(θ) k_i, where b_i(θ) = Σ_j weight[i][j] θ^(j+1) belongs to the method.
/// Valid on [begin, end]; `end` may lie before begin + h when an event has cut the step short.
template <class T, std::size_t N, class Tableau>
class Segment {
public:
    static constexpr std::size_t stages = Tableau::stages;

    /// A step whose slopes are about to be found: fill in `slopes`.
    void begin_at(const T& begin, const T& end, const Flat<T, N>& start) {
        begin_ = begin, end_ = end, step_ = end - begin, per_step_ = 1.0 / step_, start_ = start;
    }
    std::array<Flat<T, N>, stages>& slopes() { return slopes_; }
    const std::array<Flat<T, N>, stages>& slopes() const { return slopes_; }

    T begin() const { return begin_; }
    T end() const { return end_; }

    /// The state at time t.
    Flat<T, N> operator()(const T& t) const { return at(T((t - begin_) * per_step_)); }
    /// The state at a share θ of the step; of a single instance also at as many shares as a register has lanes.
    template <class S>
    auto at(const S& theta) const {
        using Y = WideAs<S, T>;
        std::array<Y, stages> hb;
        for (std::size_t i = 0; i < stages; ++i) {
            const auto& w = Tableau::dense[i];
            S b = S(0.0);
            for (std::size_t j = w.size(); j-- > 0;) b = (b + w[j]) * theta;
            hb[i] = widened<Y>(step_) * b;
        }
        Flat<Y, N> y;
        for (std::size_t n = 0; n < N; ++n) y[n] = moved(widened<Y>(start_[n]), hb, n, std::make_index_sequence<stages>());
        return y;
    }

    /// From here on the function on [begin, t] only.
    void cut(const T& t) { end_ = t; }

private:
    // Unrolled, so that the sum stays in its register.
    template <class Y, std::size_t... I>
    Y moved(Y y, const std::array<Y, stages>& hb, std::size_t n, std::index_sequence<I...>) const {
        ((y = multiply_add(hb[I], widened<Y>(slopes_[I][n]), y)), ...);
        return y;
    }

    T begin_{}, end_{}, step_{}, per_step_{};
    Flat<T, N> start_;
    std::array<Flat<T, N>, stages> slopes_;
};

} // namespace myotatic::ode
