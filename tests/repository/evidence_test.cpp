// The page of evidence: every claim has a verdict, and what it points at exists. A row of its first table is
//
//     | C5 | claim | evidence | **verdict**, … | `file`, parameter `name`, `Suite.test` |
#include "repository/source_file.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <regex>

using repository::SourceFile;

namespace {

constexpr int claims = 13;
constexpr std::array verdicts{"simulated", "contradicted by measurements", "not modelled"};

struct Row {
    std::string claim, evidence, verdict, where;
};

/// "C5" → its row, from lines with five cells.
std::map<std::string, Row> rows(const std::string& page) {
    static const std::regex row(R"(^\|\s*(C\d+)\s*\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|\s*$)");
    std::map<std::string, Row> found;
    for (const std::string& line : repository::lines(page))
        if (std::smatch m; std::regex_match(line, m, row)) found[m[1]] = {m[2], m[3], m[4], m[5]};
    return found;
}

/// What stands between back-quotes.
std::vector<std::string> quoted(const std::string& text) {
    static const std::regex quote("`([^`]+)`");
    std::vector<std::string> all;
    for (std::sregex_iterator q(text.begin(), text.end(), quote), end; q != end; ++q) all.push_back((*q)[1]);
    return all;
}

std::string all_of(std::string_view below, std::initializer_list<std::string_view> endings) {
    std::string text;
    for (const SourceFile& f : repository::files(below, endings)) text += f.text;
    return text;
}

/// A file of the project, a test `Suite.name`, or the last word of a field's name.
bool exists(const std::string& name) {
    static const std::string tests = all_of("tests", {"_test.cpp"}), headers = all_of("include/myotatic", {".hpp"});
    static const std::regex test(R"(([A-Z]\w*)\.([a-z0-9_]+))");
    if (name.find('/') != std::string::npos) return std::filesystem::exists(repository::root / name);
    if (std::smatch m; std::regex_match(name, m, test))
        return std::regex_search(tests, std::regex("TEST(_F|_P)?\\(" + m[1].str() + ",\\s*" + m[2].str() + "\\)"));
    const std::string word = "(\"" + name.substr(name.rfind('.') + 1) + "\"";
    return headers.find("field" + word) != std::string::npos || headers.find("part" + word) != std::string::npos;
}

std::vector<std::string> complaints(const std::string& page) {
    std::vector<std::string> violations;
    const auto found = rows(page);
    for (int c = 1; c <= claims; ++c) {
        const std::string name = "C" + std::to_string(c);
        const auto at = found.find(name);
        if (at == found.end()) {
            violations.push_back(name + " has no row of five cells");
            continue;
        }
        const Row& row = at->second;
        const auto has_verdict = [&](const char* word) { return row.verdict.find("**" + std::string(word)) == 1; };
        if (std::none_of(verdicts.begin(), verdicts.end(), has_verdict)) violations.push_back(name + " has no verdict");
        if (row.evidence.find_first_not_of(' ') == std::string::npos) violations.push_back(name + " has no evidence");
        bool tested = false;
        for (const std::string& place : quoted(row.where)) {
            tested = tested || (place.front() >= 'A' && place.front() <= 'Z');
            if (!exists(place)) violations.push_back(name + " points at " + place + ", which does not exist");
        }
        if (!tested) violations.push_back(name + " names no test");
    }
    return violations;
}

std::string evidence_page() { return repository::read(repository::root / "docs/evidence.md"); }

} // namespace

TEST(Evidence, every_claim_has_a_verdict_and_points_at_what_exists) {
    EXPECT_TRUE(repository::none(complaints(evidence_page())));
}

TEST(Evidence, a_claim_that_is_contradicted_is_said_to_be_simulated_as_described) {
    for (const auto& [name, row] : rows(evidence_page()))
        if (row.verdict.find("contradicted") != std::string::npos) {
            EXPECT_NE(row.verdict.find("simulated as described"), std::string::npos) << name;
            EXPECT_NE(row.verdict.find("*hypothesis*"), std::string::npos) << name;
        }
}

TEST(Evidence, the_page_begins_with_a_sentence_of_safety) {
    const std::string page = evidence_page();
    EXPECT_LT(page.find("no medical advice: ask a health professional"), page.find("## "));
}

TEST(Evidence, what_is_missing_is_reported) {
    const auto row = [](const std::string& cells) { return complaints("| C1 | it hurts | abstract | " + cells + " |\n"); };
    constexpr std::size_t others = claims - 1;
    EXPECT_EQ(row("**simulated**: so | `docs/evidence.md`, parameters `w_ib`, `thixotropy`, "
                  "`Evidence.the_page_begins_with_a_sentence_of_safety`")
                  .size(),
              others);
    EXPECT_EQ(row("**simulated** | `Evidence.what_is_missing_is_reported`").size(), others);
    EXPECT_EQ(row("simulated | `Evidence.what_is_missing_is_reported`").size(), others + 1) << "no verdict";
    EXPECT_EQ(row("**simulated** | `docs/no_such_file.md`, `Evidence.what_is_missing_is_reported`").size(), others + 1);
    EXPECT_EQ(row("**simulated** | `Evidence.no_such_test`").size(), others + 1);
    EXPECT_EQ(row("**simulated** | parameter `no_such_field`, `Evidence.what_is_missing_is_reported`").size(), others + 1);
    EXPECT_EQ(row("**simulated** | `docs/evidence.md`").size(), others + 1) << "no test";
}
