// `myotatic sweep` from outside: what it writes, says and refuses, how its parts fit together, and how it is interrupted.
#include "program/process.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

namespace myotatic::testing {
namespace {

using Json = nlohmann::json;

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
}
std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> all(1);
    for (const char c : line)
        if (c == ',')
            all.emplace_back();
        else
            all.back() += c;
    return all;
}

const std::string tap = R"(circuit = "stretch_reflex"
preset = "human_soleus"
[protocol]
duration = "0.12 s"
[protocol.tap]
kind = "half_sine"
amplitude = "4 mm"
start = "20 ms"
duration = "10 ms"
[solver]
method = "grk4t"
rtol = 1e-4
atol = 1e-6
[measure.peak]
kind = "peak"
signal = "muscle.tendon_force"
[measure.onset]
kind = "latency"
signal = "motor.drive"
after = "20 ms"
)";
const std::string cloud = tap + R"([sweep]
design = "latin_hypercube"
rows = 40
seed = 3
[sweep.vary]
w_ia = {from = 0.1, to = 0.3}
"nerve.path_length" = {from = "0.6 m", to = "0.9 m"}
)";

class Sweep : public ::testing::Test {
protected:
    TemporaryFolder here;
    Finished run(std::vector<std::string> arguments, std::vector<std::pair<std::string, std::string>> environment = {}) {
        return run_program({std::move(arguments), here.path(), std::move(environment)});
    }
    void scenario(const std::string& text) { write_text(here / "taps.toml", text); }
    std::string table(const std::string& folder) { return read_text(here / folder / "sweep.csv"); }
};

TEST_F(Sweep, writes_a_line_for_each_row_and_a_manifest_that_reads_back) {
    scenario(cloud);
    const Finished f = run({"sweep", "taps.toml"});
    ASSERT_EQ(f.status, 0) << f.err;
    EXPECT_TRUE(holds(f.out, "40 row(s), 40 completed")) << f.out;
    EXPECT_TRUE(holds(f.out, "results/taps/sweep.csv")) << f.out;
    const auto all = lines(table("results/taps"));
    ASSERT_EQ(all.size(), 41u);
    EXPECT_EQ(all[0],
              "row,w_ia [1],nerve.path_length [m],peak [N],onset [s],outcome,outcome_time [s],worst,steps,rejected,clipped");
    for (std::size_t i = 1; i < all.size(); ++i) {
        const auto row = cells(all[i]);
        ASSERT_EQ(row.size(), 11u) << all[i];
        EXPECT_EQ(row[0], std::to_string(i - 1));
        EXPECT_EQ(row[5], "completed");
        EXPECT_EQ(row[6], "0.12");
        EXPECT_GT(std::stod(row[4]), 0.02) << "a reflex takes its time";
    }
    const Json manifest = Json::parse(read_text(here / "results/taps/manifest.json"));
    EXPECT_EQ(manifest["outcome"]["completed"], 40);
    EXPECT_EQ(manifest["outcome"]["complete"], true);
    EXPECT_EQ(manifest["sweep"]["varied"], Json::parse(R"(["w_ia", "nerve.path_length"])"));

    // The resolved scenario is the same sweep.
    write_text(here / "again.toml", manifest["scenario"]["resolved"].get<std::string>());
    ASSERT_EQ(run({"sweep", "again.toml", "--quiet"}).status, 0);
    EXPECT_EQ(table("results/again"), table("results/taps"));
}

TEST_F(Sweep, a_line_is_what_run_computes_and_threads_and_instruction_sets_change_no_byte) {
    scenario(cloud);
    ASSERT_EQ(run({"sweep", "taps.toml", "--threads", "1", "-q"}).status, 0);
    const auto row = cells(lines(table("results/taps"))[8]);
    const Finished alone = run({"run", "taps.toml", "--json", "--set", "parameters.w_ia=" + row[1], "--set",
                                "parameters.nerve.path_length=" + row[2] + " m", "--out", "alone"});
    ASSERT_EQ(alone.status, 0) << alone.err;
    const Json metrics = Json::parse(alone.out)["metrics"];
    EXPECT_EQ(std::stod(row[3]), metrics["peak"]["value"].get<double>());
    EXPECT_EQ(std::stod(row[4]), metrics["onset"]["value"].get<double>());

    for (const std::string threads : {"2", "3"}) {
        ASSERT_EQ(run({"sweep", "taps.toml", "--threads", threads, "--out", threads, "-q"}).status, 0);
        EXPECT_EQ(table(threads), table("results/taps"));
        EXPECT_EQ(read_text(here / threads / "manifest.json"), read_text(here / "results/taps/manifest.json"));
    }
    for (const std::string isa : {"avx2", "avx512"}) {
        const Finished f = run({"sweep", "taps.toml", "--isa", isa, "--out", isa, "-q"});
        if (f.status == 2) continue; // not of this processor
        ASSERT_EQ(f.status, 0) << f.err;
        EXPECT_EQ(table(isa), table("results/taps"));
    }
}

