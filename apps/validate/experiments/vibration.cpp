#include "myotatic/experiment/measure.hpp"
#include "myotatic/physiology/spindle/spike_encoder.hpp"
#include "validate/experiment.hpp"
#include "validate/h_wave.hpp"
#include "validate/runs.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

// --- an ending that is vibrated ---------------------------------------------------------------------------------------

/// Spikes per cycle of a human primary ending, over whole cycles from 0.5 s on.
double spikes_per_cycle(double frequency, double amplitude, const SpikeEncoderParameters<double>& encoder) {
    Scenario s = alone("spindle", "human", 1.5, 1e-4);
    s.record.signals = {"output.ia"};
    drive(s, "length", Stimulus::sine(1, amplitude, frequency));
    drive(s, "gamma_static", Stimulus::constant(50));
    const Table trace = completed(s).traces;
    const auto spikes = spike_times(trace.columns[0].values, trace.at("output.ia").values, encoder);
    const double cycles = std::floor(frequency), from = 0.5, until = from + cycles / frequency;
    const auto counted = std::count_if(spikes.begin(), spikes.end(), [&](double t) { return t >= from && t < until; });
    return static_cast<double>(counted) / cycles;
}

void follow(Findings& found) {
    const auto human = SpikeEncoderParameters<double>::human();
    auto without_leak = human;
    without_leak.membrane_time = 100;
    const std::vector<double> frequencies{20, 30, 40, 50, 65, 80, 100, 120, 150, 180, 200, 220, 250, 300, 400};
    const auto curve = [&](std::string label, double amplitude, const SpikeEncoderParameters<double>& encoder) {
        Curve c{std::move(label), frequencies, {}, true};
        for (const double f : frequencies) c.y.push_back(spikes_per_cycle(f, amplitude, encoder));
        return c;
    };
    const Curve strong = curve("0.6 % of L0", 0.006, human), weak = curve("0.2 % of L0", 0.002, human),
                drifting = curve("0.6 % of L0, no leak", 0.006, without_leak);
    const auto follows_to = [&](const Curve& c) {
        double highest = 0;
        for (std::size_t i = 0; i < c.x.size() && std::abs(c.y[i] - 1) < 0.01; ++i) highest = c.x[i];
        return highest;
    };
    double fastest = 0, most_subharmonic = 0;
    for (std::size_t i = 0; i < strong.x.size(); ++i) {
        fastest = std::max(fastest, strong.x[i] * strong.y[i]);
        if (strong.x[i] >= 300) most_subharmonic = std::max(most_subharmonic, strong.y[i]);
    }
    found.against(Kind::regression_target,
                  "roll1989, burke1976, after which the encoder's refractory and yank times were chosen",
                  Evidence::verified);
    found.at_least("1:1 following of 0.6 % of L0, from 20 Hz up to", follows_to(strong), 80, "Hz");
    found.within("spikes per cycle from 300 Hz on, at most", most_subharmonic, 0.3, 0.51, "");
    found.at_most("highest driven rate", fastest, 220.5, "pps");
    found.against(Kind::reported, "", Evidence::computed);
    found.reported("1:1 following of 0.2 % of L0, from 20 Hz up to", follows_to(weak), "Hz");
    double locked = 0;
    for (const double y : drifting.y) locked += std::abs(y - 1) < 0.01;
    found.reported("frequencies of 15 that an integrator without leak follows 1:1", locked, "")
        .note("Why the encoder forgets: without a leak it counts what the rate says and drifts through the cycles.");

    Plot plot{
        "vibration_following",
        "Spikes of a primary ending in each cycle of a vibration. Measured: most endings follow to 80 Hz, some to 180 "
        "(roll1989), the most responsive to 220 (burke1976).",
        {{"", {"frequency", "Hz", false, 0, 420}, {"spikes per cycle", "", false, 0, 1.4}, {strong, weak, drifting}, {}}}};
    plot.panels[0].points.push_back({"measured limits of 1:1 following", {80, 180, 220}, {1, 1, 1}});
    found.plot(std::move(plot));
}

// --- an arc that is vibrated ------------------------------------------------------------------------------------------

constexpr double frequency = 80, amplitude = 0.5e-3, begin = 1;

/// What the arc does when its tendon is vibrated; with the drive of a contraction from the start.
Scenario vibrated(double duration, double contraction, double by) {
    Scenario s = alone("antagonist_pair", "human_ankle", begin + duration, 0.5e-3);
    s.parameters = {{"extensor.descending_drive", contraction}};
    s.solver.rtol = 1e-6, s.solver.atol = 1e-8; // what is looked at is means and amplitudes
    s.record.signals = {"extensor.cord.ia_transmission", "extensor.pool.drive",      "extensor.spindle.ia",
                        "extensor.spindle.ii",           "extensor.tendon_organ.ib", "extensor.muscle.tendon_force"};
    drive(s, "extensor.tap", Stimulus::sine(0, by, frequency, 0, begin));
    return s;
}
Table contracting(double contraction, double by = amplitude) {
    Scenario s = vibrated(2, contraction, by);
    s.parameters["extensor.w_ia"] = 0.05; // the gain of the relaxed muscle would be unstable while it works
    return with_h_wave(completed(s).traces);
}
double mean(const Table& trace, std::string signal, double after, double before) {
    return measure(trace, {.kind = Measure::Kind::mean, .signal = std::move(signal), .after = after, .before = before})
        .value.value();
}
double modulation(const Table& trace, std::string_view signal) {
    return harmonic(trace, signal, frequency, begin + 1).amplitude;
}

