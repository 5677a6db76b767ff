#include "myotatic/core/si_text.hpp"

#include <algorithm>
#include <string_view>

namespace myotatic {

std::string si_text(const Unit& unit) {
    const std::string_view written = unit.text;
    std::string text;
    for (std::size_t i = 0; i < written.size();) {
        const std::size_t end = std::min(written.find_first_of(" */^", i), written.size());
        const std::string_view symbol = written.substr(i, end - i);
        const auto* known = detail::find_symbol(symbol);
        std::string_view si = symbol;
        if (known && known->to_si != 1)
            for (const auto& other : known_unit_symbols())
                if (other.to_si == 1 && other.dimension == known->dimension && other.kind == known->kind) {
                    si = other.text;
                    break;
                }
        text += si;
        if (end < written.size()) text += written[end];
        i = end + 1;
    }
    return text;
}

} // namespace myotatic
