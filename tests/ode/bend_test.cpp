// Steps end where a system says that its equations bend.
#include "myotatic/ode/integration.hpp"
#include "myotatic/ode/method/dormand_prince5.hpp"

#include "ode/problems.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using namespace myotatic;

namespace {

// x' = 1, y' = max(0, x - 1/2): y = (t - 1/2)²/2 from 1/2 on.
struct Rectifier {
    static constexpr std::size_t bend_count = 1;
    Flat<double, 2> rates(double, const Flat<double, 2>& x) const { return {1, max(x[0] - 0.5, 0.0)}; }
    template <class Past>
    Flat<double, 1> bends(double, const Flat<double, 2>& x, const Past&) const {
        return {x[0] - 0.5};
    }
};
double ramp(double t) { return t > 0.5 ? 0.5 * (t - 0.5) * (t - 0.5) : 0; }

// The same of what x was one second ago: it bends at 3/2.
struct DelayedRectifier {
    static constexpr std::size_t bend_count = 1;
    template <class Past>
    Flat<double, 2> rates(double t, const Flat<double, 2>&, const Past& past) const {
        return {1, max(past.at(0, t - 1) - 0.5, 0.0)};
    }
    Flat<double, 1> signals(double, const Flat<double, 2>& x) const { return {x[0]}; }
    std::array<double, 1> delays() const { return {1}; }
    template <class Past>
    Flat<double, 1> bends(double t, const Flat<double, 2>&, const Past& past) const {
        return {past.at(0, t - 1) - 0.5};
    }
};

// What leaves has a kink at 1/2, and arrives where it makes y grow; something smooth arrives earlier.
struct RectifiedSignal {
    static constexpr std::size_t bend_count = 1;
    static constexpr double early = 0.3, late = 0.77;
    double gain = 1;
    template <class Past>
    Flat<double, 2> rates(double t, const Flat<double, 2>&, const Past& past) const {
        return {1 + 0 * past.at(0, t - early), past.at(1, t - late)};
    }
    Flat<double, 2> signals(double, const Flat<double, 2>& x) const { return {x[0], gain * max(x[0] - 0.5, 0.0)}; }
    std::array<double, 2> delays() const { return {early, late}; }
    template <class Past>
    Flat<double, 1> bends(double, const Flat<double, 2>& x, const Past&) const {
        return {x[0] - 0.5};
    }
};

// x circles, and y grows while x is above a level that it only just reaches.
struct Grazing {
    static constexpr std::size_t bend_count = 1;
    double level;
    Flat<double, 3> rates(double, const Flat<double, 3>& x) const { return {x[1], -x[0], max(x[0] - level, 0.0)}; }
    template <class Past>
    Flat<double, 1> bends(double, const Flat<double, 3>& x, const Past&) const {
        return {x[0] - level};
    }
};

struct Ends {
    std::vector<double> begins, ends;
    double last = 0; // of the last component
    ode::Statistics statistics;
    // The distance to the nearest end of a step, in units of the longest step.
    double from(double t) const {
        double nearest = 1e9, longest = 0;
        for (std::size_t i = 0; i < ends.size(); ++i) {
            nearest = std::min(nearest, std::abs(ends[i] - t));
            longest = std::max(longest, ends[i] - begins[i]);
        }
        return nearest / longest;
    }
};
template <class Run>
Ends ends_of(Run run, double until) {
    Ends all;
    while (const auto step = run.advance(until)) all.begins.push_back(step.begin), all.ends.push_back(step.end);
    all.last = run.state().back();
    all.statistics = run.outcome().statistics;
    return all;
}

} // namespace

TEST(Bend, a_step_ends_where_a_rectifier_sets_in) {
    const auto run = ends_of(ode::integration(Rectifier{}, ode::Start{0.0, Flat<double, 2>{}}, {.rtol = 1e-8}), 1);
    EXPECT_LT(run.from(0.5), 0.01);
    // Both sides are polynomials that the method integrates exactly. A bend within 0.5 % of the end of a step of at most 1/2
    // is wrong by (0.0025)²/2 of the slope.
    EXPECT_NEAR(run.last, ramp(1), 3.2e-6);
}

TEST(Bend, that_is_not_met_costs_accuracy_although_the_error_estimate_does_not_say_so) {
    // Four crossings; the exact value as below.
    const double a = std::asin(0.7), exact = 2 * (2 * std::cos(a) - 0.7 * (std::numbers::pi - 2 * a));
    for (const double tolerance : {1e-6, 1e-8, 1e-10}) {
        const auto run = [&](bool end_at_bends) {
            return ends_of(ode::integration(Grazing{0.7}, ode::Start{0.0, Flat<double, 3>{0, 1, 0}},
                                            {.rtol = tolerance, .atol = tolerance, .end_at_bends = end_at_bends}),
                           10);
        };
        const Ends with = run(true), without = run(false);
        EXPECT_LT(4 * std::abs(with.last - exact), std::abs(without.last - exact)) << tolerance;
        EXPECT_LE(with.statistics.evaluations, without.statistics.evaluations) << tolerance;
    }
}

TEST(Bend, may_lie_in_the_past) {
    const auto history = [](double t) { return Flat<double, 1>{t}; };
    const auto run =
        ends_of(ode::integration(DelayedRectifier{}, ode::Start{0.0, Flat<double, 2>{}, history}, {.rtol = 1e-8}), 2);
    EXPECT_LT(run.from(1.5), 0.01);
    EXPECT_NEAR(run.last, ramp(1), 3.2e-6);
}

TEST(Bend, of_a_signal_ends_a_step_again_when_it_arrives) {
    const auto run = [](double gain) {
        const auto history = [](double t) { return Flat<double, 2>{t, 0}; };
        return ends_of(ode::integration(RectifiedSignal{gain}, ode::Start{0.0, Flat<double, 2>{}, history},
                                        {.rtol = 1e-6, .atol = 1e-6}),
                       2);
    };
    const double arrival = 0.5 + RectifiedSignal::late;
    const Ends seen = run(1);
    EXPECT_LT(seen.from(arrival), 0.01);
    EXPECT_NEAR(seen.last, ramp(2 - RectifiedSignal::late), 2e-5);
    EXPECT_GT(run(1e-6).from(arrival), 0.02) << "a kink of the size of a tolerance is not worth the end of a step";
}

TEST(Bend, that_is_barely_crossed_ends_steps_where_it_is_seen_and_never_stalls) {
    for (const double height : {0.5, 1e-3, 1e-6, 0.0, -1e-6}) {
        const double level = 1 - height;
        const auto run = ends_of(
            ode::integration<ode::DormandPrince5>(Grazing{level}, ode::Start{0.0, Flat<double, 3>{0, 1, 0}}, {.rtol = 1e-9}),
            10);
        // Twice from a = asin(level) to π - a: 2 cos a - level (π - 2 a) each.
        const double a = std::asin(std::min(level, 1.0));
        const double each = 2 * std::cos(a) - level * (std::numbers::pi - 2 * a);
        EXPECT_NEAR(run.last, 2 * each, 2e-7) << height;
        EXPECT_LT(run.statistics.steps_accepted + run.statistics.steps_rejected, 400) << height;
    }
}

TEST(Bend, does_not_shape_steps_of_one_length) {
    const auto run = ends_of(ode::integration<ode::Tsitouras5, ode::FixedStep>(
                                 Rectifier{}, ode::Start{0.0, Flat<double, 2>{}}, {.fixed_step = 0.4}),
                             0.8);
    ASSERT_EQ(run.ends.size(), 2u);
    EXPECT_DOUBLE_EQ(run.ends[0], 0.4);
}
