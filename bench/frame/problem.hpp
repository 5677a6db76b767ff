// What is solved: one second of a human soleus reflex arc that is tapped once, for many people: parameters that differ by a
// few per cent. Rest is found before anything is timed.
#pragma once

#include "myotatic/circuit/human_reflexes.hpp"
#include "myotatic/physiology/spindle/mileusnic2006_inertial.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numbers>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// The default arc.
using Massless = myotatic::StretchReflex<>;
/// The arc whose spindle has mass: stiff.
using Inertial = myotatic::StretchReflex<myotatic::DeGroote2016, myotatic::Mileusnic2006Inertial>;

/// A half-sine on the length of muscle and tendon.
struct Tap {
    double start = 0.1, duration = 10e-3, amplitude = 4e-3; ///< [s], [s], [m]

    bool covers(double t) const { return t > start && t < start + duration; }
    template <class T>
    T lengthening(const T& t) const {
        return amplitude * sin(std::numbers::pi / duration * (t - start));
    }
    template <class T>
    T velocity(const T& t) const {
        return amplitude * std::numbers::pi / duration * cos(std::numbers::pi / duration * (t - start));
    }
};

/// Absolute tolerances are this share of the relative one times the typical size of each component, for ours and for the
/// peers: where rectifiers open, small states matter. With 1 every solver takes longer for the same error, with 0.001 some
/// take longer and some do not.
inline constexpr double absolute_share = 0.01;

/// One person at rest: parameters with every derived one computed.
template <class C>
struct Instance {
    typename C::template Parameters<double> parameters;
    typename C::template State<double> rest;
};

template <class C>
struct Problem {
    static constexpr std::size_t states = myotatic::flat_size<typename C::template State<double>>;
    std::string name;
    double spread;
    Tap tap{};
    double duration = 1;         ///< [s]
    std::vector<double> times{}; ///< when the state is asked for: every 5 ms
    std::vector<Instance<C>> instances{};

    std::size_t numbers() const { return instances.size() * times.size() * states; }
};

/// Who solves it. `run` fills `numbers` with states, instance after instance, time after time, and says whether it could.
/// Everything that it does is timed.
template <class C>
struct Solver {
    std::string name;
    std::vector<double> settings; ///< tolerances, or steps; from loose to tight
    std::function<bool(const Problem<C>&, double setting, std::span<double> numbers)> run;
};

/// Tolerances from loose to tight, two to a decade.
inline std::vector<double> tolerances() {
    std::vector<double> all;
    for (int k = 4; k <= 26; ++k) all.push_back(std::pow(10.0, -0.5 * k));
    return all;
}

/// Parameters that differ between people: gains, thresholds, forces, distances, times.
inline constexpr std::array<std::string_view, 30> varied{"w_ia",
                                                         "theta_ia",
                                                         "w_ii",
                                                         "w_ib",
                                                         "gamma_dynamic",
                                                         "gamma_static",
                                                         "ib_to_fusimotor",
                                                         "ib_interneuron.time_constant",
                                                         "ii_interneuron.time_constant",
                                                         "pool.time_constant",
                                                         "pool.recruitment_range",
                                                         "nerve.path_length",
                                                         "nerve.ia_velocity",
                                                         "nerve.ii_velocity",
                                                         "nerve.ib_velocity",
                                                         "nerve.motor_velocity",
                                                         "nerve.gamma_velocity",
                                                         "muscle.max_isometric_force",
                                                         "muscle.max_contraction_velocity",
                                                         "muscle.activation_time",
                                                         "muscle.deactivation_time",
                                                         "spindle.intrafusal.bag1.passive_damping",
                                                         "spindle.intrafusal.bag2.passive_damping",
                                                         "spindle.intrafusal.chain.passive_damping",
                                                         "spindle.intrafusal.bag1.primary_gain",
                                                         "spindle.intrafusal.dynamic_time_constant",
                                                         "spindle.intrafusal.static_time_constant",
                                                         "tendon_organ.log_gain",
                                                         "joint.inertia",
                                                         "joint.damping"};

/// Counter-based random numbers, the same everywhere.
inline std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ull;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

