#include "myotatic/core/counter_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <vector>

namespace myotatic {
namespace {

using Words = std::array<std::uint32_t, 4>;

constexpr int many = 1'000'000;

std::vector<double> deviates(const RandomStream& stream, std::size_t count) {
    std::vector<double> z(count);
    stream.normals(0, z);
    return z;
}

// Φ(z) for z < 0 without cancellation.
double lower_tail(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

// The known answers of the authors' own implementation: Random123, kat_vectors.
TEST(Philox, gives_the_known_answers) {
    EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    constexpr std::uint32_t ones = 0xffffffff;
    EXPECT_EQ(philox4x32({ones, ones, ones, ones}, {ones, ones}), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomStream, numbers_are_words_of_the_generator_in_order) {
    const RandomStream stream{.seed = 0x299f31d0a4093822, .member = 0x0370734413198a2e};
    const RandomStream none{};
    EXPECT_EQ(none.bits(0), 0xe169c58d6627e8d5);
    EXPECT_EQ(none.bits(1), 0x9b00dbd8bc57ac4c);
    const auto w = philox4x32({0x12, 0, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});
    EXPECT_EQ(stream.bits(0x25), w[2] | std::uint64_t{w[3]} << 32);
}

TEST(RandomStream, uniforms_stay_inside_and_are_uniform) {
    const RandomStream stream{.seed = 1};
    std::vector<double> u(many);
    for (int i = 0; i < many; ++i) u[static_cast<std::size_t>(i)] = stream.uniform(static_cast<std::uint64_t>(i));
    std::sort(u.begin(), u.end());
    EXPECT_GT(u.front(), 0);
    EXPECT_LT(u.back(), 1);
    double distance = 0;
    for (std::size_t i = 0; i < u.size(); ++i)
        distance = std::max({distance, u[i] - static_cast<double>(i) / many, static_cast<double>(i + 1) / many - u[i]});
    // Kolmogorov and Smirnov: exceeded by one true sample in a hundred. The sample is fixed.
    EXPECT_LT(distance, 1.63 / std::sqrt(many));
}

TEST(NormalQuantile, inverts_the_distribution) {
    // Φ(z(p)) = p. A relative error ε of z changes Φ by z φ(z)/Φ(z) ε, less than (1 + z²) ε. The promise is ε < 1e-15; the
    // argument of erfc, z/√2 with a rounded √2, is wrong by 1.5 roundings more; erfc itself by some units, 1e-15.
    for (double p = 0x1p-53; p < 0.5; p *= 1.07) {
        const double z = normal_quantile(p);
        EXPECT_NEAR(lower_tail(z) / p, 1, (1 + z * z) * (1e-15 + 1.5 * 2.2e-16) + 1e-15) << p;
    }
    // From tables: Φ⁻¹(0.975), Φ⁻¹(0.9), and the far end.
    EXPECT_NEAR(normal_quantile(0.975), 1.9599639845400542, 2e-15);
    EXPECT_NEAR(normal_quantile(0.9), 1.2815515655446004, 2e-15);
    EXPECT_EQ(normal_quantile(0.5), 0);
    EXPECT_LE(-normal_quantile(0x1p-53), RandomStream::largest_normal);
    EXPECT_GT(-normal_quantile(0x1p-53), RandomStream::largest_normal - 1e-3);
}

TEST(NormalQuantile, is_odd_about_a_half_and_increases) {
    double last = -10;
    for (int i = 1; i < 4096; ++i) {
        const double p = i / 4096.0;
        EXPECT_EQ(normal_quantile(p), -normal_quantile(1 - p)) << p;
        EXPECT_GT(normal_quantile(p), last);
        last = normal_quantile(p);
    }
}

// Bits that this build must share with every other: one deviate from each branch of the inverse.
TEST(NormalQuantile, has_the_same_bits_everywhere) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(normal_quantile(0.25)), 0xbfe5956b87528a49);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(normal_quantile(0.03125)), 0xbffdcdbfee3cb020);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(normal_quantile(0x1p-40)), 0xc01c30d8560989ab);
    // All branches many times over: a sum by exclusive or shows any bit.
    std::uint64_t all = 0;
    for (const double z : deviates({.seed = 42, .member = 7}, 100'000))
        all = std::rotl(all, 1) ^ std::bit_cast<std::uint64_t>(z);
    EXPECT_EQ(all, 0xc92f97a20da54f15);
}

TEST(RandomStream, normals_have_the_moments_and_the_distribution_of_a_normal) {
    auto z = deviates({.seed = 2}, many);
    double m[5]{};
    for (const double x : z)
        for (int k = 1; k < 5; ++k) m[k] += std::pow(x, k) / many;
    // Standard errors of the moments of a normal: √((E x^2k − (E x^k)²)/n); four of them.
    const double se = 4 / std::sqrt(many);
    EXPECT_NEAR(m[1], 0, se);
    EXPECT_NEAR(m[2], 1, se * std::sqrt(2));
    EXPECT_NEAR(m[3], 0, se * std::sqrt(15));
    EXPECT_NEAR(m[4], 3, se * std::sqrt(96));

    std::sort(z.begin(), z.end());
    double distance = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
        const double p = lower_tail(z[i]);
        distance = std::max({distance, p - static_cast<double>(i) / many, static_cast<double>(i + 1) / many - p});
    }
    EXPECT_LT(distance, 1.63 / std::sqrt(many));
}

TEST(RandomStream, numbers_do_not_depend_on_the_order_in_which_they_are_asked_for) {
    const RandomStream stream{.seed = 3, .member = 5};
    const auto together = deviates(stream, 101);
    for (std::size_t i = together.size(); i-- > 0;) EXPECT_EQ(stream.normal(i), together[i]);
    for (const std::uint64_t first : {0u, 1u, 2u, 17u}) {
        std::vector<double> part(20);
        stream.normals(first, part);
        for (std::size_t i = 0; i < part.size(); ++i) EXPECT_EQ(part[i], together[first + i]) << first;
    }
}

TEST(RandomStream, neighbouring_seeds_members_and_indices_are_uncorrelated) {
    const auto z = deviates({.seed = 4}, many);
    const auto correlation = [&](const std::vector<double>& other, std::size_t lag) {
        double sum = 0;
        for (std::size_t i = lag; i < z.size(); ++i) sum += z[i] * other[i - lag];
        return sum / many;
    };
    const double bound = 4 / std::sqrt(many); // four standard errors
    EXPECT_NEAR(correlation(deviates({.seed = 5}, many), 0), 0, bound);
    EXPECT_NEAR(correlation(deviates({.seed = 4, .member = 1}, many), 0), 0, bound);
    for (std::size_t lag = 1; lag < 5; ++lag) EXPECT_NEAR(correlation(z, lag), 0, bound) << lag;
}

} // namespace
} // namespace myotatic
