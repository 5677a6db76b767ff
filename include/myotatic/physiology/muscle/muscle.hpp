// What every muscle–tendon unit takes and gives, whatever the model inside.
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct MuscleInput {
    T excitation = 0.0;    ///< neural drive that reaches the muscle, 0 to 1
    T path_length = 0.0;   ///< length of muscle and tendon together [m]
    T path_velocity = 0.0; ///< its rate of change [m/s]; lengthening is positive

    static constexpr auto fields() {
        using R = MuscleInput;
        return std::tuple{
            field("excitation", &R::excitation, "1", "neural drive at the muscle").within(0, 1),
            field("path_length", &R::path_length, "m", "length of muscle and tendon").above(0),
            field("path_velocity", &R::path_velocity, "m/s", "rate of the path length").rate_of("path_length")};
    }
};

template <Scalar T>
struct MuscleOutput {
    T tendon_force = 0.0;     ///< [N]
    T fibre_length = 0.0;     ///< in optimal fibre lengths [L0]
    T fibre_velocity = 0.0;   ///< [L0/s]; lengthening is positive
    T activation = 0.0;       ///< 0 to 1
    T normalised_force = 0.0; ///< tendon force over maximum isometric force [F0]
    T passive_force = 0.0;    ///< force of the passive fibre alone [F0]

    static constexpr auto fields() {
        using R = MuscleOutput;
        return std::tuple{field("tendon_force", &R::tendon_force, "N", "force in the tendon"),
                          field("fibre_length", &R::fibre_length, "L0", "fibre length"),
                          field("fibre_velocity", &R::fibre_velocity, "L0/s", "fibre velocity, lengthening positive"),
                          field("activation", &R::activation, "1", "activation of the contractile element"),
                          field("normalised_force", &R::normalised_force, "F0", "tendon force over maximum isometric force"),
                          field("passive_force", &R::passive_force, "F0", "force of the passive fibre")};
    }
};

/// The path lengths [m] between which a muscle can rest.
struct PathRange {
    double shortest = 0, longest = 0;
};

/// Which limits of the model a muscle is using: 1 where it does, 0 where not.
template <Scalar T>
struct MuscleClipping {
    T steep_fibre = 0.0;  ///< the pennation angle would pass 84 degrees, its cosine is held at 0.1
    T slack_tendon = 0.0; ///< the tendon is slack; its force is negative and means none

    static constexpr auto fields() {
        using R = MuscleClipping;
        return std::tuple{field("steep_fibre", &R::steep_fibre, "1", "cosine of the pennation angle held at 0.1"),
                          field("slack_tendon", &R::slack_tendon, "1", "tendon slack, its negative force means none")};
    }
};

template <class M>
concept Muscle = Component<M, MuscleInput, MuscleOutput>;

} // namespace myotatic
