// Explicit Runge–Kutta methods as data: a tableau makes a method.
#pragma once

#include "myotatic/ode/segment.hpp"
#include "myotatic/ode/weighted_sum.hpp"

#include <array>
#include <cstddef>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

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
        const auto make_stage = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
            move<I>(stage, y, h, k);
            ::new (static_cast<void*>(&k[I])) Flat<T, N>(f(Tableau::c[I] == 1.0 ? end : begin + Tableau::c[I] * h, stage));
        };
        [&]<std::size_t... I>(std::index_sequence<I...>) { (make_stage(std::integral_constant<std::size_t, I + 1>()), ...); }
        (std::make_index_sequence<S - 1>());
        made.end = stage, made.slope = k[S - 1];
        made.error = {};
        if constexpr (has_error_estimate)
            for (std::size_t n = 0; n < N; ++n)
                made.error[n] = h * weighted_sum<S>([](std::size_t j) { return Tableau::e[j]; }, k, n);
        return made;
    }

private:
    // y + h Σ_j a_ij k_j
    template <std::size_t I, class T, std::size_t N, std::size_t S>
    static void move(Flat<T, N>& point, const Flat<T, N>& y, const T& h, const std::array<Flat<T, N>, S>& k) {
        for (std::size_t n = 0; n < N; ++n)
            point[n] = multiply_add(h, weighted_sum<I>([](std::size_t j) { return Tableau::a[I][j]; }, k, n), y[n]);
    }
};

} // namespace myotatic::ode
