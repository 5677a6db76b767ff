#include "myotatic/physiology/geometry/moment_arm.hpp"

#include "myotatic/core/dual.hpp"
#include "myotatic/core/unit.hpp"
#include "myotatic/physiology/geometry/human_paths.hpp"
#include "support/dimensioned.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace myotatic {
namespace {

using Path = PathPolynomial<double>;

const std::vector<Path> all{human_paths::soleus,
                            human_paths::tibialis_anterior,
                            human_paths::subject::soleus,
                            human_paths::subject::gastrocnemius_ankle,
                            human_paths::subject::gastrocnemius_knee,
                            human_paths::subject::tibialis_anterior,
                            human_paths::subject::vastus_lateralis,
                            human_paths::subject::rectus_femoris,
                            human_paths::subject::biceps_femoris_long,
                            human_paths::subject::semimembranosus,
                            human_paths::biceps_long_head,
                            human_paths::brachialis};

/// Moment arms in mm at angles in degrees, to the printed digit and the slope of a fit that errs by up to `misfit` mm: an
/// error that changes sign five times within 80 degrees has a slope of about 5 misfit / 0.7 rad away from the ends.
void expect_arms(const Path& path, const std::vector<std::pair<double, double>>& arms, double misfit = 0) {
    for (const auto& [degrees, mm] : arms)
        EXPECT_NEAR(1e3 * moment_arm(degrees * units::deg, path), mm, 0.05 + 5 * misfit / 0.7) << degrees;
}

TEST(MomentArm, is_minus_the_derivative_of_the_path_length) {
    for (const Path& path : all)
        for (double angle = -1; angle <= 2; angle += 0.1) {
            using D = Dual<double, 1>;
            const D length = path_length(variable<1>(angle, 0), lift<PathPolynomial<D>>(path));
            EXPECT_NEAR(moment_arm(angle, path), -length.slope[0], 1e-16);
            EXPECT_EQ(path_length(angle, path), length.value);
        }
}

TEST(MomentArm, path_velocity_is_the_rate_of_the_path_length) {
    for (const Path& path : all) {
        const double angle = 0.4, velocity = 3, h = 1e-6;
        const double difference =
            (path_length(angle + h * velocity, path) - path_length(angle - h * velocity, path)) / (2 * h);
        EXPECT_NEAR(path_velocity(angle, velocity, path), difference, 1e-9);
    }
}

TEST(MomentArm, power_at_the_joint_is_power_of_the_muscle) {
    for (const Path& path : all) // force * arm * velocity = -force * path velocity
        EXPECT_NEAR(100 * moment_arm(0.3, path) * 2, -100 * path_velocity(0.3, 2.0, path), 1e-12);
}

TEST(MomentArm, lengths_stay_lengths) {
    using testing::Dimensioned;
    const auto path = testing::with_units(human_paths::soleus);
    EXPECT_EQ(path_length(Dimensioned(0.2), path).exponents, (testing::Exponents{1, 0, 0}));
    EXPECT_EQ(moment_arm(Dimensioned(0.2), path).exponents, (testing::Exponents{1, 0, 0}));
    EXPECT_EQ(path_velocity(Dimensioned(0.2), Dimensioned(1, {0, 0, -1}), path).exponents, (testing::Exponents{1, 0, -1}));
}

TEST(HumanPaths, of_the_ankle_have_the_known_moment_arms) {
    // Computed from the path points; the polynomials were fitted to the lengths.
    expect_arms(human_paths::soleus, {{-40, -41.7}, {-20, -44.2}, {0, -41.4}, {20, -34.2}}, 0.003);
    expect_arms(human_paths::tibialis_anterior, {{-40, 31.5}, {-20, 38.0}, {0, 42.6}, {20, 44.0}}, 0.023);
    EXPECT_EQ(path_length(0.0, human_paths::soleus), 0.322836);
}

TEST(HumanPaths, of_the_knee_have_the_known_moment_arms) {
    // The source of these numbers counts the rate of length as positive, as dl/dtheta = -r.
    expect_arms(human_paths::subject::vastus_lateralis, {{0, -39.9}, {30, -44.3}, {60, -32.0}, {90, -21.3}});
    expect_arms(human_paths::subject::rectus_femoris, {{0, -49.0}, {30, -46.5}, {60, -39.1}, {90, -26.7}});
    expect_arms(human_paths::subject::biceps_femoris_long, {{0, 33.0}, {30, 33.5}, {60, 34.9}, {90, 37.3}});
    expect_arms(human_paths::subject::semimembranosus, {{0, 36.6}, {30, 42.0}, {60, 44.7}, {90, 37.5}});
    expect_arms(human_paths::subject::gastrocnemius_knee, {{0, 12.5}, {30, 20.5}, {60, 26.0}, {90, 26.6}});
}

TEST(HumanPaths, extensors_extend_and_flexors_flex) {
    EXPECT_LT(moment_arm(0.5, human_paths::subject::vastus_lateralis), 0);
    EXPECT_LT(moment_arm(0.0, human_paths::subject::soleus), 0);
    EXPECT_LT(moment_arm(0.0, human_paths::subject::gastrocnemius_ankle), 0);
    EXPECT_GT(moment_arm(0.0, human_paths::subject::tibialis_anterior), 0);
    EXPECT_GT(moment_arm(1.0, human_paths::brachialis), 0);
}

TEST(HumanPaths, biceps_agrees_with_measured_moment_arms_at_mid_range) {
    // Pigeon, Yahia and Feldman 1996, pronation neutral, in cm over flexion in rad. That set includes the whole muscle and
    // wraps, the path here neither: at 60 to 110 degrees the two differ by at most a fifth; near extension the path of
    // straight lines comes too close to the axis (0.9 against 2.0 cm) and is not to be trusted.
    const auto measured = [](double a) {
        return 1e-2 * (1.963 + a * (-1.44 + a * (3.031 + a * (0.887 + a * (-1.418 + a * 0.285)))));
    };
    const std::vector<std::pair<double, double>> table{{0, 1.96}, {30, 2.07}, {60, 3.45}, {90, 4.71}, {110, 4.82}};
    for (const auto& [degrees, cm] : table) {
        const double angle = degrees * units::deg;
        EXPECT_NEAR(1e2 * measured(angle), cm, 0.005);
        const double arm = moment_arm(angle, human_paths::biceps_long_head);
        if (degrees >= 60) {
            EXPECT_NEAR(arm, measured(angle), 0.2 * measured(angle)) << degrees;
        }
    }
}

} // namespace
} // namespace myotatic
