#include "ours.hpp"

#include "myotatic/experiment/experiment.hpp"

#include <stdexcept>

namespace bench {

using namespace myotatic;

namespace {

template <class C>
auto protocol_of(const Tap& tap) {
    Protocol<C::template Input> protocol;
    protocol.drive("tap", Stimulus::half_sine(0, tap.amplitude, tap.start, tap.duration));
    return protocol;
}

/// An integration of one instance from rest.
template <class C>
auto begin(const Problem<C>& problem, const Instance<C>& who, double tolerance) {
    DrivenCircuit<C> system(who.parameters, protocol_of<C>(problem.tap), 0, problem.duration);
    const auto signals = flat(C::signals(0.0, who.rest, typename C::template Input<double>{}, who.parameters));
    ode::Settings settings{.rtol = tolerance, .atol = tolerance};
    settings.magnitudes = Beginning<C>::magnitudes();
    return ode::integration(std::move(system), ode::Start{0.0, flat(who.rest), [signals](double) { return signals; }},
                            settings);
}

/// Tsitouras 5(4) on plain doubles.
template <class C>
bool tsitouras5(const Problem<C>& problem, double tolerance, std::span<double> numbers) {
    auto at = numbers.begin();
    for (const Instance<C>& who : problem.instances) {
        auto run = begin(problem, who, tolerance);
        auto time = problem.times.begin();
        const auto sample = [&](const auto& state) {
            at = std::copy(state.begin(), state.end(), at);
            ++time;
        };
        while (time != problem.times.end() && *time <= 0) sample(run.state());
        while (const auto step = run.advance(problem.duration))
            while (time != problem.times.end() && *time <= step.end) sample(step.segment(*time));
        if (time != problem.times.end()) return false;
    }
    return true;
}

} // namespace

template <class C>
std::vector<Solver<C>> our_single_solvers() {
    return {{"Tsitouras 5, scalar", tolerances(), tsitouras5<C>}};
}

template <class C>
std::vector<Solver<C>> our_ensemble_solvers() {
    return {};
}

template <class C>
std::vector<double> reference(const Problem<C>& problem) {
    std::vector<double> numbers(problem.numbers());
    if (!tsitouras5<C>(problem, 1e-12, numbers)) throw std::runtime_error("the reference of " + problem.name + " failed");
    return numbers;
}

long long make_steps(long long steps) {
    const auto problem = make_problem<Massless>("steps", 0, 1);
    long long made = 0;
    while (made < steps) {
        auto run = begin(problem, problem.instances.front(), 1e-6);
        while (made < steps && run.advance(problem.duration)) ++made;
    }
    return made;
}

template std::vector<Solver<Massless>> our_single_solvers();
template std::vector<Solver<Inertial>> our_single_solvers();
template std::vector<Solver<Massless>> our_ensemble_solvers();
template std::vector<Solver<Inertial>> our_ensemble_solvers();
template std::vector<double> reference(const Problem<Massless>&);
template std::vector<double> reference(const Problem<Inertial>&);

} // namespace bench
