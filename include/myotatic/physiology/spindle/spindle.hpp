// What every muscle spindle takes and gives: it reports fibre length and its rate, tuned by fusimotor drive.
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct SpindleInput {
    T length = 1.0;        ///< fascicle length [L0]
    T velocity = 0.0;      ///< its rate [L0/s]; lengthening is positive
    T gamma_dynamic = 0.0; ///< dynamic fusimotor drive [pps]
    T gamma_static = 0.0;  ///< static fusimotor drive [pps]

    static constexpr auto fields() {
        using R = SpindleInput;
        return std::tuple{field("length", &R::length, "L0", "fascicle length").within(0.5, 1.6),
                          field("velocity", &R::velocity, "L0/s", "rate of the fascicle length").rate_of("length"),
                          field("gamma_dynamic", &R::gamma_dynamic, "pps", "dynamic fusimotor drive").within(0, 500),
                          field("gamma_static", &R::gamma_static, "pps", "static fusimotor drive").within(0, 500)};
    }
};

template <Scalar T>
struct SpindleOutput {
    T ia = 0.0; ///< firing rate of the primary ending [pps]
    T ii = 0.0; ///< firing rate of the secondary ending [pps]

    static constexpr auto fields() {
        using R = SpindleOutput;
        return std::tuple{field("ia", &R::ia, "pps", "firing rate of the primary ending"),
                          field("ii", &R::ii, "pps", "firing rate of the secondary ending")};
    }
};

template <class M>
concept Spindle = Component<M, SpindleInput, SpindleOutput>;

} // namespace myotatic
