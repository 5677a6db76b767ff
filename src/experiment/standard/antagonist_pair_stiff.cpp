#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_RUN(, ode::Grk4t, ode::Pi, AntagonistPair<>);
MYOTATIC_RUN(, ode::Rodas4, ode::Pi, AntagonistPair<>);

} // namespace myotatic
