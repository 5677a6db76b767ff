// A controller looks at the error of a step and says whether to accept it, and how long the next one should be.
#pragma once

#include <concepts>

namespace myotatic::ode {

template <class T>
struct Verdict {
    bool accepted;
    T next; ///< proposed length of the next step (after a rejection: of the same step, tried again)
};

template <class C, class T>
concept Controller = requires(C controller, const C& constant, T x) {
    { constant.step() } -> std::convertible_to<T>; // the length it would like
    controller.start(x);                           // begin anew with this length
    { controller.judge(x, x) } -> std::same_as<Verdict<T>>;
    { C::adaptive } -> std::convertible_to<bool>;
};

} // namespace myotatic::ode
