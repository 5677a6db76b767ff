#include "validate/experiment.hpp"
#include "validate/experiments/spindle_ramp.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

/// A panel of figure 3 of mileusnic2006.
struct Recording {
    char letter;
    bool primary;
    SpindleRamp ramp;
    double peak; ///< highest recorded rate [pps], digitised
};
constexpr std::array<Recording, 12> recordings{{{'a', true, {0.11, 0, 0}, 100},
                                                {'b', true, {0.66, 0, 0}, 139},
                                                {'c', true, {1.55, 0, 0}, 185},
                                                {'d', true, {0.11, 70, 0}, 198},
                                                {'e', true, {0.66, 70, 0}, 295},
                                                {'f', true, {1.55, 70, 0}, 355},
                                                {'g', true, {0.11, 0, 70}, 158},
                                                {'h', true, {0.66, 0, 70}, 171},
                                                {'i', true, {1.55, 0, 70}, 254},
                                                {'j', false, {0.11, 0, 0}, 62},
                                                {'k', false, {0.66, 0, 0}, 70},
                                                {'l', false, {1.11, 0, 0}, 92}}};

/// What the authors' own curve shows in a panel, read off the picture to ± 5 pps.
struct Reading {
    char letter;
    enum Where { rest, peak, hold } where;
    double rate;
};
constexpr double reading_error = 5;
constexpr std::array<Reading, 11> readings{{{'a', Reading::hold, 57},
                                            {'d', Reading::rest, 29},
                                            {'d', Reading::peak, 205},
                                            {'d', Reading::hold, 98},
                                            {'g', Reading::rest, 82},
                                            {'g', Reading::peak, 178},
                                            {'g', Reading::hold, 131},
                                            {'j', Reading::peak, 75},
                                            {'j', Reading::hold, 51},
                                            {'k', Reading::peak, 89},
                                            {'l', Reading::peak, 96}}};

std::string name(const Recording& r) {
    return fmt::format("{}: {} at {:g} L0/s, {}", r.letter, r.primary ? "Ia" : "II", r.ramp.speed,
                       r.ramp.dynamic_drive > 0  ? "γd 70"
                       : r.ramp.static_drive > 0 ? "γs 70"
                                                 : "no drive");
}

Findings run() {
    Findings found;
    Plot plot{"spindle_recordings",
              "The twelve panels of figure 3 of mileusnic2006. Points: what was recorded from a cat at its peak, and what "
              "the authors' own curve shows.",
              {},
              3};
    std::vector<Row> lines;
    Findings of_lines;
    of_lines.against(Kind::validation, "the authors' curve, mileusnic2006 figure 3", Evidence::verified);
    found.against(Kind::validation, "recording, mileusnic2006 figure 3", Evidence::verified);
    for (const Recording& r : recordings) {
        const std::string signal = r.primary ? "output.ia" : "output.ii";
        Scenario scenario = r.ramp.scenario(0.8);
        const Table trace = completed(scenario).traces;
        const SpindleRamp::Reading ours = r.ramp.read(trace, signal);
        found.near(name(r) + ", peak", ours.peak, r.peak, 0.3 * r.peak, "pps");

        Panel panel{name(r),
                    {"time since the stretch began", "s", false, -0.2, r.ramp.end() - SpindleRamp::start + 0.8},
                    {"firing rate", "pps", false, 0}};
        auto [x, y] = curve_of(trace, signal, SpindleRamp::start - 0.15, r.ramp.end() + 0.8, SpindleRamp::start, 600);
        panel.curves.push_back({"ours", x, y});
        if (r.primary) {
            // The gain with which the static fibres would fire as the authors' curves do.
            scenario.parameters = {{"intrafusal.bag2.primary_gain", 12'700.0}, {"intrafusal.chain.primary_gain", 12'700.0}};
            const Table stronger = completed(scenario).traces;
            auto [u, v] = curve_of(stronger, signal, SpindleRamp::start - 0.15, r.ramp.end() + 0.8, SpindleRamp::start, 600);
            panel.curves.push_back({"with static primary gain 12 700", u, v});
        }
        panel.points.push_back({"recorded peak", {r.ramp.end() - SpindleRamp::start}, {r.peak}});
        Points read{"the authors' curve", {}, {}, {}};
        for (const Reading& line : readings) {
            if (line.letter != r.letter) continue;
            const bool rest = line.where == Reading::rest, hold = line.where == Reading::hold;
            read.x.push_back(rest ? -0.05 : r.ramp.end() - SpindleRamp::start + (hold ? 0.5 : 0));
            read.y.push_back(line.rate), read.spread.push_back(reading_error);
            // What rests on the gain of the static fibres is known to fall short; the rest should agree within reading.
            const bool rests_on_static = r.primary && r.ramp.dynamic_drive == 0;
            const double tolerance = rests_on_static ? 0.3 * line.rate : 0.1 * line.rate + reading_error;
            const double value = rest ? ours.rest : hold ? ours.hold : ours.peak;
            Row& row = of_lines.near(fmt::format("{}, {}", name(r),
                                                 rest   ? "before"
                                                 : hold ? "0.5 s later"
                                                        : "peak"),
                                     value, line.rate, tolerance, "pps");
            if (rests_on_static)
                row.note("The published parameters fall short of the authors' own curves by a factor of 1.27 wherever the "
                         "primary ending rests on bag2 and chain; a gain of 12 700 instead of 10 000 pps/L0 would reproduce "
                         "them. The parameters are kept as published, and the criterion allows for it (30 %).");
        }
        if (!read.x.empty()) panel.points.push_back(std::move(read));
        plot.panels.push_back(std::move(panel));
    }
    for (const Row& row : of_lines.rows()) found.rows().push_back(row);
    found.plot(std::move(plot));
    return found;
}

} // namespace

Experiment spindle_recordings() {
    return {"receptors.2", "The spindle against recordings",
            "The same stretches against what was recorded: figure 3 of mileusnic2006, from the spindles of cats. The model "
            "was fitted to these recordings, so agreement is the least that can be asked. It has no initial burst, which "
            "panel b of the recordings shows in its first 15 ms (the optional [memory](equations/thixotropic.md) adds "
            "one), and the recorded secondary endings differ among each other by up to 22 pps at rest.",
            run};
}

} // namespace myotatic::validate
