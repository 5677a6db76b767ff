// Noise as a stimulus: everything that a stimulus promises, and a circuit driven by it.
#include "myotatic/experiment/driven_circuit.hpp"
#include "myotatic/experiment/standard.hpp"
#include "myotatic/experiment/stimulus.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace myotatic {
namespace {

constexpr double inf = Stimulus::forever;

std::vector<double> breakpoints(const Stimulus& s, double a, double b) {
    std::vector<double> times;
    s.append_breakpoints(a, b, times);
    return times;
}

TEST(NoiseStimulus, has_a_breakpoint_at_every_point_of_its_grid) {
    const auto s = Stimulus::noise(1, 0.2, 20, 3, 0.1, 0.6);
    const auto all = breakpoints(s, -inf, inf);
    ASSERT_EQ(all.size(), 51u) << "50 cells of 10 ms";
    EXPECT_EQ(s.count_breakpoints(-inf, inf), 51u);
    for (std::size_t k = 0; k < all.size(); ++k) {
        EXPECT_NEAR(all[k], 0.1 + 0.01 * static_cast<double>(k), 1e-15);
        EXPECT_EQ(s.piece_at(all[k]), k + 1);
        EXPECT_EQ(s.piece_at(std::nextafter(all[k], -inf)), k);
        EXPECT_TRUE(breakpoints(s, all[k], all[k]).empty()) << "a is excluded";
        EXPECT_EQ(breakpoints(s, std::nextafter(all[k], -inf), all[k]), std::vector{all[k]}) << "b is included";
        EXPECT_EQ(s.count_breakpoints(all[0], all[k]), k);
        EXPECT_EQ(s.order_of_jump(k + 1), 3);
    }
    EXPECT_FALSE(s.jumps());
}

TEST(NoiseStimulus, a_stretch_holds_its_times_and_gives_the_same_values) {
    const auto s = Stimulus::noise(1, 0.2, 20, 3, 0.1, 0.6);
    double end = -inf;
    for (double t = 0; t < 0.7; t += 0.0031) {
        const auto stretch = s.stretch_at(t);
        EXPECT_LE(stretch.begin, t);
        EXPECT_LT(t, stretch.end);
        EXPECT_EQ(stretch.index, s.piece_at(t));
        const Stimulus::Piece& p = stretch.piece;
        const double x = t - p.start;
        EXPECT_EQ(p.c0 + x * (p.c1 + x * (p.c2 + p.c3 * x)), s(t));
        EXPECT_EQ(s.value_and_slope(t, stretch.index).value, s(t));
        // Central difference: truncation h²/6 of a third derivative below 6 · 0.2 · 24 · 100³, and rounding.
        const double h = 1e-6;
        EXPECT_NEAR(s.value_and_slope(t, stretch.index).slope[0],
                    (s.value(t + h, stretch.index) - s.value(t - h, stretch.index)) / (2 * h), h * h / 6 * 3e7 + 1e-9);
        end = stretch.end;
    }
    EXPECT_EQ(end, inf);
    EXPECT_EQ(s(0), 1);
    EXPECT_EQ(s(0.1), 1);
    EXPECT_EQ(s(0.6), 1);
    EXPECT_NE(s(0.35), 1);
}

TEST(NoiseStimulus, its_range_over_some_time_is_attained_and_lies_within_its_bounds) {
    const auto s = Stimulus::noise(1, 0.2, 20, 3);
    const auto range = s.range(0.2, 3.7);
    double low = inf, high = -inf;
    for (double t = 0.2; t <= 3.7; t += 1e-4) low = std::min(low, s(t)), high = std::max(high, s(t));
    // The extremes are parabolas: half a sampling step beside them the value is off by y''/2 (h/2)², y'' < 0.2 · 24 · 4 ·
    // 100².
    const double missed = 0.5 * 2e5 * 0.25e-8;
    EXPECT_LE(range.low, low);
    EXPECT_GE(range.high, high);
    EXPECT_NEAR(range.low, low, missed);
    EXPECT_NEAR(range.high, high, missed);
    EXPECT_LT(s.lowest(), range.low);
    EXPECT_GT(s.highest(), range.high);
    EXPECT_NEAR(s.highest() - 1, 1 - s.lowest(), 1e-14);
    EXPECT_EQ(s.range(-2, -1).low, 1);
    EXPECT_EQ(s.range(-2, -1).high, 1);
}

TEST(NoiseStimulus, equals_what_has_the_same_numbers_and_another_member_differs) {
    const auto s = Stimulus::noise(1, 0.2, 20, 3, 0.1);
    EXPECT_EQ(s, Stimulus::noise(1, 0.2, 20, 3, 0.1));
    EXPECT_NE(s, Stimulus::noise(1, 0.2, 20, 4, 0.1));
    EXPECT_NE(s, Stimulus::constant(1));
    EXPECT_NE(s, s.with_member(1));
    EXPECT_EQ(s, s.with_member(1).with_member(0));
    EXPECT_EQ(s.with_member(2), Stimulus::noise(1, 0.2, 20, 3, 0.1, inf, 2));
    EXPECT_NE(s(0.5), s.with_member(1)(0.5));
    EXPECT_EQ(Stimulus::step(0, 1, 2).with_member(1), Stimulus::step(0, 1, 2));
}

TEST(NoiseStimulus, endless_noise_costs_nothing_until_it_is_asked_for) {
    const auto s = Stimulus::noise(0, 1, 1000, 1);
    EXPECT_EQ(s.pieces().size(), 1u);
    EXPECT_EQ(s.count_breakpoints(0, 1e6), 5'000'000'000u);
    EXPECT_NE(s(1e6), 0);
    EXPECT_THROW(breakpoints(s, 0, inf), std::invalid_argument);
    EXPECT_THROW(s.range(0, inf), std::invalid_argument);
}

using Reflex = StretchReflex<>;

Experiment<Reflex> noisy() {
    Experiment<Reflex> e{.parameters = human_soleus_reflex(), .duration = 0.3};
    e.protocol.drive("descending_drive", Stimulus::noise(0.2, 0.03, 30, 7))
        .drive("tap", Stimulus::noise(0, 2e-4, 20, 8, 0.05)); // has a rate, that of the stretch
    return e;
}

/// The state at the end, and where steps ended.
struct Solved {
    Flat<double, flat_size<Reflex::State<double>>> state;
    std::vector<double> ends;
};
Solved solve(const Experiment<Reflex>& e, double rtol) {
    const Beginning<Reflex> beginning(e);
    ode::Settings settings;
    settings.rtol = rtol, settings.atol = rtol;
    settings.magnitudes = Beginning<Reflex>::magnitudes();
    auto run = ode::integration(beginning.system, beginning.start(e.start), settings);
    Solved solved{};
    while (const auto step = run.advance(e.duration)) solved.ends.push_back(step.end);
    EXPECT_EQ(run.outcome().reason, ode::Reason::completed);
    solved.state = run.state();
    return solved;
}

TEST(NoiseStimulus, leaves_the_solver_its_accuracy) {
    Experiment<Reflex> e{.parameters = human_soleus_reflex(), .duration = 0.3};
    e.protocol.drive("descending_drive", Stimulus::noise(0.2, 0.03, 30, 7)); // the motor pool stays recruited
    const auto reference = solve(e, 1e-12).state;
    const auto magnitudes = Beginning<Reflex>::magnitudes();
    const auto error = [&](double rtol) {
        const auto state = solve(e, rtol).state;
        double largest = 0;
        for (std::size_t i = 0; i < state.size(); ++i)
            largest = std::max(largest, std::abs(state[i] - reference[i]) / std::max(std::abs(reference[i]), magnitudes[i]));
        return largest;
    };
    // In proportion to the tolerance, as without noise; above 1e-10 the points of the grid keep the steps shorter than the
    // tolerance would.
    const double coarse = error(1e-10), fine = error(1e-11), slope = std::log10(coarse / fine);
    EXPECT_GT(slope, 0.8);
    EXPECT_LT(slope, 1.2);
    EXPECT_LT(fine, 1e-9);
}

TEST(NoiseStimulus, steps_of_a_circuit_land_on_every_point_of_its_grid) {
    Experiment<Reflex> e{.parameters = human_soleus_reflex(), .duration = 0.3};
    e.protocol.drive("descending_drive", Stimulus::noise(0.2, 0.03, 30, 7, 0.0123));
    const Solved solved = solve(e, 1e-6);
    const auto expected = e.protocol.breakpoints(0, e.duration);
    ASSERT_EQ(expected.size(), 44u) << "cells of 1/150 s";
    for (const double t : expected)
        EXPECT_TRUE(std::find(solved.ends.begin(), solved.ends.end(), t) != solved.ends.end()) << t;
}

TEST(NoiseStimulus, every_member_of_a_protocol_is_a_run_of_its_own) {
    auto e = noisy();
    const Solved first = solve(e, 1e-6);
    const auto protocol = e.protocol;
    e.protocol = protocol.with_member(1);
    EXPECT_NE(solve(e, 1e-6).state, first.state);
    e.protocol = protocol.with_member(0);
    EXPECT_EQ(solve(e, 1e-6).state, first.state);
}

TEST(NoiseStimulus, the_input_of_a_circuit_is_the_same_in_a_lane_and_in_any_order) {
    const auto e = noisy();
    const DrivenInput<Reflex::Input, double> forwards(e.protocol);
    const DrivenInput<Reflex::Input, Pack<1, Baseline>> backwards(e.protocol);
    std::vector<decltype(flat(Reflex::Input<double>{}))> inputs;
    for (int i = 0; i < 200; ++i) inputs.push_back(flat(forwards.value(0.0017 * i, 0.0017 * i)));
    for (int i = 200; i-- > 0;) {
        const Pack<1, Baseline> t(0.0017 * i);
        const auto u = flat(backwards.value(t, t));
        for (std::size_t n = 0; n < u.size(); ++n) EXPECT_EQ(lane(u[n], 0), inputs[static_cast<std::size_t>(i)][n]) << i;
    }
}

} // namespace
} // namespace myotatic
