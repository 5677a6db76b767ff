#include "myotatic/circuit/antagonist_pair.hpp"

#include "myotatic/circuit/human_pairs.hpp"
#include "myotatic/circuit/stretch_reflex.hpp"
#include "myotatic/core/pack_math.hpp"
#include "support/dimensioned.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace myotatic {
namespace {

using Pair = AntagonistPair<>;
using testing::Dimensioned;
using Names = std::set<std::string>;

static_assert(DelayedCircuit<Pair> && LimitedCircuit<Pair> && BendingCircuit<Pair>);

/// A past in which every signal has always been the same.
template <class T>
struct Unchanging {
    Pair::Signals<T> signals;
    template <Record R>
    T at(T R::*channel, const T& time) const {
        static_cast<void>(time + T(0.0)); // a time, whatever the scalar
        return signals.*channel;
    }
};

struct Preset {
    std::string name;
    HumanPair parameters;
    double from, to; ///< angles in which people use the joint [deg]
};
std::vector<Preset> presets() {
    return {{"human_ankle", human_ankle(), -45, 35},
            {"human_knee", human_knee(), 0, 110},
            {"human_elbow", human_elbow(), 0, 120}};
}

/// The pair at an instant: parameters, state, input, and what arrives from the nerves.
struct Instant {
    Pair::Parameters<double> p;
    Pair::State<double> x;
    Pair::Input<double> u;
    Pair::Signals<double> past;

