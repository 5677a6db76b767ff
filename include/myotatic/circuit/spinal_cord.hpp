// The segment of the spinal cord that serves one muscle: what arrives from its sense organs excites or inhibits its motor
// pool.
//
//     Ia  ────────── w_ia  [S_Ia above rest − theta_ia]+ ──┐
//     II  ── interneurone ── w_ii ─────────────────────────┼── drive ── motor pool ── excitation
//     Ib  ── interneurone ── − w_ib ───────────────────────┘
//
//     symbol              here                    unit
//     S_Ia, S_II, S_Ib    ia, ii, ib              pps   as they arrive
//     r0                  reference_rate          pps   rates are counted in r0
//     theta_Ia            theta_ia                1     of r0, above the rate at rest
//     w_Ia, w_II, w_Ib    w_ia, w_ii, w_ib        1     drive per r0
//     u                   descending_drive        1
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/core/joined.hpp"
#include "myotatic/physiology/interneuron/rate.hpp"
#include "myotatic/physiology/motor_pool/rate.hpp"

namespace myotatic {

template <MotorPool Pool = RatePool>
struct SpinalCord {
    // `class T` rather than `Scalar T` below: Clang 14 crashes on the constraint inside a constrained template.
    template <class T>
    struct State {
        RateInterneuron::State<T> ib_interneuron{};
        RateInterneuron::State<T> ii_interneuron{};
        typename Pool::template State<T> pool{};
        static constexpr auto fields() {
            using R = State;
            return std::tuple{part("ib_interneuron", &R::ib_interneuron), part("ii_interneuron", &R::ii_interneuron),
                              part("pool", &R::pool)};
        }
    };

