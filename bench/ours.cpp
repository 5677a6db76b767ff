#include "ours.hpp"

#include "isa/inertial_kernels.hpp"
#include "myotatic/experiment/experiment.hpp"
#include "myotatic/experiment/standard.hpp"
#include "myotatic/ode/method/grk4t.hpp"
#include "myotatic/ode/method/rodas4.hpp"

#include <concepts>
#include <numeric>
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

/// The settings of a run. Absolute tolerances are the same share of the relative one as the peers'.
ode::Settings settings_of(double tolerance, std::vector<double> magnitudes) {
    ode::Settings settings{.rtol = tolerance, .atol = absolute_share * tolerance};
    settings.magnitudes = std::move(magnitudes);
    return settings;
}

/// An integration of one instance from rest. All problems have the same tap.
template <class Method, class C>
auto begin(const Problem<C>& problem, const Instance<C>& who, double tolerance) {
    DrivenCircuit<C> system(who.parameters, protocol_of<C>(problem.tap));
    const auto signals = flat(C::signals(0.0, who.rest, typename C::template Input<double>{}, who.parameters));
    const ode::Settings settings = settings_of(tolerance, Beginning<C>::magnitudes());
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

// --- on packs ---------------------------------------------------------------------------------------------------------

/// Gives parameters and collects samples. Rest is found by the kernel, at its own expense.
template <class C>
struct Collector {
    std::span<const Instance<C>> instances;
    std::size_t width, times;
    std::span<double> numbers;
    std::size_t next = 0;
    std::vector<std::size_t> sampled = std::vector<std::size_t>(instances.size());
    bool failed = false;

    static Collector& self(void* s) { return *static_cast<Collector*>(s); }
    LaneHost host() {
        return {this,
                [](void* s, double* parameters) -> long long {
                    Collector& c = self(s);
                    if (c.next == c.instances.size()) return -1;
                    const auto all = flat(c.instances[c.next].parameters);
                    std::copy(all.begin(), all.end(), parameters);
                    return static_cast<long long>(c.next++);
                },
                [](void* s, long long) { self(s).failed = true; },
                [](void* s, long long job, double, const double* values) {
                    Collector& c = self(s);
                    const auto i = static_cast<std::size_t>(job);
                    std::copy_n(values, c.width, &c.numbers[(i * c.times + c.sampled[i]++) * c.width]);
                },
                [](void*, long long, double, std::size_t, bool) {},
                [](void* s, long long, const ode::Outcome<double>& outcome, const long long*) {
                    if (outcome.failed()) self(s).failed = true;
                },
                [](void*, double) { return true; }};
    }
};

/// The states, as the peers give them: their numbers come after those of what can be observed.
template <class C>
const std::vector<std::size_t>& all_states() {
    static const auto indices = [] {
        std::vector<std::size_t> all(Problem<C>::states);
        std::iota(all.begin(), all.end(), flat_size<typename C::template Observation<double>>);
        return all;
    }();
    return indices;
}

template <class C>
bool in_lanes(Kernel<C> kernel, const Problem<C>& problem, std::span<const Instance<C>> instances, double tolerance,
              std::span<double> numbers) {
    const ode::Settings settings = settings_of(tolerance, Beginning<C>::magnitudes());
    const LanePlan<C> plan{
        protocol_of<C>(problem.tap), {},      0, problem.duration, {problem.times[1]}, all_states<C>().data(),
        all_states<C>().size(),      settings};
    Collector<C> collector{instances, all_states<C>().size(), problem.times.size(), numbers};
    kernel(plan, collector.host());
    return !collector.failed;
}

template <class C>
Solver<C> wide(std::string name, Kernel<C> kernel) {
    const auto run = [kernel](const Problem<C>& problem, double tolerance, std::span<double> numbers) {
        return in_lanes<C>(kernel, problem, problem.instances, tolerance, numbers);
    };
    return {std::move(name), tolerances(), run};
}
template <class C>
Solver<C> single(std::string name, Kernel<C> kernel) {
    const auto run = [kernel](const Problem<C>& problem, double tolerance, std::span<double> numbers) {
        const std::size_t length = problem.times.size() * Problem<C>::states;
        bool ok = true;
        for (std::size_t i = 0; i < problem.instances.size(); ++i)
            ok = in_lanes<C>(kernel, problem, std::span(problem.instances).subspan(i, 1), tolerance,
                             numbers.subspan(i * length, length)) &&
                 ok;
        return ok;
    };
    return {std::move(name), tolerances(), run};
}

} // namespace

