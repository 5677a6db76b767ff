// What touches a muscle of an arc: nothing, or tissue under a roller. The arc asks it what muscle, sense organs and afferent
// terminals feel; an arc that nothing touches computes nothing of it.
#pragma once

#include "myotatic/physiology/tissue/fibre_tissue.hpp"

namespace myotatic {

/// No touch.
struct Untouched {};

/// Tissue under a roller.
template <class T>
struct Touch {
    FibreTissue<T> fibre{};                    ///< what the muscle feels
    T spindle_strain{}, spindle_strain_rate{}; ///< [1], [1/s] along the fibre, what spindles feel
    T organ_force{};                           ///< [F0] what tendon organs feel beside the force of the tendon
    T pressure{}, loading{}; ///< [Pa] under the roller; [Pa/s] where it rises, mean over the belly: for the terminals of Ia
    T fusimotor = 1.0;       ///< [1] factor of the static fusimotor drive
};

template <class Felt>
inline constexpr bool touches = true;
template <>
inline constexpr bool touches<Untouched> = false;

} // namespace myotatic
