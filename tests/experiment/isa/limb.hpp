// A limb with a delayed reflex and a heart that can fail in every way: the circuit that the tests of lanes run. Small, so
// that every kernel of it compiles in seconds.
#pragma once

#include "myotatic/experiment/kernels.hpp"

#include <array>

namespace myotatic::testing {

struct Limb {
    template <class T>
    struct State {
        T angle = 0.0, velocity = 0.0, heat = 0.0;
        static constexpr auto fields() {
            return std::tuple{field("angle", &State::angle, "rad", "of the joint").scale(0.1),
                              field("velocity", &State::velocity, "rad/s", "of the joint").scale(1),
                              field("heat", &State::heat, "1", "what can go wrong").scale(1)};
        }
    };
    template <class T>
    struct Parameters {
        T inertia = 0.02, damping = 0.25, stiffness = 15.0, gain = 3.0, strongest = 1.0, delay = 0.04, threshold = 0.05;
        T growth = -5.0, singular = 0.0, lasts = 1e3;
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{field("inertia", &R::inertia, "kg m^2", "of the limb"),
                              field("damping", &R::damping, "N m s/rad", "of the joint"),
                              field("stiffness", &R::stiffness, "N m/rad", "of the joint"),
                              field("gain", &R::gain, "N m/rad", "of the reflex"),
                              field("strongest", &R::strongest, "N m", "torque of the reflex"),
                              field("delay", &R::delay, "s", "from stretch to torque"),
                              field("threshold", &R::threshold, "rad", "delayed angle that is an event"),
                              field("growth", &R::growth, "1/s", "of the heat by itself"),
                              field("singular", &R::singular, "1/s", "of the heat by its square"),
                              field("lasts", &R::lasts, "s", "there is no rate of heat after that time")};
        }
    };
    template <class T>
    struct Input {
        T push = 0.0, spark = 0.0;
        static constexpr auto fields() {
            return std::tuple{field("push", &Input::push, "N m", "torque from outside"),
                              field("spark", &Input::spark, "1/s", "makes heat")};
        }
    };
    template <class T>
    struct Signals {
        T stretch = 0.0;
        static constexpr auto fields() { return std::tuple{field("stretch", &Signals::stretch, "rad", "what is felt")}; }
    };
    template <class T>
    struct Guards {
        T stretched = 0.0;
        static constexpr auto fields() { return std::tuple{field("stretched", &Guards::stretched, "1", "stretch")}; }
    };
    template <class T>
    using Observation = State<T>;

    template <Scalar T>
    static constexpr State<T> rates(const T& t, const State<T>& x, const Input<T>& u, const auto& past, const auto& p) {
        const T felt = past.at(&Signals<T>::stretch, t - p.delay);
        const T torque = u.push - p.strongest * tanh(p.gain * felt / p.strongest);
        const T still_there = 0.0 * sqrt(p.lasts - t); // NaN after it
        return {x.velocity, (torque - p.damping * x.velocity - p.stiffness * x.angle) / p.inertia,
                u.spark + p.growth * x.heat + p.singular * x.heat * x.heat + still_there};
    }
    template <Scalar T>
    static constexpr Signals<T> signals(const T&, const State<T>& x, const Input<T>&, const auto&) {
        return {x.angle};
    }
    static constexpr auto delays(const auto& p) { return std::array{p.delay}; }
    template <Scalar T>
    static constexpr Observation<T> observe(const T&, const State<T>& x, const Input<T>&, const auto&, const auto&) {
        return x;
    }
    template <Scalar T>
    static constexpr Guards<T> guards(const T& t, const State<T>&, const Input<T>&, const auto& past, const auto& p) {
        return {past.at(&Signals<T>::stretch, t - p.delay) - p.threshold};
    }
    template <Scalar T>
    static constexpr Resting<Limb, T> at_rest(const Parameters<T>& p, const Input<T>&) {
        return {p, {}};
    }
};

inline constexpr std::size_t limb_parameters = flat_size<Limb::Parameters<double>>;

template <class Method, class T>
using LimbIntegration =
    detail::GuardedIntegration<DrivenCircuit<Limb, T>, Method, ode::Pi, T, flat_size<Limb::State<double>>, ode::Rested<1>,
                               std::make_index_sequence<1>>;

