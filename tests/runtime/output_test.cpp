#include "myotatic/runtime/output.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace myotatic::runtime {
namespace {

using testing::contents;
using testing::read_text;
using testing::TemporaryFolder;
using testing::write_text;

const std::string manifest = "{\n  \"program\": \"myotatic\",\n}\n";

/// A folder as an earlier run left it.
void make_old_results(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    write_text(folder / "manifest.json", manifest);
    write_text(folder / "old.txt", "old");
}

/// What the refusal says; empty when nothing is refused.
std::string refusal(const std::filesystem::path& target, OutputPermissions permissions = {},
                    const std::vector<std::filesystem::path>& inputs = {}) {
    try {
        const StagedFolder folder(target, permissions, inputs);
    } catch (const OutputError& e) {
        return e.what();
    } catch (const OutputConflict& e) {
        return std::string("conflict: ") + e.what();
    }
    return {};
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(StagedFolder, appears_under_its_name_only_when_published) {
    const TemporaryFolder here;
    {
        StagedFolder folder(here / "run", {}, {});
        folder.write("a.txt", "A");
        folder.write("figures/b.txt", "B");
        EXPECT_FALSE(std::filesystem::exists(here / "run"));
        folder.publish();
        EXPECT_EQ(folder.files(), (std::vector<std::string>{"a.txt", "figures/b.txt"}));
    }
    EXPECT_EQ(contents(here.path()),
              (std::map<std::string, std::string>{
                  {"run", "/"}, {"run/a.txt", "A"}, {"run/figures", "/"}, {"run/figures/b.txt", "B"}}));
}

TEST(StagedFolder, leaves_nothing_behind_when_it_is_not_published) {
    const TemporaryFolder here;
    {
        StagedFolder folder(here / "new/deep/run", {.make_parents = true}, {});
        folder.write("a.txt", "A");
    }
    EXPECT_TRUE(contents(here.path()).empty());
}

TEST(StagedFolder, refuses_an_existing_folder_and_leaves_it_alone) {
    const TemporaryFolder here;
    make_old_results(here / "run");
    const auto before = contents(here.path());
    EXPECT_TRUE(says(refusal(here / "run"), "exists; --force"));
    EXPECT_EQ(contents(here.path()), before);
}

TEST(StagedFolder, with_force_the_old_folder_stays_until_the_new_one_is_complete) {
    const TemporaryFolder here;
    make_old_results(here / "run");
    const auto before = contents(here / "run");
    {
        StagedFolder abandoned(here / "run", {.force = true}, {});
        abandoned.write("new.txt", "half");
        EXPECT_EQ(contents(here / "run"), before);
    }
    EXPECT_EQ(contents(here / "run"), before);
    StagedFolder folder(here / "run", {.force = true}, {});
    folder.write("new.txt", "new");
    folder.publish();
    EXPECT_EQ(contents(here.path()), (std::map<std::string, std::string>{{"run", "/"}, {"run/new.txt", "new"}}));
}

TEST(StagedFolder, force_does_not_replace_a_folder_that_holds_something_else) {
    const TemporaryFolder here;
    std::filesystem::create_directory(here / "thesis");
    write_text(here / "thesis/chapter1.txt", "years of work");
    EXPECT_TRUE(says(refusal(here / "thesis", {.force = true}), "not a results folder"));
    write_text(here / "thesis/manifest.json", "{\"name\": \"a web page\"}");
    EXPECT_TRUE(says(refusal(here / "thesis", {.force = true}), "not a results folder"));
    EXPECT_EQ(read_text(here / "thesis/chapter1.txt"), "years of work");
}

TEST(StagedFolder, force_may_fill_an_empty_folder_and_a_missing_one) {
    const TemporaryFolder here;
    std::filesystem::create_directory(here / "empty");
    for (const char* name : {"empty", "missing"}) {
        StagedFolder folder(here / name, {.force = true}, {});
        folder.write("a.txt", "A");
        folder.publish();
        EXPECT_EQ(read_text(here / name / "a.txt"), "A");
    }
}

TEST(StagedFolder, through_a_link_it_replaces_what_the_link_leads_to) {
    const TemporaryFolder here;
    make_old_results(here / "real");
    std::filesystem::create_directory_symlink(here / "real", here / "link");
    StagedFolder folder(here / "link", {.force = true}, {});
    folder.write("new.txt", "new");
    folder.publish();
    EXPECT_TRUE(std::filesystem::is_symlink(here / "link"));
    EXPECT_EQ(contents(here / "real"), (std::map<std::string, std::string>{{"new.txt", "new"}}));
}

TEST(StagedFolder, refuses_a_file_and_what_lies_below_one) {
    const TemporaryFolder here;
    write_text(here / "file", "content");
    EXPECT_TRUE(says(refusal(here / "file", {.force = true}), "not a folder"));
    EXPECT_TRUE(says(refusal(here / "file/run", {.make_parents = true}), "not a folder"));
    EXPECT_EQ(read_text(here / "file"), "content");
}

TEST(StagedFolder, refuses_a_missing_parent_and_says_how_to_make_it) {
    const TemporaryFolder here;
    EXPECT_TRUE(says(refusal(here / "a/b/run"), "--mkdir"));
    EXPECT_TRUE(says(refusal(here / "a/b/run"), (here / "a/b").string()));
    EXPECT_TRUE(contents(here.path()).empty());
    StagedFolder folder(here / "a/b/run", {.make_parents = true}, {});
    folder.publish();
    EXPECT_TRUE(std::filesystem::is_directory(here / "a/b/run"));
}

TEST(StagedFolder, refuses_a_parent_that_cannot_be_written) {
    // The kernel makes no folders in /proc, for nobody.
    EXPECT_TRUE(says(refusal("/proc/myotatic-results"), "cannot write to the folder '/proc'"));
}

TEST(StagedFolder, refuses_a_name_that_is_too_long_before_anything_is_computed) {
    const TemporaryFolder here;
    EXPECT_TRUE(says(refusal(here / std::string(300, 'x')), "File name too long"));
}

TEST(StagedFolder, never_replaces_what_the_run_reads) {
    const TemporaryFolder here;
    make_old_results(here / "run"); // a scenario kept in a results folder
    write_text(here / "run/scenario.toml", "circuit = 'x'");
    write_text(here / "input.csv", "time [s],x");
    std::filesystem::create_hard_link(here / "input.csv", here / "hard_link");
    std::filesystem::create_symlink(here / "input.csv", here / "soft_link");
    std::filesystem::create_directory_symlink(here / "run", here / "other_name");
    const std::vector<std::filesystem::path> inputs{here / "run/scenario.toml", here / "input.csv"};
    const auto before = contents(here.path());
    for (const char* target : {"run", "other_name", "input.csv", "hard_link", "soft_link", "run/scenario.toml", ".", "run/"})
        EXPECT_TRUE(refusal(here / target, {.force = true}, inputs).starts_with("conflict: ")) << target;
    EXPECT_EQ(refusal(here / "elsewhere", {}, inputs), "");
    EXPECT_EQ(contents(here.path()), before);
}

TEST(StagedFolder, of_two_runs_to_one_place_the_second_is_refused) {
    const TemporaryFolder here;
    StagedFolder first(here / "run", {}, {}), second(here / "run", {}, {});
    first.write("a.txt", "first");
    second.write("a.txt", "second");
    first.publish();
    EXPECT_THROW(second.publish(), OutputError);
    EXPECT_EQ(read_text(here / "run/a.txt"), "first");
}

TEST(StagedFolder, names_with_spaces_quotes_and_other_alphabets_are_kept) {
    const TemporaryFolder here;
    for (const char* name : {"two words", "l'étude \"n°1\"", "反射\n弧"}) {
        StagedFolder folder(here / name, {}, {});
        folder.write("a.txt", "A");
        folder.publish();
        EXPECT_EQ(read_text(here / name / "a.txt"), "A");
    }
}

TEST(WriteFile, tells_path_bytes_and_reason_when_the_disk_is_full) {
    try {
        write_file("/dev/full", "content");
        FAIL() << "/dev/full took the content";
    } catch (const OutputError& e) {
        EXPECT_STREQ(e.what(), "cannot write '/dev/full' (0 of 7 bytes written): No space left on device");
    }
}

/// No file may grow beyond this many bytes, as on a disk with that much left.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        before_ = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &limit_);
        const rlimit small{bytes, limit_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &limit_);
        std::signal(SIGXFSZ, before_);
    }

private:
    rlimit limit_{};
    void (*before_)(int);
};

