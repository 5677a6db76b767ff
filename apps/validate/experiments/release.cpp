#include "validate/experiment.hpp"
#include "validate/runs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

constexpr double start = 0.05, from = 1.08, to = 0.95;

/// A spindle that rests at 1.08 L0 and is let go to 0.95 L0.
Table release(double speed, double static_drive) {
    const double fall = (from - to) / speed;
    Scenario s = alone("spindle", "cat", start + fall, 1e-5);
    drive(s, "length", Stimulus::ramp_and_hold(from, to, start, fall));
    drive(s, "gamma_static", Stimulus::constant(static_drive));
    return completed(s).traces;
}

double silent_after(const Table& trace) {
    const auto &t = trace.at("time").values, &ia = trace.at("output.ia").values;
    const auto silent = std::find_if(ia.begin(), ia.end(), [](double rate) { return rate < 0.5; });
    return silent == ia.end() ? std::nan("") : t[static_cast<std::size_t>(silent - ia.begin())] - start;
}
double lowest(const Table& trace) {
    return *std::min_element(trace.at("output.ia").values.begin(), trace.at("output.ia").values.end());
}

Findings run() {
    Findings found;
    constexpr std::array speeds{0.2, 0.5, 1.0, 2.0};
    constexpr std::array silence{309.0, 84.0, 22.0, 1.0};
    constexpr std::array lowest_70{52.7, 48.9, 45.2, 40.6}, lowest_100{80.1, 77.0, 73.9, 70.2};
    const std::string solver = "independent solver, same equations";

    Plot plot{"release",
              "Ia while a stretched spindle is let go, from 1.08 to 0.95 L0. Points: when the passive spindle falls "
              "silent, and how low the driven ones get, by the independent solver.",
              {},
              2};
    double lowest_of_all = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < speeds.size(); ++i) {
        const double speed = speeds[i];
        Panel panel{fmt::format("{:g} L0/s", speed), {"time since the release", "ms"}, {"Ia", "pps", false, 0, 160}};
        const auto add = [&](const std::string& label, const Table& trace) {
            auto [x, y] =
                curve_of(trace, "output.ia", start - 0.1 * (from - to) / speed, start + (from - to) / speed, start, 500);
            for (double& t : x) t *= 1e3;
            panel.curves.push_back({label, x, y});
        };
        const Table passive = release(speed, 0), by_70 = release(speed, 70), by_100 = release(speed, 100);
        add("no drive", passive), add("γs 70 pps", by_70), add("γs 100 pps", by_100);
        const double end = 1e3 * (from - to) / speed;
        panel.points.push_back({"independent solver", {silence[i], end, end}, {0.5, lowest_70[i], lowest_100[i]}, {}, {}});
        plot.panels.push_back(std::move(panel));

        found.against(Kind::regression_target, solver, Evidence::computed);
        found.near(fmt::format("{:g} L0/s, no drive: below 0.5 pps after", speed), 1e3 * silent_after(passive), silence[i],
                   std::max(1.0, 0.05 * silence[i]), "ms");
        found.near(fmt::format("{:g} L0/s, γs 70 pps: lowest Ia", speed), lowest(by_70), lowest_70[i], 0.03 * lowest_70[i],
                   "pps");
        found.near(fmt::format("{:g} L0/s, γs 100 pps: lowest Ia", speed), lowest(by_100), lowest_100[i],
                   0.03 * lowest_100[i], "pps");
        lowest_of_all = std::min({lowest_of_all, lowest(by_70), lowest(by_100)});
    }
    found.against(Kind::validation, "Kakuda and Nagaoka 1998", Evidence::verified);
    found.judged("without drive the ending falls silent on release: after 0.2 L0/s, Ia at the end",
                 release(0.2, 0).at("output.ia").values.back(), "pps", "0 pps",
                 release(0.2, 0).at("output.ia").values.back() == 0);
    found.judged("with static drive it does not: lowest Ia of all", lowest_of_all, "pps", "> 0 pps", lowest_of_all > 0);
    found.plot(std::move(plot));
    return found;
}

} // namespace

Experiment release() {
    return {"receptors.6", "Release, and what coactivation is for",
            "A spindle at rest at 1.08 L0 is let go to 0.95 L0. In relaxed people primary endings stop firing abruptly when "
            "their muscle shortens, while most of those in a contracting muscle (17 of 23), whose fusimotor neurones are "
            "active too, do not (kakuda_nagaoka1998). The times and rates are regression targets.",
            run};
}

} // namespace myotatic::validate
