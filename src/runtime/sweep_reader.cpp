#include "sweep_reader.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/runtime/csv_rows.hpp"
#include "myotatic/runtime/sweep.hpp"
#include "parameter_reader.hpp"
#include "text_file.hpp"
#include "workload.hpp"

#include <algorithm>
#include <stdexcept>
#include <system_error>

namespace myotatic::runtime {

const std::vector<std::string>& sweep_designs() {
    static const std::vector<std::string> names{"grid", "latin_hypercube", "list"};
    return names;
}

namespace {

constexpr long long most_steps = 1'000'000;
constexpr long long countable = 1LL << 53;
constexpr long long most_rows = 1'000'000'000; // a hundred bytes of results each, and more

struct Walk {
    SweepDesign& design;
    const CircuitFacts& facts;
    Findings& findings;
    const std::string see = "see 'myotatic describe " + facts.name + "'";

    void table(const Node& node, const std::string& prefix) {
        for (const Node& entry : node.entries) {
            const std::string name = prefix + entry.name;
            const std::size_t at = position_of(name, facts.parameters);
            if (at < facts.parameters.size())
                vary(entry, at);
            else if (is_group(name, facts.parameters) && entry.is(Node::Type::table))
                table(entry, name + ".");
            else
                findings.error(entry.key_place,
                               "unknown parameter '" + printable("sweep.vary." + name) + "' of " + facts.name,
                               suggestion(name, names_of(facts.parameters), see));
        }
    }

    void vary(const Node& node, std::size_t parameter) {
        const Leaf& leaf = facts.parameters[parameter];
        const std::string key = "sweep.vary." + leaf.name;
        for (const Varied& other : design.vary)
            if (other.parameter == leaf.name) findings.error(node.key_place, key + " appears twice");
        Varied varied{.parameter = leaf.name};
        const bool range = node.is(Node::Type::table);
        if (range && design.kind != "list") {
            read_range(node, key, parameter, varied);
        } else if (node.is(Node::Type::array) && design.kind != "latin_hypercube") {
            for (std::size_t k = 0; k < node.items.size(); ++k)
                if (const auto si = read_value(node.items[k], key + "." + std::to_string(k), parameter))
                    varied.values.push_back(*si);
            if (node.items.empty()) findings.error(node.place, key + " = [] has no values", "leave it out, or give some");
            check_length(node, key);
        } else {
            const std::string quantity = plain(leaf.facts.unit) ? "1" : "\"1 " + std::string(leaf.facts.unit.text) + "\"";
            const std::string as_range =
                "{from = " + quantity + ", to = …" + (design.kind == "latin_hypercube" ? "}" : ", steps = 5}");
            findings.error(node.place,
                           key + " = " + printable(node.raw) + " is " + kind_of(node) + ": expected " +
                               (design.kind == "latin_hypercube" ? "a range" : "an array of values"),
                           "such as " + (design.kind == "latin_hypercube" ? as_range : "[" + quantity + ", …]") +
                               (design.kind == "grid" ? " or " + as_range : ""));
        }
        design.vary.push_back(std::move(varied));
    }

    static bool plain(const Unit& unit) { return unit.dimension.none() && unit.kind == Kind::number; }

    std::optional<double> read_value(const Node& node, const std::string& key, std::size_t parameter) {
        const FieldFacts& field = facts.parameters[parameter].facts;
        const auto si = read_quantity(node, key, {field.unit, field.bounds, see}, findings);
        if (si)
            if (const std::string what = unfit(facts, parameter, *si); !what.empty()) findings.error(node.place, what, see);
        return si;
    }

    void read_range(const Node& node, const std::string& key, std::size_t parameter, Varied& varied) {
        Section section(&node, key, findings);
        const auto end = [&](const std::string& name) -> std::optional<double> {
            if (const Node* value = section.find(name)) return read_value(*value, section.path(name), parameter);
            findings.error(node.place, section.path(name) + " is missing", "a range has 'from' and 'to'");
            return std::nullopt;
        };
        const auto from = end("from"), to = end("to");
        if (design.kind == "grid") {
            if (!section.find("steps"))
                findings.error(node.place, section.path("steps") + " is missing",
                               "how many values there are, both ends included");
            varied.steps = section.count("steps", 2, most_steps).value_or(2);
        }
        section.finish();
        if (!from || !to) return;
        varied.from = *from, varied.to = *to;
        if (*from > *to)
            findings.error(section.find("to")->place, section.path("to") + " = " + to_text(*to) + " lies below " +
                                                          section.path("from") + " = " + to_text(*from) + " (SI)");
        const std::string& name = facts.parameters[parameter].name;
        const bool delay = std::find(facts.delays.begin(), facts.delays.end(), name) != facts.delays.end();
        if (delay && *from == 0 && *to > 0)
            findings.error(section.find("from")->place,
                           key + " goes through delays below 0.01 ms: a delay is 0 or at least that; unit: ms",
                           design.kind == "grid" ? "give the values one by one, as an array" : "begin with \"0.01 ms\"");
    }

