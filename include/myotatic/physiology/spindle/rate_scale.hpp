// From cat to human: the published spindles fire like those of the cat, at up to 350 pps; human primaries stay below
// 50 pps in ordinary movement (malik2016). One factor on the firing rates bridges the two and leaves the mechanics alone.
#pragma once

#include "myotatic/physiology/spindle/spindle.hpp"

namespace myotatic {

/// The field `rate_scale`, the same in every spindle.
template <class R>
constexpr auto rate_scale_field() {
    return field("rate_scale", &R::rate_scale, "1", "factor on all firing rates: 1 cat, 0.25 human")
        .within(0.01, 2)
        .from("1 as published; human rates in malik2016", Evidence::verified);
}

/// Both rates times `factor`.
template <Scalar T>
constexpr SpindleOutput<T> scaled(const SpindleOutput<T>& rates, const auto& factor) {
    return {factor * rates.ia, factor * rates.ii};
}

} // namespace myotatic
