#include "myotatic/runtime/scenario.hpp"

#include "../support/comma_locale.hpp"
#include "../support/temporary_folder.hpp"
#include "myotatic/core/text.hpp"
#include "support/toy_circuit.hpp"

#include <gtest/gtest.h>

#include <locale>
#include <numbers>

using namespace myotatic;
using namespace myotatic::runtime;
using myotatic::testing::TemporaryFolder;
using myotatic::testing::write_text;

namespace {

const Entry* const toys[] = {&toy::circuit()};
const std::string head = "circuit = \"toy_arc\"\n";

// A scenario file in a folder of its own, read against the toy circuit.
struct File {
    TemporaryFolder folder;
    std::filesystem::path path = folder / "scenario.toml";

    Scenario read(const std::string& text, const std::vector<Override>& overrides = {}) const {
        write_text(path, text);
        return load_scenario(path, overrides, toys);
    }
    std::string complaint(const std::string& text, const std::vector<Override>& overrides = {}) const {
        try {
            read(text, overrides);
        } catch (const InputError& error) {
            return error.what();
        }
        return "";
    }
    Stimulus stimulus(const std::string& input, const std::string& lines) const {
        return read(head + "[protocol." + input + "]\n" + lines).protocol.at(0).stimuli.at(0);
    }
};

void expect_same(const Scenario& a, const Scenario& b) {
    EXPECT_EQ(a.title, b.title);
    EXPECT_EQ(a.description, b.description);
    EXPECT_EQ(a.circuit, b.circuit);
    EXPECT_EQ(a.preset, b.preset);
    EXPECT_EQ(a.parameters, b.parameters);
    EXPECT_EQ(a.start, b.start);
    EXPECT_EQ(a.duration, b.duration);
    ASSERT_EQ(a.protocol.size(), b.protocol.size());
    for (std::size_t i = 0; i < a.protocol.size(); ++i) {
        EXPECT_EQ(a.protocol[i].input, b.protocol[i].input);
        EXPECT_EQ(a.protocol[i].stimuli, b.protocol[i].stimuli) << a.protocol[i].input;
    }
    EXPECT_EQ(a.solver.method, b.solver.method);
    EXPECT_EQ(a.solver.rtol, b.solver.rtol);
    EXPECT_EQ(a.solver.atol, b.solver.atol);
    EXPECT_EQ(a.solver.step, b.solver.step);
    EXPECT_EQ(a.solver.max_step, b.solver.max_step);
    EXPECT_EQ(a.solver.max_steps, b.solver.max_steps);
    EXPECT_EQ(a.solver.quiet, b.solver.quiet);
    EXPECT_EQ(a.solver.cross_check_span, b.solver.cross_check_span);
    EXPECT_EQ(a.record.every, b.record.every);
    EXPECT_EQ(a.record.signals, b.record.signals);
    ASSERT_EQ(a.measures.size(), b.measures.size());
    for (std::size_t i = 0; i < a.measures.size(); ++i) {
        const NamedMeasure &m = a.measures[i], &n = b.measures[i];
        EXPECT_EQ(std::tie(m.name, m.variant, m.measure.kind, m.measure.signal, m.measure.after, m.measure.before,
                           m.measure.threshold),
                  std::tie(n.name, n.variant, n.measure.kind, n.measure.signal, n.measure.after, n.measure.before,
                           n.measure.threshold));
    }
    ASSERT_EQ(a.figures.size(), b.figures.size());
    for (std::size_t i = 0; i < a.figures.size(); ++i) {
        const Figure &f = a.figures[i], &g = b.figures[i];
        EXPECT_EQ(std::tie(f.name, f.title, f.signals, f.from, f.until),
                  std::tie(g.name, g.title, g.signals, g.from, g.until));
    }
    ASSERT_EQ(a.variants.size(), b.variants.size());
    for (std::size_t i = 0; i < a.variants.size(); ++i) {
        EXPECT_EQ(a.variants[i].name, b.variants[i].name);
        EXPECT_EQ(a.variants[i].parameters, b.variants[i].parameters);
    }
    EXPECT_EQ(a.inputs, b.inputs);
}

// Everything that can be said, with values whose decimal text is not exact in SI.
const std::string everything = R"(title = "Tap \"1\""
description = """
Two lines,
	a tab and a µ."""
circuit = "toy_arc"
preset = "lively"
[parameters]
ia_delay = "33.3 ms"
rest_length = "1.05 L0"
moment_arm = ["4.1 cm", "0 m", "-1 mm"]
joint = { inertia = "0.013 kg m^2", stiffness = "17 N m/rad" }
[protocol]
start = "-0.1 s"
duration = "2.1 s"
[[protocol.stretch]]
kind = "half_sine"
amplitude = "4.3 mm"
start = "0.7 s"
duration = "10.7 ms"
[[protocol.stretch]]
kind = "ramp_and_hold"
from = "0 mm"
to = "3.3 mm"
start = "1 s"
speed = "70 mm/s"
hold = "0.2 s"
return_speed = "1.7 mm/s"
[protocol.drive]
kind = "sine"
amplitude = 0.03
frequency = "3 Hz"
phase = "77 deg"
stop = "0.6 s"
[protocol.angle]
kind = "step"
to = "33.3 deg"
at = "0.3 s"
until = "0.4 s"
[protocol.roller.pressure]
kind = "pulse_train"
high = "31.7 kPa"
start = "0.1 s"
width = "3.3 ms"
period = "10.1 ms"
until = "0.5 s"
[solver]
method = "runge_kutta4"
rtol = 1e-6
atol = 3e-11
step = "0.3 ms"
max_step = "0.7 ms"
max_steps = 1_000_000
quiet = false
cross_check_span = "0.7 s"
[record]
every = "0.9 ms"
signals = ["spindle.ia", "muscle.force"]
[variant.silent.parameters]
gain = 0
joint.stiffness = "1.1 N m/rad"
[measure.onset]
kind = "latency"
signal = "spindle.ia"
after = "0.7 s"
before = "0.9 s"
threshold = 0.02
variant = "silent"
[measure.damping]
kind = "damping_ratio"
signal = "muscle.force"
[[output.figure]]
name = "force"
title = "Force"
signals = ["muscle.force"]
from = "0.6 s"
until = "0.9 s"
[[output.figure]]
name = "rate"
signals = ["spindle.ia"]
)";

} // namespace

