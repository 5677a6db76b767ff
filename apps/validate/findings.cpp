#include "validate/experiment.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace myotatic::validate {

namespace {

std::string with_unit(const std::string& number, const std::string& unit) {
    return unit.empty() ? number : number + " " + unit;
}

} // namespace

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
    const std::string criterion = with_unit(fmt::format("{:g} to {:g}", low, high), unit);
    return judged(std::move(name), value, std::move(unit), criterion, value >= low && value <= high);
}

Row& Findings::near(std::string name, double value, double target, double tolerance, std::string unit) {
    const std::string criterion = with_unit(fmt::format("{:g} ± {:g}", target, tolerance), unit);
    return judged(std::move(name), value, std::move(unit), criterion, std::abs(value - target) <= tolerance);
}

Row& Findings::at_most(std::string name, double value, double high, std::string unit) {
    const std::string criterion = "≤ " + with_unit(fmt::format("{:g}", high), unit);
    return judged(std::move(name), value, std::move(unit), criterion, value <= high);
}

Row& Findings::at_least(std::string name, double value, double low, std::string unit) {
    const std::string criterion = "≥ " + with_unit(fmt::format("{:g}", low), unit);
    return judged(std::move(name), value, std::move(unit), criterion, value >= low);
}

Row& Findings::reported(std::string name, double value, std::string unit) {
    rows_.push_back(
        {.name = std::move(name), .source = source_, .evidence = evidence_, .value = value, .unit = std::move(unit)});
    return rows_.back();
}

} // namespace myotatic::validate
