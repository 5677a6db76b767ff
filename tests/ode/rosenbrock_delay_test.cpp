// Stiff methods in the loop, on ordinary and on delayed problems: the slopes of what comes from the past enter the
// derivative by time.
#include "myotatic/ode/integrate.hpp"
#include "myotatic/ode/method/grk4t.hpp"
#include "myotatic/ode/method/rodas4.hpp"

#include "ode/problems.hpp"
#include "ode/stiff_problems.hpp"

#include <gtest/gtest.h>

using namespace myotatic;

namespace {

// y' = a y + b y(t - 1), stiff for a large negative a.
struct Delayed {
    double a, b;
    template <class T, class Past>
    Flat<T, 1> rates(const T& t, const Flat<T, 1>& y, const Past& past) const {
        return {a * y[0] + b * past.at(0, t - 1.0)};
    }
    template <class T>
    Flat<T, 1> signals(const T&, const Flat<T, 1>& y) const {
        return y;
    }
    std::array<double, 1> delays() const { return {1.0}; }
};

template <class Method>
struct RosenbrockLoop : testing::Test {};
using Methods = testing::Types<ode::Grk4t, ode::Rodas4>;
TYPED_TEST_SUITE(RosenbrockLoop, Methods);

} // namespace

// Nonlinear and not autonomous; the largest error over 4 s, sampled from the dense output.
TYPED_TEST(RosenbrockLoop, halving_the_step_shows_the_order_on_an_ordinary_problem_too) {
    std::vector<double> times, steps, errors;
    for (int i = 1; i <= 40; ++i) times.push_back(0.1 * i);
    for (double h = 0.1; h > 0.002; h /= 2) {
        const ode::Start start{0.0, problems::SpiralAndBell::at(0)};
        const auto solution = ode::solve<TypeParam, ode::FixedStep>(problems::SpiralAndBell(), start,
                                                                    std::span<const double>(times), {.fixed_step = h});
        double error = 0;
        for (std::size_t k = 0; k < times.size(); ++k)
            for (std::size_t i = 0; i < 3; ++i)
                error = std::max(error, std::abs(solution.states[k][i] - problems::SpiralAndBell::at(times[k])[i]));
        steps.push_back(h), errors.push_back(error);
    }
    const double order = problems::slope_of_logs(steps, errors);
    this->RecordProperty("measured_order", std::to_string(order));
    EXPECT_NEAR(order, 4, 0.2);
}

TYPED_TEST(RosenbrockLoop, halving_the_step_shows_the_order) {
    const Delayed system{-1.0, -2.0};
    const problems::LinearDelayed exact(system.a, system.b, 1.0, 6);
    std::vector<double> times, steps, errors;
    for (int i = 1; i <= 50; ++i) times.push_back(0.1 * i);
    for (double h = 0.1; h > 0.002; h /= 2) {
        const ode::Start start{0.0, Flat<double, 1>{1}, problems::always(Flat<double, 1>{1})};
        const auto solution =
            ode::solve<TypeParam, ode::FixedStep>(system, start, std::span<const double>(times), {.fixed_step = h});
        double error = 0;
        for (std::size_t k = 0; k < times.size(); ++k)
            error = std::max(error, std::abs(solution.states[k][0] - exact(times[k])));
        if (error < 1e-13) break;
        steps.push_back(h), errors.push_back(error);
    }
    ASSERT_GE(steps.size(), 5u);
    const double order = problems::slope_of_logs(steps, errors);
    this->RecordProperty("measured_order", std::to_string(order));
    EXPECT_NEAR(order, 4, 0.2);
}

// An explicit method would need h < 3e-6, a million steps. RODAS is L-stable and stiffly accurate, so that nothing is left
// of the fast component once it has died; GRK4T keeps 0.454 of it in every step and is not for this.
TEST(RodasDelay, rodas_does_not_notice_a_rate_a_million_times_faster_than_the_delay) {
    const Delayed system{-1e6, -0.5e6};
    const ode::Start start{0.0, Flat<double, 1>{1}, problems::always(Flat<double, 1>{1})};
    const std::vector<double> times{0.5, 1.5, 2.5, 3.5, 4.5};
    const auto solution =
        ode::solve<ode::Rodas4>(system, start, std::span<const double>(times), {.rtol = 1e-6, .atol = 1e-9});
    // With y' forgotten, y(t) = -y(t - 1)/2; what is forgotten is of the size of 1e-6 within 1e-5 of the breakpoints only.
    for (std::size_t k = 0; k < times.size(); ++k)
        EXPECT_NEAR(solution.states[k][0], std::pow(-0.5, static_cast<double>(k + 1)), 1e-5) << times[k];
    EXPECT_LT(solution.outcome.statistics.steps_accepted, 3000);
}
