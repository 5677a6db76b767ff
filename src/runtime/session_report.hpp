// The first page of the report of a session: what was done, what changed, what of it is evidence, for a reader who knows no
// physiology; then the numbers.
#pragma once

#include "report.hpp"

#include <string>
#include <vector>

namespace myotatic::runtime {

/// HTML. Draws on those of the drawings that belong to a session; names of figures as in session_figures.hpp.
std::string session_page(const Scenario& scenario, const Result& result, const std::vector<Drawing>& drawings);

/// Whether a drawing belongs to that page.
bool belongs_to_session(const Drawing& drawing);

} // namespace myotatic::runtime
