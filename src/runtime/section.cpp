#include "section.hpp"

#include "myotatic/core/text.hpp"
#include "text_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <tuple>

namespace myotatic::runtime {

void Findings::error(const Place& place, std::string message, std::string hint) {
    errors_.push_back({place, std::move(message), std::move(hint)});
}
void Findings::warning(const Place& place, std::string message, std::string hint) {
    warnings_.push_back({place, std::move(message), std::move(hint), Problem::Severity::warning});
}
void Findings::too_much(const Place& place, std::string message, std::string hint) {
    excesses_.push_back({place, std::move(message), std::move(hint)});
}
void Findings::adopt(const InputError& other, const Place& place) {
    for (Problem problem : other.problems()) {
        if (problem.place.file.empty()) problem.place = place;
        errors_.push_back(std::move(problem));
    }
}

void Findings::throw_if_any() {
    constexpr std::size_t most = 20;
    if (!errors_.empty()) {
        std::stable_sort(errors_.begin(), errors_.end(), [](const Problem& a, const Problem& b) {
            return std::tie(a.place.file, a.place.line, a.place.column) <
                   std::tie(b.place.file, b.place.line, b.place.column);
        });
        if (errors_.size() > most) {
            const std::string more = "and " + std::to_string(errors_.size() - most) + " more problems";
            errors_.resize(most);
            errors_.back().hint += (errors_.back().hint.empty() ? "" : "; ") + more;
        }
        throw InputError(errors_);
    }
    if (!excesses_.empty()) throw ResourceError(excesses_.front());
}

std::string suggestion(std::string_view written, std::span<const std::string> valid, const std::string& where) {
    if (const std::string nearest = nearest_name(written, valid); !nearest.empty()) return "did you mean '" + nearest + "'?";
    if (valid.empty()) return where;
    return valid.size() > 24 && !where.empty() ? where : "valid: " + join(valid);
}

Bounds closed_range(double low, double high) { return {.low = low, .high = high, .low_open = false, .high_open = false}; }
Bounds positive_up_to(double high) { return {.low = 0, .high = high, .low_open = true, .high_open = false}; }

namespace {

// "[0.1, 300]; unit: ms"
std::string range_and_unit(const Bounds& bounds, const Unit& unit) {
    const std::string shown = to_text(bounds, unit);
    return shown.substr(0, shown.find_first_of(")]") + 1) +
           "; unit: " + (unit.text == "1" ? "none" : std::string(unit.text));
}

bool bounded(const Bounds& b) { return std::isfinite(b.low) || std::isfinite(b.high); }

// The number before the unit of a quantity.
std::optional<double> leading_number(std::string_view text) {
    for (std::size_t n = text.size(); n > 0; --n)
        if (const auto x = parse_number(text.substr(0, n))) return x;
    return std::nullopt;
}

// A value that is out of range because of a slip of unit (40 s for 40 ms): the same number in the unit that fits.
std::string unit_slip(double number, const Requirement& required) {
    std::vector<std::string_view> symbols{required.unit.text};
    for (const auto& symbol : known_unit_symbols()) symbols.push_back(symbol.text);
    for (const std::string_view symbol : symbols) {
        const Unit unit(symbol);
        const double si = number * unit.to_si;
        if (!unit.commensurable(required.unit) || symbol == "1" || !required.bounds.contain(si) ||
            !required.bounds.plausible(si))
            continue;
        const std::string base = symbol == required.unit.text ? "" : " (" + format_quantity(si, required.unit) + ")";
        return "did you mean \"" + to_text(number) + " " + std::string(symbol) + "\"" + base + "?";
    }
    return "";
}

std::string both(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + "; " + b; }

} // namespace

std::optional<double> read_quantity(const Node& node, const std::string& key, const Requirement& required,
                                    Findings& findings) {
    const Unit& unit = required.unit;
    const Bounds& bounds = required.bounds;
    const bool plain = unit.dimension.none() && unit.kind == Kind::number;
    const std::string equation = key + " = " + printable(node.raw);
    const std::string allowed =
        bounded(bounds) ? "allowed: " + range_and_unit(bounds, unit) : "unit: " + (plain ? "none" : std::string(unit.text));
    const auto refuse = [&](const std::string& what) {
        findings.error(node.place, equation + " " + what, both(allowed, required.see));
        return std::nullopt;
    };

    double si = 0, number = 0;
    if (node.is(Node::Type::text)) {
        try {
            si = parse_quantity(node.text, unit);
        } catch (const std::invalid_argument& problem) {
            return refuse(problem.what());
        }
        if (plain && parse_number(node.text)) return refuse("is a string: expected a number, without quotes");
        number = leading_number(node.text).value_or(si);
    } else if (node.is_number()) {
        number = si = node.real;
        if (!std::isfinite(si))
            return refuse("is not finite: expected " + (plain ? "a number" : "a quantity in " + std::string(unit.text)));
        if (!plain)
            return refuse("has no unit: expected a quantity in " + std::string(unit.text) + ", such as \"" + node.raw + " " +
                          std::string(unit.text) + "\"");
    } else {
        return refuse("is " + kind_of(node) + ": expected " +
                      (plain ? "a number" : "a quantity in " + std::string(unit.text)));
    }

    si += 0.0; // no negative zero
    // A bound and a value that are the same decimal may differ in their last bit.
    for (const double bound : {bounds.low, bounds.high})
        if (std::isfinite(bound) && std::abs(si - bound) <= 4 * std::numeric_limits<double>::epsilon() * std::abs(bound))
            si = bound;
    if (!bounds.contain(si)) {
        findings.error(node.place, equation + " is out of range " + range_and_unit(bounds, unit),
                       both(unit_slip(number, required), required.see));
        return std::nullopt;
    }
    if (!bounds.plausible(si)) {
        const Bounds usual = closed_range(bounds.plausible_low, bounds.plausible_high);
        findings.warning(node.place, equation + " is unusual: outside " + range_and_unit(usual, unit),
                         both(unit_slip(number, required), required.see));
    }
    return si;
}

Section::Section(const Node* table, std::string path, Findings& findings) : path_(std::move(path)), findings_(findings) {
    if (!table) return;
    place_ = table->place;
    if (table->is(Node::Type::table))
        table_ = table;
    else
        findings_.error(table->place,
                        path_ + " = " + printable(table->raw) + " is " + kind_of(*table) + ": expected a table",
                        "such as [" + path_ + "]");
}

const Node* Section::find(const std::string& name) {
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.push_back(name);
    return table_ ? table_->find(name) : nullptr;
}

std::optional<double> Section::quantity(const std::string& name, const Requirement& required) {
    const Node* node = find(name);
    return node ? read_quantity(*node, path(name), required, findings_) : std::nullopt;
}

double Section::quantity(const std::string& name, double otherwise, const Requirement& required) {
    return quantity(name, required).value_or(otherwise);
}

std::optional<long long> Section::count(const std::string& name, long long low, long long high) {
    const Node* node = find(name);
    if (!node) return std::nullopt;
    const std::string equation = path(name) + " = " + printable(node->raw);
    const std::string range = "[" + std::to_string(low) + ", " + std::to_string(high) + "]; unit: none";
    // 1e6 is how people write a million; 3.5 is no count.
    const bool whole = node->is(Node::Type::integer) || (node->is(Node::Type::real) && node->real == std::floor(node->real));
    if (!whole) {
        findings_.error(node->place, equation + " is " + kind_of(*node) + ": expected a whole number", "allowed: " + range);
    } else if (node->real < static_cast<double>(low) || node->real > static_cast<double>(high)) {
        findings_.error(node->place, equation + " is out of range " + range, "see docs/scenario.md");
    } else {
        return node->is(Node::Type::integer) ? node->integer : static_cast<long long>(node->real);
    }
    return std::nullopt;
}

std::optional<bool> Section::truth(const std::string& name) {
    const Node* node = find(name);
    if (!node) return std::nullopt;
    if (node->is(Node::Type::boolean)) return node->raw == "true";
    findings_.error(node->place,
                    path(name) + " = " + printable(node->raw) + " is " + kind_of(*node) + ": expected true or false");
    return std::nullopt;
}

std::optional<std::string> Section::text(const std::string& name) {
    const Node* node = find(name);
    if (!node) return std::nullopt;
    if (node->is(Node::Type::text)) return node->text;
    findings_.error(node->place,
                    path(name) + " = " + printable(node->raw) + " is " + kind_of(*node) + ": expected a string");
    return std::nullopt;
}

std::optional<std::string> Section::choice(const std::string& name, std::span<const std::string> words,
                                           const std::string& noun) {
    const auto word = text(name);
    if (!word || std::find(words.begin(), words.end(), *word) != words.end()) return word;
    const std::string nearest = nearest_name(*word, words);
    findings_.error(find(name)->place, path(name) + " = " + printable(toml_string(*word)) + " is no " + noun,
                    both(nearest.empty() ? "" : "did you mean '" + nearest + "'?",
                         words.empty() ? "it has none" : "valid: " + join(words)));
    return std::nullopt;
}

std::vector<std::string> Section::texts(const std::string& name) {
    const Node* node = find(name);
    std::vector<std::string> all;
    if (!node) return all;
    bool good = node->is(Node::Type::array);
    if (good)
        for (const Node& item : node->items) {
            good = good && item.is(Node::Type::text);
            all.push_back(item.text);
        }
    if (!good)
        findings_.error(node->place, path(name) + " = " + printable(node->raw) + " is no array of strings",
                        "such as " + name + " = [\"a\", \"b\"]");
    return good ? all : std::vector<std::string>{};
}

Section Section::section(const std::string& name) { return Section(find(name), path(name), findings_); }

void Section::finish() {
    if (!table_) return;
    for (const Node& entry : table_->entries) {
        if (std::find(known_.begin(), known_.end(), entry.name) != known_.end()) continue;
        const std::string nearest = nearest_name(entry.name, known_);
        findings_.error(entry.key_place, "unknown key '" + printable(path(entry.name)) + "'",
                        both(nearest.empty() ? "" : "did you mean '" + path(nearest) + "'?",
                             "valid" + (path_.empty() ? "" : " in [" + path_ + "]") + ": " + join(known_)));
    }
}

} // namespace myotatic::runtime
