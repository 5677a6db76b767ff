// How stable circuits of the catalogue are, by name.
#include "myotatic/runtime/stability.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace myotatic::runtime {
namespace {

Stability of(const std::string& circuit, const std::string& preset, std::map<std::string, double> parameters = {}) {
    Scenario scenario;
    scenario.circuit = circuit, scenario.preset = preset, scenario.parameters = std::move(parameters);
    return stability(*find_entry(circuit), scenario).value();
}
const NerveLoop& nerve(const Stability& s, const std::string& delay) {
    for (const NerveLoop& loop : s.loops)
        if (loop.delay == delay) return loop;
    throw std::out_of_range(delay);
}

TEST(Stability, tells_of_every_nerve_by_the_name_of_its_delay) {
    const Stability s = of("stretch_reflex", "human_soleus_tonic", {{"ib_delay", 0.020}});
    EXPECT_TRUE(s.stable());
    EXPECT_TRUE(s.locked.empty());
    EXPECT_EQ(s.bends, 0u);
    ASSERT_EQ(s.loops.size(), 5u);
    EXPECT_EQ(nerve(s, "ia_delay").signals, (std::vector<std::string>{"ia"}));
    EXPECT_EQ(nerve(s, "gamma_delay").signals, (std::vector<std::string>{"fusimotor_inhibition"}));
    EXPECT_NEAR(nerve(s, "ib_delay").lag, 0.020, 1e-15);
    EXPECT_GT(nerve(s, "ia_delay").loop.critical_gain.value().value, 2);
    EXPECT_EQ(nerve(s, "ii_delay").loop.peak_gain.value, 0) << "below its threshold";
}

TEST(Stability, two_signals_of_one_nerve_are_told_together) {
    const Stability s = of("antagonist_pair", "human_ankle");
    ASSERT_EQ(s.loops.size(), 12u);
    EXPECT_EQ(nerve(s, "flexor.gamma_delay").signals,
              (std::vector<std::string>{"flexor.gamma_dynamic", "flexor.gamma_static"}));
}

TEST(Stability, too_much_gain_or_too_long_a_nerve_is_not_stable) {
    EXPECT_FALSE(of("stretch_reflex", "human_soleus_tonic", {{"w_ia", 0.05}}).stable());
    EXPECT_TRUE(of("stretch_reflex", "human_soleus_tonic", {{"w_ia", 0.03}}).stable());
    const Stability s = of("stretch_reflex", "human_soleus_tonic", {{"w_ia", 0.03}});
    const double critical = nerve(s, "ia_delay").loop.critical_delay.value().value;
    EXPECT_FALSE(of("stretch_reflex", "human_soleus_tonic", {{"w_ia", 0.03}, {"ia_delay", 1.01 * critical}}).stable());
    EXPECT_TRUE(of("stretch_reflex", "human_soleus_tonic", {{"w_ia", 0.03}, {"ia_delay", 0.99 * critical}}).stable());
}

// Locked polar regions: all of a stretch goes into the sensory ones. bag1 fires with 20,000 pps/L0, bag2 and chain with
// 10,000 each, of which the weaker adds 0.156; human rates are a quarter. The secondary ending has 0.7 of its length on the
// sensory region of bag2 and chain, with 7,250 pps/L0 each.
TEST(Stability, without_a_linear_range_tells_the_gain_of_the_smallest_amplitudes_alone) {
    const Stability s = of("stretch_reflex", "human_soleus");
    ASSERT_EQ(s.locked.size(), 2u);
    EXPECT_EQ(s.locked[0].signal, "ia");
    EXPECT_EQ(s.locked[0].regularisation, "spindle.regularisation");
    EXPECT_NEAR(s.locked[0].gain, 0.25 * 20000 * 1.156, 1e-6 * 5780);
    EXPECT_EQ(s.locked[1].signal, "ii");
    EXPECT_NEAR(s.locked[1].gain, 0.25 * 7250 * 0.7 * 2, 1e-6 * 2537);
    EXPECT_EQ(of("antagonist_pair", "human_ankle").locked.size(), 4u);
    EXPECT_GT(s.bends, 0u) << "a relaxed pool rests at the edge of recruitment";
}

TEST(Stability, what_has_no_nerves_has_no_loops) {
    Scenario scenario;
    scenario.circuit = "spindle", scenario.preset = "cat";
    EXPECT_FALSE(stability(*find_entry("spindle"), scenario));
}

} // namespace
} // namespace myotatic::runtime
