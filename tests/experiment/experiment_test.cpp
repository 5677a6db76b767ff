#include "myotatic/experiment/experiment.hpp"

#include "myotatic/core/error.hpp"
#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/standard.hpp"
#include "support/textbook_rk4.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic {
namespace {

using Reflex = StretchReflex<>;
using Kind = Measure::Kind;

constexpr double degree = units::deg;

/// Tolerances that suffice where accuracy is not the point.
Experiment<Reflex> experiment(const HumanReflex& parameters, double duration) {
    Experiment<Reflex> e{.parameters = parameters, .duration = duration};
    e.solver.rtol = 1e-6, e.solver.atol = 1e-8;
    return e;
}

/// The default tap: 4 mm within 10 ms, at 0.1 s.
Stimulus tap() { return Stimulus::half_sine(0, 4e-3, 0.1, 10e-3); }

double measured(const Trace& trace, Kind kind, const std::string& signal, std::optional<double> after = {},
                std::optional<double> before = {}) {
    const Measured m =
        measure(trace.table, {.kind = kind, .signal = signal, .after = after, .before = before, .threshold = 0.01});
    EXPECT_TRUE(m.value.has_value()) << signal << ": " << m.note;
    return m.value.value_or(std::nan(""));
}

struct Preset {
    std::string name;
    HumanReflex parameters;
};
std::vector<Preset> presets() {
    return {{"human_soleus", human_soleus_reflex()},
            {"human_quadriceps", human_quadriceps_reflex()},
            {"human_biceps", human_biceps_reflex()},
            {"hyperreflexia", hyperreflexia()}};
}

// --- what the presets do ----------------------------------------------------------------------------------------------

TEST(HumanReflexes, stay_at_rest_without_a_stimulus) {
    for (const Preset& preset : presets()) {
        auto e = experiment(preset.parameters, 20);
        e.schedule.every = 10e-3, e.signals = {"joint.angle"};
        const Trace trace = simulate(e);
        ASSERT_EQ(trace.outcome.reason, ode::Reason::completed) << preset.name;
        EXPECT_LT(measured(trace, Kind::excursion, "joint.angle"), 0.01 * degree) << preset.name;
    }
}

TEST(HumanReflexes, come_to_rest_within_two_seconds_of_a_tap) {
    for (const Preset& preset : presets()) {
        if (preset.name == "hyperreflexia") continue;
        auto e = experiment(preset.parameters, 3.1);
        e.protocol.drive("tap", tap());
        const Trace trace = simulate(e);
        ASSERT_EQ(trace.outcome.reason, ode::Reason::completed) << preset.name;
        const double rest = preset.parameters.resting_angle;
        EXPECT_LT(std::abs(measured(trace, Kind::peak, "joint.angle", 2.1) - rest), 0.1 * degree) << preset.name;
        EXPECT_LT(std::abs(measured(trace, Kind::trough, "joint.angle", 2.1) - rest), 0.1 * degree) << preset.name;
        // It was a reflex: the muscle was excited, and pulled harder than the tap alone makes it.
        EXPECT_GT(measured(trace, Kind::peak, "motor.drive"), 0.005) << preset.name;
        auto passive = e;
        passive.parameters.cord.w_ia = passive.parameters.cord.w_ii = 0;
        EXPECT_GT(measured(trace, Kind::peak, "muscle.tendon_force", 0.14),
                  1.1 * measured(simulate(passive), Kind::peak, "muscle.tendon_force", 0.14))
            << preset.name;
    }
}

TEST(HumanReflexes, hyperreflexia_answers_a_tap_with_clonus) {
    auto e = experiment(hyperreflexia(), 3.1);
    e.protocol.drive("tap", tap());
    const Trace trace = simulate(e);
    const double swing = measured(trace, Kind::peak, "joint.angle", 2.6) - measured(trace, Kind::trough, "joint.angle", 2.6);
    EXPECT_GT(swing / 2, 0.5 * degree) << "3 s after the tap it still oscillates";
    // Ankle clonus beats at 5 to 8 Hz; the loop of this arc, at 8 (computed). Twice that would be another oscillation.
    const double frequency = measured(trace, Kind::frequency, "joint.angle", 2.1);
    EXPECT_GT(frequency, 5);
    EXPECT_LT(frequency, 10);
}

TEST(HumanReflexes, latency_of_a_tendon_jerk_is_that_of_people_and_does_not_depend_on_the_gain) {
    struct Row {
        std::string name;
        HumanReflex parameters;
        double shortest, longest; ///< published mean ± 2 SD; biceps: recalled 13 to 16 ms
    };
    const Row rows[] = {{"soleus", human_soleus_reflex(), 25e-3, 37e-3},
                        {"quadriceps", human_quadriceps_reflex(), 13.5e-3, 20.5e-3},
                        {"biceps", human_biceps_reflex(), 12e-3, 18e-3}};
    for (const Row& row : rows) {
        double latencies[3];
        for (int i = 0; i < 3; ++i) {
            auto e = experiment(row.parameters, 0.3);
            e.parameters.cord.w_ia *= 0.5 * (i + 1);
            e.schedule.every = 0.1e-3, e.signals = {"motor.drive"};
            e.protocol.drive("tap", tap());
            latencies[i] = measured(simulate(e), Kind::latency, "motor.drive", 0.1);
        }
        EXPECT_GT(latencies[1], row.shortest) << row.name;
        EXPECT_LT(latencies[1], row.longest) << row.name;
        const auto p = Reflex::at_rest(row.parameters, {}).parameters;
        EXPECT_GT(latencies[1], p.ia_delay + p.motor_delay) << row.name;
        EXPECT_LT(latencies[1], p.ia_delay + p.motor_delay + 3e-3) << row.name;
        EXPECT_NEAR(latencies[0], latencies[1], 0.1e-3) << row.name << ": half the gain";
        EXPECT_NEAR(latencies[2], latencies[1], 0.1e-3) << row.name << ": half as much again";
    }
}

// --- the threshold of the tendon organ --------------------------------------------------------------------------------

/// Light tonic work, the foot held by a plate, and an Ib path strong enough to be seen.
HumanReflex working_soleus() {
    HumanReflex p = human_soleus_reflex();
    p.cord.descending_drive = 0.05, p.cord.w_ia = 0.03, p.cord.theta_ia = 0.05, p.cord.w_ib = 0.3;
    p.cord.ib_interneuron.threshold = 0.22;
    p.joint.stiffness = 500;
    return p;
}

TEST(TendonOrganThreshold, past_it_tension_stays_below_that_of_the_same_stretch_without_ib) {
    auto e = experiment(working_soleus(), 4);
    e.protocol.drive("tap", Stimulus::ramp_and_hold(0, 10e-3, 0.5, 1));
    const Trace with = simulate(e);
    ASSERT_EQ(with.outcome.reason, ode::Reason::completed);

    // The delayed Ib rate crosses its threshold once on the way up; the crossing lies between two samples.
    const auto rising = std::find_if(with.events.begin(), with.events.end(), [](const auto& event) { return event.rising; });
    ASSERT_NE(rising, with.events.end());
    EXPECT_EQ(rising->name, "ib_threshold");
    EXPECT_EQ(rising->signal, "cord.ib");
    EXPECT_GT(rising->time, 0.5);
    const auto& time = with.table.at("time").values;
    const auto& ib = with.table.at("cord.ib").values;
    const auto after = static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), rising->time) - time.begin());
    EXPECT_LE(ib[after - 1], 22);
    EXPECT_GE(ib[after], 22);
    EXPECT_LT(ib[after] - ib[after - 1], 1);
    EXPECT_EQ(with.outcome.statistics.events, static_cast<long long>(with.events.size()));

    e.parameters.cord.w_ib = 0, e.parameters.ib_to_fusimotor = 0;
    const Trace without = simulate(e);
    const auto force_at = [&](const Trace& trace, double t) {
        return measured(trace, Kind::value, "muscle.tendon_force", {}, t);
    };
    EXPECT_LT(force_at(with, rising->time + 1), 0.90 * force_at(without, rising->time + 1));
    EXPECT_LT(measured(with, Kind::peak, "muscle.tendon_force"),
              0.97 * measured(without, Kind::peak, "muscle.tendon_force"));
    EXPECT_DOUBLE_EQ(force_at(with, 0.4), force_at(without, 0.4)) << "below its threshold Ib does nothing";
}

