// A relaxed muscle over a joint, its soft tissue, and a roller: what is left of self-myofascial release when the reflexes
// are taken away. No nerve, hence no delay.
//
// The joint is held at an angle, or turns under a torque against damping. What people measure is computed at every sample as
// if they measured it then, slowly: the passive torque at a fixed angle, the angle at which the tolerated torque is
// reached (range of motion), the pressure-pain threshold, pain.
//
//     symbol   here                unit
//     l        muscle.fibre_length L0     k fPE(l - e) + q + phi_c C fL(l) is the pull of the relaxed fibre
//     k, e     tissue.fibre        1, L0  stiffness and slack shift of the tissue; phi_c C its contracture [F0]
//     q        relaxation          F0     Prony terms
//     theta    joint.angle         rad    dorsiflexion positive; B dtheta/dt = torque - resistance, unless it is held
//     T_0      tolerated_torque    N m    at which a healthy person stops before treatment
//
// HYPOTHESIS: that a tight muscle is one with zones of contracture that lasting pressure releases. In healthy muscle, what
// rolling does to the range of motion is tolerance above all.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/circuit/feasible.hpp"
#include "myotatic/physiology/balance.hpp"
#include "myotatic/physiology/geometry/moment_arm.hpp"
#include "myotatic/physiology/muscle/degroote2016.hpp"
#include "myotatic/physiology/tissue/prony.hpp"
#include "myotatic/physiology/tissue/rolled_tissue.hpp"

namespace myotatic {

struct RolledMuscle {
    using Tissue = RolledTissue<>;

    // `class T` rather than `Scalar T`: Clang 14 crashes on the constraint inside a constrained template.
    template <class T>
    struct State {
        DeGroote2016::State<T> muscle{};
        Prony::State<T> relaxation{};
        Tissue::State<T> tissue{};
        T angle = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{
                part("muscle", &R::muscle), part("relaxation", &R::relaxation), part("tissue", &R::tissue),
                field("angle", &R::angle, "rad", "joint angle while the joint is free").within(-1.5, 1.5).scale(1)};
        }
    };

    template <class T>
    struct Input {
        RollerInput<T> roller{};
        T angle = 0.0;
        T torque = 0.0;
        T excitation = 0.0;

        static constexpr auto fields() {
            using R = Input;
            return std::tuple{
                part("roller", &R::roller),
                field("angle", &R::angle, "rad", "at which the joint is held; dorsiflexion positive").within(-0.78, 0.61),
                field("torque", &R::torque, "N m", "that turns the joint if it is free").within(-200, 200),
                field("excitation", &R::excitation, "1", "neural drive at the muscle; 0 relaxed").within(0, 1)};
        }
    };

