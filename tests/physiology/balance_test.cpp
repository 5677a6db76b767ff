#include "myotatic/physiology/balance.hpp"

#include "myotatic/core/pack_math.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace myotatic {
namespace {

TEST(FindBalance, finds_roots_where_newtons_method_alone_runs_away) {
    // From the middle of the bracket, 2.5, Newton's step on x / sqrt(1 + x^2) is -x^3: away, and ever farther.
    const double x = find_balance(-5.0, 10.0, [](const auto& u) { return u / sqrt(1.0 + u * u); });
    EXPECT_NEAR(x, 0, 1e-15);
    // A root of order 9 is flat: Newton's method shrinks the distance by 8/9 a step, halving does better.
    const double flat = find_balance(-1.0, 2.0, [](const auto& u) {
        const auto d = u - 0.3;
        return d * d * d * d * d * d * d * d * d;
    });
    EXPECT_NEAR(flat, 0.3, 1e-11);
    // A jump has no slope at all.
    const double jump = find_balance(0.0, 1.0, [](const auto& u) { return select(u < 0.3, 0.0 * u - 1.0, 0.0 * u + 1.0); });
    EXPECT_NEAR(jump, 0.3, 1e-11);
}

TEST(FindBalance, ends_at_an_end_where_nothing_balances) {
    EXPECT_NEAR(find_balance(-1.0, 2.0, [](const auto& u) { return u + 3.0; }), -1, 1e-11);
    EXPECT_NEAR(find_balance(-1.0, 2.0, [](const auto& u) { return u - 3.0; }), 2, 1e-11);
    EXPECT_EQ(find_balance(0.5, 0.5, [](const auto& u) { return u; }), 0.5);
}

TEST(FindBalance, takes_the_root_where_the_imbalance_rises) {
    // Falls through zero at 0.5, rises at -2 and 2.5.
    const double x = find_balance(-1.0, 4.0, [](const auto& u) { return (u + 2.0) * (u - 0.5) * (u - 2.5); });
    EXPECT_NEAR(x, 2.5, 1e-15);
}

TEST(FindBalance, knows_its_derivatives_up_to_the_second) {
    // x^3 = a: x = a^(1/3).
    using D = Dual<Dual<double, 1>, 1>;
    D a(variable<1>(8.0, 0));
    a.slope[0] = Dual<double, 1>(1.0);
    const double root = find_balance(0.0, 5.0, [](const auto& u) { return u * u * u - 8.0; });
    const D x = with_derivatives<D>(root, 3 * root * root, [&](const D& u) { return u * u * u - a; });
    EXPECT_NEAR(x.value.value, 2, 1e-15);
    EXPECT_NEAR(x.slope[0].value, 1.0 / 12, 1e-15);
    EXPECT_NEAR(x.slope[0].slope[0], -1.0 / 144, 1e-15);
}

TEST(FindBalance, works_for_packs) {
    using P = Pack<1, Baseline>;
    const P x = find_balance(P(0.0), P(5.0), [](const auto& u) { return exp(u) - 10.0; });
    EXPECT_NEAR(lane(x, 0), std::log(10.0), 1e-15);
}

} // namespace
} // namespace myotatic
