// One muscle of several on a joint: its sense organs, its nerve, and its share of the cord.
//
//     path length → muscle → spindle, tendon organ, free endings
//                      ↑            ↓  Ia, II, Ib, passive force, each after its delay
//                motor axons ←  share of the cord ⇄ that of the antagonist
//
// Fusimotor drive follows the motor drive (alpha-gamma coactivation). Symbols of the cord: reciprocal_cord.hpp. What touches
// the muscle, such as tissue under a roller, is asked what muscle, sense organs and terminals feel of it (touch.hpp).
#pragma once

#include "myotatic/circuit/feasible.hpp"
#include "myotatic/circuit/nerve.hpp"
#include "myotatic/circuit/reciprocal_cord.hpp"
#include "myotatic/circuit/sensed_muscle.hpp"
#include "myotatic/core/joined.hpp"
#include "myotatic/physiology/geometry/moment_arm.hpp"

namespace myotatic {

template <Muscle M, Spindle S, TendonOrgan G, MotorPool Pool>
struct MuscleArc {
    using Organ = SensedMuscle<M, S, G>;
    using Cord = ReciprocalCord<Pool>;

    /// Which of its pathways conduct, and what the pair calls that.
    template <class T>
    using Switches = Pathways<T>;
    static constexpr const char* switches = "pathways";

    // Clang 14 crashes where `Scalar` constrains a record inside a constrained template, hence `class T` for the records.

    template <class T>
    struct State {
        typename Organ::template State<T> organ{};
        typename Cord::template State<T> cord{};
        static constexpr auto fields() {
            using R = State;
            return std::tuple{part("", &R::organ), part("", &R::cord)};
        }
    };

    template <class T>
    struct Parameters {
        // The cord, and what it sends to the spindle.
        typename Cord::template Parameters<T> cord{};
        T gamma_dynamic = 30.0, gamma_static = 30.0;
        T coactivation_dynamic = 40.0, coactivation_static = 60.0;
        T ib_to_fusimotor = 0.0;
        // The nerve.
        T ia_delay = computed, ii_delay = computed, ib_delay = computed, free_ending_delay = computed;
        T motor_delay = computed, gamma_delay = computed;
        Nerve<T> nerve{};
        // The parts.
        typename Organ::template Parameters<T> organ{};
        PathPolynomial<T> path{};

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            constexpr auto delay = [](auto f) { return f.within(0, 1000).usually(0.01, 200).derived().from("path length over conduction velocity, and synapses", Evidence::computed); };
            return std::tuple{
                part("", &R::cord),
                field("gamma_dynamic", &R::gamma_dynamic, "pps", "tonic dynamic fusimotor drive").within(0, 500).usually(0, 200)
                    .from("order of magnitude", Evidence::recalled),
                field("gamma_static", &R::gamma_static, "pps", "tonic static fusimotor drive").within(0, 500).usually(0, 200)
                    .from("order of magnitude", Evidence::recalled),
                field("coactivation_dynamic", &R::coactivation_dynamic, "pps", "dynamic fusimotor drive that goes with full motor drive").within(0, 500).usually(0, 200)
                    .from("order of magnitude", Evidence::recalled),
                field("coactivation_static", &R::coactivation_static, "pps", "static fusimotor drive that goes with full motor drive").within(0, 500).usually(0, 200)
                    .from("order of magnitude", Evidence::recalled),
                field("ib_to_fusimotor", &R::ib_to_fusimotor, "1", "share of fusimotor drive taken per unit of Ib interneurone activity").within(0, 100).usually(0, 5)
                    .from("popular explanation of self-myofascial release; no such pathway is known", Evidence::hypothesis),
                delay(field("ia_delay", &R::ia_delay, "ms", "from primary ending to motor pool: one synapse")),
                delay(field("ii_delay", &R::ii_delay, "ms", "from secondary ending to its interneurone: two synapses")),
                delay(field("ib_delay", &R::ib_delay, "ms", "from tendon organ to its interneurone: two synapses")),
                delay(field("free_ending_delay", &R::free_ending_delay, "ms", "from free endings, as fast as group II, to their interneurone: three synapses")),
                delay(field("motor_delay", &R::motor_delay, "ms", "from motor pool to muscle, with the neuromuscular junction")),
                delay(field("gamma_delay", &R::gamma_delay, "ms", "from cord to spindle, with the neuromuscular junction")),
                part("nerve", &R::nerve),
                part("", &R::organ),
                part("path", &R::path)};
        }
        // clang-format on
    };

