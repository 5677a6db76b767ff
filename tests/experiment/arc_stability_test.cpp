// The stability of the reflex arc as its characteristic roots tell it, against what the arc does.
#include "myotatic/circuit/tonic_reflexes.hpp"
#include "myotatic/experiment/linearise.hpp"
#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/standard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace myotatic {
namespace {

using Reflex = StretchReflex<>;
using Kind = Measure::Kind;
constexpr double degree = units::deg, two_pi = 2 * std::numbers::pi;

HumanReflex tonic(double w_ia) {
    HumanReflex p = human_soleus_tonic();
    p.cord.w_ia = w_ia;
    return p;
}
LinearDelaySystem linear(const HumanReflex& p) { return linearise<Reflex>(Reflex::at_rest(p, {})); }
std::complex<double> first_pair(const LinearDelaySystem& system) {
    for (const auto s : characteristic_roots(system))
        if (s.imag() > 0) return s;
    throw std::runtime_error("no pair of roots");
}
double measured(const Trace& trace, Kind kind, double after, double before, const char* signal = "joint.velocity") {
    return measure(trace.table, {.kind = kind, .signal = signal, .after = after, .before = before})
        .value.value_or(std::nan(""));
}

TEST(TonicReflex, stays_at_rest_and_returns_from_a_tap) {
    Experiment<Reflex> e{.parameters = human_soleus_tonic(), .duration = 20};
    e.signals = {"joint.angle"};
    const Trace still = simulate(e);
    for (const double angle : still.table.at("joint.angle").values) ASSERT_LT(std::abs(angle), 0.01 * degree);
    e.duration = 2.1;
    e.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.1, 10e-3));
    EXPECT_LT(std::abs(simulate(e).table.at("joint.angle").values.back()), 0.1 * degree);
}

TEST(ArcStability, of_a_soleus_at_work_allows_for_three_times_its_gain) {
    const LinearDelaySystem arc = linearise<StretchReflex<>>(StretchReflex<>::at_rest(human_soleus_tonic(), {}));
    const auto roots = characteristic_roots(arc); // [1/s], rightmost first
    const LoopStability loop = loop_stability(arc, links_of_signal(arc, "ia"));
    EXPECT_LT(roots.front().real(), 0);
    EXPECT_GT(loop.critical_gain.value().value, 3);
}

// A swing of 1e-3 degrees is linear: the spindle is so for velocities well below 0.05 L0/s, here 2e-5. The next pair of
// roots decays with 40/s or more and is gone after 0.6 s; real roots decay slowly, but leave little velocity: its crossings
// of 0 and its peaks are moved by less than 2 % of a period and 5 % of the growth rate (or 0.05/s, close to the onset).
TEST(ArcStability, small_swings_decay_as_the_least_stable_roots_say) {
    for (const double w_ia : {0.03, 0.034, 0.038}) {
        const auto s = first_pair(linear(tonic(w_ia)));
        Experiment<Reflex> e{.parameters = tonic(w_ia), .duration = 2.5};
        e.protocol.drive("torque", Stimulus::half_sine(0, 1e-3, 0.05, 0.1));
        e.signals = {"joint.velocity"}, e.schedule.every = 0.1e-3;
        const Trace trace = simulate(e);
        const double period = two_pi / s.imag(), from = 0.6;
        const auto swing = [&](double start) {
            return measured(trace, Kind::peak, start, start + period) - measured(trace, Kind::trough, start, start + period);
        };
        EXPECT_NEAR(measured(trace, Kind::frequency, from, from + 6 * period), s.imag() / two_pi, 0.02 * s.imag() / two_pi);
        EXPECT_NEAR(std::log(swing(from + 4 * period) / swing(from)) / (4 * period), s.real(),
                    0.05 * std::abs(s.real()) + 0.05)
            << w_ia;
    }
}

