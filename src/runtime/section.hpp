// Reading the tables of a scenario: typed values with their checks, and every problem kept until the end.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/unit.hpp"
#include "toml_source.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

/// The problems found so far.
class Findings {
public:
    void error(const Place& place, std::string message, std::string hint = "");
    void warning(const Place& place, std::string message, std::string hint = "");
    void too_much(const Place& place, std::string message, std::string hint = "");
    /// Takes over what another reader found; problems without a place get this one.
    void adopt(const InputError& other, const Place& place);

    std::size_t errors() const { return errors_.size(); }
    std::vector<Problem> warnings() const { return warnings_; }
    /// Throws InputError if there are errors, in the order of the file and at most 20; else ResourceError if there is
    /// reason.
    void throw_if_any();

private:
    std::vector<Problem> errors_, warnings_, excesses_;
};

/// "did you mean 'x'?" or, when nothing is near, the list of what is valid (`where` if that is too long).
std::string suggestion(std::string_view written, std::span<const std::string> valid, const std::string& where = "");

/// What a number must be: its unit, its range, and where to read more about it.
struct Requirement {
    Unit unit;
    Bounds bounds = {};
    std::string see = "see docs/scenario.md";
};

/// Ranges that many keys share.
Bounds closed_range(double low, double high);
Bounds positive_up_to(double high);

/// The SI value of a quantity ("30 ms", or a bare number where there is no dimension), checked against its range.
/// `key` is its full dotted name. What is wrong goes to the findings.
std::optional<double> read_quantity(const Node& node, const std::string& key, const Requirement& required,
                                    Findings& findings);

/// One table and the keys that are asked of it. An absent table is an empty one. Whoever asks for a key declares it valid;
/// `finish` reports the others.
class Section {
public:
    Section(const Node* table, std::string path, Findings& findings);

    const Node* find(const std::string& name);
    std::optional<double> quantity(const std::string& name, const Requirement& required);
    double quantity(const std::string& name, double otherwise, const Requirement& required);
    std::optional<long long> count(const std::string& name, long long low, long long high);
    std::optional<bool> truth(const std::string& name);
    std::optional<std::string> text(const std::string& name);
    /// One of the given words.
    std::optional<std::string> choice(const std::string& name, std::span<const std::string> words, const std::string& noun);
    std::vector<std::string> texts(const std::string& name);
    Section section(const std::string& name);
    void finish();

    Place place() const { return place_; }
    const std::string& path() const { return path_; }
    std::string path(const std::string& name) const { return path_.empty() ? name : path_ + "." + name; }
    Findings& findings() { return findings_; }
    const Node* node() const { return table_; }

private:
    const Node* table_ = nullptr;
    std::string path_;
    Findings& findings_;
    Place place_;
    std::vector<std::string> known_;
};

} // namespace myotatic::runtime
