// Two muscles against each other, in time.
#include "myotatic/circuit/human_pairs.hpp"

#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/standard.hpp"
#include "support/textbook_rk4.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace myotatic {
namespace {

using Pair = AntagonistPair<>;
using Kind = Measure::Kind;
constexpr double degree = units::deg;

/// Tolerances that suffice where accuracy is not the point.
Experiment<Pair> experiment(const HumanPair& parameters, double duration) {
    Experiment<Pair> e{.parameters = parameters, .duration = duration};
    e.solver.rtol = 1e-6, e.solver.atol = 1e-8;
    return e;
}

/// The default tap: 4 mm within 10 ms, at 0.1 s.
Stimulus tap(double at = 0.1) { return Stimulus::half_sine(0, 4e-3, at, 10e-3); }

double measured(const Trace& trace, Kind kind, const std::string& signal, std::optional<double> after = {},
                std::optional<double> before = {}) {
    const Measured m =
        measure(trace.table, {.kind = kind, .signal = signal, .after = after, .before = before, .threshold = 0.01});
    EXPECT_TRUE(m.value.has_value()) << signal << ": " << m.note;
    return m.value.value_or(std::nan(""));
}

struct Preset {
    std::string name;
    HumanPair parameters;
};
std::vector<Preset> presets() {
    return {{"human_ankle", human_ankle()}, {"human_knee", human_knee()}, {"human_elbow", human_elbow()}};
}
const std::vector<std::string> muscles{"extensor", "flexor"};

/// A joint that is held by a plate.
HumanPair held(HumanPair p) {
    p.joint.stiffness = 5000, p.joint.damping = 20;
    return p;
}

// --- what the presets do ----------------------------------------------------------------------------------------------

TEST(HumanPairs, stay_at_rest_without_a_stimulus) {
    for (const Preset& preset : presets()) {
        auto e = experiment(preset.parameters, 20);
        e.schedule.every = 10e-3, e.signals = {"joint.angle"};
        const Trace trace = simulate(e);
        ASSERT_EQ(trace.outcome.reason, ode::Reason::completed) << preset.name;
        EXPECT_LT(measured(trace, Kind::excursion, "joint.angle"), 0.01 * degree) << preset.name;
    }
}

TEST(HumanPairs, answer_a_tap_on_either_tendon_and_come_back) {
    for (const Preset& preset : presets())
        for (const std::string& muscle : muscles) {
            auto e = experiment(preset.parameters, 4.1);
            e.protocol.drive(muscle + ".tap", tap());
            e.schedule.every = 1e-3;
            const Trace trace = simulate(e);
            const std::string what = preset.name + ", " + muscle;
            ASSERT_EQ(trace.outcome.reason, ode::Reason::completed) << what;
            EXPECT_GT(measured(trace, Kind::peak, muscle + ".motor.drive"), 0.005) << what;
            const auto& angle = trace.table.at("joint.angle").values;
            for (std::size_t row = 2100; row < angle.size(); ++row)
                ASSERT_NEAR(angle[row], angle[0], 0.1 * degree) << what << " at " << row << " ms";
        }
}

// Published means ± 2 SD of tendon jerks: soleus 25 to 37 ms, quadriceps 13.5 to 20.5 ms, medial hamstrings 20.25 ± 4.3 ms.
TEST(HumanPairs, answer_when_people_do) {
    const auto latency = [](const HumanPair& parameters, const std::string& muscle) {
        auto e = experiment(parameters, 0.2);
        e.protocol.drive(muscle + ".tap", tap());
        e.schedule.every = 0.1e-3;
        return measured(simulate(e), Kind::latency, muscle + ".motor.drive", 0.1);
    };
    const double soleus = latency(human_ankle(), "extensor"), quadriceps = latency(human_knee(), "extensor"),
                 hamstrings = latency(human_knee(), "flexor");
    EXPECT_GE(soleus, 25e-3);
    EXPECT_LE(soleus, 37e-3);
    EXPECT_GE(quadriceps, 13.5e-3);
    EXPECT_LE(quadriceps, 20.5e-3);
    EXPECT_GE(hamstrings, 16e-3);
    EXPECT_LE(hamstrings, 24.5e-3);
}

// --- what the pathways do ---------------------------------------------------------------------------------------------

// Tibialis anterior works while the soleus is tapped, on a foot that is held: nothing but the cord connects them.
TEST(AntagonistPair, reciprocal_inhibition_lowers_the_activity_of_a_working_antagonist) {
    const auto dip = [](double inhibition) {
        HumanPair p = held(human_ankle());
        p.flexor.cord.descending_drive = 0.1, p.flexor.cord.w_ia = 0.01;
        p.pathways.reciprocal_inhibition = inhibition;
        auto e = experiment(p, 0.3);
        e.protocol.drive("extensor.tap", tap());
        e.schedule.every = 0.5e-3;
        const Trace trace = simulate(e);
        const auto& drive = trace.table.at("flexor.motor.drive").values;
        return *std::min_element(drive.begin(), drive.end()) / drive[0];
    };
    EXPECT_LT(dip(1), 0.97) << "more than 3 % of its activity for a moment";
    EXPECT_GT(dip(0), 0.99) << "the plate gives by a hundredth of a degree";
}

// Who lifts the foot silences the soleus, also against the stretch that this is.
TEST(AntagonistPair, a_voluntary_contraction_lowers_the_stretch_reflex_of_the_antagonist) {
    const auto reflex = [](double linked) {
        HumanPair p = held(human_ankle());
        p.pathways.linked_inhibition = linked;
        p.extensor.cord.descending_drive = 0.02, p.extensor.cord.w_ia = 0.05;
        auto e = experiment(p, 0.8);
        e.protocol.drive("flexor.descending_drive", Stimulus::step(0, 0.3, 0.1)).drive("extensor.tap", tap(0.6));
        e.schedule.every = 1e-3;
        return measured(simulate(e), Kind::peak, "extensor.motor.drive", 0.6);
    };
    EXPECT_LT(reflex(1), 0.95 * reflex(0));
}

// As after a passive dorsiflexion [hultborn1996]: depressed when the foot is back, and still so seconds later.
TEST(AntagonistPair, a_passive_stretch_depresses_the_terminals_for_seconds) {
    const auto transmission = [](double depression) {
        HumanPair p = held(human_ankle());
        p.pathways.depression = depression, p.pathways.presynaptic_inhibition = 0, p.pathways.ia_excitation = 0;
        auto e = experiment(p, 20);
        e.protocol.drive("extensor.tap", Stimulus::ramp_and_hold(0, 10e-3, 0.1, 0.5))
            .drive("extensor.tap", Stimulus::ramp_and_hold(0, -10e-3, 2.5, 0.5));
        e.schedule.every = 0.5;
        return simulate(e).table.at("extensor.cord.ia_transmission").values; // every half second
    };
    const auto course = transmission(1);
    EXPECT_LT(course[5], 0.75) << "2 s into the stretch";
    EXPECT_LT(course[7], 0.85) << "half a second after it";
    EXPECT_LT(course[12], 0.98) << "3 s after it";
    EXPECT_NEAR(course.back(), 1, 0.02);
    EXPECT_EQ(transmission(0)[5], 1);
}

TEST(AntagonistPair, vibration_of_either_muscle_blocks_the_terminals_of_the_other) {
    const auto transmission = [](const std::string& vibrated, double open) {
        HumanPair p = held(human_ankle());
        p.pathways.presynaptic_inhibition = open, p.pathways.depression = 0;
        auto e = experiment(p, 1.0);
        e.protocol.drive(vibrated + ".tap", Stimulus::sine(0, 1e-3, 80));
        e.schedule.every = 1e-3;
        return measured(simulate(e), Kind::mean, "extensor.cord.ia_transmission", 0.8);
    };
    EXPECT_LT(transmission("extensor", 1), 0.8);
    EXPECT_LT(transmission("flexor", 1), 0.8);
    EXPECT_EQ(transmission("flexor", 0), 1);
}

TEST(AntagonistPair, a_far_stretch_of_a_working_muscle_ends_in_clasp_knife_inhibition) {
    const auto force = [](double open) {
        HumanPair p = held(human_ankle());
        p.pathways.free_endings = open;
        p.extensor.cord.descending_drive = 0.1, p.extensor.cord.w_ia = 0.01;
        auto e = experiment(p, 4);
        e.protocol.drive("extensor.tap", Stimulus::ramp_and_hold(0, 18e-3, 0.1, 1));
        e.schedule.every = 5e-3;
        return measured(simulate(e), Kind::mean, "extensor.motor.drive", 3);
    };
    EXPECT_LT(force(1), 0.8 * force(0));
}

TEST(AntagonistPair, ib_holds_a_working_muscle_back_at_rest_and_drives_it_in_stance) {
    const auto drive = [](double stance) {
        HumanPair p = held(human_ankle());
        p.extensor.cord.descending_drive = 0.1, p.extensor.cord.w_ib = 0.1, p.extensor.cord.w_ia = 0.01;
        auto e = experiment(p, 1);
        if (stance > 0) e.protocol.drive("extensor.stance", Stimulus::ramp_and_hold(0, stance, 0.1, 0.2));
        e.schedule.every = 5e-3;
        const Trace trace = simulate(e);
        EXPECT_EQ(trace.outcome.reason, ode::Reason::completed);
        return measured(trace, Kind::mean, "extensor.motor.drive", 0.9);
    };
    EXPECT_LT(drive(0), 0.95 * drive(0.5)) << "half way, Ib is without effect";
    EXPECT_GT(drive(1), 1.05 * drive(0.5));
}

// --- imbalance --------------------------------------------------------------------------------------------------------

TEST(AntagonistPair, a_joint_that_is_free_returns_to_the_angle_that_its_muscles_balance_at) {
    const auto angles = [](double shift) {
        HumanPair p = human_ankle();
        p.holding_torque = 0, p.resting_angle = -0.3;
        p.extensor.organ.muscle.passive_slack_shift = shift;
        auto e = experiment(p, 3);
        e.protocol.drive("torque", Stimulus::step(0, 2, 0.2, 0.3));
        e.schedule.every = 5e-3;
        return simulate(e).table.at("joint.angle").values;
    };
    const auto usual = angles(0), tight = angles(-0.1);
    EXPECT_LT(tight.front(), usual.front() - 1 * degree) << "a tight soleus points the foot";
    for (const auto& course : {usual, tight}) {
        EXPECT_GT(*std::max_element(course.begin(), course.end()), course.front() + 1 * degree) << "pushed";
        EXPECT_NEAR(course.back(), course.front(), 0.1 * degree);
    }
}

// --- invariants -------------------------------------------------------------------------------------------------------

/// A lively second: both tendons are tapped, both pools are driven, the joint is pushed.
Experiment<Pair> lively(const HumanPair& p) {
    auto e = experiment(p, 1);
    e.protocol.drive("extensor.tap", tap())
        .drive("flexor.tap", tap(0.4))
        .drive("extensor.descending_drive", Stimulus::ramp_and_hold(0, 0.15, 0.2, 0.2))
        .drive("flexor.descending_drive", Stimulus::half_sine(0, 0.1, 0.5, 0.3))
        .drive("torque", Stimulus::half_sine(0, 3, 0.6, 0.2));
    e.schedule.every = 1e-3;
    return e;
}

TEST(AntagonistPair, no_neurone_fires_backwards) {
    for (const Preset& preset : presets()) {
        const Trace trace = simulate(lively(preset.parameters));
        ASSERT_EQ(trace.outcome.reason, ode::Reason::completed) << preset.name;
        for (const std::string& muscle : muscles)
            for (const std::string signal : {".spindle.ia", ".spindle.ii", ".tendon_organ.ib", ".pool.excitation",
                                             ".fusimotor.dynamic", ".fusimotor.static"})
                for (const double rate : trace.table.at(muscle + signal).values) ASSERT_GE(rate, 0) << muscle << signal;
    }
}

// The same leg in a mirror, with the same steps: the same numbers, bit for bit, with muscles exchanged and angles negated.
TEST(AntagonistPair, a_mirrored_pair_moves_as_the_mirror_image) {
    auto e = lively(human_ankle());
    const auto path = [](PathPolynomial<double> c) {
        for (std::size_t i = 1; i < c.coefficients.size(); i += 2) c.coefficients[i] = -c.coefficients[i];
        return c;
    };
    auto& p = e.parameters;
    p.flexor.nerve.path_length = 0.7;
    e.solver.fixed_step = 0.25e-3;
    auto m = e;
    m.parameters.extensor = p.flexor, m.parameters.flexor = p.extensor;
    m.parameters.extensor.path = path(p.flexor.path), m.parameters.flexor.path = path(p.extensor.path);
    m.parameters.joint.gravity_angle = -p.joint.gravity_angle;
    m.protocol = {};
    m.protocol.drive("flexor.tap", tap())
        .drive("extensor.tap", tap(0.4))
        .drive("flexor.descending_drive", Stimulus::ramp_and_hold(0, 0.15, 0.2, 0.2))
        .drive("extensor.descending_drive", Stimulus::half_sine(0, 0.1, 0.5, 0.3))
        .drive("torque", Stimulus::half_sine(0, -3, 0.6, 0.2));
    const Trace leg = simulate<ode::RungeKutta4, ode::FixedStep>(e), image = simulate<ode::RungeKutta4, ode::FixedStep>(m);
    ASSERT_EQ(leg.outcome.reason, ode::Reason::completed);
    auto angle = leg.table.at("joint.angle").values;
    for (double& a : angle) a = -a;
    EXPECT_EQ(image.table.at("joint.angle").values, angle);
    EXPECT_GT(measured(leg, Kind::excursion, "joint.angle"), 1 * degree);
    for (const std::string signal : {".spindle.ia", ".motor.drive", ".muscle.tendon_force", ".cord.ia_interneuron"}) {
        EXPECT_EQ(image.table.at("extensor" + signal).values, leg.table.at("flexor" + signal).values) << signal;
        EXPECT_EQ(image.table.at("flexor" + signal).values, leg.table.at("extensor" + signal).values) << signal;
    }
}

// Delays and time constants twice as long, inertia four times and damping twice as large, speeds half: everything happens at
// half the pace. Factors of two round nothing away, so that with steps twice as long the numbers are the same.
TEST(AntagonistPair, twice_as_slow_in_every_respect_is_the_same_film_at_half_speed) {
    HumanPair slow = human_ankle();
    for (auto* arc : {&slow.extensor, &slow.flexor}) {
        auto& muscle = arc->organ.muscle;
        muscle.activation_time *= 2, muscle.deactivation_time *= 2, muscle.max_contraction_velocity /= 2;
        auto& spindle = arc->organ.spindle.intrafusal;
        spindle.dynamic_time_constant *= 2, spindle.static_time_constant *= 2, spindle.common.reference_velocity /= 2;
        auto& organ = arc->organ.tendon_organ;
        organ.slow_rate /= 2, organ.fast_rate /= 2, organ.numerator_1 /= 2, organ.numerator_0 /= 4;
        auto& cord = arc->cord;
        for (auto* cell : {&cord.ia_interneuron, &cord.ib_interneuron, &cord.ii_interneuron, &cord.free_ending_interneuron,
                           &cord.renshaw})
            cell->time_constant *= 2;
        cord.pool.time_constant *= 2;
        cord.terminal.recovery_time *= 2, cord.terminal.inhibition_time *= 2;
        cord.terminal.release /= 2; // spikes per second stay, so there are twice as many
        auto& nerve = arc->nerve;
        for (double* velocity :
             {&nerve.ia_velocity, &nerve.ib_velocity, &nerve.ii_velocity, &nerve.motor_velocity, &nerve.gamma_velocity})
            *velocity /= 2;
        nerve.synaptic_delay *= 2, nerve.neuromuscular_delay *= 2;
    }
    slow.joint.inertia *= 4, slow.joint.damping *= 2;

    const auto film = [](const HumanPair& p, double pace) {
        Experiment<Pair> e{.parameters = p, .duration = pace};
        e.protocol.drive("extensor.tap", Stimulus::half_sine(0, 4e-3, 0.125 * pace, 0.015625 * pace))
            .drive("flexor.descending_drive", Stimulus::half_sine(0, 0.2, 0.25 * pace, 0.5 * pace));
        e.schedule.every = pace / 1024;
        e.solver.fixed_step = pace / 4096;
        return simulate<ode::RungeKutta4, ode::FixedStep>(e).table;
    };
    const Table usual = film(human_ankle(), 1), half_speed = film(slow, 2);
    ASSERT_EQ(half_speed.rows(), usual.rows());
    for (const std::string signal : {"joint.angle", "extensor.spindle.ia", "extensor.motor.drive", "flexor.tendon_organ.ib",
                                     "flexor.muscle.tendon_force", "extensor.cord.ia_transmission"})
        EXPECT_EQ(half_speed.at(signal).values, usual.at(signal).values) << signal;
}

// What muscles and the world do to the joint is found again as motion, in springs and in heat.
TEST(AntagonistPair, the_energy_of_the_joint_balances) {
    auto e = lively(human_ankle());
    e.solver.rtol = 1e-9, e.solver.atol = 1e-11;
    e.schedule.every = 0.1e-3;
    e.signals = {"joint.angle", "joint.velocity", "extensor.muscle.torque", "flexor.muscle.torque"};
    const Trace trace = simulate(e);
    const auto p = Pair::at_rest(e.parameters, {}).parameters;
    const auto& j = p.joint;
    const auto column = [&](const std::string& name) -> const std::vector<double>& { return trace.table.at(name).values; };
    const auto& time = column("time");
    const auto& angle = column("joint.angle");
    const auto& velocity = column("joint.velocity");
    const auto stored = [&](std::size_t i) {
        const double stretch = angle[i] - j.rest_angle;
        return 0.5 * j.inertia * velocity[i] * velocity[i] + 0.5 * j.stiffness * stretch * stretch -
               j.gravity_moment * std::cos(angle[i] - j.gravity_angle);
    };
    const auto power = [&](std::size_t i) {
        const double torque = column("extensor.muscle.torque")[i] + column("flexor.muscle.torque")[i] + p.holding_torque +
                              e.protocol(time[i]).torque;
        return (torque - j.damping * velocity[i]) * velocity[i];
    };
    // Simpson's rule over pairs of samples; power bends within 1 ms and is below 20 W, so that it errs by less than
    // 20 W (0.1/1)^4 / 180 over the tenth of a second in which anything is fast.
    double work = 0, largest = 0;
    for (std::size_t i = 2; i < time.size(); i += 2) {
        work += (power(i - 2) + 4 * power(i - 1) + power(i)) * 0.1e-3 / 3;
        EXPECT_NEAR(stored(i) - stored(0), work, 2e-6) << time[i];
        largest = std::max(largest, std::abs(work));
    }
    EXPECT_GT(largest, 1e-2) << "J";
}

// --- delays -----------------------------------------------------------------------------------------------------------

// With delays of zero every signal is that of the present: an ordinary system, integrated here by hand with the same steps.
TEST(AntagonistPair, with_delays_of_zero_is_the_ordinary_system) {
    HumanPair p = human_ankle();
    for (auto* arc : {&p.extensor, &p.flexor}) {
        arc->ia_delay = arc->ii_delay = arc->ib_delay = arc->free_ending_delay = arc->motor_delay = arc->gamma_delay = 0;
        arc->cord.descending_drive = 0.1, arc->cord.w_ia = 0.02, arc->cord.theta_ia = 0;
    }
    Experiment<Pair> e{.parameters = p, .duration = 0.15};
    e.protocol.drive("extensor.tap", Stimulus::half_sine(0, 4e-3, 0.05, 0.05));
    e.schedule.every = 0.05;
    e.solver.fixed_step = 0.25e-3;
    const Trace trace = simulate<ode::RungeKutta4, ode::FixedStep>(e);
    ASSERT_EQ(trace.outcome.reason, ode::Reason::completed);

    struct Present {
        Pair::Signals<double> signals;
        double at(double Pair::Signals<double>::*channel, double) const { return signals.*channel; }
    };
    const Resting<Pair> rest = Pair::at_rest(p, {});
    auto x = rest.state;
    for (std::size_t row = 1; row < 4; ++row) { // one smooth stretch of the tap after the other
        const double t0 = trace.table.columns[0].values[row - 1], t1 = trace.table.columns[0].values[row];
        const auto with_present = [&](double t, const Pair::State<double>& s, auto&& f) {
            const auto u = e.protocol.value(t, 0.5 * (t0 + t1));
            return f(t, s, u, Present{Pair::signals(t, s, u, rest.parameters)}, rest.parameters);
        };
        x = testing::rk4_by(
            [&](double t, const auto& s) {
                return with_present(t, s, [](const auto&... all) { return Pair::rates(all...); });
            },
            x, t0, t1, 0.25e-3);
        const auto seen = flat(with_present(t1, x, [](const auto&... all) { return Pair::observe(all...); }));
        for (std::size_t i = 0; i < seen.size(); ++i)
            EXPECT_NEAR(trace.table.columns[i + 1].values[row], seen[i], 1e-12 * std::max(1.0, std::abs(seen[i])))
                << trace.table.columns[i + 1].name << " at " << t1;
    }
    EXPECT_GT(measured(trace, Kind::excursion, "extensor.motor.drive"), 1e-4) << "the loop was closed";
}

// --- methods ----------------------------------------------------------------------------------------------------------

// Four integrators, one answer: relative to peak, ten times their tolerances suffice for each.
TEST(AntagonistPair, every_compiled_method_finds_the_same_trace) {
    auto e = lively(human_ankle());
    e.duration = 0.5, e.schedule.every = 5e-3;
    e.signals = {"joint.angle", "extensor.muscle.tendon_force", "flexor.motor.drive"};
    e.solver.rtol = 1e-8, e.solver.atol = 1e-10;
    const Table reference = simulate(e).table;
    const auto expect_same = [&](const Table& other, const char* method) {
        for (std::size_t c = 1; c < reference.columns.size(); ++c) {
            const auto& ours = reference.columns[c].values;
            double largest = 0;
            for (const double v : ours) largest = std::max(largest, std::abs(v));
            for (std::size_t row = 0; row < ours.size(); ++row)
                ASSERT_NEAR(other.columns[c].values[row], ours[row], 1e-6 * largest)
                    << method << ": " << reference.columns[c].name << ", row " << row;
        }
    };
    expect_same(simulate<ode::DormandPrince5>(e).table, "dormand_prince5");
    expect_same(simulate<ode::Grk4t>(e).table, "grk4t");
    expect_same(simulate<ode::Rodas4>(e).table, "rodas4");
}

} // namespace
} // namespace myotatic
