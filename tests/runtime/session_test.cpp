// Sessions in scenario files: what is read, what is refused and how, what becomes of variants.
#include "../support/temporary_folder.hpp"
#include "myotatic/experiment/plan_session.hpp"
#include "myotatic/runtime/catalogue.hpp"
#include "myotatic/runtime/scenario.hpp"
#include "myotatic/runtime/sweep.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace myotatic;
using namespace myotatic::runtime;
using myotatic::testing::TemporaryFolder;
using myotatic::testing::write_text;

namespace {

// Two muscles that are only read about: each has a roller, one of them tells its tissue.

template <Scalar T>
struct RolledInput {
    RollerInput<T> roller{};
    static constexpr auto fields() { return std::tuple{part("roller", &RolledInput::roller)}; }
};
template <Scalar T>
struct Inputs {
    RolledInput<T> extensor{}, flexor{};
    T torque = 0.0;
    static constexpr auto fields() {
        return std::tuple{part("extensor", &Inputs::extensor), part("flexor", &Inputs::flexor),
                          field("torque", &Inputs::torque, "N m", "on the joint").within(-100, 100)};
    }
};
template <Scalar T>
struct MuscleParameters {
    RolledTissue<>::Parameters<T> tissue{};
    static constexpr auto fields() { return std::tuple{part("tissue", &MuscleParameters::tissue)}; }
};
template <Scalar T>
struct Parameters {
    MuscleParameters<T> extensor{};
    static constexpr auto fields() { return std::tuple{part("extensor", &Parameters::extensor)}; }
};

class Pair : public Entry {
public:
    Pair() {
        facts_.name = "toy_pair";
        facts_.parameters = describe<Parameters<double>>();
        const auto defaults = flat(Parameters<double>{});
        facts_.defaults.assign(defaults.begin(), defaults.end());
        facts_.inputs = describe<Inputs<double>>();
        const auto inputs = flat(Inputs<double>{});
        facts_.input_defaults.assign(inputs.begin(), inputs.end());
    }
    const CircuitFacts& facts() const override { return facts_; }
    std::vector<double> resolve(std::string_view, const std::map<std::string, double>& overrides) const override {
        std::vector<double> values = facts_.defaults;
        for (const auto& [name, value] : overrides)
            for (std::size_t i = 0; i < values.size(); ++i)
                if (facts_.parameters[i].name == name) values[i] = value;
        return values;
    }
    RunResult run(const Scenario&, const Variant*, const Watch&) const override {
        throw std::logic_error("this circuit is only read about");
    }
    CrossCheck cross_check(const Scenario&, const RunResult&) const override {
        throw std::logic_error("this circuit is only read about");
    }

private:
    CircuitFacts facts_;
};

struct File {
    TemporaryFolder folder;
    Pair pair{};
    Scenario read(const std::string& text) const {
        write_text(folder / "scenario.toml", text);
        std::vector<const Entry*> circuits{&pair};
        for (const auto& entry : catalogue()) circuits.push_back(entry.get());
        return load_scenario(folder / "scenario.toml", {}, circuits);
    }
    std::string text(const Scenario& scenario) const {
        std::vector<const Entry*> circuits{&pair};
        for (const auto& entry : catalogue()) circuits.push_back(entry.get());
        return resolved_text(scenario, circuits);
    }
    std::string complaint(const std::string& text) const {
        try {
            read(text);
        } catch (const InputError& error) {
            return error.what();
        }
        return "";
    }
};

/// What follows the two lines of the head starts at line 3.
const std::string calf = "circuit = \"rolled_muscle\"\npreset = \"human_calf_tight\"\n";
const std::string pair = "circuit = \"toy_pair\"\nparameters.extensor.tissue.belly = {tight_from = 0.3, tight_to = 0.5}\n";
const std::string roll = "[[session.step]]\nroll = \"90 s\"\nload = 0.34\n";
const std::string rest = "[[session.step]]\nrest = \"10 s\"\n";
const std::string hold = "[[session.step]]\nhold = \"40 s\"\nload = 0.34\n";

const Stimulus& stimulus(const std::vector<Drive>& protocol, const std::string& input) {
    for (const Drive& drive : protocol)
        if (drive.input == input) return drive.stimuli.at(0);
    throw std::out_of_range(input);
}

void expect_same_drives(const std::vector<Drive>& a, const std::vector<Drive>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].input, b[i].input);
        EXPECT_EQ(a[i].stimuli, b[i].stimuli) << a[i].input;
        EXPECT_EQ(a[i].of_session, b[i].of_session) << a[i].input;
    }
}

} // namespace

