// An integration may be told that it rested, and goes on later: with the past of that rest, its counts and its settings.
#include "myotatic/ode/integration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace myotatic::ode {
namespace {

/// x' = (x(t - 1/2) - x(t)) / tau, which rests wherever it has been for a while. At 50 s it is driven.
struct Follower {
    template <class T>
    Flat<T, 1> rates(const T& t, const Flat<T, 1>& x, const auto& past) const {
        return {(past.at(0, t - 0.5) - x[0]) / 0.2};
    }
    template <class T>
    Flat<T, 1> signals(const T&, const Flat<T, 1>& x) const {
        return {x[0]};
    }
    std::array<double, 1> delays() const { return {0.5}; }
    double next_breakpoint(double t) const { return t < 50 ? 50 : std::numeric_limits<double>::infinity(); }
};

auto follower() {
    return integration(Follower{}, Start{0.0, Flat<double, 1>{2.0}, [](double) { return Flat<double, 1>{1.0}; }});
}

} // namespace

TEST(PassOver, goes_on_with_the_past_of_the_rest) {
    auto run = follower();
    while (run.advance(2.0).end < 2.0) {
    }
    const auto before = run.outcome().statistics;
    EXPECT_GT(std::abs(run.slope()[0]), 1e-3) << "its past is another than 3";
    run.advance(60.0); // where it is to go in the end
    run.pass_over(0, 40.0, {3.0});
    EXPECT_EQ(run.time(), 40.0);
    while (run.time() < 45.0) {
        const auto step = run.advance(60.0);
        EXPECT_NEAR(step.segment(step.end)[0], 3.0, 1e-14) << "so it rests there";
        EXPECT_NEAR(run.past(0, step.end - 0.5), 3.0, 1e-14);
    }
    const auto after = run.outcome().statistics;
    EXPECT_GT(after.steps_accepted, before.steps_accepted) << "it counts on";
    EXPECT_LT(after.steps_accepted, before.steps_accepted + 30) << "and had no steps in between";
    EXPECT_EQ(after.history_growths, before.history_growths);
    while (run.time() < 60.0) run.advance(60.0);
    EXPECT_GT(run.outcome().statistics.breakpoints, before.breakpoints) << "that at 50 s is landed on";
}

TEST(PassOver, refuses_times_behind_and_times_beyond_the_next_stop) {
    auto run = follower();
    run.advance(60.0);
    for (const double time : {0.0, run.time(), 50.0, 55.0, std::numeric_limits<double>::quiet_NaN()})
        EXPECT_THROW(run.pass_over(0, time, {3.0}), std::invalid_argument) << time;
    EXPECT_NO_THROW(run.pass_over(0, 49.9, {3.0}));
}

TEST(PassOver, is_resumed_bit_for_bit) {
    auto run = follower();
    for (int k = 0; k < 5; ++k) run.advance(60.0);
    run.pass_over(0, 49.8, {2.5});
    const auto saved = run.save();
    const auto finish = [](auto& r) {
        while (r.time() < 60.0) r.advance(60.0);
        return r.state()[0];
    };
    const double expected = finish(run);
    auto other = follower();
    other.restore(saved);
    EXPECT_EQ(finish(other), expected);
    EXPECT_EQ(other.outcome().statistics.evaluations, run.outcome().statistics.evaluations);
}

} // namespace myotatic::ode
