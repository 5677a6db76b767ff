// One line of a comma separated table: cells, and what is wrong with them.
#pragma once

#include "myotatic/core/error.hpp"
#include "myotatic/core/table.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

struct Cell {
    std::string text;
    int column = 1; ///< of its first character in the line, from 1
};

/// Without blanks and tabs at its ends.
std::string trim(std::string_view s);

/// Collects problems and, once there are enough, ends the reading.
struct Complaints {
    std::string file;
    std::vector<Problem> problems{};

    /// Throws InputError with all of them when they are 20.
    void add(int line, int column, std::string message, std::string hint);
    /// Throws them if there are any.
    void finish();
};

/// The cells of a line.
std::vector<Cell> split_csv(std::string_view line, int number, Complaints& complaints);

/// A column from its heading, `name [unit]`.
Column named(const std::string& header);

/// A hint for a cell that holds no number; may be empty.
std::string why_not_a_number(const std::string& text);

} // namespace myotatic::runtime
