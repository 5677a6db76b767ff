// Primary ending of Prochazka and Gorassini (1998): firing from a power of velocity, and length, in millimetres.
//
// Citation: prochazka_gorassini1998. Ia = 4.3 sgn(v)|v|^0.6 + 2 d + 82, fitted to nine hamstring afferents of stepping cats
// (15 % error at most; the authors warn that triceps surae differ). No state, no fusimotor input.
//
//   paper   here                                                   unit
//   v       input velocity * optimal_length                        mm/s
//   d       (input length - reference_length) * optimal_length     mm, from the mean length of a trial
//   4.3     velocity_gain                                          pps, at reference_velocity = 1 mm/s
//   2       length_gain                                            pps/mm
//   82      mean_rate                                              pps
//   v_e     smooth_speed                                           L0/s (ours)
//
// Departures
//   * Length and velocity come in optimal fibre lengths; optimal_length converts them.
//   * |v|^0.6 has infinite slope at v = 0; it is smoothed below smooth_speed (velocity_power.hpp).
//   * Negative rates are cut to zero.
//   * The formula is of the primary ending only: `ii` is 0 always, which silences every group II path of a circuit.
#pragma once

#include "myotatic/physiology/spindle/rate_scale.hpp"
#include "myotatic/physiology/spindle/spindle.hpp"
#include "myotatic/physiology/spindle/velocity_power.hpp"

namespace myotatic {

struct ProchazkaGorassini1998 {
    template <Scalar T>
    using State = Nothing<T>;

    template <Scalar T>
    struct Parameters {
        T velocity_gain = 4.3;
        T velocity_exponent = 0.6;
        T length_gain = 2000.0;
        T mean_rate = 82.0;
        T optimal_length = 0.045;
        T reference_length = 1.0;
        T reference_velocity = 0.001;
        T smooth_speed = 0.001;
        T rate_scale = 1.0;

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{field("velocity_gain", &R::velocity_gain, "pps", "firing by the reference velocity")
                                  .within(0, 100)
                                  .from("prochazka_gorassini1998", Evidence::second_hand),
                              field("velocity_exponent", &R::velocity_exponent, "1", "exponent of velocity")
                                  .within(0.1, 1)
                                  .from("prochazka_gorassini1998", Evidence::verified),
                              field("length_gain", &R::length_gain, "pps/mm", "firing per length")
                                  .within(0, 100)
                                  .from("prochazka_gorassini1998", Evidence::second_hand),
                              field("mean_rate", &R::mean_rate, "pps", "firing at rest at the reference length")
                                  .within(0, 500)
                                  .from("prochazka_gorassini1998", Evidence::second_hand),
                              field("optimal_length", &R::optimal_length, "mm", "L0 of the muscle")
                                  .within(1, 500)
                                  .from("cat soleus, from the velocities of mileusnic2006", Evidence::computed),
                              field("reference_length", &R::reference_length, "L0", "length that counts as d = 0")
                                  .within(0.5, 1.6)
                                  .from("mean length of a trial is taken as optimal length", Evidence::hypothesis),
                              field("reference_velocity", &R::reference_velocity, "mm/s", "unit of v under the exponent")
                                  .within(0.01, 100)
                                  .from("prochazka_gorassini1998: mm/s", Evidence::second_hand),
                              field("smooth_speed", &R::smooth_speed, "L0/s", "speed below which the power is smoothed")
                                  .within(1e-6, 0.1)
                                  .from("chosen here: far below any measured movement", Evidence::hypothesis),
                              rate_scale_field<R>()};
        }
    };

    template <Scalar T>
    struct Prepared : Parameters<T> {
        Divisor<T> reference_velocity{Parameters<T>::reference_velocity};
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {p};
    }
    template <Scalar T>
    static constexpr const Prepared<T>& prepare(const Prepared<T>& p) {
        return p;
    }

    /// Rate of the primary ending from velocity and length. [prochazka_gorassini1998]
    template <Scalar T>
    static constexpr Response<State<T>, SpindleOutput<T>> dynamics(const State<T>&, const SpindleInput<T>& u,
                                                                   const auto& parameters) {
        const auto& p = prepare(parameters);
        const auto per_speed = p.optimal_length / p.reference_velocity;
        const T by_velocity =
            p.velocity_gain * velocity_power(T(u.velocity * per_speed), p.smooth_speed * per_speed, p.velocity_exponent);
        const T by_length = p.length_gain * p.optimal_length * (u.length - p.reference_length);
        return {{}, {p.rate_scale * max(by_velocity + by_length + p.mean_rate, 0.0), 0.0}};
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const SpindleInput<T>&, const Parameters<P>&) {
        return {};
    }
};

static_assert(Spindle<ProchazkaGorassini1998>);

} // namespace myotatic
