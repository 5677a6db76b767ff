#include "myotatic/runtime/explain.hpp"

#include "support/oscillator.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace myotatic::runtime {
namespace {

TEST(Explain, tells_a_pathway_with_the_numbers_in_force) {
    const testing::Oscillator circuit;
    const auto all = explain(circuit.facts(), circuit.resolve("slow", {{"nerve.delay", 0.035}}));
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].sign, "inhibits (-)");
    EXPECT_EQ(all[0].sentence, "from the spring to the mass: force grows with the distance from rest");
    EXPECT_EQ(all[0].gain, "frequency = 1 Hz");
    EXPECT_EQ(all[0].threshold, "none");
    EXPECT_EQ(all[0].delay, "nerve.delay = 35 ms");
    EXPECT_EQ(all[0].evidence, "hypothesis");
}

TEST(Explain, adds_up_delays_and_says_when_a_gain_is_zero) {
    CircuitFacts facts = testing::Oscillator().facts();
    facts.pathways[0].delays = {"nerve.delay", "nerve.delay"};
    facts.pathways[0].gain = "damping_ratio";
    const auto all = explain(facts, std::vector{5.0, 0.0, 0.0101});
    EXPECT_EQ(all[0].delay, "20.2 ms (nerve.delay = 10.1 ms + nerve.delay = 10.1 ms)");
    EXPECT_EQ(all[0].gain, "damping_ratio = 0 (switched off)");
}

TEST(Explain, tells_the_switch_of_a_pathway_and_whether_it_is_off) {
    CircuitFacts facts = testing::Oscillator().facts();
    facts.pathways[0].gain = "frequency", facts.pathways[0].share = "damping_ratio";
    EXPECT_EQ(explain(facts, std::vector{5.0, 1.0, 0.01})[0].gain, "frequency = 5 Hz, times damping_ratio = 1");
    EXPECT_EQ(explain(facts, std::vector{5.0, 0.0, 0.01})[0].gain,
              "frequency = 5 Hz, times damping_ratio = 0 (switched off)");
}

TEST(Explain, tells_the_sign_that_is_in_force) {
    CircuitFacts facts = testing::Oscillator().facts();
    facts.pathways[0].sign = -1, facts.pathways[0].reversal = "damping_ratio";
    const auto sign = [&](double turned) { return explain(facts, std::vector{5.0, turned, 0.01})[0].sign; };
    EXPECT_EQ(sign(0), "inhibits (-) at damping_ratio = 0");
    EXPECT_EQ(sign(0.5), "neither at damping_ratio = 0.5");
    EXPECT_EQ(sign(0.75), "excites (+) at damping_ratio = 0.75");
}

TEST(Explain, every_word_of_evidence_has_a_meaning) {
    for (const Evidence e :
         {Evidence::verified, Evidence::second_hand, Evidence::recalled, Evidence::computed, Evidence::hypothesis}) {
        std::size_t found = 0;
        for (const auto& [word, meaning] : evidence_words()) found += word == e && !meaning.empty();
        EXPECT_EQ(found, 1u) << to_text(e);
    }
}

TEST(Readable, chooses_the_unit_a_reader_expects) {
    EXPECT_EQ(readable(0.0324, "s"), "32.4 ms");
    EXPECT_EQ(readable(-0.0324, "s"), "-32.4 ms");
    EXPECT_EQ(readable(4e-5, "s"), "40 us");
    EXPECT_EQ(readable(90, "s"), "90 s");
    EXPECT_EQ(readable(0, "s"), "0 s");
    EXPECT_EQ(readable(-0.0, "N"), "0 N");
    EXPECT_EQ(readable(0.004, "m"), "4 mm");
    EXPECT_EQ(readable(50000, "Pa"), "50 kPa");
    EXPECT_EQ(readable(0.5, "1"), "0.5");
    EXPECT_EQ(readable(0.34906585, "rad"), "0.3491 rad (20 deg)");
    EXPECT_EQ(in_unit(0.0134031007751938, Unit("ms")), "13.4031 ms");
    EXPECT_EQ(in_unit(0.2, Unit("1")), "0.2");
    EXPECT_EQ(readable(std::nan(""), "N"), "none");
}

} // namespace
} // namespace myotatic::runtime
