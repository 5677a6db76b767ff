// TOML as a tree that remembers where each value stands and how it was written. The only reader of TOML.
#pragma once

#include "myotatic/core/error.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

struct Node {
    enum class Type { boolean, integer, real, text, date, array, table };
    Type type = Type::table;
    std::string name; ///< in its table; empty for items of an array
    Place place;      ///< of the value; for a table, of its name
    Place key_place;  ///< of the name
    std::string raw;  ///< the value as written, on one line
    std::int64_t integer = 0;
    double real = 0; ///< also for integers
    std::string text;
    std::vector<Node> items;   ///< of an array
    std::vector<Node> entries; ///< of a table, in the order of the file

    bool is(Type t) const { return type == t; }
    bool is_number() const { return is(Type::integer) || is(Type::real); }
    const Node* find(std::string_view key) const;
};

/// "the integer 3", "the string "3"", "a table", for messages.
std::string kind_of(const Node& node);

/// The tree of a document. Throws InputError for the first syntax error, with the line and a caret; for a duplicate key,
/// with both places.
Node parse_toml(std::string_view text, const std::string& name);

/// Puts a value at its dotted key, making tables on the way; what it replaces is gone. Throws InputError when the key
/// leads through something that is not a table.
void apply(const Override& change, Node& root);

/// A TOML string, with quotes.
std::string toml_string(std::string_view text);

} // namespace myotatic::runtime
