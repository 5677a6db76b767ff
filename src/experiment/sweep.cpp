// Rows go from their source through lanes to the sink:
//
//     source --blocks--> workers, one kernel each --finished rows--> window, a ring in row order --> sink
//
// The window is bounded. When it is full, because some row takes long, workers get no more rows: a kernel whose lanes are
// busy lets them run out, one without work waits. The first row of the window is always in some lane, so it always moves on.
#include "myotatic/experiment/sweep.hpp"

#include "myotatic/core/si_text.hpp"
#include "myotatic/core/text.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace myotatic::detail {

namespace {

/// What is kept of a row until the rows before it have been told.
struct Finished {
    bool ready = false, rested = true;
    ode::Outcome<double> outcome;
    std::vector<double> values, measures; // their memory stays with the place in the window
    std::vector<long long> clipped;
    std::unique_ptr<Trace> trace;
};

/// What all workers share.
class Queue {
public:
    Queue(const SweepPlan& plan, ParameterRows& source, const Shard& shard, std::size_t window)
        : plan_(plan), source_(source), fields_(positions(source.fields(), plan.parameters)),
          next_(shard.first_row(source.size())), head_(next_), end_(shard.end_row(source.size())), window_(window) {
        source_.skip(next_);
    }
    const std::vector<std::size_t>& fields() const { return fields_; }
    long long next_to_tell() const { return head_; }

    struct Row {
        long long number;
        std::vector<double> values;
    };

    /// Appends the next few rows; without any, the reason is `none_left`, or a full window. Waits for room if asked to.
    bool take(std::deque<Row>& into, bool wait) {
        constexpr int block = 8;
        std::unique_lock lock(mutex_);
        const auto room = [&] { return next_ - head_ < static_cast<long long>(window_.size()); };
        if (wait) worker_wakes_.wait(lock, [&] { return stopped() || next_ == end_ || room(); });
        int taken = 0;
        try {
            for (; taken < block && !stopped() && next_ < end_ && room(); ++taken) {
                Row row{next_, std::vector<double>(fields_.size())};
                if (!source_.next(row.values))
                    throw std::runtime_error("the source of parameter sets has fewer rows than it said");
                check(row);
                ++next_;
                into.push_back(std::move(row));
            }
        } catch (...) { // nobody shall ask a source for more that has failed
            if (!error_) error_ = std::current_exception();
            stopped_ = true;
            throw;
        }
        return taken > 0;
    }

    /// Puts a row into its place of the window; `fill` writes it.
    template <class F>
    void put(long long number, const F& fill) {
        bool worth_telling = false;
        {
            const std::lock_guard lock(mutex_);
            Finished& place = place_of(number);
            fill(place);
            place.ready = true;
            worth_telling = ++ready_ * 2 == window_.size();
        }
        if (worth_telling) teller_wakes_.notify_one();
    }

    /// Moves the rows that can be told, in order, but no more than `batch` has places. Returns how many.
    std::size_t tell(std::vector<Finished>& batch) {
        std::size_t told = 0;
        {
            const std::lock_guard lock(mutex_);
            while (told < batch.size() && place_of(head_).ready) {
                std::swap(batch[told], place_of(head_));
                place_of(head_).ready = false, place_of(head_).trace.reset();
                ++told, ++head_, --ready_;
            }
        }
        if (told > 0) worker_wakes_.notify_all();
        return told;
    }
    /// Waits until there is something to tell, a moment at most.
    void wait_a_moment() {
        std::unique_lock lock(mutex_);
        teller_wakes_.wait_for(lock, std::chrono::milliseconds(20),
                               [&] { return stopped() || ready_ * 2 >= window_.size() || at_work_ == 0; });
    }

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
        }
        worker_wakes_.notify_all();
        teller_wakes_.notify_all();
    }
    bool stopped() const { return stopped_.load(std::memory_order_relaxed); }

    void begin_work() {
        const std::lock_guard lock(mutex_);
        ++at_work_;
    }
    void end_work(std::exception_ptr error) {
        {
            const std::lock_guard lock(mutex_);
            --at_work_;
            if (error && !error_) error_ = std::move(error);
            if (error_) stopped_ = true;
        }
        worker_wakes_.notify_all();
        teller_wakes_.notify_all();
    }
    bool all_done() {
        const std::lock_guard lock(mutex_);
        return at_work_ == 0;
    }
    std::exception_ptr error() const { return error_; } // when all is done

