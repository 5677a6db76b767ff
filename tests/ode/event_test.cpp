// Crossings are found where the dense output has its root, in order, once; schedules are hit exactly.
#include "myotatic/ode/event.hpp"

#include "ode/problems.hpp"

#include <gtest/gtest.h>

#include <numbers>

using namespace myotatic;
using ode::Crossing;
using ode::Direction;
using ode::Happening;
using ode::Scheduled;
using ode::Start;
using std::numbers::pi;

namespace {

const auto first = [](double, const auto& x) { return x[0]; };
const auto clock_system = problems::ordinary<1>([](double, const auto&) { return Flat<double, 1>{1.0}; }); // y = t
const Start at_zero{0.0, Flat<double, 1>{0.0}};
const Start at_cosine{0.0, Flat<double, 2>{1.0, 0.0}};
const ode::Settings tight{.rtol = 1e-10, .atol = 1e-10};

template <class Run>
std::vector<Happening<double>> happenings(Run& run, double until) {
    std::vector<Happening<double>> all;
    while (const auto step = run.advance(until)) {
        for (const auto& happening : step.happenings) {
            EXPECT_GT(happening.time, step.begin);
            EXPECT_LE(happening.time, step.end);
            all.push_back(happening);
        }
    }
    return all;
}
std::vector<double> times_of(const std::vector<Happening<double>>& all) {
    std::vector<double> times;
    for (const auto& happening : all) times.push_back(happening.time);
    return times;
}

/// Once every half period of the cosine, in both directions, in the order asked for.
std::vector<double> zeros_of_cosine(Direction direction) {
    auto run = ode::integration(problems::harmonic(), at_cosine, tight, Crossing{first, direction});
    return times_of(happenings(run, 10.0));
}

} // namespace

TEST(Event, is_located_within_ten_units_in_the_last_place_of_the_root_of_the_dense_output) {
    auto run = ode::integration(problems::harmonic(), at_cosine, ode::Settings{.rtol = 1e-4}, Crossing{first});
    int found = 0;
    while (const auto step = run.advance(20.0))
        for (const auto& happening : step.happenings) {
            const double ten_ulp = 10 * std::numeric_limits<double>::epsilon() * happening.time;
            const double before = step.segment(happening.time - ten_ulp)[0],
                         after = step.segment(happening.time + ten_ulp)[0];
            EXPECT_NE(before > 0, after > 0);
            EXPECT_EQ(happening.rising, after > 0);
            ++found;
        }
    EXPECT_EQ(found, 6); // π/2 … 11π/2 lie before 20
}

TEST(Event, respects_its_direction) {
    const auto either = zeros_of_cosine(Direction::either), rising = zeros_of_cosine(Direction::rising),
               falling = zeros_of_cosine(Direction::falling);
    ASSERT_EQ(either.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(either[i], (static_cast<double>(i) + 0.5) * pi, 1e-8);
    EXPECT_EQ(rising, (std::vector{either[1]}));
    EXPECT_EQ(falling, (std::vector{either[0], either[2]}));
}

TEST(Event, a_guard_that_is_zero_at_the_start_waits_for_its_first_sign) {
    auto run = ode::integration(problems::harmonic(), Start{0.0, Flat<double, 2>{0.0, 1.0}}, tight, Crossing{first});
    const auto times = times_of(happenings(run, 7.0));
    ASSERT_EQ(times.size(), 2u);
    EXPECT_NEAR(times[0], pi, 1e-8);
    EXPECT_NEAR(times[1], 2 * pi, 1e-8);
}

TEST(Event, a_guard_that_is_exactly_zero_at_the_end_of_a_step_crosses_once) {
    auto run = ode::integration<ode::Tsitouras5, ode::FixedStep>(clock_system, at_zero, {.fixed_step = 0.25},
                                                                 Crossing{[](double t, const auto&) { return t - 0.5; }});
    EXPECT_EQ(happenings(run, 2.0).size(), 1u);
    EXPECT_EQ(run.outcome().statistics.events, 1);
}

TEST(Event, a_guard_that_touches_zero_and_returns_has_not_crossed) {
    auto run = ode::integration<ode::Tsitouras5, ode::FixedStep>(
        clock_system, at_zero, {.fixed_step = 0.25}, Crossing{[](double t, const auto&) { return (t - 0.5) * (t - 0.5); }});
    EXPECT_EQ(happenings(run, 2.0).size(), 0u);
}

TEST(Event, two_crossings_in_one_step_come_in_order_of_time) {
    const auto at = [](double level) { return Crossing{[level](double, const auto& x) { return x[0] - level; }}; };
    auto run = ode::integration<ode::Tsitouras5, ode::FixedStep>(clock_system, at_zero, {.fixed_step = 1}, at(0.7), at(0.3));
    const auto all = happenings(run, 1.0);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].event, 1u);
    EXPECT_NEAR(all[0].time, 0.3, 1e-15);
    EXPECT_EQ(all[1].event, 0u);
    EXPECT_NEAR(all[1].time, 0.7, 1e-15);
}

