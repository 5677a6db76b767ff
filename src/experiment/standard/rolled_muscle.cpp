#include "myotatic/experiment/standard_tissue.hpp"

namespace myotatic {

MYOTATIC_RUN(, ode::Tsitouras5, ode::Pi, RolledMuscle);
MYOTATIC_RUN(, ode::Grk4t, ode::Pi, RolledMuscle);

} // namespace myotatic
