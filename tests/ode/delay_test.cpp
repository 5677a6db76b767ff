// Delayed problems whose solutions are known: order of convergence across breakpoints, closed forms, a delay of zero, and
// the gain at which a delayed loop begins to oscillate.
#include "myotatic/ode/integrate.hpp"
#include "myotatic/ode/method/dormand_prince5.hpp"
#include "myotatic/ode/method/grk4t.hpp"
#include "myotatic/ode/method/rodas4.hpp"
#include "myotatic/ode/method/runge_kutta4.hpp"
#include "myotatic/ode/odeint.hpp"

#include "ode/data/reference.hpp"
#include "ode/problems.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

using namespace myotatic;
using problems::always;

namespace {

constexpr double omega = 2.5;
const auto cosine = [](double t) { return Flat<double, 1>{std::cos(omega * t)}; };

// The largest error on [0, 4] of y' = -y(t - 1), y = cos ωt until 0, with fixed steps that do not divide the delay.
template <class Method>
double error_with_steps(double h, bool track_breakpoints) {
    static const problems::MinusDelayedFromCosine exact(omega, 4);
    std::vector<double> times;
    for (int i = 1; i <= 40; ++i) times.push_back(0.1 * i);
    const auto solution = ode::solve<Method, ode::FixedStep>(
        problems::minus_delayed(), ode::Start{0.0, Flat<double, 1>{1.0}, cosine}, std::span<const double>(times),
        {.fixed_step = h, .track_breakpoints = track_breakpoints});
    double error = 0;
    for (std::size_t i = 0; i < times.size(); ++i)
        error = std::max(error, std::abs(solution.states[i][0] - exact(times[i])));
    return error;
}

template <class Method>
double measured_order(bool track_breakpoints) {
    std::vector<double> steps, errors;
    for (double h = 1 / 3.3; h > 0.005; h /= 2) {
        const double error = error_with_steps<Method>(h, track_breakpoints);
        if (error < 100 * std::numeric_limits<double>::epsilon()) break;
        steps.push_back(h), errors.push_back(error);
    }
    EXPECT_GE(steps.size(), 5u);
    return problems::slope_of_logs(steps, errors);
}

template <class Method>
struct DelayedOrder : testing::Test {};
using Methods = testing::Types<ode::RungeKutta4, ode::Tsitouras5, ode::DormandPrince5>;
TYPED_TEST_SUITE(DelayedOrder, Methods);

template <class Method>
struct DelayedOscillator : testing::Test {};
using Adaptive = testing::Types<ode::Tsitouras5, ode::DormandPrince5, ode::Grk4t, ode::Rodas4>;
TYPED_TEST_SUITE(DelayedOscillator, Adaptive);

template <class System, std::size_t N, class Initial>
auto sampled(const System& system, const ode::Start<double, N, Initial>& start, const std::vector<double>& times,
             double tol) {
    return ode::solve(system, start, std::span<const double>(times), {.rtol = tol, .atol = tol});
}

template <std::size_t N>
double worst_against(const std::vector<reference::Sample<N>>& expected, const ode::Solution<double, N>& found) {
    EXPECT_EQ(found.states.size(), expected.size());
    std::array<double, N> largest{}, error{};
    for (std::size_t i = 0; i < found.states.size(); ++i)
        for (std::size_t n = 0; n < N; ++n) {
            largest[n] = std::max(largest[n], std::abs(expected[i].state[n]));
            error[n] = std::max(error[n], std::abs(found.states[i][n] - expected[i].state[n]));
        }
    double worst = 0;
    for (std::size_t n = 0; n < N; ++n) worst = std::max(worst, error[n] / largest[n]);
    return worst;
}
template <std::size_t N>
std::vector<double> times_of(const std::vector<reference::Sample<N>>& samples) {
    std::vector<double> times;
    for (const auto& sample : samples) times.push_back(sample.time);
    return times;
}

} // namespace

