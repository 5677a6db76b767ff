#include "myotatic/physiology/motor_pool/fuglevand1993.hpp"

#include "myotatic/circuit/stretch_reflex.hpp"
#include "myotatic/core/tracer.hpp"
#include "support/component_suite.hpp"
#include "support/textbook_rk4.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace myotatic::testing {

struct Fuglevand1993Case {
    using Model = Fuglevand1993;
    template <Scalar T>
    using Input = MotorPoolInput<T>;

    static std::vector<Probe<Model, Input>> probes() {
        const Model::Parameters<double> p{};
        auto other = p;
        other.recruitment_range = 50, other.first_peak_rate = 35, other.rate_gain = 1.5;
        return {{"at rest", {0.4}, {0.4}, p},         {"excited", {0.1}, {0.9}, p},   {"inhibited", {0.1}, {-0.5}, p},
                {"silent", {-0.2}, {0.0}, p},         {"recruited", {1.3}, {1.2}, p}, {"saturated", {2.5}, {3.0}, p},
                {"other ranges", {0.7}, {0.7}, other}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Fuglevand1993, ComponentSuite, Fuglevand1993Case, );

namespace {

using Pool = Fuglevand1993;
const Pool::Parameters<double> p;

/// The paper's pool written out unit by unit, with its sharp thresholds: force of everything at excitation E.
struct Paper {
    Pool::Parameters<double> q;
    int n = 120;

    double threshold(int i) const { return std::pow(q.recruitment_range, double(i) / n); }
    double twitch(int i) const { return std::pow(q.force_range, double(i) / n); }
    double time(int i) const {
        const double c = std::log(q.force_range) / std::log(q.contraction_time_range);
        return q.longest_contraction_time * std::pow(1 / twitch(i), 1 / c);
    }
    double peak(int i) const { return q.first_peak_rate - q.peak_rate_decrement * threshold(i) / threshold(n); }
    double rate(int i, double e) const {
        return e < threshold(i) ? 0 : std::min(q.minimum_rate + q.rate_gain * (e - threshold(i)), peak(i));
    }
    /// Mean of a train of twitches P t/T e^(1 - t/T): area e P T, times rate, times the gain of fused twitches.
    double force(int i, double rate) const {
        const double x = time(i) * rate, fused = (1 - std::exp(-2 * 0.4 * 0.4 * 0.4)) / 0.4;
        const double gain = x <= 0.4 ? 1 : (1 - std::exp(-2 * x * x * x)) / x / fused;
        return std::exp(1) * twitch(i) * time(i) * rate * gain;
    }
    double force(double e) const {
        double sum = 0;
        for (int i = 1; i <= n; ++i) sum += force(i, rate(i, e));
        return sum;
    }
    double full() const { return threshold(n) + (peak(n) - q.minimum_rate) / q.rate_gain; }
};

double excitation_units(double potential) { return 1 + (p.recruitment_range - 1) * potential; }

/// The slope of the map at a potential.
double slope(double potential) { return Pool::excitation(variable<1>(potential, 0), p).slope[0]; }

TEST(Fuglevand1993, fires_from_no_drive_to_full_drive) {
    EXPECT_EQ(Pool::excitation(0.0, p), 0);
    EXPECT_EQ(Pool::excitation(-3.0, p), 0);
    const double full = Pool::full_drive(p);
    EXPECT_NEAR(full, 1 + 27.0 / 29, 1e-14); // RTE_n + (35 - 8)/1 in units of the first threshold
    // Beyond, as before: 120 products of rounded powers stand against each other.
    EXPECT_NEAR(Pool::excitation(full, p), 1, 1e-13);
    EXPECT_NEAR(Pool::excitation(5.0, p), 1, 1e-13);
    EXPECT_LT(Pool::excitation(0.99 * full, p), 1 - 1e-6);
}

TEST(Fuglevand1993, is_the_sum_of_the_paper_s_units_within_the_ones_that_are_joining) {
    // Two units at most are on their way, and each has gained or lost at most half of what it will have.
    const Paper paper{p};
    for (double v = 0.003; v < 2; v += 0.0171) {
        const double e = excitation_units(v);
        const auto next = static_cast<int>(std::ceil(std::log(e) / std::log(30.0) * 120));
        double joining = 0;
        for (int i = std::max(1, next - 1); i <= std::min(120, next); ++i) joining += paper.force(i, 8.9);
        EXPECT_NEAR(Pool::excitation(v, p), paper.force(e) / paper.force(paper.full()),
                    0.5 * joining / paper.force(paper.full()) + 1e-12)
            << v;
    }
    // Between recruitment and full drive nobody joins.
    for (const double v : {1.1, 1.4, 1.8})
        EXPECT_NEAR(Pool::excitation(v, p), paper.force(excitation_units(v)) / paper.force(paper.full()), 1e-12) << v;
}

TEST(Fuglevand1993, one_unit_follows_the_law_of_fused_twitches) {
    EXPECT_NEAR(Pool::relative_force(0.4), 1 - std::exp(-2 * 0.064), 1e-16); // both branches meet
    EXPECT_NEAR(Pool::relative_force(0.2), 0.5 * Pool::relative_force(0.4), 1e-16);
    EXPECT_NEAR(Pool::relative_force(1.0), 1 - std::exp(-2.0), 1e-15);
    EXPECT_NEAR(Pool::relative_force(4.05), 1, 1e-15);
}

TEST(Fuglevand1993, recruits_small_units_first_and_then_quickens_all) {
    const Paper paper{p};
    const auto at = [](double v) { return Pool::detail(Pool::State<double>{v}, MotorPoolInput<double>{v}, p); };
    const auto none = at(0.0), some = at(0.5), all = at(1.0), full = at(Pool::full_drive(p));
    EXPECT_EQ(none.recruited, 0);
    EXPECT_EQ(none.emg, 0);
    // Half a unit on either side of its threshold: the sum of all is half a unit behind the count of thresholds.
    EXPECT_NEAR(some.recruited, 120 * std::log(excitation_units(0.5)) / std::log(30.0) - 0.5, 1e-11);
    EXPECT_NEAR(all.recruited, 119.5, 1e-11);
    EXPECT_NEAR(full.recruited, 120, 1e-11);
    const auto recruited = static_cast<int>(std::floor(some.recruited + 0.5));
    for (int i = 1; i <= 120; ++i) {
        const double rate = some.rate[static_cast<std::size_t>(i - 1)];
        if (i < recruited) {
            EXPECT_NEAR(rate, paper.rate(i, excitation_units(0.5)), 1e-11) << i;
        } else {
            EXPECT_LT(rate, 8.5) << i; // is joining, or does not fire
        }
        EXPECT_EQ(rate > 0, i <= recruited + 1) << i;
        EXPECT_NEAR(full.rate[static_cast<std::size_t>(i - 1)], paper.peak(i), 1e-11) << i;
    }
    EXPECT_TRUE(std::is_sorted(some.rate.rbegin(), some.rate.rend())) << "onion skin: the earlier, the faster";
    EXPECT_NEAR(full.rate[119], 35, 1e-11);
    EXPECT_NEAR(full.emg, 1, 1e-13);
    EXPECT_LT(some.emg, all.emg);
}

TEST(Fuglevand1993, the_map_has_a_continuous_slope_but_for_the_corners_of_single_units) {
    // From 0 on: the first unit joins from nothing.
    EXPECT_EQ(slope(-1e-9), 0);
    EXPECT_EQ(slope(0.0), 0);
    EXPECT_LT(slope(1e-6), 1e-3);
    // From sample to sample it turns by no more than the largest unit can make it turn when it reaches its peak rate, and
    // 1e-3 for the smooth part, whose second derivative is below 10. A jump of the map would be a slope beyond all bounds.
    const Paper paper{p};
    const double full = paper.force(paper.full());
    const double largest_unit = (paper.force(120, 35) - paper.force(120, 34.9)) / 0.1 * 29 / full;
    for (double v = 0.01; v < 1.95; v += 1e-4) EXPECT_NEAR(slope(v + 1e-4), slope(v), largest_unit + 1e-3) << v;
    // The published sum jumps by a whole unit.
    const double threshold = paper.threshold(60);
    const double jump = (paper.force(threshold + 1e-9) - paper.force(threshold - 1e-9)) / full;
    const double v = (threshold - 1) / 29;
    EXPECT_NEAR(jump, paper.force(60, 8) / full, 1e-9);
    EXPECT_LT(Pool::excitation(v + 1e-10, p) - Pool::excitation(v - 1e-10, p), 1e-6 * jump);
}

TEST(Fuglevand1993, more_drive_gives_more_force) {
    double last = -1;
    for (double v = 0; v < Pool::full_drive(p); v += 0.003) {
        EXPECT_GT(Pool::excitation(v, p), last) << v;
        last = Pool::excitation(v, p);
    }
}

TEST(Fuglevand1993, drive_for_inverts_excitation) {
    for (const double e : {0.01, 0.2, 0.5, 0.99}) EXPECT_NEAR(Pool::excitation(Pool::drive_for(e, p), p), e, 1e-11) << e;
}

TEST(Fuglevand1993, follows_a_step_of_drive_with_its_time_constant) {
    const MotorPoolInput<double> u{0.5};
    const auto x = rk4_by([&](double, const auto& state) { return Pool::dynamics(state, u, p).rates; },
                          Pool::rest(MotorPoolInput<double>{0.0}, p), 0.0, 0.008, 1e-5);
    EXPECT_NEAR(x.potential / 0.5, 1 - std::exp(-1), 1e-10);
    EXPECT_EQ(Pool::dynamics(x, u, p).output.excitation, Pool::excitation(x.potential, p));
}

// --- in the arc ---

using Arc = StretchReflex<DeGroote2016, Mileusnic2006, LinCrago2002, Fuglevand1993>;
static_assert(DelayedCircuit<Arc>);

constexpr auto traced = Pool::dynamics(Pool::State<Tracer>{Tracer::input(0)}, MotorPoolInput<Tracer>{Tracer::input(1)},
                                       Pool::Parameters<Tracer>{});
static_assert(traced.rates.potential.inputs.size() == 2 && traced.output.excitation.inputs.size() == 1);

TEST(Fuglevand1993, rests_in_the_arc_with_a_tonic_drive) {
    Arc::Parameters<double> arc;
    arc.cord.descending_drive = 0.5;
    const auto rest = Arc::at_rest(arc, {});
    EXPECT_LE(rest.state.cord.pool.potential, 0.5); // Ib takes its share
    EXPECT_GT(rest.state.cord.pool.potential, 0.4);
    EXPECT_EQ(rest.state.organ.muscle.activation, Pool::excitation(rest.state.cord.pool.potential, arc.cord.pool));
}

} // namespace
} // namespace myotatic::testing
