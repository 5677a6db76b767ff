// Numbers and names as text, the same in every locale.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic {

/// The shortest decimal that reads back as the same double, always with a point ("0.03", "1e-06", "nan", "inf").
std::string to_text(double x);

/// The double that the *whole* text spells; nothing for anything else ("0,04", "1 ", "", "0x10").
std::optional<double> parse_number(std::string_view text);

/// The candidate closest to a misspelt name by edit distance, or an empty text when none is near enough to suggest.
std::string nearest_name(std::string_view written, std::span<const std::string> candidates);

/// "a, b, c" for messages.
std::string join(std::span<const std::string> names, std::string_view separator = ", ");

} // namespace myotatic
