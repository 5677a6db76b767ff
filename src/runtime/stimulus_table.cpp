#include "stimulus_table.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/runtime/csv.hpp"
#include "text_file.hpp"

#include <cmath>
#include <stdexcept>
#include <system_error>

namespace myotatic::runtime {

namespace {

std::optional<TextTable> read(const TableColumn& wanted, Section& section, Findings& findings) {
    const Node& node = *section.find("file");
    try {
        return read_table(wanted.file, {.time_column = wanted.time_column, .columns = {wanted.column}});
    } catch (const InputError& problems) {
        findings.adopt(problems, node.place);
    } catch (const std::filesystem::filesystem_error& problem) {
        std::error_code ignored;
        const std::string full = std::filesystem::absolute(wanted.file, ignored).string();
        findings.error(node.place,
                       section.path("file") + " = " + printable(node.raw) + " cannot be read: " + problem.code().message(),
                       "looked for " + printable(full, 400));
    }
    return std::nullopt;
}

// What a number in the column is in SI.
std::optional<double> factor(const std::string& column, const std::string& unit_text, const Unit& expected,
                             const Place& place, const std::string& where_to_say, Findings& findings) {
    const std::string what = "column '" + printable(column) + "' has ";
    const std::string wanted = ": expected a quantity in " + std::string(expected.text);
    if (unit_text.empty()) {
        if (expected.dimension.none() && expected.kind == Kind::number) return 1.0;
        findings.error(place, what + "no unit" + wanted,
                       "head it '" + printable(column) + " [" + std::string(expected.text) + "]'" + where_to_say);
        return std::nullopt;
    }
    try {
        const Unit unit(unit_text);
        if (unit.commensurable(expected)) return unit.to_si;
        findings.error(place, what + "the wrong unit '" + printable(unit_text) + "'" + wanted);
    } catch (const std::invalid_argument& unknown) {
        std::vector<std::string> symbols;
        for (const auto& symbol : known_unit_symbols()) symbols.emplace_back(symbol.text);
        findings.error(place, what + "the unknown unit '" + printable(unknown.what()) + "'" + wanted,
                       suggestion(unknown.what(), symbols));
    }
    return std::nullopt;
}

} // namespace

std::optional<Series> read_series(const TableColumn& wanted, const Unit& expected, Section& section, Findings& findings) {
    const auto text = read(wanted, section, findings);
    if (!text) return std::nullopt;
    const Column &time = text->table.at(wanted.time_column), &column = text->table.at(wanted.column);
    const Place header{name_of(wanted.file), 1, 1};

    // OpenSim's files have no place for units and are SI, except angles when the header says so.
    std::optional<double> time_factor = 1.0, value_factor = 1.0;
    if (!text->si) time_factor = factor(time.name, time.unit, "s", header, "", findings);
    if (wanted.unit)
        value_factor = factor(column.name, *wanted.unit, expected, section.find("unit")->place, "", findings);
    else if (!text->si)
        value_factor =
            factor(column.name, column.unit, expected, header,
                   ", or say unit = \"" + std::string(expected.text) + "\" in [" + section.path() + "]", findings);
    else if (text->in_degrees && expected.kind == Kind::angle)
        value_factor = Unit("deg").to_si;
    if (!time_factor || !value_factor) return std::nullopt;

    Series series{time.values, column.values};
    for (double& t : series.times) t *= *time_factor;
    for (double& y : series.values) {
        y *= *value_factor * wanted.scale;
        if (!std::isfinite(y)) {
            findings.error(section.place(),
                           section.path("scale") + " = " + to_text(wanted.scale) + " makes values that are not finite");
            return std::nullopt;
        }
    }
    return series;
}

} // namespace myotatic::runtime