TYPED_TEST(DelayedOrder, is_that_of_the_method_across_breakpoints) {
    const double measured = measured_order<TypeParam>(true);
    this->RecordProperty("measured_order", std::to_string(measured));
    EXPECT_NEAR(measured, TypeParam::order, 0.2);
}

// The kink of order 1 at t = 0 comes back at 1 with order 2, at 2 with order 3: a step across it is wrong by h².
TYPED_TEST(DelayedOrder, is_lost_without_tracking_breakpoints) {
    const double measured = measured_order<TypeParam>(false);
    this->RecordProperty("measured_order", std::to_string(measured));
    EXPECT_LT(measured, TypeParam::order - 0.8);
    EXPECT_GT(error_with_steps<TypeParam>(1 / 105.6, false), 100 * error_with_steps<TypeParam>(1 / 105.6, true));
}

TEST(Delay, minus_the_delayed_value_is_exact_at_tight_tolerance) {
    const std::vector<double> times{1, 2, 3, 4, 5};
    const auto solution =
        sampled(problems::minus_delayed(), ode::Start{0.0, Flat<double, 1>{1.0}, always<1>({1.0})}, times, 1e-13);
    ASSERT_EQ(solution.states.size(), 5u);
    for (std::size_t i = 0; i < 5; ++i)
        EXPECT_NEAR(solution.states[i][0], problems::minus_delayed_from_one(times[i]), 1e-12) << "t = " << times[i];
}

TEST(Delay, a_state_that_differs_from_its_history_is_a_jump_that_is_felt_one_delay_later) {
    // y(0) = 2 after y = 1: y = 2 - t on [0, 1]; then y' = -(2 - (t - 1)).
    const auto solution = sampled(problems::minus_delayed(), ode::Start{0.0, Flat<double, 1>{2.0}, always<1>({1.0})},
                                  {0.5, 1.0, 1.5, 2.0}, 1e-12);
    const std::array<double, 4> exact{1.5, 1.0, 1 - 2 * 0.5 + 0.125, 1 - 2 + 0.5};
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(solution.states[i][0], exact[i], 1e-13);
}

RC_GTEST_PROP(Delay, any_scalar_linear_equation_agrees_with_the_method_of_steps, ()) {
    const double a = -0.01 * *rc::gen::inRange(10, 300), b = 0.01 * *rc::gen::inRange(-200, 200);
    const double tau = 0.01 * *rc::gen::inRange(10, 150);
    const problems::LinearDelayed exact(a, b, tau, 5);
    const auto system = problems::delayed<1, 1>({tau}, [=](double t, const auto& x, const auto& past) {
        return Flat<double, 1>{a * x[0] + b * past.at(0, t - tau)};
    });
    std::vector<double> times;
    for (int i = 1; i <= 20; ++i) times.push_back(tau * i / 4.0 * 0.999);
    const auto solution = sampled(system, ode::Start{0.0, Flat<double, 1>{1.0}, always<1>({1.0})}, times, 1e-10);
    RC_ASSERT(solution.states.size() == times.size());
    // Some hundred steps of local error 1e-10 make 1e-8. Where the error estimate of a single component passes through zero
    // it deceives the controller for one step, which is then at most five times too long: 5^5 · 1e-10 inside that step.
    double largest = 1;
    for (std::size_t i = 0; i < times.size(); ++i) {
        largest = std::max(largest, std::abs(exact(times[i])));
        RC_ASSERT(std::abs(solution.states[i][0] - exact(times[i])) < (1e-8 + 3125 * 1e-10) * largest);
    }
}

// --- a delay of zero ------------------------------------------------------------------------------------------------------

namespace {

const auto with_zero_delay = problems::delayed<2, 2>({0.0, 0.0}, [](double t, const auto& x, const auto& past) {
    return Flat<double, 2>{past.at(1, t - 0.0), -std::sin(past.at(0, t - 0.0)) - 0.1 * x[1]};
});
const auto by_hand = problems::ordinary<2>([](double, const auto& x) {
    return Flat<double, 2>{x[1], -std::sin(x[0]) - 0.1 * x[1]};
});
const Flat<double, 2> raised{1.5, 0.0};

} // namespace

