#include "physiology/isa/make_lane_probes.hpp"

std::span<const myotatic::testing::LaneProbe> myotatic::testing::avx512_lane_probes() {
    return lane_probes<Pack<8, Avx512>, Pack<1, Avx512>>;
}
