// Solving with I/(γh) - J where few entries of J differ from zero: the elimination is planned once, from the pattern alone,
// and then carried out as a list of multiplications, looped over or unrolled.
//
// Pivots stay on the diagonal, in Markowitz' order. That needs no decision on values, so every lane of a pack does the same;
// 1/(γh) keeps the diagonal large at reasonable steps, and a pivot that becomes zero at an unreasonable one gives infinities
// and thereby a step that is rejected.
//
// The matrix that is stored is A = J - I/(γh). After `factor`, the slot of pivot k holds -1/a_kk, those below it the
// multipliers -a_ik/a_kk, those to its right the row as it was left: then neither `factor` nor `solve` has a subtraction,
// and both consist of fused multiply-adds. `solve` yields u with (I/(γh) - J) u = b.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"
#include "myotatic/ode/sparsity.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace myotatic::ode {

/// The order of elimination, and the pattern with what is filled in. Entries are stored row by row, one slot each.
template <std::size_t N>
struct LuPlan {
    std::array<std::uint8_t, N> order{};      ///< order[k] is the state eliminated as the k-th
    std::array<IndexSet, N> rows{};           ///< with diagonal and fill-in
    std::array<IndexSet, N> later{};          ///< later[k]: states eliminated after state k
    std::array<std::uint16_t, N + 1> first{}; ///< slot at which each row begins

    constexpr std::size_t slots() const { return first[N]; }
    /// The slot of entry (i, j), which must be one of the filled pattern.
    constexpr std::uint16_t slot(std::size_t i, std::size_t j) const {
        return static_cast<std::uint16_t>(first[i] + rows[i].count_below(j));
    }
};

/// Markowitz' order: eliminate next where the fewest entries can be filled in. [markowitz1957]
template <std::size_t N>
constexpr LuPlan<N> lu_plan(const Pattern<N>& pattern) {
    LuPlan<N> plan;
    plan.rows = pattern.rows;
    for (std::size_t i = 0; i < N; ++i) plan.rows[i].insert(i);
    auto columns = Pattern<N>{plan.rows, {}}.columns();
    IndexSet left;
    for (std::size_t i = 0; i < N; ++i) left.insert(i);
    for (std::size_t k = 0; k < N; ++k) {
        std::size_t pivot = N, cheapest = 0;
        left.for_each_below(N, [&](std::size_t i) {
            const std::size_t cost = ((plan.rows[i] & left).size() - 1) * ((columns[i] & left).size() - 1);
            if (pivot == N || cost < cheapest) pivot = i, cheapest = cost;
        });
        plan.order[k] = static_cast<std::uint8_t>(pivot);
        left.erase(pivot);
        plan.later[pivot] = left;
        const IndexSet below = columns[pivot] & left, right = plan.rows[pivot] & left;
        below.for_each_below(N, [&](std::size_t i) { plan.rows[i] = plan.rows[i] | right; });
        right.for_each_below(N, [&](std::size_t j) { columns[j] = columns[j] | below; });
    }
    for (std::size_t i = 0; i < N; ++i) plan.first[i + 1] = static_cast<std::uint16_t>(plan.first[i] + plan.rows[i].size());
    return plan;
}

/// One operation on the slots of the matrix, or on a right-hand side b.
struct LuOperation {
    enum class Kind : std::uint8_t {
        reciprocal, ///< a[target] = -1 / a[target]
        scale,      ///< x[target] = x[target] · a[left], where x is the matrix, or in a solve b
        update      ///< x[target] += a[left] · x[right]
    };
    Kind kind{};
    std::uint16_t target{}, left{}, right{};
};

/// The operations of the factorisation in their order: `visit(operation)`.
template <std::size_t N, class Visit>
constexpr void for_each_factor_operation(const LuPlan<N>& plan, const Visit& visit) {
    using enum LuOperation::Kind;
    for (const std::size_t k : plan.order) {
        const std::uint16_t pivot = plan.slot(k, k);
        visit(LuOperation{reciprocal, pivot, 0, 0});
        plan.later[k].for_each_below(N, [&](std::size_t i) {
            if (!plan.rows[i].contains(k)) return;
            visit(LuOperation{scale, plan.slot(i, k), pivot, 0});
            (plan.rows[k] & plan.later[k]).for_each_below(N, [&](std::size_t j) {
                visit(LuOperation{update, plan.slot(i, j), plan.slot(i, k), plan.slot(k, j)});
            });
        });
    }
}

/// The operations of a solve; targets and right operands are entries of b.
template <std::size_t N, class Visit>
constexpr void for_each_solve_operation(const LuPlan<N>& plan, const Visit& visit) {
    using enum LuOperation::Kind;
    const auto state = [](std::size_t i) { return static_cast<std::uint16_t>(i); };
    for (const std::size_t k : plan.order)
        plan.later[k].for_each_below(N, [&](std::size_t i) {
            if (plan.rows[i].contains(k)) visit(LuOperation{update, state(i), plan.slot(i, k), state(k)});
        });
    for (std::size_t n = N; n-- > 0;) {
        const std::size_t k = plan.order[n];
        (plan.rows[k] & plan.later[k]).for_each_below(N, [&](std::size_t j) {
            visit(LuOperation{update, state(k), plan.slot(k, j), state(j)});
        });
        visit(LuOperation{scale, state(k), plan.slot(k, k), 0});
    }
}

/// x is the matrix itself while factoring, a right-hand side while solving.
template <class T>
constexpr void carry_out(const LuOperation& o, const T* a, T* x) {
    using enum LuOperation::Kind;
    switch (o.kind) {
    case reciprocal:
        x[o.target] = -1.0 / x[o.target];
        break;
    case scale:
        x[o.target] = x[o.target] * a[o.left];
        break;
    case update:
        x[o.target] = multiply_add(a[o.left], x[o.right], x[o.target]);
        break;
    }
}

namespace detail {

// Everything that a generator hands to its visitor, as an array of exactly that many.
template <class Item, class Generate>
constexpr auto listed(const Generate&) {
    constexpr std::size_t size = [] {
        std::size_t n = 0;
        Generate{}([&](const Item&) { ++n; });
        return n;
    }();
    std::array<Item, size> list{};
    std::size_t n = 0;
    Generate{}([&](const Item& item) { list[n++] = item; });
    return list;
}

} // namespace detail

} // namespace myotatic::ode
