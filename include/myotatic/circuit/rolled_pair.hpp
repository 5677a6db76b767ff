// A pair of antagonists over the ankle, each in soft tissue under its own roller: what a session of self-myofascial release
// acts on. antagonist_pair.hpp has the pair, rolled_arc.hpp what the muscles feel.
#pragma once

#include "myotatic/circuit/antagonist_pair.hpp"
#include "myotatic/circuit/human_calf.hpp"
#include "myotatic/circuit/human_pairs.hpp"
#include "myotatic/circuit/rolled_arc.hpp"

namespace myotatic {

using RolledPair = PairOfArcs<RolledArc<Relaxing<DeGroote2016>, Mileusnic2006, LinCrago2002, RatePool>, Hinge>;

/// Triceps surae as one muscle (human_calf.hpp) and tibialis anterior, knee straight. The joint is free: it rests where the
/// muscles let it.
inline RolledPair::Parameters<double> human_calf_pair() {
    const HumanPair ankle = human_ankle();
    const RolledMuscle::Parameters<double> calf = human_calf();
    RolledPair::Parameters<double> p;
    const auto take = [](auto& to, const auto& from) {
        auto& arc = to.arc;
        arc.cord = from.cord;
        arc.organ.muscle.muscle = from.organ.muscle;
        arc.organ.spindle = from.organ.spindle;
        arc.path = from.path;
        arc.nerve = from.nerve;
        // High enough for the spindles of a calf that is short to fire at all (order of magnitude, hypothesis).
        arc.gamma_dynamic = arc.gamma_static = 70.0;
        // Loading under a passing roller: H-reflexes of young2018 at assumed pressures (5, 20 and 50 kPa), which are back
        // within ten seconds; pressure on a tendon would ask for 5 s.
        arc.cord.spikes_per_pressure = 1.8e-3;
        arc.cord.terminal.recovery_time = 4.5;
    };
    take(p.extensor, ankle.extensor);
    take(p.flexor, ankle.flexor);
    p.extensor.arc.organ.muscle = calf.muscle;
    p.extensor.arc.path = calf.path;
    // The reflex of three heads has the torque that it had with the soleus alone: 0.20 times the ratio of their forces.
    p.extensor.arc.cord.w_ia = 0.114;
    p.extensor.tissue = calf.tissue;
    p.extensor.examination = calf.examination;
    p.joint = ankle.joint;
    p.holding_torque = 0.0;
    p.resting_angle = -20 * units::deg;
    return p;
}

/// The same with a quarter of the calf tight and tender, which raises its fusimotor drive: a hypothesis of what a tight
/// muscle is, and what the described mechanism has to act on.
inline RolledPair::Parameters<double> human_calf_pair_tight() {
    RolledPair::Parameters<double> p = human_calf_pair();
    p.extensor.tissue.belly.tight_from = 0.3125;
    p.extensor.tissue.belly.tight_to = 0.5625;
    p.extensor.tenderness_to_fusimotor = 0.3;
    p.extensor.arc.ib_to_fusimotor = 0.5;
    return p;
}

} // namespace myotatic
