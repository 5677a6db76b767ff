#include "scenario_reader.hpp"

#include "myotatic/core/text.hpp"
#include "parameter_reader.hpp"
#include "protocol_reader.hpp"
#include "section.hpp"
#include "session_reader.hpp"
#include "sweep_reader.hpp"
#include "text_file.hpp"
#include "workload.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace myotatic::runtime {

const std::vector<std::string>& solver_methods() {
    static const std::vector<std::string> names{"runge_kutta4", "tsitouras5", "dormand_prince5", "grk4t", "rodas4"};
    return names;
}

const std::vector<std::string>& measure_kinds() {
    static const std::vector<std::string> names{"latency", "peak",   "trough", "excursion", "time_of_peak", "area",
                                                "mean",    "steady", "value",  "frequency", "damping_ratio"};
    return names;
}

namespace {

constexpr double longest = 1e9; // [s]
constexpr const char* minimal_example = R"(a minimal scenario:
    circuit = "stretch_reflex"
    preset = "human_soleus"
    [protocol]
    duration = "1 s")";

// Names become file names and keys, so they are plain words.
bool plain_word(const std::string& name) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), plain);
}

class ScenarioReader {
public:
    ScenarioReader(const Node& root, const std::filesystem::path& file, std::span<const Entry* const> circuits)
        : root_(root), circuits_(circuits), top_(&root, "", findings_) {
        scenario_.file = file;
    }

    Scenario read() {
        scenario_.title = top_.text("title").value_or("");
        scenario_.description = top_.text("description").value_or("");
        choose_circuit();
        choose_preset();
        read_times();
        read_all_parameters();
        read_protocol_table();
        plan_sessions();
        read_solver();
        read_record();
        read_measures();
        read_output();
        read_sweep_table();
        top_.finish();
        if (entry_ && findings_.errors() == 0) check_workload(scenario_, *entry_, runs_, findings_);
        findings_.throw_if_any();
        scenario_.warnings = findings_.warnings();
        return std::move(scenario_);
    }

private:
    void choose_circuit() {
        std::vector<std::string> names;
        for (const Entry* entry : circuits_) names.push_back(entry->facts().name);
        const auto name = top_.choice("circuit", names, "circuit");
        if (!top_.find("circuit")) {
            const Place place{root_.place.file, 1, 1};
            findings_.error(place,
                            root_.entries.empty() ? "the file is empty: it names no circuit"
                                                  : "no circuit: the key 'circuit' is missing",
                            "valid: " + join(names) + "; " + minimal_example);
        }
        if (!name) return;
        scenario_.circuit = *name;
        for (const Entry* entry : circuits_)
            if (entry->facts().name == *name) entry_ = entry;
    }

    void choose_preset() {
        if (!entry_) {
            top_.find("preset");
            return;
        }
        std::vector<std::string> names;
        for (const PresetFacts& preset : entry_->facts().presets) names.push_back(preset.name);
        if (const Node* node = top_.find("preset"); node && node->is(Node::Type::text) && node->text.empty()) return;
        scenario_.preset = top_.choice("preset", names, "preset of " + scenario_.circuit).value_or("");
    }

    void read_times() {
        Section protocol = top_.section("protocol");
        scenario_.start = protocol.quantity("start", 0, {.unit = "s", .bounds = closed_range(-longest, longest)});
        double otherwise = 1;
        if (const Node* table = top_.find("session"); table && entry_) {
            session_ = read_session(table, entry_->facts(), circuits_, scenario_.start, findings_);
            // The run lasts to the end of the session. While nobody knows when that is, every time may be within the run.
            otherwise = session_ ? timeline(*session_).end() - scenario_.start : longest;
        }
        scenario_.duration = protocol.quantity("duration", otherwise, {.unit = "s", .bounds = closed_range(0, longest)});
        const double short_of = otherwise - scenario_.duration;
        if (session_ && short_of > 0)
            findings_.warning(protocol.find("duration")->place,
                              "protocol.duration = " + to_text(scenario_.duration) + " s ends " + to_text(short_of) +
                                  " s before the session does",
                              "leave it out");
    }

