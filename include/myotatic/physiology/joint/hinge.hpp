// A joint with one axis: inertia, linear stiffness and damping, and a limb that hangs in gravity.
//
//     symbol    here             unit
//     theta     angle            rad      dorsiflexion, knee flexion, elbow flexion are positive
//     omega     velocity         rad/s
//     J         inertia          kg m^2   about the joint's axis
//     K, theta0 stiffness, rest_angle     N m/rad, rad
//     B         damping          N m s/rad
//     m g l     gravity_moment   N m      of the limb held horizontally
//     theta_g   gravity_angle    rad      at which the limb hangs straight down
//
// J domega/dt = torque - K (theta - theta0) - B omega - m g l sin(theta - theta_g)
//
// Gravity pulls towards `gravity_angle` as towards the bottom of a pendulum. A foot whose shank is vertical is horizontal at
// 0 and hangs down at -90 degrees; a shank below a horizontal thigh hangs down at 90 degrees of knee flexion; a forearm
// below a hanging upper arm at 0.
//
// Stiffness and damping are those of everything at the joint that is not modelled as a muscle. The default is a human foot
// without its soleus.
#pragma once

#include "myotatic/physiology/balance.hpp"
#include "myotatic/physiology/joint/joint.hpp"

#include <numbers>

namespace myotatic {

struct Hinge {
    template <Scalar T>
    struct State {
        T angle = 0.0;
        T velocity = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{field("angle", &R::angle, "rad", "joint angle").within(-3.2, 3.2).scale(1),
                              field("velocity", &R::velocity, "rad/s", "joint velocity").within(-100, 100).scale(10)};
        }
    };

    template <Scalar T>
    struct Parameters {
        T inertia = 0.0157;
        T stiffness = 10.0;
        T rest_angle = 0.0;
        T damping = 0.5;
        T gravity_moment = 0.98;
        T gravity_angle = -std::numbers::pi / 2;

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                field("inertia", &R::inertia, "kg m^2", "moment of inertia about the axis")
                    .within(1e-5, 100).usually(0.001, 5).from("rajagopal2016 (foot)", Evidence::computed),
                field("stiffness", &R::stiffness, "N m/rad", "passive stiffness without the modelled muscle")
                    .within(0, 10000).usually(0, 500).from("none: what soleus leaves of a relaxed ankle", Evidence::hypothesis),
                field("rest_angle", &R::rest_angle, "deg", "angle at which that stiffness does not pull")
                    .within(-180, 180).from("none: neutral ankle", Evidence::hypothesis),
                field("damping", &R::damping, "N m s/rad", "passive damping")
                    .within(0, 1000).usually(0.01, 20).from("damping ratio 0.3 to 0.4 of a relaxed ankle", Evidence::recalled),
                field("gravity_moment", &R::gravity_moment, "N m", "moment of the limb's weight when held horizontally")
                    .within(0, 1000).usually(0, 100).from("rajagopal2016 (foot)", Evidence::computed),
                field("gravity_angle", &R::gravity_angle, "deg", "angle at which the limb hangs straight down")
                    .within(-180, 180).from("shank vertical", Evidence::computed)};
        }
        // clang-format on
    };

    template <Scalar T>
    struct Prepared : Parameters<T> {
        Divisor<T> inertia{Parameters<T>::inertia};
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {p};
    }
    template <Scalar T>
    static constexpr const Prepared<T>& prepare(const Prepared<T>& p) {
        return p;
    }

    /// Torque of muscles and world that keeps the joint still at `angle` [N m].
    template <Scalar T>
    static constexpr T holding_torque(const T& angle, const auto& p) {
        return p.stiffness * (angle - p.rest_angle) + p.gravity_moment * sin(angle - p.gravity_angle);
    }

    template <Scalar T>
    static constexpr Response<State<T>, JointOutput<T>> dynamics(const State<T>& x, const JointInput<T>& u,
                                                                 const auto& parameters) {
        const auto& p = prepare(parameters);
        const T passive = -holding_torque(x.angle, p) - p.damping * x.velocity;
        return {.rates = {.angle = x.velocity, .velocity = (u.torque + passive) / p.inertia},
                .output = {.passive_torque = passive}};
    }

    /// An angle within half a turn of 0 that `torque` holds still and that the joint returns to; an end of that range where
    /// the torque is too great for any. There is only one unless gravity outweighs stiffness and the limb stands above the
    /// horizontal.
    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const JointInput<T>& u, const Parameters<P>& p) {
        using V = ValueOf<T>;
        const auto imbalance = []<class S>(const S& angle, const S& torque, const auto& q) {
            return (holding_torque(angle, q) - torque) / (q.stiffness + q.gravity_moment);
        };
        const auto in_values = [&, values = values_as<Parameters<V>>(p)]<class S>(const S& angle) {
            return imbalance(angle, S(value_of(u.torque)), values);
        };
        const V angle = find_balance(V(-std::numbers::pi), V(std::numbers::pi), in_values);
        const V slope = in_values(variable<1>(angle, 0)).slope[0];
        return {.angle = with_derivatives<T>(angle, slope, [&](const T& a) { return imbalance(a, u.torque, p); }),
                .velocity = T(0.0)};
    }
};

static_assert(Joint<Hinge>);

} // namespace myotatic