/// An integration with a parameter set in each lane, which lie one behind the other in `sets`.
template <class Method, class T>
typename LimbIntegration<Method, T>::type limbs_in_lanes(const LanePlan<Limb>& plan, const double* sets) {
    Flat<T, limb_parameters> numbers{};
    for (int i = 0; i < lanes_of<T>; ++i)
        for (std::size_t n = 0; n < limb_parameters; ++n)
            set_lane(numbers[n], i, sets[static_cast<std::size_t>(i) * limb_parameters + n]);
    const DrivenCircuit<Limb, T> system(unflatten<Limb::Parameters<T>>(numbers), plan.protocol);
    auto run = LimbIntegration<Method, T>::make(system, plan.solver);
    for (int i = 0; i < lanes_of<T>; ++i) run.begin(i, {plan.start, {}, {}, true}, plan.end);
    return run;
}

/// How many states of the first steps, at as many shares of a step at once as a register has lanes, differ in any bit from
/// those at one share after the other.
template <class Method, class T>
int wrong_side_by_side(const LanePlan<Limb>& plan, const double* sets) {
    using Wide = Widened<T>;
    Wide shares = 0.0;
    for (int i = 0; i < lanes_of<Wide>; ++i) set_lane(shares, i, (i + 0.5) / lanes_of<Wide>);

    auto run = limbs_in_lanes<Method, T>(plan, sets);
    int wrong = 0, compared = 0;
    while (compared < 20) {
        const auto step = run.turn();
        if (!all(step.accepted)) continue;
        ++compared;
        const auto together = step.segment.at(shares);
        for (int i = 0; i < lanes_of<Wide>; ++i) {
            const auto alone = step.segment.at(lane(shares, i));
            for (std::size_t n = 0; n < alone.size(); ++n)
                wrong += lane(together[n], i) != lane(alone[n], lanes_of<T> == 1 ? 0 : i);
        }
    }
    return wrong;
}

/// Integrates parameter sets, which lie one behind the other in `sets`, one per lane; saves after `turns` attempts in all
/// lanes, goes on to the end, and then does the rest twice more from what was saved: in the same integration and in another.
/// How many of the two differ in any bit of any step.
template <class Method, class T>
int wrong_after_interruption(const LanePlan<Limb>& plan, const double* sets, int turns) {
    // Everything that happens from here on, in one number: every bit of times and states of all lanes at every turn.
    const auto rest_of = [&](auto& run) {
        unsigned long long all = 0;
        const auto take = [&](const T& x) {
            for (int i = 0; i < lanes_of<T>; ++i)
                all = (all ^ __builtin_bit_cast(unsigned long long, lane(x, i))) * 0x9e3779b97f4a7c15ull + 1;
        };
        while (run.idle_lanes() != (1u << lanes_of<T>)-1) {
            const auto step = run.turn();
            take(run.time());
            for (const T& x : run.state()) take(x);
            for (const auto& happening : step.happenings) take(T(happening.time));
        }
        for (int i = 0; i < lanes_of<T>; ++i)
            all = all * 31 + static_cast<unsigned long long>(run.outcome(i).statistics.evaluations);
        return all;
    };

    auto run = limbs_in_lanes<Method, T>(plan, sets), other = limbs_in_lanes<Method, T>(plan, sets);
    for (int k = 0; k < turns; ++k) run.turn();
    const auto saved = run.save();
    const auto expected = rest_of(run);
    run.restore(saved), other.restore(saved);
    return (rest_of(run) != expected) + (rest_of(other) != expected);
}

} // namespace myotatic::testing

// What is compiled for each instruction set, for packs of one and for wide ones.
#define MYOTATIC_LIMB_METHOD(KEYWORD, METHOD, ...)                                                                          \
    KEYWORD template void run_lanes<testing::Limb, METHOD, ode::Pi, __VA_ARGS__>(const LanePlan<testing::Limb>&,            \
                                                                                 const LaneHost&);                          \
    KEYWORD template int testing::wrong_side_by_side<METHOD, __VA_ARGS__>(const LanePlan<testing::Limb>&, const double*);   \
    KEYWORD template int testing::wrong_after_interruption<METHOD, __VA_ARGS__>(const LanePlan<testing::Limb>&,             \
                                                                                const double*, int)
#define MYOTATIC_LIMB(KEYWORD, ...)                                                                                         \
    MYOTATIC_LIMB_METHOD(KEYWORD, ode::Grk4t, __VA_ARGS__);                                                                 \
    MYOTATIC_LIMB_METHOD(KEYWORD, ode::Tsitouras5, __VA_ARGS__)

namespace myotatic {

MYOTATIC_LIMB(extern, Pack<1, Baseline>);
MYOTATIC_LIMB(extern, Pack<1, Avx2>);
MYOTATIC_LIMB(extern, Pack<4, Avx2>);
MYOTATIC_LIMB(extern, Pack<1, Avx512>);
MYOTATIC_LIMB(extern, Pack<8, Avx512>);

} // namespace myotatic
