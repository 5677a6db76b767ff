#include "myotatic/experiment/stimulus.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using myotatic::Dual;
using myotatic::Stimulus;
using myotatic::variable;
using enum Stimulus::Interpolation;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

std::vector<double> breakpoints(const Stimulus& s, double a, double b) {
    std::vector<double> times;
    s.append_breakpoints(a, b, times);
    return times;
}

double slope(const Stimulus& s, double t, std::size_t piece) { return s.value(variable<1>(t, 0), piece).slope[0]; }

// One of every kind, for the properties that all share.
std::vector<std::pair<std::string, Stimulus>> every_kind() {
    const std::vector<double> t{0, 0.1, 0.25, 0.5, 0.9}, y{0, 1, -0.5, 0.25, 2};
    return {
        {"constant", Stimulus::constant(3)},
        {"step", Stimulus::step(-1, 2, 0.3, 0.6)},
        {"ramp_and_hold", Stimulus::ramp_and_hold(1, 2, 0.1, 0.2, 0.3, 0.15)},
        {"sine", Stimulus::sine(0.5, 2, 3, 0.4, 0.05, 0.8)},
        {"half_sine", Stimulus::half_sine(1, 0.004, 0.2, 0.01)},
        {"strokes", Stimulus::strokes(1, 0.004, 0.5, 0.2, 3)},
        {"pulse_train", Stimulus::pulse_train(0, 1, 0.1, 0.02, 0.1, 5)},
        {"linear table", Stimulus::table(t, y, linear)},
        {"cubic table", Stimulus::table(t, y, cubic)},
        {"callable", Stimulus::callable([](const auto& s) { return sin(3.0 * s) + select(s < 0.4, s, 1.0); }, {0.4})},
    };
}

} // namespace

TEST(Stimulus, slopes_of_every_kind_equal_central_differences_within_a_piece) {
    for (const auto& [name, s] : every_kind())
        for (int i = -20; i < 130; ++i) {
            const double t = 0.01 * i + 0.0037, h = 1e-6;
            const std::size_t k = s.piece_at(t);
            if (s.piece_at(t - h) != k || s.piece_at(t + h) != k) continue;
            // Central difference: truncation h²/6 |y'''| (third derivatives stay below 2e5: the 10 ms tap of 4 mm gives
            // 0.004 (π/0.01)³ = 1.2e5) plus rounding eps |y| / h.
            const double tolerance = h * h / 6 * 2e5 + 4 * 2.2e-16 * 4 / h;
            EXPECT_NEAR(slope(s, t, k), (s(t + h) - s(t - h)) / (2 * h), tolerance) << name << " at " << t;
        }
}

TEST(Stimulus, a_breakpoint_belongs_to_the_piece_it_starts_and_is_listed_once) {
    for (const auto& [name, s] : every_kind()) {
        const auto all = breakpoints(s, -inf, inf);
        EXPECT_EQ(all.size() + 1, s.pieces().size()) << name;
        for (std::size_t k = 0; k < all.size(); ++k) {
            EXPECT_EQ(s.piece_at(all[k]), k + 1) << name;
            EXPECT_EQ(s.piece_at(std::nextafter(all[k], -inf)), k) << name;
            EXPECT_EQ(breakpoints(s, all[k], all[k]).size(), 0u) << "a is excluded: " << name;
            EXPECT_EQ(breakpoints(s, std::nextafter(all[k], -inf), all[k]), std::vector{all[k]})
                << "b is included: " << name;
        }
    }
}

TEST(Stimulus, only_kinds_that_change_abruptly_jump) {
    for (const auto& [name, s] : every_kind()) {
        const bool expected = name == "step" || name == "sine" || name == "pulse_train" || name == "callable";
        EXPECT_EQ(s.jumps(), expected) << name;
    }
    EXPECT_FALSE(Stimulus::sine(1, 2, 5, 0, 0.1, 2.1).jumps()) << "ten whole periods";
    EXPECT_FALSE(Stimulus::step(2, 2, 1).jumps()) << "nothing changes";
    EXPECT_FALSE(Stimulus::ramp_and_hold(0, 1e-3, 86400.1, 1e-4, 0.3, 0.7).jumps()) << "late and fast: rounding of time";
    EXPECT_TRUE(Stimulus::step(0, 1e-9, 0).jumps());
}