TEST_F(Sweep, parts_one_after_the_other_are_the_whole) {
    scenario(cloud);
    ASSERT_EQ(run({"sweep", "taps.toml", "-q"}).status, 0);
    std::string together;
    for (const std::string part : {"1", "2", "3"}) {
        const Finished f = run({"sweep", "taps.toml", "--shard", part + "/3", "-q"});
        ASSERT_EQ(f.status, 0) << f.err;
        const std::string text = table("results/taps-" + part + "-of-3");
        together += part == "1" ? text : text.substr(text.find('\n') + 1);
    }
    EXPECT_EQ(together, table("results/taps"));
}

TEST_F(Sweep, a_seed_is_another_sweep_and_needs_a_hypercube) {
    scenario(cloud);
    ASSERT_EQ(run({"sweep", "taps.toml", "--seed", "3", "--out", "same", "-q"}).status, 0);
    ASSERT_EQ(run({"sweep", "taps.toml", "--seed", "4", "--out", "other", "-q"}).status, 0);
    ASSERT_EQ(run({"sweep", "taps.toml", "-q"}).status, 0);
    EXPECT_EQ(table("same"), table("results/taps"));
    EXPECT_NE(table("other"), table("results/taps"));
    scenario(tap + "[sweep]\ndesign = \"grid\"\n[sweep.vary]\nw_ia = [0.1]\n");
    const Finished f = run({"sweep", "taps.toml", "--seed", "4", "--out", "grid"});
    EXPECT_EQ(f.status, 3);
    EXPECT_TRUE(holds(f.err, "sweep.seed is for the design latin_hypercube")) << f.err;
}

TEST_F(Sweep, reads_grids_lists_and_files) {
    scenario(tap + "[sweep]\ndesign = \"grid\"\n[sweep.vary]\nw_ia = [0.1, 0.2]\n"
                   "ia_delay = {from = \"12 ms\", to = \"14 ms\", steps = 3}\n");
    ASSERT_EQ(run({"sweep", "taps.toml", "--out", "grid", "-q"}).status, 0);
    const auto grid = lines(table("grid"));
    ASSERT_EQ(grid.size(), 7u);
    EXPECT_EQ(grid[0].substr(0, 30), "row,w_ia [1],ia_delay [s],peak");
    EXPECT_EQ(grid[2].substr(0, 12), "1,0.1,0.013,");
    EXPECT_EQ(grid[6].substr(0, 12), "5,0.2,0.014,");

    scenario(tap + "[sweep]\ndesign = \"list\"\n[sweep.vary]\nw_ia = [0.1, 0.2]\nia_delay = [\"13 ms\", \"14 ms\"]\n");
    ASSERT_EQ(run({"sweep", "taps.toml", "--out", "list", "-q"}).status, 0);
    const auto list = lines(table("list"));
    ASSERT_EQ(list.size(), 3u);
    EXPECT_EQ(list[1].substr(1), grid[2].substr(1));
    EXPECT_EQ(list[2].substr(1), grid[6].substr(1));

    scenario(tap + "[sweep]\ncsv = \"rows.csv\"\n");
    write_text(here / "rows.csv", "ia_delay [ms],w_ia\n13,0.1\n14,0.2\n");
    ASSERT_EQ(run({"sweep", "taps.toml", "--out", "csv", "-q"}).status, 0);
    const auto csv = lines(table("csv"));
    ASSERT_EQ(csv.size(), 3u);
    EXPECT_EQ(csv[1].substr(12), list[1].substr(12)) << "but for the order of the parameters";
    const Json manifest = Json::parse(read_text(here / "csv/manifest.json"));
    EXPECT_EQ(manifest["inputs"][0]["file"], "rows.csv");

    const Finished checked = run({"check", "taps.toml"});
    EXPECT_TRUE(holds(checked.out, "a sweep of 2 row(s)")) << checked.out;
}

