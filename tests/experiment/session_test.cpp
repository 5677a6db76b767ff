// What becomes of a session: when what happens, and stimuli that a person could produce.
#include "myotatic/experiment/plan_session.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace myotatic {
namespace {

using Tissue = RolledTissue<>::Parameters<double>;

/// A belly that is tight between two places.
Tissue tight(double from, double to) {
    Tissue p;
    p.belly.tight_from = from, p.belly.tight_to = to;
    return p;
}

const Session usual{.steps = {Roll{.duration = 90, .load = 0.34}, Rest{10}, Hold{.duration = 40, .load = 0.34}},
                    .follow_up = {600, 1800, 86400}};

const Stimulus& stimulus(const PlannedSession& planned, const std::string& input) {
    for (const SessionDrive& drive : planned.drives)
        if (drive.input == input) return drive.stimulus;
    throw std::out_of_range(input);
}

double spot_of(const Hold& hold, const Tissue& tissue) {
    return plan({.steps = {hold}}, {{"", tissue}}).facts.phases.at(0).position;
}

TEST(SessionTimeline, tells_phases_and_instants_in_order) {
    const SessionFacts facts = timeline(usual);
    ASSERT_EQ(facts.phases.size(), 3u);
    EXPECT_EQ(facts.phases[0].what, "roll");
    EXPECT_EQ(facts.phases[1].what, "rest");
    EXPECT_EQ(facts.phases[2].what, "hold");
    EXPECT_TRUE(facts.phases[2].searched);
    const std::vector<double> borders{10, 100, 110, 150};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(facts.phases[i].from, borders[i]);
        EXPECT_EQ(facts.phases[i].until, borders[i + 1]);
        EXPECT_EQ(facts.phases[i].side, "right");
    }
    const std::vector<std::pair<std::string, double>> instants{{"before", 10},  {"after rolling", 100}, {"after hold", 150},
                                                               {"10 min", 750}, {"30 min", 1950},       {"24 h", 86550}};
    ASSERT_EQ(facts.instants.size(), instants.size());
    for (std::size_t i = 0; i < instants.size(); ++i) {
        EXPECT_EQ(facts.instants[i].name, instants[i].first);
        EXPECT_EQ(facts.instants[i].time, instants[i].second);
    }
    EXPECT_EQ(facts.muscles, std::vector<std::string>{""});
    EXPECT_EQ(facts.end(), 86550);
}

TEST(SessionTimeline, leaves_time_to_move_the_roller_where_no_rest_does) {
    const SessionFacts facts = timeline({.start = 0,
                                         .steps = {Roll{.duration = 30, .load = 0.3, .muscle = "extensor"},
                                                   Hold{.duration = 30, .load = 0.3, .muscle = "extensor", .spot = 0.5},
                                                   Rest{1}, Roll{.duration = 20, .load = 0.2, .muscle = "flexor"}}});
    ASSERT_EQ(facts.phases.size(), 5u) << "a rest that is too short becomes longer";
    EXPECT_EQ(facts.phases[1].what, "rest");
    EXPECT_EQ(facts.phases[2].from, 30 + Session::move);
    EXPECT_EQ(facts.phases[3].until - facts.phases[3].from, Session::move);
    EXPECT_EQ(facts.phases[4].until, 80 + 2 * Session::move);
    EXPECT_EQ(facts.muscles, (std::vector<std::string>{"extensor", "flexor"}));
    EXPECT_EQ(facts.instants.back().name, "after rolling 2");
}

TEST(SessionTimeline, repeats_itself_every_day) {
    Session session = usual;
    session.days = 3, session.follow_up = {600};
    const SessionFacts facts = timeline(session);
    ASSERT_EQ(facts.instants.size(), 10u);
    EXPECT_EQ(facts.instants[3].name, "day 2 before");
    EXPECT_EQ(facts.instants[3].time, 10 + 86400);
    EXPECT_EQ(facts.instants[8].name, "day 3 after hold");
    EXPECT_EQ(facts.instants[9].name, "10 min") << "after the last one";
    EXPECT_EQ(facts.instants[9].time, 150 + 600 + 2 * 86400);
}