    auto rates() const { return Pair::rates(0.0, x, u, Unchanging<double>{past}, p); }
    auto observe() const { return Pair::observe(0.0, x, u, Unchanging<double>{past}, p); }
    auto signals() const { return Pair::signals(0.0, x, u, p); }
};

Instant at_rest(const HumanPair& parameters, const Pair::Input<double>& u = {}) {
    const Resting<Pair> rest = Pair::at_rest(parameters, u);
    return {rest.parameters, rest.state, u, Pair::signals(0.0, rest.state, u, rest.parameters)};
}

/// Everything moves, every pathway of both muscles is open, no law is at a corner.
Instant moving() {
    HumanPair p = human_ankle();
    p.extensor.cord.descending_drive = 0.2, p.flexor.cord.descending_drive = 0.1;
    p.extensor.ib_to_fusimotor = p.flexor.ib_to_fusimotor = 0.5;
    Instant now = at_rest(p);
    now.x.joint.angle += 0.02, now.x.joint.velocity = 0.5;
    const auto move = [](auto& arc, auto& u) {
        arc.organ.muscle.activation = 0.25, arc.organ.muscle.fibre_length *= 1.01;
        arc.organ.spindle.bag1_tension += 0.005, arc.organ.spindle.bag2_tension += 0.01;
        arc.organ.tendon_organ.fast -= 1;
        arc.cord.terminal.inhibition = 0.2, arc.cord.ia_interneuron.activity = 0.15;
        arc.cord.ib_interneuron.activity = 0.3, arc.cord.ii_interneuron.activity = 0.1;
        arc.cord.free_ending_interneuron.activity = 0.05, arc.cord.renshaw.activity = 0.2;
        arc.cord.pool.potential = 0.3;
        u = {.tap = 1e-3,
             .tap_rate = 0.05,
             .descending_drive = 0.01,
             .gamma_dynamic = 5,
             .gamma_static = 7,
             .stance = 0.1,
             .presynaptic = 0.05,
             .belly_pressure = 1e4,
             .belly_pressure_rate = 2e4,
             .end_pressure = 3e4};
    };
    move(now.x.extensor, now.u.extensor), move(now.x.flexor, now.u.flexor);
    now.u.torque = 2;
    auto& s = now.past;
    s.extensor_ia += 25, s.extensor_ii += 12, s.extensor_ib += 25, s.extensor_free_endings = 0.3, s.extensor_motor = 0.35;
    s.flexor_ia += 18, s.flexor_ii += 15, s.flexor_ib += 30, s.flexor_free_endings = 0.25, s.flexor_motor = 0.3;
    return now;
}

/// Names of observables, rates ("d …") and signals ("→ …") that differ between two instants.
Names changes(const Instant& a, const Instant& b) {
    Names names;
    const auto compare = [&](const auto& left, const auto& right, const std::string& prefix, const auto& leaves) {
        for (std::size_t i = 0; i < left.size(); ++i)
            if (left[i] != right[i]) names.insert(prefix + leaves[i].name);
    };
    compare(flat(a.observe()), flat(b.observe()), "", describe<Pair::Observation<double>>());
    compare(flat(a.rates()), flat(b.rates()), "d ", describe<Pair::State<double>>());
    compare(flat(a.signals()), flat(b.signals()), "→ ", describe<Pair::Signals<double>>());
    return names;
}
/// The names under either muscle.
Names of_both(const Names& names) {
    Names all;
    for (const std::string& name : names) {
        const std::size_t mark = name.starts_with("d ") ? 2 : name.starts_with("→ ") ? std::string("→ ").size() : 0;
        for (const std::string muscle : {"extensor.", "flexor."})
            all.insert(name.substr(0, mark) + muscle + name.substr(mark));
    }
    return all;
}
Names switched_off(double Pathways<double>::*pathway) {
    Instant off = moving();
    off.p.pathways.*pathway = 0;
    return changes(moving(), off);
}

// --- generic over the scalar ------------------------------------------------------------------------------------------

TEST(AntagonistPair, agrees_with_the_declared_units) {
    const Instant now = moving();
    const auto x = testing::with_units<Pair::State>(now.x);
    const auto u = testing::with_units<Pair::Input>(now.u);
    const auto p = testing::with_units<Pair::Parameters>(now.p);
    const Unchanging<Dimensioned> past{testing::with_units<Pair::Signals>(now.past)};
    const Dimensioned t(0.1, {0, 0, 1});

    testing::expect_units(Pair::rates(t, x, u, past, p), "rates", true);
    testing::expect_units(Pair::signals(t, x, u, p), "signals");
    testing::expect_units(Pair::observe(t, x, u, past, p), "observe");
    testing::expect_units(Pair::guards(t, x, u, past, p), "guards");
    for (const Dimensioned& delay : Pair::delays(p)) EXPECT_TRUE((delay.exponents == testing::Exponents{0, 0, 1}));
    const auto plain = flat(now.observe());
    const auto checked = flat(Pair::observe(t, x, u, past, p));
    for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_DOUBLE_EQ(checked[i].value, plain[i]);
}

// State and what arrives, in a row; rates, signals and observables, in a row.
template <class T, std::size_t N>
auto response_row(const Flat<T, N>& arguments, const Pair::Input<double>& input, const auto& p) {
    using X = Pair::State<T>;
    using S = Pair::Signals<T>;
    static_assert(N == flat_size<X> + flat_size<S>);
    Flat<T, flat_size<X>> x;
    Flat<T, flat_size<S>> s;
    std::copy_n(arguments.begin(), x.size(), x.begin());
    std::copy_n(arguments.begin() + x.size(), s.size(), s.begin());
    const auto u = lift<Pair::Input<T>>(input);
    const Unchanging<T> past{unflatten<S>(s)};
    std::vector<T> row;
    const auto append = [&](const auto& record) {
        for (const T& number : flat(record)) row.push_back(number);
    };
    append(Pair::rates(T(0.0), unflatten<X>(x), u, past, p));
    append(Pair::signals(T(0.0), unflatten<X>(x), u, p));
    append(Pair::observe(T(0.0), unflatten<X>(x), u, past, p));
    return row;
}
constexpr std::size_t arguments = flat_size<Pair::State<double>> + flat_size<Pair::Signals<double>>;
Flat<double, arguments> arguments_of(const Instant& now) {
    Flat<double, arguments> at{};
    std::size_t k = 0;
    for (const double number : flat(now.x)) at[k++] = number;
    for (const double number : flat(now.past)) at[k++] = number;
    return at;
}

TEST(AntagonistPair, dual_derivatives_equal_finite_differences) {
    using D = Dual<double, 1>;
    const Instant now = moving();
    const auto at = arguments_of(now);
    std::vector<Leaf> leaves = describe<Pair::State<double>>();
    leaves.insert(leaves.end(), describe<Pair::Signals<double>>().begin(), describe<Pair::Signals<double>>().end());
    for (std::size_t i = 0; i < arguments; ++i) {
        Flat<D, arguments> seeded;
        for (std::size_t j = 0; j < arguments; ++j) seeded[j] = D(at[j]);
        seeded[i].slope[0] = 1;
        const auto duals = response_row(seeded, now.u, now.p);
        const auto row_at = [&](double shift) {
            auto shifted = at;
            shifted[i] += shift;
            return response_row(shifted, now.u, now.p);
        };
        // Two central differences, extrapolated. Their distance exceeds the error of the extrapolation; the second term is
        // what rounding of the value (1e-13, or of 1 where terms cancel; torques of 1e4 N m/kg m2 cancel in the joint's
        // rate) does to a difference over h.
        const double h =
            1e-4 * (leaves[i].facts.magnitude != 1 ? leaves[i].facts.magnitude : std::max(std::abs(at[i]), 0.1));
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

TEST(AntagonistPair, at_rest_knows_how_rest_moves_with_a_parameter) {
    using D = Dual<double, 1>;
    HumanPair held = human_ankle(), free = human_ankle();
    // Both work, so that Ib and Renshaw cells are active and each muscle's drive depends on that of the other; the joint is
    // held in one case and free in the other.
    held.extensor.cord.descending_drive = 0.3, held.flexor.cord.descending_drive = 0.2;
    free = held, free.holding_torque = 0, free.resting_angle = -0.3;
    const auto check = [&](const char* name, const HumanPair& base, double step, auto&& of) {
        auto lifted = lift<Pair::Parameters<D>>(base);
        of(lifted) = variable<1>(of(lifted).value, 0);
        const auto row_of = [](const auto& rest) {
            std::vector<std::remove_cvref_t<decltype(rest.parameters.resting_angle)>> row;
            for (const auto& number : flat(rest.state)) row.push_back(number);
            for (const auto& number : flat(rest.parameters)) row.push_back(number);
            return row;
        };
        const auto shifted = [&](double by) {
            auto p = base;
            of(p) += by;
            return row_of(Pair::at_rest(p, {}));
        };
        const auto row = row_of(Pair::at_rest(lifted, Pair::Input<D>{}));
        const auto plus = shifted(step), minus = shifted(-step), half_plus = shifted(step / 2),
                   half_minus = shifted(-step / 2), here = shifted(0);
        for (std::size_t i = 0; i < row.size(); ++i) {
            // As above; a root carries a rounding error of up to 1e-13 of its scale, the torque of a muscle ten of these,
            // and the angle of a free joint those of drives and torques.
            const double wide = (plus[i] - minus[i]) / (2 * step), narrow = (half_plus[i] - half_minus[i]) / step;
            const double tolerance = std::abs(wide - narrow) + 1e-12 * std::max(1.0, std::abs(here[i])) / step;
            EXPECT_NEAR(row[i].slope[0], narrow + (narrow - wide) / 3, tolerance) << name << ": number " << i;
            EXPECT_DOUBLE_EQ(row[i].value, here[i]) << name << ": number " << i;
        }
    };
    for (const HumanPair& base : {held, free}) {
        check(
            "w_ib", base, 1e-4, [](auto& p) -> auto& { return p.extensor.cord.w_ib; });
        check(
            "descending_drive", base, 1e-4, [](auto& p) -> auto& { return p.flexor.cord.descending_drive; });
        check(
            "optimal_fibre_length", base, 1e-6,
            [](auto& p) -> auto& { return p.extensor.organ.muscle.optimal_fibre_length; });
        check(
            "resting_angle", base, 1e-4, [](auto& p) -> auto& { return p.resting_angle; });
    }
}

TEST(AntagonistPair, a_pack_of_one_rests_and_moves_with_the_same_numbers) {
    using P = Pack<1, Baseline>;
    HumanPair working = human_ankle();
    working.extensor.cord.descending_drive = 0.2, working.flexor.cord.descending_drive = 0.1;
    for (const double torque : {computed, 0.0}) { // held, and free
        working.holding_torque = torque;
        const auto plain = Pair::at_rest(working, {});
        const auto packed = Pair::at_rest(lift<Pair::Parameters<P>>(working), Pair::Input<P>{});
        // Roots of equations whose functions differ in the last digit; steep ones magnify that a thousand times.
        for (std::size_t i = 0; i < flat_size<Pair::State<double>>; ++i)
            EXPECT_NEAR(lane(flat(packed.state)[i], 0), flat(plain.state)[i],
                        1e-11 * std::max(1.0, std::abs(flat(plain.state)[i])));
    }
    const Instant now = moving();
    Flat<P, arguments> at{};
    for (std::size_t i = 0; i < arguments; ++i) at[i] = P(arguments_of(now)[i]);
    const auto plain = response_row(arguments_of(now), now.u, now.p);
    const auto packed = response_row(at, now.u, lift<Pair::Parameters<P>>(now.p));
    // Functions of packs differ from those of the C library in the last digit; differences of large terms show that: torques
    // of 1e2 N m over an inertia of 0.0157 kg m2.
    for (std::size_t i = 0; i < plain.size(); ++i)
        EXPECT_NEAR(lane(packed[i], 0), plain[i], 1e-11 * std::max(1e2, std::abs(plain[i]))) << i;
}

// Rates are linear in each of these numbers between the places that `bends` tells of. Thresholds and rectifiers show as
// second differences; every one of them lies where some bend changes sign.
TEST(AntagonistPair, tells_where_its_rates_bend) {
    const auto bends_of = [](const Instant& now) {
        return Pair::bends(0.0, now.x, now.u, Unchanging<double>{now.past}, now.p);
    };
    const auto scan = [&](const char* name, double from, double to, auto&& of) {
        constexpr int steps = 400;
        Instant now = moving();
        now.u.extensor.presynaptic = now.u.flexor.presynaptic = 0;
        std::vector<Flat<double, flat_size<Pair::State<double>>>> rates;
        std::vector<decltype(bends_of(now))> bends;
        for (int k = 0; k <= steps; ++k) {
            of(now) = from + (to - from) * (k + 0.1234) / steps;
            rates.push_back(flat(now.rates())), bends.push_back(bends_of(now));
        }
        int found = 0;
        for (std::size_t k = 1; k < steps; ++k) {
            bool bent = false, told = false;
            for (std::size_t i = 0; i < rates[k].size(); ++i) {
                const double second = rates[k + 1][i] - 2 * rates[k][i] + rates[k - 1][i];
                bent = bent || std::abs(second) > 1e-9 * std::max(1.0, std::abs(rates[k][i]));
            }
            for (std::size_t b = 0; b < bends[k].size(); ++b) told = told || bends[k - 1][b] * bends[k + 1][b] < 0;
            EXPECT_TRUE(told || !bent) << name << ", step " << k;
            found += bent;
        }
        EXPECT_GT(found, 0) << name << " has a threshold somewhere";
    };
    scan("Ia", -20, 100, [](Instant& now) -> double& { return now.past.extensor_ia; });
    scan("II", -20, 100, [](Instant& now) -> double& { return now.past.flexor_ii; });
    scan("Ib", 0, 100, [](Instant& now) -> double& { return now.past.extensor_ib; });
    scan("free endings", 0, 1, [](Instant& now) -> double& { return now.past.flexor_free_endings; });
    scan("pool", -1, 2, [](Instant& now) -> double& { return now.x.extensor.cord.pool.potential; });
    scan("Ia interneurone of the antagonist", 0, 2,
         [](Instant& now) -> double& { return now.x.flexor.cord.ia_interneuron.activity; });
    scan("drive from above", -1, 1, [](Instant& now) -> double& { return now.u.extensor.descending_drive; });
    scan("loading", -1e5, 1e5, [](Instant& now) -> double& { return now.u.flexor.belly_pressure_rate; });
}

TEST(AntagonistPair, prepared_parameters_change_nothing) {
    const Instant now = moving();
    const auto plain = response_row(arguments_of(now), now.u, now.p),
               same = response_row(arguments_of(now), now.u, Pair::prepare(now.p));
    for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_DOUBLE_EQ(same[i], plain[i]) << i;
    EXPECT_EQ(Pair::delays(Pair::prepare(now.p)), Pair::delays(now.p));
}

// --- wiring -----------------------------------------------------------------------------------------------------------

TEST(AntagonistPair, reads_every_signal_after_its_own_delay) {
    struct Asked {
        const Pair::Signals<double>* signals;
        std::vector<std::pair<std::size_t, double>>* calls;
        double at(double Pair::Signals<double>::*channel, double time) const {
            calls->emplace_back(index_of<Pair::Signals<double>>(channel), time);
            return signals->*channel;
        }
    };
    Instant now = moving();
    now.p.flexor.nerve.path_length = 0.5; // so that no two delays of the muscles are alike
    now.p = Pair::at_rest(
                [&] {
                    HumanPair p = human_ankle();
                    p.flexor.nerve.path_length = 0.5;
                    return p;
                }(),
                {})
                .parameters;
    std::vector<std::pair<std::size_t, double>> calls;
    static_cast<void>(Pair::rates(10.0, now.x, now.u, Asked{&now.past, &calls}, now.p));
    const auto delays = Pair::delays(now.p); // in the order of the signals
    std::set<std::size_t> channels;
    for (const auto& [channel, time] : calls) {
        EXPECT_EQ(time, 10.0 - delays[channel]) << describe<Pair::Signals<double>>()[channel].name;
        channels.insert(channel);
    }
    EXPECT_EQ(channels.size(), 14u);
}

TEST(AntagonistPair, ia_excites_its_own_pool_at_once_and_reaches_the_antagonist_through_interneurones_alone) {
    const Instant before = moving();
    Instant after = before;
    after.past.extensor_ia += 10;
    EXPECT_EQ(changes(before, after),
              (Names{"extensor.cord.ia", "extensor.cord.ia_excitation", "extensor.pool.drive", "d extensor.pool.potential",
                     "d extensor.ia_interneuron.activity", "d extensor.terminal.available", "d extensor.terminal.inhibition",
                     "d flexor.terminal.inhibition"}));
    EXPECT_GT(after.rates().extensor.cord.pool.potential, before.rates().extensor.cord.pool.potential);
    EXPECT_GT(after.rates().extensor.cord.ia_interneuron.activity, before.rates().extensor.cord.ia_interneuron.activity);
    EXPECT_LT(after.rates().extensor.cord.terminal.available, before.rates().extensor.cord.terminal.available);
    EXPECT_GT(after.rates().flexor.cord.terminal.inhibition, before.rates().flexor.cord.terminal.inhibition);
}

TEST(AntagonistPair, the_ia_interneurone_inhibits_pool_and_ia_interneurone_of_the_antagonist_and_nothing_else) {
    const Instant before = moving();
    Instant after = before;
    after.x.flexor.cord.ia_interneuron.activity += 0.1;
    EXPECT_EQ(changes(before, after),
              (Names{"flexor.cord.ia_interneuron", "d flexor.ia_interneuron.activity", "extensor.cord.reciprocal_inhibition",
                     "extensor.pool.drive", "d extensor.pool.potential", "d extensor.ia_interneuron.activity"}));
    EXPECT_NEAR(after.observe().extensor.pool_drive - before.observe().extensor.pool_drive, -0.05 * 0.1, 1e-15);
    EXPECT_NEAR(after.rates().extensor.cord.ia_interneuron.activity - before.rates().extensor.cord.ia_interneuron.activity,
                -0.5 * 0.1 / 4e-3, 1e-12);
    // Extensors inhibit flexors less.
    after = before;
    after.x.extensor.cord.ia_interneuron.activity += 0.1;
    EXPECT_NEAR(after.observe().flexor.pool_drive - before.observe().flexor.pool_drive, -0.02 * 0.1, 1e-15);
}

TEST(AntagonistPair, renshaw_cells_follow_the_pool_and_hold_back_pool_and_ia_interneurone) {
    const Instant before = moving();
    Instant after = before;
    after.x.extensor.cord.renshaw.activity += 0.1;
    EXPECT_EQ(changes(before, after),
              (Names{"extensor.cord.renshaw", "d extensor.renshaw.activity", "extensor.cord.recurrent_inhibition",
                     "extensor.pool.drive", "d extensor.pool.potential", "d extensor.ia_interneuron.activity"}));
    EXPECT_NEAR(after.observe().extensor.pool_drive - before.observe().extensor.pool_drive, -0.1 * 0.1, 1e-15);
    after = before;
    after.x.extensor.cord.pool.potential += 0.1;
    EXPECT_EQ(changes(before, after),
              (Names{"extensor.pool.excitation", "d extensor.pool.potential", "d extensor.renshaw.activity",
                     "→ extensor.motor", "→ extensor.gamma_dynamic", "→ extensor.gamma_static"}));
    EXPECT_GT(after.rates().extensor.cord.renshaw.activity, before.rates().extensor.cord.renshaw.activity);
}

TEST(AntagonistPair, fusimotor_drive_follows_the_motor_drive) {
    Instant now = moving();
    now.p.extensor.ib_to_fusimotor = 0;
    const double e = now.signals().extensor_motor;
    EXPECT_GT(e, 0.1);
    EXPECT_NEAR(now.signals().extensor_gamma_dynamic, 30 + 5 + 40 * e, 1e-12);
    EXPECT_NEAR(now.signals().extensor_gamma_static, 30 + 7 + 60 * e, 1e-12);
    now.p.extensor.ib_to_fusimotor = 0.5; // of an Ib activity of 0.3
    EXPECT_NEAR(now.signals().extensor_gamma_static, (1 - 0.5 * 0.3) * (30 + 7 + 60 * e), 1e-12);
    now.u.extensor.gamma_static = -200;
    EXPECT_EQ(now.signals().extensor_gamma_static, 0) << "never negative";

    Instant after = moving();
    after.past.extensor_gamma_static += 10;
    EXPECT_EQ(changes(moving(), after), (Names{"extensor.fusimotor.static", "d extensor.spindle.static_activation",
                                               "d extensor.spindle.chain_tension"}));
}

TEST(AntagonistPair, free_endings_tell_passive_force_and_inhibit_slowly) {
    const Instant before = moving();
    EXPECT_EQ(before.signals().extensor_free_endings, before.observe().extensor.muscle.passive_force);
    Instant after = before;
    after.past.extensor_free_endings += 0.1;
    EXPECT_EQ(changes(before, after), (Names{"extensor.cord.free_endings", "d extensor.free_ending_interneuron.activity"}));
    EXPECT_NEAR(after.rates().extensor.cord.free_ending_interneuron.activity -
                    before.rates().extensor.cord.free_ending_interneuron.activity,
                0.1 / 0.5, 1e-12);
}

TEST(AntagonistPair, each_muscle_turns_the_joint_its_own_way) {
    const Instant before = moving();
    EXPECT_LT(before.observe().extensor.torque, 0);
    EXPECT_GT(before.observe().flexor.torque, 0);
    Instant after = before;
    after.u.extensor.tap += 1e-3;
    EXPECT_LT(after.rates().joint.velocity, before.rates().joint.velocity);
    after = before;
    after.u.flexor.tap += 1e-3;
    EXPECT_GT(after.rates().joint.velocity, before.rates().joint.velocity);
    after = before;
    after.u.torque += 1;
    EXPECT_EQ(changes(before, after), Names{"d joint.velocity"});
}

// --- switches ---------------------------------------------------------------------------------------------------------

TEST(AntagonistPair, a_pathway_that_is_switched_off_changes_what_it_ends_on_and_nothing_else) {
    using P = Pathways<double>;
    const auto pool_and = [](Names more) {
        more.insert({"pool.drive", "d pool.potential"});
        return of_both(more);
    };
    EXPECT_EQ(switched_off(&P::ia_excitation), pool_and({"cord.ia_excitation"}));
    EXPECT_EQ(switched_off(&P::ii_excitation), pool_and({"cord.ii_excitation"}));
    EXPECT_EQ(switched_off(&P::ib_feedback), pool_and({"cord.ib_feedback"}));
    EXPECT_EQ(switched_off(&P::reciprocal_inhibition), pool_and({"cord.reciprocal_inhibition"}));
    EXPECT_EQ(switched_off(&P::mutual_inhibition), of_both({"d ia_interneuron.activity"}));
    EXPECT_EQ(switched_off(&P::linked_inhibition), of_both({"d ia_interneuron.activity"}));
    EXPECT_EQ(switched_off(&P::recurrent_inhibition), pool_and({"cord.recurrent_inhibition", "d ia_interneuron.activity"}));
    EXPECT_EQ(switched_off(&P::free_endings), pool_and({"cord.free_ending_inhibition"}));
    EXPECT_EQ(switched_off(&P::depression),
              pool_and({"cord.ia_transmission", "cord.ia_excitation", "d terminal.available"}));
    EXPECT_EQ(switched_off(&P::presynaptic_inhibition), of_both({"d terminal.inhibition"}));
    EXPECT_EQ(switched_off(&P::coactivation), of_both({"→ gamma_dynamic", "→ gamma_static"}));
    EXPECT_EQ(switched_off(&P::loading_depression), of_both({"d terminal.available"}));
    Instant pressed = moving();
    pressed.p.pathways.pressure_inhibition = 1; // which is off
    EXPECT_EQ(changes(moving(), pressed), of_both({"d terminal.inhibition"}));
    EXPECT_EQ(flat_size<P>, 13u) << "every switch has its line";
}

TEST(AntagonistPair, a_gain_of_zero_silences_its_own_pathway_of_one_muscle) {
    const auto silenced = [](auto&& gain) {
        Instant off = moving();
        gain(off.p) = 0;
        return changes(moving(), off);
    };
    const Names pool{"extensor.pool.drive", "d extensor.pool.potential"};
    const auto pool_and = [&](const std::string& more) {
        Names names = pool;
        names.insert(more);
        return names;
    };
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.w_ia; }), pool_and("extensor.cord.ia_excitation"));
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.w_ii; }), pool_and("extensor.cord.ii_excitation"));
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.w_ib; }), pool_and("extensor.cord.ib_feedback"));
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.w_reciprocal; }),
              pool_and("extensor.cord.reciprocal_inhibition"));
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.w_recurrent; }),
              pool_and("extensor.cord.recurrent_inhibition"));
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.w_free; }),
              pool_and("extensor.cord.free_ending_inhibition"));
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.w_mutual; }),
              Names{"d extensor.ia_interneuron.activity"});
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.w_command; }),
              Names{"d extensor.ia_interneuron.activity"});
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.w_recurrent_ia; }),
              Names{"d extensor.ia_interneuron.activity"});
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.w_presynaptic; }),
              Names{"d extensor.terminal.inhibition"});
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.w_relief; }),
              Names{"d extensor.terminal.inhibition"});
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.cord.spikes_per_pressure; }),
              Names{"d extensor.terminal.available"});
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.coactivation_static; }), Names{"→ extensor.gamma_static"});
    EXPECT_EQ(silenced([](auto& p) -> double& { return p.extensor.ib_to_fusimotor; }),
              (Names{"→ extensor.gamma_dynamic", "→ extensor.gamma_static"}));
}

