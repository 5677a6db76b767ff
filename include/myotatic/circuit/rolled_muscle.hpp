// A relaxed muscle over a joint, its soft tissue, and a roller: what is left of self-myofascial release when the reflexes
// are taken away. No nerve, hence no delay.
//
// The joint is held at an angle, or turns under a torque against damping. What people measure is computed at every sample as
// if they measured it then (examination.hpp).
//
//     symbol   here                unit
//     l        muscle.fibre_length L0     k fPE(l - e) + q + phi_c C fL(l) is the pull of the relaxed fibre
//     k, e     tissue.fibre        1, L0  stiffness and slack shift of the tissue; phi_c C its contracture [F0]
//     q        muscle.relaxation   F0     Prony terms
//     theta    joint.angle         rad    dorsiflexion positive; B dtheta/dt = torque - resistance, unless it is held
//
// HYPOTHESIS: that a tight muscle is one with zones of contracture that lasting pressure releases. In healthy muscle, what
// rolling does to the range of motion is tolerance above all.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/circuit/examination.hpp"
#include "myotatic/circuit/feasible.hpp"
#include "myotatic/physiology/muscle/relaxing.hpp"

namespace myotatic {

struct RolledMuscle {
    using Muscle = Relaxing<DeGroote2016>;
    using Tissue = RolledTissue<>;

    // `class T` rather than `Scalar T`: Clang 14 crashes on the constraint inside a constrained template.
    template <class T>
    struct State {
        Muscle::State<T> muscle{};
        Tissue::State<T> tissue{};
        T angle = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{
                part("muscle", &R::muscle), part("tissue", &R::tissue),
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
        Muscle::Parameters<T> muscle{};
        PathPolynomial<T> path{};
        Tissue::Parameters<T> tissue{};
        T free = 0.0;
        T damping = 0.5;
        Examination<T> examination{};

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                part("muscle", &R::muscle), part("path", &R::path), part("tissue", &R::tissue),
                field("free", &R::free, "1", "1: the torque turns the joint; 0: it is held at the angle")
                    .within(0, 1).from("the experiment", Evidence::verified),
                field("damping", &R::damping, "N m s/rad", "of the free joint")
                    .within(0.001, 1000).usually(0.01, 20).from("damping ratio 0.3 to 0.4 of a relaxed ankle", Evidence::recalled),
                part("", &R::examination)};
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

    template <class T>
    struct Observation {
        Input<T> input{};
        MuscleOutput<T> muscle{};
        Joint<T> joint{};
        RolledTissueOutput<T> tissue{};
        Examined<T> measured{};
        Tissue::State<T> state{};

        static constexpr auto fields() {
            using R = Observation;
            return std::tuple{part("input", &R::input),   part("muscle", &R::muscle),     part("joint", &R::joint),
                              part("tissue", &R::tissue), part("measured", &R::measured), part("state", &R::state)};
        }
    };

    template <class T>
    struct Prepared : Parameters<T> {
        Muscle::Prepared<T> muscle = Muscle::prepare(Parameters<T>::muscle);
        Tissue::Parameters<T> tissue = Tissue::prepare(Parameters<T>::tissue);
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
        const Pull<T> pull = pull_of(x, u, tissue.output.fibre, p);
        return {pull.muscle.rates, tissue.rates, select(p.free > 0.5, (u.torque - pull.resistance) / p.damping, T(0.0))};
    }

    template <Scalar T, class Past>
    static constexpr Observation<T> observe(const T&, const State<T>& x, const Input<T>& u, const Past&, const auto& p) {
        const RolledTissueOutput<T> tissue = Tissue::felt(x.tissue, u.roller, p.tissue);
        const Pull<T> pull = pull_of(x, u, tissue.fibre, p);
        const Examined<T> measured =
            ExaminedMuscle::examine<Tissue>(x.tissue, u.roller, tissue, p.examination, p.tissue, p.muscle.muscle, p.path);
        return {u, pull.muscle.output, {pull.angle, pull.resistance}, tissue, measured, x.tissue};
    }

    template <Scalar T>
    static constexpr MuscleClipping<T> limits(const T&, const State<T>& x, const Input<T>& u, const auto& p) {
        const T angle = select(p.free > 0.5, x.angle, u.angle);
        return Muscle::clipping(x.muscle, {u.excitation, path_length(angle, p.path), T(0.0)}, p.muscle);
    }

    /// The muscle has been held at the angle, or loaded with the torque, for ever.
    template <Scalar T = double>
    static Resting<RolledMuscle, T> at_rest(const Parameters<T>& given, const Input<T>& u) {
        const auto& p = prepare(given);
        State<T> x{};
        x.tissue = Tissue::rest(u.roller, p.tissue);
        const FibreTissue<T> fibre = Tissue::felt(x.tissue, u.roller, p.tissue).fibre;
        x.angle = select(p.free > 0.5, ExaminedMuscle::angle_under(u.torque, u.excitation, fibre, p.muscle.muscle, p.path),
                         u.angle);
        const T length = path_length(x.angle, p.path);
        require_feasible_path<DeGroote2016>(length, given.muscle.muscle, "the muscle");
        x.muscle = Muscle::rest({u.excitation, length, T(0.0)}, given.muscle, fibre);
        return {given, x};
    }

private:
    template <class T>
    struct Pull {
        Response<Muscle::State<T>, MuscleOutput<T>> muscle;
        T angle, resistance;
    };
    template <class T>
    static constexpr Pull<T> pull_of(const State<T>& x, const Input<T>& u, const FibreTissue<T>& tissue, const auto& p) {
        const T angle = select(p.free > 0.5, x.angle, u.angle);
        const MuscleInput<T> stretched{u.excitation, path_length(angle, p.path), T(0.0)};
        const auto muscle = Muscle::dynamics(x.muscle, stretched, p.muscle, tissue);
        return {muscle, angle, -muscle.output.tendon_force * moment_arm(angle, p.path)};
    }
};

static_assert(Circuit<RolledMuscle>);

} // namespace myotatic
