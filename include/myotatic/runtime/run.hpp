// Running a scenario: plain data in, plain data out.
#pragma once

#include "myotatic/core/isa.hpp"
#include "myotatic/core/table.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace myotatic::runtime {

struct Scenario;
class Entry;

/// Looked at between steps: report progress (0 to 1) and say whether to go on.
struct Watch {
    std::function<bool(double progress)> keep_going; ///< may be empty; false interrupts the run
    std::optional<Isa> isa{};                        ///< of compiled circuits; without one, see chosen_isa
};

/// A located event.
struct EventRow {
    double time = 0;
    std::string name;      ///< "ib_threshold"
    std::string signal;    ///< what crossed, e.g. "ib.interneuron_drive"
    std::string direction; ///< "rising" or "falling"
};

/// What the solver did, and what it had to clip.
struct SolverFacts {
    std::string reason = "completed"; ///< completed | interrupted | non_finite | step_underflow | too_many_steps | blow_up
    double time = 0;                  ///< where it ended [s]
    std::string worst;                ///< the state that limited the last step, by dotted name
    std::map<std::string, long long> counts; ///< steps_accepted, steps_rejected, evaluations, breakpoints, …
    double quiet_time = 0;                   ///< simulated time that the quiet system took over [s]
};

struct Metric {
    std::string name;
    double value = 0; ///< SI; NaN when there is nothing to measure
    std::string unit;
    std::string note; ///< why there is no value
};

/// One trajectory. On a numerical failure, everything up to there.
struct RunResult {
    std::string variant; ///< empty for the scenario itself
    Table traces;        ///< first column time
    std::vector<EventRow> events;
    std::vector<Metric> metrics;
    std::vector<std::pair<std::string, double>> parameters; ///< every one, as used
    std::vector<std::pair<std::string, double>> rest;       ///< the state it started from
    SolverFacts solver;
};

/// Largest difference between our trajectory and Boost.Odeint's, per signal, relative to the signal's largest magnitude.
struct CrossCheck {
    double span = 0; ///< compared from the start over this long [s]
    std::vector<std::pair<std::string, double>> differences;
    double largest() const;
};

/// The scenario and its variants.
struct Result {
    RunResult main;
    std::vector<RunResult> variants;
};

/// Runs a scenario with all its variants. Throws InputError for what cannot be run; numerical failure is in the result.
Result run(const Scenario& scenario, const Watch& watch = {});

/// The same with a circuit that is not in the catalogue.
Result run(const Entry& circuit, const Scenario& scenario, const Watch& watch = {});

} // namespace myotatic::runtime
