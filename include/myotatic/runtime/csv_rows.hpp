// Parameter sets from a table of comma separated values, one for each row, read row by row.
//
//     w_ia,nerve.path_length [m]
//     0.1,0.75
//     0.2,0.8
#pragma once

#include "myotatic/experiment/parameter_set.hpp"
#include "myotatic/runtime/catalogue.hpp"

#include <filesystem>
#include <fstream>

namespace myotatic::runtime {

/// The heading of each column is a parameter of the circuit, with its unit unless it has none. Lines that begin with `#`
/// before the heading are comments.
class CsvRows final : public ParameterRows {
public:
    /// Reads the file once, keeping nothing but the number of rows. Throws InputError with every problem (at most 20), each
    /// with file:line:column; std::filesystem::filesystem_error for a file that cannot be read.
    CsvRows(const std::filesystem::path& file, const CircuitFacts& facts);

    const std::vector<std::string>& fields() const override { return fields_; }
    long long size() const override { return size_; }
    bool next(std::span<double> values) override;
    void skip(long long rows) override;
    Place place() const override { return {name_, line_, 1}; }

private:
    const CircuitFacts& facts_;
    std::string name_;
    std::ifstream in_;
    std::string text_; // of the current line
    int line_ = 0, first_line_ = 0;
    std::streampos first_row_;
    std::vector<std::string> fields_;
    std::vector<std::size_t> positions_;
    std::vector<std::string> units_; // as written; empty where numbers are SI
    long long size_ = 0;

    bool next_line();
    void read_heading();
    /// Of the current line; what is wrong goes to the complaints.
    void read_row(std::span<double> values, struct Complaints& complaints) const;
};

/// What is wrong with a value of a parameter of the circuit, bounds and the shortest delay included; nothing if it is good.
std::string unfit(const CircuitFacts& facts, std::size_t parameter, double value);

} // namespace myotatic::runtime
