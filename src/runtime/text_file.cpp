#include "text_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <system_error>

namespace myotatic::runtime {

std::string read_file(const std::filesystem::path& file) {
    const auto fail = [&](int reason) {
        throw std::filesystem::filesystem_error("cannot read", file, std::error_code(reason, std::generic_category()));
    };
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) fail(EISDIR);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rb"), std::fclose);
    if (!stream) fail(errno);
    std::string bytes;
    std::array<char, 65536> block;
    errno = 0;
    while (const std::size_t n = std::fread(block.data(), 1, block.size(), stream.get())) bytes.append(block.data(), n);
    if (std::ferror(stream.get())) fail(errno != 0 ? errno : EIO);
    return bytes;
}

namespace {

// Length of the UTF-8 sequence at `i`, or 0 when there is none: overlong forms, surrogates and numbers beyond U+10FFFF
// are no UTF-8 either.
std::size_t sequence_length(std::string_view s, std::size_t i) {
    const auto byte = [&](std::size_t k) { return i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u; };
    const auto continues = [&](std::size_t k) { return (byte(k) & 0xC0u) == 0x80u; };
    const unsigned b = byte(0), next = byte(1);
    if (b < 0x80) return 1;
    if (b >= 0xC2 && b <= 0xDF) return continues(1) ? 2 : 0;
    if (b >= 0xE0 && b <= 0xEF) {
        const bool overlong = b == 0xE0 && next < 0xA0, surrogate = b == 0xED && next > 0x9F;
        return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (b >= 0xF0 && b <= 0xF4) {
        const bool overlong = b == 0xF0 && next < 0x90, beyond = b == 0xF4 && next > 0x8F;
        return continues(1) && continues(2) && continues(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

std::string hex(unsigned char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    return {digits[byte >> 4], digits[byte & 15]};
}

} // namespace

std::string checked_text(std::string bytes, const std::string& name) {
    const auto fail = [&](std::size_t offset, const std::string& what, const std::string& hint) {
        const auto upto = bytes.begin() + static_cast<std::ptrdiff_t>(offset);
        const auto line = 1 + std::count(bytes.begin(), upto, '\n');
        throw InputError({name, static_cast<int>(line), 0}, what + " at byte " + std::to_string(offset), hint);
    };
    const std::string_view start = std::string_view(bytes).substr(0, 4);
    constexpr const char* save_as = "save it as UTF-8";
    if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF"))
        fail(0, "looks like UTF-16: byte order mark", save_as);
    if (start.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);

    for (std::size_t i = 0; i < bytes.size();) {
        if (bytes[i] == '\0') {
            const bool utf16 = i < 4; // Latin letters in UTF-16 have a zero byte each
            fail(i, utf16 ? "looks like UTF-16: NUL" : "NUL", utf16 ? save_as : "a text file has no NUL bytes");
        }
        const std::size_t length = sequence_length(bytes, i);
        if (length == 0) fail(i, "invalid UTF-8: 0x" + hex(static_cast<unsigned char>(bytes[i])), save_as);
        i += length;
    }
    return bytes;
}

std::string printable(std::string_view text, std::size_t limit) {
    std::string shown;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            shown += "\\n";
        else if (c == '\t')
            shown += "\\t";
        else if (c == '\r')
            shown += "\\r";
        else if (byte < 0x20 || byte == 0x7F)
            shown += "\\x" + hex(byte);
        else
            shown += c;
    }
    if (shown.size() <= limit) return shown;
    std::size_t head = limit / 2, tail = shown.size() - limit / 2;
    const auto inside = [&](std::size_t i) { return (static_cast<unsigned char>(shown[i]) & 0xC0u) == 0x80u; };
    while (head > 0 && inside(head)) --head;
    while (tail < shown.size() && inside(tail)) ++tail;
    return shown.substr(0, head) + "…" + shown.substr(tail);
}

std::string name_of(const std::filesystem::path& file) { return printable(file.string(), 4096); }

} // namespace myotatic::runtime
