// A motor pool as one rate: a leaky sum of synaptic drive, mapped to muscle excitation by the size principle.
//
// Citation: fuglevand1993 for the recruitment of the units; their mean is our own reduction. In that model unit i of n is
// recruited at excitation RR^(i/n) and has twitch force RP^(i/n). For many units and excitation E from 1 to RR the fraction
// phi = ln E / ln RR is recruited, and the force of those units over that of all is (RP^phi - 1)/(RP - 1).
//
//   symbol  here                   unit
//   V       potential              1     0: nothing recruited, 1: everything
//   tau_V   time_constant          ms
//   E       1 + (RR - 1) V         1     excitation in units of the first threshold
//   RR      recruitment_range      1
//   RP      force_range            1
//
// Departures
//   * Rate coding of the recruited units is left out: recruitment alone grades the force.
//   * RR = RP makes the map the identity.
#pragma once

#include "myotatic/physiology/motor_pool/motor_pool.hpp"

namespace myotatic {

struct RatePool {
    template <Scalar T>
    struct State {
        T potential = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{field("potential", &R::potential, "1", "depolarisation of the pool").scale(1)};
        }
    };

    template <Scalar T>
    struct Parameters {
        T time_constant = 8 * units::ms;
        T recruitment_range = 30.0;
        T force_range = 100.0;

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                field("time_constant", &R::time_constant, "ms", "membrane of the pool")
                    .within(0.1, 200)
                    .from("usual value for motoneurones", Evidence::recalled),
                field("recruitment_range", &R::recruitment_range, "1", "last recruitment threshold over the first")
                    .within(1.5, 1000)
                    .from("fuglevand1993", Evidence::verified),
                field("force_range", &R::force_range, "1", "largest twitch over the smallest")
                    .within(1.5, 10000)
                    .from("fuglevand1993", Evidence::verified)};
        }
    };

    template <Scalar T>
    struct Prepared : Parameters<T> {
        using R = Parameters<T>;
        Divisor<T> time_constant{R::time_constant};
        T log_ratio = log(R::force_range) / log(R::recruitment_range);
        Divisor<T> force_span{R::force_range - 1.0};
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {p};
    }
    template <Scalar T>
    static constexpr const Prepared<T>& prepare(const Prepared<T>& p) {
        return p;
    }

    template <Scalar T>
    static constexpr Response<State<T>, MotorPoolOutput<T>> dynamics(const State<T>& x, const MotorPoolInput<T>& u,
                                                                     const auto& parameters) {
        const auto& p = prepare(parameters);
        return {{(u.drive - x.potential) / p.time_constant}, {excitation(x.potential, p)}};
    }

    /// What changes sign where the excitation bends.
    template <Scalar T>
    static constexpr std::array<T, 2> bends(const State<T>& x, const MotorPoolInput<T>&, const auto&) {
        return {x.potential, x.potential - 1.0};
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const MotorPoolInput<T>& u, const Parameters<P>&) {
        return {u.drive};
    }

    /// Force of the recruited units over that of all, 0 to 1; 0 below and 1 above the range of
    /// recruitment. Thresholds and twitches of the units as in [fuglevand1993].
    template <Scalar T>
    static constexpr T excitation(const T& potential, const auto& parameters) {
        const auto& p = prepare(parameters);
        const T e = 1.0 + (p.recruitment_range - 1.0) * min(max(potential, 0.0), 1.0);
        return (pow(e, p.log_ratio) - 1.0) / p.force_span;
    }

    /// The constant drive that yields an excitation from 0 to 1; inverse of `excitation`.
    template <Scalar T>
    static constexpr T drive_for(const T& excitation, const auto& p) {
        const T force = 1.0 + (p.force_range - 1.0) * min(max(excitation, 0.0), 1.0);
        return (pow(force, log(p.recruitment_range) / log(p.force_range)) - 1.0) / (p.recruitment_range - 1.0);
    }
};

static_assert(MotorPool<RatePool>);

} // namespace myotatic
