#include "session_reader.hpp"

#include "myotatic/core/text.hpp"
#include "parameter_reader.hpp"
#include "protocol_reader.hpp"
#include "text_file.hpp"

#include <algorithm>
#include <stdexcept>

namespace myotatic::runtime {

namespace {

constexpr double longest = 1e9; // [s]
constexpr long long most_days = 3660;
constexpr const char* see = "see docs/sessions.md";
const std::vector<std::string> sides{"right", "left"};

using TissueParameters = RolledTissue<>::Parameters<double>;

std::string prefixed(const std::string& muscle, const std::string& name) {
    return muscle.empty() ? name : muscle + "." + name;
}

/// The muscles that have a roller, by the prefix of their inputs.
std::vector<std::string> rolled_muscles(const CircuitFacts& facts) {
    const std::string load = "roller.load", position = "roller.position";
    std::vector<std::string> muscles;
    for (const Leaf& leaf : facts.inputs) {
        if (leaf.name != load && !leaf.name.ends_with("." + load)) continue;
        const std::string part = leaf.name.substr(0, leaf.name.size() - load.size());
        if (position_of(part + position, facts.inputs) < facts.inputs.size())
            muscles.push_back(part.empty() ? "" : part.substr(0, part.size() - 1));
    }
    return muscles;
}

/// The soft tissue of a muscle, if the circuit has it.
std::optional<TissueParameters> tissue_of(const std::string& muscle, const CircuitFacts& facts,
                                          const std::vector<double>& values) {
    auto numbers = flat(TissueParameters{});
    const auto& leaves = describe<TissueParameters>();
    for (std::size_t n = 0; n < numbers.size(); ++n) {
        const std::size_t i = position_of(prefixed(muscle, "tissue." + leaves[n].name), facts.parameters);
        if (i >= values.size()) return std::nullopt;
        numbers[n] = values[i];
    }
    return unflatten<TissueParameters>(numbers);
}

class StepReader {
public:
    StepReader(const CircuitFacts& facts, Findings& findings)
        : facts_(facts), findings_(findings), muscles_(rolled_muscles(facts)) {}

    /// Every step of `[[session.step]]`; none if one of them is wrong.
    std::vector<SessionStep> read(const Node& steps, const std::string& path) {
        std::vector<SessionStep> all;
        if (!steps.is(Node::Type::array)) {
            findings_.error(steps.place, path + " is " + kind_of(steps) + ": expected an array of tables",
                            "write [[" + path + "]]");
            return all;
        }
        if (steps.items.empty()) findings_.error(steps.place, path + " = [] has no step", see);
        const std::size_t before = findings_.errors();
        for (std::size_t k = 0; k < steps.items.size(); ++k)
            if (auto step = read_step(steps.items[k], path + "." + std::to_string(k))) all.push_back(std::move(*step));
        if (findings_.errors() > before)
            all.clear();
        else if (!all.empty() && std::all_of(all.begin(), all.end(), [](const auto& s) { return s.index() == 2; }))
            findings_.error(steps.place, path + ": every step is a rest", "a session rolls or holds at least once");
        return all;
    }

private:
    std::optional<SessionStep> read_step(const Node& node, const std::string& path) {
        Section s(&node, path, findings_);
        if (!s.node()) return std::nullopt;
        const std::size_t before = findings_.errors();
        const bool rolls = s.find("roll"), holds = s.find("hold"), rests = s.find("rest");
        if (rolls + holds + rests != 1) {
            for (const char* other : {"muscle", "side", "load", "pass", "from", "to", "spot", "between"}) s.find(other);
            s.finish();
            if (findings_.errors() == before)
                findings_.error(s.place(), path + (rolls || holds || rests ? " is several steps at once" : " is no step"),
                                "a step has one of roll, hold and rest, which is how long it takes: roll = \"90 s\"");
            return std::nullopt;
        }
        const Requirement duration{.unit = "s", .bounds = closed_range(Session::shortest, Session::day), .see = see};
        std::optional<SessionStep> step;
        if (rests) {
            step = Rest{s.quantity("rest", 1, duration)};
        } else if (rolls) {
            Roll roll{.duration = s.quantity("roll", 1, duration)};
            read_common(s, roll);
            Bounds pass = closed_range(0.2, 1000);
            pass.plausible_low = 1, pass.plausible_high = 6;
            roll.pass = s.quantity("pass", roll.pass, {.unit = "s", .bounds = pass, .see = see});
            roll.from = place(s, "from", roll.from), roll.to = place(s, "to", roll.to);
            if (roll.from == roll.to)
                findings_.error(s.place(), path + " is rolled from " + to_text(roll.from) + " to the same place",
                                "give it other places from and to, or hold");
            step = roll;
        } else {
            Hold hold{.duration = s.quantity("hold", 1, duration)};
            read_common(s, hold);
            read_spot(s, hold);
            step = hold;
        }
        s.finish();
        return findings_.errors() == before ? step : std::nullopt;
    }