TEST(SessionTimeline, has_one_limb_and_rest_for_it_while_the_other_one_is_treated) {
    Session session{
        .start = 0,
        .steps = {Roll{.duration = 60, .load = 0.3}, Rest{5}, Roll{.duration = 60, .load = 0.3, .side = Side::left}}};
    EXPECT_EQ(timeline(session).phases[0].what, "roll");
    EXPECT_EQ(timeline(session).phases[2].what, "rest");
    EXPECT_EQ(timeline(session).phases[2].side, "left");
    session.side = Side::left;
    const SessionFacts left = timeline(session);
    EXPECT_EQ(left.phases[0].what, "rest");
    EXPECT_EQ(left.phases[0].side, "right");
    EXPECT_EQ(left.phases[2].what, "roll");
    EXPECT_EQ(left.phases[2].from, 65);
    EXPECT_EQ(plan(session, {}).drives.at(0).stimulus(30), 0) << "the other limb is treated then";
    EXPECT_EQ(plan(session, {}).drives.at(0).stimulus(95), 0.3);
}

TEST(SessionPlan, rolls_to_and_fro_at_the_speed_that_was_asked_for) {
    const PlannedSession planned =
        plan({.start = 5, .steps = {Roll{.duration = 9, .load = 0.3, .pass = 2, .from = 0.2, .to = 0.8}}}, {});
    const Stimulus& position = stimulus(planned, "roller.position");
    EXPECT_DOUBLE_EQ(position(0), 0.2) << "it lies there before";
    EXPECT_DOUBLE_EQ(position(7), 0.8);
    EXPECT_DOUBLE_EQ(position(9), 0.2);
    EXPECT_NEAR(position(20), 0.5, 1e-12) << "half of a pass, and it stays";
    for (const double t : {5.5, 8.5, 13.5})
        EXPECT_NEAR(std::abs(position.value_and_slope(t, position.piece_at(t)).slope[0]), 0.3, 1e-12) << t;
}

TEST(SessionPlan, the_load_comes_and_goes_smoothly_within_the_step) {
    const PlannedSession planned = plan(usual, {{"", Tissue{}}});
    const Stimulus& load = stimulus(planned, "roller.load");
    EXPECT_EQ(load(10), 0);
    EXPECT_NEAR(load(10 + Session::onset / 2), 0.17, 1e-12);
    EXPECT_EQ(load(50), 0.34);
    EXPECT_EQ(load(105), 0);
    EXPECT_EQ(load(150), 0);
    for (std::size_t k = 1; k < load.pieces().size(); ++k) EXPECT_GE(load.order_of_jump(k), 2) << "no jump of its rate";
    EXPECT_NEAR(load.highest(), 0.34, 1e-12);
    EXPECT_NEAR(load.lowest(), 0, 1e-12);
}

TEST(SessionPlan, a_position_never_jumps_and_moves_only_while_the_roller_is_lifted) {
    Session session = usual;
    session.days = 14;
    const PlannedSession planned = plan(session, {{"", tight(0.3, 0.5)}});
    const Stimulus &position = stimulus(planned, "roller.position"), &load = stimulus(planned, "roller.load");
    EXPECT_FALSE(position.jumps());
    EXPECT_GE(position.lowest(), 0);
    EXPECT_LE(position.highest(), 1);
    for (const SessionPhase& phase : planned.facts.phases) {
        if (phase.what == "roll") continue;
        for (double t = phase.from + 0.05; t < phase.until; t += 0.1) {
            const double speed = position.value_and_slope(t, position.piece_at(t)).slope[0];
            EXPECT_TRUE(speed == 0 || load(t) == 0) << t;
            EXPECT_LT(std::abs(speed), 1) << "a person does it";
        }
    }
}

TEST(SearchedSpot, is_the_middle_of_what_is_tight) {
    // Zones are a sixteenth: what is found may be off by the half of one.
    EXPECT_NEAR(spot_of({.load = 0.34}, tight(0.3125, 0.5625)), 0.4375, 1.0 / 32);
    EXPECT_NEAR(spot_of({.load = 0.34}, tight(0.6875, 0.9375)), 0.8125, 1.0 / 32);
    EXPECT_NEAR(spot_of({.load = 0.1}, tight(0.25, 0.375)), 0.3125, 1.0 / 32) << "with a light load as well";
}

