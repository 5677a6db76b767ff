// A muscle with its sense organs: the spindle lies beside its fibres, the tendon organ where the fibres become tendon.
#pragma once

#include "myotatic/circuit/touch.hpp"
#include "myotatic/physiology/muscle/muscle.hpp"
#include "myotatic/physiology/spindle/spindle.hpp"
#include "myotatic/physiology/tendon_organ/tendon_organ.hpp"

namespace myotatic {

/// What a roller's pressure does to the sense organs. Squeezed across, a muscle of constant volume lengthens along its
/// fibres and takes the spindles with it; near the tendon, pressure adds to what the tendon organs feel.
template <Scalar T>
struct PressureSense {
    T strain_per_pressure = 4.3e-7;
    T force_per_pressure = 2e-6;

    static constexpr auto fields() {
        using R = PressureSense;
        return std::tuple{// ν δ/h over the belly: 2 % at the 46.5 kPa of a medium roller.
                          field("strain_per_pressure", &R::strain_per_pressure, "1/Pa",
                                "fibre strain at the spindle per pressure on the belly")
                              .within(0, 1e-5)
                              .from("2 % mean strain at 46.5 kPa, from transverse Poisson ratio 0.36", Evidence::hypothesis),
                          field("force_per_pressure", &R::force_per_pressure, "F0/Pa",
                                "force felt by tendon organs per pressure at the tendon ends")
                              .within(0, 1e-4)
                              .from("0.10 F0 at 50 kPa", Evidence::hypothesis)};
    }
};

template <Muscle M, Spindle S, TendonOrgan G>
struct SensedMuscle {
    template <Scalar T>
    struct State {
        typename M::template State<T> muscle{};
        typename S::template State<T> spindle{};
        typename G::template State<T> tendon_organ{};
        static constexpr auto fields() {
            using R = State;
            return std::tuple{part("muscle", &R::muscle), part("spindle", &R::spindle),
                              part("tendon_organ", &R::tendon_organ)};
        }
    };
    template <Scalar T>
    struct Parameters {
        typename M::template Parameters<T> muscle{};
        typename S::template Parameters<T> spindle{};
        typename G::template Parameters<T> tendon_organ{};
        PressureSense<T> pressure_sense{};
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{part("muscle", &R::muscle), part("spindle", &R::spindle),
                              part("tendon_organ", &R::tendon_organ), part("pressure_sense", &R::pressure_sense)};
        }
    };
    template <Scalar T>
    struct Input {
        T excitation{}, path_length{}, path_velocity{}; ///< [1], [m], [m/s]
        T gamma_dynamic{}, gamma_static{};              ///< [pps]
        T belly_pressure{}, belly_pressure_rate{};      ///< on the belly [Pa], [Pa/s]
        T end_pressure{};                               ///< on the tendon ends [Pa]
    };
    template <Scalar T>
    struct Output {
        MuscleOutput<T> muscle{};
        SpindleOutput<T> spindle{};
        TendonOrganOutput<T> tendon_organ{};
        static constexpr auto fields() {
            using R = Output;
            return std::tuple{part("muscle", &R::muscle), part("spindle", &R::spindle),
                              part("tendon_organ", &R::tendon_organ)};
        }
    };

    /// What follows from the parameters alone, part by part.
    template <class T>
    struct Prepared {
        PreparedFor<M, T> muscle;
        PreparedFor<S, T> spindle;
        PreparedFor<G, T> tendon_organ;
        PressureSense<T> pressure_sense;
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {prepared<M>(p.muscle), prepared<S>(p.spindle), prepared<G>(p.tendon_organ), p.pressure_sense};
    }

    /// `touch`: what the muscle feels beside its input.
    template <Scalar T, class Felt = Untouched>
    static constexpr Response<State<T>, Output<T>> dynamics(const State<T>& x, const Input<T>& u, const auto& p,
                                                            const Felt& touch = {}) {
        const auto muscle = muscle_dynamics(x.muscle, u, p, touch);
        const auto spindle = S::dynamics(
            x.spindle, spindle_input(muscle.output.fibre_length, muscle.output.fibre_velocity, u, p, touch), p.spindle);
        const auto organ =
            G::dynamics(x.tendon_organ, tendon_organ_input(muscle.output.normalised_force, u, p, touch), p.tendon_organ);
        return {{muscle.rates, spindle.rates, organ.rates}, {muscle.output, spindle.output, organ.output}};
    }

    /// What changes sign where the firing of the spindle bends; nothing for a spindle that does not tell.
    template <Scalar T, class Felt = Untouched>
    static constexpr auto bends(const State<T>& x, const Input<T>& u, const auto& p, const Felt& touch = {}) {
        return bends_of<S, T>(x.spindle, spindle_input(fibre_length(x.muscle), T(0.0), u, p, touch), p.spindle);
    }

    /// Muscle, spindle and tendon organ each at rest with what the others give them.
    template <Scalar T, Scalar P = T, class Felt = Untouched>
    static constexpr State<T> rest(const Input<T>& u, const Parameters<P>& p, const Felt& touch = {}) {
        State<T> x;
        if constexpr (touches<Felt>)
            x.muscle = M::rest(muscle_input(u), p.muscle, touch.fibre);
        else
            x.muscle = M::rest(muscle_input(u), p.muscle);
        const auto muscle = muscle_dynamics(x.muscle, u, p, touch).output;
        x.spindle = S::rest(spindle_input(muscle.fibre_length, T(0.0), u, p, touch), p.spindle);
        x.tendon_organ = G::rest(tendon_organ_input(muscle.normalised_force, u, p, touch), p.tendon_organ);
        return x;
    }

    template <Scalar T>
    static constexpr MuscleInput<T> muscle_input(const Input<T>& u) {
        return {u.excitation, u.path_length, u.path_velocity};
    }

private:
    template <Scalar T, class Felt>
    static constexpr auto muscle_dynamics(const typename M::template State<T>& x, const Input<T>& u, const auto& p,
                                          const Felt& touch) {
        if constexpr (touches<Felt>)
            return M::dynamics(x, muscle_input(u), p.muscle, touch.fibre);
        else
            return M::dynamics(x, muscle_input(u), p.muscle);
    }
    // Of the muscle, or of the one that another wraps.
    static constexpr const auto& fibre_length(const auto& muscle) {
        if constexpr (requires { muscle.fibre_length; })
            return muscle.fibre_length;
        else
            return muscle.muscle.fibre_length;
    }

    // Length and velocity of fibres that a pressure across them has strained.
    template <Scalar T, class Felt>
    static constexpr SpindleInput<T> spindle_input(const T& length, const T& velocity, const Input<T>& u, const auto& p,
                                                   const Felt& touch) {
        T strain = p.pressure_sense.strain_per_pressure * u.belly_pressure;
        T strain_rate = p.pressure_sense.strain_per_pressure * u.belly_pressure_rate;
        if constexpr (touches<Felt>)
            strain = strain + touch.spindle_strain, strain_rate = strain_rate + touch.spindle_strain_rate;
        return {length * (1.0 + strain), velocity * (1.0 + strain) + length * strain_rate, u.gamma_dynamic, u.gamma_static};
    }
    template <Scalar T, class Felt>
    static constexpr TendonOrganInput<T> tendon_organ_input(const T& force, const Input<T>& u, const auto& p,
                                                            const Felt& touch) {
        const T felt = force + p.pressure_sense.force_per_pressure * u.end_pressure;
        if constexpr (touches<Felt>)
            return {felt + touch.organ_force};
        else
            return {felt};
    }
};

} // namespace myotatic
