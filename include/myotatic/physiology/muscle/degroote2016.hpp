// A Hill-type muscle on an elastic tendon, smooth everywhere: De Groote's curves with Millard's damped equilibrium.
//
// Citation keys: degroote2016 (curves, activation), millard2013 (damped equilibrium), rajagopal2016 (default soleus).
//
//     paper        here                          unit
//     a, e         activation, excitation        1
//     l~M          fibre_length                  L0    optimal fibre lengths
//     v~M          fibre velocity, normalised    1     of max_contraction_velocity; lengthening is positive
//     l~T          normalised tendon length      1     of tendon_slack_length
//     alpha        pennation angle               rad   cos(alpha) is what matters
//     FMo, lMo     max_isometric_force, optimal_fibre_length      N, m
//     lTs, alpha0  tendon_slack_length, pennation_angle           m, rad
//     vMmax        max_contraction_velocity      L0/s
//     beta         fibre_damping                 1     F0 per max_contraction_velocity
//     e0, eT       passive_strain, tendon_strain 1     strain at which fibre, tendon carry F0
//     fL fV fPE fT the four curves               F0    in degroote2016_curves.hpp
//
// Departures
// * Constants as corrected in OpenSim (seth2018): the printed ones miss fV(-1) = 0 and fV(0) = 1, and their passive fibre
//   pushes below optimal length. The published set is there for comparison.
// * Fibre damping 0.1 (millard2013) where the paper has none: without it the velocity is singular at zero activation.
// * Fixed-width pennation with cos(alpha) not below 0.1, where the fixed-width relation would end in a square root of a
//   negative number. `clipping` says when that happens.
// * The slack tendon keeps the paper's slightly negative force, down to -0.2 F0, so that the curve stays smooth;
//   `clipping` says when.
#pragma once

#include "myotatic/physiology/muscle/activation.hpp"
#include "myotatic/physiology/muscle/degroote2016_curves.hpp"
#include "myotatic/physiology/muscle/equilibrium.hpp"
#include "myotatic/physiology/muscle/muscle.hpp"

#include <type_traits>

namespace myotatic {

struct DeGroote2016 {
    template <Scalar T>
    struct State {
        T activation = 0.0;
        T fibre_length = 1.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{
                field("activation", &R::activation, "1", "activation of the contractile element").within(0, 1).scale(1),
                field("fibre_length", &R::fibre_length, "L0", "fibre length").within(0.2, 1.8).scale(1)};
        }
    };

