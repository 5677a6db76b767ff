// A Scalar that knows its dimension. Run an equation on Dimensioned numbers and it throws where metres meet seconds.
//
// A double literal is dimensionless, except an exact 0.0, which is nothing of whatever is asked for: max(force, 0.0).
// Angles, L0, F0 and FU are dimensionless and pass as plain numbers.
#pragma once

#include "myotatic/core/record.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace myotatic::testing {

/// Exponents of the SI base units; fractions appear under roots.
struct Exponents {
    double metre = 0, kilogram = 0, second = 0;

    friend bool operator==(const Exponents& a, const Exponents& b) {
        // Fractional exponents such as 10/3 collect rounding errors, of a few ulp each.
        constexpr double close = 1e-9;
        return std::abs(a.metre - b.metre) < close && std::abs(a.kilogram - b.kilogram) < close &&
               std::abs(a.second - b.second) < close;
    }
    friend Exponents operator+(const Exponents& a, const Exponents& b) {
        return {a.metre + b.metre, a.kilogram + b.kilogram, a.second + b.second};
    }
    friend Exponents operator*(double k, const Exponents& a) { return {k * a.metre, k * a.kilogram, k * a.second}; }
};

/// "m kg s^-2", or "1" for no dimension.
inline std::string to_text(const Exponents& e) {
    std::string text;
    const auto append = [&](std::string_view symbol, double power) {
        if (power == 0) return;
        if (!text.empty()) text += ' ';
        text += symbol;
        if (power != 1)
            text += '^' + (power == std::round(power) ? std::to_string(static_cast<int>(power)) : std::to_string(power));
    };
    append("m", e.metre), append("kg", e.kilogram), append("s", e.second);
    return text.empty() ? "1" : text;
}

struct Dimensioned {
    double value = 0;
    Exponents exponents{};
    bool nothing = true; ///< an exact zero that fits any dimension

    Dimensioned() = default;
    Dimensioned(double number) : value(number), nothing(number == 0) {} // NOLINT: a literal is a number
    Dimensioned(double number, const Exponents& e) : value(number), exponents(e), nothing(false) {}

    friend Dimensioned operator-(const Dimensioned& a) { return a.with(-a.value); }
    friend Dimensioned operator+(const Dimensioned& a, const Dimensioned& b) {
        return common(a, b, "+").with(a.value + b.value);
    }
    friend Dimensioned operator-(const Dimensioned& a, const Dimensioned& b) {
        return common(a, b, "-").with(a.value - b.value);
    }
    friend Dimensioned operator*(const Dimensioned& a, const Dimensioned& b) {
        if (a.nothing || b.nothing) return {};
        return {a.value * b.value, a.exponents + b.exponents};
    }
    friend Dimensioned operator/(const Dimensioned& a, const Dimensioned& b) {
        if (a.nothing && !b.nothing) return {};
        return {a.value / b.value, a.exponents + -1.0 * b.exponents};
    }
    Dimensioned& operator+=(const Dimensioned& b) { return *this = *this + b; }
    Dimensioned& operator-=(const Dimensioned& b) { return *this = *this - b; }
    Dimensioned& operator*=(const Dimensioned& b) { return *this = *this * b; }
    Dimensioned& operator/=(const Dimensioned& b) { return *this = *this / b; }

    friend bool operator<(const Dimensioned& a, const Dimensioned& b) { return common(a, b, "<"), a.value < b.value; }
    friend bool operator>(const Dimensioned& a, const Dimensioned& b) { return common(a, b, ">"), a.value > b.value; }
    friend bool operator<=(const Dimensioned& a, const Dimensioned& b) { return common(a, b, "<="), a.value <= b.value; }
    friend bool operator>=(const Dimensioned& a, const Dimensioned& b) { return common(a, b, ">="), a.value >= b.value; }

