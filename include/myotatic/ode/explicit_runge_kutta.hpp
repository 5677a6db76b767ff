// Explicit Runge–Kutta methods as data: a tableau makes a method.
#pragma once

#include "myotatic/ode/segment.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace myotatic::ode {

/// What a method makes of a proposed step: the new state, the slope there, an estimate of the local error, and the step as
/// a function of time.
template <class T, std::size_t N, class Segment>
struct Attempt {
    Flat<T, N> end;
    Flat<T, N> slope; ///< rates at the end, seen from within the step
    Flat<T, N> error; ///< estimate of the local error; zero for a method without one
    Segment segment;
};

/// A tableau has
///   name, citation            what it is called and where it is published
///   order, stages             stages count the slope at the end of the step, which the next step reuses
///   c[i], a[i][j]             nodes and coefficients; the last row of `a` is the solution
///   e[i], has_error_estimate  error = h Σ e_i k_i
///   error_order               order of the embedded solution
///   dense[i][j]               b_i(θ) = Σ_j dense[i][j] θ^(j+1)
/// and is checked by tests: order conditions of solution, estimate and dense output.
template <class Tableau>
struct ExplicitRungeKutta {
    static constexpr std::string_view name = Tableau::name;
    static constexpr int order = Tableau::order;
    static constexpr bool has_error_estimate = Tableau::has_error_estimate;
    static constexpr int error_order = Tableau::error_order;
    static constexpr std::size_t evaluations = Tableau::stages - 1; ///< rates evaluated by one attempt

    template <class T, std::size_t N>
    using Segment = ode::Segment<T, N, Tableau>;

    /// A step from (begin, y), where `slope` = f(begin, y), to `end`.
    template <class F, class T, std::size_t N>
    static auto attempt(const F& f, const T& begin, const T& end, const Flat<T, N>& y, const Flat<T, N>& slope) {
        constexpr std::size_t S = Tableau::stages;
        const T h = end - begin;
        Attempt<T, N, Segment<T, N>> made; // made in place: it is large
        made.segment.begin_at(begin, end, y);
        auto& k = made.segment.slopes();
        k[0] = slope;
        Flat<T, N> stage = y;
        for (std::size_t i = 1; i < S; ++i) {
            Flat<T, N> sum{};
            for (std::size_t j = 0; j < i; ++j)
                if (Tableau::a[i][j] != 0)
                    for (std::size_t n = 0; n < N; ++n) sum[n] = multiply_add(T(Tableau::a[i][j]), k[j][n], sum[n]);
            for (std::size_t n = 0; n < N; ++n) stage[n] = multiply_add(h, sum[n], y[n]);
            k[i] = f(Tableau::c[i] == 1.0 ? end : begin + Tableau::c[i] * h, stage);
        }
        made.end = stage, made.slope = k[S - 1];
        made.error = {};
        if constexpr (has_error_estimate)
            for (std::size_t i = 0; i < S; ++i)
                if (Tableau::e[i] != 0)
                    for (std::size_t n = 0; n < N; ++n)
                        made.error[n] = multiply_add(h * Tableau::e[i], k[i][n], made.error[n]);
        return made;
    }
};

} // namespace myotatic::ode
