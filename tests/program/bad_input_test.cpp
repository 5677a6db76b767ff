// What users get wrong, through the program: the exit status, one line that says what and where, and nothing created.
#include "program/process.hpp"
#include "runtime/bad_input_cases.hpp"

#include <gtest/gtest.h>

namespace myotatic::testing {
namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class BadInputToTheProgram : public ::testing::TestWithParam<bad_input::Case> {};

// What is refused is refused by `run` before anything is made; what is accepted is only checked, since it may run for hours.
TEST_P(BadInputToTheProgram, ends_with_its_status_says_why_and_creates_nothing) {
    const auto& c = GetParam();
    const TemporaryFolder here;
    write_text(here / "scenario.toml", c.scenario);
    for (const auto& [name, content] : c.files) write_text(here / name, content);
    const auto before = contents(here.path());

    std::vector<std::string> arguments{c.expect == bad_input::Expect::accepted ? "check" : "run", "scenario.toml"};
    for (const std::string& setting : c.settings) arguments.insert(arguments.end(), {"--set", setting});
    const Finished f = run_program({std::move(arguments), here.path()});

    EXPECT_EQ(f.status, static_cast<int>(c.expect)) << f.err;
    for (const std::string& part : c.parts) EXPECT_TRUE(holds(f.err, part)) << part << "\nin:\n" << f.err;
    EXPECT_EQ(contents(here.path()), before) << "nothing is created, nothing is changed";
}

INSTANTIATE_TEST_SUITE_P(Rows, BadInputToTheProgram, ::testing::ValuesIn(bad_input::cases()),
                         [](const auto& row) { return "row_" + std::to_string(row.param.row) + "_" + row.param.name; });

struct Failure {
    int row;
    const char* name;
    std::vector<const char*> settings;
    std::vector<const char*> says; ///< one of them, and always a time and a state
};

class NumericalFailure : public ::testing::TestWithParam<Failure> {};

// Rows 21 to 23: too stiff for an explicit method with the work allowed, values that are no numbers, states without bound.
TEST_P(NumericalFailure, ends_within_moments_with_time_and_state_and_keeps_what_was_computed) {
    const Failure& failure = GetParam();
    const TemporaryFolder here;
    write_text(here / "scenario.toml",
               "[protocol]\nduration = \"2 s\"\n[solver]\nmax_steps = 20000\n[record]\nevery = \"10 ms\"\n");
    std::vector<std::string> arguments{"run", "scenario.toml", "--out", "out"};
    for (const char* setting : failure.settings) arguments.insert(arguments.end(), {"--set", setting});
    const Finished f = run_program({std::move(arguments), here.path()});

    EXPECT_EQ(f.status, 5) << f.err;
    bool named = false;
    for (const char* reason : failure.says) named = named || holds(f.err, reason);
    EXPECT_TRUE(named && holds(f.err, " s in ")) << f.err;
    EXPECT_TRUE(holds(f.err, "'out'")) << f.err;
    EXPECT_TRUE(holds(read_text(here / "out" / "traces.csv"), "time [s],"));
    EXPECT_TRUE(holds(read_text(here / "out" / "manifest.json"), "\"complete\": false"));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, NumericalFailure,
    ::testing::Values(Failure{21,
                              "stiff_spindle",
                              {"circuit=spindle_inertial", "solver.max_steps=2000",
                               "protocol.length={kind='ramp_and_hold', to='1.08 L0', start='0 s', duration='1 s'}"},
                              {"too_many_steps", "step_underflow"}},
                      Failure{22,
                              "overdamped_joint_with_long_steps",
                              {"circuit=stretch_reflex", "solver.method=runge_kutta4", "solver.step=12 ms",
                               "parameters.joint.damping=50 N m s/rad",
                               "protocol.torque={kind='step', to='1 N m', at='10 ms'}"},
                              {"non_finite", "blow_up"}},
                      Failure{23,
                              "hardly_any_inertia",
                              {"circuit=stretch_reflex", "solver.step=13 ms", "parameters.joint.inertia=1e-5 kg m^2"},
                              {"non_finite", "blow_up"}}),
    [](const auto& row) { return "row_" + std::to_string(row.param.row) + "_" + row.param.name; });

} // namespace
} // namespace myotatic::testing
