// A muscle whose passive fibre force relaxes after a stretch: `Relaxing<DeGroote2016>`,
// `Relaxing<RigidTendon<DeGroote2016>>`.
//
// The wrapped muscle's passive curve is the long-term one; the Prony terms pull in parallel to the fibre. Asked with the
// tissue around it, the muscle also feels what that does to its fibre.
#pragma once

#include "myotatic/physiology/muscle/activation.hpp"
#include "myotatic/physiology/muscle/fibre_in_tissue.hpp"
#include "myotatic/physiology/muscle/muscle.hpp"
#include "myotatic/physiology/tissue/prony.hpp"

#include <concepts>

namespace myotatic {

template <Muscle M>
struct Relaxing {
    template <Scalar T>
    struct State {
        typename M::template State<T> muscle;
        Prony::State<T> relaxation;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{part("", &R::muscle), part("relaxation", &R::relaxation)};
        }
    };

    template <Scalar T>
    struct Parameters {
        typename M::template Parameters<T> muscle;
        Prony::Parameters<T> relaxation;

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{part("", &R::muscle), part("relaxation", &R::relaxation)};
        }
    };

    template <class T> // not Scalar: Clang 14 crashes on the constraint inside a constrained template
    struct Prepared {
        PreparedFor<M, T> muscle;
        Prony::Prepared<T> relaxation;
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {prepared<M>(p.muscle), Prony::prepare(p.relaxation)};
    }

    template <Scalar T>
    static constexpr Response<State<T>, MuscleOutput<T>> dynamics(const State<T>& x, const MuscleInput<T>& u,
                                                                  const auto& p) {
        // The muscle moves under the force that has not relaxed yet; its motion loads the relaxing terms.
        const auto muscle = M::dynamics(x.muscle, u, p.muscle, Prony::extra_force(x.relaxation));
        const T force_rate = M::passive_slope(muscle.output.fibre_length, p.muscle) * muscle.output.fibre_velocity;
        const auto relaxation = Prony::dynamics(x.relaxation, TissueInput<T>{.force_rate = force_rate}, p.relaxation);
        return {.rates = {.muscle = muscle.rates, .relaxation = relaxation.rates}, .output = muscle.output};
    }

    /// The same in soft tissue. Pressure takes a share of the active force, not of the activation.
    template <Scalar T>
    static constexpr Response<State<T>, MuscleOutput<T>> dynamics(const State<T>& x, const MuscleInput<T>& u, const auto& p,
                                                                  const FibreTissue<T>& tissue) {
        using Fibre = FibreInTissue<M>;
        const T& length = x.muscle.fibre_length;
        auto weakened = x.muscle;
        weakened.activation = x.muscle.activation * tissue.active_share;
        auto muscle = M::dynamics(weakened, u, p.muscle,
                                  T(Fibre::added_force(length, tissue, p.muscle) + Prony::extra_force(x.relaxation)));
        muscle.rates.activation = activation_rate(u.excitation, x.muscle.activation, p.muscle.activation_time,
                                                  p.muscle.deactivation_time, p.muscle.activation_steepness);
        muscle.output.activation = x.muscle.activation;
        const T force_rate = Fibre::passive_slope(length, tissue, p.muscle) * muscle.output.fibre_velocity;
        const auto relaxation = Prony::dynamics(x.relaxation, TissueInput<T>{.force_rate = force_rate}, p.relaxation);
        return {.rates = {.muscle = muscle.rates, .relaxation = relaxation.rates}, .output = muscle.output};
    }

    /// The wrapped muscle at rest; all relaxation is over.
    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const MuscleInput<T>& u, const Parameters<P>& p) {
        return {.muscle = M::rest(u, p.muscle), .relaxation = {}};
    }
    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const MuscleInput<T>& u, const Parameters<P>& p, const FibreTissue<T>& tissue) {
        return {.muscle = {u.excitation, FibreInTissue<M>::length_at(u.excitation, u.path_length, tissue, p.muscle)},
                .relaxation = {}};
    }

    static constexpr PathRange feasible_path_lengths(const auto& p) requires requires { M::feasible_path_lengths(p.muscle); }
    { return M::feasible_path_lengths(p.muscle); }

    template <Scalar T>
    static constexpr MuscleClipping<T> clipping(const State<T>& x, const MuscleInput<T>& u, const auto& p) {
        return M::clipping(x.muscle, u, p.muscle);
    }
};

} // namespace myotatic