// Without what the pair adds, either arc is the arc of one muscle alone: the same equations, written once for each.
TEST(AntagonistPair, an_arc_whose_new_pathways_are_off_moves_like_a_stretch_reflex) {
    using Reflex = StretchReflex<>;
    Instant now = moving();
    now.p.pathways = {.ia_excitation = 1,
                      .ii_excitation = 1,
                      .ib_feedback = 1,
                      .reciprocal_inhibition = 0,
                      .mutual_inhibition = 0,
                      .linked_inhibition = 0,
                      .recurrent_inhibition = 0,
                      .depression = 0,
                      .presynaptic_inhibition = 0,
                      .free_endings = 0,
                      .coactivation = 0};
    now.x.extensor.cord.terminal = {}, now.u.extensor.stance = 0;
    const auto& e = now.p.extensor;
    Reflex::Parameters<double> p;
    p.organ = e.organ, p.path = e.path, p.joint = now.p.joint;
    p.cord = {.w_ia = e.cord.w_ia,
              .theta_ia = e.cord.theta_ia,
              .w_ii = e.cord.w_ii,
              .w_ib = e.cord.w_ib,
              .reference_rate = e.cord.reference_rate,
              .descending_drive = e.cord.descending_drive,
              .ia_rest = e.cord.ia_rest,
              .ii_rest = e.cord.ii_rest,
              .ib_interneuron = e.cord.ib_interneuron,
              .ii_interneuron = e.cord.ii_interneuron,
              .pool = e.cord.pool};
    p.ib_to_fusimotor = 0.5, p.holding_torque = 0;
    p.ia_delay = p.ii_delay = p.ib_delay = p.motor_delay = p.gamma_delay = 0;

    Reflex::State<double> x;
    x.joint = now.x.joint, x.organ = now.x.extensor.organ;
    x.cord = {now.x.extensor.cord.ib_interneuron, now.x.extensor.cord.ii_interneuron, now.x.extensor.cord.pool};
    const auto& v = now.u.extensor;
    const Reflex::Input<double> u{.tap = v.tap,
                                  .tap_rate = v.tap_rate,
                                  .descending_drive = v.descending_drive,
                                  .gamma_dynamic = v.gamma_dynamic,
                                  .gamma_static = v.gamma_static,
                                  .belly_pressure = v.belly_pressure,
                                  .belly_pressure_rate = v.belly_pressure_rate,
                                  .end_pressure = v.end_pressure};
    struct Past {
        Reflex::Signals<double> signals;
        double at(double Reflex::Signals<double>::*channel, double) const { return signals.*channel; }
    };
    const double ib_activity = now.x.extensor.cord.ib_interneuron.activity;
    const auto one = Reflex::rates(
        0.0, x, u,
        Past{{now.past.extensor_ia, now.past.extensor_ii, now.past.extensor_ib, now.past.extensor_motor, ib_activity}}, p);
    // Its fusimotor drive is made at the spindle, that of the pair leaves the cord.
    now.past.extensor_gamma_dynamic = now.signals().extensor_gamma_dynamic;
    now.past.extensor_gamma_static = now.signals().extensor_gamma_static;
    const auto two = now.rates().extensor;
    const auto expect_equal = [](const auto& a, const auto& b) {
        for (std::size_t i = 0; i < flat(a).size(); ++i) EXPECT_DOUBLE_EQ(flat(a)[i], flat(b)[i]) << i;
    };
    expect_equal(two.organ, one.organ);
    expect_equal(two.cord.ib_interneuron, one.cord.ib_interneuron);
    expect_equal(two.cord.ii_interneuron, one.cord.ii_interneuron);
    expect_equal(two.cord.pool, one.cord.pool);
}

