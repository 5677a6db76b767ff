// Rest is given to the quiet system, and nobody notices but by the time it takes. An arc that does not rest is not.
#include "myotatic/experiment/quiet.hpp"

#include "experiment/isa/limb.hpp"
#include "myotatic/experiment/standard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace myotatic::testing {
namespace {

template <class Method, Circuit C>
Trace run(Experiment<C> e, bool quiet) {
    e.quiet = quiet;
    return detail::simulate_with(e, run_lanes<C, Method, ode::Pi, double>); // the same for every circuit
}

/// Of all columns, the largest difference relative to the largest value.
double largest_difference(const Table& a, const Table& b) {
    double largest = 0;
    EXPECT_EQ(a.columns[0].values, b.columns[0].values) << "samples at other times";
    for (std::size_t c = 1; c < a.columns.size(); ++c) {
        double size = 0, difference = 0;
        for (std::size_t i = 0; i < a.rows(); ++i) {
            size = std::max(size, std::abs(b.columns[c].values[i]));
            difference = std::max(difference, std::abs(a.columns[c].values[i] - b.columns[c].values[i]));
        }
        if (size > 0) largest = std::max(largest, difference / size);
    }
    return largest;
}

Experiment<StretchReflex<>> two_taps(const HumanReflex& parameters) {
    Experiment<StretchReflex<>> e{.parameters = parameters, .duration = 600, .schedule = {.every = 5e-3}};
    for (const double at : {0.1, 300.0}) e.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, at, 0.01));
    e.solver.rtol = 1e-6, e.solver.atol = 1e-8;
    return e;
}

/// A limb whose heat does not fail before `duration`, pushed at `times`.
Experiment<Limb> pushed(double duration, const std::vector<double>& times, double strength = 4) {
    Experiment<Limb> e{.parameters = {.lasts = 1e9}, .duration = duration, .schedule = {.every = duration / 1000}};
    for (const double at : times) e.protocol.drive("push", Stimulus::half_sine(0, strength, at, 0.05));
    e.solver.rtol = 1e-6, e.solver.atol = 1e-8;
    return e;
}

/// A tissue that a load strains, that recovers within minutes, and on which an angle depends by way of a nerve.
struct Tissue {
    template <class T>
    struct State {
        T angle = 0.0, strain = 0.0;
        static constexpr auto fields() {
            return std::tuple{field("angle", &State::angle, "rad", "follows the strain").scale(0.1),
                              field("strain", &State::strain, "1", "of the tissue").scale(1)};
        }
    };
    template <class T>
    struct Parameters {
        T recovery = 200.0, lag = 0.05, delay = 0.03;
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{field("recovery", &R::recovery, "s", "of the tissue"),
                              field("lag", &R::lag, "s", "of the angle"), field("delay", &R::delay, "s", "of the nerve")};
        }
    };
    template <class T>
    struct Input {
        T load = 0.0;
        static constexpr auto fields() { return std::tuple{field("load", &Input::load, "1", "strains the tissue")}; }
    };
    template <class T>
    struct Signals {
        T strain = 0.0;
        static constexpr auto fields() { return std::tuple{field("strain", &Signals::strain, "1", "what is felt")}; }
    };
    template <class T>
    struct Guards {
        T tender = 0.0;
        static constexpr auto fields() { return std::tuple{field("tender", &Guards::tender, "1", "strain")}; }
    };
    template <class T>
    using Observation = State<T>;

    template <Scalar T>
    static constexpr State<T> rates(const T& t, const State<T>& x, const Input<T>& u, const auto& past, const auto& p) {
        const T felt = past.at(&Signals<T>::strain, t - p.delay);
        return {(0.1 * felt - x.angle) / p.lag, (u.load - x.strain) / p.recovery};
    }
    template <Scalar T>
    static constexpr Signals<T> signals(const T&, const State<T>& x, const Input<T>&, const auto&) {
        return {x.strain};
    }
    static constexpr auto delays(const auto& p) { return std::array{p.delay}; }
    template <Scalar T>
    static constexpr Observation<T> observe(const T&, const State<T>& x, const Input<T>&, const auto&, const auto&) {
        return x;
    }
    template <Scalar T>
    static constexpr Guards<T> guards(const T&, const State<T>& x, const Input<T>&, const auto&, const auto&) {
        return {x.strain - 0.1};
    }
    template <Scalar T>
    static constexpr Resting<Tissue, T> at_rest(const Parameters<T>& p, const Input<T>&) {
        return {p, {}};
    }
};

} // namespace

// --- nobody notices -----------------------------------------------------------------------------------------------------

