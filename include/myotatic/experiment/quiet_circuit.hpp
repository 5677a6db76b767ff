// The quiet system of a circuit (quiet.hpp), solved by a stiff method in plain doubles.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/core/tracer.hpp"
#include "myotatic/experiment/run_lanes.hpp"
#include "myotatic/ode/controller/pi.hpp"
#include "myotatic/ode/method/rodas4.hpp"
#include "myotatic/physiology/component.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace myotatic {
namespace detail {

/// A circuit with delays whose rates can be differentiated.
template <class C>
concept QuietableCircuit = DelayedCircuit<C> &&(flat_size<typename C::template State<double>>) > 0 &&
                           requires(const typename C::template State<Tracer>& x, const typename C::template Input<Tracer>& u,
                                    const typename C::template Parameters<double>& p) {
    C::rates(Tracer(), x, u, Nowhere{}, p);
};

/// A circuit without its delays under an input that stays as it is: an ordinary system. Without them the present shines
/// through the past, and the Jacobian has so many entries that an elimination unrolled by the compiler would take longer to
/// compile than it saves in a few hundred steps: where they are is found when a stretch begins.
template <QuietableCircuit C>
class QuietCircuit {
public:
    template <class Q>
    using State = typename C::template State<Q>;
    template <class Q>
    using Input = typename C::template Input<Q>;
    static constexpr std::size_t size = flat_size<State<double>>;

    QuietCircuit(const typename C::template Parameters<double>& parameters, const Input<double>& input)
        : prepared_(prepared<C>(parameters)), input_(input) {}

    template <Scalar Q>
    Flat<Q, size> rates(const Q& t, const Flat<Q, size>& numbers) const {
        const auto x = unflatten<State<Q>>(numbers);
        const auto u = lift<Input<Q>>(input_);
        return flat(C::rates(t, x, u, present(t, x, u), prepared_));
    }
    auto observe(double t, const Flat<double, size>& numbers) const {
        const auto x = unflatten<State<double>>(numbers);
        return flat(C::observe(t, x, input_, present(t, x, input_), prepared_));
    }
    template <class Past>
    auto guards(double t, const Flat<double, size>& numbers, const Past&) const {
        const auto x = unflatten<State<double>>(numbers);
        return flat(C::guards(t, x, input_, present(t, x, input_), prepared_));
    }

private:
    /// A past like the present.
    template <class Signals>
    struct Present {
        Signals signals;
        template <class Q>
        Q at(Q Signals::*channel, const Q&) const {
            return signals.*channel;
        }
    };
    template <class Q>
    auto present(const Q& t, const State<Q>& x, const Input<Q>& u) const {
        return Present<typename C::template Signals<Q>>{C::signals(t, x, u, prepared_)};
    }

    PreparedFor<C, double> prepared_;
    Input<double> input_;
};

/// The numbers of a record that stand in memory one after the other.
template <class Record>
Record read(const double* numbers) {
    Flat<double, flat_size<Record>> all{};
    std::copy_n(numbers, all.size(), all.begin());
    return unflatten<Record>(all);
}

/// Typical sizes of the states that have to rest.
template <class C>
const std::vector<double>& sizes_at_rest() {
    static const std::vector<double> sizes = [] {
        std::vector<double> all;
        for (const Leaf& leaf : describe<typename C::template State<double>>())
            all.push_back(leaf.facts.slow ? std::numeric_limits<double>::infinity() : leaf.facts.magnitude);
        return all;
    }();
    return sizes;
}

template <QuietableCircuit C>
Quieted rest_quietly(const ode::Settings& solver, const QuietLane& lane) {
    using System = QuietCircuit<C>;
    constexpr std::size_t N = System::size;
    const System system(read<typename C::template Parameters<double>>(lane.parameters),
                        read<typename C::template Input<double>>(lane.input));
    auto run = GuardedIntegration<System, ode::Rodas4, ode::Pi, double, N, ode::NoHistory,
                                  std::make_index_sequence<guard_count<C>()>>::make(system, solver);
    ode::Start<double, N> start{lane.from, {}, {}, true};
    std::copy_n(lane.state, N, start.state.begin());
    run.begin(0, start, lane.until);

    bool rests = true, goes_on = true;
    double next_sample = lane.next_sample;
    while (rests && goes_on && run.idle_lanes() == 0) {
        const auto step = run.turn();
        if (!step) continue;
        for (const auto& h : step.happenings) lane.happened(lane.self, h.time, h.event, h.rising);
        while (next_sample <= step.end) {
            const auto x = step.segment(next_sample);
            next_sample = lane.sample(lane.self, next_sample, system.observe(next_sample, x).data(), x.data());
        }
        for (std::size_t n = 0; n < N; ++n)
            rests = rests && std::abs(run.slope()[n]) < 2.0 * quiet::still * sizes_at_rest<C>()[n];
        goes_on = lane.keep_going(lane.self, run.time());
    }
    std::copy_n(run.state().begin(), N, lane.state);
    return {run.time(), run.outcome().statistics.steps_accepted, !goes_on};
}

} // namespace detail

/// The quiet system of a circuit, if it is wanted; none for a circuit without delays.
template <Circuit C>
QuietRun quiet_run(bool wanted) {
    if constexpr (detail::QuietableCircuit<C>)
        if (wanted) return {detail::rest_quietly<C>, detail::sizes_at_rest<C>().data()};
    return {};
}

} // namespace myotatic
