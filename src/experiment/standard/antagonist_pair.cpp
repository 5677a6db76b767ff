#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE(, AntagonistPair<>);

} // namespace myotatic