TEST(SessionReader, makes_stimuli_phases_and_the_duration_of_steps) {
    const Scenario s = File{}.read(calf + "[session]\nfollow_up = [\"10 min\", \"24 h\"]\n" + roll + rest + hold +
                                   "[record]\nevery = \"1 s\"\n");
    ASSERT_TRUE(s.session);
    EXPECT_EQ(s.duration, 10 + 90 + 10 + 40 + 86400) << "to the last instant";
    EXPECT_EQ(s.session->phases.size(), 3u);
    EXPECT_EQ(s.session->instants.back().name, "24 h");
    EXPECT_EQ(s.session->instants.back().time, s.duration);
    EXPECT_EQ(stimulus(s.protocol, "roller.load")(50), 0.34);
    EXPECT_EQ(stimulus(s.protocol, "roller.position")(0), 0.1);
    EXPECT_TRUE(s.session->phases[2].searched);
    EXPECT_NEAR(s.session->phases[2].position, 0.4375, 1.0 / 16) << "the middle of what is tight";
    EXPECT_EQ(stimulus(s.protocol, "roller.position")(130), s.session->phases[2].position);
    EXPECT_TRUE(s.warnings.empty());
}

TEST(SessionReader, takes_every_key_of_every_step) {
    const Scenario s = File{}.read(
        pair +
        "[session]\nstart = \"3 s\"\ndays = 2\nside = \"left\"\nfollow_up = [\"30 s\"]\n"
        "[[session.step]]\nroll = \"1 min\"\nmuscle = \"flexor\"\nside = \"left\"\nload = 0.2\npass = \"3 s\"\nfrom = "
        "0.8\nto = 0.2\n[[session.step]]\nrest = \"5 s\"\n[[session.step]]\nhold = \"20 s\"\nmuscle = "
        "\"extensor\"\nload = 0.3\nspot = 0.7\n[[session.step]]\nhold = \"30 s\"\nmuscle = \"extensor\"\nside = "
        "\"left\"\nload = 0.1\nspot = \"tender\"\nbetween = [0.2, 0.6]\n[record]\nevery = \"10 s\"\n");
    const Session expected{.start = 3,
                           .days = 2,
                           .steps = {Roll{60, 0.2, "flexor", Side::left, 3, 0.8, 0.2}, Rest{5},
                                     Hold{20, 0.3, "extensor", Side::right, 0.7},
                                     Hold{30, 0.1, "extensor", Side::left, {}, 0.2, 0.6}},
                           .follow_up = {30},
                           .side = Side::left};
    EXPECT_EQ(s.session->session, expected);
    EXPECT_EQ(s.session->muscles, (std::vector<std::string>{"flexor", "extensor"}));
    EXPECT_EQ(s.session->phases.at(2).what, "rest") << "the other side is held";
    EXPECT_EQ(stimulus(s.protocol, "flexor.roller.load")(30), 0.2);
    EXPECT_EQ(stimulus(s.protocol, "extensor.roller.load")(75), 0);
    EXPECT_EQ(stimulus(s.protocol, "extensor.roller.load")(100), 0.1);
}