private:
    Finished& place_of(long long number) {
        return window_[static_cast<std::size_t>(number % static_cast<long long>(window_.size()))];
    }
    void check(const Row& row) const {
        for (std::size_t k = 0; k < fields_.size(); ++k)
            if (const std::string what = out_of_bounds(plan_.parameters[fields_[k]], row.values[k]); !what.empty())
                throw InputError(source_.place(),
                                 source_.place().file.empty() ? "row " + std::to_string(row.number) + ": " + what : what);
    }

    const SweepPlan& plan_;
    ParameterRows& source_;
    std::vector<std::size_t> fields_;
    std::mutex mutex_;
    std::condition_variable worker_wakes_, teller_wakes_;
    long long next_, head_, end_; // rows are handed out from `next_`, told from `head_`
    std::vector<Finished> window_;
    std::size_t ready_ = 0; // rows of the window that wait to be told
    int at_work_ = 0;
    std::atomic<bool> stopped_ = false;
    std::exception_ptr error_;
};

/// A thread's own kernel, its rows in lanes, and their samples.
class Worker {
public:
    Worker(const SweepPlan& plan, std::span<const NamedMeasure> measures, const Selection& selection, bool traces,
           Queue& queue)
        : plan_(plan), measures_(measures), selection_(selection), traces_(traces), queue_(queue) {}

    void operator()() {
        std::exception_ptr error;
        try {
            while (queue_.stopped() == false && take(true)) {
                if (!ready_.empty()) run(plan_.together, ready_);
                if (!aside_.empty() && !queue_.stopped()) run(plan_.alone, aside_);
            }
        } catch (...) {
            error = std::current_exception();
        }
        queue_.end_work(std::move(error));
    }

private:
    using Row = Queue::Row;
    using Run = std::function<void(const LaneHost&, std::span<const std::size_t>)>;

    /// A row in a lane, or on its way there.
    struct Job {
        Row row{};
        bool busy = false;
        Trace trace{};
    };

    /// Gets rows, those that must not share a pack put aside.
    bool take(bool wait) {
        std::deque<Row> rows;
        if (!queue_.take(rows, wait)) return false;
        for (Row& row : rows) {
            const bool alone = plan_.acts_at_once && plan_.acts_at_once(parameters_of(row));
            (alone ? aside_ : ready_).push_back(std::move(row));
        }
        return true;
    }
    const std::vector<double>& parameters_of(const Row& row) {
        numbers_ = plan_.base;
        for (std::size_t k = 0; k < row.values.size(); ++k) numbers_[queue_.fields()[k]] = row.values[k];
        return numbers_;
    }

    /// Runs the kernel until there are no more rows for it. In plain doubles, a circuit that cannot rest may say so by an
    /// exception: then it was the only row in the only lane.
    void run(const Run& kernel, std::deque<Row>& rows) {
        source_ = &rows;
        do {
            try {
                kernel(functions(), selection_.indices());
            } catch (const InputError&) {
                if (error_) break;
                const auto busy = std::find_if(jobs_.begin(), jobs_.end(), [](const Job& job) { return job.busy; });
                const auto count = std::count_if(jobs_.begin(), jobs_.end(), [](const Job& job) { return job.busy; });
                if (count != 1 || busy->trace.table.rows() > 0) throw;
                cannot_rest(busy - jobs_.begin());
            }
        } while (!rows.empty() && !queue_.stopped() && !error_);
        if (error_) std::rethrow_exception(error_);
    }

    // What is thrown in a callback waits until the kernel has returned.
    LaneHost functions() {
        return {this,
                [](void* self, double* parameters) { return of(self).guarded(-1LL, &Worker::next, parameters); },
                [](void* self, long long job) { of(self).guarded(0, &Worker::cannot_rest, job); },
                [](void* self, long long job, double time, const double* values) {
                    of(self).guarded(0, &Worker::sample, job, time, values);
                },
                [](void* self, long long job, double time, std::size_t guard, bool rising) {
                    of(self).guarded(0, &Worker::happened, job, time, guard, rising);
                },
                [](void* self, long long job, const ode::Outcome<double>& outcome, const long long* clipped) {
                    of(self).guarded(0, &Worker::finished, job, outcome, clipped);
                },
                [](void* self, double) { return !of(self).error_ && !of(self).queue_.stopped(); }};
    }
    static Worker& of(void* self) { return *static_cast<Worker*>(self); }
    template <class R, class F, class... Arguments>
    R guarded(R otherwise, F function, Arguments&&... arguments) {
        if (error_) return otherwise;
        try {
            return (this->*function)(std::forward<Arguments>(arguments)...);
        } catch (...) {
            error_ = std::current_exception();
            return otherwise;
        }
    }

