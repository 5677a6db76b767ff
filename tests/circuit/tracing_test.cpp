// What depends on what in the arc, found by the compiler: the equations run on a scalar that only remembers its origin.
#include "myotatic/circuit/stretch_reflex.hpp"
#include "support/tracing.hpp"

#include <gtest/gtest.h>

namespace myotatic::testing {
namespace {

using Arc = StretchReflex<>;
using State = Arc::State<Traced>;

/// What the nerves bring depends on none of the present states.
struct Before {
    Arc::Signals<Traced> signals{};
    constexpr Traced at(Traced Arc::Signals<Traced>::*channel, const Traced&) const { return signals.*channel; }
};

// Arguments, by number.
enum { joint_angle, joint_velocity, activation, fibre_length, dynamic_activation, bag1, chain, slow, pool };

constexpr State arguments() {
    State x{};
    x.joint.angle = Traced::argument(joint_angle);
    x.joint.velocity = Traced::argument(joint_velocity);
    x.organ.muscle.activation = Traced::argument(activation);
    x.organ.muscle.fibre_length = Traced::argument(fibre_length);
    x.organ.spindle.dynamic_activation = Traced::argument(dynamic_activation);
    x.organ.spindle.bag1_tension = Traced::argument(bag1);
    x.organ.spindle.chain_tension = Traced::argument(chain);
    x.organ.tendon_organ.slow = Traced::argument(slow);
    x.cord.pool.potential = Traced::argument(pool);
    return x;
}

constexpr bool only(const Traced& found, auto... expected) {
    std::uint64_t mask = 0;
    ((mask |= std::uint64_t{1} << expected), ...);
    return found.arguments == mask;
}

constexpr auto rates = Arc::rates<Traced>(0.0, arguments(), {}, Before{}, Arc::Parameters<Traced>{});
static_assert(only(rates.joint.angle, joint_velocity));
static_assert(only(rates.joint.velocity, joint_angle, joint_velocity, fibre_length));
static_assert(only(rates.organ.muscle.activation, activation));
static_assert(only(rates.organ.muscle.fibre_length, joint_angle, activation, fibre_length));
static_assert(only(rates.organ.spindle.dynamic_activation, dynamic_activation));
static_assert(only(rates.organ.spindle.bag1_tension, joint_angle, activation, fibre_length, dynamic_activation, bag1));
static_assert(only(rates.organ.spindle.chain_tension, joint_angle, activation, fibre_length, chain));
static_assert(only(rates.organ.tendon_organ.slow, joint_angle, fibre_length, slow));
static_assert(only(rates.cord.pool.potential, pool)); // Ia reaches it through the past

constexpr auto signals = Arc::signals<Traced>(0.0, arguments(), {}, Arc::Parameters<Traced>{});
static_assert(only(signals.ia, bag1, chain));
static_assert(only(signals.ii, fibre_length, chain));
static_assert(only(signals.ib, joint_angle, fibre_length, slow));
static_assert(only(signals.motor, pool));
static_assert(only(signals.fusimotor_inhibition));

TEST(Tracing, finds_at_compile_time_what_a_rate_depends_on) {
    EXPECT_TRUE(rates.joint.velocity.depends_on(fibre_length)); // the tendon pulls at the joint
    EXPECT_FALSE(rates.joint.velocity.depends_on(bag1));        // a spindle reaches it only through the nerves
}

} // namespace
} // namespace myotatic::testing
