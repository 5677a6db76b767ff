// What the connections of a circuit do, in words with numbers.
#pragma once

#include "myotatic/runtime/catalogue.hpp"

#include <span>
#include <string>
#include <vector>

namespace myotatic::runtime {

/// One connection, told with the parameter values that are in force (in the order of `facts.parameters`, SI).
struct Explanation {
    std::string name;                   ///< "Ia excitation of the motor pool"
    std::string sign;                   ///< "excites (+)" or "inhibits (-)"
    std::string sentence;               ///< from where to where, by which law
    std::string threshold, gain, delay; ///< "ib.threshold = 40 pps", or "none"
    std::string evidence;               ///< "hypothesis"
    std::string source;
};

std::vector<Explanation> explain(const CircuitFacts& facts, std::span<const double> parameters);

/// What each word of evidence promises, for legends: {"verified", "checked against the source"}, …
std::span<const std::pair<Evidence, std::string>> evidence_words();

/// A number as a reader likes it: 0.0324 s → "32.4 ms", 0.35 rad → "0.35 rad (20.05 deg)"; four significant digits.
std::string readable(double si, std::string_view unit);

/// A number in the unit in which its field is declared, to six significant digits: "13.4031 ms".
std::string in_unit(double si, const Unit& unit);

} // namespace myotatic::runtime