// --- rest -------------------------------------------------------------------------------------------------------------

// What rounding leaves of the rates, in units of their states: as for one muscle (stretch_reflex_test.cpp), the tendon's
// force F errs by 64 eps relatively, which moves the fibre by 100 L0/s per F0 and an intrafusal tension by 10.46 FU/L0, in
// units of 0.05 FU. A drive is found to 1e-13 of the largest, 100, at worst; it moves the pool within 8 ms.
double residual_tolerance(double force) { return 64 * (0.2 + force) * 2.2e-16 * 100 * 10.46 / 0.05 + 1e-11 / 8e-3; }

void expect_rest(const Instant& now, const std::string& what) {
    const auto rates = flat(now.rates());
    const auto& leaves = describe<Pair::State<double>>();
    const auto seen = now.observe();
    const double tolerance =
        residual_tolerance(std::max(seen.extensor.muscle.normalised_force, seen.flexor.muscle.normalised_force));
    for (std::size_t i = 0; i < rates.size(); ++i)
        EXPECT_NEAR(rates[i] / leaves[i].facts.magnitude, 0, tolerance) << what << ": " << leaves[i].name;
}

TEST(AntagonistPair, every_preset_rests_where_it_is_told_to) {
    for (const Preset& preset : presets()) {
        const Instant now = at_rest(preset.parameters);
        expect_rest(now, preset.name);
        EXPECT_EQ(now.x.joint.angle, preset.parameters.resting_angle);
        EXPECT_EQ(now.x.joint.velocity, 0);
        const auto seen = now.observe();
        for (const auto* arc : {&seen.extensor, &seen.flexor}) {
            EXPECT_EQ(arc->pool_drive, 0) << preset.name << " is relaxed";
            EXPECT_EQ(arc->ia_transmission, 1) << preset.name;
        }
        EXPECT_EQ(now.p.extensor.cord.ia_rest, seen.extensor.spindle.ia);
        EXPECT_EQ(now.p.flexor.cord.ii_rest, seen.flexor.spindle.ii);
    }
}

