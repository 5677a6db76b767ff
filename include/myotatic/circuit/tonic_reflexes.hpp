// The stretch reflex of a muscle at work: presets in which every Ia spike counts, so that the loop is closed at rest and has
// a gain for small movements. In a relaxed muscle it has none: nothing passes the threshold.
#pragma once

#include "myotatic/circuit/human_reflexes.hpp"

namespace myotatic {

/// Soleus with a twentieth of its drive. The Ia rate counts from 0 and so bears part of the drive; the gain is a twentieth
/// of the relaxed one (computed: the arc stays still, and a tap dies away). The spindle has a linear range
/// (`regularisation`, ours), without which its gain for the smallest movements is that of a locked polar region.
inline HumanReflex human_soleus_tonic() {
    HumanReflex p = human_soleus_reflex();
    p.cord.descending_drive = 0.05;
    p.cord.ia_rest = 0.0, p.cord.theta_ia = 0.0;
    p.cord.w_ia = 0.01;
    p.organ.spindle.regularisation = 0.05;
    return p;
}

} // namespace myotatic
