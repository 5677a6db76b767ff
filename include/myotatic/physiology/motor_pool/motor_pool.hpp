// What every motor pool takes and gives: synaptic drive in, excitation of the muscle out.
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct MotorPoolInput {
    T drive = 0.0; ///< sum of all excitation and inhibition, 1 recruits the whole pool

    static constexpr auto fields() {
        using R = MotorPoolInput;
        return std::tuple{field("drive", &R::drive, "1", "net synaptic drive").within(-10, 10)};
    }
};

template <Scalar T>
struct MotorPoolOutput {
    T excitation = 0.0; ///< neural drive that leaves for the muscle, 0 to 1

    static constexpr auto fields() {
        using R = MotorPoolOutput;
        return std::tuple{field("excitation", &R::excitation, "1", "neural drive that leaves for the muscle")};
    }
};

template <class M>
concept MotorPool = Component<M, MotorPoolInput, MotorPoolOutput>;

} // namespace myotatic
