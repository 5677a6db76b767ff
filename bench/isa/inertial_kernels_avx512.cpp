#include "isa/inertial_kernels.hpp"
#include "myotatic/core/pack_math.hpp"

namespace myotatic {

MYOTATIC_KERNEL(, bench::Observed<bench::Inertial>, ode::Grk4t, Pack<8, Avx512>);

} // namespace myotatic