/// Parameters of `count` people, each varied by a factor within 1 ± spread: a Latin hypercube, the same for a seed.
template <class C>
std::vector<typename C::template Parameters<double>> population(double spread, std::size_t count, std::uint64_t seed = 1) {
    using Parameters = typename C::template Parameters<double>;
    // The massless preset, field by field of the same name.
    Parameters middle;
    auto numbers = myotatic::flat(middle);
    const auto& leaves = myotatic::describe<Parameters>();
    const auto preset = myotatic::flat(myotatic::human_soleus_reflex());
    const auto& known = myotatic::describe<myotatic::HumanReflex>();
    for (std::size_t i = 0; i < known.size(); ++i)
        for (std::size_t j = 0; j < leaves.size(); ++j)
            if (known[i].name == leaves[j].name) numbers[j] = preset[i];

    std::vector<decltype(numbers)> people(count, numbers);
    std::vector<std::size_t> order(count);
    for (std::size_t v = 0; v < varied.size(); ++v) {
        const auto leaf = std::find_if(leaves.begin(), leaves.end(), [&](const auto& l) { return l.name == varied[v]; });
        if (leaf == leaves.end()) throw std::invalid_argument("no parameter " + std::string(varied[v]));
        const auto index = static_cast<std::size_t>(leaf - leaves.begin());
        for (std::size_t i = 0; i < count; ++i) order[i] = i;
        const std::uint64_t stream = mixed(seed ^ mixed(v + 1));
        for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[mixed(stream + i) % i]);
        for (std::size_t i = 0; i < count; ++i) {
            const double within = static_cast<double>(mixed(stream ^ mixed(i + count)) >> 11) * 0x1p-53;
            const double place = (static_cast<double>(order[i]) + within) / static_cast<double>(count);
            people[i][index] *= 1 + spread * (2 * place - 1);
        }
    }
    std::vector<Parameters> records;
    for (const auto& person : people) records.push_back(myotatic::unflatten<Parameters>(person));
    return records;
}

template <class C>
Problem<C> make_problem(std::string name, double spread, std::size_t count) {
    Problem<C> problem{std::move(name), spread};
    for (int k = 0; k <= 200; ++k) problem.times.push_back(5e-3 * k);
    for (const auto& parameters : population<C>(spread, count)) {
        const auto rest = C::at_rest(parameters, {});
        problem.instances.push_back({rest.parameters, rest.state});
    }
    return problem;
}

// --- error ------------------------------------------------------------------------------------------------------------

/// What counts as the result: what can be measured on a person, and what travels along the nerves. Each is a function of the
/// state, so that whoever solves may return states and nothing else.
inline constexpr std::size_t output_count = 6;

template <class C>
std::array<double, output_count> outputs(const Problem<C>& problem, const Instance<C>& who, double t, const double* x) {
    using State = typename C::template State<double>;
    std::array<double, Problem<C>::states> numbers;
    std::copy(x, x + numbers.size(), numbers.begin());
    const auto state = myotatic::unflatten<State>(numbers);
    typename C::template Input<double> u{};
    if (problem.tap.covers(t)) {
        u.tap = problem.tap.lengthening(t);
        u.tap_rate = problem.tap.velocity(t);
    }
    // Nothing that is asked for depends on what arrives from the past.
    struct Nowhere {
        double at(double C::template Signals<double>::*, double) const { return 0; }
    };
    const auto seen = C::observe(t, state, u, Nowhere{}, who.parameters);
    const auto signals = C::signals(t, state, u, who.parameters);
    return {state.joint.angle, seen.muscle.tendon_force, signals.ia, signals.ii, signals.ib, signals.motor};
}

/// Largest difference of any output of any instance from the states of the reference, relative to the largest value of that
/// output of that instance.
template <class C>
double largest_error(const Problem<C>& problem, std::span<const double> numbers, std::span<const double> reference) {
    double worst = 0;
    for (std::size_t i = 0; i < problem.instances.size(); ++i) {
        std::array<double, output_count> off{}, size{};
        for (std::size_t k = 0; k < problem.times.size(); ++k) {
            const std::size_t at = i * problem.times.size() + k;
            const auto outputs_of = [&](const double* x) {
                return outputs(problem, problem.instances[i], problem.times[k], x);
            };
            const auto exact = outputs_of(&reference[at * Problem<C>::states]);
            const auto got = outputs_of(&numbers[at * Problem<C>::states]);
            for (std::size_t o = 0; o < output_count; ++o) {
                if (!(std::abs(got[o] - exact[o]) <= off[o])) off[o] = std::abs(got[o] - exact[o]);
                size[o] = std::max(size[o], std::abs(exact[o]));
            }
        }
        for (std::size_t o = 0; o < output_count; ++o)
            if (!(off[o] / size[o] <= worst)) worst = off[o] / size[o];
    }
    return worst;
}

} // namespace bench
