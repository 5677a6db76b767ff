#include "myotatic/physiology/spindle/prochazka1999.hpp"
#include "myotatic/physiology/spindle/prochazka_gorassini1998.hpp"

#include "support/component_suite.hpp"

namespace myotatic::testing {

template <class M>
struct ProchazkaCase {
    using Model = M;
    template <Scalar T>
    using Input = SpindleInput<T>;

    static std::vector<Probe<M, Input>> probes() {
        typename M::template Parameters<double> p{}, human{};
        human.rate_scale = 0.25;
        return {{"still", {}, {1.0, 0.0, 0.0, 0.0}, p},
                {"creeping", {}, {1.02, 5e-4, 0.0, 0.0}, p},
                {"lengthening", {}, {1.1, 0.8, 0.0, 0.0}, human},
                {"shortening", {}, {1.0, -0.02, 0.0, 0.0}, p},
                {"silent", {}, {0.8, -2.0, 0.0, 0.0}, p}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Prochazka1999, ComponentSuite, ProchazkaCase<Prochazka1999>, );
INSTANTIATE_TYPED_TEST_SUITE_P(ProchazkaGorassini1998, ComponentSuite, ProchazkaCase<ProchazkaGorassini1998>, );

namespace {

template <class M>
double ia(double length, double velocity) {
    return M::dynamics({}, SpindleInput<double>{length, velocity, 0.0, 0.0}, typename M::template Parameters<double>{})
        .output.ia;
}

/// Exponent of the velocity part between two speeds.
template <class M>
double exponent(double slow, double fast) {
    const double still = ia<M>(1, 0);
    return std::log((ia<M>(1, fast) - still) / (ia<M>(1, slow) - still)) / std::log(fast / slow);
}

TEST(Prochazka1999, firing_grows_with_the_square_root_of_velocity) {
    EXPECT_NEAR(exponent<Prochazka1999>(0.05, 1.6), 0.50, 0.01);
}

TEST(Prochazka1999, gives_the_formula_in_rest_lengths) {
    // 65 sqrt(1) + 200 * 0.1 + 50; the smoothing takes 65 * 2.5e-7.
    EXPECT_NEAR(ia<Prochazka1999>(1.1, 1.0), 65 + 20 + 50, 1e-4);
    EXPECT_NEAR(ia<Prochazka1999>(1.0, -0.25), 50 - 65 * 0.5, 1e-3);
    EXPECT_NEAR(ia<Prochazka1999>(1.0, 0.0), 50, 1e-12);
}

TEST(ProchazkaGorassini1998, firing_grows_with_velocity_to_the_power_0_6) {
    EXPECT_NEAR(exponent<ProchazkaGorassini1998>(0.05, 1.6), 0.60, 0.01);
}

TEST(ProchazkaGorassini1998, gives_the_formula_in_millimetres) {
    // At 90 mm/s (2 L0/s of 45 mm) and 4.5 mm: 4.3 * 90^0.6 + 2 * 4.5 + 82; the smoothing takes 64 * 5e-8.
    EXPECT_NEAR(ia<ProchazkaGorassini1998>(1.1, 2.0), 4.3 * std::pow(90, 0.6) + 9 + 82, 1e-4);
}

TEST(ProchazkaGorassini1998, a_muscle_twice_as_long_moves_twice_as_far) {
    ProchazkaGorassini1998::Parameters<double> p;
    p.optimal_length = 0.090;
    const double twice = ProchazkaGorassini1998::dynamics({}, SpindleInput<double>{1.05, 1.0, 0.0, 0.0}, p).output.ia;
    EXPECT_NEAR(twice, ia<ProchazkaGorassini1998>(1.1, 2.0), 1e-4);
}

template <class M>
class ProchazkaEndings : public ::testing::Test {};
using Endings = ::testing::Types<Prochazka1999, ProchazkaGorassini1998>;
TYPED_TEST_SUITE(ProchazkaEndings, Endings, );

TYPED_TEST(ProchazkaEndings, fires_more_with_length_and_velocity_and_never_below_zero) {
    double last = -1;
    for (double velocity = -3; velocity <= 3; velocity += 0.05) {
        const double rate = ia<TypeParam>(1, velocity);
        EXPECT_GE(rate, std::max(last, 0.0)) << velocity;
        EXPECT_GT(ia<TypeParam>(1.01, velocity) + (rate == 0 ? 1 : 0), rate) << velocity;
        last = rate;
    }
    EXPECT_EQ(ia<TypeParam>(0.6, -3), 0);
}

TYPED_TEST(ProchazkaEndings, has_no_secondary_ending) {
    const typename TypeParam::template Parameters<double> published;
    const auto y = TypeParam::dynamics({}, SpindleInput<double>{1.2, 1.0, 0.0, 0.0}, published).output;
    EXPECT_EQ(y.ii, 0);
}

TEST(VelocityPower, is_odd_linear_near_zero_and_the_power_beyond) {
    const double e = 1e-3;
    for (const double a : {0.4, 0.5, 0.6}) {
        EXPECT_EQ(velocity_power(-0.3, e, a), -velocity_power(0.3, e, a));
        EXPECT_NEAR(velocity_power(1e-6, e, a) / 1e-6, std::pow(e, a - 1), 1e-5 * std::pow(e, a - 1));
        // (1 + 1/16)^((a-1)/2) at |x| = 4 e.
        EXPECT_NEAR(velocity_power(4 * e, e, a) / std::pow(4 * e, a), 1, 0.02);
    }
}

} // namespace
} // namespace myotatic::testing
