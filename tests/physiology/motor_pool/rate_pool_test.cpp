#include "myotatic/physiology/motor_pool/rate.hpp"

#include "support/component_suite.hpp"
#include "support/textbook_rk4.hpp"

namespace myotatic::testing {

struct RatePoolCase {
    using Model = RatePool;
    template <Scalar T>
    using Input = MotorPoolInput<T>;

    static std::vector<Probe<Model, Input>> probes() {
        const Model::Parameters<double> p{};
        return {{"at rest", {0.4}, {0.4}, p},
                {"excited", {0.1}, {0.9}, p},
                {"inhibited", {0.1}, {-0.5}, p},
                {"silent", {-0.2}, {0.0}, p},
                {"saturated", {1.5}, {2.0}, p}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(RatePool, ComponentSuite, RatePoolCase, );

namespace {

using Pool = RatePool;
const Pool::Parameters<double> p;

TEST(RatePool, recruits_between_no_drive_and_full_drive) {
    EXPECT_EQ(Pool::excitation(0.0, p), 0);
    EXPECT_NEAR(Pool::excitation(1.0, p), 1, 1e-14);
    EXPECT_EQ(Pool::excitation(-3.0, p), 0);
    EXPECT_NEAR(Pool::excitation(3.0, p), 1, 1e-14);
}

TEST(RatePool, recruits_small_units_first) {
    // More force per drive the more is recruited.
    double last = 0, last_rise = 0;
    for (double v = 0.01; v <= 1; v += 0.01) {
        const double e = Pool::excitation(v, p);
        EXPECT_GT(e, last);
        EXPECT_GT(e - last, last_rise);
        last_rise = e - last, last = e;
    }
}

TEST(RatePool, is_the_mean_of_many_units) {
    // Fuglevand's pool of n units, threshold RR^(i/n) and twitch RP^(i/n), summed one by one. The sum differs from the
    // integral by one unit at most, 1/n of ln RP of the total.
    const int n = 20000;
    const auto sum = [&](double threshold_below) {
        double force = 0;
        for (int i = 1; i <= n; ++i)
            if (std::exp(i * std::log(30.0) / n) <= threshold_below) force += std::exp(i * std::log(100.0) / n);
        return force;
    };
    for (const double v : {0.05, 0.3, 0.7, 0.95})
        EXPECT_NEAR(Pool::excitation(v, p), sum(1 + 29 * v) / sum(31), 2 * std::log(100.0) / n) << v;
}

TEST(RatePool, equal_ranges_make_the_map_the_identity) {
    auto linear = p;
    linear.force_range = linear.recruitment_range;
    for (const double v : {0.0, 0.1, 0.5, 1.0}) EXPECT_NEAR(Pool::excitation(v, linear), v, 1e-14);
}

TEST(RatePool, drive_for_inverts_excitation) {
    for (const double e : {0.0, 0.01, 0.2, 0.5, 0.99, 1.0})
        EXPECT_NEAR(Pool::excitation(Pool::drive_for(e, p), p), e, 1e-13);
}

TEST(RatePool, follows_a_step_of_drive_with_its_time_constant) {
    const MotorPoolInput<double> u{0.5};
    const auto x = rk4_by([&](double, const auto& state) { return Pool::dynamics(state, u, p).rates; },
                          Pool::rest(MotorPoolInput<double>{0.0}, p), 0.0, 0.008, 1e-5);
    EXPECT_NEAR(x.potential / 0.5, 1 - std::exp(-1), 1e-10);
    EXPECT_EQ(Pool::dynamics(x, u, p).output.excitation, Pool::excitation(x.potential, p));
}

} // namespace
} // namespace myotatic::testing
