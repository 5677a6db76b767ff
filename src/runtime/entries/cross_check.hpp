// The second opinion of `run --cross-check`: Boost.Odeint integrates the same circuit with a history of its own, and every
// recorded signal is compared at every sample.
#pragma once

#include "myotatic/experiment/experiment.hpp"
#include "myotatic/ode/odeint.hpp"
#include "myotatic/runtime/run.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace myotatic::runtime {

/// What odeint found, at the times at which anybody will ask: samples, and samples less each delay.
template <Circuit C>
class OdeintSolution {
public:
    using State = Flat<double, flat_size<typename C::template State<double>>>;

    OdeintSolution(const Beginning<C>& beginning, double start, const std::vector<double>& samples,
                   const std::vector<double>& stops)
        : beginning_(beginning), start_(start), times_(samples) {
        if constexpr (DelayedCircuit<C>)
            for (const double t : samples)
                for (const double delay : beginning.system.delays())
                    if (t - delay > start) times_.push_back(t - delay);
        std::sort(times_.begin(), times_.end());
        times_.erase(std::unique(times_.begin(), times_.end()), times_.end());
        states_ = ode::odeint_states(beginning.system, beginning.start(start), std::span<const double>(times_), 1e-10, 1e-12,
                                     stops);
    }

    const State& at(double time) const {
        return states_[static_cast<std::size_t>(std::lower_bound(times_.begin(), times_.end(), time) - times_.begin())];
    }
    /// Every observable at a sample, as the step that ends there sees it.
    auto observe(double t) const { return seen_from(t).observe(t, at(t), Past{*this, t}); }

private:
    struct Past {
        const OdeintSolution& solution;
        double now;
        template <Record R>
        double at(double R::*channel, double time) const {
            const OdeintSolution& s = solution;
            if (!(time < now)) return s.seen_from(now).signals(now, s.at(now))[index_of<R>(channel)];
            if (!(time > s.start_)) return s.beginning_.start(s.start_).history(time)[index_of<R>(channel)];
            return s.seen_from(time).signals(time, s.at(time))[index_of<R>(channel)];
        }
    };
    // Limits from the left, but for the start.
    auto seen_from(double t) const {
        const double before = t > start_ ? t - 1e-9 * std::max(1.0, std::abs(t)) : t;
        return beginning_.system.within(before, before);
    }

    const Beginning<C>& beginning_;
    double start_;
    std::vector<double> times_;
    std::vector<State> states_;
};

/// Compares the recorded signals of `ours` from the start over `span` seconds: largest difference over largest magnitude.
template <Circuit C>
CrossCheck cross_check(const Experiment<C>& experiment, const RunResult& ours, double span) {
    const Beginning<C> beginning(experiment);
    std::vector<double> samples, stops;
    for (const double t : ours.traces.at("time").values)
        if (t <= experiment.start + span) samples.push_back(t);
    for (const EventRow& event : ours.events) stops.push_back(event.time);
    const OdeintSolution<C> theirs(beginning, experiment.start, samples, stops);

    const auto& observables = describe<typename C::template Observation<double>>();
    const Selection selection(experiment.signals, observables);
    std::vector<double> difference(selection.indices().size()), magnitude(difference.size());
    for (std::size_t row = 0; row < samples.size(); ++row) {
        const auto seen = theirs.observe(samples[row]);
        for (std::size_t c = 0; c < difference.size(); ++c) {
            const double theirs_now = seen[selection.indices()[c]];
            difference[c] = std::max(difference[c], std::abs(ours.traces.columns[c + 1].values[row] - theirs_now));
            magnitude[c] = std::max(magnitude[c], std::abs(theirs_now));
        }
    }
    CrossCheck result{span, {}};
    for (std::size_t c = 0; c < difference.size(); ++c)
        result.differences.emplace_back(observables[selection.indices()[c]].name,
                                        difference[c] == 0 ? 0 : difference[c] / magnitude[c]);
    return result;
}

} // namespace myotatic::runtime
