// The protocol of a scenario: which stimuli drive which input of the circuit.
#pragma once

#include "myotatic/runtime/catalogue.hpp"
#include "section.hpp"

#include <filesystem>
#include <vector>

namespace myotatic::runtime {

/// What a stimulus must know about the run that it drives.
struct RunWindow {
    double start = 0, duration = 0;   ///< [s]
    double largest_delay = 0;         ///< [s]: how far before `start` the past is asked for
    std::filesystem::path folder;     ///< relative file names start here
    std::vector<std::string> taken{}; ///< inputs that the session drives
};

struct Protocol {
    std::vector<Drive> drives;
    std::vector<std::filesystem::path> files;
};

/// Reads every key of [protocol] except `start` and `duration`.
Protocol read_protocol(const Node* protocol, const CircuitFacts& facts, const RunWindow& window, Findings& findings);

/// The number as a TOML value: in the given unit, or in SI units where only that reads back as the same double.
std::string quantity_text(double si, const Unit& unit);

} // namespace myotatic::runtime
