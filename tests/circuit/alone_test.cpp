#include "myotatic/circuit/alone.hpp"
#include "myotatic/core/error.hpp"
#include "myotatic/experiment/standard.hpp"
#include "support/textbook_rk4.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace myotatic {
namespace {

using SpindleCircuit = SpindleAlone<Mileusnic2006>;
using TendonOrganCircuit = TendonOrganAlone<LinCrago2002>;
using MuscleCircuit = MuscleAlone<DeGroote2016>;

static_assert(Circuit<SpindleCircuit> && Circuit<TendonOrganCircuit> && Circuit<MuscleCircuit>);
static_assert(!DelayedCircuit<SpindleCircuit>, "one component has no nerves");

TEST(Alone, a_tendon_organ_answers_a_step_of_force_as_its_filter_does) {
    Experiment<TendonOrganCircuit> e;
    e.duration = 5;
    e.protocol.drive("force", Stimulus::step(0, 0.25, 0));
    const Trace trace = simulate(e);
    ASSERT_EQ(trace.outcome.reason, ode::Reason::completed);

    // y(t)/x = 1.7 - 0.13333(1 - e^(-0.2 t)) - 0.56667(1 - e^(-2 t)), the transform of the published transfer function.
    const double x = LinCrago2002::log_force(0.25, LinCrago2002::Parameters<double>{});
    const auto& time = trace.table.at("time").values;
    const auto& ib = trace.table.at("output.ib").values;
    EXPECT_NEAR(ib.front(), 1.7 * x, 1e-12 * x) << "the step at the start is seen at once";
    for (std::size_t i = 0; i < time.size(); i += 100) {
        const double exact = 1.7 - (1 - std::exp(-0.2 * time[i])) * 2 / 15 - (1 - std::exp(-2 * time[i])) * 17 / 30;
        EXPECT_NEAR(ib[i], exact * x, 1e-8 * x) << time[i]; // rtol 1e-9 of modes up to x, over a few time constants
    }
}

TEST(Alone, a_spindle_follows_its_equations_while_it_is_stretched) {
    Experiment<SpindleCircuit> e;
    e.duration = 0.6;
    e.schedule.every = 0.1;
    e.protocol.drive("length", Stimulus::ramp_and_hold(0.95, 1.08, 0.1, 0.2)).drive("gamma_static", Stimulus::constant(70));
    const Trace trace = simulate(e);

    // The same by textbook Runge-Kutta, stretch by stretch. Steps of 50 us: their error is below 1e-9 pps.
    const Mileusnic2006::Parameters<double> p;
    auto x = Mileusnic2006::rest(SpindleInput<double>{0.95, 0, 0, 70}, p);
    EXPECT_EQ(flat(x), flat(SpindleCircuit::at_rest(p, {0.95, 0, 0, 70}).state));
    std::size_t row = 0;
    const auto advance = [&](double t0, double t1) {
        const auto input = [&](double t) { return e.protocol.value(t, 0.5 * (t0 + t1)); };
        x = testing::rk4_by([&](double t, const auto& s) { return Mileusnic2006::dynamics(s, input(t), p).rates; }, x, t0,
                            t1, 5e-5);
        const auto output = Mileusnic2006::dynamics(x, input(t1), p).output;
        ++row;
        EXPECT_NEAR(trace.table.at("time").values[row], t1, 1e-15);
        EXPECT_NEAR(trace.table.at("output.ia").values[row], output.ia, 1e-6);
        EXPECT_NEAR(trace.table.at("output.ii").values[row], output.ii, 1e-6);
        EXPECT_NEAR(trace.table.at("input.length").values[row], input(t1).length, 1e-15);
        EXPECT_NEAR(trace.table.at("input.velocity").values[row], input(t1).velocity, 1e-12) << "as the step sees it";
    };
    for (int i = 0; i < 6; ++i) advance(0.1 * i, 0.1 * (i + 1));
}

TEST(Alone, a_component_without_a_stimulus_stays_at_rest) {
    Experiment<SpindleCircuit> spindle;
    spindle.protocol.drive("length", Stimulus::constant(1.05)).drive("gamma_dynamic", Stimulus::constant(70));
    spindle.signals = {"output.ia"};
    const Trace trace = simulate(spindle);
    // A tension is exact to an ulp of 0.1 FU; Ia is 2e4 pps/L0 over 10 FU/L0 times that, and damping lets nothing grow.
    for (const double ia : trace.table.at("output.ia").values)
        EXPECT_NEAR(ia, trace.table.at("output.ia").values.front(), 1e-9);
    EXPECT_GT(trace.table.at("output.ia").values.front(), 0);
}

TEST(Alone, a_muscle_pulls_when_excited_and_rests_before) {
    Experiment<MuscleCircuit> e;
    e.protocol.drive("path_length", Stimulus::constant(0.325)).drive("excitation", Stimulus::step(0.05, 0.5, 0.2));
    const Trace trace = simulate(e);
    const auto& force = trace.table.at("output.tendon_force").values;
    EXPECT_NEAR(force[199], force[0], 1e-6 * force[0]) << "at rest until it is excited";
    EXPECT_GT(force.back(), 3 * force[0]);
    const auto steady = MuscleCircuit::at_rest({}, {0.5, 0.325, 0}).state;
    EXPECT_NEAR(trace.table.at("output.fibre_length").values.back(), steady.fibre_length, 1e-4)
        << "0.8 s: 13 time constants";
}

// A tendon of slack length on a passive fibre is just slack: shortening the path by 10 mm in 20 ms leaves no time to follow.
TEST(Alone, a_muscle_counts_the_steps_at_which_its_tendon_is_slack_and_a_spindle_has_nothing_to_count) {
    static_assert(LimitedCircuit<MuscleCircuit> && !LimitedCircuit<SpindleCircuit>);
    Experiment<MuscleCircuit> e{.duration = 0.1};
    e.protocol.drive("path_length", Stimulus::ramp_and_hold(0.32284, 0.31284, 0.02, 0.02));
    const Trace trace = simulate(e);
    ASSERT_EQ(trace.clipped.size(), 2u);
    EXPECT_EQ(trace.clipped[1].first, "slack_tendon");
    EXPECT_GT(trace.clipped[1].second, 0);
    EXPECT_LT(trace.clipped[1].second, trace.outcome.statistics.steps_accepted) << "the tendon was taut before";
}

TEST(Alone, a_muscle_whose_path_is_too_long_or_too_short_says_between_which_lengths_it_can_rest) {
    const auto feasible = DeGroote2016::feasible_path_lengths({});
    EXPECT_NO_THROW(MuscleCircuit::at_rest({}, {0, feasible.shortest, 0}));
    EXPECT_NO_THROW(MuscleCircuit::at_rest({}, {1, feasible.longest, 0}));
    for (const double path : {feasible.shortest - 1e-3, feasible.longest + 1e-3, 0.0}) {
        try {
            static_cast<void>(MuscleCircuit::at_rest({}, {0, path, 0}));
            ADD_FAILURE() << path;
        } catch (const InputError& e) {
            const std::string message = e.what();
            for (const double number : {path, feasible.shortest, feasible.longest})
                EXPECT_NE(message.find(to_text(number)), std::string::npos) << message;
        }
    }
}

} // namespace
} // namespace myotatic
