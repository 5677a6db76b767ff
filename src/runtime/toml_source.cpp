#include "toml_source.hpp"

#include "myotatic/core/text.hpp"
#include "text_file.hpp"

#define TOML_HEADER_ONLY 1
#if __has_include(<toml++/impl/preprocessor.h>)
// toml++ 3.3 asserts, before it looks, that a table header holds a key: "[=x]" would end the program, and under Clang be
// undefined. The look that follows is right, so without the assertion that header is told as any other error.
#include <toml++/impl/preprocessor.h>
#undef TOML_ASSERT
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT(condition) static_cast<void>(0)
#define TOML_ASSERT_ASSUME(condition) static_cast<void>(0)
#endif
#include <toml++/toml.h>

#include <algorithm>
#include <optional>

namespace myotatic::runtime {

const Node* Node::find(std::string_view key) const {
    for (const Node& entry : entries)
        if (entry.name == key) return &entry;
    return nullptr;
}

std::string kind_of(const Node& node) {
    switch (node.type) {
    case Node::Type::boolean:
        return node.raw;
    case Node::Type::integer:
        return "the integer " + node.raw;
    case Node::Type::real:
        return "the number " + node.raw;
    case Node::Type::text:
        return "the string " + printable(node.raw);
    case Node::Type::date:
        return "the date or time " + node.raw;
    case Node::Type::array:
        return "an array";
    case Node::Type::table:
        return "a table";
    }
    return "";
}

std::string toml_string(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        constexpr std::string_view digits = "0123456789ABCDEF";
        if (c == '"' || c == '\\')
            quoted += std::string("\\") + c;
        else if (c == '\n')
            quoted += "\\n";
        else if (byte < 0x20 || byte == 0x7F)
            quoted += std::string("\\u00") + digits[byte >> 4] + digits[byte & 15];
        else
            quoted += c;
    }
    return quoted + "\"";
}

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// Byte position of the n-th character (from 1) of a line of UTF-8.
std::size_t byte_of(std::string_view line, std::size_t n) {
    std::size_t i = 0;
    for (; n > 1 && i < line.size(); --n) {
        ++i;
        while (i < line.size() && (static_cast<unsigned char>(line[i]) & 0xC0u) == 0x80u) ++i;
    }
    return i;
}

struct Source {
    std::string name;
    std::vector<std::string_view> lines;

    Place place(const toml::source_position& p) const {
        return {name, static_cast<int>(p.line), static_cast<int>(p.column)};
    }
    std::string_view line(std::size_t number) const {
        return number >= 1 && number <= lines.size() ? lines[number - 1] : std::string_view{};
    }
    std::string raw(const toml::source_region& r) const {
        const std::string_view first = line(r.begin.line);
        const std::size_t begin = byte_of(first, r.begin.column);
        const std::size_t end = r.end.line == r.begin.line ? byte_of(first, r.end.column) : first.size();
        return std::string(first.substr(begin, end - begin)) + (r.end.line == r.begin.line ? "" : "…");
    }
};

Node convert(const toml::node& from, const Source& source) {
    using Type = Node::Type;
    Node node;
    node.place = source.place(from.source().begin);
    node.raw = source.raw(from.source());
    if (const auto* table = from.as_table()) {
        for (const auto& [key, value] : *table) {
            Node entry = convert(value, source);
            entry.key_place = source.place(key.source().begin);
            if (entry.is(Type::table)) entry.place = entry.key_place;
            entry.name = key.str();
            node.entries.push_back(std::move(entry));
        }
        std::stable_sort(node.entries.begin(), node.entries.end(), [](const Node& a, const Node& b) {
            return std::pair(a.key_place.line, a.key_place.column) < std::pair(b.key_place.line, b.key_place.column);
        });
    } else if (const auto* array = from.as_array()) {
        node.type = Type::array;
        for (const auto& item : *array) {
            node.items.push_back(convert(item, source));
            node.items.back().key_place = node.items.back().place;
        }
    } else if (const auto* text = from.as_string()) {
        node.type = Type::text, node.text = text->get();
    } else if (const auto* integer = from.as_integer()) {
        node.type = Type::integer, node.integer = integer->get(), node.real = static_cast<double>(integer->get());
    } else if (const auto* real = from.as_floating_point()) {
        node.type = Type::real, node.real = real->get();
        const std::string_view mantissa = std::string_view(node.raw).substr(0, node.raw.find_first_of("eE"));
        if (node.real == 0 && mantissa.find_first_of("123456789") != std::string_view::npos)
            throw InputError(node.place, node.raw + " is too small for a double", "the smallest is 2.2e-308");
    } else {
        node.type = from.is_boolean() ? Type::boolean : Type::date;
    }
    return node;
}