TEST(Event, an_action_changes_the_state_and_what_was_seen_before_it_is_not_seen_again) {
    // Integrate and fire: y' = 1 until 0.5, then y = -0.25. The level 0.2 is passed once in each turn.
    int fired = 0;
    auto run = ode::integration<ode::Tsitouras5, ode::FixedStep>(
        clock_system, at_zero, {.fixed_step = 1},
        Crossing{[](double, const auto& x) { return x[0] - 0.2; }, Direction::rising},
        Crossing{[](double, const auto& x) { return x[0] - 0.5; }, Direction::rising,
                 [&](double, auto& x) {
                     ++fired;
                     x[0] = -0.25;
                 }});
    const auto all = happenings(run, 3.0);
    // Turns of 0.75 s after the first: 0.5, 1.25, 2, 2.75; the level at 0.2, 0.95, 1.7, 2.45.
    ASSERT_EQ(all.size(), 8u);
    for (std::size_t i = 0; i < 8; ++i) {
        EXPECT_EQ(all[i].event, i % 2);
        EXPECT_NEAR(all[i].time, (i % 2 ? 0.5 : 0.2) + 0.75 * static_cast<double>(i / 2), 1e-14);
    }
    EXPECT_EQ(fired, 4);
    EXPECT_NEAR(run.state()[0], 0.0, 1e-14);
    EXPECT_EQ(run.outcome().statistics.events, 8);
}

TEST(Event, crossings_in_the_unwanted_direction_before_a_cut_are_remembered) {
    // x = cos t. Rising through zero is watched; an action at x = -0.5 (falling, t = 2π/3) does nothing to the state, but
    // cuts the step just after x has fallen through zero. The rise at 3π/2 must still be seen.
    auto run = ode::integration<ode::Tsitouras5, ode::FixedStep>(
        problems::harmonic(), at_cosine, {.fixed_step = 1.5}, Crossing{first, Direction::rising},
        Crossing{[](double, const auto& x) { return x[0] + 0.5; }, Direction::falling, [](double, auto&) {}});
    const auto all = happenings(run, 6.0);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].event, 1u);
    EXPECT_EQ(all[1].event, 0u);
    EXPECT_NEAR(all[1].time, 1.5 * pi, 0.05); // steps of 1.5 are wrong by some percent
}

