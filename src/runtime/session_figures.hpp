// Figures of a session: what happened while the roller was on the muscle, what was left of it afterwards, and how each run
// compares with what was measured in people.
#pragma once

#include "plot_page.hpp"

#include <string>
#include <vector>

namespace myotatic::runtime {

/// Those for which enough was recorded; none without a session. A timeline for every treated muscle, the others of the
/// first.
std::vector<Plot> session_plots(const Scenario& scenario, const Result& result);

/// The name of the variant as words; of the scenario itself, the mechanisms that are switched on, or "the scenario".
std::string run_in_words(const RunResult& run);

/// The scenario and those variants that go through the same session: what explains more than the others can be told of
/// these.
std::vector<const RunResult*> same_session(const Scenario& scenario, const Result& result);

} // namespace myotatic::runtime
