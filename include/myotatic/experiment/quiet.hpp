// The quiet system: what a circuit does while its arc rests and nothing acts on it.
//
// Nothing travels along nerves then but what has been there all the time. So the quiet system is the circuit without its
// delays: the same equations, each asking for the signals of the moment. Whatever is slow (creep of the spindle's poles,
// tissue) goes on, and the fast rest follows it in equilibrium. Without delays there is no longest step, and a stiff method
// passes through hours in some hundred steps.
//
// That is no longer the arc that could oscillate because of its delays. So only an arc that shows by itself that it rests is
// given to the quiet system (RestWatch), and it comes back when it starts to move.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/core/pack.hpp"
#include "myotatic/core/tracer.hpp"
#include "myotatic/experiment/circuit_structure.hpp"
#include "myotatic/physiology/component.hpp"

#include <limits>
#include <type_traits>

namespace myotatic {

/// When an arc is given to the quiet system. Speeds are those of the fastest state, relative to its typical size.
namespace quiet {
/// It rests below this speed: while signals travel, some 50 ms, nothing changes by more than 1e-4 of its size. [1/s]
inline constexpr double still = 2e-3;
/// For so long, and the longest delay, it has to rest before, without becoming faster. [s]
inline constexpr double patience = 1;
/// An arc that came to rest from this speed has shown that it returns. [1/s]
inline constexpr double moving = 100 * still;
/// One that has not moved has to rest for so long: within it, an instability of 0.27/s or more grows from rounding, 1e-16,
/// to `unsteady`, and is not hidden. [s]
inline constexpr double trial = 60;
/// Speeds below are rounding, and may become faster. [1/s]
inline constexpr double unsteady = 1e-9;
/// Shorter stretches are not worth it. [s]
inline constexpr double shortest = 10;
/// So long before the next stimulus, or the end, the full system takes over. [s]
inline constexpr double lead = 0.1;
} // namespace quiet

namespace detail {

/// The scalar of a single lane, with the arithmetic of T.
template <class T>
struct SingleLane : std::type_identity<T> {};
template <int W, class Isa>
struct SingleLane<Pack<W, Isa>> : std::type_identity<Pack<1, Isa>> {};

/// Watches in every lane whether the arc rests.
template <class T>
class RestWatch {
public:
    void begin(int i, double largest_delay) {
        set_lane(patience_, i, quiet::patience + largest_delay);
        set_lane(until_, i, never);
    }
    /// Looks at the ends of accepted steps; the input stays as it is `until` some time. Returns the lanes that may go quiet.
    auto look(const mask_of<T>& accepted, const T& now, const T& until, const T& speed) {
        // Under another input it has to come to rest anew.
        const auto anew = accepted && until != until_;
        until_ = select(anew, until, until_);
        moved_ = select(anew, T(0.0), moved_);
        const auto still = accepted && speed < quiet::still;
        const auto begins = accepted && (anew || !(rests_ > 0.0));
        since_ = select(begins, now, since_);
        rests_ = select(accepted, select(still, T(1.0), T(0.0)), rests_);
        moved_ = select(accepted && speed > quiet::moving, T(1.0), moved_);

        // One window of patience after the other: the speeds in its first half, and in its second.
        open_window(begins, now, speed);
        const auto early = now - window_ < 0.5 * patience_;
        first_ = select(still && early, max(first_, speed), first_);
        second_ = select(still && !early, max(second_, speed), second_);
        const auto over = still && now - window_ >= patience_;
        const auto steady = over && second_ <= max(first_, T(quiet::unsteady));
        open_window(over, now, speed);
        return steady && (moved_ > 0.0 || now - since_ >= quiet::trial);
    }

private:
    static constexpr double never = -std::numeric_limits<double>::infinity();

    void open_window(const mask_of<T>& where, const T& now, const T& speed) {
        window_ = select(where, now, window_);
        first_ = select(where, speed, first_);
        second_ = select(where, T(0.0), second_);
    }

    T patience_{quiet::patience};
    T until_{never};                           ///< of the input that acts
    T moved_{0.0}, rests_{0.0};                ///< 1 where that is so
    T since_{0.0};                             ///< when it came to rest
    T window_{0.0}, first_{0.0}, second_{0.0}; ///< its begin, and the largest speeds in its halves
};

/// A circuit that has states, and whose rates can be differentiated: the quiet system is solved by a stiff method.
template <class C>
concept QuietableCircuit = (flat_size<typename C::template State<double>>) > 0 &&
                           requires(const typename C::template State<Tracer>& x, const typename C::template Input<Tracer>& u,
                                    const typename C::template Parameters<double>& p) {
    C::rates(Tracer(), x, u, Nowhere{}, p);
};

/// What a quiet circuit may know beforehand: with its delays gone, the present shines through the past.
template <class C>
struct QuietStructure {};
template <ConstexprCircuit C>
struct QuietStructure<C> {
    static constexpr auto pattern = CircuitStructure<C>::instantaneous_pattern;
};

/// A circuit without its delays under an input that stays as it is: an ordinary system, of one lane.
template <Circuit C, class S>
class QuietCircuit : public QuietStructure<C> {
public:
    template <class Q>
    using State = typename C::template State<Q>;
    template <class Q>
    using Input = typename C::template Input<Q>;
    static constexpr std::size_t size = flat_size<State<double>>;

    QuietCircuit(const typename C::template Parameters<S>& parameters, const Input<S>& input)
        : prepared_(prepared<C>(parameters)), input_(input) {}

    template <Scalar Q>
    Flat<Q, size> rates(const Q& t, const Flat<Q, size>& numbers) const {
        const auto x = unflatten<State<Q>>(numbers);
        const auto u = lift<Input<Q>>(input_);
        return flat(C::rates(t, x, u, present(t, x, u), prepared_));
    }
    auto observe(const S& t, const Flat<S, size>& numbers) const {
        const auto x = unflatten<State<S>>(numbers);
        return flat(C::observe(t, x, input_, present(t, x, input_), prepared_));
    }
    template <class Past>
    auto guards(const S& t, const Flat<S, size>& numbers, const Past&) const {
        const auto x = unflatten<State<S>>(numbers);
        return flat(C::guards(t, x, input_, present(t, x, input_), prepared_));
    }

private:
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
        if constexpr (DelayedCircuit<C>)
            return Present<typename C::template Signals<Q>>{C::signals(t, x, u, prepared_)};
        else
            return 0;
    }

    PreparedFor<C, S> prepared_;
    Input<S> input_;
};

} // namespace detail
} // namespace myotatic