TEST(ArcStability, at_the_critical_gain_and_the_critical_delay_a_root_lies_on_the_axis) {
    // With a gain of the loop above 1 somewhere, so that there is a critical delay.
    const LinearDelaySystem system = linear(tonic(0.03));
    for (const std::string signal : {"ia", "motor"}) {
        const auto link = links_of_signal(system, signal);
        const LoopStability loop = loop_stability(system, link);
        ASSERT_TRUE(loop.critical_gain && loop.critical_delay && loop.phase_margin) << signal;
        EXPECT_GT(loop.critical_gain->value, 1);
        const auto by_gain = first_pair(with_links(system, link, loop.critical_gain->value));
        EXPECT_NEAR(by_gain.real(), 0, 1e-6 * by_gain.imag());
        EXPECT_NEAR(by_gain.imag(), two_pi * loop.critical_gain->frequency, 1e-6 * by_gain.imag());

        // The rest knows nothing of delays: the parameter can be set to it.
        HumanReflex p = tonic(0.03);
        (signal == "ia" ? p.ia_delay : p.motor_delay) = loop.critical_delay->value;
        const auto by_delay = first_pair(linear(p));
        EXPECT_NEAR(by_delay.real(), 0, 1e-6 * by_delay.imag()) << signal;
        EXPECT_NEAR(by_delay.imag(), two_pi * loop.critical_delay->frequency, 1e-6 * by_delay.imag());
    }
}

// The sine that comes back at a cut, without any matrix: one nerve fed with a sine from outside (here: the descending drive,
// which acts where Ia does), the other end watched.
TEST(ArcStability, the_loop_gain_of_ia_is_what_a_sine_finds_in_the_arc) {
    HumanReflex p = tonic(0.03);
    const LinearDelaySystem system = linear(p);
    constexpr double frequency = 5.0, amplitude = 1e-5;
    const std::complex<double> expected = loop_gain(system, links_of_signal(system, "ia").at(0), frequency);

    // The loop is open when Ia drives nothing; as much drive from above replaces what it gave at rest.
    const auto rest = Reflex::at_rest(p, {});
    const double ia = Reflex::signals(0.0, rest.state, {}, rest.parameters).ia;
    p.cord.descending_drive += p.cord.w_ia * ia / p.cord.reference_rate;
    const double w_ia = p.cord.w_ia;
    p.cord.w_ia = 0;
    Experiment<Reflex> e{.parameters = p, .duration = 4};
    e.protocol.drive("descending_drive", Stimulus::sine(0, amplitude, frequency));
    e.signals = {"cord.ia"}, e.schedule.every = 1e-3;
    const Trace trace = simulate(e);
    // Over the last two seconds, ten periods of 200 samples each: a Fourier coefficient without leakage.
    std::complex<double> found = 0;
    const auto& values = trace.table.at("cord.ia").values;
    for (std::size_t i = 2000; i < 4000; ++i)
        found += values[i] * std::exp(std::complex(0.0, -two_pi * frequency * 1e-3 * static_cast<double>(i))) / 1000.0;
    found *= std::complex(0.0, 1.0); // relative to a sine
    const auto ratio = found * w_ia / p.cord.reference_rate / amplitude;
    EXPECT_NEAR(std::abs(ratio - expected) / std::abs(expected), 0, 2e-3) << ratio << ' ' << expected;
}

// Everything twice as slow: delays and time constants doubled, inertia four times, damping twice, velocities half.
HumanReflex half_speed(HumanReflex p) {
    auto& muscle = p.organ.muscle;
    muscle.activation_time *= 2, muscle.deactivation_time *= 2, muscle.max_contraction_velocity /= 2;
    auto& spindle = p.organ.spindle;
    spindle.regularisation /= 2;
    spindle.intrafusal.dynamic_time_constant *= 2, spindle.intrafusal.static_time_constant *= 2;
    spindle.intrafusal.common.reference_velocity /= 2; // the same as damping times 2^0.3
    auto& organ = p.organ.tendon_organ;
    organ.slow_rate /= 2, organ.fast_rate /= 2, organ.numerator_1 /= 2, organ.numerator_0 /= 4;
    for (auto* cell : {&p.cord.ib_interneuron, &p.cord.ii_interneuron}) cell->time_constant *= 2;
    p.cord.pool.time_constant *= 2;
    auto& nerve = p.nerve;
    for (double* velocity :
         {&nerve.ia_velocity, &nerve.ib_velocity, &nerve.ii_velocity, &nerve.motor_velocity, &nerve.gamma_velocity})
        *velocity /= 2;
    nerve.synaptic_delay *= 2, nerve.neuromuscular_delay *= 2;
    p.joint.inertia *= 4, p.joint.damping *= 2;
    return p;
}

