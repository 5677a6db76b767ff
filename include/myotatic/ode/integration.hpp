// The integration loop, public and steppable: propose, attempt, judge, accept, tell the listeners.
//
//     auto run = ode::integration(system, ode::Start{0.0, std::array{1.0}}, {.rtol = 1e-8});
//     while (auto step = run.advance(10.0)) print(step.segment(step.end));
//
// A delay system also needs its initial history, any callable of time that gives the signals: `Start{t0, y0, history}`.
//
// Over a Pack the same loop integrates one problem in each lane, each at its own time with its own step: `begin` sets a lane
// going, `turn` makes one attempt in all of them, `idle_lanes` are free for the next problem. Lanes never wait for each
// other, and none notices what the others do: an ensemble gives the bits of single runs.
#pragma once

#include "myotatic/core/pack.hpp"
#include "myotatic/ode/bend.hpp"
#include "myotatic/ode/breakpoint.hpp"
#include "myotatic/ode/controller/clip.hpp"
#include "myotatic/ode/controller/fixed_step.hpp"
#include "myotatic/ode/controller/pi.hpp"
#include "myotatic/ode/event_watch.hpp"
#include "myotatic/ode/history.hpp"
#include "myotatic/ode/jacobian.hpp"
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
    bool smooth = false; ///< state and history go over into each other without a jump in any derivative
};
template <class T, std::size_t N>
Start(T, Flat<T, N>) -> Start<T, N>;
template <class T, std::size_t N, class Initial>
Start(T, Flat<T, N>, Initial) -> Start<T, N, Initial>;

template <class System, class Method, template <class> class Control, class T, std::size_t N, class Initial, class... Events>
class Integration {
public:
    static constexpr int lanes = lanes_of<T>;
    static constexpr bool delayed = DelaySystem<System>;
    static constexpr bool stiff = requires { Method::needs_jacobian; };
    static constexpr std::size_t channels = channel_count<System, T, N>();
    using State = Flat<T, N>;
    using LaneState = Flat<double, N>;
    using Mask = mask_of<T>;
    using View = typename History<T, channels>::View;
    using Segment = typename Method::template Segment<T, N>;
    using Attempt = ode::Attempt<T, N, Segment>;
    using Watch = EventWatch<T, N, Events...>;
    using LaneStart = Start<double, N, Initial>;

    /// All lanes idle. Throws std::invalid_argument for settings that no integration can have.
    Integration(System system, const Settings& settings, Events... events)
        : system_(std::move(system)), settings_(checked<T>(settings, N, Method::has_error_estimate, Control<T>::adaptive)),
          watch_(std::move(events)...), tolerance_(settings.rtol, absolute(settings)), now_(make_clip(settings)) {}

    /// One problem, at its start.
    Integration(System system, const LaneStart& start, const Settings& settings, Events... events) requires(lanes == 1)
        : Integration(std::move(system), settings, std::move(events)...) {
        begin(0, start, start.time);
    }

    /// Sets a lane going towards `until`. What the system knows of the lane must be in place. Throws std::invalid_argument
    /// for times and delays that cannot be.
    void begin(int i, const LaneStart& start, double until) {
        if (!(start.time - start.time == 0.0)) throw std::invalid_argument("the time of the start must be finite");
        double smallest = infinity, largest = 0;
        Lane lane_now{.breakpoints = Breakpoints<T>(settings_.track_breakpoints ? Method::order : -1)};
        for (const double delay : delays(i)) {
            if (!(delay == 0.0 || (delay >= smallest_positive_delay && delay < infinity)))
                throw std::invalid_argument("delays: each must be 0 or at least 1e-5 s: no step is longer than a delay");
            largest = max(largest, delay);
            if (delay > 0.0) smallest = min(smallest, delay);
            if (delay == 0.0 && !now_.instantaneous) now_.instantaneous = true, linearisation_.reset();
        }
        now_.lane[index(i)] = std::move(lane_now);
        if (!start.smooth) send_on(i, start.time, everything_jumps);
        set_lane(now_.smallest_delay, i, smallest);
        now_.clip.begin(i, min(settings_.largest_step, smallest));
        if constexpr (delayed) now_.past.begin(i, start.time, largest);
        initial_[index(i)].emplace(start.history);
        set_lane(now_.time, i, start.time);
        for (std::size_t n = 0; n < N; ++n) set_lane(now_.state[n], i, start.state[n]);
        for (T& m : now_.signal_magnitudes) set_lane(m, i, 0.0);
        for (T* counter : {&now_.accepted, &now_.rejected, &now_.evaluations, &now_.worst}) set_lane(*counter, i, 0.0);
        head_for(i, until);
    }

