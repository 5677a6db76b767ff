#include "myotatic/physiology/tissue/prony.hpp"

#include "support/component_suite.hpp"
#include "support/textbook_rk4.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace myotatic {
namespace testing {

struct PronyCase {
    using Model = Prony;
    template <Scalar T>
    using Input = TissueInput<T>;
    static std::vector<Probe<Model, Input>> probes() {
        return {{"at rest", {}, {}, {}}, {"loading", {0.01, 0.02}, {0.3}, {}}, {"after release", {-0.01, -0.02}, {0.0}, {}}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Prony, ComponentSuite, PronyCase, );

} // namespace testing

namespace {

using X = Prony::State<double>;
const Prony::Parameters<double> p;

X hold(const X& x, double seconds) {
    return testing::rk4_by([](double, const X& y) { return Prony::dynamics(y, {}, p).rates; }, x, 0, seconds, 0.02);
}

/// A sudden change of the elastic force by `force`: in no time nothing decays.
X stretch(const X& x, double force) {
    const double brief = 1e-6;
    const auto rates = [&](double, const X& y) { return Prony::dynamics(y, {.force_rate = force / brief}, p).rates; };
    return testing::rk4(rates, x, 0, brief, 1);
}

/// Share of the force just after a stretch to elastic force 1 that is lost after `seconds` of holding [%].
double relaxation(const X& stretched, double seconds) {
    const double first = 1 + Prony::extra_force(stretched);
    return 100 * (Prony::extra_force(stretched) - Prony::extra_force(hold(stretched, seconds))) / first;
}

TEST(Prony, instantaneous_force_exceeds_the_long_term_one_by_the_decaying_shares) {
    EXPECT_NEAR(1 + Prony::extra_force(stretch({}, 1)), 1 / (1 - 0.10 - 0.15), 1e-6);
}

TEST(Prony, relaxes_after_a_step_as_fitted_to_measurements) {
    // Computed elsewhere and written to 0.1 %.
    const X x = stretch({}, 1);
    struct Row {
        double seconds, percent;
    };
    for (const auto& [seconds, percent] :
         {Row{5, 12.5}, Row{10, 15.8}, Row{20, 19.5}, Row{30, 21.7}, Row{45, 23.4}, Row{60, 24.3}, Row{90, 24.8}})
        EXPECT_NEAR(relaxation(x, seconds), percent, 0.05) << seconds << " s";
    // mcnair2001: 19 to 21.7 % over holds of 15 to 60 s; magnusson1995: no significant decline after 45 of 90 s.
    EXPECT_NEAR(relaxation(x, 45) / relaxation(x, 90), 0.94, 0.005);
}

TEST(Prony, relaxes_less_in_every_repetition) {
    X x{};
    std::vector<double> losses;
    for (int k = 0; k < 3; ++k) {
        x = stretch(x, 1);
        losses.push_back(relaxation(x, 30));
        x = hold(stretch(hold(x, 30), -1), 30);
    }
    EXPECT_NEAR(losses[0], 21.65, 0.005);
    EXPECT_NEAR(losses[1], 20.2, 0.05);
    EXPECT_NEAR(losses[2], 20.1, 0.05);
}

TEST(Prony, creeps_under_constant_force_mostly_in_the_first_seconds) {
    // Hold 1 + q1 + q2 of a linear tissue constant and watch its elastic force, which is its elongation in arbitrary units:
    // dE/dt (1 + s (g1 + g2)) = q1/tau1 + q2/tau2.
    const double s = 1 / (1 - p.fast_fraction - p.slow_fraction);
    const auto rates = [&](double, const X& x) {
        const double e_rate = (x.fast / p.fast_time + x.slow / p.slow_time) / (1 + s * (p.fast_fraction + p.slow_fraction));
        return Prony::dynamics(x, {.force_rate = e_rate}, p).rates;
    };
    const X start = stretch({}, 0.75);
    const auto elongation = [&](double seconds) {
        return 1 - Prony::extra_force(testing::rk4_by(rates, start, 0, seconds, 0.02));
    };
    const double first = 1 - Prony::extra_force(start), all = elongation(30) - first;
    EXPECT_NEAR((elongation(15) - first) / all, 0.79, 0.01); // known to a per cent
    EXPECT_NEAR((elongation(20) - first) / all, 0.88, 0.01);
    // ryan2012: 84 % of the creep of 30 s within the first 15 to 20 s.
    EXPECT_LT((elongation(15) - first) / all, 0.84);
    EXPECT_GT((elongation(20) - first) / all, 0.84);
}

TEST(Prony, dissipates_energy_in_every_cycle) {
    // Work of the extra force over a cycle of elastic force f = sin(w t), once the cycle repeats.
    for (const double w : {0.01, 0.1, 1.0, 10.0}) {
        const double period = 2 * std::numbers::pi / w;
        const auto rate = [&](double t) { return w * std::cos(w * t); };
        const auto rates = [&](double t, const X& x) { return Prony::dynamics(x, {.force_rate = rate(t)}, p).rates; };
        X x{};
        double work = 0;
        const int cycles = static_cast<int>(200 / period) + 2, steps = 2000;
        for (int k = 0; k < cycles * steps; ++k) {
            const double t = k * period / steps, h = period / steps;
            const X next = testing::rk4(rates, x, t, t + h, 1);
            if (k >= (cycles - 1) * steps)
                work += h / 2 * (Prony::extra_force(x) * rate(t) + Prony::extra_force(next) * rate(t + h));
            x = next;
        }
        EXPECT_GT(work, 0) << w;
    }
}

TEST(Prony, forgets_within_ten_minutes) {
    const X x = hold(stretch(hold(stretch({}, 1), 300), -1), 600);
    EXPECT_NEAR(Prony::extra_force(x), 0, 1e-12); // 0.2 exp(-30)
}

} // namespace
} // namespace myotatic
