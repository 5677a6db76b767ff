// Named columns of numbers with units: what traces, sweeps and CSV files are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace myotatic {

struct Column {
    std::string name;
    std::string unit;
    std::vector<double> values;
};

/// Columns of equal length, in SI. The first column of a time series is `time`.
struct Table {
    std::vector<Column> columns;

    std::size_t rows() const { return columns.empty() ? 0 : columns.front().values.size(); }
    /// The column of that name, or a null pointer.
    const Column* find(std::string_view name) const;
    /// The column of that name; throws std::out_of_range naming the nearest one.
    const Column& at(std::string_view name) const;
};

} // namespace myotatic
