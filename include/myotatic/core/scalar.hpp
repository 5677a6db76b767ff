// The numbers that equations are written in. An equation says `template <Scalar T>` and calls exp, select and their kin
// unqualified; what T is decides whether it yields a value, a derivative, a vector of lanes, or a check of its units.
#pragma once

#include <cmath>
#include <concepts>

namespace myotatic {

// double as a Scalar. Every other Scalar brings the same functions, found through its own namespace.
inline double exp(double x) { return std::exp(x); }
inline double log(double x) { return std::log(x); }
inline double sqrt(double x) { return std::sqrt(x); }
inline double pow(double x, double y) { return std::pow(x, y); }
inline double tanh(double x) { return std::tanh(x); }
inline double sinh(double x) { return std::sinh(x); }
inline double asinh(double x) { return std::asinh(x); }
inline double sin(double x) { return std::sin(x); }
inline double cos(double x) { return std::cos(x); }
inline constexpr double abs(double x) { return x < 0 ? -x : x; }
inline constexpr double min(double a, double b) { return b < a ? b : a; }
inline constexpr double max(double a, double b) { return a < b ? b : a; }

/// `a` where the condition holds, otherwise `b`: the branch that works in every lane.
inline constexpr double select(bool condition, double a, double b) { return condition ? a : b; }

/// The plain number inside a scalar, without derivatives.
inline constexpr double value_of(double x) { return x; }

/// Arithmetic among themselves and with double literals, comparisons that feed `select`, and the elementary functions.
template <class T>
concept Scalar = std::constructible_from<T, double> && requires(const T a, const T b, const double c) {
    { a + b } -> std::same_as<T>;
    { a - b } -> std::same_as<T>;
    { a* b } -> std::same_as<T>;
    { a / b } -> std::same_as<T>;
    { -a } -> std::same_as<T>;
    { a + c } -> std::same_as<T>;
    { c - a } -> std::same_as<T>;
    { c* a } -> std::same_as<T>;
    { a / c } -> std::same_as<T>;
    { exp(a) } -> std::same_as<T>;
    { log(a) } -> std::same_as<T>;
    { sqrt(a) } -> std::same_as<T>;
    { pow(a, b) } -> std::same_as<T>;
    { tanh(a) } -> std::same_as<T>;
    { sinh(a) } -> std::same_as<T>;
    { asinh(a) } -> std::same_as<T>;
    { sin(a) } -> std::same_as<T>;
    { cos(a) } -> std::same_as<T>;
    { abs(a) } -> std::same_as<T>;
    { min(a, b) } -> std::same_as<T>;
    { max(a, c) } -> std::same_as<T>;
    { select(a < b, a, c) } -> std::same_as<T>;
    value_of(a);
};

static_assert(Scalar<double>);

} // namespace myotatic
