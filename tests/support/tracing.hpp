// A Scalar that knows on which arguments it depends, and nothing else. Equations that can be evaluated with it in a constant
// expression tell the compiler which entries of their Jacobian are zero.
#pragma once

#include "myotatic/core/scalar.hpp"

#include <cstdint>
#include <type_traits>

namespace myotatic::testing {

struct Traced {
    std::uint64_t arguments = 0; ///< bit i: depends on argument i

    constexpr Traced() = default;
    constexpr Traced(double) {} // NOLINT: a literal depends on nothing
    static constexpr Traced argument(int i) {
        Traced t;
        t.arguments = std::uint64_t{1} << i;
        return t;
    }
    constexpr bool depends_on(int i) const { return arguments >> i & 1; }

    friend constexpr Traced either(const Traced& a, const Traced& b) {
        Traced t;
        t.arguments = a.arguments | b.arguments;
        return t;
    }
    friend constexpr Traced operator-(const Traced& a) { return a; }
    friend constexpr Traced operator+(const Traced& a, const Traced& b) { return either(a, b); }
    friend constexpr Traced operator-(const Traced& a, const Traced& b) { return either(a, b); }
    friend constexpr Traced operator*(const Traced& a, const Traced& b) { return either(a, b); }
    friend constexpr Traced operator/(const Traced& a, const Traced& b) { return either(a, b); }

    // Every branch is taken, and every one leaves its trace.
    friend constexpr Traced operator<(const Traced& a, const Traced& b) { return either(a, b); }
    friend constexpr Traced operator>(const Traced& a, const Traced& b) { return either(a, b); }
    friend constexpr Traced operator<=(const Traced& a, const Traced& b) { return either(a, b); }
    friend constexpr Traced operator>=(const Traced& a, const Traced& b) { return either(a, b); }
    friend constexpr bool any(const Traced&) { return true; }
    friend constexpr Traced select(const Traced& condition, const Traced& a, const Traced& b) {
        return either(condition, either(a, b));
    }

    friend constexpr Traced exp(const Traced& a) { return a; }
    friend constexpr Traced log(const Traced& a) { return a; }
    friend constexpr Traced sqrt(const Traced& a) { return a; }
    friend constexpr Traced tanh(const Traced& a) { return a; }
    friend constexpr Traced sinh(const Traced& a) { return a; }
    friend constexpr Traced asinh(const Traced& a) { return a; }
    friend constexpr Traced sin(const Traced& a) { return a; }
    friend constexpr Traced cos(const Traced& a) { return a; }
    friend constexpr Traced abs(const Traced& a) { return a; }
    friend constexpr Traced pow(const Traced& a, const Traced& b) { return either(a, b); }
    friend constexpr Traced min(const Traced& a, const Traced& b) { return either(a, b); }
    friend constexpr Traced max(const Traced& a, const Traced& b) { return either(a, b); }
    friend constexpr Traced value_of(const Traced& a) { return a; }
};

static_assert(Scalar<Traced> && std::is_trivially_copyable_v<Traced>);

} // namespace myotatic::testing
