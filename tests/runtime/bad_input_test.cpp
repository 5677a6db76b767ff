#include "bad_input_cases.hpp"

#include "../support/temporary_folder.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <system_error>
#include <unistd.h>

using namespace myotatic;
using namespace myotatic::runtime;
using bad_input::Expect;
using myotatic::testing::TemporaryFolder;
using myotatic::testing::write_text;

namespace {

struct Said {
    Expect what = Expect::accepted;
    std::string text; ///< errors, or warnings if there are none
    std::size_t problems = 0;
};

Said load(const std::filesystem::path& file, const std::vector<std::string>& settings) {
    std::vector<Override> overrides;
    for (const std::string& s : settings) overrides.push_back({s.substr(0, s.find('=')), s.substr(s.find('=') + 1)});
    try {
        std::string warnings;
        for (const Problem& warning : load_scenario(file, overrides).warnings) warnings += to_text(warning) + "\n";
        return {Expect::accepted, warnings, 0};
    } catch (const InputError& error) {
        return {Expect::invalid, error.what(), error.problems().size()};
    } catch (const ResourceError& error) {
        return {Expect::too_much, error.what(), 1};
    }
}

class BadInput : public ::testing::TestWithParam<bad_input::Case> {};

} // namespace

TEST_P(BadInput, is_told_with_place_value_and_what_would_be_right) {
    const auto& c = GetParam();
    const TemporaryFolder folder;
    write_text(folder / "scenario.toml", c.scenario);
    for (const auto& [name, content] : c.files) write_text(folder / name, content);
    const auto before = myotatic::testing::contents(folder.path());

    const Said said = load(folder / "scenario.toml", c.settings);
    EXPECT_EQ(said.what, c.expect) << said.text;
    for (const std::string& part : c.parts)
        EXPECT_NE(said.text.find(part), std::string::npos) << part << "\nin:\n" << said.text;
    if (c.parts.empty()) {
        EXPECT_EQ(said.text, "");
    }
    EXPECT_EQ(myotatic::testing::contents(folder.path()), before) << "reading changes nothing";
}

INSTANTIATE_TEST_SUITE_P(Row, BadInput, ::testing::ValuesIn(bad_input::cases()),
                         [](const auto& tested) { return std::to_string(tested.param.row) + "_" + tested.param.name; });

TEST(BadInputFile, that_is_missing_or_a_folder_is_a_filesystem_error_with_its_reason) {
    const TemporaryFolder folder;
    const auto reason = [](const std::filesystem::path& file) {
        try {
            load_scenario(file);
        } catch (const std::filesystem::filesystem_error& error) {
            EXPECT_EQ(error.path1(), file);
            return error.code();
        }
        return std::error_code{};
    };
    EXPECT_EQ(reason(folder / "none.toml"), std::errc::no_such_file_or_directory);
    EXPECT_EQ(reason(folder.path()), std::errc::is_a_directory);

    write_text(folder / "secret.toml", bad_input::reflex);
    std::filesystem::permissions(folder / "secret.toml", std::filesystem::perms::none);
    // The superuser reads everything; for this moment be somebody else.
    const bool superuser = ::geteuid() == 0;
    if (superuser) {
        ASSERT_EQ(::seteuid(65534), 0);
    }
    const std::error_code code = reason(folder / "secret.toml");
    if (superuser) {
        ASSERT_EQ(::seteuid(0), 0);
    }
    EXPECT_EQ(code, std::errc::permission_denied);
}

TEST(BadInputFile, with_many_faults_has_all_of_them_told_at_once_in_order_and_at_most_twenty) {
    const TemporaryFolder folder;
    std::string many = bad_input::reflex + "[parameters]\nw_ia = -1\nw_ib = 99\nia_dely = \"1 ms\"\n[solver]\nrtol = 0\n";
    write_text(folder / "scenario.toml", many);
    Said said = load(folder / "scenario.toml", {});
    EXPECT_EQ(said.problems, 4u) << said.text;
    for (const char* line : {"toml:4:", "toml:5:", "toml:6:", "toml:8:"}) {
        const auto at = said.text.find(line);
        EXPECT_NE(at, std::string::npos) << line;
        said.text.erase(0, at);
    }

    many = bad_input::reflex;
    for (int i = 0; i < 100; ++i) many += "key" + std::to_string(i) + " = 1\n";
    write_text(folder / "scenario.toml", many);
    said = load(folder / "scenario.toml", {});
    EXPECT_EQ(said.problems, 20u);
    EXPECT_NE(said.text.find("and 80 more problems"), std::string::npos);
}

TEST(BadInputFile, is_named_on_one_line_whatever_its_name) {
    const TemporaryFolder folder;
    const std::string name = "Dehnung ü\n\"x\" " + std::string(100, 'y') + ".toml";
    write_text(folder / name, "circuit = 3\n");
    const Said said = load(folder / name, {});
    EXPECT_NE(said.text.find("Dehnung ü\\n\"x\" yyy"), std::string::npos) << said.text;
    EXPECT_EQ(said.text.substr(0, said.text.find('\n')).find("error:") != std::string::npos, true) << "one line first";
}

// Any change of a valid file is either accepted or told; nothing crashes, hangs or escapes as another exception.
TEST(BadInputFile, cut_short_or_with_any_byte_changed_never_crashes_the_reader) {
    const TemporaryFolder folder;
    const std::string valid = bad_input::reflex +
                              "[parameters]\nia_delay = \"30 ms\"\n[protocol.tap]\nkind = \"half_sine\"\n"
                              "amplitude = \"4 mm\"\nstart = \"0.1 s\"\nduration = \"10 ms\"\n";
    std::size_t refused = 0, accepted = 0;
    const auto attempt = [&](const std::string& bytes) {
        write_text(folder / "scenario.toml", bytes);
        (load(folder / "scenario.toml", {}).what == Expect::accepted ? accepted : refused) += 1;
    };
    for (std::size_t n = 0; n < valid.size(); ++n) attempt(valid.substr(0, n));
    for (std::size_t n = 0; n < valid.size(); ++n)
        for (const char c : {'"', '=', '9'}) {
            std::string changed = valid;
            changed[n] = c;
            attempt(changed);
        }
    EXPECT_GT(accepted, 10u);
    EXPECT_GT(refused, 200u);
}
