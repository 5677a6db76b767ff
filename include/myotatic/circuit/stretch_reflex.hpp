// The myotatic reflex arc: one muscle on one joint, its spindle and tendon organ, the cord, and the nerves between them.
//
//     joint → path length → muscle → spindle, tendon organ
//                             ↑            ↓  Ia, II, Ib, each after its delay
//                        motor axons ←  motor pool ← interneurones
//
// A stretch excites the spindle; the spindle excites the motor pool after a nerve delay; the muscle shortens and its tension
// changes. Tension drives the tendon organ, whose interneurone, past its threshold, inhibits the motor pool and, with a gain
// of its own, lowers the fusimotor drive of the spindle.
//
// HYPOTHESIS: the second coupling (`ib_to_fusimotor`) is how popular descriptions of self-myofascial release explain it. No
// pathway is known by which a tendon organ silences a spindle. Set it to 0 to have the arc without it.
//
// Symbols of the cord: spinal_cord.hpp. What travels along nerves is asked for by name: past.at(&Signals::ia, t - ia_delay).
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/circuit/feasible.hpp"
#include "myotatic/circuit/nerve.hpp"
#include "myotatic/circuit/sensed_muscle.hpp"
#include "myotatic/circuit/spinal_cord.hpp"
#include "myotatic/core/joined.hpp"
#include "myotatic/physiology/balance.hpp"
#include "myotatic/physiology/geometry/moment_arm.hpp"
#include "myotatic/physiology/joint/hinge.hpp"
#include "myotatic/physiology/muscle/degroote2016.hpp"
#include "myotatic/physiology/spindle/mileusnic2006.hpp"
#include "myotatic/physiology/tendon_organ/lin_crago2002.hpp"

#include <array>

namespace myotatic {

template <Muscle M = DeGroote2016, Spindle S = Mileusnic2006, TendonOrgan G = LinCrago2002, MotorPool Pool = RatePool,
          Joint J = Hinge>
struct StretchReflex {
    using Organ = SensedMuscle<M, S, G>;
    using Cord = SpinalCord<Pool>;

    // Clang 14 crashes where `Scalar` constrains a record inside a constrained template, hence `class T` for the records.

    template <class T>
    struct State {
        typename J::template State<T> joint{};
        typename Organ::template State<T> organ{};
        typename Cord::template State<T> cord{};
        static constexpr auto fields() {
            using R = State;
            return std::tuple{part("joint", &R::joint), part("", &R::organ), part("", &R::cord)};
        }
    };