// Rounding alone is between them: roots are found to 1e-12 or so of the fastest rates, which are some 1e3/s.
TEST(ArcStability, at_half_speed_every_root_is_half) {
    for (const double w_ia : {0.01, 0.05}) {
        const auto usual = characteristic_roots(linear(tonic(w_ia)), 8),
                   slow = characteristic_roots(linear(half_speed(tonic(w_ia))), 8);
        ASSERT_EQ(slow.size(), usual.size());
        for (std::size_t i = 0; i < usual.size(); ++i)
            EXPECT_LT(std::abs(2.0 * slow[i] - usual[i]), 1e-9 * (1 + std::abs(usual[i]))) << usual[i] << ' ' << slow[i];
    }
}

// Factors of two round nothing away: with steps twice as long every number of the clonus is the same, so that its frequency
// is half, exactly.
TEST(ArcStability, at_half_speed_clonus_is_the_same_film_and_no_ending_ever_fires_backwards) {
    const auto film = [](const HumanReflex& p, double pace) {
        Experiment<Reflex> e{.parameters = p, .duration = 2 * pace};
        e.protocol.drive("torque", Stimulus::half_sine(0, 5, 0.125 * pace, 0.125 * pace));
        e.schedule.every = pace / 512;
        e.solver.fixed_step = pace / 4096;
        return simulate<ode::RungeKutta4, ode::FixedStep>(e);
    };
    const Trace usual = film(hyperreflexia(), 1), slow = film(half_speed(hyperreflexia()), 2);
    for (const char* signal : {"joint.angle", "spindle.ia", "motor.drive", "tendon_organ.ib", "muscle.tendon_force"})
        EXPECT_EQ(slow.table.at(signal).values, usual.table.at(signal).values) << signal;
    const double frequency = measured(usual, Kind::frequency, 1, 2);
    EXPECT_GT(frequency, 3);
    EXPECT_EQ(measured(slow, Kind::frequency, 2, 4), frequency / 2);
    for (const char* signal : {"spindle.ia", "spindle.ii", "tendon_organ.ib", "motor.drive", "fusimotor.dynamic"})
        EXPECT_GE(*std::min_element(usual.table.at(signal).values.begin(), usual.table.at(signal).values.end()), 0)
            << signal;
}

// Two muscles that work against each other at a joint: two arcs, each with the other's loop closed.
TEST(ArcStability, of_a_pair_is_lost_at_the_critical_gain_of_either_ia_nerve) {
    HumanPair p = human_ankle();
    for (auto* arc : {&p.extensor, &p.flexor}) {
        arc->cord.descending_drive = 0.05, arc->cord.ia_rest = 0.0, arc->cord.theta_ia = 0.0, arc->cord.w_ia = 0.01;
        arc->organ.spindle.regularisation = 0.05;
    }
    const auto system = linearise<AntagonistPair<>>(AntagonistPair<>::at_rest(p, {}));
    EXPECT_TRUE(is_stable(system));
    for (const std::string signal : {"extensor.ia", "flexor.ia"}) {
        const auto link = links_of_signal(system, signal);
        const LoopStability loop = loop_stability(system, link);
        ASSERT_TRUE(loop.critical_gain) << signal;
        const auto root = first_pair(with_links(system, link, loop.critical_gain->value));
        EXPECT_NEAR(root.real(), 0, 1e-6 * root.imag()) << signal;
        EXPECT_FALSE(is_stable(with_links(system, link, 1.01 * loop.critical_gain->value)));
        EXPECT_TRUE(is_stable(with_links(system, link, 0.99 * loop.critical_gain->value)));
    }
}

} // namespace
} // namespace myotatic
