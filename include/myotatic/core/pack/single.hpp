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

    // The 64 bits of a double as an integer.
    static constexpr double bit_and(double a, double b) { return from(of(a) & of(b)); }
    static constexpr double bit_or(double a, double b) { return from(of(a) | of(b)); }
    static constexpr double bit_xor(double a, double b) { return from(of(a) ^ of(b)); }
    static constexpr double bit_add(double a, double b) { return from(of(a) + of(b)); }
    template <int n>
    static constexpr double bit_shift_left(double a) {
        return from(of(a) << n);
    }
    template <int n>
    static constexpr double bit_shift_right(double a) {
        return from(of(a) >> n);
    }
    /// Whether the last bit is set.
    static constexpr bool bit_odd(double a) { return (of(a) & 1u) != 0; }
    /// The one of eight constants that the last three bits of the index name.
    static constexpr double choose(const double* constants, double index) { return constants[of(index) & 7u]; }

private:
    static constexpr std::uint64_t of(double x) { return std::bit_cast<std::uint64_t>(x); }
    static constexpr double from(std::uint64_t bits) { return std::bit_cast<double>(bits); }
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
