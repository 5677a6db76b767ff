// Tracers know what a number may depend on, and nothing else.
#include "myotatic/core/tracer.hpp"

#include "myotatic/core/dual.hpp"

#include <gtest/gtest.h>

#include <vector>

using namespace myotatic;

namespace {

constexpr Tracer x = Tracer::input(0), y = Tracer::input(1), z = Tracer::input(100);

constexpr bool only(const Tracer& found, auto... expected) {
    IndexSet set;
    (set.insert(static_cast<std::size_t>(expected)), ...);
    return found.inputs == set;
}

} // namespace

TEST(Tracer, a_result_depends_on_what_any_operand_depends_on) {
    static_assert(only(x + y * 2.0 - 1.0 / z, 0, 1, 100));
    static_assert(only(pow(x, y), 0, 1));
    static_assert(only(exp(log(sqrt(tanh(sinh(asinh(sin(cos(abs(-x)))))))) - 3.0), 0));
    static_assert(only(min(x, 0.0) + max(1.0, y), 0, 1));
    static_assert(only(Tracer(4.0) * 2.0));
    Tracer sum = x;
    sum += y, sum *= 2.0;
    EXPECT_TRUE(only(sum, 0, 1));
}

TEST(Tracer, both_branches_count_and_the_condition_does_not) {
    static_assert(only(select(z > 0.0, x, y), 0, 1));
    static_assert(only(select(z > x && y < 2.0, x, 0.0), 0));
    static_assert(only(select(true, x, y), 0, 1));
    static_assert(only(Tracer(select(!(x <= y), 1.0, 2.0))), "a constant that is chosen is one");
    static_assert(any(x < 0.0) && any(x > 0.0));
}

TEST(Tracer, parameters_of_any_kind_are_constants) {
    const Dual<double, 1> no_constant(2.0);
    static_assert(!TracedConstant<decltype(no_constant)>, "numbers that carry derivatives do not belong here");
    static_assert(only(2 * x + 1.0f, 0));
}

TEST(Tracer, a_set_of_indices_holds_numbers_up_to_255) {
    IndexSet set;
    EXPECT_TRUE(set.empty());
    for (const int i : {0, 63, 64, 127, 128, 255}) set.insert(static_cast<std::size_t>(i));
    EXPECT_EQ(set.size(), 6u);
    EXPECT_EQ(set.count_below(0), 0u);
    EXPECT_EQ(set.count_below(64), 2u);
    EXPECT_EQ(set.count_below(255), 5u);
    std::vector<std::size_t> members;
    set.for_each_below(255, [&](std::size_t i) { members.push_back(i); });
    EXPECT_EQ(members, (std::vector<std::size_t>{0, 63, 64, 127, 128}));
    IndexSet other;
    other.insert(64);
    EXPECT_TRUE(set.includes(other) && set.meets(other) && !other.includes(set));
    set.erase(64);
    EXPECT_FALSE(set.meets(other));
    EXPECT_EQ((set | other).size(), 6u);
}
