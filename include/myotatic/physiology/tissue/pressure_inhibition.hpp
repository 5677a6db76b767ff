// While a muscle is pressed, primary afferents reach their motoneurones less: the H-reflex is smaller, and is back seconds
// after the pressure ends. The pressure level alone decides.
//
//     dI/dt = (I_max s - I)/tau,  s = p/(p + p_h),  1/tau = s/tau_up + (1 - s)/tau_down
//
// Fitted to the H-reflex of the soleus during massage with a roller: -19, -43 and -58 % (young2018; the pressures, 5, 20 and
// 51 kPa, are assumed). This form says nothing about mechanisms. Depletion and presynaptic inhibition by moving contact are
// in synapse/afferent_terminal.hpp; use one or the other.
//
//     symbol            here                  unit
//     I                 inhibition            1     share of the transmission that is lost
//     p, p_h            pressure, half_pressure   Pa
//     I_max             depth                 1
//     tau_up, tau_down  onset_time, decay_time    s
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct PressureInhibitionInput {
    T pressure = 0.0; ///< [Pa] mean under the roller

    static constexpr auto fields() {
        return std::tuple{
            field("pressure", &PressureInhibitionInput::pressure, "Pa", "mean under the roller").within(0, 1e7)};
    }
};

template <Scalar T>
struct PressureInhibitionOutput {
    T transmission = 1.0; ///< [1] factor of what Ia afferents do to their pool, and of the H-reflex

    static constexpr auto fields() {
        return std::tuple{field("transmission", &PressureInhibitionOutput::transmission, "1",
                                "what a volley of primary afferents does, over that without pressure")};
    }
};

struct PressureInhibition {
    template <Scalar T>
    struct State {
        T inhibition = 0.0;

        static constexpr auto fields() {
            return std::tuple{field("inhibition", &State::inhibition, "1", "share of the transmission that is lost")
                                  .within(0, 1)
                                  .scale(1)};
        }
    };

    template <Scalar T>
    struct Parameters {
        T depth = 0.75;
        T half_pressure = 15 * units::kPa;
        T onset_time = 0.3;
        T decay_time = 2.0;

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                field("depth", &R::depth, "1", "inhibition under great pressure; 0 for none")
                    .within(0, 1).usually(0, 0.9).from("young2018, at assumed pressures", Evidence::computed),
                field("half_pressure", &R::half_pressure, "kPa", "pressure that has half of that effect")
                    .within(0.1, 1000).usually(5, 50).from("young2018, at assumed pressures", Evidence::computed),
                field("onset_time", &R::onset_time, "s", "in which it follows great pressure")
                    .within(0.01, 100).usually(0.1, 1).from("none: at once", Evidence::hypothesis),
                field("decay_time", &R::decay_time, "s", "in which it is lost without pressure")
                    .within(0.01, 100).usually(0.5, 5).from("young2018: back at once", Evidence::hypothesis)};
        }
        // clang-format on
    };

    /// What the inhibition strives for.
    template <Scalar T>
    static constexpr T level(const T& pressure, const auto& p) {
        return p.depth * saturation(pressure, p);
    }

    template <Scalar T>
    static constexpr Response<State<T>, PressureInhibitionOutput<T>>
    dynamics(const State<T>& x, const PressureInhibitionInput<T>& u, const auto& p) {
        const T s = saturation(u.pressure, p), rate = s / p.onset_time + (1.0 - s) / p.decay_time;
        return {{(p.depth * s - x.inhibition) * rate}, {1.0 - x.inhibition}};
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const PressureInhibitionInput<T>& u, const Parameters<P>& p) {
        return {level(u.pressure, p)};
    }

private:
    template <Scalar T>
    static constexpr T saturation(const T& pressure, const auto& p) {
        return pressure / (pressure + p.half_pressure);
    }
};

static_assert(Component<PressureInhibition, PressureInhibitionInput, PressureInhibitionOutput>);

} // namespace myotatic
