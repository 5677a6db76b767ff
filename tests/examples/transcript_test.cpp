// Every command that the documentation shows prints what the documentation says.
#include "examples/transcript.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <set>

namespace myotatic::testing {
namespace {

const std::filesystem::path source = MYOTATIC_SOURCE_DIR;

std::vector<std::string> stems(const std::filesystem::path& folder, const std::string& ending) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ending) names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

/// A folder that looks like the project after it was built: where a reader types the commands.
class Transcripts : public ::testing::TestWithParam<std::string> {
protected:
    TemporaryFolder here;
    void SetUp() override {
        namespace fs = std::filesystem;
        fs::create_directories(here / "build/release");
        fs::create_directory_symlink(MYOTATIC_PROGRAM_DIR, here / "build/release/bin");
        fs::create_directory_symlink(source / "examples", here / "examples");
        fs::create_directory_symlink(source / "docs", here / "docs");
    }
    /// Standard output; what goes to standard error is of the moment.
    std::vector<std::string> run(const std::string& command, int& status) {
        const std::string in_folder = "cd '" + here.path().string() + "' && " + command + " 2>err";
        std::FILE* pipe = ::popen(in_folder.c_str(), "r");
        std::string out;
        for (int c = 0; (c = std::fgetc(pipe)) != EOF;) out += static_cast<char>(c);
        status = ::pclose(pipe);
        return lines_of(out);
    }
};

TEST_P(Transcripts, print_what_the_documentation_shows) {
    const auto exchanges = transcript(read_text(source / "tests/examples/transcripts" / (GetParam() + ".txt")));
    ASSERT_FALSE(exchanges.empty());
    for (const Exchange& e : exchanges) {
        int status = -1;
        const auto printed = run(e.command, status);
        EXPECT_EQ(status, 0) << e.command << "\n" << read_text(here / "err");
        EXPECT_EQ(first_difference(e.printed, printed), "") << e.command;
    }
}

INSTANTIATE_TEST_SUITE_P(All, Transcripts, ::testing::ValuesIn(stems(source / "tests/examples/transcripts", ".txt")),
                         [](const auto& scenario) { return scenario.param; });

TEST(Examples, each_program_has_a_transcript) {
    std::set<std::string> programs;
    for (const std::string& name : stems(source / "tests/examples/transcripts", ".txt"))
        for (const Exchange& e : transcript(read_text(source / "tests/examples/transcripts" / (name + ".txt"))))
            programs.insert(e.command);
    for (const std::string& name : stems(source / "examples", ".cpp"))
        EXPECT_TRUE(programs.contains("build/release/bin/examples/" + name)) << name;
}

TEST(Examples, fit_on_a_screen_and_begin_with_what_is_to_be_seen) {
    for (const std::string& name : stems(source / "examples", ".cpp")) {
        const std::string text = read_text(source / "examples" / (name + ".cpp"));
        EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 60) << name;
        EXPECT_TRUE(text.starts_with("// What you will see: ")) << name;
    }
    for (const std::string& name : stems(source / "examples", ".toml"))
        EXPECT_TRUE(read_text(source / "examples" / (name + ".toml")).starts_with("# What you will see: ")) << name;
}

TEST(Transcript, numbers_may_round_the_other_way_and_no_more) {
    EXPECT_TRUE(same("peak 32.41 ms", "peak  32.42 ms"));
    EXPECT_FALSE(same("peak 32.41 ms", "peak 32.43 ms"));
    EXPECT_TRUE(same("tension 678 N", "tension 677.9 N")) << "four digits of 678.0";
    EXPECT_FALSE(same("tension 678 N", "tension 679 N"));
    EXPECT_FALSE(same("4 times", "5 times"));
    EXPECT_FALSE(same("peak 32.41 ms", "peak 32.41 s"));
    EXPECT_TRUE(same("-0.000", "0.000"));
    EXPECT_FALSE(same("largest 9.03e-09", "largest 9.03e-08"));
}

TEST(Transcript, lines_may_be_left_out_only_where_it_says_so) {
    const std::vector<std::string> printed{"a", "b", "c"};
    EXPECT_EQ(first_difference({"a", "b", "c"}, printed), "");
    EXPECT_EQ(first_difference({"a", "…"}, printed), "");
    EXPECT_EQ(first_difference({"…", "c"}, printed), "");
    EXPECT_NE(first_difference({"a", "b"}, printed), "");
    EXPECT_NE(first_difference({"a", "c"}, printed), "");
    EXPECT_NE(first_difference({"…", "d"}, printed), "");
    EXPECT_NE(first_difference({"a", "b", "c", "d"}, printed), "");
}

} // namespace
} // namespace myotatic::testing
