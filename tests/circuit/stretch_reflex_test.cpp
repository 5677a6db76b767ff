#include "myotatic/circuit/human_reflexes.hpp"
#include "myotatic/core/dual.hpp"
#include "myotatic/core/error.hpp"
#include "support/dimensioned.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace myotatic {
namespace {

using Reflex = StretchReflex<>;
using testing::Dimensioned;

static_assert(DelayedCircuit<Reflex>);

/// A past in which every signal has always been the same.
template <class T>
struct Unchanging {
    Reflex::Signals<T> signals;
    template <Record R>
    T at(T R::*channel, const T& time) const {
        static_cast<void>(time + T(0.0)); // a time, whatever the scalar
        return signals.*channel;
    }
};

struct Preset {
    std::string name;
    HumanReflex parameters;
    double from, to; ///< angles in which people use the joint [deg]
};
std::vector<Preset> presets() {
    return {{"human_soleus", human_soleus_reflex(), -45, 35},
            {"human_quadriceps", human_quadriceps_reflex(), 0, 110},
            {"human_biceps", human_biceps_reflex(), 0, 120},
            {"hyperreflexia", hyperreflexia(), -45, 35}};
}

/// The arc at an instant: parameters, state, input, and what arrives from the nerves.
struct Instant {
    Reflex::Parameters<double> p;
    Reflex::State<double> x;
    Reflex::Input<double> u;
    Reflex::Signals<double> past;

