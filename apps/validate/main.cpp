// Runs the validation experiments: rows as JSON, figures, and the generated part of the validation page.
#include "myotatic/core/text.hpp"
#include "myotatic/runtime/gnuplot.hpp"
#include "myotatic/runtime/output.hpp"
#include "validate/page.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace myotatic::validate {

namespace {

namespace fs = std::filesystem;

constexpr const char* usage =
    R"(usage: myotatic_validate [--list] [--only ID]... [--json FILE] [--figures FOLDER] [--page FILE]

Runs every validation experiment and says what agrees with what is known.
  --list            only lists the experiments
  --only ID         runs this experiment alone; may be given several times
  --json FILE       writes the rows as a JSON list
  --figures FOLDER  writes the figures as PNG
  --page FILE       replaces the generated part of this Markdown page; needs --figures, and all experiments
Exit status: 0 when every experiment ran, whether or not its criteria were met; 2 for a wrong command line; 4 when something
cannot be written; 7 when an experiment could not be carried out.
)";

struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Options {
    bool list = false, help = false;
    std::vector<std::string> only;
    fs::path json, figures, page;
};

Options read(std::vector<std::string> words) {
    Options o;
    for (auto word = words.begin(); word != words.end(); ++word) {
        const auto value = [&, option = *word] {
            if (++word == words.end()) throw UsageError(option + " needs a value");
            return *word;
        };
        if (*word == "--list")
            o.list = true;
        else if (*word == "--help" || *word == "-h")
            o.help = true;
        else if (*word == "--only")
            o.only.push_back(value());
        else if (*word == "--json")
            o.json = value();
        else if (*word == "--figures")
            o.figures = value();
        else if (*word == "--page")
            o.page = value();
        else
            throw UsageError("unknown argument '" + *word + "'");
    }
    std::vector<std::string> ids;
    for (const Experiment& e : experiments()) ids.push_back(e.id);
    for (const std::string& id : o.only) {
        if (std::find(ids.begin(), ids.end(), id) != ids.end()) continue;
        const std::string nearest = nearest_name(id, ids);
        throw UsageError("there is no experiment '" + id + "'" +
                         (nearest.empty() ? "; there are " + join(ids) : "; did you mean '" + nearest + "'?"));
    }
    if (!o.page.empty() && (!o.only.empty() || o.figures.empty()))
        throw UsageError("--page needs --figures and all experiments");
    return o;
}

Report carry_out(const Experiment& experiment) {
    Report report{&experiment, {}};
    try {
        report.findings = experiment.run();
    } catch (const std::exception& e) {
        report.ran = false;
        report.findings.against(Kind::regression_target, "the experiment itself", Evidence::computed);
        report.findings.judged("the experiment can be carried out", 0, "", "it ends", false).note(e.what());
    }
    for (Row& row : report.findings.rows()) row.id = experiment.id;
    return report;
}

void print(const Report& report, double seconds) {
    fmt::print("{} {} ({:.1f} s)\n", report.experiment->id, report.experiment->title, seconds);
    for (const Row& row : report.findings.rows())
        fmt::print("  {:8} {}: {} {}{}\n",
                   !row.pass   ? ""
                   : *row.pass ? "pass"
                               : "MISS",
                   row.name, readable(row.value), row.unit, row.criterion.empty() ? "" : "  (" + row.criterion + ")");
    std::fflush(stdout);
}

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw runtime::OutputError("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

int run(const Options& o) {
    // What cannot be written is known before anything is computed.
    const std::string page = o.page.empty() ? "" : text_of(o.page);
    if (!o.page.empty()) with_generated_part(page, "");
    std::vector<Report> reports;
    for (const Experiment& e : experiments()) {
        if (!o.only.empty() && std::find(o.only.begin(), o.only.end(), e.id) == o.only.end()) continue;
        const auto start = std::chrono::steady_clock::now();
        reports.push_back(carry_out(e));
        print(reports.back(), std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }

    if (!o.figures.empty()) {
        fs::create_directories(o.figures);
        for (const Report& report : reports)
            for (const Plot& plot : report.findings.plots())
                runtime::write_file(o.figures / (plot.name + ".png"), runtime::gnuplot(plot_script(plot)));
    }
    if (!o.json.empty()) runtime::write_file(o.json, to_json(reports));
    if (!o.page.empty()) {
        const fs::path figures = fs::relative(o.figures, fs::absolute(o.page).parent_path());
        runtime::write_file(o.page, with_generated_part(page, to_markdown(reports, figures)));
    }

    int missed = 0, judged = 0;
    for (const Report& report : reports)
        for (const Row& row : report.findings.rows())
            if (row.pass) ++judged, missed += !*row.pass;
    fmt::print("\n{} of {} criteria met.\n", judged - missed, judged);
    return std::all_of(reports.begin(), reports.end(), [](const Report& r) { return r.ran; }) ? 0 : 7;
}

} // namespace

} // namespace myotatic::validate

int main(int argc, char** argv) {
    using namespace myotatic::validate;
    try {
        const Options options = read({argv + 1, argv + argc});
        if (options.help) return fmt::print("{}", usage), 0;
        if (options.list) {
            for (const Experiment& e : experiments()) fmt::print("{:14} {}\n", e.id, e.title);
            return 0;
        }
        return run(options);
    } catch (const UsageError& e) {
        fmt::print(stderr, "myotatic_validate: {}\n\n{}", e.what(), usage);
        return 2;
    } catch (const std::exception& e) {
        fmt::print(stderr, "myotatic_validate: {}\n", e.what());
        return 4;
    }
}
