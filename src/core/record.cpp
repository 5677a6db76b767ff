#include "myotatic/core/record.hpp"

#include "myotatic/core/text.hpp"

namespace myotatic {

std::string_view to_text(Evidence evidence) {
    switch (evidence) {
    case Evidence::verified:
        return "verified";
    case Evidence::second_hand:
        return "second-hand";
    case Evidence::recalled:
        return "recalled";
    case Evidence::computed:
        return "computed";
    case Evidence::hypothesis:
        return "hypothesis";
    }
    return "";
}

std::string to_text(const Bounds& bounds, const Unit& unit) {
    const auto shown = [&](double si) { return unit.to_si == 1 || si - si != 0 ? to_text(si) : to_text(si / unit.to_si); };
    std::string text =
        (bounds.low_open ? "(" : "[") + shown(bounds.low) + ", " + shown(bounds.high) + (bounds.high_open ? ")" : "]");
    if (unit.text != "1") text += " " + std::string(unit.text);
    return text;
}

} // namespace myotatic