    long long next(double* parameters) {
        constexpr std::size_t enough = 64; // rows aside
        if (source_->empty() && (source_ != &ready_ || aside_.size() >= enough || !take(false) || source_->empty()))
            return -1;
        const std::vector<double>& numbers = parameters_of(source_->front());
        std::copy(numbers.begin(), numbers.end(), parameters);

        std::size_t number = 0;
        while (number < jobs_.size() && jobs_[number].busy) ++number;
        if (number == jobs_.size()) jobs_.emplace_back().trace.table = selection_.table(plan_.observables);
        Job& job = jobs_[number];
        job.row = std::move(source_->front());
        job.busy = true;
        for (Column& column : job.trace.table.columns) column.values.clear();
        job.trace.events.clear();
        source_->pop_front();
        return static_cast<long long>(number);
    }
    int cannot_rest(long long number) {
        Job& job = jobs_[static_cast<std::size_t>(number)];
        queue_.put(job.row.number, [&](Finished& f) {
            f.rested = false;
            f.outcome = {};
            f.outcome.time = plan_.start;
            f.values = job.row.values;
            f.measures.assign(measures_.size(), std::numeric_limits<double>::quiet_NaN());
            f.clipped.assign(plan_.limits.size(), 0);
            if (traces_) f.trace = std::make_unique<Trace>(Trace{selection_.table(plan_.observables), {}, {}, {}, false});
        });
        job.busy = false;
        return 0;
    }
    int sample(long long number, double time, const double* values) {
        std::vector<Column>& columns = jobs_[static_cast<std::size_t>(number)].trace.table.columns;
        columns[0].values.push_back(time);
        for (std::size_t c = 1; c < columns.size(); ++c) columns[c].values.push_back(values[c - 1]);
        return 0;
    }
    int happened(long long number, double time, std::size_t guard, bool rising) {
        if (!traces_) return 0;
        const Leaf& leaf = plan_.events[guard];
        jobs_[static_cast<std::size_t>(number)].trace.events.push_back(
            {time, leaf.name, std::string(leaf.facts.meaning), rising});
        return 0;
    }
    int finished(long long number, const ode::Outcome<double>& outcome, const long long* clipped) {
        Job& job = jobs_[static_cast<std::size_t>(number)];
        job.busy = false;
        if (outcome.reason == ode::Reason::running) return 0; // interrupted
        measured_.clear();
        for (const NamedMeasure& m : measures_) measured_.push_back(measured(job.trace.table, m.measure, outcome));
        if (traces_) {
            job.trace.outcome = outcome;
            job.trace.clipped.clear();
            for (std::size_t i = 0; i < plan_.limits.size(); ++i)
                job.trace.clipped.emplace_back(plan_.limits[i], clipped[i]);
        }
        queue_.put(job.row.number, [&](Finished& f) {
            f.rested = true;
            f.outcome = outcome;
            f.values = job.row.values;
            f.measures = measured_;
            f.clipped.assign(clipped, clipped + plan_.limits.size());
            if (traces_) f.trace = std::make_unique<Trace>(std::move(job.trace));
        });
        if (traces_) job.trace = {selection_.table(plan_.observables), {}, {}, {}, false};
        return 0;
    }

    // Of a run that stopped within the window, a number would pass for what it is not.
    double measured(const Table& table, const Measure& what, const ode::Outcome<double>& outcome) const {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        const double end = plan_.start + plan_.duration;
        if (outcome.failed() && outcome.time < std::min(what.before.value_or(end), end)) return none;
        return measure(table, what).value.value_or(none);
    }

    const SweepPlan& plan_;
    std::span<const NamedMeasure> measures_;
    const Selection& selection_;
    bool traces_;
    Queue& queue_;
    std::deque<Row> ready_, aside_;
    std::deque<Row>* source_ = nullptr; // of the kernel that runs
    std::vector<Job> jobs_;             // as many as the kernel has lanes, and as many again that wait at rest
    std::vector<double> numbers_, measured_;
    std::exception_ptr error_;
};

/// The signals to sample: those of the measures, after all those of the traces.
Selection selection_of(const SweepPlan& plan, std::span<const NamedMeasure> measures, bool traces) {
    std::vector<std::string> names;
    if (traces) names = plan.signals;
    if (traces && names.empty())
        for (const Leaf& leaf : plan.observables) names.push_back(leaf.name);
    for (const NamedMeasure& m : measures)
        if (std::find(names.begin(), names.end(), m.measure.signal) == names.end()) names.push_back(m.measure.signal);
    // A selection of nothing would be one of everything.
    if (names.empty()) names.push_back(plan.observables.front().name);
    return {names, plan.observables};
}

