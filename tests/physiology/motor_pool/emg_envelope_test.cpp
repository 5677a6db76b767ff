#include "myotatic/physiology/motor_pool/emg_envelope.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

namespace myotatic::testing {
namespace {

struct Sampled {
    std::vector<double> times, values;
};
Sampled sampled(const std::function<double(double)>& f, double duration, double h) {
    Sampled s;
    for (int k = 0; k * h <= duration + 1e-12; ++k) s.times.push_back(k * h), s.values.push_back(f(k * h));
    return s;
}

TEST(EmgEnvelope, of_a_constant_drive_is_that_drive) {
    const auto s = sampled([](double) { return 0.3; }, 1, 0.01);
    for (const double y : emg_envelope(s.times, s.values)) EXPECT_NEAR(y, 0.3, 1e-15);
}

TEST(EmgEnvelope, answers_a_steep_rise_as_a_butterworth_filter_answers_a_step) {
    // 1 - e^(-at) (cos at + sin at) with a = w/sqrt(2); a rise of 1e-9 s is a step to 1e-7.
    const double a = std::sqrt(2.0) * std::numbers::pi * 10;
    std::vector<double> times{0, 1e-9}, values{0, 1};
    for (int k = 1; k <= 200; ++k) times.push_back(k * 1e-3), values.push_back(1);
    const auto y = emg_envelope(times, values);
    for (std::size_t i = 1; i < y.size(); ++i)
        EXPECT_NEAR(y[i], 1 - std::exp(-a * times[i]) * (std::cos(a * times[i]) + std::sin(a * times[i])), 1e-7);
}

TEST(EmgEnvelope, lags_behind_a_straight_line_by_the_root_of_two_over_its_frequency) {
    const auto s = sampled([](double t) { return 2 * t; }, 1, 0.02);
    const double lag = std::sqrt(2.0) / (2 * std::numbers::pi * 10);
    EXPECT_NEAR(emg_envelope(s.times, s.values).back(), 2 * (1 - lag), 1e-12);
}

TEST(EmgEnvelope, halves_the_power_of_a_sine_at_its_cutoff) {
    const double omega = 2 * std::numbers::pi * 10;
    const auto s = sampled([&](double t) { return 1 + 0.5 * std::sin(omega * t); }, 2, 1e-4);
    const auto y = emg_envelope(s.times, s.values);
    const auto [low, high] = std::minmax_element(y.begin() + 10000, y.end());
    EXPECT_NEAR((*high - *low) / 2, 0.5 / std::sqrt(2.0), 1e-5); // samples miss a crest by omega^2 h^2 / 8
}

TEST(EmgEnvelope, does_not_depend_on_how_often_a_straight_line_is_sampled) {
    const auto ramp = [](double t) { return t < 0.5 ? t : 1 - t; };
    const auto coarse = sampled(ramp, 1, 0.1), fine = sampled(ramp, 1, 0.005);
    const auto y = emg_envelope(coarse.times, coarse.values), z = emg_envelope(fine.times, fine.values);
    for (std::size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(y[i], z[20 * i], 1e-13);
}

TEST(EmgEnvelope, rectifies) {
    const auto up = sampled([](double t) { return t; }, 1, 0.01), down = sampled([](double t) { return -t; }, 1, 0.01);
    EXPECT_EQ(emg_envelope(up.times, up.values), emg_envelope(down.times, down.values));
}

TEST(EmgEnvelope, refuses_times_that_do_not_increase) {
    const std::vector<double> same{0, 1, 1}, values{0, 1, 2}, two{0, 1};
    EXPECT_THROW(static_cast<void>(emg_envelope(same, values)), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(emg_envelope(two, values)), std::invalid_argument);
    EXPECT_TRUE(emg_envelope({}, {}).empty());
}

} // namespace
} // namespace myotatic::testing