    auto rates() const { return Reflex::rates(0.0, x, u, Unchanging<double>{past}, p); }
    auto observe() const { return Reflex::observe(0.0, x, u, Unchanging<double>{past}, p); }
};

Instant at_rest(const HumanReflex& parameters, const Reflex::Input<double>& u = {}) {
    const Resting<Reflex> rest = Reflex::at_rest(parameters, u);
    return {rest.parameters, rest.state, u, Reflex::signals(0.0, rest.state, u, rest.parameters)};
}

/// Everything moves, every pathway is open, no law is at a corner.
Instant moving() {
    HumanReflex p = human_soleus_reflex();
    p.cord.descending_drive = 0.2;
    Instant now = at_rest(p);
    now.x.joint.angle += 0.02, now.x.joint.velocity = 0.5;
    now.x.organ.muscle.activation = 0.25, now.x.organ.muscle.fibre_length *= 1.01;
    now.x.organ.spindle.bag1_tension += 0.005, now.x.organ.spindle.bag2_tension += 0.01;
    now.x.organ.tendon_organ.fast -= 1;
    now.x.cord.ib_interneuron.activity = 0.3, now.x.cord.ii_interneuron.activity = 0.1, now.x.cord.pool.potential = 0.3;
    now.u = {.tap = 1e-3,
             .tap_rate = 0.05,
             .torque = 2,
             .descending_drive = 0.01,
             .gamma_dynamic = 5,
             .gamma_static = 7,
             .belly_pressure = 1e4,
             .belly_pressure_rate = 2e4,
             .end_pressure = 3e4};
    now.past.ia += 40, now.past.ii += 12, now.past.ib += 15, now.past.motor = 0.35, now.past.fusimotor_inhibition = 0.2;
    return now;
}

// --- generic over the scalar ------------------------------------------------------------------------------------------

TEST(StretchReflex, agrees_with_the_declared_units) {
    const Instant now = moving();
    const auto x = testing::with_units<Reflex::State>(now.x);
    const auto u = testing::with_units<Reflex::Input>(now.u);
    const auto p = testing::with_units<Reflex::Parameters>(now.p);
    const Unchanging<Dimensioned> past{testing::with_units<Reflex::Signals>(now.past)};
    const Dimensioned t(0.1, {0, 0, 1});

    testing::expect_units(Reflex::rates(t, x, u, past, p), "rates", true);
    testing::expect_units(Reflex::signals(t, x, u, p), "signals");
    testing::expect_units(Reflex::observe(t, x, u, past, p), "observe");
    testing::expect_units(Reflex::guards(t, x, u, past, p), "guards");
    for (const Dimensioned& delay : Reflex::delays(p)) EXPECT_TRUE((delay.exponents == testing::Exponents{0, 0, 1}));

    // The same text gives the same numbers.
    const auto plain = flat(now.observe());
    const auto checked = flat(Reflex::observe(t, x, u, past, p));
    for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_DOUBLE_EQ(checked[i].value, plain[i]);
}

// State, input and what arrives, in a row; rates, signals and observables, in a row.
template <class T, std::size_t N>
auto response_row(const Flat<T, N>& arguments, const auto& p) {
    using X = Reflex::State<T>;
    using U = Reflex::Input<T>;
    using S = Reflex::Signals<T>;
    static_assert(N == flat_size<X> + flat_size<U> + flat_size<S>);
    Flat<T, flat_size<X>> x;
    Flat<T, flat_size<U>> u;
    Flat<T, flat_size<S>> s;
    std::copy_n(arguments.begin(), x.size(), x.begin());
    std::copy_n(arguments.begin() + x.size(), u.size(), u.begin());
    std::copy_n(arguments.begin() + x.size() + u.size(), s.size(), s.begin());
    const Unchanging<T> past{unflatten<S>(s)};
    std::vector<T> row;
    const auto append = [&](const auto& record) {
        for (const T& number : flat(record)) row.push_back(number);
    };
    append(Reflex::rates(T(0.0), unflatten<X>(x), unflatten<U>(u), past, p));
    append(Reflex::signals(T(0.0), unflatten<X>(x), unflatten<U>(u), p));
    append(Reflex::observe(T(0.0), unflatten<X>(x), unflatten<U>(u), past, p));
    return row;
}

TEST(StretchReflex, dual_derivatives_equal_finite_differences) {
    using D = Dual<double, 1>;
    const Instant now = moving();
    std::vector<Leaf> leaves = describe<Reflex::State<double>>();
    for (const auto* more : {&describe<Reflex::Input<double>>(), &describe<Reflex::Signals<double>>()})
        leaves.insert(leaves.end(), more->begin(), more->end());
    constexpr std::size_t n =
        flat_size<Reflex::State<double>> + flat_size<Reflex::Input<double>> + flat_size<Reflex::Signals<double>>;
    Flat<double, n> at{};
    std::size_t k = 0;
    for (const double number : flat(now.x)) at[k++] = number;
    for (const double number : flat(now.u)) at[k++] = number;
    for (const double number : flat(now.past)) at[k++] = number;

    const auto dual_parameters = lift<Reflex::Parameters<D>>(now.p);
    for (std::size_t i = 0; i < n; ++i) {
        Flat<D, n> seeded;
        for (std::size_t j = 0; j < n; ++j) seeded[j] = D(at[j]);
        seeded[i].slope[0] = 1;
        const auto duals = response_row(seeded, dual_parameters);
        const auto with_plain_parameters = response_row(seeded, now.p);
        for (std::size_t r = 0; r < duals.size(); ++r)
            EXPECT_DOUBLE_EQ(with_plain_parameters[r].slope[0], duals[r].slope[0]) << "row " << r;
        const auto row_at = [&](double shift) {
            Flat<double, n> shifted = at;
            shifted[i] += shift;
            return response_row(shifted, now.p);
        };
        // Two central differences, extrapolated. Their distance exceeds the error of the extrapolation; the second term is
        // what rounding of the value (1e-13, or of 1 where terms cancel; torques of 1e4 N m/kg m2 cancel in the joint's
        // rate) does to a difference over h.
        const double h = 1e-4 * (leaves[i].facts.magnitude != 1 ? leaves[i].facts.magnitude : std::max(abs(at[i]), 0.1));
        const auto plus = row_at(h), minus = row_at(-h), half_plus = row_at(h / 2), half_minus = row_at(-h / 2);
        for (std::size_t r = 0; r < duals.size(); ++r) {
            const double wide = (plus[r] - minus[r]) / (2 * h), narrow = (half_plus[r] - half_minus[r]) / h;
            const double tolerance =
                std::abs(wide - narrow) + 1e-13 * std::max(1.0, std::abs(plus[r])) / h + 1e-12 * std::abs(narrow);
            EXPECT_NEAR(duals[r].slope[0], narrow + (narrow - wide) / 3, tolerance)
                << "row " << r << " (rates, signals, observables) with respect to " << leaves[i].name;
        }
    }
}

TEST(StretchReflex, at_rest_knows_how_rest_moves_with_a_parameter) {
    using D = Dual<double, 1>;
    HumanReflex driven = human_soleus_reflex();
    driven.cord.descending_drive = 0.3; // so that Ib is past its threshold, and no law at its corner
    const auto rest_with = [](auto parameters, auto&& change) {
        change(parameters);
        return Reflex::at_rest(parameters, Reflex::Input<std::remove_cvref_t<decltype(parameters.gamma_static)>>{});
    };
    // One parameter of every kind: a gain in the loop through Ib, a length of the muscle, a property of the spindle, the
    // posture, a velocity that only a derived delay depends on.
    const auto check = [&](const char* name, double step, auto&& of) {
        auto lifted = lift<Reflex::Parameters<D>>(driven);
        const auto rest = rest_with(lifted, [&](auto& p) { of(p) = variable<1>(of(p).value, 0); });
        const auto shifted = [&](double by) {
            const auto r = rest_with(driven, [&](auto& p) { of(p) += by; });
            std::vector<double> row;
            for (const double number : flat(r.state)) row.push_back(number);
            for (const double number : flat(r.parameters)) row.push_back(number);
            return row;
        };
        std::vector<D> row;
        for (const D& number : flat(rest.state)) row.push_back(number);
        for (const D& number : flat(rest.parameters)) row.push_back(number);
        const auto plus = shifted(step), minus = shifted(-step), half_plus = shifted(step / 2),
                   half_minus = shifted(-step / 2), here = shifted(0);
        for (std::size_t i = 0; i < row.size(); ++i) {
            // As above; a root carries a rounding error of up to 1e-13 of its scale, the torque of the muscle ten of these.
            const double wide = (plus[i] - minus[i]) / (2 * step), narrow = (half_plus[i] - half_minus[i]) / step;
            const double tolerance = std::abs(wide - narrow) + 1e-12 * std::max(1.0, std::abs(here[i])) / step;
            EXPECT_NEAR(row[i].slope[0], narrow + (narrow - wide) / 3, tolerance) << name << ": number " << i;
            EXPECT_DOUBLE_EQ(row[i].value, here[i]) << name << ": number " << i;
        }
    };
    check(
        "w_ib", 1e-4, [](auto& p) -> auto& { return p.cord.w_ib; });
    check(
        "descending_drive", 1e-4, [](auto& p) -> auto& { return p.cord.descending_drive; });
    check(
        "optimal_fibre_length", 1e-6, [](auto& p) -> auto& { return p.organ.muscle.optimal_fibre_length; });
    check(
        "polar_stiffness", 1e-5, [](auto& p) -> auto& { return p.organ.spindle.intrafusal.common.polar_stiffness; });
    check(
        "resting_angle", 1e-4, [](auto& p) -> auto& { return p.resting_angle; });
    check(
        "ia_velocity", 1e-3, [](auto& p) -> auto& { return p.nerve.ia_velocity; });
}

TEST(StretchReflex, prepared_parameters_change_nothing) {
    const Instant now = moving();
    const auto row_with = [&](const auto& p) {
        constexpr std::size_t n =
            flat_size<Reflex::State<double>> + flat_size<Reflex::Input<double>> + flat_size<Reflex::Signals<double>>;
        Flat<double, n> at{};
        std::size_t k = 0;
        for (const double number : flat(now.x)) at[k++] = number;
        for (const double number : flat(now.u)) at[k++] = number;
        for (const double number : flat(now.past)) at[k++] = number;
        return response_row(at, p);
    };
    const auto plain = row_with(now.p), same = row_with(Reflex::prepare(now.p));
    for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_DOUBLE_EQ(same[i], plain[i]) << i;
    EXPECT_EQ(Reflex::delays(Reflex::prepare(now.p)), Reflex::delays(now.p));
}

// --- wiring -----------------------------------------------------------------------------------------------------------

TEST(StretchReflex, reads_every_signal_after_its_own_delay) {
    struct Asked {
        const Reflex::Signals<double>* signals;
        std::vector<std::pair<std::size_t, double>>* calls;
        double at(double Reflex::Signals<double>::*channel, double time) const {
            calls->emplace_back(index_of<Reflex::Signals<double>>(channel), time);
            return signals->*channel;
        }
    };
    const Instant now = moving();
    std::vector<std::pair<std::size_t, double>> calls;
    static_cast<void>(Reflex::rates(10.0, now.x, now.u, Asked{&now.past, &calls}, now.p));
    const auto delays = Reflex::delays(now.p); // in the order of the signals
    std::set<std::size_t> channels;
    for (const auto& [channel, time] : calls) {
        EXPECT_EQ(time, 10.0 - delays[channel]) << describe<Reflex::Signals<double>>()[channel].name;
        channels.insert(channel);
    }
    EXPECT_EQ(channels.size(), 5u);
}

/// Names of the observables and rates that differ between two instants.
std::set<std::string> changes(const Instant& a, const Instant& b) {
    std::set<std::string> names;
    const auto compare = [&](const auto& left, const auto& right, const std::string& prefix, const auto& leaves) {
        for (std::size_t i = 0; i < left.size(); ++i)
            if (left[i] != right[i]) names.insert(prefix + leaves[i].name);
    };
    compare(flat(a.observe()), flat(b.observe()), "", describe<Reflex::Observation<double>>());
    compare(flat(a.rates()), flat(b.rates()), "d ", describe<Reflex::State<double>>());
    return names;
}
using Names = std::set<std::string>;

TEST(StretchReflex, ia_excites_the_pool_at_once_by_its_gain_over_the_reference_rate) {
    const Instant before = moving();
    Instant after = before;
    after.past.ia += 10;
    EXPECT_EQ(changes(before, after), (Names{"cord.ia", "cord.ia_excitation", "pool.drive", "d pool.potential"}));
    EXPECT_NEAR(after.observe().pool_drive - before.observe().pool_drive, 0.20 * 10 / 100, 1e-15);
    EXPECT_GT(after.rates().cord.pool.potential, before.rates().cord.pool.potential);
}

TEST(StretchReflex, ia_counts_from_its_rate_at_rest_and_its_threshold) {
    Instant now = at_rest(human_soleus_reflex());
    const double rest = now.p.cord.ia_rest;
    for (const double above : {-20.0, 0.0, 14.9}) {
        now.past.ia = rest + above;
        EXPECT_EQ(now.observe().ia_excitation, 0) << "0.15 reference rates are 15 pps";
    }
    now.past.ia = rest + 25;
    EXPECT_NEAR(now.observe().ia_excitation, 0.20 * 0.10, 1e-15);

    // Whatever the rate at rest is: a higher fusimotor drive raises it, and the threshold with it.
    HumanReflex tuned = human_soleus_reflex();
    tuned.gamma_static = 80;
    Instant other = at_rest(tuned);
    EXPECT_GT(other.p.cord.ia_rest, rest + 1);
    other.past.ia = other.p.cord.ia_rest + 25;
    EXPECT_NEAR(other.observe().ia_excitation, 0.20 * 0.10, 1e-15);
}

TEST(StretchReflex, group_ii_excites_the_pool_through_an_interneurone) {
    const Instant before = moving();
    Instant after = before;
    after.past.ii += 10;
    EXPECT_EQ(changes(before, after), (Names{"cord.ii", "d ii_interneuron.activity"}));
    EXPECT_GT(after.rates().cord.ii_interneuron.activity, before.rates().cord.ii_interneuron.activity);
    after = before;
    after.x.cord.ii_interneuron.activity += 0.1;
    EXPECT_EQ(changes(before, after),
              (Names{"cord.ii_excitation", "pool.drive", "d pool.potential", "d ii_interneuron.activity"}));
    EXPECT_NEAR(after.observe().pool_drive - before.observe().pool_drive, 0.03 * 0.1, 1e-15);
}

TEST(StretchReflex, ib_inhibits_the_pool_through_an_interneurone) {
    const Instant before = moving();
    Instant after = before;
    after.past.ib += 10;
    EXPECT_EQ(changes(before, after), (Names{"cord.ib", "d ib_interneuron.activity"}));
    EXPECT_GT(after.rates().cord.ib_interneuron.activity, before.rates().cord.ib_interneuron.activity);
    after = before;
    after.x.cord.ib_interneuron.activity += 0.1;
    EXPECT_EQ(changes(before, after),
              (Names{"cord.ib_inhibition", "pool.drive", "d pool.potential", "d ib_interneuron.activity"}));
    EXPECT_NEAR(after.observe().pool_drive - before.observe().pool_drive, -0.02 * 0.1, 1e-15);
}

TEST(StretchReflex, ib_below_its_threshold_does_nothing) {
    Instant now = at_rest(human_soleus_reflex());
    now.past.ib = 100 * now.p.cord.ib_interneuron.threshold - 1;
    EXPECT_EQ(now.rates().cord.ib_interneuron.activity, 0);
    EXPECT_LT(Reflex::guards(0.0, now.x, now.u, Unchanging<double>{now.past}, now.p).ib_threshold, 0);
    now.past.ib += 2;
    EXPECT_GT(now.rates().cord.ib_interneuron.activity, 0);
    EXPECT_GT(Reflex::guards(0.0, now.x, now.u, Unchanging<double>{now.past}, now.p).ib_threshold, 0);
}

TEST(StretchReflex, ib_takes_its_share_of_both_fusimotor_drives_at_most_all_of_them) {
    const Instant before = moving();
    Instant after = before;
    after.past.fusimotor_inhibition += 0.4;
    EXPECT_EQ(changes(before, after), (Names{"fusimotor.dynamic", "fusimotor.static", "d spindle.dynamic_activation",
                                             "d spindle.static_activation", "d spindle.chain_tension"}));
    // k = 0.5: of 30 + 5 and 30 + 7 pps, activities of 0.2 and 0.6 leave 0.9 and 0.7.
    EXPECT_NEAR(before.observe().gamma_dynamic, 0.9 * 35, 1e-13);
    EXPECT_NEAR(after.observe().gamma_dynamic, 0.7 * 35, 1e-13);
    EXPECT_NEAR(after.observe().gamma_static, 0.7 * 37, 1e-13);
    after.past.fusimotor_inhibition = 5;
    EXPECT_EQ(after.observe().gamma_dynamic, 0);
    EXPECT_EQ(after.observe().gamma_static, 0);
}

TEST(StretchReflex, without_the_hypothetical_coupling_ib_leaves_the_spindle_alone) {
    Instant a = moving();
    a.p.ib_to_fusimotor = 0;
    Instant b = a;
    b.past.fusimotor_inhibition = 3;
    EXPECT_EQ(changes(a, b), Names{});
    EXPECT_EQ(a.observe().gamma_dynamic, 35);
    EXPECT_EQ(a.observe().gamma_static, 37);
}

TEST(StretchReflex, a_gain_of_zero_silences_its_own_pathway_and_no_other) {
    const auto silenced = [](double& (*gain)(HumanReflex&)) {
        Instant now = moving();
        gain(now.p) = 0;
        return now;
    };
    const auto w_ia = [](HumanReflex& p) -> double& { return p.cord.w_ia; };
    const auto w_ii = [](HumanReflex& p) -> double& { return p.cord.w_ii; };
    const auto w_ib = [](HumanReflex& p) -> double& { return p.cord.w_ib; };
    const auto ib_to_fusimotor = [](HumanReflex& p) -> double& { return p.ib_to_fusimotor; };
    const Instant now = moving();
    EXPECT_EQ(changes(now, silenced(w_ia)), (Names{"cord.ia_excitation", "pool.drive", "d pool.potential"}));
    EXPECT_EQ(changes(now, silenced(w_ii)), (Names{"cord.ii_excitation", "pool.drive", "d pool.potential"}));
    EXPECT_EQ(changes(now, silenced(w_ib)), (Names{"cord.ib_inhibition", "pool.drive", "d pool.potential"}));
    EXPECT_EQ(changes(now, silenced(ib_to_fusimotor)),
              (Names{"fusimotor.dynamic", "fusimotor.static", "d spindle.dynamic_activation", "d spindle.static_activation",
                     "d spindle.chain_tension"}));
    EXPECT_EQ(silenced(w_ia).observe().ia_excitation, 0);
    EXPECT_EQ(silenced(w_ii).observe().ii_excitation, 0);
    EXPECT_EQ(silenced(w_ib).observe().ib_inhibition, 0);
}

TEST(StretchReflex, motor_axons_excite_the_muscle_and_the_muscle_turns_the_joint) {
    const Instant before = moving();
    Instant after = before;
    after.past.motor += 0.1;
    EXPECT_EQ(changes(before, after), (Names{"motor.drive", "d muscle.activation"}));
    EXPECT_GT(after.rates().organ.muscle.activation, before.rates().organ.muscle.activation);

    // Soleus pulls towards plantarflexion, which is negative; a torque of its own turns the joint its own way.
    after = before;
    after.u.tap += 1e-3;
    EXPECT_GT(after.observe().muscle.tendon_force, before.observe().muscle.tendon_force);
    EXPECT_LT(after.rates().joint.velocity, before.rates().joint.velocity);
    after = before;
    after.u.torque += 1;
    EXPECT_EQ(changes(before, after), Names{"d joint.velocity"});
    EXPECT_NEAR(after.rates().joint.velocity - before.rates().joint.velocity, 1 / before.p.joint.inertia, 1e-10);
}

TEST(StretchReflex, fusimotor_drive_is_never_negative) {
    Instant now = moving();
    now.u.gamma_dynamic = -200, now.u.gamma_static = -31;
    EXPECT_EQ(now.observe().gamma_dynamic, 0);
    EXPECT_EQ(now.observe().gamma_static, 0);
}

// --- rest -------------------------------------------------------------------------------------------------------------

// What rounding leaves of the rates, in units of their states. The tendon's force F is that of exp(35 (l - 1)) for a length
// l near 1 that is known to about 2 eps, so F + 0.2 errs by 64 eps relatively. Such an error moves the fibre by vmax /
// damping = 100 L0/s per F0, which moves an intrafusal tension by 10.46 FU/L0, in units of 0.05 FU. The joint feels a few
// roundings of torques up to 500 N m over its inertia of at least 0.0157 kg m2, in units of 10 rad/s: less, as is everything
// else.
double residual_tolerance(double force) {
    return 64 * (0.2 + force) * std::numeric_limits<double>::epsilon() * 100 * 10.46 / 0.05;
}

void expect_rest(const Instant& now, const std::string& what) {
    const auto rates = flat(now.rates());
    const auto& leaves = describe<Reflex::State<double>>();
    const double tolerance = residual_tolerance(now.observe().muscle.normalised_force);
    for (std::size_t i = 0; i < rates.size(); ++i)
        EXPECT_NEAR(rates[i] / leaves[i].facts.magnitude, 0, tolerance) << what << ": " << leaves[i].name;
}

TEST(StretchReflex, every_preset_rests_where_it_is_told_to) {
    for (const Preset& preset : presets()) {
        const Instant now = at_rest(preset.parameters);
        expect_rest(now, preset.name);
        EXPECT_EQ(now.x.joint.angle, preset.parameters.resting_angle);
        EXPECT_EQ(now.x.joint.velocity, 0);
        EXPECT_EQ(now.observe().pool_drive, 0) << preset.name << " is relaxed";
        EXPECT_EQ(now.p.cord.ia_rest, now.observe().spindle.ia);
        EXPECT_EQ(now.p.cord.ii_rest, now.observe().spindle.ii);
    }
}

TEST(StretchReflex, rests_with_tonic_drive_and_inhibits_itself_through_ib) {
    for (const Preset& preset : presets()) {
        HumanReflex p = preset.parameters;
        p.cord.descending_drive = 0.5, p.cord.w_ib = 0.3;
        const Instant now = at_rest(p);
        expect_rest(now, preset.name);
        const auto seen = now.observe();
        EXPECT_GT(seen.cord_ib / 100, p.cord.ib_interneuron.threshold) << preset.name;
        EXPECT_NEAR(now.x.cord.ib_interneuron.activity, seen.cord_ib / 100 - p.cord.ib_interneuron.threshold, 1e-13);
        EXPECT_NEAR(seen.pool_drive, 0.5 - 0.3 * now.x.cord.ib_interneuron.activity, 1e-13) << preset.name;
        EXPECT_LT(seen.gamma_static, p.gamma_static) << "and its spindle, as the hypothesis has it";
        EXPECT_EQ(seen.ia_excitation, 0) << "its threshold counts from rest";
    }
}

TEST(StretchReflex, rests_when_ib_takes_more_drive_than_there_is) {
    HumanReflex p = human_soleus_reflex();
    p.cord.w_ib = 10;
    const Instant now = at_rest(p, {.end_pressure = 1e6});
    expect_rest(now, "pressed hard");
    EXPECT_LT(now.x.cord.pool.potential, -2) << "far below the first threshold of recruitment";
}

TEST(StretchReflex, rests_when_rates_at_rest_are_given_and_the_receptors_add_drive) {
    HumanReflex p = human_soleus_reflex();
    p.cord.ia_rest = 0, p.cord.ii_rest = 0, p.cord.theta_ia = 0, p.cord.descending_drive = 0.05;
    const Instant now = at_rest(p);
    expect_rest(now, "thresholds from zero");
    EXPECT_GT(now.observe().ia_excitation, 0);
    EXPECT_EQ(now.p.cord.ia_rest, 0);
    EXPECT_GT(now.x.cord.pool.potential, 0.05);
}

TEST(StretchReflex, rests_with_the_input_it_is_given) {
    const Reflex::Input<double> u{.tap = 2e-3,
                                  .torque = 3,
                                  .descending_drive = 0.1,
                                  .gamma_dynamic = 20,
                                  .gamma_static = -10,
                                  .belly_pressure = 2e4,
                                  .end_pressure = 3e4};
    for (const Preset& preset : presets()) expect_rest(at_rest(preset.parameters, u), preset.name);
}

TEST(StretchReflex, holding_torque_balances_muscle_stiffness_and_gravity) {
    for (const Preset& preset : presets()) {
        const Instant now = at_rest(preset.parameters);
        const auto& j = now.p.joint;
        const double angle = now.p.resting_angle;
        const double pull = now.observe().muscle.tendon_force * moment_arm(angle, now.p.path);
        EXPECT_NEAR(now.p.holding_torque + pull,
                    j.stiffness * (angle - j.rest_angle) + j.gravity_moment * std::sin(angle - j.gravity_angle), 1e-12)
            << preset.name;
    }
    HumanReflex p = human_soleus_reflex();
    p.holding_torque = 0;
    EXPECT_EQ(Reflex::at_rest(p, {}).parameters.holding_torque, 0) << "given";
}

TEST(StretchReflex, finds_rest_at_every_drive_angle_and_slack_or_says_where_it_could) {
    int rested = 0, refused = 0;
    for (const Preset& preset : presets()) {
        if (preset.name == "hyperreflexia") continue; // rests as soleus does
        for (const double slack : {0.9, 0.95, 1.0, 1.05})
            for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0})
                for (const double drive : {0.0, 0.1, 0.5, 1.0}) {
                    HumanReflex p = preset.parameters;
                    p.resting_angle = (preset.from + share * (preset.to - preset.from)) * units::deg;
                    p.organ.muscle.tendon_slack_length *= slack;
                    p.cord.descending_drive = drive;
                    const std::string what = preset.name + ", slack " + std::to_string(slack) + ", angle " +
                                             std::to_string(p.resting_angle / units::deg) + ", drive " +
                                             std::to_string(drive);
                    const auto feasible = DeGroote2016::feasible_path_lengths(p.organ.muscle);
                    const double path = path_length(p.resting_angle, p.path);
                    try {
                        const Instant now = at_rest(p);
                        ++rested;
                        expect_rest(now, what);
                        EXPECT_TRUE(path >= feasible.shortest && path <= feasible.longest) << what;
                    } catch (const InputError& e) {
                        ++refused;
                        EXPECT_FALSE(path >= feasible.shortest && path <= feasible.longest) << what;
                        EXPECT_NE(std::string(e.what()).find(to_text(feasible.shortest)), std::string::npos) << e.what();
                        EXPECT_NE(std::string(e.what()).find(to_text(feasible.longest)), std::string::npos) << e.what();
                        EXPECT_NE(slack, 1.0) << what << ": a preset rests everywhere";
                    }
                }
    }
    EXPECT_GE(rested, 3 * refused) << rested << " rested, " << refused << " were refused";
}

