// Sums over the stages of a step, with weights that are known when the program is compiled: those of a tableau. They are
// unrolled, so that a sum stays in its register and stages without weight cost nothing.
//
//     weighted_sum<3>([](std::size_t j) { return Tableau::a[3][j]; }, slopes, n)      Σ_{j<3} a_3j k_j[n]
#pragma once

#include "myotatic/core/pack.hpp"
#include "myotatic/core/record.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace myotatic::ode {

/// total += weight(J) u
template <class Weight, std::size_t J, class T>
constexpr void add_weighted(const T& u, T& total) {
    constexpr double weight = Weight{}(J);
    if constexpr (weight == 1)
        total = total + u;
    else if constexpr (weight != 0)
        total = multiply_add(T(weight), u, total);
}

/// Σ_j weight(j) u_j[n] over the first `Count`, of which the last may be the only one with a weight.
template <std::size_t Count, class Weight, class T, std::size_t N, std::size_t S>
constexpr T weighted_sum(const Weight&, const std::array<Flat<T, N>, S>& u, std::size_t n) {
    constexpr std::size_t first = [] {
        std::size_t j = 0;
        while (j + 1 < Count && Weight{}(j) == 0) ++j;
        return j;
    }();
    constexpr double weight = Weight{}(first);
    T total = u[first][n];
    if constexpr (weight != 1) total = weight * total;
    [&]<std::size_t... J>(std::index_sequence<J...>) {
        (add_weighted<Weight, first + 1 + J>(u[first + 1 + J][n], total), ...);
    }
    (std::make_index_sequence<Count - first - 1>());
    return total;
}

} // namespace myotatic::ode
