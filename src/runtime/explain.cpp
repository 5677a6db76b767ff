#include "myotatic/runtime/explain.hpp"

#include "myotatic/core/text.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <optional>

namespace myotatic::runtime {

namespace {

class Values {
public:
    Values(const CircuitFacts& facts, std::span<const double> parameters) : facts_(facts), parameters_(parameters) {}

    std::optional<double> find(std::string_view name) const {
        for (std::size_t i = 0; i < facts_.parameters.size() && i < parameters_.size(); ++i)
            if (facts_.parameters[i].name == name) return parameters_[i];
        return std::nullopt;
    }

    /// "ia_delay = 16 ms", in the unit in which the field is declared.
    std::string show(std::string_view name) const {
        for (std::size_t i = 0; i < facts_.parameters.size() && i < parameters_.size(); ++i)
            if (facts_.parameters[i].name == name)
                return fmt::format("{} = {}", name, in_unit(parameters_[i], facts_.parameters[i].facts.unit));
        return std::string(name);
    }

private:
    const CircuitFacts& facts_;
    std::span<const double> parameters_;
};

std::string delays_of(const Pathway& pathway, const Values& values) {
    if (pathway.delays.empty()) return "none";
    double total = 0;
    std::string parts;
    for (const std::string& name : pathway.delays) {
        total += values.find(name).value_or(0);
        parts += (parts.empty() ? "" : " + ") + values.show(name);
    }
    return pathway.delays.size() == 1 ? parts : readable(total, "s") + " (" + parts + ")";
}

} // namespace

std::vector<Explanation> explain(const CircuitFacts& facts, std::span<const double> parameters) {
    const Values values(facts, parameters);
    std::vector<Explanation> all;
    for (const Pathway& p : facts.pathways) {
        Explanation e;
        e.name = p.name;
        const double turned = p.reversal.empty() ? 0 : values.find(p.reversal).value_or(0);
        const double sign = p.sign * (1 - 2 * turned);
        e.sign = sign > 0 ? "excites (+)" : sign < 0 ? "inhibits (-)" : "neither";
        if (!p.reversal.empty()) e.sign += fmt::format(" at {}", values.show(p.reversal));
        e.sentence = fmt::format("from {} to {}: {}", p.from, p.to, p.law);
        e.threshold = p.threshold.empty() ? "none" : values.show(p.threshold);
        e.gain = p.gain.empty() ? "none" : values.show(p.gain);
        if (!p.share.empty()) e.gain += fmt::format(", times {}", values.show(p.share));
        const bool no_gain = !p.gain.empty() && values.find(p.gain) == 0.0;
        if (no_gain || (!p.share.empty() && values.find(p.share) == 0.0)) e.gain += " (switched off)";
        e.delay = delays_of(p, values);
        e.evidence = to_text(p.evidence);
        e.source = p.source;
        all.push_back(std::move(e));
    }
    return all;
}

std::span<const std::pair<Evidence, std::string>> evidence_words() {
    static const std::array<std::pair<Evidence, std::string>, 5> words{{
        {Evidence::verified, "checked against the cited source"},
        {Evidence::second_hand, "taken from a later work that quotes the source"},
        {Evidence::recalled, "from memory, not yet checked against a source"},
        {Evidence::computed, "derived by calculation from other numbers given here"},
        {Evidence::hypothesis, "an assumption of this project: no measurement shows it"},
    }};
    return words;
}

std::string readable(double si, std::string_view unit) {
    if (!std::isfinite(si)) return "none";
    const auto digits = [](double x) { return fmt::format("{:.4g}", x == 0 ? 0.0 : x); };
    const double size = std::abs(si);
    const auto scaled = [&](double factor, std::string_view symbol) {
        return fmt::format("{} {}", digits(si * factor), symbol);
    };
    if (unit == "1") return digits(si);
    if (unit == "s" && size > 0 && size < 1) return size < 1e-3 ? scaled(1e6, "us") : scaled(1e3, "ms");
    if (unit == "m" && size > 0 && size < 1) return size < 1e-3 ? scaled(1e6, "um") : scaled(1e3, "mm");
    if (unit == "N" && size >= 1e4) return scaled(1e-3, "kN");
    if (unit == "Pa" && size >= 1e3) return size >= 1e6 ? scaled(1e-6, "MPa") : scaled(1e-3, "kPa");
    if (unit == "rad") return fmt::format("{} rad ({} deg)", digits(si), digits(si * 180 / std::numbers::pi));
    return fmt::format("{} {}", digits(si), unit);
}

std::string in_unit(double si, const Unit& unit) {
    const std::string number = fmt::format("{:.6g}", si == 0 ? 0.0 : si / unit.to_si);
    return unit.text == "1" ? number : number + " " + std::string(unit.text);
}

} // namespace myotatic::runtime