TEST(Scenario, quantities_become_SI_and_everything_lands_where_it_belongs) {
    const Scenario s = File{}.read(everything);
    EXPECT_EQ(s.title, "Tap \"1\"");
    EXPECT_EQ(s.description, "Two lines,\n\ta tab and a µ.");
    EXPECT_EQ(s.preset, "lively");
    EXPECT_EQ(s.parameters, (std::map<std::string, double>{{"ia_delay", 0.0333},
                                                           {"rest_length", 1.05},
                                                           {"moment_arm.0", 0.041},
                                                           {"moment_arm.1", 0},
                                                           {"moment_arm.2", -1e-3},
                                                           {"joint.inertia", 0.013},
                                                           {"joint.stiffness", 17}}));
    EXPECT_EQ(s.start, -0.1);
    EXPECT_EQ(s.duration, 2.1);
    ASSERT_EQ(s.protocol.size(), 4u);
    EXPECT_EQ(s.protocol[0].input, "stretch");
    EXPECT_EQ(s.protocol[0].stimuli.size(), 2u);
    EXPECT_EQ(s.protocol[3].input, "roller.pressure");
    EXPECT_EQ(s.solver.max_steps, 1'000'000);
    EXPECT_FALSE(s.solver.quiet);
    EXPECT_EQ(s.solver.step, 0.0003);
    EXPECT_EQ(s.record.signals, (std::vector<std::string>{"spindle.ia", "muscle.force"}));
    ASSERT_EQ(s.measures.size(), 2u);
    EXPECT_EQ(s.measures[0].name, "onset") << "measures keep the order of the file";
    EXPECT_EQ(s.measures[0].measure.kind, Measure::Kind::latency);
    EXPECT_EQ(s.measures[1].measure.kind, Measure::Kind::damping_ratio);
    EXPECT_EQ(s.variants.at(0).parameters.at("joint.stiffness"), 1.1);
    EXPECT_EQ(s.figures.at(0).from, 0.6);
    EXPECT_TRUE(s.warnings.empty());
}

