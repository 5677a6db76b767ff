#include "myotatic/physiology/spindle/mileusnic2006_inertial.hpp"

#include "myotatic/physiology/spindle/mileusnic2006.hpp"
#include "physiology/spindle/reference_ramps.hpp"
#include "support/component_suite.hpp"

namespace myotatic::testing {

struct Mileusnic2006InertialCase {
    using Model = Mileusnic2006Inertial;
    template <Scalar T>
    using Input = SpindleInput<T>;

    static std::vector<Probe<Model, Input>> probes() {
        const Model::Parameters<double> p{};
        auto human = p;
        human.rate_scale = 0.25;
        const SpindleInput<double> still{1.0, 0.0, 70.0, 70.0}, stretch{1.05, 0.66, 30.0, 70.0};
        // No fibre of a probe stands exactly at w = 0 under load: C switches there and has no derivative.
        return {{"at rest", {0.5, 0.5, {0.05, 0.01}, {0.06, -0.01}, {0.07, 0.02}}, still, p},
                {"lengthening", {0.3, 0.4, {0.14, 0.8}, {0.11, 0.7}, {0.13, 0.6}}, stretch, p},
                {"shortening", {0.3, 0.4, {0.02, -0.9}, {0.01, -0.8}, {0.03, -0.5}}, {1.08, -0.66, 70.0, 40.0}, human}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Mileusnic2006Inertial, ComponentSuite, Mileusnic2006InertialCase, );

namespace {

using Spindle = Mileusnic2006Inertial;
const auto bag1_tension = [](const Spindle::State<double>& x) { return x.bag1.tension; };

TEST(Mileusnic2006Inertial, approaches_the_published_tension_as_the_inertia_floor_sinks) {
    const auto reference = read_reference_ramps("bag1_smooth.csv");
    ASSERT_EQ(reference.time.size(), 126u);
    Spindle::Parameters<double> p;
    const auto error = [&](double floor, double h) {
        p.inertia_floor = floor;
        return error_of_reference_ramps<Spindle>(reference, 0.01, h, bag1_tension, p);
    };
    // The added momentum, and with it the delay of each passage through v = 0, is proportional to the floor. A ramp's
    // tension changes by 0.1 FU. Steps are fine enough for the stiffness that a low floor brings.
    const double high = error(1e-2, 5e-5), standard = error(1e-3, 2e-5), low = error(1e-4, 1e-5);
    EXPECT_LT(standard, 1e-4);
    EXPECT_LT(low, 1e-5);
    EXPECT_NEAR(std::log10(high / standard), 1, 0.1);
    EXPECT_NEAR(std::log10(standard / low), 1, 0.1);
}

TEST(Mileusnic2006Inertial, becomes_the_massless_spindle_when_its_mass_vanishes) {
    Spindle::Parameters<double> p;
    const auto distance = [&](double mass) {
        p.mass = mass;
        Bench<Spindle> inertial(0.95, {70, 70}, p);
        Bench<Mileusnic2006> massless(0.95, {70, 70});
        inertial.h = 2e-6;
        inertial.move(0.66, 0.1), massless.move(0.66, 0.1);
        return std::abs(inertial.output().ia - massless.output().ia);
    };
    const double heavy = distance(1e-4), light = distance(1e-5);
    EXPECT_LT(light, 0.2 * heavy);
    EXPECT_LT(light, 0.1);
}

TEST(Mileusnic2006Inertial, rings_at_the_resonance_of_mass_and_sensory_spring) {
    // A fast passive stretch: the tension overshoots what the damper alone would hold.
    Bench<Spindle> inertial(0.95, {});
    Bench<Mileusnic2006> massless(0.95, {});
    inertial.h = 5e-5;
    double overshoot = 0;
    for (int i = 0; i < 80; ++i) {
        inertial.move(1.55, 1e-3), massless.move(1.55, 1e-3);
        overshoot = std::max(overshoot, inertial.output().ia - massless.output().ia);
    }
    EXPECT_GT(overshoot, 20);
}

TEST(Mileusnic2006Inertial, keeps_the_polar_velocity_through_a_corner) {
    // Just after a step of L' the state is what it was, and T' has jumped by K_SR times the step.
    const Spindle::Parameters<double> p;
    const auto x = Spindle::rest(at(1, 0, {70, 70}), p);
    const auto before = Spindle::dynamics(x, at(1, 0, {70, 70}), p).rates,
               after = Spindle::dynamics(x, at(1, 0.5, {70, 70}), p).rates;
    EXPECT_NEAR(after.bag1.tension - before.bag1.tension, 10.4649 * 0.5, 1e-12);
    EXPECT_EQ(after.bag1.speed_power, before.bag1.speed_power);
}

TEST(Mileusnic2006Inertial, rests_where_the_massless_spindle_rests) {
    const auto with = Spindle::rest(at(1.02, 0, {30, 50}), {});
    const auto without = Mileusnic2006::rest(at(1.02, 0, {30, 50}), {});
    EXPECT_EQ(with.bag1.tension, without.bag1_tension);
    EXPECT_EQ(with.chain.tension, without.chain_tension);
    EXPECT_EQ(with.bag2.speed_power, 0);
}

} // namespace
} // namespace myotatic::testing
