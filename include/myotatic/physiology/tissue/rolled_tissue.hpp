// The soft tissue of one muscle under a roller: contact, zones of the belly, thixotropy, slack shift, and tolerance,
// together. What a circuit adds to a muscle to have it rolled.
//
//     const auto tissue = RolledTissue<>::dynamics(x.tissue, RollerInput<T>{…}, p.tissue);
//     tissue.output.fibre                       // how the passive fibre differs from that of an untouched muscle
//     tissue.output.spindle_strain              // what the spindles feel of the indentation
//     tissue.output.end_pressure                // what tendon organs feel of pressure near the tendons
//
//     symbol   here                 unit
//     nu_L     strain_ratio         1     strain along the fibre over that across it
//     h        thickness            m     of the belly
//     L_b      belly_length         m
//     phi_c    contracture_force    F0    pull of a quarter of the belly that is tight, at optimal length
//     —        lasting              1     share of all that pressure leaves behind; 0 for a tissue that only yields
//
// Departures from the usual description of a foam roller: fascia is not lengthened, adhesions are not broken. Every state
// returns: minutes (creep, bonds), tens of minutes (slack shift, tolerance).
#pragma once

#include "myotatic/core/dual.hpp"
#include "myotatic/physiology/tissue/belly_zones.hpp"
#include "myotatic/physiology/tissue/fibre_tissue.hpp"
#include "myotatic/physiology/tissue/pressure_tolerance.hpp"
#include "myotatic/physiology/tissue/roller_contact.hpp"
#include "myotatic/physiology/tissue/slack_shift.hpp"
#include "myotatic/physiology/tissue/thixotropy.hpp"

namespace myotatic {

template <Scalar T>
struct RolledTissueOutput {
    T force = 0.0, mean_pressure = 0.0, area = 0.0, indentation = 0.0; ///< of the contact: [N], [Pa], [m^2], [m]
    T belly_pressure = 0.0;                                            ///< [Pa] mean over the whole belly
    T end_pressure = 0.0;                                              ///< [Pa] mean over the outer tenth, both ends added
    T spindle_strain = 0.0;                                            ///< [1] along the fibre, mean over the belly
    T contracture = 0.0, tenderness = 0.0;                             ///< [1] tight, tender zones over a quarter of all
    T tolerated_torque = 1.0;                                          ///< [1] over that before
    FibreTissue<T> fibre{};

    // clang-format off
    static constexpr auto fields() {
        using R = RolledTissueOutput;
        return std::tuple{field("force", &R::force, "N", "of the roller"),
                          field("mean_pressure", &R::mean_pressure, "Pa", "under the roller"),
                          field("area", &R::area, "m^2", "of the contact"),
                          field("indentation", &R::indentation, "m", "of tissue and roller together"),
                          field("belly_pressure", &R::belly_pressure, "Pa", "mean over the whole belly"),
                          field("end_pressure", &R::end_pressure, "Pa", "mean over the outer tenth of the belly, both ends added"),
                          field("spindle_strain", &R::spindle_strain, "1", "along the fibre, mean over the belly"),
                          field("contracture", &R::contracture, "1", "tight zones over a quarter of all zones"),
                          field("tenderness", &R::tenderness, "1", "tender zones over a quarter of all zones"),
                          field("tolerated_torque", &R::tolerated_torque, "1", "torque of stretch that is tolerated, over that before"),
                          part("fibre", &R::fibre)};
    }
    // clang-format on
};

template <int N = 16>
struct RolledTissue {
    using Zones = BellyZones<N>;
    static constexpr std::size_t zones = N;

    template <Scalar T>
    struct State {
        typename Zones::template State<T> belly{};
        Thixotropy::State<T> thixotropy{};
        SlackShift::State<T> slack{};
        PressureTolerance::State<T> centre{};

        static constexpr auto fields() {
            using R = State;
            return std::tuple{part("belly", &R::belly), part("thixotropy", &R::thixotropy), part("slack", &R::slack),
                              part("centre", &R::centre)};
        }
    };

