#include "myotatic/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

namespace myotatic {

std::string to_text(double x) {
    std::array<char, 32> buffer;
    const auto [end, _] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x);
    return {buffer.data(), end};
}

std::optional<double> parse_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double x = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return x;
}

namespace {

// Edit distance in which swapping two neighbours counts once, as a typing slip should.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    std::iota(above.begin(), above.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(above);
        above.swap(row);
    }
    return above[b.size()];
}

} // namespace

std::string nearest_name(std::string_view written, std::span<const std::string> candidates) {
    const std::string* best = nullptr;
    std::size_t distance = std::max<std::size_t>(2, written.size() / 3) + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t d = edit_distance(written, candidate);
        if (d < distance) best = &candidate, distance = d;
    }
    // A name given without its part ("inertia" for "joint.inertia") is no typing slip, but as clear.
    if (!best)
        for (const std::string& candidate : candidates)
            if (candidate.ends_with("." + std::string(written))) return candidate;
    return best ? *best : std::string{};
}

std::string join(std::span<const std::string> names, std::string_view separator) {
    std::string text;
    for (const std::string& name : names) {
        if (!text.empty()) text += separator;
        text += name;
    }
    return text;
}

} // namespace myotatic
