// The belly of a muscle in zones along its length, each of which creeps under pressure, may be tight, and may be tender.
//
// HYPOTHESIS, but for the creep: no model of tender spots is published, and what they are is disputed. Here a tight zone
// pulls without any activity of its motor axons, stays tight until pressure has lasted long enough, and is tender. Nothing
// is permanent: creep returns, and whether a zone is tight is the only thing that is remembered.
//
//     dy/dt = (min(p/p_ref, y_max) - y)/tau_c                                     creep
//     dc/dt = 4 k_b c (1 - c) (c - c*) - 4 k_rel sp(y - y_th) c                   contracture: stable at 0 and at 1
//     dn/dt = (c - n)/tau_n                                                       tenderness follows
//
//     symbol          here                                   unit
//     p               pressure                               Pa   on the zone
//     y, c, n         creep, contracture, tenderness         1
//     p_ref, y_max    reference_pressure, greatest_creep     Pa, 1
//     tau_c, tau_n    creep_time, tenderness_time            s
//     1/k_b, c*       tightening_time, tipping_point         s, 1    above c* a zone becomes tight again
//     k_rel, y_th     release_rate, release_creep            1/s, 1
//     C               contracture (output)                   1    sum of c over that of a quarter of the belly: see below
//     sp              smooth_ramp                            1
//
// The parameters of the contracture are chosen so that holding still for 30 to 45 s releases a spot and 10 s do not, and
// that passing over it does so only in part. A zone is tight from the start if its middle lies between tight_from and
// tight_to.
#pragma once

#include "myotatic/core/divisor.hpp"
#include "myotatic/physiology/component.hpp"
#include "myotatic/physiology/tissue/smooth_ramp.hpp"

#include <array>

namespace myotatic {

template <int N>
struct BellyZones {
    static_assert(N >= 4);
    static constexpr std::size_t count = N;
    /// Position of the middle of each zone along the belly, 0 to 1.
    static constexpr std::array<double, N> middle = [] {
        std::array<double, N> position{};
        for (std::size_t j = 0; j < count; ++j) position[j] = (static_cast<double>(j) + 0.5) / N;
        return position;
    }();

    template <Scalar T>
    struct Input {
        std::array<T, N> pressure{}; ///< [Pa]

        static constexpr auto fields() {
            return std::tuple{field("pressure", &Input::pressure, "Pa", "on the zone").within(0, 1e7)};
        }
    };

    template <Scalar T>
    struct Output {
        T contracture = 0.0, tenderness = 0.0;
        T mean_creep = 0.0;

        static constexpr auto fields() {
            using R = Output;
            return std::tuple{field("contracture", &R::contracture, "1", "tight zones over a quarter of all zones"),
                              field("tenderness", &R::tenderness, "1", "tender zones over a quarter of all zones"),
                              field("mean_creep", &R::mean_creep, "1", "mean of the creep of all zones")};
        }
    };

    template <Scalar T>
    struct State {
        std::array<T, N> creep{}, contracture{}, tenderness{};

        static constexpr auto fields() {
            using R = State;
            return std::tuple{
                field("creep", &R::creep, "1", "how far the zone has yielded to pressure").scale(1).slow(),
                field("contracture", &R::contracture, "1", "how tight the zone is").within(0, 1).scale(1).slow(),
                field("tenderness", &R::tenderness, "1", "how tender the zone is").within(0, 1).scale(1).slow()};
        }
    };