    template <Scalar T>
    struct Parameters {
        RollerContact<T> roller{};
        typename Zones::template Parameters<T> belly{};
        Thixotropy::Parameters<T> thixotropy{};
        SlackShift::Parameters<T> slack{};
        PressureTolerance::Parameters<T> centre{};
        T belly_length = 0.26;
        T thickness = 45 * units::mm;
        T strain_ratio = 0.36;
        T contracture_force = 0.015;
        T active_loss = 0.0;
        T active_loss_pressure = 5.2 * units::kPa;
        T lasting = 1.0;

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                part("roller", &R::roller), part("belly", &R::belly), part("thixotropy", &R::thixotropy),
                part("slack", &R::slack), part("centre", &R::centre),
                field("belly_length", &R::belly_length, "m", "length of the muscle belly")
                    .within(0.01, 1).usually(0.05, 0.5).from("size of a calf", Evidence::hypothesis),
                field("thickness", &R::thickness, "mm", "of the belly, from skin to bone")
                    .within(1, 500).usually(10, 100).from("size of a calf", Evidence::hypothesis),
                field("strain_ratio", &R::strain_ratio, "1", "strain along the fibre over strain across it; 0 for no effect on spindles")
                    .within(0, 1).usually(0.2, 0.5).from("Poisson's ratio of passive muscle that is pressed across its fibres", Evidence::second_hand),
                field("contracture_force", &R::contracture_force, "F0", "pull of a quarter of the belly that is tight; 0 for none")
                    .within(0, 0.5).usually(0.005, 0.03).from("none: range of motion - 9 %, torque + 12 %", Evidence::hypothesis),
                field("active_loss", &R::active_loss, "1", "share of the active force that great pressure takes; 0.12 fits siebert2018")
                    .within(0, 1).usually(0, 0.2).from("none unless asked for: depends on length and direction", Evidence::hypothesis),
                field("active_loss_pressure", &R::active_loss_pressure, "kPa", "mean pressure of the belly that takes half of that")
                    .within(0.1, 1000).usually(1, 20).from("siebert2018", Evidence::computed),
                field("lasting", &R::lasting, "1", "share of what pressure leaves behind: release, slack shift, broken bonds, tolerance")
                    .within(0, 1).from("1 is the tissue as its parameters describe it", Evidence::computed)};
        }
        // clang-format on
    };

    /// The parameters of what pressure leaves behind, each with its share.
    template <Scalar T>
    static constexpr Parameters<T> prepare(Parameters<T> p) {
        p.belly.release_rate = p.belly.release_rate * p.lasting;
        p.slack.size = p.slack.size * p.lasting;
        p.thixotropy.share = p.thixotropy.share * p.lasting;
        p.centre.torque_gain = p.centre.torque_gain * p.lasting;
        p.centre.threshold_gain = p.centre.threshold_gain * p.lasting;
        p.lasting = T(1.0);
        return p;
    }

    /// How roller and belly touch. Spindles are strained along the fibre as much as the belly in its mean: that of the belly
    /// itself, not of its zones, since a spindle would feel the roller pass them.
    template <Scalar T>
    struct Touching {
        Contact<T> contact;
        T half_lengths;   ///< of the contact in a length of the belly
        T spindle_strain; ///< [1]
    };
    template <Scalar T>
    static constexpr Touching<T> touching(const std::array<T, N>& creep_of_zones, const RollerInput<T>& u, const auto& p) {
        // Creep of the tissue under the roller: mean of the two to four zones next to its middle.
        T weights(0.0), creep(0.0);
        for (std::size_t j = 0; j < zones; ++j) {
            const T away = (u.position - Zones::middle[j]) * (0.5 * N), weight = smooth_ramp(T(1.0 - away * away));
            weights = weights + weight;
            creep = creep + weight * creep_of_zones[j];
        }
        Touching<T> now{contact(u.load, T(creep / weights), p.roller), T(0.0), T(0.0)};
        now.half_lengths = p.belly_length / now.contact.half_length;
        const T mean_profile = (profile_integral(T((1.0 - u.position) * now.half_lengths)) -
                                profile_integral(T(-u.position * now.half_lengths))) /
                               now.half_lengths;
        now.spindle_strain = p.strain_ratio * mean_profile * now.contact.tissue_indentation / p.thickness;
        return now;
    }
    template <Scalar T>
    static constexpr T pressure_on(std::size_t zone, const Touching<T>& now, const RollerInput<T>& u, const auto& p) {
        return pressure_profile(T((Zones::middle[zone] - u.position) * now.half_lengths)) * p.roller.texture *
               now.contact.mean_pressure;
    }

    /// What the roller does to the belly now. Where it is lifted everywhere, nothing is computed.
    template <Scalar T>
    struct Pressed {
        Contact<T> contact;
        typename Zones::template Input<T> belly; ///< pressure on each zone
        T belly_pressure, end_pressure, spindle_strain;
    };
    template <Scalar T>
    static constexpr Pressed<T> pressed(const State<T>& x, const RollerInput<T>& u, const auto& p) {
        if (!any(u.load > 0.0)) return {contact(u.load, T(0.0), p.roller), {}, T(0.0), T(0.0), T(0.0)};
        const Touching<T> touch = touching(x.belly.creep, u, p);
        Pressed<T> now{touch.contact, {}, T(0.0), T(0.0), touch.spindle_strain};
        for (std::size_t j = 0; j < zones; ++j) now.belly.pressure[j] = pressure_on(j, touch, u, p);
        for (std::size_t j = 0; j < zones; ++j) {
            now.belly_pressure = now.belly_pressure + now.belly.pressure[j] * (1.0 / N);
            now.end_pressure = now.end_pressure + now.belly.pressure[j] * at_end[j];
        }
        return now;
    }

    template <Scalar T>
    static constexpr Response<State<T>, RolledTissueOutput<T>> dynamics(const State<T>& x, const RollerInput<T>& u,
                                                                        const auto& p) {
        const Pressed<T> now = pressed(x, u, p);
        const Parts<T> parts(x, u, now, p);
        return {{Zones::rates(x.belly, now.belly, p.belly), parts.thixotropy.rates, parts.slack.rates, parts.centre.rates},
                output(now, parts, p)};
    }
    /// The output alone.
    template <Scalar T>
    static constexpr RolledTissueOutput<T> felt(const State<T>& x, const RollerInput<T>& u, const auto& p) {
        const Pressed<T> now = pressed(x, u, p);
        return output(now, Parts<T>(x, u, now, p), p);
    }

    /// How fast the contact changes, while the load changes by `load_rate` and the belly creeps.
    template <Scalar T>
    struct Change {
        T spindle_strain; ///< [1/s]
        T loading;        ///< [Pa/s] of zones whose pressure rises, mean over the whole belly
    };
    template <Scalar T>
    static constexpr Change<T> change(const State<T>& x, const State<T>& rates, const RollerInput<T>& u, const T& load_rate,
                                      const auto& p) {
        using D = Dual<T, 1>;
        if (!any(u.load > 0.0)) return {T(0.0), T(0.0)};
        std::array<D, N> creep;
        for (std::size_t j = 0; j < zones; ++j) creep[j] = D{x.belly.creep[j], {rates.belly.creep[j]}};
        const RollerInput<D> moving{D{u.load, {load_rate}}, D{u.position, {u.speed}}, D(u.speed)};
        const Touching<D> now = touching(creep, moving, p);
        Change<T> change{now.spindle_strain.slope[0], T(0.0)};
        for (std::size_t j = 0; j < zones; ++j)
            change.loading = change.loading + max(pressure_on(j, now, moving, p).slope[0], 0.0) * (1.0 / N);
        return change;
    }

    /// Rolled for ever at the same place with the same load; without load, untouched for ever, and tight where the
    /// parameters say so.
    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const RollerInput<T>& u, const Parameters<P>& p) {
        // Creep changes the pressure that makes it, where there is any.
        State<T> x{};
        const int rounds = any(u.load > 0.0) ? 100 : 1;
        for (int k = 0; k < rounds; ++k) x.belly = Zones::rest(pressed(x, u, p).belly, p.belly);
        const Pressed<T> now = pressed(x, u, p);
        T mean_creep(0.0);
        for (const T& y : x.belly.creep) mean_creep = mean_creep + y * (1.0 / N);
        x.thixotropy = Thixotropy::rest(KneadingInput<T>{now.contact.mean_pressure, u.speed}, p.thixotropy);
        x.slack = SlackShift::rest(CreepInput<T>{mean_creep}, p.slack);
        x.centre = PressureTolerance::rest(ToleranceInput<T>{now.belly_pressure}, p.centre);
        return x;
    }

    /// Tenderness at a position along the belly, in a straight line between the middles of zones.
    template <Scalar T>
    static constexpr T tenderness(const T& position, const State<T>& x) {
        T sum(0.0), weights(0.0);
        for (std::size_t j = 0; j < zones; ++j) {
            const T weight = max(1.0 - abs(position - Zones::middle[j]) * double(N), 0.0);
            sum = sum + weight * x.belly.tenderness[j];
            weights = weights + weight;
        }
        return sum / weights;
    }

