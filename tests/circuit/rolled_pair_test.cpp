#include "myotatic/circuit/rolled_pair.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <string>

namespace myotatic {
namespace {

using C = RolledPair;
using Tissue = RolledTissue<>;
using D = double;

struct Still {
    C::Signals<D> signals;
    D at(D C::Signals<D>::*channel, const D&) const { return signals.*channel; }
};
/// The pair with a past in which everything was as it is.
struct Moment {
    C::Parameters<D> parameters;
    C::State<D> state;
    C::Input<D> input{};
    explicit Moment(const C::Parameters<D>& p) {
        const auto rest = C::at_rest(p, input);
        parameters = rest.parameters, state = rest.state;
    }
    Still past() const { return {C::signals(0.0, state, input, parameters)}; }
    C::State<D> rates() const { return C::rates(0.0, state, input, past(), parameters); }
    C::Observation<D> seen() const { return C::observe(0.0, state, input, past(), C::prepare(parameters)); }
};
/// Under a roller at a place, with creep.
Moment pressed(C::Parameters<D> p, double position) {
    Moment m(p);
    m.input.extensor.roller = {0.34, position, 0.0};
    m.state.extensor.tissue.belly.creep.fill(0.5);
    return m;
}

TEST(RolledPair, rests_where_it_says) {
    for (const auto& preset : {human_calf_pair(), human_calf_pair_tight()}) {
        const auto rates = flat(Moment(preset).rates());
        const auto& leaves = describe<C::State<D>>();
        // 1e-12 of a fibre's range, seen through rates of at most 1e4 per second.
        for (std::size_t i = 0; i < rates.size(); ++i)
            EXPECT_NEAR(rates[i] / leaves[i].facts.magnitude, 0, 1e-8) << leaves[i].name;
    }
}

TEST(RolledPair, a_tight_calf_points_the_resting_foot_and_bends_less) {
    const Moment healthy(human_calf_pair()), tight(human_calf_pair_tight());
    EXPECT_LT(tight.parameters.resting_angle, healthy.parameters.resting_angle - 5 * units::deg);
    EXPECT_LT(tight.seen().extensor.measured.range_of_motion, healthy.seen().extensor.measured.range_of_motion);
    EXPECT_EQ(tight.seen().extensor.measured.other_range_of_motion, healthy.seen().extensor.measured.range_of_motion);
}

TEST(RolledPair, without_tightness_or_roller_is_the_pair_that_nothing_touches) {
    using Plain = PairOfArcs<MuscleArc<Relaxing<DeGroote2016>, Mileusnic2006, LinCrago2002, RatePool>, Hinge>;
    const C::Parameters<D> p = human_calf_pair();
    Plain::Parameters<D> plain;
    plain.extensor = p.extensor.arc, plain.flexor = p.flexor.arc;
    plain.pathways = p.pathways.pathways;
    plain.resting_angle = p.resting_angle, plain.holding_torque = p.holding_torque, plain.joint = p.joint;
    const auto rest = Plain::at_rest(plain, {});
    const Moment ours(p);
    EXPECT_NEAR(ours.parameters.resting_angle, rest.parameters.resting_angle, 1e-12);
    EXPECT_NEAR(ours.state.extensor.arc.organ.muscle.muscle.fibre_length,
                rest.state.extensor.organ.muscle.muscle.fibre_length, 1e-12);
    EXPECT_NEAR(ours.parameters.extensor.arc.cord.ia_rest, rest.parameters.extensor.cord.ia_rest, 1e-9);
}

TEST(RolledPair, spindles_and_terminals_feel_how_fast_the_contact_changes) {
    // Against central differences over a microsecond: their error is of order h^2 of a third derivative, and rounding over
    // h.
    const Tissue::Parameters<D> p;
    Tissue::State<D> x = Tissue::rest(RollerInput<D>{}, p);
    for (std::size_t j = 0; j < Tissue::zones; ++j) x.belly.creep[j] = 0.02 * static_cast<double>(j);
    const RollerInput<D> u{0.2, 0.42, 0.32};
    const double load_rate = 0.4, h = 1e-6;
    const auto rates = Tissue::dynamics(x, u, p).rates;
    const auto at = [&](double t) {
        auto moved = x;
        for (std::size_t j = 0; j < Tissue::zones; ++j) moved.belly.creep[j] += t * rates.belly.creep[j];
        return Tissue::pressed(moved, {u.load + t * load_rate, u.position + t * u.speed, u.speed}, p);
    };
    const auto change = Tissue::change(x, rates, u, load_rate, p);
    EXPECT_NEAR(change.spindle_strain, (at(h).spindle_strain - at(-h).spindle_strain) / (2 * h),
                1e-6 * std::abs(change.spindle_strain));
    double loading = 0;
    for (std::size_t j = 0; j < Tissue::zones; ++j)
        loading += std::max((at(h).belly.pressure[j] - at(-h).belly.pressure[j]) / (2 * h), 0.0) / Tissue::zones;
    EXPECT_NEAR(change.loading, loading, 1e-6 * loading);
    EXPECT_GT(change.loading, 0);
}

TEST(RolledPair, each_mechanism_can_be_switched_off) {
    const auto with = [](double as_described, double presynaptic, double tissue) {
        auto p = human_calf_pair_tight();
        p.pathways.mechanisms = {as_described, presynaptic, tissue};
        return p;
    };
    // Tendon organs at the end of the belly.
    EXPECT_GT(pressed(with(1, 0, 0), 0.95).seen().extensor.arc.tendon_organ.ib,
              10 + pressed(with(0, 1, 1), 0.95).seen().extensor.arc.tendon_organ.ib);
    // Terminals, while the roller moves.
    const auto transmitter = [&](const C::Parameters<D>& p) {
        Moment m = pressed(p, 0.5);
        m.input.extensor.roller.speed = 0.32;
        return m.rates().extensor.arc.cord.terminal.available;
    };
    EXPECT_LT(transmitter(with(0, 1, 0)), transmitter(with(1, 0, 1)) - 0.1);
    // Contracture of a zone that has crept beyond the threshold.
    const auto contracture = [&](const C::Parameters<D>& p) {
        return pressed(p, 0.44).rates().extensor.tissue.belly.contracture[6];
    };
    EXPECT_LT(contracture(with(0, 0, 1)), -0.01);
    EXPECT_EQ(contracture(with(1, 1, 0)), 0) << "fully tight, and nothing that would let it go";
}

TEST(RolledPair, tender_tissue_raises_fusimotor_drive_and_tendon_organs_lower_it) {
    const Moment healthy(human_calf_pair()), tight(human_calf_pair_tight());
    EXPECT_NEAR(tight.seen().extensor.arc.gamma_static, 1.3 * healthy.seen().extensor.arc.gamma_static, 1e-9);
    EXPECT_EQ(tight.seen().extensor.arc.gamma_dynamic, healthy.seen().extensor.arc.gamma_dynamic);
}

} // namespace
} // namespace myotatic
