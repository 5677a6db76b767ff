#include "core/isa/make_probe.hpp"

myotatic::testing::PackProbe myotatic::testing::avx512_probe() {
    return make_probe<Pack<8, Avx512>, Pack<1, Avx512>>(Isa::avx512);
}
