#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE(, MuscleAlone<DeGroote2016>);

} // namespace myotatic
