// The intrafusal muscle fibres of Mileusnic et al. and what their endings make of them: the laws that the massless and the
// inertial spindle share.
//
// Citation: mileusnic2006. Each fibre is a sensory spring in series with a polar region (spring, damper, active force).
//
//   paper      here                                    unit
//   f_d, f_s   dynamic_activation, static_activation   1      f of the chain is algebraic, hence no state
//   T          bag1_tension, bag2_tension, ...         FU
//   beta       damping(fibre, f)                       FU/L0  (see departures)
//   Gamma      fibre.fusimotor_force * f               FU
//   K_SR K_PR  sensory_stiffness, polar_stiffness      FU/L0
//   L0_SR L0_PR  sensory_rest_length, polar_rest_length  L0
//   LN_SR LN_PR  sensory_threshold, polar_threshold    L0
//   R          force_zero_length                       L0
//   C_L C_S    lengthening_factor, shortening_factor   1
//   a          velocity_exponent                       1
//   G          primary_gain, secondary gain            pps/L0
//   X L_sec S  sensory_fraction, length, occlusion     1, L0, 1
//
// Departures
//   * The velocity under the exponent is divided by reference_velocity (1 L0/s), which gives the damping a unit that does
//     not depend on the exponent. The numbers are those of the paper.
//   * The paper's table repeats the values that all three fibres share; they are kept once, in IntrafusalCommon.
//   * L_PR - R is not less than 0.02 L0. The published damper vanishes and turns negative below L of about 0.5 L0, far
//     outside the 0.95 to 1.08 L0 of the data.
//   * beta is not less than a twentieth of its passive value, which the published parameters never reach; other parameters
//     could make it negative.
#pragma once

#include "myotatic/physiology/spindle/spindle.hpp"

#include <array>
#include <tuple>

namespace myotatic {

/// What bag1, bag2 and chain have in common. [mileusnic2006 Table 1]
template <Scalar T>
struct IntrafusalCommon {
    T sensory_stiffness = 10.4649;
    T polar_stiffness = 0.15;
    T sensory_rest_length = 0.04;
    T polar_rest_length = 0.76;
    T sensory_threshold = 0.0423;
    T force_zero_length = 0.46;
    T lengthening_factor = 1.0;
    T shortening_factor = 0.42;
    T velocity_exponent = 0.3;
    T reference_velocity = 1.0;
    T fusimotor_exponent = 2.0;

    static constexpr auto fields() {
        using R = IntrafusalCommon;
        constexpr auto table = [](auto f) { return f.from("mileusnic2006 Table 1", Evidence::verified); };
        return std::tuple{
            table(field("sensory_stiffness", &R::sensory_stiffness, "FU/L0", "spring of the sensory region").within(1, 100)),
            table(field("polar_stiffness", &R::polar_stiffness, "FU/L0", "spring of the polar region").within(0.01, 2)),
            table(field("sensory_rest_length", &R::sensory_rest_length, "L0", "sensory region at rest").within(0.01, 0.2)),
            table(field("polar_rest_length", &R::polar_rest_length, "L0", "polar region at rest").within(0.5, 1)),
            table(field("sensory_threshold", &R::sensory_threshold, "L0", "sensory length at which firing starts")
                      .within(0.01, 0.2)),
            table(field("force_zero_length", &R::force_zero_length, "L0", "polar length at which damping vanishes")
                      .within(0, 0.6)),
            table(field("lengthening_factor", &R::lengthening_factor, "1", "damping while the polar region lengthens")
                      .within(0.05, 5)),
            table(field("shortening_factor", &R::shortening_factor, "1", "damping while the polar region shortens")
                      .within(0.05, 5)),
            table(
                field("velocity_exponent", &R::velocity_exponent, "1", "exponent of velocity in the damper").within(0.1, 1)),
            field("reference_velocity", &R::reference_velocity, "L0/s", "unit of the velocity under the exponent")
                .within(0.01, 100)
                .from("the unit of velocity of mileusnic2006", Evidence::verified),
            table(field("fusimotor_exponent", &R::fusimotor_exponent, "1", "exponent of the fusimotor activation")
                      .within(1, 10))};
    }
};

/// What distinguishes one intrafusal fibre from the others. [mileusnic2006 Table 1]
template <Scalar T>
struct IntrafusalFibre {
    T passive_damping = 0.0;
    T fusimotor_damping = 0.0; ///< change of the damping at full activation
    T fusimotor_force = 0.0;   ///< active force at full activation
    T half_rate = 0.0;         ///< fusimotor rate of half activation
    T primary_gain = 0.0;      ///< firing of the primary ending per sensory stretch

    static constexpr IntrafusalFibre bag1() { return {0.0605, 0.2592, 0.0289, 60.0, 20000.0}; }
    static constexpr IntrafusalFibre bag2() { return {0.0822, -0.0460, 0.0636, 60.0, 10000.0}; }
    static constexpr IntrafusalFibre chain() { return {0.0822, -0.0690, 0.0954, 90.0, 10000.0}; }

