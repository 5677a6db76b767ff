// A session told in plain words with numbers: what was done, and what changed. Every word that takes a side is chosen by a
// number.
#pragma once

#include "session_outcomes.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

/// "The joint goes further" – "18.4° before, 21.8° at the end (+19 %), 20.3° 24 h later."
struct SessionFinding {
    std::string what, numbers;
};

/// Of a session that treats a muscle.
std::string what_was_done(const Scenario& scenario, const Result& result);
/// Of one treated muscle; nothing of what was not recorded.
std::vector<SessionFinding> what_changed(const Scenario& scenario, const RunResult& run, const std::string& muscle);

/// A number in the unit of the outcome, "21.8°", "644 kPa", "8 %", whose blanks do not break; empty if there is none.
std::string shown(double si, const OutcomeFacts& facts);

/// "calf" where the preset is one.
std::string muscle_in_words(std::string_view muscle, std::string_view preset);

} // namespace myotatic::runtime
