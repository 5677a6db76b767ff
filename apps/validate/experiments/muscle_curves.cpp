#include "myotatic/core/dual.hpp"
#include "myotatic/physiology/muscle/degroote2016_curves.hpp"
#include "validate/experiment.hpp"
#include "validate/runs.hpp"

#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

using namespace degroote2016;
using Dual1 = Dual<double, 1>;

/// A curve over plain numbers and over dual ones, with values that were computed elsewhere to 12 digits.
struct CurveCase {
    std::string name;
    Axis x, y;
    double low, high; ///< where it is drawn
    std::function<double(double)> value;
    std::function<Dual1(const Dual1&)> dual;
    std::vector<std::pair<double, double>> known{}, known_slopes{};
};

template <class F>
CurveCase curve_case(std::string name, Axis x, Axis y, double low, double high, F f,
                     std::vector<std::pair<double, double>> known, std::vector<std::pair<double, double>> known_slopes) {
    return {std::move(name), std::move(x), std::move(y), low, high, f, f, std::move(known), std::move(known_slopes)};
}

std::vector<CurveCase> cases() {
    const Axis fibre{"fibre length", "L0"}, velocity{"fibre velocity", "max. velocities"},
        tendon{"tendon length", "slack lengths"};
    const Axis force{"force", "F0"};
    const double k = tendon_exponent(0.049);
    return {curve_case("active force over length", fibre, force, 0.2, 1.8,
                       [](const auto& l) { return active_force_length(l); },
                       {{0.4, 0.0255412175648},
                        {0.5, 0.0541121530143},
                        {0.6, 0.302103065552},
                        {0.7, 0.684233276772},
                        {0.8, 0.836439566115},
                        {0.9, 0.937122843163},
                        {1.1, 0.953159416985},
                        {1.2, 0.793689718066},
                        {1.4, 0.380242853796},
                        {1.6, 0.124255038540}},
                       {{0.5, 0.647319734127}, {0.8, 1.03428014703}, {1.2, -1.98129151402}}),
            curve_case("force over velocity", velocity, force, -1.1, 1.1, [](const auto& v) { return force_velocity(v); },
                       {{-0.5, 0.234036393549},
                        {-0.25, 0.470826485916},
                        {-0.1, 0.745171585030},
                        {0.1, 1.20650867126},
                        {0.21, 1.35817822111},
                        {0.5, 1.58842340125},
                        {1.0, 1.79434296356}},
                       {{0.0, 2.45110903337}, {-0.0458952018653, 2.61692595970}}),
            curve_case("passive force over length", fibre, force, 0.2, 1.65,
                       [](const auto& l) { return passive_force_length(l, 0.6); },
                       {{0.5, 0.000565014953778},
                        {1.1, 0.0355887133613},
                        {1.2, 0.0694011611698},
                        {1.3, 0.135258816778},
                        {1.4, 0.263532014470}},
                       {{1.0, 0.122115057525}, {1.3, 0.902315010577}}),
            curve_case("tendon force", tendon, force, 0.95, 1.05, [k](const auto& l) { return tendon_force_length(l, k); },
                       {{1.01, 0.0882945107353}, {1.02, 0.215568624601}, {1.03, 0.399030766531}, {1.04, 0.663486408762}},
                       {{1.0, 7.31330395603}, {1.049, 43.8798237362}})};
}

