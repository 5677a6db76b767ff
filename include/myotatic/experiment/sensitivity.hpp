// How what an experiment shows depends on its parameters: derivatives of every observable, of the times of events and of
// measures, with respect to any named parameters, delays included.
//
//     const Sensitivities s = sensitivities(tap, {"w_ia", "muscle.activation.activation_time", "nerve.path_length"});
//     s.of("w_ia").table.at("motor.drive").values;                              // ∂(EMG)/∂w_ia, sample by sample
//     derivative_of(s, {.kind = Measure::Kind::peak, .signal = "motor.drive"}, "nerve.path_length");
//
// They are integrated with the experiment itself, under the same error control [see ode/sensitivity.hpp]. A parameter that
// follows from others (`derived`) moves with them unless it was given; by itself it can be varied only if it was. The state
// at rest moves with all of them, as `at_rest` says, which must be written for any scalar.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/core/dual.hpp"
#include "myotatic/core/error.hpp"
#include "myotatic/core/si_text.hpp"
#include "myotatic/experiment/driven_circuit.hpp"
#include "myotatic/experiment/experiment.hpp"
#include "myotatic/experiment/measure.hpp"
#include "myotatic/ode/sensitivity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace myotatic {

/// Derivatives with respect to one parameter, SI per SI.
struct ParameterSensitivity {
    std::string parameter;           ///< dotted name
    double value;                    ///< of the parameter
    std::string unit;                ///< of the parameter, SI
    Table table;                     ///< columns as in the trace: time, then derivatives of the observables
    std::vector<double> event_times; ///< derivative of the time of each event of the trace; NaN where it has none
};

/// An experiment and its derivatives.
struct Sensitivities {
    Trace trace; ///< of the experiment itself; agrees with that of `simulate` within the tolerance, not to the last bit
    std::vector<ParameterSensitivity> parameters;

    /// Throws std::out_of_range naming the nearest parameter.
    const ParameterSensitivity& of(std::string_view parameter) const;
};

/// The derivative of a measure; nothing, with a note, where the measure has none or is not found. See `measure`.
Measured derivative_of(const Sensitivities& sensitivities, const Measure& what, std::string_view parameter);

namespace detail {

/// Which of the parameters are meant. Throws InputError for unknown names and for values that are not given.
std::vector<std::size_t> parameter_numbers(const std::vector<std::string>& names, const std::vector<Leaf>& all,
                                           std::span<const double> values);
/// Takes in what one integration brought: its trace, and whose derivatives are the last `count`.
void take_in(Sensitivities& all, Trace trace, std::size_t count);

/// A circuit whose parameters carry M derivatives, as a system over duals.
template <Circuit C, int M>
class SensitiveCircuit : public CircuitStructure<C> {
public:
    using D = Dual<double, M>;
    template <class S>
    using State = typename C::template State<S>;
    template <class S>
    using Input = typename C::template Input<S>;
    template <class S>
    using Parameters = typename C::template Parameters<S>;
    static constexpr std::size_t size = flat_size<State<double>>;

    SensitiveCircuit(const Parameters<D>& parameters, const Protocol<C::template Input>& protocol)
        : parameters_(parameters), prepared_(prepared<C>(parameters)), input_(protocol),
          plain_(values_as<Parameters<double>>(parameters), protocol) {}

    class Pinned {
    public:
        Pinned(const SensitiveCircuit& circuit, double moment) : circuit_(circuit), moment_(moment) {}

        template <class Past>
        Flat<D, size> rates(const D& t, const Flat<D, size>& x, const Past& past) const {
            return flat(C::rates(t, unflatten<State<D>>(x), input(t), past, circuit_.prepared_));
        }
        Flat<D, size> rates(const D& t, const Flat<D, size>& x) const { return rates(t, x, 0); }
        template <class S>
        auto signals(const S& t, const Flat<S, size>& x) const requires DelayedCircuit<C> {
            return flat(C::signals(t, unflatten<State<S>>(x), input(t), circuit_.prepared_));
        }
        template <class Past>
        auto observe(const D& t, const Flat<D, size>& x, const Past& past) const {
            return flat(C::observe(t, unflatten<State<D>>(x), input(t), past, circuit_.prepared_));
        }
        template <class S, class Past>
        auto guards(const S& t, const Flat<S, size>& x, const Past& past) const {
            return flat(C::guards(t, unflatten<State<S>>(x), input(t), past, circuit_.prepared_));
        }
        auto limits(const D& t, const Flat<D, size>& x) const {
            return flat(C::limits(t, unflatten<State<D>>(x), input(t), circuit_.prepared_));
        }

