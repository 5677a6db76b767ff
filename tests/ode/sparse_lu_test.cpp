// The planned elimination solves what a dense one solves, and unrolling it changes no bit.
#include "myotatic/ode/sparse_lu.hpp"

#include "myotatic/ode/jacobian.hpp"

#include <Eigen/Dense>
#include <gtest/gtest.h>

#include <random>

using namespace myotatic;

namespace {

template <std::size_t N>
ode::Pattern<N> random_pattern(std::mt19937& random, double density) {
    std::bernoulli_distribution there(density);
    ode::Pattern<N> pattern;
    for (auto& row : pattern.rows)
        for (std::size_t j = 0; j < N; ++j)
            if (there(random)) row.insert(j);
    return pattern;
}

template <std::size_t N>
void solves_as_a_dense_elimination(std::mt19937& random, double density) {
    const auto pattern = random_pattern<N>(random, density);
    const ode::detail::FoundPlan<N> found(pattern);
    const auto plan = ode::lu_plan(pattern);
    std::uniform_real_distribution<double> value(-1, 1);
    // Diagonally dominant, as 1/(γh) - J is at a step that the accuracy allows.
    const double shift = static_cast<double>(N);
    Flat<double, N * N> a{};
    Eigen::MatrixXd dense = shift * Eigen::MatrixXd::Identity(N, N);
    Flat<double, N> b;
    Eigen::VectorXd right(N);
    for (std::size_t i = 0; i < N; ++i) {
        pattern.rows[i].for_each_below(N, [&](std::size_t j) {
            const double v = value(random);
            a[plan.slot(i, j)] = v;
            dense(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) -= v;
        });
        a[plan.slot(i, i)] -= shift;
        right[static_cast<Eigen::Index>(i)] = b[i] = value(random);
    }
    const ode::ListedJacobian<N, 4> listed(found.plan());
    listed.factor(a);
    listed.solve(a, b);
    const Eigen::VectorXd exact = dense.partialPivLu().solve(right);
    // Condition at most about 3 by dominance; N ε for either elimination.
    const double rounding =
        10 * static_cast<double>(N) * std::numeric_limits<double>::epsilon() * exact.cwiseAbs().maxCoeff();
    for (std::size_t i = 0; i < N; ++i) EXPECT_NEAR(b[i], exact[static_cast<Eigen::Index>(i)], rounding);
}

// An arrow that points the wrong way, a chain, and a loop through both.
struct Arrow {
    static constexpr std::size_t size = 12;
    static constexpr ode::Pattern<size> pattern = [] {
        ode::Pattern<size> p;
        for (std::size_t i = 0; i < size; ++i) {
            p.rows[i].insert(i), p.rows[0].insert(i), p.rows[i].insert(0);
            if (i > 0) p.rows[i].insert(i - 1);
        }
        return p;
    }();
};

} // namespace

TEST(SparseLu, solves_random_patterns_as_a_dense_elimination_does) {
    std::mt19937 random(1);
    for (int trial = 0; trial < 50; ++trial)
        for (const double density : {0.05, 0.2, 0.6}) {
            solves_as_a_dense_elimination<1>(random, density);
            solves_as_a_dense_elimination<7>(random, density);
            solves_as_a_dense_elimination<20>(random, density);
            solves_as_a_dense_elimination<90>(random, density);
        }
}

TEST(SparseLu, a_row_and_column_that_are_full_are_eliminated_last) {
    constexpr ode::Pattern<10> arrow = [] {
        ode::Pattern<10> p;
        for (std::size_t i = 0; i < 10; ++i) p.rows[i].insert(i), p.rows[0].insert(i), p.rows[i].insert(0);
        return p;
    }();
    constexpr auto plan = ode::lu_plan(arrow);
    static_assert(plan.slots() == arrow.entries(), "nothing is filled in");
    EXPECT_TRUE(plan.order[8] == 0 || plan.order[9] == 0) << "of the last two, either may be the first";
}

TEST(SparseLu, an_entry_that_is_filled_in_has_a_slot) {
    std::mt19937 random(2);
    for (int trial = 0; trial < 100; ++trial) {
        const auto pattern = random_pattern<20>(random, 0.15);
        const auto plan = ode::lu_plan(pattern);
        ode::for_each_factor_operation(plan, [&](const ode::LuOperation& o) {
            EXPECT_LT(o.target, plan.slots());
            EXPECT_LT(o.left, plan.slots());
            EXPECT_LT(o.right, plan.slots());
        });
        for (std::size_t i = 0; i < 20; ++i) {
            EXPECT_TRUE(plan.rows[i].includes(pattern.rows[i]));
            EXPECT_TRUE(plan.rows[i].contains(i));
        }
    }
}

TEST(SparseLu, there_is_one_division_for_every_pivot) {
    int divisions = 0;
    for (const ode::LuOperation& o : ode::detail::KnownPlan<Arrow>::factoring)
        divisions += o.kind == ode::LuOperation::Kind::reciprocal;
    EXPECT_EQ(divisions, 12);
    for (const ode::LuOperation& o : ode::detail::KnownPlan<Arrow>::solving)
        EXPECT_NE(o.kind, ode::LuOperation::Kind::reciprocal);
}

TEST(SparseLu, unrolled_and_listed_give_the_same_bits) {
    using Known = ode::detail::KnownPlan<Arrow>;
    const ode::ListedJacobian<Arrow::size, 4> listed(Known::plan);
    const ode::UnrolledJacobian<Arrow, Arrow::size> unrolled;
    std::mt19937 random(3);
    std::uniform_real_distribution<double> value(-1, 1);
    for (int trial = 0; trial < 100; ++trial) {
        Flat<double, Known::plan.slots> a{};
        for (const ode::JacobianEntry& e : Known::entries) a[e.slot] = value(random);
        for (const auto slot : Known::plan.diagonal) a[slot] -= 10;
        Flat<double, Arrow::size> b;
        for (double& v : b) v = value(random);
        auto a2 = a;
        auto b2 = b;
        listed.factor(a), listed.solve(a, b);
        unrolled.factor(a2), unrolled.solve(a2, b2);
        EXPECT_EQ(a, a2);
        EXPECT_EQ(b, b2);
    }
}
