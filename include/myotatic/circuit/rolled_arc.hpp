// The arc of a muscle that lies in soft tissue under a roller: muscle_arc.hpp, and what it feels of the roller.
//
//     roller → tissue ──→ the fibre: stiffness, slack, contracture
//                    ├──→ spindle: pressed across, the belly strains along its fibres
//                    ├──→ tendon organs: pressure near the ends of the belly
//                    ├──→ terminals of Ia: loading uses them up
//                    └──→ fusimotor drive: tender tissue raises it
//
//     symbol   here                       unit
//     F_end    force_per_pressure         F0/Pa  what pressure on the outer tenth of the belly adds to the tendon's force
//     k_g      tenderness_to_fusimotor    1      gamma_s (1 + k_g n), n the tender zones over a quarter of all
//
// HYPOTHESIS, all of these but the strain of the spindle, which pressure across a muscle excites (torell_dimitriou2024).
//
// Three explanations of what happens, each of which can be switched (mechanisms): what is popularly described (tendon
// organs, driven past their threshold, limit the spindle), presynaptic (loading depletes Ia terminals), and tissue
// (contracture, slack, bonds, tolerance).
#pragma once

#include "myotatic/circuit/examination.hpp"
#include "myotatic/circuit/muscle_arc.hpp"
#include "myotatic/physiology/tissue/rolled_tissue.hpp"

namespace myotatic {

/// Shares of the mechanisms by which rolling may act. 0 switches one off.
template <Scalar T>
struct Mechanisms {
    T as_described = 1.0, presynaptic = 1.0, tissue = 1.0;

    // clang-format off
    static constexpr auto fields() {
        using R = Mechanisms;
        constexpr auto share = [](auto f) { return f.within(0, 1).from("1 is the mechanism as its parameters describe it", Evidence::hypothesis); };
        return std::tuple{
            share(field("as_described", &R::as_described, "1", "tendon organs feel the roller and, past their threshold, limit fusimotor drive: the popular description")),
            share(field("presynaptic", &R::presynaptic, "1", "loading the belly depletes the terminals of Ia")),
            share(field("tissue", &R::tissue, "1", "pressure changes tissue, and tolerance, for longer than it lasts"))};
    }
    // clang-format on
};

template <Muscle M, Spindle S, TendonOrgan G, MotorPool Pool, class Tissue = RolledTissue<>>
struct RolledArc {
    using Arc = MuscleArc<M, S, G, Pool>;
    using Cord = typename Arc::Cord;
    template <class T>
    using Volley = typename Arc::template Volley<T>;
    template <class T>
    using Message = typename Arc::template Message<T>;
    template <class T>
    using Output = typename Arc::template Output<T>;
    template <class T>
    using TissueState = typename Tissue::template State<T>;

    template <class T>
    struct Switches {
        Pathways<T> pathways{};
        Mechanisms<T> mechanisms{};
        static constexpr auto fields() {
            using R = Switches;
            return std::tuple{part("pathways", &R::pathways), part("mechanisms", &R::mechanisms)};
        }
    };
    static constexpr const char* switches = "";

    template <class T>
    struct State {
        typename Arc::template State<T> arc{};
        TissueState<T> tissue{};
        static constexpr auto fields() {
            using R = State;
            return std::tuple{part("", &R::arc), part("tissue", &R::tissue)};
        }
    };

