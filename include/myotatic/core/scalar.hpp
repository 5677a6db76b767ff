// The numbers that equations are written in. An equation says `template <Scalar T>` and calls exp, select and their kin
// unqualified; what T is decides whether it yields a value, a derivative, a vector of lanes, or a check of its units.
#pragma once

#include <cmath>
#include <concepts>

namespace myotatic {

// double as a Scalar. Every other Scalar brings the same functions, found through its own namespace. The standard library's
// own functions are named here, not wrapped, so that `using namespace myotatic` makes no call ambiguous.
using std::abs;
using std::asinh;
using std::copysign;
using std::cos;
using std::exp;
using std::floor;
using std::log;
using std::pow;
using std::rint;
using std::sin;
using std::sinh;
using std::sqrt;
using std::tanh;

inline constexpr double min(double a, double b) { return b < a ? b : a; }
inline constexpr double max(double a, double b) { return a < b ? b : a; }

/// a b + c. Packs round it once where their instruction set can; a plain double rounds twice on every machine.
inline constexpr double multiply_add(double a, double b, double c) { return a * b + c; }

template <class T>
struct SinCos {
    T sin, cos;
};
inline SinCos<double> sin_and_cos(double x) { return {sin(x), cos(x)}; }

/// `a` where the condition holds, otherwise `b`: the branch that works in every lane.
inline constexpr double select(bool condition, double a, double b) { return condition ? a : b; }

/// True when the condition holds in some lane: to skip work that no lane needs, never to choose between results.
inline constexpr bool any(bool condition) { return condition; }

/// The plain number inside a scalar, without derivatives.
inline constexpr double value_of(double x) { return x; }

/// How many numbers go through an equation at once in one T.
template <class T>
inline constexpr int lanes_of = 1;

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
