#include "core/isa/make_probe.hpp"

myotatic::testing::PackProbe myotatic::testing::avx2_probe() { return make_probe<Pack<4, Avx2>, Pack<1, Avx2>>(Isa::avx2); }
