#include "myotatic/circuit/human_calf.hpp"

#include "support/dimensioned.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace myotatic {
namespace {

using testing::Dimensioned;

TEST(RolledMuscle, agrees_with_the_declared_units) {
    auto p = human_calf_tight();
    p.tissue.active_loss = 0.12;
    RolledMuscle::Input<double> u{{0.34, 0.47, 0.32}, 0.2, 30, 0.1};
    for (const double free : {0.0, 1.0}) {
        p.free = free;
        const auto x = RolledMuscle::at_rest(p, u).state;
        const auto rates = RolledMuscle::rates(Dimensioned(1.0, {0, 0, 1}), testing::with_units<RolledMuscle::State>(x),
                                               testing::with_units<RolledMuscle::Input>(u), Nowhere{},
                                               testing::with_units<RolledMuscle::Parameters>(p));
        testing::expect_units(rates, "rates", true);
        const auto plain = flat(RolledMuscle::rates(1.0, x, u, Nowhere{}, p));
        for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_DOUBLE_EQ(flat(rates)[i].value, plain[i]);
    }
}

TEST(RolledMuscle, as_one_calf_resists_like_its_three_muscles) {
    // Soleus, medial and lateral gastrocnemius of OpenSim's example subject, relaxed, knee straight: their torques added up,
    // by the same curves for each by itself. What is fitted leaves 0.13 N m.
    const auto calf = human_calf();
    struct Row {
        double degrees, torque;
    };
    for (const auto& [degrees, torque] :
         {Row{0, 13.572}, Row{5, 19.410}, Row{10, 26.704}, Row{15, 35.208}, Row{20, 44.381}, Row{25, 53.416}}) {
        RolledMuscle::Input<double> u;
        u.angle = degrees * units::deg;
        const auto rest = RolledMuscle::at_rest(calf, u);
        const auto seen = RolledMuscle::observe(0.0, rest.state, u, Nowhere{}, RolledMuscle::prepare(calf));
        EXPECT_NEAR(seen.joint.resistance, torque, 0.13) << degrees;
    }
}

TEST(RolledMuscle, loses_a_share_of_its_active_force_under_pressure_if_asked_to) {
    auto p = human_calf();
    RolledMuscle::Input<double> u;
    u.excitation = 1;
    const auto x = RolledMuscle::at_rest(p, u).state;
    const auto pull = [&](double load) {
        RolledMuscle::Input<double> pressed = u;
        pressed.roller.load = load;
        return RolledMuscle::rates(0.0, x, pressed, Nowhere{}, RolledMuscle::prepare(p)).muscle.muscle.fibre_length;
    };
    EXPECT_NEAR(pull(0.3), pull(0), 1e-12) << "not unless asked";
    p.tissue.active_loss = 0.12;
    EXPECT_NEAR(pull(0), 0, 1e-9);
    EXPECT_GT(pull(0.3), 0.01) << "a weaker fibre is lengthened by its tendon";
}

} // namespace
} // namespace myotatic