    // The values of a list stand side by side.
    void check_length(const Node& node, const std::string& key) {
        if (design.kind != "list") return;
        if (!length_) {
            length_ = node.items.size();
            first_ = key;
        } else if (*length_ != node.items.size()) {
            findings.error(node.place,
                           key + " has " + std::to_string(node.items.size()) + " values, " + first_ + " has " +
                               std::to_string(*length_),
                           "the rows of a list take one value of each");
        }
    }
    std::optional<std::size_t> length_{};
    std::string first_{};
};

void read_csv(Section& section, SweepDesign& design, const CircuitFacts& facts, const std::filesystem::path& folder) {
    const Node& node = *section.find("csv");
    design.kind = "csv";
    const auto file = section.text("csv");
    for (const std::string key : {"rows", "seed", "vary"})
        if (const Node* other = section.find(key))
            section.findings().error(other->key_place,
                                     section.path(key) + " does not go with sweep.csv, which has all rows");
    if (!file) return;
    design.csv = *file;
    try {
        const CsvRows rows(folder / design.csv, facts);
    } catch (const InputError& problems) {
        section.findings().adopt(problems, node.place);
    } catch (const std::filesystem::filesystem_error& problem) {
        std::error_code ignored;
        section.findings().error(
            node.place, "sweep.csv = " + printable(node.raw) + " cannot be read: " + problem.code().message(),
            "looked for " + printable(std::filesystem::absolute(folder / design.csv, ignored).string(), 400));
    }
}

} // namespace

std::optional<SweepDesign> read_sweep(const Node* table, const CircuitFacts& facts, const std::filesystem::path& folder,
                                      Findings& findings) {
    if (!table) return std::nullopt;
    Section section(table, "sweep", findings);
    if (!section.node()) return std::nullopt;
    SweepDesign design;
    const Node *kind = section.find("design"), *csv = section.find("csv"), *vary = section.find("vary");
    section.find("rows"), section.find("seed");
    section.finish();
    if (csv) {
        if (kind) findings.error(kind->key_place, "sweep.design does not go with sweep.csv, which has all rows");
        read_csv(section, design, facts, folder);
        return design;
    }
    if (!kind) {
        findings.error(section.place(), "sweep.design is missing",
                       "valid: " + join(sweep_designs()) + "; or give sweep.csv");
        return design;
    }
    const auto chosen = section.choice("design", sweep_designs(), "design");
    if (!chosen) return design;
    design.kind = *chosen;

    if (design.kind == "latin_hypercube") {
        if (!section.find("rows")) findings.error(section.place(), "sweep.rows is missing", "how many rows there are");
        design.rows = section.count("rows", 1, countable).value_or(1);
        design.seed = static_cast<std::uint64_t>(section.count("seed", 0, countable).value_or(1));
    } else {
        for (const std::string key : {"rows", "seed"})
            if (const Node* other = section.find(key))
                findings.error(other->key_place,
                               section.path(key) + " is for the design latin_hypercube, not for " + design.kind);
    }
    const std::size_t before = findings.errors();
    Section varied = section.section("vary");
    Walk walk{design, facts, findings};
    if (varied.node()) walk.table(*varied.node(), "");
    if (findings.errors() == before && design.vary.empty())
        findings.error(vary ? vary->place : section.place(), "[sweep.vary] names no parameter",
                       "such as " + facts.parameters.front().name +
                           (design.kind == "latin_hypercube" ? " = {from = …, to = …}" : " = […]"));
    if (findings.errors() == before) {
        try {
            if (const long long rows = rows_of(design); rows > most_rows)
                findings.too_much(varied.place(),
                                  "the sweep has " + std::to_string(rows) + " rows, more than " +
                                      std::to_string(rows / 10'000'000) + " GB of results; limit " +
                                      std::to_string(most_rows) + " rows",
                                  "several sweeps with seeds of their own, or with parts of the grid, can be put together");
        } catch (const std::length_error& error) {
            findings.too_much(varied.place(), std::string("[sweep.vary]: ") + error.what(), "vary fewer, or in fewer steps");
        }
    }
    return design;
}

} // namespace myotatic::runtime
