// What every one-axis joint takes and gives.
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct JointInput {
    T torque = 0.0; ///< sum of muscle and external torques [N m], positive in the direction of positive angles

    static constexpr auto fields() {
        using R = JointInput;
        return std::tuple{field("torque", &R::torque, "N m", "sum of muscle and external torques").within(-1000, 1000)};
    }
};

template <Scalar T>
struct JointOutput {
    T passive_torque = 0.0; ///< stiffness, damping and gravity together [N m]

    static constexpr auto fields() {
        using R = JointOutput;
        return std::tuple{field("passive_torque", &R::passive_torque, "N m", "torque of stiffness, damping and gravity")};
    }
};

template <class M>
concept Joint = Component<M, JointInput, JointOutput>;

} // namespace myotatic
