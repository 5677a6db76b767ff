// A muscle spindle with a memory: the one of Mileusnic et al. whose bag1 fibre stiffens while it is left alone, and whose
// primary ending also feels how fast that fibre's tension rises. The first stretch after a rest is answered with a burst.
//
// HYPOTHESIS: the two additions are ours. That a few cross-bridges stay bound in a resting intrafusal fibre, hold it stiff
// until it is moved, and make the response depend on what came before, is an observation (proske2014); that the initial
// burst follows the rate of force is another (blum2017). The equations and numbers below are the simplest that do so, with
// one number set by a published response. The plain model is mileusnic2006.hpp and pays nothing for this one.
//
// Citations: mileusnic2006 for all the rest; symbols, parameters and endings: see intrafusal.hpp.
//
//     n' = (1 - n)/tau - |v|/delta n               bridges form slowly and break by movement
//     s' = n v - (|v|/delta + 1/tau) s             what is bound is stretched; what breaks or is renewed is not
//     T  = polar force of mileusnic2006 + k s      of bag1
//     Ia = Ia of mileusnic2006 + k_Y max(0, T')
//
//   symbol   here                    unit
//   n        bound                   1       bridges that are bound, over those that can be
//   s        bound_strain            L0      sum of their stretch, over the same
//   v        velocity of bag1's polar region  L0/s
//   tau      binding_time            s
//   delta    binding_reach           L0      movement that breaks 1 - 1/e of the bridges
//   k        bound_stiffness         FU/L0
//   k_Y      yank_gain               pps s/FU
//
// Departures from the simplest form of the idea
//   * Bound bridges are renewed at the rate at which free ones bind. Without that a fibre at rest would keep a little
//     strain for ever, and there would be many states of rest.
//   * |v| is v^2/sqrt(v^2 + v_e^2 + e^2) with the regularisation v_e of the damper and e = 1e-9 of the reference velocity,
//     which has a derivative at rest.
//
// Only bag1 has bridges. There is no slack: a fibre that was held long and then shortened does not hang loose.
#pragma once

#include "myotatic/physiology/spindle/mileusnic2006.hpp"

namespace myotatic {

struct ThixotropicMileusnic2006 {
    template <Scalar T>
    struct State {
        Mileusnic2006::State<T> spindle{};
        T bound = 1.0;
        T bound_strain = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{part("", &R::spindle),
                              field("bound", &R::bound, "1", "bound bridges of bag1, over all").within(0, 1).scale(1),
                              field("bound_strain", &R::bound_strain, "L0", "their stretch, summed").scale(1e-3)};
        }
    };

    template <Scalar T>
    struct Parameters {
        IntrafusalParameters<T> intrafusal{};
        T binding_time = 10.0;
        T binding_reach = 0.0025;
        T bound_stiffness = 46.7;
        T yank_gain = 3.0;
        T regularisation = 0.0;
        T rate_scale = 1.0;

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                part("intrafusal", &R::intrafusal),
                field("binding_time", &R::binding_time, "s", "time in which bridges bind")
                    .within(0.1, 1000)
                    .from("5 to 15 s", Evidence::recalled),
                field("binding_reach", &R::binding_reach, "L0", "movement that breaks most bridges")
                    .within(1e-4, 0.1)
                    .from("0.002 to 0.003 L0", Evidence::recalled),
                field("bound_stiffness", &R::bound_stiffness, "FU/L0", "of all bridges when bound; 0 for none")
                    .within(0, 1000)
                    .from("set by the burst in mileusnic2006 Figure 3b", Evidence::hypothesis),
                field("yank_gain", &R::yank_gain, "pps s/FU", "firing by the rate at which bag1's tension rises; 0 for none")
                    .within(0, 100)
                    .from("chosen here", Evidence::hypothesis),
                field("regularisation", &R::regularisation, "L0/s", "speed below which the damper is linear")
                    .within(0, 0.1)
                    .from("0 is mileusnic2006", Evidence::verified),
                rate_scale_field<R>()};
        }
    };

    template <Scalar T>
    struct Prepared : Parameters<T> {
        using R = Parameters<T>;
        intrafusal::Prepared<T> intrafusal{R::intrafusal};
        Divisor<T> binding_time{R::binding_time}, binding_reach{R::binding_reach};
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
        const auto& s = x.spindle;
        const auto steady = intrafusal::steady_activations(u, q);
        const auto polar_velocity = [&](const T& tension, const T& f, const auto& fibre, const T& bridges) {
            const T y = (intrafusal::damper_force(tension, f, u.length, fibre, q.common) - bridges) /
                        intrafusal::damper_strength(tension, f, u.length, fibre, q.common);
            return Mileusnic2006::damper_velocity(y, q.common, p.regularisation);
        };

        // bag1, whose bridges take their share of the tension; the others as ever.
        const T v = polar_velocity(s.bag1_tension, s.dynamic_activation, q.bag1, p.bound_stiffness * x.bound_strain);
        const T bag1_rate = q.common.sensory_stiffness * (u.velocity - v);
        const T bag2_rate =
            q.common.sensory_stiffness * (u.velocity - polar_velocity(s.bag2_tension, s.static_activation, q.bag2, T(0.0)));
        const T chain_rate =
            q.common.sensory_stiffness * (u.velocity - polar_velocity(s.chain_tension, steady.chain, q.chain, T(0.0)));

        const T breaking = speed(v, p) / p.binding_reach;
        SpindleOutput<T> firing = intrafusal::firing(contributions(x, u, q), q);
        firing.ia = firing.ia + p.yank_gain * max(bag1_rate, 0.0);
        return {{{(steady.bag1 - s.dynamic_activation) / q.dynamic_time_constant,
                  (steady.bag2 - s.static_activation) / q.static_time_constant, bag1_rate, bag2_rate, chain_rate},
                 (1.0 - x.bound) / p.binding_time - breaking * x.bound,
                 x.bound * v - breaking * x.bound_strain - x.bound_strain / p.binding_time},
                scaled(firing, p.rate_scale)};
    }

    /// What changes sign where the firing bends. Where tension begins or ceases to rise it bends as well, but that depends
    /// on the velocity, which steps do not look for.
    template <Scalar T>
    static constexpr auto bends(const State<T>& x, const SpindleInput<T>& u, const auto& p) {
        return intrafusal::bends_of_firing(contributions(x, u, prepare(p).intrafusal));
    }

    /// After a long rest: all bridges bound, none stretched.
    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const SpindleInput<T>& u, const Parameters<P>& p) {
        const Mileusnic2006::Parameters<P> plain{p.intrafusal, p.regularisation, p.rate_scale};
        return {Mileusnic2006::rest(u, plain), T(1.0), T(0.0)};
    }

private:
    template <Scalar T>
    static constexpr auto contributions(const State<T>& x, const SpindleInput<T>& u, const auto& q) {
        return intrafusal::contributions(x.spindle.bag1_tension, x.spindle.bag2_tension, x.spindle.chain_tension, u.length,
                                         q);
    }

    /// |v| with a derivative at 0 [L0/s].
    template <Scalar T>
    static constexpr T speed(const T& v, const auto& p) {
        const auto& per = p.intrafusal.common.reference_velocity;
        const T w = v / per;
        const auto e = p.regularisation / per;
        return per * (w * w / sqrt(w * w + e * e + 1e-18));
    }
};

static_assert(Spindle<ThixotropicMileusnic2006>);

} // namespace myotatic
