// Citations: what the source and the documentation cite is listed in docs/references.bib, and everything listed there can
// be looked up. A tag is written [mileusnic2006 eq 5], [thelen2003 Table 1] or [houk_simon1967].
#include "repository/source_file.hpp"

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

using repository::SourceFile;

namespace {

// Where a key may stand: inside brackets, as the source of a field, or in parentheses, as in the words of the catalogue.
// What a key looks like: names, year, letter.
const std::regex citation(R"re(\[([^\[\]]*)\]|from\(\s*"([^"]*)"|\(([^()]*)\))re");
const std::regex key_pattern(R"(\b([a-z]+(?:[_-][a-z]+)*(?:19|20)[0-9]{2}[a-z]?)\b)");

/// key → the first place that cites it, as "path:line".
std::map<std::string, std::string> cited(const std::vector<SourceFile>& files) {
    std::map<std::string, std::string> keys;
    for (const SourceFile& file : files) {
        std::size_t number = 0;
        for (const std::string& line : repository::lines(file.text)) {
            ++number;
            for (std::sregex_iterator c(line.begin(), line.end(), citation), end; c != end; ++c) {
                const std::string inside = (*c)[1].str() + (*c)[2].str() + (*c)[3].str();
                for (std::sregex_iterator k(inside.begin(), inside.end(), key_pattern); k != end; ++k)
                    keys.try_emplace((*k)[1], file.path + ":" + std::to_string(number));
            }
        }
    }
    return keys;
}

/// key → text of the entry.
std::map<std::string, std::string> entries(const std::string& bibliography) {
    std::map<std::string, std::string> found;
    static const std::regex head(R"(^\s*@([A-Za-z]+)\s*\{\s*([^,\s]+)\s*,)");
    std::string key;
    for (const std::string& line : repository::lines(bibliography)) {
        if (std::smatch m; std::regex_search(line, m, head)) {
            key = m[2];
            if (found.contains(key)) found[key] += "(twice)";
        }
        if (!key.empty()) found[key] += line + "\n";
    }
    return found;
}

std::vector<std::string> unknown_keys(const std::vector<SourceFile>& files, const std::string& bibliography) {
    const auto known = entries(bibliography);
    std::vector<std::string> violations;
    for (const auto& [key, place] : cited(files))
        if (!known.contains(key)) violations.push_back(key + " is cited but not listed, first in " + place);
    return violations;
}

std::vector<std::string> untraceable_entries(const std::string& bibliography) {
    static const std::regex traceable(R"((^|\n)\s*(doi|note|isbn)\s*=\s*[{"][^}"\s])", std::regex::icase);
    std::vector<std::string> violations;
    for (const auto& [key, text] : entries(bibliography)) {
        if (!std::regex_search(text, traceable)) violations.push_back(key + " has neither doi nor isbn nor note");
        if (text.find("(twice)") != std::string::npos) violations.push_back(key + " is listed twice");
    }
    return violations;
}

std::vector<SourceFile> citing() {
    std::vector<SourceFile> all;
    for (const auto* folder : {"include", "src", "docs", "README.md"})
        for (SourceFile& f : repository::files(folder, {".hpp", ".cpp", ".md"})) all.push_back(std::move(f));
    return all;
}

std::string bibliography() { return repository::read(repository::root / "docs/references.bib"); }

} // namespace

TEST(Citations, every_cited_key_is_listed) { EXPECT_TRUE(repository::none(unknown_keys(citing(), bibliography()))); }

TEST(Citations, every_listed_work_can_be_looked_up) { EXPECT_TRUE(repository::none(untraceable_entries(bibliography()))); }

TEST(Citations, a_file_named_after_a_paper_cites_it) {
    for (const SourceFile& file : repository::files("include/myotatic", {".hpp"})) {
        const std::string stem = std::filesystem::path(file.path).stem().string();
        if (std::regex_match(stem, key_pattern)) {
            EXPECT_TRUE(cited({file}).contains(stem)) << file.path << " has no tag [" << stem << "]";
        }
    }
}

TEST(Citations, a_key_that_is_not_listed_is_reported) {
    const std::string book = "@article{mileusnic2006,\n  doi = {10.1/x},\n}\n";
    const auto unknown = [&](const std::string& text) { return unknown_keys({{"x.hpp", text}}, book).size(); };
    EXPECT_EQ(unknown("/// [mileusnic2006 eq 5]"), 0u);
    EXPECT_EQ(unknown("/// [mileusnic2007 eq 5]"), 1u);
    EXPECT_EQ(unknown("/// [mileusnic2006 eq 5; lin_crago2002 Table 2]"), 1u);
    EXPECT_EQ(unknown(".from(\"houk_simon1967 Table 1\", Evidence::verified)"), 1u);
    EXPECT_EQ(unknown("\"static postures (prochazka1997)\""), 1u);
    EXPECT_EQ(unknown("x[i2000] and mileusnic2007 outside brackets"), 1u) << "brackets alone make a citation";
}

TEST(Citations, a_work_that_cannot_be_looked_up_is_reported) {
    EXPECT_EQ(untraceable_entries("@article{a2001,\n  title = {T},\n}\n").size(), 1u);
    EXPECT_EQ(untraceable_entries("@article{a2001,\n  title = {T},\n  doi = {},\n}\n").size(), 1u);
    EXPECT_EQ(untraceable_entries("@book{a2001,\n  note = {Chapter 3},\n}\n@book{b2002,\n  doi = {10.1/y},\n}\n").size(),
              0u);
    EXPECT_EQ(untraceable_entries("@book{a2001,\n  doi = {1},\n}\n@book{a2001,\n  doi = {1},\n}\n").size(), 1u);
}
