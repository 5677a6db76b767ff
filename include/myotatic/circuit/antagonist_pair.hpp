// Two muscles that turn one joint against each other: an extensor and a flexor, each with its sense organs, its nerve and
// its share of the cord, where each inhibits the other.
//
//                 extensor ── moment arm ──► joint ◄── moment arm ── flexor
//                    ⇅ nerve                                    nerve ⇅
//            its share of the cord  ⇄  reciprocal inhibition  ⇄  its share
//
// Extensor and flexor are meant as physiologists use the words: soleus, quadriceps and triceps resist gravity and extend,
// tibialis anterior, hamstrings and biceps flex. Which is the agonist is for the question to say.
//
// Pathways and symbols: reciprocal_cord.hpp; alpha-gamma coactivation: muscle_arc.hpp. What travels along nerves is asked
// for by name: past.at(&Signals::extensor_ia, t - extensor.ia_delay).
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/circuit/muscle_arc.hpp"
#include "myotatic/core/error.hpp"
#include "myotatic/core/joined.hpp"
#include "myotatic/physiology/balance.hpp"
#include "myotatic/physiology/joint/hinge.hpp"
#include "myotatic/physiology/motor_pool/rate.hpp"
#include "myotatic/physiology/muscle/degroote2016.hpp"
#include "myotatic/physiology/spindle/mileusnic2006.hpp"
#include "myotatic/physiology/tendon_organ/lin_crago2002.hpp"

#include <array>
#include <numbers>

namespace myotatic {

/// Two arcs of one kind (muscle_arc.hpp, rolled_arc.hpp) on a joint.
template <class Arc, Joint J>
struct PairOfArcs {
    // Clang 14 crashes where `Scalar` constrains a record inside a constrained template, hence `class T` for the records.

    template <class T>
    struct State {
        typename J::template State<T> joint{};
        typename Arc::template State<T> extensor{}, flexor{};
        static constexpr auto fields() {
            using R = State;
            return std::tuple{part("joint", &R::joint), part("extensor", &R::extensor), part("flexor", &R::flexor)};
        }
    };

    template <class T>
    struct Parameters {
        typename Arc::template Switches<T> pathways{};
        typename Arc::template Parameters<T> extensor{}, flexor{};
        T resting_angle = 0.0;
        T holding_torque = computed;
        typename J::template Parameters<T> joint{};

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{part(Arc::switches, &R::pathways),
                              part("extensor", &R::extensor),
                              part("flexor", &R::flexor),
                              field("resting_angle", &R::resting_angle, "rad",
                                    "joint angle at rest; with a given holding_torque, where to look for it")
                                  .within(-3.2, 3.2)
                                  .from("posture", Evidence::hypothesis),
                              field("holding_torque", &R::holding_torque, "N m",
                                    "external torque that holds the resting angle; 0 for a joint that is free")
                                  .within(-5000, 5000)
                                  .derived()
                                  .from("balance at the resting angle", Evidence::computed),
                              part("joint", &R::joint)};
        }
    };

    /// What follows from the parameters alone, part by part; what only serves `at_rest` is left out.
    template <class T>
    struct Prepared {
        typename Arc::template Prepared<T> extensor, flexor;
        T holding_torque;
        PreparedFor<J, T> joint;
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {Arc::prepare(p.extensor, p.pathways), Arc::prepare(p.flexor, p.pathways), p.holding_torque,
                prepared<J>(p.joint)};
    }
    template <Scalar T>
    static constexpr const Prepared<T>& prepare(const Prepared<T>& p) {
        return p;
    }

    template <class T>
    struct Input {
        T torque = 0.0;
        typename Arc::template Input<T> extensor{}, flexor{};

        static constexpr auto fields() {
            using R = Input;
            return std::tuple{
                field("torque", &R::torque, "N m", "external torque beyond the one that holds the resting angle")
                    .within(-500, 500),
                part("extensor", &R::extensor), part("flexor", &R::flexor)};
        }
    };

