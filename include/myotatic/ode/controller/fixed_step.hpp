// Steps of one length, accepted as they come.
#pragma once

#include "myotatic/ode/controller/controller.hpp"

namespace myotatic::ode {

template <class T>
class FixedStep {
public:
    static constexpr bool adaptive = false;

    explicit FixedStep(T step) : step_(step) {}

    T step() const { return step_; }
    void propose(const T&) {}
    void forget(int) {}
    /// A step that is not finite ends the run: a shorter one was not asked for.
    Verdict<T> judge(const T& error, const T&, const mask_of<T>& = mask_of<T>(true)) {
        return {error == error, select(error == error, step_, T(0.0))};
    }

private:
    T step_;
};

} // namespace myotatic::ode