TEST(Scenario, a_minimal_one_has_the_defaults_of_the_plain_data) {
    expect_same(File{}.read(head), [] {
        Scenario s;
        s.circuit = "toy_arc";
        return s;
    }());
    EXPECT_EQ(File{}.read(head + "[protocol]\nduration = \"0.5 ms\"\n").record.every, 0.0005)
        << "samples are no further apart than the run is long";
    EXPECT_EQ(File{}.read(head + "preset = \"\"\n").preset, "") << "no preset can be said in words";
}

TEST(Scenario, resolved_text_reads_back_to_the_same_scenario) {
    const File file;
    const Scenario first = file.read(everything);
    const std::string text = resolved_text(first, toys);
    const Scenario again = file.read(text);
    expect_same(again, first);
    EXPECT_EQ(resolved_text(again, toys), text);
    expect_same(file.read(resolved_text(file.read(head), toys)), file.read(head));
}

TEST(Scenario, one_made_in_code_can_be_written_down_as_well) {
    Scenario s;
    s.circuit = "toy_arc";
    s.parameters["ia_delay"] = 0.1 / 3; // no short decimal in ms
    s.protocol.push_back(
        {"drive", {Stimulus::sine(0.1, 0.1 / 3, 1 / 0.3, 0.2), Stimulus::half_sine(0, 1.0 / 7, 0.1, 0.2)}, {}});
    expect_same(File{}.read(resolved_text(s, toys)), s);

    s.protocol[0].stimuli = {Stimulus::callable([](const auto& t) { return t; })};
    EXPECT_NE(resolved_text(s, toys).find("# a function that the program brings"), std::string::npos);
    s.circuit = "toy_ark";
    EXPECT_THROW(resolved_text(s, toys), InputError);
}

TEST(ScenarioStimulus, kinds_mean_what_their_factories_mean) {
    const File f;
    EXPECT_EQ(f.stimulus("drive", "kind = \"constant\"\nvalue = 0.5"), Stimulus::constant(0.5));
    EXPECT_EQ(f.stimulus("drive", "kind = \"step\"\nto = 0.5\nat = \"1 s\""), Stimulus::step(0.05, 0.5, 1))
        << "from the input's own value";
    EXPECT_EQ(f.stimulus("stretch", "kind = \"ramp_and_hold\"\nto = \"5 mm\"\nstart = \"1 s\"\nduration = \"2 s\""),
              Stimulus::ramp_and_hold(0.001, 0.005, 1, 2));
    EXPECT_EQ(f.stimulus("stretch",
                         "kind = \"ramp_and_hold\"\nto = \"5 mm\"\nstart = \"1 s\"\nspeed = \"2 mm/s\"\nhold = \"1 s\""),
              Stimulus::ramp_and_hold(0.001, 0.005, 1, (0.005 - 0.001) / (0.002), 1));
    EXPECT_EQ(f.stimulus("stretch", "kind = \"ramp_and_hold\"\nto = \"5 mm\"\nstart = \"1 s\"\nduration = \"2 s\"\nhold = "
                                    "\"1 s\"\nreturn_duration = \"3 s\""),
              Stimulus::ramp_and_hold(0.001, 0.005, 1, 2, 1, 3));
    EXPECT_EQ(f.stimulus("drive", "kind = \"sine\"\namplitude = 0.01\nfrequency = \"8 Hz\"\nphase = \"90 deg\""),
              Stimulus::sine(0.05, 0.01, 8, 90 * (std::numbers::pi / 180)));
    EXPECT_EQ(f.stimulus("angle", "kind = \"half_sine\"\namplitude = \"10 deg\"\nstart = \"1 s\"\nduration = \"10 ms\""),
              Stimulus::half_sine(0, 10 * (std::numbers::pi / 180), 1, 0.01));
    EXPECT_EQ(
        f.stimulus("drive",
                   "kind = \"pulse_train\"\nhigh = 1\nstart = \"0 s\"\nwidth = \"1 ms\"\nperiod = \"10 ms\"\ncount = 3"),
        Stimulus::pulse_train(0.05, 1, 0, 0.001, 0.01, 3));
    EXPECT_EQ(
        f.stimulus(
            "drive",
            "kind = \"pulse_train\"\nhigh = 1\nstart = \"0 s\"\nwidth = \"1 ms\"\nperiod = \"10 ms\"\nuntil = \"25 ms\""),
        Stimulus::pulse_train(0.05, 1, 0, 0.001, 0.01, 3))
        << "pulses that begin before the end";
    EXPECT_EQ(f.stimulus("drive", "kind = \"pieces\"\npieces = [[0, 0.5, 0, 0, 0, 0, 0, 0], [1, 0.25, 0, 0, 0, 0, 0, 0]]"),
              Stimulus::from_pieces({{.start = 0, .c0 = 0.5}, {.start = 1, .c0 = 0.25}}));
}

