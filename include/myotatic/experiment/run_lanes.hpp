// Integrates experiments of one kind, one after the other, in the lanes of one scalar: the kernel below `simulate` and
// `sweep`. It is compiled once for each instruction set, so it takes and gives plain numbers only.
//
//     run_lanes<StretchReflex<>, ode::Grk4t, ode::Pi, Pack<8, Avx512>>(plan, host);
//
// The host hands out jobs and listens. A lane that is done takes the next job; which lane gets which job, and what its
// neighbours are, changes no bit of what the job's own samples and outcome are.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/experiment/driven_circuit.hpp"
#include "myotatic/experiment/quiet.hpp"
#include "myotatic/experiment/recorder.hpp"
#include "myotatic/ode/integration.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace myotatic {

/// What all jobs of a run have in common.
template <Circuit C>
struct LanePlan {
    const Protocol<C::template Input>& protocol;
    typename C::template Input<double> before; ///< input of just before the start, with which the circuit has rested
    double start = 0, end = 1;                 ///< [s]
    Schedule schedule{};
    const std::size_t* observables = nullptr; ///< which numbers of the observation, or after those of the state, are sampled
    std::size_t observable_count = 0;
    const ode::Settings& solver; ///< with the magnitudes of the states
    QuietRun quiet{};            ///< the quiet system, if long rest is given to it; not where steps are of one length
};

/// Who gives jobs and listens: functions with a `self`, since a virtual class would belong to no instruction set.
struct LaneHost {
    void* self;
    /// Writes the next parameter set (flat, derived ones not yet computed) and returns its number; negative for no more.
    long long (*next)(void* self, double* parameters);
    /// The job cannot rest: one of its numbers is not finite where it should begin.
    void (*cannot_rest)(void* self, long long job);
    void (*sample)(void* self, long long job, double time, const double* values);
    void (*happened)(void* self, long long job, double time, std::size_t guard, bool rising);
    /// Done or failed; `clipped` counts accepted steps at whose end each limit of the model was in use.
    void (*finished)(void* self, long long job, const ode::Outcome<double>& outcome, const long long* clipped);
    /// Asked after each accepted step of the first lane, and each of the quiet system, with the time of the first lane;
    /// false ends everything.
    bool (*keep_going)(void* self, double time);
};

namespace detail {

template <class C>
constexpr std::size_t guard_count() {
    if constexpr (requires { typename C::template Guards<double>; })
        return flat_size<typename C::template Guards<double>>;
    else
        return 0;
}
template <class C>
constexpr std::size_t limit_count() {
    if constexpr (LimitedCircuit<C>)
        return flat_size<decltype(C::limits(0.0, typename C::template State<double>{}, typename C::template Input<double>{},
                                            typename C::template Parameters<double>{}))>;
    else
        return 0;
}
template <class C>
constexpr std::size_t signal_count() {
    if constexpr (DelayedCircuit<C>)
        return flat_size<typename C::template Signals<double>>;
    else
        return 0;
}

/// One event of the circuit, as the solver watches it.
struct CircuitGuard {
    std::size_t number;
    template <class Pinned, class T, class X, class P>
    T operator()(const Pinned& circuit, const T& t, const X& x, const P& past) const {
        return circuit.guards(t, x, past)[number];
    }
};

/// As many guards as a circuit has.
template <class System, class Method, template <class> class Control, class T, std::size_t N, class Initial, class Count>
struct GuardedIntegration;
template <class System, class Method, template <class> class Control, class T, std::size_t N, class Initial,
          std::size_t... I>
struct GuardedIntegration<System, Method, Control, T, N, Initial, std::index_sequence<I...>> {
    template <std::size_t>
    using Guard = ode::Crossing<CircuitGuard>;
    using type = ode::Integration<System, Method, Control, T, N, Initial, Guard<I>...>;
    static type make(System system, const ode::Settings& settings) {
        return type(std::move(system), settings, Guard<I>(CircuitGuard{I})...);
    }
};

template <Circuit C, class Method, template <class> class Control, class T>
class LaneRun {
public:
    LaneRun(const LanePlan<C>& plan, const LaneHost& host)
        : plan_(plan), host_(host),
          run_(Guarded::make(System(lift<Parameters>(typename C::template Parameters<double>{}), plan.protocol),
                             plan.solver)) {}

