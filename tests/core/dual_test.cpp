#include "myotatic/core/dual.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace myotatic;
using D = Dual<double, 2>;

// Both partial derivatives against central differences: truncation h²/6 |f'''|, where x^y bends most with
// 1.2 · 2.2 · 3.2 / 0.3^4.2 = 1330; rounding ε|f|/h.
template <class F>
void expect_derivatives(const char* name, F f, double x, double y) {
    const double h = 1e-5, tolerance = h * h / 6 * 1330 + 1e-15 * (1 + std::abs(f(x, y))) / h;
    const D d = f(variable<2>(x, 0), variable<2>(y, 1));
    EXPECT_DOUBLE_EQ(d.value, f(x, y)) << name;
    EXPECT_NEAR(d.slope[0], (f(x + h, y) - f(x - h, y)) / (2 * h), tolerance) << name << " by x at " << x << ", " << y;
    EXPECT_NEAR(d.slope[1], (f(x, y + h) - f(x, y - h)) / (2 * h), tolerance) << name << " by y at " << x << ", " << y;
}

using Inner = Dual<double, 2>;
using Outer = Dual<Inner, 3>;

/// Equal to rounding, in every slope of every order: a few operations on numbers below 10.
void expect_equal(const Outer& a, const Outer& b) {
    const auto equal = [](const Inner& p, const Inner& q) {
        EXPECT_NEAR(p.value, q.value, 1e-14);
        for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(p.slope[i], q.slope[i], 1e-14);
    };
    equal(a.value, b.value);
    for (std::size_t i = 0; i < 3; ++i) equal(a.slope[i], b.slope[i]);
}

} // namespace

TEST(Dual, derivatives_of_every_function_equal_central_differences) {
    for (const double x : {0.3, 0.8, 1.7})
        for (const double y : {-1.2, 0.4, 2.0}) {
            expect_derivatives(
                "sum", [](auto a, auto b) { return 2.0 + a - 3.0 * b + (1.0 - a) * 0.5 - b / 4.0; }, x, y);
            expect_derivatives(
                "product", [](auto a, auto b) { return a * b - a / b + 1.0 / a; }, x, y);
            expect_derivatives(
                "exp, log", [](auto a, auto b) { return exp(0.5 * b) + log(a) * b; }, x, y);
            expect_derivatives(
                "sqrt, tanh", [](auto a, auto b) { return sqrt(a) * tanh(b); }, x, y);
            expect_derivatives(
                "sinh, asinh", [](auto a, auto b) { return sinh(a) + asinh(a * b); }, x, y);
            expect_derivatives(
                "sin_and_cos",
                [](auto a, auto b) {
                    const auto [sine, cosine] = sin_and_cos(a * b);
                    return sine + 2.0 * cosine;
                },
                x, y);
            expect_derivatives(
                "sin, cos", [](auto a, auto b) { return sin(a * b) + cos(a - b); }, x, y);
            expect_derivatives(
                "pow", [](auto a, auto b) { return pow(a, b) + pow(a, 2.5); }, x, y);
            expect_derivatives(
                "abs, min, max", [](auto a, auto b) { return abs(b) * max(a, 0.1) + min(a, b); }, x, y);
            expect_derivatives(
                "select", [](auto a, auto b) { return select(a < b, a * a, b * a) + select(b > 0.0, b, 1.0); }, x, y);
        }
}

TEST(Dual, a_power_above_one_of_zero_is_flat) {
    const auto p = pow(variable<1>(0.0, 0), 3.3);
    EXPECT_EQ(p.value, 0);
    EXPECT_EQ(p.slope[0], 0);
    const Dual<double, 1> exponent(3.3);
    EXPECT_EQ(pow(variable<1>(0.0, 0), exponent).slope[0], 0);
}

TEST(Dual, duals_nest_to_second_derivatives) {
    const auto x = variable<1>(variable<1>(0.7, 0), 0);
    EXPECT_NEAR(sin(x * x).slope[0].slope[0], 2 * std::cos(0.49) - 4 * 0.49 * std::sin(0.49), 1e-15);
    EXPECT_EQ(value_of(x), 0.7);
}

TEST(Dual, a_constant_of_the_inner_type_acts_as_a_dual_without_slopes) {
    // The slopes of an inner dual must pass through a constant unharmed, whichever side it stands on.
    const Inner c = variable<2>(1.3, 1);
    const Outer x = variable<3>(variable<2>(0.8, 0), 1), constant(c);
    expect_equal(x + c, x + constant), expect_equal(c + x, constant + x);
    expect_equal(x - c, x - constant), expect_equal(c - x, constant - x);
    expect_equal(x * c, x * constant), expect_equal(c * x, constant * x);
    expect_equal(x / c, x / constant), expect_equal(c / x, constant / x);
    expect_equal(min(x, c), min(x, constant)), expect_equal(max(c, x), max(constant, x));
    expect_equal(min(c, x), min(constant, x)), expect_equal(max(x, c), max(x, constant));
    expect_equal(pow(x, c), pow(x, constant)), expect_equal(pow(c, x), pow(constant, x));
    expect_equal(select(x < c, x, c), select(x < constant, x, constant));
    expect_equal(select(x > c, x, c), select(x > constant, x, constant));
    expect_equal(multiply_add(x, x, x), x * x + x);
}

TEST(Dual, is_evaluated_at_compile_time) {
    constexpr auto y = [] {
        const auto x = variable<1>(3.0, 0);
        return max(2 * x * x / 3.0 - x, 0.0);
    }();
    static_assert(y.value == 3 && y.slope[0] == 3);
    EXPECT_EQ(y.slope[0], 3);
}
