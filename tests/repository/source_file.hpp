// The files of this project as text, for the tests that read them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace repository {

/// A file of the project; the path is relative to its root ("include/myotatic/core/unit.hpp").
struct SourceFile {
    std::string path;
    std::string text;
};

inline const std::filesystem::path root = MYOTATIC_SOURCE_DIR;

inline std::string read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Everything below a folder of the project (or a single file) whose name has one of these endings, sorted by path. What
/// is built, what runs write, hidden folders of editors and version control do not count; `.ci` does. A project without
/// version control, e.g. from an archive, gives the same list.
inline std::vector<SourceFile> files(std::string_view below, std::initializer_list<std::string_view> endings = {""}) {
    namespace fs = std::filesystem;
    std::vector<SourceFile> found;
    const auto wanted = [&](const fs::path& path) {
        return std::any_of(endings.begin(), endings.end(),
                           [name = path.filename().string()](std::string_view e) { return name.ends_with(e); });
    };
    const auto add = [&](const fs::path& path) { found.push_back({fs::relative(path, root).generic_string(), read(path)}); };

    const fs::path start = below.empty() ? root : root / below;
    if (fs::is_regular_file(start)) add(start);
    if (!fs::is_directory(start)) return found;
    for (fs::recursive_directory_iterator it(start), end; it != end; ++it) {
        const std::string name = it->path().filename().string();
        const bool hidden = name.starts_with(".") && name != ".ci";
        const bool made =
            (it.depth() == 0 && (name == "build" || name == "results")) || fs::exists(it->path() / "CMakeCache.txt");
        if (it->is_directory() && (hidden || made))
            it.disable_recursion_pending();
        else if (it->is_regular_file() && wanted(it->path()))
            add(it->path());
    }
    std::sort(found.begin(), found.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return found;
}

inline std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
}

/// Success when there is no violation, otherwise a failure that lists them.
inline testing::AssertionResult none(const std::vector<std::string>& violations) {
    if (violations.empty()) return testing::AssertionSuccess();
    auto failure = testing::AssertionFailure() << violations.size() << " found:";
    for (const std::string& v : violations) failure << "\n  " << v;
    return failure;
}

} // namespace repository