// The kernels of the default arc come with the library, those of the inertial one with the benchmark.
template <class C>
std::vector<Solver<C>> our_single_solvers() {
    std::vector<Solver<C>> all{{"Tsitouras 5, plain doubles", tolerances(), one_by_one<ode::Tsitouras5, C>},
                               {"GRK4T, plain doubles", tolerances(), one_by_one<ode::Grk4t, C>},
                               {"RODAS4, plain doubles", tolerances(), one_by_one<ode::Rodas4, C>}};
    const Isa isa = chosen_isa();
    if constexpr (std::same_as<C, Massless>) {
        all.push_back(single<C>("GRK4T, one lane", single_kernel<C, ode::Grk4t>(isa)));
        all.push_back(single<C>("Tsitouras 5, one lane", single_kernel<C, ode::Tsitouras5>(isa)));
    } else {
#if defined(__x86_64__)
        const Kernel<C> kernel = run_lanes<C, ode::Tsitouras5, ode::Pi, Pack<1, Avx2>>;
        if (isa != Isa::baseline) all.push_back(single<C>("Tsitouras 5, one lane", kernel));
#endif
    }
    return all;
}

template <class C>
std::vector<Solver<C>> our_ensemble_solvers(Isa isa) {
    std::vector<Solver<C>> all;
    if (isa == Isa::baseline) return all;
    const std::string lanes = isa == Isa::avx512 ? ", eight lanes" : ", four lanes";
    if constexpr (std::same_as<C, Massless>) {
        all.push_back(wide<C>("GRK4T" + lanes, wide_kernel<C, ode::Grk4t>(isa)));
        all.push_back(wide<C>("Tsitouras 5" + lanes, wide_kernel<C, ode::Tsitouras5>(isa)));
    } else {
#if defined(__x86_64__)
        const Kernel<C> kernel = isa == Isa::avx512 ? run_lanes<C, ode::Tsitouras5, ode::Pi, Pack<8, Avx512>>
                                                    : run_lanes<C, ode::Tsitouras5, ode::Pi, Pack<4, Avx2>>;
        all.push_back(wide<C>("Tsitouras 5" + lanes, kernel));
#endif
    }
    return all;
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

namespace {

/// Hands out people again and again, and counts.
struct Counter {
    long long people; ///< as many as there will be
    Tally tally{};
    long long given = 0;

    static constexpr std::size_t distinct = 1024;
    static const auto& parameters() {
        static const auto all = [] {
            std::vector<Flat<double, flat_size<Massless::Parameters<double>>>> rows;
            for (const auto& p : population<Massless>(0.05, distinct)) rows.push_back(flat(p));
            return rows;
        }();
        return all;
    }
    static Counter& self(void* s) { return *static_cast<Counter*>(s); }
    LaneHost host() {
        return {this,
                [](void* s, double* numbers) -> long long {
                    Counter& c = self(s);
                    if (c.given == c.people) return -1;
                    const auto& one = parameters()[static_cast<std::size_t>(c.given) % distinct];
                    std::copy(one.begin(), one.end(), numbers);
                    return c.given++;
                },
                [](void*, long long) { throw std::runtime_error("a person cannot rest"); },
                [](void* s, long long, double, const double* values) { self(s).tally.sum += values[0]; },
                [](void*, long long, double, std::size_t, bool) {},
                [](void* s, long long, const ode::Outcome<double>& outcome, const long long*) {
                    Tally& t = self(s).tally;
                    ++t.instances;
                    t.steps += outcome.statistics.steps_accepted + outcome.statistics.steps_rejected;
                    t.evaluations += outcome.statistics.evaluations;
                },
                [](void*, double) { return true; }};
    }
};

Tally count(Isa isa, Counter counter, double tolerance) {
    const ode::Settings settings = settings_of(tolerance, Beginning<Massless>::magnitudes());
    const LanePlan<Massless> plan{protocol_of<Massless>(Tap{}),  {},      0, 1, {5e-3}, all_states<Massless>().data(),
                                  all_states<Massless>().size(), settings};
    wide_kernel<Massless, ode::Tsitouras5>(isa)(plan, counter.host());
    return counter.tally;
}

} // namespace

Tally run_ensemble(Isa isa, long long people, double tolerance) { return count(isa, {people}, tolerance); }

template std::vector<Solver<Massless>> our_single_solvers();
template std::vector<Solver<Inertial>> our_single_solvers();
template std::vector<Solver<Massless>> our_ensemble_solvers(Isa);
template std::vector<Solver<Inertial>> our_ensemble_solvers(Isa);
template std::vector<double> reference(const Problem<Massless>&);
template std::vector<double> reference(const Problem<Inertial>&);

} // namespace bench
