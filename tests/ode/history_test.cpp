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
const auto before = [](int, double t) { return Flat<double, 2>{100 + t, 200}; };

// What is remembered of a step of `system` from `y`, and its signals anywhere within.
template <std::size_t K, class System, class Rates>
auto remembered(const System& system, const Rates& rates, double begin, double end, const Flat<double, 1>& y) {
    const auto step = ode::Tsitouras5::attempt(rates, begin, end, y, rates(begin, y));
    const auto signals = [=](double theta) {
        const double t = begin + theta * (end - begin);
        return system.signals(t, step.segment(t));
    };
    return std::pair(
        ode::RememberedStep<double, K>(begin, end, {signals(0), signals(0.25), signals(0.5), signals(0.75), signals(1)}),
        signals);
}

Past from(double start, double largest_delay, std::size_t capacity = 64) {
    Past past;
    past.begin(0, start, largest_delay, capacity);
    return past;
}

void append(Past& past, double begin, double end) {
    const Sine system;
    const auto rates = [&](double t, const auto& y) { return system.rates(t, y); };
    past.append(1, remembered<2>(system, rates, begin, end, {std::sin(begin)}).first);
}

double look_up_error(double h) {
    Past past = from(1.0, 10.0);
    append(past, 1.0, 1.0 + h);
    double error = 0;
    for (int i = 1; i < 10; ++i) {
        const double t = 1 + h * i / 10, y = std::sin(t);
        error = std::max(error, std::abs(past.at(0, t, 1.0, before) - y * y));
        error = std::max(error, std::abs(past.at(1, t, 1.0, before) - (y + t)));
    }
    return error;
}
double look_up_order() {
    std::vector<double> steps, errors;
    for (double h = 0.2; h > 0.01; h /= 2) steps.push_back(h), errors.push_back(look_up_error(h));
    return problems::slope_of_logs(steps, errors);
}

} // namespace

TEST(History, look_ups_are_wrong_by_the_fifth_power_of_the_step) { EXPECT_NEAR(look_up_order(), 5, 0.2); }

TEST(History, both_ends_of_a_step_are_remembered_to_rounding) {
    Past past = from(0.0, 10.0);
    append(past, 0.0, 0.1);
    append(past, 0.1, 0.3);
    for (const double toward : {-1.0, 1.0}) EXPECT_NEAR(past.at(1, 0.3, toward, before), std::sin(0.3) + 0.3, 1e-8);
    EXPECT_NEAR(past.at(1, 0.1, -1.0, before), past.at(1, 0.1, 1.0, before), 1e-8);
}

TEST(History, before_the_start_the_initial_history_answers_and_at_the_start_the_side_decides) {
    Past past = from(1.0, 10.0);
    EXPECT_EQ(past.at(0, 0.5, 1.0, before), 100.5);
    EXPECT_EQ(past.at(0, 1.0, 1.0, before), 101); // nothing else is known yet
    append(past, 1.0, 1.1);
    EXPECT_EQ(past.at(0, 1.0, -1.0, before), 101);
    EXPECT_NEAR(past.at(0, 1.0, 1.0, before), std::sin(1.0) * std::sin(1.0), 1e-15);
}

TEST(History, where_two_steps_meet_the_side_decides) {
    // Two constants, 1 until 1 and 2 after it.
    ode::History<double, 1> past;
    past.begin(0, 0.0, 10.0);
    const auto flat_rates = [](double, const auto&) { return Flat<double, 1>{0.0}; };
    for (const double y : {1.0, 2.0}) past.append(1, remembered<1>(Constant{}, flat_rates, y - 1, y, {y}).first);
    const double ulp = std::numeric_limits<double>::epsilon();
    for (const double t : {1 - 2 * ulp, 1.0, 1 + 2 * ulp}) { // differences of rounding do not matter
        EXPECT_EQ(past.at(0, t, -1.0, before), 1);
        EXPECT_EQ(past.at(0, t, 1.0, before), 2);
    }
}

TEST(History, the_ring_grows_to_the_largest_delay_and_no_further) {
    Past past = from(0.0, 1.0, 4);
    for (int i = 0; i < 2000; ++i) append(past, 0.01 * i, 0.01 * (i + 1));
    EXPECT_LE(past.size(), 103u); // 100 steps cover the delay, and the ends of both sides
    EXPECT_EQ(past.growths(), 5); // 4, 8, 16, 32, 64, 128
    for (double t = 19.0; t < 20; t += 0.1) EXPECT_NEAR(past.at(1, t, 1.0, before), std::sin(t) + t, 1e-12);
}

TEST(History, times_out_of_reach_throw) {
    Past past = from(0.0, 1.0);
    EXPECT_THROW(past.at(0, 0.1, 1.0, before), std::logic_error);
    for (int i = 0; i < 200; ++i) append(past, 0.1 * i, 0.1 * (i + 1));
    EXPECT_THROW(past.at(0, 18.5, 1.0, before), std::logic_error);
    EXPECT_THROW(past.at(0, 20.1, -1.0, before), std::logic_error);
    EXPECT_THROW(past.at(0, std::nan(""), 1.0, before), std::logic_error);
}

TEST(History, a_signal_that_bends_within_the_step_does_not_fit) {
    // The remembered square of a sine fits to some h^5; a rectifier that bends inside the step is missed by some h.
    const Sine system;
    const auto rates = [&](double t, const auto& y) { return system.rates(t, y); };
    const auto misfit = [](const auto& step, double tolerated) {
        const auto& [kept, signals] = step;
        std::remove_cvref_t<decltype(signals(0.0))> all;
        all.fill(tolerated);
        return std::max(kept.misfit(0.125, signals(0.125), all), kept.misfit(0.875, signals(0.875), all));
    };
    EXPECT_LT(misfit(remembered<2>(system, rates, 0.0, 0.1, {0.0}), 1), 1e-8);
    EXPECT_GT(misfit(remembered<1>(Bent{}, rates, 0.0, 0.1, {0.0}), 1), 1e-3);
}

TEST(History, gives_slopes_with_its_values_before_the_start_as_well) {
    Past past = from(1.0, 10.0);
    append(past, 1.0, 1.1);
    const auto at = [&](double t) { return past.at(1, variable<1>(t, 0), 1.0, before); };
    EXPECT_NEAR(at(1.04).slope[0], std::cos(1.04) + 1, 1e-6);
    EXPECT_NEAR(past.at(0, variable<1>(0.5, 0), 1.0, before).slope[0], 1, 1e-8);
    EXPECT_EQ(at(0.5).slope[0], 0);
}

TEST(History, keeps_nothing_in_a_lane_that_accepted_nothing) {
    Past past = from(0.0, 10.0);
    past.append(0, {});
    EXPECT_EQ(past.size(), 0u);
}