TEST(StretchReflex, signals_and_observations_tell_the_same) {
    const Instant now = moving();
    const auto leaving = Reflex::signals(0.0, now.x, now.u, now.p);
    const auto seen = now.observe();
    EXPECT_EQ(leaving.ia, seen.spindle.ia);
    EXPECT_EQ(leaving.ii, seen.spindle.ii);
    EXPECT_EQ(leaving.ib, seen.tendon_organ.ib);
    EXPECT_EQ(leaving.motor, seen.pool_excitation);
    EXPECT_EQ(leaving.fusimotor_inhibition, now.x.cord.ib_interneuron.activity);
    EXPECT_EQ(seen.cord_ib, now.past.ib);
    EXPECT_EQ(seen.motor_drive, now.past.motor);
    EXPECT_DOUBLE_EQ(seen.muscle_torque, seen.muscle.tendon_force * moment_arm(now.x.joint.angle, now.p.path));
}

TEST(StretchReflex, limits_of_the_muscle_are_told) {
    Instant now = at_rest(human_soleus_reflex());
    EXPECT_EQ(Reflex::limits(0.0, now.x, now.u, now.p).slack_tendon, 0);
    EXPECT_EQ(Reflex::limits(0.0, now.x, now.u, now.p).steep_fibre, 0);
    now.u.tap = -0.05;
    EXPECT_EQ(Reflex::limits(0.0, now.x, now.u, now.p).slack_tendon, 1);
    now.x.organ.muscle.fibre_length = 0.3;
    EXPECT_EQ(Reflex::limits(0.0, now.x, now.u, now.p).steep_fibre, 1);
}

TEST(HumanReflexes, keep_the_bounds_of_their_fields) {
    for (const Preset& preset : presets()) {
        const auto numbers = flat(preset.parameters);
        const auto& leaves = describe<HumanReflex>();
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if (leaves[i].facts.derived && numbers[i] != numbers[i]) continue;
            EXPECT_TRUE(leaves[i].facts.bounds.contain(numbers[i])) << preset.name << ": " << leaves[i].name;
            EXPECT_TRUE(leaves[i].facts.bounds.plausible(numbers[i])) << preset.name << ": " << leaves[i].name;
            EXPECT_TRUE(leaves[i].facts.sourced) << leaves[i].name;
        }
        // Derived ones as well, once they are known.
        const auto resting = flat(Reflex::at_rest(preset.parameters, {}).parameters);
        for (std::size_t i = 0; i < resting.size(); ++i)
            EXPECT_TRUE(leaves[i].facts.bounds.contain(resting[i])) << preset.name << ": " << leaves[i].name;
    }
}

} // namespace
} // namespace myotatic
