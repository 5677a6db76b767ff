#include "myotatic/experiment/parameter_set.hpp"

#include "myotatic/core/text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace myotatic {

namespace {

// A double counts rows exactly up to here.
constexpr long long most_rows = 1LL << 53;

std::uint64_t finalise(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}
constexpr std::uint64_t golden = 0x9e3779b97f4a7c15u; // 2^64 over the golden ratio

// A key from a name: FNV-1a.
std::uint64_t key_of(std::string_view name) {
    std::uint64_t hash = 14695981039346656037u;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    return hash;
}

/// Rows of a set, in order.
class RowsOfSet final : public ParameterRows {
public:
    explicit RowsOfSet(const ParameterSet& set) : set_(set) {}
    const std::vector<std::string>& fields() const override { return set_.fields(); }
    long long size() const override { return set_.size(); }
    bool next(std::span<double> values) override {
        if (row_ >= set_.size()) return false;
        set_.values(row_++, values);
        return true;
    }
    void skip(long long rows) override { row_ += rows; }
    void check(const std::vector<Leaf>& parameters) const override { set_.check(parameters); }

private:
    const ParameterSet& set_;
    long long row_ = 0;
};

Problem problem(std::string message, std::string hint = {}) {
    Problem p;
    p.message = std::move(message);
    p.hint = std::move(hint);
    return p;
}

std::vector<std::string> names_of(const std::vector<Leaf>& leaves) {
    std::vector<std::string> names;
    for (const Leaf& leaf : leaves) names.push_back(leaf.name);
    return names;
}

} // namespace

std::uint64_t random_bits(std::uint64_t key, std::uint64_t counter) {
    return finalise(finalise(key + golden * (counter + 1)) ^ key);
}

Permutation::Permutation(std::uint64_t size, std::uint64_t key)
    : size_(size), key_(key), half_bits_(std::max(1, (static_cast<int>(std::bit_width(size > 0 ? size - 1 : 0)) + 1) / 2)) {}

std::uint64_t Permutation::operator()(std::uint64_t i) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    do {
        std::uint64_t left = i >> half_bits_, right = i & mask;
        for (std::uint64_t round = 0; round < 8; ++round) {
            const std::uint64_t mixed = random_bits(key_ + round, right) & mask;
            left = std::exchange(right, left ^ mixed);
        }
        i = left << half_bits_ | right;
    } while (i >= size_);
    return i;
}

namespace {

/// The number with fewer digits that was meant, where rounding hides it: 0.013 for 0.013000000000000001.
double without_rounding(double x) {
    std::array<char, 40> digits;
    const auto [end, _] = std::to_chars(digits.data(), digits.data() + digits.size(), x, std::chars_format::general, 15);
    const double shorter = parse_number({digits.data(), end}).value_or(x);
    return std::abs(shorter - x) <= 2 * std::numeric_limits<double>::epsilon() * std::abs(x) ? shorter : x;
}

} // namespace

std::vector<double> evenly_spaced(double from, double to, std::size_t count) {
    std::vector<double> values(count, from);
    const auto last = static_cast<double>(count) - 1;
    for (std::size_t k = 1; k < count; ++k)
        values[k] = without_rounding(from + (to - from) * (static_cast<double>(k) / last));
    if (count > 1) values.back() = to;
    return values;
}

long long rows_of_grid(std::span<const std::size_t> counts) {
    long long rows = 1;
    std::string product;
    bool too_many = false;
    for (const std::size_t count : counts) {
        product += (product.empty() ? "" : " x ") + std::to_string(count);
        too_many = too_many || (count > 0 && static_cast<unsigned long long>(rows) > most_rows / count);
        if (!too_many) rows *= static_cast<long long>(count);
    }
    if (too_many)
        throw std::length_error("a grid of " + product + " has more rows than can be counted, " + std::to_string(most_rows));
    return rows;
}

ParameterSet::ParameterSet(Design design, std::vector<std::string> fields, long long size)
    : design_(design), fields_(std::move(fields)), size_(size) {}

ParameterSet ParameterSet::list(std::vector<std::string> fields, const std::vector<std::vector<double>>& rows) {
    ParameterSet set(Design::list, std::move(fields), static_cast<long long>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].size() != set.fields_.size())
            throw std::invalid_argument("row " + std::to_string(i) + " has " + std::to_string(rows[i].size()) +
                                        " values for " + std::to_string(set.fields_.size()) + " fields");
        set.table_.insert(set.table_.end(), rows[i].begin(), rows[i].end());
    }
    return set;
}

ParameterSet ParameterSet::grid(const std::vector<Levels>& fields) {
    std::vector<std::string> names;
    std::vector<std::size_t> counts;
    for (const Levels& f : fields) {
        if (f.values.empty()) throw std::invalid_argument("the field '" + f.field + "' of the grid has no values");
        names.push_back(f.field);
        counts.push_back(f.values.size());
    }
    ParameterSet set(Design::grid, std::move(names), rows_of_grid(counts));
    for (const Levels& f : fields) set.levels_.push_back(f.values);
    return set;
}

