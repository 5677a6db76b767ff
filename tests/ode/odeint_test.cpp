// Odeint runs our systems, and what it finds is what the closed forms say and what our methods find.
#include "myotatic/ode/odeint.hpp"

#include "myotatic/ode/integrate.hpp"

#include "ode/data/reference.hpp"
#include "ode/problems.hpp"

#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

using namespace myotatic;
using ode::odeint_states;
using ode::Start;
using problems::always;

namespace {
std::vector<double> grid(double step, int n) {
    std::vector<double> times;
    for (int i = 0; i <= n; ++i) times.push_back(step * i);
    return times;
}
} // namespace

TEST(Odeint, integrates_an_ordinary_system) {
    const auto times = grid(0.5, 40);
    const auto states =
        odeint_states(problems::harmonic(), Start{0.0, Flat<double, 2>{1, 0}}, std::span<const double>(times), 1e-11, 1e-11);
    ASSERT_EQ(states.size(), times.size());
    for (std::size_t i = 0; i < times.size(); ++i) EXPECT_NEAR(states[i][0], std::cos(times[i]), 1e-9);
}

TEST(Odeint, integrates_a_delayed_system_with_a_history_of_its_own) {
    const auto times = grid(0.25, 20);
    const auto states = odeint_states(problems::minus_delayed(), Start{0.0, Flat<double, 1>{1.0}, always<1>({1.0})},
                                      std::span<const double>(times));
    for (std::size_t i = 0; i < times.size(); ++i)
        EXPECT_NEAR(states[i][0], problems::minus_delayed_from_one(times[i]), 1e-10) << times[i];
}

TEST(Odeint, follows_a_history_that_is_not_constant) {
    const problems::MinusDelayedFromCosine exact(2.5, 5);
    const auto times = grid(0.1, 49);
    const auto states =
        odeint_states(problems::minus_delayed(),
                      Start{0.0, Flat<double, 1>{1.0}, [](double t) { return Flat<double, 1>{std::cos(2.5 * t)}; }},
                      std::span<const double>(times));
    for (std::size_t i = 0; i < times.size(); ++i) EXPECT_NEAR(states[i][0], exact(times[i]), 1e-9) << times[i];
}

TEST(Odeint, follows_mackey_glass_to_its_reference) {
    std::vector<double> times;
    for (const auto& sample : reference::mackey_glass) times.push_back(sample.time);
    const auto states = odeint_states(problems::mackey_glass(), Start{0.0, Flat<double, 1>{1.2}, always<1>({1.2})},
                                      std::span<const double>(times));
    for (std::size_t i = 0; i < times.size(); ++i) EXPECT_NEAR(states[i][0], reference::mackey_glass[i].state[0], 1e-7);
}

TEST(Odeint, agrees_with_our_integration_of_a_nonlinear_loop) {
    const Flat<double, 2> raised{0.02, 0};
    const Start start{0.0, raised, always<2>(raised)};
    const auto system = problems::delayed_oscillator(6, 0.04, 0.05);
    const auto times = grid(0.01, 300);
    const auto theirs = odeint_states(system, start, std::span<const double>(times));
    const auto ours = ode::solve(system, start, std::span<const double>(times), {.rtol = 1e-10, .atol = 1e-12});
    for (std::size_t i = 0; i < times.size(); ++i)
        for (std::size_t n = 0; n < 2; ++n) EXPECT_NEAR(theirs[i][n], ours.states[i][n], 1e-9);
}

// A kink that the system does not announce, where a guard located it: |x| of the harmonic oscillator.
TEST(Odeint, restarts_at_the_stops_it_is_given) {
    const auto kinked = problems::ordinary<2>([](double t, const auto& x) {
        return Flat<double, 2>{std::abs(std::cos(t)), 0 * x[0]};
    });
    const double until = 3;
    int with = 0, without = 0;
    double end_with = 0;
    const Start start{0.0, Flat<double, 2>{}};
    const std::vector<double> stops{std::numbers::pi / 2};
    bool landed = false;
    ode::integrate_with_odeint(kinked, start, until, 1e-10, 1e-10, stops, [&](double, double end, const auto& state_at) {
        ++with;
        landed = landed || end == stops[0];
        end_with = state_at(end)[0];
    });
    ode::integrate_with_odeint(kinked, start, until, 1e-10, 1e-10, std::span<const double>(),
                               [&](double, double, const auto&) { ++without; });
    EXPECT_TRUE(landed);
    EXPECT_LT(with, without);
    EXPECT_NEAR(end_with, 2 - std::sin(until), 1e-9);
}

