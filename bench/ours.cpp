#include "ours.hpp"

#include "myotatic/experiment/experiment.hpp"
#include "myotatic/ode/method/grk4t.hpp"
#include "myotatic/ode/method/rodas4.hpp"

#include <stdexcept>

namespace bench {

using namespace myotatic;

namespace {

template <class C>
const auto& protocol_of(const Tap& tap) {
    static const auto protocol = [&] {
        Protocol<C::template Input> p;
        p.drive("tap", Stimulus::half_sine(0, tap.amplitude, tap.start, tap.duration));
        return p;
    }();
    return protocol;
}

/// An integration of one instance from rest. All problems have the same tap.
template <class Method, class C>
auto begin(const Problem<C>& problem, const Instance<C>& who, double tolerance) {
    DrivenCircuit<C> system(who.parameters, protocol_of<C>(problem.tap));
    const auto signals = flat(C::signals(0.0, who.rest, typename C::template Input<double>{}, who.parameters));
    ode::Settings settings{.rtol = tolerance, .atol = tolerance};
    settings.magnitudes = Beginning<C>::magnitudes();
    return ode::integration<Method>(std::move(system),
                                    ode::Start{0.0, flat(who.rest), [signals](double) { return signals; }}, settings);
}

/// On plain doubles.
template <class Method, class C>
bool one_by_one(const Problem<C>& problem, double tolerance, std::span<double> numbers) {
    auto at = numbers.begin();
    for (const Instance<C>& who : problem.instances) {
        auto run = begin<Method>(problem, who, tolerance);
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
    return {{"Tsitouras 5, scalar", tolerances(), one_by_one<ode::Tsitouras5, C>},
            {"GRK4T, scalar", tolerances(), one_by_one<ode::Grk4t, C>},
            {"RODAS4, scalar", tolerances(), one_by_one<ode::Rodas4, C>}};
}

template <class C>
std::vector<Solver<C>> our_ensemble_solvers() {
    return {};
}

template <class C>
std::vector<double> reference(const Problem<C>& problem) {
    std::vector<double> numbers;
    for (const Instance<C>& who : problem.instances) {
        Problem<C> one = problem;
        one.instances = {who};
        std::vector<double> states(one.numbers());
        // As tight as rounding permits: where a signal bends, steps shrink with the tolerance.
        bool solved = false;
        for (const double tolerance : {2e-13, 4e-13, 7e-13, 1.1e-12})
            if ((solved = one_by_one<ode::Tsitouras5>(one, tolerance, states))) break;
        if (!solved) throw std::runtime_error("the reference of " + problem.name + " failed");
        numbers.insert(numbers.end(), states.begin(), states.end());
    }
    return numbers;
}

long long make_steps(long long steps) {
    const auto problem = make_problem<Massless>("steps", 0, 1);
    long long made = 0;
    while (made < steps) {
        auto run = begin<ode::Tsitouras5>(problem, problem.instances.front(), 1e-6);
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
