#include "myotatic/experiment/driven_circuit.hpp"

#include "myotatic/experiment/standard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace myotatic {
namespace {

using Reflex = StretchReflex<>;
static_assert(ode::DelaySystem<DrivenCircuit<Reflex>>);
static_assert(!ode::DelaySystem<DrivenCircuit<SpindleAlone<Mileusnic2006>>>);

Experiment<Reflex> tap_and_push() {
    Experiment<Reflex> e{.parameters = human_soleus_reflex(), .duration = 0.4};
    e.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.05, 0.01))
        .drive("descending_drive", Stimulus::step(0, 0.1, 0.15, 0.25))
        .drive("end_pressure", Stimulus::step(0, 5e4, 0.2));
    e.solver.rtol = 1e-6, e.solver.atol = 1e-8;
    return e;
}

auto start(const Experiment<Reflex>& e, const Beginning<Reflex>& beginning) {
    ode::Settings settings = e.solver;
    settings.magnitudes = Beginning<Reflex>::magnitudes();
    return ode::integration(beginning.system, beginning.start(e.start), settings);
}
using Arc = decltype(start(std::declval<const Experiment<Reflex>&>(), std::declval<const Beginning<Reflex>&>()));

/// Times and states of all further steps.
struct Steps {
    std::vector<double> ends;
    std::vector<Arc::State> states;
    bool operator==(const Steps&) const = default;
};
Steps finish(Arc& run, double end) {
    Steps steps;
    while (const auto step = run.advance(end)) steps.ends.push_back(step.end), steps.states.push_back(run.state());
    return steps;
}

TEST(DrivenCircuit, steps_land_on_breakpoints_of_the_protocol_and_on_their_echoes) {
    const auto e = tap_and_push();
    const Beginning<Reflex> beginning(e);
    Arc run = start(e, beginning);
    const Steps steps = finish(run, e.duration);
    ASSERT_EQ(run.outcome().reason, ode::Reason::completed);
    const auto landed = [&](double t) { return std::find(steps.ends.begin(), steps.ends.end(), t) != steps.ends.end(); };
    const auto breakpoints = e.protocol.breakpoints(0, e.duration);
    ASSERT_EQ(breakpoints.size(), 5u);
    int echoes = 0;
    for (const double t : breakpoints) {
        EXPECT_TRUE(landed(t)) << t;
        // A signal in which a derivative of low order jumps is met again after its delay; of a higher one the method sees
        // nothing.
        const auto delays = beginning.system.delays();
        const auto jumps = beginning.system.jumps_at(t);
        for (std::size_t k = 0; k < delays.size(); ++k) {
            if (jumps[k] + 1 > ode::Tsitouras5::order) continue;
            ++echoes;
            EXPECT_TRUE(std::any_of(steps.ends.begin(), steps.ends.end(),
                                    [&](double end) { return std::abs(end - (t + delays[k])) < 1e-15; }))
                << t << " + " << delays[k];
        }
    }
    EXPECT_GT(echoes, 5);
    EXPECT_FALSE(landed(0.123)) << "and not just anywhere";
}

TEST(DrivenCircuit, no_step_is_longer_than_the_smallest_delay) {
    const auto e = tap_and_push();
    const Beginning<Reflex> beginning(e);
    const auto delays = beginning.system.delays();
    const double smallest = *std::min_element(delays.begin(), delays.end());
    Arc run = start(e, beginning);
    const Steps steps = finish(run, e.duration);
    double longest = steps.ends.front();
    for (std::size_t i = 1; i < steps.ends.size(); ++i) longest = std::max(longest, steps.ends[i] - steps.ends[i - 1]);
    EXPECT_LE(longest, smallest * (1 + 1e-12));
    EXPECT_EQ(smallest, beginning.rest.parameters.ia_delay);
}