    template <class T>
    struct Parameters {
        DeGroote2016::Parameters<T> muscle{};
        PathPolynomial<T> path{};
        Prony::Parameters<T> relaxation{};
        Tissue::Parameters<T> tissue{};
        T free = 0.0;
        T damping = 0.5;
        T test_angle = 15 * units::deg;
        T tolerated_torque = 45.0;
        T spot = 0.4375;

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                part("muscle", &R::muscle), part("path", &R::path), part("relaxation", &R::relaxation), part("tissue", &R::tissue),
                field("free", &R::free, "1", "1: the torque turns the joint; 0: it is held at the angle")
                    .within(0, 1).from("the experiment", Evidence::verified),
                field("damping", &R::damping, "N m s/rad", "of the free joint")
                    .within(0.001, 1000).usually(0.01, 20).from("damping ratio 0.3 to 0.4 of a relaxed ankle", Evidence::recalled),
                field("test_angle", &R::test_angle, "deg", "at which passive torque is measured")
                    .within(-45, 35).from("the experiment", Evidence::verified),
                field("tolerated_torque", &R::tolerated_torque, "N m", "of stretch, at which a person stops before treatment")
                    .within(0.1, 500).usually(1, 100).from("an ankle that reaches 20 degrees", Evidence::hypothesis),
                field("spot", &R::spot, "1", "where along the belly pain thresholds are measured")
                    .within(0, 1).from("the middle of what is tight in the preset", Evidence::hypothesis)};
        }
        // clang-format on
    };

    template <class T>
    struct Joint {
        T angle = 0.0, resistance = 0.0;
        static constexpr auto fields() {
            using R = Joint;
            return std::tuple{field("angle", &R::angle, "rad", "dorsiflexion positive"),
                              field("resistance", &R::resistance, "N m", "torque of the muscle against dorsiflexion")};
        }
    };

    /// What somebody would find who measured now.
    template <class T>
    struct Measured {
        T passive_torque = 0.0, range_of_motion = 0.0;
        T pain_threshold = 0.0, other_pain_threshold = 0.0, pain = 0.0, tenderness = 0.0;

        // clang-format off
        static constexpr auto fields() {
            using R = Measured;
            return std::tuple{
                field("passive_torque", &R::passive_torque, "N m", "of the relaxed muscle at the test angle, stretched slowly"),
                field("range_of_motion", &R::range_of_motion, "rad", "angle at which the tolerated torque is reached, stretched slowly"),
                field("pain_threshold", &R::pain_threshold, "Pa", "pressure that begins to hurt at the spot"),
                field("other_pain_threshold", &R::other_pain_threshold, "Pa", "the same on the other side of the body, which is healthy and untreated"),
                field("pain", &R::pain, "1", "where the roller hurts most, 0 to 10"),
                field("tenderness", &R::tenderness, "1", "of the spot")};
        }
        // clang-format on
    };

    template <class T>
    struct Observation {
        Input<T> input{};
        MuscleOutput<T> muscle{};
        Joint<T> joint{};
        RolledTissueOutput<T> tissue{};
        Measured<T> measured{};
        Tissue::State<T> state{};

        static constexpr auto fields() {
            using R = Observation;
            return std::tuple{part("input", &R::input),   part("muscle", &R::muscle),     part("joint", &R::joint),
                              part("tissue", &R::tissue), part("measured", &R::measured), part("state", &R::state)};
        }
    };

    template <class T>
    struct Prepared : Parameters<T> {
        DeGroote2016::Prepared<T> muscle{Parameters<T>::muscle};
        Prony::Prepared<T> relaxation{Parameters<T>::relaxation};
    };
    template <class T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {p};
    }
    template <class T>
    static constexpr const Prepared<T>& prepare(const Prepared<T>& p) {
        return p;
    }

    // Not constexpr: a Jacobian of so many states is better worked through from a list, found when a run begins, than
    // written out by the compiler entry by entry.
    template <Scalar T, class Past>
    static State<T> rates(const T&, const State<T>& x, const Input<T>& u, const Past&, const auto& p) {
        const auto tissue = Tissue::dynamics(x.tissue, u.roller, p.tissue);
        const Pull<T> pull = pull_of(x, u, tissue.output, p);
        const T force_rate = pull.passive_slope * pull.muscle.output.fibre_velocity; // of what the Prony terms follow
        return {pull.muscle.rates, Prony::dynamics(x.relaxation, TissueInput<T>{force_rate}, p.relaxation).rates,
                tissue.rates, select(p.free > 0.5, (u.torque - pull.resistance) / p.damping, T(0.0))};
    }

    template <Scalar T, class Past>
    static constexpr Observation<T> observe(const T&, const State<T>& x, const Input<T>& u, const Past&, const auto& p) {
        const RolledTissueOutput<T> tissue = Tissue::dynamics(x.tissue, u.roller, p.tissue).output;
        const Pull<T> pull = pull_of(x, u, tissue, p);
        const Measured<T> measured = measure(x, u, tissue, p);
        return {u, pull.muscle.output, {pull.angle, pull.resistance}, tissue, measured, x.tissue};
    }

    template <Scalar T>
    static constexpr MuscleClipping<T> limits(const T&, const State<T>& x, const Input<T>& u, const auto& p) {
        const T angle = select(p.free > 0.5, x.angle, u.angle);
        return DeGroote2016::clipping(x.muscle, {u.excitation, path_length(angle, p.path), T(0.0)}, p.muscle);
    }

    /// The muscle has been held at the angle, or loaded with the torque, for ever.
    template <Scalar T = double>
    static Resting<RolledMuscle, T> at_rest(const Parameters<T>& p, const Input<T>& u) {
        State<T> x{};
        x.tissue = Tissue::rest(u.roller, p.tissue);
        const FibreTissue<T> fibre = Tissue::dynamics(x.tissue, u.roller, p.tissue).output.fibre;
        x.angle = select(p.free > 0.5, angle_under(u.torque, u.excitation, fibre, p), u.angle);
        const T length = path_length(x.angle, p.path);
        require_feasible_path<DeGroote2016>(length, p.muscle, "the muscle");
        x.muscle = {u.excitation, fibre_length_at(x.angle, u.excitation, fibre, p)};
        return {p, x};
    }

    /// Angle [rad] at which the muscle, stretched slowly, resists with a torque [N m]; between -45 and 35 degrees.
    template <Scalar T>
    static constexpr T angle_under(const T& torque, const T& activation, const FibreTissue<T>& fibre, const auto& p) {
        // Force and with it the tendon's length follow from the torque; what the tendon leaves of the path is the fibre's.
        return balance_with<Posture>(
            -45 * units::deg, 35 * units::deg, posture(torque, activation, fibre, p), [](const auto& angle, const auto& at) {
                const auto force = at.asked / (-moment_arm(angle, at.path) * at.muscle.max_isometric_force);
                const auto tendon =
                    at.muscle.tendon_slack_length *
                    degroote2016::inverse_tendon_force_length(force, degroote2016::tendon_exponent(at.muscle.tendon_strain));
                const auto along = (path_length(angle, at.path) - tendon) / at.muscle.optimal_fibre_length;
                const auto width = sin(at.muscle.pennation_angle);
                // A tendon longer than its path leaves the shortest fibre.
                const auto shortest = along * 0.0 + DeGroote2016::shortest_fibre;
                const auto length = max(sqrt(max(along, 0.0) * max(along, 0.0) + width * width), shortest);
                return fibre_force(length, at) * along / length - force;
            });
    }
    /// Fibre length [L0] at an angle [rad].
    template <Scalar T>
    static constexpr T fibre_length_at(const T& angle, const T& activation, const FibreTissue<T>& fibre, const auto& p) {
        return balance_with<Posture>(DeGroote2016::shortest_fibre, DeGroote2016::longest_fibre,
                                     posture(angle, activation, fibre, p), [](const auto& length, const auto& at) {
                                         return fibre_force(length, at) * DeGroote2016::cos_pennation(length, at.muscle) -
                                                DeGroote2016::tendon_force(
                                                    DeGroote2016::tendon_length(DeGroote2016::projection(length, at.muscle),
                                                                                path_length(at.asked, at.path), at.muscle),
                                                    at.muscle);
                                     });
    }

