// Our own solvers, as the benchmark knows them: this is where a new one is plugged in.
#pragma once

#include "frame/problem.hpp"

namespace bench {

/// Those that integrate one instance at a time. The best at each error counts.
template <class C>
std::vector<Solver<C>> our_single_solvers();

/// Those that integrate many at once, on one core. They are given each instance several times, so that there are enough to
/// fill the lanes and the peers still solve the same set.
template <class C>
std::vector<Solver<C>> our_ensemble_solvers();

/// The states of every instance at every time, as exact as can be; checked by the peers, whose errors fall towards it.
template <class C>
std::vector<double> reference(const Problem<C>& problem);

/// Many runs of one arc with taps, counted in steps: for counting instructions. Returns the steps made.
long long make_steps(long long steps);

} // namespace bench
