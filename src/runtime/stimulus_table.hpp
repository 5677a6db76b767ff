// The numbers of a stimulus that stand in a file: a column over time, in SI.
#pragma once

#include "section.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace myotatic::runtime {

struct TableColumn {
    std::filesystem::path file;
    std::string column, time_column;
    std::optional<std::string> unit; ///< of the column, in place of what the file says
    double scale = 1;
};

struct Series {
    std::vector<double> times, values; ///< SI
};

/// Reads one column for a stimulus table (`section`, whose keys `file`, `unit` and `scale` are pointed at by messages).
std::optional<Series> read_series(const TableColumn& wanted, const Unit& expected, Section& section, Findings& findings);

} // namespace myotatic::runtime
