// How an integration ended. Numerical trouble is a value, never an exception.
#pragma once

#include <cstddef>
#include <string_view>

namespace myotatic::ode {

enum class Reason {
    running,        ///< not at the end yet
    completed,      ///< arrived
    non_finite,     ///< a rate or state was NaN or infinite, however short the step
    blow_up,        ///< a state exceeded 1e100
    step_underflow, ///< the step shrank to the resolution of time
    too_many_steps, ///< the limit of attempts was reached
    bad_guard,      ///< an event's guard was NaN
};

constexpr std::string_view to_text(Reason reason) {
    switch (reason) {
    case Reason::running:
        return "running";
    case Reason::completed:
        return "completed";
    case Reason::non_finite:
        return "non_finite";
    case Reason::blow_up:
        return "blow_up";
    case Reason::step_underflow:
        return "step_underflow";
    case Reason::too_many_steps:
        return "too_many_steps";
    case Reason::bad_guard:
        return "bad_guard";
    }
    return "";
}

struct Statistics {
    long long steps_accepted = 0;
    long long steps_rejected = 0;
    long long evaluations = 0;     ///< of the rates
    long long breakpoints = 0;     ///< landed on
    long long events = 0;          ///< crossings located and scheduled actions taken
    long long history_growths = 0; ///< times the ring of the past had to double
    // Of runs of circuits (experiment/quiet.hpp); the steps of the quiet system are not among those above.
    long long quiet_stretches = 0; ///< stretches of rest given to the quiet system
    long long quiet_steps = 0;     ///< its steps
    double quiet_time = 0;         ///< simulated time that it took over [s]
};

template <class T>
struct Outcome {
    Reason reason = Reason::running;
    T time{};              ///< where the integration stands
    std::size_t worst = 0; ///< component that limited the last step, or that failed
    Statistics statistics;

    bool failed() const { return reason != Reason::running && reason != Reason::completed; }
};

} // namespace myotatic::ode
