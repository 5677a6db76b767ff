// Documentation: code that is shown is code that is compiled and run, and links lead somewhere. A block of C++ or TOML is
// preceded by a comment that says of which file it is an excerpt:
//
//     <!-- excerpt: examples/stretch_reflex.cpp -->
//     ```cpp
//     …lines of that file; a common indentation may be left out…
//     ```
//
// A page whose blocks a test of its own reads and runs says so once: `<!-- run by: tests/…_test.cpp -->`. That test must
// name the page.
#include "repository/source_file.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <regex>

using repository::SourceFile;

namespace {

using Reader = std::function<std::string(const std::string& path)>;

std::string trimmed_right(std::string line) {
    line.erase(line.find_last_not_of(" \t\r") + 1);
    return line;
}

/// Whether the lines stand in the text one after the other, all moved to the right by the same amount.
bool contains(const std::string& text, const std::vector<std::string>& block) {
    const auto all = repository::lines(text);
    for (std::size_t start = 0; !block.empty() && start + block.size() <= all.size(); ++start) {
        const std::size_t at = all[start].find(block[0]);
        if (at == std::string::npos || all[start].find_first_not_of(' ') < at) continue;
        const std::string indent(at, ' ');
        bool same = true;
        for (std::size_t i = 0; same && i < block.size(); ++i)
            same = trimmed_right(all[start + i]) == trimmed_right(block[i].empty() ? "" : indent + block[i]);
        if (same) return true;
    }
    return false;
}

/// What is wrong with the code blocks of a page.
std::vector<std::string> wrong_excerpts(const SourceFile& page, const Reader& read_file) {
    static const std::regex marker(R"(<!--\s*excerpt:\s*(\S+)\s*-->)"), run_by(R"(<!--\s*run by:\s*(\S+)\s*-->)");
    std::vector<std::string> violations;
    const std::string name = page.path.substr(page.path.rfind('/') + 1);
    std::smatch test;
    const bool runs = std::regex_search(page.text, test, run_by) && read_file(test[1]).find(name) != std::string::npos;
    const auto all = repository::lines(page.text);
    std::string source;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string place = page.path + ":" + std::to_string(i + 1) + ": ";
        if (std::smatch m; std::regex_search(all[i], m, marker)) {
            source = m[1];
        } else if (all[i].starts_with("```")) {
            const std::string language = trimmed_right(all[i].substr(3));
            std::vector<std::string> block;
            for (++i; i < all.size() && !all[i].starts_with("```"); ++i) block.push_back(all[i]);
            if (!source.empty() && !contains(read_file(source), block))
                violations.push_back(place + "does not stand in " + source);
            if (source.empty() && !runs && (language == "cpp" || language == "c++" || language == "toml"))
                violations.push_back(place + "shows " + language + " without saying `<!-- excerpt: file -->`");
            source.clear();
        } else if (!trimmed_right(all[i]).empty() && !source.empty()) {
            violations.push_back(place + "an excerpt of " + source + " was announced but no code block follows");
            source.clear();
        }
    }
    return violations;
}

/// The page without what stands in its code blocks, where brackets mean other things.
std::string prose(const std::string& text) {
    std::string kept;
    bool code = false;
    for (const std::string& line : repository::lines(text)) {
        if (line.starts_with("```"))
            code = !code;
        else if (!code)
            kept += line + "\n";
    }
    return kept;
}

/// Links to files of the project that do not exist.
std::vector<std::string> broken_links(const SourceFile& page) {
    static const std::regex link(R"(\]\(([^)\s#]+)[^)]*\))");
    std::vector<std::string> violations;
    const auto folder = (repository::root / page.path).parent_path();
    const std::string text = prose(page.text);
    for (std::sregex_iterator l(text.begin(), text.end(), link), end; l != end; ++l) {
        const std::string target = (*l)[1];
        if (target.find(':') != std::string::npos || target.starts_with("#")) continue; // a web address, or this page
        if (!std::filesystem::exists(folder / target)) violations.push_back(page.path + " links to " + target);
    }
    return violations;
}

std::vector<SourceFile> pages() { return repository::files("", {".md"}); }

std::string read_project_file(const std::string& path) { return repository::read(repository::root / path); }

std::size_t wrong_in(const std::string& page) {
    const std::string file = "int main() {\n    twitch();\n\n    return 0;\n}\n";
    return wrong_excerpts({"page.md", page}, [&](const std::string&) { return file; }).size();
}

} // namespace

TEST(Documentation, shows_only_excerpts_of_files_that_are_compiled_and_run) {
    for (const SourceFile& page : pages()) EXPECT_TRUE(repository::none(wrong_excerpts(page, read_project_file)));
}

TEST(Documentation, links_lead_to_files_that_exist) {
    for (const SourceFile& page : pages()) EXPECT_TRUE(repository::none(broken_links(page)));
}

TEST(Documentation, an_excerpt_that_differs_from_its_file_is_reported) {
    const std::string said = "<!-- excerpt: x.cpp -->\n";
    EXPECT_EQ(wrong_in(said + "```cpp\ntwitch();\n\nreturn 0;\n```\n"), 0u);
    EXPECT_EQ(wrong_in(said + "\n```cpp\n    return 0;\n}\n```\n"), 0u);
    EXPECT_EQ(wrong_in(said + "```cpp\ntwitch();\nreturn 0;\n```\n"), 1u) << "an empty line is missing";
    EXPECT_EQ(wrong_in(said + "```cpp\ntwitch();\n\n  return 0;\n```\n"), 1u) << "the indentation differs";
    EXPECT_EQ(wrong_in(said + "```cpp\nwitch();\n```\n"), 1u) << "part of a line is no excerpt";
    EXPECT_EQ(wrong_in("```cpp\ntwitch();\n```\n"), 1u) << "the source is not named";
    EXPECT_EQ(wrong_in("```sh\ncmake --build .\n```\n"), 0u);
    EXPECT_EQ(wrong_in("<!-- run by: y_test.cpp -->\n```toml\na = 1\n```\n"), 1u) << "that test knows nothing of the page";
    EXPECT_EQ(wrong_in(said + "no code\n"), 1u);
}

TEST(Documentation, a_broken_link_is_reported) {
    EXPECT_EQ(broken_links({"README.md", "[a](LICENSE) [b](https://example.org/x) [c](#top)"}).size(), 0u);
    EXPECT_EQ(broken_links({"README.md", "[a](no_such_file.md#part)"}).size(), 1u);
    EXPECT_EQ(broken_links({"README.md", "```cpp\n[=](double) {}\n```\n[a](no_such_file.md)"}).size(), 1u);
}