TEST(Stimulus, knows_the_lowest_derivative_that_jumps_where_a_piece_begins) {
    using Orders = std::vector<int>;
    const auto orders = [](const Stimulus& s) {
        Orders all;
        for (std::size_t k = 1; k < s.pieces().size(); ++k) all.push_back(s.order_of_jump(k));
        return all;
    };
    EXPECT_EQ(orders(Stimulus::constant(3)), Orders{});
    EXPECT_EQ(orders(Stimulus::step(-1, 2, 0.3, 0.6)), (Orders{0, 0}));
    EXPECT_EQ(orders(Stimulus::ramp_and_hold(1, 2, 0.1, 0.2, 0.3, 0.15)), (Orders{1, 1, 1, 1}));
    EXPECT_EQ(orders(Stimulus::sine(0.5, 2, 3, 0.4, 0.05, 0.8)), (Orders{0, 0})) << "begins and ends off its mean";
    EXPECT_EQ(orders(Stimulus::sine(0.5, 2, 5, 0, 0.1, 2.1)), (Orders{1, 1})) << "ten whole periods from zero";
    EXPECT_EQ(orders(Stimulus::half_sine(1, 0.004, 0.2, 0.01)), (Orders{1, 1}));
    EXPECT_EQ(orders(Stimulus::strokes(1, 0.004, 0.5, 0.2, 3)), (Orders{2, 2})) << "from trough to trough";
    EXPECT_EQ(orders(Stimulus::pulse_train(0, 1, 0.1, 0.02, 0.1, 2)), (Orders{0, 0, 0, 0}));
    EXPECT_EQ(orders(Stimulus::step(2, 2, 1)), Orders{4}) << "no derivative jumps that anybody can see";
    const std::vector<double> t{0, 0.1, 0.25, 0.5, 0.9}, y{0, 1, -0.5, 0.25, 2};
    EXPECT_EQ(orders(Stimulus::table(t, y, linear)), (Orders{1, 1, 1, 1, 1}));
    // Not-a-knot: the third derivative does not jump at the second and second last point. Outside, the value stays.
    EXPECT_EQ(orders(Stimulus::table(t, y, cubic)), (Orders{1, 4, 3, 4, 1}));
    const auto kinked = [](const auto& s) { return sin(3.0 * s) + select(s < 0.4, s, 0.8 - s); };
    EXPECT_EQ(orders(Stimulus::callable(kinked, {0.4})), Orders{1});
    EXPECT_EQ(orders(Stimulus::callable([](const auto& s) { return select(s < 0.4, s, 1.0); }, {0.4})), Orders{0});
    EXPECT_EQ(orders(Stimulus::callable([](const auto& s) { return sin(s); }, {0.4})), Orders{2}) << "for all that is known";
    EXPECT_EQ(orders(Stimulus::half_sine(0, 4e-3, 86400.1, 0.01)), (Orders{1, 1})) << "a day later";
}

TEST(Stimulus, a_stretch_is_the_piece_that_holds_a_time_and_how_long_it_does) {
    for (const auto& [name, s] : every_kind())
        for (int i = -20; i < 130; ++i) {
            const double t = 0.01 * i;
            const auto stretch = s.stretch_at(t);
            EXPECT_EQ(stretch.index, s.piece_at(t)) << name;
            EXPECT_EQ(stretch.piece, s.pieces()[stretch.index]) << name;
            EXPECT_LE(stretch.begin, t) << name;
            EXPECT_GT(stretch.end, t) << name;
            EXPECT_EQ(s.piece_at(std::nextafter(stretch.end, -inf)), stretch.index) << name;
            if (stretch.end < inf) {
                EXPECT_EQ(s.stretch_at(stretch.end).begin, stretch.end) << name << ": the end belongs to the next";
            }
            if (stretch.index == 0) {
                EXPECT_EQ(stretch.begin, -inf) << name;
            } else {
                EXPECT_EQ(stretch.begin, stretch.piece.start) << name;
            }
        }
}

TEST(Stimulus, bounds_enclose_and_are_attained) {
    for (const auto& [name, s] : every_kind()) {
        if (s.is_callable()) continue;
        double low = inf, high = -inf;
        for (int i = -2000; i < 20000; ++i) low = std::min(low, s(i * 1e-4)), high = std::max(high, s(i * 1e-4));
        EXPECT_LE(s.lowest(), low) << name;
        EXPECT_GE(s.highest(), high) << name;
        // Sampled every 1e-4 s, an extremum is missed by at most (1e-4)²/8 |y''|; the table's spline bends most, |y''| <
        // 1e3.
        EXPECT_NEAR(s.lowest(), low, 1.3e-6) << name;
        EXPECT_NEAR(s.highest(), high, 1.3e-6) << name;
    }
    EXPECT_EQ(Stimulus::callable([](const auto& t) { return t; }).highest(), inf);
    EXPECT_EQ(Stimulus::from_pieces({{.c1 = 1}}).lowest(), -inf);
    EXPECT_EQ(Stimulus::from_pieces({{.c1 = 1}}).highest(), inf);
    EXPECT_EQ(Stimulus::from_pieces({{.c2 = 1}}).lowest(), 0);
}

