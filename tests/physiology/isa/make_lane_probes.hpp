// Makes the probes of an instruction set. Included only by files that are compiled for it.
#pragma once

#include "myotatic/core/pack_math.hpp"
#include "myotatic/physiology/motor_pool/fuglevand1993.hpp"
#include "myotatic/physiology/motor_pool/rate.hpp"
#include "myotatic/physiology/muscle/degroote2016.hpp"
#include "myotatic/physiology/muscle/thelen2003.hpp"
#include "myotatic/physiology/spindle/thixotropic.hpp"
#include "myotatic/physiology/tendon_organ/lin_crago2002.hpp"
#include "physiology/isa/lane_probe.hpp"

#include <array>

namespace myotatic::testing {

template <class P, class M, template <class> class In, template <class> class Out>
void respond(const double* arguments, double* results, std::size_t rows) {
    using X = typename M::template State<P>;
    constexpr std::size_t states = flat_size<X>, inputs = flat_size<In<P>>, outputs = flat_size<Out<P>>;
    const auto& p = prepared<M>(typename M::template Parameters<P>{});
    for (std::size_t row = 0; row < rows; row += static_cast<std::size_t>(P::lanes)) {
        Flat<P, states> x{};
        Flat<P, inputs> u{};
        const double* from = arguments + row * (states + inputs);
        for (int lane = 0; lane < P::lanes; ++lane) {
            for (P& number : x) set_lane(number, lane, *from++);
            for (P& number : u) set_lane(number, lane, *from++);
        }
        const auto response = M::dynamics(unflatten<X>(x), unflatten<In<P>>(u), p);
        const auto rates = flat(response.rates);
        const auto output = flat(response.output);
        double* to = results + row * (states + outputs);
        for (int i = 0; i < P::lanes; ++i) {
            for (const P& number : rates) *to++ = lane(number, i);
            for (const P& number : output) *to++ = lane(number, i);
        }
    }
}

template <class Wide, class Single, class M, template <class> class In, template <class> class Out>
constexpr LaneProbe lane_probe(std::string_view name) {
    constexpr std::size_t states = flat_size<typename M::template State<double>>;
    return {name, states + flat_size<In<double>>, states + flat_size<Out<double>>, respond<Wide, M, In, Out>,
            respond<Single, M, In, Out>};
}

template <class Wide, class Single>
inline constexpr std::array lane_probes{
    lane_probe<Wide, Single, DeGroote2016, MuscleInput, MuscleOutput>("DeGroote2016"),
    lane_probe<Wide, Single, Thelen2003, MuscleInput, MuscleOutput>("Thelen2003"),
    lane_probe<Wide, Single, Mileusnic2006, SpindleInput, SpindleOutput>("Mileusnic2006"),
    lane_probe<Wide, Single, ThixotropicMileusnic2006, SpindleInput, SpindleOutput>("ThixotropicMileusnic2006"),
    lane_probe<Wide, Single, LinCrago2002, TendonOrganInput, TendonOrganOutput>("LinCrago2002"),
    lane_probe<Wide, Single, RatePool, MotorPoolInput, MotorPoolOutput>("RatePool"),
    lane_probe<Wide, Single, Fuglevand1993, MotorPoolInput, MotorPoolOutput>("Fuglevand1993")};

} // namespace myotatic::testing
