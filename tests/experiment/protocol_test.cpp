#include "myotatic/experiment/protocol.hpp"

#include "myotatic/circuit/antagonist_pair.hpp"
#include "myotatic/circuit/stretch_reflex.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic {
namespace {

using ArcProtocol = Protocol<StretchReflex<>::Input>;
using SpindleProtocol = Protocol<SpindleInput>;

template <class F>
std::string refusal(const F& f) {
    try {
        f();
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    ADD_FAILURE() << "nothing was refused";
    return "";
}

TEST(Protocol, without_stimuli_gives_the_defaults_of_the_input) {
    EXPECT_TRUE(SpindleProtocol{}.empty());
    EXPECT_EQ(flat(SpindleProtocol{}(3)), flat(SpindleInput<double>{}));
    EXPECT_EQ(SpindleProtocol{}(3).length, 1.0);
    EXPECT_TRUE(SpindleProtocol{}.breakpoints(-10, 10).empty());
}

TEST(Protocol, a_driven_field_is_its_stimulus_and_the_others_keep_their_defaults) {
    SpindleProtocol p;
    p.drive("gamma_static", Stimulus::constant(70)).drive("length", Stimulus::ramp_and_hold(0.95, 1.08, 1, 0.5));
    EXPECT_FALSE(p.empty());
    EXPECT_EQ(p(0).length, 0.95) << "and not 0.95 above the default";
    EXPECT_EQ(p(2).length, 1.08);
    EXPECT_EQ(p(0).gamma_static, 70);
    EXPECT_EQ(p(0).gamma_dynamic, 0);
}

TEST(Protocol, stimuli_on_one_field_add_up) {
    ArcProtocol p;
    p.drive("tap", Stimulus::ramp_and_hold(0, 1e-3, 0, 1)).drive("tap", Stimulus::half_sine(0, 4e-3, 0.5, 0.1));
    EXPECT_NEAR(p(0.55).tap, 0.55e-3 + 4e-3, 1e-17);
    EXPECT_NEAR(p(0.5).tap_rate, 1e-3 + 4e-3 * M_PI / 0.1, 1e-15);
    EXPECT_EQ(p(2).tap, 1e-3);
    EXPECT_EQ(p(2).tap_rate, 0);
}

TEST(Protocol, a_rate_is_the_derivative_of_what_it_is_the_rate_of) {
    ArcProtocol p;
    p.drive("belly_pressure", Stimulus::strokes(0, 46.5e3, 0.5, 0, 3)).drive("tap", Stimulus::sine(0, 1e-3, 4));
    for (const double t : {0.1, 0.7, 1.9, 3.3}) {
        const double h = 1e-5;
        // Central differences err by h^2/6 of the third derivative, 23e3 pi^3 Pa/s^3 and 1e-3 (8 pi)^3 m/s^3, and by
        // rounding of the value over h.
        EXPECT_NEAR(p(t).belly_pressure_rate, (p(t + h).belly_pressure - p(t - h).belly_pressure) / (2 * h), 1.3e-5 + 1e-6);
        EXPECT_NEAR(p(t).tap_rate, (p(t + h).tap - p(t - h).tap) / (2 * h), 2.7e-10 + 1e-13);
    }
    EXPECT_EQ(p(7).belly_pressure_rate, 0);
}

TEST(Protocol, a_rate_within_a_part_is_that_of_its_own_part) {
    Protocol<AntagonistPair<>::Input> p;
    p.drive("flexor.tap", Stimulus::ramp_and_hold(0, 2e-3, 0, 1));
    EXPECT_EQ(p(0.5).flexor.tap_rate, 2e-3);
    EXPECT_EQ(p(0.5).extensor.tap_rate, 0);
    EXPECT_THROW(p.drive("flexor.tap_rate", Stimulus::constant(1)), std::invalid_argument);
    EXPECT_THROW(p.drive("extensor.tap", Stimulus::step(0, 1e-3, 0.5)), std::invalid_argument) << "a jump has no rate";
}

TEST(Protocol, at_a_breakpoint_a_step_sees_the_limit_of_its_own_side) {
    ArcProtocol p;
    p.drive("torque", Stimulus::step(1, 3, 0.5)).drive("tap", Stimulus::ramp_and_hold(0, 1e-3, 0.5, 0.1));
    EXPECT_EQ(p.value(0.5, 0.45).torque, 1);
    EXPECT_EQ(p.value(0.5, 0.55).torque, 3);
    EXPECT_EQ(p(0.5).torque, 3) << "from the right";
    EXPECT_EQ(p.value(0.5, 0.45).tap_rate, 0);
    EXPECT_EQ(p.value(0.5, 0.55).tap_rate, 1e-2);
}

TEST(Protocol, derivatives_pass_through) {
    ArcProtocol p;
    p.drive("tap", Stimulus::sine(0, 1e-3, 4)).drive("torque", Stimulus::ramp_and_hold(0, 2, 0, 1));
    const auto u = p.value(variable<1>(0.3, 0), 0.3);
    EXPECT_DOUBLE_EQ(u.tap.slope[0], p(0.3).tap_rate);
    EXPECT_DOUBLE_EQ(u.torque.slope[0], 2);
    EXPECT_NEAR(u.tap_rate.slope[0], -std::pow(8 * M_PI, 2) * p(0.3).tap, 1e-12) << "the rate has a rate";
}

TEST(Protocol, breakpoints_of_all_stimuli_come_in_order_and_once) {
    ArcProtocol p;
    p.drive("tap", Stimulus::half_sine(0, 4e-3, 0.3, 0.01)).drive("torque", Stimulus::step(0, 1, 0.1, 0.3));
    EXPECT_EQ(p.breakpoints(0, 1), (std::vector{0.1, 0.3, 0.31}));
    EXPECT_EQ(p.breakpoints(0.1, 0.3), std::vector{0.3}) << "half-open: (a, b]";
}

TEST(Protocol, an_unknown_input_is_refused_with_the_nearest_name) {
    EXPECT_NE(refusal([] { ArcProtocol{}.drive("tapp", Stimulus::constant(0)); }).find("did you mean 'tap'?"),
              std::string::npos);
    EXPECT_NE(refusal([] { ArcProtocol{}.drive("gamma_statik", Stimulus::constant(0)); }).find("'gamma_static'"),
              std::string::npos);
    const std::string far = refusal([] { ArcProtocol{}.drive("quite something else", Stimulus::constant(0)); });
    EXPECT_NE(far.find("there are: tap, "), std::string::npos) << far;
}

TEST(Protocol, a_rate_cannot_be_driven) {
    const std::string why = refusal([] { ArcProtocol{}.drive("tap_rate", Stimulus::constant(0)); });
    EXPECT_NE(why.find("'tap_rate' is the rate of 'tap'"), std::string::npos) << why;
}

TEST(Protocol, what_has_a_velocity_must_not_jump) {
    const std::string why = refusal([] { ArcProtocol{}.drive("tap", Stimulus::step(0, 1e-3, 0.1)); });
    EXPECT_NE(why.find("'tap' must not jump"), std::string::npos) << why;
    EXPECT_NO_THROW(ArcProtocol{}.drive("torque", Stimulus::step(0, 1e-3, 0.1)));
    EXPECT_NO_THROW(ArcProtocol{}.drive("tap", Stimulus::half_sine(0, 1e-3, 0.1, 0.01)));
}

} // namespace
} // namespace myotatic
