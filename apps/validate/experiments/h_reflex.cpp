#include "myotatic/experiment/measure.hpp"
#include "validate/experiment.hpp"
#include "validate/h_wave.hpp"
#include "validate/runs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace myotatic::validate {

namespace {

HoffmannOutput<double> waves(double shock, double transmission = 1, double drive = 0) {
    return HoffmannReflex::waves(HoffmannInput<double>{shock, transmission, drive}, HoffmannReflex::Parameters<double>{});
}

/// Where on the grid y is largest.
template <class F>
double argmax(const std::vector<double>& x, const F& y) {
    return *std::max_element(x.begin(), x.end(), [&](double a, double b) { return y(a) < y(b); });
}

/// Where y first reaches a level; the grid is fine.
template <class F>
double first_at(const std::vector<double>& x, double level, const F& y) {
    return *std::find_if(x.begin(), x.end(), [&](double each) { return y(each) >= level; });
}

// --- recruitment ------------------------------------------------------------------------------------------------------

void recruitment(Findings& found, Plot& plot) {
    const std::vector<double> shocks = linear(0.5, 3, 2501);
    const auto h = [](double shock) { return waves(shock).h_wave; };
    const double best = argmax(shocks, h), largest = h(best);
    const double half = first_at(shocks, largest / 2, h);
    const double slope = (h(half + 1e-4) - h(half - 1e-4)) / 2e-4; // the straight line that touches there meets 0 and 1
    const double threshold = (half - largest / 2 / slope) / half, maximal = (half + largest / 2 / slope) / half;

    found.against(Kind::validation, "gottlieb_agarwal1971: below the thresholds of the motor fibres", Evidence::verified);
    found.at_most("shock for an H wave of 1 %, over that for an M wave of 1 %", first_at(shocks, 0.01, h), 1, "")
        .note("The thresholds of both kinds of axons were assumed with their order in mind.");
    found.against(Kind::regression_target, "PMC12450697 table 2 (0.88, 1.12), after which the steepness was chosen",
                  Evidence::verified);
    found.within("rising limb: threshold over the shock for half of the largest H wave", threshold, 0.85, 0.91, "");
    found.within("rising limb: where it would end, over the same", maximal, 1.09, 1.15, "");
    found.against(Kind::reported, "", Evidence::computed);
    found.reported("largest H wave over largest M wave", largest, "")
        .note("The largest H wave was chosen: about a half, as usual for the soleus (recalled).");
    found.reported("M wave at the largest H wave, over the largest M wave", waves(best).m_wave, "");
    found.reported("H wave at three motor thresholds over the largest one", h(3) / largest, "")
        .note(
            "At high strength collision leaves no H wave: what runs up the motor axons cancels what the volley sends down.");

    Panel curves{
        "recruitment", {"shock", "motor thresholds", false, 0.6, 2.2}, {"wave over largest M wave", "", false, 0, 1.05}};
    const auto curve = [&](const char* label, auto&& wave) {
        Curve c{label, linear(0.6, 2.2, 321), {}};
        for (const double shock : c.x) c.y.push_back(wave(shock));
        curves.curves.push_back(std::move(c));
    };
    curve("M wave", [](double shock) { return waves(shock).m_wave; });
    curve("H wave, rest", h);
    curve("H wave, half transmission", [](double shock) { return waves(shock, 0.5).h_wave; });
    curve("H wave, drive 0.1", [](double shock) { return waves(shock, 1, 0.1).h_wave; });
    plot.panels.push_back(std::move(curves));
    Panel limb{"rising limb",
               {"shock over that for half", "", false, 0.8, 1.25},
               {"H wave over largest H wave", "", false, 0, 1.1}};
    Curve ours{"H wave, rest", {}, {}};
    for (const double shock : shocks)
        if (shock > 0.8 * half && shock < 1.25 * half) ours.x.push_back(shock / half), ours.y.push_back(h(shock) / largest);
    limb.curves.push_back(std::move(ours));
    limb.points.push_back({"PMC12450697: fitted line", {0.88, 1, 1.12}, {0, 0.5, 1}});
    plot.panels.push_back(std::move(limb));
}

void latencies(Findings& found) {
    const RunResult soleus = completed(alone("antagonist_pair", "human_ankle", 0.01));
    const auto parameter = [&](std::string_view name) {
        for (const auto& [each, value] : soleus.parameters)
            if (each == name) return value;
        throw std::out_of_range("no parameter " + std::string(name));
    };
    constexpr double site = 0.15; // from the muscle, along the nerve [m]
    const double h =
        parameter("extensor.ia_delay") - site / parameter("extensor.nerve.ia_velocity") + parameter("extensor.motor_delay");
    const double m = site / parameter("extensor.nerve.motor_velocity") + parameter("extensor.nerve.neuromuscular_delay");
    found.against(Kind::validation, "gottlieb_agarwal1971: approximately 30 ms; tolerance assumed", Evidence::verified);
    found.near("latency of the H wave, shock in the hollow of the knee", 1e3 * h, 30, 3, "ms")
        .note("The site of the shock is assumed to lie 15 cm from the muscle.");
    found.against(Kind::reported, "", Evidence::computed);
    found.reported("latency of the M wave", 1e3 * m, "ms");
}

// --- what changes it --------------------------------------------------------------------------------------------------

void test_size(Findings& found, Plot& plot) {
    Curve curve{"H wave, half transmission", linear(0.6, 2.2, 321), {}};
    for (const double shock : curve.x) curve.y.push_back(waves(shock).h_wave - waves(shock, 0.5).h_wave);
    const auto taken = [&](double shock) { return waves(shock).h_wave - waves(shock, 0.5).h_wave; };
    const double best = argmax(curve.x, taken);
    found.against(Kind::validation, "doi 10.1016/S1050-6411(96)00006-5, abstract: rises, then falls with the shock",
                  Evidence::verified);
    found.judged("shock at which presynaptic inhibition takes most of the H wave", best, "motor thresholds",
                 "inside the range, less taken on either side", taken(0.8) < taken(best) && taken(1.8) < taken(best));
    plot.panels.push_back({"what half transmission takes",
                           {"shock", "motor thresholds", false, 0.6, 2.2},
                           {"H wave taken", "", false, 0},
                           {curve},
                           {}});
}

void contraction(Findings& found, Plot& plot) {
    const std::vector<double> drives = linear(0, 1, 201);
    Panel panel{"contraction of its own muscle",
                {"drive of the pool", "", false, 0, 1},
                {"H wave over largest M wave", "", false, 0, 1}};
    const auto peak = [&](const char* label, double shock) {
        const auto h = [&](double drive) { return waves(shock, 1, drive).h_wave; };
        Curve c{label, drives, {}};
        for (const double drive : drives) c.y.push_back(h(drive));
        panel.curves.push_back(std::move(c));
        return std::pair{argmax(drives, h), h(1) < h(argmax(drives, h))};
    };
    const auto [large_at, large_falls] = peak("large at rest", 1.15);
    const auto [small_at, small_falls] = peak("small at rest", 0.98);
    found.against(Kind::validation,
                  "abstract listed under K. L. Estabrooks at scite.ai: rises to a peak, then declines; large reflexes peak "
                  "at weaker contractions",
                  Evidence::verified);
    found
        .judged("drive at which a large H-reflex peaks less that of a small one", large_at - small_at, "",
                "< 0, both decline beyond", large_at < small_at && large_falls && small_falls)
        .note("That large H-reflexes, too, decline in strong contractions was a reason to choose `swing` as it is; which of "
              "them peaks first was not chosen.");
    plot.panels.push_back(std::move(panel));
}

/// H-reflex of the soleus over that at rest, in the pair.
Table conditioned(double duration, const char* input, const Stimulus& stimulus,
                  const std::map<std::string, double>& parameters = {}) {
    Scenario s = alone("antagonist_pair", "human_ankle", duration, 10e-3);
    s.parameters = parameters;
    s.record.signals = {"extensor.cord.ia_transmission", "extensor.pool.drive"};
    drive(s, input, stimulus);
    return with_h_wave(completed(s).traces);
}

void conditioning(Findings& found, Plot& plot) {
    const double working = at(conditioned(2, "flexor.descending_drive", Stimulus::step(0, 0.1, 1)), "h_wave", 2);
    found.against(Kind::validation,
                  "abstract listed under K. L. Estabrooks at scite.ai: activation of tibialis anterior decreases it",
                  Evidence::verified);
    found.judged("H-reflex while the antagonist works, drive 0.1, over rest", working, "", "< 1", working < 1);

    // Turned up by 10 mm of path, 11 degrees at the ankle, within 0.1 s, and back.
    constexpr double begin = 1, turned = 0.7;
    const Table stretched = conditioned(begin + 14, "extensor.tap", Stimulus::ramp_and_hold(0, 10e-3, begin, 0.1, 0.5, 0.1));
    const auto &time = stretched.columns[0].values, &h = stretched.at("h_wave").values;
    double recovered = time.back();
    for (std::size_t i = time.size(); i-- > 0 && h[i] >= 0.95;) recovered = time[i];
    found.against(Kind::validation, "hultborn1996: depression after passive stretch lasts longer than 10 s",
                  Evidence::verified);
    const double soon = at(stretched, "h_wave", begin + turned + 0.5);
    found.judged("H-reflex 0.5 s after a stretch of 10 mm, over rest", soon, "", "< 1", soon < 1);
    found.at_least("time after it until the H-reflex is back within 5 %", recovered - begin - turned, 10, "s")
        .if_missed(
            "The H-reflex is back too early: transmitter returns with 5 s, and sooner where spindles use it all the time, "
            "for a terminal at rest is a used one, to which it comes back with 2.7 s; and a stretch brings few spikes to "
            "human rates. Depression by rolling is over within 10 s (mechanics.7): one time constant cannot do both.");
    const auto [x, y] = curve_of(stretched, "h_wave", 0, begin + 14, begin, 1500);
    plot.panels.push_back({"after a stretch of 10 mm for 0.5 s",
                           {"time since the stretch", "s"},
                           {"H-reflex over rest", ""},
                           {{"H wave, rest", x, y}},
                           {}});
}

Findings run() {
    Findings found;
    Plot plot{"h_reflex",
              "The H-reflex: waves against the strength of the shock, the rising limb, what presynaptic inhibition takes "
              "from test reflexes of every size, the effect of a contraction on a large and a small reflex, and the time "
              "after a stretch.",
              {},
              2};
    recruitment(found, plot);
    latencies(found);
    test_size(found, plot);
    contraction(found, plot);
    conditioning(found, plot);
    found.plot(std::move(plot));
    return found;
}

} // namespace

Experiment h_reflex() {
    return {"h_reflex", "Recruitment and conditioning of the H-reflex",
            "What a shock to the nerve of the soleus evokes (`HoffmannReflex`), from a relaxed pool and from what the pair "
            "of antagonists makes of pool and terminals. Shapes are compared, since thresholds, sizes and most couplings "
            "were assumed.",
            run};
}

} // namespace myotatic::validate
