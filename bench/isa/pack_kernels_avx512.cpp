#include "isa/make_kernels.hpp"

bench::Kernels bench::avx512_kernels() { return make_kernels<myotatic::Pack<8, myotatic::Avx512>>(); }
bench::Kernels bench::avx512_single_kernels() { return make_kernels<myotatic::Pack<1, myotatic::Avx512>>(); }