    static constexpr auto fields() {
        using R = IntrafusalFibre;
        constexpr auto table = [](auto f) { return f.from("mileusnic2006 Table 1", Evidence::verified); };
        return std::tuple{
            table(field("passive_damping", &R::passive_damping, "FU/L0", "damping without fusimotor drive").within(0.01, 1)),
            table(field("fusimotor_damping", &R::fusimotor_damping, "FU/L0", "change of damping at full activation")
                      .within(-0.08, 5)),
            table(field("fusimotor_force", &R::fusimotor_force, "FU", "active force at full activation").within(0, 1)),
            table(field("half_rate", &R::half_rate, "pps", "fusimotor rate of half activation").within(1, 500)),
            table(field("primary_gain", &R::primary_gain, "pps/L0", "primary firing per sensory stretch").within(0, 1e5))};
    }
};

/// The secondary ending, the same on bag2 and chain. [mileusnic2006 Table 1]
template <Scalar T>
struct SecondaryEnding {
    T gain = 7250.0;
    T sensory_fraction = 0.7;
    T length = 0.04;
    T polar_threshold = 0.89;

    static constexpr auto fields() {
        using R = SecondaryEnding;
        constexpr auto table = [](auto f) { return f.from("mileusnic2006 Table 1", Evidence::verified); };
        return std::tuple{
            table(field("gain", &R::gain, "pps/L0", "firing per stretch").within(0, 1e5)),
            table(field("sensory_fraction", &R::sensory_fraction, "1", "part that lies on the sensory region").within(0, 1)),
            table(field("length", &R::length, "L0", "length of the ending at rest").within(0, 0.2)),
            table(field("polar_threshold", &R::polar_threshold, "L0", "polar length at which firing starts")
                      .within(0.5, 1.5))};
    }
};

/// A whole spindle: three fibres and two endings.
template <Scalar T>
struct IntrafusalParameters {
    IntrafusalCommon<T> common{};
    IntrafusalFibre<T> bag1 = IntrafusalFibre<T>::bag1();
    IntrafusalFibre<T> bag2 = IntrafusalFibre<T>::bag2();
    IntrafusalFibre<T> chain = IntrafusalFibre<T>::chain();
    SecondaryEnding<T> secondary{};
    T dynamic_time_constant = 0.149;
    T static_time_constant = 0.205;
    T occlusion = 0.156;

