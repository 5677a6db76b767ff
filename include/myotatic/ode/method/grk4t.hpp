// Kaps and Rentrop's Rosenbrock method GRK4T of orders 4(3): three right-hand sides for four stages. The default where the
// system is mildly stiff. [kaps1979] [hairer1996 IV.7]
#pragma once

#include "myotatic/ode/rosenbrock.hpp"

namespace myotatic::ode {

/// A(89.3°)-stable, |R(∞)| = 0.454. The paper prints 12 digits. These follow from the conditions that define the method:
/// γ = 0.231, α_2 = 2γ, b_3 = 0, stages 3 and 4 at one point, order 4 with an embedded order 3 without the last stage, and
/// two conditions of order 5: Σ b_i α_i⁴ = 1/5 and Σ b_i β_ij α_j³ = 1/20 - γ/4.
struct Grk4tTableau {
    static constexpr std::string_view name = "grk4t";
    static constexpr std::string_view citation = "kaps1979";
    static constexpr int order = 4, error_order = 3;
    static constexpr std::size_t stages = 4;
    static constexpr double gamma = 0.231;

    // clang-format off
    static constexpr std::array<double, 4> alpha{0, 0.462, 169./192, 169./192};
    static constexpr std::array<double, 4> gamma_i{
        0.231, -0.03962966775244299674, 0.55077893957891398606, -0.05535098457052788869};
    static constexpr std::array<std::array<double, 4>, 4> a{{
        {},
        {2},
        {4.52470820737311485625, 4.16352878859764629723},
        {4.52470820737311485625, 4.16352878859764629723}}};
    static constexpr std::array<std::array<double, 4>, 4> c{{
        {},
        {-5.07167533877631597501},
        { 6.02015272865080906595,  0.15975068467270247665},
        {-1.85634361868609833167, -8.50538085817980244661, -2.08407513602318797124}}};
    static constexpr std::array<double, 4> m{
        3.95750374664077230052, 4.62489238836330705137, 0.61747726387501107553, 1.28261294526903761811};
    static constexpr std::array<double, 4> e{
        -2.30215540293300224467, -3.07363448539263059861, 0.87328080180450368166, 1.28261294526903761811};
    // clang-format on
};

/// Dense output is the cubic through values and slopes at both ends: good where f itself, at a state with the error of the
/// method, is near the slope of the solution, which is so on mildly stiff systems.
using Grk4t = Rosenbrock<Grk4tTableau>;

} // namespace myotatic::ode
