#include "myotatic/physiology/presets.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace myotatic {
namespace {

struct Named {
    std::string name;
    MuscleOnJoint limb;
    double from, to; ///< angles in which people use the joint, in degrees
    double pull;     ///< sign of the muscle's torque
};

const std::vector<Named> presets{
    {"soleus", human_soleus(), -45, 35, -1},        {"quadriceps", human_quadriceps(), 0, 110, -1},
    {"biceps", human_biceps(), 0, 120, +1},         {"tibialis anterior", human_tibialis_anterior(), -45, 35, +1},
    {"hamstrings", human_hamstrings(), 0, 110, +1}, {"triceps", human_triceps(), 0, 120, -1}};

template <Record R>
void expect_within_bounds(const R& record, const std::string& name) {
    const auto numbers = flat(record);
    const auto& leaves = describe<R>();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        EXPECT_TRUE(leaves[i].facts.bounds.contain(numbers[i])) << name << ": " << leaves[i].name << " = " << numbers[i];
        EXPECT_TRUE(leaves[i].facts.bounds.plausible(numbers[i])) << name << ": " << leaves[i].name << " = " << numbers[i];
        EXPECT_TRUE(leaves[i].facts.sourced) << leaves[i].name << " has no source";
    }
}

TEST(Presets, keep_the_bounds_of_their_fields_and_every_default_has_a_source) {
    for (const auto& [name, limb, from, to, pull] : presets) {
        expect_within_bounds(limb.muscle, name);
        expect_within_bounds(limb.path, name);
        expect_within_bounds(limb.joint, name);
    }
}

TEST(Presets, rest_at_every_angle_of_their_joint_relaxed_and_active) {
    for (const auto& [name, limb, from, to, pull] : presets) {
        const auto feasible = DeGroote2016::feasible_path_lengths(limb.muscle);
        for (double degrees = from; degrees <= to; degrees += 5)
            for (const double activation : {0.0, 0.05, 0.5, 1.0}) {
                const double angle = degrees * units::deg;
                const MuscleInput<double> u{activation, path_length(angle, limb.path), 0};
                EXPECT_GT(u.path_length, feasible.shortest) << name;
                EXPECT_LT(u.path_length, feasible.longest) << name;
                const auto x = DeGroote2016::rest(u, limb.muscle);
                const auto limits = DeGroote2016::clipping(x, u, limb.muscle);
                EXPECT_EQ(limits.steep_fibre, 0) << name << " at " << degrees;
                EXPECT_EQ(limits.slack_tendon, 0) << name << " at " << degrees;
                const auto muscle = DeGroote2016::dynamics(x, u, limb.muscle).output;
                EXPECT_GT(muscle.tendon_force * moment_arm(angle, limb.path) * pull, 0) << name << " at " << degrees;
            }
    }
}

TEST(Presets, relaxed_muscles_are_weak_in_the_middle_of_their_range) {
    for (const auto& [name, limb, from, to, pull] : presets) {
        const double angle = 0.5 * (from + to) * units::deg;
        const MuscleInput<double> u{0, path_length(angle, limb.path), 0};
        EXPECT_LT(DeGroote2016::dynamics(DeGroote2016::rest(u, limb.muscle), u, limb.muscle).output.normalised_force, 0.05)
            << name;
    }
}

TEST(Presets, muscles_of_several_heads_have_the_force_of_all) {
    EXPECT_NEAR(human_quadriceps().muscle.max_isometric_force, 5148.77 + 2747.82 + 1697.36, 1e-9);
    EXPECT_NEAR(human_biceps().muscle.max_isometric_force, 624.3 + 435.56, 1e-9);
    EXPECT_NEAR(human_hamstrings().muscle.max_isometric_force, 1313.18 + 557.11 + 2200.99 + 591.30, 1e-9);
    EXPECT_NEAR(human_triceps().muscle.max_isometric_force, 798.52 + 2 * 624.3, 1e-9);
}

// Moment arms from magnetic resonance: 2.39 ± 0.14 cm at 30 degrees of flexion, 1.74 ± 0.13 cm at 110; a model's path may be
// three standard deviations away.
TEST(Presets, triceps_has_the_lever_that_people_have) {
    const auto lever = [](double degrees) { return -moment_arm(degrees * units::deg, human_triceps().path); };
    EXPECT_NEAR(lever(30), 2.39e-2, 3 * 0.14e-2);
    EXPECT_NEAR(lever(110), 1.74e-2, 3 * 0.13e-2);
}

// The path of a reclining person is that of the source's terms in hip and knee angle, summed at 45 degrees of hip flexion.
TEST(Presets, hamstrings_are_longer_with_the_hip_flexed) {
    const double hip = 45 * units::deg;
    const double by_hip = 0.0562417 * hip + 0.0234967 * hip * hip - 0.0121134 * hip * hip * hip, cross = -0.00103602 * hip;
    for (const double knee : {0.0, 0.8, 1.6})
        EXPECT_NEAR(path_length(knee, human_hamstrings().path),
                    path_length(knee, human_paths::subject::biceps_femoris_long) + by_hip + cross * knee, 2e-6)
            << "coefficients are rounded to a micrometre";
}

TEST(Presets, soleus_is_the_default_everywhere) {
    EXPECT_EQ(flat(human_soleus().muscle), flat(DeGroote2016::Parameters<double>{}));
    EXPECT_EQ(flat(human_soleus().joint), flat(Hinge::Parameters<double>{}));
    EXPECT_EQ(flat(PathPolynomial<double>{}), flat(human_paths::soleus));
}

TEST(Presets, knee_stiffness_is_that_of_the_measured_passive_moment) {
    // riener1999: moment over hip, knee and ankle angle in degrees; here a sitting person, hip at 90, ankle neutral.
    const auto moment = [](double k) {
        const double h = 90;
        return std::exp(1.800 - 0.0352 * k + 0.0217 * h) - std::exp(-3.971 + 0.0495 * k - 0.0128 * h) - 4.820 +
               std::exp(2.220 - 0.150 * k);
    };
    const auto joint = human_quadriceps().joint;
    const double zero = joint.rest_angle / units::deg, slope = (moment(zero - 0.5) - moment(zero + 0.5)) / units::deg;
    EXPECT_NEAR(moment(zero) / slope / units::deg, 0, 0.5); // the rest angle is rounded to a degree
    EXPECT_NEAR(slope, joint.stiffness, 0.05 * joint.stiffness);
}

} // namespace
} // namespace myotatic
