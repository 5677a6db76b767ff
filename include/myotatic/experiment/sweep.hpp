// Ensembles: the same experiment for many parameter sets, on all lanes of all processors.
//
//     Experiment<StretchReflex<>> tap{.parameters = human_soleus_reflex(), .duration = 0.3};
//     tap.protocol.drive("tap", Stimulus::half_sine(0, 4 * mm, 0.1, 10 * ms));
//     auto sets = ParameterSet::latin_hypercube(10'000, {{"cord.w_ia", 0.05, 0.2}}, 1);
//     SweepTable result = sweep(tap, sets, {{"peak", {.signal = "muscle.tendon_force"}}});
//
// Each row has the bits that `simulate` and `measure` give for its parameters alone (in the same arithmetic, see
// kernels.hpp), for any number of threads and whatever rows are computed beside it. Rows are told in their order and
// forgotten, so that the number of rows does not matter to memory.
#pragma once

#include "myotatic/experiment/ensemble.hpp"
#include "myotatic/experiment/experiment.hpp"
#include "myotatic/experiment/kernels.hpp"
#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/parameter_set.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace myotatic {

/// Whether ensembles of a circuit have compiled kernels (standard.hpp). Others run in plain doubles, one after the other in
/// each thread.
template <class C, class Method, template <class> class Control>
inline constexpr bool has_kernels = false;

namespace detail {

/// A sweep without the types of its circuit.
struct SweepPlan {
    const std::vector<Leaf>& parameters;
    std::vector<double> base; ///< their values where they do not vary
    const std::vector<Leaf>& states;
    const std::vector<Leaf>& observables;
    std::vector<Leaf> events;
    std::vector<std::string> limits;
    double start, duration, every;
    std::vector<std::string> signals;
    /// Runs a kernel with some observables: of all lanes, or of one lane for rows that must not share a pack.
    std::function<void(const LaneHost&, std::span<const std::size_t> observables)> together, alone;
    /// Whether a delay is zero. Such a circuit reads its signals as they are at the moment; were it in a pack, its
    /// neighbours would have to as well.
    std::function<bool(std::span<const double> parameters)> acts_at_once;
};

SweepSummary sweep(const SweepPlan& plan, ParameterRows& rows, std::span<const NamedMeasure> measures,
                   const SweepOptions& options, SweepSink& sink);

/// Gathers everything.
class SweepCollector final : public SweepSink {
public:
    explicit SweepCollector(SweepTable& into) : into_(into) {}
    void begin(const SweepColumns& columns) override;
    void row(const SweepRow& row) override;

private:
    SweepTable& into_;
};

} // namespace detail

/// Runs the experiment once for each row and tells the sink. `measures` are taken of every row as `measure` does, on samples
/// every `e.schedule.every`; of a row that failed within the window of a measure, there is none.
/// Throws InputError for fields that do not exist or rows out of bounds (known designs before anything runs),
/// std::invalid_argument for an experiment, measures or options that cannot be, and whatever rows, sink or `keep_going`
/// throw. A protocol's callables are called from several threads at once. Of the experiment, `keep_going` is not asked.
template <class Method = ode::Tsitouras5, template <class> class Control = ode::Pi, Circuit C>
SweepSummary sweep(const Experiment<C>& e, ParameterRows& rows, std::span<const NamedMeasure> measures,
                   const SweepOptions& options, SweepSink& sink) {
    using Parameters = typename C::template Parameters<double>;
    if (!(e.duration >= 0 && std::isfinite(e.duration))) throw std::invalid_argument("duration must be finite, from 0 s on");
    if (!e.schedule.possible(e.start))
        throw std::invalid_argument("samples must be taken every so many seconds, more than 0");
    ode::Settings settings = e.solver;
    settings.magnitudes = Beginning<C>::magnitudes();
    const auto before = Beginning<C>::before(e);

    const auto base = flat(e.parameters);
    detail::SweepPlan plan{.parameters = describe<Parameters>(),
                           .base = {base.begin(), base.end()},
                           .states = describe<typename C::template State<double>>(),
                           .observables = describe<typename C::template Observation<double>>(),
                           .events = {},
                           .limits = {},
                           .start = e.start,
                           .duration = e.duration,
                           .every = e.schedule.every,
                           .signals = e.signals,
                           .together = {},
                           .alone = {},
                           .acts_at_once = {}};
    if constexpr (detail::guard_count<C>() > 0) plan.events = describe<typename C::template Guards<double>>();
    if constexpr (detail::limit_count<C>() > 0)
        for (const Leaf& leaf : describe<decltype(C::limits(0.0, typename C::template State<double>{},
                                                            typename C::template Input<double>{}, Parameters{}))>())
            plan.limits.push_back(leaf.name);

    const auto with = [&](Kernel<C> kernel) {
        return [&, kernel](const LaneHost& host, std::span<const std::size_t> observables) {
            kernel({e.protocol, before, e.start, e.start + e.duration, e.schedule, observables.data(), observables.size(),
                    settings, quiet_run<C>(e.quiet)},
                   host);
        };
    };
    if constexpr (has_kernels<C, Method, Control>) {
        const Isa isa = e.isa ? *e.isa : chosen_isa();
        plan.together = with(wide_kernel<C, Method>(isa));
        plan.alone = with(single_kernel<C, Method>(isa));
        if (isa != Isa::baseline)
            plan.acts_at_once = [](std::span<const double> numbers) {
                Flat<double, flat_size<Parameters>> all;
                std::copy(numbers.begin(), numbers.end(), all.begin());
                const auto delays = C::delays(unflatten<Parameters>(all));
                return std::any_of(delays.begin(), delays.end(), [](double delay) { return delay == 0; });
            };
    } else {
        plan.together = with(run_lanes<C, Method, Control, double>);
    }
    return detail::sweep(plan, rows, measures, options, sink);
}

template <class Method = ode::Tsitouras5, template <class> class Control = ode::Pi, Circuit C>
SweepSummary sweep(const Experiment<C>& e, const ParameterSet& set, std::span<const NamedMeasure> measures,
                   const SweepOptions& options, SweepSink& sink) {
    return sweep<Method, Control>(e, *set.rows(), measures, options, sink);
}

/// The same, gathered in memory.
template <class Method = ode::Tsitouras5, template <class> class Control = ode::Pi, Circuit C>
SweepTable sweep(const Experiment<C>& e, const ParameterSet& set, const std::vector<NamedMeasure>& measures,
                 const SweepOptions& options = {}) {
    SweepTable result;
    detail::SweepCollector collector(result);
    result.summary = sweep<Method, Control>(e, *set.rows(), measures, options, collector);
    return result;
}

} // namespace myotatic
