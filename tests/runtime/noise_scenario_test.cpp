// Noise in a scenario file.
#include "../support/temporary_folder.hpp"
#include "myotatic/runtime/scenario.hpp"
#include "support/toy_circuit.hpp"

#include <gtest/gtest.h>

#include <vector>

using namespace myotatic;
using namespace myotatic::runtime;
using myotatic::testing::TemporaryFolder;
using myotatic::testing::write_text;

namespace {

const Entry* const toys[] = {&toy::circuit()};
const std::string head = "circuit = \"toy_arc\"\n[protocol]\nduration = \"2 s\"\n";
const std::string noise = "[protocol.drive]\nkind = \"noise\"\nrms = 0.01\nband_limit = \"20 Hz\"\nseed = 3\n";

Scenario read(const std::string& text) {
    const TemporaryFolder folder;
    write_text(folder / "scenario.toml", text);
    return load_scenario(folder / "scenario.toml", {}, toys);
}

std::string complaint(const std::string& text) {
    try {
        read(text);
    } catch (const InputError& error) {
        return error.what();
    } catch (const ResourceError& error) {
        return std::string("too much: ") + error.what();
    }
    return "";
}

void expect_said(const std::string& text, const std::vector<std::string>& parts) {
    const std::string said = complaint(text);
    for (const std::string& part : parts) EXPECT_NE(said.find(part), std::string::npos) << part << "\nin:\n" << said;
}

} // namespace

TEST(ScenarioNoise, means_what_its_factory_means) {
    EXPECT_EQ(read(head + noise).protocol.at(0).stimuli.at(0), Stimulus::noise(0.05, 0.01, 20, 3))
        << "about the input's own value";
    EXPECT_EQ(
        read(head + noise + "mean = 0.4\nmember = 7\nstart = \"0.5 s\"\nstop = \"1500 ms\"\n").protocol.at(0).stimuli.at(0),
        Stimulus::noise(0.4, 0.01, 20, 3, 0.5, 1.5, 7));
    EXPECT_EQ(
        read(head +
             "[protocol.stretch]\nkind = \"noise\"\nmean = \"0 mm\"\nrms = \"2 mm\"\nband_limit = \"20 Hz\"\nseed = 0\n")
            .protocol.at(0)
            .stimuli.at(0),
        Stimulus::noise(0, 0.002, 20, 0))
        << "an input that has a rate";
    EXPECT_EQ(read("circuit = \"toy_arc\"\n[protocol]\nstart = \"-1 s\"\n" + noise).protocol.at(0).stimuli.at(0),
              Stimulus::noise(0.05, 0.01, 20, 3, -1))
        << "from the start of the run on";
}

TEST(ScenarioNoise, resolved_text_reads_back_to_the_same_noise) {
    for (const std::string more : {"", "mean = 0.4\nmember = 7\nstart = \"0.5 s\"\nstop = \"1500 ms\"\n"}) {
        const Scenario first = read(head + noise + more);
        EXPECT_EQ(read(resolved_text(first, toys)).protocol.at(0).stimuli, first.protocol.at(0).stimuli);
    }
    Scenario made;
    made.circuit = "toy_arc";
    made.protocol.push_back({"stretch", {Stimulus::noise(0.1 / 3e3, 1e-3 / 7, 100.0 / 3, 123456789, 0.1 / 3, 0.9, 11)}, {}});
    EXPECT_EQ(read(resolved_text(made, toys)).protocol.at(0).stimuli, made.protocol.at(0).stimuli)
        << resolved_text(made, toys);
}

TEST(ScenarioNoise, every_key_is_checked) {
    expect_said(head + "[protocol.drive]\nkind = \"noise\"\n",
                {"protocol.drive.rms is missing; expected a number",
                 "protocol.drive.band_limit is missing; expected a quantity in Hz",
                 "protocol.drive.seed is missing; expected a whole number"});
    expect_said(head + "[protocol.drive]\nkind = \"noise\"\nrms = 0\nband_limit = \"0 Hz\"\nseed = -1\nmember = 1.5\n",
                {"scenario.toml:6:7: error: protocol.drive.rms = 0 is out of range",
                 "protocol.drive.band_limit = \"0 Hz\" is out of range (0, 10000]; unit: Hz",
                 "protocol.drive.seed = -1 is out of range [0, 9007199254740992]",
                 "protocol.drive.member = 1.5 is the number 1.5: expected a whole number"});
    expect_said(head + noise + "amplitude = 1\n", {"unknown key 'protocol.drive.amplitude'", "band_limit"});
    expect_said(head + noise + "stop = \"0.05 s\"\n",
                {"protocol.drive.kind = \"noise\": noise lasts at least two periods of its band limit"});
    expect_said(head + "[protocol.drive]\nkind = \"nois\"\n", {"did you mean 'noise'?"});
}

TEST(ScenarioNoise, must_stay_within_the_bounds_of_its_input_during_the_run) {
    EXPECT_EQ(complaint(head + noise), "") << "0.05 is five times rms above 0";
    const std::string wide = "[[protocol.drive]]\nkind = \"noise\"\nrms = 0.05\nband_limit = \"20 Hz\"\nseed = 3\n";
    expect_said(head + wide, {"protocol.drive = -", " is out of range [0, 1]"});
    EXPECT_EQ(complaint(head + wide + "[[protocol.drive]]\nkind = \"constant\"\nvalue = 0.5\n"), "") << "the sum counts";
    expect_said(head + wide + "[[protocol.drive]]\nkind = \"sine\"\namplitude = 0.05\nfrequency = \"5 Hz\"\n",
                {"is out of range [0, 1]"});
    EXPECT_EQ(complaint(head + wide + "start = \"5 s\"\n"), "") << "after the run it may reach what it likes";
}

TEST(ScenarioNoise, of_more_points_than_a_run_can_afford_is_refused_before_it_starts) {
    expect_said("circuit = \"toy_arc\"\n[protocol]\nduration = \"200000 s\"\n" + noise,
                {"too much: ", "scenario.toml:7:14: error: protocol.drive.band_limit makes 20000000 points"});
    expect_said("circuit = \"toy_arc\"\n[solver]\nmax_steps = 100\n[protocol]\nduration = \"2 s\"\n" + noise,
                {"too much: ", "the run needs at least 200 steps"});
}
