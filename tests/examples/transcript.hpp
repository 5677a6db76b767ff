// A transcript: commands, each on a line that begins with "$ ", and what they print. The documentation shows excerpts of
// transcripts, and a test runs the commands. A line "…" stands for any number of lines.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace myotatic::testing {

struct Exchange {
    std::string command;
    std::vector<std::string> printed;
};

inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) all.push_back(line);
    while (!all.empty() && all.back().empty()) all.pop_back();
    return all;
}

inline std::vector<Exchange> transcript(const std::string& text) {
    std::vector<Exchange> all;
    for (const std::string& line : lines_of(text)) {
        if (line.starts_with("$ "))
            all.push_back({line.substr(2), {}});
        else if (!all.empty())
            all.back().printed.push_back(line);
    }
    for (Exchange& e : all)
        while (!e.printed.empty() && e.printed.back().empty()) e.printed.pop_back();
    return all;
}

/// Text between numbers, spaces counted once; the numbers; and how much each may differ.
struct Line {
    std::vector<std::string> words;
    std::vector<double> numbers, tolerances;
};

/// Runs agree between compilers and processors to the tolerance of the solver, 1e-8 and below, so a printed number may at
/// most round the other way: by one in its last place or, where trailing zeros are not printed, in its fourth digit.
inline Line parsed(const std::string& line) {
    static const std::regex number(R"([-+]?\d+(\.\d+)?(e[-+]?\d+)?)"), spaces(R"(\s+)");
    Line result;
    auto rest = line.begin();
    const auto add_words = [&](auto begin, auto end) {
        result.words.push_back(std::regex_replace(std::string(begin, end), spaces, " "));
    };
    for (std::sregex_iterator n(line.begin(), line.end(), number), end; n != end; ++n) {
        add_words(rest, (*n)[0].first);
        rest = (*n)[0].second;
        const double value = std::strtod(n->str().c_str(), nullptr);
        const auto decimals = (*n)[1].length() > 0 ? (*n)[1].length() - 1 : 0;
        const int exponent = (*n)[2].length() > 0 ? std::atoi((*n)[2].str().c_str() + 1) : 0;
        const double last_place = std::pow(10.0, exponent - static_cast<int>(decimals));
        const double fourth_digit = value == 0 ? 0 : std::pow(10.0, std::floor(std::log10(std::abs(value))) - 3);
        result.numbers.push_back(value);
        result.tolerances.push_back(1.01 * (decimals > 0 ? last_place : std::min(last_place, fourth_digit)));
    }
    add_words(rest, line.end());
    return result;
}

inline bool same(const std::string& expected, const std::string& actual) {
    const Line e = parsed(expected), a = parsed(actual);
    if (e.words != a.words) return false;
    for (std::size_t i = 0; i < e.numbers.size(); ++i)
        if (!(std::abs(e.numbers[i] - a.numbers[i]) <= e.tolerances[i])) return false;
    return true;
}

/// The first expected line that was not printed in its place; empty when all were.
inline std::string first_difference(const std::vector<std::string>& expected, const std::vector<std::string>& actual) {
    std::size_t at = 0;
    bool skipping = false;
    for (const std::string& line : expected) {
        if (line == "…") {
            skipping = true;
            continue;
        }
        while (skipping && at < actual.size() && !same(line, actual[at])) ++at;
        if (at == actual.size()) return "expected: " + line + "\nprinted:  nothing more";
        if (!same(line, actual[at])) return "expected: " + line + "\nprinted:  " + actual[at];
        skipping = false;
        ++at;
    }
    return skipping || at == actual.size() ? "" : "expected: nothing more\nprinted:  " + actual[at];
}

} // namespace myotatic::testing
