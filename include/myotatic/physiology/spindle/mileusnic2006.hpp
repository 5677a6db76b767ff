// Muscle spindle of Mileusnic, Brown, Lan and Loeb without its mass: three intrafusal fibres, a first-order equation each.
//
// Citation: mileusnic2006. Symbols, parameters and the endings: see intrafusal.hpp.
//
//   paper      here                    unit
//   T          bag1_tension, ...       FU
//   L_PR'      polar_velocity(...)     L0/s
//   v_e (ours) regularisation          L0/s
//
// Departures
//   * No mass. The published second-order form has an infinitely steep damper at zero velocity; without mass the damper
//     law inverts to |force|^(1/0.3), which is smooth there, and L'' is not needed. Lost is a resonance at 36 Hz: it rings
//     for a tenth of a second after the start of a fast stretch without fusimotor drive (at 1.55 L0/s by up to 0.034 FU)
//     and is damped away otherwise. The published form is mileusnic2006_inertial.hpp.
//   * Optional regularisation, off by default: |v|^a sgn v becomes v (v^2 + v_e^2)^((a-1)/2), and the switch between C_S
//     and C_L at v = 0 becomes C = (C_L + C_S)/2 + (C_L - C_S)/2 v/sqrt(v^2 + v_e^2). It gives the spindle a linear range,
//     without which a linearised reflex arc has the gain of a locked polar region. Not published; see the docs.
#pragma once

#include "myotatic/physiology/spindle/intrafusal.hpp"
#include "myotatic/physiology/spindle/rate_scale.hpp"

namespace myotatic {

struct Mileusnic2006 {
    template <Scalar T>
    struct State {
        T dynamic_activation = 0.0;
        T static_activation = 0.0;
        T bag1_tension = 0.0;
        T bag2_tension = 0.0;
        T chain_tension = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{
                field("dynamic_activation", &R::dynamic_activation, "1", "dynamic activation of bag1").scale(1),
                field("static_activation", &R::static_activation, "1", "static activation of bag2").scale(1),
                field("bag1_tension", &R::bag1_tension, "FU", "tension of the bag1 fibre").scale(0.05),
                field("bag2_tension", &R::bag2_tension, "FU", "tension of the bag2 fibre").scale(0.05),
                field("chain_tension", &R::chain_tension, "FU", "tension of the chain fibre").scale(0.05)};
        }
    };

