// Units live at the border: inside, every number is SI. `30 * ms` in code, "30 ms" in a file, and nothing else converts.
#pragma once

#include <array>
#include <cstdint>
#include <numbers>
#include <stdexcept>
#include <string>
#include <string_view>

namespace myotatic {

/// Exponents of metre, kilogram and second.
struct Dimension {
    int metre = 0, kilogram = 0, second = 0;
    constexpr bool operator==(const Dimension&) const = default;
    constexpr bool none() const { return *this == Dimension{}; }
};

/// What a dimensionless number counts. Two quantities of no dimension agree only when their kinds do.
enum class Kind : std::uint8_t { number, angle, optimal_length, force_unit };

/// A unit as written, with its SI factor. Grammar: `symbol[^power]` factors separated by spaces or `*`; every factor
/// after a `/` divides ("N m s/rad", "kg m^2", "L0/s", "1").
struct Unit {
    std::string_view text = "1";
    double to_si = 1;
    Dimension dimension;
    Kind kind = Kind::number;

    constexpr Unit() = default;
    /// Throws std::invalid_argument for an unknown symbol; in a constant expression, fails to compile.
    constexpr Unit(std::string_view written);                                // NOLINT: field lists write units as text
    constexpr Unit(const char* written) : Unit(std::string_view(written)) {} // NOLINT

    constexpr bool commensurable(const Unit& other) const {
        return dimension == other.dimension && (!dimension.none() || kind == other.kind);
    }
};

namespace detail {

struct Symbol {
    std::string_view text;
    double to_si;
    Dimension dimension;
    Kind kind = Kind::number;
};

inline constexpr double pi = std::numbers::pi;

// clang-format off
inline constexpr std::array symbols{
    Symbol{"1", 1, {}},                 Symbol{"%", 0.01, {}},
    Symbol{"rad", 1, {}, Kind::angle},  Symbol{"deg", pi / 180, {}, Kind::angle},
    Symbol{"L0", 1, {}, Kind::optimal_length},
    Symbol{"F0", 1, {}, Kind::force_unit}, Symbol{"FU", 1, {}, Kind::force_unit},
    Symbol{"m", 1, {1, 0, 0}},          Symbol{"cm", 1e-2, {1, 0, 0}},     Symbol{"mm", 1e-3, {1, 0, 0}},
    Symbol{"um", 1e-6, {1, 0, 0}},
    Symbol{"kg", 1, {0, 1, 0}},         Symbol{"g", 1e-3, {0, 1, 0}},
    Symbol{"s", 1, {0, 0, 1}},          Symbol{"ms", 1e-3, {0, 0, 1}},     Symbol{"us", 1e-6, {0, 0, 1}},
    Symbol{"min", 60, {0, 0, 1}},       Symbol{"h", 3600, {0, 0, 1}},
    Symbol{"Hz", 1, {0, 0, -1}},        Symbol{"pps", 1, {0, 0, -1}},
    Symbol{"N", 1, {1, 1, -2}},         Symbol{"kN", 1e3, {1, 1, -2}},     Symbol{"mN", 1e-3, {1, 1, -2}},
    Symbol{"Pa", 1, {-1, 1, -2}},       Symbol{"kPa", 1e3, {-1, 1, -2}},   Symbol{"MPa", 1e6, {-1, 1, -2}},
    Symbol{"J", 1, {2, 1, -2}},         Symbol{"W", 1, {2, 1, -3}},
};
// clang-format on

constexpr const Symbol* find_symbol(std::string_view text) {
    for (const Symbol& s : symbols)
        if (s.text == text) return &s;
    return nullptr;
}

} // namespace detail

constexpr Unit::Unit(std::string_view written) : text(written) {
    bool dividing = false, first = true;
    std::size_t i = 0;
    int factors = 0;
    while (i < written.size()) {
        const char c = written[i];
        if (c == ' ' || c == '*') {
            ++i;
            continue;
        }
        if (c == '/') {
            dividing = true;
            ++i;
            continue;
        }
        std::size_t j = i;
        while (j < written.size() && written[j] != ' ' && written[j] != '*' && written[j] != '/' && written[j] != '^') ++j;
        const detail::Symbol* s = detail::find_symbol(written.substr(i, j - i));
        if (!s) throw std::invalid_argument(std::string(written.substr(i, j - i)));
        int power = 1;
        if (j < written.size() && written[j] == '^') {
            ++j;
            const bool negative = j < written.size() && written[j] == '-';
            if (negative) ++j;
            if (j == written.size() || written[j] < '0' || written[j] > '9')
                throw std::invalid_argument(std::string(written.substr(i)));
            power = written[j++] - '0';
            if (negative) power = -power;
        }
        if (dividing) power = -power;
        for (int k = 0; k < (power < 0 ? -power : power); ++k) to_si = power < 0 ? to_si / s->to_si : to_si * s->to_si;
        dimension.metre += power * s->dimension.metre;
        dimension.kilogram += power * s->dimension.kilogram;
        dimension.second += power * s->dimension.second;
        kind = first && power == 1 ? s->kind : Kind::number;
        first = false;
        ++factors;
        i = j;
    }
    if (factors == 0) throw std::invalid_argument(std::string(written));
}

/// Every unit symbol that is understood, for messages and documentation.
constexpr auto& known_unit_symbols() { return detail::symbols; }

/// The SI value of a quantity such as "30 ms", to be used where `expected` is. Bare numbers pass only where `expected`
/// is dimensionless. Throws std::invalid_argument whose text says what is wrong and what would be right.
double parse_quantity(std::string_view text, const Unit& expected);

/// A number in the unit in which its field is written, e.g. "30 ms" for 0.030 s; shortest text that reads back the same.
std::string format_quantity(double si, const Unit& unit);

/// Factors for quantities in code: `30 * ms` is 0.030 s.
namespace units {
// clang-format off
inline constexpr double m = 1, cm = 1e-2, mm = 1e-3;
inline constexpr double s = 1, ms = 1e-3, us = 1e-6, minute = 60, hour = 3600;
inline constexpr double kg = 1, g = 1e-3;
inline constexpr double N = 1, kN = 1e3, Pa = 1, kPa = 1e3, MPa = 1e6;
inline constexpr double Hz = 1, pps = 1;
inline constexpr double rad = 1, deg = detail::pi / 180;
// clang-format on
} // namespace units

} // namespace myotatic
