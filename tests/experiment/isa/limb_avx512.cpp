// GCC 12 sees only the first of the numbers in a row that the history keeps of a step, where a whole register is written to
// it.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wstringop-overflow"
#endif

#include "experiment/isa/limb.hpp"
#include "myotatic/core/pack_math.hpp"

namespace myotatic {

MYOTATIC_LIMB(, Pack<1, Avx512>);
MYOTATIC_LIMB(, Pack<8, Avx512>);

} // namespace myotatic
