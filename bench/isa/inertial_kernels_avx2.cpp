#include "isa/inertial_kernels.hpp"
#include "myotatic/core/pack_math.hpp"

namespace myotatic {

MYOTATIC_KERNEL(, bench::Observed<bench::Inertial>, ode::Grk4t, Pack<1, Avx2>);
MYOTATIC_KERNEL(, bench::Observed<bench::Inertial>, ode::Grk4t, Pack<4, Avx2>);

} // namespace myotatic