    void operator()() {
        for (int i = 0; i < lanes; ++i) start_next(i);
        while (busy_ != 0) {
            if (const auto step = run_.turn()) {
                const auto circuit = run_.system().within(step.begin, step.end);
                tell_events(step);
                sample(step, circuit);
                count_limits(step, circuit);
                if (!rest(step)) return finish_all();
                if (!host_.keep_going(host_.self, lane(step.end, 0))) return finish_all();
            }
            if (const unsigned done = busy_ & run_.idle_lanes())
                for (int i = 0; i < lanes; ++i)
                    if (done >> i & 1) finish(i), start_next(i);
        }
    }

private:
    static constexpr int lanes = lanes_of<T>;
    static constexpr std::size_t N = flat_size<typename C::template State<double>>, K = signal_count<C>(),
                                 P = flat_size<typename C::template Parameters<double>>,
                                 O = flat_size<typename C::template Observation<double>>, L = limit_count<C>();
    static constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    using Parameters = typename C::template Parameters<T>;
    using System = DrivenCircuit<C, T>;
    using Initial = std::conditional_t<(K > 0), ode::Rested<K>, ode::NoHistory>;
    using Guarded = GuardedIntegration<System, Method, Control, T, N, Initial, std::make_index_sequence<guard_count<C>()>>;
    using LaneStart = ode::Start<double, N, Initial>;

    // --- jobs -----------------------------------------------------------------------------------------------------------

    /// Circuits at rest, as many as there are lanes: computed together, started one by one.
    struct Waiting {
        std::array<long long, lanes> jobs{};
        int next = 0, count = 0;
        Parameters parameters{};
        std::array<LaneStart, lanes> starts{};
    };

    /// The next job that can rest begins in this lane. Without any, the lane idles.
    void start_next(int i) {
        busy_ &= ~(1u << i);
        while (waiting_.next < waiting_.count || prepare()) {
            const int from = waiting_.next++;
            begin(i, from);
            jobs_[index(i)] = waiting_.jobs[index(from)];
            busy_ |= 1u << i;
            sample_start(i);
            if (!(run_.idle_lanes() >> i & 1)) return;
            finish(i); // there was nothing to do
            busy_ &= ~(1u << i);
        }
        // A lane that has never had a job computes all the same: with numbers that are good for something.
        if (!(begun_ >> i & 1)) begin(i, 0), run_.halt(i);
    }
    void begin(int i, int from) {
        run_.system().set_parameters(i, waiting_.parameters, from);
        run_.begin(i, waiting_.starts[index(from)], plan_.end);
        begun_ |= 1u << i;
        samples_[index(i)] = 0;
        quiet_[index(i)] = {};
        rest_watch_.begin(i, largest_delay(i));
        for (T& counter : clipped_) set_lane(counter, i, 0.0);
    }

    /// Lets as many jobs rest as there are lanes; false when there are no more.
    bool prepare() {
        waiting_.next = waiting_.count = 0;
        Flat<T, P> given{};
        Flat<double, P> numbers{};
        while (waiting_.count < lanes) {
            const long long job = host_.next(host_.self, numbers.data());
            if (job < 0) break;
            // The first job stands in where there is none.
            for (int i = waiting_.count; i < (waiting_.count == 0 ? lanes : waiting_.count + 1); ++i)
                for (std::size_t n = 0; n < P; ++n) set_lane(given[n], i, numbers[n]);
            waiting_.jobs[index(waiting_.count++)] = job;
        }
        if (waiting_.count == 0) return false;

        const auto before = lift<typename C::template Input<T>>(plan_.before);
        const auto rest = C::at_rest(unflatten<Parameters>(given), before);
        waiting_.parameters = rest.parameters;
        const auto state = flat(rest.state);
        const auto prepared_parameters = prepared<C>(rest.parameters);
        Flat<T, K> signals{};
        if constexpr (K > 0) signals = flat(C::signals(T(plan_.start), rest.state, before, prepared_parameters));
        const T restless = speed(state, signals, before, prepared_parameters);
        const bool smooth = !run_.system().breaks_at(plan_.start);

        int kept = 0;
        for (int i = 0; i < waiting_.count; ++i) {
            if (!(lane(restless, i) < largest_speed_at_rest)) {
                host_.cannot_rest(host_.self, waiting_.jobs[index(i)]);
                continue;
            }
            LaneStart& start = waiting_.starts[index(kept)];
            start = {plan_.start, {}, {}, smooth};
            for (std::size_t n = 0; n < N; ++n) start.state[n] = lane(state[n], i);
            if constexpr (K > 0)
                for (std::size_t k = 0; k < K; ++k) start.history.signals[k] = lane(signals[k], i);
            waiting_.jobs[index(kept)] = waiting_.jobs[index(i)];
            if (kept != i) move_lane(waiting_.parameters, i, kept);
            ++kept;
        }
        waiting_.count = kept;
        return kept > 0 || prepare();
    }
    static void move_lane(Parameters& parameters, int from, int to) {
        auto numbers = flat(parameters);
        for (T& x : numbers) set_lane(x, to, lane(x, from));
        parameters = unflatten<Parameters>(numbers);
    }

