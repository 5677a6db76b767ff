// The circuit with soft tissue and a roller, compiled with the library as those of standard.hpp are.
#pragma once

#include "myotatic/circuit/human_calf.hpp"
#include "myotatic/circuit/rolled_muscle.hpp"
#include "myotatic/circuit/rolled_pair.hpp"
#include "myotatic/experiment/standard.hpp"

namespace myotatic {

// One method for tissue that moves and one for hours in which little happens; the others would add a minute of compiling.
MYOTATIC_RUN(extern, ode::Tsitouras5, ode::Pi, RolledMuscle);
MYOTATIC_RUN(extern, ode::Grk4t, ode::Pi, RolledMuscle);
MYOTATIC_RUN(extern, ode::Tsitouras5, ode::Pi, RolledPair);
MYOTATIC_REST(extern, RolledPair);

} // namespace myotatic
