#include "myotatic/runtime/sweep.hpp"

#include "manifest.hpp"

#include "myotatic/core/si_text.hpp"
#include "myotatic/core/text.hpp"
#include "myotatic/runtime/build.hpp"
#include "myotatic/runtime/csv_rows.hpp"

#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace myotatic::runtime {

namespace {

using Json = nlohmann::ordered_json;

const Entry& entry_of(const Scenario& scenario) {
    if (const Entry* entry = find_entry(scenario.circuit)) return *entry;
    throw InputError({scenario.file.string()}, "there is no circuit '" + scenario.circuit + "'");
}

const SweepDesign& design_of(const Scenario& scenario) {
    if (scenario.sweep) return *scenario.sweep;
    throw InputError({scenario.file.string(), scenario.file.empty() ? 0 : 1, scenario.file.empty() ? 0 : 1},
                     "the scenario has no [sweep]: which parameters are to vary?",
                     "such as [sweep] with design = \"grid\", and [sweep.vary] with arrays of values; see docs/scenario.md");
}

/// A set and its rows, which belong together.
class OwnedRows final : public ParameterRows {
public:
    explicit OwnedRows(ParameterSet set) : set_(std::move(set)), rows_(set_.rows()) {}
    const std::vector<std::string>& fields() const override { return rows_->fields(); }
    long long size() const override { return rows_->size(); }
    bool next(std::span<double> values) override { return rows_->next(values); }
    void skip(long long rows) override { rows_->skip(rows); }
    void check(const std::vector<Leaf>& parameters) const override { rows_->check(parameters); }

private:
    ParameterSet set_;
    std::unique_ptr<ParameterRows> rows_;
};

ParameterSet set_of(const SweepDesign& design) {
    if (design.kind == "latin_hypercube") {
        std::vector<Range> ranges;
        for (const Varied& v : design.vary) ranges.push_back({v.parameter, v.from, v.to});
        return ParameterSet::latin_hypercube(design.rows, ranges, design.seed);
    }
    if (design.kind == "grid") {
        std::vector<Levels> levels;
        for (const Varied& v : design.vary)
            levels.push_back(
                {v.parameter, v.values.empty() ? evenly_spaced(v.from, v.to, static_cast<std::size_t>(v.steps)) : v.values});
        return ParameterSet::grid(levels);
    }
    if (design.kind != "list") throw std::invalid_argument("no design '" + design.kind + "'");
    std::vector<std::string> names;
    std::vector<std::vector<double>> rows(static_cast<std::size_t>(rows_of(design)));
    for (const Varied& v : design.vary) {
        names.push_back(v.parameter);
        if (v.values.size() != rows.size()) throw std::invalid_argument("the columns of a list must have equal lengths");
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].push_back(v.values[i]);
    }
    return ParameterSet::list(std::move(names), rows);
}

std::string heading(const std::string& name, const std::string& unit) { return name + " [" + unit + "]"; }

/// Writes rows as they come, a block at a time.
class CsvSink final : public SweepSink {
public:
    explicit CsvSink(OutputFile& file) : file_(file) {}

    void begin(const SweepColumns& columns) override {
        text_ = "row";
        for (const Leaf& leaf : columns.varied) text_ += "," + heading(leaf.name, si_text(leaf.facts.unit));
        for (const auto& [name, unit] : columns.measures) {
            text_ += "," + heading(name, unit);
            spreads.push_back({name, unit});
        }
        text_ += ",outcome,outcome_time [s],worst,steps,rejected,clipped\n";
        flush();
    }