TEST(AntagonistPair, rests_while_both_muscles_work_and_inhibit_themselves_and_each_other) {
    for (const Preset& preset : presets())
        for (const double share : {0.0, 0.5, 1.0})
            for (const double extensor : {0.0, 0.2, 0.8})
                for (const double flexor : {0.0, 0.1, 0.5}) {
                    HumanPair p = preset.parameters;
                    p.resting_angle = (preset.from + share * (preset.to - preset.from)) * units::deg;
                    p.extensor.cord.descending_drive = extensor, p.flexor.cord.descending_drive = flexor;
                    p.extensor.cord.w_ib = p.flexor.cord.w_ib = 0.3;
                    p.extensor.ib_to_fusimotor = p.flexor.ib_to_fusimotor = 0.5;
                    const Instant now = at_rest(p);
                    const std::string what = preset.name + " at " + std::to_string(p.resting_angle / units::deg) +
                                             " deg, drives " + std::to_string(extensor) + ", " + std::to_string(flexor);
                    expect_rest(now, what);
                    EXPECT_EQ(now.observe().extensor.ia_excitation, 0) << what << ": its threshold counts from rest";
                    EXPECT_EQ(now.observe().extensor.recurrent_inhibition > 0, now.observe().extensor.pool_drive > 0)
                        << what;
                }
}

