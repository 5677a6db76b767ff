#include "isa/make_kernels.hpp"

bench::Kernels bench::libm_kernels() { return make_kernels<double>(); }