TEST_F(Sweep, rows_that_do_not_complete_are_told_and_kept) {
    scenario(tap +
             "[sweep]\ndesign = \"list\"\n[sweep.vary]\nmuscle.tendon_slack_length = [\"27 cm\", \"90 cm\", \"27 cm\"]\n");
    const Finished f = run({"sweep", "taps.toml"});
    EXPECT_EQ(f.status, 5) << f.err;
    EXPECT_TRUE(holds(f.err, "error: 1 of 3 row(s) did not complete, row 1: cannot_rest")) << f.err;
    EXPECT_TRUE(holds(f.err, "results/taps/sweep.csv")) << f.err;
    const auto rows = lines(table("results/taps"));
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(rows[2], "1,0.9,,,cannot_rest,0,,0,0,0");
    EXPECT_EQ(rows[1].substr(1), rows[3].substr(1)) << "whatever is beside them";

    const Finished few = run({"sweep", "taps.toml", "--set", "solver.max_steps=15", "--out", "few", "--json"});
    EXPECT_EQ(few.status, 5);
    EXPECT_EQ(Json::parse(few.out)["outcome"]["failed"], 2);
    EXPECT_EQ(Json::parse(few.out)["measures"]["peak"]["lowest"], nullptr);
    EXPECT_TRUE(holds(few.err, "row 0: too_many_steps at t = 0.0")) << few.err;
}

TEST_F(Sweep, refuses_misuse_with_the_right_status_and_creates_nothing) {
    scenario(cloud);
    write_text(here / "plain.toml", tap);
    const auto before = contents(here.path());
    struct Misuse {
        std::vector<std::string> arguments;
        int status;
        std::string says;
    };
    for (const Misuse& m : {Misuse{{"sweep"}, 2, "FILE"},
                            {{"sweep", "plain.toml"}, 3, "the scenario has no [sweep]"},
                            {{"sweep", "none.toml"}, 2, "No such file"},
                            {{"sweep", "taps.toml", "--shard", "4/3"}, 2, "--shard takes part/parts"},
                            {{"sweep", "taps.toml", "--shard", "0/3"}, 2, "'0/3'"},
                            {{"sweep", "taps.toml", "--shard", "half"}, 2, "'half'"},
                            {{"sweep", "taps.toml", "--threads", "0"}, 2, "--threads"},
                            {{"sweep", "taps.toml", "--threads", "many"}, 2, "--threads"},
                            {{"sweep", "taps.toml", "--seed", "-1"}, 3, "sweep.seed = -1"},
                            {{"sweep", "taps.toml", "--isa", "mmx"}, 2, "mmx"},
                            {{"sweep", "taps.toml", "--out", "no/where"}, 4, "--mkdir"},
                            {{"sweep", "taps.toml", "--out", "."}, 2, "holds the input"}}) {
        const Finished f = run(m.arguments);
        EXPECT_EQ(f.status, m.status) << m.says << "\n" << f.err;
        EXPECT_TRUE(holds(f.err, m.says)) << m.says << "\nin:\n" << f.err;
        EXPECT_EQ(contents(here.path()), before) << m.says;
    }
    ASSERT_EQ(run({"sweep", "taps.toml", "-q"}).status, 0);
    EXPECT_EQ(run({"sweep", "taps.toml"}).status, 4) << "the results exist";
    EXPECT_EQ(run({"sweep", "taps.toml", "--force", "-q"}).status, 0);
}

class InterruptedSweep : public Sweep, public ::testing::WithParamInterface<int> {};

TEST_P(InterruptedSweep, leaves_complete_lines_from_the_first_on) {
    scenario(cloud);
    Process process({{"sweep", "taps.toml", "--set", "sweep.rows=5000000"}, here.path()});
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    process.send(GetParam());
    const Finished f = process.wait();
    EXPECT_EQ(f.status, 128 + GetParam()) << f.err;
    EXPECT_LT(f.seconds, 3);
    EXPECT_TRUE(holds(f.err, "interrupted")) << f.err;
    const std::string text = table("results/taps");
    ASSERT_FALSE(text.empty());
    EXPECT_EQ(text.back(), '\n');
    const auto rows = lines(text);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        ASSERT_EQ(cells(rows[i]).size(), 11u) << rows[i];
        ASSERT_EQ(cells(rows[i])[0], std::to_string(i - 1));
    }
    const Json manifest = Json::parse(read_text(here / "results/taps/manifest.json"));
    EXPECT_EQ(manifest["outcome"]["complete"], false);
    EXPECT_EQ(manifest["outcome"]["rows"], rows.size() - 1);
}

INSTANTIATE_TEST_SUITE_P(By, InterruptedSweep, ::testing::Values(SIGINT, SIGTERM),
                         [](const auto& signal) { return signal.param == SIGINT ? "SIGINT" : "SIGTERM"; });

} // namespace
} // namespace myotatic::testing
