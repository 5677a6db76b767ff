// Parameter sets for an ensemble: which fields vary, and their values in each row. Fields have their dotted names, values
// are SI.
//
//     auto corners = ParameterSet::grid({{"cord.w_ia", {0.1, 0.2, 0.4}}, {"nerve.path_length", {0.6, 0.8}}});
//     auto cloud = ParameterSet::latin_hypercube(10'000, {{"cord.w_ia", 0.1, 0.4}, {"nerve.path_length", 0.6, 0.8}}, 1);
//
// A set knows how to make each of its rows and keeps none of them (but for a list), so that a million rows need no more
// memory than a thousand. The same set has the same numbers on every platform.
#pragma once

#include "myotatic/core/error.hpp"
#include "myotatic/core/record.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace myotatic {

/// Rows of parameter values, handed out one after the other.
class ParameterRows {
public:
    ParameterRows() = default;
    ParameterRows(const ParameterRows&) = delete;
    ParameterRows& operator=(const ParameterRows&) = delete;
    virtual ~ParameterRows() = default;

    /// The fields that vary, by dotted name.
    virtual const std::vector<std::string>& fields() const = 0;
    virtual long long size() const = 0;
    /// Writes the values of the next row, one for each field. False after the last one.
    virtual bool next(std::span<double> values) = 0;
    virtual void skip(long long rows) = 0;
    /// Where the last row was written down, for messages.
    virtual Place place() const { return {}; }
    /// Throws InputError if it is known from the start that some row has values out of bounds.
    virtual void check([[maybe_unused]] const std::vector<Leaf>& parameters) const {}
};

/// A field and the values that it takes.
struct Levels {
    std::string field;
    std::vector<double> values;
};

/// A field and the range [low, high] that its values cover.
struct Range {
    std::string field;
    double low = 0, high = 0;
};

/// `count` values from `from` to `to`, at equal distances.
std::vector<double> evenly_spaced(double from, double to, std::size_t count);

/// A design: how many rows, and what is in each of them.
class ParameterSet {
public:
    /// The rows as given. Throws std::invalid_argument unless every row has as many values as there are fields.
    static ParameterSet list(std::vector<std::string> fields, const std::vector<std::vector<double>>& rows);

    /// Each value of each field with each of the others; the last field changes from row to row. Throws
    /// std::invalid_argument for a field without values, std::length_error for more rows than can be counted.
    static ParameterSet grid(const std::vector<Levels>& fields);

    /// Cuts every range into as many equal parts as there are rows; each part holds one row, at a random place, and which
    /// parts come together is random. The numbers of a field depend on seed, rows and its name, and on no other field.
    /// Throws std::invalid_argument for fewer than one row or a range that is none.
    static ParameterSet latin_hypercube(long long rows, const std::vector<Range>& fields, std::uint64_t seed);

    const std::vector<std::string>& fields() const { return fields_; }
    long long size() const { return size_; }
    /// Writes the values of row 0 ≤ row < size().
    void values(long long row, std::span<double> into) const;
    /// Throws InputError with every field that the parameters do not have, that is named twice, and every value or end of
    /// a range that is out of its bounds.
    void check(const std::vector<Leaf>& parameters) const;

    /// To hand them out one after the other. The set must outlive them.
    std::unique_ptr<ParameterRows> rows() const;

private:
    enum class Design { list, grid, latin_hypercube };
    ParameterSet(Design design, std::vector<std::string> fields, long long size);
    void values_of_grid(long long row, std::span<double> into) const;
    void values_of_hypercube(long long row, std::span<double> into) const;

    Design design_;
    std::vector<std::string> fields_;
    long long size_;
    std::vector<double> table_;               // of a list: row by row
    std::vector<std::vector<double>> levels_; // of a grid
    std::vector<Range> ranges_;               // of a hypercube
    std::vector<std::uint64_t> keys_;
};

/// Which of the parameters each field is. Throws InputError with every field that they do not have or that is named twice.
std::vector<std::size_t> positions(const std::vector<std::string>& fields, const std::vector<Leaf>& parameters);

/// What is wrong with a value of a parameter; nothing if it is within its bounds.
std::string out_of_bounds(const Leaf& parameter, double value);

/// How many rows a grid of so many values in each field has. Throws std::length_error beyond 2^53.
long long rows_of_grid(std::span<const std::size_t> counts);

/// A permutation of 0 … size − 1 that is computed, not stored: a balanced Feistel network over the next power of four,
/// walked until it comes back into the range (Black and Rogaway 2002, "Ciphers with arbitrary finite domains").
class Permutation {
public:
    Permutation(std::uint64_t size, std::uint64_t key);
    std::uint64_t operator()(std::uint64_t i) const;

private:
    std::uint64_t size_, key_;
    int half_bits_;
};

/// 64 random bits for each pair of key and counter: the finaliser of SplitMix64 (Steele, Lea and Flood 2014), twice.
std::uint64_t random_bits(std::uint64_t key, std::uint64_t counter);

} // namespace myotatic