TEST(AntagonistPair, rests_when_rates_at_rest_are_given_and_every_receptor_adds_its_part) {
    HumanPair p = human_ankle();
    for (auto* arc : {&p.extensor, &p.flexor}) {
        arc->cord.ia_rest = arc->cord.ii_rest = 0;
        arc->cord.w_ia = 0.05, arc->cord.theta_ia = 0, arc->cord.descending_drive = 0.05;
        arc->cord.stance = 0.5;
    }
    const Instant now =
        at_rest(p, {.extensor = {.tap = 2e-3, .presynaptic = 0.2}, .flexor = {.descending_drive = 0.1, .gamma_static = 20}});
    expect_rest(now, "thresholds from zero");
    EXPECT_GT(now.observe().extensor.ia_excitation, 0);
    EXPECT_GT(now.x.extensor.cord.terminal.inhibition, 0.2) << "Ia blocks terminals as well";
    EXPECT_EQ(now.p.extensor.cord.ia_rest, 0);
}

TEST(AntagonistPair, holding_torque_balances_muscles_stiffness_and_gravity) {
    for (const Preset& preset : presets()) {
        const Instant now = at_rest(preset.parameters);
        const auto& j = now.p.joint;
        const double angle = now.p.resting_angle;
        EXPECT_NEAR(now.p.holding_torque + now.observe().extensor.torque + now.observe().flexor.torque,
                    j.stiffness * (angle - j.rest_angle) + j.gravity_moment * std::sin(angle - j.gravity_angle), 1e-12)
            << preset.name;
    }
}

