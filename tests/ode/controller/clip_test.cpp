#include "myotatic/ode/controller/clip.hpp"

#include "myotatic/ode/controller/fixed_step.hpp"
#include "myotatic/ode/controller/pi.hpp"

#include <gtest/gtest.h>

using namespace myotatic::ode;

namespace {
Clip<double, Pi<double>> adaptive(double step, double largest = 1e9) {
    Clip<double, Pi<double>> clip(Pi<double>(4), largest);
    clip.propose(true, step);
    return clip;
}
Clip<double, FixedStep<double>> fixed(double step) { return {FixedStep<double>(step), 1e9}; }
} // namespace

TEST(Clip, hits_a_stop_exactly_and_never_crosses_it) {
    EXPECT_EQ(adaptive(1).end_of_step(0.1, 0.7), 0.7);
    EXPECT_EQ(adaptive(1).end_of_step(0, 1), 1);
    EXPECT_EQ(fixed(0.5).end_of_step(0.1, 0.3), 0.3);
}

TEST(Clip, shares_a_short_remainder_between_two_steps_that_adapt) {
    EXPECT_EQ(adaptive(1).end_of_step(0, 1.5), 0.75);
    EXPECT_EQ(adaptive(1).end_of_step(0, 2.5), 1);
    EXPECT_EQ(fixed(1).end_of_step(0, 1.5), 1);
}

TEST(Clip, keeps_the_largest_step) { EXPECT_EQ(adaptive(1, 0.25).end_of_step(0, 10), 0.25); }

TEST(Clip, fixed_steps_fill_a_stretch_that_is_a_whole_number_of_them_but_for_rounding) {
    auto clip = fixed(0.1);
    double t = 0;
    int steps = 0;
    for (; t < 1000; ++steps) t = clip.end_of_step(t, 1000);
    EXPECT_EQ(steps, 10000);
    EXPECT_EQ(t, 1000);
}

TEST(Clip, a_step_cut_short_does_not_shorten_those_that_follow) {
    auto clip = adaptive(1);
    clip.judge(0.5, 1); // a first step, so that the controller remembers an ordinary error
    clip.propose(true, 1);
    EXPECT_EQ(clip.end_of_step(0, 0.01), 0.01);
    clip.judge(1e-9, 0.01);
    EXPECT_EQ(clip.end_of_step(0.01, 100), 1.01);
}

TEST(Clip, unless_even_the_short_step_was_too_long) {
    auto clip = adaptive(1);
    clip.end_of_step(0, 0.5);
    EXPECT_TRUE(clip.judge(0.99, 0.5).accepted);
    EXPECT_LT(clip.end_of_step(0.5, 100), 1.0);
}
