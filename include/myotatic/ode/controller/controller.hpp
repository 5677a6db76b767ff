// A controller looks at the error of a step and says whether to accept it, and how long the next one should be: in every
// lane for itself.
#pragma once

#include "myotatic/core/pack.hpp"

#include <concepts>

namespace myotatic::ode {

template <class T>
struct Verdict {
    mask_of<T> accepted;
    T next; ///< proposed length of the next step (after a rejection: of the same step, tried again)
};

template <class C, class T>
concept Controller = requires(C controller, const C& constant, T x) {
    { constant.step() } -> std::convertible_to<T>;                            // the length it would like
    controller.propose(x);                                                    // takes this length instead
    controller.forget(0);                                                     // begins anew in one lane
    { controller.judge(x, x, mask_of<T>(true)) } -> std::same_as<Verdict<T>>; // where the mask says so
    { C::adaptive } -> std::convertible_to<bool>;
};

} // namespace myotatic::ode