    /// Goes on at a later `time` from `state`, without having integrated what lies between: by other means it is known that
    /// nothing happened there that the past need remember, so that from now on the past is as the signals are there. Events
    /// wait for their first signs. Throws std::invalid_argument for times that are not ahead, or where the lane must stop.
    void pass_over(int i, double time, const LaneState& state) {
        Lane& l = now_.lane[index(i)];
        const double from = lane(now_.time, i);
        if (!(time > from && time < min(l.until, next_breakpoint_of(system_, from))))
            throw std::invalid_argument("pass_over: the time must lie ahead, before the end and the next breakpoint");
        T begin = now_.time, end = begin + 1.0;
        set_lane(end, i, time);
        set_lane_of(now_.state, i, state);
        if constexpr (delayed) {
            const Signals signals = signals_at(pinned(system_, begin, end), end, now_.state);
            now_.past.append(bit(i), Kept(begin, end, {signals, signals, signals, signals, signals}));
        }
        set_lane(now_.time, i, time);
        l.breakpoints = Breakpoints<T>(settings_.track_breakpoints ? Method::order : -1);
        l.events = {};
        l.started = false;
        now_.arrived |= bit(i), now_.fresh |= bit(i);
    }

    /// Lanes that have arrived or failed; bit i is lane i. They are ignored until they begin anew.
    unsigned idle_lanes() const { return all_lanes & ~now_.running; }

    /// Takes a lane out.
    void halt(int i) {
        now_.running &= ~bit(i);
        set_lane(now_.stop, i, infinity);
    }

    T time() const { return now_.time; }
    const State& state() const { return now_.state; }
    /// The rates at the end of the last accepted step, seen from within it.
    const State& slope() const { return now_.slope; }
    const System& system() const { return system_; }
    System& system() { return system_; }
    /// How a lane fares.
    Outcome<double> outcome(int i = 0) const {
        const Lane& l = now_.lane[index(i)];
        const auto count = [i](const T& counter) { return static_cast<long long>(lane(counter, i)); };
        return {l.reason,
                lane(now_.time, i),
                l.bad_event ? *l.bad_event : static_cast<std::size_t>(lane(now_.worst, i)),
                {count(now_.accepted), count(now_.rejected), count(now_.evaluations), l.breakpoints_met, l.events_met,
                 now_.past.growths(i)}};
    }

    /// Makes one accepted step, which ends at `until` at the latest and exactly there if it reaches so far. Events are
    /// located, the past is kept. `until` is a stop, so it shapes the steps: for output in between read the segment.
    Step<T, Segment> advance(double until) requires(lanes == 1) {
        if (!(until >= lane(now_.time, 0))) throw std::invalid_argument("advance: the time to reach lies in the past");
        if (now_.lane[0].reason > Reason::completed) return no_step();
        if (until != now_.lane[0].until || !now_.running) head_for(0, until);
        while (true) {
            auto step = turn();
            if (step || !now_.running) return step;
        }
    }

    /// One attempt in every lane that runs. In the lanes that accept it the step is done: events are located, the past is
    /// kept; the others will try a shorter one.
    Step<T, Segment> turn() {
        // Propose: as far as the controller likes and the next place that is not smooth permits.
        for_lanes(now_.arrived & now_.running, [&](int i) { look_ahead(i); });
        if (now_.fresh & now_.running) begin_smooth_stretches(now_.fresh & now_.running);
        const T begin = now_.time, end = now_.clip.end_of_step(begin, min(now_.stop, now_.bend.next())), h = end - begin;
        fail_where(!(h > resolution(begin)), Reason::step_underflow);
        fail_where(now_.accepted + now_.rejected >= static_cast<double>(settings_.max_steps), Reason::too_many_steps);
        if (!now_.running) return no_step();
        const Mask running = mask(now_.running);

        // Attempt.
        decltype(auto) pinned_system = pinned(system_, begin, end);
        const auto rates = field(pinned_system, begin, end);
        if constexpr (stiff) {
            if (!linearisation_) linearisation_.emplace(rates, now_.instantaneous);
        }
        const Attempt& attempt = make_attempt(rates, begin, end);
        count(now_.evaluations, running, Method::evaluations);

        // Judge: the step itself, and how well the past would keep its signals.
        Norm<T> error = size_of_error(attempt);
        Kept kept;
        Signals right{};
        if constexpr (delayed) {
            const Mask promising = error.value <= 1.0 || Mask(!Control<T>::adaptive);
            if (any(running && promising)) {
                const auto state_at = [&](const auto& theta) { return attempt.segment.at(theta); };
                const T misfit = remember(kept, right, pinned_system, begin, end, state_at, attempt.end);
                error.value = select(promising, max(error.value, misfit), error.value);
            }
        }
        now_.worst = select(running, error.worst, now_.worst);
        const Mask bent = find_bends(pinned_system, attempt, begin, end, error.value);
        const Mask passed = now_.clip.judge(error.value, h, !bent).accepted && !bent;
        Mask accepted = passed && running;
        if (const unsigned rejected = now_.running & ~bits(passed)) reject(rejected, error.value, h);
        if (!any(accepted)) return no_step();

        // Accept, and tell the listeners: events first, since they may cut the step, then the past.
        count(now_.accepted, accepted, 1);
        Step<T, Segment> step{begin, end, attempt_->segment, {}, accepted};
        State arrived = attempt.end;
        const unsigned acted = tell_watch(step, pinned_system, arrived);
        accepted = step.accepted = accepted && mask(now_.running);
        if constexpr (delayed) {
            if constexpr (bends > 0) send_kinks_on(accepted && now_.bend.just_passed(), begin, kept, right);
            keep(bits(accepted) & ~acted, kept);
            if (acted) {
                const T share = (step.end - begin) / h;
                const auto state_at = [&](const auto& theta) {
                    return step.segment.at(theta * widened<std::remove_cvref_t<decltype(theta)>>(share));
                };
                Signals at_cut;
                remember(kept, at_cut, pinned_system, begin, step.end, state_at, step.segment(step.end));
                keep(acted, kept);
            }
            blend(accepted, now_.signals, right);
        }
        blend(accepted, now_.time, step.end);
        blend(accepted, now_.state, arrived);
        blend(accepted, now_.slope, attempt.slope);
        if constexpr (bends > 0) now_.bend.pass(accepted, step.end);
        for_lanes(acted, [&](int i) { break_at(i, lane(step.end, i), everything_jumps); });
        for_lanes(bits(accepted) & (acted | bits(step.end == now_.stop)), [&](int i) { arrive(i, lane(step.end, i)); });
        stop_where_blown_up(accepted);
        return step;
    }

