#include "support/dimensioned.hpp"

#include <gtest/gtest-spi.h>

namespace myotatic::testing {
namespace {

const Dimensioned metre{2.0, {1, 0, 0}}, second{4.0, {0, 0, 1}}, newton{3.0, {1, 1, -2}};

TEST(Dimensioned, adds_and_compares_like_with_like_only) {
    EXPECT_EQ((metre + metre).value, 4.0);
    EXPECT_THROW(metre + second, std::logic_error);
    EXPECT_THROW(metre - 1.0, std::logic_error);
    EXPECT_THROW(static_cast<void>(metre < second), std::logic_error);
    EXPECT_THROW(max(newton, 1.0), std::logic_error);
    EXPECT_THROW(select(true, metre, second), std::logic_error);
}

TEST(Dimensioned, says_which_dimensions_met) {
    try {
        static_cast<void>(newton + second);
        FAIL() << "accepted newton + second";
    } catch (const std::logic_error& e) {
        EXPECT_STREQ(e.what(), "unlike dimensions: [m kg s^-2] + [s]");
    }
}

TEST(Dimensioned, transcendental_functions_take_pure_numbers) {
    EXPECT_THROW(exp(newton), std::logic_error);
    EXPECT_THROW(log(second), std::logic_error);
    EXPECT_THROW(tanh(metre), std::logic_error);
    EXPECT_THROW(sin(metre), std::logic_error);
    EXPECT_THROW(pow(metre, second), std::logic_error);
    EXPECT_DOUBLE_EQ(exp(metre / metre).value, std::exp(1.0));
}

TEST(Dimensioned, products_and_roots_combine_exponents) {
    EXPECT_EQ((metre / second * metre).exponents, (Exponents{2, 0, -1}));
    EXPECT_EQ(sqrt(metre * metre).exponents, metre.exponents);
    EXPECT_EQ(pow(metre / second, 0.3).exponents, (Exponents{0.3, 0, -0.3}));
    EXPECT_EQ(pow(pow(metre, 0.3), 1 / 0.3).exponents, metre.exponents);
}

TEST(Dimensioned, an_exact_zero_fits_every_dimension_and_takes_it_on) {
    EXPECT_EQ(max(newton, 0.0).exponents, newton.exponents);
    EXPECT_EQ(max(-newton, 0.0).exponents, newton.exponents);
    EXPECT_EQ(select(false, newton, 0.0).exponents, newton.exponents);
    EXPECT_EQ((0.0 - second).exponents, second.exponents);
    EXPECT_FALSE(max(-newton, 0.0).nothing);
    EXPECT_THROW((newton - newton) + second, std::logic_error) << "a zero that was computed keeps its dimension";
}

TEST(Dimensioned, a_value_taken_out_keeps_its_dimension) { EXPECT_THROW(value_of(metre) + second, std::logic_error); }

template <Scalar T>
struct Pendulum {
    T length = 1.5;
    T speed = 0.0;
    std::array<T, 2> pulls{0.1, 0.2};

    static constexpr auto fields() {
        using R = Pendulum;
        return std::tuple{field("length", &R::length, "mm", "string"), field("speed", &R::speed, "m/s", "bob"),
                          field("pulls", &R::pulls, "N", "hands")};
    }
};

TEST(WithUnits, gives_each_number_the_dimension_of_its_field) {
    const auto p = with_units(Pendulum<double>{});
    EXPECT_EQ(p.length.value, 1.5) << "numbers of a record are SI already";
    EXPECT_EQ(p.length.exponents, (Exponents{1, 0, 0}));
    EXPECT_EQ(p.speed.exponents, (Exponents{1, 0, -1}));
    EXPECT_EQ(p.pulls[1].exponents, (Exponents{1, 1, -2}));
    EXPECT_FALSE(p.speed.nothing) << "a zero speed is a speed";
}

TEST(ExpectUnits, accepts_the_declared_units_and_their_rates) {
    const auto p = with_units(Pendulum<double>{});
    expect_units(p, "pendulum");
    const Dimensioned tau{0.5, {0, 0, 1}};
    expect_units(Pendulum<Dimensioned>{p.length / tau, p.speed / tau, {p.pulls[0] / tau, p.pulls[1] / tau}}, "rates", true);
}

TEST(ExpectUnits, names_the_field_that_is_wrong) {
    EXPECT_NONFATAL_FAILURE(
        {
            auto wrong = with_units(Pendulum<double>{});
            wrong.speed = wrong.length;
            expect_units(wrong, "pendulum");
        },
        "pendulum.speed is in [m] and should be in [m s^-1]");
}

} // namespace
} // namespace myotatic::testing