TEST(SessionReader, leaves_a_protocol_on_other_inputs_alone) {
    const Scenario s = File{}.read(calf + "[protocol.angle]\nkind = \"constant\"\nvalue = \"5 deg\"\n[session]\n" + roll);
    ASSERT_EQ(s.protocol.size(), 3u);
    EXPECT_FALSE(s.protocol[0].of_session);
    EXPECT_TRUE(s.protocol[1].of_session);
}

TEST(SessionReader, a_run_that_is_shorter_than_its_session_is_cut_with_a_warning) {
    const Scenario s = File{}.read(calf + "[protocol]\nduration = \"105 s\"\n[session]\n" + roll + rest + hold);
    EXPECT_EQ(s.duration, 105);
    ASSERT_EQ(s.warnings.size(), 1u);
    EXPECT_NE(to_text(s.warnings[0]).find("scenario.toml:4:12: warning: protocol.duration = 105 s ends 45 s before the"),
              std::string::npos)
        << to_text(s.warnings[0]);
    ASSERT_EQ(s.session->phases.size(), 2u);
    EXPECT_EQ(s.session->phases[1].until, 105);
    EXPECT_EQ(s.session->instants.back().name, "after rolling");
}

TEST(SessionReader, resolved_text_reads_back_to_the_same_session) {
    const File file;
    const Scenario first = file.read(
        pair +
        "[protocol.torque]\nkind = \"constant\"\nvalue = \"3 N m\"\n[session]\ndays = 2\nfollow_up = [\"10 min\"]\n"
        "[[session.step]]\nroll = \"33.3 s\"\nmuscle = \"extensor\"\nload = 0.3\npass = \"2.7 s\"\n" +
        rest +
        "[[session.step]]\nhold = \"40 s\"\nmuscle = \"extensor\"\nload = 0.34\n[[session.step]]\nhold = \"40 s\"\nmuscle = "
        "\"flexor\"\nside = \"left\"\nspot = 0.3\nload = 0.34\n[variant.untouched.session]\nsteps = \"none\"\n"
        "[variant.other.session]\nside = \"left\"\n[[variant.short.session.step]]\nhold = \"10 s\"\nmuscle = "
        "\"extensor\"\nload = 0.34\n[variant.soft.parameters]\nextensor.tissue.roller.stiffness = \"8.5 MPa/m\"\n"
        "[record]\nevery = \"0.1 s\"\nuntil = \"200 s\"\nthen = \"30 s\"\nagain = \"24 h\"\n");
    const std::string text = file.text(first);
    const Scenario again = file.read(text);
    EXPECT_EQ(file.text(again), text);
    EXPECT_EQ(again.duration, first.duration);
    EXPECT_EQ(again.session->session, first.session->session);
    expect_same_drives(again.protocol, first.protocol);
    ASSERT_EQ(again.variants.size(), 4u);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(again.variants[i].own_protocol, first.variants[i].own_protocol) << first.variants[i].name;
        EXPECT_EQ(again.variants[i].session.has_value(), first.variants[i].session.has_value()) << first.variants[i].name;
        expect_same_drives(again.variants[i].protocol, first.variants[i].protocol);
    }
    EXPECT_EQ(again.record.until, 200);
    EXPECT_EQ(again.record.then, 30);
    EXPECT_EQ(again.record.again, 86400);
}

