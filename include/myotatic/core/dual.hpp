// Numbers that carry their derivatives: forward differentiation through any equation written for a Scalar.
//
// A Dual<T, N> is a value and N partial derivatives. Seed an argument with `variable<N>(x, i)`, evaluate, and read
// `.slope[i]`: the derivative with respect to that argument, exact to rounding. T may itself be any Scalar.
#pragma once

#include "myotatic/core/scalar.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace myotatic {

template <class T, int N>
struct Dual;

/// Whether C is a constant beside numbers of type T: a T, a literal, or a constant beside what T is made of.
template <class T, class C>
inline constexpr bool is_constant_for = std::same_as<C, T> || std::is_arithmetic_v<C>;
template <class T, int N, class C>
inline constexpr bool is_constant_for<Dual<T, N>, C> = std::same_as<C, Dual<T, N>> || is_constant_for<T, C>;

template <class T, int N>
struct Dual {
    T value{};
    std::array<T, N> slope{};

    Dual() = default;
    constexpr Dual(const T& v) : value(v) {} // NOLINT: a constant is a dual with zero slope, and equations mix them freely
    constexpr Dual(double v) requires(!std::same_as<T, double>) : value(v) {} // NOLINT

    /// A constant has no slopes, so none are computed for it.
    template <class C>
    static constexpr bool constant = is_constant_for<T, C>;

    /// The dual with value `f` and slopes `slope_of(0), slope_of(1), …`, without a loop.
    template <class SlopeOf>
    [[gnu::always_inline]] static constexpr Dual with_slopes(const T& f, const SlopeOf& slope_of) {
        return with_slopes(f, slope_of, std::make_index_sequence<N>());
    }
    template <class SlopeOf, std::size_t... i>
    [[gnu::always_inline]] static constexpr Dual with_slopes(const T& f, const SlopeOf& slope_of,
                                                             std::index_sequence<i...>) {
        return Dual(f, std::array<T, N>{slope_of(i)...});
    }
    constexpr Dual(const T& v, const std::array<T, N>& s) : value(v), slope(s) {}

    // value' = f(a) with df = f'(a): the chain rule, once.
    static constexpr Dual chain(const T& f, const T& df, const Dual& a) {
        return with_slopes(f, [&](std::size_t i) { return df * a.slope[i]; });
    }
    static constexpr Dual chain(const T& f, const T& da, const Dual& a, const T& db, const Dual& b) {
        return with_slopes(f, [&](std::size_t i) { return sum_of_products(da, a.slope[i], db * b.slope[i]); });
    }
    static constexpr T sum_of_products(const T& a, const T& b, const T& c) {
        if constexpr (requires { multiply_add(a, b, c); }) {
            return multiply_add(a, b, c);
        } else {
            return a * b + c;
        }
    }

    friend constexpr Dual operator-(const Dual& a) {
        return with_slopes(-a.value, [&](std::size_t i) { return -a.slope[i]; });
    }
    friend constexpr Dual operator+(const Dual& a, const Dual& b) {
        return with_slopes(a.value + b.value, [&](std::size_t i) { return a.slope[i] + b.slope[i]; });
    }
    friend constexpr Dual operator-(const Dual& a, const Dual& b) {
        return with_slopes(a.value - b.value, [&](std::size_t i) { return a.slope[i] - b.slope[i]; });
    }
    friend constexpr Dual operator*(const Dual& a, const Dual& b) {
        return chain(a.value * b.value, b.value, a, a.value, b);
    }
    friend constexpr Dual operator/(const Dual& a, const Dual& b) {
        const T q = a.value / b.value, i = 1.0 / b.value;
        return chain(q, i, a, -(q * i), b);
    }
    /// a b + c, fused where T is.
    friend constexpr Dual multiply_add(const Dual& a, const Dual& b, const Dual& c) {
        return with_slopes(sum_of_products(a.value, b.value, c.value), [&](std::size_t i) {
            return sum_of_products(b.value, a.slope[i], sum_of_products(a.value, b.slope[i], c.slope[i]));
        });
    }

    template <class C>
    requires constant<C>
    friend constexpr Dual operator+(const Dual& a, const C& c) {
        Dual r = a;
        r.value = a.value + T(c);
        return r;
    }
    template <class C>
    requires constant<C>
    friend constexpr Dual operator+(const C& c, const Dual& a) { return a + c; }
    template <class C>
    requires constant<C>
    friend constexpr Dual operator-(const Dual& a, const C& c) {
        Dual r = a;
        r.value = a.value - T(c);
        return r;
    }
    template <class C>
    requires constant<C>
    friend constexpr Dual operator-(const C& c, const Dual& a) {
        Dual r = -a;
        r.value = T(c) - a.value;
        return r;
    }
    template <class C>
    requires constant<C>
    friend constexpr Dual operator*(const Dual& a, const C& c) { return chain(a.value * T(c), T(c), a); }
    template <class C>
    requires constant<C>
    friend constexpr Dual operator*(const C& c, const Dual& a) { return a * c; }
    template <class C>
    requires constant<C>
    friend constexpr Dual operator/(const Dual& a, const C& c) { return chain(a.value / T(c), 1.0 / T(c), a); }
    template <class C>
    requires constant<C>
    friend constexpr Dual operator/(const C& c, const Dual& a) {
        return chain(T(c) / a.value, -T(c) / (a.value * a.value), a);
    }
    constexpr Dual& operator+=(const Dual& b) { return *this = *this + b; }
    constexpr Dual& operator-=(const Dual& b) { return *this = *this - b; }
    constexpr Dual& operator*=(const Dual& b) { return *this = *this * b; }
    constexpr Dual& operator/=(const Dual& b) { return *this = *this / b; }

