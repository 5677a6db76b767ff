// Passive fibres that have been pressed for long begin to pull at a slightly greater length, and return within tens of
// minutes: the reversible shift of the slack length after stretching (hirata2016), here as an effect of creep.
//
//     de/dt = (e_1 mean(y) - e)/tau
//
//     symbol    here          unit
//     e         shift         L0
//     y         mean_creep    1
//     e_1       size          L0    at a mean creep of 1
//     tau       time          s
//
// HYPOTHESIS: the shift is measured after stretching; that rolling does the same is assumed. Nothing lengthens for ever:
// fascia would need forces far beyond those of a roller (chaudhry2008).
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct CreepInput {
    T mean_creep = 0.0;

    static constexpr auto fields() {
        return std::tuple{field("mean_creep", &CreepInput::mean_creep, "1", "creep of the belly, mean of its zones")};
    }
};

template <Scalar T>
struct SlackShiftOutput {
    T shift = 0.0; ///< [L0]

    static constexpr auto fields() {
        return std::tuple{field("shift", &SlackShiftOutput::shift, "L0", "of the passive curve to longer fibres")};
    }
};

struct SlackShift {
    template <Scalar T>
    struct State {
        T shift = 0.0;

        static constexpr auto fields() {
            return std::tuple{
                field("shift", &State::shift, "L0", "of the passive curve to longer fibres").scale(0.01).slow()};
        }
    };

    template <Scalar T>
    struct Parameters {
        T size = 0.04;
        T time = 600.0;

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{field("size", &R::size, "L0", "shift that a mean creep of 1 would lead to; 0 for none")
                                  .within(0, 0.5)
                                  .usually(0, 0.1)
                                  .from("none: stiffness after rolling changes by 0 to -6 %", Evidence::hypothesis),
                              field("time", &R::time, "s", "in which the shift comes and goes")
                                  .within(1, 1e5)
                                  .usually(300, 1800)
                                  .from("ryan2008 (back 10 to 20 min after stretching)", Evidence::computed)};
        }
    };

    template <Scalar T>
    static constexpr Response<State<T>, SlackShiftOutput<T>> dynamics(const State<T>& x, const CreepInput<T>& u,
                                                                      const auto& p) {
        return {{(p.size * u.mean_creep - x.shift) / p.time}, {x.shift}};
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const CreepInput<T>& u, const Parameters<P>& p) {
        return {p.size * u.mean_creep};
    }
};

static_assert(Component<SlackShift, CreepInput, SlackShiftOutput>);

} // namespace myotatic
