// A motor pool of 120 units: recruited in the order of their size, firing the faster the more they are driven, each with a
// twitch of its own.
//
// Citation: fuglevand1993.
//
//   paper        here                                    unit
//   -            potential                               1     0: nobody fires; 1: the last unit is recruited
//   E            1 + (RR - 1) potential                  1     excitation, in units of the first threshold
//   i, n         unit number, number_of_units            1     1 to 120
//   RR           recruitment_range                       1
//   RTE_i        RR^(i/n)                                1     E at which unit i is recruited
//   MFR, g_e     minimum_rate, rate_gain                 pps   rate when recruited; gain per E
//   PFR_1, PFRD  first_peak_rate, peak_rate_decrement    pps   peak rate PFR_i = PFR_1 - PFRD RTE_i/RTE_n
//   RP           force_range                             1
//   P_i          RP^(i/n)                                1     force of a twitch
//   T_L, RT      longest_contraction_time, contraction_time_range    ms, 1
//   T_i          T_L RT^(-i/n)                           ms    contraction time
//   S            relative_force(T_i rate)                1     mean force of a unit over that of its tetanus
//
// How 120 units live in one equation. A unit's rate follows from E at the same instant, and its mean force from its rate:
// the only thing to remember is the potential. The excitation that leaves for the muscle is the sum of the mean forces over
// that at full drive. How a twitch rises and falls is left to the activation of the muscle, which would otherwise be
// there twice. The sum ends with the last unit that is recruited, so that a quiet pool costs nothing and a fully recruited
// one 120 exponentials. The closed form of the same pool without rate coding is RatePool.
//
// Departures
//   * Mean forces instead of trains of twitches, for the reason above. Fluctuations (c.v. of the intervals 0.2) are lost
//     with them; common noise of the drive is an input.
//   * A unit joins not at once but while E passes from the threshold before its own to the one after: the integral of a
//     linear B-spline. Synaptic noise would have that effect. The published map jumps 120 times; here it has a continuous
//     slope, also where the first unit begins.
//   * What remains are corners: one where a unit reaches its peak rate, one where T_i rate passes 0.4 (the published law has
//     it). Each turns the slope of one unit of 120.
//   * The published excitation counts from 0; the pool's potential counts from the first threshold, and 1 recruits all, as
//     in every pool here. Full drive, at which the last unit reaches its peak rate, is `full_drive`, 1.93.
#pragma once

#include "myotatic/physiology/balance.hpp"
#include "myotatic/physiology/motor_pool/motor_pool.hpp"

#include <array>
#include <cstddef>

namespace myotatic {

struct Fuglevand1993 {
    static constexpr std::size_t number_of_units = 120;

    template <Scalar T>
    struct State {
        T potential = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{field("potential", &R::potential, "1", "depolarisation of the pool").scale(1)};
        }
    };

