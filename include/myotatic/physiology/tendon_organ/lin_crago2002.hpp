// Golgi tendon organ of Lin and Crago: the logarithm of force through a slowly adapting filter, mean of the population.
//
// Citation: lin_crago2002.  x = G1 ln(F/G2 + 1),  Ib = max(0, H x),  H(s) = (1.7 s^2 + 2.58 s + 0.4)/(s^2 + 2.2 s + 0.4)
//
//   paper            here                                    unit
//   F                input force (normalised)                F0
//   G1               log_gain                                pps
//   Fmax/G2          force_sensitivity                       1
//   1.7, 2.58, 0.4   numerator_2, numerator_1, numerator_0   1, 1/s, 1/s^2
//   0.2, 2           slow_rate, fast_rate                    1/s    the negative poles of H
//   -                slow, fast                              pps    the state: modes of H
//
// Departures
//   * Force is in units of the maximum isometric force. The published G2 = 4 N is a cat's; at the force of a human soleus it
//     would yield more than 400 pps. force_sensitivity 5.75 is Fmax/G2 of a cat soleus of 23 N.
//   * The force of a slack tendon, which can be negative in a muscle model, counts as none.
//   * Ib is the mean rate of one afferent, not the sum over a muscle's tendon organs.
#pragma once

#include "myotatic/physiology/tendon_organ/tendon_organ.hpp"

namespace myotatic {

struct LinCrago2002 {
    template <Scalar T>
    struct State {
        T slow = 0.0;
        T fast = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{field("slow", &R::slow, "pps", "adaptation of the slow mode").scale(10),
                              field("fast", &R::fast, "pps", "adaptation of the fast mode").scale(10)};
        }
    };

    template <Scalar T>
    struct Parameters {
        T log_gain = 60.0;
        T force_sensitivity = 5.75;
        T numerator_2 = 1.7;
        T numerator_1 = 2.58;
        T numerator_0 = 0.4;
        T slow_rate = 0.2;
        T fast_rate = 2.0;

        static constexpr auto fields() {
            using R = Parameters;
            constexpr auto paper = [](auto f) { return f.from("lin_crago2002", Evidence::verified); };
            return std::tuple{
                paper(field("log_gain", &R::log_gain, "pps", "firing per e-fold of force").within(0, 1000)),
                field("force_sensitivity", &R::force_sensitivity, "1", "maximum isometric force over G2")
                    .within(0.1, 100)
                    .from("G2 = 4 N of lin_crago2002 and a cat soleus of 23 N", Evidence::recalled),
                paper(field("numerator_2", &R::numerator_2, "1", "gain at high frequency").within(0, 20)),
                paper(field("numerator_1", &R::numerator_1, "1/s", "numerator of the filter").within(0, 100)),
                paper(field("numerator_0", &R::numerator_0, "1/s^2", "numerator of the filter").within(0, 100)),
                paper(field("slow_rate", &R::slow_rate, "1/s", "rate of the slow mode").within(0.01, 1)),
                paper(field("fast_rate", &R::fast_rate, "1/s", "rate of the fast mode").within(1.1, 100))};
        }
    };

    // H(s) = numerator_2 + slow/(s + slow_rate) + fast/(s + fast_rate).
    template <Scalar T>
    struct Residues {
        T slow, fast;
    };
    template <Scalar T>
    static constexpr Residues<T> residues(const Parameters<T>& p) {
        const auto numerator = [&](const T& rate) { return (p.numerator_2 * rate - p.numerator_1) * rate + p.numerator_0; };
        const T gap = p.fast_rate - p.slow_rate;
        return {numerator(p.slow_rate) / gap, -numerator(p.fast_rate) / gap};
    }
    template <Scalar T>
    struct Prepared : Parameters<T> {
        Residues<T> residues = LinCrago2002::residues<T>(*this);
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {p};
    }
    template <Scalar T>
    static constexpr const Prepared<T>& prepare(const Prepared<T>& p) {
        return p;
    }

    /// The adapting filter in modal form. [lin_crago2002]
    template <Scalar T>
    static constexpr Response<State<T>, TendonOrganOutput<T>> dynamics(const State<T>& z, const TendonOrganInput<T>& u,
                                                                       const auto& parameters) {
        const auto& p = prepare(parameters);
        const T x = log_force(u.force, p);
        const auto& r = p.residues;
        return {{r.slow * x - p.slow_rate * z.slow, r.fast * x - p.fast_rate * z.fast},
                {max(p.numerator_2 * x + z.slow + z.fast, 0.0)}};
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const TendonOrganInput<T>& u, const Parameters<P>& p) {
        const T x = log_force(u.force, p);
        const auto r = residues(p);
        return {r.slow * x / p.slow_rate, r.fast * x / p.fast_rate};
    }

    /// Rate after complete adaptation [pps]. [lin_crago2002]
    template <Scalar T>
    static constexpr T log_force(const T& force, const auto& p) {
        return p.log_gain * log(1.0 + p.force_sensitivity * max(force, 0.0));
    }
};

static_assert(TendonOrgan<LinCrago2002>);

} // namespace myotatic
