#include "myotatic/physiology/muscle/relaxing.hpp"

#include "myotatic/physiology/muscle/degroote2016.hpp"
#include "myotatic/physiology/muscle/rigid_tendon.hpp"
#include "support/component_suite.hpp"
#include "support/textbook_rk4.hpp"

#include <gtest/gtest.h>

namespace myotatic {
namespace testing {

struct RelaxingCase {
    using Model = Relaxing<DeGroote2016>;
    template <Scalar T>
    using Input = MuscleInput<T>;
    static std::vector<Probe<Model, Input>> probes() {
        return {{"at rest", {}, {0.0, 0.32284, 0.0}, {}},
                {"just stretched", {{0.1, 1.2}, {0.02, 0.03}}, {0.4, 0.335, 0.1}, {}},
                {"just released", {{0.1, 1.0}, {-0.02, -0.01}}, {0.0, 0.315, -0.1}, {}}};
    }
};
struct RelaxingRigidCase {
    using Model = Relaxing<RigidTendon<DeGroote2016>>;
    template <Scalar T>
    using Input = MuscleInput<T>;
    static std::vector<Probe<Model, Input>> probes() {
        return {{"at rest", {}, {0.0, 0.32284, 0.0}, {}}, {"stretched", {{0.1}, {0.02, 0.03}}, {0.4, 0.335, 0.1}, {}}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Relaxing, ComponentSuite, RelaxingCase, );
INSTANTIATE_TYPED_TEST_SUITE_P(RelaxingRigid, ComponentSuite, RelaxingRigidCase, );

} // namespace testing

namespace {

using U = MuscleInput<double>;

static_assert(Muscle<Relaxing<DeGroote2016>> && Muscle<Relaxing<RigidTendon<DeGroote2016>>>);

/// A relaxed muscle that was pulled from one path length to another within `ramp` and held for `hold`.
template <Muscle M>
MuscleOutput<double> after_stretch(double from, double to, double ramp, double hold) {
    const typename M::template Parameters<double> p;
    using X = typename M::template State<double>;
    const auto moving = [&](double t, const X& x) {
        return M::dynamics(x, U{0, from + (to - from) * t / ramp, (to - from) / ramp}, p).rates;
    };
    const auto held = [&](double, const X& x) { return M::dynamics(x, U{0, to, 0}, p).rates; };
    X x = M::rest(U{0, from, 0}, p);
    x = testing::rk4_by(moving, x, 0, ramp, 2e-4);
    x = testing::rk4_by(held, x, ramp, ramp + hold, 1e-3);
    return M::dynamics(x, U{0, to, 0}, p).output;
}

TEST(Relaxing, a_muscle_on_a_rigid_tendon_loses_what_its_passive_fibre_loses) {
    const auto slow = [](double to, double hold) {
        return after_stretch<Relaxing<RigidTendon<DeGroote2016>>>(0.310, to, 0.01, hold).passive_force;
    };
    const auto elastic = [](double to) {
        return after_stretch<RigidTendon<DeGroote2016>>(0.310, to, 0.01, 0).passive_force;
    };
    // The force that was there before has relaxed long ago; the added one is instantaneous at first and then loses 21.65 %
    // in 30 s. During the ramp of 10 ms, 0.25 % of the fast share is lost at most, 4e-4 of the whole.
    const double added = slow(0.330, 0) - slow(0.310, 0);
    EXPECT_NEAR(added, (elastic(0.330) - elastic(0.310)) / 0.75, 4e-4 * added);
    EXPECT_NEAR((slow(0.330, 0) - slow(0.330, 30)) / added, 0.2165, 4e-4);
}

TEST(Relaxing, a_muscle_on_an_elastic_tendon_relaxes_less_and_ends_where_it_would_have_been) {
    const auto force = [](double hold) {
        return after_stretch<Relaxing<DeGroote2016>>(0.310, 0.330, 0.2, hold).tendon_force;
    };
    const double first = force(0.1), later = force(30), end = force(600); // after 0.1 s fibre damping is over
    const DeGroote2016::Parameters<double> p;
    const U u{0, 0.330, 0};
    const double plain = DeGroote2016::dynamics(DeGroote2016::rest(u, p), u, p).output.tendon_force;
    EXPECT_NEAR(end, plain, 1e-6 * plain); // exp(-600 / 20) is 1e-13; the rest is the tendon's rounding in newtons
    // The tendon shortens as the fibre yields and stretches it further: of the fibre's 21.65 % a share k_t / (k_t + k) is
    // seen, with tendon stiffness k_t = 37 (0.2 + f) L0 / lTs = 1.6 F0/L0 here and fibre stiffness k = 0.5 F0/L0.
    EXPECT_LT((first - later) / first, 0.2165);
    EXPECT_NEAR((first - later) / first, 0.2165 * 1.6 / 2.1, 0.03);
}

TEST(Relaxing, rest_is_that_of_the_muscle_without_extra_force) {
    const Relaxing<DeGroote2016>::Parameters<double> p;
    const U u{0.3, 0.32284, 0};
    const auto x = Relaxing<DeGroote2016>::rest(u, p);
    EXPECT_EQ(x.muscle.fibre_length, DeGroote2016::rest(u, p.muscle).fibre_length);
    EXPECT_EQ(Prony::extra_force(x.relaxation), 0);
}

TEST(Relaxing, has_the_limits_of_the_muscle) {
    const Relaxing<DeGroote2016>::Parameters<double> p;
    EXPECT_EQ(Relaxing<DeGroote2016>::feasible_path_lengths(p).shortest,
              DeGroote2016::feasible_path_lengths(p.muscle).shortest);
    EXPECT_EQ(Relaxing<DeGroote2016>::clipping({{0, 1}, {}}, U{0, 0.30, 0}, p).slack_tendon, 1);
    EXPECT_EQ(Relaxing<DeGroote2016>::clipping({{0, 1}, {}}, U{0, 0.33, 0}, p).slack_tendon, 0);
}

} // namespace
} // namespace myotatic