    /// What follows from the parameters alone, part by part.
    template <class T>
    struct Prepared {
        typename Cord::template Prepared<T> cord;
        T gamma_dynamic, gamma_static, coactivation_dynamic, coactivation_static, ib_to_fusimotor;
        T ia_delay, ii_delay, ib_delay, free_ending_delay, motor_delay, gamma_delay;
        typename Organ::template Prepared<T> organ;
        PathPolynomial<T> path;
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p, const Pathways<T>& open) {
        return {Cord::prepare(p.cord, open),
                p.gamma_dynamic,
                p.gamma_static,
                p.coactivation_dynamic * open.coactivation,
                p.coactivation_static * open.coactivation,
                p.ib_to_fusimotor,
                p.ia_delay,
                p.ii_delay,
                p.ib_delay,
                p.free_ending_delay,
                p.motor_delay,
                p.gamma_delay,
                Organ::prepare(p.organ),
                p.path};
    }

    template <class T>
    struct Input {
        T tap = 0.0, tap_rate = 0.0;
        T descending_drive = 0.0;
        T gamma_dynamic = 0.0, gamma_static = 0.0;
        T stance = 0.0, presynaptic = 0.0;
        T belly_pressure = 0.0, belly_pressure_rate = 0.0;
        T end_pressure = 0.0;

        // clang-format off
        static constexpr auto fields() {
            using R = Input;
            return std::tuple{
                field("tap", &R::tap, "m", "lengthening of muscle and tendon by a tap or an imposed stretch").within(-0.1, 0.1),
                field("tap_rate", &R::tap_rate, "m/s", "its rate").rate_of("tap"),
                field("descending_drive", &R::descending_drive, "1", "drive of the pool beyond the tonic one").within(-2, 2),
                field("gamma_dynamic", &R::gamma_dynamic, "pps", "dynamic fusimotor drive beyond the tonic one").within(-500, 500),
                field("gamma_static", &R::gamma_static, "pps", "static fusimotor drive beyond the tonic one").within(-500, 500),
                field("stance", &R::stance, "1", "0: Ib inhibits; 1: it excites; beyond the tonic value").within(-1, 1),
                field("presynaptic", &R::presynaptic, "1", "share of the Ia terminals that is blocked from above").within(-1, 1),
                field("belly_pressure", &R::belly_pressure, "Pa", "pressure of a roller on the belly").within(0, 1e6),
                field("belly_pressure_rate", &R::belly_pressure_rate, "Pa/s", "its rate").rate_of("belly_pressure"),
                field("end_pressure", &R::end_pressure, "Pa", "pressure of a roller on the tendon ends").within(0, 1e6)};
        }
        // clang-format on
    };

    /// What a nerve carries: as it leaves, or as it arrives.
    template <class T>
    struct Volley {
        T ia{}, ii{}, ib{};                ///< [pps] afferents
        T free_endings{};                  ///< [F0] passive force, as free endings tell it
        T motor{};                         ///< [1] motor axons
        T gamma_dynamic{}, gamma_static{}; ///< [pps] fusimotor axons
    };

    /// What an arc tells that of the antagonist, within the cord.
    template <class T>
    struct Message {
        T ia{};             ///< [1] reference rates above rest, as they arrive
        T ia_interneuron{}; ///< [1] its activity
    };
    template <Scalar T>
    static constexpr Message<T> message(const State<T>& x, const Volley<T>& arrives, const auto& p) {
        return {Cord::ia_above_rest(arrives.ia, p.cord), x.cord.ia_interneuron.activity};
    }

    template <class T>
    struct Output {
        typename Organ::template Output<T> organ{};
        typename Cord::template Output<T> cord{};
        T torque{}; ///< [N m] of the muscle on the joint
    };

    /// The muscle at a joint, with what its nerve delivers and what the antagonist tells. Both muscles run the same code.
    template <Scalar T, class Felt = Untouched>
    [[gnu::noinline]] static constexpr Response<State<T>, Output<T>>
    dynamics(const State<T>& x, const Input<T>& u, const auto& joint, const Volley<T>& arrives, const Message<T>& antagonist,
             const auto& p, const Felt& touch = {}) {
        const auto organ = Organ::dynamics(x.organ, organ_input(joint, u, arrives, p), p.organ, touch);
        const auto cord = Cord::dynamics(x.cord, cord_input(u, arrives, antagonist, touch), p.cord);
        return {{organ.rates, cord.rates},
                {organ.output, cord.output, organ.output.muscle.tendon_force * moment_arm(joint.angle, p.path)}};
    }

