// Paths of human muscles over ankle, knee and elbow, as polynomials of the joint angle.
//
// Angles: dorsiflexion, knee flexion, elbow flexion are positive, in rad. Muscles over two joints are given with the other
// joint at 0. Ranges in the comments are those for which a polynomial was fitted; where there is none, the source states
// none and the length is sensible for common movements only.
#pragma once

#include "myotatic/physiology/geometry/moment_arm.hpp"

namespace myotatic::human_paths {

// clang-format off

/// Generic model of rajagopal2016, subtalar joint at 0; fitted to its path points from -45 to 35 degrees with errors of at
/// most 0.003 mm (soleus) and 0.023 mm (tibialis anterior). Computed.
inline constexpr PathPolynomial<double> soleus           {{0.322836,  0.041357, -0.007357, -0.005909, 0.000988, 0.0}};
inline constexpr PathPolynomial<double> tibialis_anterior{{0.305868, -0.042662, -0.004621,  0.004717, 0.001712, 0.0}};

/// Example subject of 85.3 kg that comes with OpenSim (seth2018) together with its path polynomials. Verified. They belong to
/// that subject's own optimal fibre and tendon slack lengths, not to those of the generic model.
namespace subject {
inline constexpr PathPolynomial<double> soleus              {{0.384697,  0.049708,  -0.0119693,   -0.00638563,  0.0,        0.0}};
inline constexpr PathPolynomial<double> gastrocnemius_ankle {{0.536586,  0.0532191, -0.00755145,  -0.00744518,  0.0,        0.0}}; // medial head
inline constexpr PathPolynomial<double> gastrocnemius_knee  {{0.536586, -0.0125325, -0.00798303,   0.0,         0.000707481, 0.0}};
inline constexpr PathPolynomial<double> tibialis_anterior   {{0.361515, -0.0482726, -0.00622117,   0.00505838,  0.0,        0.0}};
inline constexpr PathPolynomial<double> vastus_lateralis    {{0.300563,  0.0399406,  0.0180437,   -0.0214036,   0.0053629,  0.0}};
inline constexpr PathPolynomial<double> rectus_femoris      {{0.515587,  0.0490148,  0.0,         -0.0030176,   0.0,        0.0}};
inline constexpr PathPolynomial<double> biceps_femoris_long {{0.414621, -0.0329834,  0.0,         -0.000587213, 0.0,        0.0}};
inline constexpr PathPolynomial<double> biceps_femoris_long_reclining // hip flexed by 45 degrees: its terms of the same source, summed there
                                                            {{0.467418, -0.033797,   0.0,         -0.000587213, 0.0,        0.0}};
inline constexpr PathPolynomial<double> semimembranosus     {{0.404412, -0.0366464, -0.00532956,   0.0,         0.0,        0.000522146}};
} // namespace subject

/// OpenSim's arm26 (seth2018), shoulder at 0; fitted to the path points. The long head of biceps is 0.25677 m down to the
/// elbow's neighbourhood plus a polynomial; its wrap over the head of the humerus is left out. The
/// lateral head of triceps wraps over its cylinder at the elbow, both seen along the joint's axis; from 0 to 120 degrees with an
/// error of at most 0.05 mm. Computed.
inline constexpr PathPolynomial<double> biceps_long_head{{0.25677 + 0.164395, -0.009121, -0.018188,  0.002350, -0.000691, 0.000355}};
inline constexpr PathPolynomial<double> triceps_lateral {{0.166639,            0.020010,  0.012465, -0.014689,  0.006334, -0.000961}};
inline constexpr PathPolynomial<double> brachialis      {{0.140670,            0.002633, -0.009921, -0.000191,  0.000412, 0.0}};

// clang-format on

} // namespace myotatic::human_paths
