// What goes into a sweep beside the experiment, and what it tells (sweep.hpp).
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/table.hpp"
#include "myotatic/experiment/trace.hpp"
#include "myotatic/ode/outcome.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace myotatic {

/// What a sweep tells of its rows, beside row numbers and outcomes.
struct SweepColumns {
    std::vector<Leaf> varied;
    std::vector<std::pair<std::string, std::string>> measures; ///< name and unit
    std::vector<std::string> limits;                           ///< what the model may clip
};

/// One row that is done.
struct SweepRow {
    long long row = 0;                  ///< number in the whole design, from 0
    std::span<const double> values;     ///< of the varied fields, SI
    std::span<const double> measures;   ///< NaN where there is nothing to measure
    bool rested = true;                 ///< false: with these parameters the circuit cannot rest, and nothing was run
    ode::Outcome<double> outcome;       ///< how the integration ended
    std::string_view worst;             ///< of a failure: the state that failed or limited the last step, or the event
    std::span<const long long> clipped; ///< for each limit: accepted steps at whose end it was in use
    const Trace* trace = nullptr;       ///< if asked for

    bool completed() const { return rested && !outcome.failed(); }
    /// "completed", "cannot_rest", or the reason of a failure.
    std::string_view outcome_text() const { return rested ? to_text(outcome.reason) : "cannot_rest"; }
};

/// Who receives the rows, in their order, all in the thread that called `sweep`.
class SweepSink {
public:
    SweepSink() = default;
    SweepSink(const SweepSink&) = delete;
    SweepSink& operator=(const SweepSink&) = delete;
    virtual ~SweepSink() = default;
    virtual void begin([[maybe_unused]] const SweepColumns& columns) {}
    virtual void row(const SweepRow& row) = 0;
};

/// A part of the rows, for one of several machines: part `index` of `count`, from 1. Parts are consecutive rows, so that
/// the results of all parts one after the other are those of the whole.
struct Shard {
    long long index = 1, count = 1;

    long long first_row(long long rows) const { return begin_of(index - 1, rows); }
    long long end_row(long long rows) const { return begin_of(index, rows); }

private:
    long long begin_of(long long part, long long rows) const {
        return rows / count * part + std::min(part, rows % count); // the first parts take what is left over
    }
};

struct SweepProgress {
    long long done = 0, rows = 0;
};

struct SweepOptions {
    int threads = 0; ///< 0: as many as the machine runs at once
    Shard shard{};
    bool traces = false; ///< give the sink the whole trace of each row, with the signals of the experiment
    std::function<bool(const SweepProgress&)> keep_going{}; ///< asked about twenty times a second; false interrupts
};

struct SweepSummary {
    long long rows = 0;                      ///< told to the sink
    long long failed = 0;                    ///< of these: ended by a numerical failure
    long long cannot_rest = 0;               ///< and never begun
    std::optional<long long> first_failed{}; ///< number of the first row of either kind
    bool interrupted = false;                ///< rows from the first one that was not done are missing
};

/// A sweep that fits into memory: a column of row numbers, one for each varied field, one for each measure.
struct SweepTable {
    Table table;
    std::vector<std::string> outcomes;
    SweepSummary summary;
};

} // namespace myotatic
