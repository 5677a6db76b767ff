#include "myotatic/ode/controller/pi.hpp"

#include "myotatic/ode/controller/controller.hpp"
#include "myotatic/ode/controller/fixed_step.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace myotatic::ode;
static_assert(Controller<Pi<double>, double> && Controller<FixedStep<double>, double>);

namespace {
Pi<double> with_step(double step) {
    Pi<double> pi(4);
    pi.propose(step);
    return pi;
}
} // namespace

TEST(Pi, accepts_what_is_tolerated_and_nothing_else) {
    EXPECT_TRUE(with_step(1).judge(1.0, 1).accepted);
    EXPECT_FALSE(with_step(1).judge(1.0 + 1e-12, 1).accepted);
    EXPECT_FALSE(with_step(1).judge(std::nan(""), 1).accepted);
    EXPECT_FALSE(with_step(1).judge(INFINITY, 1).accepted);
}

TEST(Pi, an_error_that_is_no_number_shrinks_the_step_tenfold) {
    EXPECT_DOUBLE_EQ(with_step(1).judge(std::nan(""), 1).next, 0.1);
    EXPECT_DOUBLE_EQ(with_step(1).judge(INFINITY, 1).next, 0.1);
}

TEST(Pi, changes_the_step_by_no_more_than_a_factor_of_five) {
    EXPECT_DOUBLE_EQ(with_step(1).judge(0, 1).next, 5);
    EXPECT_DOUBLE_EQ(with_step(1).judge(1e30, 1).next, 0.2);
}

TEST(Pi, does_not_lengthen_the_step_right_after_a_rejection) {
    auto pi = with_step(1);
    pi.judge(10, 1);
    EXPECT_LE(pi.judge(1e-8, pi.step()).next, pi.step());
    EXPECT_GT(pi.judge(1e-8, 1).next, 1);
}

// A local error C h^5 settles where it stays below the limit and the step no longer changes.
TEST(Pi, settles_on_the_step_that_the_tolerance_permits) {
    auto pi = with_step(1e-4);
    double h = pi.step();
    for (int i = 0; i < 100; ++i) {
        pi.judge(std::pow(h, 5) / 1e-6, h);
        h = pi.step();
    }
    const double error = std::pow(h, 5) / 1e-6;
    EXPECT_GT(error, 0.1);
    EXPECT_LT(error, 1);
    pi.judge(error, h);
    EXPECT_NEAR(pi.step(), h, 1e-6 * h);
}

TEST(FixedStep, accepts_every_number_with_the_same_step) {
    FixedStep<double> fixed(0.1);
    EXPECT_TRUE(fixed.judge(1e9, 0.1).accepted);
    EXPECT_EQ(fixed.step(), 0.1);
    EXPECT_FALSE(fixed.judge(std::nan(""), 0.1).accepted);
}