    template <Scalar T>
    struct Parameters {
        T max_isometric_force = 6194.8426229508204;
        T optimal_fibre_length = 0.044;
        T tendon_slack_length = 0.276755872375976;
        T pennation_angle = 0.38142888;
        T max_contraction_velocity = 10.0;
        T fibre_damping = 0.1;
        T activation_time = 0.015;
        T deactivation_time = 0.060;
        T activation_steepness = 10.0;
        T passive_strain = 0.6;
        T passive_slack_shift = 0.0;
        T tendon_strain = 0.049;

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            constexpr auto verified = Evidence::verified;
            return std::tuple{
                field("max_isometric_force", &R::max_isometric_force, "N", "force of the fully active fibre at optimal length")
                    .within(1, 50000).usually(50, 20000).from("rajagopal2016 (soleus)", verified),
                field("optimal_fibre_length", &R::optimal_fibre_length, "m", "fibre length of greatest active force")
                    .within(0.005, 0.6).usually(0.02, 0.5).from("rajagopal2016 (soleus)", verified),
                field("tendon_slack_length", &R::tendon_slack_length, "m", "tendon length at which it begins to pull")
                    .within(0.002, 1).usually(0.01, 0.5).from("rajagopal2016 (soleus)", verified),
                field("pennation_angle", &R::pennation_angle, "rad", "angle between fibre and tendon at optimal length")
                    .within(0, 1.2).usually(0, 0.6).from("rajagopal2016 (soleus)", verified),
                field("max_contraction_velocity", &R::max_contraction_velocity, "L0/s", "greatest speed of shortening")
                    .within(0.5, 50).usually(5, 15).from("seth2018, default of every OpenSim muscle", verified),
                field("fibre_damping", &R::fibre_damping, "1", "F0 per max_contraction_velocity")
                    .within(0.001, 10).usually(0.01, 0.2).from("millard2013, as in OpenSim", verified),
                field("activation_time", &R::activation_time, "ms", "time constant of rising activation")
                    .within(0.5, 1000).usually(5, 50).from("degroote2016, as in OpenSim", verified),
                field("deactivation_time", &R::deactivation_time, "ms", "time constant of falling activation")
                    .within(0.5, 1000).usually(20, 100).from("degroote2016, as in OpenSim", verified),
                field("activation_steepness", &R::activation_steepness, "1", "sharpness of the change of time constant")
                    .within(0.01, 1000).usually(0.1, 100).from("seth2018, recommended in OpenSim", verified),
                field("passive_strain", &R::passive_strain, "1", "strain of the passive fibre at which it carries F0")
                    .within(0.05, 2).usually(0.4, 1).from("degroote2016", verified),
                field("passive_slack_shift", &R::passive_slack_shift, "L0", "shift of the passive curve to longer fibres")
                    .within(-0.5, 0.5).usually(-0.1, 0.25).from("none in degroote2016", verified),
                field("tendon_strain", &R::tendon_strain, "1", "tendon strain at which it carries F0")
                    .within(0.001, 0.5).usually(0.02, 0.12).from("degroote2016, as in OpenSim", verified)};
        }
        // clang-format on
    };

    /// The range of fibre lengths for which the curves are meant [L0].
    static constexpr double shortest_fibre = 0.2, longest_fibre = 1.8;
    static constexpr double least_cos_pennation = 0.1;

    /// The parameters, and what follows from them alone.
    template <Scalar T>
    struct Prepared : Parameters<T> {
        using R = Parameters<T>;
        Divisor<T> optimal_fibre_length{R::optimal_fibre_length}, tendon_slack_length{R::tendon_slack_length};
        Divisor<T> max_contraction_velocity{R::max_contraction_velocity}, fibre_damping{R::fibre_damping};
        Divisor<T> activation_time{R::activation_time}, deactivation_time{R::deactivation_time};
        T width = sin(R::pennation_angle); ///< of the fibre, across the tendon [L0]
        degroote2016::PassiveCurve<T> passive_curve = degroote2016::passive_curve(R::passive_strain);
        T tendon_exponent = degroote2016::tendon_exponent(R::tendon_strain);
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {p};
    }
    template <Scalar T>
    static constexpr const Prepared<T>& prepare(const Prepared<T>& p) {
        return p;
    }

    /// Length of the fibre along the tendon [L0]; fixed width, cos(alpha) not below 0.1. [degroote2016]
    template <Scalar T>
    static constexpr T projection(const T& fibre_length, const auto& parameters) {
        return fixed_width_projection(fibre_length, prepare(parameters).width, least_cos_pennation);
    }
    template <Scalar T>
    static constexpr T cos_pennation(const T& fibre_length, const auto& p) {
        return projection(fibre_length, p) / fibre_length;
    }

    /// Force of the passive fibre [F0], and its slope [F0/L0].
    template <Scalar T>
    static constexpr T passive_force(const T& fibre_length, const auto& parameters) {
        const auto& p = prepare(parameters);
        return degroote2016::passive_force_length(fibre_length - p.passive_slack_shift, p.passive_curve);
    }
    template <Scalar T>
    static constexpr T passive_slope(const T& fibre_length, const auto& parameters) {
        const auto& p = prepare(parameters);
        return degroote2016::passive_force_slope(fibre_length - p.passive_slack_shift, p.passive_curve);
    }

    /// Share of the active force that filaments give by their overlap.
    template <Scalar T>
    static constexpr T active_force_length(const T& fibre_length, const auto&) {
        return degroote2016::active_force_length(fibre_length);
    }

    /// Force along a fibre that has activation, length and normalised velocity [F0], without parallel elements.
    /// [millard2013]
    template <Scalar T>
    static constexpr T fibre_force(const T& activation, const T& fibre_length, const T& velocity, const auto& p) {
        return activation * degroote2016::active_force_length(fibre_length) * degroote2016::force_velocity(velocity) +
               passive_force(fibre_length, p) + p.fibre_damping * velocity;
    }

    /// Tendon length in slack lengths, when the fibre takes its share of the path.
    template <Scalar T>
    static constexpr T tendon_length(const T& projection, const T& path_length, const auto& p) {
        return (path_length - p.optimal_fibre_length * projection) / p.tendon_slack_length;
    }

    /// Tendon force [F0] at its normalised length.
    template <Scalar T>
    static constexpr T tendon_force(const T& tendon_length, const auto& parameters) {
        return degroote2016::tendon_force_length(tendon_length, prepare(parameters).tendon_exponent);
    }

    /// `parallel_force` [F0] is the pull of whatever else lies along the fibre: viscoelastic tissue, contracture.
    template <Scalar T>
    static constexpr Response<State<T>, MuscleOutput<T>> dynamics(const State<T>& x, const MuscleInput<T>& u,
                                                                  const auto& parameters,
                                                                  const std::type_identity_t<T>& parallel_force = T(0.0)) {
        const auto& p = prepare(parameters);
        const T along_tendon = projection(x.fibre_length, p); // l cos(alpha)
        const T f_t = tendon_force(tendon_length(along_tendon, u.path_length, p), p);
        const T f_pe = passive_force(x.fibre_length, p) + parallel_force;

        // (a fL fV + fPE + beta v) cos(alpha) = fT. [millard2013]
        const T active = x.activation * degroote2016::active_force_length(x.fibre_length);
        const T f_m = f_t * x.fibre_length / along_tendon;
        const T velocity = p.max_contraction_velocity * degroote2016::damped_velocity(active, p.fibre_damping, f_m - f_pe);

        return {.rates = {.activation = activation_rate(u.excitation, x.activation, p.activation_time, p.deactivation_time,
                                                        p.activation_steepness),
                          .fibre_length = velocity},
                .output = {.tendon_force = p.max_isometric_force * f_t,
                           .fibre_length = x.fibre_length,
                           .fibre_velocity = velocity,
                           .activation = x.activation,
                           .normalised_force = f_t,
                           .passive_force = f_pe}};
    }

    /// Activation has followed excitation, and the fibre neither shortens nor lengthens at the given path length. A path
    /// outside `feasible_path_lengths` gets the shortest or longest fibre, which then is not at rest.
    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const MuscleInput<T>& u, const Parameters<P>& p) {
        return {.activation = u.excitation,
                .fibre_length = resting_fibre_length<DeGroote2016, T, P>(u.excitation, u.path_length, p)};
    }

    /// Between these an equilibrium exists for every activation from 0 to 1.
    static PathRange feasible_path_lengths(const Parameters<double>& p) {
        const auto path = [&](double activation, double l) {
            const double cos_alpha = cos_pennation(l, p);
            const double f_t = fibre_force(activation, l, 0.0, p) * cos_alpha;
            const double exponent = degroote2016::tendon_exponent(p.tendon_strain);
            return p.optimal_fibre_length * l * cos_alpha +
                   p.tendon_slack_length * degroote2016::inverse_tendon_force_length(f_t, exponent);
        };
        return {.shortest = path(1, shortest_fibre), .longest = path(0, longest_fibre)};
    }

    /// Which limits of the model are in use, for a run to count.
    template <Scalar T>
    static constexpr MuscleClipping<T> clipping(const State<T>& x, const MuscleInput<T>& u, const auto& p) {
        const T limit = least_cos_pennation * (1 + 1e-12);
        return {.steep_fibre = select(cos_pennation(x.fibre_length, p) <= limit, T(1.0), T(0.0)),
                .slack_tendon =
                    select(tendon_length(projection(x.fibre_length, p), u.path_length, p) < 1.0, T(1.0), T(0.0))};
    }
};

static_assert(Muscle<DeGroote2016>);

} // namespace myotatic