TEST(SelfRelease, rolling_raises_ia_and_tension_and_a_hold_on_the_tendon_lowers_them_through_ib) {
    // Hypothesis, all of it; shorter than the example, with the same parameters.
    HumanReflex p = working_soleus();
    p.cord.descending_drive = 0.03, p.gamma_dynamic = 70, p.gamma_static = 70, p.cord.w_ia = 0.05, p.cord.theta_ia = 0.02,
    p.cord.w_ib = 0.1;
    auto e = experiment(p, 24);
    e.schedule.every = 10e-3;
    e.protocol.drive("belly_pressure", Stimulus::strokes(0, 46.5e3, 0.5, 2, 4))
        .drive("belly_pressure", Stimulus::ramp_and_hold(0, 10e3, 14, 1, 8))
        .drive("end_pressure", Stimulus::ramp_and_hold(0, 50e3, 14, 1, 8));
    const Trace trace = simulate(e);
    ASSERT_EQ(trace.outcome.reason, ode::Reason::completed);
    const auto mean = [&](const Trace& of, const std::string& signal, double from, double to) {
        return measured(of, Kind::mean, signal, from, to);
    };
    for (const std::string signal : {"spindle.ia", "muscle.tendon_force"}) {
        const double before = mean(trace, signal, 0, 2), rolling = mean(trace, signal, 2, 10);
        EXPECT_GT(rolling, 1.01 * before) << signal;
        EXPECT_LT(mean(trace, signal, 16, 23), before) << signal;
    }
    EXPECT_LT(mean(trace, "muscle.tendon_force", 16, 23), 0.9 * mean(trace, "muscle.tendon_force", 0, 2));

    // Which coupling did it: inhibition of the pool lowers tension, that of the fusimotor neurones Ia.
    const auto with = [&](double w_ib, double ib_to_fusimotor) {
        auto variant = e;
        variant.parameters.cord.w_ib = w_ib, variant.parameters.ib_to_fusimotor = ib_to_fusimotor;
        return simulate(variant);
    };
    const Trace neither = with(0, 0), pool_alone = with(0.1, 0), spindle_alone = with(0, 0.5);
    const double tension = mean(neither, "muscle.tendon_force", 16, 23), ia = mean(neither, "spindle.ia", 16, 23);
    EXPECT_NEAR(tension, mean(neither, "muscle.tendon_force", 0, 2), 1e-3 * tension) << "without Ib nothing falls";
    EXPECT_LT(mean(pool_alone, "muscle.tendon_force", 16, 23), 0.9 * tension);
    EXPECT_NEAR(mean(spindle_alone, "muscle.tendon_force", 16, 23), tension, 1e-3 * tension);
    EXPECT_LT(mean(spindle_alone, "spindle.ia", 16, 23), 0.97 * ia);
}

