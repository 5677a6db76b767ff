// What users get wrong, as data: the bytes of a scenario, and what must be said about it. Read by the test of the loader
// and by the test of the program. The row numbers count the kinds of fault: 1–2 files that cannot be opened (tested by
// themselves), 3–7 text, 8–11 keys and types, 12–20 values, 24–26 references and shapes, 27–28 tables, 29 what does not
// exist and ensembles, 39–40 odd worlds and odd numbers.
#pragma once

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace bad_input {

enum class Expect { accepted = 0, invalid = 3, too_much = 6 }; ///< as exit codes

struct Case {
    int row;
    std::string name; ///< letters, digits and _
    Expect expect;
    std::string scenario;                       ///< content of scenario.toml
    std::vector<std::string> parts;             ///< all of them in what is said (errors or warnings)
    std::map<std::string, std::string> files{}; ///< beside it
    std::vector<std::string> settings{};        ///< --set key=value
};

/// How a failing test shows the case.
inline void PrintTo(const Case& c, std::ostream* out) { *out << c.scenario; }

using namespace std::string_literals;

/// Two lines that make a scenario; what follows starts at line 3.
inline const std::string reflex = "circuit = \"stretch_reflex\"\npreset = \"human_soleus\"\n";
inline const std::string spindle = "circuit = \"spindle\"\npreset = \"cat\"\n";

/// A spindle whose length comes from stretch.csv, the name of which stands in line 5.
inline const std::string from_table = spindle + "[protocol]\nduration = \"1 s\"\nlength = {file = \"stretch.csv\", "
                                                "column = \"length\", kind = \"table\"}\n";

inline Case table_case(std::string name, std::string csv, std::vector<std::string> parts) {
    return {27, std::move(name), Expect::invalid, from_table, std::move(parts), {{"stretch.csv", std::move(csv)}}};
}

inline std::string utf16(const std::string& ascii) {
    std::string wide;
    for (const char c : ascii) wide += {c, '\0'};
    return wide;
}

inline const std::vector<Case>& cases() {
    using enum Expect;
    static const std::vector<Case> all{
        // clang-format off
        {3, "empty_file", invalid, "", {"scenario.toml:1:1: error: the file is empty", "a minimal scenario:", "circuit = \"stretch_reflex\"", "[protocol]"}},
        {3, "only_a_comment", invalid, "# nothing yet\n", {"the file is empty", "a minimal scenario:"}},
        {3, "no_circuit", invalid, "title = \"x\"\n", {"the key 'circuit' is missing", "valid: ", "stretch_reflex", "tendon_organ"}},

        {4, "unclosed_string", invalid, reflex + "title = \"tap\n", {"scenario.toml:3:", "\n    title = \"tap\n", "^"}},
        {4, "no_equals_sign", invalid, reflex + "[solver]\nrtol 1e-6\n", {"scenario.toml:4:6: error:", "'='", "\n    rtol 1e-6\n         ^"}},
        {4, "unclosed_table", invalid, reflex + "[solver\n", {"scenario.toml:3:", "']'", "^"}},
        {4, "table_without_a_name", invalid, reflex + "[=x]\n", {"scenario.toml:3:2: error:", "'='", "\n    [=x]\n     ^"}},
        {4, "value_missing", invalid, reflex + "title = \n", {"scenario.toml:3:", "^"}},
        {4, "quantity_without_quotes", invalid, reflex + "[protocol]\nduration = 30 ms\n", {"scenario.toml:4:", "a quantity with a unit is a string: \"30 ms\""}},
        {4, "endless_key", invalid, "a" + [] { std::string dots; for (int i = 0; i < 100'000; ++i) dots += ".a"; return dots; }() + " = 1\n", {"scenario.toml:1:1: error: a key of more than 200 parts"}},
        {4, "endless_brackets", invalid, "a = " + std::string(100'000, '['), {"scenario.toml:1:"}},

        {5, "duplicate_key", invalid, reflex + "[solver]\nrtol = 1e-6\natol = 1e-9\nrtol = 1e-7\n", {"scenario.toml:6:", "'rtol'", "first defined at ", "scenario.toml:4:1"}},
        {5, "duplicate_table", invalid, reflex + "[solver]\nrtol = 1e-6\n[record]\n[solver]\natol = 1e-9\n", {"scenario.toml:6:", "'solver'", "first defined at ", "scenario.toml:3:2"}},
        {5, "duplicate_dotted_key", invalid, reflex + "solver.rtol = 1e-6\nsolver.rtol = 1e-7\n", {"scenario.toml:4:", "first defined at ", "scenario.toml:3:8"}},

        {6, "byte_order_mark_and_crlf", accepted, "\xEF\xBB\xBF" "circuit = \"stretch_reflex\"\r\npreset = \"human_soleus\"\r\n[protocol]\r\nduration = \"1 s\"\r\n", {}},
        {6, "byte_order_mark_within", invalid, reflex + "\xEF\xBB\xBFtitle = \"x\"\n", {"scenario.toml:3:1: error:"}},
        {6, "crlf_counts_lines", invalid, "circuit = \"stretch_reflex\"\r\n\r\n[solver]\r\nrtoll = 1\r\n", {"scenario.toml:4:1: error: unknown key 'solver.rtoll'"}},

        {7, "invalid_utf8", invalid, reflex + "title = \"\xFF\"\n", {"scenario.toml:3: error: invalid UTF-8: 0xff at byte 60", "save it as UTF-8"}},
        {7, "overlong_utf8", invalid, reflex + "title = \"\xC0\xAF\"\n", {"scenario.toml:3: error: invalid UTF-8: 0xc0"}},
        {7, "nul_byte", invalid, reflex + "title = \"a\0b\"\n"s, {"scenario.toml:3: error: NUL at byte 61"}},
        {7, "utf16_with_mark", invalid, "\xFF\xFE" + utf16(reflex), {"scenario.toml:1: error: looks like UTF-16", "save it as UTF-8"}},
        {7, "utf16_without_mark", invalid, utf16(reflex), {"scenario.toml:1: error: looks like UTF-16"}},

        {8, "unknown_key", invalid, reflex + "[solver]\nrtoll = 1e-6\n", {"scenario.toml:4:1: error: unknown key 'solver.rtoll'", "did you mean 'solver.rtol'?", "valid in [solver]: method, rtol, atol"}},
        {8, "unknown_parameter", invalid, reflex + "[parameters]\nia_dely = \"30 ms\"\n", {"scenario.toml:4:1: error: unknown parameter 'parameters.ia_dely'", "did you mean 'ia_delay'?"}},
        {8, "unknown_nested_parameter", invalid, reflex + "[parameters.joint]\ninerta = \"1 kg m^2\"\n", {"scenario.toml:4:1: error: unknown parameter 'parameters.joint.inerta'", "did you mean 'joint.inertia'?"}},
        {8, "unknown_key_of_stimulus", invalid, reflex + "[protocol.torque]\nkind = \"constant\"\nvalue = \"1 N m\"\nampltude = \"1 N m\"\n", {"scenario.toml:6:1: error: unknown key 'protocol.torque.ampltude'", "valid in [protocol.torque]: kind, value"}},
        {8, "unknown_setting", invalid, reflex, {"--set solver.rtoll: error: unknown key 'solver.rtoll'", "did you mean 'solver.rtol'?"}, {}, {"solver.rtoll=1e-6"}},

        {9, "unknown_table", invalid, reflex + "[solvr]\nrtol = 1e-6\n", {"scenario.toml:3:2: error: unknown key 'solvr'", "did you mean 'solver'?"}},
        {9, "key_in_a_section_without_use", invalid, reflex + "[output]\ncolour = \"red\"\n", {"scenario.toml:4:1: error: unknown key 'output.colour'", "figure"}},
        {9, "key_in_a_variant", invalid, reflex + "[variant.slow]\nparameter.w_ia = 0.1\n", {"scenario.toml:4:1: error: unknown key 'variant.slow.parameter'", "did you mean 'variant.slow.parameters'?"}},

        {10, "string_for_a_number", invalid, reflex + "[solver]\nrtol = \"1e-6\"\n", {"scenario.toml:4:8: error: solver.rtol = \"1e-6\" is a string: expected a number", "unit: none"}},
        {10, "fraction_for_a_count", invalid, reflex + "[solver]\nmax_steps = 3.5\n", {"scenario.toml:4:13: error: solver.max_steps = 3.5 is the number 3.5: expected a whole number"}},
        {10, "number_for_a_truth", invalid, reflex + "[solver]\nquiet = 1\n", {"scenario.toml:4:9: error: solver.quiet = 1 is the integer 1: expected true or false"}},
        {10, "number_for_a_string", invalid, "circuit = 3\n", {"scenario.toml:1:11: error: circuit = 3 is the integer 3: expected a string"}},
        {10, "string_for_an_array", invalid, reflex + "[record]\nsignals = \"muscle.torque\"\n", {"scenario.toml:4:11: error: record.signals = \"muscle.torque\" is no array of strings"}},
        {10, "value_for_a_table", invalid, reflex + "solver = 3\n", {"scenario.toml:3:10: error: solver = 3 is the integer 3: expected a table"}},
        {10, "truth_for_a_number", invalid, reflex + "[parameters]\nw_ia = true\n", {"scenario.toml:4:8: error: parameters.w_ia = true is true: expected a number", "[0, 10]"}},
        {10, "date_for_a_time", invalid, reflex + "[protocol]\nduration = 2024-01-01\n", {"scenario.toml:4:12: error: protocol.duration = 2024-01-01", "expected a quantity in s"}},
        {10, "table_for_a_stimulus", invalid, reflex + "[protocol]\ntap = \"4 mm\"\n", {"scenario.toml:4:7: error: protocol.tap = \"4 mm\" is the string", "expected a stimulus"}},

        {11, "decimal_comma", invalid, reflex + "[parameters]\nw_ia = 0,04\n", {"scenario.toml:4:9: error:", "use a point as decimal separator", "^"}},
        {11, "decimal_comma_in_quotes", invalid, reflex + "[parameters]\nia_delay = \"0,04 s\"\n", {"scenario.toml:4:12: error: parameters.ia_delay = \"0,04 s\" has a comma: use a point as decimal separator", "unit: ms"}},
        {11, "decimal_comma_on_the_command_line", invalid, reflex, {"--set parameters.w_ia: error: parameters.w_ia = \"0,04\" has a comma: use a point"}, {}, {"parameters.w_ia=0,04"}},

        {12, "nan_for_a_parameter", invalid, reflex + "[parameters]\nw_ia = nan\n", {"scenario.toml:4:8: error: parameters.w_ia = nan is not finite", "[0, 10]", "unit: none"}},
        {12, "infinite_parameter", invalid, reflex + "[parameters]\nw_ia = -inf\n", {"parameters.w_ia = -inf is not finite", "[0, 10]"}},
        {12, "infinite_time", invalid, reflex + "[protocol]\nduration = inf\n", {"scenario.toml:4:12: error: protocol.duration = inf is not finite", "unit: s"}},
        {12, "nan_with_a_unit", invalid, reflex + "[protocol]\nduration = \"nan s\"\n", {"protocol.duration = \"nan s\" is not a quantity in s"}},
        {12, "nan_tolerance", invalid, reflex + "[solver]\nrtol = nan\n", {"solver.rtol = nan is not finite", "0.1]"}},
        {12, "nan_in_a_stimulus", invalid, reflex + "[protocol.descending_drive]\nkind = \"constant\"\nvalue = nan\n", {"scenario.toml:5:9: error: protocol.descending_drive.value = nan is not finite"}},

        {13, "no_inertia", invalid, reflex + "[parameters]\njoint.inertia = \"0 kg m^2\"\n", {"scenario.toml:4:17: error: parameters.joint.inertia = \"0 kg m^2\" is out of range", "unit: kg m^2"}},
        {13, "negative_time_constant", invalid, reflex + "[parameters]\nmuscle.activation_time = \"-15 ms\"\n", {"scenario.toml:4:26: error: parameters.muscle.activation_time = \"-15 ms\" is out of range", "unit: ms"}},
        {13, "negative_delay", invalid, reflex + "[parameters]\nib_delay = \"-1 ms\"\n", {"scenario.toml:4:12: error: parameters.ib_delay = \"-1 ms\" is out of range [0, 1000]; unit: ms"}},
        {13, "no_stiffness_of_the_sensory_region", invalid, spindle + "[parameters]\nintrafusal.common.sensory_stiffness = \"0 FU/L0\"\n", {"scenario.toml:4:39: error: parameters.intrafusal.common.sensory_stiffness = \"0 FU/L0\" is out of range", "unit: FU/L0"}},
        {13, "wrong_unit", invalid, reflex + "[parameters]\nia_delay = \"30 mm\"\n", {"parameters.ia_delay = \"30 mm\" has the wrong unit 'mm': expected a quantity in ms"}},
        {13, "unknown_unit", invalid, reflex + "[parameters]\nia_delay = \"30 msec\"\n", {"parameters.ia_delay = \"30 msec\" has the unknown unit 'msec'"}},
        {13, "stimulus_out_of_range", invalid, reflex + "[protocol.tap]\nkind = \"half_sine\"\namplitude = \"4 m\"\nstart = \"0.1 s\"\nduration = \"10 ms\"\n", {"scenario.toml:3:11: error: protocol.tap = 0 m to 4 m is out of range [-0.1, 0.1] m; unit: m"}},
        {13, "stimuli_out_of_range_together", invalid, reflex + "[protocol]\ndescending_drive = [{kind = \"constant\", value = 1.5}, {kind = \"step\", to = 1, at = \"0.5 s\"}]\n", {"scenario.toml:4:20: error: protocol.descending_drive = 1.5 to 2.5 is out of range [-2, 2]"}},
        {13, "jump_of_a_length", invalid, reflex + "[protocol.tap]\nkind = \"step\"\nto = \"4 mm\"\nat = \"0.1 s\"\n", {"scenario.toml:3:11: error: protocol.tap jumps", "'tap_rate'", "a jump has no velocity", "use ramp_and_hold"}},
        {13, "rate_driven_by_itself", invalid, reflex + "[protocol.tap_rate]\nkind = \"constant\"\nvalue = \"1 m/s\"\n", {"scenario.toml:3:11: error: protocol.tap_rate is the rate of change of 'tap'", "drive 'tap' instead"}},

        {14, "delay_of_zero", accepted, reflex + "[parameters]\nib_delay = \"0 ms\"\n", {"scenario.toml:4:12: warning: parameters.ib_delay = 0 ms: this path acts at once"}},
        {14, "delay_of_less_than_a_step", invalid, reflex + "[parameters]\nib_delay = \"5 us\"\n", {"scenario.toml:4:12: error: parameters.ib_delay = 0.005 ms is out of range: a delay is 0 or at least 0.01 ms"}},

        {15, "too_many_steps_for_a_small_delay", too_much, reflex + "[parameters]\nib_delay = \"20 us\"\n[protocol]\nduration = \"2 h\"\n[solver]\nquiet = false\n", {"scenario.toml:4:12: error: solver.max_steps = 50000000 is too few", "at least 360000000 steps", "ib_delay = 2e-05 s"}},
        {15, "too_many_steps_of_fixed_length", too_much, reflex + "[solver]\nstep = \"1 us\"\nmax_steps = 1000\n", {"solver.max_steps = 1000 is too few", "at least 1000000 steps", "solver.step = 1e-06 s"}},
        {15, "delay_longer_than_the_run", accepted, reflex + "[parameters]\nib_delay = \"190 ms\"\n[protocol]\nduration = \"0.1 s\"\n", {"scenario.toml:4:12: warning: parameters.ib_delay = 190 ms is longer than the run"}},
        {15, "many_steps_for_a_small_delay", accepted, reflex + "[parameters]\nib_delay = \"10 us\"\n[protocol]\nduration = \"110 s\"\n[solver]\nquiet = false\n", {"scenario.toml:4:12: warning: the run needs at least 11000000 steps"}},
        {15, "no_steps_for_rest", accepted, reflex + "[parameters]\nib_delay = \"20 us\"\n[protocol]\nduration = \"2 h\"\n[record]\nevery = \"1 s\"\n", {}},

        {16, "seconds_for_milliseconds", invalid, reflex + "[parameters]\nia_delay = \"40 s\"\n", {"scenario.toml:4:12: error: parameters.ia_delay = \"40 s\" is out of range [0, 1000]; unit: ms", "did you mean \"40 ms\"?"}},
        {16, "no_unit", invalid, reflex + "[parameters]\nia_delay = 40\n", {"scenario.toml:4:12: error: parameters.ia_delay = 40 has no unit: expected a quantity in ms, such as \"40 ms\""}},
        {16, "soft_range", accepted, reflex + "[parameters]\nia_delay = \"0.4 s\"\n", {"scenario.toml:4:12: warning: parameters.ia_delay = \"0.4 s\" is unusual: outside [0.01, 200]; unit: ms", "did you mean \"0.4 ms\"?"}},

        {17, "backwards", invalid, reflex + "[protocol]\nduration = \"-1 s\"\n", {"scenario.toml:4:12: error: protocol.duration = \"-1 s\" is out of range [0, "}},
        {17, "no_duration", accepted, reflex + "[protocol]\nduration = \"0 s\"\n", {}},
        {17, "samples_further_apart_than_the_run_is_long", invalid, reflex + "[protocol]\nduration = \"1 s\"\n[record]\nevery = \"2 s\"\n", {"scenario.toml:6:9: error: record.every = \"2 s\" is out of range (0, 1]; unit: s"}},
        {17, "samples_without_distance", invalid, reflex + "[record]\nevery = \"0 s\"\n", {"record.every = \"0 s\" is out of range (0, 1]; unit: s"}},
        {17, "negative_step", invalid, reflex + "[solver]\nstep = \"-1 ms\"\n", {"solver.step = \"-1 ms\" is out of range (0, 1]; unit: s"}},
        {17, "step_longer_than_the_run", invalid, reflex + "[solver]\nstep = \"3 s\"\n", {"solver.step = \"3 s\" is out of range (0, 1]; unit: s"}},
        {17, "stimulus_that_ends_before_it_begins", invalid, reflex + "[protocol.torque]\nkind = \"step\"\nto = \"1 N m\"\nat = \"0.5 s\"\nuntil = \"0.2 s\"\n", {"scenario.toml:3:11: error: protocol.torque.kind = \"step\": a step ends after it begins"}},
        {17, "window_that_ends_before_it_begins", invalid, reflex + "[measure.x]\nkind = \"peak\"\nsignal = \"muscle.torque\"\nafter = \"0.5 s\"\nbefore = \"0.2 s\"\n", {"scenario.toml:7:10: error: measure.x.before = 0.2 s is not after measure.x.after = 0.5 s"}},

        {19, "no_tolerance_at_all", invalid, reflex + "[solver]\nrtol = 0\natol = 0\n", {"scenario.toml:4:8: error: solver.rtol = 0 is out of range [2.220446049250313e-15, 0.1]; unit: none", "scenario.toml:5:8: error: solver.atol = 0 is out of range (0, 0.1]; unit: none"}},
        {19, "finer_than_rounding", invalid, reflex + "[solver]\nrtol = 1e-15\n", {"solver.rtol = 1e-15 is out of range [2.220446049250313e-15, 0.1]"}},
        {19, "negative_tolerance", invalid, reflex + "[solver]\nrtol = -1e-6\n", {"scenario.toml:4:8: error: solver.rtol = -1e-6 is out of range"}},

        {20, "unknown_method", invalid, reflex + "[solver]\nmethod = \"dopri54\"\n", {"scenario.toml:4:10: error: solver.method = \"dopri54\" is no method", "valid: runge_kutta4, tsitouras5, dormand_prince5"}},
        {20, "misspelt_method", invalid, reflex + "[solver]\nmethod = \"tsitoras5\"\n", {"did you mean 'tsitouras5'?"}},
        {20, "method_without_error_estimate", invalid, reflex + "[solver]\nmethod = \"runge_kutta4\"\n", {"scenario.toml:4:10: error: solver.method = \"runge_kutta4\" has no estimate of its error", "solver.step"}},

        {24, "muscle_that_cannot_rest", invalid, reflex + "[parameters]\nmuscle.tendon_slack_length = \"1 m\"\n", {"scenario.toml:3:2: error:", "cannot rest", "it finds an equilibrium within [", "] m"}},

        {25, "unknown_circuit", invalid, "circuit = \"strech_reflex\"\n", {"scenario.toml:1:11: error: circuit = \"strech_reflex\" is no circuit", "did you mean 'stretch_reflex'?", "valid: stretch_reflex, antagonist_pair, rolled_muscle, rolled_pair, spindle"}},
        {25, "unknown_preset", invalid, "circuit = \"stretch_reflex\"\npreset = \"human_soles\"\n", {"scenario.toml:2:10: error: preset = \"human_soles\" is no preset of stretch_reflex", "did you mean 'human_soleus'?"}},
        {25, "preset_of_a_circuit_without_any", invalid, "circuit = \"tendon_organ\"\npreset = \"human\"\n", {"scenario.toml:2:10: error: preset = \"human\" is no preset of tendon_organ", "it has none"}},
        {25, "unknown_input", invalid, reflex + "[protocol.tpa]\nkind = \"constant\"\nvalue = \"1 mm\"\n", {"scenario.toml:3:11: error: unknown input 'protocol.tpa' of stretch_reflex", "did you mean 'tap'?"}},
        {25, "unknown_signal", invalid, reflex + "[record]\nsignals = [\"cord.ia\", \"cord.ic\"]\n", {"scenario.toml:4:23: error: record.signals: stretch_reflex has no signal 'cord.ic'", "did you mean 'cord.ia'?"}},
        {25, "signal_that_is_not_recorded", invalid, reflex + "[record]\nsignals = [\"cord.ia\"]\n[measure.x]\nkind = \"peak\"\nsignal = \"cord.ib\"\n", {"scenario.toml:7:10: error: measure.x.signal: the signal 'cord.ib' is not recorded"}},
        {25, "unknown_variant", invalid, reflex + "[variant.no_ib.parameters]\nw_ib = 0\n[measure.x]\nkind = \"peak\"\nsignal = \"cord.ib\"\nvariant = \"noib\"\n", {"scenario.toml:8:11: error: measure.x.variant = \"noib\" is no variant", "did you mean 'no_ib'?"}},
        {25, "unknown_kind_of_measure", invalid, reflex + "[measure.x]\nkind = \"peek\"\nsignal = \"cord.ib\"\n", {"scenario.toml:4:8: error: measure.x.kind = \"peek\" is no kind of measure", "did you mean 'peak'?", "latency"}},
        {25, "unknown_kind_of_stimulus", invalid, reflex + "[protocol.tap]\nkind = \"halfsine\"\n", {"scenario.toml:4:8: error: protocol.tap.kind = \"halfsine\" is no kind of stimulus", "did you mean 'half_sine'?"}},
        {25, "missing_keys_of_a_stimulus", invalid, reflex + "[protocol.tap]\nkind = \"half_sine\"\n", {"scenario.toml:3:11: error: protocol.tap.amplitude is missing; expected a quantity in m", "protocol.tap.start is missing", "protocol.tap.duration is missing"}},
        {25, "figure_that_is_a_path", invalid, reflex + "[[output.figure]]\nname = \"../../x\"\nsignals = [\"cord.ia\"]\n", {"scenario.toml:4:8: error: output.figure.0.name = \"../../x\" is no file name"}},

        {26, "too_few_coefficients", invalid, reflex + "[parameters]\npath.coefficients = [\"1 m\", \"0 m\"]\n", {"scenario.toml:4:21: error: parameters.path.coefficients has the wrong shape: 1 x 2, expected 1 x 6", "the first that is missing is parameters.path.coefficients.2"}},
        {26, "too_many_coefficients", invalid, reflex + "[parameters]\npath.coefficients = [\"1 m\", \"0 m\", \"0 m\", \"0 m\", \"0 m\", \"0 m\", \"0 m\"]\n", {"has the wrong shape: 1 x 7, expected 1 x 6", "at index 6"}},
        {26, "ragged_array", invalid, reflex + "[parameters]\npath.coefficients = [\"1 m\", [\"0 m\"], \"0 m\", \"0 m\", \"0 m\", \"0 m\"]\n", {"scenario.toml:4:29: error: parameters.path.coefficients.1", "is an array: expected a quantity in m"}},
        {26, "array_for_a_number", invalid, reflex + "[parameters]\nw_ia = [0.1]\n", {"parameters.w_ia = [0.1] is an array: expected a number"}},

        table_case("missing_column", "time [s],lenght [L0]\n0,1\n1,1\n", {"stretch.csv:1:1: error: no column 'length'", "did you mean 'lenght'?"}),
        table_case("no_time", "t [s],length [L0]\n0,1\n1,1\n", {"stretch.csv:1:1: error: no column 'time'", "there are: t, length"}),
        table_case("cell_that_is_no_number", "time [s],length [L0]\n0,1\n0.5,abc\n1,\n", {"stretch.csv:3:5: error: 'length' = 'abc' is not a number: expected a number", "stretch.csv:4:3: error: 'length' = '' is empty: expected a number"}),
        table_case("time_that_goes_back", "time [s],length [L0]\n0,1\n0.6,1\n0.5,1\n1,1\n", {"stretch.csv:4:1: error: 'time' = '0.5' comes before the time of line 3, 0.6: expected times that increase"}),
        table_case("time_twice", "time [s],length [L0]\n0,1\n0.5,1\n0.5,1\n1,1\n", {"stretch.csv:4:1: error: 'time' = '0.5' repeats the time of line 3"}),
        table_case("ragged_row", "time [s],length [L0]\n0,1\n0.5\n1,1\n", {"stretch.csv:3:1: error: a row of 1 cells, expected 2"}),
        table_case("semicolons", "time [s];length [L0]\n0;1\n1;1\n", {"stretch.csv:1:9: error: cells are separated by ';': expected ','"}),
        table_case("decimal_commas", "time [s],length [L0]\n0,0,1\n1,0,1\n", {"stretch.csv:2:5: error: a row of 3 cells, expected 2", "no decimal commas"}),
        table_case("thousands_separators", "time [s],length [L0]\n0,\"1,000.5\"\n1,1'000\n", {"stretch.csv:2:3: error: 'length' = '1,000.5' is not a number", "stretch.csv:3:3:", "no thousands separators"}),
        table_case("empty_table", "", {"stretch.csv:1:1: error: the table is empty"}),
        table_case("no_rows", "time [s],length [L0]\n", {"the table has column names but no rows"}),
        table_case("infinite_cell", "time [s],length [L0]\n0,inf\n1,1e999\n", {"stretch.csv:2:3: error: 'length' = 'inf' is not finite", "stretch.csv:3:3: error: 'length' = '1e999' is not a number", "beyond the range of a double"}),
        table_case("wrong_unit_in_the_header", "time [s],length [mm]\n0,1\n1,1\n", {"stretch.csv:1:1: error: column 'length' has the wrong unit 'mm': expected a quantity in L0"}),
        table_case("no_unit_in_the_header", "time [s],length\n0,1\n1,1\n", {"stretch.csv:1:1: error: column 'length' has no unit: expected a quantity in L0", "unit = \"L0\""}),
        table_case("utf16_table", utf16("time [s],length [L0]\n"), {"stretch.csv:1: error: looks like UTF-16"}),
        {27, "no_such_table", invalid, from_table, {"scenario.toml:5:18: error: protocol.length.file = \"stretch.csv\" cannot be read: No such file or directory", "looked for "}},

        {28, "table_that_ends_too_early", invalid, from_table, {"scenario.toml:5:18: error: protocol.length.file = \"stretch.csv\" covers [0, 0.5] s, but the run needs [0, 1] s"}, {{"stretch.csv", "time [ms],length [L0]\n0,1\n500,1\n"}}},
        {28, "table_without_the_past", invalid, reflex + "[parameters]\nib_delay = \"100 ms\"\n[protocol.torque]\nkind = \"table\"\nfile = \"torque.csv\"\ncolumn = \"torque\"\n", {"scenario.toml:7:8: error: protocol.torque.file", "covers [0, 2] s, but the run needs [-0.1, 1] s (from the largest delay, 0.1 s, before the start)"}, {{"torque.csv", "time [s],torque [N m]\n0,0\n2,0\n"}}},
        {28, "table_that_covers_everything", accepted, from_table, {}, {{"stretch.csv", "time [s],length [L0]\n0,1\n1,1\n"}}},

        {29, "ensemble_of_an_unknown_key", invalid, reflex + "[ensemble]\nmembers = 0\n", {"scenario.toml:3:2: error: unknown key 'ensemble'"}},
        {29, "sweep_of_no_rows", invalid, reflex + "[sweep]\ndesign = \"latin_hypercube\"\nrows = 0\n[sweep.vary]\nw_ia = {from = 0.1, to = 0.3}\n", {"scenario.toml:5:8: error: sweep.rows = 0 is out of range [1, 9007199254740992]"}},
        {29, "sweep_without_a_design", invalid, reflex + "[sweep]\n[sweep.vary]\nw_ia = [0.1]\n", {"scenario.toml:3:2: error: sweep.design is missing", "grid, latin_hypercube, list", "sweep.csv"}},
        {29, "sweep_of_an_unknown_design", invalid, reflex + "[sweep]\ndesign = \"latin\"\n[sweep.vary]\nw_ia = [0.1]\n", {"scenario.toml:4:10: error: sweep.design = \"latin\" is no design", "valid: grid, latin_hypercube, list"}},
        {29, "sweep_of_nothing", invalid, reflex + "[sweep]\ndesign = \"grid\"\n", {"[sweep.vary] names no parameter", "such as"}},
        {29, "sweep_of_an_unknown_parameter", invalid, reflex + "[sweep]\ndesign = \"grid\"\n[sweep.vary]\nw_ai = [0.1]\n", {"scenario.toml:6:1: error: unknown parameter 'sweep.vary.w_ai' of stretch_reflex", "did you mean 'w_ia'?"}},
        {29, "sweep_out_of_bounds", invalid, reflex + "[sweep]\ndesign = \"grid\"\n[sweep.vary]\nia_delay = [\"10 ms\", \"40 s\"]\n", {"scenario.toml:6:22: error: sweep.vary.ia_delay.1 = \"40 s\" is out of range [0, 1000]; unit: ms", "did you mean \"40 ms\"?"}},
        {29, "sweep_without_a_unit", invalid, reflex + "[sweep]\ndesign = \"latin_hypercube\"\nrows = 3\n[sweep.vary]\nia_delay = {from = 10, to = \"20 ms\"}\n", {"scenario.toml:7:20: error: sweep.vary.ia_delay.from = 10 has no unit"}},
        {29, "sweep_through_tiny_delays", invalid, reflex + "[sweep]\ndesign = \"latin_hypercube\"\nrows = 3\n[sweep.vary]\nia_delay = {from = \"0 ms\", to = \"20 ms\"}\n", {"sweep.vary.ia_delay goes through delays below 0.01 ms", "begin with \"0.01 ms\""}},
        {29, "sweep_with_a_tiny_delay", invalid, reflex + "[sweep]\ndesign = \"grid\"\n[sweep.vary]\nia_delay = [\"0 ms\", \"0.001 ms\"]\n", {"scenario.toml:6:21: error: ia_delay = 0.001 ms is out of range: a delay is 0 or at least 0.01 ms"}},
        {29, "sweep_of_values_where_a_range_belongs", invalid, reflex + "[sweep]\ndesign = \"latin_hypercube\"\nrows = 3\n[sweep.vary]\nw_ia = [0.1, 0.2]\n", {"scenario.toml:7:8: error: sweep.vary.w_ia", "expected a range", "{from = 1, to = …}"}},
        {29, "sweep_backwards", invalid, reflex + "[sweep]\ndesign = \"latin_hypercube\"\nrows = 3\n[sweep.vary]\nw_ia = {from = 0.3, to = 0.1}\n", {"scenario.toml:7:26: error: sweep.vary.w_ia.to = 0.1 lies below sweep.vary.w_ia.from = 0.3"}},
        {29, "sweep_range_with_half_an_end", invalid, reflex + "[sweep]\ndesign = \"grid\"\n[sweep.vary]\nw_ia = {from = 0.1, too = 0.3}\n", {"sweep.vary.w_ia.to is missing", "sweep.vary.w_ia.steps is missing", "unknown key 'sweep.vary.w_ia.too'"}},
        {29, "sweep_of_unequal_lists", invalid, reflex + "[sweep]\ndesign = \"list\"\n[sweep.vary]\nw_ia = [0.1, 0.2]\nw_ib = [0.1]\n", {"scenario.toml:7:8: error: sweep.vary.w_ib has 1 values, sweep.vary.w_ia has 2"}},
        {29, "sweep_with_rows_of_a_grid", invalid, reflex + "[sweep]\ndesign = \"grid\"\nrows = 3\n[sweep.vary]\nw_ia = [0.1]\n", {"scenario.toml:5:1: error: sweep.rows is for the design latin_hypercube, not for grid"}},
        {29, "sweep_with_a_seed_below_zero", invalid, reflex + "[sweep]\ndesign = \"latin_hypercube\"\nrows = 3\nseed = -1\n[sweep.vary]\nw_ia = {from = 0.1, to = 0.3}\n", {"scenario.toml:6:8: error: sweep.seed = -1 is out of range [0, 9007199254740992]"}},
        {29, "sweep_beyond_counting", too_much, reflex + "[sweep]\ndesign = \"grid\"\n[sweep.vary]\nw_ia = {from = 0, to = 1, steps = 1000000}\nw_ii = {from = 0, to = 1, steps = 1000000}\nw_ib = {from = 0, to = 1, steps = 1000000}\n", {"scenario.toml:5:8: error: [sweep.vary]: a grid of 1000000 x 1000000 x 1000000 has more rows than can be counted"}},
        {29, "sweep_of_too_many_rows", too_much, reflex + "[sweep]\ndesign = \"latin_hypercube\"\nrows = 1e12\n[sweep.vary]\nw_ia = {from = 0.1, to = 0.3}\n", {"scenario.toml:6:8: error: the sweep has 1000000000000 rows, more than 100000 GB of results; limit 1000000000 rows"}},
        {29, "sweep_grid_of_too_many_rows", too_much, reflex + "[sweep]\ndesign = \"grid\"\n[sweep.vary]\nw_ia = {from = 0, to = 1, steps = 100000}\nw_ii = {from = 0, to = 1, steps = 100000}\n", {"the sweep has 10000000000 rows", "limit 1000000000 rows"}},
        {29, "sweep_of_fewer_than_no_rows", invalid, reflex + "[sweep]\ndesign = \"latin_hypercube\"\nrows = -3\n[sweep.vary]\nw_ia = {from = 0.1, to = 0.3}\n", {"sweep.rows = -3 is out of range [1, 9007199254740992]"}},
        {29, "sweep_from_no_file", invalid, reflex + "[sweep]\ncsv = \"rows.csv\"\n", {"scenario.toml:4:7: error: sweep.csv = \"rows.csv\" cannot be read: No such file"}},
        {29, "sweep_from_a_file_and_a_design", invalid, reflex + "[sweep]\ncsv = \"rows.csv\"\ndesign = \"grid\"\n", {"scenario.toml:5:1: error: sweep.design does not go with sweep.csv"}, {{"rows.csv", "w_ia\n0.1\n"}}},
        {29, "sweep_file_with_bad_rows", invalid, reflex + "[sweep]\ncsv = \"rows.csv\"\n", {"rows.csv:3:1: error: w_ia = -1 is out of range", "rows.csv:4:5: error: 'ia_delay' = 'soon' is not a number", "rows.csv:5:5: error: ia_delay = 40000 ms is out of range [0, 1000] ms", "rows.csv:6:1: error: a row of 1 cells, expected 2"}, {{"rows.csv", "w_ia,ia_delay [ms]\n0.1,12\n-1,12\n0.1,soon\n0.1,40000\n0.1\n"}}},
        {29, "sweep_file_with_bad_headings", invalid, reflex + "[sweep]\ncsv = \"rows.csv\"\n", {"rows.csv:1:1: error: unknown parameter 'w_ai' of stretch_reflex", "did you mean 'w_ia'?", "rows.csv:1:6: error: column 'ia_delay' has no unit: expected ms"}, {{"rows.csv", "w_ai,ia_delay\n0.1,12\n"}}},
        {29, "sweep_file_without_rows", invalid, reflex + "[sweep]\ncsv = \"rows.csv\"\n", {"rows.csv:1:1: error: the table has column names but no rows"}, {{"rows.csv", "w_ia\n\n"}}},
        {29, "sweep_file_with_semicolons", invalid, reflex + "[sweep]\ncsv = \"rows.csv\"\n", {"cells are separated by ',', not by ';'"}, {{"rows.csv", "w_ia;w_ib\n0,1;0\n"}}},
        {29, "sweep_file_that_is_good", accepted, reflex + "[sweep]\ncsv = \"rows.csv\"\n", {}, {{"rows.csv", "\xEF\xBB\xBF# made by hand\r\nw_ia,ia_delay [s]\r\n0.1,0.012\r\n\r\n0.2,0\r\n"}}},
        {29, "sweep_by_nested_tables", accepted, reflex + "[sweep]\ndesign = \"grid\"\n[sweep.vary.muscle]\nmax_isometric_force = {from = \"3 kN\", to = \"4 kN\", steps = 2}\n", {}},

        {40, "overflow", invalid, reflex + "[parameters]\nw_ia = 1e400\n", {"scenario.toml:4:8: error:", "'1e400'", "1.8e308"}},
        {40, "underflow", invalid, reflex + "[parameters]\nw_ia = 1e-400\n", {"scenario.toml:4:8: error: 1e-400 is too small for a double"}},
        {40, "overflow_with_a_unit", invalid, reflex + "[parameters]\nia_delay = \"1e400 ms\"\n", {"parameters.ia_delay = \"1e400 ms\" is not a quantity in ms", "[0, 1000]"}},
        {40, "huge_integer", invalid, reflex + "[solver]\nmax_steps = 100000000000000000000000\n", {"scenario.toml:4:13: error:", "'100000000000000000000000' is not representable in 64 bits"}},
        {40, "huge_count", invalid, reflex + "[solver]\nmax_steps = 1e30\n", {"solver.max_steps = 1e30 is out of range [1, 1000000000000]"}},
        {40, "hexadecimal_count", accepted, reflex + "[solver]\nmax_steps = 0x100000\n", {}},
        {40, "hexadecimal_number_with_a_unit", invalid, reflex + "[parameters]\nia_delay = \"0x10 ms\"\n", {"parameters.ia_delay = \"0x10 ms\""}},
        {40, "negative_zero", accepted, reflex + "[protocol]\nstart = \"-0.0 s\"\n", {}},
        {40, "samples_beyond_memory", too_much, reflex + "[record]\nevery = \"1e-9 s\"\n", {"record.every = 1e-09 s makes 1000000001 samples", "limit 4096 MiB"}},
        {40, "pulses_beyond_counting", too_much, reflex + "[protocol.torque]\nkind = \"pulse_train\"\nhigh = \"1 N m\"\nstart = \"0 s\"\nwidth = \"1 ms\"\nperiod = \"2 ms\"\ncount = 1000000000000\n", {"scenario.toml:9:9: error: protocol.torque.count = 1000000000000 pulses; limit 1000000"}},
        // clang-format on
    };
    return all;
}

} // namespace bad_input
