// A number that others are divided by again and again: it knows its reciprocal, so that `x / tau` costs a product.
//
// In a vector of lanes a division costs as much as an exponential. What is prepared from parameters keeps those that
// equations divide by as Divisors, and the text of the equations stays what it was.
#pragma once

#include "myotatic/core/scalar.hpp"

#include <concepts>

namespace myotatic {

template <class T>
struct Divisor {
    T number, reciprocal;

    constexpr Divisor(const T& x) : number(x), reciprocal(1.0 / x) {} // NOLINT: a number, in every respect
    constexpr Divisor(const T& x, const T& one_over_x) : number(x), reciprocal(one_over_x) {}

    template <class U>
    friend constexpr auto operator/(const U& a, const Divisor& d) {
        return a * d.reciprocal;
    }
    template <class U>
    friend constexpr auto operator*(const U& a, const Divisor& d) {
        return a * d.number;
    }
    template <class U>
    friend constexpr auto operator*(const Divisor& d, const U& a) {
        return d.number * a;
    }
    template <class U>
    friend constexpr auto operator-(const U& a, const Divisor& d) {
        return a - d.number;
    }
};

/// Whichever holds, in every lane.
template <class Mask, class T>
requires requires(const Mask& condition, const T& a) {
    { select(condition, a, a) } -> std::same_as<T>;
}
constexpr Divisor<T> select(const Mask& condition, const Divisor<T>& a, const Divisor<T>& b) {
    return {select(condition, a.number, b.number), select(condition, a.reciprocal, b.reciprocal)};
}

} // namespace myotatic
