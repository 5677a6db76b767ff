#include "isa/inertial_kernels.hpp"
#include "myotatic/core/pack_math.hpp"

namespace myotatic {

MYOTATIC_KERNEL(, bench::Inertial, ode::Tsitouras5, Pack<1, Avx2>);
MYOTATIC_KERNEL(, bench::Inertial, ode::Tsitouras5, Pack<4, Avx2>);

} // namespace myotatic
