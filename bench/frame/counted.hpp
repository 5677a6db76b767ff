// A number that counts what is done with it: run through the equations, it says how many functions one right-hand side
// needs.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

namespace bench {

struct Operations {
    enum Kind : std::size_t { exp, log, pow, sin, cos, tanh, sinh, asinh, sqrt, divide, add_multiply, compare, kinds };
    static constexpr std::array<std::string_view, kinds> names{"exp",  "log",   "pow",  "sin",    "cos",          "tanh",
                                                               "sinh", "asinh", "sqrt", "divide", "add_multiply", "compare"};
    std::array<long long, kinds> count{};
};

struct Counted {
    double value = 0;
    Counted() = default;
    Counted(double v) : value(v) {} // NOLINT: literals mix freely

    static inline Operations done;
    static Counted did(Operations::Kind kind, double v) {
        ++done.count[kind];
        return Counted(v);
    }
    using O = Operations;

    friend Counted operator-(Counted a) { return {-a.value}; }
    friend Counted operator+(Counted a, Counted b) { return did(O::add_multiply, a.value + b.value); }
    friend Counted operator-(Counted a, Counted b) { return did(O::add_multiply, a.value - b.value); }
    friend Counted operator*(Counted a, Counted b) { return did(O::add_multiply, a.value * b.value); }
    friend Counted operator/(Counted a, Counted b) { return did(O::divide, a.value / b.value); }
    Counted& operator+=(Counted b) { return *this = *this + b; }
    Counted& operator-=(Counted b) { return *this = *this - b; }
    Counted& operator*=(Counted b) { return *this = *this * b; }
    Counted& operator/=(Counted b) { return *this = *this / b; }
    friend bool operator<(Counted a, Counted b) { return did(O::compare, 0), a.value < b.value; }
    friend bool operator>(Counted a, Counted b) { return did(O::compare, 0), a.value > b.value; }
    friend bool operator<=(Counted a, Counted b) { return did(O::compare, 0), a.value <= b.value; }
    friend bool operator>=(Counted a, Counted b) { return did(O::compare, 0), a.value >= b.value; }
    friend bool operator==(Counted a, Counted b) { return did(O::compare, 0), a.value == b.value; }

    friend Counted exp(Counted a) { return did(O::exp, std::exp(a.value)); }
    friend Counted log(Counted a) { return did(O::log, std::log(a.value)); }
    friend Counted pow(Counted a, Counted b) { return did(O::pow, std::pow(a.value, b.value)); }
    friend Counted sin(Counted a) { return did(O::sin, std::sin(a.value)); }
    friend Counted cos(Counted a) { return did(O::cos, std::cos(a.value)); }
    friend Counted tanh(Counted a) { return did(O::tanh, std::tanh(a.value)); }
    friend Counted sinh(Counted a) { return did(O::sinh, std::sinh(a.value)); }
    friend Counted asinh(Counted a) { return did(O::asinh, std::asinh(a.value)); }
    friend Counted sqrt(Counted a) { return did(O::sqrt, std::sqrt(a.value)); }
    friend Counted abs(Counted a) { return {std::abs(a.value)}; }
    friend Counted min(Counted a, Counted b) { return did(O::compare, b.value < a.value ? b.value : a.value); }
    friend Counted max(Counted a, Counted b) { return did(O::compare, a.value < b.value ? b.value : a.value); }
    friend Counted select(bool condition, Counted a, Counted b) { return condition ? a : b; }
    friend double value_of(Counted a) { return a.value; }
};

} // namespace bench