TEST(ScenarioStimulus, of_several_on_one_input_only_the_first_rests_at_its_own_value) {
    const Scenario s = File{}.read(
        head + "[[protocol.drive]]\nkind = \"step\"\nto = 0.5\nat = \"1 s\"\n"
               "[[protocol.drive]]\nkind = \"half_sine\"\namplitude = 0.1\nstart = \"1 s\"\nduration = \"1 s\"\n");
    EXPECT_EQ(s.protocol.at(0).stimuli.at(0)(0), 0.05);
    EXPECT_EQ(s.protocol.at(0).stimuli.at(1)(0), 0);
}

TEST(ScenarioStimulus, words_that_contradict_each_other_are_refused) {
    const File f;
    const auto complaint = [&](const std::string& lines) { return f.complaint(head + "[protocol.stretch]\n" + lines); };
    const std::string ramp = "kind = \"ramp_and_hold\"\nto = \"5 mm\"\nstart = \"1 s\"\n";
    EXPECT_NE(complaint(ramp + "speed = \"1 mm/s\"\nduration = \"1 s\"").find("exclude each other"), std::string::npos);
    EXPECT_NE(complaint(ramp).find("protocol.stretch.duration or protocol.stretch.speed is missing"), std::string::npos);
    EXPECT_NE(complaint(ramp + "speed = \"1 mm\"").find("expected a quantity in mm/s"), std::string::npos);
    EXPECT_NE(complaint(ramp + "duration = \"1 s\"\nreturn_duration = \"1 s\"").find("protocol.stretch.hold is missing"),
              std::string::npos);
    EXPECT_NE(complaint(ramp + "from = \"5 mm\"\nspeed = \"1 mm/s\"").find("a ramp from a value to itself has no speed"),
              std::string::npos);
    EXPECT_NE(complaint("kind = \"pulse_train\"\nhigh = \"1 mm\"\nstart = \"0 s\"\nwidth = \"1 s\"\nperiod = \"2 s\"")
                  .find("count or protocol.stretch.until is needed"),
              std::string::npos);
    EXPECT_NE(complaint("kind = \"sine\"\namplitude = \"1 mm\"\nfrequency = \"8 Hz\"\nstop = \"0.3 s\"")
                  .find("a jump has no velocity"),
              std::string::npos);
    EXPECT_EQ(complaint("kind = \"sine\"\namplitude = \"1 mm\"\nfrequency = \"8 Hz\"\nstop = \"0.5 s\""), "")
        << "whole periods end where they began";
}

