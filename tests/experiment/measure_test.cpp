#include "myotatic/experiment/measure.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace myotatic {
namespace {

using Kind = Measure::Kind;
constexpr double pi = std::numbers::pi;

/// The function sampled every `dt` from `from` to `until`.
Table sampled(const std::function<double(double)>& f, double from, double until, double dt, std::string unit = "N") {
    Table table{{{"time", "s", {}}, {"x", std::move(unit), {}}}};
    const auto steps = std::lround((until - from) / dt);
    for (long k = 0; k <= steps; ++k) {
        const double t = from + static_cast<double>(k) * dt;
        table.columns[0].values.push_back(t);
        table.columns[1].values.push_back(f(t));
    }
    return table;
}

Measure of(Kind kind) {
    Measure m;
    m.kind = kind, m.signal = "x";
    return m;
}

Measure of(Kind kind, double after, double before) {
    Measure m = of(kind);
    m.after = after, m.before = before;
    return m;
}

/// Amplitude 1 about `level`, released at t = 0 with damping ratio zeta and undamped angular frequency w.
auto damped(double zeta, double w, double level) {
    return [=](double t) { return level + std::exp(-zeta * w * t) * std::cos(w * std::sqrt(1 - zeta * zeta) * t); };
}

TEST(Measure, latency_of_a_ramp_is_exact_between_samples) {
    // Flat at 5 until 0.1003 s, then a ramp of 2/s up to the end at 0.3003 s: departs by at most 0.4, so 1 % of it is
    // passed 0.004/2 = 0.002 s after its start. The ramp starts on a sample of a grid of its own, so the polygon is exact.
    const double start = 0.1003;
    const Table trace =
        sampled([&](double t) { return t < start ? 5 : 5 + 2 * (t - start); }, start - 0.1, start + 0.2, 0.001);
    const Measured m = measure(trace, of(Kind::latency, 0.05, 1));
    ASSERT_TRUE(m.value);
    EXPECT_NEAR(*m.value, start + 0.002 - 0.05, 1e-12);
    EXPECT_EQ(m.unit, "s");
}

TEST(Measure, latency_counts_departures_to_either_side) {
    const auto f = [](double t) { return t < 0.1 ? 1.0 : 1 - (t - 0.1); };
    Measure m = of(Kind::latency);
    m.threshold = 0.5;
    EXPECT_NEAR(*measure(sampled(f, 0, 0.3, 0.1), m).value, 0.2, 1e-12); // departs by 0.2 at the end, by half of it at 0.2 s
}

TEST(Measure, latency_is_shifted_and_scaled_with_the_signal) {
    const auto f = [](double t) { return std::max(0.0, std::sin(10 * (t - 0.2))); };
    const double reference = *measure(sampled(f, 0, 0.5, 0.001), of(Kind::latency)).value;
    EXPECT_GT(reference, 0.199);
    EXPECT_LT(reference, 0.202);
    const auto larger = [&](double t) { return 7 - 1e6 * f(t); };
    EXPECT_NEAR(*measure(sampled(larger, 0, 0.5, 0.001), of(Kind::latency)).value, reference, 1e-9);
    const auto later = [&](double t) { return f(t - 3); };
    EXPECT_NEAR(*measure(sampled(later, 3, 3.5, 0.001), of(Kind::latency)).value, reference, 1e-9);
}

TEST(Measure, a_signal_that_stays_where_it_is_has_no_latency) {
    const auto rounding_noise = [](double t) { return 100 + 1e-14 * std::sin(1e4 * t); };
    const Measured m = measure(sampled(rounding_noise, 0, 1, 0.01), of(Kind::latency));
    EXPECT_FALSE(m.value);
    EXPECT_NE(m.note.find("does not leave"), std::string::npos);
}

TEST(Measure, extremes_come_from_the_window_only) {
    const Table trace = sampled([](double t) { return 3 - t; }, 0, 1, 0.1);
    EXPECT_NEAR(*measure(trace, of(Kind::peak, 0.25, 0.55)).value, 2.75, 1e-12);
    EXPECT_NEAR(*measure(trace, of(Kind::trough, 0.25, 0.55)).value, 2.45, 1e-12);
    EXPECT_NEAR(*measure(trace, of(Kind::excursion, 0.25, 0.55)).value, 0.30, 1e-12);
    EXPECT_NEAR(*measure(trace, of(Kind::value, 0.25, 0.55)).value, 2.45, 1e-12);
}

TEST(Measure, time_of_peak_counts_from_the_start_of_the_window) {
    const Table trace = sampled([](double t) { return -(t - 0.7) * (t - 0.7); }, 0, 1, 0.1);
    EXPECT_NEAR(*measure(trace, of(Kind::time_of_peak)).value, 0.7, 1e-12);
    EXPECT_NEAR(*measure(trace, of(Kind::time_of_peak, 0.25, 1)).value, 0.45, 1e-12);
}

TEST(Measure, area_mean_and_steady_value_are_exact_for_straight_lines) {
    const Table trace = sampled([](double t) { return 2 + 3 * t; }, 0, 2, 0.1);
    // Between 0.33 and 1.87: 2 * 1.54 + 1.5 (1.87^2 - 0.33^2)
    EXPECT_NEAR(*measure(trace, of(Kind::area, 0.33, 1.87)).value, 2 * 1.54 + 1.5 * (1.87 * 1.87 - 0.33 * 0.33), 1e-12);
    EXPECT_NEAR(*measure(trace, of(Kind::mean, 0.33, 1.87)).value, 2 + 3 * 1.10, 1e-12);
    EXPECT_NEAR(*measure(trace, of(Kind::steady, 0.33, 1.87)).value, 2 + 3 * (1.87 - 0.077), 1e-12);
}

TEST(Measure, area_has_the_unit_of_the_signal_times_second) {
    const auto unit_of_area = [](const char* unit) {
        return measure(sampled([](double) { return 1; }, 0, 1, 0.5, unit), of(Kind::area)).unit;
    };
    EXPECT_EQ(unit_of_area("N"), "N s");
    EXPECT_EQ(unit_of_area("1"), "s");
    EXPECT_EQ(unit_of_area("rad/s"), "s rad/s") << "behind the divisor the second would divide once more";
}

TEST(Measure, frequency_of_a_sine_is_that_of_the_sine) {
    // A crossing found on the chord of a sine of amplitude 1 is off by at most (w dt)^3/16 / w in time (the cubic term
    // of the sine over half a sample); over the 9 or 10 periods of the window that is below 1e-8 of the frequency. The
    // mean over a window that is no whole number of periods shifts all crossings of one direction alike and cancels.
    for (const double f : {3.0, 9.7}) {
        const Table trace = sampled([&](double t) { return 4 + std::sin(2 * pi * f * t + 0.4); }, 0, 10 / f, 1e-4);
        EXPECT_NEAR(*measure(trace, of(Kind::frequency)).value, f, 1e-6 * f);
    }
}

TEST(Measure, frequency_of_a_damped_oscillation_is_the_damped_one) {
    // The mean over 4 s lies off the level by about zeta/(w T) = 0.05/(31 * 4) = 4e-4; a crossing in the direction counted
    // shifts by that over the amplitude, which is 0.05 at the least (threshold), so by 0.008 rad over 9 periods of 2 pi.
    const double zeta = 0.05, w = 2 * pi * 5;
    const Table trace = sampled(damped(zeta, w, -7), 0, 4, 1e-3);
    Measure m = of(Kind::frequency);
    m.threshold = 0.05;
    const double expected = w * std::sqrt(1 - zeta * zeta) / (2 * pi);
    EXPECT_NEAR(*measure(trace, m).value, expected, 0.008 / (9 * 2 * pi) * expected);
    EXPECT_EQ(measure(trace, m).unit, "Hz");
}

TEST(Measure, frequency_needs_a_whole_period) {
    const Measured m = measure(sampled([](double t) { return std::exp(-t); }, 0, 5, 0.01), of(Kind::frequency));
    EXPECT_FALSE(m.value);
    EXPECT_FALSE(m.note.empty());
}

TEST(Measure, frequency_does_not_count_rounding_after_the_oscillation_has_died) {
    const auto f = [](double t) { return t < 2 ? std::sin(2 * pi * 2 * t) : 1e-9 * std::sin(2 * pi * 40 * t); };
    EXPECT_NEAR(*measure(sampled(f, 0, 4, 1e-3), of(Kind::frequency)).value, 2.0, 1e-3);
}

TEST(Measure, damping_ratio_of_a_damped_oscillation_is_that_of_the_oscillation) {
    // A sampled extremum is low by at most (w dt)^2/8 = 1.2e-4 of its amplitude, so a swing's logarithm errs by 1.2e-4
    // and the slope through n >= 4 swings by less than 1.2e-4; zeta = decrement/pi to first order.
    for (const double zeta : {0.02, 0.05, 0.2}) {
        const Table trace = sampled(damped(zeta, 2 * pi * 5, 20), 0, 4, 1e-3);
        const Measured m = measure(trace, of(Kind::damping_ratio));
        ASSERT_TRUE(m.value) << zeta;
        EXPECT_NEAR(*m.value, zeta, 1.2e-4 / pi);
        EXPECT_EQ(m.unit, "1");
    }
}

TEST(Measure, damping_ratio_of_an_oscillation_that_grows_is_negative) {
    const Table trace = sampled(damped(-0.01, 2 * pi * 5, 20), 0, 2, 1e-3);
    EXPECT_NEAR(*measure(trace, of(Kind::damping_ratio)).value, -0.01, 1.2e-4 / pi);
}

TEST(Measure, damping_ratio_needs_three_turning_points) {
    const Table once = sampled([](double t) { return std::sin(t); }, 0, 3, 0.01);
    const Measured m = measure(once, of(Kind::damping_ratio));
    EXPECT_FALSE(m.value);
    EXPECT_NE(m.note.find("three"), std::string::npos);
}

TEST(Measure, nothing_is_measured_on_a_signal_that_is_not_finite) {
    Table trace = sampled([](double t) { return t; }, 0, 1, 0.1);
    trace.columns[1].values[5] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(measure(trace, of(Kind::peak)).value);
    EXPECT_TRUE(measure(trace, of(Kind::peak, 0.65, 1)).value) << "the window leaves the bad sample out";
}

TEST(Measure, an_unknown_signal_is_named_with_its_nearest_neighbour) {
    Table trace = sampled([](double t) { return t; }, 0, 1, 0.1);
    trace.columns[1].name = "muscle.tendon_force";
    Measure m = of(Kind::peak);
    m.signal = "muscle.tendon_forze";
    try {
        static_cast<void>(measure(trace, m));
        FAIL();
    } catch (const std::out_of_range& e) {
        EXPECT_NE(std::string(e.what()).find("muscle.tendon_force"), std::string::npos);
    }
}

TEST(Measure, an_empty_window_is_refused) {
    const Table trace = sampled([](double t) { return t; }, 0, 1, 0.1);
    EXPECT_THROW(static_cast<void>(measure(trace, of(Kind::peak, 0.6, 0.5))), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(measure(trace, of(Kind::peak, 2, 3))), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(measure(Table{{{"time", "s", {}}, {"x", "N", {}}}}, of(Kind::peak))),
                 std::invalid_argument);
}

TEST(Measure, a_window_of_one_instant_holds_one_value) {
    const Table trace = sampled([](double t) { return 2 * t; }, 0, 1, 0.1);
    EXPECT_NEAR(*measure(trace, of(Kind::mean, 0.55, 0.55)).value, 1.1, 1e-12);
    EXPECT_EQ(*measure(trace, of(Kind::area, 0.55, 0.55)).value, 0.0);
}

// --- derivatives ------------------------------------------------------------------------------------------------------

TEST(DerivativeOfMeasure, is_what_differences_of_the_measure_say) {
    // A decaying oscillation about a level, all of whose numbers depend on p.
    const auto signal = [](double p) {
        return [p](double t) { return 1 + p + (2 - p) * std::exp(-(1 + 0.3 * p) * t) * std::cos((20 + p) * t + 0.4 * p); };
    };
    const double p = 0.2, h = 1e-4;
    const auto trace = [&](double at) { return sampled(signal(at), 0, 2, 1e-3); };
    const Table table = trace(p);
    std::vector<double> slopes;
    for (const double t : table.columns[0].values) {
        const double decay = std::exp(-(1 + 0.3 * p) * t), angle = (20 + p) * t + 0.4 * p;
        slopes.push_back(1 - decay * std::cos(angle) - 0.3 * t * (2 - p) * decay * std::cos(angle) -
                         (t + 0.4) * (2 - p) * decay * std::sin(angle));
    }
    for (const Kind kind : {Kind::latency, Kind::peak, Kind::trough, Kind::excursion, Kind::area, Kind::mean, Kind::steady,
                            Kind::value, Kind::frequency, Kind::damping_ratio}) {
        const Measure what = of(kind, 0.0503, 1.9007);
        const auto at = [&](double q) { return measure(trace(q), what).value.value(); };
        const Measured derivative = derivative_of_measure(table, slopes, what);
        ASSERT_TRUE(derivative.value) << static_cast<int>(kind);
        const double coarse = (at(p + h) - at(p - h)) / (2 * h), fine = (at(p + h / 2) - at(p - h / 2)) / h;
        // What extrapolation leaves is of fourth order: 1e-16 times factors of some 20^5; rounding, 1e-16 * 2 / h.
        EXPECT_NEAR(*derivative.value, (4 * fine - coarse) / 3, 1e-9) << static_cast<int>(kind);
        EXPECT_EQ(derivative.unit, measure(table, what).unit);
    }
    EXPECT_FALSE(derivative_of_measure(table, slopes, of(Kind::time_of_peak)).value) << "it moves from sample to sample";
}

} // namespace
} // namespace myotatic
