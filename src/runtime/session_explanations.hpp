// Which of the runs of a session explains what was measured in people, and what the others show: two sections of its report.
#pragma once

#include "myotatic/runtime/run.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <string>

namespace myotatic::runtime {

/// Each run of the same session beside the published figures, as HTML; empty where nothing can be compared.
std::string explanations(const Scenario& scenario, const Result& result, const std::string& muscle);

/// Runs that go through another session, or none: what should then not happen.
std::string controls(const Scenario& scenario, const Result& result, const std::string& muscle);

} // namespace myotatic::runtime