private:
    // What follows from the pressure, but for the rates of the zones.
    template <Scalar T>
    struct Parts {
        typename Zones::template Output<T> belly;
        Response<Thixotropy::State<T>, ThixotropyOutput<T>> thixotropy;
        Response<SlackShift::State<T>, SlackShiftOutput<T>> slack;
        Response<PressureTolerance::State<T>, ToleranceOutput<T>> centre;

        constexpr Parts(const State<T>& x, const RollerInput<T>& u, const Pressed<T>& now, const auto& p)
            : belly(Zones::output(x.belly)),
              thixotropy(
                  Thixotropy::dynamics(x.thixotropy, KneadingInput<T>{now.contact.mean_pressure, u.speed}, p.thixotropy)),
              slack(SlackShift::dynamics(x.slack, CreepInput<T>{belly.mean_creep}, p.slack)),
              centre(PressureTolerance::dynamics(x.centre, ToleranceInput<T>{now.belly_pressure}, p.centre)) {}
    };
    template <Scalar T>
    static constexpr RolledTissueOutput<T> output(const Pressed<T>& now, const Parts<T>& parts, const auto& p) {
        const auto& belly = parts.belly;
        return {.force = now.contact.force,
                .mean_pressure = now.contact.mean_pressure,
                .area = now.contact.area,
                .indentation = now.contact.indentation,
                .belly_pressure = now.belly_pressure,
                .end_pressure = now.end_pressure,
                .spindle_strain = now.spindle_strain,
                .contracture = belly.contracture,
                .tenderness = belly.tenderness,
                .tolerated_torque = parts.centre.output.tolerated_torque,
                .fibre = {parts.thixotropy.output.stiffness, parts.slack.output.shift,
                          p.contracture_force * belly.contracture,
                          1.0 - p.active_loss * now.belly_pressure / (now.belly_pressure + p.active_loss_pressure)}};
    }

    // How much each zone counts in the mean over the outer tenth, both ends added.
    static constexpr std::array<double, N> at_end = [] {
        std::array<double, N> share{};
        for (std::size_t j = 0; j < zones; ++j) {
            const double from = static_cast<double>(j) / N, to = from + 1.0 / N;
            const auto overlap = [&](double low, double high) { return max(min(to, high) - max(from, low), 0.0); };
            share[j] = (overlap(0, 0.1) + overlap(0.9, 1)) / 0.1;
        }
        return share;
    }();
};

static_assert(Component<RolledTissue<>, RollerInput, RolledTissueOutput>);

} // namespace myotatic