TYPED_TEST(DelayedOrder, a_zero_delay_equals_the_ordinary_equation_with_the_same_fixed_steps) {
    std::vector<double> times{1, 5, 10};
    const ode::Settings settings{.fixed_step = 0.01};
    const auto a = ode::solve<TypeParam, ode::FixedStep>(with_zero_delay, ode::Start{0.0, raised, always<2>(raised)},
                                                         std::span<const double>(times), settings);
    const auto b =
        ode::solve<TypeParam, ode::FixedStep>(by_hand, ode::Start{0.0, raised}, std::span<const double>(times), settings);
    for (std::size_t i = 0; i < times.size(); ++i)
        for (std::size_t n = 0; n < 2; ++n) EXPECT_NEAR(a.states[i][n], b.states[i][n], 1e-12);
}

TEST(Delay, a_zero_delay_equals_the_ordinary_equation_with_error_control) {
    const std::vector<double> times{1, 5, 10};
    const auto a = sampled(with_zero_delay, ode::Start{0.0, raised, always<2>(raised)}, times, 1e-10);
    const auto b = sampled(by_hand, ode::Start{0.0, raised}, times, 1e-10);
    for (std::size_t i = 0; i < times.size(); ++i)
        for (std::size_t n = 0; n < 2; ++n) EXPECT_NEAR(a.states[i][n], b.states[i][n], 1e-8);
}

// --- reference trajectories -----------------------------------------------------------------------------------------------

TEST(Delay, mackey_glass_follows_its_reference) {
    for (const double tol : {1e-5, 1e-7, 1e-9}) {
        const auto solution = sampled(problems::mackey_glass(), ode::Start{0.0, Flat<double, 1>{1.2}, always<1>({1.2})},
                                      times_of(reference::mackey_glass), tol);
        EXPECT_LT(worst_against(reference::mackey_glass, solution), 200 * tol) << tol;
    }
}

TEST(Delay, two_delays_follow_their_reference) {
    const auto system = problems::delayed<3, 2>({1.0, 0.2}, [](double t, const auto& x, const auto& past) {
        const double y1 = past.at(0, t - 1.0);
        return Flat<double, 3>{y1, y1 + past.at(1, t - 0.2), x[1]};
    });
    const Flat<double, 3> ones{1, 1, 1};
    const auto solution = sampled(system, ode::Start{0.0, ones, always<3>(ones)}, times_of(reference::two_delays), 1e-12);
    // Polynomials of degree up to 26 in pieces; about a hundred steps of error 1e-12 each.
    EXPECT_LT(worst_against(reference::two_delays, solution), 1e-10);
}

TEST(Delay, a_delayed_position_loop_follows_its_reference) {
    const Flat<double, 2> start{0.02, 0};
    const auto solution = sampled(problems::delayed_oscillator(6, 0.04, 0.05), ode::Start{0.0, start, always<2>(start)},
                                  times_of(reference::delayed_reflex), 1e-11);
    EXPECT_LT(worst_against(reference::delayed_reflex, solution), 1e-8);
}

