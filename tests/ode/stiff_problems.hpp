// Stiff systems for tests, generic over the scalar, and a plain adaptive loop that needs nothing but a Rosenbrock method.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/ode/rosenbrock.hpp"
#include "myotatic/ode/tolerance.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace problems {

using myotatic::Flat;

/// The vector field of an ordinary system.
template <class System>
auto field(const System& system) {
    return [&system]<class T, std::size_t N>(const T& t, const Flat<T, N>& x) { return system.rates(t, x); };
}

struct VanDerPol {
    double mu = 1000;
    template <class T>
    constexpr Flat<T, 2> rates(const T&, const Flat<T, 2>& y) const {
        return {y[1], mu * (1.0 - y[0] * y[0]) * y[1] - y[0]};
    }
};

struct Robertson {
    template <class T>
    constexpr Flat<T, 3> rates(const T&, const Flat<T, 3>& y) const {
        const T slow = 0.04 * y[0], back = 1e4 * y[1] * y[2], fast = 3e7 * y[1] * y[1];
        return {back - slow, slow - back - fast, fast};
    }
};

struct Hires {
    template <class T>
    constexpr Flat<T, 8> rates(const T&, const Flat<T, 8>& y) const {
        const T binding = 280.0 * y[5] * y[7];
        return {-1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007,
                1.71 * y[0] - 8.75 * y[1],
                -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4],
                8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3],
                -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6],
                -binding + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6],
                binding - 1.81 * y[6],
                1.81 * y[6] - binding};
    }
};

struct Oregonator {
    template <class T>
    constexpr Flat<T, 3> rates(const T&, const Flat<T, 3>& y) const {
        return {77.27 * (y[1] + y[0] * (1.0 - 8.375e-6 * y[0] - y[1])), (y[2] - (1.0 + y[0]) * y[1]) / 77.27,
                0.161 * (y[0] - y[2])};
    }
};

/// Nonlinear: x' = x log y, y' = -y log x, solved by exp(sin t), exp(cos t); and not autonomous: z' = -2 t z², 1/(1 + t²).
struct SpiralAndBell {
    template <class T>
    constexpr Flat<T, 3> rates(const T& t, const Flat<T, 3>& x) const {
        return {x[0] * log(x[1]), -x[1] * log(x[0]), -2.0 * t * x[2] * x[2]};
    }
    static Flat<double, 3> at(double t) { return {std::exp(std::sin(t)), std::exp(std::cos(t)), 1 / (1 + t * t)}; }
};

/// The states at `times`, by the elementary controller: h grows as the error's root tells.
template <class Method, class System, std::size_t N>
std::vector<Flat<double, N>> solve_stiff(const System& system, Flat<double, N> y, const std::vector<double>& times,
                                         double rtol, const Flat<double, N>& atol, double first_step, int* steps = nullptr) {
    const auto f = field(system);
    const myotatic::ode::Linearisation<System, N> linearisation(f);
    const myotatic::ode::Tolerance<double, N> tolerance(rtol, atol);
    std::vector<Flat<double, N>> found;
    double t = 0, h = first_step;
    auto slope = f(t, y);
    while (found.size() < times.size()) {
        const auto a = Method::attempt(f, linearisation, t, t + h, y, slope);
        const double error = tolerance.norm(a.error, y, a.end).value;
        if (error <= 1) {
            for (; found.size() < times.size() && times[found.size()] <= t + h;)
                found.push_back(a.segment(times[found.size()]));
            t += h, y = a.end, slope = a.slope;
            if (steps) ++*steps;
        }
        h *= error == error ? std::clamp(0.9 * std::pow(error, -1.0 / (Method::error_order + 1)), 0.2, 5.0) : 0.2;
        if (!(h > 1e-14 * t)) break;
    }
    return found;
}

} // namespace problems
