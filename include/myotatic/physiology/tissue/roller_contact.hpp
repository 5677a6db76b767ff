// A roller that is pressed on a limb: how deep it sinks in, over which area, and with which pressure. A bed of springs under
// an ellipse.
//
// The roller lies across the limb. Both are round, so they touch in an ellipse whose axes lie along and across the muscle;
// tissue and roller yield in series, each in proportion to the pressure on it (a Winkler bed). No state.
//
//     symbol     here                   unit
//     F          force                  N       share of the body's weight that rests on the roller, times that weight
//     R_r, R_t   radius, limb_radius    m       of the roller (across its axis), of the limb (along the roller's axis)
//     K_r        stiffness              Pa/m    of the roller; its density, as people say: soft, medium, hard, rigid
//     K_0        tissue_stiffness       Pa/m    of tissue that has not crept
//     phi        relaxing_share         1       of that stiffness that creep takes away
//     y          creep                  1       of the tissue under the roller, 0 to about 1
//     K_t, K_s   —                      Pa/m    stiffness of the tissue now; of tissue and roller in series
//     d          indentation            m       d = sqrt(F / (pi K_s sqrt(R_r R_t)))
//     A, p       area, mean_pressure    m^2, Pa A = 2 pi d sqrt(R_r R_t), p = F/A = K_s d/2
//     a          half_length            m       along the muscle: sqrt(2 R_r d)
//     chi        texture                1       local pressure of a surface with knobs over that of a smooth one
//
// The stiffness of the tissue and that of a soft roller are computed from two rollers whose pressure and area were measured
// (curran2008); the other rollers are hypotheses that keep the order. At the same force a harder roller has a smaller area
// and a higher pressure.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"
#include "myotatic/core/unit.hpp"
#include "myotatic/physiology/tissue/smooth_ramp.hpp"

#include <numbers>

namespace myotatic {

/// What a person does with a roller.
template <Scalar T>
struct RollerInput {
    T load = 0.0;     ///< share of the body's weight on the roller; 0 lifts it
    T position = 0.5; ///< of the roller's middle along the belly, 0 at its upper end, 1 at its lower end
    T speed = 0.0;    ///< belly lengths per second

    static constexpr auto fields() {
        using R = RollerInput;
        return std::tuple{
            field("load", &R::load, "1", "share of the body's weight that rests on the roller; 0 lifts it").within(0, 1),
            field("position", &R::position, "1", "where the roller lies along the muscle belly, from end to end")
                .within(0, 1),
            field("speed", &R::speed, "1/s", "rate of the position").rate_of("position")};
    }
};

/// What the contact does.
template <Scalar T>
struct Contact {
    T force, indentation, tissue_indentation, area, mean_pressure; ///< [N], [m], [m] of the tissue alone, [m^2], [Pa]
    T half_length;                                                 ///< [m] along the muscle; some length without contact
};

/// Stiffness of rollers [Pa/m].
namespace roller_density {
inline constexpr double soft = 8.5e6;  ///< bio-foam roller of curran2008: computed
inline constexpr double medium = 20e6; ///< hypothesis, as are those below
inline constexpr double hard = 60e6;
inline constexpr double rigid = 1e12; ///< yields by less than a micrometre
} // namespace roller_density

template <Scalar T>
struct RollerContact {
    T stiffness = roller_density::medium;
    T texture = 1.0;
    T radius = 75 * units::mm;
    T body_weight = 735.75;
    T limb_radius = 55 * units::mm;
    T tissue_stiffness = 10.7e6;
    T relaxing_share = 0.549;

    // clang-format off
    static constexpr auto fields() {
        using R = RollerContact;
        return std::tuple{
            field("stiffness", &R::stiffness, "MPa/m", "of the roller: soft 8.5, medium 20, hard 60, rigid 1e6")
                .within(0.1, 1e7).usually(5, 1e6).from("soft computed from curran2008; the others keep the order", Evidence::hypothesis),
            field("texture", &R::texture, "1", "local over smooth pressure: smooth 1, grid 1.25, many levels 1.5")
                .within(1, 3).usually(1, 1.5).from("the sign as in cheatham_stull2019; the size is assumed", Evidence::hypothesis),
            field("radius", &R::radius, "mm", "of the roller")
                .within(5, 500).usually(20, 100).from("usual rollers measure 15 cm across", Evidence::recalled),
            field("body_weight", &R::body_weight, "N", "weight of the person: 75 kg")
                .within(10, 3000).usually(200, 1500).from("a usual one", Evidence::hypothesis),
            field("limb_radius", &R::limb_radius, "mm", "of the limb along the roller's axis: calf 55, thigh 80")
                .within(5, 500).usually(20, 150).from("size of calf and thigh", Evidence::hypothesis),
            field("tissue_stiffness", &R::tissue_stiffness, "MPa/m", "of tissue that has not crept, pressure over depth")
                .within(0.1, 1000).usually(5, 20).from("two rollers of curran2008", Evidence::computed),
            field("relaxing_share", &R::relaxing_share, "1", "of that stiffness that lasting pressure takes away")
                .within(0, 0.95).usually(0.3, 0.7).from("bosboom2001 (rat muscle, pressed in vivo)", Evidence::verified)};
    }
    // clang-format on
};

/// The contact under a share of the body's weight. `creep` is that of the tissue under the roller.
template <Scalar T>
constexpr Contact<T> contact(const T& load, const T& creep, const auto& p) {
    // Without contact the equations divide by a depth of zero, so they are asked for some load, and the answer is not used.
    const auto touching = load > 0.0;
    const T force = select(touching, load, T(1.0)) * p.body_weight;
    const T softened = (1.0 + creep * (p.relaxing_share / (1.0 - p.relaxing_share))) / p.tissue_stiffness; // 1/K_t
    const T stiffness = 1.0 / (softened + 1.0 / p.stiffness);
    const auto radius = sqrt(p.radius * p.limb_radius);
    const T depth = sqrt(force / (std::numbers::pi * stiffness * radius));
    const auto if_touching = [&](const T& x) { return select(touching, x, T(0.0)); };
    return {if_touching(force),
            if_touching(depth),
            if_touching(T(depth * stiffness * softened)),
            if_touching(T(2 * std::numbers::pi * depth * radius)),
            if_touching(T(0.5 * stiffness * depth)),
            sqrt(2.0 * p.radius * depth)};
}

/// Share of the mean pressure on the line along the belly, averaged over the width, `distance` [half lengths of the contact]
/// from its middle. 1.5 in the middle; its mean over the contact is 1.
template <Scalar T>
constexpr T pressure_profile(const T& distance) {
    return 1.5 * smooth_ramp(T(1.0 - distance * distance));
}

/// Its integral from the middle of the contact to that distance, without the rounding of its edge.
template <Scalar T>
constexpr T profile_integral(const T& distance) {
    const T z = min(max(distance, -1.0), 1.0);
    return 1.5 * z - 0.5 * z * z * z;
}

} // namespace myotatic
