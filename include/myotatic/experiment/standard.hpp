// The circuits that come compiled with the library: programs that use them compile in seconds.
#pragma once

#include "myotatic/circuit/alone.hpp"
#include "myotatic/circuit/human_pairs.hpp"
#include "myotatic/circuit/human_reflexes.hpp"
#include "myotatic/experiment/experiment.hpp"
#include "myotatic/experiment/kernels.hpp"
#include "myotatic/experiment/sweep.hpp"
#include "myotatic/ode/method/dormand_prince5.hpp"
#include "myotatic/ode/method/rodas4.hpp"
#include "myotatic/ode/method/runge_kutta4.hpp"
#include "myotatic/physiology/motor_pool/fuglevand1993.hpp"
#include "myotatic/physiology/muscle/thelen2003.hpp"
#include "myotatic/physiology/spindle/mileusnic2006_inertial.hpp"
#include "myotatic/physiology/spindle/prochazka1999.hpp"
#include "myotatic/physiology/spindle/prochazka_gorassini1998.hpp"
#include "myotatic/physiology/spindle/thixotropic.hpp"
#include "myotatic/physiology/tendon_organ/houk_simon1967.hpp"

namespace myotatic {

template <Spindle S>
using SpindleAlone = Alone<S, SpindleInput, SpindleOutput>;
template <TendonOrgan G>
using TendonOrganAlone = Alone<G, TendonOrganInput, TendonOrganOutput>;
template <Muscle M>
using MuscleAlone = Alone<M, MuscleInput, MuscleOutput>;
template <MotorPool M>
using MotorPoolAlone = Alone<M, MotorPoolInput, MotorPoolOutput>;

// Every circuit with every method that suits its steps: one run, and one lane of an ensemble in plain doubles.
#define MYOTATIC_RUN(KEYWORD, METHOD, CONTROL, ...)                                                                         \
    KEYWORD template Trace simulate<METHOD, CONTROL>(const Experiment<__VA_ARGS__>&);                                       \
    KEYWORD template void run_lanes<__VA_ARGS__, METHOD, CONTROL, double>(const LanePlan<__VA_ARGS__>&, const LaneHost&)
#define MYOTATIC_SIMULATE(KEYWORD, ...)                                                                                     \
    MYOTATIC_RUN(KEYWORD, ode::Tsitouras5, ode::Pi, __VA_ARGS__);                                                           \
    MYOTATIC_RUN(KEYWORD, ode::Tsitouras5, ode::FixedStep, __VA_ARGS__);                                                    \
    MYOTATIC_RUN(KEYWORD, ode::DormandPrince5, ode::Pi, __VA_ARGS__);                                                       \
    MYOTATIC_RUN(KEYWORD, ode::DormandPrince5, ode::FixedStep, __VA_ARGS__);                                                \
    MYOTATIC_RUN(KEYWORD, ode::RungeKutta4, ode::FixedStep, __VA_ARGS__)
// Those with states that may be stiff, also with the methods for it.
#define MYOTATIC_SIMULATE_STIFF(KEYWORD, ...)                                                                               \
    MYOTATIC_SIMULATE(KEYWORD, __VA_ARGS__);                                                                                \
    MYOTATIC_RUN(KEYWORD, ode::Grk4t, ode::Pi, __VA_ARGS__);                                                                \
    MYOTATIC_RUN(KEYWORD, ode::Rodas4, ode::Pi, __VA_ARGS__)

MYOTATIC_SIMULATE_STIFF(extern, StretchReflex<>);
MYOTATIC_SIMULATE_STIFF(extern, AntagonistPair<>);
MYOTATIC_SIMULATE_STIFF(extern, SpindleAlone<Mileusnic2006>);
MYOTATIC_SIMULATE_STIFF(extern, SpindleAlone<Mileusnic2006Inertial>);
MYOTATIC_SIMULATE_STIFF(extern, SpindleAlone<ThixotropicMileusnic2006>);
MYOTATIC_SIMULATE(extern, SpindleAlone<Prochazka1999>);
MYOTATIC_SIMULATE(extern, SpindleAlone<ProchazkaGorassini1998>);
MYOTATIC_SIMULATE(extern, TendonOrganAlone<LinCrago2002>);
MYOTATIC_SIMULATE(extern, TendonOrganAlone<HoukSimon1967>);
MYOTATIC_SIMULATE_STIFF(extern, MuscleAlone<DeGroote2016>);
MYOTATIC_SIMULATE_STIFF(extern, MuscleAlone<Thelen2003>);
MYOTATIC_SIMULATE(extern, MotorPoolAlone<Fuglevand1993>);

/// The circuits of the second kind.
template <class C>
inline constexpr bool has_stiff_methods = false;
template <>
inline constexpr bool has_stiff_methods<StretchReflex<>> = true;
template <>
inline constexpr bool has_stiff_methods<AntagonistPair<>> = true;
template <>
inline constexpr bool has_stiff_methods<SpindleAlone<Mileusnic2006>> = true;
template <>
inline constexpr bool has_stiff_methods<SpindleAlone<Mileusnic2006Inertial>> = true;
template <>
inline constexpr bool has_stiff_methods<SpindleAlone<ThixotropicMileusnic2006>> = true;
template <>
inline constexpr bool has_stiff_methods<MuscleAlone<DeGroote2016>> = true;
template <>
inline constexpr bool has_stiff_methods<MuscleAlone<Thelen2003>> = true;

// Their quiet systems, where they have one.
#define MYOTATIC_REST(KEYWORD, ...)                                                                                         \
    KEYWORD template Quieted detail::rest_quietly<__VA_ARGS__>(const ode::Settings&, const QuietLane&)

MYOTATIC_REST(extern, StretchReflex<>);
MYOTATIC_REST(extern, AntagonistPair<>);

// The reflex arc also has kernels for each instruction set, with the methods for which ensembles have them.
MYOTATIC_KERNELS(StretchReflex<>);

template <class Method>
concept HasKernels = std::same_as<Method, ode::Grk4t> || std::same_as<Method, ode::Tsitouras5>;

template <HasKernels Method>
inline constexpr bool has_kernels<StretchReflex<>, Method, ode::Pi> = true;

/// The same bits as a lane of an ensemble, on every processor with AVX2.
template <HasKernels Method = ode::Tsitouras5>
Trace simulate(const Experiment<StretchReflex<>>& e) {
    return detail::simulate_with(e, single_kernel<StretchReflex<>, Method>(e.isa ? *e.isa : chosen_isa()));
}

} // namespace myotatic