Findings run() {
    Findings found;
    Plot plot{"muscle_curves",
              "The four curves of De Groote's muscle. Points: values that OpenSim's own test asserts, and values of the "
              "formulas computed elsewhere.",
              {},
              2};
    // What OpenSim's test of the same muscle asserts.
    const std::vector<std::vector<std::pair<double, double>>> asserted{{{1.0, 1.0}},
                                                                       {{-1.0, 0.0}, {0.0, 1.0}, {1.0, 1.794}},
                                                                       {{0.2, 0.0}, {1.0, 0.0182288}, {1.6, 1.0}},
                                                                       {{1.0, 0.0}, {1.049, 1.0}}};
    std::size_t k = 0;
    for (const CurveCase& c : cases()) {
        found.against(Kind::regression_target, "the formulas with OpenSim's constants, 12 digits", Evidence::computed);
        double worst = 0, worst_slope = 0;
        for (const auto& [x, y] : c.known) worst = std::max(worst, std::abs(c.value(x) / y - 1));
        const auto slope = [&](double x) { return c.dual(variable<1>(x, 0)).slope[0]; };
        for (const auto& [x, y] : c.known_slopes) worst = std::max(worst, std::abs(slope(x) / y - 1));
        // 12 digits are known to 5e-12 of a number that begins with a 1; 1e-11 leaves room for rounding here and there.
        found.at_most(c.name + ": largest relative deviation of values and slopes", worst, 1e-11, "");
        for (const double x : linear(c.low, c.high, 37)) {
            // Central difference: truncation h^2 f'''/6, rounding 1e-16/h; both about 1e-10 of the slopes at this h.
            const double h = 1e-6, difference = (c.value(x + h) - c.value(x - h)) / (2 * h);
            worst_slope = std::max(worst_slope, std::abs(slope(x) - difference) / std::max(1.0, std::abs(difference)));
        }
        found.against(Kind::regression_target, "central differences", Evidence::computed);
        found.at_most(c.name + ": largest deviation of the slopes by dual numbers", worst_slope, 1e-7, "");

        found.against(Kind::regression_target, "OpenSim's test of DeGrooteFregly2016Muscle", Evidence::verified);
        worst = 0;
        for (const auto& [x, y] : asserted[k]) worst = std::max(worst, std::abs(c.value(x) - y));
        found.at_most(c.name + ": largest deviation from what OpenSim asserts to 0.001", worst, 1e-3, "F0");

        Panel panel{c.name, c.x, c.y};
        Curve curve{"ours", linear(c.low, c.high, 200), {}};
        for (const double x : curve.x) curve.y.push_back(c.value(x));
        panel.curves.push_back(std::move(curve));
        const auto points = [&](const std::string& label, const auto& values) {
            Points p{label, {}, {}};
            for (const auto& [x, y] : values) p.x.push_back(x), p.y.push_back(y);
            panel.points.push_back(std::move(p));
        };
        points("asserted by OpenSim", asserted[k]);
        points("computed elsewhere", c.known);
        plot.panels.push_back(std::move(panel));
        ++k;
    }

    found.against(Kind::regression_target, "the formulas with OpenSim's constants, 12 digits", Evidence::computed);
    const double exponent = tendon_exponent(0.049);
    double worst = std::abs(exponent / 36.5665197802 - 1);
    for (const auto& [f, v] : {std::pair{0.5, -0.229177847804}, {1.3, 0.162515001943}})
        worst = std::max(worst, std::abs(inverse_force_velocity(f) / v - 1));
    for (const auto& [f, l] : {std::pair{0.1, 1.01108842489}, {0.5, 1.03425983594}})
        worst = std::max(worst, std::abs(inverse_tendon_force_length(f, exponent) / l - 1));
    found.at_most("inverse curves and tendon exponent: largest relative deviation", worst, 1e-11, "");
    worst = 0;
    for (const auto& [ours, known] : {std::pair{active_force_length(1.0, published), 0.999433461432},
                                      {force_velocity(-1.0, published), 0.0108354758},
                                      {force_velocity(0.0, published), 1.0021192193},
                                      {force_velocity(1.0, published), 1.7894826628},
                                      {passive_force_length(1.3, 0.6, published), 0.119202922022},
                                      {tendon_force_length(1.0, 35.0, published), -0.0117507567}})
        worst = std::max(worst, std::abs(ours - known));
    // Some of these are known to 10 decimals only.
    found.at_most("the printed constants: largest deviation", worst, 1e-10, "F0");
    found.plot(std::move(plot));
    return found;
}

} // namespace

Experiment muscle_curves() {
    return {"mechanics.1", "Curves of the muscle",
            "The curves of degroote2016 with the constants as corrected in OpenSim (seth2018). These are checks of the "
            "code: that the curves are those of muscle is the paper's claim. That lanes of a vector register get the bits "
            "that one gets alone is for a test (tests/physiology/lanes_test.cpp).",
            run};
}

} // namespace myotatic::validate
