#include "myotatic/physiology/muscle/rigid_tendon.hpp"

#include "myotatic/physiology/presets.hpp"
#include "support/component_suite.hpp"

#include <gtest/gtest.h>

namespace myotatic {
namespace testing {

struct RigidTendonCase {
    using Model = RigidTendon<DeGroote2016>;
    template <Scalar T>
    using Input = MuscleInput<T>;
    static std::vector<Probe<Model, Input>> probes() {
        const auto soleus = human_soleus().muscle;
        return {{"relaxed", {0.0}, {0.0, 0.32284, 0.0}, soleus},
                {"stretching", {0.2}, {0.9, 0.32284, 0.3}, soleus},
                {"steep", {0.3}, {0.4, 0.2780, -0.1}, soleus},
                {"slack", {0.3}, {0.4, 0.270, 0.2}, soleus},
                {"without pennation", {0.4}, {0.0, 0.39, 0.0}, human_biceps().muscle}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(RigidTendon, ComponentSuite, RigidTendonCase, );

} // namespace testing

namespace {

using Rigid = RigidTendon<DeGroote2016>;
using U = MuscleInput<double>;
using P = DeGroote2016::Parameters<double>;

const P soleus;

static_assert(Muscle<Rigid>);
static_assert(flat_size<Rigid::State<double>> == 1, "the fibre follows the path and is no state");

TEST(RigidTendon, fibre_and_tendon_make_up_the_path) {
    for (double path = 0.279; path < 0.36; path += 0.001) {
        const auto f = Rigid::fibre(U{0, path, 0}, soleus);
        EXPECT_NEAR(soleus.tendon_slack_length + soleus.optimal_fibre_length * f.length * f.cos_pennation, path, 1e-15);
        EXPECT_NEAR(f.cos_pennation, DeGroote2016::cos_pennation(f.length, soleus), 1e-14);
    }
}

TEST(RigidTendon, fibre_velocity_is_path_velocity_times_cosine_of_pennation) {
    const auto f = Rigid::fibre(U{0, 0.32284, 0.1}, soleus);
    EXPECT_NEAR(f.velocity, 0.1 / 0.044 * f.cos_pennation, 1e-14);
}

TEST(RigidTendon, fibre_velocity_is_the_rate_of_fibre_length_even_when_steep_or_slack) {
    for (const double path : {0.265, 0.2775, 0.27805, 0.2785, 0.29, 0.34}) {
        const double v = 0.2, h = 1e-7;
        const double difference =
            (Rigid::fibre(U{0, path + v * h, v}, soleus).length - Rigid::fibre(U{0, path - v * h, v}, soleus).length) /
            (2 * h);
        // Rounding of a length near 1 over h, and the curvature near the steepest angle.
        EXPECT_NEAR(Rigid::fibre(U{0, path, v}, soleus).velocity, difference, 1e-8 + 1e-9 * std::abs(difference)) << path;
    }
}

TEST(RigidTendon, a_slack_muscle_pulls_next_to_nothing) {
    const U u{1, soleus.tendon_slack_length - 0.01, 0};
    const auto out = Rigid::dynamics({.activation = 1.0}, u, soleus).output;
    EXPECT_EQ(out.fibre_length, DeGroote2016::shortest_fibre);
    EXPECT_EQ(out.fibre_velocity, 0);
    // The active curve has 0.3 % left at the shortest fibre, a tenth of which points along the tendon.
    EXPECT_NEAR(out.normalised_force, 0, 1e-3);
}

TEST(RigidTendon, says_which_limits_it_uses) {
    const auto at = [](double path) { return Rigid::clipping({.activation = 0.0}, U{0, path, 0}, soleus); };
    EXPECT_EQ(at(0.32284).steep_fibre, 0);
    EXPECT_EQ(at(0.32284).slack_tendon, 0);
    EXPECT_EQ(at(0.278).steep_fibre, 1); // 1.2 mm for a fibre that is 16 mm wide
    EXPECT_EQ(at(0.278).slack_tendon, 0);
    EXPECT_EQ(at(0.270).slack_tendon, 1);
}

TEST(RigidTendon, is_taut_between_its_feasible_path_lengths) {
    const auto range = Rigid::feasible_path_lengths(soleus);
    const auto slack = [](double path) { return Rigid::clipping({.activation = 0.0}, U{0, path, 0}, soleus).slack_tendon; };
    EXPECT_EQ(slack(range.shortest - 1e-9), 1);
    EXPECT_EQ(slack(range.shortest + 1e-9), 0);
    EXPECT_NEAR(Rigid::fibre(U{0, range.longest, 0}, soleus).length, DeGroote2016::longest_fibre, 1e-12);
}

TEST(RigidTendon, is_the_limit_of_ever_stiffer_elastic_tendons) {
    for (const double a : {0.0, 0.2, 1.0}) {
        const U u{a, 0.32284, 0};
        const double rigid = Rigid::dynamics(Rigid::rest(u, soleus), u, soleus).output.normalised_force;
        double previous = 1e9;
        for (double strain = 0.004; strain > 0.0002; strain /= 2) {
            P stiff = soleus;
            stiff.tendon_strain = strain;
            const double elastic = DeGroote2016::dynamics(DeGroote2016::rest(u, stiff), u, stiff).output.normalised_force;
            const double distance = std::abs(elastic - rigid);
            // The tendon's elongation, and with it the difference, is proportional to its strain: each halving halves it,
            // up to the curvature of the fibre's force over what the tendon gave way.
            EXPECT_LT(distance, 0.7 * previous) << "a = " << a << ", strain " << strain;
            previous = distance;
        }
        // 0.025 % of 0.277 m is 0.16 % of 0.044 m, times a slope of the fibre's force of at most 3 F0/L0.
        EXPECT_LT(previous, 0.005) << "a = " << a;
    }
}

TEST(RigidTendon, damping_resists_motion_of_a_passive_fibre) {
    const auto force = [](double v) { return Rigid::dynamics({.activation = 0.0}, U{0, 0.32284, v}, soleus).output; };
    const auto still = force(0), moving = force(0.1);
    const double speed = moving.fibre_velocity / soleus.max_contraction_velocity;
    EXPECT_NEAR(moving.normalised_force - still.normalised_force,
                soleus.fibre_damping * speed * DeGroote2016::cos_pennation(still.fibre_length, soleus), 1e-14);
}

} // namespace
} // namespace myotatic
