// The integration loop, public and steppable: propose, attempt, judge, accept, tell the listeners.
//
//     auto run = ode::integration(system, ode::Start{0.0, std::array{1.0}}, {.rtol = 1e-8});
//     while (auto step = run.advance(10.0)) print(step.segment(step.end));
//
// A delay system also needs its initial history, any callable of time that gives the signals: `Start{t0, y0, history}`.
#pragma once

#include "myotatic/ode/breakpoint.hpp"
#include "myotatic/ode/controller/clip.hpp"
#include "myotatic/ode/controller/fixed_step.hpp"
#include "myotatic/ode/controller/pi.hpp"
#include "myotatic/ode/event_watch.hpp"
#include "myotatic/ode/history.hpp"
#include "myotatic/ode/method/tsitouras5.hpp"
#include "myotatic/ode/outcome.hpp"
#include "myotatic/ode/settings.hpp"
#include "myotatic/ode/step.hpp"
#include "myotatic/ode/system.hpp"
#include "myotatic/ode/tolerance.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <vector>

namespace myotatic::ode {

/// The history of a system that has none.
struct NoHistory {
    Flat<double, 0> operator()(double) const { return {}; }
};

/// Where an integration begins. The state may differ from what the history leads to.
template <class T, std::size_t N, class Initial = NoHistory>
struct Start {
    T time;
    Flat<T, N> state;
    Initial history{};
};
template <class T, std::size_t N>
Start(T, Flat<T, N>) -> Start<T, N>;
template <class T, std::size_t N, class Initial>
Start(T, Flat<T, N>, Initial) -> Start<T, N, Initial>;

template <class System, class Method, template <class> class Control, class T, std::size_t N, class Initial, class... Events>
class Integration {
public:
    using State = Flat<T, N>;
    using Segment = typename Method::template Segment<T, N>;
    static constexpr bool delayed = DelaySystem<System>;
    static constexpr std::size_t channels = channel_count<System, T, N>();
    using Ring = History<T, channels>;
    using Watch = EventWatch<T, N, Events...>;

    /// Throws std::invalid_argument for settings that no integration can have.
    Integration(System system, const Start<T, N, Initial>& start, const Settings& settings, Events... events)
        : system_(std::move(system)), initial_(start.history),
          settings_(checked(settings, N, Method::has_error_estimate, Control<T>::adaptive)), watch_(std::move(events)...),
          tolerance_(T(settings.rtol), absolute(settings)), now_{start.time,
                                                                 start.state,
                                                                 {},
                                                                 make_clip(),
                                                                 Ring(start.time, largest_delay()),
                                                                 Breakpoints<T>(settings.track_breakpoints ? Method::order
                                                                                                           : -1)} {
        if (!(start.time - start.time == 0.0)) throw std::invalid_argument("the time of the start must be finite");
        for (const T& delay : delays()) {
            if (!(delay == 0.0 || (delay >= smallest_positive_delay && delay < infinity)))
                throw std::invalid_argument("delays: each must be 0 or at least 1e-5 s: no step is longer than a delay");
            now_.breakpoints.add({start.time + delay, 1});
        }
        now_.outcome.time = start.time;
    }

    T time() const { return now_.time; }
    const State& state() const { return now_.state; }
    const Outcome<T>& outcome() const { return now_.outcome; }
    const System& system() const { return system_; }

