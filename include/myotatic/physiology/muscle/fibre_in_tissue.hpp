// The fibre of a muscle `M` within soft tissue: what the tissue adds to its pull, and its length when nothing moves.
//
//     symbol      here              unit
//     l           fibre_length      L0
//     k, e        stiffness, shift  1, L0     of the tissue: its passive force is k fPE(l - e)
//     phi_c C     contracture       F0        tight zones pull as far as filaments overlap: phi_c C fL(l)
#pragma once

#include "myotatic/physiology/balance.hpp"
#include "myotatic/physiology/tissue/fibre_tissue.hpp"

namespace myotatic {

template <class M>
struct FibreInTissue {
    /// k fPE(l - e) - fPE(l) + phi_c C fL(l) [F0].
    template <Scalar T>
    static constexpr T added_force(const T& fibre_length, const FibreTissue<T>& tissue, const auto& muscle) {
        return tissue.stiffness * M::passive_force(T(fibre_length - tissue.shift), muscle) -
               M::passive_force(fibre_length, muscle) + tissue.contracture * M::active_force_length(fibre_length, muscle);
    }
    /// Slope of the passive force in that tissue [F0/L0].
    template <Scalar T>
    static constexpr T passive_slope(const T& fibre_length, const FibreTissue<T>& tissue, const auto& muscle) {
        return tissue.stiffness * M::passive_slope(T(fibre_length - tissue.shift), muscle);
    }
    /// Force along a fibre that does not move [F0].
    template <Scalar T>
    static constexpr T force(const T& activation, const T& fibre_length, const FibreTissue<T>& tissue, const auto& muscle) {
        return M::fibre_force(T(activation * tissue.active_share), fibre_length, T(0.0), muscle) +
               added_force(fibre_length, tissue, muscle);
    }

    /// What a fibre and its tendon balance.
    template <class T>
    struct Stretched {
        typename M::template Parameters<T> muscle{};
        FibreTissue<T> tissue{};
        T activation = 0.0, path_length = 0.0;

        static constexpr auto fields() {
            using R = Stretched;
            return std::tuple{part("muscle", &R::muscle), part("tissue", &R::tissue),
                              field("activation", &R::activation, "1", "of the muscle"),
                              field("path_length", &R::path_length, "m", "length of muscle and tendon")};
        }
    };
    /// The length [L0] of a fibre that neither grows nor shrinks; the shortest or longest one where there is none.
    template <Scalar T>
    static constexpr T length_at(const T& activation, const T& path_length, const FibreTissue<T>& tissue, const auto& p) {
        return balance_with<Stretched>(
            M::shortest_fibre, M::longest_fibre,
            Stretched<T>{lift<typename M::template Parameters<T>>(plain(p)), tissue, activation, path_length},
            [](const auto& length, const auto& at) {
                const auto along_tendon = M::projection(length, at.muscle);
                return force(at.activation, length, at.tissue, at.muscle) * along_tendon / length -
                       M::tendon_force(M::tendon_length(along_tendon, at.path_length, at.muscle), at.muscle);
            });
    }

    /// Parameters of the muscle, prepared or not, as they are given.
    template <class P>
    static constexpr const typename M::template Parameters<P>& plain(const typename M::template Parameters<P>& p) {
        return p;
    }
};

} // namespace myotatic
