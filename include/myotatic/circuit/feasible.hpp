// A muscle that is asked to rest where it cannot says so, with the lengths at which it can.
#pragma once

#include "myotatic/core/error.hpp"
#include "myotatic/core/text.hpp"
#include "myotatic/physiology/balance.hpp"

#include <concepts>
#include <string>
#include <utility>

namespace myotatic {

/// Throws InputError unless the muscle finds an equilibrium at this path length [m] for every activation. Models that rest
/// everywhere have no `feasible_path_lengths`, and pass; so do lanes, of which each is to be asked by itself.
template <class M, Scalar T>
void require_feasible_path(const T& path_length, const typename M::template Parameters<T>& p, const std::string& who) {
    if constexpr (std::same_as<ValueOf<T>, double> && requires { M::feasible_path_lengths(p); }) {
        const auto feasible = M::feasible_path_lengths(values_as<typename M::template Parameters<double>>(p));
        const double length = value_of(path_length);
        if (length >= feasible.shortest && length <= feasible.longest) return;
        Problem problem;
        problem.message = who + " cannot rest: its path is " + to_text(length) +
                          " m long, it finds an equilibrium within [" + to_text(feasible.shortest) + ", " +
                          to_text(feasible.longest) + "] m";
        problem.hint = "check optimal_fibre_length, tendon_slack_length and the path";
        throw InputError(std::move(problem));
    }
}

} // namespace myotatic
