#include "myotatic/experiment/recorder.hpp"

#include "myotatic/physiology/spindle/spindle.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic {
namespace {

const std::vector<Leaf>& inputs() { return describe<SpindleInput<double>>(); }

TEST(Schedule, times_are_multiplied_not_added_up) {
    const Schedule schedule{.every = 0.1e-3};
    double sum = 0.5;
    for (long long k = 0; k < 100'000; ++k) {
        ASSERT_EQ(schedule.time(0.5, 20, k), 0.5 + static_cast<double>(k) * 0.1e-3);
        if (k > 0) sum += 0.1e-3;
    }
    EXPECT_NE(sum, schedule.time(0.5, 20, 99'999)) << "a sum has drifted by then";
}

TEST(Schedule, the_last_sample_is_the_end) {
    EXPECT_EQ((Schedule{0.3}.time(0, 1, 3)), 3 * 0.3);
    EXPECT_EQ((Schedule{0.3}.time(0, 1, 4)), 1.0) << "whether it is a multiple or not";
    EXPECT_EQ((Schedule{0.1}.time(0, 0.3, 3)), 0.3) << "3 * 0.1 is an ulp more";
    // 0.7 in steps of 0.1: 7 * 0.1 is an ulp more and 6.999... would be one just before; 1.1 in steps of 0.1 likewise.
    for (const double end : {0.7, 1.1, 2.3}) {
        long long k = 0;
        const Schedule schedule{0.1};
        while (schedule.time(0, end, k) < end) ++k;
        EXPECT_EQ(schedule.time(0, end, k), end);
        EXPECT_GT(end - schedule.time(0, end, k - 1), 0.05) << "no two samples within rounding of each other";
    }
}

TEST(Schedule, may_be_coarse_from_some_time_on) {
    const Schedule schedule{.every = 0.1, .until = 1, .then = 0.5};
    const std::vector<double> expected{0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.5, 2.0, 2.2};
    for (std::size_t k = 0; k < expected.size(); ++k)
        EXPECT_NEAR(schedule.time(0.5, 2.2, static_cast<long long>(k)), expected[k], 1e-15) << k;
    EXPECT_EQ(schedule.time(0.5, 2.2, 1000), 2.2);
    EXPECT_NEAR(schedule.count(0.5, 2.2), 8.4, 1e-12) << "5 fine ones, 2.4 coarse ones, and the end";

    const Schedule session{.every = 0.05, .until = 200, .then = 30};
    EXPECT_EQ(session.time(0, 86550, 4000), 200.0) << "the first coarse one is at the end of the fine ones";
    for (long long k = 0; k < 1000; ++k)
        ASSERT_EQ(session.time(0, 86550, 4000 + k), 200 + 30 * static_cast<double>(k)) << "nothing is added up";
}

TEST(Schedule, may_begin_anew_every_day) {
    const Schedule schedule{.every = 0.5, .until = 2, .then = 4, .again = 10};
    const std::vector<double> expected{1, 1.5, 2, 6, 10, 11, 11.5, 12, 16, 20, 21, 21.5, 22, 23};
    for (std::size_t k = 0; k < expected.size(); ++k)
        EXPECT_EQ(schedule.time(1, 23, static_cast<long long>(k)), expected[k]) << k;
    EXPECT_NEAR(schedule.count(1, 23), 2.2 * 4.25 + 1, 1e-12);
}

TEST(Schedule, needs_samples_that_go_on) {
    EXPECT_TRUE(Schedule{}.possible(0));
    EXPECT_TRUE((Schedule{.until = 2}.possible(1)));
    EXPECT_FALSE((Schedule{.every = 0}.possible(0)));
    EXPECT_FALSE((Schedule{.until = 1}.possible(1)));
    EXPECT_FALSE((Schedule{.until = 2, .then = 0}.possible(1)));
    EXPECT_FALSE((Schedule{.until = 2, .again = 0}.possible(1)));
}

TEST(Selection, keeps_the_order_in_which_it_was_asked) {
    const Selection selection({"gamma_static", "length"}, inputs());
    EXPECT_EQ(selection.indices(), (std::vector<std::size_t>{3, 0}));
    const Table table = selection.table(inputs());
    ASSERT_EQ(table.columns.size(), 3u);
    EXPECT_EQ(table.columns[0].name, "time");
    EXPECT_EQ(table.columns[0].unit, "s");
    EXPECT_EQ(table.columns[1].name, "gamma_static");
    EXPECT_EQ(table.columns[1].unit, "pps");
    EXPECT_EQ(table.columns[2].unit, "L0");
    EXPECT_EQ(table.rows(), 0u);
}

TEST(Selection, of_nothing_is_everything) {
    EXPECT_EQ(Selection({}, inputs()).indices(), (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(Selection, refuses_a_name_that_is_not_there_and_offers_the_nearest) {
    try {
        Selection({"length", "gamma_statc"}, inputs());
        ADD_FAILURE();
    } catch (const std::invalid_argument& e) {
        EXPECT_NE(std::string(e.what()).find("'gamma_statc'; did you mean 'gamma_static'?"), std::string::npos) << e.what();
    }
    try {
        Selection({"something else"}, inputs());
        ADD_FAILURE();
    } catch (const std::invalid_argument& e) {
        EXPECT_NE(std::string(e.what()).find("there are: length, velocity"), std::string::npos) << e.what();
    }
}

} // namespace
} // namespace myotatic