    /// Makes one accepted step, which ends at `until` at the latest and exactly there if it reaches so far. Events are
    /// located, the past is kept. `until` is a stop, so it shapes the steps: for output in between read the segment.
    Step<T, Segment> advance(T until) {
        if (!(until >= now_.time)) throw std::invalid_argument("advance: the time to reach lies in the past");
        if (now_.outcome.failed()) return {};
        now_.outcome.reason = until > now_.time ? Reason::running : Reason::completed;
        while (now_.outcome.reason == Reason::running) {
            // Propose: as far as the controller likes and the next place that is not smooth permits.
            take_scheduled_actions();
            const T begin = now_.time, kink = next_kink();
            T stop = min(min(until, kink), min(now_.breakpoints.next(), watch_.next_scheduled(now_.events)));
            if (until - stop <= resolution(stop)) stop = until; // but for rounding the same
            if (!(stop - begin > resolution(begin))) {
                arrive(stop, kink, until); // a stop within rounding of where we are: we are there
                continue;
            }
            if (now_.fresh) begin_smooth_stretch(stop);
            if (now_.outcome.failed()) return {};
            const T end = now_.clip.end_of_step(begin, stop), h = end - begin;
            if (!(h > resolution(begin))) return fail(Reason::step_underflow);
            if (attempts() >= settings_.max_steps) return fail(Reason::too_many_steps);

            // Attempt.
            decltype(auto) pinned_system = pinned(system_, begin, end);
            const auto rates = field(pinned_system, begin, end);
            const auto attempt = Method::attempt(rates, begin, end, now_.state, now_.slope);
            now_.outcome.statistics.evaluations += Method::evaluations;

            // Judge: the step itself, and how well the past would keep its signals.
            Norm<T> error = size_of_error(attempt);
            decltype(remembered_step(pinned_system, attempt.segment, attempt.slope)) kept;
            if (error.value <= 1.0 || (!Control<T>::adaptive && error.value == error.value)) {
                kept = remembered_step(pinned_system, attempt.segment, attempt.slope);
                error.value = max(error.value, misfit(kept, pinned_system, attempt.segment));
            }
            now_.outcome.worst = error.worst;
            if (!now_.clip.judge(error.value, h).accepted) {
                ++now_.outcome.statistics.steps_rejected;
                const bool finite = error.value - error.value == 0.0;
                if (!finite && (!Control<T>::adaptive || !(0.1 * h > resolution(begin)))) return fail(Reason::non_finite);
                continue;
            }

            // Accept, and tell the listeners: events first, since they may cut the step, then the past.
            ++now_.outcome.statistics.steps_accepted;
            Step<T, Segment> step{begin, end, attempt.segment, {}, true};
            State state = attempt.end;
            const T middle = begin + 0.5 * h;
            const bool acted = watch_.tell(now_.events, step, state, [&](const auto& crossing, const T& t, const State& x) {
                return guard_value(crossing, pinned_system, t, x, middle - t);
            });
            look_for_bad_guards();
            if (now_.outcome.failed()) return {};
            now_.outcome.statistics.events += static_cast<long long>(step.happenings.size());
            if constexpr (delayed) {
                keep(acted ? remembered_step(pinned_system, step.segment, rates(step.end, step.segment(step.end))) : kept);
            }
            now_.state = state;
            now_.slope = attempt.slope;
            if (acted) break_at(step.end);
            arrive(step.end, kink, until);
            return step;
        }
        return {};
    }

    /// Everything that the future depends on. Restoring it continues bit for bit.
    struct Memory {
        T time;
        State state, slope;
        Clip<T, Control<T>> clip;
        Ring history;
        Breakpoints<T> breakpoints;
        typename Watch::Memory events{};
        Flat<T, channels> signal_magnitudes{}; ///< largest so far
        bool fresh = true;                     ///< the slope at `time` is not known yet: a new smooth stretch begins here
        bool started = false;
        Outcome<T> outcome{};
    };
    Memory save() const { return now_; }
    void restore(const Memory& memory) { now_ = memory; }

    /// A channel's value at a time from now to the largest delay back.
    T past(std::size_t channel, T time) const requires delayed { return remembered(channel, time, T(-1.0)); }
    /// What observers of the last step may ask of its past, seen at `t` within the step.
    template <class Pinned, class Use>
    auto with_past(const Pinned& pinned_system, const T& t, const State& x, const T& toward, const Use& use) const {
        const auto signals_now = [&] { return pinned_system.signals(t, x); };
        const auto lookup = [&](std::size_t channel, const T& time) { return remembered(channel, time, toward); };
        return use(ode::Past(t, signals_now, lookup));
    }

private:
    T remembered(std::size_t channel, const T& time, const T& toward) const {
        return now_.history.at(channel, time, toward, initial_);
    }

    // --- the vector field over one step -------------------------------------------------------------------------------

    template <class Pinned>
    auto field(const Pinned& pinned_system, [[maybe_unused]] const T& begin, [[maybe_unused]] const T& end) const {
        if constexpr (delayed)
            return [&pinned_system, this, middle = begin + 0.5 * (end - begin)](const T& t, const State& x) -> State {
                return with_past(pinned_system, t, x, middle - t,
                                 [&](const auto& past) { return State(numbers_of(pinned_system.rates(t, x, past))); });
            };
        else
            return [&pinned_system](const T& t, const State& x) -> State {
                return State(numbers_of(pinned_system.rates(t, x)));
            };
    }

