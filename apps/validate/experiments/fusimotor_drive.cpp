#include "myotatic/physiology/spindle/mileusnic2006.hpp"
#include "validate/experiment.hpp"
#include "validate/experiments/spindle_ramp.hpp"

#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

SpindleRamp::Reading reading(double speed, double dynamic_drive, double static_drive, double occlusion = 0.156) {
    const SpindleRamp ramp{speed, dynamic_drive, static_drive};
    Scenario s = ramp.scenario(0.6);
    s.parameters["intrafusal.occlusion"] = occlusion;
    return ramp.read(completed(s).traces);
}

/// Time after which the activation of bag1 has gone 1 - 1/e of the way, after a step of dynamic drive.
double activation_time(Curve& curve) {
    using Model = Mileusnic2006;
    const Model::Parameters<double> p;
    SpindleInput<double> u;
    Model::State<double> x = Model::rest(u, p);
    u.gamma_dynamic = 70;
    const double end = Model::rest(u, p).dynamic_activation, h = 1e-5;
    double reached = std::nan("");
    for (int i = 0; i < 60'000; ++i) {
        if (i % 500 == 0) curve.x.push_back(i * h), curve.y.push_back(x.dynamic_activation / end);
        // Heun's method: far more exact than the criterion asks at these steps.
        const auto a = Model::dynamics(x, u, p).rates;
        Model::State<double> y = x;
        y.dynamic_activation += h * a.dynamic_activation;
        const double before = x.dynamic_activation;
        x.dynamic_activation += h / 2 * (a.dynamic_activation + Model::dynamics(y, u, p).rates.dynamic_activation);
        const double goal = (1 - std::exp(-1.0)) * end;
        if (before < goal && x.dynamic_activation >= goal)
            reached = (i + (goal - before) / (x.dynamic_activation - before)) * h;
    }
    return reached;
}

Findings run() {
    Findings found;
    found.against(Kind::regression_target, "independent solver, same equations", Evidence::computed);
    Panel panel{"", {"stretch velocity", "L0/s", true, 0.08, 2}, {"dynamic index over that without drive", "", false, 0, 3}};
    Curve by_dynamic{"γd 70 pps", {}, {}, true}, by_static{"γs 70 pps", {}, {}, true};
    for (const double speed : {0.11, 0.33, 0.66, 1.55}) {
        const double none = reading(speed, 0, 0).dynamic_index();
        by_dynamic.x.push_back(speed), by_dynamic.y.push_back(reading(speed, 70, 0).dynamic_index() / none);
        by_static.x.push_back(speed), by_static.y.push_back(reading(speed, 0, 70).dynamic_index() / none);
        if (speed == 0.33) continue;
        found.within(fmt::format("{:g} L0/s: γd 70 multiplies the dynamic index by", speed), by_dynamic.y.back(), 2.1, 2.4,
                     "");
        found.near(fmt::format("{:g} L0/s: γs 70 multiplies the dynamic index by", speed), by_static.y.back(), 0.72, 0.05,
                   "");
    }
    panel.curves = {by_dynamic, by_static};
    Points targets{"independent solver", {0.11, 0.66, 1.55, 0.11, 0.66, 1.55}, {}, {}, {}};
    targets.y = {90.6 / 41.8, 175.3 / 77.7, 234.1 / 102.7, 30.6 / 41.8, 56.2 / 77.7, 74.1 / 102.7};
    panel.points.push_back(std::move(targets));

    const double rest = reading(0.66, 0, 0).rest;
    found.near("γd 70 adds to Ia at 0.95 L0", reading(0.66, 70, 0).rest - rest, 27.8, 1, "pps");
    found.near("Ia at 0.95 L0 with γs 70", reading(0.66, 0, 70).rest, 64.8, 1, "pps");

    // Two impulse generators, of which the faster one wins: without occlusion their sum, with all of it the larger one.
    found.against(Kind::regression_target, "mileusnic2006, equation of the primary ending", Evidence::verified);
    const double larger = reading(0.66, 70, 70, 0).peak, sum = reading(0.66, 70, 70, 1).peak;
    const double both = reading(0.66, 70, 70).peak;
    found.near("peak with γd and γs 70 at 0.66 L0/s less (larger + 0.156 smaller)", both - (larger + 0.156 * (sum - larger)),
               0, 0.01, "pps");
    found.against(Kind::regression_target, "independent solver, same equations", Evidence::computed);
    found.near("peak with γd and γs 70 at 0.66 L0/s", both, 283.9, 0.02 * 283.9, "pps");

    Curve activation{"activation of bag1", {}, {}};
    found.against(Kind::regression_target, "time constant of bag1, mileusnic2006 table 1", Evidence::verified);
    found.near("a step of γd has 63 % of its effect after", 1e3 * activation_time(activation), 149, 2, "ms");
    Panel steps{"", {"time since a step of γd", "s"}, {"activation over its final value", "", false, 0, 1}};
    steps.curves.push_back(std::move(activation));
    steps.points.push_back({"1 - 1/e after 149 ms (mileusnic2006)", {0.149}, {1 - std::exp(-1.0)}});
    found.plot({"fusimotor_drive",
                "Left: what fusimotor drive does to the answer to velocity. Right: how fast dynamic drive takes hold.",
                {std::move(panel), std::move(steps)},
                2});
    return found;
}

} // namespace

Experiment fusimotor_drive() {
    return {"receptors.5", "Fusimotor drive and occlusion",
            "Dynamic drive more than doubles the answer to velocity, static drive lifts the firing at rest and lowers the "
            "answer to velocity. Where both fibre groups would fire, the faster one wins and the slower adds 15.6 % "
            "(occlusion).",
            run};
}

} // namespace myotatic::validate
