// The loop: it arrives, it can be interrupted anywhere, it says what went wrong, it never hangs.
#include "myotatic/ode/integration.hpp"

#include "myotatic/ode/integrate.hpp"
#include "myotatic/ode/method/runge_kutta4.hpp"

#include "ode/problems.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <unsupported/Eigen/MatrixFunctions>

using namespace myotatic;
using ode::Reason;
using ode::Settings;
using ode::Start;

namespace {

const Start one{0.0, Flat<double, 1>{1.0}};

template <template <class> class Control = ode::Pi, class System, std::size_t N>
ode::Outcome<double> outcome_of(const System& system, const Start<double, N>& start, double until,
                                const Settings& settings) {
    auto run = ode::integration<ode::Tsitouras5, Control>(system, start, settings);
    while (run.advance(until)) {
    }
    EXPECT_FALSE(run.advance(until)); // and stays ended
    return run.outcome();
}

std::string refusal(const Settings& settings) {
    try {
        ode::integration(problems::harmonic(), Start{0.0, Flat<double, 2>{}}, settings);
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "";
}

// A delayed oscillator with a threshold that kicks it, and kicks on schedule: everything that memory has to hold.
auto busy_run() {
    const Flat<double, 2> start{0.02, 0};
    return ode::integration(
        problems::delayed_oscillator(6, 0.04, 0.05), Start{0.0, start, problems::always<2>(start)},
        {.rtol = 1e-7, .atol = 1e-9},
        ode::Crossing{[](double, const auto& x) { return x[0]; }, ode::Direction::falling,
                      [](double, auto& x) { x[1] = x[1] - 0.05; }},
        ode::Scheduled{{0.3, 0.61, 1.7}, [](double, auto& x) { x[0] = x[0] + 0.01; }},
        ode::Crossing{[](double t, const auto&, const auto& past) { return past.at(0, t - 0.04) - 0.005; }});
}
using Trail = std::vector<std::array<double, 4>>;
template <class Run>
Trail trail(Run& run, double until) {
    Trail all;
    while (const auto step = run.advance(until)) {
        const auto middle = step.segment(0.5 * (step.begin + step.end));
        all.push_back({run.time(), run.state()[0], run.state()[1], middle[0]});
        for (const auto& h : step.happenings) all.push_back({h.time, static_cast<double>(h.event), double(h.rising), 0});
    }
    return all;
}

} // namespace

TEST(Integration, arrives_exactly_where_it_was_asked_to) {
    for (const double until : {0.1, 1.0 / 3, 7.7}) {
        auto run = ode::integration(problems::harmonic(), Start{0.0, Flat<double, 2>{1, 0}});
        while (run.advance(until)) {
        }
        EXPECT_EQ(run.time(), until);
        EXPECT_EQ(run.outcome().reason, Reason::completed);
        EXPECT_EQ(run.outcome().time, until);
    }
}

TEST(Integration, of_zero_length_is_complete_without_a_step) {
    auto run = ode::integration(problems::harmonic(), Start{2.0, Flat<double, 2>{1, 0}});
    EXPECT_FALSE(run.advance(2.0));
    EXPECT_EQ(run.outcome().reason, Reason::completed);
    EXPECT_EQ(run.outcome().statistics.evaluations, 0);
    const std::vector<double> times{2.0, 2.0};
    const auto solution =
        ode::solve(problems::harmonic(), Start{2.0, Flat<double, 2>{1, 0}}, std::span<const double>(times));
    ASSERT_EQ(solution.states.size(), 2u);
    EXPECT_EQ(solution.states[1], (Flat<double, 2>{1, 0}));
    EXPECT_EQ(solution.outcome.reason, Reason::completed);
}

TEST(Integration, backwards_or_to_no_time_is_refused) {
    auto run = ode::integration(problems::harmonic(), Start{0.0, Flat<double, 2>{1, 0}});
    EXPECT_THROW(run.advance(-1.0), std::invalid_argument);
    EXPECT_THROW(run.advance(std::nan("")), std::invalid_argument);
    EXPECT_THROW(ode::integration(problems::harmonic(), Start{std::nan(""), Flat<double, 2>{1, 0}}), std::invalid_argument);
    for (const std::vector<double>& times : {std::vector{-1.0}, std::vector{1.0, 0.5}, std::vector{std::nan("")}})
        EXPECT_THROW(ode::solve(problems::harmonic(), Start{0.0, Flat<double, 2>{1, 0}}, std::span<const double>(times)),
                     std::invalid_argument);
}

TEST(Integration, settings_that_none_can_have_are_named) {
    EXPECT_EQ(refusal({}), "");
    EXPECT_NE(refusal({.rtol = 0}).find("rtol"), std::string::npos);
    EXPECT_NE(refusal({.rtol = 1}).find("rtol"), std::string::npos);
    EXPECT_NE(refusal({.rtol = std::nan("")}).find("rtol"), std::string::npos);
    EXPECT_NE(refusal({.atol = -1}).find("atol"), std::string::npos);
    EXPECT_NE(refusal({.magnitudes = {1}}).find("magnitudes"), std::string::npos);
    EXPECT_NE(refusal({.magnitudes = {1, 0}}).find("magnitudes"), std::string::npos);
    EXPECT_NE(refusal({.fixed_step = 0.1}).find("fixed_step"), std::string::npos);
    EXPECT_NE(refusal({.first_step = -0.1}).find("first_step"), std::string::npos);
    EXPECT_NE(refusal({.largest_step = 0}).find("largest_step"), std::string::npos);
    const auto fixed = [](double h) {
        ode::integration<ode::RungeKutta4, ode::FixedStep>(problems::harmonic(), Start{0.0, Flat<double, 2>{}},
                                                           {.fixed_step = h});
    };
    for (const double h : {0.0, -0.1, double(INFINITY), double(NAN)}) EXPECT_THROW(fixed(h), std::invalid_argument) << h;
    EXPECT_THROW(ode::integration<ode::RungeKutta4>(problems::harmonic(), Start{0.0, Flat<double, 2>{}}),
                 std::invalid_argument);
}

TEST(Integration, without_absolute_tolerance_a_component_may_stay_zero) {
    const auto system = problems::ordinary<2>([](double, const auto& x) { return Flat<double, 2>{-x[0], 0.0}; });
    const auto outcome = outcome_of(system, Start{0.0, Flat<double, 2>{1, 0}}, 1.0, {.rtol = 1e-6, .atol = 0});
    EXPECT_EQ(outcome.reason, Reason::completed);
    EXPECT_LT(outcome.statistics.steps_accepted, 100);
}

// --- what goes wrong is an outcome ----------------------------------------------------------------------------------------

TEST(Integration, rates_that_are_no_number_end_it_near_the_place) {
    const auto system = problems::ordinary<2>([](double t, const auto& x) {
        return Flat<double, 2>{-x[0], t > 0.5 ? std::nan("") : 1.0};
    });
    const Start start{0.0, Flat<double, 2>{1, 0}};
    const auto adaptive = outcome_of(system, start, 2.0, {});
    EXPECT_EQ(adaptive.reason, Reason::non_finite);
    EXPECT_NEAR(adaptive.time, 0.5, 1e-12);
    EXPECT_EQ(adaptive.worst, 1u);
    const auto fixed = outcome_of<ode::FixedStep>(system, start, 2.0, {.fixed_step = 0.1});
    EXPECT_EQ(fixed.reason, Reason::non_finite);
    EXPECT_NEAR(fixed.time, 0.5, 0.1);
    EXPECT_LE(fixed.time, 0.5);
    EXPECT_EQ(fixed.worst, 1u);
}

TEST(Integration, a_start_that_is_no_number_ends_it_at_once) {
    for (const double bad : {double(NAN), double(INFINITY)}) {
        const auto outcome = outcome_of(problems::harmonic(), Start{0.0, Flat<double, 2>{1, bad}}, 2.0, {});
        EXPECT_EQ(outcome.reason, Reason::non_finite);
        EXPECT_EQ(outcome.time, 0);
    }
}

TEST(Integration, a_singularity_is_found_where_it_is) {
    const auto square = problems::ordinary<1>([](double, const auto& x) { return Flat<double, 1>{x[0] * x[0]}; });
    const auto outcome = outcome_of(square, one, 2.0, {}); // 1/(1 - t)
    EXPECT_TRUE(outcome.reason == Reason::blow_up || outcome.reason == Reason::step_underflow ||
                outcome.reason == Reason::non_finite);
    EXPECT_NEAR(outcome.time, 1, 1e-6);
    EXPECT_EQ(outcome.worst, 0u);
}

TEST(Integration, growth_beyond_all_bounds_is_a_blow_up) {
    const auto grow = problems::ordinary<2>([](double, const auto& x) { return Flat<double, 2>{0.0, 100 * x[1]}; });
    const auto outcome = outcome_of(grow, Start{0.0, Flat<double, 2>{1, 1}}, 10.0, {});
    EXPECT_EQ(outcome.reason, Reason::blow_up);
    EXPECT_NEAR(outcome.time, std::log(1e100) / 100, 0.05); // the step that passes 1e100 multiplies by some e^2
    EXPECT_EQ(outcome.worst, 1u);
}

TEST(Integration, an_error_that_no_step_satisfies_is_an_underflow) {
    // From t = 1 on the rate is noise, different in every bit of t.
    const auto noise = problems::ordinary<1>(
        [](double t, const auto&) { return Flat<double, 1>{t < 1 ? 0.0 : 1e20 * std::sin(1e22 * t)}; });
    const auto outcome = outcome_of(noise, one, 2.0, {});
    EXPECT_EQ(outcome.reason, Reason::step_underflow);
    EXPECT_NEAR(outcome.time, 1, 1e-6);
}

TEST(Integration, more_steps_than_allowed_end_it) {
    const auto outcome = outcome_of(problems::harmonic(), Start{0.0, Flat<double, 2>{1, 0}}, 100.0, {.max_steps = 17});
    EXPECT_EQ(outcome.reason, Reason::too_many_steps);
    EXPECT_EQ(outcome.statistics.steps_accepted + outcome.statistics.steps_rejected, 17);
    EXPECT_GT(outcome.time, 0);
}

TEST(Integration, partial_solutions_are_kept) {
    const auto system =
        problems::ordinary<1>([](double t, const auto&) { return Flat<double, 1>{t > 0.55 ? std::nan("") : 1.0}; });
    const std::vector<double> times{0.1, 0.5, 1.0};
    const auto solution = ode::solve(system, Start{0.0, Flat<double, 1>{0.0}}, std::span<const double>(times));
    EXPECT_EQ(solution.states.size(), 2u);
    EXPECT_EQ(solution.outcome.reason, Reason::non_finite);
}

// --- interruption -----------------------------------------------------------------------------------------------------

RC_GTEST_PROP(Integration, restored_it_continues_bit_for_bit, ()) {
    const int at = *rc::gen::inRange(0, 300);
    auto run = busy_run();
    for (int i = 0; i < at; ++i) run.advance(2.0);
    const auto memory = run.save();
    const Trail expected = trail(run, 2.0);
    RC_ASSERT(at > 0 || expected.size() > 300u);

    run.restore(memory); // the same one, after it has gone on
    RC_ASSERT(trail(run, 2.0) == expected);
    auto other = busy_run(); // and another that never was there
    other.restore(memory);
    RC_ASSERT(trail(other, 2.0) == expected);
    RC_ASSERT(other.outcome().statistics.evaluations == run.outcome().statistics.evaluations);
}

TEST(Integration, more_output_does_not_change_the_trajectory) {
    const auto states = [](const std::vector<double>& times) {
        return ode::solve(problems::minus_delayed(), Start{0.0, Flat<double, 1>{1.0}, problems::always<1>({1.0})},
                          std::span<const double>(times));
    };
    std::vector<double> dense;
    for (int i = 0; i <= 1000; ++i) dense.push_back(0.01 * i);
    const auto few = states({dense[137], dense[1000]}), many = states(dense);
    EXPECT_EQ(few.states[0], many.states[137]);
    EXPECT_EQ(few.states[1], many.states[1000]);
    EXPECT_EQ(few.outcome.statistics.evaluations, many.outcome.statistics.evaluations);
    EXPECT_EQ(many.times, dense);
}

TEST(Integration, shifting_the_start_in_time_shifts_the_solution) {
    const auto end = [](double t0) {
        auto run = ode::integration<ode::Tsitouras5, ode::FixedStep>(
            problems::minus_delayed(), Start{t0, Flat<double, 1>{1.0}, problems::always<1>({1.0})}, {.fixed_step = 0.125});
        while (run.advance(t0 + 4)) {
        }
        return run.state()[0];
    };
    // Times near 1024 are rounded to 2e-13, and the rates are of size 1.
    EXPECT_NEAR(end(0), end(-4), 1e-14);
    EXPECT_NEAR(end(0), end(1024), 1e-12);
}

// --- any linear system ------------------------------------------------------------------------------------------------

RC_GTEST_PROP(Integration, any_linear_system_agrees_with_the_matrix_exponential, ()) {
    Eigen::Matrix3d a;
    Eigen::Vector3d x0;
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) a(i, j) = 0.01 * *rc::gen::inRange(-200, 200);
        x0(i) = 0.01 * *rc::gen::inRange(-100, 100);
    }
    const auto system = problems::ordinary<3>([a](double, const auto& x) {
        const Eigen::Vector3d y = a * Eigen::Map<const Eigen::Vector3d>(x.data());
        return Flat<double, 3>{y[0], y[1], y[2]};
    });
    const std::vector<double> times{0.37, 1.0};
    const auto solution = ode::solve(system, Start{0.0, Flat<double, 3>{x0[0], x0[1], x0[2]}},
                                     std::span<const double>(times), {.rtol = 1e-10, .atol = 1e-10});
    for (std::size_t k = 0; k < times.size(); ++k) {
        const Eigen::Vector3d exact = (a * times[k]).exp() * x0;
        // Local errors of 1e-10 per step, some dozens of steps, grown by at most e^‖A‖ like the solution itself.
        const double grown = std::exp(a.operatorNorm() * times[k]);
        for (std::size_t i = 0; i < 3; ++i)
            RC_ASSERT(std::abs(solution.states[k][i] - exact[static_cast<Eigen::Index>(i)]) < 1e-8 * grown);
    }
}
