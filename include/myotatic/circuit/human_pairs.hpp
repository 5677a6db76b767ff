// Human muscles and their antagonists: presets that belong together and rest quietly.
#pragma once

#include "myotatic/circuit/antagonist_pair.hpp"
#include "myotatic/physiology/presets.hpp"

namespace myotatic {

using HumanPair = AntagonistPair<>::Parameters<double>;

/// Two muscles on one joint with human firing rates and the lengths of their nerves [m].
inline HumanPair pair_of(const MuscleOnJoint& extensor, double extensor_nerve, const MuscleOnJoint& flexor,
                         double flexor_nerve, double resting_angle) {
    HumanPair p;
    const auto take = [](auto& arc, const MuscleOnJoint& m, double nerve) {
        arc.organ.muscle = m.muscle;
        arc.organ.spindle.rate_scale = 0.25;
        arc.path = m.path;
        arc.nerve.path_length = nerve;
        // Drive and excitation in proportion: the gains of the reflex were found with this map (computed).
        arc.cord.pool.force_range = arc.cord.pool.recruitment_range;
    };
    take(p.extensor, extensor, extensor_nerve);
    take(p.flexor, flexor, flexor_nerve);
    // Extensors are inhibited more by flexors than the other way round (direction verified, sizes hypothesis).
    p.extensor.cord.w_reciprocal = 0.05;
    p.flexor.cord.w_reciprocal = 0.02;
    p.joint = extensor.joint;
    p.resting_angle = resting_angle;
    return p;
}

/// Soleus and tibialis anterior over the ankle.
inline HumanPair human_ankle() { return pair_of(human_soleus(), 0.80, human_tibialis_anterior(), 0.80, 0.0); }

/// Quadriceps and hamstrings over the knee; nerve lengths from tendon-jerk latencies of both.
inline HumanPair human_knee() { return pair_of(human_quadriceps(), 0.42, human_hamstrings(), 0.55, 90 * units::deg); }

/// Triceps and biceps over the elbow. The nerve of triceps is taken as long as that of biceps (hypothesis).
inline HumanPair human_elbow() { return pair_of(human_triceps(), 0.33, human_biceps(), 0.33, 90 * units::deg); }

} // namespace myotatic
