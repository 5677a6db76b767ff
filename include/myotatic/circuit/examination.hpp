// What somebody would find who examined a relaxed muscle now, slowly: the passive torque at an angle, the angle at which the
// person stops (range of motion), the pressure that begins to hurt. Computed as if it were measured, without disturbing
// anything.
//
//     symbol   here               unit
//     T_0      tolerated_torque   N m    at which a healthy person stops before treatment; tolerance adds to it
//     theta    angle              rad    at which the muscle alone, stretched slowly, resists with that torque
//
// The other side of the body is healthy and untreated, and has its share of the tolerance.
#pragma once

#include "myotatic/physiology/geometry/moment_arm.hpp"
#include "myotatic/physiology/muscle/degroote2016.hpp"
#include "myotatic/physiology/muscle/fibre_in_tissue.hpp"
#include "myotatic/physiology/tissue/rolled_tissue.hpp"

namespace myotatic {

template <class T>
struct Examination {
    T test_angle = 15 * units::deg;
    T tolerated_torque = 45.0;
    T spot = 0.4375;

    static constexpr auto fields() {
        using R = Examination;
        return std::tuple{
            field("test_angle", &R::test_angle, "deg", "at which passive torque is measured")
                .within(-45, 35)
                .from("the experiment", Evidence::verified),
            field("tolerated_torque", &R::tolerated_torque, "N m", "of stretch, at which a person stops before treatment")
                .within(0.1, 500)
                .usually(1, 100)
                .from("an ankle that reaches 20 degrees", Evidence::hypothesis),
            field("spot", &R::spot, "1", "where along the belly pain thresholds are measured")
                .within(0, 1)
                .from("the middle of what is tight in the preset", Evidence::hypothesis)};
    }
};

/// What it finds.
template <class T>
struct Examined {
    T passive_torque = 0.0, range_of_motion = 0.0, other_range_of_motion = 0.0;
    T pain_threshold = 0.0, other_pain_threshold = 0.0, pain = 0.0, tenderness = 0.0;

    // clang-format off
    static constexpr auto fields() {
        using R = Examined;
        return std::tuple{
            field("passive_torque", &R::passive_torque, "N m", "of the relaxed muscle at the test angle, stretched slowly"),
            field("range_of_motion", &R::range_of_motion, "rad", "angle at which the tolerated torque is reached, stretched slowly"),
            field("other_range_of_motion", &R::other_range_of_motion, "rad", "the same on the other side of the body, which is healthy and untreated"),
            field("pain_threshold", &R::pain_threshold, "Pa", "pressure that begins to hurt at the spot"),
            field("other_pain_threshold", &R::other_pain_threshold, "Pa", "the same on the other side of the body"),
            field("pain", &R::pain, "1", "where the roller hurts most, 0 to 10"),
            field("tenderness", &R::tenderness, "1", "of the spot")};
    }
    // clang-format on
};

/// A muscle on a joint that is examined by turning it between -45 and 35 degrees.
struct ExaminedMuscle {
    using M = DeGroote2016;
    using Fibre = FibreInTissue<M>;
    static constexpr double least_angle = -45 * units::deg, greatest_angle = 35 * units::deg;

    /// Torque [N m] with which the muscle, relaxed and stretched slowly, resists at an angle [rad].
    template <Scalar T>
    static constexpr T torque_at(const T& angle, const FibreTissue<T>& tissue, const auto& muscle, const auto& path) {
        const T length = Fibre::length_at(T(0.0), path_length(angle, path), tissue, muscle);
        const T tendon = M::tendon_length(M::projection(length, muscle), path_length(angle, path), muscle);
        return muscle.max_isometric_force * M::tendon_force(tendon, muscle) * abs(moment_arm(angle, path));
    }