private:
    /// What a fibre balances: muscle, path, tissue, and the angle or the torque that is asked for.
    template <class T>
    struct Posture {
        DeGroote2016::Parameters<T> muscle{};
        PathPolynomial<T> path{};
        FibreTissue<T> tissue{};
        T activation = 0.0, asked = 0.0;

        static constexpr auto fields() {
            using R = Posture;
            return std::tuple{part("muscle", &R::muscle), part("path", &R::path), part("tissue", &R::tissue),
                              field("activation", &R::activation, "1", "of the muscle"),
                              field("asked", &R::asked, "1", "angle or torque")};
        }
    };
    template <Scalar T>
    static constexpr Posture<T> posture(const T& asked, const T& activation, const FibreTissue<T>& tissue, const auto& p) {
        using P = scalar_of<PathPolynomial<T>>;
        return {lift<DeGroote2016::Parameters<P>>(muscle_parameters(p.muscle)), lift<PathPolynomial<P>>(p.path), tissue,
                activation, asked};
    }
    template <class P>
    static constexpr const DeGroote2016::Parameters<P>& muscle_parameters(const DeGroote2016::Parameters<P>& p) {
        return p;
    }

    /// Force along a fibre that does not move [F0].
    template <class T>
    static constexpr T fibre_force(const T& length, const Posture<T>& at) {
        return DeGroote2016::fibre_force(at.activation, length, T(0.0), at.muscle) +
               added_force(length, at.tissue, at.muscle);
    }
    /// What the tissue adds to the passive force of an untouched fibre [F0].
    template <class T>
    static constexpr T added_force(const T& length, const FibreTissue<T>& tissue, const auto& muscle) {
        return tissue.stiffness * DeGroote2016::passive_force(T(length - tissue.shift), muscle) -
               DeGroote2016::passive_force(length, muscle) + tissue.contracture * degroote2016::active_force_length(length);
    }

    template <class T>
    struct Pull {
        Response<DeGroote2016::State<T>, MuscleOutput<T>> muscle;
        T passive_slope, angle, resistance;
    };
    template <class T>
    static constexpr Pull<T> pull_of(const State<T>& x, const Input<T>& u, const RolledTissueOutput<T>& tissue,
                                     const auto& p) {
        const T angle = select(p.free > 0.5, x.angle, u.angle);
        const MuscleInput<T> stretched{u.excitation, path_length(angle, p.path), T(0.0)};
        const T& length = x.muscle.fibre_length;

        // Pressure takes a share of the active force, not of the activation.
        DeGroote2016::State<T> weakened = x.muscle;
        weakened.activation = x.muscle.activation * tissue.active_share;
        auto muscle =
            DeGroote2016::dynamics(weakened, stretched, p.muscle,
                                   T(added_force(length, tissue.fibre, p.muscle) + Prony::extra_force(x.relaxation)));
        muscle.rates.activation = activation_rate(u.excitation, x.muscle.activation, p.muscle.activation_time,
                                                  p.muscle.deactivation_time, p.muscle.activation_steepness);
        muscle.output.activation = x.muscle.activation;
        const T slope = tissue.fibre.stiffness * DeGroote2016::passive_slope(T(length - tissue.fibre.shift), p.muscle);
        return {muscle, slope, angle, -muscle.output.tendon_force * moment_arm(angle, p.path)};
    }

    template <class T>
    static constexpr Measured<T> measure(const State<T>& x, const Input<T>& u, const RolledTissueOutput<T>& tissue,
                                         const auto& p) {
        const T test_angle = T(1.0) * p.test_angle, spot = T(1.0) * p.spot, relaxed(0.0);
        const T length = fibre_length_at(test_angle, relaxed, tissue.fibre, p);
        const T tendon = DeGroote2016::tendon_length(DeGroote2016::projection(length, p.muscle),
                                                     path_length(test_angle, p.path), p.muscle);
        const T torque =
            -p.muscle.max_isometric_force * DeGroote2016::tendon_force(tendon, p.muscle) * moment_arm(test_angle, p.path);
        const T range = angle_under(T(p.tolerated_torque * tissue.tolerated_torque), relaxed, tissue.fibre, p);

        const T tolerance = x.tissue.centre.tolerance, tenderness = Tissue::tenderness(spot, x.tissue);
        const auto pressed = Tissue::pressed(x.tissue, u.roller, p.tissue).belly.pressure;
        T pain(0.0);
        for (std::size_t j = 0; j < Tissue::zones; ++j)
            pain = max(pain, PressureTolerance::pain(pressed[j], tolerance, x.tissue.belly.tenderness[j], p.tissue.centre));
        return {torque,
                range,
                PressureTolerance::pain_threshold(tolerance, tenderness, p.tissue.centre),
                PressureTolerance::pain_threshold(T(tolerance * p.tissue.centre.other_side), T(0.0), p.tissue.centre),
                pain,
                tenderness};
    }
};

static_assert(Circuit<RolledMuscle>);

} // namespace myotatic
