// Layers: who may include whom. An arrow that is not in the table below does not exist in the source.
//
//              apps
//                |
//             runtime        compiled; plain data in, plain data out; the only layer that knows file formats
//                |
//            experiment
//            /        \.
//        circuit      ode     siblings that never include each other
//           |          |
//       physiology     |
//             \       /
//               core          includes only the standard library
#include "repository/source_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <set>

using repository::SourceFile;

namespace {

using Names = std::set<std::string>;

struct Permission {
    Names layers;  ///< layers it may include
    Names foreign; ///< libraries it may include; the first folder (or the whole name) of `#include <...>`
};

// clang-format off
const std::map<std::string, Permission> permissions{
    {"core",         {{"core"}, {}}},
    {"physiology",   {{"core", "physiology"}, {}}},
    {"circuit",      {{"core", "physiology", "circuit"}, {"Eigen"}}},
    {"ode",          {{"core", "ode"}, {"Eigen", "boost"}}},
    {"experiment",   {{"core", "physiology", "circuit", "ode", "experiment"}, {"Eigen", "boost"}}},
    {"runtime",      {{"core", "physiology", "circuit", "ode", "experiment", "runtime"}, {}}},
    {"runtime source", {{"core", "physiology", "circuit", "ode", "experiment", "runtime"},
                        {"Eigen", "boost", "fmt", "nlohmann", "toml++"}}},
    {"apps",         {{"core", "runtime", "apps"}, {"CLI", "fmt", "nlohmann"}}},
    {"validate",     {{"core", "physiology", "circuit", "ode", "experiment", "runtime", "validate"}, {"fmt", "nlohmann"}}},
    {"everything",   {{"core", "physiology", "circuit", "ode", "experiment", "runtime"}, {}}}, // myotatic.hpp
};
// clang-format on

const std::regex include_line(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
const std::regex public_path(R"(^(?:include/)?myotatic/([a-z_]+)/.*)");
const std::regex source_path(R"(^src/([a-z_]+)/.*)");

/// The layer to which a file of the project belongs, by its path.
std::string layer_of(const std::string& path) {
    std::smatch m;
    if (path.starts_with("apps/validate/")) return "validate"; // looks at equations too, not only at runs
    if (path.starts_with("apps/")) return "apps";
    if (path.ends_with("myotatic/myotatic.hpp")) return "everything";
    if (std::regex_match(path, m, public_path)) return m[1];
    if (std::regex_match(path, m, source_path)) return m[1];
    return "?";
}

/// Of `boost/numeric/odeint.hpp` the library `boost`; nothing for the standard library, POSIX and intrinsics.
std::optional<std::string> library(const std::string& header) {
    const std::string first = header.substr(0, header.find('/'));
    if (first == header && (!header.ends_with(".hpp") && !header.starts_with("toml"))) return std::nullopt;
    if (first == "sys") return std::nullopt;
    return first;
}

std::vector<std::string> forbidden_arrows(const std::vector<SourceFile>& files) {
    std::vector<std::string> violations;
    for (const SourceFile& file : files) {
        const std::string from = layer_of(file.path);
        const auto permission =
            permissions.find(from == "runtime" && file.path.starts_with("src/") ? "runtime source" : from);
        if (permission == permissions.end()) {
            violations.push_back(file.path + " belongs to no layer");
            continue;
        }
        for (const std::string& line : repository::lines(file.text)) {
            std::smatch m;
            if (!std::regex_search(line, m, include_line)) continue;
            const std::string header = m[2];
            const std::string arrow = file.path + " includes " + header;
            if (m[1] == "<") {
                if (const auto l = library(header); l && !permission->second.foreign.contains(*l))
                    violations.push_back(arrow + ": " + from + " may not know the library " + *l);
            } else if (header.starts_with("myotatic/")) {
                if (const std::string to = layer_of(header); !permission->second.layers.contains(to))
                    violations.push_back(arrow + ": " + from + " may not know " + to);
            } else if (const std::string to = layer_of("src/" + header);
                       header.find("..") != std::string::npos || (permissions.contains(to) && to != from)) {
                violations.push_back(arrow + ": a private header of another layer");
            }
        }
    }
    return violations;
}

/// Public headers of a layer that pull in one of `libraries`, directly or through others: what a user's compiler has to
/// read.
std::vector<std::string> reaching(const std::vector<SourceFile>& files, const std::string& layer, const Names& libraries) {
    std::map<std::string, Names> includes;
    for (const SourceFile& file : files)
        for (const std::string& line : repository::lines(file.text))
            if (std::smatch m; std::regex_search(line, m, include_line)) includes[file.path].insert(m[2]);

    std::vector<std::string> violations;
    for (const SourceFile& file : files) {
        if (!file.path.starts_with("include/") || layer_of(file.path) != layer) continue;
        Names seen;
        std::vector<std::string> open{file.path};
        while (!open.empty()) {
            const std::string path = open.back();
            open.pop_back();
            for (const std::string& header : includes[path]) {
                if (const auto l = library(header); l && libraries.contains(*l))
                    violations.push_back(file.path + " reaches " + header + " through " + path);
                if (seen.insert(header).second) open.push_back("include/" + header);
            }
        }
    }
    return violations;
}

std::vector<SourceFile> code() {
    std::vector<SourceFile> all;
    for (const auto* folder : {"include", "src", "apps"})
        for (SourceFile& f : repository::files(folder, {".hpp", ".cpp"})) all.push_back(std::move(f));
    return all;
}

/// The checker's answer to one made-up file.
std::size_t violations_in(const std::string& path, const std::string& text) {
    return forbidden_arrows({{path, text}}).size();
}

} // namespace

TEST(Layers, every_include_follows_an_allowed_arrow) {
    const auto files = code();
    ASSERT_GT(files.size(), 10u) << "no source found below " << repository::root;
    EXPECT_TRUE(repository::none(forbidden_arrows(files)));
}

TEST(Headers, say_first_of_all_code_that_they_are_read_once) {
    std::vector<std::string> violations;
    for (const SourceFile& file : code()) {
        if (!file.path.ends_with(".hpp")) continue;
        const auto lines = repository::lines(file.text);
        const auto first =
            std::find_if(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("#"); });
        if (first == lines.end() || *first != "#pragma once") violations.push_back(file.path);
    }
    EXPECT_TRUE(repository::none(violations));
}

