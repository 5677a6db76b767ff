// Tables as text: CSV with units in its header, and OpenSim's .sto/.mot. The same bytes in every locale.
//
//     time [s],length [mm]
//     0,0
//     0.001,0.25
#pragma once

#include "myotatic/core/error.hpp"
#include "myotatic/core/table.hpp"

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

/// What a table must fulfil to be read; whatever it violates is reported at once.
struct Expectation {
    std::string time_column = "time";      ///< must be there and increase strictly; empty for a table without time
    std::vector<std::string> columns = {}; ///< must be there
    bool finite = true;                    ///< refuse nan and inf
};

/// A table as it stands in a file: numbers and units as written there, *not* converted.
struct TextTable {
    Table table;             ///< Column::unit is empty when the file gives none
    bool si = false;         ///< .sto: columns without a unit are SI by OpenSim's convention …
    bool in_degrees = false; ///< … except angles, when its header says `inDegrees=yes`
};

/// Reads a comma separated table. The first line that does not begin with `#` names the columns, as `name` or
/// `name [unit]`; cells are numbers with a decimal point, and may be quoted. Throws InputError with every problem (at most
/// 20), each with file:line:column, value and what was expected. `name` is how the file is called in messages.
TextTable parse_csv(std::string_view text, const std::string& name, const Expectation& expected = {});

/// Reads an OpenSim storage: header lines up to `endheader`, column labels, rows; separated by tabs (or blanks).
TextTable parse_sto(std::string_view text, const std::string& name, const Expectation& expected = {});

/// Reads a file: `.sto` and `.mot` as OpenSim storage, anything else as CSV. A file that cannot be opened is a
/// std::filesystem::filesystem_error.
TextTable read_table(const std::filesystem::path& file, const Expectation& expected = {});

/// Writes numbers so that they read back as the same doubles, with the fewest digits. Names and units go to the header.
/// Throws std::invalid_argument for columns of unequal length or a line break in a name. Check the stream afterwards.
void write_csv(const Table& table, std::ostream& out);

/// Writes version 1 of OpenSim's format: header with name, version, nRows, nColumns, inDegrees=no; tab separated. The
/// format has no place for units: the numbers are SI.
void write_sto(const Table& table, const std::string& title, std::ostream& out);

} // namespace myotatic::runtime
