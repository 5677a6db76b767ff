// Stop times around any controller: a step never crosses one, and never exceeds the largest step allowed.
#pragma once

#include "myotatic/core/scalar.hpp"
#include "myotatic/ode/controller/controller.hpp"

#include <cmath>

namespace myotatic::ode {

template <class T, class C>
class Clip {
public:
    Clip(C controller, T largest_step) : controller_(controller), largest_step_(largest_step) {}

    void start(T step) { controller_.start(step); }

    /// Where the next step from `t` ends, at `stop` at the latest. The stop itself is hit exactly. Steps that adapt share a
    /// remainder that would be much shorter than a step between the last two; steps of one length, of which a whole number
    /// fits but for rounding, are laid so that they fit: neither leaves a step of an ulp.
    T end_of_step(T t, T stop) {
        const T wanted = min(controller_.step(), largest_step_), left = stop - t;
        clipped_ = true;
        if (left <= wanted) return stop;
        if constexpr (C::adaptive) {
            if (left < 2.0 * wanted) return t + 0.5 * left;
        } else {
            const T steps = left / wanted, whole = std::round(steps);
            if (steps - whole < 1e-9 && whole - steps < 1e-6) return whole == 1.0 ? stop : t + left / whole;
        }
        clipped_ = wanted < controller_.step();
        return t + wanted;
    }

    Verdict<T> judge(T error, T h) {
        const T wanted = controller_.step();
        Verdict<T> verdict = controller_.judge(error, h);
        // A step that was cut short says little about the length that suits the next one, unless even it was too long.
        if (verdict.accepted && clipped_ && verdict.next >= h && verdict.next < wanted)
            controller_.start(verdict.next = wanted);
        return verdict;
    }

private:
    C controller_;
    T largest_step_;
    bool clipped_ = false;
};

} // namespace myotatic::ode
