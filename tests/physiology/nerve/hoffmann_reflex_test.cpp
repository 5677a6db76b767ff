#include "myotatic/physiology/nerve/hoffmann_reflex.hpp"

#include "myotatic/core/dual.hpp"
#include "support/dimensioned.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace myotatic::testing {
namespace {

const HoffmannReflex::Parameters<double> p;

HoffmannOutput<double> waves(double stimulus, double transmission = 1, double drive = 0) {
    return HoffmannReflex::waves(HoffmannInput<double>{stimulus, transmission, drive}, p);
}
std::vector<double> strengths() {
    std::vector<double> all;
    for (int i = 0; i <= 400; ++i) all.push_back(0.01 * i);
    return all;
}

TEST(HoffmannReflex, without_a_shock_there_is_no_wave_whoever_fires) {
    for (const double drive : {-0.3, 0.0, 0.4, 2.0}) {
        EXPECT_EQ(waves(0, 1, drive).h_wave, 0);
        EXPECT_EQ(waves(0, 1, drive).m_wave, 0);
    }
}

TEST(HoffmannReflex, motor_threshold_is_an_m_wave_of_one_per_cent_and_half_of_the_axons_answer_at_the_median) {
    EXPECT_NEAR(waves(1).m_wave, 0.01, 1e-5) << "the median is rounded to 5 digits";
    EXPECT_DOUBLE_EQ(waves(p.motor_threshold).m_wave, 0.5);
    EXPECT_DOUBLE_EQ(waves(p.ia_threshold).ia_volley, 0.5);
}

TEST(HoffmannReflex, the_h_wave_comes_first_grows_falls_and_is_cancelled_while_the_m_wave_grows) {
    double largest = 0, at = 0, before = 0;
    for (const double i : strengths()) {
        const auto now = waves(i);
        EXPECT_GE(now.m_wave, before);
        if (now.h_wave > largest) largest = now.h_wave, at = i;
        before = now.m_wave;
    }
    EXPECT_GT(waves(0.95).h_wave, 10 * waves(0.95).m_wave) << "below motor threshold there is H and hardly any M";
    EXPECT_GT(at, 1);
    EXPECT_LT(waves(at).m_wave, largest);
    EXPECT_LT(waves(4).h_wave, 0.01 * largest) << "collision";
    EXPECT_GT(waves(4).m_wave, 0.99);
    // It is the collision that takes it away: the volley itself goes on growing.
    EXPECT_GT(waves(4).ia_volley, waves(at).ia_volley);
}

TEST(HoffmannReflex, in_a_silent_pool_the_h_wave_over_that_at_rest_is_the_transmission) {
    for (const double i : {0.9, 1.1, 1.3, 1.6})
        for (const double g : {0.0, 0.3, 0.8, 1.2}) EXPECT_NEAR(waves(i, g).h_wave, g * waves(i).h_wave, 1e-15);
}

TEST(HoffmannReflex, an_inhibited_pool_answers_less_by_what_inhibits_it_and_a_driven_one_more_until_it_is_exhausted) {
    const double rest = waves(1.1).h_wave, free = 1 - waves(1.1).m_wave;
    EXPECT_NEAR(waves(1.1, 1, -0.1).h_wave, rest - 0.1 * free, 1e-15);
    EXPECT_EQ(waves(1.1, 1, -0.5).h_wave, 0);
    EXPECT_GT(waves(1.1, 1, 0.2).h_wave, rest);
    EXPECT_LT(waves(1.02, 1, 0.95).h_wave, waves(1.02, 1, 0.65).h_wave) << "who fires anyway is not recruited";
    for (const double drive : {-1.0, 0.0, 0.5, 1.0, 3.0}) {
        EXPECT_GE(waves(1.3, 1, drive).h_wave, 0);
        EXPECT_LE(waves(1.3, 5, drive).h_wave, 1 - waves(1.3).m_wave + 1e-15);
    }
}

TEST(HoffmannReflex, has_the_derivative_of_its_differences_and_the_units_it_declares) {
    using D = Dual<double, 3>;
    const HoffmannInput<double> u{1.2, 0.8, 0.1};
    const HoffmannInput<D> varied{variable<3>(u.stimulus, 0), variable<3>(u.transmission, 1), variable<3>(u.drive, 2)};
    const auto slopes = HoffmannReflex::waves(varied, p).h_wave.slope;
    const auto values = flat(u);
    for (std::size_t i = 0; i < 3; ++i) {
        // Central differences at h are off by h^2/6 times a third derivative, here below 1e4, and by rounding, 1e-16/h.
        const double h = 1e-6;
        auto up = values, down = values;
        up[i] += h, down[i] -= h;
        const double difference = (HoffmannReflex::waves(unflatten<HoffmannInput<double>>(up), p).h_wave -
                                   HoffmannReflex::waves(unflatten<HoffmannInput<double>>(down), p).h_wave) /
                                  (2 * h);
        EXPECT_NEAR(slopes[i], difference, 1e-8) << i;
    }
    expect_units(HoffmannReflex::waves(with_units<HoffmannInput>(u), with_units<HoffmannReflex::Parameters>(p)), "waves");
}

} // namespace
} // namespace myotatic::testing
