#include "myotatic/physiology/joint/hinge.hpp"

#include "myotatic/physiology/presets.hpp"
#include "support/component_suite.hpp"
#include "support/textbook_rk4.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace myotatic {
namespace testing {

struct HingeCase {
    using Model = Hinge;
    template <Scalar T>
    using Input = JointInput<T>;
    static std::vector<Probe<Model, Input>> probes() {
        return {{"still", {0.0, 0.0}, {0.0}, {}},
                {"moving", {0.3, -2.0}, {5.0}, {}},
                {"knee", {1.2, 3.0}, {-4.0}, human_quadriceps().joint},
                {"elbow", {1.5, 0.0}, {2.0}, human_biceps().joint}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Hinge, ComponentSuite, HingeCase, );

} // namespace testing

namespace {

using X = Hinge::State<double>;
using P = Hinge::Parameters<double>;
constexpr double pi = std::numbers::pi;

double energy(const X& x, const P& p) {
    const double d = x.angle - p.rest_angle;
    return 0.5 * p.inertia * x.velocity * x.velocity + 0.5 * p.stiffness * d * d +
           p.gravity_moment * (1 - std::cos(x.angle - p.gravity_angle));
}

TEST(Hinge, gravity_pulls_towards_the_hanging_limb) {
    const auto torque = [](const MuscleOnJoint& limb, double angle) {
        P p = limb.joint;
        p.stiffness = 0;
        return -Hinge::holding_torque(angle, p);
    };
    EXPECT_NEAR(torque(human_soleus(), 0), -0.98, 1e-12);      // a horizontal foot drops
    EXPECT_NEAR(torque(human_quadriceps(), 0), 13, 1e-12);     // a horizontal shank flexes the knee
    EXPECT_NEAR(torque(human_quadriceps(), pi / 2), 0, 1e-12); // a hanging one does not
    EXPECT_NEAR(torque(human_biceps(), pi / 2), -2.73, 1e-12); // a horizontal forearm extends the elbow
    EXPECT_NEAR(torque(human_biceps(), 0), 0, 1e-12);
}

TEST(Hinge, stays_where_the_holding_torque_holds_it) {
    for (const auto& limb : {human_soleus(), human_quadriceps(), human_biceps()})
        for (double angle = -1; angle <= 2; angle += 0.1) {
            const double torque = Hinge::holding_torque(angle, limb.joint);
            const auto rates = Hinge::dynamics({angle, 0.0}, JointInput<double>{torque}, limb.joint).rates;
            EXPECT_EQ(rates.angle, 0);
            EXPECT_EQ(rates.velocity, 0);

            const double rest = Hinge::rest(JointInput<double>{torque}, limb.joint).angle;
            EXPECT_NEAR(Hinge::holding_torque(rest, limb.joint), torque, 1e-13);
            // A limb above the horizontal may have another place to rest under the same torque.
            if (std::cos(angle - limb.joint.gravity_angle) >= 0) {
                EXPECT_NEAR(rest, angle, 1e-13);
            }
        }
}

TEST(Hinge, rests_at_the_end_of_its_range_under_a_torque_that_nothing_balances) {
    EXPECT_NEAR(Hinge::rest(JointInput<double>{500}, P{}).angle, pi, 1e-11);
    EXPECT_NEAR(Hinge::rest(JointInput<double>{-500}, P{}).angle, -pi, 1e-11);
}

TEST(Hinge, a_pendulum_rests_hanging_not_standing) {
    P p;
    p.stiffness = 0, p.gravity_moment = 5, p.gravity_angle = 0.4;
    EXPECT_NEAR(Hinge::rest(JointInput<double>{0}, p).angle, 0.4, 1e-14);
}

TEST(Hinge, without_damping_energy_stays) {
    for (const auto& limb : {human_soleus(), human_quadriceps(), human_biceps()}) {
        P p = limb.joint;
        p.damping = 0;
        const auto rates = [&](double, const X& x) { return Hinge::dynamics(x, JointInput<double>{0}, p).rates; };
        const X start{p.rest_angle + 0.5, 1.0};
        const X end = testing::rk4(rates, start, 0, 2, 20000);
        // RK4 loses (w h)^5 / 72 of the amplitude per step: with w h <= 26 * 1e-4 over 2e4 steps 3e-11.
        EXPECT_NEAR(energy(end, p), energy(start, p), 1e-9 * energy(start, p));
    }
}

TEST(Hinge, energy_lost_and_given_is_that_of_damper_and_torque) {
    // Integrate the work alongside: d(work)/dt = torque w - B w^2.
    struct Work {
        double angle, velocity, work;
        static constexpr auto fields() {
            return std::tuple{field("angle", &Work::angle, "rad", ""), field("velocity", &Work::velocity, "rad/s", ""),
                              field("work", &Work::work, "J", "")};
        }
    };
    for (const auto& limb : {human_soleus(), human_quadriceps(), human_biceps()}) {
        const P& p = limb.joint;
        const auto rates = [&](double t, const Work& y) {
            const double torque = 3 * std::sin(5 * t);
            const auto r = Hinge::dynamics({y.angle, y.velocity}, JointInput<double>{torque}, p).rates;
            return Work{r.angle, r.velocity, torque * y.velocity - p.damping * y.velocity * y.velocity};
        };
        const Work start{0.3, 0, 0}, end = testing::rk4(rates, start, 0, 2, 20000);
        EXPECT_NEAR(energy({end.angle, end.velocity}, p) - energy({start.angle, 0}, p), end.work, 1e-9);
        EXPECT_NE(end.work, 0);
    }
}

TEST(Hinge, swings_with_the_frequency_and_damping_of_its_parameters) {
    // A small swing about the resting angle is that of J w'' + B w' + k w = 0, k the slope of the holding torque.
    P p = human_quadriceps().joint;
    const double rest = Hinge::rest(JointInput<double>{0}, p).angle;
    const double k = p.stiffness + p.gravity_moment * std::cos(rest - p.gravity_angle);
    const double decay = p.damping / (2 * p.inertia), w = std::sqrt(k / p.inertia - decay * decay);
    const auto rates = [&](double, const X& x) { return Hinge::dynamics(x, JointInput<double>{0}, p).rates; };
    const double amplitude = 1e-4, period = 2 * pi / w;
    // Released at amplitude * (1, -decay), the exact swing is amplitude exp(-decay t) cos(w t).
    const X end = testing::rk4(rates, X{rest + amplitude, -amplitude * decay}, 0, period, 5000);
    EXPECT_NEAR((end.angle - rest) / (amplitude * std::exp(-decay * period)), 1, 1e-4); // the sine bends by amplitude / 2
    EXPECT_NEAR(decay / std::sqrt(k / p.inertia), 0.15, 0.005);                         // damping ratio of a relaxed leg
}

} // namespace
} // namespace myotatic
