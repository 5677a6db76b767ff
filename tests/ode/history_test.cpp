// The ring of the past: what it gives back, how it grows, what it refuses.
#include "myotatic/ode/history.hpp"

#include "myotatic/ode/explicit_runge_kutta.hpp"
#include "myotatic/ode/method/tsitouras5.hpp"

#include "ode/problems.hpp"

#include <gtest/gtest.h>

using namespace myotatic;

namespace {

// y' = cos t with y = sin t; remembered are y² and y + t, so that signals are neither the state nor free of time.
struct Sine {
    Flat<double, 1> rates(double t, const Flat<double, 1>&) const { return {std::cos(t)}; }
    template <class T>
    Flat<T, 2> signals(const T& t, const Flat<T, 1>& y) const {
        return {y[0] * y[0], y[0] + t};
    }
};
struct Constant {
    template <class T>
    Flat<T, 1> signals(const T&, const Flat<T, 1>& y) const {
        return y;
    }
};
struct Bent {
    template <class T>
    Flat<T, 1> signals(const T&, const Flat<T, 1>& y) const {
        return {max(y[0] - 0.05, 0.0)};
    }
};
using Past = ode::History<double, 2>;
const auto before = [](double t) { return Flat<double, 2>{100 + t, 200}; };

void append(Past& past, double begin, double end, bool midpoint) {
    const Sine system;
    const auto rates = [&](double t, const auto& y) { return system.rates(t, y); };
    const Flat<double, 1> y{std::sin(begin)};
    const auto step = ode::Tsitouras5::attempt(rates, begin, end, y, rates(begin, y));
    past.append(Past::Node(system, step.segment, rates(begin, y), step.slope, midpoint));
}

double look_up_error(double h, bool midpoint) {
    Past past(1.0, 10.0);
    append(past, 1.0, 1.0 + h, midpoint);
    double error = 0;
    for (int i = 1; i < 10; ++i) {
        const double t = 1 + h * i / 10, y = std::sin(t);
        error = std::max(error, std::abs(past.at(0, t, 1, before) - y * y));
        error = std::max(error, std::abs(past.at(1, t, 1, before) - (y + t)));
    }
    return error;
}
double look_up_order(bool midpoint) {
    std::vector<double> steps, errors;
    for (double h = 0.2; h > 0.01; h /= 2) steps.push_back(h), errors.push_back(look_up_error(h, midpoint));
    return problems::slope_of_logs(steps, errors);
}

} // namespace

TEST(History, look_ups_are_wrong_by_the_fourth_power_of_the_step_and_with_the_midpoint_by_the_fifth) {
    EXPECT_NEAR(look_up_order(false), 4, 0.2);
    EXPECT_NEAR(look_up_order(true), 5, 0.2);
}

TEST(History, both_ends_of_a_step_are_remembered_to_rounding) {
    Past past(0.0, 10.0);
    append(past, 0.0, 0.1, true);
    append(past, 0.1, 0.3, true);
    for (const double toward : {-1.0, 1.0}) EXPECT_NEAR(past.at(1, 0.3, toward, before), std::sin(0.3) + 0.3, 1e-8);
    EXPECT_NEAR(past.at(1, 0.1, -1, before), past.at(1, 0.1, 1, before), 1e-8);
}

TEST(History, before_the_start_the_initial_history_answers_and_at_the_start_the_side_decides) {
    Past past(1.0, 10.0);
    EXPECT_EQ(past.at(0, 0.5, 1, before), 100.5);
    EXPECT_EQ(past.at(0, 1.0, 1, before), 101); // nothing else is known yet
    append(past, 1.0, 1.1, true);
    EXPECT_EQ(past.at(0, 1.0, -1, before), 101);
    EXPECT_NEAR(past.at(0, 1.0, 1, before), std::sin(1.0) * std::sin(1.0), 1e-15);
}

TEST(History, where_two_steps_meet_the_side_decides) {
    // Two constants, 1 until 1 and 2 after it.
    ode::History<double, 1> past(0.0, 10.0);
    const auto flat_rates = [](double, const auto&) { return Flat<double, 1>{0.0}; };
    for (const double y : {1.0, 2.0}) {
        const auto step = ode::Tsitouras5::attempt(flat_rates, y - 1, y, Flat<double, 1>{y}, Flat<double, 1>{0.0});
        past.append({Constant{}, step.segment, Flat<double, 1>{0.0}, Flat<double, 1>{0.0}, true});
    }
    const double ulp = std::numeric_limits<double>::epsilon();
    for (const double t : {1 - 2 * ulp, 1.0, 1 + 2 * ulp}) { // differences of rounding do not matter
        EXPECT_EQ(past.at(0, t, -1, before), 1);
        EXPECT_EQ(past.at(0, t, 1, before), 2);
    }
}

TEST(History, the_ring_grows_to_the_largest_delay_and_no_further) {
    Past past(0.0, 1.0, 4);
    for (int i = 0; i < 2000; ++i) append(past, 0.01 * i, 0.01 * (i + 1), true);
    EXPECT_LE(past.size(), 103u); // 100 steps cover the delay, and the ends of both sides
    EXPECT_EQ(past.growths(), 5); // 4, 8, 16, 32, 64, 128
    for (double t = 19.0; t < 20; t += 0.1) EXPECT_NEAR(past.at(1, t, 1, before), std::sin(t) + t, 1e-12);
}

TEST(History, times_out_of_reach_throw) {
    Past past(0.0, 1.0);
    EXPECT_THROW(past.at(0, 0.1, 1, before), std::logic_error);
    for (int i = 0; i < 200; ++i) append(past, 0.1 * i, 0.1 * (i + 1), true);
    EXPECT_THROW(past.at(0, 18.5, 1, before), std::logic_error);
    EXPECT_THROW(past.at(0, 20.1, -1, before), std::logic_error);
    EXPECT_THROW(past.at(0, std::nan(""), 1, before), std::logic_error);
}

TEST(History, a_signal_that_bends_within_the_step_does_not_fit) {
    // The remembered square of a sine fits to some h^5; a rectifier that bends inside the step is missed by some h.
    const Sine system;
    const auto rates = [&](double t, const auto& y) { return system.rates(t, y); };
    const Flat<double, 1> y{0.0};
    const auto step = ode::Tsitouras5::attempt(rates, 0.0, 0.1, y, rates(0.0, y));
    const Past::Node smooth(system, step.segment, rates(0.0, y), step.slope, true);
    EXPECT_LT(smooth.misfit(system, step.segment, {1, 1}), 1e-8);
    const Bent bent;
    const ode::RememberedStep<double, 1> bends(bent, step.segment, rates(0.0, y), step.slope, true);
    EXPECT_GT(bends.misfit(bent, step.segment, {1}), 1e-3);
}
