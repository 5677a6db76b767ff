// A Hill-type muscle on an elastic tendon, in pieces: the model of most published OpenSim studies. For comparison with them;
// DeGroote2016 is smooth and is the default.
//
// Citation keys: thelen2003, as implemented in OpenSim's Thelen2003Muscle (seth2018); rajagopal2016 (default soleus).
//
//     paper        here                          unit
//     a, u         activation, excitation        1
//     L~M          fibre_length                  L0    optimal fibre lengths
//     alpha        pennation angle               rad   cos(alpha) is what matters
//     F0M, L0M     max_isometric_force, optimal_fibre_length      N, m
//     LTs, alpha0  tendon_slack_length, pennation_angle           m, rad
//     VMmax        max_contraction_velocity      L0/s
//     gamma        active_width                  1     width of the active force-length curve
//     kPE, e0M     passive_shape, passive_strain 1     the fibre carries F0 at e0M
//     e0T          tendon_strain                 1     the tendon carries F0 there
//     Af, F~Mlen   velocity_shape, lengthening_force    1     of the force-velocity curve
//     a_min        minimum_activation            1
//
// There is no damping in parallel to the fibre, so the fibre's velocity is what the active force leaves for it:
// F = fT/cos(alpha) - fPE, v = (0.25 + 0.75 a) (F - a fL)/b(F). As a fL goes to 0 so does b: activation stays above a_min.
//
// Departures
// * Activation is the smooth law of degroote2016 with this model's time constants, in place of a switch between them;
//   excitation below a_min counts as a_min, as in OpenSim.
// * Fixed-width pennation with cos(alpha) not below 0.1, as in OpenSim (acos(0.1) is the steepest angle there).
// * Fibres between 0.2 and 1.8 L0, as in DeGroote2016; the paper names no range. Beyond it the passive curve is its tangent
//   and the active one not below 0.001 F0: the velocity of a relaxed fibre is so steep a function of force that a trial step
//   can overshoot by any length.
//
// Corners that an integrator meets, all in the paper: the slope of the force-velocity curve doubles at v = 0, tendon and
// passive fibre begin to pull with a slope. The curves themselves and the tangents beyond their ends have none.
#pragma once

#include "myotatic/physiology/muscle/activation.hpp"
#include "myotatic/physiology/muscle/equilibrium.hpp"
#include "myotatic/physiology/muscle/thelen2003_curves.hpp"

#include <type_traits>