TEST(ScenarioStimulus, a_table_is_converted_by_its_header_its_scenario_or_the_convention_of_opensim) {
    const File f;
    const auto stimulus = [&](const std::string& input, const std::string& file, const std::string& more = "") {
        return f
            .read(head + "[protocol]\nstart = \"0.1 s\"\nduration = \"1 s\"\n[protocol." + input +
                  "]\nkind = \"table\"\nfile = \"" + file + "\"\ncolumn = \"x\"\n" + more)
            .protocol.at(0)
            .stimuli.at(0);
    };
    write_text(f.folder / "mm.csv", "time [ms],x [mm]\n0,1\n500,2\n2000,3\n");
    EXPECT_DOUBLE_EQ(stimulus("stretch", "mm.csv")(1.25), 0.0025);
    EXPECT_DOUBLE_EQ(stimulus("stretch", "mm.csv", "scale = 2")(1.25), 0.005);
    EXPECT_DOUBLE_EQ(stimulus("stretch", "mm.csv", "unit = \"cm\"")(1.25), 0.025) << "the scenario has the last word";
    EXPECT_FALSE(stimulus("stretch", "mm.csv", "interpolation = \"cubic\"") == stimulus("stretch", "mm.csv"));

    write_text(f.folder / "plain.csv", "t [s],x\n0,0.25\n2,0.5\n");
    EXPECT_DOUBLE_EQ(stimulus("drive", "plain.csv", "time_column = \"t\"")(1), 0.375) << "a number needs no unit";
    EXPECT_DOUBLE_EQ(stimulus("stretch", "plain.csv", "time_column = \"t\"\nunit = \"mm\"")(0), 0.00025);

    const std::string rows = "endheader\ntime\tx\n0\t10\n2\t20\n";
    write_text(f.folder / "deg.mot", "x\ninDegrees=yes\n" + rows);
    write_text(f.folder / "si.sto", "x\ninDegrees=no\n" + rows);
    EXPECT_DOUBLE_EQ(stimulus("angle", "deg.mot")(2), 20 * std::numbers::pi / 180);
    EXPECT_DOUBLE_EQ(stimulus("roller.pressure", "deg.mot")(2), 20) << "only angles are in degrees";
    EXPECT_DOUBLE_EQ(stimulus("roller.pressure", "si.sto")(2), 20) << "Pa, not the kPa of the input";

    const Scenario s =
        f.read(head + "[protocol.drive]\nkind = \"table\"\nfile = \"plain.csv\"\ncolumn = \"x\"\ntime_column = \"t\"\n"
                      "[protocol]\nstart = \"0.1 s\"\n");
    EXPECT_EQ(s.inputs, std::vector{f.folder / "plain.csv"}) << "relative to the scenario";
    expect_same(f.read(resolved_text(s, toys)), s);
}

TEST(ScenarioStimulus, a_table_covers_the_past_that_the_slowest_variant_asks_for) {
    const File f;
    write_text(f.folder / "x.csv", "time [s],x\n-0.05,0.1\n2,0.1\n");
    const std::string text = head + "[protocol.drive]\nkind = \"table\"\nfile = \"x.csv\"\ncolumn = \"x\"\n";
    EXPECT_EQ(f.complaint(text), "") << "45 ms are the larger of its two delays";
    EXPECT_NE(f.complaint(text + "[variant.slow.parameters]\nib_delay = \"60 ms\"\n")
                  .find("covers [-0.05, 2] s, but the run needs [-0.06, 1] s"),
              std::string::npos);
}