    static constexpr auto fields() {
        using R = IntrafusalParameters;
        constexpr auto table = [](auto f) { return f.from("mileusnic2006 Table 1", Evidence::verified); };
        return std::tuple{
            part("common", &R::common),
            part("bag1", &R::bag1),
            part("bag2", &R::bag2),
            part("chain", &R::chain),
            part("secondary", &R::secondary),
            table(field("dynamic_time_constant", &R::dynamic_time_constant, "ms", "dynamic activation of bag1")
                      .within(1, 2000)),
            table(
                field("static_time_constant", &R::static_time_constant, "ms", "static activation of bag2").within(1, 2000)),
            table(field("occlusion", &R::occlusion, "1", "part of the weaker primary input that is added").within(0, 1))};
    }
};

namespace intrafusal {

/// What follows from the parameters alone.
template <Scalar T>
struct PreparedCommon : IntrafusalCommon<T> {
    using R = IntrafusalCommon<T>;
    Divisor<T> sensory_stiffness{R::sensory_stiffness};
    Divisor<T> sensory_rest_length{R::sensory_rest_length}, polar_rest_length{R::polar_rest_length};
    Divisor<T> lengthening_factor{R::lengthening_factor}, shortening_factor{R::shortening_factor};
    T inversion = (1.0 - R::velocity_exponent) / (2.0 * R::velocity_exponent); ///< |v| = |w| (w^2)^inversion for w = |v|^a
};
template <Scalar T>
constexpr PreparedCommon<T> prepare(const IntrafusalCommon<T>& c) {
    return {c};
}
template <Scalar T>
constexpr const PreparedCommon<T>& prepare(const PreparedCommon<T>& c) {
    return c;
}
template <Scalar T>
struct PreparedFibre : IntrafusalFibre<T> {
    T half_rate_power; ///< half_rate^p
};
template <Scalar T>
struct Prepared : IntrafusalParameters<T> {
    using R = IntrafusalParameters<T>;
    PreparedCommon<T> common{R::common};
    PreparedFibre<T> bag1 = fibre(R::bag1), bag2 = fibre(R::bag2), chain = fibre(R::chain);
    Divisor<T> dynamic_time_constant{R::dynamic_time_constant}, static_time_constant{R::static_time_constant};

private:
    constexpr PreparedFibre<T> fibre(const IntrafusalFibre<T>& f) const {
        return {f, pow(f.half_rate, R::common.fusimotor_exponent)};
    }
};

/// |w|^(1/a - 1) = (w^2)^inversion, which times w is the velocity whose power a with its sign is w. An exponential of a
/// logarithm: twice as fast as pow, and right to 1e-14 for |w| > 1e-20. Smooth at 0, where it vanishes.
template <Scalar T>
constexpr T velocity_over_power(const T& w, const auto& c) {
    return exp(c.inversion * log(max(w * w, 1e-200)));
}

/// Activation of each fibre: what a spindle with given states drives its fibres with.
template <Scalar T>
struct Activations {
    T bag1, bag2, chain;
};

/// Steady activations by constant fusimotor drive, each 0 to 1: gamma^p / (gamma^p + half_rate^p). [mileusnic2006]
template <Scalar T, Scalar P>
constexpr Activations<T> steady_activations(const SpindleInput<T>& u, const Prepared<P>& p) {
    const T dynamic = pow(max(u.gamma_dynamic, 0.0), p.common.fusimotor_exponent);
    const T stat = pow(max(u.gamma_static, 0.0), p.common.fusimotor_exponent);
    const T bag2 = stat + p.bag2.half_rate_power, chain = stat + p.chain.half_rate_power;
    const T per_both = stat / (bag2 * chain); // one division for two
    return {dynamic / (dynamic + p.bag1.half_rate_power), per_both * chain, per_both * bag2};
}

/// Force that the damper of the polar region must bear: what is left of the tension [FU]. Positive when it lengthens.
template <Scalar T>
constexpr T damper_force(const T& tension, const T& f, const T& length, const auto& fibre, const auto& c) {
    const T polar_length = length - c.sensory_rest_length - tension / c.sensory_stiffness;
    return tension - c.polar_stiffness * (polar_length - c.polar_rest_length) - fibre.fusimotor_force * f;
}

/// beta (L_PR - R), the force of the damper at reference velocity without C [FU]. Positive. [mileusnic2006]
template <Scalar T>
constexpr T damper_strength(const T& tension, const T& f, const T& length, const auto& fibre, const auto& c) {
    const T polar_length = length - c.sensory_rest_length - tension / c.sensory_stiffness;
    const T beta = max(fibre.passive_damping + fibre.fusimotor_damping * f, 0.05 * fibre.passive_damping);
    return beta * max(polar_length - c.force_zero_length, 0.02);
}

/// The tension that stays, given length and activation: the damper bears nothing. [mileusnic2006]
template <Scalar T>
constexpr T steady_tension(const T& f, const T& length, const auto& fibre, const auto& c) {
    return (c.polar_stiffness * (length - c.sensory_rest_length - c.polar_rest_length) + fibre.fusimotor_force * f) /
           (1.0 + c.polar_stiffness / c.sensory_stiffness);
}

/// Stretch of the sensory region beyond the length at which it fires [L0].
template <Scalar T>
constexpr T sensory_stretch(const T& tension, const auto& c) {
    return tension / c.sensory_stiffness - (c.sensory_threshold - c.sensory_rest_length);
}

/// What a fibre contributes to the primary ending, where positive [pps]. [mileusnic2006 eq 7]
template <Scalar T>
constexpr T primary(const T& tension, const auto& fibre, const auto& c) {
    return fibre.primary_gain * sensory_stretch(tension, c);
}

/// What a fibre contributes to the secondary ending, which lies partly on its polar region, where positive [pps].
/// [mileusnic2006 eq 8]
template <Scalar T>
constexpr T secondary(const T& tension, const T& length, const auto& e, const auto& c) {
    const T polar_stretch = length - tension / c.sensory_stiffness - c.sensory_rest_length - e.polar_threshold;
    const T on_sensory = e.sensory_fraction * (e.length / c.sensory_rest_length) * sensory_stretch(tension, c);
    const T on_polar = (1.0 - e.sensory_fraction) * (e.length / c.polar_rest_length) * polar_stretch;
    return e.gain * (on_sensory + on_polar);
}

/// What the fibres contribute to both endings: they fire where it is positive [pps].
template <Scalar T>
struct Contributions {
    T primary_bag1, primary_bag2, primary_chain, secondary_bag2, secondary_chain;
};
template <Scalar T>
constexpr Contributions<T> contributions(const T& bag1, const T& bag2, const T& chain, const T& length, const auto& p) {
    return {primary(bag1, p.bag1, p.common), primary(bag2, p.bag2, p.common), primary(chain, p.chain, p.common),
            secondary(bag2, length, p.secondary, p.common), secondary(chain, length, p.secondary, p.common)};
}

/// Firing of both endings. The stronger of bag1 and bag2 + chain occludes most of the weaker. [mileusnic2006]
template <Scalar T>
constexpr SpindleOutput<T> firing(const Contributions<T>& c, const auto& p) {
    const T dynamic = max(c.primary_bag1, 0.0), stat = max(c.primary_bag2, 0.0) + max(c.primary_chain, 0.0);
    return {max(dynamic, stat) + p.occlusion * min(dynamic, stat), max(c.secondary_bag2, 0.0) + max(c.secondary_chain, 0.0)};
}
/// What changes sign where it bends.
template <Scalar T>
constexpr std::array<T, 6> bends_of_firing(const Contributions<T>& c) {
    return {c.primary_bag1,    c.primary_bag2,
            c.primary_chain,   c.secondary_bag2,
            c.secondary_chain, max(c.primary_bag1, 0.0) - max(c.primary_bag2, 0.0) - max(c.primary_chain, 0.0)};
}

} // namespace intrafusal

} // namespace myotatic
