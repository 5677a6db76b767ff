#include "validate/clonus_fixture.hpp"
#include "validate/experiment.hpp"
#include "validate/runs.hpp"

#include "myotatic/core/unit.hpp"
#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/stability.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

namespace myotatic::validate {

namespace {

constexpr double two_pi = 2 * std::numbers::pi;

/// Frequencies of an independent solver for the same limb, to which its parameters belong.
struct Target {
    ClonusFixture limb;
    double frequency; ///< [Hz]
};

Panel panel(std::string title, std::string x, std::string unit) {
    return {std::move(title), {std::move(x), std::move(unit)}, {"clonus frequency", "Hz", false, 0}, {}, {}};
}

/// One series of the table: how far off is the worst, and does the frequency fall all along?
void follow(Findings& found, Panel& into, const std::string& what, const std::string& line,
            const std::vector<Target>& targets, double ClonusFixture::*varied, double scale) {
    Curve ours{line + ", ours", {}, {}, true};
    Points theirs{line + ", independent solver", {}, {}, {}, line + ", ours"};
    double worst = 0;
    for (const Target& t : targets) {
        const double f = clonus_frequency(simulate_clonus(t.limb));
        worst = std::isnan(f) ? f : std::max(worst, std::abs(f / t.frequency - 1));
        ours.x.push_back(t.limb.*varied * scale), ours.y.push_back(f);
        theirs.x.push_back(t.limb.*varied * scale), theirs.y.push_back(t.frequency);
    }
    found.against(Kind::regression_target, "independent solver, same equations", Evidence::computed);
    found.at_most(fmt::format("{}: largest of {} deviations of the frequency", what, targets.size()), 100 * worst, 5, "%");
    double largest_step = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i < ours.y.size(); ++i) largest_step = std::max(largest_step, ours.y[i] - ours.y[i - 1]);
    // Of the delay the abstract of hidler1999 says that shorter ones damp clonus, of the load rack1984 that it changes the
    // frequency; that both lower it follows from the loop.
    found.at_most(fmt::format("{}: largest change of the frequency from one value to the next", what), largest_step, 0,
                  "Hz");
    into.curves.push_back(std::move(ours)), into.points.push_back(std::move(theirs));
}

void table(Findings& found) {
    std::vector<Target> delays, inertias, stiff;
    constexpr std::array delay{10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 50.0, 60.0, 80.0};
    constexpr std::array by_delay{6.9, 6.2, 5.6, 5.1, 4.8, 4.4, 4.2, 3.8, 3.5, 3.0};
    for (std::size_t i = 0; i < delay.size(); ++i) delays.push_back({{.delay = delay[i] * units::ms}, by_delay[i]});
    constexpr std::array inertia{0.01, 0.02, 0.05, 0.1, 0.2}, by_inertia{5.3, 5.0, 4.4, 3.8, 3.1};
    for (std::size_t i = 0; i < inertia.size(); ++i)
        inertias.push_back({{.inertia = inertia[i], .delay = 35 * units::ms}, by_inertia[i]});
    constexpr std::array stiff_delay{25.0, 35.0, 45.0}, by_stiff{7.05, 6.23, 5.61};
    for (std::size_t i = 0; i < stiff_delay.size(); ++i)
        stiff.push_back({{.inertia = 0.02,
                          .damping = 2,
                          .stiffness = 80,
                          .delay = stiff_delay[i] * units::ms,
                          .gain = 0.1,
                          .threshold = 10,
                          .tonic_excitation = 0.02},
                         by_stiff[i]});

    Plot plot{
        "clonus_table",
        "Clonus of the test limb. Lines are ours, points an independent solver's of the same equations; the inertia is "
        "varied at a delay of 35 ms.",
        {panel("", "delay of the loop", "ms"), panel("", "inertia", "kg m²")},
        2};
    follow(found, plot.panels[0], "loop delay 10 to 80 ms", "soft joint", delays, &ClonusFixture::delay, 1e3);
    follow(found, plot.panels[0], "stiffer limb, loop delay 25 to 45 ms", "stiff joint", stiff, &ClonusFixture::delay, 1e3);
    follow(found, plot.panels[1], "inertia 0.01 to 0.2 kg m²", "soft joint", inertias, &ClonusFixture::inertia, 1);

    found.against(Kind::validation, "rack1984, abstract: clonus between 3 and 7 Hz", Evidence::verified);
    for (const double d : {25.0, 50.0})
        found.within(fmt::format("clonus frequency with a loop delay of {:g} ms", d),
                     clonus_frequency(simulate_clonus({.delay = d * units::ms})), 3, 7, "Hz");
    found.plot(std::move(plot));
}

void fusimotor(Findings& found) {
    double low = std::numeric_limits<double>::infinity(), high = 0, least = low, most = 0;
    for (const double drive : {0.0, 30.0, 60.0, 100.0}) {
        const Table trace = simulate_clonus({.delay = 35 * units::ms, .threshold = 30, .gamma_dynamic = drive});
        const double f = clonus_frequency(trace), a = clonus_amplitude(trace) / units::deg;
        low = std::min(low, f), high = std::max(high, f), least = std::min(least, a), most = std::max(most, a);
    }
    found.against(Kind::regression_target, "independent solver, same equations", Evidence::computed);
    found.at_most("dynamic fusimotor drive 0 to 100 pps: change of the frequency", 100 * (high / low - 1), 3, "%");
    found.within("amplitude without dynamic fusimotor drive", least, 3.1 * 0.95, 3.1 * 1.05, "deg");
    found.within("amplitude with 100 pps", most, 6.7 * 0.95, 6.7 * 1.05, "deg");
}

bool sustained(double gain, double threshold, double delay) {
    return !std::isnan(clonus_frequency(simulate_clonus({.delay = delay, .gain = gain, .threshold = threshold})));
}

/// The least gain that sustains clonus, to 3 %; infinite where the largest does not.
double least_gain(double threshold, double delay = 35 * units::ms) {
    double low = 1e-3, high = 1.0;
    if (!sustained(high, threshold, delay)) return std::numeric_limits<double>::infinity();
    while (high / low > 1.03) {
        const double middle = std::sqrt(low * high);
        (sustained(middle, threshold, delay) ? high : low) = middle;
    }
    return high;
}

void boundary(Findings& found) {
    Curve edge{"least gain that sustains clonus", {}, {}, true};
    double largest_fall = 0;
    for (const double threshold : {5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 65.0}) {
        const double gain = least_gain(threshold);
        if (std::isinf(gain)) continue;
        if (!edge.y.empty()) largest_fall = std::max(largest_fall, edge.y.back() / gain - 1);
        edge.x.push_back(threshold), edge.y.push_back(gain);
    }
    found.against(Kind::validation,
                  "hidler1999, abstract: more excitable motoneurones, that is lower thresholds, bring clonus",
                  Evidence::verified);
    // Each gain is found to 3 %.
    found.at_most("largest fall of the least gain from one threshold to a higher one", 100 * largest_fall, 3, "%");
    found.against(Kind::validation, "hidler1999, abstract: shorter delays damp oscillations, longer ones make them larger",
                  Evidence::verified);
    found.at_least("least gain with a loop delay of 5 ms over that with 50 ms", least_gain(15, 5e-3) / least_gain(15, 50e-3),
                   1.03, "");
    const auto amplitude = [](double delay) { return clonus_amplitude(simulate_clonus({.delay = delay})); };
    found.at_least("amplitude with a loop delay of 50 ms over that with 25 ms", amplitude(50e-3) / amplitude(25e-3), 1, "");
    found.against(Kind::regression_target, "independent solver, same equations", Evidence::computed);
    const auto decided = [&](double gain, double threshold, bool expected) {
        const bool is = sustained(gain, threshold, 35 * units::ms);
        found.judged(fmt::format("threshold {:g} pps, gain {:g}: clonus sustained (1) or not (0)", threshold, gain),
                     is ? 1 : 0, "", expected ? "1" : "0", is == expected);
    };
    decided(0.1, 50, false), decided(0.3, 50, true);
    for (const double gain : {0.1, 0.3, 1.0}) decided(gain, 80, false);
    Panel map{"",
              {"threshold above the Ia rate at rest", "pps", false, 0, 70},
              {"gain: excitation per 100 pps", "", true, 0.005, 1},
              {edge},
              {}};
    map.points.push_back({"independent solver: sustained", {50}, {0.3}, {}, {}});
    map.points.push_back({"independent solver: died away", {50}, {0.1}, {}, {}});
    found.plot(
        {"clonus_boundary",
         "Above the line the test limb (loop delay 35 ms) sustains clonus after a pulse, below it the clonus dies away. A "
         "threshold of 80 pps is beyond any gain.",
         {map},
         1});
}

// --- the arc
// ----------------------------------------------------------------------------------------------------------------

Scenario tonic_arc(double w_ia, double duration) {
    Scenario s = alone("stretch_reflex", "human_soleus_tonic", duration);
    s.parameters["w_ia"] = w_ia;
    s.parameters["spindle.regularisation"] = 0.05;
    return s;
}
/// Of its rightmost pair of roots the one with positive frequency.
std::complex<double> rightmost_pair(double w_ia) {
    for (const auto s : characteristic_roots(*runtime::find_entry("stretch_reflex")->linearise(tonic_arc(w_ia, 1))))
        if (s.imag() > 0) return s;
    return {std::numeric_limits<double>::quiet_NaN(), 0};
}

/// The gain at which the rightmost pair of roots passes the axis, and the one that `explain --stability` tells of.
void onset(Findings& found) {
    double low = 0.01, high = 0.1;
    while (high - low > 1e-10) {
        const double middle = 0.5 * (low + high);
        (rightmost_pair(middle).real() < 0 ? low : high) = middle;
    }
    const double critical = high, above = 1.02 * critical, predicted = rightmost_pair(above).imag() / two_pi;

    const auto pushed = [](double w_ia, double duration) {
        Scenario s = tonic_arc(w_ia, duration);
        return completed(drive(s, "torque", Stimulus::half_sine(0, 1e-3, 0.1, 0.1))).traces;
    };
    const Table trace = pushed(above, 30);
    const auto frequency = [&](double from, double until) {
        return measure(trace, {.kind = Measure::Kind::frequency, .signal = "joint.angle", .after = from, .before = until})
            .value.value_or(std::numeric_limits<double>::quiet_NaN());
    };
    const auto swing = [](const Table& t, double from, double until) {
        return *measure(t, {.kind = Measure::Kind::peak, .signal = "joint.angle", .after = from, .before = until}).value -
               *measure(t, {.kind = Measure::Kind::trough, .signal = "joint.angle", .after = from, .before = until}).value;
    };
    found.against(Kind::regression_target, "characteristic equation of the linearised arc", Evidence::computed);
    found
        .near("frequency at which small swings of the arc begin to grow", frequency(3, 8), predicted, 0.02 * predicted, "Hz")
        .note(fmt::format("human_soleus_tonic, v_e = 0.05 L0/s, w_ia = {:.5f}: 2 % above the critical {:.5f}", above,
                          critical));
    const double growth = std::log(swing(trace, 7.5, 8) / swing(trace, 3, 3.5)) / 4.5;
    found.near("their growth rate", growth, rightmost_pair(above).real(), 0.1 * rightmost_pair(above).real(), "1/s");
    const Table below = pushed(0.9 * critical, 10);
    found.at_most("swing 10 s after the push over that after 2 s, w_ia 10 % below critical",
                  swing(below, 9.5, 10) / swing(below, 2, 2.5), 0.1, "");
    // The nerve may be longer by half before the arc oscillates, with a gain that is stable.
    const LinearDelaySystem arc = *runtime::find_entry("stretch_reflex")->linearise(tonic_arc(0.03, 1));
    const AtFrequency delay = loop_stability(arc, links_of_signal(arc, "ia")).critical_delay.value();
    const auto growth_with_delay = [&](double factor) {
        Scenario s = tonic_arc(0.03, 12);
        s.parameters["ia_delay"] = factor * delay.value;
        const Table t = completed(drive(s, "torque", Stimulus::half_sine(0, 1e-3, 0.1, 0.1))).traces;
        return swing(t, 11, 12) / swing(t, 3, 4);
    };
    found.at_most(fmt::format("w_ia = 0.03, Ia delay 3 % below the critical {:.2f} ms: swing after 11 s over that after 3 s",
                              1e3 * delay.value),
                  growth_with_delay(0.97), 1, "");
    found.at_least("the same 3 % above it", growth_with_delay(1.03), 1, "");
    found.against(Kind::reported, "", Evidence::computed);
    found.reported("frequency of the clonus it ends in", frequency(25, 30), "Hz");
    found.reported("its amplitude", 0.5 * swing(trace, 25, 30) / units::deg, "deg");

    Plot plot{
        "clonus_onset",
        "Onset of clonus of the arc at tonic work. Left: small swings after a push of 0.001 N m, with the growth that the "
        "characteristic root predicts. Right: frequency of the least stable pair of roots against the Ia gain, and of the "
        "simulated onset.",
        {},
        2};
    auto [t, angle] = curve_of(trace, "joint.angle", 0, 12, 0, 4000);
    for (double& a : angle) a *= 1e3 / units::deg;
    Curve envelope{"growth of the root", {}, {}};
    const double scale = 0.5 * swing(trace, 3, 3.5) * 1e3 / units::deg;
    for (double x = 1; x <= 12; x += 0.1)
        envelope.x.push_back(x), envelope.y.push_back(scale * std::exp(rightmost_pair(above).real() * (x - 3.25)));
    plot.panels.push_back({fmt::format("w_ia = {:.4f}", above),
                           {"time", "s"},
                           {"joint angle", "0.001 deg"},
                           {{"simulated", t, angle}, envelope},
                           {}});
    Curve roots{"least stable pair of roots", {}, {}};
    for (const double w : linear(0.5 * critical, 2 * critical, 40))
        roots.x.push_back(w / critical), roots.y.push_back(rightmost_pair(w).imag() / two_pi);
    plot.panels.push_back({"",
                           {"Ia gain over the critical one", ""},
                           {"frequency", "Hz"},
                           {roots},
                           {{"simulated onset", {above / critical}, {frequency(3, 8)}, {}, {}}}});
    found.plot(std::move(plot));
}

/// The arc with twice its Ia gain, after a push: alone, and with a load attached to the foot.
void load(Findings& found) {
    const auto frequency = [](double inertia) {
        Scenario s = alone("stretch_reflex", "hyperreflexia", 4);
        s.parameters["joint.inertia"] = inertia;
        const Table trace = completed(drive(s, "torque", Stimulus::half_sine(0, 5, 0.1, 0.1))).traces;
        return measure(trace, {.kind = Measure::Kind::frequency, .signal = "joint.angle", .after = 2})
            .value.value_or(std::numeric_limits<double>::quiet_NaN());
    };
    const double foot = frequency(0.0157), loaded = frequency(0.05), heavy = frequency(0.1);
    found.against(Kind::validation, "rack1984, abstract: clonus between 3 and 7 Hz, if a load is attached to the foot",
                  Evidence::verified);
    found.within("hyperreflexia, foot with a load, 0.05 kg m²: clonus frequency", loaded, 3, 7, "Hz");
    found.within("hyperreflexia, foot with a heavier load, 0.1 kg m²: clonus frequency", heavy, 3, 7, "Hz");
    found.against(Kind::validation, "rack1984, abstract: the frequency changes with the load", Evidence::verified);
    found.at_least("frequency without a load over that with the heavier one", foot / heavy, 1.1, "");
    found.against(Kind::reported, "rack1984, abstract: clonus between 3 and 7 Hz, if a load is attached to the foot",
                  Evidence::verified);
    found.reported("hyperreflexia, bare foot of 0.0157 kg m²: clonus frequency", foot, "Hz")
        .note("the bare foot is light; with loads as in the experiments it is slower");
}

Findings run() {
    Findings found;
    table(found);
    fusimotor(found);
    boundary(found);
    load(found);
    onset(found);
    return found;
}

} // namespace

Experiment clonus() {
    return {
        "receptors.10", "Clonus",
        "A limb whose stretch reflex comes late is pushed for 0.1 s. Its frequency against delay and inertia, what "
        "fusimotor "
        "drive does, and where in gain and threshold clonus sustains itself are looked at on a test limb for which a table "
        "was computed independently. On the arc at tonic work, the frequency and the growth of the "
        "smallest swings just above the critical gain are held against the characteristic roots that `myotatic explain "
        "--stability` prints.",
        run};
}

} // namespace myotatic::validate
