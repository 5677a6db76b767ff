// Looks after the events of one lane of an integration: finds crossings within accepted steps, cuts a step where an action
// changes the state, and knows what is scheduled next.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"
#include "myotatic/ode/event.hpp"
#include "myotatic/ode/root.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace myotatic::ode {

/// `Lanes` is the scalar of the integration whose lanes are watched; every lane has a Memory of its own.
template <class Lanes, std::size_t N, class... Events>
class EventWatch {
public:
    static constexpr std::size_t count = sizeof...(Events);
    using State = Flat<double, N>;
    using Values = std::array<double, count>; ///< of the guards; 0 for what has none

    /// What is known of the events at the time reached.
    struct Memory {
        std::array<int, count> signs{};        ///< of the guards; 0 until the first sign
        std::array<bool, count> jumped{};      ///< across zero, together with something at the time reached
        std::array<std::size_t, count> done{}; ///< how many scheduled actions
        std::optional<std::size_t> bad{};      ///< the event whose guard was no number
    };

    explicit EventWatch(Events... events) : events_(std::move(events)...) {}

    /// Calls f(number, crossing) for each event that has a guard.
    template <class F>
    void for_each_crossing(const F& f) const {
        for_each_event([&](std::size_t i, const auto& event) {
            if constexpr (requires { event.guard; }) f(i, event);
        });
    }

    /// A new smooth stretch begins: guards are looked at from the right, where they have these values.
    void begin_stretch(Memory& m, bool first, const Values& values) const {
        for_each_crossing([&](std::size_t i, const auto&) {
            const int s = sign(m, values[i], i);
            if (first) m.signs[i] = s;
            m.jumped[i] = m.jumped[i] || s * m.signs[i] < 0;
            if (m.jumped[i]) m.signs[i] = s;
        });
    }

    /// Whether a step at whose end the guards have these values holds no crossing.
    bool nothing_happened(const Memory& m, const Values& after) const {
        bool nothing = true;
        for_each_crossing([&](std::size_t i, const auto&) {
            const bool same = m.signs[i] > 0 ? after[i] >= 0.0 : m.signs[i] < 0 && after[i] <= 0.0;
            nothing = nothing && same && !m.jumped[i];
        });
        return nothing;
    }

    /// Locates what crossed within a step, in order of time; an action ends the step at its crossing and changes `arrived`.
    /// Returns when the step was ended so. `after` are the guards at the end; guard_at(number, t) and state_at(t) are seen
    /// from within the step. After a guard that was no number, `bad` says which, and nothing else counts.
    template <class GuardAt, class StateAt>
    std::optional<double> tell(Memory& m, double begin, double end, const Values& after, State& arrived,
                               std::vector<Happening<Lanes>>& happenings, int lane, const GuardAt& guard_at,
                               const StateAt& state_at) const {
        const double h = end - begin;
        // A guard whose sign is not known yet shows it just after the start, out of reach of rounding.
        const double just_after = begin + min(h / 64.0, max(h * 1e-6, 4096 * epsilon * abs(begin)));
        const double at_once = begin + 4 * epsilon * max(abs(begin), h);
        std::array<int, count> signs = m.signs;
        std::vector<Happening<Lanes>> found;
        for_each_crossing([&](std::size_t i, const auto& crossing) {
            if (m.jumped[i] && crossing.wants(m.signs[i] > 0)) found.push_back({i, at_once, m.signs[i] > 0, lane});
            if (const int s = sign(m, after[i], i)) signs[i] = s;
            const bool unknown = m.signs[i] == 0;
            const int before = unknown ? sign(m, guard_at(i, just_after), i) : m.signs[i];
            if (after[i] == 0.0 || after[i] != after[i] || before == 0 || before == signs[i]) return;
            // A guard that was exactly zero at the beginning of the step crosses there.
            const double from = unknown ? just_after : begin, g = guard_at(i, from);
            const double was = before * g > 0.0 ? g : static_cast<double>(before);
            const Root<double> root = find_root([&](double t) { return guard_at(i, t); }, from, was, end, after[i]);
            sign(m, root.after, i);
            if (crossing.wants(after[i] > 0.0)) found.push_back({i, root.after, after[i] > 0.0, lane});
        });
        if (m.bad) return std::nullopt;
        m.jumped = {};
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
        const auto first_action =
            std::find_if(found.begin(), found.end(), [this](const auto& happening) { return acts(happening.event); });
        std::optional<double> cut_at;
        if (first_action != found.end()) {
            cut_at = first_action->time;
            cut(m, *cut_at, guard_at, state_at, found, arrived);
        } else {
            m.signs = signs;
        }
        happenings.insert(happenings.end(), found.begin(), found.end());
        return cut_at;
    }

    /// When the next scheduled action is due; infinity for none.
    double next_scheduled(const Memory& m) const {
        double next = std::numeric_limits<double>::infinity();
        for_each_scheduled([&](std::size_t i, const auto& scheduled) {
            if (m.done[i] < scheduled.times.size()) next = min(next, scheduled.times[m.done[i]]);
        });
        return next;
    }

    /// Takes every scheduled action that is due; returns how many.
    int take_scheduled(Memory& m, double time, State& state) const {
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
    void for_each_event(const F& f) const {
        [&]<std::size_t... I>(std::index_sequence<I...>) { (f(I, std::get<I>(events_)), ...); }
        (std::index_sequence_for<Events...>{});
    }
    template <class F>
    void for_each_scheduled(const F& f) const {
        for_each_event([&](std::size_t i, const auto& event) {
            if constexpr (requires { event.times; }) f(i, event);
        });
    }

    // -1, 0 or 1; a guard that is no number is remembered.
    static int sign(Memory& m, double guard, std::size_t event) {
        if (guard != guard) m.bad = event;
        return (guard > 0.0) - (guard < 0.0);
    }

    bool acts(std::size_t event) const {
        bool any = false;
        for_each_crossing([&]<class C>(std::size_t i, const C&) { any = any || (i == event && has_action<C>); });
        return any;
    }

    // Ends the step at `t` with the actions of what happened there. What lies behind will be found again, or not, from the
    // new state. A guard that has acted waits for its first sign.
    template <class GuardAt, class StateAt>
    void cut(Memory& m, double t, const GuardAt& guard_at, const StateAt& state_at, std::vector<Happening<Lanes>>& found,
             State& arrived) const {
        std::erase_if(found, [&](const auto& happening) { return happening.time > t; });
        for_each_crossing([&](std::size_t i, const auto&) {
            if (const int s = sign(m, guard_at(i, t), i)) m.signs[i] = s;
        });
        arrived = state_at(t);
        for (const Happening<Lanes>& happening : found)
            for_each_crossing([&]<class C>(std::size_t i, const C& crossing) {
                if (i != happening.event) return;
                m.signs[i] = happening.rising ? 1 : -1;
                if constexpr (has_action<C>) {
                    crossing.action(t, arrived);
                    m.signs[i] = 0;
                }
            });
    }

    std::tuple<Events...> events_;
};

} // namespace myotatic::ode
