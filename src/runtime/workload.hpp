// Whether a valid scenario can be afforded: delays against the step, steps against their limit, samples against memory.
#pragma once

#include "myotatic/runtime/catalogue.hpp"
#include "section.hpp"

#include <map>
#include <string>
#include <vector>

namespace myotatic::runtime {

constexpr double shortest_delay = 10e-6; ///< [s] a shorter one, but for none, would only cost steps

/// The parameters of the run or of one of its variants, as the circuit uses them.
struct ResolvedRun {
    std::string variant;                 ///< empty for the run itself
    std::vector<double> values;          ///< in the order of the facts, SI
    std::map<std::string, Place> places; ///< of those that the scenario gives
    Place place;                         ///< of the rest
};

/// Refuses positive delays below 10 µs, notes those that are zero or longer than the run; returns the largest [s].
double check_delays(const ResolvedRun& run, const CircuitFacts& facts, double duration, Findings& findings);

/// Steps and memory that the scenario needs at least, against their limits.
void check_workload(const Scenario& scenario, const Entry& entry, const std::vector<ResolvedRun>& runs, Findings& findings);

} // namespace myotatic::runtime
