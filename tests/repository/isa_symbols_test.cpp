// Code compiled for an instruction set carries its tag in every name that the linker may merge with another object's. Else
// an inline function that two objects share could come from the one that this machine cannot run.
#include "repository/source_file.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>

namespace {

std::vector<std::string> lines_of_file(const std::string& path) {
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    std::vector<std::string> all;
    for (std::string line; std::getline(file, line);)
        if (!line.empty()) all.push_back(line);
    return all;
}

/// What a command writes to its standard output.
std::vector<std::string> output_of(const std::string& command) {
    std::vector<std::string> all(1);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    if (!pipe) return {};
    for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get()))
        if (c == '\n') {
            all.emplace_back();
        } else {
            all.back() += static_cast<char>(c);
        }
    return all;
}

/// The tag, mangled, of an object compiled from `*_avx2.cpp` or `*_avx512.cpp`; nothing for others.
std::string tag_of(const std::string& object) {
    for (const auto& [isa, tag] : {std::pair{"_avx2.", "4Avx2"}, std::pair{"_avx512.", "6Avx512"}})
        if (object.find(isa) != std::string::npos) return tag;
    return "";
}

/// Weak functions of the object without the tag. Weak data (`V`, `u`) has no instructions in it and may be merged.
std::vector<std::string> untagged_functions(const std::string& object) {
    std::vector<std::string> found;
    std::size_t symbols = 0;
    for (const std::string& line : output_of(std::string(MYOTATIC_NM) + " --defined-only \"" + object + "\"")) {
        const std::size_t kind = line.find(' ');
        if (kind == std::string::npos) continue;
        ++symbols;
        if (line.compare(kind, 3, " W ") == 0 && line.find(tag_of(object)) == std::string::npos)
            found.push_back(object + ": " + line.substr(kind + 3));
    }
    EXPECT_GT(symbols, 0u) << "nothing was read from " << object;
    return found;
}

} // namespace

TEST(InstructionSetObjects, of_the_library_share_no_function_with_others) {
    std::size_t read = 0;
    for (const std::string& object : lines_of_file(MYOTATIC_ISA_OBJECTS)) {
        if (tag_of(object).empty()) continue;
        ++read;
        EXPECT_TRUE(repository::none(untagged_functions(object)));
    }
    std::cout << "[   NOTE   ] the library has " << read << " objects compiled for an instruction set" << std::endl;
    RecordProperty("objects", static_cast<int>(read));
}

TEST(InstructionSetObjects, one_that_shares_a_function_is_reported) {
    const auto objects = lines_of_file(MYOTATIC_ISA_SAMPLE);
    ASSERT_EQ(objects.size(), 1u);
    const auto found = untagged_functions(objects[0]);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_NE(found[0].find("_ZN6sample8untaggedEd"), std::string::npos) << found[0];
}
