#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE_STIFF(, MuscleAlone<DeGroote2016>);

} // namespace myotatic