// --- delays -----------------------------------------------------------------------------------------------------------

/// The arc as an ordinary system, by hand: every signal is that of the present.
struct Undelayed {
    Reflex::Parameters<double> p;
    Protocol<Reflex::Input> protocol;
    double moment; ///< stimuli stay on the pieces that hold it

    struct Present {
        Reflex::Signals<double> signals;
        double at(double Reflex::Signals<double>::*channel, double) const { return signals.*channel; }
    };
    Reflex::State<double> rates(double t, const Reflex::State<double>& x) const {
        const auto u = protocol.value(t, moment);
        return Reflex::rates(t, x, u, Present{Reflex::signals(t, x, u, p)}, p);
    }
    auto observe(double t, const Reflex::State<double>& x) const {
        const auto u = protocol.value(t, moment);
        return flat(Reflex::observe(t, x, u, Present{Reflex::signals(t, x, u, p)}, p));
    }
};

Experiment<Reflex> without_delays() {
    Experiment<Reflex> e{.parameters = working_soleus(), .duration = 0.15};
    auto& p = e.parameters;
    p.ia_delay = p.ii_delay = p.ib_delay = p.motor_delay = p.gamma_delay = 0;
    e.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.05, 0.05));
    e.schedule.every = 0.05;
    return e;
}

void expect_same_as_undelayed(const Experiment<Reflex>& e, const Trace& trace, double h, double tolerance) {
    const Resting<Reflex> rest = Reflex::at_rest(e.parameters, {});
    ASSERT_EQ(trace.outcome.reason, ode::Reason::completed);
    ASSERT_EQ(trace.table.rows(), 4u);
    auto x = rest.state;
    for (std::size_t row = 1; row < 4; ++row) { // one smooth stretch of the tap after the other
        const double t0 = trace.table.columns[0].values[row - 1], t1 = trace.table.columns[0].values[row];
        const Undelayed arc{rest.parameters, e.protocol, 0.5 * (t0 + t1)};
        x = testing::rk4_by([&](double t, const auto& s) { return arc.rates(t, s); }, x, t0, t1, h);
        const auto seen = arc.observe(t1, x);
        for (std::size_t i = 0; i < seen.size(); ++i)
            EXPECT_NEAR(trace.table.columns[i + 1].values[row], seen[i], tolerance * std::max(1.0, std::abs(seen[i])))
                << trace.table.columns[i + 1].name << " at " << t1;
    }
    EXPECT_GT(measured(trace, Kind::peak, "motor.drive") - measured(trace, Kind::trough, "motor.drive"), 1e-3)
        << "the loop was closed";
}

