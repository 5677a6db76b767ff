// The limb with a reflex for which a table of clonus frequencies was computed: only what clonus needs, and every number
// given. A test circuit, of no use as a model of a leg.
//
// Muscle without tendon (fibre strain is 0.6 of the path's), force-length curve exp(-((l - 1)/0.45)^2), hyperbolic
// force-velocity curve, activation of two poles (12 or 45 ms, then 20 ms), no lag of the motor pool, one delay for the whole
// loop, spindle of mileusnic2006 with cat rates. Velocities in L0/s, stretch positive. The table was computed with stops at
// 0.6 rad; no run of it reaches them (the largest excursion is 0.58 rad), so there are none here.
#pragma once

#include "myotatic/core/table.hpp"

namespace myotatic::validate {

struct ClonusFixture {
    double inertia = 0.05, damping = 1.5, stiffness = 30.0; ///< of the joint [kg m^2], [N m s/rad], [N m/rad]
    double delay = 0.030;                                   ///< of the loop [s]
    double gain = 0.3;                                      ///< excitation per 100 pps above threshold
    double threshold = 15.0;                                ///< [pps] above the Ia rate at rest
    double tonic_excitation = 0.0;
    double gamma_dynamic = 30.0, gamma_static = 30.0; ///< [pps]
    double pulse = 12.0;                              ///< stretching torque during the first 0.1 s [N m]
};

/// Its traces over 6 s: `angle` [rad], `ia` [pps], `excitation` and `activation`, every millisecond.
Table simulate_clonus(const ClonusFixture& fixture);

/// Frequency [Hz] over the last 2.5 s of an oscillation that sustains itself: its swing there is at least 0.9 of what it was
/// over the 2.5 s before, and above 0.01 degrees. NaN for one that dies away.
double clonus_frequency(const Table& trace);
/// Half its swing over the last 2.5 s [rad].
double clonus_amplitude(const Table& trace);

} // namespace myotatic::validate