    // Comparisons look at values only: a branch is chosen by where we are, not by where we are heading.
    friend constexpr auto operator<(const Dual& a, const Dual& b) { return a.value < b.value; }
    friend constexpr auto operator>(const Dual& a, const Dual& b) { return a.value > b.value; }
    friend constexpr auto operator<=(const Dual& a, const Dual& b) { return a.value <= b.value; }
    friend constexpr auto operator>=(const Dual& a, const Dual& b) { return a.value >= b.value; }
    template <class C>
    requires constant<C>
    friend constexpr auto operator<(const Dual& a, const C& c) { return a.value < T(c); }
    template <class C>
    requires constant<C>
    friend constexpr auto operator>(const Dual& a, const C& c) { return a.value > T(c); }
    template <class C>
    requires constant<C>
    friend constexpr auto operator<=(const Dual& a, const C& c) { return a.value <= T(c); }
    template <class C>
    requires constant<C>
    friend constexpr auto operator>=(const Dual& a, const C& c) { return a.value >= T(c); }

    friend constexpr Dual exp(const Dual& a) {
        const T e = exp(a.value);
        return chain(e, e, a);
    }
    friend constexpr Dual log(const Dual& a) { return chain(log(a.value), 1.0 / a.value, a); }
    friend constexpr Dual sqrt(const Dual& a) {
        const T r = sqrt(a.value);
        return chain(r, select(r > 0.0, 0.5 / r, T(0.0)), a);
    }
    friend constexpr Dual tanh(const Dual& a) {
        const T t = tanh(a.value);
        return chain(t, 1.0 - t * t, a);
    }
    friend constexpr Dual sinh(const Dual& a) {
        const T s = sinh(a.value);
        return chain(s, sqrt(1.0 + s * s), a);
    }
    friend constexpr Dual asinh(const Dual& a) { return chain(asinh(a.value), 1.0 / sqrt(1.0 + a.value * a.value), a); }
    friend constexpr Dual sin(const Dual& a) { return chain(sin(a.value), cos(a.value), a); }
    friend constexpr Dual cos(const Dual& a) { return chain(cos(a.value), -sin(a.value), a); }
    friend constexpr SinCos<Dual> sin_and_cos(const Dual& a) {
        const auto [s, c] = sin_and_cos(a.value);
        return {chain(s, c, a), chain(c, -s, a)};
    }

    // At base 0 the slope is taken as 0: right for every exponent above 1, which is where our equations touch 0.
    friend constexpr Dual pow(const Dual& a, const Dual& b) {
        const T f = pow(a.value, b.value);
        const auto positive = a.value > 0.0;
        const T base = select(positive, a.value, T(1.0));
        return chain(f, select(positive, b.value * f / base, T(0.0)), a, select(positive, f * log(base), T(0.0)), b);
    }
    template <class C>
    requires constant<C>
    friend constexpr Dual pow(const Dual& a, const C& c) {
        const T f = pow(a.value, T(c));
        const auto positive = a.value > 0.0;
        return chain(f, select(positive, T(c) * f / select(positive, a.value, T(1.0)), T(0.0)), a);
    }
    template <class C>
    requires constant<C>
    friend constexpr Dual pow(const C& c, const Dual& b) {
        const T f = pow(T(c), b.value);
        const auto positive = T(c) > 0.0;
        return chain(f, select(positive, f * log(select(positive, T(c), T(1.0))), T(0.0)), b);
    }

    friend constexpr Dual abs(const Dual& a) { return select(a.value < 0.0, -a, a); }
    friend constexpr Dual min(const Dual& a, const Dual& b) { return select(b.value < a.value, b, a); }
    friend constexpr Dual max(const Dual& a, const Dual& b) { return select(a.value < b.value, b, a); }
    template <class C>
    requires constant<C>
    friend constexpr Dual min(const Dual& a, const C& c) { return select(T(c) < a.value, c, a); }
    template <class C>
    requires constant<C>
    friend constexpr Dual max(const Dual& a, const C& c) { return select(a.value < T(c), c, a); }
    template <class C>
    requires constant<C>
    friend constexpr Dual min(const C& c, const Dual& b) { return select(b.value < T(c), b, c); }
    template <class C>
    requires constant<C>
    friend constexpr Dual max(const C& c, const Dual& b) { return select(T(c) < b.value, b, c); }

    template <class Mask>
    friend constexpr Dual select(const Mask& condition, const Dual& a, const Dual& b) {
        return with_slopes(T(select(condition, a.value, b.value)),
                           [&](std::size_t i) { return select(condition, a.slope[i], b.slope[i]); });
    }
    template <class Mask, class C>
    requires constant<C>
    friend constexpr Dual select(const Mask& condition, const Dual& a, const C& c) {
        return with_slopes(T(select(condition, a.value, T(c))),
                           [&](std::size_t i) { return select(condition, a.slope[i], T(0.0)); });
    }
    template <class Mask, class C>
    requires constant<C>
    friend constexpr Dual select(const Mask& condition, const C& c, const Dual& b) {
        return with_slopes(T(select(condition, T(c), b.value)),
                           [&](std::size_t i) { return select(condition, T(0.0), b.slope[i]); });
    }

    friend constexpr auto value_of(const Dual& a) { return value_of(a.value); }
};

/// `x` as the i-th of N independent variables.
template <int N, class T>
constexpr Dual<T, N> variable(const T& x, int i) {
    Dual<T, N> r(x);
    r.slope[static_cast<std::size_t>(i)] = T(1.0);
    return r;
}

/// As many as the T has: slopes are no lanes.
template <class T, int N>
inline constexpr int lanes_of<Dual<T, N>> = lanes_of<T>;

static_assert(Scalar<Dual<double, 1>>);

} // namespace myotatic