// The bar is 0.1 %. What is seen is the delay of the afferents, 40 ms, times the creep of the spindle, 2e-3/s of its size at
// most: 1e-4.
TEST(Quiet, two_taps_five_minutes_apart_are_those_of_the_full_system) {
    for (const HumanReflex& muscle : {human_soleus_reflex(), human_quadriceps_reflex()}) {
        const Trace quiet = run<ode::Tsitouras5>(two_taps(muscle), true),
                    full = run<ode::Tsitouras5>(two_taps(muscle), false);
        EXPECT_LT(largest_difference(quiet.table, full.table), 1e-4);
        ASSERT_EQ(quiet.events.size(), full.events.size());
        for (std::size_t i = 0; i < full.events.size(); ++i) {
            EXPECT_EQ(quiet.events[i].rising, full.events[i].rising);
            EXPECT_NEAR(quiet.events[i].time, full.events[i].time, 1e-6); // the tolerance
        }
        const auto& statistics = quiet.outcome.statistics;
        EXPECT_EQ(statistics.quiet_stretches, 2);
        EXPECT_GT(statistics.quiet_time, 570);
        EXPECT_LT(statistics.quiet_time, 600);
        EXPECT_LT(statistics.quiet_steps, 300);
        EXPECT_LT(statistics.steps_accepted, full.outcome.statistics.steps_accepted / 5);
        EXPECT_EQ(full.outcome.statistics.quiet_stretches, 0);
        EXPECT_EQ(full.outcome.statistics.quiet_time, 0);
    }
}

TEST(Quiet, explicit_methods_rest_as_well) {
    const auto e = pushed(60, {0.1, 30, 59});
    const Trace quiet = run<ode::Tsitouras5>(e, true), full = run<ode::Tsitouras5>(e, false);
    EXPECT_LT(largest_difference(quiet.table, full.table), 1e-5); // of ten tolerances
    EXPECT_EQ(quiet.outcome.statistics.quiet_stretches, 2);
    EXPECT_EQ(quiet.events.size(), full.events.size());
    EXPECT_GT(quiet.events.size(), 0u);
}

// What is slow goes on, in closed form: strain under a load of 15 for 5 s, then recovery, through 0.1 on its way. The angle
// follows by lag and delay later, but for which it is a tenth of the strain.
TEST(Quiet, tissue_recovers_while_the_arc_rests_and_its_events_are_told) {
    Experiment<Tissue> e{.duration = 2000, .schedule = {.every = 0.5}};
    e.protocol.drive("load", Stimulus::step(0, 15, 1, 6)).drive("load", Stimulus::step(0, 15, 1500, 1505));
    e.solver.rtol = 1e-8, e.solver.atol = 1e-10;
    const Trace quiet = run<ode::Grk4t>(e, true), full = run<ode::Grk4t>(e, false);
    EXPECT_EQ(quiet.outcome.statistics.quiet_stretches, 2);
    EXPECT_GT(quiet.outcome.statistics.quiet_time, 1800); // but for two minutes on trial, since nothing moved fast

    const double loaded = 15 * -std::expm1(-5 / 200.0);                                   // strain at 6 s
    EXPECT_LT(largest_difference(quiet.table, full.table), 0.03 * quiet::still / loaded); // delay times speed
    const auto& t = quiet.table.columns[0].values;
    const auto& strain = quiet.table.columns[2].values;
    for (std::size_t i = 0; i < t.size(); ++i)
        if (t[i] >= 6 && t[i] <= 1500) {
            EXPECT_NEAR(strain[i], loaded * std::exp(-(t[i] - 6) / 200), 1e-7) << t[i]; // ten tolerances
        }
    const double passed = 6 + 200 * std::log(loaded / 0.1); // in the middle of the rest
    ASSERT_EQ(quiet.events.size(), 4u) << "up and down, twice";
    ASSERT_EQ(full.events.size(), 4u);
    EXPECT_NEAR(quiet.events[1].time, passed, 1e-3); // ten tolerances of strain over its slope, 0.1/200 s, and then some
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(quiet.events[i].time, full.events[i].time, 1e-3);
        EXPECT_EQ(quiet.events[i].rising, i % 2 == 0);
    }
}

TEST(Quiet, steps_of_one_length_are_always_made) {
    auto e = pushed(30, {0.1});
    e.solver.fixed_step = 1e-2;
    const Trace trace = detail::simulate_with(e, run_lanes<Limb, ode::Tsitouras5, ode::FixedStep, double>);
    EXPECT_EQ(trace.outcome.statistics.quiet_stretches, 0);
    EXPECT_GE(trace.outcome.statistics.steps_accepted, 3000);
}

// --- what it costs ------------------------------------------------------------------------------------------------------

TEST(Quiet, ten_hours_of_rest_cost_the_steps_of_a_few_seconds_and_no_memory) {
    const auto after = [](double seconds) { return run<ode::Grk4t>(pushed(seconds, {0.1}), true).outcome.statistics; };
    const auto full = run<ode::Grk4t>(pushed(10, {0.1}), false).outcome.statistics;
    const auto quiet = after(36000);
    EXPECT_LE(quiet.steps_accepted + quiet.quiet_steps, full.steps_accepted);
    EXPECT_EQ(quiet.history_growths, full.history_growths);
    EXPECT_EQ(quiet.quiet_stretches, 1);
    EXPECT_GT(quiet.quiet_time, 36000 - 5);
}