TEST(ScenarioOverride, replaces_adds_and_is_checked_like_the_file) {
    const File f;
    const std::string text =
        head + "preset = \"calm\"\n[parameters]\ngain = 0.1\n[protocol.drive]\nkind = \"step\"\nto = 0.5\nat = \"1 s\"\n";
    const Scenario s = f.read(text, {{"parameters.gain", "0.7"},
                                     {"parameters.ia_delay", "30 ms"},
                                     {"parameters.joint.inertia", "\"0.02 kg m^2\""},
                                     {"preset", "lively"},
                                     {"solver.rtol", "1e-6"},
                                     {"record.signals", "[\"spindle.ia\"]"},
                                     {"protocol.drive.to", "0.25"},
                                     {"variant.none.parameters.gain", "0"},
                                     {"title", "a = \"b\" ü"}});
    EXPECT_EQ(s.parameters, (std::map<std::string, double>{{"gain", 0.7}, {"ia_delay", 0.03}, {"joint.inertia", 0.02}}));
    EXPECT_EQ(s.preset, "lively");
    EXPECT_EQ(s.solver.rtol, 1e-6);
    EXPECT_EQ(s.record.signals, std::vector<std::string>{"spindle.ia"});
    EXPECT_EQ(s.protocol.at(0).stimuli.at(0)(2), 0.25);
    EXPECT_EQ(s.variants.at(0).parameters.at("gain"), 0);
    EXPECT_EQ(s.title, "a = \"b\" ü");

    EXPECT_NE(f.complaint(text, {{"parameters.gain", "-1"}})
                  .find("--set parameters.gain: error: parameters.gain = -1 is out of range [0, 10]"),
              std::string::npos);
    EXPECT_NE(f.complaint(text, {{"parameters.gain.x", "1"}})
                  .find("--set parameters.gain.x: error: 'parameters.gain' is the number 0.1 and has no 'x'"),
              std::string::npos);
    EXPECT_NE(f.complaint(text, {{"a..b", "1"}}).find("a dotted key has a name between any two dots"), std::string::npos);
    EXPECT_NE(f.complaint(text, {{"", "1"}}).find("a dotted key has a name"), std::string::npos);
    EXPECT_EQ(f.read(text, {{"title", "1\ncircuit = \"x\""}}).title, "1\ncircuit = \"x\"");
}

TEST(ScenarioOverride, reaches_into_arrays_by_index) {
    const std::string text =
        head +
        "[[protocol.drive]]\nkind = \"constant\"\nvalue = 0.1\n[[protocol.drive]]\nkind = \"constant\"\nvalue = 0.2\n";
    EXPECT_EQ(File{}.read(text, {{"protocol.drive.1.value", "0.3"}}).protocol.at(0).stimuli.at(1)(0), 0.3);
    EXPECT_NE(
        File{}.complaint(text, {{"protocol.drive.2.value", "0.3"}}).find("'protocol.drive' is an array and has no '2'"),
        std::string::npos);
}

TEST(Scenario, what_the_circuit_refuses_is_told_at_the_parameters) {
    EXPECT_NE(File{}
                  .complaint(head + "[parameters]\nrest_length = \"1.65 L0\"\n")
                  .find("scenario.toml:2:2: error: muscle 'toy' cannot rest"),
              std::string::npos);
    EXPECT_NE(File{}
                  .complaint(head + "[variant.long.parameters]\nrest_length = \"1.65 L0\"\n")
                  .find("scenario.toml:2:10: error: muscle 'toy' cannot rest"),
              std::string::npos);
}

TEST(Scenario, reads_and_writes_the_same_in_every_locale) {
    struct Comma : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    const File f;
    const Scenario plain = f.read(everything);
    const std::string text = resolved_text(plain, toys), fault = f.complaint(head + "[solver]\nrtol = 12345.5\n");
    for (const char* language : {"de_DE", "tr_TR"}) {
        const myotatic::testing::CommaLocale c_locale(language);
        const std::locale old = std::locale::global(std::locale(std::locale::classic(), new Comma));
        const Scenario s = f.read(everything);
        EXPECT_EQ(resolved_text(s, toys), text) << language;
        EXPECT_EQ(f.complaint(head + "[solver]\nrtol = 12345.5\n"), fault) << language;
        std::locale::global(old);
    }
    expect_same(f.read(everything), plain);
}
