// Stiff systems for tests, generic over the scalar.
#pragma once

#include "myotatic/core/record.hpp"

#include <cmath>

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

} // namespace problems