    friend Dimensioned exp(const Dimensioned& a) { return std::exp(a.number("exp")); }
    friend Dimensioned log(const Dimensioned& a) { return std::log(a.number("log")); }
    friend Dimensioned tanh(const Dimensioned& a) { return std::tanh(a.number("tanh")); }
    friend Dimensioned sinh(const Dimensioned& a) { return std::sinh(a.number("sinh")); }
    friend Dimensioned asinh(const Dimensioned& a) { return std::asinh(a.number("asinh")); }
    friend Dimensioned sin(const Dimensioned& a) { return std::sin(a.number("sin")); }
    friend Dimensioned cos(const Dimensioned& a) { return std::cos(a.number("cos")); }
    friend Dimensioned sqrt(const Dimensioned& a) {
        return a.nothing ? a : Dimensioned{std::sqrt(a.value), 0.5 * a.exponents};
    }
    friend Dimensioned pow(const Dimensioned& a, const Dimensioned& b) {
        const double exponent = b.number("the exponent of pow"), power = std::pow(a.value, exponent);
        return a.nothing ? Dimensioned{power} : Dimensioned{power, exponent * a.exponents};
    }
    friend Dimensioned abs(const Dimensioned& a) { return a.with(std::abs(a.value)); }
    friend Dimensioned min(const Dimensioned& a, const Dimensioned& b) {
        return common(a, b, "min").with(b.value < a.value ? b.value : a.value);
    }
    friend Dimensioned max(const Dimensioned& a, const Dimensioned& b) {
        return common(a, b, "max").with(a.value < b.value ? b.value : a.value);
    }
    friend Dimensioned select(bool condition, const Dimensioned& a, const Dimensioned& b) {
        return common(a, b, "select").with(condition ? a.value : b.value);
    }

    /// The number without derivatives. It keeps its dimension, so that what is computed from it is checked as well.
    friend Dimensioned value_of(const Dimensioned& a) { return a; }

private:
    Dimensioned with(double number) const {
        Dimensioned r = *this;
        r.value = number;
        return r;
    }
    // Something of the dimension that both share.
    static const Dimensioned& common(const Dimensioned& a, const Dimensioned& b, std::string_view operation) {
        if (a.nothing) return b;
        if (!b.nothing && !(a.exponents == b.exponents))
            throw std::logic_error("unlike dimensions: [" + to_text(a.exponents) + "] " + std::string(operation) + " [" +
                                   to_text(b.exponents) + "]");
        return a;
    }
    double number(std::string_view function) const {
        if (!(exponents == Exponents{}))
            throw std::logic_error(std::string(function) + " needs a pure number, not [" + to_text(exponents) + "]");
        return value;
    }
};

static_assert(Scalar<Dimensioned> && std::is_trivially_copyable_v<Dimensioned>);

/// What the unit of a field means in base units.
inline Exponents exponents_of(const Unit& unit) {
    return {double(unit.dimension.metre), double(unit.dimension.kilogram), double(unit.dimension.second)};
}

/// The same record with every number in the unit that its field declares.
template <template <class> class R>
R<Dimensioned> with_units(const R<double>& record) {
    const auto numbers = flat(record);
    if constexpr (flat_size<R<double>> == 0) {
        return {};
    } else {
        Flat<Dimensioned, flat_size<R<double>>> result;
        for (std::size_t i = 0; i < numbers.size(); ++i)
            result[i] = {numbers[i], exponents_of(describe<R<double>>()[i].facts.unit)};
        return unflatten<R<Dimensioned>>(result);
    }
}

/// Every number of the record has the dimension of its field, or that divided by a second when these are rates.
template <Record R>
void expect_units(const R& record, std::string_view what, bool per_second = false) {
    const auto numbers = flat(record);
    if constexpr (flat_size < R >> 0) {
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            Exponents wanted = exponents_of(describe<R>()[i].facts.unit);
            if (per_second) wanted.second -= 1;
            EXPECT_TRUE(numbers[i].nothing || numbers[i].exponents == wanted)
                << what << '.' << describe<R>()[i].name << " is in [" << to_text(numbers[i].exponents)
                << "] and should be in [" << to_text(wanted) << ']';
        }
    }
}

} // namespace myotatic::testing
