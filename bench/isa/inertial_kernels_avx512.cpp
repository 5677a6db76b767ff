#include "isa/inertial_kernels.hpp"
#include "myotatic/core/pack_math.hpp"

namespace myotatic {

MYOTATIC_KERNEL(, bench::Inertial, ode::Tsitouras5, Pack<8, Avx512>);

} // namespace myotatic