TEST(Odeint, any_of_its_steppers_runs_a_delayed_system) {
    // The classical method with 20 steps per delay: wrong by some h^4 = 6e-6.
    const auto system = problems::minus_delayed();
    ode::OdeintHistory history(system, Start{0.0, Flat<double, 1>{1.0}, always<1>({1.0})});
    boost::numeric::odeint::runge_kutta4<Flat<double, 1>> stepper;
    Flat<double, 1> x{1.0};
    for (int i = 0; i < 60; ++i) {
        const double t = 0.05 * i, end = 0.05 * (i + 1);
        const Flat<double, 1> before = x;
        stepper.do_step(history.rates(t, end), x, t, end - t);
        history.append(t, end, [&](double at) {
            return Flat<double, 1>{before[0] + (at - t) / (end - t) * (x[0] - before[0])}; // straight lines: h²/8
        });
    }
    EXPECT_NEAR(x[0], problems::minus_delayed_from_one(3), 1e-3);
}

TEST(Odeint, what_is_not_finite_throws) {
    const std::vector<double> times{2.0};
    const auto bad =
        problems::ordinary<1>([](double t, const auto&) { return Flat<double, 1>{t > 1 ? std::nan("") : 1.0}; });
    EXPECT_THROW(odeint_states(bad, Start{0.0, Flat<double, 1>{0.0}}, std::span<const double>(times)), std::runtime_error);
    const std::vector<double> backwards{-1.0};
    EXPECT_THROW(odeint_states(bad, Start{0.0, Flat<double, 1>{0.0}}, std::span<const double>(backwards)),
                 std::invalid_argument);
}

TEST(Odeint, of_zero_length_gives_the_start) {
    const std::vector<double> times{0.0, 0.0};
    EXPECT_EQ(odeint_states(problems::harmonic(), Start{0.0, Flat<double, 2>{1, 0}}, std::span<const double>(times)),
              (std::vector<Flat<double, 2>>{{1, 0}, {1, 0}}));
    EXPECT_TRUE(odeint_states(problems::harmonic(), Start{0.0, Flat<double, 2>{1, 0}}, std::span<const double>()).empty());
}

RC_GTEST_PROP(Odeint, any_two_delays_give_what_our_integration_gives, ()) {
    const double a = 0.01 * *rc::gen::inRange(5, 100), b = 0.01 * *rc::gen::inRange(5, 100);
    const double f = 0.01 * *rc::gen::inRange(-200, 200), g = 0.01 * *rc::gen::inRange(-200, 200);
    const auto system = problems::delayed<1, 2>({a, b}, [=](double t, const auto& x, const auto& past) {
        return Flat<double, 1>{-x[0] + f * std::tanh(past.at(0, t - a)) + g * std::sin(past.at(0, t - b))};
    });
    const Start start{0.0, Flat<double, 1>{0.5}, [](double t) { return Flat<double, 1>{0.5 + 0.1 * t}; }};
    const auto times = grid(0.1, 20);
    const auto theirs = odeint_states(system, start, std::span<const double>(times));
    const auto ours = ode::solve(system, start, std::span<const double>(times), {.rtol = 1e-10, .atol = 1e-12});
    // 1e-8 is what local errors add up to; one step whose error estimate passes through zero may be five times too long.
    for (std::size_t i = 0; i < times.size(); ++i)
        RC_ASSERT(std::abs(theirs[i][0] - ours.states[i][0]) < 1e-8 + 3125 * 1e-10);
}