TEST(Delays, of_zero_give_the_ordinary_system_with_the_same_fixed_steps) {
    auto e = without_delays();
    e.solver.fixed_step = 0.25e-3;
    expect_same_as_undelayed(e, simulate<ode::RungeKutta4, ode::FixedStep>(e), 0.25e-3, 1e-12);
}

TEST(Delays, of_zero_give_the_ordinary_system_with_steps_that_adapt) {
    // Without corners, where textbook Runge-Kutta would err more than 1e-8: thresholds always exceeded, no occlusion, a tap
    // too small to silence an ending.
    auto e = without_delays();
    auto& p = e.parameters;
    p.cord.ia_rest = p.cord.ii_rest = p.cord.theta_ia = p.cord.ii_interneuron.threshold = p.cord.ib_interneuron.threshold =
        0;
    p.organ.spindle.intrafusal.occlusion = 1;
    e.protocol = {};
    e.protocol.drive("tap", Stimulus::half_sine(0, 0.5e-3, 0.05, 0.05));
    e.solver.rtol = 1e-10, e.solver.atol = 1e-12;
    expect_same_as_undelayed(e, simulate(e), 10e-6, 1e-8);
}

TEST(Delays, a_longer_one_arrives_later_and_changes_nothing_before) {
    auto e = experiment(human_soleus_reflex(), 0.3);
    e.protocol.drive("tap", tap());
    e.schedule.every = 0.1e-3, e.signals = {"motor.drive"};
    const double usual = measured(simulate(e), Kind::latency, "motor.drive", 0.1);
    const double delay = Reflex::at_rest(e.parameters, {}).parameters.motor_delay;
    e.parameters.motor_delay = delay + 5e-3;
    EXPECT_NEAR(measured(simulate(e), Kind::latency, "motor.drive", 0.1), usual + 5e-3, 0.1e-3) << "one sample";
}

// --- running and recording --------------------------------------------------------------------------------------------

Experiment<Reflex> short_tap() {
    auto e = experiment(human_soleus_reflex(), 0.25);
    e.protocol.drive("tap", tap());
    return e;
}

TEST(Simulate, more_samples_do_not_change_the_trajectory) {
    auto e = short_tap();
    e.schedule.every = 1.0 / 64;
    const Trace few = simulate(e);
    e.schedule.every = 1.0 / 512;
    const Trace many = simulate(e);
    ASSERT_EQ(many.table.rows(), 8 * (few.table.rows() - 1) + 1);
    EXPECT_EQ(few.outcome.statistics.evaluations, many.outcome.statistics.evaluations);
    for (std::size_t c = 0; c < few.table.columns.size(); ++c)
        for (std::size_t row = 0; row < few.table.rows(); ++row)
            ASSERT_EQ(few.table.columns[c].values[row], many.table.columns[c].values[8 * row]) << few.table.columns[c].name;
}

TEST(Simulate, fewer_signals_are_the_same_signals) {
    auto e = short_tap();
    const Trace all = simulate(e);
    e.signals = {"joint.angle", "spindle.ia"};
    const Trace two = simulate(e);
    ASSERT_EQ(two.table.columns.size(), 3u);
    EXPECT_EQ(two.table.columns[1].name, "joint.angle");
    EXPECT_EQ(two.table.columns[1].unit, "rad");
    for (const std::string name : {"time", "joint.angle", "spindle.ia"})
        EXPECT_EQ(two.table.at(name).values, all.table.at(name).values) << name;
    EXPECT_EQ(all.table.columns.size(), 1 + flat_size<Reflex::Observation<double>>);
}