    /// What changes sign where rates, or what leaves, bend.
    template <Scalar T, class Felt = Untouched>
    static constexpr auto bends(const State<T>& x, const Input<T>& u, const auto& joint, const Volley<T>& arrives,
                                const Message<T>& antagonist, const auto& p, const Felt& touch = {}) {
        return joined(Organ::bends(x.organ, organ_input(joint, u, arrives, p), p.organ, touch),
                      Cord::bends(x.cord, cord_input(u, arrives, antagonist, touch), p.cord));
    }

    /// What leaves for the nerve at this instant. What the nerve delivers changes states only. Both muscles run the same
    /// code, which is inlined as a whole, so that rates cost nothing here.
    template <Scalar T, class Felt = Untouched>
    [[gnu::noinline, gnu::flatten]] static constexpr Volley<T>
    leaving(const State<T>& x, const Input<T>& u, const auto& joint, const auto& p, const Felt& touch = {}) {
        const auto organ = Organ::dynamics(x.organ, organ_input(joint, u, Volley<T>{}, p), p.organ, touch).output;
        Volley<T> v = motor_and_fusimotor(Cord::excitation(x.cord, p.cord), x.cord.ib_interneuron.activity, u, p, touch);
        v.ia = organ.spindle.ia, v.ii = organ.spindle.ii, v.ib = organ.tendon_organ.ib;
        v.free_endings = organ.muscle.passive_force;
        return v;
    }

    template <Scalar T>
    static constexpr typename Organ::template Input<T> organ_input(const auto& joint, const Input<T>& u,
                                                                   const Volley<T>& arrives, const auto& p) {
        typename Organ::template Input<T> in;
        in.excitation = arrives.motor;
        in.path_length = path_length(joint.angle, p.path) + u.tap;
        in.path_velocity = path_velocity(joint.angle, joint.velocity, p.path) + u.tap_rate;
        in.gamma_dynamic = arrives.gamma_dynamic, in.gamma_static = arrives.gamma_static;
        in.belly_pressure = u.belly_pressure, in.belly_pressure_rate = u.belly_pressure_rate;
        in.end_pressure = u.end_pressure;
        return in;
    }

    template <class T>
    struct Observation {
        MuscleOutput<T> muscle{};
        SpindleOutput<T> spindle{};
        TendonOrganOutput<T> tendon_organ{};
        T cord_ia{}, cord_ii{}, cord_ib{}, cord_free_endings{};
        T ia_transmission{}, ia_excitation{}, ii_excitation{}, ib_feedback{};
        T reciprocal_inhibition{}, recurrent_inhibition{}, free_ending_inhibition{};
        T ia_interneuron{}, ib_interneuron{}, renshaw{};
        T pool_drive{}, pool_excitation{}, motor_drive{};
        T gamma_dynamic{}, gamma_static{};
        T path_length{}, torque{};
        // clang-format off
        static constexpr auto fields() {
            using R = Observation;
            return std::tuple{
                part("muscle", &R::muscle),
                part("spindle", &R::spindle),
                part("tendon_organ", &R::tendon_organ),
                field("cord.ia", &R::cord_ia, "pps", "Ia rate as it reaches the cord"),
                field("cord.ii", &R::cord_ii, "pps", "II rate as it reaches the cord"),
                field("cord.ib", &R::cord_ib, "pps", "Ib rate as it reaches the cord"),
                field("cord.free_endings", &R::cord_free_endings, "F0", "passive force as the cord hears of it"),
                field("cord.ia_transmission", &R::ia_transmission, "1", "effect of an Ia spike on the pool, over that at rest: the H-reflex"),
                field("cord.ia_excitation", &R::ia_excitation, "1", "pool drive by Ia"),
                field("cord.ii_excitation", &R::ii_excitation, "1", "pool drive by II"),
                field("cord.ib_feedback", &R::ib_feedback, "1", "pool drive by Ib, negative where it inhibits"),
                field("cord.reciprocal_inhibition", &R::reciprocal_inhibition, "1", "pool drive taken by Ia of the antagonist"),
                field("cord.recurrent_inhibition", &R::recurrent_inhibition, "1", "pool drive taken by Renshaw cells"),
                field("cord.free_ending_inhibition", &R::free_ending_inhibition, "1", "pool drive taken by free endings"),
                field("cord.ia_interneuron", &R::ia_interneuron, "1", "activity of the Ia interneurone, which inhibits the antagonist"),
                field("cord.ib_interneuron", &R::ib_interneuron, "1", "activity of the Ib interneurone"),
                field("cord.renshaw", &R::renshaw, "1", "activity of the Renshaw cells"),
                field("pool.drive", &R::pool_drive, "1", "net drive of the pool"),
                field("pool.excitation", &R::pool_excitation, "1", "motor drive that leaves the cord"),
                field("motor.drive", &R::motor_drive, "1", "motor drive that reaches the muscle: the EMG"),
                field("fusimotor.dynamic", &R::gamma_dynamic, "pps", "dynamic drive that reaches the spindle"),
                field("fusimotor.static", &R::gamma_static, "pps", "static drive that reaches the spindle"),
                field("path.length", &R::path_length, "m", "length of muscle and tendon"),
                field("muscle.torque", &R::torque, "N m", "torque of the muscle on the joint")};
        }
        // clang-format on
    };
    template <Scalar T>
    static constexpr Observation<T> observe(const State<T>& x, const Input<T>& u, const auto& joint,
                                            const Volley<T>& arrives, const Output<T>& y, const auto& p) {
        Observation<T> o;
        o.muscle = y.organ.muscle, o.spindle = y.organ.spindle, o.tendon_organ = y.organ.tendon_organ;
        o.cord_ia = arrives.ia, o.cord_ii = arrives.ii, o.cord_ib = arrives.ib, o.cord_free_endings = arrives.free_endings;
        o.ia_transmission = y.cord.ia_transmission;
        o.ia_excitation = y.cord.ia_excitation, o.ii_excitation = y.cord.ii_excitation, o.ib_feedback = y.cord.ib_feedback;
        o.reciprocal_inhibition = y.cord.reciprocal_inhibition;
        o.recurrent_inhibition = y.cord.recurrent_inhibition;
        o.free_ending_inhibition = y.cord.free_ending_inhibition;
        o.ia_interneuron = x.cord.ia_interneuron.activity, o.ib_interneuron = x.cord.ib_interneuron.activity;
        o.renshaw = x.cord.renshaw.activity;
        o.pool_drive = y.cord.drive, o.pool_excitation = y.cord.excitation, o.motor_drive = arrives.motor;
        o.gamma_dynamic = arrives.gamma_dynamic, o.gamma_static = arrives.gamma_static;
        o.path_length = path_length(joint.angle, p.path) + u.tap;
        o.torque = y.torque;
        return o;
    }