    template <class T>
    struct Parameters {
        T w_ia = 0.20, theta_ia = 0.15;
        T w_ii = 0.03;
        T w_ib = 0.02;
        T reference_rate = 100.0;
        T descending_drive = 0.0;
        T ia_rest = computed, ii_rest = computed;
        RateInterneuron::Parameters<T> ib_interneuron{};
        RateInterneuron::Parameters<T> ii_interneuron{.threshold = 0.05};
        typename Pool::template Parameters<T> pool{};

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                field("w_ia", &R::w_ia, "1", "Ia excitation: pool drive per reference rate above threshold")
                    .within(0, 10).usually(0, 2).from("0.20 answers a tap and decays, 0.40 is clonus", Evidence::computed),
                field("theta_ia", &R::theta_ia, "1", "Ia threshold, in reference rates above the rate at rest")
                    .within(0, 10).usually(0, 2).from("keeps a relaxed muscle quiet", Evidence::computed),
                field("w_ii", &R::w_ii, "1", "group II excitation: pool drive per reference rate")
                    .within(0, 10).usually(0, 1).from("0.033 in a public model of the afferented muscle", Evidence::second_hand),
                field("w_ib", &R::w_ib, "1", "Ib inhibition: pool drive taken per reference rate above threshold")
                    .within(0, 10).usually(0, 2).from("0.02 in a public model of the afferented muscle", Evidence::second_hand),
                field("reference_rate", &R::reference_rate, "pps", "rate in which afferent rates are counted")
                    .within(1, 1000).from("normaliser", Evidence::hypothesis),
                field("descending_drive", &R::descending_drive, "1", "tonic drive of the pool from above")
                    .within(-2, 2).usually(-1, 1).from("0 is relaxed", Evidence::hypothesis),
                field("ia_rest", &R::ia_rest, "pps", "Ia rate at rest, from which the threshold counts")
                    .within(0, 1000).derived().from("spindle at rest", Evidence::computed),
                field("ii_rest", &R::ii_rest, "pps", "II rate at rest, from which its threshold counts")
                    .within(0, 1000).derived().from("spindle at rest", Evidence::computed),
                part("ib_interneuron", &R::ib_interneuron),
                part("ii_interneuron", &R::ii_interneuron),
                part("pool", &R::pool)};
        }
        // clang-format on
    };

    /// What follows from the parameters alone.
    template <class T>
    struct Prepared {
        T w_ia, theta_ia, w_ii, w_ib;
        Divisor<T> reference_rate;
        T descending_drive, ia_rest, ii_rest;
        RateInterneuron::Prepared<T> ib_interneuron, ii_interneuron;
        PreparedFor<Pool, T> pool;
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {p.w_ia,
                p.theta_ia,
                p.w_ii,
                p.w_ib,
                p.reference_rate,
                p.descending_drive,
                p.ia_rest,
                p.ii_rest,
                RateInterneuron::prepare(p.ib_interneuron),
                RateInterneuron::prepare(p.ii_interneuron),
                prepared<Pool>(p.pool)};
    }

    /// What arrives.
    template <class T>
    struct Input {
        T ia{}, ii{}, ib{};   ///< [pps]
        T descending_drive{}; ///< [1], beyond the tonic one
    };

    /// What the cord makes of it, and what leaves.
    template <class T>
    struct Output {
        T ia_excitation{}, ii_excitation{}, ib_inhibition{}; ///< [1]
        T drive{};                                           ///< [1] of the pool
        T excitation{};                                      ///< [1] that leaves on the motor axons
        T ib_activity{};                                     ///< [1] of the Ib interneurone
    };

    template <Scalar T>
    static constexpr Response<State<T>, Output<T>> dynamics(const State<T>& x, const Input<T>& u, const auto& p) {
        const auto ib = RateInterneuron::dynamics(x.ib_interneuron, ib_drive(u, p), p.ib_interneuron);
        const auto ii = RateInterneuron::dynamics(x.ii_interneuron, ii_drive(u, p), p.ii_interneuron);

        Output<T> y = summed(x, u, p);
        const auto pool = Pool::dynamics(x.pool, {y.drive}, p.pool);
        y.excitation = pool.output.excitation;
        y.ib_activity = ib.output.activity;
        return {{ib.rates, ii.rates, pool.rates}, y};
    }

    /// What changes sign where the rates bend: at thresholds.
    template <Scalar T>
    static constexpr auto bends(const State<T>& x, const Input<T>& u, const auto& p) {
        const MotorPoolInput<T> to_pool{summed(x, u, p).drive};
        return joined(std::array{ia_above_threshold(u, p)},
                      RateInterneuron::bends(x.ii_interneuron, ii_drive(u, p), p.ii_interneuron),
                      RateInterneuron::bends(x.ib_interneuron, ib_drive(u, p), p.ib_interneuron),
                      bends_of<Pool, T>(x.pool, to_pool, p.pool));
    }

    /// Interneurones and pool at rest with what arrives: closed form.
    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const Input<T>& u, const Parameters<P>& p) {
        State<T> x;
        x.ib_interneuron = RateInterneuron::rest(ib_drive(u, p), p.ib_interneuron);
        x.ii_interneuron = RateInterneuron::rest(ii_drive(u, p), p.ii_interneuron);
        x.pool = Pool::rest(MotorPoolInput<T>{dynamics(x, u, p).output.drive}, p.pool);
        return x;
    }

private:
    // What the pool sums; not yet what leaves it.
    template <Scalar T>
    static constexpr Output<T> summed(const State<T>& x, const Input<T>& u, const auto& p) {
        Output<T> y;
        y.ia_excitation = p.w_ia * max(ia_above_threshold(u, p), 0.0);
        y.ii_excitation = p.w_ii * x.ii_interneuron.activity;
        y.ib_inhibition = p.w_ib * x.ib_interneuron.activity;
        y.drive = p.descending_drive + u.descending_drive + y.ia_excitation + y.ii_excitation - y.ib_inhibition;
        return y;
    }

    // What arrives, in reference rates.
    template <Scalar T>
    static constexpr T ia_above_threshold(const Input<T>& u, const auto& p) {
        return (u.ia - p.ia_rest) / p.reference_rate - p.theta_ia;
    }
    template <Scalar T>
    static constexpr InterneuronInput<T> ii_drive(const Input<T>& u, const auto& p) {
        return {(u.ii - p.ii_rest) / p.reference_rate};
    }
    template <Scalar T>
    static constexpr InterneuronInput<T> ib_drive(const Input<T>& u, const auto& p) {
        return {u.ib / p.reference_rate};
    }
};

} // namespace myotatic
