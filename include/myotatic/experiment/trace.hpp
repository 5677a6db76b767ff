// What an experiment brings home.
#pragma once

#include "myotatic/core/table.hpp"
#include "myotatic/ode/outcome.hpp"

#include <string>
#include <utility>
#include <vector>

namespace myotatic {

/// An event that was located during the run.
struct TracedEvent {
    double time;        ///< [s]
    std::string name;   ///< "ib_threshold"
    std::string signal; ///< what crossed: "cord.ib"
    bool rising;
};

/// Sampled signals (first column `time`), located events, and how the integration went. After a failure, everything up to
/// it.
struct Trace {
    Table table;
    std::vector<TracedEvent> events;
    ode::Outcome<double> outcome;
    std::vector<std::pair<std::string, long long>> clipped; ///< accepted steps at whose end a limit of the model was in use
    bool interrupted = false;                               ///< `keep_going` said no
};

} // namespace myotatic
