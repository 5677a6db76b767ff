#include "myotatic/core/unit.hpp"

#include "myotatic/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace myotatic {

namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

// The power of ten that a unit is in SI, or 0 if it is none.
long long power_of_ten(const Unit& unit) {
    const auto power = static_cast<long long>(std::lround(std::log10(unit.to_si)));
    return parse_number("1e" + std::to_string(power)) == unit.to_si ? power : 0;
}

// The same number with its decimal point moved.
std::string shifted(std::string_view number, long long places) {
    const std::size_t e = std::min(number.find_first_of("eE"), number.size());
    const double exponent = e < number.size() ? parse_number(number.substr(e + 1)).value_or(0) : 0;
    const auto moved = static_cast<long long>(std::clamp(exponent, -1e6, 1e6)) + places;
    return std::string(number.substr(0, e)) + "e" + std::to_string(moved);
}

// What a number of a unit is in SI; nothing for what is no number. Powers of ten move the decimal point in the text, since
// multiplying rounds: "33.3 ms" is 0.0333, and not 0.033299999999999996.
std::optional<double> to_si(std::string_view number, const Unit& unit) {
    const auto value = parse_number(number);
    if (!value) return std::nullopt;
    const long long power = power_of_ten(unit);
    if (power == 0) return *value * unit.to_si;
    return parse_number(shifted(number, power)).value_or(*value * unit.to_si);
}

std::string known_symbols_near(std::string_view written) {
    std::vector<std::string> names;
    for (const auto& symbol : known_unit_symbols()) names.emplace_back(symbol.text);
    const std::string nearest = nearest_name(written, names);
    return nearest.empty() ? "; known units: " + join(names) : "; did you mean '" + nearest + "'?";
}

} // namespace

double parse_quantity(std::string_view text, const Unit& expected) {
    const std::string_view whole = trim(text);
    std::size_t end = 0;
    while (end < whole.size() && (std::string_view("+-.0123456789").find(whole[end]) != std::string_view::npos ||
                                  ((whole[end] == 'e' || whole[end] == 'E') && end + 1 < whole.size() &&
                                   std::string_view("+-0123456789").find(whole[end + 1]) != std::string_view::npos)))
        ++end;
    const std::string wanted = expected.dimension.none() && expected.kind == Kind::number
                                   ? "a number"
                                   : "a quantity in " + std::string(expected.text);
    if (end < whole.size() && whole[end] == ',')
        throw std::invalid_argument("has a comma: use a point as decimal separator");
    const std::string_view number = whole.substr(0, end);
    if (!parse_number(number)) throw std::invalid_argument("is not " + wanted);

    const std::string_view symbol = trim(whole.substr(end));
    if (symbol.empty()) {
        if (expected.dimension.none() && (expected.kind == Kind::number)) return *parse_number(number);
        throw std::invalid_argument("has no unit: expected " + wanted + ", such as \"" + to_text(*parse_number(number)) +
                                    " " + std::string(expected.text) + "\"");
    }
    Unit unit;
    try {
        unit = Unit(symbol);
    } catch (const std::invalid_argument& unknown) {
        throw std::invalid_argument("has the unknown unit '" + std::string(unknown.what()) + "'" +
                                    known_symbols_near(unknown.what()));
    }
    if (!unit.commensurable(expected))
        throw std::invalid_argument("has the wrong unit '" + std::string(symbol) + "': expected " + wanted);
    return *to_si(number, unit);
}

std::string format_quantity(double si, const Unit& unit) {
    const double shown = si / unit.to_si;
    std::string text = to_text(shown);
    // Division can leave a last digit that no one wrote (0.03 / 1e-3); take the shorter text when it means the same number.
    bool exact = false;
    for (int digits = 6; digits <= 17 && !exact; ++digits) {
        std::array<char, 40> buffer;
        const auto [end, _] =
            std::to_chars(buffer.data(), buffer.data() + buffer.size(), shown, std::chars_format::general, digits);
        const std::string rounded = to_text(parse_number({buffer.data(), end}).value_or(shown));
        exact = to_si(rounded, unit) == si;
        if (exact) text = rounded;
    }
    // Or it can miss the number by one such digit; then its own digits serve, with the point moved.
    if (const std::string moved = shifted(to_text(si), -power_of_ten(unit)); !exact && to_si(moved, unit) == si)
        text = moved;
    return unit.text == "1" ? text : text + " " + std::string(unit.text);
}

} // namespace myotatic