TEST(SessionVariant, has_other_steps_no_steps_or_the_other_limb) {
    const Scenario s = File{}.read(
        pair +
        "[protocol.torque]\nkind = \"constant\"\nvalue = \"3 N m\"\n[session]\n[[session.step]]\nhold = \"40 s\"\n"
        "muscle = \"extensor\"\nload = 0.34\n[[session.step]]\nroll = \"40 s\"\nmuscle = \"flexor\"\nside = \"left\"\n"
        "load = 0.2\n[variant.untouched.session]\nsteps = \"none\"\n[variant.left.session]\nside = \"left\"\n"
        "[[variant.short.session.step]]\nhold = \"10 s\"\nmuscle = \"extensor\"\nload = 0.34\n"
        "[variant.soft.parameters]\nextensor.tissue.roller.stiffness = \"8.5 MPa/m\"\n");
    const auto named = [&](const std::string& name) -> const Variant& {
        for (const Variant& v : s.variants)
            if (v.name == name) return v;
        throw std::out_of_range(name);
    };
    EXPECT_TRUE(named("untouched").own_protocol);
    EXPECT_EQ(named("untouched").protocol.size(), 1u) << "the torque alone";
    EXPECT_FALSE(named("untouched").session);
    EXPECT_EQ(named("left").session->muscles, std::vector<std::string>{"flexor"});
    EXPECT_EQ(stimulus(named("left").protocol, "flexor.roller.load")(60), 0.2);
    EXPECT_EQ(named("short").session->phases.at(0).until, 20);
    EXPECT_FALSE(named("soft").own_protocol);
    EXPECT_EQ(s.duration, 10 + 40 + Session::move + 40) << "that of the scenario's session";
}

TEST(SessionVariant, searches_in_its_own_tissue_and_otherwise_takes_the_spot_of_the_scenario) {
    const std::string elsewhere = "parameters]\ntissue.belly.tight_from = 0.6875\ntissue.belly.tight_to = 0.9375\n";
    const Scenario s = File{}.read(calf + "[session]\n" + hold + "[variant.missed." + elsewhere + "[variant.found." +
                                   elsewhere + "[variant.found.session]\n");
    EXPECT_NEAR(s.session->phases[0].position, 0.4375, 1.0 / 32);
    EXPECT_FALSE(s.variants.at(0).own_protocol) << "so the hold misses what is tight there";
    EXPECT_NEAR(s.variants.at(1).session->phases[0].position, 0.8125, 1.0 / 32);
}

TEST(SessionVariant, runs_with_its_own_steps) {
    const Scenario s = File{}.read(
        calf +
        "[session]\nstart = \"1 s\"\n[[session.step]]\nhold = \"3 s\"\nload = 0.3\n[variant.none.session]\nsteps = "
        "\"none\"\n[[variant.light.session.step]]\nhold = \"2 s\"\nload = 0.1\nspot = 0.5\n[solver]\nmethod = "
        "\"grk4t\"\nrtol = 1e-6\natol = 1e-8\n[record]\nevery = \"0.5 s\"\nuntil = \"2 s\"\nthen = \"1 s\"\nsignals = "
        "[\"tissue.force\", \"input.roller.position\"]\n");
    const Result result = run(s);
    const auto force = [](const RunResult& r) { return r.traces.columns.at(1).values; };
    EXPECT_EQ(result.main.traces.columns.at(0).values, (std::vector<double>{0, 0.5, 1, 1.5, 2, 3, 4}));
    EXPECT_EQ(result.variants.at(0).traces.columns.at(0).values.size(), 7u);
    for (const double f : force(result.variants[0])) EXPECT_EQ(f, 0);
    const double weight = 735.75; // of the preset [N]
    EXPECT_NEAR(force(result.main)[4], 0.3 * weight, 1e-9 * weight);
    EXPECT_NEAR(force(result.variants[1])[4], 0.1 * weight, 1e-9 * weight);
    EXPECT_EQ(result.variants[1].traces.columns.at(2).values[4], 0.5);
}

TEST(SessionSweep, has_the_session_of_the_scenario_and_measures_samples_of_two_rates_as_a_run_does) {
    const Scenario s = File{}.read(
        calf + "[session]\nstart = \"1 s\"\nfollow_up = [\"30 s\"]\n[[session.step]]\nhold = \"20 s\"\nload = 0.34\n"
               "[solver]\nmethod = \"grk4t\"\nrtol = 1e-6\natol = 1e-8\n[record]\nevery = \"0.1 s\"\nuntil = \"22 s\"\nthen "
               "= \"7 s\"\nsignals = [\"tissue.contracture\"]\n[measure.mean]\nkind = \"mean\"\nsignal = "
               "\"tissue.contracture\"\n[sweep]\ndesign = \"list\"\n[sweep.vary]\ntissue.belly.release_rate = [\"0.05 "
               "1/s\", \"0 1/s\"]\n");
    struct Means final : SweepSink {
        std::vector<double> means;
        void row(const SweepRow& row) override { means.push_back(row.measures[0]); }
    } sink;
    EXPECT_EQ(sweep(s, {.threads = 1}, {}, sink).failed, 0);
    const double mean = run(s).main.metrics.at(0).value;
    EXPECT_LT(mean, 0.9) << "released by the hold";
    EXPECT_EQ(sink.means, (std::vector<double>{mean, 1}));
}

