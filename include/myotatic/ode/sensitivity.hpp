// Forward sensitivities: a system integrated together with its derivatives with respect to M parameters, delays included.
//
//     template <class P> struct Decay {                            // y' = -y(t - delay); P is Dual<double, M>
//         P delay;
//         Flat<P, 1> rates(const P& t, const Flat<P, 1>&, const auto& past) const { return {-past.at(0, t - delay)}; }
//         auto signals(const auto&, const auto& x) const { return x; }
//         auto delays() const { return std::array{delay}; }
//     };
//     ode::SensitivityIntegration<Decay<Dual<double, 1>>, 1, 1> run({variable<1>(0.7, 0)}, start, {.rtol = 1e-9});
//     while (auto step = run.advance(3)) print(ode::with_sensitivities<1>(step.segment(step.end))[0].slope[0]);
//
// Parameters are duals, and so is everything that follows from them. State x and its derivatives σ = ∂x/∂p are one state of
// N (1 + M) numbers, so the error control covers both:
//
//     σ' = ∂f/∂x σ + ∂f/∂p + Σ ∂f/∂s_k (∂s_k/∂p(t - τ) - s_k'(t - τ) ∂τ/∂p)
//
// Where a delayed signal jumps, at t0, its arrival t0 + τ moves with τ. The rates before and after it hold for longer or
// shorter then, so σ jumps by (f(left) - f(right)) ∂τ/∂p. Where signals bend only, σ bends only.
#pragma once

#include "myotatic/core/dual.hpp"
#include "myotatic/core/record.hpp"
#include "myotatic/ode/breakpoint.hpp"
#include "myotatic/ode/integration.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

namespace myotatic::ode {

/// Numbers that are each followed by their M derivatives, as duals; and back.
template <int M, std::size_t Size>
auto with_sensitivities(const Flat<double, Size>& numbers) {
    return std::bit_cast<Flat<Dual<double, M>, Size / (1 + M)>>(numbers);
}
template <int M, std::size_t N>
auto in_a_row(const Flat<Dual<double, M>, N>& duals) {
    return std::bit_cast<Flat<double, N*(1 + M)>>(duals);
}

/// Where rates or signals bend within a step, at a threshold that was crossed, the slopes of sensitivities jump, and so do
/// the derivatives of signals. No step fits that; the solver narrows the place down until the step is as short as this, and
/// passes. Nothing happens within a thousand roundings of the time.
inline bool hardly_a_step(double begin, double end) {
    return end - begin < 1e3 * std::numeric_limits<double>::epsilon() * max(abs(begin), abs(end));
}

/// A method that lets the sensitivities pass there.
template <class Base, int M>
struct NarrowingDown : Base {
    template <class F, std::size_t N>
    static auto attempt(const F& rates, double begin, double end, const Flat<double, N>& state,
                        const Flat<double, N>& slope) {
        auto attempted = Base::attempt(rates, begin, end, state, slope);
        if (hardly_a_step(begin, end))
            for (std::size_t i = 0; i < N; ++i)
                if (i % (1 + M) != 0) attempted.error[i] = 0;
        return attempted;
    }
};

/// What the rates of a system over duals may ask of a past that keeps every channel followed by its M derivatives.
template <int M, class Base>
class SensitivePast {
public:
    using D = Dual<double, M>;

    explicit SensitivePast(const Base& past) : past_(past) {}

    /// Channel number `channel` at a time that moves with the parameters.
    D at(std::size_t channel, const D& time) const {
        const Dual<double, 1> signal = past_.at(first(channel), variable<1>(time.value, 0));
        return with_derivatives(channel, signal, time);
    }
    /// The same with its slope along the time, whose own derivatives are not known.
    Dual<D, 1> at(std::size_t channel, const Dual<D, 1>& time) const {
        const Dual<double, 1> signal = past_.at(first(channel), variable<1>(time.value.value, 0));
        Dual<D, 1> y(with_derivatives(channel, signal, time.value));
        y.slope[0] = D(signal.slope[0] * time.slope[0].value);
        return y;
    }
    template <Record R, class S>
    S at(S R::*channel, const S& time) const {
        return at(index_of<R>(channel), time);
    }

private:
    static std::size_t first(std::size_t channel) { return channel * (1 + M); }
    D with_derivatives(std::size_t channel, const Dual<double, 1>& signal, const D& time) const {
        D y(signal.value);
        for (std::size_t m = 0; m < M; ++m)
            y.slope[m] = past_.at(first(channel) + 1 + m, time.value) + signal.slope[0] * time.slope[m];
        return y;
    }

    const Base& past_;
};

/// The past seen from the left in all but the first questions that are asked of it, and from the right in these. Plain
/// values; where the two differ, a jump arrives.
template <int M, class Left, class Right>
class BothSides {
public:
    using D = Dual<double, M>;
    struct Jump {
        std::size_t question;
        std::array<double, M> moves; ///< derivatives of the time at which it arrives
    };

    BothSides(const Left& left, const Right& right, std::size_t from_the_right = 0)
        : left_(left), right_(right), from_the_right_(from_the_right) {}

