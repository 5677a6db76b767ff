// What experimenters do to a spindle: fusimotor stimulation, release, sinusoids. Numbers without a paper were computed with
// an independent solver of the same equations and guard against regressions.
#include "myotatic/physiology/spindle/mileusnic2006.hpp"
#include "physiology/spindle/protocols.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace myotatic::testing {
namespace {

using Spindle = Mileusnic2006;

double dynamic_index(const RampAndHold& r) { return r.ia_peak - r.ia_half; }

TEST(Mileusnic2006Fusimotor, dynamic_drive_multiplies_the_dynamic_index) {
    for (const double speed : {0.11, 0.66, 1.55}) {
        const double ratio =
            dynamic_index(ramp_and_hold<Spindle>(speed, {70, 0})) / dynamic_index(ramp_and_hold<Spindle>(speed, {}));
        EXPECT_GE(ratio, 2.1) << speed;
        EXPECT_LE(ratio, 2.4) << speed;
    }
}

TEST(Mileusnic2006Fusimotor, static_drive_raises_the_rate_and_lowers_the_dynamic_index) {
    for (const double speed : {0.11, 0.66, 1.55}) {
        const auto with = ramp_and_hold<Spindle>(speed, {0, 70}), without = ramp_and_hold<Spindle>(speed, {});
        EXPECT_NEAR(with.ia_rest, 64.8, 1) << speed;
        EXPECT_NEAR(dynamic_index(with) / dynamic_index(without), 0.72, 0.05) << speed;
    }
    EXPECT_NEAR(ramp_and_hold<Spindle>(0.66, {70, 0}).ia_rest, 27.8, 1);
}

TEST(Mileusnic2006Fusimotor, the_stronger_input_occludes_most_of_the_weaker) {
    const double dynamic = ramp_and_hold<Spindle>(0.66, {70, 0}).ia_peak,
                 both = ramp_and_hold<Spindle>(0.66, {70, 70}).ia_peak;
    EXPECT_NEAR(both, 283.9, 0.1);
    EXPECT_GT(both, dynamic);
    // At the peak, from the three tensions.
    Bench<Spindle> bench(0.95, {70, 70});
    bench.move(0.66, 0.13 / 0.66);
    const auto fired = [](double tension, double gain) { return std::max(0.0, gain * (tension / 10.4649 - 0.0023)); };
    const double bag1 = fired(bench.x.bag1_tension, 20000),
                 stat = fired(bench.x.bag2_tension, 10000) + fired(bench.x.chain_tension, 10000);
    EXPECT_NEAR(bench.output().ia, std::max(bag1, stat) + 0.156 * std::min(bag1, stat), 1e-10);
}

TEST(Mileusnic2006Fusimotor, activations_follow_a_step_of_drive_with_their_time_constants) {
    const Spindle::Parameters<double> p;
    const auto activation_after = [&](double t, auto member) {
        auto x = Spindle::rest(at(1, 0, {}), p);
        const double end = Spindle::rest(at(1, 0, {70, 70}), p).*member;
        const auto rates = [&](double, const auto& state) { return Spindle::dynamics(state, at(1, 0, {70, 70}), p).rates; };
        return rk4_by(rates, x, 0.0, t, 1e-4).*member / end;
    };
    using State = Spindle::State<double>;
    EXPECT_NEAR(activation_after(0.149, &State::dynamic_activation), 1 - std::exp(-1), 1e-6);
    EXPECT_NEAR(activation_after(0.205, &State::static_activation), 1 - std::exp(-1), 1e-6);
    // Steady: 70^2/(70^2 + 60^2).
    EXPECT_NEAR(Spindle::rest(at(1, 0, {70, 70}), p).dynamic_activation, 4900.0 / 8500.0, 1e-15);
}

struct Release {
    double speed, silent_after, lowest_70, lowest_100;
};
const std::vector<Release> releases{
    {0.2, 0.309, 52.7, 80.1}, {0.5, 0.084, 48.9, 77.0}, {1.0, 0.022, 45.2, 73.9}, {2.0, 0.001, 40.6, 70.2}};

/// From 1.08 to 0.95 L0: when Ia falls below 0.5 pps (or -1), and its minimum.
std::pair<double, double> release(double speed, Gamma gamma) {
    Bench<Spindle> bench(1.08, gamma);
    bench.h = 5e-5;
    double silent = -1, lowest = 1e9, t = 0;
    while (bench.length > 0.95 + 1e-9) {
        const double dt = std::min(1e-4, (bench.length - 0.95) / speed);
        bench.move(-speed, dt), t += dt;
        lowest = std::min(lowest, bench.output().ia);
        if (silent < 0 && bench.output().ia < 0.5) silent = t;
    }
    return {silent, lowest};
}

TEST(Mileusnic2006Release, silences_the_passive_primary_abruptly) {
    for (const Release& row : releases) {
        const double silent = release(row.speed, {0, 0}).first;
        EXPECT_GT(silent, 0);
        EXPECT_NEAR(silent, row.silent_after, std::max(0.05 * row.silent_after, 1e-3)) << row.speed;
    }
}

TEST(Mileusnic2006Release, does_not_silence_a_primary_with_static_drive) {
    for (const Release& row : releases) {
        EXPECT_NEAR(release(row.speed, {0, 70}).second, row.lowest_70, 0.03 * row.lowest_70) << row.speed;
        EXPECT_NEAR(release(row.speed, {0, 100}).second, row.lowest_100, 0.03 * row.lowest_100) << row.speed;
        EXPECT_LT(release(row.speed, {0, 70}).first, 0) << row.speed;
    }
}

TEST(Mileusnic2006Sinusoids, the_smallest_amplitudes_see_a_locked_polar_region) {
    // Exact limits: 20,000 + 0.156 * 20,000 for Ia, 2 * 7250 * 0.7 for II (per L0).
    EXPECT_NEAR(sinusoid<Spindle>(5e-4, 20, {70, 0}).ia, 23120, 0.02 * 23120);
    EXPECT_NEAR(sinusoid<Spindle>(5e-4, 10, {70, 0}).ii, 10150, 0.05 * 10150);
}

TEST(Mileusnic2006Sinusoids, the_gain_falls_with_amplitude_as_an_independent_solver_says) {
    struct Point {
        double amplitude, slow, fast, passive;
    };
    // Ia gain in pps/L0: 1 Hz and 20 Hz with 70 pps of dynamic drive, 1 Hz passive.
    for (const Point& p : std::vector<Point>{
             {1e-3, 21184, 22942, 12961}, {3e-3, 14783, 21375, 6572}, {1e-2, 7184, 13458, 2907}, {3e-2, 3346, 6608, 1295}}) {
        EXPECT_NEAR(sinusoid<Spindle>(p.amplitude, 1, {70, 0}).ia, p.slow, 0.01 * p.slow) << p.amplitude;
        EXPECT_NEAR(sinusoid<Spindle>(p.amplitude, 20, {70, 0}).ia, p.fast, 0.01 * p.fast) << p.amplitude;
        EXPECT_NEAR(sinusoid<Spindle>(p.amplitude, 1, {}).ia, p.passive, 0.01 * p.passive) << p.amplitude;
    }
}

TEST(Mileusnic2006Sinusoids, primaries_compress_more_than_secondaries) {
    const auto small = sinusoid<Spindle>(5e-4, 1, {0, 70}), large = sinusoid<Spindle>(3e-2, 1, {0, 70});
    EXPECT_NEAR(small.ia / large.ia, 14, 0.5);
    EXPECT_NEAR(small.ii / large.ii, 11, 0.5);
    EXPECT_GT(sinusoid<Spindle>(1e-3, 1, {70, 0}).ia / sinusoid<Spindle>(3e-2, 1, {70, 0}).ia, 5);
    for (const Gamma gamma : {Gamma{0, 0}, Gamma{70, 0}, Gamma{0, 70}}) {
        const double lead = sinusoid<Spindle>(3e-2, 1, gamma).ia_lead;
        EXPECT_GE(lead, 60);
        EXPECT_LE(lead, 75);
    }
}

TEST(Mileusnic2006Velocity, the_dynamic_response_grows_with_about_the_third_root_of_velocity) {
    // Houk, Rymer and Crago measured 0.3 on cat spindles.
    for (const Gamma gamma : {Gamma{0, 0}, Gamma{70, 0}}) {
        const double slow = dynamic_index(ramp_and_hold<Spindle>(0.05, gamma)),
                     fast = dynamic_index(ramp_and_hold<Spindle>(1.6, gamma));
        const double exponent = std::log(fast / slow) / std::log(1.6 / 0.05);
        EXPECT_GE(exponent, 0.30);
        EXPECT_LE(exponent, 0.40);
    }
}

} // namespace
} // namespace myotatic::testing