    private:
        // Stimuli depend on time only.
        Input<D> input(const D& t) const { return lift<Input<D>>(circuit_.input_.value(t.value, moment_)); }
        Input<Dual<D, 1>> input(const Dual<D, 1>& t) const {
            Dual<double, 1> time(t.value.value);
            time.slope[0] = t.slope[0].value;
            const auto plain = flat(circuit_.input_.value(time, moment_));
            Flat<Dual<D, 1>, flat_size<Input<double>>> u;
            for (std::size_t i = 0; i < u.size(); ++i) u[i] = {D(plain[i].value), {D(plain[i].slope[0])}};
            return unflatten<Input<Dual<D, 1>>>(u);
        }

        const SensitiveCircuit& circuit_;
        double moment_;
    };

    Pinned within(double begin, double end) const { return {*this, begin + 0.5 * (end - begin)}; }
    template <class S>
    auto signals(const S& t, const Flat<S, size>& x) const requires DelayedCircuit<C> {
        return Pinned(*this, value_of(t)).signals(t, x);
    }
    auto delays() const requires DelayedCircuit<C> { return C::delays(parameters_); }
    double next_breakpoint(double t) const { return plain_.next_breakpoint(t); }
    bool breaks_at(double t) const { return plain_.breaks_at(t); }
    auto jumps_at(double t) const requires(requires { CircuitStructure<C>::ways; }) { return plain_.jumps_at(t); }
    const PreparedFor<C, D>& prepared_parameters() const { return prepared_; }

private:
    Parameters<D> parameters_;
    PreparedFor<C, D> prepared_;
    DrivenInput<C::template Input, double> input_;
    DrivenCircuit<C> plain_; // knows where the protocol breaks
};

/// An event of the circuit, as the solver watches it.
template <int M>
struct SensitiveGuard {
    std::size_t number;
    template <class Equations, class X, class P>
    double operator()(const Equations& equations, double t, const X& numbers, const P& past) const {
        const auto x = ode::with_sensitivities<M>(numbers);
        if constexpr (std::same_as<P, ode::NoHistory>)
            return equations.system.guards(Dual<double, M>(t), x, past)[number].value;
        else
            return equations.system.guards(Dual<double, M>(t), x, ode::SensitivePast<M, P>(past))[number].value;
    }
};

/// One integration, with derivatives with respect to at most M parameters. Inside, a parameter counts in its own size, so
/// that derivatives have the magnitudes of what is differentiated.
template <Circuit C, class Method, int M>
class SensitivityRun {
public:
    using D = Dual<double, M>;
    template <class S>
    using Parameters = typename C::template Parameters<S>;
    using System = SensitiveCircuit<C, M>;
    static constexpr std::size_t N = System::size, K = signal_count<C>(), L = limit_count<C>(),
                                 O = flat_size<typename C::template Observation<double>>;

    SensitivityRun(const Experiment<C>& e, std::span<const std::size_t> parameters)
        : experiment_(e), numbers_(parameters), host_(e, e.parameters), tell_(host_.functions()) {
        const auto& leaves = describe<Parameters<double>>();
        const auto values = flat(e.parameters);
        for (std::size_t m = 0; m < numbers_.size(); ++m) {
            const double p = values[numbers_[m]];
            sizes_[m] = p != 0 ? std::abs(p) : leaves[numbers_[m]].facts.magnitude;
            tables_.push_back(host_.selection().table(describe<typename C::template Observation<double>>()));
        }
        events_.resize(numbers_.size());
    }

    void operator()() {
        const auto before = lift<typename C::template Input<D>>(Beginning<C>::before(experiment_));
        const auto rest = C::at_rest(seeded(), before);
        const System circuit(rest.parameters, experiment_.protocol);
        const ode::Start<D, N, Rested> start{D(experiment_.start), flat(rest.state), rested(circuit, rest.state, before),
                                             !circuit.breaks_at(experiment_.start)};
        ode::Settings settings = experiment_.solver;
        settings.magnitudes.clear();
        for (const double m : Beginning<C>::magnitudes()) settings.magnitudes.insert(settings.magnitudes.end(), 1 + M, m);
        require_rest(circuit, start, before);
        run(circuit, start, settings, std::make_index_sequence<guard_count<C>()>());
    }

    Trace trace() && { return std::move(host_).trace(); }
    Table& table(std::size_t m) { return tables_[m]; }
    std::vector<double>& event_times(std::size_t m) { return events_[m]; }

private:
    struct Rested {
        Flat<D, K> signals{};
        const Flat<D, K>& operator()(double) const { return signals; }
    };

    Parameters<D> seeded() const {
        auto p = flat(lift<Parameters<D>>(experiment_.parameters));
        for (std::size_t m = 0; m < numbers_.size(); ++m) p[numbers_[m]].slope[m] = sizes_[m];
        return unflatten<Parameters<D>>(p);
    }
    template <class Input>
    Rested rested(const System& circuit, const typename C::template State<D>& x, const Input& before) const {
        if constexpr (K > 0)
            return {flat(C::signals(D(experiment_.start), x, before, circuit.prepared_parameters()))};
        else
            return {};
    }