    /// What travels along the nerves.
    template <class T>
    struct Signals {
        T extensor_ia{}, extensor_ii{}, extensor_ib{}, extensor_free_endings{};
        T extensor_motor{}, extensor_gamma_dynamic{}, extensor_gamma_static{};
        T flexor_ia{}, flexor_ii{}, flexor_ib{}, flexor_free_endings{};
        T flexor_motor{}, flexor_gamma_dynamic{}, flexor_gamma_static{};

        // clang-format off
        static constexpr auto fields() {
            using R = Signals;
            return std::tuple{
                field("extensor.ia", &R::extensor_ia, "pps", "primary afferent of the extensor"),
                field("extensor.ii", &R::extensor_ii, "pps", "secondary afferent of the extensor"),
                field("extensor.ib", &R::extensor_ib, "pps", "tendon-organ afferent of the extensor"),
                field("extensor.free_endings", &R::extensor_free_endings, "F0", "free endings of the extensor"),
                field("extensor.motor", &R::extensor_motor, "1", "motor axons of the extensor"),
                field("extensor.gamma_dynamic", &R::extensor_gamma_dynamic, "pps", "dynamic fusimotor axons of the extensor"),
                field("extensor.gamma_static", &R::extensor_gamma_static, "pps", "static fusimotor axons of the extensor"),
                field("flexor.ia", &R::flexor_ia, "pps", "primary afferent of the flexor"),
                field("flexor.ii", &R::flexor_ii, "pps", "secondary afferent of the flexor"),
                field("flexor.ib", &R::flexor_ib, "pps", "tendon-organ afferent of the flexor"),
                field("flexor.free_endings", &R::flexor_free_endings, "F0", "free endings of the flexor"),
                field("flexor.motor", &R::flexor_motor, "1", "motor axons of the flexor"),
                field("flexor.gamma_dynamic", &R::flexor_gamma_dynamic, "pps", "dynamic fusimotor axons of the flexor"),
                field("flexor.gamma_static", &R::flexor_gamma_static, "pps", "static fusimotor axons of the flexor")};
        }
        // clang-format on
    };

    template <class T>
    struct Observation {
        typename J::template State<T> joint{};
        typename Arc::template Observation<T> extensor{}, flexor{};
        static constexpr auto fields() {
            using R = Observation;
            return std::tuple{part("joint", &R::joint), part("extensor", &R::extensor), part("flexor", &R::flexor)};
        }
    };

    /// Two events of one name, told apart by the signal that crosses.
    template <class T>
    struct Guards {
        T extensor_ib_threshold{}, flexor_ib_threshold{};
        static constexpr auto fields() {
            using R = Guards;
            return std::tuple{field("ib_threshold", &R::extensor_ib_threshold, "1", "extensor.cord.ib"),
                              field("ib_threshold", &R::flexor_ib_threshold, "1", "flexor.cord.ib")};
        }
    };

    template <Scalar T, class Past>
    static constexpr State<T> rates(const T& t, const State<T>& x, const Input<T>& u, const Past& past,
                                    const auto& parameters) {
        const auto& p = prepare(parameters);
        const Both<T> arc = both_arcs(t, x, u, past, p);
        const T torque = arc.extensor.output.torque + arc.flexor.output.torque + p.holding_torque + u.torque;
        const auto joint = J::dynamics(x.joint, {torque}, p.joint);
        return {joint.rates, arc.extensor.rates, arc.flexor.rates};
    }

    /// What leaves for the nerves at this instant.
    template <Scalar T>
    static constexpr Signals<T> signals(const T&, const State<T>& x, const Input<T>& u, const auto& parameters) {
        const auto& p = prepare(parameters);
        const auto e = Arc::leaving(x.extensor, u.extensor, x.joint, p.extensor);
        const auto f = Arc::leaving(x.flexor, u.flexor, x.joint, p.flexor);
        return {e.ia, e.ii, e.ib, e.free_endings, e.motor, e.gamma_dynamic, e.gamma_static,
                f.ia, f.ii, f.ib, f.free_endings, f.motor, f.gamma_dynamic, f.gamma_static};
    }