    template <class T>
    struct Parameters {
        typename Arc::template Parameters<T> arc{};
        typename Tissue::template Parameters<T> tissue{};
        T force_per_pressure = 2e-6;
        T tenderness_to_fusimotor = 0.0;
        Examination<T> examination{};

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                part("", &R::arc), part("tissue", &R::tissue),
                field("force_per_pressure", &R::force_per_pressure, "F0/Pa", "force felt by tendon organs per pressure on the outer tenth of the belly at either end")
                    .within(0, 1e-4).usually(0, 1e-5).from("none: 0.10 F0 at 50 kPa", Evidence::hypothesis),
                field("tenderness_to_fusimotor", &R::tenderness_to_fusimotor, "1", "static fusimotor drive that a tender quarter of the belly adds, over that without; 0 for none")
                    .within(-1, 10).usually(-0.1, 0.5).from("none: muscle pain lowers spindle rates by 6 % in people (birznieks2008); others assume a rise", Evidence::hypothesis),
                part("", &R::examination)};
        }
        // clang-format on
    };

    template <class T>
    struct Prepared {
        typename Arc::template Prepared<T> arc;
        typename Tissue::template Parameters<T> tissue;
        T force_per_pressure, tenderness_to_fusimotor;
        Examination<T> examination;
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& given, const Switches<T>& open) {
        const Parameters<T> p = conducting(given, open.mechanisms);
        return {Arc::prepare(p.arc, conducting(open)), Tissue::prepare(p.tissue), p.force_per_pressure,
                p.tenderness_to_fusimotor, p.examination};
    }

    template <class T>
    struct Input {
        typename Arc::template Input<T> arc{};
        RollerInput<T> roller{};
        T load_rate = 0.0;

        static constexpr auto fields() {
            using R = Input;
            return std::tuple{part("", &R::arc), part("roller", &R::roller),
                              field("roller.load_rate", &R::load_rate, "1/s", "rate of the load").rate_of("load")};
        }
    };

    /// The muscle at a joint, with what its nerve delivers, what the antagonist tells, and what it feels of the roller.
    template <Scalar T>
    static constexpr Response<State<T>, Output<T>> dynamics(const State<T>& x, const Input<T>& u, const auto& joint,
                                                            const Volley<T>& arrives, const Message<T>& antagonist,
                                                            const auto& p) {
        const auto tissue = Tissue::dynamics(x.tissue, u.roller, p.tissue);
        const auto change = Tissue::change(x.tissue, tissue.rates, u.roller, u.load_rate, p.tissue);
        Touch<T> felt = touch(tissue.output, p);
        felt.spindle_strain_rate = change.spindle_strain, felt.loading = change.loading;
        const auto arc = Arc::dynamics(x.arc, u.arc, joint, arrives, antagonist, p.arc, felt);
        return {{arc.rates, tissue.rates}, arc.output};
    }

    template <Scalar T>
    static constexpr auto bends(const State<T>& x, const Input<T>& u, const auto& joint, const Volley<T>& arrives,
                                const Message<T>& antagonist, const auto& p) {
        return Arc::bends(x.arc, u.arc, joint, arrives, antagonist, p.arc, touch(x.tissue, u, p));
    }

    template <Scalar T>
    static constexpr Message<T> message(const State<T>& x, const Volley<T>& arrives, const auto& p) {
        return Arc::message(x.arc, arrives, p.arc);
    }

    template <Scalar T>
    static constexpr Volley<T> leaving(const State<T>& x, const Input<T>& u, const auto& joint, const auto& p) {
        return Arc::leaving(x.arc, u.arc, joint, p.arc, touch(x.tissue, u, p));
    }

    template <class T>
    struct Observation {
        typename Arc::template Observation<T> arc{};
        RolledTissueOutput<T> tissue{};
        Examined<T> measured{};
        static constexpr auto fields() {
            using R = Observation;
            return std::tuple{part("", &R::arc), part("tissue", &R::tissue), part("measured", &R::measured)};
        }
    };
    template <Scalar T>
    static constexpr Observation<T> observe(const State<T>& x, const Input<T>& u, const auto& joint,
                                            const Volley<T>& arrives, const Output<T>& y, const auto& p) {
        const auto tissue = Tissue::felt(x.tissue, u.roller, p.tissue);
        return {Arc::observe(x.arc, u.arc, joint, arrives, y, p.arc), tissue,
                ExaminedMuscle::examine<Tissue>(x.tissue, u.roller, tissue, p.examination, p.tissue,
                                                p.arc.organ.muscle.muscle, p.arc.path)};
    }

    template <Scalar T>
    static constexpr MuscleClipping<T> limits(const State<T>& x, const Input<T>& u, const auto& joint, const auto& p) {
        return Arc::limits(x.arc, u.arc, joint, p.arc);
    }

    template <Scalar T>
    static void require_feasible(const T& angle, const Input<T>& u, const Parameters<T>& p, const std::string& who) {
        Arc::require_feasible(angle, u.arc, p.arc, who);
    }
    static constexpr auto& nerve_and_cord(auto& p) { return p.arc; }
    template <Scalar T>
    static constexpr void derive_delays(Parameters<T>& p) {
        Arc::derive_delays(p.arc);
    }

    /// The arc at rest, pressed or untouched for ever.
    template <class T>
    struct Rest : Arc::template Rest<T> {
        TissueState<T> tissue;
    };
    template <Scalar T>
    static constexpr Rest<T> rest_at(const T& drive, const T& angle, const Input<T>& given, const Parameters<T>& parameters,
                                     const Switches<T>& open) {
        Input<T> u = given;
        u.roller.speed = u.load_rate = T(0.0);
        const Parameters<T> p = conducting(parameters, open.mechanisms);
        const auto tissue = Tissue::rest(u.roller, Tissue::prepare(p.tissue));
        return {Arc::rest_at(drive, angle, u.arc, p.arc, conducting(open), touch(tissue, u, p)), tissue};
    }
    template <class T>
    struct Settled {
        State<T> state;
        T drive;
    };
    template <Scalar T>
    static constexpr Settled<T> settled(const Rest<T>& r, const typename Cord::template Opposite<T>& antagonist) {
        const auto arc = Arc::settled(r, antagonist);
        return {{arc.state, r.tissue}, arc.drive};
    }

private:
    // Parameters and pathways of the mechanisms that are not switched off.
    template <Scalar T>
    static constexpr Parameters<T> conducting(Parameters<T> p, const Mechanisms<T>& share) {
        p.force_per_pressure = p.force_per_pressure * share.as_described;
        p.arc.ib_to_fusimotor = p.arc.ib_to_fusimotor * share.as_described;
        p.tissue.lasting = p.tissue.lasting * share.tissue;
        return p;
    }
    template <Scalar T>
    static constexpr Pathways<T> conducting(const Switches<T>& open) {
        Pathways<T> pathways = open.pathways;
        pathways.loading_depression = pathways.loading_depression * open.mechanisms.presynaptic;
        pathways.pressure_inhibition = pathways.pressure_inhibition * open.mechanisms.presynaptic;
        return pathways;
    }

    // What the muscle feels of the tissue, but for how fast that changes: only rates depend on it.
    template <Scalar T>
    static constexpr Touch<T> touch(const TissueState<T>& x, const Input<T>& u, const auto& p) {
        return touch(Tissue::felt(x, u.roller, p.tissue), p);
    }
    template <Scalar T>
    static constexpr Touch<T> touch(const RolledTissueOutput<T>& tissue, const auto& p) {
        return {.fibre = tissue.fibre,
                .spindle_strain = tissue.spindle_strain,
                .organ_force = p.force_per_pressure * tissue.end_pressure,
                .pressure = tissue.mean_pressure,
                .fusimotor = 1.0 + p.tenderness_to_fusimotor * tissue.tenderness};
    }
};

} // namespace myotatic
