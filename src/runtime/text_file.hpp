// Text as users give it: files that must be UTF-8, and words that are quoted back in messages.
#pragma once

#include "myotatic/core/error.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace myotatic::runtime {

/// The bytes of a file. Throws std::filesystem::filesystem_error (with the system's reason) when it cannot be read.
std::string read_file(const std::filesystem::path& file);

/// The text without its byte order mark. Throws InputError for what is not UTF-8 text: UTF-16, NUL bytes, invalid
/// sequences; with byte offset and line.
std::string checked_text(std::string bytes, const std::string& name);

/// On one line whatever it contains: control characters escaped, shortened in the middle beyond `limit` characters.
std::string printable(std::string_view text, std::size_t limit = 80);

/// How a file is called in messages.
std::string name_of(const std::filesystem::path& file);

} // namespace myotatic::runtime
