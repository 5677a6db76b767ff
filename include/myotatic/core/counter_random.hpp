// Random numbers by index: number n of a stream is a function of n alone, so that any part of a stream can be computed
// first, twice, or in another thread, and is the same.
//
//     const RandomStream stream{.seed = 42, .member = 7};
//     stream.normal(1'000'000);   // the same bits on every platform
//
// The generator is Philox4x32-10 [salmon2011]; the seed is its key, index and member are its counter. Uniforms become
// normal deviates through the inverse of the normal distribution by rational functions, AS 241 [wichura1988], and through a
// logarithm of our own: + − × ÷ √ round alike everywhere, std::log and std::cos do not.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace myotatic {

/// Philox4x32-10 [salmon2011]: four random words from a counter and a key, least significant word first.
constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0], b = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
        key[0] += 0x9E3779B9, key[1] += 0xBB67AE85; // golden ratio, √3 − 1
    }
    return counter;
}

/// The deviate z with P(Z < z) = p for a standard normal Z. 0 < p < 1; relative error below 1e-15 [wichura1988].
double normal_quantile(double p);

/// Independent numbers, by index. Streams that differ in seed or member are independent of each other.
struct RandomStream {
    std::uint64_t seed = 0;
    std::uint64_t member = 0; ///< one of an ensemble with a common seed

    /// 64 random bits.
    constexpr std::uint64_t bits(std::uint64_t index) const { return pair(index / 2)[index % 2]; }

    /// Uniform in (0, 1): odd multiples of 2⁻⁵³, so that neither end occurs and u and 1 − u are equally likely.
    constexpr double uniform(std::uint64_t index) const { return uniform_of(bits(index)); }

    /// Standard normal; at most `largest_normal` in magnitude.
    double normal(std::uint64_t index) const;

    /// Normal deviates number `first`, `first` + 1, …: the same as one by one, in half the time.
    void normals(std::uint64_t first, std::span<double> out) const;

    /// |Φ⁻¹(2⁻⁵³)|, rounded up: a true normal deviate exceeds it once in 4.5e15.
    static constexpr double largest_normal = 8.2096;

    bool operator==(const RandomStream&) const = default;

private:
    // Every call of the generator gives two numbers.
    constexpr std::array<std::uint64_t, 2> pair(std::uint64_t index) const {
        const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
        const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
        const auto w = philox4x32({low(index), high(index), low(member), high(member)}, {low(seed), high(seed)});
        return {w[0] | std::uint64_t{w[1]} << 32, w[2] | std::uint64_t{w[3]} << 32};
    }
    static constexpr double uniform_of(std::uint64_t bits) {
        return static_cast<double>(2 * (bits >> 12) + 1) * 0x1p-53; // exact
    }
};

} // namespace myotatic
