// Muscle spindle of Mileusnic, Brown, Lan and Loeb in its published second-order form, with the mass of the polar region.
//
// Citation: mileusnic2006. Symbols, parameters and the endings: see intrafusal.hpp. The massless default is
// mileusnic2006.hpp.
//
//   paper               here               unit
//   T                   bag1.tension       FU
//   sgn(L_PR')|L_PR'|^a bag1.speed_power   1       of the velocity over reference_velocity
//   M                   mass               FU s^2/L0
//
// The published T'' contains L''. With the polar velocity v in place of T' it does not:
//     T' = K_SR (L' - v),   M v' = T - K_PR (L_PR - L0_PR) - Gamma - C beta (L_PR - R) sgn(v)|v|^a.
// At a corner of L this keeps v continuous: the mass does not jump.
//
// Departures
//   * The state is w = sgn(v)|v|^a instead of v: the damper becomes linear in the state, and v = sgn(w)|w|^(1/a) is smooth.
//   * dv/dw vanishes at v = 0 and M dv/dw w' = force could not be solved for w'. There dv/dw is replaced by its value at
//     the speed inertia_floor. Slower movement has a little more inertia than published, and unaltered damping.
#pragma once

#include "myotatic/core/joined.hpp"
#include "myotatic/physiology/spindle/intrafusal.hpp"
#include "myotatic/physiology/spindle/rate_scale.hpp"

namespace myotatic {

struct Mileusnic2006Inertial {
    template <Scalar T>
    struct FibreState {
        T tension = 0.0;
        T speed_power = 0.0;

        static constexpr auto fields() {
            using R = FibreState;
            return std::tuple{
                field("tension", &R::tension, "FU", "tension of the fibre").scale(0.05),
                field("speed_power", &R::speed_power, "1", "polar velocity to the power a, with its sign").scale(1)};
        }
    };

    template <Scalar T>
    struct State {
        T dynamic_activation = 0.0;
        T static_activation = 0.0;
        FibreState<T> bag1{}, bag2{}, chain{};

        static constexpr auto fields() {
            using R = State;
            return std::tuple{
                field("dynamic_activation", &R::dynamic_activation, "1", "dynamic activation of bag1").scale(1),
                field("static_activation", &R::static_activation, "1", "static activation of bag2").scale(1),
                part("bag1", &R::bag1), part("bag2", &R::bag2), part("chain", &R::chain)};
        }
    };

    template <Scalar T>
    struct Parameters {
        IntrafusalParameters<T> intrafusal{};
        T mass = 0.0002;
        T inertia_floor = 0.001;
        T rate_scale = 1.0;

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                part("intrafusal", &R::intrafusal),
                field("mass", &R::mass, "FU s^2/L0", "mass of the polar region")
                    .within(1e-6, 0.1)
                    .from("mileusnic2006 Table 1", Evidence::verified),
                field("inertia_floor", &R::inertia_floor, "L0/s", "speed below which inertia stays what it is there")
                    .within(1e-5, 0.1)
                    .from("chosen here; see docs/equations/mileusnic2006.md", Evidence::computed),
                rate_scale_field<R>()};
        }
    };

    template <Scalar T>
    struct Prepared : Parameters<T> {
        using R = Parameters<T>;
        intrafusal::Prepared<T> intrafusal{R::intrafusal};
        Divisor<T> mass{R::mass};
        T speed_per_power =
            R::intrafusal.common.reference_velocity / R::intrafusal.common.velocity_exponent; ///< dv/dw, w = 1
        T floor =
            pow(R::inertia_floor / R::intrafusal.common.reference_velocity, 1.0 - R::intrafusal.common.velocity_exponent);
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
        return {{(steady.bag1 - x.dynamic_activation) / q.dynamic_time_constant,
                 (steady.bag2 - x.static_activation) / q.static_time_constant,
                 fibre_rates(x.bag1, x.dynamic_activation, u, q.bag1, p),
                 fibre_rates(x.bag2, x.static_activation, u, q.bag2, p), fibre_rates(x.chain, steady.chain, u, q.chain, p)},
                scaled(intrafusal::firing(contributions(x, u, q), q), p.rate_scale)};
    }

    /// What changes sign where the firing bends, and where a polar region turns.
    template <Scalar T>
    static constexpr auto bends(const State<T>& x, const SpindleInput<T>& u, const auto& p) {
        return joined(intrafusal::bends_of_firing(contributions(x, u, prepare(p).intrafusal)),
                      std::array<T, 3>{x.bag1.speed_power, x.bag2.speed_power, x.chain.speed_power});
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const SpindleInput<T>& u, const Parameters<P>& parameters) {
        const auto& p = prepare(parameters);
        const auto& q = p.intrafusal;
        const auto f = intrafusal::steady_activations(u, q);
        return {f.bag1,
                f.bag2,
                {intrafusal::steady_tension(f.bag1, u.length, q.bag1, q.common), 0.0},
                {intrafusal::steady_tension(f.bag2, u.length, q.bag2, q.common), 0.0},
                {intrafusal::steady_tension(f.chain, u.length, q.chain, q.common), 0.0}};
    }

private:
    template <Scalar T>
    static constexpr auto contributions(const State<T>& x, const SpindleInput<T>& u, const auto& q) {
        return intrafusal::contributions(x.bag1.tension, x.bag2.tension, x.chain.tension, u.length, q);
    }

    // Both equations of one fibre. [mileusnic2006]
    template <Scalar T>
    static constexpr FibreState<T> fibre_rates(const FibreState<T>& x, const T& f, const SpindleInput<T>& u,
                                               const auto& fibre, const auto& p) {
        const auto& c = p.intrafusal.common;
        const T& w = x.speed_power;
        const auto factor = select(w >= 0.0, c.lengthening_factor, c.shortening_factor);
        const T net_force = intrafusal::damper_force(x.tension, f, u.length, fibre, c) -
                            factor * intrafusal::damper_strength(x.tension, f, u.length, fibre, c) * w;

        // v = sgn(w)|w|^(1/a), and dv/dw = |w|^(1/a - 1) / a, not below its value at the floor.
        const T v_per_w = intrafusal::velocity_over_power(w, c);
        const T dv_dw = p.speed_per_power * max(v_per_w, p.floor);
        return {c.sensory_stiffness * (u.velocity - c.reference_velocity * (w * v_per_w)), net_force / (p.mass * dv_dw)};
    }
};

static_assert(Spindle<Mileusnic2006Inertial>);

} // namespace myotatic
