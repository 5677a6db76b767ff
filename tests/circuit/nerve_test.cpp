#include "myotatic/circuit/human_reflexes.hpp"
#include "support/dimensioned.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace myotatic {
namespace {

TEST(Nerve, delay_is_path_over_velocity_and_a_synaptic_delay_for_every_synapse) {
    Nerve<double> nerve;
    nerve.path_length = 0.6, nerve.synaptic_delay = 0.7e-3;
    EXPECT_DOUBLE_EQ(conduction_delay(nerve, 60.0, 0), 10e-3);
    EXPECT_DOUBLE_EQ(conduction_delay(nerve, 60.0, 3), 10e-3 + 3 * 0.7e-3);
    EXPECT_DOUBLE_EQ(conduction_delay(nerve, 30.0, 0), 20e-3) << "half the velocity, twice the time";
    nerve.path_length = 0;
    EXPECT_DOUBLE_EQ(conduction_delay(nerve, 60.0, 1), 0.7e-3);
}

TEST(Nerve, delay_is_a_time) {
    const auto nerve = testing::with_units(Nerve<double>{});
    const testing::Dimensioned delay = conduction_delay(nerve, nerve.ia_velocity, 2);
    EXPECT_TRUE((delay.exponents == testing::Exponents{0, 0, 1})) << to_text(delay.exponents);
}

TEST(Nerve, delays_of_human_reflexes_are_those_of_their_path_lengths) {
    // Path lengths 0.80, 0.42 and 0.33 m over 64.5 (Ia), 25 (II), 59 (Ib) and 48.5 m/s (alpha), with 1 ms per synapse (1 for
    // Ia, 2 for II and Ib) and 1 ms at the neuromuscular junction, worked out by hand to 0.1 ms. Over these paths tendon
    // jerks of soleus and quadriceps come out at their measured latencies.
    struct Row {
        std::string muscle;
        HumanReflex parameters;
        std::array<double, 4> ms; ///< Ia, II, Ib, motor
    };
    const Row rows[] = {{"soleus", human_soleus_reflex(), {13.4, 34.0, 15.6, 17.5}},
                        {"quadriceps", human_quadriceps_reflex(), {7.5, 18.8, 9.1, 9.7}},
                        {"biceps", human_biceps_reflex(), {6.1, 15.2, 7.6, 7.8}}};
    for (const Row& row : rows) {
        const auto p = StretchReflex<>::at_rest(row.parameters, {}).parameters;
        const double computed_ms[] = {1e3 * p.ia_delay, 1e3 * p.ii_delay, 1e3 * p.ib_delay, 1e3 * p.motor_delay};
        for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(computed_ms[i], row.ms[i], 0.05) << row.muscle << ' ' << i;
        EXPECT_DOUBLE_EQ(p.gamma_delay, p.nerve.path_length / 25 + 1e-3) << row.muscle;
    }
}

TEST(Nerve, a_delay_that_is_given_stays_and_the_others_are_computed) {
    HumanReflex p = human_soleus_reflex();
    p.ib_delay = 0.040, p.gamma_delay = 0;
    const auto q = StretchReflex<>::at_rest(p, {}).parameters;
    EXPECT_EQ(q.ib_delay, 0.040);
    EXPECT_EQ(q.gamma_delay, 0.0);
    EXPECT_DOUBLE_EQ(q.ia_delay, 0.80 / 64.5 + 1e-3);
    EXPECT_EQ(StretchReflex<>::delays(q), (std::array{q.ia_delay, q.ii_delay, 0.040, q.motor_delay, 0.0}));
}

} // namespace
} // namespace myotatic
