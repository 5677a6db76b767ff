#include "myotatic/physiology/tissue/roller_contact.hpp"

#include "myotatic/core/dual.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace myotatic {
namespace {

RollerContact<double> on_the_thigh(double roller) {
    RollerContact<double> p;
    p.stiffness = roller;
    p.limb_radius = 80 * units::mm;
    return p;
}
Contact<double> pressed(const RollerContact<double>& p, double newton, double creep = 0) {
    return contact(newton / p.body_weight, creep, p);
}

TEST(SmoothRamp, is_a_ramp_outside_of_its_corner_and_twice_differentiable_in_it) {
    for (const double x : {-1.0, -0.02}) EXPECT_EQ(smooth_ramp(x), 0) << x;
    for (const double x : {0.02, 0.5}) EXPECT_EQ(smooth_ramp(x), x) << x;
    EXPECT_DOUBLE_EQ(smooth_ramp(0.0), 0.02 * 3 / 16);
    EXPECT_EQ(smooth_ceiling(1.3, 1.2), 1.2);
    EXPECT_EQ(smooth_ceiling(1.0, 1.2), 1.0);
    // Value, slope and curvature meet at both ends; within e of an end the curvature, 12 e/width² at most, is small.
    using D = Dual<Dual<double, 1>, 1>;
    const auto slopes = [](double x) { return smooth_ramp(D(variable<1>(x, 0), {Dual<double, 1>(1.0)})); };
    constexpr double e = 1e-9;
    for (const double end : {-0.02, 0.02})
        for (const double x : {end - e, end + e}) {
            const double beyond = end > 0 ? 1 : 0;
            EXPECT_NEAR(slopes(x).value.slope[0], beyond, 1e-12) << x;
            EXPECT_NEAR(slopes(x).slope[0].slope[0], 0, 12 * e / (0.02 * 0.02)) << x;
        }
}

TEST(RollerContact, has_the_pressure_and_area_that_were_measured_under_two_rollers) {
    // curran2008, thigh: 51.8 ± 10.7 kPa on 47.0 ± 16.1 cm² under a rigid roller, 33.4 ± 6.4 kPa on 68.4 ± 25.3 cm² under
    // one of foam. One stiffness of the tissue and one of the foam are fitted to four numbers; what is left is below 1 %.
    const auto rigid = pressed(on_the_thigh(roller_density::rigid), 243),
               foam = pressed(on_the_thigh(roller_density::soft), 228);
    EXPECT_NEAR(rigid.mean_pressure, 51.8e3, 0.01 * 51.8e3);
    EXPECT_NEAR(rigid.area, 47.0e-4, 0.01 * 47.0e-4);
    EXPECT_NEAR(foam.mean_pressure, 33.4e3, 0.01 * 33.4e3);
    EXPECT_NEAR(foam.area, 68.4e-4, 0.01 * 68.4e-4);
}

TEST(RollerContact, carries_its_force_by_pressure_on_its_area) {
    for (const double roller : {roller_density::soft, roller_density::medium, roller_density::hard, roller_density::rigid})
        for (const double force : {1.0, 100.0, 400.0})
            for (const double creep : {0.0, 1.0}) {
                const auto c = pressed(on_the_thigh(roller), force, creep);
                EXPECT_NEAR(c.mean_pressure * c.area, force, 1e-12 * force);
                EXPECT_NEAR(c.force, force, 1e-12 * force);
                EXPECT_LE(c.tissue_indentation, c.indentation * (1 + 1e-12));
            }
}

TEST(RollerContact, presses_harder_on_less_area_the_harder_the_roller) {
    double pressure = 0, area = 1;
    for (const double roller : {roller_density::soft, roller_density::medium, roller_density::hard, roller_density::rigid}) {
        const auto c = pressed(on_the_thigh(roller), 235);
        EXPECT_GT(c.mean_pressure, pressure);
        EXPECT_LT(c.area, area);
        pressure = c.mean_pressure, area = c.area;
    }
}

TEST(RollerContact, creep_softens_the_tissue_by_the_share_that_relaxes) {
    // Under a rigid roller all yielding is the tissue's: depth over force^1/2 K^-1/2, so 1/sqrt(1 - 0.549) = 1.489 times as
    // deep.
    const auto p = on_the_thigh(roller_density::rigid);
    EXPECT_NEAR(pressed(p, 235, 1).indentation / pressed(p, 235, 0).indentation, 1 / std::sqrt(1 - 0.549), 1e-4);
}

TEST(RollerContact, does_nothing_without_load_and_has_finite_derivatives_there) {
    using D = Dual<double, 2>;
    const auto c = contact(D(0.0), variable<2>(0.3, 1), RollerContact<double>{});
    for (const D& x : {c.force, c.indentation, c.tissue_indentation, c.area, c.mean_pressure}) {
        EXPECT_EQ(x.value, 0);
        EXPECT_EQ(x.slope[1], 0);
    }
    EXPECT_TRUE(std::isfinite(c.half_length.value) && c.half_length.value > 0);
    EXPECT_TRUE(std::isfinite(c.half_length.slope[1]));
}

TEST(RollerContact, has_the_mean_pressure_along_the_belly) {
    double sum = 0;
    const int steps = 2000;
    for (int k = 0; k < steps; ++k) sum += pressure_profile(-2 + 4 * (k + 0.5) / steps) * 4 / steps;
    // 1.5 times the parabola 1 - x² has the integral 2; the rounded corners add 1.5 (0.02²)/5 · 2 at most.
    EXPECT_NEAR(sum / 2, 1, 1e-3);
    EXPECT_EQ(pressure_profile(1.02), 0);
}

} // namespace
} // namespace myotatic