    // A state is at rest when, relative to its typical size, it would take longer than a simulation to change.
    static constexpr double largest_speed_at_rest = 1e-6; // [1/s]
    struct Still {
        const Flat<T, K>& signals;
        template <class R>
        T at(T R::*channel, const T&) const {
            return signals[index_of<R>(channel)];
        }
    };
    template <class Input, class P_>
    T speed(const Flat<T, N>& state, const Flat<T, K>& signals, const Input& before, const P_& parameters) const {
        const auto rates = flat(
            C::rates(T(plan_.start), unflatten<typename C::template State<T>>(state), before, Still{signals}, parameters));
        T fastest = T(0.0);
        for (std::size_t n = 0; n < N; ++n) {
            const T relative = abs(rates[n]) / plan_.solver.magnitudes[n];
            fastest = select(relative <= fastest, fastest, relative);
        }
        return fastest;
    }

    void finish(int i) {
        long long clipped[L + 1]{};
        for (std::size_t n = 0; n < L; ++n) clipped[n] = static_cast<long long>(lane(clipped_[n], i));
        ode::Outcome<double> outcome = run_.outcome(i);
        outcome.statistics.quiet_stretches = quiet_[index(i)].stretches;
        outcome.statistics.quiet_steps = quiet_[index(i)].steps;
        outcome.statistics.quiet_time = quiet_[index(i)].time;
        host_.finished(host_.self, jobs_[index(i)], outcome, clipped);
    }
    void finish_all() {
        for (int i = 0; i < lanes; ++i)
            if (busy_ >> i & 1) finish(i);
    }

    // --- rest -----------------------------------------------------------------------------------------------------------

    struct Quiet {
        long long stretches = 0, steps = 0;
        double time = 0;
    };

    double largest_delay(int i) const {
        double largest = 0;
        if constexpr (K > 0)
            for (const T& delay : run_.system().delays()) largest = max(largest, lane(delay, i));
        return largest;
    }

    // Gives the lanes that rest to the quiet system, as far as nothing acts on them. False where the host ends everything.
    template <class Step>
    bool rest([[maybe_unused]] const Step& step) {
        if constexpr (Control<T>::adaptive && K > 0) {
            if (!plan_.quiet.run || !any(step.accepted && plan_.end - step.end > quiet::shortest)) return true;
            const T until = min(run_.system().constant_until(step.begin, step.end), T(plan_.end));
            const auto worth_it = step.accepted && until - quiet::lead - step.end >= quiet::shortest;
            if (!any(worth_it)) return true;
            T fastest = T(0.0);
            for (std::size_t n = 0; n < N; ++n) fastest = max(fastest, abs(run_.slope()[n]) / plan_.quiet.sizes[n]);
            const unsigned resting = bits(rest_watch_.look(worth_it, step.end, until, fastest));
            for (int i = 0; i < lanes; ++i)
                if (resting >> i & 1 && !rest_quietly(i, step, lane(until, i) - quiet::lead)) return false;
        }
        return true;
    }

    // One lane, up to `until` or to where it starts to move.
    template <class Step>
    [[gnu::noinline]] bool rest_quietly(int i, const Step& step, double until) {
        const auto lane_of = [i](const auto& numbers) {
            Flat<double, std::tuple_size_v<std::remove_cvref_t<decltype(numbers)>>> single{};
            for (std::size_t n = 0; n < single.size(); ++n) single[n] = lane(numbers[n], i);
            return single;
        };
        const auto parameters = lane_of(flat(run_.system().parameters()));
        const auto input = lane_of(flat(run_.system().input(step.end, step.begin, step.end)));
        Flat<double, N> state = lane_of(run_.state());
        struct Listener {
            LaneRun& run;
            int at;
        } listener{*this, i};
        const double from = lane(step.end, i);
        const Quieted rested = plan_.quiet.run(
            plan_.solver, {parameters.data(), input.data(), from, until, state.data(), lane(next_sample_, i), &listener,
                           [](void* self, double time, std::size_t guard, bool rising) {
                               const auto& [run, at] = *static_cast<Listener*>(self);
                               run.host_.happened(run.host_.self, run.jobs_[index(at)], time, guard, rising);
                           },
                           [](void* self, double time, const double* observation, const double* x) {
                               const auto& [run, at] = *static_cast<Listener*>(self);
                               run.tell(at, time, [=](std::size_t n) { return n < O ? observation[n] : x[n - O]; });
                               return lane(run.next_sample_, at);
                           },
                           [](void* self, double time) {
                               const auto& [run, at] = *static_cast<Listener*>(self);
                               return run.host_.keep_going(run.host_.self, at == 0 ? time : lane(run.run_.time(), 0));
                           }});
        Quiet& counted = quiet_[index(i)];
        counted.steps += rested.steps;
        if (rested.until > from) {
            ++counted.stretches;
            counted.time += rested.until - from;
            run_.pass_over(i, rested.until, state);
            rest_watch_.begin(i, largest_delay(i));
        }
        return !rested.interrupted;
    }

