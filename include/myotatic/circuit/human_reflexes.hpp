// The stretch reflex of human muscles: presets that belong together and rest quietly.
#pragma once

#include "myotatic/circuit/stretch_reflex.hpp"
#include "myotatic/physiology/presets.hpp"

namespace myotatic {

using HumanReflex = StretchReflex<>::Parameters<double>;

/// A muscle on its joint becomes an arc with human firing rates and the length of its nerve [m].
inline HumanReflex reflex_of(const MuscleOnJoint& m, double nerve_length, double resting_angle) {
    HumanReflex p;
    p.organ.muscle = m.muscle;
    p.organ.spindle.rate_scale = 0.25;
    p.path = m.path;
    p.joint = m.joint;
    p.nerve.path_length = nerve_length;
    p.resting_angle = resting_angle;
    // Drive and excitation in proportion: the gains of the reflex were found with this map (computed).
    p.cord.pool.force_range = p.cord.pool.recruitment_range;
    return p;
}

inline HumanReflex human_soleus_reflex() { return reflex_of(human_soleus(), 0.80, 0.0); }
inline HumanReflex human_quadriceps_reflex() { return reflex_of(human_quadriceps(), 0.42, 90 * units::deg); }
inline HumanReflex human_biceps_reflex() { return reflex_of(human_biceps(), 0.33, 90 * units::deg); }

/// Soleus with an Ia gain so high that a tap sets off clonus.
inline HumanReflex hyperreflexia() {
    HumanReflex p = human_soleus_reflex();
    p.cord.w_ia = 0.40;
    return p;
}

} // namespace myotatic