    // A place where something is not smooth lies behind: slopes and guards are looked at anew, from the right.
    void begin_smooth_stretch(const T& stop) {
        const T end = min(stop, now_.time + smallest_delay());
        decltype(auto) pinned_system = pinned(system_, now_.time, end);
        const auto rates = field(pinned_system, now_.time, end);
        now_.slope = rates(now_.time, now_.state);
        ++now_.outcome.statistics.evaluations;
        now_.fresh = false;
        watch_.begin_stretch(now_.events, !now_.started, [&](const auto& crossing) {
            return guard_value(crossing, pinned_system, now_.time, now_.state, T(1.0));
        });
        look_for_bad_guards();
        if (now_.started) return;
        now_.clip.start(first_step(rates, stop));
        now_.started = true;
    }

    // The step for which the solution changes by about a hundredth of its scale. [hairer1993 II.4]
    template <class F>
    T first_step(const F& rates, const T& stop) {
        if (!Control<T>::adaptive) return T(settings_.fixed_step);
        if (settings_.first_step > 0) return T(settings_.first_step);
        const State nothing{};
        const T scale = tolerance_.norm(now_.state, now_.state, nothing).value;
        const T speed = tolerance_.norm(now_.slope, now_.state, nothing).value;
        const T longest = min(stop - now_.time, min(T(settings_.largest_step), smallest_delay()));
        T h = select(scale < 1e-5, T(1e-6), 0.01 * scale / speed);
        h = h - h == 0.0 ? min(h, longest) : min(T(1e-6), longest);
        State trial = now_.state;
        for (std::size_t i = 0; i < N; ++i) trial[i] = trial[i] + h * now_.slope[i];
        State change = rates(now_.time + h, trial);
        ++now_.outcome.statistics.evaluations;
        for (std::size_t i = 0; i < N; ++i) change[i] = change[i] - now_.slope[i];
        const T bend = tolerance_.norm(change, now_.state, nothing).value / h;
        const T strongest = max(speed, bend);
        const T h1 = strongest <= 1e-15 ? max(T(1e-6), 1e-3 * h) : pow(0.01 / strongest, T(1.0 / Method::order));
        const T first = min(100.0 * h, h1);
        return first - first == 0.0 && first > 0.0 ? min(first, longest) : min(T(1e-6), longest);
    }

    // --- judging ------------------------------------------------------------------------------------------------------

    template <class A>
    Norm<T> size_of_error(const A& attempt) const {
        for (std::size_t i = 0; i < N; ++i)
            if (attempt.end[i] - attempt.end[i] != 0.0 || attempt.slope[i] - attempt.slope[i] != 0.0)
                return {T(std::numeric_limits<double>::quiet_NaN()), i};
        if constexpr (Method::has_error_estimate) return tolerance_.norm(attempt.error, now_.state, attempt.end);
        return {T(0.0), 0};
    }

    std::optional<std::size_t> blown_up() const {
        for (std::size_t i = 0; i < N; ++i)
            if (abs(now_.state[i]) > 1e100) return i;
        return std::nullopt;
    }

    static T resolution(const T& t) { return 16 * std::numeric_limits<double>::epsilon() * abs(t); }
    long long attempts() const { return now_.outcome.statistics.steps_accepted + now_.outcome.statistics.steps_rejected; }
    Step<T, Segment> fail(Reason reason) {
        now_.outcome.reason = reason;
        return {};
    }

    // --- the past ---------------------------------------------------------------------------------------------------

    template <class Pinned>
    auto remembered_step(const Pinned& pinned_system, const Segment& segment, const State& slope_at_end) const {
        if constexpr (delayed)
            return RememberedStep<T, channels>(pinned_system, segment, now_.slope, slope_at_end, Method::order > 4);
        else
            return NoHistory{};
    }

    // Signals that bend where states do not (rectifiers, thresholds) ask for shorter steps than the states: what is read
    // from the past later must be as good as what is integrated now. The scale of a signal is its largest magnitude so far.
    template <class Kept, class Pinned>
    T misfit(const Kept& kept, const Pinned& pinned_system, const Segment& segment) const {
        if constexpr (delayed && Control<T>::adaptive && Method::order > 4) {
            Flat<T, channels> tolerated;
            for (std::size_t k = 0; k < channels; ++k)
                tolerated[k] =
                    settings_.atol + settings_.rtol * max(now_.signal_magnitudes[k], abs(kept.channels[k].value1));
            return kept.misfit(pinned_system, segment, tolerated);
        } else {
            return T(0.0);
        }
    }