    /// The angle [rad] at which the muscle, stretched slowly, resists with a torque [N m]; the end of the range of angles
    /// where it does nowhere.
    template <Scalar T>
    static constexpr T angle_under(const T& torque, const T& activation, const FibreTissue<T>& tissue, const auto& muscle,
                                   const auto& path) {
        // Searched towards longer muscle, whichever way the joint then turns.
        using V = ValueOf<T>;
        const V arm = value_of(moment_arm(T(0.0), path));
        const auto extends = arm < 0.0;
        const V way = select(extends, V(1.0), V(-1.0));
        const V low = select(extends, V(least_angle), V(-greatest_angle));
        const V high = select(extends, V(greatest_angle), V(-least_angle));
        const T turned = balance_with<Posture>(
            low, high,
            Posture<T>{lift<M::Parameters<T>>(Fibre::plain(muscle)), lift<PathPolynomial<T>>(path), tissue, activation,
                       torque, T(way)},
            [](const auto& turn, const auto& at) {
                // Force and with it the tendon's length follow from the torque; what the tendon leaves of the path is the
                // fibre's. A tendon longer than its path leaves the shortest fibre.
                const auto angle = at.way * turn;
                const auto force = at.torque / (abs(moment_arm(angle, at.path)) * at.muscle.max_isometric_force);
                const auto tendon =
                    at.muscle.tendon_slack_length *
                    degroote2016::inverse_tendon_force_length(force, degroote2016::tendon_exponent(at.muscle.tendon_strain));
                const auto along = (path_length(angle, at.path) - tendon) / at.muscle.optimal_fibre_length;
                const auto width = sin(at.muscle.pennation_angle);
                const auto shortest = along * 0.0 + M::shortest_fibre;
                const auto length = max(sqrt(max(along, 0.0) * max(along, 0.0) + width * width), shortest);
                return Fibre::force(at.activation, length, at.tissue, at.muscle) * along / length - force;
            });
        return way * turned;
    }

    /// Everything, with what the tissue says and the pressure on each zone.
    template <class Tissue, Scalar T>
    static constexpr Examined<T> examine(const typename Tissue::template State<T>& x, const RollerInput<T>& roller,
                                         const RolledTissueOutput<T>& y, const auto& p, const auto& tissue,
                                         const auto& muscle, const auto& path) {
        const T relaxed(0.0), tolerance = x.centre.tolerance, test_angle = T(1.0) * p.test_angle, spot = T(1.0) * p.spot;
        const T other_tolerance = tolerance * tissue.centre.other_side;
        const auto pressed = Tissue::pressed(x, roller, tissue).belly.pressure;
        Examined<T> found;
        found.passive_torque = torque_at(test_angle, y.fibre, muscle, path);
        found.range_of_motion = angle_under(T(p.tolerated_torque * y.tolerated_torque), relaxed, y.fibre, muscle, path);
        found.other_range_of_motion =
            angle_under(T(p.tolerated_torque * (1.0 + tissue.centre.torque_gain * other_tolerance)), relaxed,
                        FibreTissue<T>{}, muscle, path);
        found.tenderness = Tissue::tenderness(spot, x);
        found.pain_threshold = PressureTolerance::pain_threshold(tolerance, found.tenderness, tissue.centre);
        found.other_pain_threshold = PressureTolerance::pain_threshold(other_tolerance, T(0.0), tissue.centre);
        for (std::size_t j = 0; j < Tissue::zones; ++j)
            found.pain =
                max(found.pain, PressureTolerance::pain(pressed[j], tolerance, x.belly.tenderness[j], tissue.centre));
        return found;
    }

private:
    /// What a fibre balances under a torque.
    template <class T>
    struct Posture {
        M::Parameters<T> muscle{};
        PathPolynomial<T> path{};
        FibreTissue<T> tissue{};
        T activation = 0.0, torque = 0.0, way = 1.0;

        static constexpr auto fields() {
            using R = Posture;
            return std::tuple{part("muscle", &R::muscle),
                              part("path", &R::path),
                              part("tissue", &R::tissue),
                              field("activation", &R::activation, "1", "of the muscle"),
                              field("torque", &R::torque, "N m", "against which it pulls"),
                              field("way", &R::way, "1", "in which the joint turns when the muscle is stretched")};
        }
    };
};

} // namespace myotatic