    template <class Step>
    void read_common(Section& s, Step& step) {
        step.muscle = read_muscle(s);
        if (const auto side = s.choice("side", sides, "side")) step.side = *side == "left" ? Side::left : Side::right;
        if (!s.find("load"))
            findings_.error(s.place(), s.path("load") + " is missing",
                            "expected the share of the body's weight, such as 0.34");
        step.load = s.quantity("load", 0, {.unit = "1", .bounds = positive_up_to(1), .see = see});
    }

    std::string read_muscle(Section& s) {
        const Node* node = s.find("muscle");
        if (muscles_.size() == 1 && muscles_.front().empty()) {
            if (node)
                findings_.error(node->place,
                                s.path("muscle") + " = " + printable(node->raw) + ": " + facts_.name +
                                    " has one muscle, without a name",
                                "leave it out");
            return "";
        }
        if (node) return s.choice("muscle", muscles_, "muscle of " + facts_.name).value_or("");
        if (muscles_.size() > 1)
            findings_.error(s.place(), s.path("muscle") + " is missing: " + facts_.name + " has several",
                            "valid: " + join(muscles_));
        return muscles_.front();
    }

    double place(Section& s, const std::string& name, double otherwise) {
        return s.quantity(name, otherwise, {.unit = "1", .bounds = closed_range(0, 1), .see = see});
    }

    void read_spot(Section& s, Hold& hold) {
        const Node* spot = s.find("spot");
        if (spot && !(spot->is(Node::Type::text) && spot->text == "tender")) {
            if (spot->is(Node::Type::text))
                findings_.error(spot->place, s.path("spot") + " = " + printable(spot->raw) + " is no spot",
                                "expected \"tender\", or a place along the belly from 0 to 1");
            else
                hold.spot = place(s, "spot", 0);
            if (const Node* between = s.find("between"))
                findings_.error(between->place, s.path("between") + " is for a spot that is searched", "spot = \"tender\"");
            return;
        }
        if (!tissue_of(hold.muscle, facts_, facts_.defaults))
            findings_.error(spot ? spot->place : s.place(),
                            s.path("spot") + ": " + facts_.name +
                                " does not tell the tissue of this muscle, so that its "
                                "tender spot cannot be searched",
                            "give a place along the belly from 0 to 1");
        const Node* between = s.find("between");
        if (!between) return;
        if (!between->is(Node::Type::array) || between->items.size() != 2) {
            findings_.error(between->place, s.path("between") + " = " + printable(between->raw) + " is no range",
                            "expected two places, such as [0.2, 0.8]");
            return;
        }
        const Requirement in_belly{.unit = "1", .bounds = closed_range(0, 1), .see = see};
        const auto from = read_quantity(between->items[0], s.path("between.0"), in_belly, findings_);
        const auto to = read_quantity(between->items[1], s.path("between.1"), in_belly, findings_);
        if (!from || !to) return;
        if (*from > *to)
            findings_.error(between->place, s.path("between") + " = " + printable(between->raw) +
                                                " is no range: " + to_text(*to) + " lies before " + to_text(*from));
        hold.between = *from, hold.and_to = *to;
    }

