#include "protocol_reader.hpp"

#include "parameter_reader.hpp"
#include "stimulus_reader.hpp"
#include "text_file.hpp"

#include "myotatic/core/si_text.hpp"
#include "myotatic/core/text.hpp"

#include <algorithm>
#include <cmath>

namespace myotatic::runtime {

namespace {

// "12 mm to 14 mm"
std::string span_of(double low, double high, const Unit& unit) {
    return format_quantity(low, unit) + " to " + format_quantity(high, unit);
}

struct Walk {
    const CircuitFacts& facts;
    const RunWindow& window;
    Findings& findings;
    Protocol found = {};

    const std::vector<Leaf>& inputs() const { return facts.inputs; }

    // An input whose rate of change is an input too: the name of that one, or nothing.
    std::string rate_of(const Leaf& leaf) const {
        for (const Leaf& other : inputs()) {
            if (other.facts.rate_of.empty()) continue;
            const std::string part = other.name.substr(0, other.name.rfind('.') + 1); // within its own part, or in full
            if (other.facts.rate_of == leaf.name || part + std::string(other.facts.rate_of) == leaf.name) return other.name;
        }
        return "";
    }

    void table(const Node& node, const std::string& prefix) {
        for (const Node& entry : node.entries) {
            if (prefix.empty() && (entry.name == "start" || entry.name == "duration")) continue;
            const std::string name = prefix + entry.name, key = "protocol." + name;
            const std::size_t i = position_of(name, inputs());
            if (i < inputs().size()) {
                drive(entry, inputs()[i], facts.input_defaults[i]);
            } else if (is_group(name, inputs()) && entry.is(Node::Type::table)) {
                table(entry, name + ".");
            } else {
                std::vector<std::string> known = names_of(inputs());
                if (prefix.empty()) known.insert(known.end(), {"start", "duration"});
                findings.error(entry.key_place, "unknown input '" + printable(key) + "' of " + facts.name,
                               suggestion(name, known, "see 'myotatic describe " + facts.name + "'"));
            }
        }
    }

    void drive(const Node& node, const Leaf& input, double default_value) {
        const std::string key = "protocol." + input.name;
        if (!input.facts.rate_of.empty()) {
            findings.error(node.key_place,
                           key + " is the rate of change of '" + std::string(input.facts.rate_of) + "' and follows from it",
                           "drive '" + std::string(input.facts.rate_of) + "' instead");
            return;
        }
        if (std::find(window.taken.begin(), window.taken.end(), input.name) != window.taken.end()) {
            findings.error(node.key_place, key + ": the session drives this input", "leave out one of the two");
            return;
        }
        std::vector<const Node*> tables;
        if (node.is(Node::Type::array))
            for (const Node& item : node.items) tables.push_back(&item);
        else
            tables.push_back(&node);
        if (tables.empty()) findings.error(node.place, key + " = [] has no stimulus", "leave it out, or give a table");

        Drive result{input.name, {}, {}};
        for (std::size_t k = 0; k < tables.size(); ++k) {
            const std::string path = tables.size() > 1 ? key + "." + std::to_string(k) : key;
            if (!tables[k]->is(Node::Type::table)) {
                findings.error(tables[k]->place,
                               path + " = " + printable(tables[k]->raw) + " is " + kind_of(*tables[k]) +
                                   ": expected a stimulus",
                               "such as [" + key + "] with kind = \"constant\" and value = …");
                continue;
            }
            // Stimuli on one input add up: the first rests at the input's own value, the others at none.
            auto stimulus = read_stimulus(*tables[k], path, input, k == 0 ? default_value : 0, window, findings);
            if (!stimulus) continue;
            if (const std::string rate = rate_of(input); !rate.empty() && stimulus->stimulus.jumps())
                findings.error(tables[k]->place,
                               path + " jumps, but '" + rate + "' is its rate of change, and a jump has no velocity",
                               "use ramp_and_hold");
            result.stimuli.push_back(std::move(stimulus->stimulus));
            result.texts.push_back(std::move(stimulus->text));
            if (!stimulus->file.empty()) found.files.push_back(stimulus->file);
        }
        if (result.stimuli.size() == tables.size() && !tables.empty()) {
            check_range(result, input, node.place);
            found.drives.push_back(std::move(result));
        }
    }

    // What the stimuli together reach: of noise within the run, of others ever. Where the sum of what each reaches would be
    // too far, the sum is looked at on both sides of every breakpoint and at points between.
    void check_range(const Drive& drive, const Leaf& input, const Place& place) {
        const Bounds& bounds = input.facts.bounds;
        const double from = window.start - window.largest_delay, to = window.start + window.duration;
        double low = 0, high = 0;
        for (const Stimulus& s : drive.stimuli) {
            const auto reached = s.as_noise() ? s.range(from, to) : Stimulus::Range{s.lowest(), s.highest()};
            low += reached.low, high += reached.high;
        }
        const auto usual = [&](double x) { return bounds.contain(x) && bounds.plausible(x); };
        if (drive.stimuli.size() > 1 && !(usual(low) && usual(high))) {
            std::vector<double> times{from, to};
            for (const Stimulus& s : drive.stimuli) s.append_breakpoints(from, to, times);
            std::sort(times.begin(), times.end());
            low = Stimulus::forever, high = -Stimulus::forever;
            const auto look = [&](double t, bool right_limit) {
                double sum = 0;
                for (const Stimulus& s : drive.stimuli)
                    sum += s.value(t, s.piece_at(right_limit ? t : std::nextafter(t, -Stimulus::forever)));
                low = std::min(low, sum), high = std::max(high, sum);
            };
            for (std::size_t k = 0; k < times.size(); ++k) {
                look(times[k], true);
                if (k == 0) continue;
                look(times[k], false);
                constexpr int between = 32;
                for (int i = 1; i < between; ++i) look(times[k - 1] + (times[k] - times[k - 1]) * i / between, true);
            }
        }
        const Unit& unit = input.facts.unit;
        const std::string reach = "protocol." + input.name + " = " + span_of(low, high, unit);
        if (!bounds.contain(low) || !bounds.contain(high))
            findings.error(place,
                           reach + " is out of range " + to_text(bounds, unit) +
                               "; unit: " + (unit.text == "1" ? "none" : std::string(unit.text)),
                           "see 'myotatic describe " + facts.name + "'");
        else if (!bounds.plausible(low) || !bounds.plausible(high))
            findings.warning(place,
                             reach + " is unusual: outside " + span_of(bounds.plausible_low, bounds.plausible_high, unit));
    }
};

} // namespace

std::string quantity_text(double si, const Unit& unit) {
    if (unit.dimension.none() && unit.kind == Kind::number) return to_text(si);
    if (const std::string text = format_quantity(si, unit); parse_quantity(text, unit) == si) return toml_string(text);
    return toml_string(to_text(si) + " " + si_text(unit));
}

Protocol read_protocol(const Node* protocol, const CircuitFacts& facts, const RunWindow& window, Findings& findings) {
    Walk walk{facts, window, findings};
    if (protocol && protocol->is(Node::Type::table)) walk.table(*protocol, "");
    return std::move(walk.found);
}

} // namespace myotatic::runtime