    // A state is at rest when it would take longer than a simulation to change. It stays so when a parameter varies.
    struct Still {
        const Flat<D, K>& signals;
        template <class R>
        D at(D R::*channel, const D&) const {
            return signals[index_of<R>(channel)];
        }
    };
    template <class Start, class Input>
    void require_rest(const System& circuit, const Start& start, const Input& before) const {
        const auto rates = flat(C::rates(start.time, unflatten<typename C::template State<D>>(start.state), before,
                                         Still{start.history.signals}, circuit.prepared_parameters()));
        const auto magnitudes = Beginning<C>::magnitudes();
        for (std::size_t n = 0; n < N; ++n) {
            const double slow = 1e-6 * magnitudes[n]; // [1/s]
            if (!(std::abs(rates[n].value) < slow)) tell_.cannot_rest(tell_.self, 0);
            for (const double slope : rates[n].slope)
                if (!(std::abs(slope) < slow))
                    throw std::logic_error("at_rest gives '" + describe<typename C::template State<double>>()[n].name +
                                           "' without its derivatives: see with_derivatives in balance.hpp");
        }
    }

    // When jumps of signals arrive after delays that move: those of the start, where what has rested may be hit, and those
    // of the protocol.
    template <class Start>
    std::vector<double> arrivals(const System& circuit, const Start& start) const {
        std::vector<double> times;
        if constexpr (K > 0) {
            const double t0 = experiment_.start;
            const auto delays = circuit.delays();
            const auto hit = circuit.signals(start.time, start.state);
            const auto jumps_at_start = [&](std::size_t k) {
                const double a = start.history.signals[k].value, b = hit[k].value;
                return std::abs(a - b) > 1e-13 * (std::abs(a) + std::abs(b));
            };
            const bool any_at_start = [&] {
                for (std::size_t k = 0; k < K; ++k)
                    if (jumps_at_start(k)) return true;
                return false;
            }();
            ode::append_arrivals(
                t0, delays, [&](std::size_t d) { return DelayPerSignal<C> ? jumps_at_start(d) : any_at_start; }, times);
            for (const double t : experiment_.protocol.breakpoints(t0, t0 + experiment_.duration))
                ode::append_arrivals(
                    t, delays, [&](std::size_t d) { return may_jump(circuit, t, d); }, times);
        }
        return times;
    }
    static bool may_jump([[maybe_unused]] const System& circuit, [[maybe_unused]] double t, [[maybe_unused]] std::size_t d) {
        if constexpr (requires { circuit.jumps_at(t); })
            return circuit.jumps_at(t)[d] <= 0;
        else
            return true;
    }

    // --- the run --------------------------------------------------------------------------------------------------------

    template <std::size_t>
    using Guard = ode::Crossing<SensitiveGuard<M>>;

    template <class Start, std::size_t... I>
    void run(const System& circuit, const Start& start, const ode::Settings& settings, std::index_sequence<I...>) {
        ode::SensitivityIntegration<System, N, M, Rested, Method, ode::Pi, Guard<I>...> integration(
            circuit, start, settings, arrivals(circuit, start), Guard<I>(SensitiveGuard<M>{I})...);
        const double begin = experiment_.start, end = begin + experiment_.duration;
        sample(integration, begin, begin, begin, integration.state());
        long long samples = 1;
        while (const auto step = integration.advance(end)) {
            for (const auto& h : step.happenings)
                if constexpr (guard_count<C>() > 0) tell_event(integration, step, h);
            for (double t = next_sample(samples); t <= step.end && last_sample_ < end; t = next_sample(++samples))
                sample(integration, step.begin, step.end, t, ode::with_sensitivities<M>(step.segment(t)));
            count_limits(integration, step);
            if (!tell_.keep_going(tell_.self, step.end)) break;
        }
        auto outcome = integration.outcome();
        if (outcome.reason != ode::Reason::bad_guard) outcome.worst /= 1 + M;
        tell_.finished(tell_.self, 0, outcome, clipped_.data());
    }
    double next_sample(long long k) const {
        return experiment_.schedule.time(experiment_.start, experiment_.start + experiment_.duration, k);
    }

    // The first sample is the start, seen from the right; every other one is seen from the step that it ends or lies in.
    template <class Integration>
    void sample(const Integration& integration, double begin, double end, double t, const Flat<D, N>& x) {
        const auto seen = integration.with_past(begin, end, t, x, [&](const auto& past) {
            return integration.system().within(begin, end).observe(D(t), x, past);
        });
        std::array<double, O + 1> values{};
        const auto& observables = host_.selection().indices();
        for (std::size_t c = 0; c < observables.size(); ++c) values[c] = seen[observables[c]].value;
        tell_.sample(tell_.self, 0, t, values.data());
        for (std::size_t m = 0; m < tables_.size(); ++m) {
            tables_[m].columns[0].values.push_back(t);
            for (std::size_t c = 0; c < observables.size(); ++c)
                tables_[m].columns[c + 1].values.push_back(seen[observables[c]].slope[m] / sizes_[m]);
        }
        last_sample_ = t;
    }

