#include "myotatic/ode/tolerance.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace myotatic;
using ode::Tolerance;

TEST(Tolerance, one_is_the_limit_at_the_larger_end_of_the_step) {
    const Tolerance<double, 2> tolerance(1e-3, Flat<double, 2>{1e-6, 1e-2});
    const auto norm = tolerance.norm({3e-3 + 1e-6, 1e-2}, {-3, 0}, {2, 0});
    EXPECT_NEAR(norm.value, 1, 1e-12);
    EXPECT_NEAR(tolerance.norm({0, 2e-2}, {-3, 0}, {2, 0}).value, 2, 1e-12);
}

TEST(Tolerance, names_the_worst_component) {
    const Tolerance<double, 3> tolerance(1e-3, 1e-3);
    EXPECT_EQ(tolerance.norm({1, -5, 2}, {}, {}).worst, 1u);
    EXPECT_EQ(tolerance.norm({1, 5, std::nan("")}, {}, {}).worst, 2u);
    EXPECT_TRUE(std::isnan(tolerance.norm({1, std::nan(""), 5}, {}, {}).value));
    EXPECT_TRUE(std::isinf(tolerance.norm({1, INFINITY, 5}, {}, {}).value));
}

TEST(Tolerance, no_error_is_tolerated_even_where_nothing_is) {
    const Tolerance<double, 2> tolerance(1e-3, 0);
    EXPECT_EQ(tolerance.norm({0, 0}, {0, 1}, {0, 1}).value, 0);
    EXPECT_TRUE(std::isinf(tolerance.norm({1e-300, 0}, {0, 1}, {0, 1}).value));
}
