// Human muscles on their joints: parameters that belong together, taken from published models.
//
// Angles: dorsiflexion, knee flexion and elbow flexion are positive; 0 is the foot at a right angle to the shank, the
// straight knee, the straight elbow. Every force times its moment arm is a torque towards positive angles.
//
// Inertias and gravity moments are computed from the bodies of rajagopal2016. What a table cannot give is marked below with
// the word for its evidence: recalled, computed, hypothesis.
#pragma once

#include "myotatic/core/unit.hpp"
#include "myotatic/physiology/geometry/human_paths.hpp"
#include "myotatic/physiology/joint/hinge.hpp"
#include "myotatic/physiology/muscle/degroote2016.hpp"

namespace myotatic {

/// One muscle, its path over one joint, and the joint.
struct MuscleOnJoint {
    DeGroote2016::Parameters<double> muscle;
    PathPolynomial<double> path;
    Hinge::Parameters<double> joint;
};

/// Soleus over the ankle of a seated person whose shank is vertical. These are the defaults of the three records.
inline MuscleOnJoint human_soleus() { return {}; }

/// The three vasti as one, over the knee of a seated person whose thigh is horizontal.
inline MuscleOnJoint human_quadriceps() {
    using namespace units;
    MuscleOnJoint q;
    // Vastus lateralis of OpenSim's example subject, to whom the path belongs (seth2018, verified);
    // force of vastus lateralis, medialis and intermedius together: 5148.77 + 2747.82 + 1697.36 N (rajagopal2016, computed).
    q.muscle.max_isometric_force = 9593.95;
    q.muscle.optimal_fibre_length = 0.118653;
    q.muscle.tendon_slack_length = 0.224122;
    q.muscle.pennation_angle = 14.5 * deg;
    q.path = human_paths::subject::vastus_lateralis;
    // Shank and foot. Stiffness and rest angle: slope and zero of the passive knee moment of riener1999 with the hip at 90
    // degrees and the ankle neutral (computed). Damping: in the pendulum test a relaxed leg's
    // first swing passes the resting angle by 0.6 of its fall or more, a damping ratio of at most 0.16; with 0.15 the leg is
    // still again two seconds after a knee jerk (recalled).
    q.joint.inertia = 0.446;
    q.joint.stiffness = 10.3;
    q.joint.rest_angle = 61 * deg;
    q.joint.damping = 0.95;
    q.joint.gravity_moment = 13;
    q.joint.gravity_angle = 90 * deg;
    return q;
}

/// Both heads of biceps brachii along the path of the long one, over the elbow of a person whose upper arm hangs down.
inline MuscleOnJoint human_biceps() {
    using namespace units;
    MuscleOnJoint b;
    // Long head of OpenSim's model arm26 (seth2018, verified), with the force of both heads: 624.3 + 435.56 N (computed).
    b.muscle.max_isometric_force = 1059.86;
    b.muscle.optimal_fibre_length = 0.1157;
    b.muscle.tendon_slack_length = 0.2723;
    b.muscle.pennation_angle = 0;
    b.path = human_paths::biceps_long_head;
    // Forearm and hand. Stiffness 1 to 3 N m/rad and damping 0.1 to 0.3 N m s/rad in the middle of the range (recalled); the
    // rest angle is a hypothesis.
    b.joint.inertia = 0.0706;
    b.joint.stiffness = 2;
    b.joint.rest_angle = 60 * deg;
    b.joint.damping = 0.2;
    b.joint.gravity_moment = 2.73;
    b.joint.gravity_angle = 0;
    return b;
}

// Their antagonists, over the same joints.

inline MuscleOnJoint human_tibialis_anterior() {
    using namespace units;
    MuscleOnJoint t = human_soleus();
    t.muscle.max_isometric_force = 1227.45; // all four: rajagopal2016, verified
    t.muscle.optimal_fibre_length = 0.0683;
    t.muscle.tendon_slack_length = 0.24046;
    t.muscle.pennation_angle = 11.2 * deg;
    t.path = human_paths::tibialis_anterior;
    return t;
}

/// The hamstrings as one, of a person who leans back: hip flexed by 45 degrees.
inline MuscleOnJoint human_hamstrings() {
    using namespace units;
    MuscleOnJoint h = human_quadriceps();
    // Long head of biceps femoris of OpenSim's example subject, to whom the path belongs (seth2018, verified); force of both
    // its heads, semimembranosus and semitendinosus: 1313.18 + 557.11 + 2200.99 + 591.30 N (rajagopal2016, computed).
    h.muscle.max_isometric_force = 4662.58;
    h.muscle.optimal_fibre_length = 0.0959815;
    h.muscle.tendon_slack_length = 0.326984;
    h.muscle.pennation_angle = 10.1 * deg;
    // Passive force from a strain of 0.137, F0 at 0.705: fitted in a later version of rajagopal2016 (verified). With the
    // usual curve nobody could straighten the knee in this posture.
    h.muscle.passive_slack_shift = 0.137;
    h.muscle.passive_strain = 0.568;
    h.path = human_paths::subject::biceps_femoris_long_reclining;
    return h;
}

/// The three heads of triceps along the path of the lateral one.
inline MuscleOnJoint human_triceps() {
    using namespace units;
    MuscleOnJoint t = human_biceps();
    // Lateral head of OpenSim's model arm26 (seth2018, verified), with the force of all heads: 798.52 + 2 x 624.3 N
    // (computed).
    t.muscle.max_isometric_force = 2047.12;
    t.muscle.optimal_fibre_length = 0.1138;
    t.muscle.tendon_slack_length = 0.098;
    t.muscle.pennation_angle = 9 * deg;
    t.path = human_paths::triceps_lateral;
    return t;
}

} // namespace myotatic
