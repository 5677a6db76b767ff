// The calf of a person, as one muscle: healthy, or tight in a quarter of its belly.
#pragma once

#include "myotatic/circuit/rolled_muscle.hpp"
#include "myotatic/physiology/geometry/human_paths.hpp"

namespace myotatic {

/// Triceps surae of OpenSim's example subject (seth2018) as one muscle, knee straight. Forces are added, architecture and
/// path are means weighted by force; fibre length, tendon and passive strain are fitted so that the passive torque from 0 to
/// 25 degrees is that of soleus and both heads of gastrocnemius together, to 0.13 N m. Computed.
inline RolledMuscle::Parameters<double> human_calf() {
    RolledMuscle::Parameters<double> calf;
    calf.muscle.muscle.max_isometric_force = 10885.41;
    calf.muscle.muscle.optimal_fibre_length = 0.061648;
    calf.muscle.muscle.tendon_slack_length = 0.385785;
    calf.muscle.muscle.pennation_angle = 16.919 * units::deg;
    calf.muscle.muscle.passive_strain = 0.602524;
    // What relaxes: 1.6 times the shares of the fibre's defaults. A tendon that yields hides part of the fibre's relaxation:
    // so the ankle, turned to 16 degrees within a second and held, loses 19 % of its torque in 30 s (mcnair2001: 19 to 21.7
    // %).
    calf.muscle.relaxation.fast_fraction = 0.16;
    calf.muscle.relaxation.slow_fraction = 0.24;
    calf.path = {{0.449043, 0.051286, -0.010381, -0.006891, 0.000251, -0.000007}};
    return calf;
}

/// The same with four of its sixteen zones tight: a hypothesis of what a tight muscle is.
inline RolledMuscle::Parameters<double> human_calf_tight() {
    RolledMuscle::Parameters<double> calf = human_calf();
    calf.tissue.belly.tight_from = 0.3125;
    calf.tissue.belly.tight_to = 0.5625;
    return calf;
}

} // namespace myotatic