    const CircuitFacts& facts_;
    Findings& findings_;
    std::vector<std::string> muscles_;
};

std::vector<double> read_follow_up(Section& s) {
    std::vector<double> all;
    const Node* node = s.find("follow_up");
    if (!node) return all;
    if (!node->is(Node::Type::array)) {
        s.findings().error(node->place,
                           s.path("follow_up") + " = " + printable(node->raw) + " is " + kind_of(*node) +
                               ": expected an array of times",
                           "such as [\"10 min\", \"30 min\"]");
        return all;
    }
    for (std::size_t k = 0; k < node->items.size(); ++k) {
        const std::string key = s.path("follow_up") + "." + std::to_string(k);
        const auto after =
            read_quantity(node->items[k], key, {.unit = "s", .bounds = positive_up_to(longest), .see = see}, s.findings());
        if (!after) continue;
        if (!all.empty() && *after <= all.back())
            s.findings().error(node->items[k].place, key + " = " + printable(node->items[k].raw) +
                                                         " is not after the one before, " + to_text(all.back()) + " s");
        all.push_back(*after);
    }
    return all;
}

std::optional<Side> read_side(Section& s) {
    const auto side = s.choice("side", sides, "side");
    return side ? std::optional(*side == "left" ? Side::left : Side::right) : std::nullopt;
}

/// The session, with its side, unless it is wrong as a whole or a problem was found since there were `before`.
std::optional<Session> settled(Session session, const Place& place, const std::string& path, std::size_t before,
                               Findings& findings) {
    if (findings.errors() > before) return std::nullopt;
    session.side = session.simulated_side();
    try {
        timeline(session);
    } catch (const std::invalid_argument& problem) {
        findings.error(place, path + ": " + problem.what(), see);
        return std::nullopt;
    }
    return session;
}

} // namespace

std::optional<Session> read_session(const Node* table, const CircuitFacts& facts, std::span<const Entry* const> circuits,
                                    double run_start, Findings& findings) {
    if (!table) return std::nullopt;
    if (rolled_muscles(facts).empty()) {
        std::vector<std::string> others;
        for (const Entry* entry : circuits)
            if (!rolled_muscles(entry->facts()).empty()) others.push_back(entry->facts().name);
        findings.error(table->place,
                       "session: " + facts.name + " has no roller: it would need inputs …roller.load and …roller.position",
                       others.empty() ? see : "circuits that have: " + join(others));
        return std::nullopt;
    }
    const std::size_t before = findings.errors();
    Section s(table, "session", findings);
    if (!s.node()) return std::nullopt;
    Session session;
    session.start = s.quantity("start", run_start + session.start,
                               {.unit = "s", .bounds = closed_range(run_start, longest), .see = see});
    session.days = static_cast<int>(s.count("days", 1, most_days).value_or(1));
    session.side = read_side(s);
    session.follow_up = read_follow_up(s);
    if (const Node* steps = s.find("step"))
        session.steps = StepReader(facts, findings).read(*steps, "session.step");
    else
        findings.error(s.place(), "session has no steps", "write [[session.step]]");
    s.finish();
    return settled(std::move(session), s.place(), "session", before, findings);
}

std::optional<OwnSession> read_own_session(const Node* table, const std::string& path, const CircuitFacts& facts,
                                           const Session& shared, Findings& findings) {
    if (!table || rolled_muscles(facts).empty()) return std::nullopt;
    const std::size_t before = findings.errors();
    Section s(table, path, findings);
    if (!s.node()) return std::nullopt;
    const Node *none = s.find("steps"), *steps = s.find("step");
    if (none && !(none->is(Node::Type::text) && none->text == "none"))
        findings.error(none->place, s.path("steps") + " = " + printable(none->raw) + " is no way to do without steps",
                       "expected \"none\", or [[" + s.path("step") + "]]");
    if (none && steps)
        findings.error(steps->place, s.path("step") + ": there are no steps beside " + s.path("steps") + " = \"none\"",
                       "leave out one of them");
    Session session = shared;
    session.side.reset();
    if (steps && !none) session.steps = StepReader(facts, findings).read(*steps, s.path("step"));
    if (const auto side = read_side(s))
        session.side = side;
    else if (!steps)
        session.side = shared.side;
    s.finish();
    if (findings.errors() > before) return std::nullopt;
    if (none) return OwnSession{};
    auto settled_session = settled(std::move(session), s.place(), path, before, findings);
    return settled_session ? std::optional(OwnSession{std::move(settled_session)}) : std::nullopt;
}

std::vector<std::string> driven_inputs(const Session& session) {
    std::vector<std::string> inputs;
    for (const std::string& muscle : timeline(session).muscles)
        for (const char* input : {"roller.load", "roller.position"}) inputs.push_back(prefixed(muscle, input));
    return inputs;
}

SessionFacts add_session(const Session& session, const CircuitFacts& facts, const std::vector<double>& values, double end,
                         std::vector<Drive>& protocol) {
    SessionTissues tissues;
    for (const std::string& muscle : rolled_muscles(facts))
        if (const auto tissue = tissue_of(muscle, facts, values)) tissues.emplace(muscle, *tissue);
    PlannedSession planned = plan(session, tissues);
    for (SessionDrive& drive : planned.drives)
        protocol.push_back({std::move(drive.input), {std::move(drive.stimulus)}, {}, true});
    // Of a run that ends before, only what happens in it.
    std::erase_if(planned.facts.phases, [&](const SessionPhase& phase) { return phase.from >= end; });
    std::erase_if(planned.facts.instants, [&](const SessionInstant& instant) { return instant.time > end; });
    for (SessionPhase& phase : planned.facts.phases) phase.until = std::min(phase.until, end);
    return std::move(planned.facts);
}

std::string session_text(const Session& session, const std::string& path, bool own) {
    std::string text;
    const auto line = [&](const std::string& name, const std::string& value) { text += name + " = " + value + "\n"; };
    const auto seconds = [&](const std::string& name, double value) { line(name, quantity_text(value, "s")); };
    const auto common = [&](const auto& step) {
        if (!step.muscle.empty()) line("muscle", toml_string(step.muscle));
        line("side", toml_string(to_text(step.side)));
        line("load", to_text(step.load));
    };
    if (!own) {
        seconds("start", session.start);
        line("days", std::to_string(session.days));
        std::vector<std::string> times;
        for (const double after : session.follow_up) times.push_back(quantity_text(after, "s"));
        line("follow_up", "[" + join(times) + "]");
    }
    line("side", toml_string(to_text(session.simulated_side())));
    for (const SessionStep& step : session.steps) {
        text += "\n[[" + path + ".step]]\n";
        if (const Roll* roll = std::get_if<Roll>(&step)) {
            seconds("roll", roll->duration);
            common(*roll);
            seconds("pass", roll->pass);
            line("from", to_text(roll->from));
            line("to", to_text(roll->to));
        } else if (const Hold* hold = std::get_if<Hold>(&step)) {
            seconds("hold", hold->duration);
            common(*hold);
            line("spot", hold->spot ? to_text(*hold->spot) : "\"tender\"");
            if (!hold->spot) line("between", "[" + to_text(hold->between) + ", " + to_text(hold->and_to) + "]");
        } else {
            seconds("rest", std::get<Rest>(step).duration);
        }
    }
    return text;
}

} // namespace myotatic::runtime
