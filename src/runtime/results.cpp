#include "myotatic/runtime/results.hpp"

#include "figure.hpp"
#include "manifest.hpp"
#include "report.hpp"
#include "session_figures.hpp"

#include "myotatic/core/error.hpp"
#include "myotatic/core/text.hpp"
#include "myotatic/runtime/csv.hpp"

#include <algorithm>
#include <locale>
#include <sstream>

namespace myotatic::runtime {

namespace {

std::string traces_text(const Scenario& scenario, const RunResult& run, TraceFormat format) {
    std::ostringstream out;
    out.imbue(std::locale::classic());
    if (format == TraceFormat::sto)
        write_sto(run.traces, scenario.title.empty() ? scenario.circuit : scenario.title, out);
    else
        write_csv(run.traces, out);
    return std::move(out).str();
}

/// A cell of text; quoted when it holds what would end it.
std::string cell(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

/// Names of variants and figures become file names; whatever could lead elsewhere or trouble a shell becomes a '_'.
std::string file_stem(const std::string& name) {
    std::string stem = name.empty() || name.front() == '.' ? "_" + name : name;
    for (char& c : stem) {
        const auto u = static_cast<unsigned char>(c);
        const bool plain = (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') || (u >= 'a' && u <= 'z') || u >= 0x80 ||
                           c == '_' || c == '-' || c == '.';
        if (!plain) c = '_';
    }
    return stem;
}

std::string events_text(const RunResult& run) {
    std::string text = "time [s],name,signal,direction\n";
    for (const EventRow& event : run.events)
        text += to_text(event.time) + "," + cell(event.name) + "," + cell(event.signal) + "," + cell(event.direction) + "\n";
    return text;
}

void write_data(StagedFolder& folder, const Scenario& scenario, const RunResult& run, TraceFormat format) {
    const std::string suffix = run.variant.empty() ? "" : "_" + file_stem(run.variant);
    folder.write("traces" + suffix + (format == TraceFormat::sto ? ".sto" : ".csv"), traces_text(scenario, run, format));
    folder.write("events" + suffix + ".csv", events_text(run));
}

std::string outcome_warning(const RunResult& run) {
    const std::string who = run.variant.empty() ? "the run" : "the variant '" + run.variant + "'";
    return who + " is incomplete: " + run.solver.reason + " at " + to_text(run.solver.time) + " s" +
           (run.solver.worst.empty() || run.solver.reason == "interrupted" ? "" : ", in " + run.solver.worst);
}

/// Those of a session, then those that the scenario asks for; of a session that asks for none, nothing more.
std::vector<Plot> plots_of(const Scenario& scenario, const Result& result) {
    std::vector<Plot> plots = session_plots(scenario, result);
    if (!plots.empty() && scenario.figures.empty()) return plots;
    for (const Figure& figure : figures_of(scenario, result))
        plots.push_back({figure.name, figure.title.empty() ? figure.name : figure.title,
                         figure_script(figure, result, Picture::svg), figure_script(figure, result, Picture::png)});
    return plots;
}

std::vector<Drawing> draw(StagedFolder& folder, const Scenario& scenario, const Result& result,
                          const ResultsOptions& options, std::vector<std::string>& warnings) {
    std::vector<Drawing> drawings;
    if (result.main.traces.rows() == 0) return drawings;
    for (const Plot& plot : plots_of(scenario, result)) {
        if (options.hurry && options.hurry()) {
            warnings.push_back("the figures from '" + plot.name + "' on were not drawn: interrupted");
            break;
        }
        try {
            Drawing drawing{file_stem(plot.name), plot.title, gnuplot(plot.svg)};
            const std::string png = gnuplot(plot.png);
            folder.write("figures/" + drawing.name + ".svg", drawing.svg);
            folder.write("figures/" + drawing.name + ".png", png);
            drawings.push_back(std::move(drawing));
        } catch (const FigureError& e) {
            warnings.push_back("the figures from '" + plot.name + "' on were not drawn: " + e.what());
            break;
        }
    }
    return drawings;
}

} // namespace

const RunResult& deciding_run(const Result& result) {
    if (result.main.solver.reason != "completed") return result.main;
    for (const RunResult& variant : result.variants)
        if (variant.solver.reason != "completed") return variant;
    return result.main;
}

StagedFolder reserve_results(const Scenario& scenario, const ResultsOptions& options) {
    std::vector<std::filesystem::path> inputs = scenario.inputs;
    if (!scenario.file.empty()) inputs.push_back(scenario.file);
    return {options.folder, options.permissions, inputs};
}

std::vector<std::string> write_results(StagedFolder& folder, const Scenario& scenario, const Result& result,
                                       const ResultsOptions& options) {
    std::vector<std::string> warnings;
    for (const Problem& problem : scenario.warnings) warnings.push_back(problem.message);
    const auto note_outcome = [&](const RunResult& run) {
        if (run.solver.reason != "completed") warnings.push_back(outcome_warning(run));
        for (const auto& [name, count] : bent_counts(run.solver))
            if (count > 0)
                warnings.push_back((run.variant.empty() ? "" : run.variant + ": ") + name + ": " + std::to_string(count) +
                                   " times");
    };
    note_outcome(result.main);
    for (const RunResult& variant : result.variants) note_outcome(variant);
    if (result.variants.size() < scenario.variants.size())
        warnings.push_back(std::to_string(scenario.variants.size() - result.variants.size()) + " of " +
                           std::to_string(scenario.variants.size()) + " variants were not run");

    write_data(folder, scenario, result.main, options.format);
    for (const RunResult& variant : result.variants) write_data(folder, scenario, variant, options.format);
    folder.write("metrics.json", metrics_json(scenario, result));
    const std::vector<Drawing> drawings = draw(folder, scenario, result, options, warnings);
    folder.write("report.html", report_html(scenario, result, options, drawings, warnings));
    std::vector<std::string> files = folder.files();
    files.emplace_back("manifest.json");
    folder.write("manifest.json", manifest_json(scenario, result, options, warnings, files));
    folder.publish();
    return warnings;
}

} // namespace myotatic::runtime
