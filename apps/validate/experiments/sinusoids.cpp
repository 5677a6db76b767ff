#include "validate/experiment.hpp"
#include "validate/runs.hpp"

#include <array>
#include <fmt/format.h>
#include <numbers>

namespace myotatic::validate {

namespace {

struct Answer {
    Harmonic ia, ii; // of the fundamental; amplitude over that of the stretch [pps/L0]
};

/// A sinusoidal stretch about L0, long enough for the start to be forgotten.
Answer answer(double amplitude, double frequency, double dynamic_drive, double static_drive) {
    const double settle = 4, periods = std::max(2.0, 2 * frequency);
    Scenario s = alone("spindle", "cat", settle + periods / frequency, 1 / frequency / 400);
    drive(s, "length", Stimulus::sine(1.0, amplitude, frequency));
    drive(s, "gamma_dynamic", Stimulus::constant(dynamic_drive));
    drive(s, "gamma_static", Stimulus::constant(static_drive));
    const Table trace = completed(s).traces;
    Answer a{harmonic(trace, "output.ia", frequency, settle), harmonic(trace, "output.ii", frequency, settle)};
    a.ia.amplitude /= amplitude, a.ii.amplitude /= amplitude;
    return a;
}

double degrees(double radians) { return radians * 180 / std::numbers::pi; }

Findings run() {
    Findings found;
    const std::string solver = "independent solver, same equations";
    constexpr std::array amplitudes{0.0005, 0.001, 0.003, 0.01, 0.03};
    constexpr std::array at_1_hz{22154.0, 21184.0, 14783.0, 7184.0, 3346.0};
    constexpr std::array at_20_hz{23101.0, 22942.0, 21375.0, 13458.0, 6608.0};
    constexpr std::array passive_gain{18254.0, 12961.0, 6572.0, 2907.0, 1295.0};
    constexpr std::array passive_lead{30.0, 47.0, 63.0, 71.0, 70.0};

    Plot plot{"sinusoids",
              "Gain and phase of the endings for sinusoidal stretch about L0, over its amplitude. Lines are ours, points "
              "the independent solver's.",
              {},
              2};
    Panel gains{"gain", {"amplitude", "L0", true, 3e-4, 0.05}, {"gain", "pps/L0", true, 300, 40000}};
    Panel leads{"phase lead", {"amplitude", "L0", true, 3e-4, 0.05}, {"phase lead", "deg", false, 0, 90}};

    const auto series = [&](const std::string& label, double frequency, double dynamic_drive, double static_drive,
                            bool primary) {
        Curve gain{label, {}, {}, true}, lead{label, {}, {}, true};
        std::vector<Harmonic> all;
        for (const double a : amplitudes) {
            const Answer each = answer(a, frequency, dynamic_drive, static_drive);
            const Harmonic& h = primary ? each.ia : each.ii;
            all.push_back(h);
            gain.x.push_back(a), gain.y.push_back(h.amplitude);
            lead.x.push_back(a), lead.y.push_back(degrees(h.lead));
        }
        gains.curves.push_back(std::move(gain)), leads.curves.push_back(std::move(lead));
        return all;
    };
    const auto against = [&](const std::string& label, const std::vector<Harmonic>& ours, const auto& theirs) {
        found.against(Kind::regression_target, solver, Evidence::computed);
        double worst = 0;
        for (std::size_t i = 0; i < theirs.size(); ++i) worst = std::max(worst, std::abs(ours[i].amplitude / theirs[i] - 1));
        found.at_most(label + ": largest of 5 relative deviations of the gain", worst, 0.02, "");
        gains.points.push_back(
            {"independent solver", {amplitudes.begin(), amplitudes.end()}, {theirs.begin(), theirs.end()}, {}, {}});
    };

    const auto dynamic_1 = series("Ia, γd 70 pps, 1 Hz", 1, 70, 0, true);
    against("Ia, γd 70 pps, 1 Hz", dynamic_1, at_1_hz);
    const auto dynamic_20 = series("Ia, γd 70 pps, 20 Hz", 20, 70, 0, true);
    against("Ia, γd 70 pps, 20 Hz", dynamic_20, at_20_hz);
    const auto passive = series("Ia, no drive, 1 Hz", 1, 0, 0, true);
    against("Ia, no drive, 1 Hz", passive, passive_gain);
    leads.points.push_back(
        {"independent solver", {amplitudes.begin(), amplitudes.end()}, {passive_lead.begin(), passive_lead.end()}, {}, {}});
    const auto static_ia = series("Ia, γs 70 pps, 1 Hz", 1, 0, 70, true);
    const auto static_ii = series("II, γs 70 pps, 1 Hz", 1, 0, 70, false);

    found.against(Kind::regression_target, "limit of the equations, polar regions locked", Evidence::computed);
    found.near("Ia, γd 70 pps, 20 Hz, 0.0005 L0: gain", dynamic_20[0].amplitude, 23120, 0.02 * 23120, "pps/L0");
    found.near("II, 10 Hz, 0.0005 L0: gain", answer(0.0005, 10, 0, 70).ii.amplitude, 10150, 0.05 * 10150, "pps/L0");

    found.against(Kind::regression_target, solver, Evidence::computed);
    for (std::size_t i = 0; i < passive.size(); ++i)
        found.near(fmt::format("Ia, no drive, 1 Hz, {:g} L0: phase lead", amplitudes[i]), degrees(passive[i].lead),
                   passive_lead[i], 2, "deg");
    const double ia_falls = static_ia.front().amplitude / static_ia.back().amplitude;
    const double ii_falls = static_ii.front().amplitude / static_ii.back().amplitude;
    found.near("Ia, γs 70 pps, 1 Hz: gain at 0.0005 over that at 0.03 L0", ia_falls, 14, 0.7, "");
    found.near("II, γs 70 pps, 1 Hz: gain at 0.0005 over that at 0.03 L0", ii_falls, 11, 0.55, "");
    found.at_least("Ia, γd 70 pps, 1 Hz: gain at 0.001 over that at 0.03 L0",
                   dynamic_1[1].amplitude / dynamic_1[4].amplitude, 5, "");
    found.at_least("Ia, no drive, 1 Hz: gain at 0.001 over that at 0.03 L0", passive[1].amplitude / passive[4].amplitude, 5,
                   "");
    found.within("Ia, γd 70 pps, 1 Hz, 0.03 L0: phase lead", degrees(dynamic_1[4].lead), 60, 75, "deg");
    found.within("Ia, no drive, 1 Hz, 0.03 L0: phase lead", degrees(passive[4].lead), 60, 75, "deg");

    found.against(Kind::validation, "Hunt and Wilkinson 1980", Evidence::verified);
    found.judged("with amplitude, the gain of Ia falls more than that of II: ratio of the falls", ia_falls / ii_falls, "",
                 "> 1", ia_falls > ii_falls);

    plot.panels = {std::move(gains), std::move(leads)};
    found.plot(std::move(plot));
    return found;
}

} // namespace

Experiment sinusoids() {
    return {"receptors.4", "Small and large stretches",
            "Sinusoidal stretch about L0. Below some ten thousandths of L0 the polar regions hold still and the endings "
            "see the whole stretch (gain 23 120 pps/L0 for Ia, 10 150 for II); larger stretches are compressed. In "
            "isolated spindles of cats the gain falls as a power of the amplitude beyond about 10 µm, primary endings "
            "faster than secondary ones.",
            run};
}

} // namespace myotatic::validate
