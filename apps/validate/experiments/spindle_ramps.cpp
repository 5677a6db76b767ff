#include "validate/experiment.hpp"
#include "validate/experiments/spindle_ramp.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

constexpr double start = SpindleRamp::start;

/// What an independent solver found for the same equations. Rates in pps; Ia at rest, 50 ms after the start, at the end of
/// the ramp, 0.5 s and 1 s later; II at rest, at the end of the ramp and 0.5 s later.
struct Target {
    double speed, dynamic_drive, static_drive;
    std::array<double, 5> ia;
    std::array<double, 3> ii;
};
// clang-format off
constexpr std::array<Target, 12> targets{{
    {0.11,  0,  0, { 0.0,  37.6,  89.1,  47.3,  45.0}, { 2.3,  72.9, 54.3}},
    {0.66,  0,  0, { 0.0,  78.9, 125.0,  47.3,  45.0}, { 2.3,  88.8, 54.3}},
    {1.55,  0,  0, { 0.0, 122.8, 150.0,  47.3,  45.0}, { 2.3,  99.9, 54.3}},
    {0.11, 70,  0, {27.8, 117.0, 192.0, 101.4,  93.5}, { 2.3,  72.9, 54.3}},
    {0.66, 70,  0, {27.8, 210.9, 277.1, 101.8,  93.7}, { 2.3,  88.8, 54.3}},
    {1.55, 70,  0, {27.8, 294.9, 336.0, 101.9,  93.7}, { 2.3,  99.9, 54.3}},
    {0.11,  0, 70, {64.8,  94.4, 142.8, 112.2, 110.8}, {36.2,  99.5, 86.5}},
    {0.66,  0, 70, {64.8, 126.4, 168.4, 112.2, 110.8}, {36.2, 110.3, 86.5}},
    {1.55,  0, 70, {64.8, 161.9, 186.3, 112.2, 110.8}, {36.2, 117.9, 86.5}},
    {0.11, 70, 70, {69.1, 125.8, 200.3, 121.0, 118.7}, {36.2,  99.5, 86.5}},
    {0.66, 70, 70, {69.1, 218.3, 283.9, 121.1, 118.7}, {36.2, 110.3, 86.5}},
    {1.55, 70, 70, {69.1, 301.0, 341.7, 121.1, 118.7}, {36.2, 117.9, 86.5}},
}};
// clang-format on

std::string drives(const Target& t) { return fmt::format("γd {:g}, γs {:g} pps", t.dynamic_drive, t.static_drive); }

void compare_with_targets(Findings& found) {
    found.against(Kind::regression_target, "independent solver, same equations", Evidence::computed);
    Plot plot{"spindle_ramps",
              "Ramps of a spindle: lines are ours, points the independent solver's. Rows: speed of the stretch.",
              {},
              2};
    for (const Target& target : targets) {
        const SpindleRamp ramp{target.speed, target.dynamic_drive, target.static_drive};
        const double end = ramp.end();
        const Table trace = completed(ramp.scenario()).traces;
        const std::array<double, 5> ia_times{start, start + 0.05, end, end + 0.5, end + 1.0};
        const std::array<double, 3> ii_times{start, end, end + 0.5};
        // The table has one digit after the point, and bounds of 2 % + 0.5 pps.
        double worst = 0;
        const auto look = [&](std::string_view signal, double time, double expected) {
            worst = std::max(worst, std::abs(at(trace, signal, time) - expected) / (0.02 * expected + 0.5));
        };
        for (std::size_t i = 0; i < 5; ++i) look("output.ia", ia_times[i], target.ia[i]);
        for (std::size_t i = 0; i < 3; ++i) look("output.ii", ii_times[i], target.ii[i]);
        found.at_most(
            fmt::format("{:g} L0/s, {}: largest of 8 deviations, as a share of 2 % + 0.5 pps", target.speed, drives(target)),
            worst, 1, "");

        for (const bool primary : {true, false}) {
            const std::string title = fmt::format("{} at {:g} L0/s", primary ? "Ia" : "II", target.speed);
            auto panel =
                std::find_if(plot.panels.begin(), plot.panels.end(), [&](const Panel& p) { return p.title == title; });
            if (panel == plot.panels.end())
                panel = plot.panels.insert(plot.panels.end(),
                                           {title, {"time since the stretch began", "s"}, {"firing rate", "pps", false, 0}});
            // The secondary ending knows nothing of dynamic drive.
            if (!primary && target.dynamic_drive > 0) continue;
            auto [x, y] = curve_of(trace, primary ? "output.ia" : "output.ii", start - 0.2, end + 1, start, 800);
            panel->curves.push_back({drives(target), x, y});
            Points points{"independent solver", {}, {}, {}, {}};
            const auto add = [&](double t, double rate) { points.x.push_back(t - start), points.y.push_back(rate); };
            if (primary)
                for (std::size_t i = 0; i < 5; ++i) add(ia_times[i], target.ia[i]);
            else
                for (std::size_t i = 0; i < 3; ++i) add(ii_times[i], target.ii[i]);
            panel->points.push_back(std::move(points));
        }
    }
    found.plot(std::move(plot));
}

