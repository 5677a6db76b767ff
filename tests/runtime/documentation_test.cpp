// The pages about scenarios and units say what the program does: their examples load, their lists are complete.
#include "../support/temporary_folder.hpp"
#include "bad_input_cases.hpp"
#include "myotatic/core/text.hpp"
#include "myotatic/core/unit.hpp"
#include "myotatic/runtime/catalogue.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>

using namespace myotatic::runtime;
using myotatic::testing::read_text;
using myotatic::testing::TemporaryFolder;
using myotatic::testing::write_text;

namespace {

const std::filesystem::path docs = std::filesystem::path(MYOTATIC_SOURCE_DIR) / "docs";

// The fenced blocks of a language.
std::vector<std::string> blocks(const std::string& page, const std::string& language) {
    std::vector<std::string> found;
    const std::string fence = "```" + language + "\n";
    for (std::size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at)) {
        at += fence.size();
        const std::size_t end = page.find("```", at);
        found.push_back(page.substr(at, end - at));
        at = end + 3;
    }
    return found;
}

std::string complaint(const TemporaryFolder& folder, const std::string& text) {
    write_text(folder / "scenario.toml", text);
    try {
        load_scenario(folder / "scenario.toml");
    } catch (const myotatic::InputError& error) {
        return error.what();
    }
    return "";
}

// The words after `marker` in what is said about a scenario with a fault: "valid: a, b, c".
std::vector<std::string> valid_words(const std::string& text, const std::string& marker) {
    const TemporaryFolder folder;
    const std::string said = complaint(folder, text);
    std::size_t at = said.find(marker);
    EXPECT_NE(at, std::string::npos) << said;
    std::vector<std::string> words(1);
    for (at += marker.size(); at < said.size() && said[at] != '\n' && said[at] != ';'; ++at) {
        if (said[at] == ',')
            words.emplace_back();
        else if (said[at] != ' ')
            words.back() += said[at];
    }
    return words;
}

// The pages of the models, with their texts.
std::map<std::string, std::string> model_pages() {
    std::map<std::string, std::string> pages;
    for (const auto& file : std::filesystem::directory_iterator(docs / "equations"))
        pages[file.path().filename().string()] = read_text(file.path());
    return pages;
}

} // namespace

TEST(ModelPages, say_species_and_limits_and_stand_in_the_list) {
    const std::string list = read_text(docs / "README.md");
    for (const auto& [name, page] : model_pages()) {
        EXPECT_NE(page.find("Species: "), std::string::npos) << name;
        EXPECT_TRUE(std::regex_search(page, std::regex("\n## (Limits of validity|Departures and limits)\n"))) << name;
        EXPECT_NE(list.find("(equations/" + name + ")"), std::string::npos) << name << " is not in docs/README.md";
    }
}

TEST(ModelPages, there_is_one_for_every_entry_of_the_catalogue) {
    const auto pages = model_pages();
    for (const auto& entry : catalogue()) {
        const std::regex told("Catalogue:[^.]*`" + entry->facts().name + "`");
        EXPECT_TRUE(std::any_of(pages.begin(), pages.end(), [&](const auto& p) {
            return std::regex_search(p.second, told);
        })) << entry->facts().name;
    }
}

TEST(ScenarioPage, every_example_on_it_is_a_valid_scenario) {
    const std::string page = read_text(docs / "scenario.md");
    const TemporaryFolder folder;
    ASSERT_EQ(blocks(page, "csv").size(), 1u);
    write_text(folder / "torque.csv", blocks(page, "csv")[0]);
    const auto examples = blocks(page, "toml");
    EXPECT_GE(examples.size(), 7u);
    for (const std::string& example : examples) {
        const bool whole = example.find("circuit = ") != std::string::npos;
        EXPECT_EQ(complaint(folder, whole ? example : bad_input::reflex + example), "") << example;
    }
}

TEST(ScenarioPage, names_every_key_and_every_word) {
    const std::string page = read_text(docs / "scenario.md");
    const std::string& head = bad_input::reflex;
    std::vector<std::string> words;
    const auto take = [&](const std::string& text, const std::string& marker) {
        for (std::string& word : valid_words(text, marker)) words.push_back(std::move(word));
    };
    take(head + "[protocol.tap]\nkind = \"?\"\n", "valid: ");
    take(head + "[measure.x]\nkind = \"?\"\nsignal = \"spindle.ia\"\n", "valid: ");
    take(head + "[solver]\nmethod = \"?\"\n", "valid: ");
    take(head + "[sweep]\ndesign = \"?\"\n", "valid: ");
    for (const char* section : {"solver", "record", "measure.x", "output", "variant.x", "sweep"})
        take(head + "[" + section + "]\nunknown = 1\n", "valid in [" + std::string(section) + "]: ");
    take(head + "[[output.figure]]\nunknown = 1\n", "valid in [output.figure.0]: ");
    take(head + "unknown = 1\n", "valid: ");
    EXPECT_GT(words.size(), 45u);
    for (const std::string& word : words) {
        const bool named =
            page.find("`" + word + "`") != std::string::npos || page.find("[" + word + "]") != std::string::npos ||
            page.find("[" + word + ".") != std::string::npos || page.find("." + word + "]") != std::string::npos;
        EXPECT_TRUE(named) << word;
    }
}

TEST(SessionsPage, its_example_is_a_valid_scenario) {
    const auto examples = blocks(read_text(docs / "sessions.md"), "toml");
    EXPECT_GE(examples.size(), 1u);
    for (const std::string& example : examples) EXPECT_EQ(complaint(TemporaryFolder(), example), "") << example;
}

TEST(SessionsPage, names_every_key) {
    const std::string page = read_text(docs / "sessions.md");
    const std::string head = "circuit = \"rolled_muscle\"\n", roll = "[[session.step]]\nroll = \"9 s\"\nload = 0.3\n";
    std::vector<std::string> words = valid_words(head + "[session]\nunknown = 1\n" + roll, "valid in [session]: ");
    for (const std::string kind : {"roll", "hold", "rest"})
        for (std::string& word :
             valid_words(head + "[[session.step]]\n" + kind + " = \"9 s\"\nunknown = 1\n", "valid in [session.step.0]: "))
            words.push_back(std::move(word));
    for (std::string& word :
         valid_words(head + roll + "[variant.x.session]\nunknown = 1\n", "valid in [variant.x.session]: "))
        words.push_back(std::move(word));
    EXPECT_GT(words.size(), 20u);
    for (const std::string& word : words) EXPECT_NE(page.find("`" + word + "`"), std::string::npos) << word;
}

TEST(UnitsPage, lists_every_symbol_with_its_factor_and_no_other) {
    const std::string page = read_text(docs / "units.md");
    std::size_t rows = 0;
    for (std::size_t at = page.find("\n| `"); at != std::string::npos; at = page.find("\n| `", at + 1)) ++rows;
    EXPECT_EQ(rows, myotatic::known_unit_symbols().size());
    for (const auto& symbol : myotatic::known_unit_symbols()) {
        const std::size_t at = page.find("\n| `" + std::string(symbol.text) + "` |");
        ASSERT_NE(at, std::string::npos) << symbol.text;
        const std::string row = page.substr(at + 1, page.find('\n', at + 1) - at - 1);
        const std::string factor = symbol.text == "deg" ? "π/180" : myotatic::to_text(symbol.to_si);
        EXPECT_TRUE(row.ends_with("| " + factor + " |")) << row;
    }
}
