// Components behind plain functions on rows of numbers, so that a test compiled for no particular processor can call code
// compiled for one. Each lane_probe_<isa>.cpp makes the probes of its instruction set.
#pragma once

#include "myotatic/core/isa.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace myotatic::testing {

/// For `rows` rows of state and input, the rates and outputs of a component with default parameters.
using Respond = void (*)(const double* arguments, double* results, std::size_t rows);

struct LaneProbe {
    std::string_view component;
    std::size_t arguments, results; ///< per row
    Respond wide;                   ///< as many rows at once as there are lanes; `rows` is a multiple of 8
    Respond single;                 ///< in packs of one
};

std::span<const LaneProbe> avx2_lane_probes();
std::span<const LaneProbe> avx512_lane_probes();

} // namespace myotatic::testing
