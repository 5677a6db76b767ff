// Our own solvers, as the benchmark knows them: this is where a new one is plugged in.
#pragma once

#include "frame/problem.hpp"

#include "myotatic/core/isa.hpp"

namespace bench {

/// Those that integrate one instance at a time. The best at each error counts.
template <class C>
std::vector<Solver<C>> our_single_solvers();

/// Those that integrate many at once, on one core. They are given each instance several times, so that there are enough to
/// fill the lanes and the peers still solve the same set.
template <class C>
std::vector<Solver<C>> our_ensemble_solvers(myotatic::Isa isa);

/// The states of every instance at every time, as exact as can be; checked by the peers, whose errors fall towards it.
template <class C>
std::vector<double> reference(const Problem<C>& problem);

/// What an ensemble did.
struct Tally {
    long long instances = 0, steps = 0, evaluations = 0; ///< accepted or not
    double sum = 0;                                      ///< of everything sampled
};
/// So many people, one tap each, by GRK4T on all lanes of one core. Nothing is kept but the tally.
Tally run_ensemble(myotatic::Isa isa, long long people, double tolerance);

} // namespace bench
