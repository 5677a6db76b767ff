// Stop times around any controller: a step never crosses one, and never exceeds the largest step allowed.
#pragma once

#include "myotatic/core/scalar.hpp"
#include "myotatic/ode/controller/controller.hpp"

namespace myotatic::ode {

template <class T, class C>
class Clip {
public:
    Clip(C controller, T largest_step) : controller_(controller), largest_step_(largest_step) {}

    void start(T step) { controller_.start(step); }

    /// Where the next step from `t` ends, at `stop` at the latest. The stop itself is hit exactly; a remainder that would be
    /// much shorter than a step is shared between the last two.
    T end_of_step(T t, T stop) {
        const T wanted = min(controller_.step(), largest_step_), left = stop - t;
        clipped_ = true;
        if (left <= wanted * (1 + 1e-10)) return stop; // rounding must not leave a step of an ulp
        if (C::adaptive && left < 2.0 * wanted) return t + 0.5 * left;
        clipped_ = wanted < controller_.step();
        return t + wanted;
    }

    Verdict<T> judge(T error, T h) {
        const T wanted = controller_.step();
        Verdict<T> verdict = controller_.judge(error, h);
        // A step that was cut short says little about the length that suits the next one.
        if (verdict.accepted && clipped_ && verdict.next < wanted) controller_.start(verdict.next = wanted);
        return verdict;
    }

private:
    C controller_;
    T largest_step_;
    bool clipped_ = false;
};

} // namespace myotatic::ode