    // The parameters of the run and of its variants; then what the circuit makes of them.
    void read_all_parameters() {
        const Node* table = top_.find("parameters");
        Section variants = top_.section("variant");
        if (!entry_) return;
        const CircuitFacts& facts = entry_->facts();
        const auto base = read_parameters(table, "parameters", facts, findings_);
        scenario_.parameters = base.values;
        resolve("", base, table ? table->place : place_of("preset"));

        if (!variants.node()) return;
        for (const Node& node : variants.node()->entries) {
            Section variant = variants.section(node.name);
            if (!plain_word(node.name))
                findings_.error(node.key_place,
                                "variant '" + printable(node.name) + "': a name is made of letters, digits, _ and -");
            auto changed = read_parameters(variant.find("parameters"), variant.path("parameters"), facts, findings_);
            read_own_session_of(node.name, variant);
            variant.finish();
            scenario_.variants.push_back({.name = node.name, .parameters = changed.values});
            changed.values.insert(base.values.begin(), base.values.end());
            changed.places.insert(base.places.begin(), base.places.end());
            resolve(node.name, changed, node.place);
        }
    }

    void read_own_session_of(const std::string& name, Section& variant) {
        const Node* table = variant.find("session");
        if (!table) return;
        if (!top_.find("session"))
            findings_.error(table->key_place, variant.path("session") + ": the scenario has no session of its own",
                            "add [session]; the variant shares its start, days and follow_up");
        // Beside a session that is wrong, some other stands in, so that the variant's own faults are found as well.
        const Session shared = session_.value_or(Session{.steps = {Roll{.load = 1}}});
        if (auto own = read_own_session(table, variant.path("session"), entry_->facts(), shared, findings_))
            own_sessions_.emplace(name, std::move(*own));
    }

    Place place_of(const std::string& key) {
        const Node* node = top_.find(key);
        return node ? node->place : Place{root_.place.file, 1, 1};
    }

    void resolve(const std::string& variant, const ParameterOverrides& overrides, const Place& place) {
        if (findings_.errors() > 0) return; // names must exist
        try {
            ResolvedRun run{variant, entry_->resolve(scenario_.preset, overrides.values), overrides.places, place};
            largest_delay_ = std::max(largest_delay_, check_delays(run, entry_->facts(), scenario_.duration, findings_));
            runs_.push_back(std::move(run));
        } catch (const InputError& problems) {
            findings_.adopt(problems, place);
        }
    }

    void read_protocol_table() {
        if (!entry_) return;
        RunWindow window{scenario_.start, scenario_.duration, largest_delay_, scenario_.file.parent_path()};
        const auto takes = [&](const Session& session) {
            for (std::string& input : driven_inputs(session)) window.taken.push_back(std::move(input));
        };
        if (session_) takes(*session_);
        for (const auto& [name, own] : own_sessions_)
            if (own.session) takes(*own.session);
        Protocol protocol = read_protocol(top_.find("protocol"), entry_->facts(), window, findings_);
        scenario_.protocol = std::move(protocol.drives);
        scenario_.inputs = std::move(protocol.files);
    }

    // What the sessions do, with the spots searched in the tissue of the parameters: of the scenario, or of a variant with a
    // session of its own. Other variants have the scenario's.
    void plan_sessions() {
        if (!session_ || findings_.errors() > 0) return;
        const double end = scenario_.start + scenario_.duration;
        const std::vector<Drive> others = scenario_.protocol;
        const auto plan = [&](const Session& session, const std::string& variant, std::vector<Drive>& protocol) {
            const auto run = std::find_if(runs_.begin(), runs_.end(), [&](const auto& r) { return r.variant == variant; });
            return add_session(session, entry_->facts(), run->values, end, protocol);
        };
        scenario_.session = plan(*session_, "", scenario_.protocol);
        for (Variant& variant : scenario_.variants) {
            const auto own = own_sessions_.find(variant.name);
            if (own == own_sessions_.end()) continue;
            variant.own_protocol = true;
            variant.protocol = others;
            if (own->second.session) variant.session = plan(*own->second.session, variant.name, variant.protocol);
        }
    }