/// The units of the measures, found by taking them of a signal that does nothing; says what is wrong with them before
/// anything runs.
SweepColumns columns_of(const SweepPlan& plan, const std::vector<std::size_t>& fields,
                        std::span<const NamedMeasure> measures, const Selection& selection) {
    SweepColumns columns;
    for (const std::size_t field : fields) columns.varied.push_back(plan.parameters[field]);
    columns.limits = plan.limits;
    Table still = selection.table(plan.observables);
    for (Column& column : still.columns) column.values.assign(plan.duration > 0 ? 2 : 1, 0.0);
    still.columns[0].values.front() = plan.start;
    still.columns[0].values.back() = plan.start + plan.duration;
    for (const NamedMeasure& m : measures) columns.measures.emplace_back(m.name, measure(still, m.measure).unit);
    return columns;
}

std::string_view worst_of(const SweepPlan& plan, const ode::Outcome<double>& outcome) {
    if (!outcome.failed()) return {};
    return outcome.reason == ode::Reason::bad_guard ? plan.events[outcome.worst].name : plan.states[outcome.worst].name;
}

/// Ends the threads whatever happens.
struct Threads {
    Queue& queue;
    std::vector<std::thread> all{};
    void join() {
        for (std::thread& thread : all) thread.join();
        all.clear();
    }
    ~Threads() {
        if (!all.empty()) queue.stop();
        join();
    }
};

} // namespace

SweepSummary sweep(const SweepPlan& plan, ParameterRows& source, std::span<const NamedMeasure> measures,
                   const SweepOptions& options, SweepSink& sink) {
    if (options.threads < 0) throw std::invalid_argument("threads: at least one, or 0 for all");
    const Shard& shard = options.shard;
    if (!(shard.count >= 1 && shard.index >= 1 && shard.index <= shard.count))
        throw std::invalid_argument("a shard is a number from 1 to how many there are");
    source.check(plan.parameters);

    const Selection selection = selection_of(plan, measures, options.traces);
    const long long rows = shard.end_row(source.size()) - shard.first_row(source.size());
    const long long asked = options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    const int threads = static_cast<int>(std::min(asked, std::max(1LL, rows)));
    // So many rows may be done before one that takes longer; traces are large.
    const std::size_t window = static_cast<std::size_t>(threads) * (options.traces ? 32 : 2048);
    Queue queue(plan, source, shard, window);
    const SweepColumns columns = columns_of(plan, queue.fields(), measures, selection);
    sink.begin(columns);

    SweepSummary summary;
    const auto tell = [&](const Finished& f, long long number) {
        const SweepRow row{number,    f.values,     f.measures,
                           f.rested,  f.outcome,    f.rested ? worst_of(plan, f.outcome) : std::string_view{},
                           f.clipped, f.trace.get()};
        ++summary.rows;
        if (!row.rested) ++summary.cannot_rest;
        if (row.rested && row.outcome.failed()) ++summary.failed;
        if (!row.completed() && !summary.first_failed) summary.first_failed = number;
        sink.row(row);
    };

    Threads workers{queue};
    for (int i = 0; i < threads; ++i) {
        queue.begin_work();
        try {
            workers.all.emplace_back(Worker(plan, measures, selection, options.traces, queue));
        } catch (...) {
            queue.end_work(nullptr);
            throw;
        }
    }
    std::vector<Finished> batch(options.traces ? 8 : 512);
    auto asked_last = std::chrono::steady_clock::now();
    for (bool over = false; !over;) {
        queue.wait_a_moment();
        over = queue.all_done(); // whatever was put before that is told now
        long long number = queue.next_to_tell();
        while (const std::size_t count = queue.tell(batch))
            for (std::size_t i = 0; i < count; ++i) tell(batch[i], number++);
        const auto now = std::chrono::steady_clock::now();
        if (options.keep_going && !summary.interrupted && now - asked_last >= std::chrono::milliseconds(50)) {
            asked_last = now;
            if (!options.keep_going({summary.rows, rows})) {
                summary.interrupted = true;
                queue.stop();
            }
        }
    }
    workers.join();
    if (const std::exception_ptr error = queue.error()) std::rethrow_exception(error);
    summary.interrupted = summary.rows < rows;
    return summary;
}

void SweepCollector::begin(const SweepColumns& columns) {
    into_.table.columns.push_back({"row", "1", {}});
    for (const Leaf& leaf : columns.varied) into_.table.columns.push_back({leaf.name, si_text(leaf.facts.unit), {}});
    for (const auto& [name, unit] : columns.measures) into_.table.columns.push_back({name, unit, {}});
}

void SweepCollector::row(const SweepRow& row) {
    std::size_t c = 0;
    into_.table.columns[c++].values.push_back(static_cast<double>(row.row));
    for (const double value : row.values) into_.table.columns[c++].values.push_back(value);
    for (const double value : row.measures) into_.table.columns[c++].values.push_back(value);
    into_.outcomes.emplace_back(row.outcome_text());
}

} // namespace myotatic::detail