TEST(Event, what_crosses_at_the_same_time_acts_in_the_order_given) {
    const auto guard = [](double, const auto& x) { return x[0] - 0.5; };
    auto run = ode::integration(
        clock_system, at_zero, tight, Crossing{guard, Direction::either, [](double, auto& x) { x[0] = 3 * x[0]; }},
        Crossing{guard, Direction::either, [](double, auto& x) { x[0] = x[0] + 1; }}, Crossing{guard});
    const auto all = happenings(run, 1.0);
    ASSERT_EQ(all.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(all[i].event, i);
    EXPECT_NEAR(run.state()[0], 3 * 0.5 + 1 + 0.5, 1e-14);
}

TEST(Event, a_ball_bounces_without_falling_through_the_floor) {
    // Dropped from 1 with g = 2, so that it lands at t = 1 with speed 2; each bounce keeps 0.8 of the speed, and the k-th
    // flight lasts 2 · 0.8^k.
    const auto ball = problems::ordinary<2>([](double, const auto& x) { return Flat<double, 2>{x[1], -2.0}; });
    auto run = ode::integration(ball, Start{0.0, Flat<double, 2>{1.0, 0.0}}, tight,
                                Crossing{first, Direction::falling, [](double, auto& x) { x[1] = -0.8 * x[1]; }});
    const auto times = times_of(happenings(run, 8.9)); // after infinitely many it would rest at 1 + 2 · 0.8/0.2 = 9
    double landing = 1;
    for (std::size_t k = 0; k < times.size(); ++k) {
        EXPECT_NEAR(times[k], landing, 1e-12 * static_cast<double>(k + 1)) << "bounce " << k;
        landing += 2 * std::pow(0.8, k + 1);
    }
    EXPECT_EQ(times.size(), 20u); // 9 - 8 · 0.8^k < 8.9 for k up to 19
    EXPECT_GE(run.state()[0], 0);
}

TEST(Event, bounces_without_end_do_not_hang) {
    const auto ball = problems::ordinary<2>([](double, const auto& x) { return Flat<double, 2>{x[1], -2.0}; });
    auto run = ode::integration(ball, Start{0.0, Flat<double, 2>{1.0, 0.0}}, tight,
                                Crossing{first, Direction::falling, [](double, auto& x) { x[1] = -0.5 * x[1]; }});
    while (run.advance(10.0)) {
    }
    EXPECT_NE(run.outcome().reason, ode::Reason::running);
    EXPECT_LT(run.outcome().statistics.steps_accepted, 1000);
}

TEST(Event, a_guard_that_is_no_number_ends_the_integration) {
    const auto run_with = [](auto guard) {
        auto run = ode::integration<ode::Tsitouras5, ode::FixedStep>(clock_system, at_zero, {.fixed_step = 0.1},
                                                                     Crossing{first}, Crossing{guard});
        while (run.advance(1.0)) {
        }
        return run.outcome();
    };
    const auto late = run_with([](double t, const auto&) { return t > 0.55 ? std::nan("") : 1.0; });
    EXPECT_EQ(late.reason, ode::Reason::bad_guard);
    EXPECT_EQ(late.worst, 1u);
    EXPECT_NEAR(late.time, 0.5, 1e-15);
    const auto at_start = run_with([](double t, const auto&) { return t == 0 ? std::nan("") : 1.0; });
    EXPECT_EQ(at_start.reason, ode::Reason::bad_guard);
    EXPECT_EQ(at_start.time, 0);
    const auto inside = run_with([](double t, const auto&) { return t > 0.32 && t < 0.38 ? std::nan("") : t - 0.35; });
    EXPECT_EQ(inside.reason, ode::Reason::bad_guard);
    EXPECT_NEAR(inside.time, 0.3, 1e-15);
}

TEST(Event, schedules_are_hit_exactly_and_act_once) {
    std::vector<double> acted;
    auto run = ode::integration(clock_system, at_zero, tight, Scheduled{{0.0, 0.1, 0.3, 0.3, 0.7}, [&](double t, auto& x) {
                                                                            acted.push_back(t);
                                                                            x[0] = x[0] + 10;
                                                                        }});
    while (run.advance(1.0)) {
    }
    EXPECT_EQ(acted, (std::vector{0.0, 0.1, 0.3, 0.3, 0.7}));
    EXPECT_NEAR(run.state()[0], 51, 1e-13);
}

TEST(Event, a_schedule_due_at_the_end_acts_when_the_integration_goes_on) {
    auto run = ode::integration(clock_system, at_zero, tight, Scheduled{{1.0}, [](double, auto& x) { x[0] = 0; }});
    while (run.advance(1.0)) {
    }
    EXPECT_NEAR(run.state()[0], 1, 1e-14);
    while (run.advance(1.5)) {
    }
    EXPECT_NEAR(run.state()[0], 0.5, 1e-14);
}

TEST(Event, a_jump_of_the_state_across_zero_is_a_crossing_just_after_the_jump) {
    auto run = ode::integration(clock_system, at_zero, tight, Scheduled{{0.5}, [](double, auto& x) { x[0] = 5; }},
                                Crossing{[](double, const auto& x) { return x[0] - 2; }});
    const auto all = happenings(run, 1.0);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].event, 1u);
    EXPECT_NEAR(all[0].time, 0.5, 1e-14);
}

// y' = -y(t - 1), y = 1; at 0.5 the state is raised by 1. y = 1 - t + [t > 0.5] until 1, so that in [1, 2]
// y' = -(1 - (t - 1)) before 1.5 and one less after: the jump is felt one delay later, exactly.
TEST(Event, a_scheduled_jump_comes_back_after_the_delay) {
    const std::vector<double> times{0.5, 0.75, 1.0, 1.5, 2.0};
    const auto solution =
        ode::solve(problems::minus_delayed(), Start{0.0, Flat<double, 1>{1.0}, problems::always<1>({1.0})},
                   std::span<const double>(times), tight, Scheduled{{0.5}, [](double, auto& x) { x[0] = x[0] + 1; }});
    const std::array<double, 5> exact{0.5, 1.25, 1.0, 1 - 0.5 + 0.125, 1 - 1 + 0.5 - 0.5}; // at the jump, from the left
    for (std::size_t i = 0; i < times.size(); ++i) EXPECT_NEAR(solution.states[i][0], exact[i], 1e-14) << times[i];
}

TEST(Event, an_action_in_a_delayed_problem_comes_back_after_the_delay_and_guards_may_ask_for_the_past) {
    // The same jump, made when the value falls to 0.5; and the moment when the *delayed* value is seen to fall to 0.75.
    auto run = ode::integration(
        problems::minus_delayed(), Start{0.0, Flat<double, 1>{1.0}, problems::always<1>({1.0})}, tight,
        Crossing{[](double t, const auto& x) { return t < 0.6 ? x[0] - 0.5 : 1.0; }, Direction::falling,
                 [](double, auto& x) { x[0] = x[0] + 1; }},
        Crossing{[](double t, const auto&, const auto& past) { return past.at(0, t - 1.0) - 0.75; }, Direction::falling});
    const auto all = happenings(run, 2.0);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_NEAR(all[0].time, 0.5, 1e-14);
    EXPECT_NEAR(all[1].time, 1.25, 1e-14);
    EXPECT_NEAR(run.state()[0], 0.0, 1e-13);
}
