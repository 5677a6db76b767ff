// The parameter table of a component as docs/equations shows it. A test compares the two, so that a default is stated once.
#pragma once

#include "myotatic/core/record.hpp"

#include <string>

namespace myotatic::testing {

/// A Markdown table with a row for every number of the record at its default; one that follows from others is "computed".
template <Record P>
std::string parameter_table() {
    std::string text =
        "| parameter | default | range | meaning | source | evidence |\n| --- | --- | --- | --- | --- | --- |\n";
    const auto numbers = flat(P{});
    const auto& leaves = describe<P>();
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        const FieldFacts& f = leaves[i].facts;
        const bool follows = f.derived && numbers[i] != numbers[i];
        text += "| `" + leaves[i].name + "` | " + (follows ? "computed" : format_quantity(numbers[i], f.unit)) + " | " +
                to_text(f.bounds, f.unit) + " | " + std::string(f.meaning) + " | " + std::string(f.source) + " | " +
                std::string(to_text(f.evidence)) + " |\n";
    }
    return text;
}

} // namespace myotatic::testing
