#include "myotatic/physiology/joint/riener1999.hpp"

#include "myotatic/core/dual.hpp"
#include "myotatic/core/unit.hpp"

#include <gtest/gtest.h>

#include <array>

namespace myotatic {
namespace {

using namespace riener1999;
constexpr double deg = units::deg;

TEST(Riener1999, the_ankle_resists_dorsiflexion_as_measured_with_the_knee_straight) {
    // The published formula, evaluated elsewhere; one decimal is known.
    constexpr std::array<std::pair<double, double>, 8> known{
        {{-30, -1.3}, {-20, -0.3}, {-10, 1.7}, {0, 6.4}, {10, 17.2}, {15, 27.2}, {20, 42.4}, {25, 65.5}}};
    for (const auto& [angle, resistance] : known) EXPECT_NEAR(-ankle_moment(angle * deg, 0.0), resistance, 0.051) << angle;
}

TEST(Riener1999, a_bent_knee_slackens_gastrocnemius_and_with_it_the_ankle) {
    EXPECT_LT(-ankle_moment(20 * deg, 60 * deg), 0.5 * -ankle_moment(20 * deg, 0.0));
}

TEST(Riener1999, a_knee_hangs_where_its_moments_cancel) {
    // With the hip at 90 degrees and the ankle neutral that angle is 61 degrees, to the degree.
    const auto moment = [](double knee) { return knee_moment(knee * deg, 90 * deg, 0.0); };
    EXPECT_GT(moment(60), 0);
    EXPECT_LT(moment(62), 0);
}

TEST(Riener1999, each_joint_is_pushed_back_from_either_end_of_its_range) {
    EXPECT_GT(ankle_moment(-45 * deg, 0.0), 0);
    EXPECT_LT(ankle_moment(25 * deg, 0.0), 0);
    EXPECT_GT(knee_moment(0.0, 0.0, 0.0), 0);
    EXPECT_LT(knee_moment(130 * deg, 0.0, 0.0), 0);
    EXPECT_GT(hip_moment(-15 * deg, 0.0), 0);
    EXPECT_LT(hip_moment(100 * deg, 0.0), 0);
}

TEST(Riener1999, every_moment_gives_way_like_a_spring) {
    const auto slope = [](double angle, const auto& moment) { return moment(variable<1>(angle * deg, 0)).slope[0]; };
    for (double angle = -40; angle <= 25; angle += 5)
        EXPECT_LT(slope(angle, [](const auto& a) { return ankle_moment(a, 0.0); }), 0) << angle;
    for (double angle = 0; angle <= 120; angle += 5)
        EXPECT_LT(slope(angle, [](const auto& k) { return knee_moment(k, 0.5, 0.1); }), 0) << angle;
    for (double angle = -15; angle <= 100; angle += 5)
        EXPECT_LT(slope(angle, [](const auto& h) { return hip_moment(h, 0.5); }), 0) << angle;
}

} // namespace
} // namespace myotatic
