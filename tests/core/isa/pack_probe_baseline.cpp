#include "core/isa/make_probe.hpp"

myotatic::testing::PackProbe myotatic::testing::baseline_probe() {
    return make_probe<Pack<1, Baseline>, Pack<1, Baseline>>(Isa::baseline);
}
