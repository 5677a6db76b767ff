// A Segment is an accepted step seen as a function of time. Output, events and delays all read it.
#pragma once

#include "myotatic/core/record.hpp"

#include <array>
#include <cstddef>

namespace myotatic::ode {

/// y(begin + θ h) = start + h Σ_i b_i(θ) k_i, where b_i(θ) = Σ_j weight[i][j] θ^(j+1) belongs to the method.
/// Valid on [begin, end]; `end` may lie before begin + h when an event has cut the step short.
template <class T, std::size_t N, class Tableau>
class Segment {
public:
    static constexpr std::size_t stages = Tableau::stages;

    Segment() = default;
    Segment(T begin, T end, const Flat<T, N>& start, const std::array<Flat<T, N>, stages>& slopes)
        : begin_(begin), end_(end), step_(end - begin), per_step_(1.0 / step_), start_(start), slopes_(slopes) {}

    T begin() const { return begin_; }
    T end() const { return end_; }

    /// The state at time t.
    Flat<T, N> operator()(T t) const {
        const T theta = (t - begin_) * per_step_;
        Flat<T, N> y = start_;
        for (std::size_t i = 0; i < stages; ++i) {
            const auto& w = Tableau::dense[i];
            T b = T(0.0);
            for (std::size_t j = w.size(); j-- > 0;) b = (b + w[j]) * theta;
            const T hb = step_ * b;
            for (std::size_t n = 0; n < N; ++n) y[n] = multiply_add(hb, slopes_[i][n], y[n]);
        }
        return y;
    }

    /// The same function on [begin, t] only.
    Segment cut(T t) const {
        Segment shorter = *this;
        shorter.end_ = t;
        return shorter;
    }

private:
    T begin_{}, end_{}, step_{}, per_step_{};
    Flat<T, N> start_{};
    std::array<Flat<T, N>, stages> slopes_{};
};

} // namespace myotatic::ode
