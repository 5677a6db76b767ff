// An interneurone population as one rate: silent below a threshold, a leaky sum of what exceeds it.
//
//     tau y' = -y + max(0, drive - threshold)
//
//   symbol  here             unit
//   y       activity         1
//   tau     time_constant    ms
//   theta   threshold        1     in the unit of the drive
//
// The threshold of "threshold inhibition" lives here and not in the tendon organ, which answers to the smallest active
// forces.
#pragma once

#include "myotatic/physiology/interneuron/interneuron.hpp"

namespace myotatic {

struct RateInterneuron {
    template <Scalar T>
    struct State {
        T activity = 0.0;

        static constexpr auto fields() {
            using R = State;
            return std::tuple{field("activity", &R::activity, "1", "activity of the interneurone").scale(0.1)};
        }
    };

    template <Scalar T>
    struct Parameters {
        T time_constant = 4 * units::ms;
        T threshold = 0.15;

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                field("time_constant", &R::time_constant, "ms", "membrane of the population")
                    .within(0.1, 5000)
                    .usually(0.1, 1000)
                    .from("usual value for spinal interneurones", Evidence::recalled),
                field("threshold", &R::threshold, "1", "drive below which it is silent")
                    .within(-5, 5)
                    .from("Ib: rate of a tendon organ at 5 % of maximum force; II: keeps a relaxed muscle quiet",
                          Evidence::hypothesis)};
        }
    };

    template <Scalar T>
    struct Prepared : Parameters<T> {
        Divisor<T> time_constant{Parameters<T>::time_constant};
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {p};
    }
    template <Scalar T>
    static constexpr const Prepared<T>& prepare(const Prepared<T>& p) {
        return p;
    }

    template <Scalar T>
    static constexpr Response<State<T>, InterneuronOutput<T>> dynamics(const State<T>& x, const InterneuronInput<T>& u,
                                                                       const auto& parameters) {
        const auto& p = prepare(parameters);
        return {{(max(u.drive - p.threshold, 0.0) - x.activity) / p.time_constant}, {x.activity}};
    }

    /// What changes sign where the rates bend.
    template <Scalar T>
    static constexpr std::array<T, 1> bends(const State<T>&, const InterneuronInput<T>& u, const auto& p) {
        return {u.drive - p.threshold};
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const InterneuronInput<T>& u, const Parameters<P>& p) {
        return {max(u.drive - p.threshold, 0.0)};
    }
};

static_assert(Interneuron<RateInterneuron>);

} // namespace myotatic
