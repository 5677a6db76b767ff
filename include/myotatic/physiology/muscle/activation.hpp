// From excitation to activation: calcium comes quickly and goes slowly. Shared by the muscle models.
//
// Model: smooth two-time-constant activation [degroote2016]; the factor 0.5 + 1.5 a is that of Winters and Thelen.
//
//     paper   here                unit
//     e       excitation          1
//     a       activation          1
//     tau_a   activation_time     s     time constant of rising activation
//     tau_d   deactivation_time   s     time constant of falling activation
//     b       steepness           1     how sharply one time constant gives way to the other
//
// Departures
// * b = 10 where the paper has 0.1: the soft transition of 0.1 mixes the two time constants so much that activation falls
//   34 % too fast and rises 47 % too slowly. OpenSim's own note recommends 10.
#pragma once

#include "myotatic/core/scalar.hpp"

namespace myotatic {

/// da/dt [1/s]. [degroote2016]
template <Scalar T>
constexpr T activation_rate(const T& excitation, const T& activation, const auto& activation_time,
                            const auto& deactivation_time, const auto& steepness) {
    // 0.5 + 0.5 tanh(b (e - a)) = 1 / (1 + q): 1 while activation rises, 0 while it falls. Beyond e^300 it is that for sure.
    const T q = exp(min(-2.0 * steepness * (excitation - activation), 300.0));
    const T z = 0.5 + 1.5 * activation;
    return (1.0 / activation_time + q * z * z / deactivation_time) / ((1.0 + q) * z) * (excitation - activation);
}

} // namespace myotatic