TEST(Quiet, an_arc_that_nothing_has_moved_is_on_trial_for_a_minute) {
    const auto undisturbed = run<ode::Grk4t>(pushed(36000, {}), true).outcome.statistics;
    EXPECT_EQ(undisturbed.quiet_stretches, 1);
    EXPECT_LT(undisturbed.quiet_time, 36000 - quiet::trial);
    EXPECT_GT(undisturbed.quiet_time, 36000 - quiet::trial - 5);
    EXPECT_EQ(run<ode::Grk4t>(pushed(quiet::trial, {}), true).outcome.statistics.quiet_stretches, 0);
}

TEST(Quiet, short_rest_is_not_worth_it) {
    EXPECT_EQ(run<ode::Grk4t>(pushed(11, {0.1}), true).outcome.statistics.quiet_stretches, 0);
}

// --- what may not be hidden ---------------------------------------------------------------------------------------------

// Above a gain of 8.04 N m/rad the limb oscillates: B w / sin(w tau) where J w^2 - K = B w / tan(w tau). A push of 1e-9 N m
// stands for the rounding that sets it off; the absolute tolerance is so small that it makes no greater noise.
TEST(Quiet, an_arc_that_leaves_an_unstable_equilibrium_is_seen_to_do_so) {
    for (const double gain : {15.0, 10.0, 8.5}) {
        auto e = pushed(200, {0.1}, 1e-9);
        e.parameters.gain = gain;
        e.solver.atol = 1e-16;
        const Trace quiet = run<ode::Grk4t>(e, true), full = run<ode::Grk4t>(e, false);
        const auto& angle = full.table.columns[1].values;
        EXPECT_LT(std::abs(angle[5]), 1e-8) << "it begins at rest";
        EXPECT_GT(*std::max_element(angle.end() - 100, angle.end()), 1e-3) << "and ends in clonus: gain " << gain;
        EXPECT_EQ(quiet.outcome.statistics.quiet_stretches, 0);
        EXPECT_EQ(largest_difference(quiet.table, full.table), 0);
    }
}

// What the watch makes of speeds that only an arc could have that is about to move.
TEST(Quiet, rest_that_becomes_faster_is_none) {
    const auto found = [](double seconds, const auto& speed_at) {
        detail::RestWatch<double> watch;
        watch.begin(0, 0.05);
        for (int i = 0; i < 100 * seconds; ++i)
            if (watch.look(true, 0.01 * i, 1e6, speed_at(0.01 * i))) return 0.01 * i;
        return -1.0;
    };
    const double rest = quiet::patience + 0.05;
    EXPECT_NEAR(found(100, [](double t) { return t < 2 ? 1.0 : 1e-3 / t; }), 2 + rest, 0.02);
    EXPECT_NEAR(found(100, [](double t) { return t < 2 ? 0.1 : 1e-3 / t; }), 2 + quiet::trial, rest + 0.02)
        << "not moved enough to know";
    EXPECT_EQ(found(100, [](double t) { return t < 2 ? 1.0 : 1e-6 * std::exp(0.05 * (t - 2)); }), -1) << "growing";
    EXPECT_EQ(found(100, [](double t) { return t < 2 ? 1.0 : 1.5e-3 * (1 + std::sin(10 * t)); }), -1) << "too fast, often";
    EXPECT_NEAR(found(100, [](double t) { return 1e-13 * (2 + std::sin(t * t)); }), quiet::trial, rest + 0.02) << "rounding";
}

TEST(Quiet, another_input_has_to_be_rested_under_anew) {
    detail::RestWatch<double> watch;
    watch.begin(0, 0);
    EXPECT_FALSE(watch.look(true, 0, 50, 1.0));
    EXPECT_FALSE(watch.look(true, 0.1, 50, 1e-5));
    EXPECT_TRUE(watch.look(true, 1.2, 50, 1e-5));
    EXPECT_FALSE(watch.look(true, 1.3, 70, 1e-5)) << "another piece of the stimulus";
    EXPECT_FALSE(watch.look(true, 3.0, 70, 1e-5)) << "in which nothing has moved yet";
    EXPECT_TRUE(watch.look(true, 70.0, 70, 1e-5)) << "on trial for a minute";
}

TEST(Quiet, an_input_that_moves_all_the_time_is_no_rest) {
    auto e = pushed(40, {0.1});
    e.protocol.drive("spark", Stimulus::sine(0, 1e-9, 0.5));
    EXPECT_EQ(run<ode::Grk4t>(e, true).outcome.statistics.quiet_stretches, 0);
    auto ramp = pushed(40, {0.1});
    ramp.protocol.drive("spark", Stimulus::ramp_and_hold(0, 1e-9, 1, 30));
    EXPECT_EQ(run<ode::Grk4t>(ramp, true).outcome.statistics.quiet_stretches, 0);
}

} // namespace myotatic::testing