// J x'' + B x' + K x = -G x(t - τ) has the characteristic equation J λ² + B λ + K + G e^(-λτ) = 0. At the onset λ = iω:
//     K - J ω² + G cos ωτ = 0,   B ω - G sin ωτ = 0   ⇒   G² = (J ω² - K)² + B² ω²,   tan ωτ = B ω / (J ω² - K).
// The smallest such ω lies between resonance, sqrt(K/J), and π/2τ, where one side of the last equation or the other changes
// its sign; it gives the critical gain.
namespace {

struct Onset {
    double gain, omega;
};
Onset onset(double tau) {
    constexpr double J = 0.02, B = 0.25, K = 15;
    const auto mismatch = [&](double w) { return B * w * std::cos(w * tau) - (J * w * w - K) * std::sin(w * tau); };
    auto [low, high] = std::minmax({std::sqrt(K / J), std::numbers::pi / 2 / tau});
    EXPECT_GT(mismatch(low), 0);
    EXPECT_LT(mismatch(high), 0);
    while (high - low > 1e-12 * low) (mismatch(0.5 * (low + high)) > 0 ? low : high) = 0.5 * (low + high);
    return {B * low / std::sin(low * tau), low};
}

struct Oscillation {
    double growth; ///< of the amplitude, late over early
    double omega;  ///< from the upward crossings in between
};
// From 6 s on, by which time the faster modes are gone: the next pair of eigenvalues decays with 12/s and more.
template <class Method>
Oscillation oscillation(double gain, double tau) {
    const Flat<double, 2> start{0.01, 0};
    const auto system = problems::delayed<2, 1>({tau}, [=](const auto& t, const auto& x, const auto& past) {
        using T = std::remove_cvref_t<decltype(x[0])>;
        return Flat<T, 2>{x[1], (-gain * past.at(0, t - tau) - 0.25 * x[1] - 15.0 * x[0]) / 0.02};
    });
    auto run =
        ode::integration<Method>(system, ode::Start{0.0, start, always<2>(start)}, {.rtol = 1e-8, .atol = 1e-10},
                                 ode::Crossing{[](const auto&, const auto& x) { return x[0]; }, ode::Direction::rising});
    double early = 0, late = 0;
    std::vector<double> crossings;
    while (const auto step = run.advance(12.0)) {
        const double x = std::abs(run.state()[0]);
        if (run.time() > 5.5 && run.time() < 6.5) early = std::max(early, x);
        if (run.time() > 11) late = std::max(late, x);
        for (const auto& happening : step.happenings)
            if (happening.time > 6) crossings.push_back(happening.time);
    }
    const double periods = static_cast<double>(crossings.size() - 1);
    return {late / early, 2 * std::numbers::pi * periods / (crossings.back() - crossings.front())};
}

} // namespace

TYPED_TEST(DelayedOscillator, begins_to_oscillate_at_its_critical_gain_and_frequency) {
    for (const double tau : {0.03, 0.05, 0.08}) {
        const Onset exact = onset(tau);
        EXPECT_LT(oscillation<TypeParam>(0.995 * exact.gain, tau).growth, 1) << tau;
        EXPECT_GT(oscillation<TypeParam>(1.005 * exact.gain, tau).growth, 1) << tau;
        EXPECT_NEAR(oscillation<TypeParam>(exact.gain, tau).omega, exact.omega, 0.005 * exact.omega) << tau;
    }
}

// --- look-ups that a system must not make ---------------------------------------------------------------------------------

TEST(Delay, asking_further_back_than_declared_throws) {
    const auto system = problems::delayed<1, 1>(
        {0.1}, [](double t, const auto&, const auto& past) { return Flat<double, 1>{-past.at(0, t - 0.5)}; });
    EXPECT_THROW(sampled(system, ode::Start{0.0, Flat<double, 1>{1.0}, always<1>({1.0})}, {5.0}, 1e-6), std::logic_error);
}
TEST(Delay, asking_for_a_delay_that_was_not_declared_throws) {
    const auto system = problems::delayed<1, 1>(
        {1.0}, [](double t, const auto&, const auto& past) { return Flat<double, 1>{-past.at(0, t - 0.01)}; });
    EXPECT_THROW(sampled(system, ode::Start{0.0, Flat<double, 1>{1.0}, always<1>({1.0})}, {5.0}, 1e-6), std::logic_error);
}
TEST(Delay, a_delay_that_would_make_every_step_tiny_or_point_into_the_future_is_refused) {
    for (const double tau : {1e-6, -0.1, double(NAN), double(INFINITY)}) {
        const auto system =
            problems::delayed<1, 1>({tau}, [](double, const auto&, const auto&) { return Flat<double, 1>{0.0}; });
        EXPECT_THROW(ode::integration(system, ode::Start{0.0, Flat<double, 1>{1.0}, always<1>({1.0})}),
                     std::invalid_argument);
    }
}
