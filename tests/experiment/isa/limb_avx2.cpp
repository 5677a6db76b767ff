#include "experiment/isa/limb.hpp"
#include "myotatic/core/pack_math.hpp"

namespace myotatic {

MYOTATIC_LIMB(, Pack<1, Avx2>);
MYOTATIC_LIMB(, Pack<4, Avx2>);

} // namespace myotatic