namespace myotatic {

struct Thelen2003 {
    template <Scalar T>
    struct State {
        T activation = 0.01;
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
        T activation_time = 0.015;
        T deactivation_time = 0.050;
        T activation_steepness = 10.0;
        T minimum_activation = 0.01;
        T active_width = 0.45;
        T passive_shape = 5.0;
        T passive_strain = 0.6;
        T tendon_strain = 0.04;
        T velocity_shape = 0.25;
        T lengthening_force = 1.4;
        T lengthening_threshold = 0.95;

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            constexpr auto verified = Evidence::verified;
            constexpr auto opensim = [](auto f) { return f.from("thelen2003, as in OpenSim", Evidence::verified); };
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
                opensim(field("activation_time", &R::activation_time, "ms", "time constant of rising activation")
                    .within(0.5, 1000).usually(5, 50)),
                opensim(field("deactivation_time", &R::deactivation_time, "ms", "time constant of falling activation")
                    .within(0.5, 1000).usually(20, 100)),
                field("activation_steepness", &R::activation_steepness, "1", "sharpness of the change of time constant")
                    .within(0.01, 1000).usually(0.1, 100).from("seth2018, recommended in OpenSim for its smooth law", verified),
                opensim(field("minimum_activation", &R::minimum_activation, "1", "activation of the relaxed fibre")
                    .within(0.001, 0.2)),
                opensim(field("active_width", &R::active_width, "1", "width of the active force-length curve").within(0.05, 5)),
                opensim(field("passive_shape", &R::passive_shape, "1", "exponent of the passive fibre at its strain").within(0.5, 20)),
                opensim(field("passive_strain", &R::passive_strain, "1", "strain of the passive fibre at which it carries F0")
                    .within(0.05, 2).usually(0.4, 1)),
                opensim(field("tendon_strain", &R::tendon_strain, "1", "tendon strain at which it carries F0")
                    .within(0.001, 0.5).usually(0.02, 0.12)),
                opensim(field("velocity_shape", &R::velocity_shape, "1", "curvature of the force-velocity curve").within(0.05, 2)),
                opensim(field("lengthening_force", &R::lengthening_force, "1", "force of a fast lengthening fibre over the isometric one")
                    .within(1.1, 3)),
                opensim(field("lengthening_threshold", &R::lengthening_threshold, "1", "part of it at which the curve goes on as a straight line")
                    .within(0.92, 0.999))};
        }
        // clang-format on
    };

    /// The range of fibre lengths in which rest is sought [L0].
    static constexpr double shortest_fibre = thelen2003::shortest_fibre, longest_fibre = thelen2003::longest_fibre;
    static constexpr double least_cos_pennation = 0.1;

    /// The parameters, and what follows from them alone.
    template <Scalar T>
    struct Prepared : Parameters<T> {
        using R = Parameters<T>;
        Divisor<T> optimal_fibre_length{R::optimal_fibre_length}, tendon_slack_length{R::tendon_slack_length};
        Divisor<T> max_contraction_velocity{R::max_contraction_velocity};
        Divisor<T> activation_time{R::activation_time}, deactivation_time{R::deactivation_time};
        Divisor<T> active_width{R::active_width};
        T width = sin(R::pennation_angle); ///< of the fibre, across the tendon [L0]
        thelen2003::PassiveCurve<T> passive_curve = thelen2003::passive_curve(R::passive_strain, R::passive_shape);
        thelen2003::TendonCurve<T> tendon_curve = thelen2003::tendon_curve(R::tendon_strain);
        thelen2003::VelocityCurve<T> velocity_curve =
            thelen2003::velocity_curve(R::velocity_shape, R::lengthening_force, R::lengthening_threshold);
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {p};
    }
    template <Scalar T>
    static constexpr const Prepared<T>& prepare(const Prepared<T>& p) {
        return p;
    }

    /// Length of the fibre along the tendon [L0]; fixed width, cos(alpha) not below 0.1.
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
        return thelen2003::passive_force_length(fibre_length, prepare(parameters).passive_curve);
    }
    template <Scalar T>
    static constexpr T passive_slope(const T& fibre_length, const auto& parameters) {
        return thelen2003::passive_force_slope(fibre_length, prepare(parameters).passive_curve);
    }

    /// Force along a fibre that has activation, length and normalised velocity [F0], without parallel elements.
    /// [thelen2003]
    template <Scalar T>
    static constexpr T fibre_force(const T& activation, const T& fibre_length, const T& velocity, const auto& parameters) {
        const auto& p = prepare(parameters);
        const T a = max(activation, p.minimum_activation);
        const T isometric = a * thelen2003::active_force_length(fibre_length, p.active_width);
        return thelen2003::force_at_velocity(velocity, isometric, a, p.velocity_curve) + passive_force(fibre_length, p);
    }

    /// Tendon length in slack lengths, when the fibre takes its share of the path.
    template <Scalar T>
    static constexpr T tendon_length(const T& projection, const T& path_length, const auto& p) {
        return (path_length - p.optimal_fibre_length * projection) / p.tendon_slack_length;
    }

    /// Tendon force [F0] at its normalised length.
    template <Scalar T>
    static constexpr T tendon_force(const T& tendon_length, const auto& parameters) {
        return thelen2003::tendon_force_strain(tendon_length - 1.0, prepare(parameters).tendon_curve);
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

        // The active force closes the balance and says how fast the fibre moves. [thelen2003]
        const T a = max(x.activation, p.minimum_activation);
        const T isometric = a * thelen2003::active_force_length(x.fibre_length, p.active_width);
        const T active = f_t * x.fibre_length / along_tendon - f_pe;
        const T velocity =
            p.max_contraction_velocity * thelen2003::velocity_at_force(active, isometric, a, p.velocity_curve);

        const T excitation = max(u.excitation, p.minimum_activation);
        return {.rates = {.activation = activation_rate(excitation, x.activation, p.activation_time, p.deactivation_time,
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
        const T activation = max(u.excitation, p.minimum_activation);
        return {.activation = activation,
                .fibre_length = resting_fibre_length<Thelen2003, T, P>(activation, u.path_length, p)};
    }

    /// Between these an equilibrium exists for every activation from the minimum to 1.
    static PathRange feasible_path_lengths(const Parameters<double>& parameters) {
        const auto p = prepare(parameters);
        const auto path = [&](double activation, double l) {
            const double cos_alpha = cos_pennation(l, p);
            const double f_t = fibre_force(activation, l, 0.0, p) * cos_alpha;
            return parameters.optimal_fibre_length * l * cos_alpha +
                   parameters.tendon_slack_length * (1 + thelen2003::inverse_tendon_force_strain(f_t, p.tendon_curve));
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

static_assert(Muscle<Thelen2003>);

} // namespace myotatic
