// Makes the pieces of a scalar. Included only by files that are compiled for its instruction set.
#pragma once

#include "isa/arc_pieces.hpp"
#include "myotatic/circuit/stretch_reflex.hpp"
#include "myotatic/core/pack_math.hpp"
#include "myotatic/ode/history.hpp"
#include "myotatic/physiology/component.hpp"

#include <array>

namespace bench {

template <class T>
struct PiecesOf {
    using C = myotatic::StretchReflex<>;
    using Signals = C::Signals<T>;
    static constexpr std::size_t channels = myotatic::flat_size<Signals>;
    using History = myotatic::ode::History<T, channels>;
    using Remembered = myotatic::ode::RememberedStep<T, channels>;

    template <class R>
    static R in_all_lanes(const double* numbers) {
        myotatic::Flat<T, myotatic::flat_size<R>> all;
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = T(numbers[i]);
        return myotatic::unflatten<R>(all);
    }
    // The compiler must believe that x is read and written here.
    template <class X>
    static void opaque(X& x) {
        asm volatile("" : "+m"(x) : : "memory");
    }

    struct Still {
        Signals signals;
        T at(T Signals::*channel, const T&) const { return signals.*channel; }
    };
    [[gnu::noinline, gnu::flatten]] static C::State<T> rates_once(const C::State<T>& x, const Still& past,
                                                                  const myotatic::PreparedFor<C, T>& p) {
        return C::rates(T(0.0), x, C::Input<T>{}, past, p);
    }
    static void rates(const double* parameters, const double* state, const double* signals, int times) {
        const auto p = myotatic::prepared<C>(in_all_lanes<C::Parameters<T>>(parameters));
        const Still past{in_all_lanes<Signals>(signals)};
        auto x = in_all_lanes<C::State<T>>(state);
        for (int i = 0; i < times; ++i) {
            opaque(x);
            auto r = rates_once(x, past, p);
            opaque(r);
        }
    }

    // Lanes keep their own time, and steps differ: from a fifth of the mean to nearly twice it.
    struct Run {
        static constexpr std::size_t variety = 64;
        History history{};
        std::array<T, channels> delays{};
        myotatic::Flat<double, channels> before{};
        Remembered step{};
        std::array<T, variety> lengths{};
        std::size_t made = 0;
        T time{0.0};

        Run(const double* delays_, const double* signals, double mean) {
            using namespace myotatic;
            double largest = 0;
            for (std::size_t k = 0; k < channels; ++k) {
                before[k] = signals[k], delays[k] = T(delays_[k]);
                largest = delays_[k] > largest ? delays_[k] : largest;
                step.polynomial[k] = {T(signals[k]), T(0.1), T(-0.1), T(0.2), T(0.05)};
            }
            unsigned random = 1;
            for (T& h : lengths)
                for (int i = 0; i < lanes_of<T>; ++i) {
                    random = 1664525u * random + 1013904223u;
                    set_lane(h, i, mean * (0.2 + 1.6 * (random >> 16) / 65536.0));
                }
            for (int i = 0; i < lanes_of<T>; ++i) history.begin(i, 0, largest);
            for (double filled = 0; filled < 8 * largest; filled += mean) keep();
        }
        T h() const { return lengths[made % variety]; }
        void keep() {
            step.begin = time, step.end = time + h();
            history.append((1u << myotatic::lanes_of<T>)-1, step);
            time = step.end;
            ++made;
        }
        template <class S>
        S at(std::size_t channel, const S& t) const {
            return history.at(
                channel, t, T(1.0), [this](int, double) -> const auto& { return before; });
        }
        [[gnu::noinline]] T ask() const {
            T sum{0.0};
            for (const double place : {0.161, 0.327, 0.9, 0.98, 1.0, 1.0})
                for (std::size_t k = 0; k < channels; ++k) sum = sum + at(k, time + place * h() - delays[k]);
            for (const std::size_t threshold : {0, 1, 2}) sum = sum + at(threshold, time + h() - delays[threshold]);
            return sum + at(2, time + h() - delays[2]); // the guard
        }
    };
    static void look_ups(const double* delays, const double* signals, double step, int times) {
        Run run(delays, signals, step);
        for (int i = 0; i < times; ++i) {
            T sum = run.ask();
            opaque(sum);
            run.keep();
        }
    }
    static void keeping(const double* delays, const double* signals, double step, int times) {
        Run run(delays, signals, step);
        for (int i = 0; i < times; ++i) {
            opaque(run.step);
            run.keep();
        }
    }
};

template <class T>
ArcPieces make_arc_pieces() {
    return {static_cast<std::size_t>(myotatic::lanes_of<T>), PiecesOf<T>::rates, PiecesOf<T>::look_ups,
            PiecesOf<T>::keeping};
}

} // namespace bench