/// Tension at rest by the formula of the page of the model, against what the run starts from.
void rest_is_closed_form(Findings& found) {
    constexpr double sensory = 10.4649, polar = 0.15, unstretched = 0.04 + 0.76,
                     activation = 70.0 * 70 / (70.0 * 70 + 60.0 * 60);
    double worst = 0;
    for (const double drive_rate : {0.0, 70.0}) {
        const RunResult result = completed(SpindleRamp{0.66, drive_rate, drive_rate}.scenario());
        const auto tension = [&](std::string_view fibre) {
            for (const auto& [name, value] : result.rest)
                if (name == fibre) return value;
            throw std::out_of_range("no state " + std::string(fibre));
        };
        const double on = drive_rate > 0 ? 1.0 : 0.0, chain = 70.0 * 70 / (70.0 * 70 + 90.0 * 90);
        const auto expected = [&](double active) {
            return (polar * (SpindleRamp::from - unstretched) + active) / (1 + polar / sensory);
        };
        const auto error = [&](std::string_view name, double active) {
            worst = std::max(worst, std::abs(tension(name) / expected(active) - 1));
        };
        error("bag1_tension", on * 0.0289 * activation);
        error("bag2_tension", on * 0.0636 * activation);
        error("chain_tension", on * 0.0954 * chain);
    }
    found.against(Kind::regression_target, "closed form of the same equations", Evidence::computed);
    found.at_most("tension at rest against its closed form, relative", worst, 1e-6, "");
}

/// Halving the steps of the classical method of order four. Errors are looked at while the fibres still yield to the onset
/// of the ramp: soon after, the equations have forgotten them.
void steps_converge(Findings& found) {
    Scenario s = SpindleRamp{0.66, 70, 70}.scenario();
    s.duration = start + 10e-3;
    s.record.signals = {"output.ia"};
    const auto ia = [&] { return completed(s).traces.at("output.ia").values.back(); };
    s.solver.rtol = 1e-13, s.solver.atol = 1e-15;
    const double exact = ia();
    s.solver.method = "runge_kutta4";
    std::vector<double> steps{2e-4, 1e-4, 5e-5}, errors;
    for (const double h : steps) s.solver.step = h, errors.push_back(std::abs(ia() - exact));
    found.against(Kind::regression_target, "the method's own order", Evidence::computed);
    found.at_least("order of Runge and Kutta's method, from the error at steps of 200, 100 and 50 µs",
                   log_log_slope(steps, errors), 3.8, "");
}

Findings run() {
    Findings found;
    compare_with_targets(found);
    rest_is_closed_form(found);
    steps_converge(found);
    return found;
}

} // namespace

Experiment spindle_ramps() {
    return {
        "receptors.1", "Ramps of a spindle",
        "A spindle by itself (`spindle`, preset `cat`) is stretched from 0.95 to 1.08 L0 at three speeds and four states "
        "of fusimotor drive, the protocol of figure 3 of mileusnic2006. The targets come from an independent solver of the "
        "same equations, so that they show that the code solves them, not that the equations are right.",
        run};
}

} // namespace myotatic::validate