    void read_solver() {
        Section section = top_.section("solver");
        Solver& solver = scenario_.solver;
        const Bounds step = scenario_.duration > 0 ? positive_up_to(scenario_.duration) : positive_up_to(longest);
        // Below ten units of the last place there is nothing left to control.
        const double finest = 10 * std::numeric_limits<double>::epsilon();
        solver.method = section.choice("method", solver_methods(), "method").value_or(solver.method);
        solver.rtol = section.quantity("rtol", solver.rtol, {.unit = "1", .bounds = closed_range(finest, 0.1)});
        solver.atol = section.quantity("atol", solver.atol, {.unit = "1", .bounds = positive_up_to(0.1)});
        solver.step = section.quantity("step", {.unit = "s", .bounds = step});
        solver.max_step = section.quantity("max_step", {.unit = "s", .bounds = positive_up_to(longest)});
        solver.max_steps = section.count("max_steps", 1, 1'000'000'000'000).value_or(solver.max_steps);
        solver.quiet = section.truth("quiet").value_or(solver.quiet);
        solver.cross_check_span = section.quantity("cross_check_span", {.unit = "s", .bounds = step});
        if (solver.method == "runge_kutta4" && !section.find("step"))
            findings_.error(section.find("method")->place, "solver.method = \"runge_kutta4\" has no estimate of its error",
                            "give it a solver.step, such as \"0.1 ms\", or choose tsitouras5");
        if ((solver.method == "grk4t" || solver.method == "rodas4") && section.find("step"))
            findings_.error(section.find("step")->place,
                            "solver.step is for methods with steps of one length, not for \"" + solver.method + "\"",
                            "leave it out, or choose runge_kutta4, tsitouras5 or dormand_prince5");
        section.finish();
    }

    void read_record() {
        Section section = top_.section("record");
        Recording& record = scenario_.record;
        if (scenario_.duration > 0) record.every = std::min(record.every, scenario_.duration);
        const Bounds every = positive_up_to(scenario_.duration > 0 ? scenario_.duration : longest);
        record.every = section.quantity("every", record.every, {.unit = "s", .bounds = every});
        read_coarse_record(section, record);
        record.signals = signals(section, "signals");
        section.finish();
    }

    // Samples further apart from some time on.
    void read_coarse_record(Section& section, Recording& record) {
        // A run may be shorter than its fine samples would be.
        const Bounds after_start{.low = scenario_.start, .high = longest, .low_open = true, .high_open = false};
        record.until = section.quantity("until", {.unit = "s", .bounds = after_start});
        if (const auto then = section.quantity("then", {.unit = "s", .bounds = positive_up_to(longest)}))
            record.then = *then;
        record.again = section.quantity("again", {.unit = "s", .bounds = positive_up_to(longest)});
        const Node *until = section.find("until"), *then = section.find("then"), *again = section.find("again");
        if (until && !then)
            findings_.error(section.place(), "record.then is missing: how far samples are apart from record.until on",
                            "such as then = \"30 s\"");
        for (const Node* other : {then, again})
            if (other && !until)
                findings_.error(other->key_place, "record." + other->name + " goes with record.until, which is missing",
                                "add until, the end of the fine samples");
        if (until && record.until && record.again && *record.again <= *record.until - scenario_.start)
            findings_.error(again->place, "record.again = " + to_text(*record.again) +
                                              " s is not after record.until = " + to_text(*record.until) + " s");
    }

    // Names of observables, each of which exists.
    std::vector<std::string> signals(Section& section, const std::string& key) {
        std::vector<std::string> names = section.texts(key);
        if (const Node* node = section.find(key); node && entry_ && !names.empty())
            for (const Node& item : node->items) check_signal(item.text, item.place, section.path(key));
        return names;
    }

    void check_signal(const std::string& name, const Place& place, const std::string& key) {
        if (!entry_) return;
        const auto& observables = entry_->facts().observables;
        if (position_of(name, observables) == observables.size()) {
            findings_.error(place, key + ": " + scenario_.circuit + " has no signal '" + printable(name) + "'",
                            suggestion(name, names_of(observables), "see 'myotatic describe " + scenario_.circuit + "'"));
            return;
        }
        const auto& recorded = scenario_.record.signals;
        if (!recorded.empty() && std::find(recorded.begin(), recorded.end(), name) == recorded.end())
            findings_.error(place, key + ": the signal '" + printable(name) + "' is not recorded",
                            "add it to record.signals");
    }

    std::optional<double> time(Section& section, const std::string& name) {
        return section.quantity(
            name, {.unit = "s", .bounds = closed_range(scenario_.start, scenario_.start + scenario_.duration)});
    }

    void check_order(Section& section, const std::string& early, std::optional<double> a, const std::string& late,
                     std::optional<double> b) {
        if (a && b && *a >= *b)
            findings_.error(section.find(late)->place, section.path(late) + " = " + to_text(*b) + " s is not after " +
                                                           section.path(early) + " = " + to_text(*a) + " s");
    }

