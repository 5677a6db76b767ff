#include "myotatic/runtime/run.hpp"

#include "support/oscillator.hpp"

#include "myotatic/core/error.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace myotatic::runtime {
namespace {

using testing::Oscillator;
using testing::oscillator_scenario;

const Metric& metric(const RunResult& run, const std::string& name) {
    for (const Metric& m : run.metrics)
        if (m.name == name) return m;
    throw std::out_of_range(name);
}

TEST(Run, measures_the_scenario_and_every_variant_of_it) {
    const Result result = run(Oscillator(), oscillator_scenario());
    ASSERT_EQ(result.variants.size(), 1u);
    EXPECT_EQ(result.variants[0].variant, "slower");
    EXPECT_EQ(metric(result.main, "peak_force").value, 100);
    EXPECT_EQ(metric(result.main, "peak_force").unit, "N");
    // Few and shrinking periods about a mean that is not quite zero; measure_test.cpp has the accuracy.
    EXPECT_NEAR(metric(result.main, "frequency").value, 5 * std::sqrt(0.99), 0.15);
    EXPECT_NEAR(metric(result.variants[0], "frequency").value, 2.5 * std::sqrt(0.99), 0.15);
    EXPECT_NEAR(metric(result.variants[0], "damping").value, 0.1, 1e-3);
}

TEST(Run, takes_a_measure_that_names_a_variant_of_that_one_only) {
    Scenario scenario = oscillator_scenario();
    scenario.measures[0].variant = "slower";
    const Result result = run(Oscillator(), scenario);
    EXPECT_EQ(result.main.metrics.size(), 2u);
    EXPECT_EQ(result.variants[0].metrics.size(), 3u);
}

TEST(Run, refuses_measures_of_variants_and_signals_that_do_not_exist) {
    Scenario scenario = oscillator_scenario();
    scenario.measures[0].variant = "slow";
    EXPECT_THROW(static_cast<void>(run(Oscillator(), scenario)), InputError);
    scenario = oscillator_scenario();
    scenario.measures[0].measure.signal = "muscle.farce";
    try {
        static_cast<void>(run(Oscillator(), scenario));
        FAIL();
    } catch (const InputError& e) {
        EXPECT_NE(std::string(e.what()).find("muscle.force"), std::string::npos) << e.what();
    }
    scenario = oscillator_scenario();
    scenario.measures[0].measure.after = 5;
    EXPECT_THROW(static_cast<void>(run(Oscillator(), scenario)), InputError);
}

TEST(Run, refuses_a_circuit_that_is_not_in_the_catalogue) {
    Scenario scenario;
    scenario.circuit = "no_such_circuit_at_all";
    EXPECT_THROW(static_cast<void>(run(scenario)), InputError);
}

TEST(Run, gives_no_number_for_a_window_that_the_run_did_not_reach) {
    Scenario scenario = oscillator_scenario();
    scenario.measures[0].measure.before = 0.3;                                      // over before the failure
    scenario.measures[1].measure.after = 0.6, scenario.measures[1].name = "beyond"; // begins after it
    const Result result = run(Oscillator({0.5, "blow_up", ""}), scenario);
    EXPECT_EQ(result.main.solver.reason, "blow_up");
    EXPECT_EQ(metric(result.main, "peak_force").value, 100);
    EXPECT_TRUE(std::isnan(metric(result.main, "damping").value)) << "its window lasts to the end that was not reached";
    EXPECT_NE(metric(result.main, "damping").note.find("the run ended at 0.499 s"), std::string::npos);
    EXPECT_TRUE(std::isnan(metric(result.main, "beyond").value));
    EXPECT_EQ(result.variants.size(), 1u) << "the variants are runs of their own";
    EXPECT_EQ(result.variants[0].solver.reason, "completed");
}

TEST(Run, tells_progress_of_all_runs_together_and_stops_when_asked) {
    double last = -1;
    bool ordered = true;
    static_cast<void>(run(Oscillator(), oscillator_scenario(), {[&](double progress) {
                              ordered = ordered && progress >= last;
                              last = progress;
                              return true;
                          }}));
    EXPECT_TRUE(ordered);
    EXPECT_EQ(last, 1);

    const Result stopped = run(Oscillator(), oscillator_scenario(), {[](double progress) { return progress < 0.25; }});
    EXPECT_EQ(stopped.main.solver.reason, "interrupted");
    EXPECT_TRUE(stopped.variants.empty()) << "none is begun after the interruption";
    EXPECT_GT(stopped.main.traces.rows(), 400u);
}

TEST(CrossCheck, its_largest_difference_is_the_largest_and_nan_counts_as_such) {
    EXPECT_EQ((CrossCheck{1, {{"a", 1e-9}, {"b", 3e-8}, {"c", 0}}}.largest()), 3e-8);
    EXPECT_EQ(CrossCheck{}.largest(), 0);
    EXPECT_TRUE(std::isnan((CrossCheck{1, {{"a", 1}, {"b", std::nan("")}}}.largest())));
}

} // namespace
} // namespace myotatic::runtime