    static constexpr auto delays(const auto& p) {
        const auto &e = Arc::nerve_and_cord(p.extensor), &f = Arc::nerve_and_cord(p.flexor);
        return std::array{e.ia_delay,          e.ii_delay,    e.ib_delay,    e.free_ending_delay, e.motor_delay,
                          e.gamma_delay,       e.gamma_delay, f.ia_delay,    f.ii_delay,          f.ib_delay,
                          f.free_ending_delay, f.motor_delay, f.gamma_delay, f.gamma_delay};
    }

    template <Scalar T, class Past>
    static constexpr Observation<T> observe(const T& t, const State<T>& x, const Input<T>& u, const Past& past,
                                            const auto& parameters) {
        const auto& p = prepare(parameters);
        const Both<T> arc = both_arcs(t, x, u, past, p);
        return {
            x.joint,
            Arc::observe(x.extensor, u.extensor, x.joint, to_extensor(t, past, p.extensor), arc.extensor.output, p.extensor),
            Arc::observe(x.flexor, u.flexor, x.joint, to_flexor(t, past, p.flexor), arc.flexor.output, p.flexor)};
    }

    /// `ib_threshold`: a delayed Ib rate passes the threshold of its interneurone.
    template <Scalar T, class Past>
    static constexpr Guards<T> guards(const T& t, const State<T>&, const Input<T>&, const Past& past, const auto& p) {
        const auto above = [](const T& ib, const auto& cord) {
            return ib / cord.reference_rate - cord.ib_interneuron.threshold;
        };
        const auto &e = Arc::nerve_and_cord(p.extensor), &f = Arc::nerve_and_cord(p.flexor);
        return {above(past.at(&Signals<T>::extensor_ib, t - e.ib_delay), e.cord),
                above(past.at(&Signals<T>::flexor_ib, t - f.ib_delay), f.cord)};
    }

    /// What changes sign where rates or signals bend.
    template <Scalar T, class Past>
    static constexpr auto bends(const T& t, const State<T>& x, const Input<T>& u, const Past& past, const auto& parameters) {
        const auto& p = prepare(parameters);
        const auto e = to_extensor(t, past, p.extensor);
        const auto f = to_flexor(t, past, p.flexor);
        return joined(Arc::bends(x.extensor, u.extensor, x.joint, e, Arc::message(x.flexor, f, p.flexor), p.extensor),
                      Arc::bends(x.flexor, u.flexor, x.joint, f, Arc::message(x.extensor, e, p.extensor), p.flexor));
    }

    /// Which limits of the muscle model are in use.
    template <class T>
    struct Limits {
        MuscleClipping<T> extensor{}, flexor{};
        static constexpr auto fields() {
            using R = Limits;
            return std::tuple{part("extensor", &R::extensor), part("flexor", &R::flexor)};
        }
    };
    template <Scalar T>
    static constexpr Limits<T> limits(const T&, const State<T>& x, const Input<T>& u, const auto& p) {
        return {Arc::limits(x.extensor, u.extensor, x.joint, p.extensor),
                Arc::limits(x.flexor, u.flexor, x.joint, p.flexor)};
    }