    /// Which limits of the muscle model are in use.
    template <Scalar T>
    static constexpr MuscleClipping<T> limits(const State<T>& x, const Input<T>& u, const auto& joint, const auto& p) {
        return M::clipping(x.organ.muscle, Organ::muscle_input(organ_input(joint, u, Volley<T>{}, p)), p.organ.muscle);
    }

    /// Throws InputError unless the muscle can rest at this angle.
    template <Scalar T>
    static void require_feasible(const T& angle, const Input<T>& u, const Parameters<T>& p, const std::string& who) {
        require_feasible_path<M>(path_length(angle, p.path) + u.tap, p.organ.muscle, who);
    }

    /// Delays and cord of an arc: its own parameters, given or prepared.
    static constexpr auto& nerve_and_cord(auto& p) { return p; }

    /// The delays that were not given, from the nerve.
    template <Scalar T>
    static constexpr void derive_delays(Parameters<T>& p) {
        const Nerve<T>& n = p.nerve;
        p.ia_delay = given_or(p.ia_delay, conduction_delay(n, n.ia_velocity, 1));
        p.ii_delay = given_or(p.ii_delay, conduction_delay(n, n.ii_velocity, 2));
        p.ib_delay = given_or(p.ib_delay, conduction_delay(n, n.ib_velocity, 2));
        p.free_ending_delay = given_or(p.free_ending_delay, conduction_delay(n, n.ii_velocity, 3));
        p.motor_delay = given_or(p.motor_delay, conduction_delay(n, n.motor_velocity, 0) + n.neuromuscular_delay);
        p.gamma_delay = given_or(p.gamma_delay, conduction_delay(n, n.gamma_velocity, 0) + n.neuromuscular_delay);
    }

