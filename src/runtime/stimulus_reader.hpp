// One stimulus from one table: its kind, its quantities in the unit of the input, its file.
#pragma once

#include "myotatic/experiment/stimulus.hpp"
#include "protocol_reader.hpp"
#include "section.hpp"

#include <optional>
#include <string>

namespace myotatic::runtime {

struct StimulusText {
    Stimulus stimulus;
    std::string text;           ///< the same as TOML lines, with every default
    std::filesystem::path file; ///< the table that it came from, if any
};

/// Reads a stimulus for `input`. Without other words it rests at `baseline`.
std::optional<StimulusText> read_stimulus(const Node& table, const std::string& path, const Leaf& input, double baseline,
                                          const RunWindow& window, Findings& findings);

} // namespace myotatic::runtime
