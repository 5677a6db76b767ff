#include "myotatic/core/unit.hpp"

#include "myotatic/core/text.hpp"

#include <array>
#include <charconv>
#include <vector>

namespace myotatic {

namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
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
    const auto number = parse_number(whole.substr(0, end));
    if (!number) throw std::invalid_argument("is not " + wanted);

    const std::string_view symbol = trim(whole.substr(end));
    if (symbol.empty()) {
        if (expected.dimension.none() && (expected.kind == Kind::number)) return *number;
        throw std::invalid_argument("has no unit: expected " + wanted + ", such as \"" + to_text(*number) + " " +
                                    std::string(expected.text) + "\"");
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
    return *number * unit.to_si;
}

std::string format_quantity(double si, const Unit& unit) {
    double shown = si / unit.to_si;
    // Division can leave a last digit that no one wrote (0.03 / 1e-3); take the shorter text when it means the same number.
    for (int digits = 6; digits <= 16; ++digits) {
        std::array<char, 40> buffer;
        const auto [end, _] =
            std::to_chars(buffer.data(), buffer.data() + buffer.size(), shown, std::chars_format::general, digits);
        if (const auto rounded = parse_number({buffer.data(), end}); rounded && *rounded * unit.to_si == si) {
            shown = *rounded;
            break;
        }
    }
    return unit.text == "1" ? to_text(shown) : to_text(shown) + " " + std::string(unit.text);
}

} // namespace myotatic
