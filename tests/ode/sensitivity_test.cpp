#include "myotatic/ode/sensitivity.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace myotatic::ode {
namespace {

/// y' = -gain y(t - delay).
template <class P>
struct Decay {
    P delay, gain = 1.0;
    Flat<P, 1> rates(const P& t, const Flat<P, 1>&, const auto& past) const { return {-gain * past.at(0, t - delay)}; }
    auto signals(const auto&, const auto& x) const { return x; }
    auto delays() const { return std::array{delay}; }
};

/// Its solution for y = 1 until 0, with the delay 1: the method of steps. A delay is a unit of time, a gain is one over it:
/// Σ (-gain)^k (t - (k - 1) delay)^k / k!, up to the last k whose bracket is positive.
template <class P>
P decay_from_one(double t, const P& delay, const P& gain) {
    P sum = 1.0, term = 1.0;
    for (int k = 1; t - (k - 1) * value_of(delay) > 0; ++k) {
        term = 1.0;
        for (int j = 1; j <= k; ++j) term = term * (-gain) * (t - (k - 1.0) * delay) / static_cast<double>(j);
        sum = sum + term;
    }
    return sum;
}

using Two = Dual<double, 2>;
struct FromOne {
    Flat<Two, 1> operator()(double) const { return {Two(1.0)}; }
};

TEST(SensitivityIntegration, of_a_delayed_decay_to_delay_and_gain_agrees_with_the_method_of_steps) {
    const Two delay = variable<2>(0.7, 0), gain = variable<2>(1.3, 1);
    const Start<Two, 1, FromOne> start{Two(0.0), {Two(1.0)}, {}};
    for (const double rtol : {1e-6, 1e-9}) {
        SensitivityIntegration<Decay<Two>, 1, 2, FromOne> run({delay, gain}, start, {.rtol = rtol, .atol = rtol});
        double worst = 0;
        for (double t = 0.25; t <= 6; t += 0.25) {
            while (run.advance(t)) {
            }
            const Two y = run.state()[0], exact = decay_from_one(t, delay, gain);
            worst = std::max({worst, std::abs(y.value - exact.value), std::abs(y.slope[0] - exact.slope[0]),
                              std::abs(y.slope[1] - exact.slope[1])});
        }
        // Numbers of size 1 to 5, some ten steps from breakpoint to breakpoint, each wrong by at most the tolerance.
        EXPECT_LT(worst, 10 * rtol);
    }
}

/// y' = -y + s(t - first) s(t - second), where the signal s is a step from 1 to 3 at 0.5 that knows no state.
template <class P>
struct Stepped {
    P first, second;
    double height = 1;
    Stepped within(double begin, double end) const { return {first, second, 0.5 * (begin + end) < 0.5 ? 1.0 : 3.0}; }
    double next_breakpoint(double t) const { return t < 0.5 ? 0.5 : std::numeric_limits<double>::infinity(); }
    Flat<P, 1> rates(const P& t, const Flat<P, 1>& x, const auto& past) const {
        return {past.at(0, t - first) * past.at(0, t - second) - x[0]};
    }
    template <class S>
    Flat<S, 1> signals(const S&, const Flat<S, 1>&) const {
        return {S(height)};
    }
    auto delays() const { return std::array{first, second}; }
};

/// From rest at 1: towards 3 after the first arrival, towards 9 after the second.
template <class P>
P stepped_from_one(double t, const P& first, const P& second) {
    P y = 1.0;
    if (t > 0.5 + value_of(first)) y = y + 2.0 * (1.0 - exp(-(t - 0.5 - first)));
    if (t > 0.5 + value_of(second)) y = y + 6.0 * (1.0 - exp(-(t - 0.5 - second)));
    return y;
}

Two after_step(double t, const Two& first, const Two& second, const std::vector<double>& arrivals) {
    SensitivityIntegration<Stepped<Two>, 1, 2, FromOne> run({first, second}, {Two(0.0), {Two(1.0)}, {}, true},
                                                            {.rtol = 1e-10, .atol = 1e-10}, arrivals);
    while (run.advance(t)) {
    }
    return run.state()[0];
}
std::vector<double> arrivals_of_step(const Two& first, const Two& second) {
    std::vector<double> arrivals;
    append_arrivals(
        0.5, std::array{first, second}, [](std::size_t) { return true; }, arrivals);
    return arrivals;
}

TEST(SensitivityIntegration, jumps_where_a_jump_arrives_after_a_delay_that_moves) {
    const Two first = variable<2>(0.2, 0), second = variable<2>(0.45, 1);
    const auto arrivals = arrivals_of_step(first, second);
    ASSERT_EQ(arrivals, (std::vector{0.7, 0.95}));
    for (const double t : {0.6, 0.8, 1.5}) {
        const Two y = after_step(t, first, second, arrivals), exact = stepped_from_one(t, first, second);
        EXPECT_NEAR(y.value, exact.value, 1e-9) << t;
        EXPECT_NEAR(y.slope[0], exact.slope[0], 1e-9) << t; // ten times the tolerance, of numbers below 6
        EXPECT_NEAR(y.slope[1], exact.slope[1], 1e-9) << t;
    }
    // Without the jump nothing remains: between arrivals nothing depends on the delays.
    EXPECT_EQ(after_step(1.5, first, second, {}).slope, (std::array{0.0, 0.0}));
    EXPECT_GT(std::abs(stepped_from_one(1.5, first, second).slope[1]), 1);
}

TEST(SensitivityIntegration, two_jumps_that_arrive_together_and_move_together_count_as_one) {
    const Two delay = variable<2>(0.2, 0);
    const auto arrivals = arrivals_of_step(delay, delay);
    EXPECT_EQ(arrivals, std::vector{0.7});
    const Two y = after_step(1.5, delay, delay, arrivals);
    EXPECT_NEAR(y.slope[0], -8 * std::exp(-0.8), 1e-9) << "from 1 to 9 at once";
}

TEST(SensitivityIntegration, refuses_a_delay_of_zero_that_moves) {
    const Start<Two, 1, FromOne> start{Two(0.0), {Two(1.0)}, {}};
    using Run = SensitivityIntegration<Decay<Two>, 1, 2, FromOne>;
    EXPECT_THROW(Run({variable<2>(0.0, 0)}, start, {}), std::invalid_argument);
    // One that stays has no need of a derivative: y' = -gain y.
    Run run({Two(0.0), variable<2>(1.3, 1)}, start, {.rtol = 1e-9, .atol = 1e-9});
    while (run.advance(1)) {
    }
    EXPECT_NEAR(run.state()[0].slope[1], -std::exp(-1.3), 1e-8);
}

/// An ordinary equation: y' = -rate y.
template <class P>
struct Ordinary {
    P rate;
    Flat<P, 1> rates(const P&, const Flat<P, 1>& x) const { return {-rate * x[0]}; }
};

TEST(SensitivityIntegration, of_an_ordinary_equation_and_its_initial_state) {
    SensitivityIntegration<Ordinary<Two>, 1, 2> run({variable<2>(0.9, 0)}, {Two(0.0), {variable<2>(2.0, 1)}},
                                                    {.rtol = 1e-10, .atol = 1e-10});
    while (run.advance(1.5)) {
    }
    EXPECT_NEAR(run.state()[0].slope[0], -1.5 * 2 * std::exp(-1.35), 1e-9);
    EXPECT_NEAR(run.state()[0].slope[1], std::exp(-1.35), 1e-9);
}

} // namespace
} // namespace myotatic::ode
