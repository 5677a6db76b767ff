#include "myotatic/core/record.hpp"

#include "myotatic/core/dual.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using namespace myotatic;

template <class T>
struct Spring {
    T stiffness = 2.0;
    std::array<T, 2> shape{1.0, -1.0};
    static constexpr auto fields() {
        using R = Spring;
        return std::tuple{field("stiffness", &R::stiffness, "kN", "pull").within(1, 5).usually(2, 3).scale(4),
                          field("shape", &R::shape, "1", "shape")};
    }
};

template <class T>
struct Pair {
    T delay = 0.03;
    Spring<T> left{};
    Spring<T> right{};
    static constexpr auto fields() {
        using R = Pair;
        return std::tuple{field("delay", &R::delay, "ms", "delay").above(0).at_most(40).from("nobody", Evidence::recalled),
                          part("left", &R::left), part("", &R::right)};
    }
};

} // namespace

TEST(Record, lists_its_fields_and_those_of_its_parts_under_dotted_names_in_order) {
    std::vector<std::string> names;
    for (const Leaf& leaf : describe<Pair<double>>()) names.push_back(leaf.name);
    EXPECT_EQ(names, (std::vector<std::string>{"delay", "left.stiffness", "left.shape.0", "left.shape.1", "stiffness",
                                               "shape.0", "shape.1"}))
        << "a part without a name adds no prefix";
}

TEST(Record, flat_and_unflatten_are_inverse_for_every_scalar) {
    const Flat<double, 7> numbers{1, 2, 3, 4, 5, 6, 7};
    const auto pair = unflatten<Pair<double>>(numbers);
    EXPECT_EQ(pair.left.shape[1], 4);
    EXPECT_EQ(flat(pair), numbers);

    const auto lifted = lift<Pair<Dual<double, 3>>>(pair);
    EXPECT_EQ(lifted.right.stiffness.value, 5);
    EXPECT_EQ(lifted.right.stiffness.slope, (std::array<double, 3>{}));
}

TEST(Record, a_member_pointer_finds_its_place_among_the_numbers) {
    EXPECT_EQ(index_of(&Spring<double>::stiffness), 0u);
    EXPECT_EQ(index_of(&Pair<double>::delay), 0u);
    EXPECT_EQ(flat_size<Nothing<double>>, 0u);
}

TEST(Record, bounds_and_magnitudes_are_given_in_the_unit_of_the_field_and_kept_in_si) {
    const auto& leaves = describe<Pair<double>>();
    EXPECT_EQ(leaves[0].facts.bounds.high, 40 * 1e-3);
    EXPECT_EQ(leaves[1].facts.bounds.low, 1000);
    EXPECT_EQ(leaves[1].facts.bounds.plausible_high, 3000);
    EXPECT_EQ(leaves[1].facts.magnitude, 4000);
    EXPECT_EQ(to_text(leaves[0].facts.bounds, leaves[0].facts.unit), "(0, 40] ms");
    EXPECT_EQ(to_text(leaves[0].facts.evidence), "recalled");
}

TEST(Record, bounds_contain_their_closed_ends_and_no_number_that_is_none) {
    const Bounds& open_below = describe<Pair<double>>()[0].facts.bounds;
    EXPECT_FALSE(open_below.contain(0));
    EXPECT_TRUE(open_below.contain(open_below.high));
    EXPECT_FALSE(open_below.contain(std::nextafter(open_below.high, 1)));
    for (const double none : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                              -std::numeric_limits<double>::infinity()})
        EXPECT_FALSE(Bounds{}.contain(none));
}
