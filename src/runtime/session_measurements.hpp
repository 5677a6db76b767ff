// What was measured in people who were rolled or pressed, and how a run of a session compares with it: each as a change in
// per cent, with the range within which a run agrees. Which explanation fits what is found by comparing numbers; no verdict
// is written down anywhere.
#pragma once

#include "myotatic/core/table.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

struct Measurement {
    std::string_view name;         ///< "h_reflex_rolled"
    std::string_view words;        ///< "H-reflex while rolled"
    std::span<const double> found; ///< published means [%]
    double low, high;              ///< a run agrees from here to here [%]
    std::string_view source;       ///< with what the numbers are
};

/// In the order of the report.
std::span<const Measurement> measurements();

enum class Verdict {
    agrees,
    no_effect,  ///< the run changes by less than 1 %, and people by more
    too_little, ///< less than measured
    too_much,   ///< more than measured
    opposite,   ///< the other way
    unknown,    ///< not recorded, or this session has nothing of the kind
};
/// "agrees", "no effect", …
std::string_view word_of(Verdict verdict);

struct Comparison {
    const Measurement* with;
    std::optional<double> ours; ///< [%]
    Verdict verdict;
};

Verdict judge(const Measurement& measurement, std::optional<double> ours);

/// One for each measurement, from the traces of a run, of one treated muscle.
std::vector<Comparison> compare(const SessionFacts& session, const Table& traces, std::string_view muscle);

} // namespace myotatic::runtime
