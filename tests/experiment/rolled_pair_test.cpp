#include "myotatic/experiment/plan_session.hpp"
#include "myotatic/experiment/standard_tissue.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace myotatic {
namespace {

// Twenty seconds of rolling, and what comes after.
Trace rolled(double afterwards, bool quiet) {
    Experiment<RolledPair> e{.parameters = human_calf_pair_tight()};
    const auto planned = plan({.start = 1, .steps = {Roll{.duration = 20, .load = 0.34, .muscle = "extensor"}}}, {});
    for (const SessionDrive& d : planned.drives) e.protocol.drive(d.input, d.stimulus);
    e.duration = planned.facts.phases.back().until + afterwards;
    e.schedule.every = 5;
    e.solver.rtol = 1e-6, e.solver.atol = 1e-8;
    e.quiet = quiet;
    e.signals = {"extensor.tissue.contracture",
                 "extensor.measured.range_of_motion",
                 "extensor.measured.pain_threshold",
                 "extensor.muscle.tendon_force",
                 "extensor.spindle.ia",
                 "extensor.cord.ia_transmission",
                 "joint.angle"};
    return simulate(e);
}

TEST(RolledPair, hours_after_a_session_are_given_to_the_quiet_system) {
    const Trace day = rolled(86400, true);
    EXPECT_EQ(day.outcome.reason, ode::Reason::completed);
    EXPECT_GT(day.outcome.statistics.quiet_time, 86000);
    EXPECT_LT(day.outcome.statistics.quiet_steps, 2000);
}

TEST(RolledPair, the_quiet_system_changes_no_outcome_by_a_thousandth) {
    const Trace with = rolled(600, true), without = rolled(600, false);
    EXPECT_GT(with.outcome.statistics.quiet_time, 500);
    for (std::size_t c = 1; c < with.table.columns.size(); ++c) {
        const auto &a = with.table.columns[c].values, &b = without.table.columns[c].values;
        ASSERT_EQ(a.size(), b.size());
        double largest = 0, difference = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
            largest = std::max(largest, std::abs(b[i])), difference = std::max(difference, std::abs(a[i] - b[i]));
        EXPECT_LE(difference, 1e-3 * largest) << with.table.columns[c].name;
    }
}

} // namespace
} // namespace myotatic