    D at(std::size_t channel, const D& time) const {
        const double l = left_.at(channel * (1 + M), time.value), r = right_.at(channel * (1 + M), time.value);
        const std::size_t question = asked_++;
        if (abs(l - r) > rounding * (abs(l) + abs(r))) {
            jumps_.push_back({question, {}});
            for (std::size_t m = 0; m < M; ++m) jumps_.back().moves[m] = -time.slope[m];
        }
        return D(question < from_the_right_ ? r : l);
    }
    template <Record R>
    D at(D R::*channel, const D& time) const {
        return at(index_of<R>(channel), time);
    }
    std::vector<Jump> take_jumps() const { return std::move(jumps_); }

private:
    // Of two polynomials, one of which ends and the other begins with the same signal.
    static constexpr double rounding = 1e-13;

    const Left& left_;
    const Right& right_;
    std::size_t from_the_right_;
    mutable std::size_t asked_ = 0;
    mutable std::vector<Jump> jumps_{};
};

/// The sensitivity equations of a system of N states, as a system of N (1 + M) states. `System` is written over duals: see
/// the head of this file; `within`, `next_breakpoint` and known ways are passed on.
template <class System, std::size_t N, int M>
class SensitivitySystem {
public:
    using D = Dual<double, M>;
    static constexpr bool delayed = DelaySystem<System>;
    static constexpr std::size_t channels = channel_count<System, D, N>() * (1 + M);

    explicit SensitivitySystem(System system) : system_(std::move(system)) {
        if constexpr (delayed)
            for (const double delay : delays())
                if (delay > 0) shortest_delay_ = min(shortest_delay_, delay);
    }

    /// The equations of `pinned`, a system over duals.
    template <class Inner>
    struct Equations {
        Inner system;
        double shortest_delay;

        template <class Past>
        Flat<double, N*(1 + M)> rates(double t, const Flat<double, N*(1 + M)>& x, const Past& past) const {
            return in_a_row<M>(numbers_of(system.rates(D(t), with_sensitivities<M>(x), SensitivePast<M, Past>(past))));
        }
        Flat<double, N*(1 + M)> rates(double t, const Flat<double, N*(1 + M)>& x) const {
            return in_a_row<M>(numbers_of(system.rates(D(t), with_sensitivities<M>(x))));
        }
        Flat<double, channels> signals(double t, const Flat<double, N*(1 + M)>& x) const {
            return in_a_row<M>(numbers_of(system.signals(D(t), with_sensitivities<M>(x))));
        }

        // What is wrong about the derivatives of signals during a step counts in proportion to its length.
        void relax(Flat<double, channels>& tolerated, double begin, double end) const {
            const double h = end - begin;
            const double factor =
                hardly_a_step(begin, end) ? std::numeric_limits<double>::infinity() : max(1.0, 0.1 * shortest_delay / h);
            for (std::size_t k = 0; k < channels; ++k)
                if (k % (1 + M) != 0) tolerated[k] *= factor;
        }
    };
    auto within(double begin, double end) const {
        using Inner = std::remove_cvref_t<decltype(pinned(system_, begin, end))>;
        return Equations<Inner>{pinned(system_, begin, end), shortest_delay_};
    }
    auto signals(double t, const Flat<double, N*(1 + M)>& x) const requires delayed {
        return Equations<const System&>{system_, shortest_delay_}.signals(t, x);
    }

    auto delays() const requires delayed {
        const auto duals = numbers_of(system_.delays());
        Flat<double, std::tuple_size_v<std::remove_cvref_t<decltype(duals)>>> values;
        for (std::size_t d = 0; d < values.size(); ++d) values[d] = duals[d].value;
        return values;
    }
    double next_breakpoint(double t) const { return next_breakpoint_of(system_, t); }

    // A delay that moves takes one order of smoothness from the derivatives.
    static constexpr auto known_ways() {
        if constexpr (requires { System::ways; })
            return System::ways;
        else
            return EveryDelay{};
    }
    static constexpr auto ways = known_ways();
    std::array<int, channels> jumps_at([[maybe_unused]] double t) const {
        std::array<int, channels> orders{};
        orders.fill(-1);
        if constexpr (requires { System::ways; }) {
            const auto of_signals = system_.jumps_at(t);
            for (std::size_t k = 0; k < of_signals.size(); ++k) orders[k] = of_signals[k] - 1;
        }
        return orders;
    }

    const System& system() const { return system_; }

private:
    System system_;
    double shortest_delay_ = std::numeric_limits<double>::infinity();
};

/// The integration of a system and its sensitivities. `Initial` is a callable of time that gives the signals before the
/// start as duals.
template <class System, std::size_t N, int M, class Initial = NoHistory, class Method = Tsitouras5,
          template <class> class Control = Pi, class... Events>
class SensitivityIntegration {
public:
    using D = Dual<double, M>;
    using Augmented = SensitivitySystem<System, N, M>;
    static constexpr bool delayed = Augmented::delayed;

