#include "myotatic/experiment/measure.hpp"
#include "validate/experiment.hpp"
#include "validate/h_wave.hpp"
#include "validate/runs.hpp"

#include <array>
#include <fmt/format.h>
#include <limits>

namespace myotatic::validate {

namespace {

constexpr double begin = 1, bout = 30;

/// Intensities of the study and what they took from the H-reflex; the pressures are assumed.
struct Intensity {
    const char* name;
    double pressure, depression;
};
constexpr std::array<Intensity, 3> measured{{{"sham", 5e3, 0.19}, {"moderate", 20e3, 0.43}, {"high", 50e3, 0.58}}};

Table rolled(double pressure) {
    Scenario s = alone("antagonist_pair", "human_ankle", begin + bout + 15, 20e-3);
    s.record.signals = {"extensor.cord.ia_transmission", "extensor.pool.drive"};
    drive(s, "extensor.belly_pressure", Stimulus::strokes(0, pressure, 1, begin, static_cast<std::size_t>(bout)));
    return with_h_wave(completed(s).traces);
}
double during(const Table& trace) {
    return measure(trace,
                   {.kind = Measure::Kind::mean, .signal = "h_wave", .after = begin + bout - 10, .before = begin + bout})
        .value.value();
}

Findings run() {
    Findings found;
    Plot plot{"roller_h_reflex",
              "H-reflex of the soleus while a roller passes once a second, over that at rest: against the pressure of the "
              "roller, and in time. The measured values stand at pressures that are assumed.",
              {{"last 10 s of 30 s", {"pressure", "kPa"}, {"H-reflex over rest", "", false, 0, 1.1}},
               {"in time", {"time since the first stroke", "s"}, {"H-reflex over rest", "", false, 0, 1.1}}},
              2};
    Points points{"measured, young2018", {}, {}};
    for (const auto& [name, pressure, depression] : measured) {
        const Table trace = rolled(pressure);
        found.against(Kind::regression_target, "young2018, on which spikes_per_pressure was fitted", Evidence::verified);
        found.near(fmt::format("{}: change of the H-reflex while rolling at {:g} kPa", name, 1e-3 * pressure),
                   100 * (during(trace) - 1), -100 * depression, 8, "%");
        found.against(Kind::validation, "young2018: immediate return", Evidence::verified);
        found.near(fmt::format("{}: change of the H-reflex 10 s later", name),
                   100 * (at(trace, "h_wave", begin + bout + 10) - 1), 0, 3, "%");
        const auto [x, y] = curve_of(trace, "h_wave", 0, begin + bout + 15, begin, 2500);
        plot.panels[1].curves.push_back({fmt::format("{:g} kPa", 1e-3 * pressure), x, y});
        points.x.push_back(1e-3 * pressure), points.y.push_back(1 - depression);
    }
    found.against(Kind::validation, "massage of the soleus depresses the H-reflex of a synergist, less", Evidence::verified);
    found.reported("depression of a synergist over its own", std::numeric_limits<double>::quiet_NaN(), "")
        .note("The spread to a synergist is not modelled: the pair has none.");
    Curve curve{"ours", {}, {}, true};
    for (const double pressure : {0.0, 2e3, 5e3, 10e3, 20e3, 30e3, 40e3, 50e3, 60e3})
        curve.x.push_back(1e-3 * pressure), curve.y.push_back(pressure > 0 ? during(rolled(pressure)) : 1);
    plot.panels[0].curves.push_back(std::move(curve));
    plot.panels[0].points.push_back(std::move(points));
    found.plot(std::move(plot));
    return found;
}

} // namespace

Experiment roller_h_reflex() {
    return {"mechanics.7", "H-reflexes during rolling",
            "The belly of a relaxed soleus (`antagonist_pair`, preset `human_ankle`) is rolled for 30 s, a stroke a second, "
            "at three pressures that stand for the three intensities of the study. One number, the spikes that a rising "
            "pressure is worth at the terminals, was chosen for the three depressions; that they return in time was not. In "
            "people the depression spreads to a synergist; the pair has none, and massage that acts on its own terminals "
            "alone could not explain it.",
            run};
}

} // namespace myotatic::validate