    // --- listening ------------------------------------------------------------------------------------------------------

    template <class Step>
    void tell_events(const Step& step) {
        for (const auto& h : step.happenings)
            if (lane(step.accepted, h.lane)) host_.happened(host_.self, jobs_[index(h.lane)], h.time, h.event, h.rising);
    }

    // The first sample is the start, seen from the right; every other one is seen from the step that it ends or lies in.
    void sample_start(int i) {
        const T t = run_.time();
        const auto circuit = run_.system().within(t, t);
        tell(i, plan_.start, seen_in(i, observe(circuit, t, run_.state(), T(1.0))));
    }
    template <class Step, class Pinned>
    void sample(const Step& step, const Pinned& circuit) {
        const T middle = step.begin + 0.5 * (step.end - step.begin);
        while (true) {
            const auto due = step.accepted && next_sample_ <= step.end;
            if (!any(due)) return;
            const T t = select(due, next_sample_, step.end);
            const auto seen = observe(circuit, t, step.segment(t), middle - t);
            for (int i = 0; i < lanes; ++i)
                if (lane(due, i)) tell(i, lane(t, i), seen_in(i, seen));
        }
    }
    // The observation, unless nobody asks for any of it, and the state.
    struct Seen {
        Flat<T, O> observation;
        Flat<T, N> state;
    };
    template <class Pinned>
    Seen observe(const Pinned& circuit, const T& t, const Flat<T, N>& x, const T& toward) const {
        return {observes_ ? observation(circuit, t, x, toward) : Flat<T, O>{}, x};
    }
    template <class Pinned>
    [[gnu::flatten, gnu::noinline]] Flat<T, O> observation(const Pinned& circuit, const T& t, const Flat<T, N>& x,
                                                           const T& toward) const {
        if constexpr (K > 0)
            return run_.with_past(circuit, t, x, toward, [&](const auto& past) { return circuit.observe(t, x, past); });
        else
            return circuit.observe(t, x, 0);
    }
    static auto seen_in(int i, const Seen& seen) {
        return [i, &seen](std::size_t n) { return lane(n < O ? seen.observation[n] : seen.state[n - O], i); };
    }
    /// `value(n)` is observable number n.
    template <class Value>
    void tell(int i, double t, const Value& value) {
        double values[O + N]{};
        for (std::size_t c = 0; c < plan_.observable_count; ++c) values[c] = value(plan_.observables[c]);
        host_.sample(host_.self, jobs_[index(i)], t, values);
        const double next = plan_.schedule.time(plan_.start, plan_.end, ++samples_[index(i)]);
        set_lane(next_sample_, i, t < plan_.end ? next : infinity);
    }

    template <class Step, class Pinned>
    void count_limits(const Step& step, const Pinned& circuit) {
        if constexpr (L > 0) {
            const auto used = flat(circuit.limits(step.end, run_.state()));
            for (std::size_t n = 0; n < L; ++n)
                clipped_[n] = clipped_[n] + select(step.accepted && used[n] > 0.5, T(1.0), T(0.0));
        }
    }

    const LanePlan<C>& plan_;
    const LaneHost& host_;
    typename Guarded::type run_;
    Waiting waiting_{};
    std::array<long long, lanes> jobs_{}, samples_{};
    std::array<Quiet, lanes> quiet_{};
    RestWatch<T> rest_watch_{};
    T next_sample_{infinity};
    std::array<T, L> clipped_{};
    unsigned busy_ = 0, begun_ = 0;
    bool observes_ =
        std::any_of(plan_.observables, plan_.observables + plan_.observable_count, [](std::size_t n) { return n < O; });
};

} // namespace detail

template <Circuit C, class Method, template <class> class Control, class T>
void run_lanes(const LanePlan<C>& plan, const LaneHost& host) {
    detail::LaneRun<C, Method, Control, T>(plan, host)();
}

} // namespace myotatic
