#include "validate/experiment.hpp"
#include "validate/runs.hpp"

#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

/// Activation after a step of excitation at 10 ms.
Table step(double from, double to, double steepness) {
    Scenario s = alone("muscle", "human_soleus", 0.4, 1e-5);
    s.parameters["activation_steepness"] = steepness;
    drive(s, "path_length", Stimulus::constant(0.32284));
    drive(s, "excitation", Stimulus::step(from, to, 0.01));
    s.record.signals = {"output.activation"};
    return completed(s).traces;
}

/// Time from the step until this share of the way is gone [ms].
double time_of(const Table& trace, double share) {
    const std::vector<double>&t = trace.at("time").values, &a = trace.at("output.activation").values;
    const double first = a.front(), goal = first + share * ((first < 0.5 ? 1 : 0) - first);
    for (std::size_t i = 1; i < a.size(); ++i)
        if ((a[i] - goal) * (first - goal) <= 0)
            return 1e3 * (t[i - 1] + (goal - a[i - 1]) / (a[i] - a[i - 1]) * (t[i] - t[i - 1]) - 0.01);
    return std::nan("");
}

Findings run() {
    Findings found;
    Panel rise{"excitation 0 to 1", {"time since the step", "ms", false, 0, 200}, {"activation", "", false, 0, 1}};
    Panel fall{"excitation 1 to 0", {"time since the step", "ms", false, 0, 200}, {"activation", "", false, 0, 1}};
    const double e = 1 - std::exp(-1.0);
    struct Known {
        double steepness, rise_63, rise_90, fall_63, fall_90;
    };
    double rise_63[2], fall_63[2];
    int i = 0;
    for (const Known& k : {Known{10, 15.8, 49.1, 42.9, 123}, Known{0.1, 23.2, 61.5, 28.4, 55.8}}) {
        const Table up = step(0, 1, k.steepness), down = step(1, 0, k.steepness);
        const std::string label = fmt::format("steepness {:g}", k.steepness);
        const auto add = [&](Panel& panel, const Table& trace, double at_63, double at_90, bool rising) {
            auto [x, y] = curve_of(trace, "output.activation", 0.01, 0.21, 0.01);
            for (double& t : x) t *= 1e3;
            panel.curves.push_back({label, x, y});
            panel.points.push_back({"independent solver", {at_63, at_90}, {rising ? e : 1 - e, rising ? 0.9 : 0.1}});
        };
        add(rise, up, k.rise_63, k.rise_90, true), add(fall, down, k.fall_63, k.fall_90, false);
        found.against(Kind::regression_target, "independent solver, same equation", Evidence::computed);
        rise_63[i] = time_of(up, e), fall_63[i] = time_of(down, e);
        found.near(label + ": 63 % of the rise after", rise_63[i], k.rise_63, 0.2, "ms");
        found.near(label + ": 63 % of the fall after", fall_63[i], k.fall_63, 0.2, "ms");
        found.near(label + ": 90 % of the rise after", time_of(up, 0.9), k.rise_90, 0.2, "ms");
        // 123 ms is known to the millisecond.
        found.near(label + ": 90 % of the fall after", time_of(down, 0.9), k.fall_90, k.fall_90 == 123 ? 0.5 : 0.2, "ms");
        ++i;
    }
    found.judged("the soft transition of 0.1 rises later: 63 % of the rise, later by", rise_63[1] - rise_63[0], "ms",
                 "> 0 ms", rise_63[1] > rise_63[0]);
    found.judged("and falls sooner: 63 % of the fall, sooner by", fall_63[0] - fall_63[1], "ms", "> 0 ms",
                 fall_63[0] > fall_63[1]);
    found.plot({"activation",
                "Activation after steps of excitation, time constants 15 and 60 ms. Steepness 10 is ours, 0.1 the paper's.",
                {std::move(rise), std::move(fall)},
                2});
    return found;
}

} // namespace

Experiment activation() {
    return {
        "mechanics.3", "Activation",
        "Activation follows excitation with one time constant up and another down; how sharply one gives way to the other "
        "is the steepness. The paper's 0.1 blurs the two, which is why 10 is the default here "
        "([page](equations/activation.md)).",
        run};
}

} // namespace myotatic::validate