    /// Everything that the future depends on. Restoring it continues bit for bit.
    struct Memory;
    Memory save() const { return now_; }
    void restore(const Memory& memory) {
        now_ = memory;
        linearisation_.reset(); // it follows from the system, and from which delays are zero
    }

    /// A channel's value at a time from now to the largest delay back.
    T past(std::size_t channel, const T& time) const requires delayed {
        return remembered(channel, time, T(-1.0), View::observer);
    }
    /// What observers of the last step may ask of its past, seen at `t` within the step; `toward` points to its middle.
    template <class Pinned, class S, class Use>
    auto with_past(const Pinned& pinned_system, const S& t, const Flat<S, N>& x, const T& toward, const Use& use,
                   View view = View::observer) const {
        const auto signals_now = [&] { return pinned_system.signals(t, x); };
        const auto lookup = [&](std::size_t channel, const auto& time) { return remembered(channel, time, toward, view); };
        return use(ode::Past(t, S(now_.time), signals_now, lookup));
    }

private:
    using Kept = RememberedStep<T, channels>;
    using Signals = Flat<T, channels>;

    /// What only concerns one lane, and changes when it arrives somewhere.
    struct Lane {
        Breakpoints<T> breakpoints{};
        typename Watch::Memory events{};
        double until = 0, kink = infinity;
        bool started = false;
        Reason reason = Reason::running;
        std::optional<std::size_t> bad_event{};
        long long breakpoints_met = 0, events_met = 0;
    };

