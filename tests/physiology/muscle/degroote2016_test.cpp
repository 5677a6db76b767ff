#include "myotatic/physiology/muscle/degroote2016.hpp"

#include "myotatic/physiology/presets.hpp"
#include "support/component_suite.hpp"
#include "support/textbook_rk4.hpp"

#include <gtest/gtest.h>

#include <random>

namespace myotatic {
namespace testing {

struct DeGroote2016Case {
    using Model = DeGroote2016;
    template <Scalar T>
    using Input = MuscleInput<T>;
    static std::vector<Probe<Model, Input>> probes() {
        const auto soleus = human_soleus().muscle;
        const auto quadriceps = human_quadriceps().muscle;
        auto shifted = human_biceps().muscle;
        shifted.passive_slack_shift = 0.1, shifted.fibre_damping = 0.01;
        return {{"relaxed", {0.0, 1.1}, {0.0, 0.32284, 0.0}, soleus},
                {"activating", {0.2, 1.0}, {0.9, 0.32284, 0.3}, soleus},
                {"taut", {0.5, 1.3}, {0.1, 0.350, -0.1}, soleus},
                {"slack", {0.3, 0.7}, {0.4, 0.300, 0.0}, soleus},
                {"steep", {0.3, 0.35}, {0.4, 0.285, 0.0}, soleus},
                {"long fibre", {1.0, 0.8}, {1.0, 0.34, 0.0}, quadriceps},
                {"without pennation", {0.4, 1.2}, {0.0, 0.41, 0.0}, shifted}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(DeGroote2016, ComponentSuite, DeGroote2016Case, );

} // namespace testing

namespace {

using M = DeGroote2016;
using P = M::Parameters<double>;
using X = M::State<double>;
using U = MuscleInput<double>;

const P soleus;
constexpr double soleus_path = 0.32284;

/// d(fibre velocity)/d(fibre length) [1/s]: negative where an equilibrium is stable.
double fibre_eigenvalue(const X& x, const U& u, const P& p) {
    using D = Dual<double, 1>;
    const M::State<D> moving{D(x.activation), variable<1>(x.fibre_length, 0)};
    return M::dynamics(moving, lift<MuscleInput<D>>(u), lift<M::Parameters<D>>(p)).rates.fibre_length.slope[0];
}

TEST(DeGroote2016, soleus_at_rest_has_the_known_length_force_and_angle) {
    // Computed once elsewhere from the same equations and constants; tolerances are the printed digits.
    struct Row {
        double activation, fibre_length, force, cos_pennation, eigenvalue;
    };
    for (const auto& row : {Row{0, 1.088281, 191.5598, 0.939682, -174}, Row{0.01, 1.082793, 240.9779, 0.939049, -144},
                            Row{0.05, 1.061859, 446.0505, 0.936540, 0}, Row{0.1, 1.038221, 712.8165, 0.933513, -65},
                            Row{0.25, 0.982865, 1520.1725, 0.925505, 0}, Row{0.5, 0.923388, 2778.1382, 0.915142, -40},
                            Row{1.0, 0.854381, 5010.0730, 0.900096, -37}}) {
        const U u{row.activation, soleus_path, 0};
        const X x = M::rest(u, soleus);
        const auto response = M::dynamics(x, u, soleus);
        EXPECT_NEAR(x.fibre_length, row.fibre_length, 5e-7);
        EXPECT_NEAR(response.output.tendon_force, row.force, 0.01);
        EXPECT_NEAR(M::cos_pennation(x.fibre_length, soleus), row.cos_pennation, 5e-7);
        if (row.eigenvalue < 0) {
            EXPECT_NEAR(fibre_eigenvalue(x, u, soleus), row.eigenvalue, 0.5);
        }
    }
}

TEST(DeGroote2016, soleus_answers_a_step_of_excitation_as_known) {
    struct Row {
        double ms, activation, fibre_length, force;
    };
    const auto rates = [](double, const X& x) { return M::dynamics(x, U{1, soleus_path, 0}, soleus).rates; };
    X x = M::rest(U{0, soleus_path, 0}, soleus);
    double t = 0;
    for (const auto& row : {Row{0, 0, 1.08828061, 191.5598}, Row{10, 0.51191640, 1.04444956, 638.588},
                            Row{20, 0.69514461, 1.00218706, 1205.299}, Row{50, 0.90323782, 0.92211349, 2810.796},
                            Row{100, 0.98227585, 0.87113876, 4370.377}, Row{200, 0.99936848, 0.85503759, 4983.617},
                            Row{500, 0.99999997, 0.85438069, 5010.072}}) {
        x = testing::rk4_by(rates, x, t, row.ms * 1e-3, 5e-5), t = row.ms * 1e-3;
        // The reference was made with the same method and step.
        EXPECT_NEAR(x.activation, row.activation, 1e-7);
        EXPECT_NEAR(x.fibre_length, row.fibre_length, 1e-7);
        EXPECT_NEAR(M::dynamics(x, U{1, soleus_path, 0}, soleus).output.tendon_force, row.force, 0.5);
    }
}

TEST(DeGroote2016, forces_along_the_tendon_balance_at_every_state) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> activation(0, 1), length(0.4, 1.6), strain(0.97, 1.06);
    for (int k = 0; k < 10000; ++k) {
        const X x{k % 10 ? activation(random) : 0.0, length(random)};
        const double cos_alpha = M::cos_pennation(x.fibre_length, soleus);
        const double path =
            soleus.optimal_fibre_length * x.fibre_length * cos_alpha + soleus.tendon_slack_length * strain(random);
        const auto out = M::dynamics(x, U{0, path, 0}, soleus).output;
        const double fibre =
            M::fibre_force(x.activation, x.fibre_length, out.fibre_velocity / soleus.max_contraction_velocity, soleus);
        // Forces reach 20 F0 here, velocities 200 of the maximum: 1e-12 is 200 roundings of the largest term.
        EXPECT_NEAR(fibre * cos_alpha, out.normalised_force,
                    1e-12 * std::max(1.0, std::abs(out.normalised_force / cos_alpha)));
        EXPECT_EQ(out.tendon_force, soleus.max_isometric_force * out.normalised_force);
    }
}

TEST(DeGroote2016, a_force_in_parallel_is_carried_by_the_tendon) {
    const U u{0.2, soleus_path, 0};
    const X x = M::rest(u, soleus);
    const auto alone = M::dynamics(x, u, soleus), helped = M::dynamics(x, u, soleus, 0.01);
    EXPECT_NEAR(helped.output.passive_force - alone.output.passive_force, 0.01, 1e-15);
    EXPECT_LT(helped.rates.fibre_length, 0); // the fibre shortens until the tendon has taken it up
}

TEST(DeGroote2016, pennation_keeps_the_width_of_the_muscle) {
    EXPECT_NEAR(M::cos_pennation(1.0, soleus), std::cos(soleus.pennation_angle), 1e-15);
    for (double l = 0.4; l < 1.8; l += 0.05) {
        const double sin_alpha = std::sqrt(1 - std::pow(M::cos_pennation(l, soleus), 2));
        EXPECT_NEAR(l * sin_alpha, std::sin(soleus.pennation_angle), 1e-14);
    }
}

TEST(DeGroote2016, is_well_defined_where_the_fibre_would_be_too_steep) {
    for (const double l : {0.2, 0.3, 0.36, 0.3723, 0.374}) {
        EXPECT_GE(M::cos_pennation(l, soleus), 0.1);
        const X x{0.5, l};
        const U u{0.5, 0.28, 0};
        for (const double rate : flat(M::dynamics(x, u, soleus).rates)) EXPECT_TRUE(std::isfinite(rate));
        EXPECT_TRUE(std::isfinite(fibre_eigenvalue(x, u, soleus)));
    }
}

TEST(DeGroote2016, says_which_limits_it_uses) {
    const auto at = [](double fibre, double path) { return M::clipping(X{0, fibre}, U{0, path, 0}, soleus); };
    EXPECT_EQ(at(1.0, soleus_path).steep_fibre, 0);
    EXPECT_EQ(at(1.0, soleus_path).slack_tendon, 0);
    EXPECT_EQ(at(0.373, 0.290).steep_fibre, 1); // sin(21.9 deg) = 0.372 is the width; cos = 0.1 at 0.3741
    EXPECT_EQ(at(0.375, 0.290).steep_fibre, 0);
    EXPECT_EQ(at(1.0, 0.30).slack_tendon, 1);
    EXPECT_LT(M::dynamics(X{0, 1.0}, U{0, 0.30, 0}, soleus).output.tendon_force, 0);
}

// --- Rest ---

struct Named {
    const char* name;
    P p;
};

std::vector<Named> muscles() {
    Named stiff{"stiff tendon", soleus}, compliant{"compliant tendon", soleus}, shifted{"shifted passive curve", soleus};
    stiff.p.tendon_strain = 0.01;
    compliant.p.tendon_strain = 0.10;
    shifted.p.passive_slack_shift = 0.15, shifted.p.passive_strain = 0.4;
    return {{"soleus", soleus},
            {"quadriceps", human_quadriceps().muscle},
            {"biceps", human_biceps().muscle},
            stiff,
            compliant,
            shifted};
}

TEST(DeGroote2016, rests_stably_at_every_activation_length_and_slack) {
    int rested = 0, hanging = 0;
    for (const auto& [name, p] : muscles()) {
        const PathRange feasible = M::feasible_path_lengths(p);
        const double k_t = degroote2016::tendon_exponent(p.tendon_strain);
        for (int a = 0; a <= 20; ++a)
            for (double fibre = 0.4; fibre <= 1.6001; fibre += 0.05)
                for (double tendon = 0.9; tendon <= 1.0501; tendon += 0.01) {
                    // The path of a fibre and a tendon of these lengths, whatever the two then make of it.
                    const double path =
                        p.optimal_fibre_length * fibre * M::cos_pennation(fibre, p) + p.tendon_slack_length * tendon;
                    const U u{a / 20.0, path, 0};
                    const X x = M::rest(u, p);
                    const auto response = M::dynamics(x, u, p);
                    const double f = response.output.normalised_force;
                    SCOPED_TRACE(::testing::Message() << name << ", a = " << u.excitation << ", path " << path);
                    ASSERT_TRUE(std::isfinite(x.fibre_length) && std::isfinite(f));
                    EXPECT_EQ(x.activation, u.excitation);

                    // Where even the shortest fibre shortens, or the longest lengthens, there is nothing between to rest at.
                    if (M::dynamics(X{u.excitation, M::shortest_fibre}, u, p).rates.fibre_length < 0) {
                        ++hanging;
                        EXPECT_LT(path, feasible.shortest);
                        EXPECT_NEAR(x.fibre_length, M::shortest_fibre, 1e-11);
                        continue;
                    }
                    if (M::dynamics(X{u.excitation, M::longest_fibre}, u, p).rates.fibre_length > 0) {
                        EXPECT_GT(path, feasible.longest);
                        EXPECT_NEAR(x.fibre_length, M::longest_fibre, 1e-11);
                        continue;
                    }
                    ++rested;
                    const double eigenvalue = fibre_eigenvalue(x, u, p);
                    EXPECT_LT(eigenvalue, 0);
                    // Rounding of the fibre's length is seen through the eigenvalue; that of the tendon's through the
                    // tendon's stiffness, cos(alpha), and a velocity of v_max per damping force.
                    const double ulp = 2.3e-16, per_force = p.max_contraction_velocity / p.fibre_damping;
                    const double force_error = 4 * ulp * (1 + k_t * (0.2 + f)) / M::cos_pennation(x.fibre_length, p);
                    EXPECT_NEAR(response.rates.fibre_length, 0, 4 * ulp * std::abs(eigenvalue) + per_force * force_error);
                    // A tendon in equilibrium pulls, but for the -9e-5 F0 of the passive curve below its zero.
                    EXPECT_GE(f, -1e-4);
                }
    }
    EXPECT_GT(rested, 30000);
    EXPECT_GT(hanging, 1000); // more slack than any fibre takes up was part of the sweep
}

TEST(DeGroote2016, a_longer_path_rests_at_a_longer_fibre_and_greater_force) {
    for (const auto& [name, p] : muscles()) {
        const auto range = M::feasible_path_lengths(p);
        for (const double a : {0.0, 0.3}) {
            double length = 0, force = -1;
            for (int k = 1; k < 100; ++k) {
                const U u{a, range.shortest + k * (range.longest - range.shortest) / 100, 0};
                const X x = M::rest(u, p);
                EXPECT_GT(x.fibre_length, length) << name;
                length = x.fibre_length;
                if (a == 0) {
                    const double f = M::dynamics(x, u, p).output.normalised_force;
                    EXPECT_GT(f, force) << name;
                    force = f;
                }
            }
        }
    }
}

TEST(DeGroote2016, feasible_paths_are_those_with_an_equilibrium) {
    for (const auto& [name, p] : muscles()) {
        const auto range = M::feasible_path_lengths(p);
        EXPECT_LT(range.shortest, range.longest);
        for (const double a : {0.0, 0.5, 1.0}) {
            const auto speed_at_rest = [&, &q = p](double path) {
                const U u{a, path, 0};
                return M::dynamics(M::rest(u, q), u, q).rates.fibre_length;
            };
            for (const double path : {range.shortest + 1e-6, range.longest - 1e-6})
                EXPECT_NEAR(speed_at_rest(path), 0, 1e-8) << name;
            EXPECT_LT(speed_at_rest(range.shortest - 1e-3), -1e-3) << name; // still shortening at the shortest fibre
        }
        const U beyond{0, range.longest + 1e-3, 0};
        EXPECT_GT(M::dynamics(M::rest(beyond, p), beyond, p).rates.fibre_length, 1e-3) << name;
    }
}

TEST(DeGroote2016, rest_knows_how_it_depends_on_everything) {
    // The derivative of a root against a difference of roots. Roots are right to 1e-15, so that the difference errs by
    // 1e-15 / 1e-6 from rounding and by h^2 = 1e-12 times a third derivative from truncation.
    constexpr int n = 14;
    using D = Dual<double, n>;
    const auto parameters = flat(soleus);
    const U u{0.3, soleus_path, 0};
    auto seeded = lift<M::Parameters<D>>(soleus);
    auto row = flat(seeded);
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = variable<n>(parameters[i], static_cast<int>(i) + 2);
    const auto x = M::rest(MuscleInput<D>{variable<n>(u.excitation, 0), variable<n>(u.path_length, 1), D(0.0)},
                           unflatten<M::Parameters<D>>(row));
    EXPECT_EQ(x.fibre_length.value, M::rest(u, soleus).fibre_length);
    for (std::size_t i = 0; i < n; ++i) {
        const auto root = [&](double relative) {
            auto shifted = parameters;
            U v = u;
            (i == 0 ? v.excitation : i == 1 ? v.path_length : shifted[i - 2]) *= 1 + relative;
            return M::rest(v, unflatten<P>(shifted)).fibre_length;
        };
        const double value = i == 0 ? u.excitation : i == 1 ? u.path_length : parameters[i - 2];
        const double h = 1e-6, difference = (root(h) - root(-h)) / (2 * h);
        EXPECT_NEAR(x.fibre_length.slope[i] * value, difference, 1e-8 + 1e-8 * std::abs(difference)) << i;
    }
}

} // namespace
} // namespace myotatic
