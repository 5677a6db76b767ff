#include "report.hpp"

#include "html.hpp"
#include "manifest.hpp"
#include "session_report.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/runtime/build.hpp"
#include "myotatic/runtime/catalogue.hpp"
#include "myotatic/runtime/explain.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::runtime {

namespace {

constexpr std::string_view style = R"css(
:root { color-scheme: light; }
body { font: 16px/1.5 "DejaVu Sans", Verdana, sans-serif; color: #1a1a1a; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin-bottom: .2rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid #ddd; }
p.sub, figcaption, small { color: #555; }
table { border-collapse: collapse; font-size: .9rem; } .scroll { overflow-x: auto; margin: .6rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #e5e5e5; }
td.wide { min-width: 14rem; }
figure { margin: 1.2rem 0; } figure svg { max-width: 100%; height: auto; }
.note { border-left: 4px solid #D55E00; background: #fff6ef; padding: .5rem 1rem; margin: 1rem 0; }
.good { border-left-color: #009E73; background: #effaf6; }
code, pre { font-family: "DejaVu Sans Mono", monospace; font-size: .85rem; } pre { background: #f6f6f6; padding: .8rem; overflow-x: auto; }
.mark { border-radius: .3rem; padding: 0 .4rem; background: #eee; white-space: nowrap; } .hypothesis { background: #ffe3d0; } .verified, .measured { background: #d8f3e8; } .partly { background: #fff3c9; }
small.agrees { color: #00704f; } small.differs { color: #a34700; } li { margin: .25rem 0; }
details { margin: .8rem 0; } summary { cursor: pointer; color: #0072B2; }
)css";

std::string outcome_in_words(const RunResult& run) {
    const std::string at = " at " + readable(run.solver.time, "s") + " of simulated time";
    const std::string& why = run.solver.reason;
    if (why == "interrupted") return "The run was interrupted" + at + ". Everything up to there is kept.";
    const std::string state = run.solver.worst.empty() ? "" : " The state that stood out was " + run.solver.worst + ".";
    if (why == "non_finite") return "The equations gave a value that is not a number" + at + "." + state;
    if (why == "step_underflow") return "The step became too small to go on" + at + ": the problem looks stiff." + state;
    if (why == "too_many_steps") return "The permitted number of steps was used up" + at + "." + state;
    if (why == "blow_up") return "The solution grew beyond all bounds" + at + "." + state;
    return "The run ended early (" + why + ")" + at + "." + state;
}

std::string outcome(const Scenario& scenario, const Result& result) {
    const RunResult& decisive = deciding_run(result);
    if (decisive.solver.reason == "completed")
        return fmt::format("<p class=\"note good\">The run is complete: {} of simulated time{}.</p>\n",
                           escaped(readable(decisive.solver.time - scenario.start, "s")),
                           result.variants.empty() ? "" : fmt::format(", and {} variant(s)", result.variants.size()));
    return fmt::format("<p class=\"note\"><strong>Incomplete.</strong> {}{}</p>\n",
                       decisive.variant.empty() ? "" : escaped("In the variant " + decisive.variant + ": "),
                       escaped(outcome_in_words(decisive)));
}

/// What a variant is, in words: "without Ib inhibition" where it takes the gain of a connection away.
std::string variant_in_words(const Variant& variant, const CircuitFacts& facts) {
    std::string words;
    for (const auto& [name, value] : variant.parameters) {
        const auto connection = std::find_if(facts.pathways.begin(), facts.pathways.end(),
                                             [&, key = name](const Pathway& p) { return p.gain == key; });
        const auto leaf = std::find_if(facts.parameters.begin(), facts.parameters.end(),
                                       [&, key = name](const Leaf& l) { return l.name == key; });
        words += words.empty() ? "" : ", ";
        const bool is_switch = std::any_of(facts.pathways.begin(), facts.pathways.end(),
                                           [&, key = name](const Pathway& p) { return p.share == key; });
        if (value == 0 && connection != facts.pathways.end())
            words += "without " + connection->name;
        else if (value == 0 && is_switch && leaf != facts.parameters.end())
            words += "without " + std::string(leaf->facts.meaning);
        else
            words += name + " = " + (leaf == facts.parameters.end() ? to_text(value) : in_unit(value, leaf->facts.unit));
    }
    return words;
}

const Metric* find_metric(const RunResult& run, const std::string& name) {
    for (const Metric& m : run.metrics)
        if (m.name == name) return &m;
    return nullptr;
}

/// How far `value` is from `reference`, in per cent of the reference; nothing where that says nothing.
std::optional<double> change(double value, double reference) {
    const double percent = 100 * (value - reference) / std::abs(reference);
    return std::isfinite(percent) ? std::optional(percent) : std::nullopt;
}

std::string value_in_words(const Metric* m) {
    if (!m) return "";
    if (!std::isfinite(m->value)) return "none" + (m->note.empty() ? "" : ": " + m->note);
    return readable(m->value, m->unit);
}

/// The measures of the scenario, beside them those of its variants, and in words what makes the largest difference.
std::string metrics(const Scenario& scenario, const CircuitFacts& facts, const Result& result) {
    std::vector<std::string> headings{"measure", "scenario"};
    for (const RunResult& run : result.variants) headings.push_back(run.variant);
    HtmlTable table{headings};
    std::string differences;
    bool any = false;
    const auto row = [&](const std::string& name) {
        const Metric* own = find_metric(result.main, name);
        std::vector<std::string> cells{name, value_in_words(own)};
        const RunResult* strongest = nullptr;
        double most = 1; // per cent: less is no difference worth a sentence
        for (const RunResult& run : result.variants) {
            const Metric* theirs = find_metric(run, name);
            cells.push_back(value_in_words(theirs));
            const auto percent = own && theirs ? change(theirs->value, own->value) : std::nullopt;
            if (!percent) continue;
            if (std::abs(*percent) >= 0.05) cells.back() += fmt::format(" ({:+.1f} %)", *percent);
            if (std::abs(*percent) > std::abs(most) + 0.05) most = *percent, strongest = &run;
        }
        table.row(cells);
        any = true;
        if (!strongest) return;
        const auto variant = std::find_if(scenario.variants.begin(), scenario.variants.end(),
                                          [&](const Variant& v) { return v.name == strongest->variant; });
        differences += fmt::format(
            "<li><strong>{}</strong> changes most {}: {:+.1f} %.</li>\n", escaped(name),
            escaped(variant == scenario.variants.end() ? "in " + strongest->variant : variant_in_words(*variant, facts)),
            most);
    };
    for (const NamedMeasure& named : scenario.measures) row(named.name);
    if (!any) return {};
    std::string html = heading("What was measured") + table.text();
    if (!differences.empty()) html += heading("What makes the difference") + "<ul>\n" + differences + "</ul>\n";
    return html;
}

std::string figures(const std::vector<Drawing>& drawings) {
    std::string html;
    for (const Drawing& drawing : drawings)
        if (!belongs_to_session(drawing)) html += inlined(drawing);
    return html.empty() ? html : heading("What happened") + html;
}

std::string events(const Result& result) {
    if (result.main.events.empty()) return {};
    constexpr std::size_t shown = 50;
    HtmlTable table({"time", "event", "signal", "direction"});
    for (std::size_t i = 0; i < std::min(shown, result.main.events.size()); ++i) {
        const EventRow& event = result.main.events[i];
        table.row({fmt::format("{:.6g} s", event.time), event.name, event.signal, event.direction});
    }
    std::string html = heading("Events") + table.text();
    if (result.main.events.size() > shown)
        html += paragraph(fmt::format("The first {} of {}; all are in events.csv.", shown, result.main.events.size()));
    return html;
}

std::vector<double> values_of(const RunResult& run) {
    std::vector<double> values;
    for (const auto& [name, value] : run.parameters) values.push_back(value);
    return values;
}

std::string pathways(const CircuitFacts& facts, const RunResult& run) {
    if (facts.pathways.empty()) return {};
    std::string html = heading("How far to trust it: the connections and their evidence");
    html +=
        paragraph("Every connection of the circuit, with the numbers of this run and a word on how well it is supported.");
    html += "<div class=\"scroll\"><table>\n<tr><th>connection</th><th>what it does</th><th>threshold</th><th>gain</th>"
            "<th>delay</th><th>evidence</th><th>source</th></tr>\n";
    for (const Explanation& e : explain(facts, values_of(run)))
        html += fmt::format("<tr><td>{}<br><small>{}</small></td><td "
                            "class=\"wide\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                            escaped(e.name), escaped(e.sign), escaped(e.sentence), escaped(e.threshold), escaped(e.gain),
                            escaped(e.delay), mark(e.evidence), escaped(e.source));
    html += "</table></div>\n<ul>\n";
    for (const auto& [evidence, meaning] : evidence_words())
        html += fmt::format("<li>{}: {}</li>\n", mark(to_text(evidence)), escaped(meaning));
    return html + "</ul>\n";
}

std::string parameters(const CircuitFacts& facts, const Result& result) {
    HtmlTable table({"parameter", "value", "meaning", "evidence", "source"});
    for (std::size_t i = 0; i < result.main.parameters.size(); ++i) {
        const auto& [name, value] = result.main.parameters[i];
        const auto leaf = std::find_if(facts.parameters.begin(), facts.parameters.end(),
                                       [&, key = name](const Leaf& l) { return l.name == key; });
        if (leaf == facts.parameters.end()) continue;
        table.row({name, in_unit(value, leaf->facts.unit), std::string(leaf->facts.meaning),
                   leaf->facts.sourced ? std::string(to_text(leaf->facts.evidence)) : "", std::string(leaf->facts.source)});
    }
    return folded(fmt::format("All {} parameters as used", result.main.parameters.size()), table.text());
}

/// What each variant changes, against the scenario itself.
std::string variants(const Scenario& scenario, const CircuitFacts& facts) {
    if (scenario.variants.empty()) return {};
    HtmlTable table({"variant", "what is different"});
    for (const Variant& variant : scenario.variants) table.row({variant.name, variant_in_words(variant, facts)});
    return heading("Variants") + table.text();
}

std::string warnings_and_counts(const Result& result, const std::vector<std::string>& warnings) {
    std::string html = heading("Warnings, clipped and repaired values");
    if (warnings.empty()) {
        html += paragraph("None.");
    } else {
        html += "<ul>\n";
        for (const std::string& warning : warnings) html += "<li>" + escaped(warning) + "</li>\n";
        html += "</ul>\n";
    }
    HtmlTable table({"run", "what", "how often"});
    bool any = false;
    const auto add = [&](const RunResult& run) {
        for (const auto& [name, count] : bent_counts(run.solver)) {
            table.row({run.variant.empty() ? "scenario" : run.variant, name, std::to_string(count)});
            any = true;
        }
    };
    add(result.main);
    for (const RunResult& variant : result.variants) add(variant);
    return any ? html + table.text() : html;
}

std::string solver(const Scenario& scenario, const Result& result) {
    std::string html = heading("How it was solved");
    html += paragraph(fmt::format(
        "Method {}, relative tolerance {}, absolute tolerance {} of each state's typical size, {}.", scenario.solver.method,
        to_text(scenario.solver.rtol), to_text(scenario.solver.atol),
        scenario.solver.step ? "fixed step " + readable(*scenario.solver.step, "s") : "steps adapted to the tolerances"));
    HtmlTable table({"run", "count", "value"});
    const auto add = [&](const RunResult& run) {
        for (const auto& [name, count] : run.solver.counts)
            table.row({run.variant.empty() ? "scenario" : run.variant, name, std::to_string(count)});
        table.row({run.variant.empty() ? "scenario" : run.variant, "quiet_time", readable(run.solver.quiet_time, "s")});
    };
    add(result.main);
    for (const RunResult& variant : result.variants) add(variant);
    return html + folded("Work done by the solver", table.text());
}

std::string reproduction(const Scenario& scenario, const ResultsOptions& options) {
    const BuildFacts& build = build_facts();
    std::string html = heading("How to reproduce it");
    html += paragraph("Save the text below as scenario.toml and run:");
    html += "<pre>myotatic run scenario.toml</pre>\n";
    html += paragraph(
        fmt::format("This was myotatic {} ({}, {}, instruction set {}), scenario {}. The same program gives the "
                    "same bytes; another version or processor agrees within the tolerances.",
                    build.version, build.compiler, build.target, options.instruction_set, scenario_hash(scenario, options)));
    if (!scenario.inputs.empty()) {
        html += "<p>It reads these files:</p>\n<ul>\n";
        for (const auto& input : scenario.inputs)
            html += "<li><code>" + escaped(input.filename().string()) + "</code></li>\n";
        html += "</ul>\n";
    }
    return html + folded("The scenario with every default filled in",
                         "<pre>" + escaped(resolved_text(scenario, options)) + "</pre>\n");
}

} // namespace

std::string inlined(const Drawing& drawing) {
    const std::size_t start = drawing.svg.find("<svg");
    if (start == std::string::npos) return {};
    return fmt::format("<figure>\n{}\n<figcaption>{} <small>(figures/{}.svg, .png)</small></figcaption>\n</figure>\n",
                       "<svg role=\"img\" aria-label=\"" + escaped(drawing.title) + "\"" + drawing.svg.substr(start + 4),
                       escaped(drawing.title), escaped(drawing.name));
}

std::string report_html(const Scenario& scenario, const Result& result, const ResultsOptions& options,
                        const std::vector<Drawing>& drawings, const std::vector<std::string>& warnings) {
    const CircuitFacts unknown{};
    const Entry* entry = options.circuit ? options.circuit : find_entry(scenario.circuit);
    const CircuitFacts& facts = entry ? entry->facts() : unknown;
    const std::string title = scenario.title.empty() ? scenario.circuit : scenario.title;

    std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    html += fmt::format("<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n", escaped(title), style,
                        escaped(title));
    const std::string circuit = fmt::format(
        "<p class=\"sub\">Circuit <code>{}</code>{}: {}</p>\n", escaped(scenario.circuit),
        scenario.preset.empty() ? "" : ", preset <code>" + escaped(scenario.preset) + "</code>", escaped(facts.summary));
    // A session is looked at by people to whom the name of a circuit says nothing: it comes after what they want to know.
    const std::string session = session_page(scenario, result, drawings);
    if (session.empty()) html += circuit;
    if (!scenario.description.empty()) html += paragraph(scenario.description);
    html += session;
    if (!session.empty()) html += circuit;
    html += outcome(scenario, result);
    html += figures(drawings);
    html += metrics(scenario, facts, result);
    html += variants(scenario, facts);
    html += events(result);
    html += pathways(facts, result.main);
    html += parameters(facts, result);
    html += warnings_and_counts(result, warnings);
    html += solver(scenario, result);
    html += reproduction(scenario, options);
    html += "<p><small>A simulation for research and teaching. It gives no medical advice.</small></p>\n";
    return html + "</body>\n</html>\n";
}

} // namespace myotatic::runtime
