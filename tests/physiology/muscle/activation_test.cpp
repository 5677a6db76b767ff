#include "myotatic/physiology/muscle/activation.hpp"

#include "support/textbook_rk4.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace myotatic {
namespace {

constexpr double rise = 0.015, fall = 0.060;

double rate(double excitation, double activation, double steepness) {
    return activation_rate(excitation, activation, rise, fall, steepness);
}

template <Scalar T>
struct Activation {
    T a = 0.0;
    static constexpr auto fields() { return std::tuple{field("a", &Activation::a, "1", "activation")}; }
};

/// Milliseconds until a step of excitation from 1 - e to e has gone a share of its way.
double time_to(double share, double excitation, double steepness) {
    const auto f = [&](double, const Activation<double>& x) { return Activation<double>{rate(excitation, x.a, steepness)}; };
    Activation<double> x{1 - excitation};
    const double h = 1e-5;
    for (int n = 0;; ++n) {
        const auto next = testing::rk4(f, x, 0, h, 1);
        const double before = std::abs(x.a - (1 - excitation)), after = std::abs(next.a - (1 - excitation));
        if (after >= share) return 1e3 * h * (n + (share - before) / (after - before));
        x = next;
    }
}

TEST(Activation, rates_have_the_known_values) {
    // Computed once elsewhere and written with 12 digits.
    EXPECT_NEAR(rate(1, 0, 0.1), 77.0625829974, 1e-9);
    EXPECT_NEAR(rate(1, 0, 10), 133.333333076, 1e-9);
    EXPECT_NEAR(rate(0, 1, 10), -33.3333333, 5e-7); // 9 digits are known
    EXPECT_NEAR(rate(1, 0.5, 0.1), 18.9475784632, 1e-9);
    EXPECT_NEAR(rate(1, 0.5, 10), 26.6659289513, 1e-9);
    EXPECT_NEAR(rate(0, 0.5, 10), -10.417404382, 1e-9);
}

TEST(Activation, rests_where_it_equals_excitation) {
    for (const double e : {0.0, 0.3, 1.0}) EXPECT_EQ(rate(e, e, 10), 0);
}

TEST(Activation, moves_towards_excitation) {
    for (double e = 0; e <= 1; e += 0.1)
        for (double a = 0; a <= 1; a += 0.1) EXPECT_GE(rate(e, a, 10) * (e - a), 0);
}

TEST(Activation, is_the_piecewise_law_of_two_time_constants_when_steep) {
    // tanh(1e4 * 0.1) is 1 to rounding; the products are then the same up to a few ulp of 1e2.
    for (double a = 0; a < 0.95; a += 0.1) {
        EXPECT_NEAR(rate(a + 0.1, a, 1e4), 0.1 / (rise * (0.5 + 1.5 * a)), 1e-13);
        EXPECT_NEAR(rate(a, a + 0.1, 1e4), -0.1 * (0.5 + 1.5 * (a + 0.1)) / fall, 1e-13);
    }
}

TEST(Activation, steepness_10_keeps_the_time_constants_and_a_tenth_distorts_them) {
    // Times in ms, known to 0.1 ms from samples (the long falls to 1 ms), so that the last digit may be off by one.
    EXPECT_NEAR(time_to(0.632120558828558, 1, 10), 15.8, 0.1);
    EXPECT_NEAR(time_to(0.9, 1, 10), 49.1, 0.1);
    EXPECT_NEAR(time_to(0.632120558828558, 0, 10), 42.9, 0.1);
    EXPECT_NEAR(time_to(0.9, 0, 10), 123, 0.5);
    EXPECT_NEAR(time_to(0.632120558828558, 1, 0.1), 23.2, 0.1);
    EXPECT_NEAR(time_to(0.9, 1, 0.1), 61.5, 0.1);
    EXPECT_NEAR(time_to(0.632120558828558, 0, 0.1), 28.4, 0.1);
    EXPECT_NEAR(time_to(0.9, 0, 0.1), 55.8, 0.1);
    EXPECT_NEAR(time_to(0.632120558828558, 1, 100), 15.8, 0.1);
    EXPECT_NEAR(time_to(0.9, 0, 100), 141, 0.5);
}

} // namespace
} // namespace myotatic
