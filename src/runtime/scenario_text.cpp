// A scenario written down again, with every default in its place.
#include "myotatic/core/text.hpp"
#include "myotatic/runtime/catalogue.hpp"
#include "parameter_reader.hpp"
#include "protocol_reader.hpp"
#include "scenario_reader.hpp"
#include "session_reader.hpp"

namespace myotatic::runtime {

namespace {

class Writer {
public:
    void table(const std::string& name) { text_ += "\n[" + name + "]\n"; }
    void item(const std::string& name) { text_ += "\n[[" + name + "]]\n"; }
    void line(const std::string& name, const std::string& value) { text_ += name + " = " + value + "\n"; }
    void string(const std::string& name, const std::string& value) { line(name, toml_string(value)); }
    void seconds(const std::string& name, std::optional<double> value) {
        if (value) line(name, quantity_text(*value, "s"));
    }
    void strings(const std::string& name, const std::vector<std::string>& values) {
        std::vector<std::string> quoted;
        for (const std::string& value : values) quoted.push_back(toml_string(value));
        line(name, "[" + join(quoted) + "]");
    }
    void raw(const std::string& text) { text_ += text; }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

void write_parameters(const std::string& name, const std::map<std::string, double>& values, const CircuitFacts& facts,
                      Writer& out) {
    out.table(name);
    for (const auto& [parameter, value] : values) {
        const std::size_t i = position_of(parameter, facts.parameters);
        out.line(parameter, quantity_text(value, i < facts.parameters.size() ? facts.parameters[i].facts.unit : Unit{}));
    }
}

void write_sweep(const SweepDesign& sweep, const CircuitFacts& facts, Writer& out) {
    out.table("sweep");
    if (sweep.kind == "csv") return out.string("csv", sweep.csv.generic_string());
    out.string("design", sweep.kind);
    if (sweep.kind == "latin_hypercube") {
        out.line("rows", std::to_string(sweep.rows));
        out.line("seed", std::to_string(sweep.seed));
    }
    out.table("sweep.vary");
    for (const Varied& v : sweep.vary) {
        const std::size_t i = position_of(v.parameter, facts.parameters);
        const Unit unit = i < facts.parameters.size() ? facts.parameters[i].facts.unit : Unit{};
        if (v.values.empty()) {
            out.line(v.parameter, "{from = " + quantity_text(v.from, unit) + ", to = " + quantity_text(v.to, unit) +
                                      (sweep.kind == "grid" ? ", steps = " + std::to_string(v.steps) : "") + "}");
            continue;
        }
        std::vector<std::string> values;
        for (const double value : v.values) values.push_back(quantity_text(value, unit));
        out.line(v.parameter, "[" + join(values) + "]");
    }
}

std::string made_in_code(const Stimulus& stimulus, const Unit& unit) {
    if (stimulus.is_callable()) return "# a function that the program brings; it has no text\n";
    if (const auto& noise = stimulus.as_noise()) {
        const BandLimitedNoise::Settings& n = noise->settings();
        Writer out;
        out.line("kind", toml_string("noise"));
        out.line("mean", quantity_text(n.mean, unit));
        out.line("rms", quantity_text(n.rms, unit));
        out.line("band_limit", quantity_text(n.band_limit, "Hz"));
        out.line("seed", std::to_string(n.seed));
        out.line("member", std::to_string(n.member));
        out.line("start", quantity_text(n.start, "s"));
        if (n.stop < Stimulus::forever) out.line("stop", quantity_text(n.stop, "s"));
        return out.take();
    }
    std::vector<std::string> rows;
    for (const auto& p : stimulus.pieces()) {
        std::vector<std::string> numbers;
        for (const double x : {p.start, p.c0, p.c1, p.c2, p.c3, p.amplitude, p.omega, p.phase})
            numbers.push_back(to_text(x));
        rows.push_back("[" + join(numbers) + "]");
    }
    return "kind = \"pieces\"\npieces = [" + join(rows) + "]\n";
}

} // namespace

std::string resolved_text(const Scenario& s, std::span<const Entry* const> circuits) {
    const Entry* entry = nullptr;
    std::vector<std::string> names;
    for (const Entry* e : circuits) {
        names.push_back(e->facts().name);
        if (e->facts().name == s.circuit) entry = e;
    }
    if (!entry) throw InputError(Place{}, "no circuit '" + s.circuit + "'", suggestion(s.circuit, names));
    const CircuitFacts& facts = entry->facts();

    Writer out;
    out.string("title", s.title);
    out.string("description", s.description);
    out.string("circuit", s.circuit);
    out.string("preset", s.preset);
    if (!s.parameters.empty()) write_parameters("parameters", s.parameters, facts, out);

    out.table("protocol");
    out.seconds("start", s.start);
    out.seconds("duration", s.duration);
    for (const Drive& drive : s.protocol) {
        if (drive.of_session && s.session) continue; // which is written itself
        const std::size_t i = position_of(drive.input, facts.inputs);
        const Unit unit = i < facts.inputs.size() ? facts.inputs[i].facts.unit : Unit{};
        for (std::size_t k = 0; k < drive.stimuli.size(); ++k) {
            out.item("protocol." + drive.input);
            out.raw(k < drive.texts.size() ? drive.texts[k] : made_in_code(drive.stimuli[k], unit));
        }
    }

    if (s.session) {
        out.table("session");
        out.raw(session_text(s.session->session, "session", false));
    }

    out.table("solver");
    out.string("method", s.solver.method);
    out.line("rtol", to_text(s.solver.rtol));
    out.line("atol", to_text(s.solver.atol));
    out.seconds("step", s.solver.step);
    out.seconds("max_step", s.solver.max_step);
    out.line("max_steps", std::to_string(s.solver.max_steps));
    out.line("quiet", s.solver.quiet ? "true" : "false");
    out.seconds("cross_check_span", s.solver.cross_check_span);

    out.table("record");
    out.seconds("every", s.record.every);
    out.seconds("until", s.record.until);
    if (s.record.until) out.seconds("then", s.record.then);
    out.seconds("again", s.record.again);
    out.strings("signals", s.record.signals);

    for (const Variant& variant : s.variants) {
        const std::string session = "variant." + variant.name + ".session";
        write_parameters("variant." + variant.name + ".parameters", variant.parameters, facts, out);
        if (!variant.own_protocol) continue;
        out.table(session);
        if (variant.session)
            out.raw(session_text(variant.session->session, session, true));
        else
            out.string("steps", "none");
    }

    for (const NamedMeasure& named : s.measures) {
        const Measure& m = named.measure;
        out.table("measure." + named.name);
        out.string("kind", measure_kinds()[static_cast<std::size_t>(m.kind)]);
        out.string("signal", m.signal);
        out.seconds("after", m.after);
        out.seconds("before", m.before);
        out.line("threshold", to_text(m.threshold));
        if (!named.variant.empty()) out.string("variant", named.variant);
    }

    if (s.sweep) write_sweep(*s.sweep, facts, out);

    for (const Figure& figure : s.figures) {
        out.item("output.figure");
        out.string("name", figure.name);
        out.string("title", figure.title);
        out.strings("signals", figure.signals);
        out.seconds("from", figure.from);
        out.seconds("until", figure.until);
    }
    return out.take();
}

} // namespace myotatic::runtime
