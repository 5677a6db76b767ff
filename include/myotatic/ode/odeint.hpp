// Boost.Odeint runs our systems: a second opinion that shares neither method, nor step control, nor history with ours.
//
//     auto states = ode::odeint_states(system, start, times, 1e-10, 1e-12);            // odeint's dense-output dopri5
//
//     ode::OdeintHistory history(system, start);                                       // any stepper of odeint
//     boost::numeric::odeint::runge_kutta4<ode::Flat<double, 2>> stepper;
//     stepper.do_step(history.rates(t, t + h), x, t, h);
#pragma once

#include "myotatic/ode/breakpoint.hpp"
#include "myotatic/ode/integration.hpp"
#include "myotatic/ode/system.hpp"

// Boost's headers warn under -Wconversion and -Wshadow when they are not found in a system folder.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <boost/numeric/odeint/stepper/controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/dense_output_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#pragma GCC diagnostic pop

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <deque>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

namespace myotatic::ode {

/// The past of a system that odeint integrates: of each step the states at five Chebyshev points, which give back a dense
/// output of degree 4 as it was. Signals are evaluated on the interpolated state when they are asked for. The system must
/// outlive the history. An ordinary system has an empty one.
template <class System, std::size_t N, class Initial = NoHistory>
class OdeintHistory {
public:
    using State = Flat<double, N>;

    OdeintHistory(const System& system, const Start<double, N, Initial>& start)
        : system_(system), initial_(start.history), start_(start.time) {}

    /// The rates as odeint wants them, for times within [begin, end], where nothing but the ends may be a breakpoint: at
    /// `begin` they are limits from the right, at `end` from the left.
    auto rates(double begin, double end) const {
        return [this, begin, end](const State& x, State& dxdt, double t) {
            decltype(auto) pinned_system = pinned(system_, begin, end);
            if constexpr (DelaySystem<System>) {
                const auto present = [&] { return numbers_of(pinned_system.signals(t, x)); };
                const Asked<decltype(present)> past{*this, t, t < begin + 0.5 * (end - begin), present};
                dxdt = numbers_of(pinned_system.rates(t, x, past));
            } else {
                dxdt = numbers_of(pinned_system.rates(t, x));
            }
        };
    }

    /// Keeps an accepted step, within which `state_at(t)` is the solution, and forgets what no delay reaches any more.
    template <class StateAt>
    void append(double begin, double end, const StateAt& state_at) {
        if constexpr (DelaySystem<System>) {
            Step step{begin, end, {}};
            for (std::size_t i = 0; i < points.size(); ++i) step.states[i] = state_at(begin + points[i] * (end - begin));
            steps_.push_back(step);
            double largest = 0;
            for (const double delay : numbers_of(system_.delays())) largest = std::max(largest, delay);
            while (steps_.front().end < begin - largest) steps_.pop_front();
        }
    }

    /// All signals at a time in the past; where two steps meet, those of the later one if `from_right`.
    auto signals(double time, bool from_right) const requires DelaySystem<System> {
        const double rounding = 1e-14 * std::max(std::abs(time), 1e-3),
                     probe = from_right ? time + rounding : time - rounding;
        if (steps_.empty() || probe < start_) return Signals(numbers_of(initial_(time)));
        auto step = std::partition_point(steps_.begin(), steps_.end(), [&](const Step& s) { return s.end <= probe; });
        if (step == steps_.end()) --step;
        return Signals(numbers_of(pinned(system_, step->begin, step->end).signals(time, step->at(time))));
    }

private:
    static constexpr std::size_t channels = channel_count<System, double, N>();
    using Signals = Flat<double, channels>;

    // (1 - cos(i π/4)) / 2, and the weights of the barycentric formula for them.
    static constexpr std::array<double, 5> points{0, 0.14644660940672624, 0.5, 0.8535533905932737, 1};
    static constexpr std::array<double, 5> weights{0.5, -1, 1, -1, 0.5};

    struct Step {
        double begin, end;
        std::array<State, points.size()> states;

        State at(double time) const {
            const double theta = (time - begin) / (end - begin);
            State sum{};
            double total = 0;
            for (std::size_t i = 0; i < points.size(); ++i) {
                if (theta == points[i]) return states[i];
                const double w = weights[i] / (theta - points[i]);
                total += w;
                for (std::size_t n = 0; n < N; ++n) sum[n] += w * states[i][n];
            }
            for (double& s : sum) s /= total;
            return sum;
        }
    };

    // What `rates` of a system asks for its past.
    template <class Present>
    struct Asked {
        const OdeintHistory& history;
        double now;
        bool from_right;
        const Present& present;