// The parser descends once per part of a dotted key; nobody writes hundreds of them.
void refuse_endless_keys(const Source& source) {
    constexpr int most = 200;
    for (std::size_t n = 1; n <= source.lines.size(); ++n) {
        int dots = 0;
        for (const char c : source.line(n)) {
            const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              std::string_view("_-\"' \t.").find(c) != std::string_view::npos;
            dots = word ? dots + (c == '.') : 0;
            if (dots > most) throw InputError({source.name, static_cast<int>(n), 1}, "a key of more than 200 parts");
        }
    }
}

std::optional<toml::table> try_parse(std::string_view text) {
    try {
        return std::optional<toml::table>(toml::parse(text));
    } catch (const toml::parse_error&) {
        return std::nullopt;
    }
}

// The names that a single line (`a.b = …` or `[a.b]`) defines, outermost first.
std::vector<std::string> names_in(std::string_view line) {
    std::vector<std::string> names;
    if (const auto parsed = try_parse(line)) {
        const toml::node* node = &*parsed;
        while (node && node->as_table() && node->as_table()->size() == 1) {
            names.emplace_back(node->as_table()->begin()->first.str());
            node = &node->as_table()->begin()->second;
        }
    }
    return names;
}

// Where the key that is defined again at `line` was first defined: the text above is a valid document and holds it.
std::optional<Place> first_definition(const Source& source, std::string_view text, std::size_t line) {
    const auto above = try_parse(text.substr(0, static_cast<std::size_t>(source.line(line).data() - text.data())));
    if (!above) return std::nullopt;
    std::vector<std::string> names;
    const auto is_header = [&](std::size_t n) {
        const std::size_t i = source.line(n).find_first_not_of(" \t");
        return i != std::string_view::npos && source.line(n)[i] == '[';
    };
    if (!is_header(line))
        for (std::size_t n = line; n-- > 1;)
            if (is_header(n)) {
                names = names_in(source.line(n));
                break;
            }
    for (std::string& name : names_in(source.line(line))) names.push_back(std::move(name));

    std::optional<Place> found;
    const toml::node* node = &*above;
    for (const std::string& name : names) {
        if (const auto* array = node->as_array(); array && !array->empty()) node = array->get(array->size() - 1);
        const auto* table = node->as_table();
        const auto entry = table ? table->find(name) : toml::table::const_iterator{};
        if (!table || entry == table->end()) break;
        found = source.place(entry->first.source().begin);
        node = &entry->second;
    }
    return found;
}

// What is probably meant by a line that is not TOML.
std::string syntax_hint(std::string_view line, std::size_t at) {
    const auto digit = [&](std::size_t i) { return i < line.size() && line[i] >= '0' && line[i] <= '9'; };
    const auto letter = [&](std::size_t i) {
        return i < line.size() &&
               ((line[i] >= 'a' && line[i] <= 'z') || (line[i] >= 'A' && line[i] <= 'Z') || line[i] == '%');
    };
    if (at > 0 && at < line.size() && line[at] == ',' && digit(at - 1)) return "use a point as decimal separator";
    const std::size_t equal = line.find('=');
    const std::size_t number = equal == std::string_view::npos ? equal : line.find_first_not_of(" \t", equal + 1);
    if (number < line.size() && (digit(number) || line[number] == '-' || line[number] == '+') && letter(at))
        return "a quantity with a unit is a string: \"30 ms\"";
    return "";
}