void receptors(Findings& found) {
    const Table relaxed = completed(vibrated(2, 0, amplitude)).traces;
    const double ia = modulation(relaxed, "extensor.spindle.ia");
    found.against(Kind::validation, "roll1989: Ib insensitive or slightly sensitive when relaxed; bound assumed",
                  Evidence::verified);
    found
        .at_most("modulation of Ib over that of Ia, relaxed, right angle",
                 modulation(relaxed, "extensor.tendon_organ.ib") / ia, 0.2, "")
        .if_missed("The tendon organ of the model hears passive force like active force, and most steeply where there is "
                   "least of it; in people passive force hardly reaches tendon organs. There, contraction raises their "
                   "sensitivity to vibration greatly; here it does not, for the same reason.");
    found.against(Kind::reported, "", Evidence::computed);
    found.reported(
        "modulation of Ib while the muscle works, drive 0.15, over that when relaxed",
        modulation(contracting(0.15), "extensor.tendon_organ.ib") / modulation(relaxed, "extensor.tendon_organ.ib"), "");
    found.reported("modulation of II over that of Ia, relaxed", modulation(relaxed, "extensor.spindle.ii") / ia, "")
        .note("Human secondary endings are insensitive (roll1989); those of the spindle model answer small stretches with "
              "0.44 of the primary's by construction.");
}

void h_reflex_and_drive(Findings& found) {
    const auto vibrated_over_quiet = [&](double contraction) {
        return mean(contracting(contraction), "h_wave", begin + 1, begin + 2) /
               mean(contracting(contraction, 0), "h_wave", begin + 1, begin + 2);
    };
    const double at_rest = vibrated_over_quiet(0), working = vibrated_over_quiet(0.05);
    found.against(Kind::validation, "doi 10.1016/1050-6411(92)90002-Z, abstract: contraction removes the depression",
                  Evidence::verified);
    found.judged("H-reflex during vibration, relaxed, over that before", at_rest, "", "< 1", at_rest < 1);
    found.judged("H-reflex during vibration over that without, drive 0.05", working, "", "between the relaxed one and 1",
                 working > at_rest && working <= 1);
    found.against(Kind::reported, "", Evidence::computed);
    found.reported("H-reflex during vibration over that without, drive 0.15", vibrated_over_quiet(0.15), "")
        .note("Drive from above lifts presynaptic inhibition (`w_relief`, its size assumed), and a contracted muscle takes "
              "less of the vibration.");
}

void tonic_reflex(Findings& found) {
    const Table trace = with_h_wave(completed(vibrated(10, 0, 2 * amplitude)).traces);
    const auto force = [&](double after) {
        return mean(trace, "extensor.muscle.tendon_force", begin + after, begin + after + 1);
    };
    const double before = mean(trace, "extensor.muscle.tendon_force", 0, begin), early = force(1) - before,
                 late = force(9) - before;
    found.against(Kind::validation, "doi 10.1371/journal.pone.0085247, abstract: force and EMG increase over time",
                  Evidence::verified);
    found
        .judged("reflex force gained in the tenth second over that in the second one, 1 mm at 80 Hz", late / early, "",
                "> 1", late > early)
        .if_missed(
            "No state of the arc builds up over seconds: motoneurones without plateau potentials and interneurones with "
            "time constants of milliseconds answer at once, and what is slow, depression of the terminals, takes away.");
    found.against(Kind::reported, "", Evidence::computed);
    found.reported("reflex force in the second second", early, "N");
    found.reported("reflex force in the tenth second", late, "N");

    Plot plot{
        "vibration_reflex",
        "A relaxed soleus whose tendon is vibrated by 1 mm at 80 Hz, from 0 s on. In people the force goes on growing.",
        {},
        2};
    // Means over twenty cycles.
    const auto smooth = [&](const char* signal) {
        std::vector<double> x, y;
        for (double t = 0; t < 10.9; t += 0.25)
            x.push_back(t + 0.125 - begin), y.push_back(mean(trace, signal, t, t + 0.25));
        return Curve{"ours", x, y};
    };
    plot.panels.push_back({"H-reflex", {"time", "s"}, {"H-reflex over rest", "", false, 0, 1.1}, {smooth("h_wave")}, {}});
    plot.panels.push_back(
        {"force", {"time", "s"}, {"tendon force", "N", false, 180, 210}, {smooth("extensor.muscle.tendon_force")}, {}});
    found.plot(std::move(plot));
}

Findings run() {
    Findings found;
    follow(found);
    receptors(found);
    h_reflex_and_drive(found);
    tonic_reflex(found);
    return found;
}

} // namespace

Experiment vibration() {
    return {"receptors.11", "Vibration",
            "First an ending by itself (`spindle`, preset `human`, 50 pps of static drive): its rate is turned into spikes, "
            "which are counted. Then the tendon of a soleus at the ankle (`antagonist_pair`, preset `human_ankle`) is "
            "vibrated at 80 Hz, by 0.5 mm unless said otherwise: how its receptors answer, what becomes of the H-reflex, "
            "with and without voluntary drive, and whether the force builds up as the tonic vibration reflex does.",
            run};
}

} // namespace myotatic::validate
