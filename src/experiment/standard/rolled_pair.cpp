#include "myotatic/experiment/standard_tissue.hpp"

namespace myotatic {

MYOTATIC_RUN(, ode::Tsitouras5, ode::Pi, RolledPair);
MYOTATIC_REST(, RolledPair);

} // namespace myotatic
