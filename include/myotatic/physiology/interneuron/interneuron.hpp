// What every interneurone takes and gives: afferent drive in, activity out.
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct InterneuronInput {
    T drive = 0.0; ///< afferent rate over a reference rate

    static constexpr auto fields() {
        using R = InterneuronInput;
        return std::tuple{field("drive", &R::drive, "1", "afferent rate over a reference rate").within(-10, 10)};
    }
};

template <Scalar T>
struct InterneuronOutput {
    T activity = 0.0; ///< what it passes on, 0 when silent

    static constexpr auto fields() {
        using R = InterneuronOutput;
        return std::tuple{field("activity", &R::activity, "1", "activity of the interneurone")};
    }
};

template <class M>
concept Interneuron = Component<M, InterneuronInput, InterneuronOutput>;

} // namespace myotatic
