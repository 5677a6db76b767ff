// The Hoffmann reflex: what one electrical shock to a mixed nerve evokes. Ia axons have the lower threshold; their volley
// discharges motoneurones (H wave, after some 30 ms). Motor axons answer by themselves (M wave, after some 5 ms), and what
// runs up in them meets the reflex discharge of the same motoneurones on its way down and cancels it.
//
//     A = I^n/(I^n + I_Ia^n)          M = I^m/(I^m + I_M^m)            axons that the shock excites
//     E = reach A g                                                    excitation by the volley, 1 reaches the whole pool
//     D = [V + E] - [V] + [V] min(1, E/swing)        [x] = min(max(x, 0), 1)      motoneurones that it discharges
//     H = D (1 - M)                                                    those whose axons the shock left free
//
// It is made afterwards, from what a circuit showed at the time of the shock: nothing in a circuit depends on it, and the
// shock leaves no trace in the circuit.
//
//   symbol  here                unit
//   I       stimulus            1     in motor thresholds: 1 gives an M wave of 1 %
//   A, M    ia_volley, m_wave   1     share of the axons
//   g       transmission        1     of the Ia terminals, over that at rest: `cord.ia_transmission`
//   V       drive               1     of the pool: `pool.drive`; 0 is a silent pool on the verge of firing
//   H       h_wave              1     share of the motoneurones, over the largest M wave
//
// That H appears below the threshold of M is from gottlieb_agarwal1971. HYPOTHESIS, all the rest: thresholds of axons
// spread as a Hill curve; which motor axons a shock excites has nothing to do with the size of their motoneurones; each
// motor unit counts alike in both waves; thresholds of motoneurones are evenly spread over drive, so that in a relaxed
// muscle the H wave over that at rest is the transmission; one that fires anyway answers a volley of E >= swing at once, and
// a smaller one in proportion. Recurrent inhibition by the antidromic volley is left out.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"

namespace myotatic {

template <Scalar T>
struct HoffmannInput {
    T stimulus = 1.0;     ///< [1] strength of the shock, from 0
    T transmission = 1.0; ///< [1]
    T drive = 0.0;        ///< [1]

    static constexpr auto fields() {
        using R = HoffmannInput;
        return std::tuple{
            field("stimulus", &R::stimulus, "1", "strength of the shock, in motor thresholds").within(0, 100),
            field("transmission", &R::transmission, "1", "of the Ia terminals, over that at rest").within(0, 10),
            field("drive", &R::drive, "1", "of the motor pool").within(-10, 10)};
    }
};

template <Scalar T>
struct HoffmannOutput {
    T ia_volley = 0.0; ///< [1]
    T m_wave = 0.0;    ///< [1]
    T h_wave = 0.0;    ///< [1]

    static constexpr auto fields() {
        using R = HoffmannOutput;
        return std::tuple{field("ia_volley", &R::ia_volley, "1", "share of the Ia axons that is excited"),
                          field("m_wave", &R::m_wave, "1", "direct response, over the largest"),
                          field("h_wave", &R::h_wave, "1", "reflex response, over the largest direct one")};
    }
};

struct HoffmannReflex {
    template <Scalar T>
    struct Parameters {
        T ia_threshold = 1.05, ia_steepness = 16.0;
        T motor_threshold = 1.3327, motor_steepness = 16.0;
        T reach = 0.70, swing = 0.80;

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                field("ia_threshold", &R::ia_threshold, "1", "shock that excites half of the Ia axons")
                    .within(0.01, 100)
                    .from("H appears below the threshold of M (gottlieb_agarwal1971); size assumed", Evidence::hypothesis),
                field("ia_steepness", &R::ia_steepness, "1", "of their recruitment")
                    .within(1, 100)
                    .from("H threshold at 0.88 of the shock for half of the largest H wave (PMC12450697, table 2)",
                          Evidence::computed),
                field("motor_threshold", &R::motor_threshold, "1", "shock that excites half of the motor axons")
                    .within(0.01, 100)
                    .from("99^(1/16): a shock of 1 then excites one in a hundred", Evidence::computed),
                field("motor_steepness", &R::motor_steepness, "1", "of their recruitment")
                    .within(1, 100)
                    .from("as that of the Ia axons", Evidence::hypothesis),
                field("reach", &R::reach, "1", "share of a silent pool that all Ia axons at rest discharge")
                    .within(0, 10)
                    .from("largest H wave about half of the largest M wave", Evidence::recalled),
                field("swing", &R::swing, "1", "excitation that any motoneurone that fires answers at once")
                    .within(0.01, 10)
                    .from("assumed, so that large reflexes too fall in strong contractions", Evidence::hypothesis)};
        }
    };

    template <Scalar T>
    static constexpr HoffmannOutput<T> waves(const HoffmannInput<T>& u, const auto& p) {
        HoffmannOutput<T> y;
        y.ia_volley = excited(u.stimulus, p.ia_threshold, p.ia_steepness);
        y.m_wave = excited(u.stimulus, p.motor_threshold, p.motor_steepness);
        const T volley = p.reach * y.ia_volley * u.transmission;
        const T firing = share(u.drive);
        const T discharged = share(u.drive + volley) - firing + firing * min(volley / p.swing, 1.0);
        y.h_wave = discharged * (1.0 - y.m_wave);
        return y;
    }

    /// Share of axons that a shock excites, half of them at `median`.
    template <Scalar T>
    static constexpr T excited(const T& stimulus, const auto& median, const auto& steepness) {
        const T rise = pow(stimulus / median, steepness);
        return rise / (1.0 + rise);
    }

private:
    template <Scalar T>
    static constexpr T share(const T& drive) {
        return min(max(drive, 0.0), 1.0);
    }
};

} // namespace myotatic
