#include "myotatic/core/unit.hpp"

#include <gtest/gtest.h>

#include <numbers>

namespace {

using namespace myotatic;

std::string why(std::string_view text, const Unit& expected) {
    try {
        parse_quantity(text, expected);
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "";
}

} // namespace

TEST(Unit, products_powers_and_quotients_multiply_factors_and_add_dimensions) {
    constexpr Unit damping("N m s/rad");
    EXPECT_EQ(damping.dimension, (Dimension{2, 1, -1}));
    constexpr Unit inertia("kg m^2");
    EXPECT_EQ(inertia.dimension, (Dimension{2, 1, 0}));
    EXPECT_DOUBLE_EQ(Unit("kN/cm^2").to_si, 1e7);
    EXPECT_DOUBLE_EQ(Unit("1/ms").to_si, 1000);
    EXPECT_DOUBLE_EQ(Unit("mm").to_si * Unit("mm^-1").to_si, 1);
    EXPECT_TRUE(Unit("N m").commensurable("J"));
}

TEST(Unit, what_has_no_dimension_agrees_only_with_its_own_kind) {
    EXPECT_TRUE(Unit("deg").commensurable("rad"));
    EXPECT_FALSE(Unit("deg").commensurable("L0"));
    EXPECT_FALSE(Unit("1").commensurable("rad"));
    EXPECT_TRUE(Unit("%").commensurable("1"));
}

TEST(Unit, a_quantity_is_read_as_the_si_number_that_it_means) {
    EXPECT_EQ(parse_quantity("30 ms", "s"), 0.03);
    EXPECT_EQ(parse_quantity(" 30ms ", "s"), 0.03);
    EXPECT_EQ(parse_quantity("-1.5e3 mm", "m"), -1.5);
    EXPECT_DOUBLE_EQ(parse_quantity("90 deg", "rad"), std::numbers::pi / 2);
    EXPECT_EQ(parse_quantity("0.25", "1"), 0.25);
    EXPECT_DOUBLE_EQ(parse_quantity("25 %", "1"), 0.25);
}

TEST(Unit, what_is_wrong_with_a_quantity_is_said) {
    EXPECT_NE(why("30", "s").find("has no unit: expected a quantity in s"), std::string::npos);
    EXPECT_NE(why("30 kg", "s").find("wrong unit 'kg'"), std::string::npos);
    EXPECT_NE(why("30 mss", "s").find("did you mean 'ms'"), std::string::npos);
    EXPECT_NE(why("0,04 s", "s").find("use a point"), std::string::npos);
    EXPECT_NE(why("fast", "m/s").find("is not a quantity in m/s"), std::string::npos);
    EXPECT_NE(why("", "s").find("is not"), std::string::npos);
    EXPECT_NE(why("1e400 s", "s").find("is not"), std::string::npos);
}

TEST(Unit, an_unknown_symbol_is_refused) {
    for (const char* text : {"parsec", "m^", "m^x", "", " ", "/"}) EXPECT_THROW(Unit{text}, std::invalid_argument) << text;
}