TEST(Simulate, sample_times_do_not_drift_and_the_last_sample_is_the_end) {
    auto e = short_tap();
    e.start = -3.7, e.duration = 1.0004, e.schedule.every = 0.3e-3, e.signals = {"joint.angle"};
    const Trace trace = simulate(e);
    const auto& time = trace.table.at("time").values;
    ASSERT_EQ(time.size(), 3336u) << "0, 0.3 ms, ..., 1000.2 ms, and 1000.4 ms";
    for (std::size_t k = 0; k + 1 < time.size(); ++k) ASSERT_EQ(time[k], -3.7 + static_cast<double>(k) * 0.3e-3);
    EXPECT_EQ(time.back(), -3.7 + 1.0004);
    EXPECT_EQ(trace.outcome.time, time.back());
}

TEST(Simulate, an_experiment_of_no_duration_is_one_sample_of_rest) {
    auto e = short_tap();
    e.duration = 0;
    const Trace trace = simulate(e);
    EXPECT_EQ(trace.outcome.reason, ode::Reason::completed);
    ASSERT_EQ(trace.table.rows(), 1u);
    EXPECT_EQ(trace.table.at("joint.angle").values[0], 0);
    EXPECT_EQ(trace.outcome.statistics.steps_accepted, 0);
}

TEST(Simulate, samples_at_a_jump_show_the_side_of_the_step_that_ends_there) {
    auto e = experiment(human_soleus_reflex(), 0.1);
    e.schedule.every = 0.01;
    e.protocol.drive("descending_drive", Stimulus::step(0, 0.2, 0.05)).drive("end_pressure", Stimulus::step(0, 5e4, 0.05));
    const Trace trace = simulate(e);
    const auto& time = trace.table.at("time").values;
    const auto& drive = trace.table.at("pool.drive").values;
    const auto& ib = trace.table.at("tendon_organ.ib").values;
    ASSERT_EQ(time[5], 0.05);
    EXPECT_EQ(drive[5], 0);
    EXPECT_NEAR(drive[6], 0.2, 0.01);
    EXPECT_NEAR(ib[5], ib[4], 1e-6);
    EXPECT_GT(ib[6], ib[5] + 10);
}

TEST(Simulate, a_jump_at_the_start_is_seen_in_the_first_sample_and_comes_after_rest) {
    auto e = experiment(human_soleus_reflex(), 0.1);
    e.protocol.drive("descending_drive", Stimulus::step(0, 0.2, 0)).drive("torque", Stimulus::step(0, 5, 0));
    const Trace trace = simulate(e);
    EXPECT_EQ(trace.table.at("pool.drive").values.front(), 0.2);
    EXPECT_EQ(trace.table.at("pool.excitation").values.front(), 0) << "the pool has rested without it";
    // 5 N m on 0.0157 kg m2, while muscle and stiffness answer: at least half a degree within 10 ms (0.9 if free).
    EXPECT_GT(trace.table.at("joint.angle").values[10], 0.4 * degree);
    EXPECT_NEAR(trace.table.at("motor.drive").values[17], 0, 0) << "17 ms: not yet at the muscle";
    EXPECT_GT(trace.table.at("motor.drive").values[22], 0);
}

TEST(Simulate, a_constant_stimulus_belongs_to_rest) {
    auto e = experiment(human_soleus_reflex(), 0.2);
    e.protocol.drive("torque", Stimulus::constant(5)).drive("descending_drive", Stimulus::constant(0.1));
    const Trace trace = simulate(e);
    EXPECT_LT(measured(trace, Kind::excursion, "joint.angle"), 0.01 * degree);
    EXPECT_NEAR(trace.table.at("pool.drive").values.front(), 0.1, 0.02) << "less what Ib takes";
}

