#include "myotatic/ode/root.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using myotatic::ode::find_root;

namespace {
constexpr double eps = std::numeric_limits<double>::epsilon();
}

TEST(Root, is_bracketed_within_a_few_units_in_the_last_place_of_the_interval) {
    const auto check = [](auto f, double a, double b, double root) {
        const auto found = find_root(f, a, f(a), b, f(b));
        EXPECT_NEAR(found.before, root, 4 * eps * std::max(std::abs(a), std::abs(b)));
        EXPECT_NEAR(found.after, root, 4 * eps * std::max(std::abs(a), std::abs(b)));
        EXPECT_LE(found.before, found.after);
        EXPECT_TRUE(found.before == found.after || (f(found.before) > 0) == (f(a) > 0));
        EXPECT_TRUE(found.before == found.after || (f(found.after) > 0) == (f(b) > 0));
    };
    check([](double x) { return x * x - 2; }, 0.0, 2.0, std::sqrt(2.0));
    check([](double x) { return std::cos(x); }, 1.0, 2.0, std::acos(0.0));
    check([](double x) { return std::exp(x) - 1e5; }, 0.0, 100.0, std::log(1e5));
    check([](double x) { return 1000.25 - x; }, 1000.0, 1001.0, 1000.25);
    check([](double x) { return std::atan(1e6 * (x - 0.3)); }, -1.0, 1.0, 0.3);
    check([](double x) { return x < 0.7 ? -1.0 : 1.0; }, 0.0, 1.0, 0.7); // a jump
}

TEST(Root, needs_few_evaluations_of_a_smooth_function_and_never_many) {
    const auto evaluations = [](auto f, double a, double b) {
        int count = 0;
        find_root([&](double x) { return ++count, f(x); }, a, f(a), b, f(b));
        return count;
    };
    EXPECT_LE(evaluations([](double x) { return std::cos(x); }, 1.0, 2.0), 12);
    // Flat around the root, where interpolation misleads: not more than thrice the 52 bisections.
    EXPECT_LE(evaluations([](double x) { return std::pow(x - 0.7, 9); }, 0.0, 1.0), 3 * 52);
    EXPECT_LE(evaluations([](double x) { return x < 0.7 ? -1e-300 : 1e300; }, 0.0, 1.0), 3 * 52);
}

TEST(Root, at_zero_ends_too) {
    const auto f = [](double x) { return x; };
    const auto found = find_root(f, -1.0, -1.0, 1.0, 1.0);
    EXPECT_NEAR(found.after, 0, 4 * eps);
}

TEST(Root, is_no_number_where_the_function_is_none) {
    const auto f = [](double x) { return x > 0.2 && x < 0.8 ? std::nan("") : x - 0.5; };
    const auto found = find_root(f, 0.0, f(0.0), 1.0, f(1.0));
    EXPECT_TRUE(std::isnan(found.before) && std::isnan(found.after));
}