    template <class T>
    struct Parameters {
        // The cord, and what it sends to the spindle.
        typename Cord::template Parameters<T> cord{};
        T gamma_dynamic = 30.0, gamma_static = 30.0;
        T ib_to_fusimotor = 0.5;
        // The nerves.
        T ia_delay = computed, ii_delay = computed, ib_delay = computed, motor_delay = computed, gamma_delay = computed;
        Nerve<T> nerve{};
        // Where it rests.
        T resting_angle = 0.0;
        T holding_torque = computed;
        // The parts.
        typename Organ::template Parameters<T> organ{};
        PathPolynomial<T> path{};
        typename J::template Parameters<T> joint{};

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
                field("ib_to_fusimotor", &R::ib_to_fusimotor, "1", "share of fusimotor drive taken per unit of Ib interneurone activity").within(0, 100).usually(0, 5)
                    .from("popular explanation of self-myofascial release; no such pathway is known", Evidence::hypothesis),
                delay(field("ia_delay", &R::ia_delay, "ms", "from primary ending to motor pool: one synapse")),
                delay(field("ii_delay", &R::ii_delay, "ms", "from secondary ending to its interneurone: two synapses")),
                delay(field("ib_delay", &R::ib_delay, "ms", "from tendon organ to its interneurone: two synapses")),
                delay(field("motor_delay", &R::motor_delay, "ms", "from motor pool to muscle, with the neuromuscular junction")),
                delay(field("gamma_delay", &R::gamma_delay, "ms", "from cord to spindle, with the neuromuscular junction")),
                part("nerve", &R::nerve),
                field("resting_angle", &R::resting_angle, "rad", "joint angle at rest").within(-3.2, 3.2)
                    .from("posture", Evidence::hypothesis),
                field("holding_torque", &R::holding_torque, "N m", "external torque that holds the resting angle").within(-5000, 5000).derived()
                    .from("balance at the resting angle", Evidence::computed),
                part("", &R::organ),
                part("path", &R::path),
                part("joint", &R::joint)};
        }
        // clang-format on
    };

    /// What follows from the parameters alone, part by part; what only serves `at_rest` is left out.
    template <class T>
    struct Prepared {
        typename Cord::template Prepared<T> cord;
        T gamma_dynamic, gamma_static, ib_to_fusimotor;
        T ia_delay, ii_delay, ib_delay, motor_delay, gamma_delay;
        T holding_torque;
        typename Organ::template Prepared<T> organ;
        PathPolynomial<T> path;
        PreparedFor<J, T> joint;
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {Cord::prepare(p.cord),
                p.gamma_dynamic,
                p.gamma_static,
                p.ib_to_fusimotor,
                p.ia_delay,
                p.ii_delay,
                p.ib_delay,
                p.motor_delay,
                p.gamma_delay,
                p.holding_torque,
                Organ::prepare(p.organ),
                p.path,
                prepared<J>(p.joint)};
    }

    template <class T>
    struct Input {
        T tap = 0.0, tap_rate = 0.0;
        T torque = 0.0;
        T descending_drive = 0.0;
        T gamma_dynamic = 0.0, gamma_static = 0.0;
        T belly_pressure = 0.0, belly_pressure_rate = 0.0;
        T end_pressure = 0.0;

        // clang-format off
        static constexpr auto fields() {
            using R = Input;
            return std::tuple{
                field("tap", &R::tap, "m", "lengthening of muscle and tendon by a tap or an imposed stretch").within(-0.1, 0.1),
                field("tap_rate", &R::tap_rate, "m/s", "its rate").rate_of("tap"),
                field("torque", &R::torque, "N m", "external torque beyond the one that holds the resting angle").within(-500, 500),
                field("descending_drive", &R::descending_drive, "1", "drive of the pool beyond the tonic one").within(-2, 2),
                field("gamma_dynamic", &R::gamma_dynamic, "pps", "dynamic fusimotor drive beyond the tonic one").within(-500, 500),
                field("gamma_static", &R::gamma_static, "pps", "static fusimotor drive beyond the tonic one").within(-500, 500),
                field("belly_pressure", &R::belly_pressure, "Pa", "pressure of a roller on the belly").within(0, 1e6),
                field("belly_pressure_rate", &R::belly_pressure_rate, "Pa/s", "its rate").rate_of("belly_pressure"),
                field("end_pressure", &R::end_pressure, "Pa", "pressure of a roller on the tendon ends").within(0, 1e6)};
        }
        // clang-format on
    };

    /// What travels along the nerves.
    template <class T>
    struct Signals {
        T ia{}, ii{}, ib{};       ///< [pps], leaving the receptors
        T motor{};                ///< [1], leaving the pool
        T fusimotor_inhibition{}; ///< [1], activity of the Ib interneurone on its way to the fusimotor neurones' axons
        static constexpr auto fields() {
            using R = Signals;
            return std::tuple{
                field("ia", &R::ia, "pps", "primary afferent"), field("ii", &R::ii, "pps", "secondary afferent"),
                field("ib", &R::ib, "pps", "tendon-organ afferent"), field("motor", &R::motor, "1", "motor axons"),
                field("fusimotor_inhibition", &R::fusimotor_inhibition, "1", "fusimotor axons")};
        }
    };

    template <class T>
    struct Observation {
        typename J::template State<T> joint{};
        MuscleOutput<T> muscle{};
        SpindleOutput<T> spindle{};
        TendonOrganOutput<T> tendon_organ{};
        T cord_ia{}, cord_ii{}, cord_ib{};
        T ia_excitation{}, ii_excitation{}, ib_inhibition{}, pool_drive{};
        T pool_excitation{}, motor_drive{};
        T gamma_dynamic{}, gamma_static{};
        T path_length{}, muscle_torque{};
        static constexpr auto fields() {
            using R = Observation;
            return std::tuple{part("joint", &R::joint),
                              part("muscle", &R::muscle),
                              part("spindle", &R::spindle),
                              part("tendon_organ", &R::tendon_organ),
                              field("cord.ia", &R::cord_ia, "pps", "Ia rate as it reaches the cord"),
                              field("cord.ii", &R::cord_ii, "pps", "II rate as it reaches the cord"),
                              field("cord.ib", &R::cord_ib, "pps", "Ib rate as it reaches the cord"),
                              field("cord.ia_excitation", &R::ia_excitation, "1", "pool drive by Ia"),
                              field("cord.ii_excitation", &R::ii_excitation, "1", "pool drive by II"),
                              field("cord.ib_inhibition", &R::ib_inhibition, "1", "pool drive taken by Ib"),
                              field("pool.drive", &R::pool_drive, "1", "net drive of the pool"),
                              field("pool.excitation", &R::pool_excitation, "1", "motor drive that leaves the cord"),
                              field("motor.drive", &R::motor_drive, "1", "motor drive that reaches the muscle: the EMG"),
                              field("fusimotor.dynamic", &R::gamma_dynamic, "pps", "dynamic drive that reaches the spindle"),
                              field("fusimotor.static", &R::gamma_static, "pps", "static drive that reaches the spindle"),
                              field("path.length", &R::path_length, "m", "length of muscle and tendon"),
                              field("muscle.torque", &R::muscle_torque, "N m", "torque of the muscle on the joint")};
        }
    };

    template <class T>
    struct Guards {
        T ib_threshold{};
        static constexpr auto fields() { return std::tuple{field("ib_threshold", &Guards::ib_threshold, "1", "cord.ib")}; }
    };

    template <Scalar T, class Past>
    static constexpr State<T> rates(const T& t, const State<T>& x, const Input<T>& u, const Past& past, const auto& p) {
        // From the joint to the muscle, and what the motor and fusimotor axons bring to it.
        const Peripheral<T> at = peripheral(t, x, u, past, p);
        const auto organ = Organ::dynamics(x.organ, at.organ_input, p.organ);

        // What arrives at the cord, and what the cord makes of it.
        const auto cord = Cord::dynamics(x.cord, arriving(t, u, past, p), p.cord);

        // The muscle turns the joint.
        const T torque = organ.output.muscle.tendon_force * at.moment_arm + p.holding_torque + u.torque;
        const auto joint = J::dynamics(x.joint, {torque}, p.joint);

        return {joint.rates, organ.rates, cord.rates};
    }

    /// What leaves for the nerves at this instant. The drive of muscle and fusimotor fibres is in the state by now; what the
    /// axons deliver changes states only.
    template <Scalar T>
    static constexpr Signals<T> signals(const T&, const State<T>& x, const Input<T>& u, const auto& p) {
        const auto organ = Organ::dynamics(x.organ, mechanical_input(x, u, p), p.organ).output;
        const auto cord = Cord::dynamics(x.cord, {}, p.cord).output;
        return {organ.spindle.ia, organ.spindle.ii, organ.tendon_organ.ib, cord.excitation, cord.ib_activity};
    }

    static constexpr auto delays(const auto& p) {
        return std::array{p.ia_delay, p.ii_delay, p.ib_delay, p.motor_delay, p.gamma_delay};
    }

    template <Scalar T, class Past>
    static constexpr Observation<T> observe(const T& t, const State<T>& x, const Input<T>& u, const Past& past,
                                            const auto& p) {
        const Peripheral<T> at = peripheral(t, x, u, past, p);
        const auto organ = Organ::dynamics(x.organ, at.organ_input, p.organ).output;
        const auto arrives = arriving(t, u, past, p);
        const auto cord = Cord::dynamics(x.cord, arrives, p.cord).output;
        Observation<T> o;
        o.joint = x.joint;
        o.muscle = organ.muscle;
        o.spindle = organ.spindle;
        o.tendon_organ = organ.tendon_organ;
        o.cord_ia = arrives.ia, o.cord_ii = arrives.ii, o.cord_ib = arrives.ib;
        o.ia_excitation = cord.ia_excitation, o.ii_excitation = cord.ii_excitation, o.ib_inhibition = cord.ib_inhibition;
        o.pool_drive = cord.drive;
        o.pool_excitation = cord.excitation;
        o.motor_drive = at.organ_input.excitation;
        o.gamma_dynamic = at.organ_input.gamma_dynamic, o.gamma_static = at.organ_input.gamma_static;
        o.path_length = at.organ_input.path_length;
        o.muscle_torque = organ.muscle.tendon_force * at.moment_arm;
        return o;
    }

    /// `ib_threshold`: the delayed Ib rate passes the threshold of its interneurone.
    template <Scalar T, class Past>
    static constexpr Guards<T> guards(const T& t, const State<T>&, const Input<T>&, const Past& past, const auto& p) {
        return {past.at(&Signals<T>::ib, t - p.ib_delay) / p.cord.reference_rate - p.cord.ib_interneuron.threshold};
    }

    /// What changes sign where rates or signals bend.
    template <Scalar T, class Past>
    static constexpr auto bends(const T& t, const State<T>& x, const Input<T>& u, const Past& past, const auto& p) {
        return joined(Organ::bends(x.organ, mechanical_input(x, u, p), p.organ),
                      Cord::bends(x.cord, arriving(t, u, past, p), p.cord));
    }

    /// Which limits of the muscle model are in use.
    template <Scalar T>
    static constexpr MuscleClipping<T> limits(const T&, const State<T>& x, const Input<T>& u, const auto& p) {
        return M::clipping(x.organ.muscle, Organ::muscle_input(mechanical_input(x, u, p)), p.organ.muscle);
    }

    /// The state in which nothing changes at `resting_angle` with input `u`; the external torque that holds it and the Ia
    /// rate from which the threshold counts are computed unless given. Closed form for every component but two: the fibre
    /// length, and the drive that the reflex gives itself through Ib. The threshold of Ia counts from its rate at
    /// rest, so Ia gives none.
    template <Scalar T = double>
    static Resting<StretchReflex, T> at_rest(Parameters<T> p, const Input<T>& u) {
        p.ia_delay = given_or(p.ia_delay, conduction_delay(p.nerve, p.nerve.ia_velocity, 1));
        p.ii_delay = given_or(p.ii_delay, conduction_delay(p.nerve, p.nerve.ii_velocity, 2));
        p.ib_delay = given_or(p.ib_delay, conduction_delay(p.nerve, p.nerve.ib_velocity, 2));
        p.motor_delay =
            given_or(p.motor_delay, conduction_delay(p.nerve, p.nerve.motor_velocity, 0) + p.nerve.neuromuscular_delay);
        p.gamma_delay =
            given_or(p.gamma_delay, conduction_delay(p.nerve, p.nerve.gamma_velocity, 0) + p.nerve.neuromuscular_delay);

        require_feasible_path<M>(path_length(p.resting_angle, p.path) + u.tap, p.organ.muscle,
                                 "the muscle at resting_angle");

        // Everything at rest is known once the drive of the pool is. The more drive, the less of it the receptors add, for
        // the fibres shorten and Ib rises: the balance lies between any drive and what comes back at it.
        using V = ValueOf<T>;
        const auto values = values_as<Parameters<V>>(p);
        const auto u_values = values_as<Input<V>>(u);
        const auto in_values = [&]<class U>(const U& guess) {
            return guess - at_drive(guess, lift<Input<U>>(u_values), values).drive;
        };
        const V back = -in_values(V(0.0));
        const V balance = find_balance(min(back, 0.0), max(back, 0.0), in_values);
        const V slope = in_values(variable<1>(balance, 0)).slope[0];
        const T drive =
            with_derivatives<T>(balance, slope, [&](const T& guess) { return guess - at_drive(guess, u, p).drive; });

        const RestAtDrive<T> rest = at_drive(drive, u, p);
        p.cord.ia_rest = given_or(p.cord.ia_rest, rest.spindle.ia);
        p.cord.ii_rest = given_or(p.cord.ii_rest, rest.spindle.ii);
        p.holding_torque =
            given_or(p.holding_torque, J::holding_torque(p.resting_angle, p.joint) - rest.muscle_torque - u.torque);
        return {p, rest.state};
    }

