#include "validate/experiment.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

std::string with_unit(const std::string& number, const std::string& unit) {
    return unit.empty() ? number : number + " " + unit;
}

} // namespace

std::string readable(double value) {
    if (!std::isfinite(value)) return "none";
    const double size = std::abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e6)) return fmt::format("{:.3g}", value);
    // Digits after the point so that four are significant, without trailing zeros.
    const int digits = size == 0 ? 0 : std::max(0, 3 - static_cast<int>(std::floor(std::log10(size))));
    std::string text = fmt::format("{:.{}f}", value, digits);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

std::string_view to_text(Kind kind) {
    switch (kind) {
    case Kind::validation:
        return "validation";
    case Kind::regression_target:
        return "regression target";
    case Kind::reported:
        return "reported";
    }
    return "reported";
}

Row& Row::if_missed(std::string why) {
    if (pass == false) reason = std::move(why);
    return *this;
}

Row& Row::note(std::string text) {
    reason = std::move(text);
    return *this;
}

Findings& Findings::against(Kind kind, std::string source, Evidence evidence) {
    kind_ = kind, source_ = std::move(source), evidence_ = evidence;
    return *this;
}

Row& Findings::judged(std::string name, double value, std::string unit, std::string criterion, bool pass) {
    rows_.push_back({.name = std::move(name),
                     .source = source_,
                     .evidence = evidence_,
                     .kind = kind_,
                     .criterion = std::move(criterion),
                     .value = value,
                     .unit = std::move(unit),
                     .pass = pass});
    return rows_.back();
}

Row& Findings::within(std::string name, double value, double low, double high, std::string unit) {
    const std::string criterion = with_unit(readable(low) + " to " + readable(high), unit);
    return judged(std::move(name), value, std::move(unit), criterion, value >= low && value <= high);
}

Row& Findings::near(std::string name, double value, double target, double tolerance, std::string unit) {
    const std::string criterion = with_unit(readable(target) + " ± " + readable(tolerance), unit);
    return judged(std::move(name), value, std::move(unit), criterion, std::abs(value - target) <= tolerance);
}

Row& Findings::at_most(std::string name, double value, double high, std::string unit) {
    const std::string criterion = "≤ " + with_unit(readable(high), unit);
    return judged(std::move(name), value, std::move(unit), criterion, value <= high);
}

Row& Findings::at_least(std::string name, double value, double low, std::string unit) {
    const std::string criterion = "≥ " + with_unit(readable(low), unit);
    return judged(std::move(name), value, std::move(unit), criterion, value >= low);
}

Row& Findings::reported(std::string name, double value, std::string unit) {
    rows_.push_back(
        {.name = std::move(name), .source = source_, .evidence = evidence_, .value = value, .unit = std::move(unit)});
    return rows_.back();
}

} // namespace myotatic::validate
