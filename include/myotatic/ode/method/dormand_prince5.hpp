// Dormand and Prince's Runge–Kutta pair of orders 5(4), with the continuous extension of order 4. [dormand1980] [hairer1993]
#pragma once

#include "myotatic/ode/explicit_runge_kutta.hpp"

namespace myotatic::ode {

struct DormandPrince5Tableau {
    static constexpr std::string_view name = "dormand_prince5";
    static constexpr std::string_view citation = "dormand1980";
    static constexpr int order = 5, error_order = 4;
    static constexpr bool has_error_estimate = true;
    static constexpr std::size_t stages = 7;

    // clang-format off
    static constexpr std::array<double, 7> c{0, 1./5, 3./10, 4./5, 8./9, 1, 1};
    static constexpr std::array<std::array<double, 6>, 7> a{{
        {},
        {     1./5},
        {     3./40,         9./40},
        {    44./45,       -56./15,       32./9},
        {19372./6561, -25360./2187, 64448./6561, -212./729},
        { 9017./3168,   -355./33,   46732./5247,   49./176,  -5103./18656},
        {   35./384,          0,      500./1113,  125./192,  -2187./6784,  11./84}}};
    static constexpr std::array<double, 7> e{
        71./57600, 0, -71./16695, 71./1920, -17253./339200, 22./525, -1./40};
    // Coefficients of the fourth-degree term of the continuous extension.
    static constexpr std::array<double, 7> d{
        -12715105075./11282082432, 0,                          87487479700./32700410799, -10690763975./1880347072,
        701980252875./199316789632, -1453857185./822651844,    69997945./29380423};
    // clang-format on

    // θ b_i + θ(1-θ)(δ_1i - b_i) + θ²(1-θ)(2 b_i - δ_7i - δ_1i) + θ²(1-θ)² d_i, in powers of θ.
    static constexpr std::array<std::array<double, 4>, 7> dense = [] {
        std::array<std::array<double, 4>, 7> w{};
        for (std::size_t i = 0; i < 7; ++i) {
            const double b = i < 6 ? a[6][i] : 0, first = i == 0, last = i == 6;
            w[i] = {first, 3 * b - 2 * first - last + d[i], -2 * b + last + first - 2 * d[i], d[i]};
        }
        return w;
    }();
};

using DormandPrince5 = ExplicitRungeKutta<DormandPrince5Tableau>;

} // namespace myotatic::ode
