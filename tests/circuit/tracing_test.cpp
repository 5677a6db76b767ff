// What depends on what in the arc, found by the compiler: the equations run on a scalar that only remembers its origin.
#include "myotatic/circuit/stretch_reflex.hpp"
#include "myotatic/core/tracer.hpp"

#include <gtest/gtest.h>

namespace myotatic::testing {
namespace {

using Arc = StretchReflex<>;
using State = Arc::State<Tracer>;

/// What the nerves bring depends on none of the present states.
struct Before {
    Arc::Signals<Tracer> signals{};
    constexpr Tracer at(Tracer Arc::Signals<Tracer>::*channel, const Tracer&) const { return signals.*channel; }
};

// Inputs, by number.
enum : std::size_t { joint_angle, joint_velocity, activation, fibre_length, dynamic_activation, bag1, chain, slow, pool };

constexpr State numbered() {
    State x{};
    x.joint.angle = Tracer::input(joint_angle);
    x.joint.velocity = Tracer::input(joint_velocity);
    x.organ.muscle.activation = Tracer::input(activation);
    x.organ.muscle.fibre_length = Tracer::input(fibre_length);
    x.organ.spindle.dynamic_activation = Tracer::input(dynamic_activation);
    x.organ.spindle.bag1_tension = Tracer::input(bag1);
    x.organ.spindle.chain_tension = Tracer::input(chain);
    x.organ.tendon_organ.slow = Tracer::input(slow);
    x.cord.pool.potential = Tracer::input(pool);
    return x;
}

constexpr bool only(const Tracer& found, auto... expected) {
    IndexSet set;
    (set.insert(expected), ...);
    return found.inputs == set;
}

constexpr auto rates = Arc::rates<Tracer>(0.0, numbered(), {}, Before{}, Arc::Parameters<Tracer>{});
static_assert(only(rates.joint.angle, joint_velocity));
static_assert(only(rates.joint.velocity, joint_angle, joint_velocity, fibre_length));
static_assert(only(rates.organ.muscle.activation, activation));
static_assert(only(rates.organ.muscle.fibre_length, joint_angle, activation, fibre_length));
static_assert(only(rates.organ.spindle.dynamic_activation, dynamic_activation));
static_assert(only(rates.organ.spindle.bag1_tension, joint_angle, activation, fibre_length, dynamic_activation, bag1));
static_assert(only(rates.organ.spindle.chain_tension, joint_angle, activation, fibre_length, chain));
static_assert(only(rates.organ.tendon_organ.slow, joint_angle, fibre_length, slow));
static_assert(only(rates.cord.pool.potential, pool)); // Ia reaches it through the past

constexpr auto signals = Arc::signals<Tracer>(0.0, numbered(), {}, Arc::Parameters<Tracer>{});
static_assert(only(signals.ia, bag1, chain));
static_assert(only(signals.ii, fibre_length, chain));
static_assert(only(signals.ib, joint_angle, fibre_length, slow));
static_assert(only(signals.motor, pool));
static_assert(only(signals.fusimotor_inhibition));

TEST(Tracing, finds_at_compile_time_what_a_rate_depends_on) {
    EXPECT_TRUE(rates.joint.velocity.inputs.contains(fibre_length)); // the tendon pulls at the joint
    EXPECT_FALSE(rates.joint.velocity.inputs.contains(bag1));        // a spindle reaches it only through the nerves
}

} // namespace
} // namespace myotatic::testing
