// A muscle whose tendon does not stretch: fibre length and velocity follow the path. For short, stiff tendons, for
// comparison, and for circuits that should have one state less.
//
// `RigidTendon<DeGroote2016>` has the parameters and curves of the muscle it wraps; its tendon strain is not used.
//
// Departures from the wrapped muscle
// * Where fixed-width pennation would be steeper than the muscle allows, the fibre keeps the steepest angle. A path too
// short
//   even for the shortest fibre leaves the fibre there, at rest; the tendon then is slack.
#pragma once

#include "myotatic/physiology/muscle/activation.hpp"
#include "myotatic/physiology/muscle/muscle.hpp"

#include <concepts>
#include <type_traits>

namespace myotatic {

template <Muscle M>
struct RigidTendon {
    template <Scalar T>
    struct State {
        T activation = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{
                field("activation", &R::activation, "1", "activation of the contractile element").within(0, 1).scale(1)};
        }
    };

    template <class T> // not Scalar: Clang 14 crashes on the constraint inside a constrained template
    using Parameters = typename M::template Parameters<T>;

    static constexpr decltype(auto) prepare(const auto& p) { return M::prepare(p); }

    /// The fibre that path and tendon leave room for.
    template <Scalar T>
    struct Fibre {
        T length;        ///< [L0]
        T velocity;      ///< [L0/s]
        T cos_pennation; ///< of the angle between fibre and tendon
    };

    /// Fixed width: length^2 = projection^2 + width^2, as long as the angle allows.
    template <Scalar T>
    static constexpr Fibre<T> fibre(const MuscleInput<T>& u, const auto& parameters) {
        const auto& p = prepare(parameters);
        const double c = M::least_cos_pennation;
        const T tan_steepest = sqrt(T(1 - c * c)) / c;
        const T projection = (u.path_length - p.tendon_slack_length) / p.optimal_fibre_length;
        const T speed = u.path_velocity / p.optimal_fibre_length;

        const auto steep = projection * tan_steepest < p.width;
        const T free_length = sqrt(projection * projection + p.width * p.width);
        const T length = select(steep, projection / c, free_length);
        const T cos_alpha = select(steep, T(c), projection / free_length);
        const T slope = select(steep, T(1 / c), cos_alpha); // of length over projection

        const auto slack = length < M::shortest_fibre;
        return {.length = select(slack, T(M::shortest_fibre), length),
                .velocity = select(slack, T(0.0), speed * slope),
                .cos_pennation = cos_alpha};
    }

    template <Scalar T>
    static constexpr T passive_slope(const T& fibre_length, const auto& p) {
        return M::passive_slope(fibre_length, p);
    }

    template <Scalar T>
    static constexpr Response<State<T>, MuscleOutput<T>> dynamics(const State<T>& x, const MuscleInput<T>& u,
                                                                  const auto& parameters,
                                                                  const std::type_identity_t<T>& parallel_force = T(0.0)) {
        const auto& p = prepare(parameters);
        const Fibre<T> f = fibre(u, p);
        const T force = M::fibre_force(x.activation, f.length, f.velocity / p.max_contraction_velocity, p) + parallel_force;
        const T f_t = force * f.cos_pennation;
        return {.rates = {.activation = activation_rate(u.excitation, x.activation, p.activation_time, p.deactivation_time,
                                                        p.activation_steepness)},
                .output = {.tendon_force = p.max_isometric_force * f_t,
                           .fibre_length = f.length,
                           .fibre_velocity = f.velocity,
                           .activation = x.activation,
                           .normalised_force = f_t,
                           .passive_force = M::passive_force(f.length, p) + parallel_force}};
    }

    /// Activation has followed excitation; the fibre has nothing to settle.
    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const MuscleInput<T>& u, const Parameters<P>&) {
        return {.activation = u.excitation};
    }

    /// Between these the tendon is taut and the fibre within the range of its curves.
    static constexpr PathRange feasible_path_lengths(const Parameters<double>& p) {
        const auto path = [&](double l) {
            return p.tendon_slack_length + p.optimal_fibre_length * l * M::cos_pennation(l, p);
        };
        return {.shortest = path(M::shortest_fibre), .longest = path(M::longest_fibre)};
    }

    /// Which limits of the model are in use, for a run to count.
    template <Scalar T>
    static constexpr MuscleClipping<T> clipping(const State<T>&, const MuscleInput<T>& u, const auto& p) {
        const Fibre<T> f = fibre(u, p);
        return {.steep_fibre = select(f.cos_pennation <= M::least_cos_pennation, T(1.0), T(0.0)),
                .slack_tendon = select(f.length <= M::shortest_fibre, T(1.0), T(0.0))};
    }
};

} // namespace myotatic
