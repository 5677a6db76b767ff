#include "myotatic/ode/breakpoint.hpp"

#include "ode/problems.hpp"

#include "myotatic/ode/method/runge_kutta4.hpp"

#include <gtest/gtest.h>

using namespace myotatic;
using ode::Breakpoints;

namespace {

std::vector<double> all(Breakpoints<double> points, const std::vector<double>& delays) {
    std::vector<double> times;
    while (std::isfinite(points.next())) {
        times.push_back(points.next());
        points.arrive(points.next(), delays);
    }
    return times;
}

// Ends of all steps from 0 to `until` of y' = -Σ y(t - delay).
template <template <class> class Control, std::size_t D>
std::vector<double> mesh(std::array<double, D> delays, double until, const ode::Settings& settings) {
    const auto system = problems::delayed<1, D>(delays, [=](double t, const auto&, const auto& past) {
        double sum = 0;
        for (const double delay : delays) sum -= past.at(0, t - delay);
        return Flat<double, 1>{sum};
    });
    auto run = ode::integration<ode::Tsitouras5, Control>(
        system, ode::Start{0.0, Flat<double, 1>{1.0}, problems::always<1>({1.0})}, settings);
    std::vector<double> times{0};
    while (const auto step = run.advance(until)) times.push_back(step.end);
    EXPECT_EQ(run.outcome().reason, ode::Reason::completed);
    return times;
}

} // namespace

TEST(Breakpoints, come_back_after_every_delay_one_order_smoother) {
    Breakpoints<double> points(3);
    points.add({0.0, 0});
    // 1/5, 1/3 and their sums of up to three terms: 2/5, 8/15, 2/3 of two; 3/5, 11/15, 13/15, 1 of three.
    const auto times = all(points, {1.0 / 5, 1.0 / 3});
    const std::vector<double> expected{0, 3, 5, 6, 8, 9, 10, 11, 13, 15};
    ASSERT_EQ(times.size(), expected.size());
    for (std::size_t i = 0; i < times.size(); ++i) EXPECT_NEAR(times[i], expected[i] / 15, 1e-15);
}

TEST(Breakpoints, that_differ_by_rounding_are_one_and_keep_the_lower_order) {
    Breakpoints<double> points(5);
    points.add({0.1 + 0.2, 3});
    points.add({0.3, 1});
    EXPECT_TRUE(points.arrive(points.next(), std::array{1.0}));
    EXPECT_DOUBLE_EQ(points.next(), 1.3);
    // Order 2 now, so that four more arrivals end it: 1.3, 2.3, 3.3, 4.3 have orders 2 to 5.
    EXPECT_EQ(all(points, {1.0}).size(), 4u);
}

TEST(Breakpoints, of_higher_order_than_the_method_are_forgotten) {
    Breakpoints<double> points(2), none(-1);
    points.add({1.0, 3});
    none.add({1.0, 0});
    EXPECT_TRUE(std::isinf(points.next()));
    EXPECT_TRUE(std::isinf(none.next()));
}

TEST(Breakpoints, a_zero_delay_makes_none) {
    Breakpoints<double> points(5);
    points.add({1.0, 0});
    EXPECT_EQ(all(points, {0.0}).size(), 1u);
}

TEST(Breakpoints, lie_exactly_on_the_mesh_and_times_strictly_increase) {
    constexpr double a = 1.0 / 3, b = 0.2;
    const auto times = mesh<ode::Pi>(std::array{a, b}, 3.0, {.rtol = 1e-6, .atol = 1e-6});
    for (std::size_t i = 1; i < times.size(); ++i) EXPECT_GT(times[i], times[i - 1]);
    for (int i = 0; i <= 5; ++i)
        for (int j = 0; i + j <= 5; ++j) {
            const double expected = i * a + j * b;
            double nearest = INFINITY;
            for (const double t : times) nearest = std::min(nearest, std::abs(t - expected));
            EXPECT_LE(nearest, 4 * std::numeric_limits<double>::epsilon() * expected) << i << " and " << j;
        }
}

// τ = k dt is where sums of steps and of delays disagree by an ulp.
TEST(Breakpoints, steps_that_divide_the_delay_leave_no_sliver_and_overshoot_nothing) {
    for (const double tau : {0.1, 0.14, 0.3, 1.0 / 3})
        for (int k = 1; k <= 64; ++k) {
            const double dt = tau / k;
            const auto times = mesh<ode::FixedStep>(std::array{tau}, 8 * tau, {.fixed_step = dt});
            ASSERT_EQ(times.size(), static_cast<std::size_t>(8 * k + 1)) << "tau = " << tau << ", k = " << k;
            EXPECT_EQ(times.back(), 8 * tau);
            for (std::size_t i = 1; i < times.size(); ++i)
                ASSERT_NEAR(times[i] - times[i - 1], dt, 1e-9 * dt) << "tau = " << tau << ", k = " << k;
        }
}

TEST(Breakpoints, adaptive_steps_with_a_longest_step_that_divides_the_delay_leave_no_sliver) {
    for (const double tau : {0.1, 0.14, 0.3, 1.0 / 3})
        for (int k = 1; k <= 64; ++k) {
            const double dt = tau / k;
            const auto times =
                mesh<ode::Pi>(std::array{tau}, 8 * tau, {.rtol = 1e-3, .atol = 1e-3, .first_step = dt, .largest_step = dt});
            EXPECT_EQ(times.back(), 8 * tau);
            for (std::size_t i = 1; i < times.size(); ++i) {
                ASSERT_GT(times[i] - times[i - 1], 0.4 * dt) << "tau = " << tau << ", k = " << k;
                ASSERT_LE(times[i] - times[i - 1], dt * (1 + 1e-9)) << "tau = " << tau << ", k = " << k;
            }
        }
}