    void read_measures() {
        Section all = top_.section("measure");
        if (!all.node()) return;
        for (const Node& node : all.node()->entries) {
            Section section = all.section(node.name);
            if (!section.node()) continue;
            if (!plain_word(node.name))
                findings_.error(node.key_place,
                                "measure '" + printable(node.name) + "': a name is made of letters, digits, _ and -");
            NamedMeasure named{node.name, {}, {}};
            Measure& m = named.measure;
            for (const std::string key : {"kind", "signal"})
                if (!section.find(key))
                    findings_.error(section.place(), section.path(key) + " is missing",
                                    key == "kind" ? "valid: " + join(measure_kinds()) : "expected the name of a signal");
            if (const auto kind = section.choice("kind", measure_kinds(), "kind of measure")) {
                const auto at = std::find(measure_kinds().begin(), measure_kinds().end(), *kind);
                m.kind = static_cast<Measure::Kind>(at - measure_kinds().begin());
            }
            m.signal = section.text("signal").value_or("");
            if (!m.signal.empty()) check_signal(m.signal, section.find("signal")->place, section.path("signal"));
            m.after = time(section, "after");
            m.before = time(section, "before");
            check_order(section, "after", m.after, "before", m.before);
            m.threshold = section.quantity("threshold", m.threshold, {.unit = "1", .bounds = {.low = 0, .high = 1}});
            if (const auto variant = section.text("variant")) {
                named.variant = *variant;
                std::vector<std::string> names;
                for (const Variant& v : scenario_.variants) names.push_back(v.name);
                if (entry_ && std::find(names.begin(), names.end(), *variant) == names.end())
                    findings_.error(
                        section.find("variant")->place,
                        section.path("variant") + " = " + toml_string(*variant) + " is no variant of this scenario",
                        names.empty() ? "define it as [variant." + *variant + ".parameters]" : suggestion(*variant, names));
            }
            section.finish();
            scenario_.measures.push_back(std::move(named));
        }
    }

    void read_sweep_table() {
        const Node* table = top_.find("sweep");
        if (!entry_) return;
        const std::filesystem::path folder = scenario_.file.parent_path();
        scenario_.sweep = read_sweep(table, entry_->facts(), folder, findings_);
        if (scenario_.sweep && !scenario_.sweep->csv.empty()) scenario_.inputs.push_back(folder / scenario_.sweep->csv);
    }

    void read_output() {
        Section output = top_.section("output");
        const Node* figures = output.find("figure");
        output.finish();
        if (!figures) return;
        if (!figures->is(Node::Type::array)) {
            findings_.error(figures->place, "output.figure is " + kind_of(*figures) + ": expected an array of tables",
                            "write [[output.figure]]");
            return;
        }
        for (std::size_t k = 0; k < figures->items.size(); ++k) {
            Section section(&figures->items[k], "output.figure." + std::to_string(k), findings_);
            if (!section.node()) continue;
            Figure figure;
            figure.name = section.text("name").value_or("");
            if (!section.find("name")) {
                findings_.error(section.place(), section.path("name") + " is missing", "it becomes the name of the file");
            } else if (!plain_word(figure.name)) {
                findings_.error(section.find("name")->place,
                                section.path("name") + " = " + printable(section.find("name")->raw) + " is no file name",
                                "a name is made of letters, digits, _ and -");
            }
            for (const Figure& other : scenario_.figures)
                if (other.name == figure.name && !figure.name.empty())
                    findings_.error(section.find("name")->place,
                                    section.path("name") + " = \"" + figure.name + "\" appears twice");
            figure.title = section.text("title").value_or("");
            figure.signals = signals(section, "signals");
            if (!section.find("signals"))
                findings_.error(section.place(), section.path("signals") + " is missing",
                                "expected an array of signal names");
            figure.from = time(section, "from");
            figure.until = time(section, "until");
            check_order(section, "from", figure.from, "until", figure.until);
            section.finish();
            scenario_.figures.push_back(std::move(figure));
        }
    }

    const Node& root_;
    std::span<const Entry* const> circuits_;
    Findings findings_;
    Section top_;
    Scenario scenario_;
    const Entry* entry_ = nullptr;
    std::vector<ResolvedRun> runs_;
    double largest_delay_ = 0;
    std::optional<Session> session_{};
    std::map<std::string, OwnSession> own_sessions_{}; ///< by the name of the variant
};

} // namespace

Scenario read_scenario(const Node& root, const std::filesystem::path& file, std::span<const Entry* const> circuits) {
    return ScenarioReader(root, file, circuits).read();
}

} // namespace myotatic::runtime
