// What a session did, in numbers: each outcome before, afterwards, and while the roller was on the muscle, read from the
// traces of a run. The same numbers stand in metrics.json and in the report.
#pragma once

#include "myotatic/core/table.hpp"
#include "myotatic/runtime/run.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

/// What an outcome of the model rests on: measurements, measurements in healthy people only, or nothing but a hypothesis.
enum class Basis { measured, partly, hypothesis };
std::string_view word_of(Basis basis);

struct OutcomeFacts {
    std::string_view name;   ///< "range_of_motion", as in metrics.json
    std::string_view words;  ///< "range of motion"
    std::string_view signal; ///< observable, behind the prefix of the muscle
    std::string_view shown;  ///< unit for readers: "deg"
    int decimals;            ///< then
    Basis basis;
    std::string_view why;    ///< of the basis, with sources
    bool of_a_muscle = true; ///< false: the signal has no prefix
    bool other_side = false; ///< of the side of the body that is not treated
};

/// All that are asked for, in the order of the report.
std::span<const OutcomeFacts> outcome_facts();

/// "extensor.spindle.ia", or "spindle.ia" in a circuit of one muscle.
std::string signal_of(std::string_view muscle, std::string_view signal);

/// An outcome over time: a table of two columns, `time` and one of the outcome's name; nothing where its signal was not
/// recorded. The H-reflex is made of the recorded state of terminals and pool, as a test shock would find it, over that of
/// a relaxed muscle.
std::optional<Table> outcome_series(const Table& traces, const OutcomeFacts& facts, std::string_view muscle);
std::optional<Table> outcome_series(const Table& traces, std::string_view name, std::string_view muscle);

/// Value of the second column at a time, straight lines between the samples; NaN outside of them.
double value_at(const Table& series, double time);
/// Its mean from one time to another; NaN unless all of it was recorded.
double mean_over(const Table& series, double from, double until);

/// An outcome of one muscle, SI; NaN where the run does not reach, or has no such phase.
struct Outcome {
    OutcomeFacts facts;
    std::string muscle;
    std::string unit;        ///< SI
    std::vector<double> at;  ///< at each instant of the session
    double rolling, holding; ///< means over all phases of that kind
};

/// What was recorded of all outcomes, muscle by muscle; what has no muscle stands last.
std::vector<Outcome> session_outcomes(const SessionFacts& session, const Table& traces);

/// The session that a run went through, seen at the instants of the scenario's: of a variant with steps of its own, those.
SessionFacts session_of(const Scenario& scenario, const RunResult& run);

/// "at.after_hold.extensor.range_of_motion", "while.rolling.h_reflex": names of the outcomes in metrics.json.
std::string instant_metric(const SessionInstant& instant, const Outcome& outcome);
std::string phase_metric(std::string_view what, const Outcome& outcome);

/// Time at which the roller leaves the muscle for good, in the first session if there are several; NaN if it never came.
double end_of_contact(const SessionFacts& session, std::string_view muscle);

} // namespace myotatic::runtime