    /// The arc at rest if its pool has some drive, before it hears of the antagonist.
    template <class T>
    struct Rest {
        typename Organ::template State<T> organ;
        typename Cord::template Prepared<T> cord;  ///< which knows the rates at rest
        typename Cord::template Input<T> arrives;  ///< but for what the antagonist tells
        typename Cord::template Opposite<T> tells; ///< what it tells the antagonist
        T drive;                                   ///< [1] of the pool
        T torque;                                  ///< [N m] of the muscle on the joint
    };
    template <Scalar T, class Felt = Untouched>
    static constexpr Rest<T> rest_at(const T& drive, const T& angle, const Input<T>& u, Parameters<T> p,
                                     const Pathways<T>& open, const Felt& touch = {}) {
        const Still<T> joint{angle};
        Input<T> still = u;
        still.tap_rate = still.belly_pressure_rate = T(0.0);

        // Muscle and tendon organ follow from the drive; the Ib interneurone from them; fusimotor drive and spindle from
        // all.
        typename Cord::template State<T> pool;
        pool.pool = Pool::rest(MotorPoolInput<T>{drive}, p.cord.pool);
        Volley<T> v;
        v.motor = Cord::excitation(pool, p.cord);
        auto in = organ_input(joint, still, v, p);
        const T ib = Organ::dynamics(Organ::rest(in, p.organ, touch), in, p.organ, touch).output.tendon_organ.ib;
        const T ib_activity =
            RateInterneuron::rest(InterneuronInput<T>{ib / p.cord.reference_rate}, p.cord.ib_interneuron).activity;
        v = motor_and_fusimotor(v.motor, ib_activity, still, prepare(p, open), touch);
        in = organ_input(joint, still, v, p);
        const auto organ_state = Organ::rest(in, p.organ, touch);
        const auto organ = Organ::dynamics(organ_state, in, p.organ, touch).output;
        v.ia = organ.spindle.ia, v.ii = organ.spindle.ii, v.ib = ib, v.free_endings = organ.muscle.passive_force;

        // Thresholds count from here, unless somebody says from where.
        p.cord.ia_rest = given_or(p.cord.ia_rest, organ.spindle.ia);
        p.cord.ii_rest = given_or(p.cord.ii_rest, organ.spindle.ii);
        const auto cord = Cord::prepare(p.cord, open);
        const auto arrives = cord_input(still, v, Message<T>{}, touch);
        return {organ_state, cord,
                arrives,     Cord::opposite(drive, arrives, cord),
                drive,       organ.muscle.tendon_force * moment_arm(angle, p.path)};
    }

    /// The state of an arc at rest beside that of the antagonist, and the drive that the cord then gives the pool.
    template <class T>
    struct Settled {
        State<T> state;
        T drive;
    };
    template <Scalar T>
    static constexpr Settled<T> settled(Rest<T> r, const typename Cord::template Opposite<T>& antagonist) {
        r.arrives.antagonist_ia = antagonist.ia;
        r.arrives.antagonist_interneuron = Cord::settled_interneuron(antagonist, r.tells);
        Settled<T> s;
        s.state.organ = r.organ;
        s.state.cord = Cord::rest_at(r.drive, r.arrives, r.cord);
        s.state.cord.ia_interneuron.activity = Cord::settled_interneuron(r.tells, antagonist);
        s.drive = Cord::dynamics(s.state.cord, r.arrives, r.cord).output.drive;
        return s;
    }

private:
    // A joint that does not move.
    template <class T>
    struct Still {
        T angle, velocity{0.0};
    };

    template <Scalar T, class Felt>
    static constexpr typename Cord::template Input<T> cord_input(const Input<T>& u, const Volley<T>& arrives,
                                                                 const Message<T>& antagonist, const Felt& touch) {
        typename Cord::template Input<T> in{arrives.ia,           arrives.ii,           arrives.ib,
                                            arrives.free_endings, u.descending_drive,   u.stance,
                                            u.presynaptic,        antagonist.ia,        antagonist.ia_interneuron,
                                            u.belly_pressure,     u.belly_pressure_rate};
        if constexpr (touches<Felt>)
            in.belly_pressure = in.belly_pressure + touch.pressure,
            in.belly_pressure_rate = in.belly_pressure_rate + touch.loading;
        return in;
    }

    // Alpha and gamma go together. HYPOTHESIS: Ib takes its share of gamma.
    template <Scalar T, class Felt>
    static constexpr Volley<T> motor_and_fusimotor(const T& excitation, const T& ib_activity, const Input<T>& u,
                                                   const auto& p, const Felt& touch) {
        const T left = max(1.0 - p.ib_to_fusimotor * ib_activity, 0.0);
        Volley<T> v;
        v.motor = excitation;
        v.gamma_dynamic = left * max(p.gamma_dynamic + u.gamma_dynamic + p.coactivation_dynamic * excitation, 0.0);
        v.gamma_static = left * max(p.gamma_static + u.gamma_static + p.coactivation_static * excitation, 0.0);
        if constexpr (touches<Felt>) v.gamma_static = v.gamma_static * touch.fusimotor;
        return v;
    }
};

} // namespace myotatic
