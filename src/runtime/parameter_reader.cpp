#include "parameter_reader.hpp"

#include "myotatic/core/text.hpp"
#include "text_file.hpp"

#include <algorithm>

namespace myotatic::runtime {

std::size_t position_of(std::string_view name, const std::vector<Leaf>& leaves) {
    const auto found = std::find_if(leaves.begin(), leaves.end(), [&](const Leaf& leaf) { return leaf.name == name; });
    return static_cast<std::size_t>(found - leaves.begin());
}

bool is_group(std::string_view name, const std::vector<Leaf>& leaves) {
    return std::any_of(leaves.begin(), leaves.end(), [&](const Leaf& leaf) {
        return leaf.name.size() > name.size() && leaf.name.starts_with(name) && leaf.name[name.size()] == '.';
    });
}

std::vector<std::string> names_of(const std::vector<Leaf>& leaves) {
    std::vector<std::string> names;
    for (const Leaf& leaf : leaves) names.push_back(leaf.name);
    return names;
}

namespace {

struct Walk {
    const std::string& path;
    const CircuitFacts& facts;
    Findings& findings;
    const std::string see = "see 'myotatic describe " + facts.name + "'";
    ParameterOverrides found = {};

    void value(const Node& node, const std::string& name) {
        const FieldFacts& field = facts.parameters[position_of(name, facts.parameters)].facts;
        if (const auto si = read_quantity(node, path + "." + name, {field.unit, field.bounds, see}, findings)) {
            found.values[name] = *si;
            found.places[name] = node.place;
        }
    }

    void array(const Node& node, const std::string& name) {
        std::size_t expected = 0;
        while (position_of(name + "." + std::to_string(expected), facts.parameters) < facts.parameters.size()) ++expected;
        const std::string key = path + "." + name;
        if (expected == 0) {
            findings.error(node.place, key + " is an array: expected a table of parameters", see);
            return;
        }
        if (node.items.size() != expected) {
            const bool few = node.items.size() < expected;
            findings.error(node.place,
                           key + " has the wrong shape: 1 x " + std::to_string(node.items.size()) + ", expected 1 x " +
                               std::to_string(expected),
                           few ? "the first that is missing is " + key + "." + std::to_string(node.items.size())
                               : "the first that is too much is at index " + std::to_string(expected));
        }
        for (std::size_t k = 0; k < std::min(expected, node.items.size()); ++k)
            value(node.items[k], name + "." + std::to_string(k));
    }

    void table(const Node& node, const std::string& prefix) {
        for (const Node& entry : node.entries) {
            const std::string name = prefix + entry.name, key = path + "." + name;
            if (position_of(name, facts.parameters) < facts.parameters.size()) {
                value(entry, name);
            } else if (is_group(name, facts.parameters)) {
                if (entry.is(Node::Type::table))
                    table(entry, name + ".");
                else if (entry.is(Node::Type::array))
                    array(entry, name);
                else
                    findings.error(entry.place,
                                   key + " = " + printable(entry.raw) + " is " + kind_of(entry) +
                                       ": expected a table of parameters",
                                   see);
            } else {
                unknown(entry, name);
            }
        }
    }

    // The nearest leaf, or the nearest group when a whole table is misspelt.
    void unknown(const Node& entry, const std::string& name) {
        std::vector<std::string> known = names_of(facts.parameters);
        if (!entry.is(Node::Type::table)) {
            findings.error(entry.key_place, "unknown parameter '" + printable(path + "." + name) + "' of " + facts.name,
                           suggestion(name, known, see));
            return;
        }
        std::vector<std::string> groups;
        for (const std::string& leaf : known)
            for (std::size_t dot = leaf.find('.'); dot != std::string::npos; dot = leaf.find('.', dot + 1))
                if (groups.empty() || groups.back() != leaf.substr(0, dot)) groups.push_back(leaf.substr(0, dot));
        findings.error(entry.key_place, "unknown table '" + printable(path + "." + name) + "' of " + facts.name,
                       suggestion(name, groups.empty() ? known : groups, see));
    }
};

} // namespace

ParameterOverrides read_parameters(const Node* table, const std::string& path, const CircuitFacts& facts,
                                   Findings& findings) {
    Walk walk{path, facts, findings};
    if (table && !table->is(Node::Type::table))
        findings.error(table->place, path + " is " + kind_of(*table) + ": expected a table", "such as [" + path + "]");
    else if (table)
        walk.table(*table, "");
    return std::move(walk.found);
}

} // namespace myotatic::runtime
