#include "myotatic/circuit/spinal_cord.hpp"

#include "support/dimensioned.hpp"

#include <gtest/gtest.h>

namespace {

using namespace myotatic;
using Cord = SpinalCord<>;

Cord::Parameters<double> resting_at(double ia, double ii) {
    Cord::Parameters<double> p;
    p.ia_rest = ia, p.ii_rest = ii;
    return p;
}

} // namespace

TEST(SpinalCord, is_still_at_rest_with_whatever_arrives) {
    const auto p = resting_at(16, 12);
    for (const double ia : {0.0, 16.0, 80.0})
        for (const double ii : {12.0, 40.0})
            for (const double ib : {0.0, 60.0}) {
                const Cord::Input<double> u{ia, ii, ib, 0.02};
                for (const double rate : flat(Cord::dynamics(Cord::rest(u, p), u, p).rates)) EXPECT_EQ(rate, 0);
            }
}

TEST(SpinalCord, adds_ia_and_ii_above_their_thresholds_and_takes_ib_above_its_own) {
    auto p = resting_at(16, 12);
    p.descending_drive = 0.1;
    const auto drive = [&](double ia, double ii, double ib) {
        const Cord::Input<double> u{ia, ii, ib, 0.0};
        return Cord::dynamics(Cord::rest(u, p), u, p).output.drive;
    };
    // Thresholds in pps: Ia 16 + 0.15 · 100, II 12 + 0.05 · 100, Ib 0.15 · 100.
    EXPECT_EQ(drive(31, 17, 15), 0.1) << "nothing below the thresholds";
    EXPECT_NEAR(drive(41, 17, 15), 0.1 + 0.20 * 0.1, 1e-15);
    EXPECT_NEAR(drive(31, 37, 15), 0.1 + 0.03 * 0.2, 1e-15);
    EXPECT_NEAR(drive(31, 17, 65), 0.1 - 0.02 * 0.5, 1e-15);
}

TEST(SpinalCord, counts_rates_in_the_reference_rate) {
    auto p = resting_at(0, 0);
    const auto scaled = [&](double factor) {
        auto q = p;
        q.reference_rate = factor * p.reference_rate;
        const Cord::Input<double> u{factor * 50, factor * 30, factor * 40, 0.0};
        return Cord::dynamics(Cord::rest(u, q), u, q).output.drive;
    };
    EXPECT_DOUBLE_EQ(scaled(3), scaled(1));
}

TEST(SpinalCord, agrees_with_the_units_it_declares) {
    using myotatic::testing::Dimensioned;
    const auto p = myotatic::testing::with_units(resting_at(16, 12));
    const auto x = myotatic::testing::with_units(Cord::State<double>{});
    const Dimensioned pps = p.reference_rate / 100.0;
    const Cord::Input<Dimensioned> u{50.0 * pps, 30.0 * pps, 40.0 * pps, Dimensioned(0.1)};
    const auto response = Cord::dynamics(x, u, p);
    myotatic::testing::expect_units(response.rates, "rates", true);
    EXPECT_EQ((response.output.drive + 1.0).value, 1.0 + response.output.drive.value) << "a drive has no dimension";
    EXPECT_THROW(response.output.drive + u.ia, std::logic_error);
}
