// Stress relaxation: tissue that is stretched pulls harder at first and yields over seconds. Two decaying shares of the
// force.
//
// Quasi-linear viscoelasticity with a Prony series: the elastic force is the long-term one; each term adds a
// force that jumps with it and decays.
//
//     symbol     here                           unit
//     q1, q2     fast, slow                     F0   force above the long-term force
//     g1, g2     fast_fraction, slow_fraction   1    shares of the instantaneous force that decay
//     tau1,tau2  fast_time, slow_time           s
//     s          instantaneous scale            1    1 / (1 - g1 - g2): instantaneous over long-term force
//
// Departures
// * Two terms, chosen to meet published relaxation (-19 to -22 % within 30 s in the ankle, mcnair2001; no significant
// decline
//   after 45 s in the hamstrings, magnusson1995) and creep (84 % of 30 s within 15-20 s, ryan2012).
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct TissueInput {
    T force_rate = 0.0; ///< rate of the elastic, long-term force [F0/s]

    static constexpr auto fields() {
        using R = TissueInput;
        return std::tuple{field("force_rate", &R::force_rate, "F0/s", "rate of the elastic force")};
    }
};

template <Scalar T>
struct TissueOutput {
    T extra_force = 0.0; ///< force above the elastic one [F0]; negative after a release

    static constexpr auto fields() {
        using R = TissueOutput;
        return std::tuple{field("extra_force", &R::extra_force, "F0", "force above the elastic force")};
    }
};

struct Prony {
    template <Scalar T>
    struct State {
        T fast = 0.0;
        T slow = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{field("fast", &R::fast, "F0", "force that decays fast").scale(0.01),
                              field("slow", &R::slow, "F0", "force that decays slowly").scale(0.01)};
        }
    };

    template <Scalar T>
    struct Parameters {
        T fast_fraction = 0.10;
        T fast_time = 2.0;
        T slow_fraction = 0.15;
        T slow_time = 20.0;

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            constexpr auto fitted = "fitted to mcnair2001, magnusson1995, ryan2012";
            return std::tuple{
                field("fast_fraction", &R::fast_fraction, "1", "share of the instantaneous force that decays fast")
                    .within(0, 0.45).usually(0, 0.3).from(fitted, Evidence::computed),
                field("fast_time", &R::fast_time, "s", "its time constant")
                    .within(0.01, 100).usually(0.5, 5).from(fitted, Evidence::computed),
                field("slow_fraction", &R::slow_fraction, "1", "share of the instantaneous force that decays slowly")
                    .within(0, 0.45).usually(0, 0.3).from(fitted, Evidence::computed),
                field("slow_time", &R::slow_time, "s", "its time constant")
                    .within(0.01, 1000).usually(5, 100).from(fitted, Evidence::computed)};
        }
        // clang-format on
    };

    template <Scalar T>
    struct Prepared : Parameters<T> {
        using R = Parameters<T>;
        Divisor<T> fast_time{R::fast_time}, slow_time{R::slow_time};
        Divisor<T> long_term_share{1.0 - R::fast_fraction - R::slow_fraction};
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {p};
    }
    template <Scalar T>
    static constexpr const Prepared<T>& prepare(const Prepared<T>& p) {
        return p;
    }

    /// Force above the elastic one [F0].
    template <Scalar T>
    static constexpr T extra_force(const State<T>& x) {
        return x.fast + x.slow;
    }

    /// dq/dt = g s dF/dt - q/tau for each term.
    template <Scalar T>
    static constexpr Response<State<T>, TissueOutput<T>> dynamics(const State<T>& x, const TissueInput<T>& u,
                                                                  const auto& p) {
        const T instantaneous_rate = u.force_rate / (1.0 - p.fast_fraction - p.slow_fraction);
        return {.rates = {.fast = p.fast_fraction * instantaneous_rate - x.fast / p.fast_time,
                          .slow = p.slow_fraction * instantaneous_rate - x.slow / p.slow_time},
                .output = {.extra_force = extra_force(x)}};
    }

    /// What a steady force rate leaves; nothing at a steady force.
    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const TissueInput<T>& u, const Parameters<P>& p) {
        const T instantaneous_rate = u.force_rate / (1.0 - p.fast_fraction - p.slow_fraction);
        return {.fast = p.fast_fraction * instantaneous_rate * p.fast_time,
                .slow = p.slow_fraction * instantaneous_rate * p.slow_time};
    }
};

static_assert(Component<Prony, TissueInput, TissueOutput>);

} // namespace myotatic
