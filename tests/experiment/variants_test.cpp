// The reflex arc with other parts in it: 120 motor units, the muscle of most OpenSim studies, a spindle with a memory.
#include "myotatic/circuit/human_reflexes.hpp"
#include "myotatic/experiment/experiment.hpp"
#include "myotatic/experiment/measure.hpp"
#include "myotatic/physiology/motor_pool/fuglevand1993.hpp"
#include "myotatic/physiology/muscle/thelen2003.hpp"
#include "myotatic/physiology/spindle/thixotropic.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace myotatic::testing {
namespace {

/// The human soleus with other parts.
template <class Arc>
Experiment<Arc> soleus() {
    Experiment<Arc> e;
    e.parameters.organ.spindle.rate_scale = 0.25;
    e.parameters.joint = human_soleus().joint;
    e.parameters.path = human_soleus().path;
    return e;
}

template <class Arc>
class Variants : public ::testing::Test {};
using Arcs = ::testing::Types<StretchReflex<DeGroote2016, Mileusnic2006, LinCrago2002, Fuglevand1993>,
                              StretchReflex<Thelen2003>, StretchReflex<DeGroote2016, ThixotropicMileusnic2006>>;
TYPED_TEST_SUITE(Variants, Arcs);

TYPED_TEST(Variants, stay_at_rest_for_twenty_seconds) {
    auto e = soleus<TypeParam>();
    e.duration = 20, e.schedule.every = 0.1;
    e.signals = {"joint.angle"};
    const Trace trace = simulate(e);
    ASSERT_EQ(trace.outcome.reason, ode::Reason::completed);
    for (const double angle : trace.table.at("joint.angle").values) EXPECT_NEAR(angle, 0, 0.01 * units::deg);
}

TYPED_TEST(Variants, answer_a_tap_after_the_time_that_nerves_take) {
    auto e = soleus<TypeParam>();
    e.duration = 2, e.schedule.every = 1e-4;
    e.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.1, 10e-3));
    const Trace trace = simulate(e);
    ASSERT_EQ(trace.outcome.reason, ode::Reason::completed);
    const auto p = TypeParam::at_rest(e.parameters, {}).parameters;
    const Measured latency =
        measure(trace.table, {.kind = Measure::Kind::latency, .signal = "motor.drive", .after = 0.1, .threshold = 0.01});
    ASSERT_TRUE(latency.value);
    const double conduction = p.ia_delay + p.motor_delay;
    EXPECT_GE(*latency.value, conduction);
    EXPECT_LE(*latency.value, conduction + 3e-3);
    EXPECT_NEAR(trace.table.at("joint.angle").values.back(), 0, 0.1 * units::deg) << "back where it was";
}

TEST(SpindleWithAMemory, makes_a_second_tap_weaker_than_the_first) {
    const auto ratio = []<class Arc>(Experiment<Arc> e) {
        e.duration = 0.6, e.schedule.every = 1e-4;
        e.protocol.drive("tap",
                         Stimulus::table(std::vector{0.1, 0.105, 0.11, 0.4, 0.405, 0.41},
                                         std::vector{0.0, 2e-3, 0.0, 0.0, 2e-3, 0.0}, Stimulus::Interpolation::linear));
        e.signals = {"spindle.ia"};
        const auto ia = simulate(e).table.at("spindle.ia").values;
        const auto rise = [&](long from, long to) {
            return *std::max_element(ia.begin() + from, ia.begin() + to) - *(ia.begin() + from);
        };
        return rise(4000, 4200) / rise(1000, 1200);
    };
    using Plain = StretchReflex<>;
    using Memory = StretchReflex<DeGroote2016, ThixotropicMileusnic2006>;
    const double plain = ratio(soleus<Plain>()), memory = ratio(soleus<Memory>());
    EXPECT_GT(plain, 0.85);
    EXPECT_LT(memory, plain - 0.05);
}

} // namespace
} // namespace myotatic::testing
