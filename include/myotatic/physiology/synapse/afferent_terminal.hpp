// Where primary afferents end on motoneurones: how much of a volley gets through. Every spike uses up transmitter, which
// returns within seconds (post-activation depression); other afferents and the brain hold it back (presynaptic inhibition).
//
//     R' = (1 - R)/tau_R - U S R           P' = (c - P)/tau_P           transmission = R (1 - P)
//
// Citations: crone_nielsen1989 and hultborn1996 for the depression, which lasts longer than 8 to 10 s after a contraction or
// a stretch and is confined to the afferents that were used. The equations are ours.
//
//     symbol      here                    unit
//     R           available               1     transmitter; 1 when rested
//     P           inhibition              1     share of the terminals that is blocked
//     S           rate                    pps   of the afferents
//     c           depolarisation          1     of the terminals, 0 to 1
//     U           release                 1     share of what is available that a spike uses
//     tau_R       recovery_time           s
//     tau_P       inhibition_time         ms
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct TerminalInput {
    T rate = 0.0;           ///< [pps] of the afferents
    T depolarisation = 0.0; ///< [1] that the interneurones of presynaptic inhibition strive for; beyond 0 to 1 it is clipped

    static constexpr auto fields() {
        using R = TerminalInput;
        return std::tuple{
            field("rate", &R::rate, "pps", "firing rate of the afferents").within(0, 500),
            field("depolarisation", &R::depolarisation, "1", "presynaptic inhibition that is strived for").within(-10, 10)};
    }
};

template <Scalar T>
struct TerminalOutput {
    T transmission = 0.0; ///< [1] effect of a spike, over that of a spike of rested terminals without inhibition

    static constexpr auto fields() {
        return std::tuple{field("transmission", &TerminalOutput::transmission, "1", "effect of a spike")};
    }
};

struct AfferentTerminal {
    template <Scalar T>
    struct State {
        T available = 1.0;
        T inhibition = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{
                field("available", &R::available, "1", "transmitter that is available").within(0, 1).scale(1),
                field("inhibition", &R::inhibition, "1", "share of the terminals that is blocked").within(0, 1).scale(1)};
        }
    };

    template <Scalar T>
    struct Parameters {
        T release = 0.0105;
        T recovery_time = 5.0;
        T inhibition_time = 150 * units::ms;

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                field("release", &R::release, "1",
                      "share of the available transmitter that a spike uses; 0 for no depression")
                    .within(0, 1)
                    .usually(0, 0.2)
                    .from("a third less transmission at 10 pps than after rest; fitted to what pressure on a tendon does",
                          Evidence::computed),
                field("recovery_time", &R::recovery_time, "s", "time constant in which transmitter returns")
                    .within(0.01, 600)
                    .usually(0.5, 20)
                    .from("fitted to what pressure on a tendon does; compare hultborn1996 and crone_nielsen1989",
                          Evidence::computed),
                field("inhibition_time", &R::inhibition_time, "ms", "time constant of presynaptic inhibition")
                    .within(1, 5000)
                    .usually(100, 300)
                    .from("100 to 300 ms", Evidence::recalled)};
        }
    };

    template <Scalar T>
    struct Prepared : Parameters<T> {
        Divisor<T> recovery_time{Parameters<T>::recovery_time}, inhibition_time{Parameters<T>::inhibition_time};
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
    static constexpr Response<State<T>, TerminalOutput<T>> dynamics(const State<T>& x, const TerminalInput<T>& u,
                                                                    const auto& parameters) {
        const auto& p = prepare(parameters);
        return {{(1.0 - x.available) / p.recovery_time - p.release * u.rate * x.available,
                 (min(max(u.depolarisation, 0.0), 1.0) - x.inhibition) / p.inhibition_time},
                {x.available * (1.0 - x.inhibition)}};
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const TerminalInput<T>& u, const Parameters<P>& p) {
        return {1.0 / (1.0 + used(u.rate, p)), min(max(u.depolarisation, 0.0), 1.0)};
    }

    /// Transmitter that a constant rate uses up while it recovers once, over what is then left: (1 - R)/R at rest.
    template <Scalar T>
    static constexpr T used(const T& rate, const auto& p) {
        return p.recovery_time * (p.release * rate);
    }
};

static_assert(Component<AfferentTerminal, TerminalInput, TerminalOutput>);

} // namespace myotatic
