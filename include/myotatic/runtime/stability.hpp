// How stable a circuit is at rest, for those who ask by name: characteristic roots, and what each of its nerves may bear.
#pragma once

#include "myotatic/experiment/stability.hpp"
#include "myotatic/runtime/catalogue.hpp"

#include <complex>
#include <string>
#include <vector>

namespace myotatic::runtime {

/// One nerve, cut while all others stay whole.
struct NerveLoop {
    std::string delay;                ///< name of the parameter that is its delay
    double lag;                       ///< [s]
    std::vector<std::string> signals; ///< that travel along it
    LoopStability loop;
};

/// What a spindle without linear range makes of the smallest stretches.
struct LockedEnding {
    std::string signal;         ///< "ia"
    std::string regularisation; ///< name of the parameter that is 0: "spindle.regularisation"
    double gain;                ///< [pps/L0], as the amplitude goes to 0
};

struct Stability {
    std::vector<std::complex<double>> roots;        ///< the rightmost five [1/s], rightmost first
    std::vector<std::complex<double>> oscillations; ///< the three rightmost that oscillate
    std::vector<NerveLoop> loops;                   ///< in the order of the circuit's delays
    std::vector<LockedEnding> locked;               ///< not empty: roots and margins are those of no observable movement
    std::size_t bends = 0;                          ///< of the equations exactly at rest

    bool stable() const { return !roots.empty() && roots.front().real() < 0; }
};

/// Of the scenario's circuit about its rest. Nothing for a circuit without nerves.
std::optional<Stability> stability(const Entry& entry, const Scenario& scenario);

} // namespace myotatic::runtime
