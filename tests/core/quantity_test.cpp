#include "myotatic/core/text.hpp"
#include "myotatic/core/unit.hpp"

#include <gtest/gtest.h>

#include <random>

using myotatic::format_quantity;
using myotatic::parse_quantity;
using myotatic::Unit;

TEST(Quantity, in_a_decimal_unit_is_the_double_nearest_to_the_decimal) {
    EXPECT_EQ(parse_quantity("33.3 ms", "s"), 0.0333); // 33.3 * 1e-3 is 0.033299999999999996
    EXPECT_EQ(parse_quantity("4.1 cm", "m"), 0.041);   // 4.1 / 100 is 0.040999999999999995
    EXPECT_EQ(parse_quantity("10 us", "ms"), 1e-5);
    EXPECT_EQ(parse_quantity("1.7e-2 kN", "N"), 17);
    EXPECT_EQ(parse_quantity("+2.5E3 mm/s", "m/s"), 2.5);
    EXPECT_EQ(parse_quantity("-0.7 kPa", "Pa"), -700);
    EXPECT_EQ(parse_quantity("5 %", "1"), 0.05);
}

TEST(Quantity, reads_back_from_its_text_as_the_same_double_in_every_decimal_unit) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> mantissa(-1, 1), decade(-9, 9);
    for (const char* unit : {"ms", "s", "us", "mm", "cm", "mm/s", "kPa", "N m/rad", "kN", "pps"})
        for (int i = 0; i < 2000; ++i) {
            const double x = mantissa(random) * std::pow(10, decade(random));
            EXPECT_EQ(parse_quantity(format_quantity(x, unit), unit), x) << format_quantity(x, unit);
        }
    EXPECT_EQ(format_quantity(0.0333, "ms"), "33.3 ms");
    EXPECT_EQ(format_quantity(0.03, "ms"), "30 ms");
    EXPECT_EQ(format_quantity(0.25, "1"), "0.25");
}

TEST(Quantity, beyond_the_range_of_a_double_is_no_number) {
    EXPECT_THROW(parse_quantity("1e400 ms", "s"), std::invalid_argument);
    EXPECT_EQ(parse_quantity("1e308 kN", "N"), std::numeric_limits<double>::infinity()); // for the bounds to refuse
}
