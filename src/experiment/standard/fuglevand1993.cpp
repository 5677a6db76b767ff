#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE(, MotorPoolAlone<Fuglevand1993>);

} // namespace myotatic
