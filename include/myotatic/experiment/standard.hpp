// The circuits that come compiled with the library: programs that use them compile in seconds.
#pragma once

#include "myotatic/circuit/alone.hpp"
#include "myotatic/circuit/human_reflexes.hpp"
#include "myotatic/experiment/experiment.hpp"
#include "myotatic/ode/method/dormand_prince5.hpp"
#include "myotatic/ode/method/runge_kutta4.hpp"
#include "myotatic/physiology/spindle/mileusnic2006_inertial.hpp"
#include "myotatic/physiology/spindle/prochazka1999.hpp"
#include "myotatic/physiology/tendon_organ/houk_simon1967.hpp"

namespace myotatic {

template <Spindle S>
using SpindleAlone = Alone<S, SpindleInput, SpindleOutput>;
template <TendonOrgan G>
using TendonOrganAlone = Alone<G, TendonOrganInput, TendonOrganOutput>;
template <Muscle M>
using MuscleAlone = Alone<M, MuscleInput, MuscleOutput>;

// Every circuit with every method that suits its steps.
#define MYOTATIC_SIMULATE(KEYWORD, ...)                                                                                     \
    KEYWORD template Trace simulate<ode::Tsitouras5, ode::Pi>(const Experiment<__VA_ARGS__>&);                              \
    KEYWORD template Trace simulate<ode::Tsitouras5, ode::FixedStep>(const Experiment<__VA_ARGS__>&);                       \
    KEYWORD template Trace simulate<ode::DormandPrince5, ode::Pi>(const Experiment<__VA_ARGS__>&);                          \
    KEYWORD template Trace simulate<ode::DormandPrince5, ode::FixedStep>(const Experiment<__VA_ARGS__>&);                   \
    KEYWORD template Trace simulate<ode::RungeKutta4, ode::FixedStep>(const Experiment<__VA_ARGS__>&)

MYOTATIC_SIMULATE(extern, StretchReflex<>);
MYOTATIC_SIMULATE(extern, SpindleAlone<Mileusnic2006>);
MYOTATIC_SIMULATE(extern, SpindleAlone<Mileusnic2006Inertial>);
MYOTATIC_SIMULATE(extern, SpindleAlone<Prochazka1999>);
MYOTATIC_SIMULATE(extern, TendonOrganAlone<LinCrago2002>);
MYOTATIC_SIMULATE(extern, TendonOrganAlone<HoukSimon1967>);
MYOTATIC_SIMULATE(extern, MuscleAlone<DeGroote2016>);

} // namespace myotatic
