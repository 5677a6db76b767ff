#include "myotatic/runtime/csv.hpp"

#include "csv_line.hpp"
#include "myotatic/core/text.hpp"
#include "text_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <ostream>
#include <stdexcept>

namespace myotatic::runtime {

namespace {

// Line by line, without the line ends (LF or CRLF).
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}
    int number() const { return number_; }

    std::optional<std::string_view> next() {
        if (rest_.empty()) return std::nullopt;
        const std::size_t end = std::min(rest_.find('\n'), rest_.size());
        std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        ++number_;
        return line;
    }
    bool only_blank_left() const { return rest_.find_first_not_of(" \t\r\n") == std::string_view::npos; }

private:
    std::string_view rest_;
    int number_ = 0;
};

std::vector<Cell> split_by(std::string_view separators, bool runs, std::string_view line) {
    std::vector<Cell> cells;
    std::size_t i = 0;
    for (;;) {
        if (runs) i = std::min(line.find_first_not_of(separators, i), line.size());
        if (runs && i == line.size()) return cells;
        const std::size_t end = std::min(line.find_first_of(separators, i), line.size());
        cells.push_back({trim(line.substr(i, end - i)), static_cast<int>(i) + 1});
        if (end == line.size()) return cells;
        i = end + 1;
        if (!runs && i == line.size()) return cells; // OpenSim itself ends rows with a tab
    }
}

// Names the columns, checks that what is expected is there, and remembers where the time stands.
class TableReader {
public:
    TableReader(const Expectation& expected, Complaints& complaints) : expected_(expected), complaints_(complaints) {}

    void header(const std::vector<Cell>& cells, int line) {
        std::vector<std::string> names;
        for (const Cell& cell : cells) {
            Column column = named(cell.text);
            if (column.name.empty()) complaints_.add(line, cell.column, "a column without a name", "");
            if (!column.name.empty() && table.find(column.name))
                complaints_.add(line, cell.column, "the column '" + printable(column.name) + "' appears twice", "");
            names.push_back(column.name);
            table.columns.push_back(std::move(column));
        }
        std::vector<std::string> wanted = expected_.columns;
        if (!expected_.time_column.empty()) wanted.insert(wanted.begin(), expected_.time_column);
        for (const std::string& name : wanted) {
            if (table.find(name)) continue;
            const std::string nearest = nearest_name(name, names);
            complaints_.add(line, 1, "no column '" + printable(name) + "'",
                            nearest.empty() ? "there are: " + printable(join(names), 200)
                                            : "did you mean '" + nearest + "'?");
        }
        for (std::size_t k = 0; k < names.size(); ++k)
            if (names[k] == expected_.time_column && !expected_.time_column.empty()) time_ = k;
    }

    void row(const std::vector<Cell>& cells, int line) {
        const std::size_t wanted = table.columns.size();
        if (cells.size() != wanted) {
            const auto at = cells.size() > wanted ? cells[wanted].column : cells.back().column;
            complaints_.add(
                line, at, "a row of " + std::to_string(cells.size()) + " cells, expected " + std::to_string(wanted),
                cells.size() > wanted ? "a comma separates cells: no decimal commas, no thousands separators" : "");
            return;
        }
        for (std::size_t k = 0; k < wanted; ++k) {
            const auto x = parse_number(cells[k].text);
            const std::string what = "'" + printable(table.columns[k].name) + "' = '" + printable(cells[k].text) + "'";
            if (!x)
                complaints_.add(line, cells[k].column,
                                what + (cells[k].text.empty() ? " is empty" : " is not a number") + ": expected a number",
                                why_not_a_number(cells[k].text));
            else if (expected_.finite && !std::isfinite(*x))
                complaints_.add(line, cells[k].column, what + " is not finite: expected a number", "");
            else if (time_ == k && line_of_last_time_ > 0 && !(*x > last_time_))
                complaints_.add(line, cells[k].column,
                                what + (*x == last_time_ ? " repeats" : " comes before") + " the time of line " +
                                    std::to_string(line_of_last_time_) + ", " + to_text(last_time_) +
                                    ": expected times that increase",
                                "");
            if (x && time_ == k && std::isfinite(*x)) last_time_ = *x, line_of_last_time_ = line;
            table.columns[k].values.push_back(x.value_or(0));
        }
        ++rows;
    }

    Table table;
    std::size_t rows = 0;

private:
    const Expectation& expected_;
    Complaints& complaints_;
    std::optional<std::size_t> time_;
    double last_time_ = 0;
    int line_of_last_time_ = 0;
};

} // namespace

TextTable parse_csv(std::string_view text, const std::string& name, const Expectation& expected) {
    Complaints complaints{name, {}};
    TableReader reader(expected, complaints);
    Lines lines(text);
    std::optional<std::string_view> line;
    do line = lines.next();
    while (line && (line->starts_with('#') || trim(*line).empty()));
    if (!line) {
        complaints.add(1, 1, "the table is empty: expected a line of column names such as 'time [s],length [mm]'", "");
        complaints.finish();
    }
    for (const char separator : {';', '\t', '|'})
        if (line->find(separator) != std::string_view::npos && line->find(',') == std::string_view::npos) {
            const std::string shown = separator == '\t' ? "a tab" : std::string("'") + separator + "'";
            complaints.add(lines.number(), static_cast<int>(line->find(separator)) + 1,
                           "cells are separated by " + shown + ": expected ','",
                           "save it with ',' between cells and '.' as decimal separator");
            complaints.finish();
        }

    reader.header(split_csv(*line, lines.number(), complaints), lines.number());
    while (!lines.only_blank_left()) {
        line = lines.next();
        reader.row(split_csv(*line, lines.number(), complaints), lines.number());
    }
    if (reader.rows == 0 && complaints.problems.empty())
        complaints.add(lines.number(), 1, "the table has column names but no rows", "");
    complaints.finish();
    return {std::move(reader.table)};
}

