#include "myotatic/core/text.hpp"

#include "myotatic/core/error.hpp"
#include "myotatic/core/table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace {

using namespace myotatic;

Problem problem(std::string file, int line, int column, std::string message, std::string hint = {}) {
    Problem p;
    p.place.file = std::move(file);
    p.place.line = line;
    p.place.column = column;
    p.message = std::move(message);
    p.hint = std::move(hint);
    return p;
}

} // namespace

TEST(Text, numbers_read_back_as_the_same_double) {
    std::mt19937_64 bits(7);
    for (int i = 0; i < 10000; ++i) {
        const double x = std::bit_cast<double>(bits());
        if (!std::isfinite(x)) continue;
        EXPECT_EQ(parse_number(to_text(x)), x) << to_text(x);
    }
    EXPECT_EQ(to_text(0.03), "0.03");
    EXPECT_EQ(to_text(std::numeric_limits<double>::infinity()), "inf");
}

TEST(Text, only_a_whole_number_is_a_number) {
    EXPECT_EQ(parse_number("+2.5e-3"), 2.5e-3);
    for (const char* text : {"", "0,04", "1 ", " 1", "0x10", "1e400", "1.2.3", "--1", "1e"})
        EXPECT_EQ(parse_number(text), std::nullopt) << "'" << text << "'";
}

TEST(Text, a_slip_of_the_finger_finds_its_name) {
    const std::vector<std::string> names{"rtol", "atol", "joint.inertia", "joint.damping", "method"};
    EXPECT_EQ(nearest_name("rtoll", names), "rtol");
    EXPECT_EQ(nearest_name("rotl", names), "rtol") << "neighbours swapped";
    EXPECT_EQ(nearest_name("inertia", names), "joint.inertia") << "the part forgotten";
    EXPECT_EQ(nearest_name("elephant", names), "");
    EXPECT_EQ(join(names).substr(0, 10), "rtol, atol");
}

TEST(Text, a_problem_is_one_line_with_its_place) {
    EXPECT_EQ(to_text(problem("a.toml", 12, 9, "rtol = -1 is out of range", "see the manual")),
              "a.toml:12:9: error: rtol = -1 is out of range; see the manual");
    Problem odd = problem("", 0, 0, "odd");
    odd.severity = Problem::Severity::warning;
    EXPECT_EQ(to_text(odd), "warning: odd");
    const InputError two({problem("a", 1, 0, "x"), problem("a", 2, 0, "y")});
    EXPECT_EQ(std::string(two.what()), "a:1: error: x\na:2: error: y");
    EXPECT_EQ(two.problems().size(), 2u);
}

TEST(Text, a_table_names_the_column_that_was_meant) {
    const Table table{{{"time", "s", {0, 1}}, {"muscle.tendon_force", "N", {2, 3}}}};
    EXPECT_EQ(table.rows(), 2u);
    EXPECT_EQ(table.at("muscle.tendon_force").values[1], 3);
    EXPECT_EQ(table.find("force"), nullptr);
    try {
        table.at("muscle.tendn_force");
        FAIL() << "there is no such column";
    } catch (const std::out_of_range& e) {
        EXPECT_NE(std::string(e.what()).find("did you mean 'muscle.tendon_force'"), std::string::npos);
    }
}
