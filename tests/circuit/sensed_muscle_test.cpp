#include "myotatic/circuit/sensed_muscle.hpp"
#include "myotatic/core/dual.hpp"
#include "myotatic/physiology/muscle/degroote2016.hpp"
#include "myotatic/physiology/spindle/mileusnic2006.hpp"
#include "myotatic/physiology/tendon_organ/lin_crago2002.hpp"
#include "support/dimensioned.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace myotatic {
namespace {

using Organ = SensedMuscle<DeGroote2016, Mileusnic2006, LinCrago2002>;

Organ::Input<double> working() {
    Organ::Input<double> u;
    u.excitation = 0.2, u.path_length = 0.325, u.gamma_dynamic = 30, u.gamma_static = 40;
    return u;
}

// Somewhere off rest: everything moves.
Organ::State<double> moving() {
    auto x = Organ::rest(working(), Organ::Parameters<double>{});
    x.muscle.activation = 0.3, x.muscle.fibre_length *= 1.02;
    x.spindle.bag1_tension += 0.01;
    return x;
}

TEST(SensedMuscle, sense_organs_feel_the_fibres_and_the_tendon_of_their_muscle) {
    const Organ::Parameters<double> p;
    const auto u = working();
    const auto x = moving();
    const auto whole = Organ::dynamics(x, u, p);

    const auto muscle = DeGroote2016::dynamics(x.muscle, {u.excitation, u.path_length, u.path_velocity}, p.muscle);
    const auto spindle = Mileusnic2006::dynamics(
        x.spindle, {muscle.output.fibre_length, muscle.output.fibre_velocity, u.gamma_dynamic, u.gamma_static}, p.spindle);
    const auto organ = LinCrago2002::dynamics(x.tendon_organ, {muscle.output.normalised_force}, p.tendon_organ);

    EXPECT_EQ(flat(whole.rates.muscle), flat(muscle.rates));
    EXPECT_EQ(flat(whole.rates.spindle), flat(spindle.rates));
    EXPECT_EQ(flat(whole.rates.tendon_organ), flat(organ.rates));
    EXPECT_EQ(whole.output.spindle.ia, spindle.output.ia);
    EXPECT_EQ(whole.output.tendon_organ.ib, organ.output.ib);
    EXPECT_EQ(whole.output.muscle.tendon_force, muscle.output.tendon_force);
}

TEST(SensedMuscle, rests_relaxed_working_and_pressed) {
    const Organ::Parameters<double> p;
    for (const double excitation : {0.0, 0.2, 1.0})
        for (const double pressure : {0.0, 46.5e3}) {
            auto u = working();
            u.excitation = excitation, u.belly_pressure = pressure, u.end_pressure = pressure;
            const auto rates = flat(Organ::dynamics(Organ::rest(u, p), u, p).rates);
            const auto& states = describe<Organ::State<double>>();
            for (std::size_t i = 0; i < rates.size(); ++i)
                // The tendon's force is that of exp(35 (l - 1)) for a length l near 1 known to about 2 eps: F + 0.2 errs by
                // 64 eps relatively, F < 1.3. That moves the fibre by vmax / damping = 100 L0/s per F0, which moves an
                // intrafusal tension by 10.46 FU/L0, in units of 0.05 FU. Every other rate errs less.
                EXPECT_NEAR(rates[i] / states[i].facts.magnitude, 0.0,
                            64 * 1.5 * std::numeric_limits<double>::epsilon() * 100 * 10.46 / 0.05)
                    << states[i].name << " at excitation " << excitation << " and " << pressure << " Pa";
        }
}

TEST(SensedMuscle, pressure_on_the_belly_is_felt_by_the_spindle_alone) {
    const Organ::Parameters<double> p;
    auto u = working();
    const auto free = Organ::rest(u, p);
    u.belly_pressure = 46.5e3;
    const auto pressed = Organ::rest(u, p);
    EXPECT_EQ(flat(free.muscle), flat(pressed.muscle));
    EXPECT_EQ(flat(free.tendon_organ), flat(pressed.tendon_organ));

    // 46.5 kPa strain the fibre by 2 %: the spindle rests as if it were that much longer.
    const double strain = 4.3e-7 * 46.5e3;
    EXPECT_NEAR(strain, 0.02, 0.05e-7 * 46.5e3) << "the coefficient has two digits";
    const auto longer = Mileusnic2006::rest(
        SpindleInput<double>{free.muscle.fibre_length * (1 + strain), 0.0, u.gamma_dynamic, u.gamma_static}, p.spindle);
    EXPECT_EQ(flat(pressed.spindle), flat(longer));
    const auto ia = [&](const auto& x, const auto& in) { return Organ::dynamics(x, in, p).output.spindle.ia; };
    EXPECT_GT(ia(pressed, u), ia(free, working()));
}

TEST(SensedMuscle, pressure_on_the_tendon_ends_is_felt_by_the_tendon_organ_alone) {
    const Organ::Parameters<double> p;
    auto u = working();
    const auto x = Organ::rest(u, p);
    const auto free = Organ::dynamics(x, u, p);
    u.end_pressure = 50e3;
    const auto pressed = Organ::dynamics(x, u, p);
    EXPECT_EQ(flat(free.rates.muscle), flat(pressed.rates.muscle));
    EXPECT_EQ(flat(free.rates.spindle), flat(pressed.rates.spindle));
    EXPECT_EQ(free.output.spindle.ia, pressed.output.spindle.ia);
    // 50 kPa count as a tenth of the maximum force; the filter passes a jump 1.7-fold.
    const double f = free.output.muscle.normalised_force;
    const double jump = LinCrago2002::log_force(f + 0.1, p.tendon_organ) - LinCrago2002::log_force(f, p.tendon_organ);
    EXPECT_NEAR(pressed.output.tendon_organ.ib - free.output.tendon_organ.ib, 1.7 * jump, 1e-12 * 100);
}

TEST(SensedMuscle, what_the_spindle_feels_as_velocity_is_the_rate_of_what_it_feels_as_length) {
    // The tension of bag1 rises with stiffness times velocity, and its polar region answers to length: at rest, the length
    // that a spindle feels is in its tension, so both sides are read from dynamics and rest alone.
    const Organ::Parameters<double> p;
    auto u = working();
    u.belly_pressure = 30e3;
    const auto x = moving();
    const auto still = Organ::dynamics(x, u, p);
    u.belly_pressure_rate = 2e5;
    const auto pressing = Organ::dynamics(x, u, p);
    const double felt = (pressing.rates.spindle.bag1_tension - still.rates.spindle.bag1_tension) /
                        p.spindle.intrafusal.common.sensory_stiffness;

    // d/dt of l (1 + s q) with the pressure q as the variable, by a dual.
    using D = Dual<double, 1>;
    D q(30e3);
    q.slope[0] = 2e5;
    const D length = x.muscle.fibre_length * (1.0 + p.pressure_sense.strain_per_pressure * q);
    EXPECT_NEAR(felt, length.slope[0], 1e-13);
    EXPECT_EQ(pressing.output.tendon_organ.ib, still.output.tendon_organ.ib);
}

TEST(SensedMuscle, agrees_with_the_declared_units) {
    using testing::Dimensioned;
    using testing::Exponents;
    const auto u = working();
    const Exponents pressure{-1, 1, -2}, per_second{0, 0, -1};
    Organ::Input<Dimensioned> in;
    in.excitation = {u.excitation, {}};
    in.path_length = {u.path_length, {1, 0, 0}}, in.path_velocity = {0.05, {1, 0, -1}};
    in.gamma_dynamic = {u.gamma_dynamic, per_second}, in.gamma_static = {u.gamma_static, per_second};
    in.belly_pressure = {3e4, pressure}, in.belly_pressure_rate = {1e4, {-1, 1, -3}}, in.end_pressure = {2e4, pressure};
    const auto p = testing::with_units<Organ::Parameters>({});
    const auto response = Organ::dynamics(testing::with_units<Organ::State>(moving()), in, p);
    testing::expect_units(response.rates, "rates", true);
    testing::expect_units(response.output, "output");
    testing::expect_units(Organ::rest(in, p), "rest");
}

} // namespace
} // namespace myotatic
