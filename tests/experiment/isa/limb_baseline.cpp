#include "experiment/isa/limb.hpp"
#include "myotatic/core/pack_math.hpp"

namespace myotatic {

MYOTATIC_LIMB(, Pack<1, Baseline>);

} // namespace myotatic
