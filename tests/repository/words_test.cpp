// Words that do not belong into the project: paths of somebody's machine, switches that would change results silently, and
// tests that are switched off.
#include "repository/source_file.hpp"

#include <gtest/gtest.h>

#include <regex>

using repository::SourceFile;

namespace {

/// Lines of the files that match; this file, which must spell the words, is left out.
std::vector<std::string> matches(const std::vector<SourceFile>& files, const std::regex& words) {
    std::vector<std::string> found;
    for (const SourceFile& file : files) {
        if (file.path == "tests/repository/words_test.cpp") continue;
        std::size_t number = 0;
        for (const std::string& line : repository::lines(file.text)) {
            ++number;
            if (std::regex_search(line, words)) found.push_back(file.path + ":" + std::to_string(number) + ": " + line);
        }
    }
    return found;
}

const std::regex machine_path(R"((^|[^A-Za-z0-9_.-])/(work|root|home|Users)/)");
const std::regex inexact_or_unportable(R"(-ffast-math|-Ofast|-march=native|-mcpu=native)");
const std::regex switched_off(R"(GTEST_SKIP|TEST(_P|_F)?\([A-Za-z0-9_]+,\s*DISABLED_)");

std::vector<SourceFile> build_files() {
    auto all = repository::files("", {"CMakeLists.txt", ".cmake", ".json", ".in"});
    for (const auto* folder : {"tools", ".ci"})
        for (SourceFile& f : repository::files(folder)) all.push_back(std::move(f));
    return all;
}

} // namespace

TEST(Words, no_file_names_a_place_on_somebodys_machine) {
    const std::vector<SourceFile> all =
        repository::files("", {".hpp",  ".cpp",  ".txt",     ".cmake",      ".in",           ".json",      ".md",
                               ".toml", ".bib",  ".cff",     ".csv",        ".sh",           "quickstart", "test",
                               "run",   "bench", "validate", ".clang-tidy", ".clang-format", ".gitignore"});
    ASSERT_GT(all.size(), 20u);
    EXPECT_TRUE(repository::none(matches(all, machine_path)));
}

TEST(Words, no_build_file_asks_for_inexact_arithmetic_or_one_processor) {
    ASSERT_GT(build_files().size(), 5u);
    EXPECT_TRUE(repository::none(matches(build_files(), inexact_or_unportable)));
}

TEST(Words, no_test_is_switched_off) {
    EXPECT_TRUE(repository::none(matches(repository::files("tests", {".cpp", ".hpp"}), switched_off)));
}

TEST(Words, a_forbidden_word_is_reported) {
    EXPECT_EQ(matches({{"x.md", "see /home/me/x"}}, machine_path).size(), 1u);
    EXPECT_EQ(matches({{"x.md", "see (/work/x)\nhttps://example.org/work/x network/x"}}, machine_path).size(), 1u);
    EXPECT_EQ(matches({{"x.cmake", "add_compile_options(-ffast-math)"}}, inexact_or_unportable).size(), 1u);
    EXPECT_EQ(matches({{"x.cpp", "TEST(Reflex, DISABLED_answers_a_tap)"}}, switched_off).size(), 1u);
}