namespace {

struct Wrong {
    std::string name, scenario;
    std::vector<std::string> parts;
};
void PrintTo(const Wrong& w, std::ostream* out) { *out << w.scenario; }

class WrongSession : public ::testing::TestWithParam<Wrong> {};

// clang-format off
const std::vector<Wrong> wrong{
    {"of_a_circuit_without_rollers", "circuit = \"stretch_reflex\"\npreset = \"human_soleus\"\n[session]\n" + roll, {"scenario.toml:3:2: error: session: stretch_reflex has no roller: it would need inputs …roller.load and …roller.position", "circuits that have: toy_pair, rolled_muscle, rolled_pair"}},
    {"that_is_no_table", calf + "session = 3\n", {"scenario.toml:3:11: error: session = 3 is the integer 3: expected a table"}},
    {"without_steps", calf + "[session]\n", {"scenario.toml:3:2: error: session has no steps", "write [[session.step]]"}},
    {"of_no_steps", calf + "[session]\nstep = []\n", {"scenario.toml:4:8: error: session.step = [] has no step"}},
    {"of_one_table", calf + "[session.step]\nroll = \"9 s\"\n", {"session.step is a table: expected an array of tables", "write [[session.step]]"}},
    {"of_rest", calf + rest, {"session.step: every step is a rest"}},
    {"unknown_key", calf + "[session]\nday = 3\n" + roll, {"scenario.toml:4:1: error: unknown key 'session.day'", "did you mean 'session.days'?"}},
    {"no_days", calf + "[session]\ndays = 0\n" + roll, {"scenario.toml:4:8: error: session.days = 0 is out of range [1, 3660]"}},
    {"before_the_run", calf + "[protocol]\nstart = \"20 s\"\n[session]\nstart = \"10 s\"\n" + roll, {"scenario.toml:6:9: error: session.start = \"10 s\" is out of range [20, "}},
    {"start_without_a_unit", calf + "[session]\nstart = 10\n" + roll, {"scenario.toml:4:9: error: session.start = 10 has no unit: expected a quantity in s"}},
    {"third_side", calf + "[session]\nside = \"lef\"\n" + roll, {"scenario.toml:4:8: error: session.side = \"lef\" is no side", "did you mean 'left'?", "valid: right, left"}},
    {"follow_up_that_is_no_array", calf + "[session]\nfollow_up = \"10 min\"\n" + roll, {"scenario.toml:4:13: error: session.follow_up = \"10 min\" is the string \"10 min\": expected an array of times"}},
    {"follow_ups_in_disorder", calf + "[session]\nfollow_up = [\"30 min\", \"10 min\"]\n" + roll, {"scenario.toml:4:24: error: session.follow_up.1 = \"10 min\" is not after the one before, 1800 s"}},
    {"days_that_overlap", calf + "[session]\ndays = 2\n[[session.step]]\nrest = \"86400 s\"\n" + roll, {"scenario.toml:3:2: error: session: a daily session takes less than a day"}},
    {"passes_without_number", calf + "[session]\ndays = 3660\n[[session.step]]\nroll = \"1 h\"\nload = 0.3\n", {"session: a session has a million passes at most"}},

    {"step_of_nothing", calf + "[[session.step]]\nload = 0.3\n", {"scenario.toml:3:1: error: session.step.0 is no step", "one of roll, hold and rest"}},
    {"step_misspelt", calf + "[[session.step]]\nrol = \"90 s\"\nload = 0.3\n", {"scenario.toml:4:1: error: unknown key 'session.step.0.rol'", "did you mean 'session.step.0.roll'?"}},
    {"step_of_two", calf + "[[session.step]]\nroll = \"90 s\"\nhold = \"30 s\"\nload = 0.3\n", {"session.step.0 is several steps at once"}},
    {"step_that_is_too_short", calf + "[[session.step]]\nroll = \"90 ms\"\nload = 0.3\n", {"scenario.toml:4:8: error: session.step.0.roll = \"90 ms\" is out of range [1, 86400]; unit: s", "did you mean \"90 s\"?"}},
    {"step_without_load", calf + "[[session.step]]\nroll = \"90 s\"\n", {"scenario.toml:3:1: error: session.step.0.load is missing", "share of the body's weight"}},
    {"step_with_a_force", calf + "[[session.step]]\nroll = \"90 s\"\nload = \"250 N\"\n", {"scenario.toml:5:8: error: session.step.0.load = \"250 N\""}},
    {"step_with_too_much_load", calf + "[[session.step]]\nroll = \"90 s\"\nload = 34\n", {"session.step.0.load = 34 is out of range (0, 1]"}},
    {"rest_with_a_load", calf + roll + "[[session.step]]\nrest = \"90 s\"\nload = 0.3\n", {"scenario.toml:8:1: error: unknown key 'session.step.1.load'"}},
    {"hold_with_passes", calf + "[[session.step]]\nhold = \"90 s\"\nload = 0.3\npass = \"2 s\"\n", {"scenario.toml:6:1: error: unknown key 'session.step.0.pass'", "valid in [session.step.0]: roll, hold, rest, muscle, side, load, spot, between"}},
    {"roll_with_a_spot", calf + roll + "spot = 0.3\n", {"scenario.toml:6:1: error: unknown key 'session.step.0.spot'"}},
    {"roll_on_the_spot", calf + roll + "from = 0.9\n", {"scenario.toml:3:1: error: session.step.0 is rolled from 0.9 to the same place"}},
    {"roll_beyond_the_belly", calf + roll + "to = 1.2\n", {"scenario.toml:6:6: error: session.step.0.to = 1.2 is out of range [0, 1]"}},
    {"roll_faster_than_possible", calf + roll + "pass = \"2.5 ms\"\n", {"session.step.0.pass = \"2.5 ms\" is out of range [0.2, 1000]; unit: s", "did you mean \"2.5 s\"?"}},
    {"muscle_of_a_circuit_with_one", calf + roll + "muscle = \"extensor\"\n", {"scenario.toml:6:10: error: session.step.0.muscle = \"extensor\": rolled_muscle has one muscle, without a name", "leave it out"}},
    {"muscle_misspelt", pair + roll + "muscle = \"extensr\"\n", {"scenario.toml:6:10: error: session.step.0.muscle = \"extensr\" is no muscle of toy_pair", "did you mean 'extensor'?", "valid: extensor, flexor"}},
    {"muscle_missing", pair + roll, {"scenario.toml:3:1: error: session.step.0.muscle is missing: toy_pair has several", "valid: extensor, flexor"}},
    {"spot_misspelt", calf + hold + "spot = \"tendr\"\n", {"scenario.toml:6:8: error: session.step.0.spot = \"tendr\" is no spot", "expected \"tender\", or a place along the belly from 0 to 1"}},
    {"spot_beyond_the_belly", calf + hold + "spot = 2\n", {"session.step.0.spot = 2 is out of range [0, 1]"}},
    {"spot_in_a_tissue_that_nobody_knows", pair + hold + "muscle = \"flexor\"\n", {"scenario.toml:3:1: error: session.step.0.spot: toy_pair does not tell the tissue of this muscle", "give a place along the belly"}},
    {"range_of_a_given_spot", calf + hold + "spot = 0.3\nbetween = [0.2, 0.4]\n", {"scenario.toml:7:11: error: session.step.0.between is for a spot that is searched"}},
    {"range_of_one_place", calf + hold + "between = [0.2]\n", {"scenario.toml:6:11: error: session.step.0.between = [0.2] is no range"}},
    {"range_backwards", calf + hold + "between = [0.8, 0.2]\n", {"session.step.0.between = [0.8, 0.2] is no range: 0.2 lies before 0.8"}},

    {"input_that_is_driven_twice", calf + "[protocol.roller.load]\nkind = \"constant\"\nvalue = 0.3\n[session]\n" + roll, {"scenario.toml:3:", "protocol.roller.load: the session drives this input", "leave out one of the two"}},
    {"variant_of_a_scenario_without_any", calf + "[variant.x.session]\nsteps = \"none\"\n", {"scenario.toml:3:", "variant.x.session: the scenario has no session of its own"}},
    {"variant_with_some_other_word", calf + roll + "[variant.x.session]\nsteps = \"few\"\n", {"scenario.toml:7:9: error: variant.x.session.steps = \"few\"", "expected \"none\""}},
    {"variant_with_and_without_steps", calf + roll + "[variant.x.session]\nsteps = \"none\"\n[[variant.x.session.step]]\nrest = \"9 s\"\n", {"variant.x.session.step: there are no steps beside variant.x.session.steps"}},
    {"variant_with_its_own_days", calf + roll + "[variant.x.session]\ndays = 3\n", {"scenario.toml:7:1: error: unknown key 'variant.x.session.days'", "valid in [variant.x.session]: steps, step, side"}},

    {"record_coarse_without_distance", calf + "[record]\nuntil = \"0.5 s\"\n", {"scenario.toml:3:2: error: record.then is missing"}},
    {"record_coarse_without_a_time", calf + "[record]\nthen = \"30 s\"\nagain = \"24 h\"\n", {"scenario.toml:4:1: error: record.then goes with record.until, which is missing", "scenario.toml:5:1: error: record.again goes with record.until"}},
    {"record_coarse_from_the_start", calf + "[record]\nuntil = \"0 s\"\nthen = \"1 s\"\n", {"scenario.toml:4:9: error: record.until = \"0 s\" is out of range (0, "}},
    {"record_again_too_soon", calf + "[record]\nuntil = \"0.5 s\"\nthen = \"0.1 s\"\nagain = \"0.3 s\"\n", {"scenario.toml:6:9: error: record.again = 0.3 s is not after record.until = 0.5 s"}},
};
// clang-format on

} // namespace