    template <class Kept>
    void keep(const Kept& kept) {
        for (std::size_t k = 0; k < channels; ++k)
            now_.signal_magnitudes[k] =
                max(now_.signal_magnitudes[k], max(abs(kept.channels[k].value0), abs(kept.channels[k].value1)));
        now_.history.append(kept);
        now_.outcome.statistics.history_growths = now_.history.growths();
    }

    // --- breakpoints and delays ---------------------------------------------------------------------------------------

    auto delays() const {
        if constexpr (!delayed)
            return std::array<T, 0>{};
        else if constexpr (Record<decltype(system_.delays())>)
            return flat(system_.delays());
        else
            return system_.delays();
    }
    T largest_delay() const {
        T largest = T(0.0);
        for (const T& delay : delays()) largest = max(largest, delay);
        return largest;
    }
    T smallest_delay() const {
        T smallest = T(infinity);
        for (const T& delay : delays())
            if (delay > 0.0) smallest = min(smallest, delay);
        return smallest;
    }

    T next_kink() const { return settings_.track_breakpoints ? next_breakpoint_of(system_, now_.time) : infinity; }

    // Something jumps at `t`, and will be felt again after every delay.
    void break_at(const T& t) {
        now_.breakpoints.add({t, 0});
        now_.fresh = true;
    }

    void arrive(const T& t, const T& kink, const T& until) {
        now_.time = now_.outcome.time = t;
        if (kink <= t) break_at(t);
        if (now_.breakpoints.arrive(t, delays())) {
            ++now_.outcome.statistics.breakpoints;
            now_.fresh = true;
        }
        if (const auto component = blown_up()) {
            now_.outcome.worst = *component;
            now_.outcome.reason = Reason::blow_up;
        } else if (t == until) {
            now_.outcome.reason = Reason::completed;
        }
    }

    // --- events -------------------------------------------------------------------------------------------------------

    template <class C, class Pinned>
    T guard_value(const C& crossing, const Pinned& pinned_system, const T& t, const State& x, const T& toward) const {
        if constexpr (delayed)
            return with_past(pinned_system, t, x, toward, [&](const auto& past) { return crossing.value(t, x, past); });
        else
            return crossing.value(t, x, NoHistory{});
    }

    // A guard that is no number ends the integration.
    void look_for_bad_guards() {
        if (!now_.events.bad) return;
        now_.outcome.worst = *now_.events.bad;
        now_.outcome.reason = Reason::bad_guard;
    }

    void take_scheduled_actions() {
        const int taken = watch_.take_scheduled(now_.events, now_.time, now_.state);
        if (taken == 0) return;
        now_.outcome.statistics.events += taken;
        break_at(now_.time);
        now_.breakpoints.arrive(now_.time, delays());
    }

    // --- settings -----------------------------------------------------------------------------------------------------

    static State absolute(const Settings& s) {
        State a;
        for (std::size_t i = 0; i < N; ++i) a[i] = T(s.magnitudes.empty() ? s.atol : s.atol * s.magnitudes[i]);
        return a;
    }
    auto make_clip() const {
        const T longest = min(T(settings_.largest_step), smallest_delay());
        if constexpr (Control<T>::adaptive)
            return Clip<T, Control<T>>(Control<T>(Method::error_order), longest);
        else
            return Clip<T, Control<T>>(Control<T>(T(settings_.fixed_step)), longest);
    }

    static constexpr double smallest_positive_delay = 1e-5; // [s]
    static constexpr double infinity = std::numeric_limits<double>::infinity();

    System system_;
    Initial initial_;
    Settings settings_;
    Watch watch_;
    Tolerance<T, N> tolerance_;
    Memory now_;
};

/// An integration with error control and PI step control, or with `Control = FixedStep`; Tsitouras 5(4) unless told
/// otherwise.
template <class Method = Tsitouras5, template <class> class Control = Pi, class System, class T, std::size_t N,
          class Initial, class... Events>
auto integration(System system, Start<T, N, Initial> start, Settings settings = {}, Events... events) {
    return Integration<System, Method, Control, T, N, Initial, Events...>(std::move(system), start, settings,
                                                                          std::move(events)...);
}

} // namespace myotatic::ode
