// Looks after the events of an integration: finds crossings within accepted steps, cuts a step where an action changes the
// state, and knows what is scheduled next.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"
#include "myotatic/ode/event.hpp"
#include "myotatic/ode/root.hpp"
#include "myotatic/ode/step.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace myotatic::ode {

template <class T, std::size_t N, class... Events>
class EventWatch {
public:
    using State = Flat<T, N>;

    /// What is known of the events at the time reached.
    struct Memory {
        std::array<int, sizeof...(Events)> signs{};        ///< of the guards; 0 until the first sign
        std::array<bool, sizeof...(Events)> jumped{};      ///< across zero, together with something at the time reached
        std::array<std::size_t, sizeof...(Events)> done{}; ///< how many scheduled actions
        std::optional<std::size_t> bad{};                  ///< the event whose guard was no number
    };

    explicit EventWatch(Events... events) : events_(std::move(events)...) {}

    /// A new smooth stretch begins: guards are looked at from the right. `value(crossing)` is a guard there.
    template <class Value>
    void begin_stretch(Memory& m, bool first, const Value& value) {
        for_each_crossing([&](std::size_t i, const auto& crossing) {
            const int s = sign(m, value(crossing), i);
            if (first) m.signs[i] = s;
            m.jumped[i] = m.jumped[i] || s * m.signs[i] < 0;
            if (m.jumped[i]) m.signs[i] = s;
        });
    }

    /// Locates what crossed within the step, in order of time; an action ends the step at its crossing and changes
    /// `arrived`. Returns whether one did. `value(crossing, t, x)` is a guard seen from within the step. After a guard that
    /// was no number, `bad` says which, and nothing else counts.
    template <class Segment, class Value>
    bool tell(Memory& m, Step<T, Segment>& step, State& arrived, const Value& value) {
        if constexpr (sizeof...(Events) > 0) {
            const auto guard_at = [&](const auto& crossing, const T& t) { return value(crossing, t, step.segment(t)); };
            const T h = step.end - step.begin;
            // A guard whose sign is not known yet shows it just after the start, out of reach of rounding.
            const T just_after = step.begin + min(h / 64.0, max(h * 1e-6, 4096 * epsilon * abs(step.begin)));
            const T at_once = step.begin + 4 * epsilon * max(abs(step.begin), h);
            std::array<int, sizeof...(Events)> signs = m.signs;
            for_each_crossing([&](std::size_t i, const auto& crossing) {
                if (m.jumped[i] && crossing.wants(m.signs[i] > 0)) step.happenings.push_back({i, at_once, m.signs[i] > 0});
                const T after = value(crossing, step.end, arrived);
                if (const int s = sign(m, after, i)) signs[i] = s;
                const bool unknown = m.signs[i] == 0;
                const int before = unknown ? sign(m, guard_at(crossing, just_after), i) : m.signs[i];
                if (after == 0.0 || after != after || before == 0 || before == signs[i]) return;
                // A guard that was exactly zero at the beginning of the step crosses there.
                const T from = unknown ? just_after : step.begin, g = guard_at(crossing, from);
                const T was = before * g > 0.0 ? g : T(static_cast<double>(before));
                const Root<T> root =
                    find_root([&](const T& t) { return guard_at(crossing, t); }, from, was, step.end, after);
                sign(m, root.after, i);
                if (crossing.wants(after > 0.0)) step.happenings.push_back({i, root.after, after > 0.0});
            });
            if (m.bad) return false;
            m.jumped = {};
            std::stable_sort(step.happenings.begin(), step.happenings.end(),
                             [](const auto& a, const auto& b) { return a.time < b.time; });
            const auto first_action = std::find_if(step.happenings.begin(), step.happenings.end(),
                                                   [this](const auto& happening) { return acts(happening.event); });
            if (first_action != step.happenings.end()) {
                cut(m, step, first_action->time, guard_at, arrived);
                return true;
            }
            m.signs = signs;
        }
        return false;
    }

    /// When the next scheduled action is due; infinity for none.
    T next_scheduled(const Memory& m) {
        T next = T(std::numeric_limits<double>::infinity());
        for_each_scheduled([&](std::size_t i, const auto& scheduled) {
            if (m.done[i] < scheduled.times.size()) next = min(next, T(scheduled.times[m.done[i]]));
        });
        return next;
    }

    /// Takes every scheduled action that is due; returns how many.
    int take_scheduled(Memory& m, const T& time, State& state) {
        int taken = 0;
        for_each_scheduled([&](std::size_t i, const auto& scheduled) {
            for (; m.done[i] < scheduled.times.size() && scheduled.times[m.done[i]] <= time; ++m.done[i], ++taken)
                scheduled.action(time, state);
        });
        return taken;
    }

private:
    static constexpr double epsilon = std::numeric_limits<double>::epsilon();

    template <class Crossing>
    static constexpr bool has_action = !std::is_same_v<std::remove_cvref_t<decltype(Crossing::action)>, Observe>;

    template <class F>
    void for_each_event(const F& f) {
        [&]<std::size_t... I>(std::index_sequence<I...>) { (f(I, std::get<I>(events_)), ...); }
        (std::index_sequence_for<Events...>{});
    }
    template <class F>
    void for_each_crossing(const F& f) {
        for_each_event([&](std::size_t i, const auto& event) {
            if constexpr (requires { event.guard; }) f(i, event);
        });
    }
    template <class F>
    void for_each_scheduled(const F& f) {
        for_each_event([&](std::size_t i, const auto& event) {
            if constexpr (requires { event.times; }) f(i, event);
        });
    }

    // -1, 0 or 1; a guard that is no number is remembered.
    static int sign(Memory& m, const T& guard, std::size_t event) {
        if (guard != guard) m.bad = event;
        return (guard > 0.0) - (guard < 0.0);
    }

    bool acts(std::size_t event) {
        bool any = false;
        for_each_crossing([&]<class C>(std::size_t i, const C&) { any = any || (i == event && has_action<C>); });
        return any;
    }

    // Ends the step at `t` with the actions of what happened there. What lies behind will be found again, or not, from the
    // new state. A guard that has acted waits for its first sign.
    template <class Segment, class GuardAt>
    void cut(Memory& m, Step<T, Segment>& step, const T& t, const GuardAt& guard_at, State& arrived) {
        std::erase_if(step.happenings, [&](const auto& happening) { return happening.time > t; });
        for_each_crossing([&](std::size_t i, const auto& crossing) {
            if (const int s = sign(m, guard_at(crossing, t), i)) m.signs[i] = s;
        });
        arrived = step.segment(t);
        for (const Happening<T>& happening : step.happenings)
            for_each_crossing([&]<class C>(std::size_t i, const C& crossing) {
                if (i != happening.event) return;
                m.signs[i] = happening.rising ? 1 : -1;
                if constexpr (has_action<C>) {
                    crossing.action(t, arrived);
                    m.signs[i] = 0;
                }
            });
        step.end = t;
        step.segment = step.segment.cut(t);
    }

    std::tuple<Events...> events_;
};

} // namespace myotatic::ode