// The token that an error message quotes, when the parser points behind it: `'1e400' could not be interpreted …`.
std::optional<std::size_t> start_of_quoted(const std::string& message, std::string_view line) {
    if (message.find("interpreted") == std::string::npos && message.find("representable") == std::string::npos)
        return std::nullopt;
    const std::size_t open = message.find('\''), close = message.find('\'', open + 1);
    if (close == std::string::npos) return std::nullopt;
    const std::size_t at = line.find(message.substr(open + 1, close - open - 1));
    return at == std::string_view::npos ? std::nullopt : std::optional(at);
}

// The message, what is probably meant, and below it the line with a caret.
[[noreturn]] void report(const toml::parse_error& error, const Source& source, std::string_view text) {
    const std::size_t last = std::max<std::size_t>(1, source.lines.size());
    const std::size_t number = std::clamp<std::size_t>(error.source().begin.line, 1, last);
    const std::string_view line = source.line(number);
    std::string message(error.description());
    std::size_t byte = byte_of(line, error.source().begin.column);
    if (const auto start = start_of_quoted(message, line)) byte = *start;
    if (message.find("could not be interpreted") != std::string::npos) message += ": the largest double is 1.8e308";

    std::string hint = syntax_hint(line, byte);
    if (message.find("redefine") != std::string::npos)
        if (const auto first = first_definition(source, text, number))
            hint =
                "first defined at " + source.name + ":" + std::to_string(first->line) + ":" + std::to_string(first->column);
    if (!hint.empty()) message += "; " + hint;

    std::string indent; // as wide as the text before the caret
    for (const char c : line.substr(0, byte))
        if ((static_cast<unsigned char>(c) & 0xC0u) != 0x80u) indent += c == '\t' ? '\t' : ' ';
    message += "\n    " + std::string(line) + "\n    " + indent + "^";
    throw InputError({source.name, static_cast<int>(number), static_cast<int>(indent.size()) + 1}, message);
}

} // namespace

Node parse_toml(std::string_view text, const std::string& name) {
    const Source source{name, lines_of(text)};
    refuse_endless_keys(source);
    try {
        return convert(toml::parse(text), source);
    } catch (const toml::parse_error& error) {
        report(error, source, text);
    }
}

namespace {

void put_everywhere(Node& node, const Place& place) {
    node.place = node.key_place = place;
    for (Node& entry : node.entries) put_everywhere(entry, place);
    for (Node& item : node.items) put_everywhere(item, place);
}

Node value_of_override(const Override& change) {
    const std::string line = "value = " + change.value;
    if (const auto parsed = try_parse(line); parsed && parsed->size() == 1)
        return convert(*parsed, {"--set", lines_of(line)}).entries.front();
    Node text;
    text.type = Node::Type::text, text.text = change.value, text.raw = toml_string(change.value);
    return text;
}

} // namespace

void apply(const Override& change, Node& root) {
    const Place place{"--set " + printable(change.key), 0, 0};
    Node* node = &root;
    std::string_view rest = change.key;
    for (;;) {
        const std::size_t dot = std::min(rest.find('.'), rest.size());
        const std::string name(rest.substr(0, dot));
        if (name.empty()) throw InputError(place, "a dotted key has a name between any two dots");
        Node* next = nullptr;
        if (node->is(Node::Type::table)) {
            for (Node& entry : node->entries)
                if (entry.name == name) next = &entry;
            if (!next) {
                next = &node->entries.emplace_back();
                next->name = name;
                put_everywhere(*next, place);
            }
        } else if (const auto index = parse_number(name);
                   node->is(Node::Type::array) && index && *index >= 0 && *index < static_cast<double>(node->items.size())) {
            next = &node->items[static_cast<std::size_t>(*index)];
        } else {
            const std::string path(change.key.substr(0, change.key.size() - rest.size() - 1));
            throw InputError(place,
                             "'" + printable(path) + "' is " + kind_of(*node) + " and has no '" + printable(name) + "'");
        }
        node = next;
        if (dot == rest.size()) break;
        rest.remove_prefix(dot + 1);
    }
    Node value = value_of_override(change);
    value.name = node->name;
    put_everywhere(value, place);
    *node = std::move(value);
}

} // namespace myotatic::runtime
