#include "session_figures.hpp"

#include "plot_points.hpp"
#include "session_measurements.hpp"
#include "session_outcomes.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/core/unit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace myotatic::runtime {

namespace {

// ---- what happened -----------------------------------------------------------------------------------------------------

struct Signal {
    std::string_view name, words;
};
struct TimelinePanel {
    std::string_view label;
    double factor;
    std::vector<Signal> signals;
};

const std::vector<TimelinePanel>& timeline_panels() {
    static const std::vector<TimelinePanel> panels{
        {"pressure [kPa]", 1e-3, {{"tissue.mean_pressure", "under the roller"}}},
        {"firing [pps]", 1, {{"spindle.ia", "spindle (Ia)"}, {"tendon_organ.ib", "tendon organ (Ib)"}}},
        {"tension [N]", 1, {{"muscle.tendon_force", "of the tendon"}}},
        {"reflex [%]", 100, {{"h_reflex", "H-reflex"}}},
        {"depth [mm]", 1e3, {{"tissue.indentation", "tissue and roller"}}},
        {"tissue [%]", 100, {{"tissue.contracture", "contracture"}, {"measured.tenderness", "tenderness"}}}};
    return panels;
}

std::optional<Table> timeline_series(const Table& traces, std::string_view signal, std::string_view muscle) {
    if (signal == "h_reflex") return outcome_series(traces, signal, muscle);
    const Column* column = traces.find(signal_of(muscle, signal));
    if (!column) return {};
    return Table{{traces.columns.front(), *column}};
}

/// Phases of the muscle as coloured stripes, named above the first panel.
std::string shades(const SessionFacts& session, std::string_view muscle, Range shown) {
    std::string s;
    int k = 10;
    for (const SessionPhase& phase : session.phases) {
        const bool rest = phase.what == "rest";
        if ((!rest && phase.muscle != muscle) || phase.until <= shown.low || phase.from >= shown.high) continue;
        const double from = std::max(phase.from, shown.low), until = std::min(phase.until, shown.high);
        if (!rest)
            s += fmt::format("set object {} rect from first {},graph 0 to first {},graph 1 behind fc rgb '{}' fs solid 1 "
                             "noborder\n",
                             k, to_text(from), to_text(until), phase.what == "roll" ? "#DCEBF7" : "#FBE3CF");
        const std::string name = phase.what == "hold" ? fmt::format("hold at {:.0f} %", 100 * phase.position) : phase.what;
        // Only a name that has room within its stripe.
        if ((until - from) / (shown.high - shown.low) * PlotPage::width > plot_character * static_cast<double>(name.size()))
            s += fmt::format("set label {} {} at first {},graph 1.1 center tc rgb '#444444'\n", k, gnuplot_literal(name),
                             to_text((from + until) / 2));
        ++k;
    }
    return s;
}
std::string without_names(const SessionFacts& session) {
    std::string s;
    for (std::size_t k = 0; k < session.phases.size(); ++k) s += fmt::format("unset label {}\n", 10 + k);
    return s;
}

/// Where the rate of the tendon organ crosses the threshold of its interneurone on the way up, as points on its curve.
std::string crossings(const RunResult& run, std::string_view muscle, const Table& ib) {
    std::string points;
    for (const EventRow& event : run.events) {
        if (event.name != "ib_threshold" || event.direction != "rising") continue;
        if (!muscle.empty() && !event.signal.starts_with(std::string(muscle) + ".")) continue;
        const double rate = value_at(ib, event.time);
        if (std::isfinite(rate)) points += to_text(event.time) + " " + to_text(rate) + "\n";
    }
    return points;
}

std::vector<Plot> timeline(const SessionFacts& session, const RunResult& run, const std::string& muscle) {
    const double end = end_of_contact(session, muscle);
    const auto begin = std::find_if(session.phases.begin(), session.phases.end(),
                                    [&](const SessionPhase& p) { return p.what != "rest" && p.muscle == muscle; });
    if (run.traces.rows() == 0 || begin == session.phases.end()) return {};
    const std::vector<double>& time = run.traces.columns.front().values;
    const Range shown{std::max(time.front(), begin->from - 10), std::min(time.back(), end + 60)};
    if (!(shown.low < shown.high)) return {};

    PlotPage page("What happened" + (muscle.empty() ? "" : ": " + muscle), 74, 56, 22);
    std::size_t curves = 0, panels = 0;
    std::vector<std::array<std::string, 3>> drawn; // label, axis, curves
    for (const TimelinePanel& panel : timeline_panels()) {
        std::string plotted;
        PlotAxis axis;
        for (std::size_t i = 0; i < panel.signals.size(); ++i) {
            auto series = timeline_series(run.traces, panel.signals[i].name, muscle);
            if (!series) continue;
            for (double& v : series->columns[1].values) v *= panel.factor;
            for (std::size_t k = 0; k < time.size(); ++k)
                if (time[k] >= shown.low && time[k] <= shown.high) axis.cover(series->columns[1].values[k]);
            const std::string name = fmt::format("d{}", curves++);
            page.data(name, plot_points(time, series->columns[1].values, shown, PlotPage::width));
            plotted += fmt::format("{}${} using 1:2 with lines lw 1.4 lc rgb '{}' title {}", plotted.empty() ? "" : ", ",
                                   name, plot_colours[i], gnuplot_literal(panel.signals[i].words));
            if (panel.signals[i].name != "tendon_organ.ib") continue;
            const std::string points = crossings(run, muscle, *series);
            if (points.empty()) continue;
            page.data("crossings", points);
            plotted += ", $crossings using 1:2 with points pt 7 ps 0.6 lc rgb '#000000' title 'passes its threshold'";
        }
        if (!plotted.empty()) drawn.push_back({std::string(panel.label), axis.text(), plotted});
    }
    for (const auto& [label, axis, plotted] : drawn) {
        std::string commands = panels == 0   ? shades(session, muscle, shown)
                               : panels == 1 ? without_names(session)
                                             : std::string();
        commands += axis + fmt::format("set xrange [{}:{}]\n", to_text(shown.low), to_text(shown.high));
        commands += panels + 1 == drawn.size() ? "set format x '%g'\nset xlabel 'time [s]'\n" : "set format x ''\n";
        page.panel(104, label, commands, plotted);
        ++panels;
    }
    if (drawn.empty()) return {};
    return {page.plot("session_timeline" + (muscle.empty() ? "" : "_" + muscle))};
}

// ---- what was left of it -----------------------------------------------------------------------------------------------

int longest_name(const std::vector<const RunResult*>& runs) {
    std::size_t longest = 0;
    for (const RunResult* run : runs) longest = std::max(longest, characters(run_in_words(*run)));
    return static_cast<int>(longest);
}

/// The instants along the axis, with their names or without.
std::string ticks(const SessionFacts& session, bool named) {
    std::string s = session.instants.size() > 8 ? "set xtics rotate by -40 (" : "set xtics (";
    for (std::size_t i = 0; i < session.instants.size(); ++i)
        s += fmt::format("{}{} {}", i ? ", " : "", gnuplot_literal(named ? session.instants[i].name : ""), i);
    return s + ")\n";
}

std::vector<Plot> afterwards(const SessionFacts& session, const Result& result, const std::string& muscle) {
    std::vector<const RunResult*> runs{&result.main};
    for (const RunResult& variant : result.variants) runs.push_back(&variant);
    struct Shown {
        std::string_view outcome, words;
    };
    std::vector<std::array<std::string, 3>> drawn; // label, axis, curves
    PlotPage page("What was left of it", 52, session.instants.size() > 8 ? 110 : 50, longest_name(runs));
    std::size_t curves = 0;
    for (const auto& [name, words] : {Shown{"range_of_motion", "range"}, Shown{"passive_torque", "resistance"},
                                      Shown{"pain_threshold", "hurts at"}, Shown{"contracture", "contracture"}}) {
        const OutcomeFacts& facts = *std::find_if(outcome_facts().begin(), outcome_facts().end(),
                                                  [name = name](const OutcomeFacts& f) { return f.name == name; });
        std::string plotted;
        PlotAxis axis;
        for (std::size_t r = 0; r < runs.size(); ++r) {
            const auto series = outcome_series(runs[r]->traces, facts, muscle);
            if (!series) continue;
            std::string points;
            for (std::size_t i = 0; i < session.instants.size(); ++i) {
                const double value = value_at(*series, session.instants[i].time) / Unit(facts.shown).to_si;
                axis.cover(value);
                points += std::isfinite(value) ? fmt::format("{} {}\n", i, to_text(value)) : "\n";
            }
            if (points.find_first_not_of('\n') == std::string::npos) continue;
            page.data(fmt::format("d{}", curves), points);
            // Dashes, and a broad line for the scenario, so that curves that coincide show through each other.
            plotted += fmt::format("{}$d{} using 1:2 with linespoints pt 7 ps 0.6 lw {} lc rgb '{}' dt {} {}",
                                   plotted.empty() ? "" : ", ", curves++, r == 0 ? 3.2 : 1.5,
                                   plot_colours[r % plot_colours.size()], plot_dashes[r % plot_dashes.size()],
                                   drawn.empty() ? "title " + gnuplot_literal(run_in_words(*runs[r])) : "notitle");
        }
        if (!plotted.empty()) drawn.push_back({fmt::format("{} [{}]", words, facts.shown), axis.text(), plotted});
    }
    for (std::size_t k = 0; k < drawn.size(); ++k) {
        std::string commands = drawn[k][1] + ticks(session, k + 1 == drawn.size());
        commands += fmt::format("set xrange [-0.3:{}]\n", to_text(static_cast<double>(session.instants.size()) - 0.7));
        page.panel(std::max(120, k == 0 ? static_cast<int>(runs.size()) * 17 + 8 : 0), drawn[k][0], commands, drawn[k][2]);
    }
    return drawn.empty() ? std::vector<Plot>{} : std::vector{page.plot("session_afterwards")};
}

// ---- beside what was measured ------------------------------------------------------------------------------------------

std::vector<Plot> comparison(const Scenario& scenario, const Result& result, const std::string& muscle) {
    constexpr double lowest = -80, highest = 100;
    const std::vector<const RunResult*> runs = same_session(scenario, result);
    const auto all = measurements();
    const auto row = [&](std::size_t m) { return static_cast<double>(all.size() - m); }; // the first stands on top
    std::string bands, found;
    for (std::size_t m = 0; m < all.size(); ++m) {
        bands += fmt::format("{} {} {} {}\n", to_text(all[m].low), to_text(row(m)), to_text(all[m].high - all[m].low), 0.38);
        for (const double f : all[m].found) found += fmt::format("{} {}\n", to_text(f), to_text(row(m)));
    }
    PlotPage page("Beside what was measured in people", 52, 56, std::max(longest_name(runs), 27), 330);
    page.data("bands", bands), page.data("found", found);
    std::string curves = "$bands using ($1+$3/2):2:($3/2):(0.36) with boxxyerror fs solid 1 noborder fc rgb '#DDDDDD' title "
                         "'agrees with what was found', $found using 1:2 with points pt 2 ps 1 lw 2 lc rgb '#000000' "
                         "title 'published'";
    bool any = false;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        std::string points;
        const auto comparisons = compare(*scenario.session, runs[r]->traces, muscle);
        for (std::size_t m = 0; m < comparisons.size(); ++m)
            if (comparisons[m].ours) {
                const double offset = 0.3 - 0.6 * (static_cast<double>(r) + 0.5) / static_cast<double>(runs.size());
                points += fmt::format("{} {}\n", to_text(std::clamp(*comparisons[m].ours, lowest, highest)),
                                      to_text(row(m) + offset));
            }
        if (points.empty()) continue;
        any = true;
        page.data(fmt::format("r{}", r), points);
        curves += fmt::format(", $r{} using 1:2 with points pt {} ps 0.9 lc rgb '{}' title {}", r, r % 2 ? 5 : 7,
                              plot_colours[r % plot_colours.size()], gnuplot_literal(run_in_words(*runs[r])));
    }
    if (!any) return {};
    std::string commands = fmt::format("set xrange [{}:{}]\nset yrange [0.4:{}]\nset xlabel 'change over before [%]'\n",
                                       lowest, highest, to_text(static_cast<double>(all.size()) + 0.6));
    commands += "set arrow from first 0,graph 0 to first 0,graph 1 nohead back lc rgb '#888888' lw 1\nset ytics (";
    for (std::size_t m = 0; m < all.size(); ++m)
        commands += fmt::format("{}{} {}", m ? ", " : "", gnuplot_literal(all[m].words), to_text(row(m)));
    commands += ")\n";
    page.panel(static_cast<int>(all.size()) * 42, "", commands, curves);
    return {page.plot("session_comparison")};
}

} // namespace