    /// The state in which nothing changes with input `u`. The joint rests at `resting_angle`, and the external torque that
    /// holds it there is computed; or, where `holding_torque` is given, at the angle within 90 degrees of `resting_angle`
    /// that this torque holds, and `resting_angle` becomes that. The rates of Ia and II at rest, from which thresholds
    /// count, are computed unless given. Closed form for all but fibre lengths, the drives of both pools, and the angle.
    template <Scalar T = double>
    static Resting<PairOfArcs, T> at_rest(Parameters<T> p, const Input<T>& u) {
        Arc::derive_delays(p.extensor);
        Arc::derive_delays(p.flexor);
        p.resting_angle = angle_at_rest(p, u);
        Arc::require_feasible(p.resting_angle, u.extensor, p.extensor, "the extensor at resting_angle");
        Arc::require_feasible(p.resting_angle, u.flexor, p.flexor, "the flexor at resting_angle");

        const Posture<T> rest = posture(p.resting_angle, u, p);
        const auto take_rates = [](auto& cord, const auto& rest_of) {
            cord.ia_rest = rest_of.cord.ia_rest, cord.ii_rest = rest_of.cord.ii_rest;
        };
        take_rates(Arc::nerve_and_cord(p.extensor).cord, rest.extensor);
        take_rates(Arc::nerve_and_cord(p.flexor).cord, rest.flexor);
        p.holding_torque = given_or(p.holding_torque, needed_torque(p.resting_angle, rest, u, p));
        State<T> x;
        x.joint.angle = p.resting_angle;
        x.extensor = Arc::settled(rest.extensor, rest.flexor.tells).state;
        x.flexor = Arc::settled(rest.flexor, rest.extensor.tells).state;
        return {p, x};
    }

private:
    template <class T>
    struct Both {
        using Response = myotatic::Response<typename Arc::template State<T>, typename Arc::template Output<T>>;
        Response extensor, flexor;
    };
    template <Scalar T, class Past>
    static constexpr Both<T> both_arcs(const T& t, const State<T>& x, const Input<T>& u, const Past& past, const auto& p) {
        const auto e = to_extensor(t, past, p.extensor);
        const auto f = to_flexor(t, past, p.flexor);
        return {Arc::dynamics(x.extensor, u.extensor, x.joint, e, Arc::message(x.flexor, f, p.flexor), p.extensor),
                Arc::dynamics(x.flexor, u.flexor, x.joint, f, Arc::message(x.extensor, e, p.extensor), p.flexor)};
    }

    // What the nerves deliver, each signal after its delay: afferents to the cord, axons to the muscle.
    template <Scalar T, class Past>
    static constexpr typename Arc::template Volley<T> to_extensor(const T& t, const Past& past, const auto& parameters) {
        using N = Signals<T>;
        const auto& p = Arc::nerve_and_cord(parameters);
        return {past.at(&N::extensor_ia, t - p.ia_delay),
                past.at(&N::extensor_ii, t - p.ii_delay),
                past.at(&N::extensor_ib, t - p.ib_delay),
                past.at(&N::extensor_free_endings, t - p.free_ending_delay),
                past.at(&N::extensor_motor, t - p.motor_delay),
                past.at(&N::extensor_gamma_dynamic, t - p.gamma_delay),
                past.at(&N::extensor_gamma_static, t - p.gamma_delay)};
    }
    template <Scalar T, class Past>
    static constexpr typename Arc::template Volley<T> to_flexor(const T& t, const Past& past, const auto& parameters) {
        using N = Signals<T>;
        const auto& p = Arc::nerve_and_cord(parameters);
        return {past.at(&N::flexor_ia, t - p.ia_delay),
                past.at(&N::flexor_ii, t - p.ii_delay),
                past.at(&N::flexor_ib, t - p.ib_delay),
                past.at(&N::flexor_free_endings, t - p.free_ending_delay),
                past.at(&N::flexor_motor, t - p.motor_delay),
                past.at(&N::flexor_gamma_dynamic, t - p.gamma_delay),
                past.at(&N::flexor_gamma_static, t - p.gamma_delay)};
    }

    // --- rest -------------------------------------------------------------------------------------------------------------

    /// Both arcs at rest at an angle.
    template <class T>
    struct Posture {
        typename Arc::template Rest<T> extensor, flexor;
    };

