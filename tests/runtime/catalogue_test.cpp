#include "myotatic/runtime/catalogue.hpp"

#include "myotatic/core/error.hpp"
#include "myotatic/runtime/run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace myotatic::runtime {
namespace {

TEST(Catalogue, every_name_is_there_once_and_found) {
    std::set<std::string> names;
    for (const auto& entry : catalogue()) {
        EXPECT_TRUE(names.insert(entry->facts().name).second) << entry->facts().name;
        EXPECT_EQ(find_entry(entry->facts().name), entry.get());
    }
    for (const std::string name : {"stretch_reflex", "antagonist_pair", "spindle", "tendon_organ", "muscle"})
        EXPECT_TRUE(names.contains(name)) << name;
    EXPECT_EQ(find_entry("no such circuit"), nullptr);
}

TEST(Catalogue, every_preset_of_every_entry_resolves_to_values_within_their_bounds) {
    for (const auto& entry : catalogue()) {
        const CircuitFacts& facts = entry->facts();
        std::vector<std::string> presets{""};
        for (const PresetFacts& preset : facts.presets) presets.push_back(preset.name);
        for (const std::string& preset : presets) {
            const auto values = entry->resolve(preset, {});
            ASSERT_EQ(values.size(), facts.parameters.size());
            for (std::size_t i = 0; i < values.size(); ++i)
                EXPECT_TRUE(facts.parameters[i].facts.bounds.contain(values[i]))
                    << facts.name << ' ' << preset << ": " << facts.parameters[i].name << " = " << values[i];
        }
    }
}

TEST(Catalogue, what_a_pathway_names_are_parameters) {
    for (const auto& entry : catalogue()) {
        const CircuitFacts& facts = entry->facts();
        std::set<std::string> parameters, pathways;
        for (const Leaf& leaf : facts.parameters) parameters.insert(leaf.name);
        for (const Pathway& pathway : facts.pathways) {
            const std::string what = facts.name + ", " + pathway.name;
            EXPECT_TRUE(pathways.insert(pathway.name).second) << what << " is told twice";
            for (const std::string* name : {&pathway.gain, &pathway.threshold, &pathway.share})
                EXPECT_TRUE(name->empty() || parameters.contains(*name)) << what << ": " << *name;
            for (const std::string& delay : pathway.delays) EXPECT_TRUE(parameters.contains(delay)) << what << ": " << delay;
        }
        for (const std::string& delay : facts.delays) EXPECT_TRUE(parameters.contains(delay)) << facts.name << ": " << delay;
    }
}

TEST(Catalogue, every_switch_of_the_pair_belongs_to_a_pathway) {
    const CircuitFacts& facts = find_entry("antagonist_pair")->facts();
    std::set<std::string> shares;
    for (const Pathway& pathway : facts.pathways) shares.insert(pathway.share);
    for (const Leaf& leaf : facts.parameters)
        if (leaf.name.starts_with("pathways.")) {
            EXPECT_TRUE(shares.contains(leaf.name)) << leaf.name;
        }
}

TEST(Catalogue, an_override_replaces_the_value_of_the_preset) {
    const Entry& muscle = *find_entry("muscle");
    const auto values = muscle.resolve("human_biceps", {{"tendon_slack_length", 0.25}});
    const auto preset = muscle.resolve("human_biceps", {});
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_EQ(values[i], muscle.facts().parameters[i].name == "tendon_slack_length" ? 0.25 : preset[i]);
}

TEST(Catalogue, a_muscle_runs_alone_along_the_path_it_is_given) {
    Scenario scenario;
    scenario.circuit = "muscle", scenario.preset = "human_soleus", scenario.duration = 0.5;
    scenario.protocol = {{"path_length", {Stimulus::constant(0.325)}, {}},
                         {"excitation", {Stimulus::step(0, 0.5, 0.1)}, {}}};
    const Result result = run(*find_entry("muscle"), scenario);
    EXPECT_EQ(result.main.solver.reason, "completed");
    const auto& force = result.main.traces.at("output.tendon_force").values;
    EXPECT_NEAR(force[99], force[0], 1e-6 * force[0]) << "at rest before it is excited";
    EXPECT_GT(force.back(), 2 * force[0]);

    scenario.protocol.erase(scenario.protocol.begin());
    EXPECT_THROW(static_cast<void>(run(*find_entry("muscle"), scenario)), InputError) << "nobody says how long it is";
}

TEST(Catalogue, a_spindle_without_a_state_runs_alone_and_agrees_with_its_formula) {
    Scenario scenario;
    scenario.circuit = "prochazka1999", scenario.duration = 0.3;
    scenario.protocol = {{"length", {Stimulus::ramp_and_hold(1.0, 1.1, 0.1, 0.1)}, {}}};
    const Entry& entry = *find_entry("prochazka1999");
    const Result result = run(entry, scenario);
    EXPECT_EQ(result.main.solver.reason, "completed");
    EXPECT_EQ(result.main.solver.worst, "") << "there is no state that could limit a step";
    // 65 v^0.5 + 200 d + 50 at 1 L0/s, half way; the power is smoothed below 0.001 L0/s, which takes 2.5e-7 of it.
    EXPECT_NEAR(result.main.traces.at("output.ia").values[150], 65 + 200 * 0.05 + 50, 65 * 2.6e-7);
    EXPECT_LE(entry.cross_check(scenario, result.main).largest(), 1e-12);
}

TEST(Catalogue, a_circuit_says_which_methods_it_runs_with) {
    Scenario scenario;
    scenario.circuit = "prochazka1999", scenario.duration = 0.3;
    scenario.solver.method = "grk4t";
    try {
        static_cast<void>(run(*find_entry("prochazka1999"), scenario));
        FAIL() << "a method that needs states";
    } catch (const InputError& e) {
        EXPECT_NE(std::string(e.what()).find("'tsitouras5' and 'dormand_prince5'"), std::string::npos) << e.what();
    }
}

TEST(Catalogue, a_pool_alone_shows_its_units) {
    Scenario scenario;
    scenario.circuit = "fuglevand1993", scenario.duration = 1;
    scenario.protocol = {{"drive", {Stimulus::ramp_and_hold(0, 1, 0, 1)}, {}}};
    const Result result = run(*find_entry("fuglevand1993"), scenario);
    EXPECT_EQ(result.main.solver.reason, "completed");
    const Table& trace = result.main.traces;
    // The size principle: the smaller a unit, the earlier it fires.
    double before = 0;
    for (const std::string unit : {"0", "40", "80", "110"}) {
        const auto& rate = trace.at("unit_rate." + unit).values;
        std::size_t first = 0;
        while (first < rate.size() && rate[first] == 0) ++first;
        ASSERT_LT(first, rate.size()) << unit;
        EXPECT_GT(trace.at("time").values[first], before) << unit;
        EXPECT_GT(rate.back(), 8) << unit;
        before = trace.at("time").values[first];
    }
    EXPECT_GT(trace.at("output.excitation").values.back(), 0.4);
    EXPECT_GT(trace.at("emg").values.back(), 0.4);
}

TEST(Catalogue, noise_of_the_common_drive_reaches_every_unit_and_the_force) {
    Scenario scenario;
    scenario.circuit = "fuglevand1993", scenario.duration = 4;
    scenario.protocol = {{"drive", {Stimulus::noise(0.5, 0.02, 10, 1, 0, 4)}, {}}};
    const Table trace = run(*find_entry("fuglevand1993"), scenario).main.traces;
    const auto spread = [&](const std::string& name) {
        const auto& values = trace.at(name).values;
        double mean = 0, square = 0;
        for (const double v : values) mean += v, square += v * v;
        mean /= static_cast<double>(values.size());
        return std::sqrt(square / static_cast<double>(values.size()) - mean * mean);
    };
    // 0.02 of drive is 0.58 pps of every unit's rate and, at a slope of 0.55, 0.011 of the force; the membrane takes a
    // little, and four seconds of 10 Hz noise have their own rms to a quarter.
    EXPECT_NEAR(spread("unit_rate.0"), 0.58, 0.2);
    EXPECT_NEAR(spread("unit_rate.50"), spread("unit_rate.0"), 1e-9);
    EXPECT_NEAR(spread("output.excitation"), 0.011, 0.004);
}

TEST(Catalogue, both_muscles_agree_where_their_curves_do) {
    // The same soleus in two models, half excited: 2.8 kN of 6.2 in both, within 5 %.
    const auto force = [](const std::string& circuit) {
        Scenario scenario;
        scenario.circuit = circuit, scenario.preset = "human_soleus", scenario.duration = 1;
        scenario.protocol = {{"path_length", {Stimulus::constant(0.32284)}, {}},
                             {"excitation", {Stimulus::step(0, 0.5, 0.1)}, {}}};
        return run(*find_entry(circuit), scenario).main.traces.at("output.tendon_force").values.back();
    };
    EXPECT_NEAR(force("thelen2003"), force("muscle"), 0.05 * force("muscle"));
}

TEST(Catalogue, a_spindle_with_a_memory_answers_the_second_stretch_with_less) {
    Scenario scenario;
    scenario.circuit = "spindle_thixotropic", scenario.duration = 0.5;
    scenario.protocol = {{"length",
                          {Stimulus::table(std::vector{0.1, 0.2, 0.3, 0.4}, std::vector{0.95, 1.0, 0.95, 1.0},
                                           Stimulus::Interpolation::linear)},
                          {}}};
    const Table trace = run(*find_entry("spindle_thixotropic"), scenario).main.traces;
    const auto& ia = trace.at("output.ia").values;
    const auto largest = [&](std::size_t from, std::size_t to) {
        return *std::max_element(ia.begin() + static_cast<long>(from), ia.begin() + static_cast<long>(to));
    };
    EXPECT_GT(largest(100, 125), 1.5 * largest(300, 325)); // samples are milliseconds
}

} // namespace
} // namespace myotatic::runtime