TEST(DrivenCircuit, a_run_that_was_saved_continues_bit_for_bit) {
    const auto e = tap_and_push();
    const Beginning<Reflex> beginning(e);
    Arc run = start(e, beginning);
    // In the middle: the volley of the tap is on its way, breakpoints lie ahead.
    while (run.time() < 0.075) run.advance(e.duration);
    const auto saved = run.save();
    const double at = run.time();
    const Steps first = finish(run, e.duration);
    ASSERT_GT(first.ends.size(), 20u);
    ASSERT_EQ(first.ends.back(), e.duration);

    run.restore(saved);
    EXPECT_EQ(run.time(), at);
    EXPECT_EQ(finish(run, e.duration), first) << "in the same run";
    Arc other = start(e, beginning);
    other.restore(saved);
    EXPECT_EQ(finish(other, e.duration), first) << "in another one";
    EXPECT_EQ(other.outcome().statistics.evaluations, run.outcome().statistics.evaluations);
}

TEST(DrivenCircuit, a_step_sees_the_stimuli_of_its_own_side) {
    const auto e = tap_and_push();
    const Beginning<Reflex> beginning(e);
    const auto& x = beginning.state;
    struct {
        double at(double Reflex::Signals<double>::*, double) const { return 0; }
    } silence;
    const auto drive_at = [&](const auto& pinned) {
        return unflatten<Reflex::Observation<double>>(pinned.observe(0.15, x, silence)).pool_drive;
    };
    const auto before = beginning.system.within(0.14, 0.15), after = beginning.system.within(0.15, 0.16);
    EXPECT_NEAR(drive_at(after) - drive_at(before), 0.1, 1e-15);
    // Pressure at the tendon is felt at once by the tendon organ: its signal has two limits.
    const auto ib = index_of(&Reflex::Signals<double>::ib);
    EXPECT_GT(beginning.system.within(0.2, 0.21).signals(0.2, x)[ib],
              beginning.system.within(0.19, 0.2).signals(0.2, x)[ib] + 1);
    EXPECT_EQ(beginning.system.signals(0.2, x), beginning.system.within(0.2, 0.21).signals(0.2, x)) << "from the right";
}

TEST(DrivenCircuit, tells_the_next_breakpoint) {
    const auto e = tap_and_push();
    const DrivenCircuit<Reflex> system(e.parameters, e.protocol);
    EXPECT_EQ(system.next_breakpoint(0), 0.05);
    EXPECT_EQ(system.next_breakpoint(0.05), 0.05 + 0.01) << "after, not at";
    EXPECT_EQ(system.next_breakpoint(0.25), std::numeric_limits<double>::infinity());
}

TEST(DrivenCircuit, slopes_of_signals_along_a_trajectory_equal_finite_differences) {
    auto e = tap_and_push();
    e.parameters.cord.descending_drive = 0.1; // off the corner at which recruitment begins
    const Beginning<Reflex> beginning(e);
    const auto pinned = beginning.system.within(0.05, 0.06);
    using D = Dual<double, 1>;
    const double t = 0.053, h = 1e-5;
    Flat<double, Arc::State{}.size()> velocity;
    velocity.fill(0.3);
    const auto moved = [&](double s) {
        auto x = beginning.state;
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += s * velocity[i];
        return pinned.signals(t + s, x);
    };
    Flat<D, Arc::State{}.size()> along;
    for (std::size_t i = 0; i < along.size(); ++i) along[i] = D(beginning.state[i]), along[i].slope[0] = velocity[i];
    const auto slopes = pinned.signals(variable<1>(t, 0), along);
    const auto plus = moved(h), minus = moved(-h), half_plus = moved(h / 2), half_minus = moved(-h / 2);
    for (std::size_t k = 0; k < slopes.size(); ++k) {
        // Two central differences, extrapolated; their distance bounds the error, besides rounding over h.
        const double wide = (plus[k] - minus[k]) / (2 * h), narrow = (half_plus[k] - half_minus[k]) / h;
        EXPECT_NEAR(slopes[k].slope[0], narrow + (narrow - wide) / 3,
                    std::abs(wide - narrow) + 1e-13 * std::max(1.0, std::abs(plus[k])) / h)
            << describe<Reflex::Signals<double>>()[k].name;
    }
}

} // namespace
} // namespace myotatic
