// Numbers that carry their derivatives: forward differentiation through any equation written for a Scalar.
//
// A Dual<T, N> is a value and N partial derivatives. Seed an argument with `variable<N>(x, i)`, evaluate, and read
// `.slope[i]`: the derivative with respect to that argument, exact to rounding. T may itself be any Scalar.
#pragma once

#include "myotatic/core/scalar.hpp"

#include <array>
#include <cstddef>

namespace myotatic {

template <class T, int N>
struct Dual {
    T value{};
    std::array<T, N> slope{};

    Dual() = default;
    Dual(const T& v) : value(v) {} // NOLINT: a constant is a dual with zero slope, and equations mix them freely
    Dual(double v) requires(!std::same_as<T, double>) : value(v) {} // NOLINT

    // value' = f(a) with df = f'(a): the chain rule, once.
    static Dual chain(const T& f, const T& df, const Dual& a) {
        Dual r(f);
        for (std::size_t i = 0; i < r.slope.size(); ++i) r.slope[i] = df * a.slope[i];
        return r;
    }
    static Dual chain(const T& f, const T& da, const Dual& a, const T& db, const Dual& b) {
        Dual r(f);
        for (std::size_t i = 0; i < r.slope.size(); ++i) r.slope[i] = da * a.slope[i] + db * b.slope[i];
        return r;
    }

    friend Dual operator-(const Dual& a) { return chain(-a.value, T(-1.0), a); }
    friend Dual operator+(const Dual& a, const Dual& b) { return chain(a.value + b.value, T(1.0), a, T(1.0), b); }
    friend Dual operator-(const Dual& a, const Dual& b) { return chain(a.value - b.value, T(1.0), a, T(-1.0), b); }
    friend Dual operator*(const Dual& a, const Dual& b) { return chain(a.value * b.value, b.value, a, a.value, b); }
    friend Dual operator/(const Dual& a, const Dual& b) {
        const T q = a.value / b.value, i = 1.0 / b.value;
        return chain(q, i, a, -(q * i), b);
    }
    friend Dual operator+(const Dual& a, double c) { return chain(a.value + c, T(1.0), a); }
    friend Dual operator+(double c, const Dual& a) { return a + c; }
    friend Dual operator-(const Dual& a, double c) { return chain(a.value - c, T(1.0), a); }
    friend Dual operator-(double c, const Dual& a) { return chain(c - a.value, T(-1.0), a); }
    friend Dual operator*(const Dual& a, double c) { return chain(a.value * c, T(c), a); }
    friend Dual operator*(double c, const Dual& a) { return a * c; }
    friend Dual operator/(const Dual& a, double c) { return chain(a.value / c, T(1.0 / c), a); }
    friend Dual operator/(double c, const Dual& a) { return chain(c / a.value, -c / (a.value * a.value), a); }
    Dual& operator+=(const Dual& b) { return *this = *this + b; }
    Dual& operator-=(const Dual& b) { return *this = *this - b; }
    Dual& operator*=(const Dual& b) { return *this = *this * b; }
    Dual& operator/=(const Dual& b) { return *this = *this / b; }

    // Comparisons look at values only: a branch is chosen by where we are, not by where we are heading.
    friend auto operator<(const Dual& a, const Dual& b) { return a.value < b.value; }
    friend auto operator>(const Dual& a, const Dual& b) { return a.value > b.value; }
    friend auto operator<=(const Dual& a, const Dual& b) { return a.value <= b.value; }
    friend auto operator>=(const Dual& a, const Dual& b) { return a.value >= b.value; }
    friend auto operator<(const Dual& a, double b) { return a.value < b; }
    friend auto operator>(const Dual& a, double b) { return a.value > b; }
    friend auto operator<=(const Dual& a, double b) { return a.value <= b; }
    friend auto operator>=(const Dual& a, double b) { return a.value >= b; }

    friend Dual exp(const Dual& a) {
        const T e = exp(a.value);
        return chain(e, e, a);
    }
    friend Dual log(const Dual& a) { return chain(log(a.value), 1.0 / a.value, a); }
    friend Dual sqrt(const Dual& a) {
        const T r = sqrt(a.value);
        return chain(r, select(r > 0.0, 0.5 / r, T(0.0)), a);
    }
    friend Dual tanh(const Dual& a) {
        const T t = tanh(a.value);
        return chain(t, 1.0 - t * t, a);
    }
    friend Dual sinh(const Dual& a) {
        const T s = sinh(a.value);
        return chain(s, sqrt(1.0 + s * s), a);
    }
    friend Dual asinh(const Dual& a) { return chain(asinh(a.value), 1.0 / sqrt(1.0 + a.value * a.value), a); }
    friend Dual sin(const Dual& a) { return chain(sin(a.value), cos(a.value), a); }
    friend Dual cos(const Dual& a) { return chain(cos(a.value), -sin(a.value), a); }

    // At base 0 the slope is taken as 0: right for every exponent above 1, which is where our equations touch 0.
    friend Dual pow(const Dual& a, const Dual& b) {
        const T f = pow(a.value, b.value);
        const auto positive = a.value > 0.0;
        const T base = select(positive, a.value, T(1.0));
        return chain(f, select(positive, b.value * f / base, T(0.0)), a, select(positive, f * log(base), T(0.0)), b);
    }
    friend Dual pow(const Dual& a, double b) {
        const T f = pow(a.value, T(b));
        const auto positive = a.value > 0.0;
        return chain(f, select(positive, b * f / select(positive, a.value, T(1.0)), T(0.0)), a);
    }

    friend Dual abs(const Dual& a) { return select(a.value < 0.0, -a, a); }
    friend Dual min(const Dual& a, const Dual& b) { return select(b.value < a.value, b, a); }
    friend Dual max(const Dual& a, const Dual& b) { return select(a.value < b.value, b, a); }
    friend Dual min(const Dual& a, double b) { return min(a, Dual(T(b))); }
    friend Dual max(const Dual& a, double b) { return max(a, Dual(T(b))); }
    friend Dual min(double a, const Dual& b) { return min(Dual(T(a)), b); }
    friend Dual max(double a, const Dual& b) { return max(Dual(T(a)), b); }

    template <class Mask>
    friend Dual select(const Mask& condition, const Dual& a, const Dual& b) {
        Dual r(T(select(condition, a.value, b.value)));
        for (std::size_t i = 0; i < r.slope.size(); ++i) r.slope[i] = select(condition, a.slope[i], b.slope[i]);
        return r;
    }
    template <class Mask>
    friend Dual select(const Mask& condition, const Dual& a, double b) {
        return select(condition, a, Dual(T(b)));
    }
    template <class Mask>
    friend Dual select(const Mask& condition, double a, const Dual& b) {
        return select(condition, Dual(T(a)), b);
    }

    friend auto value_of(const Dual& a) { return value_of(a.value); }
};

/// `x` as the i-th of N independent variables.
template <int N, class T>
Dual<T, N> variable(const T& x, int i) {
    Dual<T, N> r(x);
    r.slope[static_cast<std::size_t>(i)] = T(1.0);
    return r;
}

static_assert(Scalar<Dual<double, 1>>);

} // namespace myotatic
