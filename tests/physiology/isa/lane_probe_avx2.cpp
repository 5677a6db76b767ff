#include "physiology/isa/make_lane_probes.hpp"

std::span<const myotatic::testing::LaneProbe> myotatic::testing::avx2_lane_probes() {
    return lane_probes<Pack<4, Avx2>, Pack<1, Avx2>>;
}