        double at(std::size_t channel, double time) const {
            return time < now ? history.signals(time, from_right)[channel] : present()[channel];
        }
        template <Record R>
        double at(double R::*channel, double time) const {
            return at(index_of<R>(channel), time);
        }
    };

    const System& system_;
    Initial initial_;
    double start_;
    std::deque<Step> steps_;
};

/// Integrates to `until` with odeint's dense-output dopri5 and its own error control. Steps are no longer than the smallest
/// delay and begin anew at every breakpoint: those of the system, those that the delays make of them, and `stops`, where
/// more is known not to be smooth (ascending). After each step calls observe(begin, end, state_at). Throws
/// std::runtime_error when odeint makes no progress or a state is not finite.
template <class System, std::size_t N, class Initial, class Observer>
void integrate_with_odeint(const System& system, const Start<double, N, Initial>& start, double until, double rtol,
                           double atol, std::span<const double> stops, const Observer& observe) {
    namespace odeint = boost::numeric::odeint;
    using State = Flat<double, N>;
    const auto delays = [&] {
        if constexpr (DelaySystem<System>)
            return numbers_of(system.delays());
        else
            return Flat<double, 0>{};
    }();
    double longest = std::numeric_limits<double>::infinity();
    Breakpoints<double> breakpoints(5);
    breakpoints.add({start.time, 0});
    breakpoints.arrive(start.time, delays);
    for (const double delay : delays)
        if (delay > 0) longest = std::min(longest, delay);
    for (const double stop : stops)
        if (stop > start.time) breakpoints.add({stop, 0});

    OdeintHistory<System, N, Initial> history(system, start);
    auto stepper = odeint::make_dense_output(atol, rtol, odeint::runge_kutta_dopri5<State>());
    State x = start.state;
    double t = start.time, wanted = 1e-3 * std::min(longest, until - t);
    const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-14 * std::max(std::abs(a), std::abs(b)); };
    while (t < until) {
        // As far as the next place that is not smooth, and not further than a delay.
        const double kink = next_breakpoint_of(system, t);
        double stop = std::min({until, kink, breakpoints.next()});
        if (same(stop, until)) stop = until;
        if (!same(stop, t)) {
            const double left = stop - t, most = std::min(wanted, longest);
            const double h = left <= most ? left : left < 2 * most ? 0.5 * left : most;
            stepper.initialize(x, t, h);
            stepper.do_step(history.rates(t, stop));
            const double reached = stepper.current_time(), end = same(reached, stop) ? stop : reached;
            // odeint takes a step whose error is no number; we try a shorter one.
            const State& arrived = stepper.current_state();
            if (!std::all_of(arrived.begin(), arrived.end(), [](double component) { return std::isfinite(component); })) {
                wanted = 0.1 * h;
                if (!(t + wanted > t)) throw std::runtime_error("odeint: the solution is not finite any more");
                continue;
            }
            x = arrived;
            if (!(end > t)) throw std::runtime_error("odeint: the step has become too small");
            // A step that was cut short says nothing against a longer one.
            wanted = reached - t < 0.99 * h ? stepper.current_time_step() : std::max(wanted, stepper.current_time_step());
            const auto state_at = [&](double time) {
                State state;
                stepper.calc_state(time, state);
                return time == end ? x : state;
            };
            history.append(t, end, state_at);
            observe(t, end, state_at);
            t = end;
        } else {
            t = stop;
        }
        if (kink <= t) breakpoints.add({t, 0});
        breakpoints.arrive(t, delays);
    }
}

/// The states at `times` (ascending from the start), as odeint's dopri5 finds them.
template <class System, std::size_t N, class Initial>
std::vector<Flat<double, N>> odeint_states(const System& system, const Start<double, N, Initial>& start,
                                           std::span<const double> times, double rtol = 1e-10, double atol = 1e-12,
                                           std::span<const double> stops = {}) {
    if (!std::is_sorted(times.begin(), times.end()) || (!times.empty() && !(times.front() >= start.time)))
        throw std::invalid_argument("odeint_states: the times to sample must ascend from the start");
    std::vector<Flat<double, N>> states;
    while (states.size() < times.size() && times[states.size()] <= start.time) states.push_back(start.state);
    if (states.size() == times.size()) return states;
    integrate_with_odeint(system, start, times.back(), rtol, atol, stops, [&](double, double end, const auto& state_at) {
        while (states.size() < times.size() && times[states.size()] <= end) states.push_back(state_at(times[states.size()]));
    });
    states.resize(times.size(), states.back()); // times that differ from the last step's end by rounding only
    return states;
}

} // namespace myotatic::ode
