// Muscle that lies still becomes a little stiffer, and being kneaded undoes that: one state.
//
//     dlambda/dt = (1 - lambda)/tau - lambda p/p_ref (k_v |v| + k_0)          stiffness factor = 1 + f (lambda - 1)
//
// After lakie_robson1988 (a stiffness that forms at rest and is destroyed by movement; it forms again at a declining rate
// for half an hour, here with one time constant) and eriksson_crommert2015 (7 min of massage: -5 %, gone after 3 min).
//
//     symbol     here                     unit
//     lambda     bonds                    1     1 after a long rest
//     f          share                    1     of the passive stiffness that the bonds make
//     tau        formation_time           s
//     p, p_ref   pressure, reference_pressure   Pa
//     v          speed                    1/s   of the roller, belly lengths per second
//     k_v, k_0   breaking_by_way, breaking_by_time   1, 1/s
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct KneadingInput {
    T pressure = 0.0; ///< [Pa] mean under the roller
    T speed = 0.0;    ///< [1/s] belly lengths per second

    static constexpr auto fields() {
        using R = KneadingInput;
        return std::tuple{field("pressure", &R::pressure, "Pa", "mean pressure under the roller").within(0, 1e7),
                          field("speed", &R::speed, "1/s", "of the roller, belly lengths per second")};
    }
};

template <Scalar T>
struct ThixotropyOutput {
    T stiffness = 1.0; ///< [1] of the passive fibre, over that after a long rest

    static constexpr auto fields() {
        return std::tuple{field("stiffness", &ThixotropyOutput::stiffness, "1", "over that after a long rest")};
    }
};

struct Thixotropy {
    template <Scalar T>
    struct State {
        T bonds = 1.0;

        static constexpr auto fields() {
            return std::tuple{field("bonds", &State::bonds, "1", "that have formed at rest").within(0, 1).scale(1).slow()};
        }
    };

    template <Scalar T>
    struct Parameters {
        T share = 0.05;
        T formation_time = 180.0;
        T reference_pressure = 40 * units::kPa;
        T breaking_by_way = 0.024;
        T breaking_by_time = 0.0048;

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                field("share", &R::share, "1", "of the passive stiffness that bonds make; 0 for no thixotropy")
                    .within(0, 0.9).usually(0, 0.1).from("eriksson_crommert2015", Evidence::computed),
                field("formation_time", &R::formation_time, "s", "in which bonds form again")
                    .within(1, 1e5).usually(60, 1800).from("eriksson_crommert2015", Evidence::computed),
                field("reference_pressure", &R::reference_pressure, "kPa", "of the two that follow")
                    .within(1, 10000).from("a usual pressure", Evidence::hypothesis),
                field("breaking_by_way", &R::breaking_by_way, "1", "share of bonds that break per belly length rolled")
                    .within(0, 10).usually(0, 0.1).from("none: minutes of rolling break most", Evidence::hypothesis),
                field("breaking_by_time", &R::breaking_by_time, "1/s", "rate at which bonds break under lasting pressure")
                    .within(0, 10).usually(0, 0.05).from("none", Evidence::hypothesis)};
        }
        // clang-format on
    };

    /// Rate at which bonds break [1/s].
    template <Scalar T>
    static constexpr T breaking(const KneadingInput<T>& u, const auto& p) {
        return u.pressure / p.reference_pressure * (p.breaking_by_way * abs(u.speed) + p.breaking_by_time);
    }

    template <Scalar T>
    static constexpr Response<State<T>, ThixotropyOutput<T>> dynamics(const State<T>& x, const KneadingInput<T>& u,
                                                                      const auto& p) {
        return {{(1.0 - x.bonds) / p.formation_time - breaking(u, p) * x.bonds}, {1.0 + p.share * (x.bonds - 1.0)}};
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const KneadingInput<T>& u, const Parameters<P>& p) {
        return {1.0 / (1.0 + p.formation_time * breaking(u, p))};
    }
};

static_assert(Component<Thixotropy, KneadingInput, ThixotropyOutput>);

} // namespace myotatic