TEST(AntagonistPair, a_free_joint_finds_the_angle_at_which_everything_balances) {
    for (const Preset& preset : presets()) {
        HumanPair p = preset.parameters;
        const double held = Pair::at_rest(p, {}).parameters.holding_torque;
        p.holding_torque = 0;
        const Instant free = at_rest(p);
        expect_rest(free, preset.name);
        EXPECT_EQ(free.p.holding_torque, 0);
        EXPECT_EQ(free.p.resting_angle, free.x.joint.angle);
        // Without the torque that held it, the joint rests on the side from which that torque pulled it.
        EXPECT_LT((free.x.joint.angle - preset.parameters.resting_angle) * held, 0) << preset.name;
        // Given back, the torque holds the angle that it was computed for. The balance is found to 1e-12 of 90 degrees.
        p.holding_torque = held;
        EXPECT_NEAR(at_rest(p).x.joint.angle, preset.parameters.resting_angle, 1e-11) << preset.name;
    }
}

TEST(AntagonistPair, a_tight_muscle_pulls_the_resting_angle_of_a_free_joint_its_way) {
    const auto angle = [](double extensor_shift, double flexor_shift) {
        HumanPair p = human_ankle();
        p.holding_torque = 0, p.resting_angle = -0.2;
        p.extensor.organ.muscle.passive_slack_shift = extensor_shift,
        p.flexor.organ.muscle.passive_slack_shift = flexor_shift;
        return at_rest(p).x.joint.angle;
    };
    EXPECT_LT(angle(-0.1, 0), angle(0, 0) - 1 * units::deg) << "plantarflexed";
    EXPECT_GT(angle(0, -0.1), angle(0, 0));
}

