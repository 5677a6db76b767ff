#include "program/process.hpp"
#include "support/comma_locale.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <sstream>
#include <sys/stat.h>

namespace myotatic::testing {
namespace {

using Json = nlohmann::json;

const std::string tap = R"(title = "A tap"
circuit = "stretch_reflex"
preset = "human_soleus"

[protocol]
duration = "200 ms"

[protocol.tap]
kind = "half_sine"
amplitude = "4 mm"
start = "50 ms"
duration = "10 ms"

[record]
every = "1 ms"
signals = ["motor.drive", "spindle.ia"]

[measure.ia_peak]
kind = "peak"
signal = "spindle.ia"
)";

/// A folder with the scenario tap.toml in it.
class Program : public ::testing::Test {
protected:
    TemporaryFolder here;
    void SetUp() override { write_text(here / "tap.toml", tap); }
    Finished run(std::vector<std::string> arguments) { return run_program({std::move(arguments), here.path()}); }
    Json manifest(const std::string& folder = "results/tap") {
        return Json::parse(read_text(here / folder / "manifest.json"));
    }
    std::vector<std::string> names() {
        std::vector<std::string> all;
        for (const auto& entry : std::filesystem::directory_iterator(here.path())) all.push_back(entry.path().filename());
        std::sort(all.begin(), all.end());
        return all;
    }
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_F(Program, runs_a_scenario_into_its_default_folder) {
    const Finished f = run({"run", "tap.toml"});
    EXPECT_EQ(f.status, 0) << f.err;
    EXPECT_TRUE(holds(f.out, "A tap: completed at 200 ms")) << f.out;
    EXPECT_TRUE(holds(f.out, "ia_peak"));
    EXPECT_TRUE(holds(f.out, "results/tap/report.html"));
    EXPECT_EQ(manifest()["outcome"]["complete"], true);
    EXPECT_TRUE(read_text(here / "results/tap/traces.csv").starts_with("time [s],motor.drive [1],spindle.ia [pps]\n"));
}

TEST_F(Program, prints_json_and_nothing_else_when_asked) {
    const Json json = Json::parse(run({"run", "tap.toml", "--json"}).out);
    EXPECT_EQ(json["outcome"]["reason"], "completed");
    EXPECT_EQ(json["metrics"]["ia_peak"]["unit"], "pps");
    EXPECT_EQ(Json::parse(run({"list", "--json"}).out)[0]["name"], "stretch_reflex");
    EXPECT_GT(Json::parse(run({"describe", "stretch_reflex", "--json"}).out)["parameters"].size(), 20u);
    EXPECT_EQ(Json::parse(run({"check", "tap.toml", "--json"}).out)["valid"], true);
    EXPECT_GE(Json::parse(run({"explain", "tap.toml", "--json"}).out)["pathways"].size(), 4u);
}

TEST_F(Program, explains_each_pathway_with_threshold_gain_delay_and_evidence) {
    const std::string text = run({"explain", "stretch_reflex", "--preset", "human_soleus"}).out;
    for (const char* word : {"sign", "threshold", "gain", "delay", "evidence", "excites (+)", "inhibits (-)", "hypothesis"})
        EXPECT_TRUE(holds(text, word)) << word;
}

TEST_F(Program, explains_how_stable_a_circuit_is_at_rest) {
    const std::string text = run({"explain", "stretch_reflex", "--preset", "human_soleus_tonic", "--stability"}).out;
    for (const char* word : {"Stable", "characteristic roots", "ia_delay = 13.4 ms", "critical gain", "phase margin",
                             "critical delay", "Hz", "dB"})
        EXPECT_TRUE(holds(text, word)) << word;
    EXPECT_TRUE(holds(run({"explain", "tap.toml", "--stability"}).out, "pps/L0, as the amplitude goes to 0"));

    const Json json =
        Json::parse(run({"explain", "stretch_reflex", "--preset", "human_soleus_tonic", "--stability", "--json"}).out);
    EXPECT_EQ(json["stable"], true);
    EXPECT_EQ(json["loops"].size(), 5u);
    EXPECT_GT(json["loops"][0]["critical_gain"]["factor"], 1.0);
    EXPECT_LT(json["roots"][0]["real_per_s"], 0.0);
}

TEST_F(Program, quiet_says_nothing) {
    const Finished f = run({"run", "tap.toml", "-q"});
    EXPECT_EQ(f.out + f.err, "");
    EXPECT_EQ(f.status, 0);
}

struct Misuse {
    std::vector<std::string> arguments;
    int status;
    std::vector<std::string> says;
};

TEST_F(Program, refuses_misuse_with_the_right_status_and_creates_nothing) {
    write_text(here / "file", "");
    write_text(here / "bad.toml", "circuit = \"stretch_reflexx\"\n");
    const std::vector<Misuse> table{
        {{}, 2, {"--help"}},
        {{"rnu", "tap.toml"}, 2, {"'rnu'", "'run'"}},
        {{"run"}, 2, {"FILE"}},
        {{"run", "tap.toml", "--frobnicate"}, 2, {"--frobnicate"}},
        {{"run", "tap.toml", "--format", "xml"}, 2, {"xml", "csv"}},
        {{"run", "tap.toml", "-q", "-v"}, 2, {"--quiet"}},
        {{"run", "missing.toml"}, 2, {"'missing.toml'", "No such file", here.path().string()}},
        {{"run", "."}, 2, {"'.'", "directory"}},
        {{"run", "tap.toml", "--set", "solver.rtol"}, 2, {"'solver.rtol'", "key=value"}},
        {{"run", "tap.toml", "--isa", "baselin"}, 2, {"'baselin'", "'baseline'"}},
        {{"run", "tap.toml", "--isa", "sse9"}, 2, {"'sse9'", "this machine runs baseline"}},
        {{"run", "tap.toml", "--out", "tap.toml"}, 2, {"'tap.toml'"}},
        {{"run", "tap.toml", "--out", ".", "--force"}, 2, {"'tap.toml'"}},
        {{"run", "bad.toml"}, 3, {"bad.toml:1", "stretch_reflexx", "stretch_reflex"}},
        {{"run", "tap.toml", "--set", "solver.rtoll=1e-6"}, 3, {"solver.rtoll", "solver.rtol"}},
        {{"check", "bad.toml"}, 3, {"bad.toml:1"}},
        {{"run", "tap.toml", "--out", "a/b"}, 4, {"--mkdir"}},
        {{"run", "tap.toml", "--out", "file"}, 4, {"file", "not a folder"}},
        {{"run", "tap.toml", "--out", "file/below"}, 4, {"not a folder"}},
        {{"run", "tap.toml", "--out", "/proc/results"}, 4, {"'/proc'"}},
        {{"describe", "stretch_refelx"}, 2, {"'stretch_reflex'"}},
        {{"describe", "stretch_reflex", "--preset", "human_soles"}, 2, {"'human_soleus'"}},
        {{"explain", "stretch_refelx"}, 2, {"'stretch_reflex'"}},
        {{"explain", "spindle", "--stability"}, 2, {"'spindle'", "no nerves"}},
        {{"explain", "stretch_reflex", "--set", "parameters.w_ia=0.1"}, 2, {"'stretch_reflex'", "scenario file"}},
        {{"help", "reproducability"}, 2, {"'reproducibility'"}},
    };
    const auto before = names();
    for (const Misuse& misuse : table) {
        std::string line;
        for (const std::string& word : misuse.arguments) line += word + " ";
        const Finished f = run(misuse.arguments);
        EXPECT_EQ(f.status, misuse.status) << line << "\n" << f.err;
        EXPECT_EQ(f.out, "") << line;
        for (const std::string& part : misuse.says) EXPECT_TRUE(holds(f.err, part)) << line << "\n" << part << "\n" << f.err;
        EXPECT_EQ(names(), before) << line;
    }
    EXPECT_EQ(read_text(here / "tap.toml"), tap);
}

TEST_F(Program, takes_the_instruction_set_from_the_environment_as_from_the_option) {
    const Request request{{"run", "tap.toml", "-q"}, here.path(), {{"MYOTATIC_ISA", "avx1024"}}};
    EXPECT_EQ(run_program(request).status, 2);
    const Request overruled{{"run", "tap.toml", "-q", "--isa", "baseline"}, here.path(), {{"MYOTATIC_ISA", "avx1024"}}};
    EXPECT_EQ(run_program(overruled).status, 0);
}

// The processor's own list, which the library does not read.
bool processor_has(const std::string& flag) {
    std::istringstream words(read_text("/proc/cpuinfo"));
    for (std::string word; words >> word;)
        if (word == flag) return true;
    return false;
}

TEST_F(Program, runs_each_instruction_set_that_the_processor_has_and_refuses_the_others) {
    const std::map<std::string, std::vector<std::string>> flags{
        {"baseline", {}}, {"avx2", {"avx2", "fma"}}, {"avx512", {"avx512f", "avx512dq", "avx512vl", "fma"}}};
    for (const auto& [isa, needs] : flags) {
        const Finished f = run({"run", "tap.toml", "-q", "--isa", isa, "--out", isa});
        if (std::all_of(needs.begin(), needs.end(), processor_has)) {
            EXPECT_EQ(f.status, 0) << f.err;
            EXPECT_EQ(manifest(isa)["instruction_set"], isa);
        } else {
            EXPECT_EQ(f.status, 2) << isa;
            EXPECT_TRUE(holds(f.err, "does not run the instruction set '" + isa + "'")) << f.err;
            EXPECT_FALSE(std::filesystem::exists(here / isa));
        }
    }
    if (std::filesystem::exists(here / "avx2") && std::filesystem::exists(here / "avx512")) {
        EXPECT_EQ(read_text(here / "avx2/traces.csv"), read_text(here / "avx512/traces.csv")) << "bit for bit";
    }
}

TEST_F(Program, never_overwrites_without_force) {
    ASSERT_EQ(run({"run", "tap.toml", "-q"}).status, 0);
    const auto before = contents(here / "results");
    const Finished refused = run({"run", "tap.toml", "--set", "record.every=2 ms"});
    EXPECT_EQ(refused.status, 4);
    EXPECT_TRUE(holds(refused.err, "--force")) << refused.err;
    EXPECT_TRUE(contents(here / "results") == before);
    EXPECT_EQ(run({"run", "tap.toml", "-q", "--force", "--set", "record.every=2 ms"}).status, 0);
    EXPECT_FALSE(contents(here / "results") == before);
}

TEST_F(Program, gives_the_same_bytes_twice_and_in_any_locale) {
    ASSERT_EQ(run({"run", "tap.toml", "-q", "--out", "one"}).status, 0);
    const CommaLocale german; // inherited by the program
    ASSERT_EQ(run_program({{"run", "tap.toml", "-q", "--out", "two"}, here.path(), {{"TZ", "Asia/Tokyo"}}}).status, 0);
    EXPECT_TRUE(contents(here / "one") == contents(here / "two"));
}

TEST_F(Program, notices_when_standard_output_is_not_taken) {
    const int device = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    ASSERT_GE(device, 0);
    const Finished full = run_program({{"list"}, here.path(), {}, device});
    ::close(device);
    EXPECT_EQ(full.status, 4);
    EXPECT_TRUE(holds(full.err, "No space left on device")) << full.err;
    // A pipe whose reader has gone: silence, and not success.
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    ::close(ends[0]);
    const Finished f = run_program({{"run", "tap.toml"}, here.path(), {}, ends[1]});
    ::close(ends[1]);
    EXPECT_EQ(f.status, 141) << f.err;
}

TEST_F(Program, keeps_and_marks_what_was_computed_before_a_numerical_failure) {
    const Finished f = run({"run", "tap.toml", "--set", "solver.max_steps=100"});
    EXPECT_EQ(f.status, 5) << f.err;
    EXPECT_TRUE(holds(f.err, "too_many_steps")) << f.err;
    EXPECT_EQ(manifest()["outcome"]["reason"], "too_many_steps");
    EXPECT_EQ(manifest()["outcome"]["complete"], false);
    EXPECT_TRUE(std::filesystem::exists(here / "results/tap/traces.csv"));
}

/// A run that lasts for minutes, interrupted after a moment.
class Interrupted : public Program, public ::testing::WithParamInterface<int> {
protected:
    Request request() {
        return {{"run", "tap.toml", "--set", "protocol.duration=20 h", "--set", "record.every=1 s", "--set",
                 "solver.max_step=1 ms", "--set", "solver.max_steps=1000000000"},
                here.path()};
    }
    /// Until the program has begun to compute: it has reserved its folder.
    void wait_for_reservation() {
        for (int i = 0; i < 1000 && !std::filesystem::exists(here / "results"); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
};

TEST_P(Interrupted, ends_orderly_and_keeps_what_was_computed) {
    Process process(request());
    wait_for_reservation();
    process.send(GetParam());
    const Finished f = process.wait();
    EXPECT_EQ(f.status, 128 + GetParam()) << f.err;
    EXPECT_LT(f.seconds, 1.0);
    EXPECT_EQ(manifest()["outcome"]["reason"], "interrupted");
    EXPECT_TRUE(holds(f.err, "interrupted"));
    EXPECT_TRUE(read_text(here / "results/tap/traces.csv").ends_with("\n"));
    const auto left = contents(here / "results");
    EXPECT_TRUE(std::none_of(left.begin(), left.end(), [](const auto& file) { return holds(file.first, "partial"); }));
}

TEST_P(Interrupted, a_second_signal_ends_it_at_once_without_results) {
    // Stopped while both arrive, so that the second surely comes before the program has answered the first.
    Process process(request());
    wait_for_reservation();
    process.send(SIGSTOP);
    process.send(GetParam());
    process.send(GetParam() == SIGINT ? SIGTERM : SIGINT);
    process.send(SIGCONT);
    const Finished f = process.wait();
    EXPECT_TRUE(f.status == 130 || f.status == 143) << f.status;
    EXPECT_FALSE(std::filesystem::exists(here / "results/tap"));
}

INSTANTIATE_TEST_SUITE_P(By, Interrupted, ::testing::Values(SIGINT, SIGTERM),
                         [](const auto& p) { return p.param == SIGINT ? "ctrl_c" : "termination"; });

} // namespace
} // namespace myotatic::testing
