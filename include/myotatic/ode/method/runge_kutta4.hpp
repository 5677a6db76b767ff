// The classical Runge–Kutta method: order 4, fixed steps, cubic Hermite between them.
#pragma once

#include "myotatic/ode/explicit_runge_kutta.hpp"

namespace myotatic::ode {

struct RungeKutta4Tableau {
    static constexpr std::string_view name = "runge_kutta4";
    static constexpr std::string_view citation = "kutta1901";
    static constexpr int order = 4, error_order = 0;
    static constexpr bool has_error_estimate = false;
    static constexpr std::size_t stages = 5; // four, and the slope at the end

    // clang-format off
    static constexpr std::array<double, 5> c{0, 0.5, 0.5, 1, 1};
    static constexpr std::array<std::array<double, 4>, 5> a{{
        {},
        {0.5},
        {0,   0.5},
        {0,   0,   1},
        {1./6, 1./3, 1./3, 1./6}}};
    static constexpr std::array<double, 5> e{};
    // The cubic through both values and both slopes: b_i (3θ² - 2θ³), and the Hermite terms of the two end slopes.
    static constexpr std::array<std::array<double, 3>, 5> dense{{
        {1, 3./6 - 2, 1 - 2./6},
        {0, 3./3,    -2./3},
        {0, 3./3,    -2./3},
        {0, 3./6,    -2./6},
        {0, -1,       1}}};
    // clang-format on
};

using RungeKutta4 = ExplicitRungeKutta<RungeKutta4Tableau>;

} // namespace myotatic::ode