TEST(Stimulus, a_step_has_left_and_right_limits_at_its_edge) {
    const Stimulus s = Stimulus::step(1, 3, 0.5);
    EXPECT_EQ(s.value(0.5, 0), 1);
    EXPECT_EQ(s.value(0.5, 1), 3);
    EXPECT_EQ(s(0.5), 3);
    EXPECT_EQ(s(-1e9), 1);
    EXPECT_EQ(s(1e9), 3);
    EXPECT_EQ(Stimulus::step(1, 3, 0.5, 0.75)(0.75), 1);
}

TEST(Stimulus, a_ramp_runs_at_its_speed_holds_and_returns) {
    const Stimulus s = Stimulus::ramp_and_hold(0.95, 1.08, 1.0, 0.5, 2.0, 0.25);
    EXPECT_EQ(breakpoints(s, 0, 10), (std::vector{1.0, 1.5, 3.5, 3.75}));
    EXPECT_DOUBLE_EQ(slope(s, 1.2, 1), 0.26);
    EXPECT_DOUBLE_EQ(slope(s, 3.6, 3), -0.52);
    EXPECT_EQ(s(2), 1.08);
    EXPECT_EQ(s(4), 0.95);
    EXPECT_EQ(Stimulus::ramp_and_hold(0, 1, 0, 1)(1e6), 1) << "without an end of the hold it never returns";
    EXPECT_EQ(Stimulus::ramp_and_hold(0, 1, 0, 1, 0).pieces().size(), 4u) << "a triangle has no piece of no length";
    EXPECT_EQ(Stimulus::ramp_and_hold(0, 1, 0, 1, 0)(1), 1);
}

TEST(Stimulus, a_tap_starts_and_ends_with_a_corner) {
    const double amplitude = 0.004, duration = 0.01;
    const Stimulus s = Stimulus::half_sine(0.3, amplitude, 1, duration);
    EXPECT_DOUBLE_EQ(s(1.005), 0.304);
    EXPECT_EQ(slope(s, 1, 0), 0);
    EXPECT_DOUBLE_EQ(slope(s, 1, 1), amplitude * M_PI / duration);
    EXPECT_DOUBLE_EQ(slope(s, 1.01, 1), -amplitude * M_PI / duration);
    EXPECT_EQ(slope(s, 1.01, 2), 0);
}

