// Arithmetic of packs is that of doubles, lane by lane and bit by bit, on every instruction set that runs here.
#include "myotatic/core/pack.hpp"

#include "core/isa/available.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <random>

namespace myotatic::testing {
namespace {

using Limits = std::numeric_limits<double>;

/// Every pair of numbers that arithmetic may stumble over, then ordinary ones; filled up to whole packs.
struct Arguments {
    std::vector<double> x, y;
};
Arguments arguments() {
    const std::vector<double> nasty{0.0,
                                    0.5,
                                    1.0,
                                    1.5,
                                    2.5,
                                    3.0,
                                    1e300,
                                    0x1p52 + 1,
                                    0x1.8p51 + 0.5,
                                    1 / 3.0,
                                    Limits::min(),
                                    Limits::denorm_min(),
                                    Limits::max(),
                                    Limits::infinity(),
                                    Limits::quiet_NaN()};
    Arguments a;
    for (double x : nasty)
        for (double y : nasty)
            for (double sx : {1.0, -1.0})
                for (double sy : {1.0, -1.0}) a.x.push_back(sx * x), a.y.push_back(sy * y);
    std::mt19937_64 generator(20);
    std::normal_distribution<double> normal(0, 3);
    while (a.x.size() < 2000 || a.x.size() % 8 != 0) a.x.push_back(normal(generator)), a.y.push_back(normal(generator));
    return a;
}

using Reference = std::function<double(double, double)>;
std::map<std::string_view, Reference> references(bool fused) {
    return {{"x + y", [](double x, double y) { return x + y; }},
            {"x - y", [](double x, double y) { return x - y; }},
            {"x * y", [](double x, double y) { return x * y; }},
            {"x / y", [](double x, double y) { return x / y; }},
            {"-x", [](double x, double) { return -x; }},
            {"multiply_add(x, y, x)", [=](double x, double y) { return fused ? std::fma(x, y, x) : x * y + x; }},
            {"sqrt(x)", [](double x, double) { return std::sqrt(x); }},
            {"min(x, y)", [](double x, double y) { return min(x, y); }},
            {"max(x, y)", [](double x, double y) { return max(x, y); }},
            {"abs(x)", [](double x, double) { return std::abs(x); }},
            {"copysign(x, y)", [](double x, double y) { return std::copysign(x, y); }},
            {"floor(x)", [](double x, double) { return std::floor(x); }},
            {"rint(x)", [](double x, double) { return std::rint(x); }},
            {"x < y", [](double x, double y) { return x < y; }},
            {"x <= y", [](double x, double y) { return x <= y; }},
            {"x > y", [](double x, double y) { return x > y; }},
            {"x >= y", [](double x, double y) { return x >= y; }},
            {"x == y", [](double x, double y) { return x == y; }},
            {"x != y", [](double x, double y) { return x != y; }},
            {"x < y && y > 0", [](double x, double y) { return x < y && y > 0; }},
            {"x < y || !(y > 0)", [](double x, double y) { return x < y || !(y > 0); }}};
}

/// The same bits; of NaNs only that they are.
bool same(double a, double b) {
    return (std::isnan(a) && std::isnan(b)) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

TEST(Pack, computes_what_doubles_compute) {
    const auto [x, y] = arguments();
    std::vector<double> wide(x.size()), single(x.size());
    for (const PackProbe& probe : available_probes()) {
        const auto known = references(probe.isa != Isa::baseline);
        std::size_t compared = 0;
        for (const ProbedFunction& f : probe.functions) {
            if (!known.contains(f.name)) continue; // elementary functions have a test of their own
            ++compared;
            f.wide(x.data(), y.data(), wide.data(), x.size());
            f.single(x.data(), y.data(), single.data(), x.size());
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double expected = known.at(f.name)(x[i], y[i]);
                ASSERT_TRUE(same(wide[i], expected) && same(single[i], expected))
                    << to_text(probe.isa) << ": " << f.name << " of " << x[i] << ", " << y[i] << " is " << wide[i] << " and "
                    << single[i] << " in a pack of one, not " << expected;
            }
        }
        EXPECT_EQ(compared, known.size());
    }
}

TEST(Pack, lanes_masks_and_interleaved_numbers_come_back_as_they_were_stored) {
    for (const PackProbe& probe : available_probes()) EXPECT_EQ(probe.wrong_lanes(), 0) << to_text(probe.isa);
}

TEST(Pack, a_double_is_a_pack_of_one) {
    double x = 3, memory[2] = {1, 2};
    static_assert(lanes_of<double> == 1 && lanes_of<Pack<1, Baseline>> == 1);
    EXPECT_EQ(lane(x, 0), 3);
    set_lane(x, 0, 4);
    EXPECT_EQ(x, 4);
    EXPECT_EQ(bits(x > 3), 1u);
    EXPECT_TRUE(all(x > 3) && lane(x > 3, 0) && mask_from_bits<double>(1));
    store_interleaved<double, 2>({5, 6}, {memory});
    EXPECT_EQ((load_interleaved<double, 2>({memory})), (std::array{5.0, 6.0}));
}

TEST(Pack, of_one_lane_decides_branches) {
    const Pack<1, Baseline> a = 1, b = 2;
    EXPECT_EQ(a < b ? 1 : 2, 1);
    EXPECT_EQ(lane(select(a < b && b > 0, a, b), 0), 1);
}

} // namespace
} // namespace myotatic::testing
