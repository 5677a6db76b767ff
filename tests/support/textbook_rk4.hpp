// The classical fourth-order Runge-Kutta method with fixed steps, as any textbook has it. Tests of the equations use it
// so that they stand on nothing of the library's own integrators.
#pragma once

#include "myotatic/core/record.hpp"

#include <cmath>
#include <cstddef>

namespace myotatic::testing {

/// x(t1) from x(t0) in `steps` equal steps of x' = rates(t, x), for a Record x.
template <Record X, class Rates>
X rk4(const Rates& rates, X x, double t0, double t1, int steps) {
    using Row = Flat<double, flat_size<X>>;
    const auto f = [&](double t, const Row& row) { return flat(rates(t, unflatten<X>(row))); };
    const auto moved = [](Row row, double h, const Row& slope) {
        for (std::size_t i = 0; i < row.size(); ++i) row[i] += h * slope[i];
        return row;
    };
    const double h = (t1 - t0) / steps;
    Row y = flat(x);
    for (int n = 0; n < steps; ++n) {
        const double t = t0 + n * h;
        const Row k1 = f(t, y), k2 = f(t + h / 2, moved(y, h / 2, k1)), k3 = f(t + h / 2, moved(y, h / 2, k2)),
                  k4 = f(t + h, moved(y, h, k3));
        for (std::size_t i = 0; i < y.size(); ++i) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }
    return unflatten<X>(y);
}

/// The same with steps of about `h`, ending exactly at t1.
template <Record X, class Rates>
X rk4_by(const Rates& rates, const X& x, double t0, double t1, double h) {
    return rk4(rates, x, t0, t1, static_cast<int>(std::ceil((t1 - t0) / h - 1e-9)));
}

} // namespace myotatic::testing
