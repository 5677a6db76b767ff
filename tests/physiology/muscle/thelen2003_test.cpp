#include "myotatic/physiology/muscle/thelen2003.hpp"

#include "myotatic/circuit/stretch_reflex.hpp"
#include "myotatic/core/tracer.hpp"
#include "myotatic/physiology/muscle/relaxing.hpp"
#include "myotatic/physiology/muscle/rigid_tendon.hpp"
#include "support/component_suite.hpp"
#include "support/textbook_rk4.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace myotatic {
namespace testing {

struct Thelen2003Case {
    using Model = Thelen2003;
    template <Scalar T>
    using Input = MuscleInput<T>;
    static std::vector<Probe<Model, Input>> probes() {
        const Model::Parameters<double> soleus{};
        auto straight = soleus;
        straight.pennation_angle = 0, straight.tendon_strain = 0.033, straight.lengthening_force = 1.8;
        return {{"relaxed", {0.02, 1.1}, {0.0, 0.32284, 0.0}, soleus},
                {"activating", {0.2, 1.01}, {0.9, 0.32284, 0.3}, soleus},
                {"taut", {0.5, 1.3}, {0.1, 0.350, -0.1}, soleus},
                {"slack", {0.3, 0.7}, {0.4, 0.300, 0.0}, soleus},
                {"steep", {0.3, 0.35}, {0.4, 0.285, 0.0}, soleus},
                {"torn apart", {0.1, 0.8}, {0.4, 0.32284, 0.0}, soleus},
                {"without pennation", {0.4, 1.2}, {0.3, 0.331, 0.0}, straight}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Thelen2003, ComponentSuite, Thelen2003Case, );

struct RigidThelen2003Case {
    using Model = RigidTendon<Thelen2003>;
    template <Scalar T>
    using Input = MuscleInput<T>;
    static std::vector<Probe<Model, Input>> probes() {
        const Model::Parameters<double> soleus{};
        return {{"shortening", {0.2}, {0.9, 0.32, -0.1}, soleus},
                {"lengthening", {0.2}, {0.1, 0.32, 0.03}, soleus},
                {"torn apart", {0.5}, {0.1, 0.32, 1.0}, soleus}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(RigidThelen2003, ComponentSuite, RigidThelen2003Case, );

} // namespace testing

namespace {

using M = Thelen2003;
using P = M::Parameters<double>;
using X = M::State<double>;
using U = MuscleInput<double>;

static_assert(Muscle<RigidTendon<M>> && Muscle<Relaxing<M>>);
static_assert(DelayedCircuit<StretchReflex<M>>);

const P soleus;
const auto prepared_soleus = M::prepare(soleus);
constexpr double soleus_path = 0.32284;

// --- Curves ---

TEST(Thelen2003, curves_pass_through_the_points_that_define_them) {
    using namespace thelen2003;
    EXPECT_EQ(active_force_length(1.0, 0.45), 1);
    EXPECT_NEAR(active_force_length(1 + std::sqrt(0.45), 0.45), std::exp(-1.0), 1e-15);
    EXPECT_EQ(M::passive_force(1.0, soleus), 0);
    EXPECT_EQ(M::passive_force(0.7, soleus), 0);
    EXPECT_NEAR(M::passive_force(1.6, soleus), 1, 1e-15);
    EXPECT_EQ(M::tendon_force(1.0, soleus), 0);
    EXPECT_EQ(M::tendon_force(0.9, soleus), 0);
    EXPECT_NEAR(M::tendon_force(1.04, soleus), 1, 1e-14); // a rounding of 1.04 through a stiffness of 43
    EXPECT_NEAR(M::tendon_force(1.0 + prepared_soleus.tendon_curve.toe_strain, soleus), 0.33, 1e-14);
    // Printed: toe strain 0.609 e0T, stiffness 1.712 / e0T.
    EXPECT_NEAR(prepared_soleus.tendon_curve.toe_strain / 0.04, 0.609, 5e-4);
    EXPECT_NEAR(prepared_soleus.tendon_curve.stiffness * 0.04, 1.712, 5e-4);
}

TEST(Thelen2003, the_pieces_of_the_tendon_meet_with_one_slope) {
    const double toe = prepared_soleus.tendon_curve.toe_strain;
    const auto slope = [&](double strain) {
        return thelen2003::tendon_force_strain(variable<1>(strain, 0), prepared_soleus.tendon_curve).slope[0];
    };
    EXPECT_NEAR(slope(toe - 1e-12), slope(toe + 1e-12), 1e-8 * slope(toe)); // 3/toe of the slope per strain
    EXPECT_NEAR(slope(toe), slope(toe + 1e-12), 1e-8 * slope(toe));
    for (const double f : {0.0, 0.1, 0.33, 0.34, 1.0, 2.0})
        EXPECT_NEAR(thelen2003::tendon_force_strain(thelen2003::inverse_tendon_force_strain(f, prepared_soleus.tendon_curve),
                                                    prepared_soleus.tendon_curve),
                    f, 1e-14);
}

TEST(Thelen2003, force_and_velocity_are_inverse_to_each_other) {
    const auto& curve = prepared_soleus.velocity_curve;
    for (const double a : {0.01, 0.3, 1.0})
        for (const double fl : {0.2, 1.0})
            for (double v = -3; v <= 3; v += 0.01) {
                const double f = thelen2003::force_at_velocity(v, a * fl, a, curve);
                // Near the limit of lengthening a force of one rounding is 400 of velocity.
                EXPECT_NEAR(thelen2003::velocity_at_force(f, a * fl, a, curve), v, 1e-12) << a << ' ' << fl;
            }
}

TEST(Thelen2003, force_velocity_has_the_known_points) {
    const auto& curve = prepared_soleus.velocity_curve;
    const auto force = [&](double v, double a) { return thelen2003::force_at_velocity(v, a, a, curve) / a; };
    for (const double a : {0.01, 0.5, 1.0}) {
        const double k = 0.25 + 0.75 * a;
        EXPECT_NEAR(force(-k, a), 0, 1e-15); // fastest without load: less when less active
        EXPECT_NEAR(force(0.0, a), 1, 1e-15);
        EXPECT_NEAR(force(-0.5 * k, a), 0.5 / (1 + 0.5 / 0.25), 1e-15);
        // 95 % of the greatest force: (1.33 - 1) over ((2 + 8)/0.4) (1.4 - 1.33) of k.
        EXPECT_NEAR(force(k * 0.33 / (25 * 0.07), a), 0.95 * 1.4, 1e-14);
    }
    // While shortening, the slope at rest is half of that while lengthening.
    const auto slope = [&](double v) {
        return thelen2003::force_at_velocity(variable<1>(v, 0), {1.0}, {1.0}, curve).slope[0];
    };
    EXPECT_NEAR(slope(-1e-12), 1 + 1 / 0.25, 1e-9);
    EXPECT_NEAR(slope(1e-12), 2 * (1 + 1 / 0.25), 1e-8);
    // The tangents go on from the curve with its slope.
    const double fastest = 0.33 / (25 * 0.07);
    EXPECT_NEAR(slope(-1 - 1e-9), slope(-1 + 1e-9), 1e-7);
    EXPECT_NEAR(slope(fastest - 1e-9), slope(fastest + 1e-9), 1e-7);
}

// --- The muscle ---

TEST(Thelen2003, soleus_at_rest_has_the_known_length_force_and_angle) {
    // Bisection of the paper's equations, written with their ifs, by a separate program.
    struct Row {
        double activation, fibre_length, force, cos_pennation;
    };
    for (const auto& row : {Row{0, 1.0809862341423901, 95.34353321018281, 0.9388381484378044},
                            Row{0.05, 1.046790232652031, 306.8204249174512, 0.9346351747373528},
                            Row{0.1, 1.0223557365928588, 584.3355470788986, 0.9313570627128049},
                            Row{0.25, 0.9844005416325734, 1432.9376169167665, 0.9257460068531014},
                            Row{0.5, 0.9513235035289387, 2835.481723113436, 0.9202657873577886},
                            Row{1.0, 0.8936620158064268, 5492.0801853327475, 0.909116843974564}}) {
        const U u{row.activation, soleus_path, 0};
        const X x = M::rest(u, soleus);
        EXPECT_EQ(x.activation, std::max(row.activation, 0.01));
        EXPECT_NEAR(x.fibre_length, row.fibre_length, 1e-13); // some roundings
        EXPECT_NEAR(M::dynamics(x, u, soleus).output.tendon_force, row.force, 1e-9);
        EXPECT_NEAR(M::cos_pennation(x.fibre_length, soleus), row.cos_pennation, 1e-13);
    }
}

TEST(Thelen2003, soleus_answers_a_step_of_excitation_as_known) {
    // The same separate program, with the same method and step.
    struct Row {
        double ms, activation, fibre_length, force;
    };
    const auto rates = [](double, const X& x) { return M::dynamics(x, U{1, soleus_path, 0}, soleus).rates; };
    X x = M::rest(U{0, soleus_path, 0}, soleus);
    double t = 0;
    for (const auto& row : {Row{10, 0.5138738750084239, 1.0466994597534423, 307.60880203094433},
                            Row{20, 0.6961599959875634, 1.008343282963187, 821.6602078836812},
                            Row{50, 0.9042621175307093, 0.9476250288219532, 3004.938920669846},
                            Row{100, 0.9840593472890294, 0.9138224356327034, 4559.524105571029},
                            Row{200, 0.9995866840001074, 0.8968079069478403, 5346.278848811754},
                            Row{500, 0.999999993094135, 0.8936749394545244, 5491.480998720897}}) {
        x = testing::rk4_by(rates, x, t, row.ms * 1e-3, 2e-5), t = row.ms * 1e-3;
        EXPECT_NEAR(x.activation, row.activation, 1e-12);
        EXPECT_NEAR(x.fibre_length, row.fibre_length, 1e-11);
        EXPECT_NEAR(M::dynamics(x, U{1, soleus_path, 0}, soleus).output.tendon_force, row.force, 1e-7);
    }
}

TEST(Thelen2003, forces_along_the_tendon_balance_at_every_state) {
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
        // Velocities reach thousands where activation is least: 1e-12 is some roundings of the largest force.
        EXPECT_NEAR(fibre * cos_alpha, out.normalised_force, 1e-12 * std::max(1.0, out.normalised_force / cos_alpha));
        EXPECT_EQ(out.tendon_force, soleus.max_isometric_force * out.normalised_force);
        EXPECT_GE(out.tendon_force, 0) << "a tendon does not push";
    }
}

TEST(Thelen2003, rests_stably_where_it_says_it_can) {
    const PathRange range = M::feasible_path_lengths(soleus);
    for (const double a : {0.0, 0.3, 1.0})
        for (int k = 1; k < 200; ++k) {
            const U u{a, range.shortest + k * (range.longest - range.shortest) / 200, 0};
            const X x = M::rest(u, soleus);
            EXPECT_NEAR(M::dynamics(x, u, soleus).rates.fibre_length, 0, 1e-7) << a << ' ' << u.path_length;
            EXPECT_LT(M::dynamics(X{x.activation, x.fibre_length + 1e-6}, u, soleus).rates.fibre_length, 0);
            EXPECT_GT(M::dynamics(X{x.activation, x.fibre_length - 1e-6}, u, soleus).rates.fibre_length, 0);
        }
    const U beyond{0, range.longest + 1e-3, 0}, within{1, range.shortest - 1e-3, 0};
    EXPECT_GT(M::dynamics(M::rest(beyond, soleus), beyond, soleus).rates.fibre_length, 1e-3);
    EXPECT_LT(M::dynamics(M::rest(within, soleus), within, soleus).rates.fibre_length, -1e-3);
}

TEST(Thelen2003, gives_numbers_for_fibres_that_no_muscle_has) {
    for (const double l : {-1e6, -5.0, 0.01, 3.0, 50.0, 1e6, 1e100})
        for (const double a : {0.0, 1.0})
            for (const double rate : flat(M::dynamics(X{a, l}, U{0, soleus_path, 0}, soleus).rates))
                EXPECT_TRUE(std::isfinite(rate)) << l;
    // The passive curve leaves its range with its value and its slope.
    const auto passive = [](double l) { return M::passive_force(variable<1>(l, 0), soleus); };
    const auto at = passive(1.8), beyond = passive(1.8 + 1e-9);
    EXPECT_NEAR(beyond.value, at.value, 1e-7 * at.value);
    EXPECT_NEAR(beyond.slope[0], at.slope[0], 1e-7 * at.slope[0]);
    EXPECT_NEAR(passive(2.0).value, at.value + 0.2 * at.slope[0], 1e-12);
    EXPECT_NEAR(M::passive_slope(2.0, soleus), at.slope[0], 1e-12);
}

TEST(Thelen2003, says_which_limits_it_uses) {
    const auto at = [](double fibre, double path) { return M::clipping(X{0, fibre}, U{0, path, 0}, soleus); };
    EXPECT_EQ(at(1.0, soleus_path).steep_fibre, 0);
    EXPECT_EQ(at(1.0, soleus_path).slack_tendon, 0);
    EXPECT_EQ(at(0.373, 0.290).steep_fibre, 1); // sin(21.9 deg) = 0.372 is the width; cos = 0.1 at 0.3741
    EXPECT_EQ(at(0.375, 0.290).steep_fibre, 0);
    EXPECT_EQ(at(1.0, 0.30).slack_tendon, 1);
}

TEST(Thelen2003, rest_knows_how_it_depends_on_everything) {
    // The derivative of a root against a difference of roots. Roots are right to 1e-14, so that the difference errs by
    // 1e-14 / 1e-6 from rounding and by h^2 = 1e-12 times a third derivative from truncation.
    constexpr int n = 18;
    using D = Dual<double, n>;
    const auto parameters = flat(soleus);
    const U u{0.3, soleus_path, 0};
    auto row = flat(lift<M::Parameters<D>>(soleus));
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
        EXPECT_NEAR(x.fibre_length.slope[i] * value, difference, 3e-8 + 1e-8 * std::abs(difference)) << i;
    }
}

constexpr auto traced =
    M::dynamics(M::State<Tracer>{Tracer::input(0), Tracer::input(1)}, MuscleInput<Tracer>{}, M::Parameters<Tracer>{});
static_assert(traced.rates.activation.inputs.size() == 1 && traced.rates.fibre_length.inputs.size() == 2);

} // namespace
} // namespace myotatic