ParameterSet ParameterSet::latin_hypercube(long long rows, const std::vector<Range>& fields, std::uint64_t seed) {
    if (rows < 1 || rows > most_rows)
        throw std::invalid_argument("a Latin hypercube has at least one row and at most " + std::to_string(most_rows));
    std::vector<std::string> names;
    for (const Range& f : fields) {
        if (!(f.low <= f.high) || !std::isfinite(f.high - f.low))
            throw std::invalid_argument("the range of '" + f.field + "', from " + to_text(f.low) + " to " + to_text(f.high) +
                                        ", is none");
        names.push_back(f.field);
    }
    ParameterSet set(Design::latin_hypercube, std::move(names), rows);
    set.ranges_ = fields;
    for (const Range& f : fields) set.keys_.push_back(random_bits(seed, key_of(f.field)));
    return set;
}

void ParameterSet::values(long long row, std::span<double> into) const {
    switch (design_) {
    case Design::list:
        std::copy_n(table_.begin() + static_cast<std::ptrdiff_t>(row) * static_cast<std::ptrdiff_t>(fields_.size()),
                    fields_.size(), into.begin());
        return;
    case Design::grid:
        return values_of_grid(row, into);
    case Design::latin_hypercube:
        return values_of_hypercube(row, into);
    }
}

void ParameterSet::values_of_grid(long long row, std::span<double> into) const {
    for (std::size_t k = levels_.size(); k-- > 0;) {
        const auto count = static_cast<long long>(levels_[k].size());
        into[k] = levels_[k][static_cast<std::size_t>(row % count)];
        row /= count;
    }
}

void ParameterSet::values_of_hypercube(long long row, std::span<double> into) const {
    const auto i = static_cast<std::uint64_t>(row);
    for (std::size_t k = 0; k < ranges_.size(); ++k) {
        const Permutation part(static_cast<std::uint64_t>(size_), keys_[k]);
        const double place = static_cast<double>(random_bits(~keys_[k], i) >> 11) * 0x1p-53; // in [0, 1)
        const double share = (static_cast<double>(part(i)) + place) / static_cast<double>(size_);
        into[k] = std::min(ranges_[k].low + (ranges_[k].high - ranges_[k].low) * share, ranges_[k].high);
    }
}

std::unique_ptr<ParameterRows> ParameterSet::rows() const { return std::make_unique<RowsOfSet>(*this); }

std::vector<std::size_t> positions(const std::vector<std::string>& fields, const std::vector<Leaf>& parameters) {
    const std::vector<std::string> known = names_of(parameters);
    std::vector<std::size_t> found;
    std::vector<Problem> problems;
    for (const std::string& field : fields) {
        const auto at = static_cast<std::size_t>(std::find(known.begin(), known.end(), field) - known.begin());
        const std::string nearest = nearest_name(field, known);
        if (at == known.size())
            problems.push_back(problem("there is no parameter '" + field + "' to vary",
                                       nearest.empty() ? "" : "did you mean '" + nearest + "'?"));
        else if (std::find(found.begin(), found.end(), at) != found.end())
            problems.push_back(problem("the parameter '" + field + "' varies twice"));
        found.push_back(at);
    }
    if (!problems.empty()) throw InputError(std::move(problems));
    return found;
}

std::string out_of_bounds(const Leaf& parameter, double value) {
    const Unit& unit = parameter.facts.unit;
    if (parameter.facts.bounds.contain(value)) return "";
    return parameter.name + " = " + (std::isfinite(value) ? format_quantity(value, unit) : to_text(value)) +
           " is out of range " + to_text(parameter.facts.bounds, unit);
}

void ParameterSet::check(const std::vector<Leaf>& parameters) const {
    const std::vector<std::size_t> at = positions(fields_, parameters);
    std::vector<Problem> problems;
    constexpr std::size_t most = 20;
    const auto look = [&](std::size_t k, double value, const std::string& where) {
        const std::string what = out_of_bounds(parameters[at[k]], value);
        if (!what.empty() && problems.size() < most) problems.push_back(problem(where + what));
    };
    for (std::size_t k = 0; k < levels_.size(); ++k)
        for (const double value : levels_[k]) look(k, value, "");
    for (std::size_t k = 0; k < ranges_.size(); ++k)
        for (const double end : {ranges_[k].low, ranges_[k].high}) look(k, end, "");
    for (std::size_t i = 0; i < table_.size(); ++i)
        look(i % fields_.size(), table_[i], "row " + std::to_string(i / fields_.size()) + ": ");
    if (!problems.empty()) throw InputError(std::move(problems));
}

} // namespace myotatic
