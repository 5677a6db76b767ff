// Primitives of a pack of one lane: an ordinary double, with the arithmetic of the instruction set it stands in for.
#pragma once

#include "myotatic/core/isa.hpp"

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>

namespace myotatic {

template <int W, class Isa>
struct Registers; ///< what pack.hpp needs to know of W doubles in a register

/// Primitives of one lane. A double has no register type of its own, so most of this is the language's arithmetic.
template <class Isa>
struct SingleRegister {
    using Value = double;
    using Mask = bool;

    static constexpr double broadcast(double x) { return x; }
    static constexpr double load(const double* from) { return *from; }
    static constexpr void store(double x, double* to) { *to = x; }
    static constexpr double lane(double x, int) { return x; }
    static constexpr double with_lane(double, int, double y) { return y; }

    static constexpr double add(double a, double b) { return a + b; }
    static constexpr double subtract(double a, double b) { return a - b; }
    static constexpr double multiply(double a, double b) { return a * b; }
    static constexpr double divide(double a, double b) { return a / b; }
    static constexpr double negate(double a) { return -a; }
    static constexpr double multiply_add(double a, double b, double c) {
        if constexpr (std::same_as<Isa, Baseline>) {
            return a * b + c;
        } else {
            return __builtin_fma(a, b, c);
        }
    }
    static constexpr double sqrt(double a) { return __builtin_sqrt(a); }
    static constexpr double abs(double a) { return __builtin_fabs(a); }
    static constexpr double copysign(double a, double b) { return __builtin_copysign(a, b); }
    static constexpr double floor(double a) { return __builtin_floor(a); }
    static constexpr double rint(double a) { return __builtin_rint(a); }
    static constexpr double min(double a, double b) { return b < a ? b : a; }
    static constexpr double max(double a, double b) { return a < b ? b : a; }

    static constexpr bool less(double a, double b) { return a < b; }
    static constexpr bool less_equal(double a, double b) { return a <= b; }
    static constexpr bool equal(double a, double b) { return a == b; }
    static constexpr double select(bool m, double a, double b) { return m ? a : b; }

    /// x 2^n, rounded once; x is near 1, n is whole, |n| <= 2000.
    static constexpr double scale(double x, double n) {
        const auto whole = static_cast<std::int64_t>(n), half = whole / 2;
        return x * power_of_two(half) * power_of_two(whole - half);
    }
    /// Positive finite normal x as m 2^e, 0.75 <= m < 1.5.
    static constexpr double significand(double x) {
        const auto bits = std::bit_cast<std::uint64_t>(x);
        return std::bit_cast<double>((bits & fraction_bits) | (one_bits - (bits & half_bit) * 2));
    }
    static constexpr double exponent(double x) {
        const auto bits = std::bit_cast<std::uint64_t>(x);
        return static_cast<double>(static_cast<std::int64_t>((bits + half_bit) >> 52) - 1023);
    }

private:
    static constexpr std::uint64_t fraction_bits = 0x000fffffffffffff, half_bit = 0x0008000000000000,
                                   one_bits = 0x3ff0000000000000;
    static constexpr double power_of_two(std::int64_t n) {
        return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52);
    }
};

template <>
struct Registers<1, Baseline> : SingleRegister<Baseline> {};

// The wide ones exist only where the compiler may use their instructions, and AVX2 not where it may use more: such code
// would carry the name of an instruction set that does not run it.
#if defined(__AVX2__) && defined(__FMA__) && !defined(__AVX512F__)
template <>
struct Registers<1, Avx2> : SingleRegister<Avx2> {};
#endif
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__) && defined(__FMA__)
template <>
struct Registers<1, Avx512> : SingleRegister<Avx512> {};
#endif

} // namespace myotatic