TEST(Layers, a_program_that_uses_the_runtime_never_reads_eigen_or_boost) {
    EXPECT_TRUE(repository::none(reaching(code(), "runtime", {"Eigen", "boost"})));
}

TEST(Layers, an_arrow_that_does_not_exist_is_reported) {
    const auto includes = [](const std::string& header) { return "#pragma once\n#include " + header + "\n"; };
    const std::string public_folder = "include/myotatic/";
    EXPECT_EQ(violations_in(public_folder + "core/x.hpp", includes("\"myotatic/ode/root.hpp\"")), 1u);
    EXPECT_EQ(violations_in(public_folder + "ode/x.hpp", includes("\"myotatic/circuit/circuit.hpp\"")), 1u);
    EXPECT_EQ(violations_in(public_folder + "circuit/x.hpp", includes("\"myotatic/ode/history.hpp\"")), 1u);
    EXPECT_EQ(violations_in(public_folder + "physiology/x.hpp", includes("\"myotatic/experiment/trace.hpp\"")), 1u);
    EXPECT_EQ(violations_in(public_folder + "physiology/x.hpp", includes("<Eigen/Dense>")), 1u);
    EXPECT_EQ(violations_in(public_folder + "experiment/x.hpp", includes("\"myotatic/runtime/run.hpp\"")), 1u);
    EXPECT_EQ(violations_in(public_folder + "runtime/x.hpp", includes("<nlohmann/json.hpp>")), 1u);
    EXPECT_EQ(violations_in(public_folder + "core/x.hpp", includes("\"myotatic/myotatic.hpp\"")), 1u);
    EXPECT_EQ(violations_in("src/core/x.cpp", includes("\"runtime/csv.hpp\"")), 1u);
    EXPECT_EQ(violations_in("src/experiment/x.cpp", includes("<toml++/toml.h>")), 1u);
    EXPECT_EQ(violations_in("apps/myotatic/x.cpp", includes("\"myotatic/experiment/trace.hpp\"")), 1u);
    EXPECT_EQ(violations_in(public_folder + "cellar/x.hpp", ""), 1u);
}

TEST(Layers, an_arrow_that_exists_is_not_reported) {
    const std::string text = "#include \"myotatic/core/record.hpp\"\n  #  include <array>\n// #include <Eigen/Dense>\n";
    EXPECT_EQ(violations_in("include/myotatic/physiology/spindle/x.hpp", text), 0u);
    EXPECT_EQ(violations_in("src/runtime/x.cpp", "#include <toml++/toml.h>\n#include <sys/stat.h>\n#include \"csv.hpp\"\n"),
              0u);
}

TEST(Layers, a_library_reached_through_another_header_is_reported) {
    const std::vector<SourceFile> made_up{
        {"include/myotatic/runtime/run.hpp", "#include \"myotatic/experiment/trace.hpp\"\n"},
        {"include/myotatic/experiment/trace.hpp", "#include <Eigen/Dense>\n"}};
    EXPECT_EQ(reaching(made_up, "runtime", {"Eigen"}).size(), 1u);
    EXPECT_EQ(reaching(made_up, "runtime", {"boost"}).size(), 0u);
}
