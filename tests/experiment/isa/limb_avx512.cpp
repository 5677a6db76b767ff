#include "experiment/isa/limb.hpp"
#include "myotatic/core/pack_math.hpp"

namespace myotatic {

MYOTATIC_LIMB(, Pack<1, Avx512>);
MYOTATIC_LIMB(, Pack<8, Avx512>);

} // namespace myotatic
