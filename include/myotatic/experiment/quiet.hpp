// The quiet system: what a circuit does while its arc rests and nothing acts on it.
//
// Nothing travels along nerves then but what has been there all the time. So the quiet system is the circuit without its
// delays: the same equations, each asking for the signals of the moment. Whatever is slow (creep of the spindle's poles,
// tissue) goes on, and the fast rest follows it in equilibrium. Without delays there is no longest step, and a stiff method
// passes through hours in some hundred steps. States that are slow by themselves (`Field::slow`: tissue) do not keep the arc
// from resting.
//
// That is no longer the arc that could oscillate because of its delays. So only an arc that shows by itself that it rests is
// given to the quiet system (RestWatch), and it comes back when it starts to move.
#pragma once

#include "myotatic/core/pack.hpp"
#include "myotatic/ode/settings.hpp"

#include <cstddef>
#include <limits>

namespace myotatic {

/// When an arc is given to the quiet system. Speeds are those of the fastest state but for slow ones, relative to its
/// typical size.
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

} // namespace detail

/// A lane that rests and who listens to it, in plain numbers: the quiet system is the same code for all lanes and
/// instruction sets.
struct QuietLane {
    const double* parameters; ///< flat, with derived ones
    const double* input;      ///< flat; it stays as it is
    double from, until;       ///< [s]
    double* state;            ///< flat; at the end, what it has become
    double next_sample;       ///< [s]
    void* self;
    void (*happened)(void* self, double time, std::size_t guard, bool rising);
    /// Takes a sample, and gives the time of the next one.
    double (*sample)(void* self, double time, const double* observation, const double* state);
    /// Asked after each step; false ends everything.
    bool (*keep_going)(void* self, double time);
};

/// How a stretch of rest went.
struct Quieted {
    double until;     ///< how far the arc rested [s]
    long long steps;  ///< of the quiet system
    bool interrupted; ///< the host ended everything
};

/// Lets a lane rest up to `until`, or to where it starts to move (quiet_circuit.hpp).
struct QuietRun {
    Quieted (*run)(const ode::Settings& solver, const QuietLane& lane) = nullptr; ///< none: nothing is given to it
    const double* sizes =
        nullptr; ///< of each state: speeds relative to it tell whether the arc rests; infinite for slow ones
};

} // namespace myotatic