    template <Scalar T>
    struct Parameters {
        T time_constant = 8 * units::ms;
        T recruitment_range = 30.0;
        T minimum_rate = 8.0;
        T rate_gain = 1.0;
        T first_peak_rate = 45.0;
        T peak_rate_decrement = 10.0;
        T force_range = 100.0;
        T longest_contraction_time = 90 * units::ms;
        T contraction_time_range = 3.0;

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            constexpr auto paper = [](auto f) { return f.from("fuglevand1993", Evidence::verified); };
            return std::tuple{
                field("time_constant", &R::time_constant, "ms", "membrane of the pool")
                    .within(0.1, 200).from("usual value for motoneurones", Evidence::recalled),
                paper(field("recruitment_range", &R::recruitment_range, "1", "last recruitment threshold over the first")
                    .within(1.5, 1000)),
                paper(field("minimum_rate", &R::minimum_rate, "pps", "rate of a unit when it is recruited").within(1, 50)),
                paper(field("rate_gain", &R::rate_gain, "pps", "rise of the rates per first threshold of excitation")
                    .within(0.01, 100)),
                paper(field("first_peak_rate", &R::first_peak_rate, "pps", "peak rate of the first unit").within(5, 300)),
                paper(field("peak_rate_decrement", &R::peak_rate_decrement, "pps", "by how much the last unit peaks lower")
                    .within(-200, 200)),
                paper(field("force_range", &R::force_range, "1", "largest twitch over the smallest").within(1.5, 10000)),
                paper(field("longest_contraction_time", &R::longest_contraction_time, "ms", "of the slowest twitch")
                    .within(5, 500)),
                paper(field("contraction_time_range", &R::contraction_time_range, "1", "slowest over fastest twitch")
                    .within(1.01, 20))};
        }
        // clang-format on
    };

    template <Scalar T>
    struct Prepared : Parameters<T> {
        using R = Parameters<T>;
        Divisor<T> time_constant{R::time_constant};
        Divisor<T> last_threshold{R::recruitment_range};
        Divisor<T> log_step{log(R::recruitment_range) / double(number_of_units)};
        // From one unit to the next.
        T threshold_step = exp(log(R::recruitment_range) / double(number_of_units));
        T twitch_step = exp(log(R::force_range) / double(number_of_units));
        T time_step = exp(-log(R::contraction_time_range) / double(number_of_units));
        Divisor<T> full_force{at_peak_rates()};

    private:
        constexpr T at_peak_rates() const {
            T sum = 0.0;
            Unit<T> unit = before_first(*this);
            for (std::size_t i = 0; i < number_of_units; ++i) {
                unit = next(unit, *this);
                sum = sum + unit.twitch * relative_force(T(unit.contraction_time * peak_rate(unit, *this)));
            }
            return sum;
        }
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
    static constexpr Response<State<T>, MotorPoolOutput<T>> dynamics(const State<T>& x, const MotorPoolInput<T>& u,
                                                                     const auto& parameters) {
        const auto& p = prepare(parameters);
        return {{(u.drive - x.potential) / p.time_constant}, {excitation(x.potential, p)}};
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const MotorPoolInput<T>& u, const Parameters<P>&) {
        return {u.drive};
    }

    /// Mean force of all units over that at full drive, 0 to 1. [fuglevand1993]
    template <Scalar T>
    static constexpr T excitation(const T& potential, const auto& parameters) {
        const auto& p = prepare(parameters);
        T force = 0.0;
        for_each_recruited(potential, p, [&](std::size_t, const auto& unit, const T& joined, const T& rate) {
            force = force + unit.twitch * joined * relative_force(T(unit.contraction_time * rate));
        });
        return force / p.full_force;
    }

    /// Mean force over that of a tetanus, of a unit whose contraction time times rate is x: a straight line up to 0.4, and
    /// 1 - e^(-2 x^3) beyond. [fuglevand1993]
    template <Scalar T>
    static constexpr T relative_force(const T& x) {
        constexpr double unfused = 0.4, slope = 0.30036655213839053; // (1 - e^(-2 0.4^3)) / 0.4
        return select(x < unfused, slope * x, 1.0 - exp(-2.0 * x * x * x));
    }

    /// What else there is to see: every unit.
    template <Scalar T>
    struct Detail {
        std::array<T, number_of_units> rate{};
        T recruited = 0.0;
        T emg = 0.0;

        static constexpr auto fields() {
            using R = Detail;
            return std::tuple{
                field("unit_rate", &R::rate, "pps", "firing rate of a unit, from the smallest to the largest"),
                field("recruited", &R::recruited, "1", "how many units fire"),
                field("emg", &R::emg, "1", "rectified surface EMG without cancellation, over that at full drive")};
        }
    };

    /// The units one by one; one that is joining counts in part. The EMG is the sum of their rates, each weighted by its
    /// twitch: a unit's potential grows with its number of fibres, and so does its force. [fuglevand1993]
    template <Scalar T>
    static constexpr Detail<T> detail(const State<T>& x, const MotorPoolInput<T>&, const auto& parameters) {
        const auto& p = prepare(parameters);
        Detail<T> d;
        d.rate.fill(T(0.0));
        for_each_recruited(x.potential, p, [&](std::size_t i, const auto& unit, const T& joined, const T& rate) {
            d.rate[i] = joined * rate;
            d.recruited = d.recruited + joined;
            d.emg = d.emg + unit.twitch * d.rate[i];
        });
        auto full_emg = 0.0 * p.minimum_rate;
        auto unit = before_first(p);
        for (std::size_t i = 0; i < number_of_units; ++i) {
            unit = next(unit, p);
            full_emg = full_emg + unit.twitch * peak_rate(unit, p);
        }
        d.emg = d.emg / full_emg;
        return d;
    }

    /// The drive at which the last unit reaches its peak rate. [fuglevand1993]
    template <Scalar T>
    static constexpr T full_drive(const Parameters<T>& p) {
        return 1.0 +
               (p.first_peak_rate - p.peak_rate_decrement - p.minimum_rate) / p.rate_gain / (p.recruitment_range - 1.0);
    }

    /// The constant drive that yields an excitation from 0 to 1; inverse of `excitation`, to 1e-12.
    static double drive_for(double wanted, const Parameters<double>& parameters) {
        const auto p = prepare(parameters);
        return find_balance(0.0, full_drive(parameters), [&]<class S>(const S& v) { return excitation(v, p) - wanted; });
    }

private:
    template <class P>
    struct Unit {
        P threshold, twitch, contraction_time;
    };
    template <class P>
    static constexpr Unit<P> before_first(const Parameters<P>& p) {
        return {P(1.0), P(1.0), p.longest_contraction_time};
    }
    template <class P>
    static constexpr Unit<P> next(const Unit<P>& u, const auto& p) {
        return {u.threshold * p.threshold_step, u.twitch * p.twitch_step, u.contraction_time * p.time_step};
    }

    template <class P>
    static constexpr P peak_rate(const Unit<P>& u, const auto& p) {
        return p.first_peak_rate - p.peak_rate_decrement * (u.threshold / p.last_threshold);
    }
    /// Of a unit that is recruited [pps].
    template <Scalar T>
    static constexpr T rate_of(const auto& u, const T& e, const auto& p) {
        return min(p.minimum_rate + p.rate_gain * (e - u.threshold), peak_rate(u, p));
    }
    /// E, from the first threshold up.
    template <Scalar T>
    static constexpr T excitation_units(const T& potential, const auto& p) {
        return 1.0 + (p.recruitment_range - 1.0) * max(potential, 0.0);
    }

    /// Calls `visit(unit number from 0, unit, how far it has joined, its rate)` up to the last unit that has begun to join
    /// in any lane.
    template <Scalar T>
    static constexpr void for_each_recruited(const T& potential, const auto& p, const auto& visit) {
        const T e = excitation_units(potential, p);
        const T thresholds_passed = log(e) / p.log_step;
        auto unit = before_first(p);
        for (std::size_t i = 0; i < number_of_units; ++i) {
            const T ahead = thresholds_passed - double(i); // of the threshold before this one, in steps
            if (!any(ahead > 0.0)) break;
            unit = next(unit, p);
            const T first = min(max(ahead, 0.0), 1.0), second = min(max(ahead - 1.0, 0.0), 1.0);
            visit(i, unit, T(0.5 * first * first + second - 0.5 * second * second), rate_of(unit, e, p));
        }
    }
};

static_assert(MotorPool<Fuglevand1993>);

} // namespace myotatic