TextTable parse_sto(std::string_view text, const std::string& name, const Expectation& expected) {
    Complaints complaints{name, {}};
    TableReader reader(expected, complaints);
    TextTable result;
    result.si = true;
    Lines lines(text);

    // Header: anything up to `endheader`, of which some lines are `key=value`.
    struct Count {
        std::optional<double> value;
        int line = 0;
    } rows, columns;
    std::optional<std::string_view> line;
    for (;;) {
        line = lines.next();
        if (!line) {
            complaints.add(std::max(1, lines.number()), 1, "no line 'endheader': expected the header of an OpenSim storage",
                           "");
            complaints.finish();
        }
        if (trim(*line) == "endheader") break;
        const std::size_t equal = line->find('=');
        if (equal == std::string_view::npos) continue;
        const std::string key = trim(line->substr(0, equal)), value = trim(line->substr(equal + 1));
        const auto count = [&](Count& target) {
            target = {parse_number(value), lines.number()};
            if (!target.value)
                complaints.add(lines.number(), static_cast<int>(equal) + 2,
                               key + " = '" + printable(value) + "' is not a number", "");
        };
        if (key == "nRows" || key == "datarows") count(rows);
        if (key == "nColumns" || key == "datacolumns") count(columns);
        if (key == "inDegrees") result.in_degrees = value == "yes";
    }

    do line = lines.next();
    while (line && trim(*line).empty());
    if (!line) {
        complaints.add(lines.number(), 1, "no column labels after 'endheader'", "");
        complaints.finish();
    }
    const bool tabs = line->find('\t') != std::string_view::npos;
    const auto split = [&](std::string_view l) { return split_by(tabs ? "\t" : " ", !tabs, l); };
    reader.header(split(*line), lines.number());
    while (!lines.only_blank_left()) {
        line = lines.next();
        reader.row(split(*line), lines.number());
    }
    const auto compare = [&](const Count& said, std::size_t found, const std::string& what) {
        if (said.value && *said.value != static_cast<double>(found) && complaints.problems.empty())
            complaints.add(said.line, 1,
                           "the header says " + to_text(*said.value) + " " + what + ", there are " + std::to_string(found),
                           "");
    };
    compare(columns, reader.table.columns.size(), "columns");
    compare(rows, reader.rows, "rows");
    if (reader.rows == 0 && complaints.problems.empty())
        complaints.add(lines.number(), 1, "the table has column names but no rows", "");
    complaints.finish();
    result.table = std::move(reader.table);
    return result;
}

TextTable read_table(const std::filesystem::path& file, const Expectation& expected) {
    const std::string name = name_of(file), text = checked_text(read_file(file), name);
    const bool sto = file.extension() == ".sto" || file.extension() == ".mot";
    return sto ? parse_sto(text, name, expected) : parse_csv(text, name, expected);
}

namespace {

void check(const Table& table) {
    for (const Column& column : table.columns) {
        if (column.values.size() != table.rows())
            throw std::invalid_argument("the column '" + column.name + "' is not as long as the others");
        if ((column.name + column.unit).find_first_of("\t\r\n") != std::string::npos)
            throw std::invalid_argument("a column name holds a tab or a line break");
    }
}

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"") == std::string::npos) return text;
    std::string result = "\"";
    for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
    return result + "\"";
}

// Row by row through one buffer: a stream's own number formatting would follow its locale.
void write_rows(const Table& table, char separator, std::ostream& out) {
    std::string buffer;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        for (std::size_t k = 0; k < table.columns.size(); ++k) {
            std::array<char, 32> digits;
            const auto [end, _] = std::to_chars(digits.data(), digits.data() + digits.size(), table.columns[k].values[i]);
            if (k > 0) buffer += separator;
            buffer.append(digits.data(), end);
        }
        buffer += '\n';
        if (buffer.size() > 60'000 || i + 1 == table.rows()) {
            out.write(buffer.data(), static_cast<std::streamsize>(buffer.size()));
            buffer.clear();
        }
    }
}

void write_text(const std::string& text, std::ostream& out) {
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
}

} // namespace

void write_csv(const Table& table, std::ostream& out) {
    check(table);
    std::string header;
    for (const Column& column : table.columns) {
        if (&column != &table.columns.front()) header += ',';
        header += quoted(column.unit.empty() ? column.name : column.name + " [" + column.unit + "]");
    }
    write_text(header + "\n", out);
    write_rows(table, ',', out);
}

void write_sto(const Table& table, const std::string& title, std::ostream& out) {
    check(table);
    std::string header = printable(title, 4096) + "\nversion=1\nnRows=" + std::to_string(table.rows()) +
                         "\nnColumns=" + std::to_string(table.columns.size()) + "\ninDegrees=no\nendheader\n";
    for (const Column& column : table.columns) {
        if (&column != &table.columns.front()) header += '\t';
        header += column.name;
    }
    write_text(header + "\n", out);
    write_rows(table, '\t', out);
}

} // namespace myotatic::runtime
