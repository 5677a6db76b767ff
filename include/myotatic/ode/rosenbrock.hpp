// Rosenbrock methods as data: linearly implicit, for stiff systems. Every stage solves one linear system with the exact
// Jacobian; nothing is iterated. [hairer1996 IV.7]
//
//     (1/(γh) - J) u_i = f(t + α_i h, y + Σ_j a_ij u_j) + Σ_j (c_ij/h) u_j + γ_i h ∂f/∂t
//     y(t + h) = y + Σ_i m_i u_i,   error = Σ_i e_i u_i
#pragma once

#include "myotatic/core/scalar.hpp"
#include "myotatic/ode/explicit_runge_kutta.hpp"
#include "myotatic/ode/hermite_segment.hpp"
#include "myotatic/ode/jacobian.hpp"
#include "myotatic/ode/weighted_sum.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace myotatic::ode {

/// A tableau has
///   name, citation            what it is called and where it is published
///   order, error_order        of the solution and of the embedded one
///   stages, gamma             linear systems solved, and γ
///   alpha[i], gamma_i[i]      nodes, and factors of ∂f/∂t
///   a[i][j], c[i][j]          coefficients in the form above
///   m[i], e[i]                weights of solution and error
/// and, if the method has a dense output of its own, in the form of HermiteSegment,
///   bend[i], twist[i]         Σ bend_i u_i, Σ twist_i u_i
/// All of it is checked by tests against the order conditions.
template <class Tableau>
struct Rosenbrock {
    static constexpr std::string_view name = Tableau::name;
    static constexpr int order = Tableau::order;
    static constexpr bool has_error_estimate = true;
    static constexpr int error_order = Tableau::error_order;
    static constexpr bool needs_jacobian = true; ///< `attempt` takes a Linearisation

    template <class T, std::size_t N>
    using Segment = HermiteSegment<T, N>;

    /// A step from (begin, y), where `slope` = f(begin, y), to `end`.
    template <class F, class System, class T, std::size_t N>
    static auto attempt(const F& f, const Linearisation<System, N>& linearisation, const T& begin, const T& end,
                        const Flat<T, N>& y, const Flat<T, N>& slope) {
        const T h = end - begin, per_h = 1.0 / h;
        typename Linearisation<System, N>::template Matrix<T> matrix;
        Flat<T, N> by_time{};
        linearisation.differentiate(f, begin, y, per_h * (1 / Tableau::gamma), matrix, by_time);
        linearisation.factor(matrix);

        std::array<Flat<T, N>, S> u;
        Flat<T, N> point = y, rates = slope;
        const auto make_stage = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
            if constexpr (!stays(I)) {
                move<I>(point, y, u);
                rates = f(Tableau::alpha[I] == 1 ? end : begin + Tableau::alpha[I] * h, point);
            }
            for (std::size_t n = 0; n < N; ++n) {
                u[I][n] = rates[n];
                if constexpr (I > 0)
                    u[I][n] =
                        multiply_add(weighted_sum<I>([](std::size_t j) { return Tableau::c[I][j]; }, u, n), per_h, u[I][n]);
                if constexpr (Tableau::gamma_i[I] != 0) u[I][n] = multiply_add(Tableau::gamma_i[I] * h, by_time[n], u[I][n]);
            }
            linearisation.solve(matrix, u[I]);
        };
        [&]<std::size_t... I>(std::index_sequence<I...>) { (make_stage(std::integral_constant<std::size_t, I>()), ...); }
        (std::make_index_sequence<S>{});

        move<S>(point, y, u);
        Flat<T, N> error;
        for (std::size_t n = 0; n < N; ++n) error[n] = weighted_sum<S>([](std::size_t j) { return Tableau::e[j]; }, u, n);
        const Flat<T, N> slope_at_end = f(end, point);
        return Attempt<T, N, Segment<T, N>>{point, slope_at_end, error,
                                            segment(begin, end, y, slope, point, slope_at_end, u)};
    }

private:
    static constexpr std::size_t S = Tableau::stages;

    // The weights of the solution are the row after the last stage.
    static constexpr double a(std::size_t i, std::size_t j) { return i < S ? Tableau::a[i][j] : Tableau::m[j]; }
    // A row that repeats the one before and adds to it: its point is found from that of the stage before.
    static constexpr bool continues(std::size_t i) {
        for (std::size_t j = 0; j + 1 < i; ++j)
            if (a(i, j) != a(i - 1, j)) return false;
        return i > 1;
    }
    // A stage at the same point as the one before needs no evaluation.
    static constexpr bool stays(std::size_t i) {
        return i == 0 || (continues(i) && a(i, i - 1) == 0 && Tableau::alpha[i] == Tableau::alpha[i - 1]);
    }

public:
    /// Evaluations of the rates by one attempt: stages after the first, the slope at the end, and one on duals.
    static constexpr std::size_t evaluations = [] {
        std::size_t n = 2;
        for (std::size_t i = 0; i < S; ++i) n += !stays(i);
        return n;
    }();

private:
    // y + Σ_j a_ij u_j, given the point of the stage before.
    template <std::size_t I, class T, std::size_t N>
    static void move(Flat<T, N>& point, const Flat<T, N>& y, const std::array<Flat<T, N>, S>& u) {
        for (std::size_t n = 0; n < N; ++n) {
            if constexpr (continues(I))
                add_weighted<decltype([](std::size_t j) { return a(I, j); }), I - 1>(u[I - 1][n], point[n]);
            else
                point[n] = y[n] + weighted_sum<I>([](std::size_t j) { return a(I, j); }, u, n);
        }
    }

    template <class T, std::size_t N>
    static Segment<T, N> segment(const T& begin, const T& end, const Flat<T, N>& from,
                                 [[maybe_unused]] const Flat<T, N>& slope_from, const Flat<T, N>& to,
                                 [[maybe_unused]] const Flat<T, N>& slope_to,
                                 [[maybe_unused]] const std::array<Flat<T, N>, S>& u) {
        if constexpr (requires { Tableau::bend; }) {
            Flat<T, N> bend, twist;
            for (std::size_t n = 0; n < N; ++n) {
                bend[n] = weighted_sum<S>([](std::size_t j) { return Tableau::bend[j]; }, u, n);
                twist[n] = weighted_sum<S>([](std::size_t j) { return Tableau::twist[j]; }, u, n);
            }
            return {begin, end, from, to, bend, twist};
        } else {
            return Segment<T, N>::through(begin, end, from, slope_from, to, slope_to);
        }
    }
};

} // namespace myotatic::ode