TEST(Stimulus, a_late_pulse_of_a_train_starts_where_multiplication_says) {
    const Stimulus s = Stimulus::pulse_train(0, 5, 0.1, 0.001, 0.1, 10'000);
    EXPECT_EQ(s.pieces()[2 * 9'999 + 1].start, 0.1 + 9'999 * 0.1);
    EXPECT_EQ(s(0.1 + 9'999 * 0.1 + 0.0005), 5);
    EXPECT_EQ(s(0.1 + 9'999 * 0.1 + 0.0015), 0);
    EXPECT_EQ(Stimulus::pulse_train(2, 5, 0.1, 0.001, 0.1, 0)(0.1), 2) << "no pulses at all";
}

TEST(Stimulus, a_spline_returns_the_cubic_it_was_sampled_from) {
    const auto f = [](double t) { return 1 - 2 * t + 3 * t * t - 1.5 * t * t * t; };
    for (const std::vector<double>& t : {std::vector<double>{0, 0.3, 0.5, 1.2}, {-1, -0.4, 0, 0.1, 0.7, 1.5, 2}}) {
        std::vector<double> y;
        for (const double x : t) y.push_back(f(x));
        const Stimulus s = Stimulus::table(t, y, cubic);
        // Exact but for rounding: values up to 20, divided by gaps of 0.1 when the slopes are found.
        for (double x = t.front(); x < t.back(); x += 0.01) EXPECT_NEAR(s(x), f(x), 20 * 1e-15 / 0.1) << x;
        EXPECT_EQ(s(t.back() + 1), y.back());
        EXPECT_EQ(s(t.front() - 1), y.front());
    }
    const Stimulus parabola = Stimulus::table(std::vector{0., 1., 3.}, std::vector{0., 1., 9.}, cubic);
    EXPECT_NEAR(parabola(2), 4, 1e-14);
    EXPECT_NEAR(parabola(0.5), 0.25, 1e-15);
    EXPECT_EQ(Stimulus::table(std::vector{0., 1.}, std::vector{0., 1.}, cubic)(0.5), 0.5);
    EXPECT_EQ(Stimulus::table(std::vector{0.}, std::vector{7.}, linear)(0.5), 7);
}

TEST(Stimulus, a_spline_is_twice_continuously_differentiable) {
    const std::vector<double> t{0, 0.1, 0.25, 0.5, 0.9, 1}, y{0, 1, -0.5, 0.25, 2, 2};
    const Stimulus s = Stimulus::table(t, y, cubic);
    for (std::size_t k = 2; k + 1 < s.pieces().size(); ++k) {
        const auto &a = s.pieces()[k - 1], &b = s.pieces()[k];
        const double h = b.start - a.start;
        EXPECT_NEAR(a.c1 + h * (2 * a.c2 + 3 * h * a.c3), b.c1, 1e-12) << k; // slopes up to 50, curvatures up to 1e3:
        EXPECT_NEAR(2 * a.c2 + 6 * h * a.c3, 2 * b.c2, 1e-10) << k;          // a few hundred roundings of each
    }
}

TEST(Stimulus, a_callable_continues_along_its_tangent_beyond_its_piece) {
    const Stimulus s = Stimulus::callable([](const auto& t) { return select(t < 1.0, t * t, 5.0 - t); }, {1});
    EXPECT_NEAR(s.value(1.0, 0), 1, 1e-15);
    EXPECT_NEAR(slope(s, 1.0, 0), 2, 1e-15);
    EXPECT_EQ(s.value(1.0, 1), 4);
    EXPECT_EQ(slope(s, 1.0, 1), -1);
    EXPECT_NEAR(s.value(1.1, 0), 1.2, 1e-14);
    EXPECT_EQ(s.value(0.5, 1), 4.5);
    EXPECT_TRUE(s.jumps());
    // Other scalars get value and first derivative: here a dual with two directions.
    const auto y = s.value(variable<2>(0.5, 1), 0);
    EXPECT_EQ(y.value, 0.25);
    EXPECT_EQ(y.slope[0], 0);
    EXPECT_EQ(y.slope[1], 1);
}

TEST(Stimulus, equality_compares_pieces_and_never_functions) {
    EXPECT_EQ(Stimulus::step(0, 1, 2), Stimulus::step(0, 1, 2));
    EXPECT_NE(Stimulus::step(0, 1, 2), Stimulus::step(0, 1, 3));
    const Stimulus f = Stimulus::callable([](const auto& t) { return t; });
    EXPECT_NE(f, f);
}

TEST(Stimulus, what_makes_no_function_of_time_is_refused) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(Stimulus::constant(nan), std::invalid_argument);
    EXPECT_THROW(Stimulus::step(0, inf, 0), std::invalid_argument);
    EXPECT_THROW(Stimulus::step(0, 1, 2, 2), std::invalid_argument);
    EXPECT_THROW(Stimulus::ramp_and_hold(0, 1, 0, 0), std::invalid_argument);
    EXPECT_THROW(Stimulus::ramp_and_hold(0, 1, 1e9, 1e-12), std::invalid_argument) << "shorter than time can resolve";
    EXPECT_THROW(Stimulus::ramp_and_hold(0, 1, 0, 1, -1), std::invalid_argument);
    EXPECT_THROW(Stimulus::sine(0, 1, 0), std::invalid_argument);
    EXPECT_THROW(Stimulus::sine(0, 1, 1, 0, 2, 1), std::invalid_argument);
    EXPECT_THROW(Stimulus::half_sine(0, 1, 0, nan), std::invalid_argument);
    EXPECT_THROW(Stimulus::pulse_train(0, 1, 0, 0.1, 0.1, 3), std::invalid_argument);
    EXPECT_THROW(Stimulus::table({}, {}, linear), std::invalid_argument);
    EXPECT_THROW(Stimulus::table(std::vector{0., 0.}, std::vector{1., 2.}, linear), std::invalid_argument);
    EXPECT_THROW(Stimulus::callable({}), std::invalid_argument);
    EXPECT_THROW(Stimulus::from_pieces({}), std::invalid_argument);
}
