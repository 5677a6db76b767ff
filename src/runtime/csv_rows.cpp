#include "myotatic/runtime/csv_rows.hpp"

#include "csv_line.hpp"
#include "myotatic/core/text.hpp"
#include "parameter_reader.hpp"
#include "section.hpp"
#include "text_file.hpp"
#include "workload.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace myotatic::runtime {

namespace {

[[noreturn]] void cannot_read(const std::filesystem::path& file, int reason) {
    throw std::filesystem::filesystem_error("cannot read", file, std::error_code(reason, std::generic_category()));
}

// Why a column of this unit cannot be the parameter; nothing if it can.
std::string wrong_unit(const std::string& written, const Unit& expected) {
    const bool plain = expected.dimension.none() && expected.kind == Kind::number;
    const std::string wanted = ": expected " + (plain ? "none" : std::string(expected.text));
    if (written.empty()) return plain ? "" : "no unit" + wanted;
    try {
        return Unit(written).commensurable(expected) ? "" : "the wrong unit '" + printable(written) + "'" + wanted;
    } catch (const std::invalid_argument& unknown) {
        return "the unknown unit '" + printable(unknown.what()) + "'" + wanted;
    }
}

} // namespace

std::string unfit(const CircuitFacts& facts, std::size_t parameter, double value) {
    const Leaf& leaf = facts.parameters[parameter];
    if (const std::string what = out_of_bounds(leaf, value); !what.empty()) return what;
    const bool delay = std::find(facts.delays.begin(), facts.delays.end(), leaf.name) != facts.delays.end();
    if (delay && value > 0 && value < shortest_delay * (1 - 1e-12))
        return leaf.name + " = " + format_quantity(value, leaf.facts.unit) +
               " is out of range: a delay is 0 or at least 0.01 ms; unit: ms";
    return "";
}

CsvRows::CsvRows(const std::filesystem::path& file, const CircuitFacts& facts) : facts_(facts), name_(name_of(file)) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) cannot_read(file, EISDIR);
    errno = 0;
    in_.open(file, std::ios::binary);
    if (!in_) cannot_read(file, errno != 0 ? errno : EIO);

    read_heading();
    Complaints complaints{name_};
    std::vector<double> values(fields_.size());
    while (next_line()) {
        read_row(values, complaints);
        ++size_;
    }
    if (in_.bad()) cannot_read(file, EIO);
    if (size_ == 0 && complaints.problems.empty())
        complaints.add(first_line_, 1, "the table has column names but no rows", "");
    complaints.finish();
    in_.clear();
    in_.seekg(first_row_);
    line_ = first_line_;
}

bool CsvRows::next_line() {
    do {
        if (!std::getline(in_, text_)) return false;
        ++line_;
        if (text_.ends_with('\r')) text_.pop_back();
    } while (trim(text_).empty());
    return true;
}

void CsvRows::read_heading() {
    Complaints complaints{name_};
    bool found = false;
    while (!found && next_line()) {
        if (line_ == 1) text_ = checked_text(text_, name_);
        found = !text_.starts_with('#') && !trim(text_).empty();
    }
    if (!found) complaints.add(1, 1, "the table is empty: expected a line of parameters such as 'w_ia,ia_delay [ms]'", "");
    complaints.finish();
    first_line_ = line_;
    first_row_ = in_.tellg();
    for (const Cell& cell : split_csv(text_, line_, complaints)) {
        const Column column = named(cell.text);
        const std::size_t at = position_of(column.name, facts_.parameters);
        if (at == facts_.parameters.size()) {
            const char separator = text_.find(',') == std::string::npos && text_.find(';') != std::string::npos ? ';' : ',';
            complaints.add(line_, cell.column, "unknown parameter '" + printable(column.name) + "' of " + facts_.name,
                           separator == ';' ? "cells are separated by ',', not by ';'"
                                            : suggestion(column.name, names_of(facts_.parameters),
                                                         "see 'myotatic describe " + facts_.name + "'"));
            continue;
        }
        const Unit& unit = facts_.parameters[at].facts.unit;
        if (const std::string what = wrong_unit(column.unit, unit); !what.empty())
            complaints.add(line_, cell.column, "column '" + printable(column.name) + "' has " + what,
                           "head it '" + column.name + " [" + std::string(unit.text) + "]'");
        if (std::find(fields_.begin(), fields_.end(), column.name) != fields_.end())
            complaints.add(line_, cell.column, "the column '" + column.name + "' appears twice", "");
        fields_.push_back(column.name);
        positions_.push_back(at);
        units_.push_back(
            column.unit.empty() || wrong_unit(column.unit, unit) != "" || Unit(column.unit).to_si == 1 ? "" : column.unit);
    }
    complaints.finish();
}

void CsvRows::read_row(std::span<double> values, Complaints& complaints) const {
    const std::vector<Cell> cells = split_csv(text_, line_, complaints);
    if (cells.size() != fields_.size()) {
        const bool many = cells.size() > fields_.size();
        complaints.add(line_, many ? cells[fields_.size()].column : cells.back().column,
                       "a row of " + std::to_string(cells.size()) + " cells, expected " + std::to_string(fields_.size()),
                       many ? "a comma separates cells: no decimal commas, no thousands separators" : "");
        return;
    }
    for (std::size_t k = 0; k < fields_.size(); ++k) {
        const Cell& cell = cells[k];
        const auto number = parse_number(cell.text);
        if (!number) {
            complaints.add(line_, cell.column,
                           "'" + fields_[k] + "' = '" + printable(cell.text) + "'" +
                               (cell.text.empty() ? " is empty" : " is not a number") + ": expected a number",
                           why_not_a_number(cell.text));
            continue;
        }
        // A quantity keeps its decimal digits: 33.3 ms is 0.0333 s.
        values[k] = units_[k].empty() || !(*number - *number == 0)
                        ? *number
                        : parse_quantity(cell.text + " " + units_[k], facts_.parameters[positions_[k]].facts.unit);
        if (const std::string what = unfit(facts_, positions_[k], values[k]); !what.empty())
            complaints.add(line_, cell.column, what, "see 'myotatic describe " + facts_.name + "'");
    }
}

bool CsvRows::next(std::span<double> values) {
    if (!next_line()) return false;
    Complaints complaints{name_};
    read_row(values, complaints); // again: the file may have changed meanwhile
    complaints.finish();
    return true;
}

void CsvRows::skip(long long rows) {
    for (long long i = 0; i < rows; ++i)
        if (!next_line()) return;
}

} // namespace myotatic::runtime
