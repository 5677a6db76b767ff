#include "myotatic/physiology/tendon_organ/lin_crago2002.hpp"

#include "support/component_suite.hpp"
#include "support/textbook_rk4.hpp"

#include <vector>

namespace myotatic::testing {

struct LinCrago2002Case {
    using Model = LinCrago2002;
    template <Scalar T>
    using Input = TendonOrganInput<T>;

    static std::vector<Probe<Model, Input>> probes() {
        const Model::Parameters<double> p{};
        return {{"at rest", Model::rest(TendonOrganInput<double>{0.3}, p), {0.3}, p},
                {"loaded at once", {0.0, 0.0}, {0.8}, p},
                {"unloading", {-10.0, -40.0}, {0.5}, p},
                {"slack", {-1.0, -2.0}, {-0.01}, p}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(LinCrago2002, ComponentSuite, LinCrago2002Case, );

namespace {

using Organ = LinCrago2002;
const Organ::Parameters<double> p;

double steady(double force) {
    return Organ::dynamics(Organ::rest(TendonOrganInput<double>{force}, p), TendonOrganInput<double>{force}, p).output.ib;
}

/// Rate at `t` after a step from no force.
double after_step(double force, double t) {
    const TendonOrganInput<double> u{force};
    auto x = Organ::rest(TendonOrganInput<double>{0.0}, p);
    if (t > 0) x = rk4_by([&](double, const auto& state) { return Organ::dynamics(state, u, p).rates; }, x, 0.0, t, 1e-2);
    return Organ::dynamics(x, u, p).output.ib;
}

TEST(LinCrago2002, adapts_to_a_step_as_its_transfer_function_says) {
    // Inverse Laplace transform of H(s)/s, by hand: 1.7 - (2/15)(1 - e^-0.2t) - (17/30)(1 - e^-2t).
    for (const double t : {0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0}) {
        const double exact = 1.7 - 2.0 / 15 * (1 - std::exp(-0.2 * t)) - 17.0 / 30 * (1 - std::exp(-2 * t));
        EXPECT_NEAR(after_step(0.5, t) / steady(0.5), exact, 1e-8) << t;
    }
    // The same as printed numbers.
    const std::vector<std::pair<double, double>> table{{0, 1.700},  {0.1, 1.5946}, {0.5, 1.3291}, {1, 1.1859},
                                                       {2, 1.0998}, {5, 1.0491},   {10, 1.0180}};
    for (const auto& [t, value] : table) EXPECT_NEAR(after_step(0.3, t) / steady(0.3), value, 1e-3 * value) << t;
}

TEST(LinCrago2002, gives_a_few_pulses_at_one_percent_and_about_115_at_full_force) {
    // 60 ln(1 + 5.75 F) by hand, rounded as written.
    EXPECT_NEAR(steady(0.01), 3.4, 0.05);
    EXPECT_NEAR(steady(0.05), 15, 0.5);
    EXPECT_NEAR(steady(0.10), 27, 0.5);
    EXPECT_NEAR(steady(0.25), 53.5, 0.05);
    EXPECT_NEAR(steady(0.50), 81, 0.5);
    EXPECT_NEAR(steady(1.00), 115, 0.5);
}

TEST(LinCrago2002, follows_a_logarithmic_law) {
    EXPECT_NEAR(steady(1.0) / steady(0.5), 1.41, 0.005);
    EXPECT_NEAR(steady(1.0), 60 * std::log(6.75), 1e-10);
}

TEST(LinCrago2002, is_silent_without_force) {
    EXPECT_EQ(steady(0), 0);
    EXPECT_EQ(steady(-0.01), 0) << "the negative force of a slack tendon";
    EXPECT_EQ(after_step(-0.01, 1.0), 0);
}

TEST(LinCrago2002, falls_silent_but_not_negative_when_the_load_is_dropped) {
    const auto loaded = Organ::rest(TendonOrganInput<double>{1.0}, p);
    EXPECT_EQ(Organ::dynamics(loaded, TendonOrganInput<double>{0.0}, p).output.ib, 0);
}

TEST(LinCrago2002, stays_below_200_pps_up_to_full_force) {
    // The strongest input is a step to full force, met with the gain at high frequency.
    EXPECT_LE(after_step(1.0, 0), 200);
    for (double force = 0; force <= 1; force += 0.05) EXPECT_LE(after_step(force, 0), after_step(1.0, 0));
}

TEST(LinCrago2002, means_the_same_for_a_muscle_of_any_strength) {
    // A cat soleus of 23 N in newtons: 60 ln(F/4 + 1).
    for (const double newton : {1.0, 5.0, 23.0}) EXPECT_NEAR(steady(newton / 23), 60 * std::log(newton / 4 + 1), 1e-10);
}

} // namespace
} // namespace myotatic::testing
