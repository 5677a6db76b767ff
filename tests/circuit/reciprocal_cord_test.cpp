#include "myotatic/circuit/reciprocal_cord.hpp"

#include "support/dimensioned.hpp"

#include <gtest/gtest.h>

namespace myotatic {
namespace {

using Cord = ReciprocalCord<>;
using Input = Cord::Input<double>;

Cord::Parameters<double> resting_at(double ia, double ii) {
    Cord::Parameters<double> p;
    p.ia_rest = ia, p.ii_rest = ii;
    return p;
}
auto prepared_at(double ia, double ii, const Pathways<double>& open = {}) { return Cord::prepare(resting_at(ia, ii), open); }

/// Drive of the pool when everything has settled with what arrives, and the pool is silent.
double settled_drive(const Input& u, const Cord::Prepared<double>& p, double pool = 0) {
    return Cord::dynamics(Cord::rest_at(pool, u, p), u, p).output.drive;
}

TEST(ReciprocalCord, is_still_at_rest_with_whatever_arrives) {
    const auto p = prepared_at(16, 12);
    for (const double ia : {0.0, 16.0, 80.0})
        for (const double free : {0.1, 0.4})
            for (const double other : {0.0, 0.2})
                for (const double pool : {-0.1, 0.0, 0.3}) {
                    const Input u{ia, 40, 60, free, 0.02, 0.3, 0.1, 0.2, other};
                    const auto x = Cord::rest_at(pool, u, p);
                    auto response = Cord::dynamics(x, u, p);
                    // The pool keeps the drive that it was given only if that is what comes back.
                    EXPECT_NEAR(response.rates.pool.potential, (response.output.drive - pool) / 8e-3, 1e-12);
                    response.rates.pool.potential = 0;
                    // Time constants of 4 ms and more turn an ulp of a state below 1 into less than 1e-13 / s.
                    for (const double rate : flat(response.rates)) EXPECT_NEAR(rate, 0, 1e-13);
                }
}

TEST(ReciprocalCord, adds_what_excites_and_takes_what_inhibits_above_their_thresholds) {
    auto q = resting_at(16, 12);
    q.descending_drive = 0.1, q.w_command = 0;
    const auto p = Cord::prepare(q, {});
    // Thresholds in pps: Ia 16 + 0.15 · 100, II 12 + 0.05 · 100, Ib 0.15 · 100; free endings 0.15 F0.
    const Input below{.ia = 26, .ii = 17, .ib = 15, .free_endings = 0.15};
    EXPECT_EQ(settled_drive(below, p), 0.1) << "nothing below the thresholds";
    const auto more = [&](auto&& change) {
        Input u = below;
        change(u);
        return settled_drive(u, p) - 0.1;
    };
    EXPECT_NEAR(more([](Input& u) { u.ii += 20; }), 0.03 * 0.2, 1e-15);
    EXPECT_NEAR(more([](Input& u) { u.ib += 50; }), -0.02 * 0.5, 1e-15);
    EXPECT_NEAR(more([](Input& u) { u.ib += 50, u.stance = 1; }), 0.02 * 0.5, 1e-15) << "in stance Ib excites";
    EXPECT_NEAR(more([](Input& u) { u.ib += 50, u.stance = 0.5; }), 0, 1e-15);
    EXPECT_NEAR(more([](Input& u) { u.free_endings += 0.1; }), -1.0 * 0.1, 1e-15);
    EXPECT_NEAR(more([](Input& u) { u.antagonist_interneuron = 0.2; }), -0.05 * 0.2, 1e-15);
}

TEST(ReciprocalCord, ia_excites_by_its_gain_over_what_its_terminals_still_transmit) {
    const auto p = prepared_at(16, 12);
    const Input u{.ia = 41};
    // At once, terminals are as at rest: 0.20 for each 100 pps above 16 + 15 pps.
    auto x = Cord::rest_at(0.0, Input{.ia = 16, .ii = 12}, p);
    EXPECT_NEAR(Cord::dynamics(x, u, p).output.ia_transmission, 1, 1e-15);
    EXPECT_NEAR(Cord::dynamics(x, u, p).output.ia_excitation, 0.20 * 0.1, 1e-15);
    // Settled, they are depressed by 41 pps instead of 16, and 4 (0.25 - 0.10) of them are blocked.
    const double transmission = (1 + 5 * 0.0105 * 16) / (1 + 5 * 0.0105 * 41) * (1 - 0.6);
    const auto settled = Cord::dynamics(Cord::rest_at(0.0, u, p), u, p).output;
    EXPECT_NEAR(settled.ia_transmission, transmission, 1e-15);
    EXPECT_NEAR(settled.ia_excitation, 0.20 * 0.1 * transmission, 1e-15);
}

TEST(ReciprocalCord, ia_of_either_muscle_blocks_the_terminals) {
    const auto p = prepared_at(16, 12);
    const auto blocked = [&](double own, double antagonist) {
        return Cord::rest_at(0.0, Input{.ia = 16 + own, .antagonist_ia = antagonist / 100}, p).terminal.inhibition;
    };
    EXPECT_EQ(blocked(10, 10), 0);
    EXPECT_NEAR(blocked(20, 0), 4 * 0.1, 1e-15);
    EXPECT_NEAR(blocked(0, 20), 4 * 0.1, 1e-15);
    EXPECT_NEAR(blocked(20, 15), 4 * 0.15, 1e-15);
    EXPECT_EQ(blocked(200, 40), 1) << "all at most";
}

TEST(ReciprocalCord, drive_from_above_relieves_the_terminals_of_what_ia_blocks) {
    const auto blocked = [](double above, double relief, double from_above = 0) {
        auto q = resting_at(16, 12);
        q.w_relief = relief;
        const Input u{.ia = 16 + 20, .descending_drive = above, .presynaptic = from_above};
        return Cord::rest_at(0.0, u, Cord::prepare(q, {})).terminal.inhibition;
    };
    EXPECT_NEAR(blocked(0, 5), 4 * 0.1, 1e-15);
    EXPECT_NEAR(blocked(0.1, 5), 4 * 0.1 / 2, 1e-15);
    EXPECT_NEAR(blocked(0.1, 0), 4 * 0.1, 1e-15);
    EXPECT_EQ(blocked(0.3, 5), 0) << "all of it at most";
    EXPECT_NEAR(blocked(-0.1, 5), 4 * 0.1, 1e-15) << "inhibition from above relieves nobody";
    EXPECT_NEAR(blocked(0.1, 5, 0.3), 0.3 + 4 * 0.1 / 2, 1e-15) << "what comes from above stays";
}

TEST(ReciprocalCord, a_belly_that_is_loaded_uses_up_transmitter_like_spikes_and_excites_nobody) {
    const auto used = [](double ia, double loading, const Pathways<double>& open = {}) {
        const auto p = prepared_at(16, 12, open);
        const auto x = Cord::rest_at(0.0, Input{.ia = 16, .ii = 12}, p);
        return Cord::dynamics(x, Input{.ia = ia, .ii = 12, .belly_pressure_rate = loading}, p);
    };
    // 20 kPa/s at a spike for each kPa.
    EXPECT_NEAR(used(16, 20e3).rates.terminal.available, used(36, 0).rates.terminal.available, 1e-15);
    EXPECT_EQ(used(16, 20e3).output.drive, used(16, 0).output.drive);
    EXPECT_EQ(used(16, -20e3).rates.terminal.available, used(16, 0).rates.terminal.available) << "unloading costs nothing";
    EXPECT_EQ(used(16, 20e3, {.loading_depression = 0}).rates.terminal.available, used(16, 0).rates.terminal.available);
}

// 19, 43 and 58 % less H-reflex in young2018, at pressures that are assumed: 5, 20 and 50 kPa.
TEST(ReciprocalCord, pressure_itself_blocks_terminals_only_where_that_is_switched_on) {
    const auto blocked = [](double pressure, double on) {
        const auto p = prepared_at(16, 12, {.pressure_inhibition = on});
        return Cord::rest_at(0.0, Input{.ia = 16, .belly_pressure = pressure}, p).terminal.inhibition;
    };
    EXPECT_EQ(blocked(50e3, 0), 0);
    EXPECT_EQ(prepared_at(16, 12).w_level, 0) << "which it is not";
    EXPECT_EQ(blocked(0, 1), 0);
    EXPECT_NEAR(blocked(5e3, 1), 0.19, 0.005);
    EXPECT_NEAR(blocked(20e3, 1), 0.43, 0.005);
    EXPECT_NEAR(blocked(50e3, 1), 0.58, 0.005);
}

TEST(ReciprocalCord, the_ia_interneurone_follows_ia_and_command_and_is_held_back_by_renshaw_and_its_antagonist) {
    auto q = resting_at(16, 12);
    q.pool.force_range = q.pool.recruitment_range; // excitation is the drive
    const auto p = Cord::prepare(q, {});
    const auto activity = [&](const Input& u, double pool = 0) { return Cord::rest_at(pool, u, p).ia_interneuron.activity; };
    EXPECT_EQ(activity({.ia = 20}), 0) << "threshold of 5 pps above rest";
    EXPECT_NEAR(activity({.ia = 51}), 0.30, 1e-15);
    EXPECT_NEAR(activity({.ia = 51, .descending_drive = 0.1}), 0.30 + 0.5 * 0.1, 1e-15);
    EXPECT_NEAR(activity({.ia = 51, .descending_drive = -0.1}), 0.30, 1e-15) << "inhibition from above is no command";
    EXPECT_NEAR(activity({.ia = 51, .antagonist_interneuron = 0.2}), 0.30 - 0.5 * 0.2, 1e-15);
    EXPECT_NEAR(activity({.ia = 51}, 0.4), 0.30 - 0.1 * 0.4, 1e-15);
}

TEST(ReciprocalCord, renshaw_cells_take_drive_from_the_pool_that_excites_them) {
    auto q = resting_at(16, 12);
    q.pool.force_range = q.pool.recruitment_range;
    const auto p = Cord::prepare(q, {});
    EXPECT_NEAR(settled_drive({.ia = 16, .ii = 12}, p, 0.4), -0.1 * 0.4, 1e-15);
    EXPECT_EQ(settled_drive({.ia = 16, .ii = 12}, p, -0.4), 0) << "a pool that is held down excites none";
}

// y = [a - w z]+ and z = [b - v y]+ together.
TEST(ReciprocalCord, interneurones_that_inhibit_each_other_settle_where_both_laws_hold) {
    for (const double a : {-0.2, 0.0, 0.1, 0.3, 1.0})
        for (const double b : {-0.3, 0.05, 0.1, 0.6})
            for (const double w : {0.0, 0.5, 0.9})
                for (const double v : {0.0, 0.3, 0.95}) {
                    const Cord::Opposite<double> own{0, a, w}, other{0, b, v};
                    const double y = Cord::settled_interneuron(own, other), z = Cord::settled_interneuron(other, own);
                    // Rounding, magnified by 1 / (1 - w v) < 7.
                    EXPECT_NEAR(y, std::max(0.0, a - w * z), 1e-14) << a << ' ' << b << ' ' << w << ' ' << v;
                    EXPECT_NEAR(z, std::max(0.0, b - v * y), 1e-14) << a << ' ' << b << ' ' << w << ' ' << v;
                }
}

TEST(ReciprocalCord, without_depression_and_presynaptic_inhibition_terminals_transmit_everything) {
    const auto p = prepared_at(16, 12, {.depression = 0, .presynaptic_inhibition = 0});
    const Input u{.ia = 120, .presynaptic = 0.5, .antagonist_ia = 1};
    EXPECT_EQ(Cord::dynamics(Cord::rest_at(0.0, u, p), u, p).output.ia_transmission, 1);
}

TEST(ReciprocalCord, agrees_with_the_units_it_declares) {
    using testing::Dimensioned;
    const auto p =
        Cord::prepare(testing::with_units<Cord::Parameters>(resting_at(16, 12)), testing::with_units(Pathways<double>{}));
    const auto x = testing::with_units<Cord::State>(Cord::State<double>{});
    const Dimensioned pps = p.reference_rate * Dimensioned(0.01), one(1.0);
    const Cord::Input<Dimensioned> u{50.0 * pps, 30.0 * pps,      40.0 * pps,           0.2 * one, 0.1 * one, one, one, one,
                                     one,        p.half_pressure, p.half_pressure * pps};
    const auto response = Cord::dynamics(x, u, p);
    testing::expect_units(response.rates, "rates", true);
    EXPECT_EQ((response.output.drive + 1.0).value, 1.0 + response.output.drive.value) << "a drive has no dimension";
    EXPECT_THROW(response.output.drive + u.ia, std::logic_error);
}

} // namespace
} // namespace myotatic
