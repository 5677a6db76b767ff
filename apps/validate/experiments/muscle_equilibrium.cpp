#include "myotatic/physiology/presets.hpp"
#include "validate/experiment.hpp"
#include "validate/runs.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

constexpr double path = 0.32284; // m

/// How many of the numbers that the muscle answers with are none, over states at the edge of what it is made for.
int numbers_that_are_none() {
    int none = 0;
    for (const double activation : {0.0, 1e-12, 0.5, 1.0})
        for (const double length : {0.2, 0.36, 0.37, 0.3742, 0.5, 1.0, 1.8}) // cosine held at 0.1 below 0.374
            for (const double velocity : {-0.5, 0.0, 0.5})
                for (const double l_mt : {0.25, 0.2768, path, 0.36}) {
                    const auto r =
                        DeGroote2016::dynamics(DeGroote2016::State<double>{activation, length},
                                               MuscleInput<double>{activation, l_mt, velocity}, human_soleus().muscle);
                    for (const double x : flat(r.rates)) none += !std::isfinite(x);
                    for (const double x : flat(r.output)) none += !std::isfinite(x);
                }
    return none;
}

Findings run() {
    Findings found;
    found.against(Kind::regression_target, "independent solver, same equations", Evidence::computed);
    struct Static {
        double activation, length, force;
    };
    constexpr std::array<Static, 7> known{{{0, 1.088281, 191.5598},
                                           {0.01, 1.082793, 240.9779},
                                           {0.05, 1.061859, 446.0505},
                                           {0.1, 1.038221, 712.8165},
                                           {0.25, 0.982865, 1520.1725},
                                           {0.5, 0.923388, 2778.1382},
                                           {1.0, 0.854381, 5010.0730}}};
    const auto resting = [](double activation) {
        Scenario s = alone("muscle", "human_soleus", 1e-3);
        drive(s, "path_length", Stimulus::constant(path));
        drive(s, "excitation", Stimulus::constant(activation));
        return completed(s).traces;
    };
    double worst_force = 0, worst_length = 0;
    Points points{"independent solver", {}, {}};
    for (const Static& row : known) {
        const Table trace = resting(row.activation);
        worst_force = std::max(worst_force, std::abs(trace.at("output.tendon_force").values.front() - row.force));
        worst_length = std::max(worst_length, std::abs(trace.at("output.fibre_length").values.front() - row.length));
        points.x.push_back(row.activation), points.y.push_back(row.force);
    }
    found.at_most("at rest, 7 activations: largest deviation of tendon force", worst_force, 0.01, "N");
    found.at_most("at rest, 7 activations: largest deviation of fibre length, six decimals being known", worst_length, 6e-7,
                  "L0");
    Panel at_rest{"at rest", {"activation", "", false, 0, 1}, {"tendon force", "N", false, 0}, {}, {std::move(points)}};
    Curve curve{"ours", linear(0, 1, 41), {}};
    for (const double a : curve.x) curve.y.push_back(resting(a).at("output.tendon_force").values.front());
    at_rest.curves.push_back(std::move(curve));

    struct Dynamic {
        double time, activation, length, force;
    };
    constexpr std::array<Dynamic, 7> step{{{0, 0, 1.08828061, 191.5598},
                                           {0.010, 0.51191640, 1.04444956, 638.588},
                                           {0.020, 0.69514461, 1.00218706, 1205.299},
                                           {0.050, 0.90323782, 0.92211349, 2810.796},
                                           {0.100, 0.98227585, 0.87113876, 4370.377},
                                           {0.200, 0.99936848, 0.85503759, 4983.617},
                                           {0.500, 0.99999997, 0.85438069, 5010.072}}};
    Scenario s = alone("muscle", "human_soleus", 0.6, 1e-4);
    drive(s, "path_length", Stimulus::constant(path));
    drive(s, "excitation", Stimulus::step(0, 1, 0.0));
    const Table adaptive = completed(s).traces;
    s.solver.method = "runge_kutta4", s.solver.step = 1e-4;
    const Table fixed = completed(s).traces;
    double worst = 0, worst_fixed = 0, worst_activation = 0;
    Points measured{"independent solver", {}, {}};
    for (const Dynamic& row : step) {
        worst = std::max(worst, std::abs(at(adaptive, "output.tendon_force", row.time) - row.force));
        worst_fixed = std::max(worst_fixed, std::abs(at(fixed, "output.tendon_force", row.time) - row.force));
        worst_activation =
            std::max(worst_activation, std::abs(at(adaptive, "output.activation", row.time) - row.activation));
        measured.x.push_back(1e3 * row.time), measured.y.push_back(row.force);
    }
    found.at_most("full excitation at once: largest deviation of tendon force", worst, 0.5, "N");
    found.at_most("the same with Runge and Kutta's method at 0.1 ms", worst_fixed, 0.5, "N");
    found.at_most("and of activation", worst_activation, 1e-6, "");
    Panel after{"full excitation at once", {"time", "ms"}, {"tendon force", "N", false, 0}, {}, {std::move(measured)}};
    auto [x, y] = curve_of(adaptive, "output.tendon_force", 0, 0.6);
    for (double& t : x) t *= 1e3;
    after.curves.push_back({"ours", x, y});

    found.against(Kind::regression_target, "numbers in, numbers out", Evidence::computed);
    const int none = numbers_that_are_none();
    found.judged("answers that are no number, over activations from 0 and pennation angles beyond 84°", none, "", "0",
                 none == 0);
    found.plot({"muscle_equilibrium",
                "The soleus at a length of 322.84 mm, held: force at rest over activation, and after a step of excitation.",
                {std::move(at_rest), std::move(after)},
                2});
    return found;
}

} // namespace

Experiment muscle_equilibrium() {
    return {"mechanics.2", "Soleus on its tendon",
            "Fibre and tendon pull equally, with the damping of millard2013: the soleus of rajagopal2016 at rest at seven "
            "activations, and while it takes up force. The targets come from an independent solver of the same equations.",
            run};
}

} // namespace myotatic::validate
