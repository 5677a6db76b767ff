#include "isa/make_kernels.hpp"

bench::Kernels bench::avx2_kernels() { return make_kernels<myotatic::Pack<4, myotatic::Avx2>>(); }
bench::Kernels bench::avx2_single_kernels() { return make_kernels<myotatic::Pack<1, myotatic::Avx2>>(); }
