// Everything at once, for explorers. Nothing in the library includes it; a program that cares for its build time includes
// what it uses.
#pragma once

#include "myotatic/circuit/alone.hpp"
#include "myotatic/circuit/human_pairs.hpp"
#include "myotatic/circuit/human_reflexes.hpp"
#include "myotatic/core/dual.hpp"
#include "myotatic/core/table.hpp"
#include "myotatic/experiment/experiment.hpp"
#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/standard.hpp"
#include "myotatic/experiment/standard_tissue.hpp"
#include "myotatic/experiment/triangle.hpp"
#include "myotatic/ode/integrate.hpp"
#include "myotatic/physiology/joint/riener1999.hpp"
#include "myotatic/physiology/motor_pool/emg_envelope.hpp"
#include "myotatic/physiology/muscle/relaxing.hpp"
#include "myotatic/physiology/muscle/rigid_tendon.hpp"
#include "myotatic/physiology/spindle/prochazka_gorassini1998.hpp"
#include "myotatic/physiology/spindle/spike_encoder.hpp"
#include "myotatic/runtime/catalogue.hpp"