    void row(const SweepRow& r) override {
        text_ += std::to_string(r.row);
        for (const double x : r.values) text_ += ',' + to_text(x);
        for (std::size_t k = 0; k < r.measures.size(); ++k) {
            text_ += ',';
            if (std::isnan(r.measures[k])) continue; // an empty cell: there is nothing to measure
            text_ += to_text(r.measures[k]);
            count(spreads[k], r.measures[k]);
        }
        long long clipped = 0;
        for (const long long n : r.clipped) clipped += n;
        const auto& s = r.outcome.statistics;
        text_ += ',' + std::string(r.outcome_text()) + ',' + to_text(r.outcome.time) + ',' + std::string(r.worst) + ',' +
                 std::to_string(s.steps_accepted) + ',' + std::to_string(s.steps_rejected) + ',' + std::to_string(clipped) +
                 '\n';
        if (!r.completed() && first_failure.empty())
            first_failure = "row " + std::to_string(r.row) + ": " + std::string(r.outcome_text()) +
                            (r.rested ? " at t = " + to_text(r.outcome.time) + " s" : "") +
                            (r.worst.empty() ? "" : " in " + std::string(r.worst));
        // At least once a second, so that whoever looks sees how far it is.
        if (text_.size() > 60'000 || Clock::now() - flushed_ > std::chrono::seconds(1)) flush();
    }
    void flush() {
        file_.append(text_);
        text_.clear();
        flushed_ = Clock::now();
    }

    std::vector<Spread> spreads;
    std::string first_failure;

private:
    static void count(Spread& s, double x) {
        s.lowest = s.rows == 0 || x < s.lowest ? x : s.lowest;
        s.highest = s.rows == 0 || x > s.highest ? x : s.highest;
        s.mean += (x - s.mean) / static_cast<double>(++s.rows);
    }

    using Clock = std::chrono::steady_clock;
    OutputFile& file_;
    std::string text_;
    Clock::time_point flushed_ = Clock::now();
};

std::string manifest(const Scenario& scenario, const ResultsOptions& results, const SweepOptions& options,
                     const ParameterRows& rows, const SweepReport& report, const std::vector<std::string>& files) {
    const SweepSummary& s = report.summary;
    Json json = manifest_head(results);
    json["outcome"] = {{"complete", !s.interrupted},
                       {"rows", s.rows},
                       {"completed", s.rows - s.failed - s.cannot_rest},
                       {"failed", s.failed},
                       {"cannot_rest", s.cannot_rest},
                       {"first_failure", report.first_failure.empty() ? Json(nullptr) : Json(report.first_failure)}};
    add_scenario(json, scenario, results);
    json["sweep"] = {{"design", scenario.sweep->kind},
                     {"rows", rows.size()},
                     {"varied", rows.fields()},
                     {"shard", {{"index", options.shard.index}, {"count", options.shard.count}}},
                     {"first_row", options.shard.first_row(rows.size())},
                     {"end_row", options.shard.end_row(rows.size())}};
    json["warnings"] = report.warnings;
    json["files"] = files;
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace

long long rows_of(const SweepDesign& design) {
    if (design.kind == "latin_hypercube") return design.rows;
    if (design.kind == "list") return design.vary.empty() ? 0 : static_cast<long long>(design.vary.front().values.size());
    std::vector<std::size_t> counts;
    for (const Varied& v : design.vary)
        counts.push_back(v.values.empty() ? static_cast<std::size_t>(v.steps) : v.values.size());
    return rows_of_grid(counts);
}

std::unique_ptr<ParameterRows> parameter_rows(const Scenario& scenario, const CircuitFacts& facts) {
    const SweepDesign& design = design_of(scenario);
    if (design.kind == "csv") return std::make_unique<CsvRows>(scenario.file.parent_path() / design.csv, facts);
    return std::make_unique<OwnedRows>(set_of(design));
}

std::vector<NamedMeasure> sweep_measures(const Scenario& scenario) {
    std::vector<NamedMeasure> all;
    for (const NamedMeasure& m : scenario.measures)
        if (m.variant.empty()) all.push_back(m);
    return all;
}

SweepSummary sweep(const Scenario& scenario, const SweepOptions& options, std::optional<Isa> isa, SweepSink& sink) {
    return sweep(entry_of(scenario), scenario, options, isa, sink);
}

SweepSummary sweep(const Entry& circuit, const Scenario& scenario, const SweepOptions& options, std::optional<Isa> isa,
                   SweepSink& sink) {
    const auto rows = parameter_rows(scenario, circuit.facts());
    return circuit.sweep(scenario, *rows, options, isa, sink);
}

SweepReport write_sweep(StagedFolder& folder, const Scenario& scenario, const ResultsOptions& results,
                        const SweepOptions& options) {
    const Entry& circuit = results.circuit ? *results.circuit : entry_of(scenario);
    const auto rows = parameter_rows(scenario, circuit.facts());

    SweepReport report;
    for (const Problem& problem : scenario.warnings) report.warnings.push_back(problem.message);
    if (sweep_measures(scenario).empty())
        report.warnings.push_back("the scenario has no [measure.…]: the rows tell their outcomes, and nothing else");
    for (const NamedMeasure& m : scenario.measures)
        if (!m.variant.empty())
            report.warnings.push_back("the measure '" + m.name + "' is of the variant '" + m.variant +
                                      "', which a sweep does not run");

    OutputFile file = folder.open("sweep.csv");
    CsvSink sink(file);
    report.summary = circuit.sweep(scenario, *rows, options, parse_isa(results.instruction_set), sink);
    sink.flush();
    file.close();
    report.spreads = std::move(sink.spreads);
    report.first_failure = std::move(sink.first_failure);

    const SweepSummary& s = report.summary;
    if (s.failed + s.cannot_rest > 0)
        report.warnings.push_back(std::to_string(s.failed + s.cannot_rest) + " of " + std::to_string(s.rows) +
                                  " rows did not complete; the first is " + report.first_failure);
    if (s.interrupted)
        report.warnings.push_back(
            "the sweep is incomplete: " + std::to_string(s.rows) + " of " +
            std::to_string(options.shard.end_row(rows->size()) - options.shard.first_row(rows->size())) + " rows");
    std::vector<std::string> files = folder.files();
    files.emplace_back("manifest.json");
    folder.write("manifest.json", manifest(scenario, results, options, *rows, report, files));
    folder.publish();
    return report;
}

} // namespace myotatic::runtime