TEST(SearchedSpot, stays_within_the_range_that_is_allowed) {
    const double cut = spot_of({.load = 0.34, .between = 0.2, .and_to = 0.4}, tight(0.3125, 0.5625));
    EXPECT_GT(cut, 0.3125);
    EXPECT_LT(cut, 0.4);
    EXPECT_GT(spot_of({.load = 0.34, .between = 0.6, .and_to = 0.8}, tight(0.3125, 0.55)), 0.6);
    EXPECT_LT(spot_of({.load = 0.34, .between = 0.55, .and_to = 0.8}, tight(0.3125, 0.55)), 0.62)
        << "next to what is tight, where nothing else hurts";
}

TEST(SearchedSpot, is_the_middle_of_the_range_where_every_place_is_alike) {
    EXPECT_NEAR(spot_of({.load = 0.34}, Tissue{}), 0.5, 1e-12);
    EXPECT_NEAR(spot_of({.load = 0.34, .between = 0.1, .and_to = 0.5}, Tissue{}), 0.3, 1e-12);
}

TEST(SearchedSpot, is_searched_in_the_tissue_as_it_is_by_then) {
    // Two parts are tight. The hold on the first one releases it, and tenderness has gone when the search comes after an
    // hour.
    Tissue p = tight(0.125, 0.875);
    const Session session{.steps = {Hold{.duration = 300, .load = 0.34, .spot = 0.25}, Rest{3600}, Hold{.load = 0.34}}};
    const PlannedSession planned = plan(session, {{"", p}});
    const double before = spot_of({.load = 0.34}, p), after = planned.facts.phases.at(2).position;
    EXPECT_NEAR(before, 0.5, 1.0 / 32);
    EXPECT_GT(after, before + 1.0 / 16) << "what was held first is no longer tight";
}

TEST(SearchedSpot, comes_before_every_hold_and_each_day_anew) {
    Session session = usual;
    session.days = 2, session.follow_up = {};
    const PlannedSession planned = plan(session, {{"", tight(0.3125, 0.5625)}});
    EXPECT_NEAR(planned.facts.phases.at(2).position, 0.4375, 1.0 / 16);
    // Released on the first day: on the second one nothing is more tender than the rest, and the middle is taken.
    EXPECT_NEAR(planned.facts.phases.at(5).position, 0.5, 1.0 / 16);
}

TEST(Session, that_cannot_be_is_refused) {
    const auto refuse = [](const Session& session) { EXPECT_THROW(timeline(session), std::invalid_argument); };
    refuse({.steps = {}});
    refuse({.steps = {Rest{10}}});
    refuse({.steps = {Roll{.duration = 0.5, .load = 0.3}}});
    refuse({.steps = {Roll{.load = 0}}});
    refuse({.steps = {Roll{.load = 1.1}}});
    refuse({.steps = {Roll{.load = 0.3, .pass = 0}}});
    refuse({.steps = {Roll{.load = 0.3, .from = 0.5, .to = 0.5}}});
    refuse({.steps = {Roll{.load = 0.3, .to = 1.1}}});
    refuse({.steps = {Roll{.duration = 1e6, .load = 0.3, .pass = 1e-3}}});
    refuse({.steps = {Hold{.load = 0.3, .spot = -0.1}}});
    refuse({.steps = {Hold{.load = 0.3, .between = 0.6, .and_to = 0.4}}});
    refuse({.days = 0, .steps = {Hold{.load = 0.3}}});
    refuse({.days = 2, .steps = {Hold{.load = 0.3}, Rest{86400}}});
    refuse({.steps = {Hold{.load = 0.3}}, .follow_up = {600, 600}});
    EXPECT_THROW(plan({.steps = {Hold{.load = 0.3}}}, {}), std::invalid_argument) << "whose tissue is it?";
    EXPECT_NO_THROW(plan({.steps = {Hold{.load = 0.3, .spot = 0.5}}}, {}));
}

} // namespace
} // namespace myotatic