std::string run_in_words(const RunResult& run) {
    // Of a circuit whose mechanisms have switches, the scenario is told by those that are on.
    constexpr std::string_view switches = "mechanisms.";
    std::string words;
    for (const auto& [name, value] : run.parameters)
        if (run.variant.empty() && name.starts_with(switches) && value > 0)
            words += (words.empty() ? "" : " + ") + name.substr(switches.size());
    if (words.empty()) words = run.variant.empty() ? "the scenario" : run.variant;
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::vector<const RunResult*> same_session(const Scenario& scenario, const Result& result) {
    std::vector<const RunResult*> runs{&result.main};
    for (const RunResult& run : result.variants) {
        const auto variant = std::find_if(scenario.variants.begin(), scenario.variants.end(),
                                          [&](const Variant& v) { return v.name == run.variant; });
        if (variant == scenario.variants.end() || !variant->own_protocol) runs.push_back(&run);
    }
    return runs;
}

std::vector<Plot> session_plots(const Scenario& scenario, const Result& result) {
    if (!scenario.session || scenario.session->muscles.empty()) return {};
    const SessionFacts& session = *scenario.session;
    std::vector<Plot> plots;
    const auto add = [&](std::vector<Plot> more) {
        for (Plot& plot : more) plots.push_back(std::move(plot));
    };
    for (const std::string& muscle : session.muscles) add(timeline(session, result.main, muscle));
    add(afterwards(session, result, session.muscles.front()));
    add(comparison(scenario, result, session.muscles.front()));
    return plots;
}

} // namespace myotatic::runtime
