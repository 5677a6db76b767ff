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