TEST(Simulate, asks_whether_to_keep_going_and_stops_when_not) {
    auto e = short_tap();
    e.duration = 1, e.solver.fixed_step = 1e-3;
    std::vector<double> progress;
    e.keep_going = [&](double p) { return progress.push_back(p), true; };
    const Trace whole = simulate<ode::RungeKutta4, ode::FixedStep>(e);
    EXPECT_FALSE(whole.interrupted);
    ASSERT_GE(progress.size(), 3u) << "1000 steps";
    EXPECT_TRUE(std::is_sorted(progress.begin(), progress.end()));
    EXPECT_GT(progress.front(), 0);
    EXPECT_LE(progress.back(), 1);

    e.keep_going = [](double p) { return p < 0.5; };
    const Trace part = simulate<ode::RungeKutta4, ode::FixedStep>(e);
    EXPECT_TRUE(part.interrupted);
    EXPECT_NE(part.outcome.reason, ode::Reason::completed);
    EXPECT_GE(part.outcome.time, 0.5);
    EXPECT_LT(part.table.at("time").values.back(), 0.99);
    // What there is is what the whole run has.
    for (std::size_t row = 0; row < part.table.rows(); ++row)
        ASSERT_EQ(part.table.at("joint.angle").values[row], whole.table.at("joint.angle").values[row]);
}

TEST(Simulate, keeps_what_it_has_when_the_numerics_fail) {
    auto e = short_tap();
    e.solver.max_steps = 15;
    const Trace trace = simulate(e);
    EXPECT_EQ(trace.outcome.reason, ode::Reason::too_many_steps);
    EXPECT_GT(trace.table.rows(), 1u);
    EXPECT_LE(trace.table.at("time").values.back(), trace.outcome.time);
    EXPECT_LT(trace.outcome.time, 0.25);
    EXPECT_FALSE(trace.interrupted);
}

TEST(Simulate, counts_steps_at_which_the_model_clips) {
    auto e = experiment(human_soleus_reflex(), 0.2);
    const Trace quiet = simulate(e);
    ASSERT_EQ(quiet.clipped.size(), 2u);
    for (const auto& [name, count] : quiet.clipped) EXPECT_EQ(count, 0) << name;
    e.protocol.drive("tap", Stimulus::ramp_and_hold(0, -25e-3, 0.05, 0.02, 0.05));
    const Trace slack = simulate(e);
    EXPECT_EQ(slack.clipped[1].first, "slack_tendon");
    EXPECT_GT(slack.clipped[1].second, 0);
    EXPECT_LT(slack.clipped[1].second, slack.outcome.statistics.steps_accepted) << "the tendon was taut before";
}

TEST(Simulate, methods_agree) {
    auto e = short_tap();
    e.signals = {"joint.angle", "motor.drive"};
    e.solver.rtol = 1e-8, e.solver.atol = 1e-10;
    const Trace tsitouras = simulate(e);
    const Trace dormand_prince = simulate<ode::DormandPrince5>(e);
    // Both err by about the tolerance per step, a few hundred steps, of signals up to 1.
    for (std::size_t c = 1; c < 3; ++c)
        for (std::size_t row = 0; row < tsitouras.table.rows(); ++row)
            ASSERT_NEAR(tsitouras.table.columns[c].values[row], dormand_prince.table.columns[c].values[row], 300 * 1e-8);
}

TEST(Simulate, refuses_what_cannot_be) {
    const auto refused = [](const auto& change) {
        auto e = short_tap();
        change(e);
        try {
            simulate(e);
        } catch (const std::invalid_argument& why) {
            return std::string(why.what());
        }
        return std::string("nothing");
    };
    EXPECT_NE(refused([](auto& e) { e.signals = {"spindle.ai"}; }).find("did you mean 'spindle.ia'?"), std::string::npos);
    EXPECT_NE(refused([](auto& e) { e.schedule.every = 0; }).find("more than 0"), std::string::npos);
    EXPECT_NE(refused([](auto& e) { e.duration = -1; }).find("duration"), std::string::npos);
    EXPECT_NE(refused([](auto& e) { e.duration = INFINITY; }).find("duration"), std::string::npos);
    EXPECT_NE(refused([](auto& e) { e.solver.rtol = 0; }).find("rtol"), std::string::npos);
    EXPECT_NE(refused([](auto& e) { e.parameters.ia_delay = 1e-6; }).find("delays"), std::string::npos);
    auto e = short_tap();
    e.parameters.organ.muscle.tendon_slack_length *= 1.4;
    EXPECT_THROW(simulate(e), InputError) << "the muscle cannot rest";
}

} // namespace
} // namespace myotatic
