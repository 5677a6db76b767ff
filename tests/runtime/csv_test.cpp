#include "myotatic/runtime/csv.hpp"

#include "../support/comma_locale.hpp"
#include "../support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <locale>
#include <sstream>

using namespace myotatic;
using namespace myotatic::runtime;

namespace {

std::string csv(const Table& table) {
    std::ostringstream out;
    write_csv(table, out);
    return out.str();
}
std::string sto(const Table& table) {
    std::ostringstream out;
    write_sto(table, "tap", out);
    return out.str();
}

std::string complaint(const std::string& text, const Expectation& expected = {}, bool as_sto = false) {
    try {
        as_sto ? parse_sto(text, "x.sto", expected) : parse_csv(text, "x.csv", expected);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

// Numbers that need every digit, and those at the edges of the range.
const std::vector<double> hard{
    0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -0.0, 2.2250738585072014e-308, 123456789012345680};

Table sample() {
    Table table{{{"time", "s", {}}, {"muscle.tendon_force", "N", hard}}};
    for (std::size_t i = 0; i < hard.size(); ++i) table.columns[0].values.push_back(0.1 * static_cast<double>(i));
    return table;
}

struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

} // namespace

TEST(Csv, what_is_written_reads_back_bit_for_bit) {
    const Table table = sample(), again = parse_csv(csv(table), "x.csv").table;
    ASSERT_EQ(again.columns.size(), 2u);
    for (std::size_t k = 0; k < 2; ++k) {
        EXPECT_EQ(again.columns[k].name, table.columns[k].name);
        EXPECT_EQ(again.columns[k].unit, table.columns[k].unit);
        ASSERT_EQ(again.columns[k].values, table.columns[k].values);
    }
    EXPECT_TRUE(std::signbit(again.columns[1].values[4])) << "negative zero keeps its sign";
}

TEST(Csv, a_small_table_has_exactly_these_bytes) {
    const Table table{{{"time", "s", {0, 0.001, 2}}, {"drive", "1", {1e-6, -12.5, 1e22}}, {"odd, \"name\"", "", {0, 1, 2}}}};
    EXPECT_EQ(csv(table), "time [s],drive [1],\"odd, \"\"name\"\"\"\n0,1e-06,0\n0.001,-12.5,1\n2,1e+22,2\n");
    EXPECT_EQ(parse_csv(csv(table), "x.csv").table.columns[2].name, "odd, \"name\"");
    EXPECT_EQ(csv({}), "\n");
    EXPECT_EQ(csv({{{"time", "s", {}}}}), "time [s]\n");
}

TEST(Csv, undefined_and_infinite_results_are_written_and_read_only_where_allowed) {
    const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
    const std::string text = csv({{{"time", "s", {0, 1}}, {"x", "", {nan, -inf}}}});
    EXPECT_EQ(text, "time [s],x\n0,nan\n1,-inf\n");
    EXPECT_NE(complaint(text).find("x.csv:2:3: error: 'x' = 'nan' is not finite"), std::string::npos);
    const Table again = parse_csv(text, "x.csv", {.finite = false}).table;
    EXPECT_TRUE(std::isnan(again.at("x").values[0]));
    EXPECT_EQ(again.at("x").values[1], -inf);
}

TEST(Csv, comments_before_the_header_blanks_quotes_crlf_and_a_missing_last_line_end_are_understood) {
    const Table table =
        parse_csv("# measured\r\n# twice\r\n\r\n time [s] , \"x, y [mm]\"\r\n 0 ,\"+1.5\"\r\n1, 2\r\n\r\n  \r\n", "x.csv")
            .table;
    EXPECT_EQ(table.columns[1].name, "x, y");
    EXPECT_EQ(table.columns[1].unit, "mm");
    EXPECT_EQ(table.columns[0].values, (std::vector{0., 1.}));
    EXPECT_EQ(table.columns[1].values, (std::vector{1.5, 2.}));
    EXPECT_EQ(parse_csv("time,x\n0,1\n1,2", "x.csv").table.rows(), 2u);
}

TEST(Csv, every_fault_is_told_at_once_with_its_line_and_column) {
    const std::string said =
        complaint("time [s],x [mm],x\n0,1,2\nabc,,3\n0,1\n1,2,3\n0.5,2,3\n2,\"4,3\n", {.columns = {"y"}});
    for (const char* part : {"x.csv:1:17: error: the column 'x' appears twice", "x.csv:1:1: error: no column 'y'",
                             "x.csv:3:1: error: 'time' = 'abc' is not a number", "x.csv:3:5: error: 'x' = '' is empty",
                             "x.csv:4:3: error: a row of 2 cells, expected 3",
                             "x.csv:6:1: error: 'time' = '0.5' comes before the time of line 5, 1",
                             "x.csv:7:3: error: a quoted cell without its closing quote"})
        EXPECT_NE(said.find(part), std::string::npos) << part << "\nin\n" << said;

    std::string many = "time,x\n";
    for (int i = 0; i < 1000; ++i) many += std::to_string(i) + ",?\n";
    const std::string all = complaint(many);
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n') + 1, 20) << "twenty are enough";
}

TEST(Csv, a_table_without_time_needs_none) {
    EXPECT_EQ(parse_csv("a,b\n2,1\n1,1\n", "x.csv", {.time_column = ""}).table.rows(), 2u);
    EXPECT_NE(complaint("a,b\n2,1\n").find("no column 'time'"), std::string::npos);
}

TEST(Csv, columns_that_cannot_be_told_apart_in_text_are_not_written) {
    EXPECT_THROW(csv({{{"a\nb", "", {1}}}}), std::invalid_argument);
    EXPECT_THROW(csv({{{"a", "", {1}}, {"b", "", {1, 2}}}}), std::invalid_argument);
}

TEST(Storage, a_small_table_has_exactly_these_bytes) {
    const Table table{{{"time", "s", {0, 0.5}}, {"force", "N", {1, 2.25}}}};
    EXPECT_EQ(sto(table), "tap\nversion=1\nnRows=2\nnColumns=2\ninDegrees=no\nendheader\ntime\tforce\n0\t1\n0.5\t2.25\n");
}

TEST(Storage, what_is_written_reads_back_bit_for_bit) {
    const Table table = sample();
    const TextTable again = parse_sto(sto(table), "x.sto");
    EXPECT_TRUE(again.si);
    EXPECT_FALSE(again.in_degrees);
    EXPECT_EQ(again.table.columns[1].values, hard);
    EXPECT_EQ(again.table.columns[1].unit, "");
}

TEST(Storage, files_as_opensim_writes_them_are_understood) {
    // Older header words, any order, comments, a tab at the end of a row, CRLF.
    const TextTable a = parse_sto("Coordinates\r\nversion=1\r\ndatacolumns=2\r\ndatarows=2\r\nUnits are S.I. units\r\n"
                                  "inDegrees=yes\r\nendheader\r\ntime\tankle_angle_r\r\n0\t10\t\r\n0.1\t20\t\r\n",
                                  "x.mot");
    EXPECT_TRUE(a.in_degrees);
    EXPECT_EQ(a.table.at("ankle_angle_r").values, (std::vector{10., 20.}));
    const TextTable b = parse_sto("x\nnRows=2\nnColumns=2\nendheader\n  time   x\n  0.0    1\n  0.1    2\n", "x.sto");
    EXPECT_EQ(b.table.at("x").values, (std::vector{1., 2.}));
}

TEST(Storage, a_header_that_does_not_tell_the_truth_is_refused) {
    EXPECT_NE(complaint("x\nnRows=3\nnColumns=2\nendheader\ntime\tx\n0\t1\n", {}, true)
                  .find("x.sto:2:1: error: the header says 3 rows, there are 1"),
              std::string::npos);
    EXPECT_NE(complaint("x\nnColumns=3\nendheader\ntime\tx\n0\t1\n", {}, true).find("says 3 columns, there are 2"),
              std::string::npos);
    EXPECT_NE(complaint("x\nnRows=three\nendheader\ntime\tx\n0\t1\n", {}, true)
                  .find("x.sto:2:7: error: nRows = 'three' is not a number"),
              std::string::npos);
    EXPECT_NE(complaint("time\tx\n0\t1\n", {}, true).find("no line 'endheader'"), std::string::npos);
    EXPECT_NE(complaint("x\nendheader\n", {}, true).find("no column labels"), std::string::npos);
    EXPECT_NE(complaint("x\nendheader\ntime\tx\n", {}, true).find("no rows"), std::string::npos);
}

TEST(Csv, bytes_are_the_same_in_every_locale) {
    const Table table = sample();
    const std::string plain_csv = csv(table), plain_sto = sto(table);
    const myotatic::testing::CommaLocale c_locale;
    const std::locale old = std::locale::global(std::locale(std::locale::classic(), new Comma));

    EXPECT_EQ(csv(table), plain_csv);
    EXPECT_EQ(sto(table), plain_sto);
    EXPECT_EQ(parse_csv(plain_csv, "x.csv").table.at("muscle.tendon_force").values, hard);
    EXPECT_NE(complaint("time;x\n0;1\n").find("expected ','"), std::string::npos);

    std::locale::global(old);
}

TEST(Csv, the_name_of_a_file_decides_how_it_is_read) {
    const myotatic::testing::TemporaryFolder folder;
    myotatic::testing::write_text(folder / "a.sto", sto(sample()));
    myotatic::testing::write_text(folder / "a.csv", csv(sample()));
    EXPECT_TRUE(read_table(folder / "a.sto").si);
    EXPECT_FALSE(read_table(folder / "a.csv").si);
    EXPECT_THROW(read_table(folder / "none.csv"), std::filesystem::filesystem_error);
    EXPECT_THROW(read_table(folder.path()), std::filesystem::filesystem_error);
}