    static constexpr unsigned all_lanes = (1u << lanes) - 1;
    static constexpr unsigned bit(int i) { return 1u << i; }
    static constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }
    static Mask mask(unsigned lanes_set) { return mask_from_bits<T>(lanes_set); }
    template <class F>
    static void for_lanes(unsigned set, const F& f) {
        for (int i = 0; set != 0; ++i, set >>= 1)
            if (set & 1) f(i);
    }
    static void count(T& counter, const Mask& where, std::size_t by) {
        counter = counter + select(where, T(static_cast<double>(by)), T(0.0));
    }
    static LaneState lane_of(const State& x, int i) {
        LaneState y;
        for (std::size_t n = 0; n < N; ++n) y[n] = lane(x[n], i);
        return y;
    }
    static void set_lane_of(State& x, int i, const LaneState& y) {
        for (std::size_t n = 0; n < N; ++n) set_lane(x[n], i, y[n]);
    }

    // --- the vector field over one step -------------------------------------------------------------------------------

    // Rates as a function of time and state, for the scalar of the integration and for those that carry derivatives.
    template <class Pinned>
    struct Field {
        const Integration& run;
        const Pinned& system;
        T middle;

        template <class S>
        Flat<S, N> operator()(const S& t, const Flat<S, N>& x) const {
            if constexpr (std::same_as<S, T>)
                return in_one_piece(t, x);
            else
                return evaluate(t, x);
        }

    private:
        // Inlined as a whole, so that what the equations leave unused costs nothing.
        [[gnu::flatten, gnu::noinline]] State in_one_piece(const T& t, const State& x) const { return evaluate(t, x); }
        template <class S>
        Flat<S, N> evaluate(const S& t, const Flat<S, N>& x) const {
            if constexpr (delayed && std::same_as<S, Tracer>)
                return Flat<S, N>(numbers_of(system.rates(t, x, run.traced_past(system, t, x))));
            else if constexpr (delayed)
                return run.with_past(
                    system, t, x, middle - plain(t),
                    [&](const auto& past) { return numbers_made_by([&] { return system.rates(t, x, past); }); },
                    View::solver);
            else
                return numbers_made_by([&] { return system.rates(t, x); });
        }
        static const T& plain(const T& t) { return t; }
        template <int M>
        static const T& plain(const Dual<T, M>& t) {
            return t.value;
        }
    };
    template <class Pinned>
    TracedPast traced_past(const Pinned& pinned_system, const Tracer& t, const Flat<Tracer, N>& x) const {
        TracedPast past;
        if (now_.instantaneous)
            for (const Tracer& signal : numbers_of(pinned_system.signals(t, x))) past.present = past.present | signal.inputs;
        return past;
    }
    template <class Pinned>
    Field<Pinned> field(const Pinned& pinned_system, const T& begin, const T& end) const {
        return {*this, pinned_system, begin + 0.5 * (end - begin)};
    }

    template <class F>
    const Attempt& make_attempt(const F& rates, const T& begin, const T& end) {
        const auto attempt = [&] {
            if constexpr (stiff)
                return Method::attempt(rates, *linearisation_, begin, end, now_.state, now_.slope);
            else
                return Method::attempt(rates, begin, end, now_.state, now_.slope);
        };
        return attempt_.emplace(InPlace<decltype(attempt)>{attempt});
    }
    // What converts to the result of a function is that result, made where it stays.
    template <class F>
    struct InPlace {
        const F& make;
        operator Attempt() const { return make(); } // NOLINT: to convert is its purpose
    };
    Step<T, Segment> no_step() const { return {now_.time, now_.time, attempt_->segment}; }

    // A place where something is not smooth lies behind: slopes and guards are looked at anew, from the right.
    void begin_smooth_stretches(unsigned set) {
        const Mask where = mask(set);
        const T begin = now_.time, end = min(now_.stop, begin + min(now_.smallest_delay, 1e9));
        decltype(auto) pinned_system = pinned(system_, begin, end);
        const auto rates = field(pinned_system, begin, end);
        blend(where, now_.slope, rates(begin, now_.state));
        count(now_.evaluations, where, 1);
        if constexpr (delayed) {
            blend(where, now_.signals, signals_at(pinned_system, begin, now_.state));
        }
        if constexpr (bends > 0) now_.bend.begin(where, bend_values(pinned_system, begin, now_.state, T(1.0)));
        const auto guards = guard_values(pinned_system, begin, now_.state, T(1.0));
        unsigned starting = 0;
        for_lanes(set, [&](int i) {
            Lane& l = now_.lane[index(i)];
            watch_.begin_stretch(l.events, !l.started, lane_values(guards, i));
            if (!l.started) starting |= bit(i);
            l.started = true;
            look_for_bad_guard(i);
        });
        now_.fresh &= ~set;
        if (starting) now_.clip.propose(mask(starting), first_step(rates, mask(starting)));
    }

    // The step for which the solution changes by about a hundredth of its scale. [hairer1993 II.4]
    template <class F>
    T first_step(const F& rates, const Mask& where) {
        if (!Control<T>::adaptive) return T(settings_.fixed_step);
        if (settings_.first_step > 0) return T(settings_.first_step);
        const State nothing{};
        const T scale = tolerance_.norm(now_.state, now_.state, nothing).value;
        const T speed = tolerance_.norm(now_.slope, now_.state, nothing).value;
        const T longest = min(now_.stop - now_.time, min(T(settings_.largest_step), now_.smallest_delay));
        T h = select(scale < 1e-5, T(1e-6), 0.01 * scale / speed);
        h = select(where, select(h - h == 0.0, min(h, longest), min(T(1e-6), longest)), T(0.0));
        State trial = now_.state;
        for (std::size_t n = 0; n < N; ++n) trial[n] = trial[n] + h * now_.slope[n];
        State change = rates(now_.time + h, trial);
        count(now_.evaluations, where, 1);
        for (std::size_t n = 0; n < N; ++n) change[n] = change[n] - now_.slope[n];
        const T bend = tolerance_.norm(change, now_.state, nothing).value / h;
        const T strongest = max(speed, bend);
        const T h1 = select(strongest <= 1e-15, max(T(1e-6), 1e-3 * h), exp(log(0.01 / strongest) / Method::order));
        const T first = min(100.0 * h, h1);
        return select(first - first == 0.0 && first > 0.0, min(first, longest), min(T(1e-6), longest));
    }

    // --- judging ------------------------------------------------------------------------------------------------------

    template <class A>
    Norm<T> size_of_error(const A& attempt) const {
        Norm<T> error;
        if constexpr (Method::has_error_estimate) error = tolerance_.norm(attempt.error, now_.state, attempt.end);
        std::array<T, 4> nothing{}; // side by side, since each addition waits for the one before
        for (std::size_t n = 0; n < N; ++n)
            nothing[n % 4] = nothing[n % 4] + ((attempt.end[n] - attempt.end[n]) + (attempt.slope[n] - attempt.slope[n]));
        if (!any(!((nothing[0] + nothing[1]) + (nothing[2] + nothing[3]) == 0.0))) return error;
        for (std::size_t n = 0; n < N; ++n) {
            const auto lost = error.value - error.value == 0.0 &&
                              !((attempt.end[n] - attempt.end[n]) + (attempt.slope[n] - attempt.slope[n]) == 0.0);
            error.value = select(lost, T(nan), error.value);
            error.worst = select(lost, T(static_cast<double>(n)), error.worst);
        }
        return error;
    }

    void reject(unsigned set, const T& error, const T& h) {
        count(now_.rejected, mask(set), 1);
        const T shorter = Control<T>::adaptive ? 0.1 * h : T(0.0);
        const Mask hopeless = !(error - error == 0.0) && !(shorter > resolution(now_.time));
        for_lanes(set & bits(hopeless), [&](int i) { fail(i, Reason::non_finite); });
    }

    static T resolution(const T& t) { return 16 * std::numeric_limits<double>::epsilon() * abs(t); }

    void fail(int i, Reason reason) {
        now_.lane[index(i)].reason = reason;
        halt(i);
    }
    void fail_where(const Mask& where, Reason reason) {
        if (any(where)) for_lanes(bits(where) & now_.running, [&](int i) { fail(i, reason); });
    }
    void stop_where_blown_up(const Mask& accepted) {
        std::array<T, 4> of_part{};
        for (std::size_t n = 0; n < N; ++n) of_part[n % 4] = max(of_part[n % 4], abs(now_.state[n]));
        const T largest = max(max(of_part[0], of_part[1]), max(of_part[2], of_part[3]));
        if (!any(accepted && largest > 1e100)) return;
        for_lanes(bits(accepted && largest > 1e100), [&](int i) {
            std::size_t n = 0;
            while (!(abs(lane(now_.state[n], i)) > 1e100)) ++n;
            set_lane(now_.worst, i, static_cast<double>(n));
            fail(i, Reason::blow_up);
        });
    }

    template <class S>
    S remembered(std::size_t channel, const S& time, const T& toward, View view) const {
        return now_.past.at(
            channel, time, toward, [this](int i, double t) { return (*initial_[index(i)])(t); }, view);
    }

    // --- where the equations bend -------------------------------------------------------------------------------------

    static constexpr std::size_t bends = Control<T>::adaptive ? bend_count<System>() : 0;
    static constexpr double too_wrong = 100; // times the tolerance: such a step is not worth looking at

    template <class Pinned>
    [[gnu::flatten, gnu::noinline]] Flat<T, bends> bend_values(const Pinned& pinned_system, const T& t, const State& x,
                                                               const T& toward) const {
        if constexpr (delayed)
            return with_past(
                pinned_system, t, x, toward, [&](const auto& past) { return pinned_system.bends(t, x, past); },
                View::solver);
        else
            return pinned_system.bends(t, x, NoHistory{});
    }
    // The lanes whose step must be tried again, up to the first bend within.
    template <class Pinned>
    Mask find_bends([[maybe_unused]] const Pinned& pinned_system, [[maybe_unused]] const Attempt& attempt,
                    [[maybe_unused]] const T& begin, [[maybe_unused]] const T& end, [[maybe_unused]] const T& error) {
        if constexpr (bends > 0) {
            if (settings_.end_at_bends)
                return now_.bend.find(error < too_wrong && mask(now_.running), begin, end,
                                      bend_values(pinned_system, end, attempt.end, T(-1.0)), [&](const T& middle) {
                                          return bend_values(pinned_system, middle, attempt.segment.at(0.5), T(-1.0));
                                      });
        }
        return Mask(false);
    }

    // --- the past -----------------------------------------------------------------------------------------------------

    // Inlined as a whole, as the rates are.
    template <class Pinned, class S>
    [[gnu::flatten, gnu::noinline]] static Flat<S, channels> signals_at(const Pinned& pinned_system, const S& t,
                                                                        const Flat<S, N>& x) {
        if constexpr (delayed)
            return numbers_made_by([&] { return pinned_system.signals(t, x); });
        else
            return {};
    }
    // The shares of a step at which the past asks for its signals: what it keeps, and near the end how ill that fits.
    static constexpr std::array shares{0.25, 0.5, 0.75, 1.0, 0.875};
    static constexpr std::size_t at_end = 3, near_end = 4;
    using AtShares = std::array<Signals, shares.size()>;

    // `last` is the state at the end. A single instance computes them side by side, where the system knows how.
    template <class Pinned, class StateAt>
    static AtShares signals_within(const Pinned& pinned_system, const T& begin, const T& end, const StateAt& state_at,
                                   const State& last) {
        if constexpr (requires { pinned_system.at_moments(); }) {
            return signals_side_by_side(pinned_system.at_moments(), begin, end, state_at, last);
        } else {
            const auto at = [&](double theta) {
                return signals_at(pinned_system, T(begin + theta * (end - begin)), state_at(theta));
            };
            return {at(shares[0]), at(shares[1]), at(shares[2]), signals_at(pinned_system, end, last),
                    Control<T>::adaptive ? at(shares[near_end]) : Signals{}};
        }
    }
    template <class Moments, class StateAt>
    static AtShares signals_side_by_side(const Moments& moments, const T& begin, const T& end, const StateAt& state_at,
                                         const State& last) {
        using Wide = Widened<T>;
        constexpr std::size_t width = lanes_of<Wide>;
        AtShares signals;
        for (std::size_t first = 0; first < shares.size(); first += width) {
            const std::size_t count = std::min(width, shares.size() - first);
            Wide theta = 1.0; // in lanes that are left over
            for (std::size_t i = 0; i < count; ++i) set_lane(theta, static_cast<int>(i), shares[first + i]);
            const auto ends = theta == 1.0;
            auto x = state_at(theta);
            for (std::size_t n = 0; n < N; ++n) x[n] = select(ends, widened<Wide>(last[n]), x[n]);
            const Wide t = widened<Wide>(begin) + theta * widened<Wide>(end - begin);
            const auto of_lanes = signals_at(moments, select(ends, widened<Wide>(end), t), x);
            for (std::size_t i = 0; i < count; ++i)
                for (std::size_t k = 0; k < channels; ++k) signals[first + i][k] = lane(of_lanes[k], static_cast<int>(i));
        }
        return signals;
    }

    // Makes of a step what the past keeps of it, and returns how ill it fits; `right` are the signals at its end. Signals
    // that bend where states do not (rectifiers, thresholds) ask for shorter steps than the states: what is read from the
    // past later must be as good as what is integrated now. The scale of a signal is its largest magnitude so far. The
    // polynomials are looked at near the end, where they are furthest from a smooth signal, and where a bend comes into view
    // first when steps are retried.
    template <class Pinned, class StateAt>
    T remember(Kept& kept, Signals& right, const Pinned& pinned_system, const T& begin, const T& end,
               const StateAt& state_at, const State& last) const {
        const auto signals = signals_within(pinned_system, begin, end, state_at, last);
        right = signals[at_end];
        kept = Kept(begin, end, {now_.signals, signals[0], signals[1], signals[2], right});
        if (!Control<T>::adaptive) return T(0.0);
        Signals tolerated = tolerated_signals(right);
        // Some systems know where that is asked too much (sensitivity.hpp).
        if constexpr (requires { pinned_system.relax(tolerated, begin, end); }) pinned_system.relax(tolerated, begin, end);
        return kept.misfit(shares[near_end], signals[near_end], tolerated);
    }
    Signals tolerated_signals(const Signals& right) const {
        Signals tolerated;
        for (std::size_t k = 0; k < channels; ++k) {
            const T magnitude = max(now_.signal_magnitudes[k], abs(right[k]));
            tolerated[k] = settings_.atol + max(settings_.rtol, roundings_of_signals) * magnitude;
        }
        return tolerated;
    }
    static constexpr double roundings_of_signals = 1e-13;

    // Steps that begin where the equations bend: where a signal has a kink there that moves it by more than some tolerances
    // within the smallest delay, steps will end again when it arrives. What follows from that is smoother, and is not sent
    // on. How long the step is does not count, so that runs with nearly the same parameters decide alike.
    void send_kinks_on(const Mask& where, const T& begin, const Kept& kept, const Signals& right) {
        if (!settings_.track_breakpoints || !any(where)) return;
        const Signals tolerated = tolerated_signals(right);
        for (std::size_t k = 0; k < channels; ++k) {
            const T h = kept.end - begin, moved = abs(kept.polynomial[k][1] - now_.slopes[k] * h);
            for_lanes(bits(where && moved * now_.smallest_delay > worth_an_end * tolerated[k] * h), [&](int i) {
                const auto after = delays(i);
                for (std::size_t d = 0; d < after.size(); ++d) {
                    const std::size_t channel = ways().channel(d);
                    if (after[d] > 0.0 && (channel == k || !ways_known))
                        now_.lane[index(i)].breakpoints.add({lane(begin, i) + after[d], Method::order, channel});
                }
                now_.arrived |= bit(i);
            });
        }
    }
    // With 1 or 100 a tap of the reflex arc takes as many steps for the same error.
    static constexpr double worth_an_end = 10;

    void keep(unsigned set, const Kept& kept) {
        const Mask where = mask(set);
        [[maybe_unused]] const T per_second = 1.0 / (kept.end - kept.begin);
        for (std::size_t k = 0; k < channels; ++k) {
            const T value = kept.at(k, T(1.0));
            blend(where, now_.signal_magnitudes[k],
                  max(now_.signal_magnitudes[k], max(abs(kept.polynomial[k][0]), abs(value))));
            if constexpr (bends > 0) blend(where, now_.slopes[k], Kept::slope(kept.polynomial[k], T(1.0)) * per_second);
        }
        now_.past.append(set, kept);
    }

    // --- where a lane must stop, and what happens there ---------------------------------------------------------------

    auto delays(int i) const {
        if constexpr (delayed) {
            const auto all = numbers_of(system_.delays());
            Flat<double, std::tuple_size_v<std::remove_cvref_t<decltype(all)>>> of_lane{};
            for (std::size_t d = 0; d < of_lane.size(); ++d) of_lane[d] = lane(all[d], i);
            return of_lane;
        } else {
            return Flat<double, 0>{};
        }
    }

    void head_for(int i, double until) {
        Lane& l = now_.lane[index(i)];
        l.until = until;
        l.reason = until > lane(now_.time, i) ? Reason::running : Reason::completed;
        now_.running = l.reason == Reason::running ? now_.running | bit(i) : now_.running & ~bit(i);
        now_.arrived |= bit(i);
        now_.fresh |= l.started ? 0u : bit(i);
    }

    // The next place where the lane must stop. A stop within rounding of where it is: it is there.
    void look_ahead(int i) {
        Lane& l = now_.lane[index(i)];
        now_.arrived &= ~bit(i);
        while (l.reason == Reason::running) {
            take_scheduled_actions(i);
            const double here = lane(now_.time, i);
            l.kink = settings_.track_breakpoints ? next_breakpoint_of(system_, here) : infinity;
            double stop = min(min(l.until, l.kink), min(l.breakpoints.next(), watch_.next_scheduled(l.events)));
            if (l.until - stop <= resolution_of(stop)) stop = l.until; // but for rounding the same
            set_lane(now_.stop, i, stop);
            if (stop - here > resolution_of(here)) return;
            set_lane(now_.time, i, stop);
            arrive(i, stop);
            now_.arrived &= ~bit(i);
        }
    }
    static double resolution_of(double t) { return 16 * std::numeric_limits<double>::epsilon() * abs(t); }

    // A derivative of the signals jumps at `t`, each of its own order, and will be felt after their delays. A system of
    // which nothing is known is taken to have one channel.
    using Jumps = std::array<int, channels>;
    static constexpr bool ways_known = requires { System::ways; };
    static constexpr Jumps everything_jumps{};

    static constexpr auto ways() {
        if constexpr (ways_known)
            return System::ways;
        else
            return EveryDelay{};
    }
    void send_on(int i, double t, const Jumps& jumps) {
        const auto after = delays(i);
        for (std::size_t d = 0; d < after.size(); ++d) {
            const std::size_t channel = ways().channel(d);
            if (after[d] > 0.0) now_.lane[index(i)].breakpoints.add({t + after[d], jumps[channel] + 1, channel});
        }
    }
    // What the system itself does at `t`.
    Jumps jumps_at([[maybe_unused]] double t) const {
        if constexpr (ways_known)
            return system_.jumps_at(t);
        else
            return everything_jumps;
    }
    void break_at(int i, double t, const Jumps& jumps) {
        send_on(i, t, jumps);
        now_.fresh |= bit(i);
    }

    void arrive(int i, double t) {
        Lane& l = now_.lane[index(i)];
        now_.arrived |= bit(i);
        const bool kink = l.kink <= t;
        if (kink) break_at(i, t, jumps_at(t));
        const auto order = l.breakpoints.arrive(t, delays(i), ways());
        if (kink || order) ++l.breakpoints_met;
        if (order && *order <= 1) now_.fresh |= bit(i); // what is smoother leaves the rates as they are
        if (t == l.until && l.reason == Reason::running) {
            l.reason = Reason::completed;
            halt(i);
        }
    }

    // --- events -------------------------------------------------------------------------------------------------------

    using GuardValues = std::array<T, Watch::count>;

    template <class Pinned>
    GuardValues guard_values(const Pinned& pinned_system, const T& t, const State& x, const T& toward) const {
        GuardValues values{};
        watch_.for_each_crossing([&](std::size_t n, const auto& crossing) {
            if constexpr (delayed)
                values[n] = with_past(pinned_system, t, x, toward,
                                      [&](const auto& past) { return T(crossing.value(pinned_system, t, x, past)); });
            else
                values[n] = crossing.value(pinned_system, t, x, NoHistory{});
        });
        return values;
    }
    static typename Watch::Values lane_values(const GuardValues& values, int i) {
        typename Watch::Values v{};
        for (std::size_t n = 0; n < v.size(); ++n) v[n] = lane(values[n], i);
        return v;
    }

    // Locates what happened within a step. Where an action changed the state, the lane's step is cut there; returns those.
    template <class Pinned>
    unsigned tell_watch(Step<T, Segment>& step, const Pinned& pinned_system, State& arrived) {
        unsigned acted = 0;
        if constexpr (Watch::count > 0) {
            const T middle = step.begin + 0.5 * (step.end - step.begin);
            const auto after = guard_values(pinned_system, step.end, arrived, middle - step.end);
            for_lanes(bits(step.accepted), [&](int i) {
                Lane& l = now_.lane[index(i)];
                if (watch_.nothing_happened(l.events, lane_values(after, i))) return;
                const auto at = [&](double t) {
                    T all_at = step.end;
                    set_lane(all_at, i, t);
                    return all_at;
                };
                const auto guard_at = [&](std::size_t n, double t) {
                    return lane(guard_values(pinned_system, at(t), step.segment(at(t)), middle - at(t))[n], i);
                };
                const auto state_at = [&](double t) { return lane_of(step.segment(at(t)), i); };
                LaneState state = lane_of(arrived, i);
                const std::size_t before = step.happenings.size();
                const auto cut = watch_.tell(l.events, lane(step.begin, i), lane(step.end, i), lane_values(after, i), state,
                                             step.happenings, i, guard_at, state_at);
                l.events_met += static_cast<long long>(step.happenings.size() - before);
                look_for_bad_guard(i);
                if (!cut) return;
                acted |= bit(i);
                set_lane(step.end, i, *cut);
                attempt_->segment.cut(step.end);
                set_lane_of(arrived, i, state);
            });
        }
        return acted;
    }

    // A guard that is no number ends the integration.
    void look_for_bad_guard(int i) {
        Lane& l = now_.lane[index(i)];
        if (!l.events.bad) return;
        l.bad_event = l.events.bad;
        fail(i, Reason::bad_guard);
    }

    void take_scheduled_actions(int i) {
        Lane& l = now_.lane[index(i)];
        const double here = lane(now_.time, i);
        LaneState state = lane_of(now_.state, i);
        const int taken = watch_.take_scheduled(l.events, here, state);
        if (taken == 0) return;
        set_lane_of(now_.state, i, state);
        l.events_met += taken;
        break_at(i, here, everything_jumps);
        l.breakpoints.arrive(here, delays(i), ways());
    }

    // --- settings -----------------------------------------------------------------------------------------------------

    static LaneState absolute(const Settings& s) {
        LaneState a;
        for (std::size_t n = 0; n < N; ++n) a[n] = s.magnitudes.empty() ? s.atol : s.atol * s.magnitudes[n];
        return a;
    }
    struct NothingToSolve {};
    using Linear = typename std::conditional_t<stiff, std::type_identity<Linearisation<System, N>>,
                                               std::type_identity<NothingToSolve>>::type;

    static auto make_clip(const Settings& s) {
        if constexpr (Control<T>::adaptive)
            return Clip<T, Control<T>>(Control<T>(Method::error_order), T(s.largest_step));
        else
            return Clip<T, Control<T>>(Control<T>(T(s.fixed_step)), T(s.largest_step));
    }

    static constexpr double smallest_positive_delay = 1e-5; // [s]
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

    System system_;
    std::array<std::optional<Initial>, lanes> initial_{};
    Settings settings_;
    Watch watch_;
    Tolerance<T, N> tolerance_;
    std::optional<Linear> linearisation_{}; // made when the first step begins
    std::optional<Attempt> attempt_ = Attempt{};

public:
    struct Memory {
        explicit Memory(const Clip<T, Control<T>>& c) : clip(c) {}

        Clip<T, Control<T>> clip;
        History<T, channels> past{};
        std::array<Lane, lanes> lane{};
        unsigned running = 0;
        bool instantaneous = false; ///< some delay is zero
        unsigned arrived = 0;       ///< where the lane must stop next is not known yet
        unsigned fresh = 0;         ///< the slope at `time` is not known yet: a new smooth stretch begins here
        T time{0.0}, stop{infinity}, smallest_delay{infinity};
        State state{}, slope{};
        Flat<T, channels> signals{};           ///< at `time`, seen from the right
        Flat<T, channels> signal_magnitudes{}; ///< largest so far
        Flat<T, channels> slopes{};            ///< of the signals at `time`, seen from the left
        Bends<T, bends> bend{};
        T accepted{0.0}, rejected{0.0}, evaluations{0.0}, worst{0.0};
    };

private:
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