private:
    // At the muscle: the lever over the joint, and all that acts on muscle and sense organs.
    template <class T>
    struct Peripheral {
        T moment_arm;
        typename Organ::template Input<T> organ_input;
    };

    template <Scalar T>
    static constexpr typename Organ::template Input<T> mechanical_input(const State<T>& x, const Input<T>& u,
                                                                        const auto& p) {
        typename Organ::template Input<T> in;
        in.path_length = path_length(x.joint.angle, p.path) + u.tap;
        in.path_velocity = path_velocity(x.joint.angle, x.joint.velocity, p.path) + u.tap_rate;
        in.belly_pressure = u.belly_pressure;
        in.belly_pressure_rate = u.belly_pressure_rate;
        in.end_pressure = u.end_pressure;
        return in;
    }

    template <Scalar T, class Past>
    static constexpr Peripheral<T> peripheral(const T& t, const State<T>& x, const Input<T>& u, const Past& past,
                                              const auto& p) {
        Peripheral<T> at{moment_arm(x.joint.angle, p.path), mechanical_input(x, u, p)};
        at.organ_input.excitation = past.at(&Signals<T>::motor, t - p.motor_delay);
        const T left = fusimotor_share(past.at(&Signals<T>::fusimotor_inhibition, t - p.gamma_delay), p);
        at.organ_input.gamma_dynamic = max(p.gamma_dynamic + u.gamma_dynamic, 0.0) * left;
        at.organ_input.gamma_static = max(p.gamma_static + u.gamma_static, 0.0) * left;
        return at;
    }

    // HYPOTHESIS: what Ib inhibition leaves of the fusimotor drive.
    template <Scalar T>
    static constexpr T fusimotor_share(const T& ib_activity, const auto& p) {
        return max(1.0 - p.ib_to_fusimotor * ib_activity, 0.0);
    }

    // At the cord: what the afferents bring, each after its delay.
    template <Scalar T, class Past>
    static constexpr typename Cord::template Input<T> arriving(const T& t, const Input<T>& u, const Past& past,
                                                               const auto& p) {
        return {past.at(&Signals<T>::ia, t - p.ia_delay), past.at(&Signals<T>::ii, t - p.ii_delay),
                past.at(&Signals<T>::ib, t - p.ib_delay), u.descending_drive};
    }

    // Everything at rest, given the drive of the pool; `drive` is what the cord then makes of the afferents.
    template <class T>
    struct RestAtDrive {
        State<T> state;
        SpindleOutput<T> spindle;
        T muscle_torque, drive;
    };

    template <Scalar T>
    static constexpr RestAtDrive<T> at_drive(const T& drive, const Input<T>& u, const auto& p) {
        RestAtDrive<T> r;
        r.state.joint.angle = p.resting_angle;
        r.state.cord.pool = Pool::rest(MotorPoolInput<T>{drive}, p.cord.pool);

        // Muscle and tendon organ follow from the drive, the Ib interneurone from them, the spindle from both, and all that
        // the cord makes of it.
        typename Organ::template Input<T> in = mechanical_input(r.state, u, p);
        in.path_velocity = in.belly_pressure_rate = T(0.0);
        in.excitation = Cord::dynamics(r.state.cord, {}, p.cord).output.excitation;
        typename Cord::template Input<T> arrives;
        arrives.ib = Organ::dynamics(Organ::rest(in, p.organ), in, p.organ).output.tendon_organ.ib;
        arrives.descending_drive = u.descending_drive;
        const T left = fusimotor_share(Cord::rest(arrives, p.cord).ib_interneuron.activity, p);
        in.gamma_dynamic = max(p.gamma_dynamic + u.gamma_dynamic, 0.0) * left;
        in.gamma_static = max(p.gamma_static + u.gamma_static, 0.0) * left;
        r.state.organ = Organ::rest(in, p.organ);
        const auto organ = Organ::dynamics(r.state.organ, in, p.organ).output;
        arrives.ia = organ.spindle.ia, arrives.ii = organ.spindle.ii;
        auto cord = lift<typename Cord::template Parameters<T>>(p.cord);
        cord.ia_rest = given_or(cord.ia_rest, organ.spindle.ia), cord.ii_rest = given_or(cord.ii_rest, organ.spindle.ii);
        r.state.cord = Cord::rest(arrives, cord);

        r.spindle = organ.spindle;
        r.muscle_torque = organ.muscle.tendon_force * moment_arm(p.resting_angle, p.path);
        r.drive = Cord::dynamics(r.state.cord, arrives, cord).output.drive;
        return r;
    }
};

} // namespace myotatic