    /// What rest at an angle depends on.
    template <class T>
    struct Given {
        T angle{};
        Input<T> input{};
        Parameters<T> parameters{};
        typename Arc::Cord::template Opposite<T> extensor_tells{};
        static constexpr auto fields() {
            using R = Given;
            return std::tuple{field("angle", &R::angle, "rad", "joint angle"), part("input", &R::input),
                              part("parameters", &R::parameters), part("extensor_tells", &R::extensor_tells)};
        }
    };
    static constexpr double largest_drive = 100.0; // of a pool, either way: more than bounded gains and rates can give

    // Each pool has the drive that its share of the cord gives it when it has that drive. The flexor's is found for any
    // drive of the extensor; the extensor's, with what the flexor then has.
    template <Scalar T>
    static Posture<T> posture(const T& angle, const Input<T>& u, const Parameters<T>& p) {
        const T drive =
            balance_with<Given>(-largest_drive, largest_drive, Given<T>{angle, u, p}, [](const auto& guess, const auto& g) {
                const auto both = with_extensor_drive(guess, g);
                return guess - Arc::settled(both.extensor, both.flexor.tells).drive;
            });
        return with_extensor_drive(drive, Given<T>{angle, u, p});
    }
    template <Scalar T>
    static Posture<T> with_extensor_drive(const T& drive, Given<T> given) {
        const auto& p = given.parameters;
        const auto extensor = Arc::rest_at(drive, given.angle, given.input.extensor, p.extensor, p.pathways);
        given.extensor_tells = extensor.tells;
        const T balance = balance_with<Given>(-largest_drive, largest_drive, given, [](const auto& guess, const auto& g) {
            return guess - Arc::settled(flexor_with_drive(guess, g), g.extensor_tells).drive;
        });
        return {extensor, flexor_with_drive(balance, given)};
    }
    template <Scalar T>
    static typename Arc::template Rest<T> flexor_with_drive(const T& drive, const Given<T>& given) {
        const auto& p = given.parameters;
        return Arc::rest_at(drive, given.angle, given.input.flexor, p.flexor, p.pathways);
    }

    // Torque from outside that keeps the joint still.
    template <Scalar T>
    static T needed_torque(const T& angle, const Posture<T>& rest, const Input<T>& u, const auto& p) {
        return J::holding_torque(angle, p.joint) - rest.extensor.torque - rest.flexor.torque - u.torque;
    }

    // The resting angle, or the one near it that a given torque holds.
    template <Scalar T>
    static T angle_at_rest(const Parameters<T>& p, const Input<T>& u) {
        const auto given = p.holding_torque <= p.holding_torque; // NaN compares with nothing
        if (!any(given)) return p.resting_angle;
        const auto low = value_of(p.resting_angle) - searched, high = value_of(p.resting_angle) + searched;
        const T found =
            balance_with<Given>(low, high, Given<T>{p.resting_angle, u, p}, [](const auto& angle, const auto& g) {
                return needed_torque(angle, posture(angle, g.input, g.parameters), g.input, g.parameters) -
                       g.parameters.holding_torque;
            });
        if constexpr (std::same_as<ValueOf<T>, double>) {
            const double margin = 1e-6;
            if (value_of(found) < low + margin || value_of(found) > high - margin) {
                Problem problem;
                problem.message =
                    "the joint cannot rest: no angle within 90 degrees of resting_angle balances holding_torque";
                problem.hint = "check resting_angle, holding_torque and the stiffness of the joint";
                throw InputError(std::move(problem));
            }
        }
        return select(given, found, p.resting_angle);
    }
    static constexpr double searched = std::numbers::pi / 2;
};

/// A pair that nothing touches.
template <Muscle M = DeGroote2016, Spindle S = Mileusnic2006, TendonOrgan G = LinCrago2002, MotorPool Pool = RatePool,
          Joint J = Hinge>
using AntagonistPair = PairOfArcs<MuscleArc<M, S, G, Pool>, J>;

} // namespace myotatic
