#include "myotatic/experiment/parameter_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace myotatic {
namespace {

std::vector<double> row_of(const ParameterSet& set, long long row) {
    std::vector<double> values(set.fields().size());
    set.values(row, values);
    return values;
}

template <class T>
struct Some {
    T gain = 1;
    T delay = 0.02;
    static constexpr auto fields() {
        using R = Some;
        return std::tuple{field("gain", &R::gain, "1", "a gain").within(0, 10),
                          field("delay", &R::delay, "ms", "a delay").within(1, 100)};
    }
};

std::string complaint(const ParameterSet& set) {
    try {
        set.check(describe<Some<double>>());
    } catch (const InputError& error) {
        std::string all;
        for (const Problem& problem : error.problems()) all += to_text(problem) + "\n";
        return all;
    }
    return "";
}

TEST(ParameterSet, a_grid_has_each_value_with_each_other_and_the_last_field_changes_first) {
    const auto set = ParameterSet::grid({{"gain", {1, 2}}, {"delay", {0.01, 0.02, 0.03}}});
    ASSERT_EQ(set.size(), 6);
    const std::vector<std::vector<double>> expected{{1, 0.01}, {1, 0.02}, {1, 0.03}, {2, 0.01}, {2, 0.02}, {2, 0.03}};
    for (long long row = 0; row < 6; ++row) EXPECT_EQ(row_of(set, row), expected[static_cast<std::size_t>(row)]);
}

TEST(ParameterSet, a_grid_beyond_counting_is_refused_with_its_numbers) {
    const std::vector<double> values(10'000, 1.0);
    const std::vector<Levels> fields{{"a", values}, {"b", values}, {"c", values}, {"d", values}, {"e", values}};
    try {
        ParameterSet::grid(fields);
        FAIL() << "10^20 rows";
    } catch (const std::length_error& error) {
        EXPECT_NE(std::string(error.what()).find("10000 x 10000 x 10000 x 10000 x 10000"), std::string::npos)
            << error.what();
    }
    EXPECT_EQ(ParameterSet::grid({{"a", values}, {"b", values}, {"c", values}}).size(), 1'000'000'000'000);
    EXPECT_THROW(ParameterSet::grid({{"a", {}}}), std::invalid_argument);
}

TEST(ParameterSet, a_list_has_the_rows_that_were_given) {
    const auto set = ParameterSet::list({"gain", "delay"}, {{1, 0.01}, {3, 0.05}});
    EXPECT_EQ(set.size(), 2);
    EXPECT_EQ(row_of(set, 1), (std::vector<double>{3, 0.05}));
    EXPECT_THROW(ParameterSet::list({"gain", "delay"}, {{1, 0.01}, {3}}), std::invalid_argument);
}

TEST(ParameterSet, a_latin_hypercube_has_one_row_in_each_part_of_each_range) {
    for (const long long rows : {1, 2, 3, 10, 1000, 4096, 4097}) {
        const auto set = ParameterSet::latin_hypercube(rows, {{"gain", 0, 1}, {"delay", 0.01, 0.03}}, 7);
        std::set<long long> gains, delays;
        const auto n = static_cast<double>(rows);
        for (long long row = 0; row < rows; ++row) {
            const auto values = row_of(set, row);
            gains.insert(static_cast<long long>(std::floor(values[0] * n)));
            delays.insert(static_cast<long long>(std::floor((values[1] - 0.01) / 0.02 * n)));
            EXPECT_GE(values[1], 0.01);
            EXPECT_LE(values[1], 0.03);
        }
        EXPECT_EQ(gains.size(), static_cast<std::size_t>(rows));
        // Taking the range off again may round a value into the part beside its own, so a few parts may seem to hold two.
        EXPECT_GE(delays.size(), static_cast<std::size_t>(rows - rows / 100));
    }
}

// The numbers were computed by another program (Python integers) from the description of the algorithm.
TEST(ParameterSet, a_latin_hypercube_has_the_same_numbers_everywhere) {
    const double gains[] = {0.701258446840696,  0.9177636564542431,  0.4185740777170749, 0.16480593084555947,
                            0.3299614601466711, 0.25252109809108764, 0.090318083534766,  0.6498575696931096,
                            0.8328409834740993, 0.534468274597321};
    const auto small = ParameterSet::latin_hypercube(10, {{"gain", 0, 1}}, 1);
    for (long long row = 0; row < 10; ++row) EXPECT_EQ(row_of(small, row)[0], gains[row]) << row;
    const auto large = ParameterSet::latin_hypercube(1'000'003, {{"gain", 0, 1}, {"delay", 0.01, 0.03}}, 42);
    EXPECT_EQ(row_of(large, 0)[1], 0.020293915746261028);
    EXPECT_EQ(row_of(large, 1)[1], 0.01677015937751305);
    EXPECT_EQ(row_of(large, 999'999)[1], 0.016796125558895564);
    EXPECT_EQ(row_of(large, 1'000'002)[1], 0.015190244898954245);
}

TEST(ParameterSet, a_seed_is_another_hypercube_and_a_field_does_not_depend_on_the_others) {
    const auto both = ParameterSet::latin_hypercube(100, {{"gain", 0, 1}, {"delay", 0, 1}}, 1);
    const auto alone = ParameterSet::latin_hypercube(100, {{"delay", 0, 1}}, 1);
    const auto other = ParameterSet::latin_hypercube(100, {{"delay", 0, 1}}, 2);
    int same = 0;
    for (long long row = 0; row < 100; ++row) {
        EXPECT_EQ(row_of(both, row)[1], row_of(alone, row)[0]);
        same += row_of(alone, row)[0] == row_of(other, row)[0];
    }
    EXPECT_EQ(same, 0);
}

// Of two independent columns of n rows, the correlation has a standard deviation of 1/sqrt(n - 1); 4.5 of them are exceeded
// by one pair in 150,000.
TEST(ParameterSet, the_columns_of_a_hypercube_are_not_correlated) {
    constexpr long long n = 10'000;
    const auto set = ParameterSet::latin_hypercube(n, {{"a", -1, 1}, {"b", -1, 1}, {"c", -1, 1}}, 3);
    double ab = 0, ac = 0, bc = 0;
    for (long long row = 0; row < n; ++row) {
        const auto x = row_of(set, row);
        ab += x[0] * x[1], ac += x[0] * x[2], bc += x[1] * x[2];
    }
    for (const double sum : {ab, ac, bc}) EXPECT_LT(std::abs(sum / n * 3), 4.5 / std::sqrt(n)); // a variance is 1/3
}

TEST(ParameterSet, rows_come_in_order_and_may_be_left_out) {
    const auto set = ParameterSet::grid({{"gain", {1, 2, 3, 4}}});
    const auto rows = set.rows();
    double x = 0;
    EXPECT_TRUE(rows->next({&x, 1}));
    EXPECT_EQ(x, 1);
    rows->skip(2);
    EXPECT_TRUE(rows->next({&x, 1}));
    EXPECT_EQ(x, 4);
    EXPECT_FALSE(rows->next({&x, 1}));
}

TEST(ParameterSet, what_is_out_of_bounds_or_unknown_is_named) {
    EXPECT_EQ(complaint(ParameterSet::grid({{"gain", {0, 10}}, {"delay", {0.001, 0.1}}})), "");
    const std::string grid = complaint(ParameterSet::grid({{"gain", {0, 11}}, {"delay", {0.02, 0.2}}}));
    EXPECT_NE(grid.find("gain = 11 is out of range [0, 10]"), std::string::npos) << grid;
    EXPECT_NE(grid.find("delay = 200 ms is out of range [1, 100] ms"), std::string::npos) << grid;
    EXPECT_NE(complaint(ParameterSet::latin_hypercube(3, {{"gain", -1, 1}}, 0)).find("gain = -1"), std::string::npos);
    EXPECT_NE(complaint(ParameterSet::list({"gain"}, {{1}, {std::nan("")}})).find("row 1: gain = nan"), std::string::npos);
    const std::string unknown = complaint(ParameterSet::grid({{"gian", {1}}}));
    EXPECT_NE(unknown.find("'gian'"), std::string::npos) << unknown;
    EXPECT_NE(unknown.find("did you mean 'gain'?"), std::string::npos) << unknown;
    EXPECT_NE(complaint(ParameterSet::grid({{"gain", {1}}, {"gain", {2}}})).find("varies twice"), std::string::npos);
}

TEST(ParameterSet, evenly_spaced_values_begin_and_end_where_they_should) {
    EXPECT_EQ(evenly_spaced(0.25, 1.25, 3), (std::vector<double>{0.25, 0.75, 1.25}));
    EXPECT_EQ(evenly_spaced(0.1, 0.3, 7).back(), 0.3);
    EXPECT_EQ(evenly_spaced(0.012, 0.014, 3)[1], 0.013) << "and the digits that were meant";
    EXPECT_EQ(evenly_spaced(0, 1, 4)[1], 1.0 / 3);
    EXPECT_EQ(evenly_spaced(5, 5, 1), std::vector<double>{5});
}

TEST(Permutation, takes_every_number_once) {
    for (const std::uint64_t size : {1u, 2u, 3u, 4u, 5u, 64u, 65u, 1000u}) {
        const Permutation p(size, 99);
        std::set<std::uint64_t> seen;
        for (std::uint64_t i = 0; i < size; ++i) {
            EXPECT_LT(p(i), size);
            seen.insert(p(i));
        }
        EXPECT_EQ(seen.size(), size);
    }
}

} // namespace
} // namespace myotatic