TEST(StagedFolder, a_write_that_fails_leaves_the_old_folder_and_nothing_else) {
    const TemporaryFolder here;
    make_old_results(here / "run");
    const auto before = contents(here.path());
    for (const rlim_t bytes : {0u, 1u, 999u, 65536u}) {
        const FileSizeLimit limit(bytes);
        try {
            StagedFolder folder(here / "run", {.force = true}, {});
            folder.write("a.txt", std::string(bytes, 'a')); // just fits
            folder.write("b.txt", std::string(100000, 'b'));
            folder.publish();
            ADD_FAILURE() << "published in spite of the limit of " << bytes;
        } catch (const OutputError& e) {
            EXPECT_TRUE(says(e.what(), "b.txt' (" + std::to_string(bytes) + " of 100000 bytes written): File too large"))
                << e.what();
        }
        EXPECT_EQ(contents(here.path()), before);
    }
}

/// One version of a folder: every file holds its number.
void publish_version(const std::filesystem::path& target, int version) {
    StagedFolder folder(target, {.force = true}, {});
    folder.write("manifest.json", manifest);
    for (int file = 0; file < 8; ++file)
        folder.write("f" + std::to_string(file), std::string(20000, 'x') + std::to_string(version));
    folder.publish();
}

TEST(StagedFolder, killed_at_any_moment_of_replacing_it_the_folder_is_one_complete_version) {
    using Clock = std::chrono::steady_clock;
    const TemporaryFolder here;
    const Clock::time_point start = Clock::now();
    publish_version(here / "run", 0);
    const auto once = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
    for (int round = 0; round < 60; ++round) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0)
            for (int version = 1;; ++version) publish_version(here / "run", version);
        std::this_thread::sleep_for(once * ((round * 7919) % 1000) / 400); // spread over two and a half versions
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        const auto files = contents(here / "run");
        EXPECT_EQ(files.size(), 9u);
        for (const auto& [name, text] : files)
            EXPECT_EQ(text, name == "manifest.json" ? manifest : files.at("f0")) << "round " << round << ": " << name;
    }
}

} // namespace
} // namespace myotatic::runtime
