// How far a run has come, on a terminal: share done, speed against real time, time left.
#pragma once

#include <chrono>

namespace app {

class Progress {
public:
    /// `simulated` is the length of all runs together [s]; nothing is shown unless `visible`.
    Progress(double simulated, bool visible) : simulated_(simulated), visible_(visible) {}
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress() { clear(); }

    /// Shows the state, at most ten times a second; `done` from 0 to 1.
    void show(double done);
    /// Takes the line away, so that messages start on a clean one.
    void clear();

private:
    using Clock = std::chrono::steady_clock;
    double simulated_;
    bool visible_, shown_ = false;
    Clock::time_point start_ = Clock::now(), last_ = start_;
};

/// The same of the rows of a sweep: how many are done, how many a second, time left.
class RowProgress {
public:
    RowProgress(long long rows, bool visible) : rows_(rows), visible_(visible) {}
    RowProgress(const RowProgress&) = delete;
    RowProgress& operator=(const RowProgress&) = delete;
    ~RowProgress() { clear(); }

    void show(long long done);
    void clear();

private:
    using Clock = std::chrono::steady_clock;
    long long rows_;
    bool visible_, shown_ = false;
    Clock::time_point start_ = Clock::now(), last_ = start_;
};

} // namespace app
