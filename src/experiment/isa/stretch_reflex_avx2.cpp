#include "myotatic/circuit/stretch_reflex.hpp"
#include "myotatic/core/pack_math.hpp"
#include "myotatic/experiment/kernels.hpp"

namespace myotatic {

MYOTATIC_KERNEL(, StretchReflex<>, ode::Grk4t, Pack<1, Avx2>);
MYOTATIC_KERNEL(, StretchReflex<>, ode::Grk4t, Pack<4, Avx2>);
MYOTATIC_KERNEL(, StretchReflex<>, ode::Tsitouras5, Pack<1, Avx2>);
MYOTATIC_KERNEL(, StretchReflex<>, ode::Tsitouras5, Pack<4, Avx2>);

} // namespace myotatic
