// After minutes of pressure people tolerate more of it, and more stretch, on the other side of the body as well: one central
// state.
//
//     dh/dt = (1 - h)/tau_on S/(S + S_h) - h/tau_off
//
// That tolerance rises, by how much, how long it lasts and that the other side shares it is measured (aboodarda2015,
// nakamura2021); the mechanism is not known, and the equation is ours. In healthy muscle it is nearly all of what rolling
// does to the range of motion: stiffness hardly changes (glaenzel2023).
//
//     symbol       here                        unit
//     h            tolerance                   1     0 before, towards 1
//     S            pressure                    Pa    mean over the whole belly
//     S_h          half_pressure               Pa
//     tau_on, tau_off   onset_time, decay_time s
//     PPT          pain_threshold              Pa    PPT_0 (1 + k_h h)(1 - k_n n), n the tenderness of the spot
//     T_tol        tolerated torque            1     1 + k_T h, over that before
//     NRS          pain                        1     0 to 10: 10 p'/(p' + r PPT_0), p' = p PPT_0/PPT
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct ToleranceInput {
    T pressure = 0.0; ///< [Pa] mean over the whole belly

    static constexpr auto fields() {
        return std::tuple{field("pressure", &ToleranceInput::pressure, "Pa", "mean over the whole belly").within(0, 1e7)};
    }
};

template <Scalar T>
struct ToleranceOutput {
    T tolerated_torque = 1.0; ///< [1] over that before
    T pain_threshold = 1.0;   ///< [1] of pressure, without tenderness, over that before
    T other_side = 1.0;       ///< [1] the same on the untreated side

    static constexpr auto fields() {
        using R = ToleranceOutput;
        return std::tuple{
            field("tolerated_torque", &R::tolerated_torque, "1", "torque of stretch that is tolerated, over that before"),
            field("pain_threshold", &R::pain_threshold, "1", "of pressure, over that before, where nothing is tender"),
            field("other_side", &R::other_side, "1", "the same on the side that is not treated")};
    }
};

struct PressureTolerance {
    template <Scalar T>
    struct State {
        T tolerance = 0.0;

        static constexpr auto fields() {
            return std::tuple{
                field("tolerance", &State::tolerance, "1", "what pressure has added to it").within(0, 1).scale(1).slow()};
        }
    };

    template <Scalar T>
    struct Parameters {
        T onset_time = 60.0;
        T decay_time = 1200.0;
        T half_pressure = 8 * units::kPa;
        T torque_gain = 0.05;
        T threshold_gain = 0.32;
        T tenderness_loss = 0.25;
        T other_side = 0.85;
        T pain_threshold = 700 * units::kPa;
        T pain_share = 1.0 / 3;

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                field("onset_time", &R::onset_time, "s", "in which tolerance rises under great pressure")
                    .within(1, 1e4).usually(40, 120).from("nakamura2021 (30, 90 and 300 s)", Evidence::computed),
                field("decay_time", &R::decay_time, "s", "in which it is lost")
                    .within(1, 1e5).usually(600, 2400).from("halperin2014, aboodarda2015 (raised after 10 and 15 min)", Evidence::computed),
                field("half_pressure", &R::half_pressure, "kPa", "mean pressure of the belly that raises it half as fast")
                    .within(0.1, 1000).usually(2, 20).from("none: rollers of any density do the same", Evidence::hypothesis),
                field("torque_gain", &R::torque_gain, "1", "gain of the tolerated torque; 0 for none")
                    .within(0, 5).usually(0, 0.2).from("wilke2020, wiewelhove2019 (range of motion + 4 %)", Evidence::computed),
                field("threshold_gain", &R::threshold_gain, "1", "gain of the pressure-pain threshold; 0 for none")
                    .within(0, 5).usually(0, 0.5).from("aboodarda2015", Evidence::computed),
                field("tenderness_loss", &R::tenderness_loss, "1", "of the pressure-pain threshold at a fully tender spot")
                    .within(0, 0.95).usually(0, 0.5).from("latent trigger points have lower thresholds; the size is assumed", Evidence::hypothesis),
                field("other_side", &R::other_side, "1", "share of the tolerance to pressure that the other side gets")
                    .within(0, 1).usually(0.75, 0.95).from("aboodarda2015", Evidence::computed),
                field("pain_threshold", &R::pain_threshold, "kPa", "pressure-pain threshold of a healthy spot before treatment")
                    .within(10, 5000).usually(200, 1500).from("cheatham_stull2018: + 175 kPa, which aboodarda2015 has as a quarter", Evidence::computed),
                field("pain_share", &R::pain_share, "1", "share of the threshold that is rated 5 of 10 when it is rolled")
                    .within(0.01, 10).from("none", Evidence::hypothesis)};
        }
        // clang-format on
    };

    /// Pressure-pain threshold [Pa] of a spot with a tenderness.
    template <Scalar T>
    static constexpr T pain_threshold(const T& tolerance, const T& tenderness, const auto& p) {
        return p.pain_threshold * (1.0 + p.threshold_gain * tolerance) * (1.0 - p.tenderness_loss * tenderness);
    }

    /// How much pressure on a spot hurts, 0 to 10.
    template <Scalar T>
    static constexpr T pain(const T& pressure, const T& tolerance, const T& tenderness, const auto& p) {
        const T felt = pressure / pain_threshold(tolerance, tenderness, p); // over the threshold
        return 10.0 * felt / (felt + p.pain_share);
    }

    template <Scalar T>
    static constexpr Response<State<T>, ToleranceOutput<T>> dynamics(const State<T>& x, const ToleranceInput<T>& u,
                                                                     const auto& p) {
        return {{(1.0 - x.tolerance) / p.onset_time * drive(u.pressure, p) - x.tolerance / p.decay_time},
                {1.0 + p.torque_gain * x.tolerance, 1.0 + p.threshold_gain * x.tolerance,
                 1.0 + p.threshold_gain * p.other_side * x.tolerance}};
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const ToleranceInput<T>& u, const Parameters<P>& p) {
        const T on = drive(u.pressure, p) / p.onset_time;
        return {on / (on + 1.0 / p.decay_time)};
    }

private:
    template <Scalar T>
    static constexpr T drive(const T& pressure, const auto& p) {
        return pressure / (pressure + p.half_pressure);
    }
};

static_assert(Component<PressureTolerance, ToleranceInput, ToleranceOutput>);

} // namespace myotatic