    // The time at which a guard vanishes moves so that it still does. A guard that jumps across zero moves with the jump.
    template <class Integration, class Step, class Happening>
    void tell_event(const Integration& integration, const Step& step, const Happening& h) {
        tell_.happened(tell_.self, 0, h.time, h.event, h.rising);
        const auto circuit = integration.system().within(step.begin, step.end);
        std::array<double, M> moves{};
        if (h.time - step.begin <=
            8 * std::numeric_limits<double>::epsilon() * max(abs(step.begin), step.end - step.begin)) {
            const auto x = ode::with_sensitivities<M>(step.segment(step.begin));
            const auto guard = [&](const auto& past) { return circuit.guards(D(step.begin), x, past)[h.event].value; };
            integration.for_each_arriving_jump(step.begin, x, guard, [&](double left, double right, const auto& arrives) {
                if (left * right < 0) moves = arrives;
            });
        } else {
            const auto x = ode::with_sensitivities<M>(step.segment(h.time));
            const auto guard = integration.with_past(step.begin, step.end, h.time, x, [&](const auto& past) {
                const auto rates = circuit.rates(D(h.time), x, past);
                Flat<Dual<D, 1>, N> along;
                for (std::size_t n = 0; n < N; ++n) along[n] = {x[n], {rates[n]}};
                return circuit.guards(Dual<D, 1>(D(h.time), {D(1.0)}), along, past)[h.event];
            });
            for (std::size_t m = 0; m < M; ++m) moves[m] = -guard.value.slope[m] / guard.slope[0].value;
        }
        for (std::size_t m = 0; m < events_.size(); ++m) events_[m].push_back(moves[m] / sizes_[m]);
    }

    template <class Integration, class Step>
    void count_limits([[maybe_unused]] const Integration& integration, [[maybe_unused]] const Step& step) {
        if constexpr (L > 0) {
            const auto used = integration.system().within(step.begin, step.end).limits(D(step.end), integration.state());
            for (std::size_t n = 0; n < L; ++n) clipped_[n] += used[n].value > 0.5;
        }
    }

    const Experiment<C>& experiment_;
    std::span<const std::size_t> numbers_;
    TraceHost<C> host_;
    LaneHost tell_;
    std::array<double, M> sizes_{};
    std::vector<Table> tables_;
    std::vector<std::vector<double>> events_;
    std::array<long long, L + 1> clipped_{};
    double last_sample_ = 0;
};

} // namespace detail

/// Runs the experiment from rest, once for every `Chunk` parameters. Throws what `simulate` throws, and InputError for a
/// parameter that does not exist, that follows from others and was not given, or on which a delay of zero depends.
/// `Method` is explicit.
template <class Method = ode::Tsitouras5, int Chunk = 4, Circuit C>
Sensitivities sensitivities(const Experiment<C>& e, const std::vector<std::string>& parameters) {
    using D = Dual<double, Chunk>;
    static_assert(
        requires(const typename C::template Parameters<D>& p, const typename C::template Input<D>& u) { C::at_rest(p, u); },
        "the state at rest moves with the parameters: write `template <Scalar T> at_rest(Parameters<T>, Input<T>)`");
    if (!(e.duration >= 0 && std::isfinite(e.duration))) throw std::invalid_argument("duration must be finite, from 0 s on");
    if (!e.schedule.possible(e.start))
        throw std::invalid_argument("samples must be taken every so many seconds, more than 0");
    const auto& leaves = describe<typename C::template Parameters<double>>();
    const auto values = flat(e.parameters);
    const auto numbers = detail::parameter_numbers(parameters, leaves, values);

    Sensitivities all;
    for (std::size_t first = 0; first == 0 || first < numbers.size(); first += Chunk) {
        const auto some = std::span(numbers).subspan(first, std::min<std::size_t>(Chunk, numbers.size() - first));
        detail::SensitivityRun<C, Method, Chunk> run(e, some);
        run();
        for (std::size_t m = 0; m < some.size(); ++m)
            all.parameters.push_back({leaves[some[m]].name, values[some[m]], si_text(leaves[some[m]].facts.unit),
                                      std::move(run.table(m)), std::move(run.event_times(m))});
        detail::take_in(all, std::move(run).trace(), some.size());
        if (all.trace.interrupted) break;
    }
    return all;
}

} // namespace myotatic
