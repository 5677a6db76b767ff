// Kernels of the arc whose spindle has mass, for the benchmark alone, each compiled for its instruction set.
#pragma once

#include "frame/problem.hpp"

#include "myotatic/experiment/kernels.hpp"

namespace myotatic {

MYOTATIC_KERNEL(extern, bench::Inertial, ode::Tsitouras5, Pack<1, Avx2>);
MYOTATIC_KERNEL(extern, bench::Inertial, ode::Tsitouras5, Pack<4, Avx2>);
MYOTATIC_KERNEL(extern, bench::Inertial, ode::Tsitouras5, Pack<8, Avx512>);

} // namespace myotatic
