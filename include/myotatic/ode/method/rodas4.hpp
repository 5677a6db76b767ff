// Hairer and Wanner's RODAS: a Rosenbrock method of orders 4(3), stiffly accurate and L-stable. For stiff systems, and for
// those that jump where no breakpoint is declared. [hairer1996 VI.4]
#pragma once

#include "myotatic/ode/rosenbrock.hpp"

namespace myotatic::ode {

/// Coefficients as in the authors' code, to 16 digits. The fourth factor of ∂f/∂t is negative; where it has lost its sign
/// the method drops to order 1 on systems that depend on time.
struct Rodas4Tableau {
    static constexpr std::string_view name = "rodas4";
    static constexpr std::string_view citation = "hairer1996";
    static constexpr int order = 4, error_order = 3;
    static constexpr std::size_t stages = 6;
    static constexpr double gamma = 0.25;

    // clang-format off
    static constexpr std::array<double, 6> alpha{0, 0.386, 0.21, 0.63, 1, 1};
    static constexpr std::array<double, 6> gamma_i{0.25, -0.1043, 0.1035, -0.03620000000000023, 0, 0};
    static constexpr std::array<std::array<double, 6>, 6> a{{
        {},
        {1.544},
        {0.9466785280815826, 0.2557011698983284},
        {3.314825187068521,  2.896124015972201,  0.9986419139977817},
        {1.221224509226641,  6.019134481288629, 12.53708332932087, -0.6878860361058950},
        {1.221224509226641,  6.019134481288629, 12.53708332932087, -0.6878860361058950, 1}}};
    static constexpr std::array<std::array<double, 6>, 6> c{{
        {},
        {-5.6688},
        {-2.430093356833875,  -0.2063599157091915},
        {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
        { 7.496443313967647, -10.24680431464352,  -33.99990352819905, 11.70890893206160},
        { 8.083246795921522,  -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054}}};
    static constexpr std::array<double, 6> m{
        1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1, 1};
    static constexpr std::array<double, 6> e{0, 0, 0, 0, 0, 1};
    // Dense output of order 3 from the stages: unlike the slopes at the ends it does not magnify errors of stiff components.
    static constexpr std::array<double, 6> bend{
        10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823, 1.025137723295662, 0};
    static constexpr std::array<double, 6> twist{
        -0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386, -6.594389125716872, 0};
    // clang-format on
};

using Rodas4 = Rosenbrock<Rodas4Tableau>;

} // namespace myotatic::ode