    template <Scalar T>
    struct Parameters {
        T creep_time = 13.3;
        T reference_pressure = 60 * units::kPa;
        T greatest_creep = 1.2;
        T tightening_time = 300.0;
        T tipping_point = 0.35;
        T release_rate = 0.05;
        T release_creep = 0.30;
        T tenderness_time = 240.0;
        T tight_from = 0.0;
        T tight_to = 0.0;

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            constexpr auto tuned = "none: 30 to 45 s of pressure release, 10 s do not";
            return std::tuple{
                field("creep_time", &R::creep_time, "s", "time constant of creep under pressure and of its return")
                    .within(0.1, 1000).usually(5, 30).from("bosboom2001: 6.01 s at constant depth, over the share that stays", Evidence::computed),
                field("reference_pressure", &R::reference_pressure, "kPa", "pressure that makes a zone creep by 1")
                    .within(1, 10000).usually(20, 200).from("none: pressures under usual rollers", Evidence::hypothesis),
                field("greatest_creep", &R::greatest_creep, "1", "creep that no pressure exceeds")
                    .within(0.5, 10).usually(1, 2).from("none", Evidence::hypothesis),
                field("tightening_time", &R::tightening_time, "s", "of a zone beyond the tipping point")
                    .within(10, 1e5).usually(60, 3600).from(tuned, Evidence::hypothesis),
                field("tipping_point", &R::tipping_point, "1", "contracture from which a zone becomes tight again")
                    .within(0.01, 0.99).usually(0.1, 0.6).from(tuned, Evidence::hypothesis),
                field("release_rate", &R::release_rate, "1/s", "of contracture, for each unit of creep beyond release_creep; 0 for none")
                    .within(0, 10).usually(0, 0.2).from(tuned, Evidence::hypothesis),
                field("release_creep", &R::release_creep, "1", "creep at which release sets in")
                    .within(0.021, 10).usually(0.1, 1).from(tuned, Evidence::hypothesis),
                field("tenderness_time", &R::tenderness_time, "s", "in which tenderness follows contracture")
                    .within(1, 1e6).usually(60, 3600).from("none: minutes", Evidence::hypothesis),
                field("tight_from", &R::tight_from, "1", "where along the belly the muscle is tight at the start: from here …")
                    .within(0, 1).from("the person", Evidence::hypothesis),
                field("tight_to", &R::tight_to, "1", "… to here; nowhere if that is the same place")
                    .within(0, 1).from("the person", Evidence::hypothesis)};
        }
        // clang-format on
    };

    /// What creep strives for under a pressure, in units of that which makes a zone creep by 1.
    template <Scalar T>
    static constexpr T full_creep(const T& pressure, const auto& p) {
        return smooth_ceiling(pressure, p.greatest_creep);
    }

    template <Scalar T>
    static constexpr Response<State<T>, Output<T>> dynamics(const State<T>& x, const Input<T>& u, const auto& p) {
        return {rates(x, u, p), output(x)};
    }
    template <Scalar T>
    static constexpr State<T> rates(const State<T>& x, const Input<T>& u, const auto& p) {
        const Divisor reference_pressure(p.reference_pressure), creep_time(p.creep_time);
        const Divisor tightening_time(p.tightening_time), tenderness_time(p.tenderness_time);
        State<T> rates;
        for (std::size_t j = 0; j < count; ++j) {
            const T &y = x.creep[j], &c = x.contracture[j];
            rates.creep[j] = (full_creep(T(u.pressure[j] / reference_pressure), p) - y) / creep_time;
            rates.contracture[j] =
                4.0 * c *
                ((1.0 - c) * (c - p.tipping_point) / tightening_time - p.release_rate * smooth_ramp(T(y - p.release_creep)));
            rates.tenderness[j] = (c - x.tenderness[j]) / tenderness_time;
        }
        return rates;
    }
    template <Scalar T>
    static constexpr Output<T> output(const State<T>& x) {
        T tight(0.0), tender(0.0), crept(0.0);
        for (std::size_t j = 0; j < count; ++j) {
            tight = tight + x.contracture[j];
            tender = tender + x.tenderness[j];
            crept = crept + x.creep[j];
        }
        return {tight * (4.0 / N), tender * (4.0 / N), crept * (1.0 / N)};
    }

    /// Creep in balance with the pressure. Zones within the tight part are as tight as that pressure leaves them for ever:
    /// the larger root of (1 - c)(c - c*) = k_rel/k_b sp(y - y_th), or 0 if there is none.
    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const Input<T>& u, const Parameters<P>& p) {
        State<T> x{};
        for (std::size_t j = 0; j < count; ++j) {
            x.creep[j] = full_creep(T(u.pressure[j] / p.reference_pressure), p);
            const T release = p.release_rate * p.tightening_time * smooth_ramp(T(x.creep[j] - p.release_creep));
            const T root = (1.0 - p.tipping_point) * (1.0 - p.tipping_point) - 4.0 * release;
            const T tight =
                select(root > 0.0, 0.5 * (1.0 + p.tipping_point + sqrt(select(root > 0.0, root, T(1.0)))), T(0.0));
            const T inside = select(p.tight_from < middle[j], select(middle[j] < p.tight_to, T(1.0), T(0.0)), T(0.0));
            x.contracture[j] = x.tenderness[j] = tight * inside;
        }
        return x;
    }
};

} // namespace myotatic
