// Stop times around any controller: a step never crosses one, and never exceeds the largest step allowed.
#pragma once

#include "myotatic/core/scalar.hpp"
#include "myotatic/ode/controller/controller.hpp"

namespace myotatic::ode {

template <class T, class C>
class Clip {
public:
    Clip(C controller, T largest_step) : controller_(controller), largest_step_(largest_step) {}

    /// Begins anew in one lane.
    void begin(int lane, double largest_step) {
        controller_.forget(lane);
        set_lane(largest_step_, lane, largest_step);
    }
    /// Takes this length for the next step where the mask says so.
    void propose(const mask_of<T>& where, const T& step) { controller_.propose(select(where, step, controller_.step())); }

    /// Where the next step from `t` ends, at `stop` at the latest. The stop itself is hit exactly. Steps that adapt share a
    /// remainder that would be much shorter than a step between the last two; steps of one length, of which a whole number
    /// fits but for rounding, are laid so that they fit: neither leaves a step of an ulp.
    T end_of_step(const T& t, const T& stop) {
        const T wanted = min(controller_.step(), largest_step_), left = stop - t;
        T end = t + wanted;
        if constexpr (C::adaptive) {
            const auto last_but_one = left < 2.0 * wanted;
            end = select(last_but_one, t + 0.5 * left, end);
            clipped_ = last_but_one || wanted < controller_.step();
        } else {
            const T steps = left / wanted, whole = round(steps);
            const auto fits = steps - whole < 1e-9 && whole - steps < 1e-6;
            end = select(fits, select(whole == 1.0, stop, t + left / whole), end);
            clipped_ = fits || wanted < controller_.step();
        }
        const auto last = left <= wanted;
        clipped_ = clipped_ || last;
        return select(last, stop, end);
    }

    Verdict<T> judge(const T& error, const T& h, const mask_of<T>& where = mask_of<T>(true)) {
        const T wanted = controller_.step();
        Verdict<T> verdict = controller_.judge(error, h, where);
        // A step that was cut short says little about the length that suits the next one, unless even it was too long.
        const auto unfair = verdict.accepted && clipped_ && verdict.next >= h && verdict.next < wanted;
        verdict.next = select(unfair || !where, wanted, verdict.next);
        controller_.propose(verdict.next);
        return verdict;
    }

private:
    C controller_;
    T largest_step_;
    mask_of<T> clipped_{};
};

} // namespace myotatic::ode