    /// `arrivals`: the times, ascending, at which a delayed signal may jump after a delay that moves with a parameter; see
    /// `arrivals_after`. Throws std::invalid_argument for such a delay of zero, which could move in one direction only.
    SensitivityIntegration(System system, const Start<D, N, Initial>& start, const Settings& settings,
                           std::vector<double> arrivals = {}, Events... events)
        : run_(Augmented(std::move(system)),
               Start<double, N*(1 + M), Before>{start.time.value, in_a_row<M>(start.state), {start.history}, start.smooth},
               settings, std::move(events)..., Scheduled<Jump>{std::move(arrivals), Jump{this}}) {
        if constexpr (delayed)
            for (const D& delay : numbers_of(this->system().delays()))
                if (delay.value == 0 && moves(delay))
                    throw std::invalid_argument("sensitivities: a delay of zero has no derivative");
    }
    SensitivityIntegration(const SensitivityIntegration&) = delete;
    SensitivityIntegration& operator=(const SensitivityIntegration&) = delete;

    auto advance(double until) { return run_.advance(until); }
    double time() const { return run_.time(); }
    Flat<D, N> state() const { return with_sensitivities<M>(run_.state()); }
    Outcome<double> outcome() const { return run_.outcome(); }
    const System& system() const { return run_.system().system(); }

    /// use(past) with what the system may ask of its past at `t` within a step from `begin` to `end`, the last one; or at
    /// the start, where there is none.
    template <class Use>
    auto with_past(double begin, double end, double t, const Flat<D, N>& x, const Use& use) const {
        if constexpr (delayed) {
            const double middle = begin + 0.5 * (end - begin), toward = end > begin ? middle - t : 1.0;
            return run_.with_past(run_.system().within(begin, end), t, in_a_row<M>(x), toward,
                                  [&]<class Past>(const Past& past) { return use(SensitivePast<M, Past>(past)); });
        } else {
            return use(NoHistory{});
        }
    }

    /// Calls visit(left, right, dt/dp) for each delayed signal that arrives at `t` with a jump: the values of f(past) on
    /// both sides of it. Of several, one after the other jumps, in the order in which f asks.
    template <class F, class Visit>
    void for_each_arriving_jump(double t, const Flat<D, N>& x, const F& f, const Visit& visit) const {
        if constexpr (delayed) {
            const auto system_at_t = run_.system().within(t, t);
            const auto numbers = in_a_row<M>(x);
            const auto with_both = [&]<class Left, class Right>(const Left& left, const Right& right) {
                const BothSides<M, Left, Right> sides(left, right);
                f(sides);
                for (const auto& jump : sides.take_jumps()) {
                    const auto before = f(BothSides<M, Left, Right>(left, right, jump.question));
                    visit(before, f(BothSides<M, Left, Right>(left, right, jump.question + 1)), jump.moves);
                }
                return 0;
            };
            run_.with_past(system_at_t, t, numbers, -1.0, [&](const auto& left) {
                return run_.with_past(system_at_t, t, numbers, 1.0,
                                      [&](const auto& right) { return with_both(left, right); });
            });
        }
    }

private:
    struct Before {
        Initial initial;
        auto operator()(double t) const {
            if constexpr (delayed)
                return in_a_row<M>(numbers_of(initial(t)));
            else
                return Flat<double, 0>{};
        }
    };
    struct Jump {
        SensitivityIntegration* integration;
        void operator()(double t, Flat<double, N*(1 + M)>& x) const { integration->jump(t, x); }
    };

    void jump(double t, Flat<double, N*(1 + M)>& numbers) const {
        auto x = with_sensitivities<M>(numbers);
        decltype(auto) pinned_system = pinned(system(), t, t);
        const auto rates = [&](const auto& past) { return numbers_of(pinned_system.rates(D(t), x, past)); };
        auto changed = x;
        for_each_arriving_jump(t, x, rates, [&](const auto& left, const auto& right, const auto& moves) {
            for (std::size_t n = 0; n < N; ++n)
                for (std::size_t m = 0; m < M; ++m) changed[n].slope[m] += (left[n].value - right[n].value) * moves[m];
        });
        numbers = in_a_row<M>(changed);
    }

    static bool moves(const D& delay) {
        return std::any_of(delay.slope.begin(), delay.slope.end(), [](double s) { return s != 0; });
    }

    Integration<Augmented, NarrowingDown<Method, M>, Control, double, N*(1 + M), Before, Events..., Scheduled<Jump>> run_;
};

/// When jumps at `time` arrive: after each delay that moves with a parameter and may carry one. In ascending order; two that
/// differ by rounding are one.
template <class Delays, class Carries>
void append_arrivals(double time, const Delays& delays, const Carries& carries, std::vector<double>& arrivals) {
    for (std::size_t d = 0; d < delays.size(); ++d) {
        const auto& slopes = delays[d].slope;
        if (!carries(d) || std::all_of(slopes.begin(), slopes.end(), [](double s) { return s == 0; })) continue;
        const double t = time + delays[d].value, rounding = 64 * std::numeric_limits<double>::epsilon() * max(abs(t), 1e-3);
        const auto at = std::lower_bound(arrivals.begin(), arrivals.end(), t - rounding);
        if (at == arrivals.end() || *at > t + rounding) arrivals.insert(at, t);
    }
}

} // namespace myotatic::ode
