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