TEST_P(WrongSession, is_told_with_place_value_and_what_would_be_right) {
    const std::string said = File{}.complaint(GetParam().scenario);
    for (const std::string& part : GetParam().parts)
        EXPECT_NE(said.find(part), std::string::npos) << part << "\nin:\n" << said;
}

INSTANTIATE_TEST_SUITE_P(Row, WrongSession, ::testing::ValuesIn(wrong),
                         [](const auto& tested) { return tested.param.name; });

TEST(WrongSession, every_independent_problem_is_told_at_once) {
    const std::string said =
        File{}.complaint(calf + "[session]\ndays = 0\n[[session.step]]\nroll = \"90 s\"\n[[session.step]]\n"
                                "hold = \"40 s\"\nload = 2\nspot = \"x\"\n[variant.x.session]\nstep = []\n"
                                "[measure.late]\nkind = \"value\"\nsignal = \"tissue.force\"\nbefore = \"1 h\"\n");
    for (const char* part : {"session.days", "session.step.0.load is missing", "session.step.1.load = 2",
                             "session.step.1.spot", "variant.x.session.step = []"})
        EXPECT_NE(said.find(part), std::string::npos) << part << "\nin:\n" << said;
    EXPECT_EQ(said.find("measure.late"), std::string::npos) << "nobody knows how long the run would be:\n" << said;
}
