#include "myotatic/runtime/catalogue.hpp"

#include "myotatic/core/error.hpp"
#include "myotatic/runtime/run.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

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

} // namespace
} // namespace myotatic::runtime