    template <Scalar T>
    struct Parameters {
        IntrafusalParameters<T> intrafusal{};
        T regularisation = 0.0;
        T rate_scale = 1.0;

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{part("intrafusal", &R::intrafusal),
                              field("regularisation", &R::regularisation, "L0/s", "speed below which the damper is linear")
                                  .within(0, 0.1)
                                  .from("0 is mileusnic2006", Evidence::verified),
                              rate_scale_field<R>()};
        }
    };

    template <Scalar T>
    struct Prepared : Parameters<T> {
        intrafusal::Prepared<T> intrafusal{Parameters<T>::intrafusal};
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
    static constexpr Response<State<T>, SpindleOutput<T>> dynamics(const State<T>& x, const SpindleInput<T>& u,
                                                                   const auto& parameters) {
        const auto& p = prepare(parameters);
        const auto& q = p.intrafusal;
        const auto steady = intrafusal::steady_activations(u, q);
        const auto tension_rate = [&](const T& tension, const T& f, const auto& fibre) {
            return q.common.sensory_stiffness *
                   (u.velocity - polar_velocity(tension, f, u.length, fibre, q.common, p.regularisation));
        };
        return {{(steady.bag1 - x.dynamic_activation) / q.dynamic_time_constant,
                 (steady.bag2 - x.static_activation) / q.static_time_constant,
                 tension_rate(x.bag1_tension, x.dynamic_activation, q.bag1),
                 tension_rate(x.bag2_tension, x.static_activation, q.bag2), //
                 tension_rate(x.chain_tension, steady.chain, q.chain)},
                scaled(intrafusal::firing(contributions(x, u, q), q), p.rate_scale)};
    }

    /// What changes sign where the firing bends.
    template <Scalar T>
    static constexpr auto bends(const State<T>& x, const SpindleInput<T>& u, const auto& p) {
        return intrafusal::bends_of_firing(contributions(x, u, prepare(p).intrafusal));
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const SpindleInput<T>& u, const Parameters<P>& parameters) {
        const auto& p = prepare(parameters);
        const auto& q = p.intrafusal;
        const auto f = intrafusal::steady_activations(u, q);
        return {f.bag1, f.bag2, intrafusal::steady_tension(f.bag1, u.length, q.bag1, q.common),
                intrafusal::steady_tension(f.bag2, u.length, q.bag2, q.common),
                intrafusal::steady_tension(f.chain, u.length, q.chain, q.common)};
    }

    /// Velocity at which the damper of the polar region bears the force that is left for it [L0/s]. [mileusnic2006]
    template <Scalar T>
    static constexpr T polar_velocity(const T& tension, const T& f, const T& length, const auto& fibre, const auto& common,
                                      const auto& regularisation) {
        const auto& c = intrafusal::prepare(common);
        const T y = intrafusal::damper_force(tension, f, length, fibre, c) /
                    intrafusal::damper_strength(tension, f, length, fibre, c);
        const auto factor = select(y >= 0.0, c.lengthening_factor, c.shortening_factor);

        // sgn(y) |y / C|^(1/a), written so that it is smooth at 0.
        const T w = y / factor;
        T v = w * intrafusal::velocity_over_power(w, c);
        if (any(regularisation > 0.0))
            v = select(regularisation > 0.0, regularised_velocity(y, factor, regularisation / c.reference_velocity, c), v);
        return c.reference_velocity * v;
    }

private:
    template <Scalar T>
    static constexpr auto contributions(const State<T>& x, const SpindleInput<T>& u, const auto& q) {
        return intrafusal::contributions(x.bag1_tension, x.bag2_tension, x.chain_tension, u.length, q);
    }

    // v with C(v) v (v^2 + e^2)^((a-1)/2) = y, in units of the reference velocity. Newton's method for the logarithm of
    // the mobility m = v/y, which stays positive and smooth at y = 0. The guess below is off by at most 0.53 in ln m at the
    // published parameters, then 0.026, 2e-4, 1e-8, rounding: four steps on values, and a fifth in T for the derivatives.
    template <Scalar T, Scalar P>
    [[gnu::noinline, gnu::cold]] static constexpr T regularised_velocity(const T& y, const auto& factor, const P& e,
                                                                         const IntrafusalCommon<P>& c) {
        const T w = y / factor;
        const T guess = pow(pow(w * w, 1.0 / c.velocity_exponent) + e * e, 0.5 * (1.0 - c.velocity_exponent)) / factor;

        auto m = value_of(guess);
        const auto y_value = value_of(y);
        const auto e_value = value_of(e), a = value_of(c.velocity_exponent);
        const auto c_l = value_of(c.lengthening_factor), c_s = value_of(c.shortening_factor);
        for (int i = 0; i < 4; ++i) m = better_mobility(m, y_value, e_value, a, c_l, c_s);
        return y * better_mobility(T(m), y, e, c.velocity_exponent, c.lengthening_factor, c.shortening_factor);
    }

    template <Scalar T>
    static constexpr T better_mobility(const T& m, const T& y, const auto& e, const auto& a, const auto& c_l,
                                       const auto& c_s) {
        const T v = m * y, s = v * v + e * e, z = v / sqrt(s);
        const auto half = 0.5 * (c_l - c_s);
        const T factor = 0.5 * (c_l + c_s) + half * z;
        const T residual = log(m * factor) - 0.5 * (1.0 - a) * log(s);
        const T slope = 1.0 - (1.0 - a) * z * z + half * z * (1.0 - z * z) / factor;
        return m * exp(-residual / slope);
    }
};

static_assert(Spindle<Mileusnic2006>);

} // namespace myotatic