TEST(AntagonistPair, says_where_it_cannot_rest) {
    HumanPair p = human_ankle();
    p.holding_torque = 5000;
    try {
        static_cast<void>(at_rest(p));
        FAIL() << "no ankle holds 5000 N m";
    } catch (const InputError& e) {
        EXPECT_NE(std::string(e.what()).find("holding_torque"), std::string::npos) << e.what();
    }
    p = human_ankle();
    p.flexor.organ.muscle.tendon_slack_length = 0.5;
    try {
        static_cast<void>(at_rest(p));
        FAIL() << "the tendon is longer than the path";
    } catch (const InputError& e) {
        EXPECT_NE(std::string(e.what()).find("the flexor"), std::string::npos) << e.what();
    }
}

// --- symmetry ---------------------------------------------------------------------------------------------------------

/// The same leg in a mirror: what was the extensor is the flexor, and angles change sign.
HumanPair mirrored(const HumanPair& p) {
    HumanPair m = p;
    const auto path = [](PathPolynomial<double> c) {
        for (std::size_t i = 1; i < c.coefficients.size(); i += 2) c.coefficients[i] = -c.coefficients[i];
        return c;
    };
    m.extensor = p.flexor, m.flexor = p.extensor;
    m.extensor.path = path(p.flexor.path), m.flexor.path = path(p.extensor.path);
    m.resting_angle = -p.resting_angle, m.joint.rest_angle = -p.joint.rest_angle,
    m.joint.gravity_angle = -p.joint.gravity_angle;
    m.holding_torque = -p.holding_torque;
    return m;
}

TEST(AntagonistPair, in_a_mirror_everything_is_the_same_with_muscles_exchanged) {
    const Instant now = moving();
    Instant image = now;
    image.p = mirrored(now.p);
    image.x.extensor = now.x.flexor, image.x.flexor = now.x.extensor;
    image.x.joint = {-now.x.joint.angle, -now.x.joint.velocity};
    image.u.extensor = now.u.flexor, image.u.flexor = now.u.extensor, image.u.torque = -now.u.torque;
    auto& s = image.past;
    s = {now.past.flexor_ia,
         now.past.flexor_ii,
         now.past.flexor_ib,
         now.past.flexor_free_endings,
         now.past.flexor_motor,
         now.past.flexor_gamma_dynamic,
         now.past.flexor_gamma_static,
         now.past.extensor_ia,
         now.past.extensor_ii,
         now.past.extensor_ib,
         now.past.extensor_free_endings,
         now.past.extensor_motor,
         now.past.extensor_gamma_dynamic,
         now.past.extensor_gamma_static};
    const auto rates = now.rates(), seen = image.rates();
    EXPECT_EQ(seen.joint.angle, -rates.joint.angle);
    EXPECT_EQ(seen.joint.velocity, -rates.joint.velocity);
    EXPECT_EQ(flat(seen.extensor), flat(rates.flexor));
    EXPECT_EQ(flat(seen.flexor), flat(rates.extensor));
}

TEST(AntagonistPair, limits_of_each_muscle_are_told) {
    Instant now = at_rest(human_ankle());
    const auto limits = [&] { return Pair::limits(0.0, now.x, now.u, now.p); };
    EXPECT_EQ(limits().extensor.slack_tendon + limits().flexor.slack_tendon, 0);
    now.u.flexor.tap = -0.05;
    EXPECT_EQ(limits().extensor.slack_tendon, 0);
    EXPECT_EQ(limits().flexor.slack_tendon, 1);
}

TEST(AntagonistPair, the_threshold_of_ib_is_an_event_of_either_muscle) {
    const auto& events = describe<Pair::Guards<double>>();
    EXPECT_EQ(events[0].name, "ib_threshold");
    EXPECT_EQ(events[1].name, "ib_threshold");
    Instant now = at_rest(human_ankle());
    const auto guards = [&] { return Pair::guards(0.0, now.x, now.u, Unchanging<double>{now.past}, now.p); };
    now.past.extensor_ib = 14, now.past.flexor_ib = 16; // 0.15 reference rates are 15 pps
    EXPECT_LT(guards().extensor_ib_threshold, 0);
    EXPECT_GT(guards().flexor_ib_threshold, 0);
}

TEST(HumanPairs, keep_the_bounds_of_their_fields) {
    for (const Preset& preset : presets()) {
        const auto numbers = flat(preset.parameters);
        const auto& leaves = describe<HumanPair>();
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if (leaves[i].facts.derived && numbers[i] != numbers[i]) continue;
            EXPECT_TRUE(leaves[i].facts.bounds.contain(numbers[i])) << preset.name << ": " << leaves[i].name;
            EXPECT_TRUE(leaves[i].facts.bounds.plausible(numbers[i])) << preset.name << ": " << leaves[i].name;
            EXPECT_TRUE(leaves[i].facts.sourced) << leaves[i].name;
        }
        const auto resting = flat(Pair::at_rest(preset.parameters, {}).parameters);
        for (std::size_t i = 0; i < resting.size(); ++i)
            EXPECT_TRUE(leaves[i].facts.bounds.contain(resting[i])) << preset.name << ": " << leaves[i].name;
    }
}

} // namespace
} // namespace myotatic
