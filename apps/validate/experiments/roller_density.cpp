#include "rolling.hpp"
#include "validate/experiment.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

Findings run() {
    Findings found;
    struct Result {
        const char* name;
        double stiffness;
        double pressure = 0, range = 0, threshold = 0, strain = 0;
    };
    std::array results{Result{"soft", 8.5e6}, Result{"medium", 20e6}, Result{"hard", 60e6}};
    for (Result& d : results) {
        const Rolled r({.roll = 120, .parameters = {{"tissue.roller.stiffness", d.stiffness}}, .afterwards = 60});
        d.pressure = 1e-3 * at(r.trace, "tissue.mean_pressure", 11);
        d.range = r.range(0.5), d.threshold = r.threshold(0.5);
        d.strain = 100 * at(r.trace, "tissue.spindle_strain", 11);
    }
    const auto spread = [&](double Result::*number) {
        const auto [low, high] = std::minmax_element(
            results.begin(), results.end(), [&](const Result& a, const Result& b) { return a.*number < b.*number; });
        return 100 * (1 - *low.*number / (*high.*number));
    };
    found.against(Kind::validation, "cheatham_stull2018 (7, 8, 8°; 175, 180, 151 kPa)", Evidence::verified);
    found.at_most("soft, medium, hard at the same force: spread of the gain in range of motion", spread(&Result::range), 15,
                  "%");
    found.at_most("spread of the gain in pressure-pain threshold", spread(&Result::threshold), 15, "%");
    found.against(Kind::validation, "curran2008 (soft and rigid)", Evidence::verified);
    found.judged("pressure rises from soft to hard: least rise",
                 std::min(results[1].pressure - results[0].pressure, results[2].pressure - results[1].pressure), "kPa",
                 "> 0 kPa", results[0].pressure < results[1].pressure && results[1].pressure < results[2].pressure);

    const auto held = [](double load) {
        return Rolled({.preset = "human_calf_tight", .hold = 20, .load = load, .afterwards = 1});
    };
    const Rolled light = held(0.17), heavy = held(0.34);
    found.against(Kind::validation, "young2018 (more pressure, more pain)", Evidence::verified);
    const double more_pain = at(heavy.trace, "measured.pain", 15) - at(light.trace, "measured.pain", 15);
    found.judged("twice the load hurts more: rise of pain, of 10", more_pain, "", "> 0", more_pain > 0);
    found.against(Kind::regression_target, "what the equations are meant to do", Evidence::hypothesis);
    const double more_release = light.contracture(0) - heavy.contracture(0);
    found.judged("twice the load releases more within 20 s: difference of contracture", more_release, "", "> 0",
                 more_release > 0);
    found.against(Kind::reported, "", Evidence::computed);
    for (const Result& d : results)
        found.reported(fmt::format("{}: strain of the spindles under the roller", d.name), d.strain, "%");
    return found;
}

} // namespace

Experiment roller_density() {
    return {
        "mechanics.9", "Density and pressure",
        "The same force through rollers of three densities: pressure differs, range of motion and pain threshold hardly, as "
        "measured. Twice the force hurts more and releases more.",
        run};
}

} // namespace myotatic::validate
