// Primary ending of Prochazka (1999): firing from the square root of velocity, and length, in rest lengths.
//
// Citation: prochazka1999. Ia = 65 v^0.5 + 200 d + mean; no state, no fusimotor input.
//
//   paper   here                                unit
//   v       input velocity                      L0/s   (rest lengths per second)
//   d       input length - reference_length     L0
//   65      velocity_gain                       pps    at reference_velocity
//   200     length_gain                         pps/L0
//   mean    mean_rate                           pps
//   v_e     smooth_speed                        L0/s   (ours)
//
// Departures
//   * v^0.5 has infinite slope at v = 0; it is sgn(v)|v|^0.5 smoothed below smooth_speed (velocity_power.hpp).
//   * Negative rates are cut to zero.
//   * The source has no secondary ending: `ii` is 0 always, which silences every group II path of a circuit.
#pragma once

#include "myotatic/physiology/spindle/rate_scale.hpp"
#include "myotatic/physiology/spindle/spindle.hpp"
#include "myotatic/physiology/spindle/velocity_power.hpp"

namespace myotatic {

struct Prochazka1999 {
    template <Scalar T>
    using State = Nothing<T>;

    template <Scalar T>
    struct Parameters {
        T velocity_gain = 65.0;
        T velocity_exponent = 0.5;
        T length_gain = 200.0;
        T mean_rate = 50.0;
        T reference_length = 1.0;
        T reference_velocity = 1.0;
        T smooth_speed = 0.001;
        T rate_scale = 1.0;

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{field("velocity_gain", &R::velocity_gain, "pps", "firing by the reference velocity")
                                  .within(0, 1000)
                                  .from("prochazka1999", Evidence::verified),
                              field("velocity_exponent", &R::velocity_exponent, "1", "exponent of velocity")
                                  .within(0.1, 1)
                                  .from("prochazka1999", Evidence::verified),
                              field("length_gain", &R::length_gain, "pps/L0", "firing per length")
                                  .within(0, 5000)
                                  .from("prochazka1999", Evidence::verified),
                              field("mean_rate", &R::mean_rate, "pps", "firing at rest at the reference length")
                                  .within(0, 500)
                                  .from("the additive mean of prochazka1999", Evidence::recalled),
                              field("reference_length", &R::reference_length, "L0", "length that counts as d = 0")
                                  .within(0.5, 1.6)
                                  .from("rest length is taken as optimal length", Evidence::hypothesis),
                              field("reference_velocity", &R::reference_velocity, "L0/s", "unit of v under the exponent")
                                  .within(0.01, 100)
                                  .from("prochazka1999: rest lengths per second", Evidence::second_hand),
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

    /// Rate of the primary ending from velocity and length. [prochazka1999]
    template <Scalar T>
    static constexpr Response<State<T>, SpindleOutput<T>> dynamics(const State<T>&, const SpindleInput<T>& u,
                                                                   const auto& parameters) {
        const auto& p = prepare(parameters);
        const T by_velocity = p.velocity_gain * velocity_power(T(u.velocity / p.reference_velocity),
                                                               p.smooth_speed / p.reference_velocity, p.velocity_exponent);
        const T by_length = p.length_gain * (u.length - p.reference_length);
        return {{}, {p.rate_scale * max(by_velocity + by_length + p.mean_rate, 0.0), 0.0}};
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const SpindleInput<T>&, const Parameters<P>&) {
        return {};
    }
};

static_assert(Spindle<Prochazka1999>);

} // namespace myotatic
