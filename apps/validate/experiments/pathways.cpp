#include "validate/experiment.hpp"
#include "validate/runs.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace myotatic::validate {

namespace {

constexpr double start = 0.1, every = 1e-4;

using Stimuli = std::vector<std::pair<std::string, Stimulus>>;

/// A relaxed ankle on a plate that hardly gives, so that the cord is all that connects the two muscles. Until `start` no
/// pathway has anything to conduct.
Scenario ankle(const Stimuli& stimuli, double duration) {
    Scenario s = alone("antagonist_pair", "human_ankle", duration, every);
    s.parameters = {{"joint.stiffness", 5000}, {"joint.damping", 20}};
    for (const auto& [input, stimulus] : stimuli) drive(s, input, stimulus);
    return s;
}

Stimulus tap() { return Stimulus::half_sine(0, 4e-3, start, 10e-3); }
Stimulus contraction(double much) { return Stimulus::ramp_and_hold(0, much, start, 50e-3); }
Stimulus stretch(double much) { return Stimulus::ramp_and_hold(0, much, start, 200e-3); }

/// What uses a pathway, and what anatomy says that it does.
struct Case {
    const char *pathway, *stimulus, *observable;
    int sign; ///< of what the open pathway adds to the observable
    Stimuli stimuli;
};
std::vector<Case> cases() {
    const Stimuli tapped{{"extensor.tap", tap()}}, works{{"extensor.descending_drive", contraction(0.3)}};
    const Stimuli both{{"extensor.tap", tap()}, {"flexor.descending_drive", contraction(0.1)}};
    const Stimuli against{{"extensor.descending_drive", contraction(0.3)}, {"flexor.descending_drive", contraction(0.2)}};
    return {
        {"ia_excitation", "the soleus is tapped", "extensor.pool.drive", +1, tapped},
        {"ii_excitation", "the soleus is stretched", "extensor.pool.drive", +1, {{"extensor.tap", stretch(10e-3)}}},
        {"ib_feedback", "the soleus contracts", "extensor.pool.drive", -1, works},
        {"reciprocal_inhibition", "the soleus is tapped, tibialis anterior contracts", "flexor.pool.drive", -1, both},
        {"mutual_inhibition", "the soleus is tapped, tibialis anterior contracts", "flexor.cord.ia_interneuron", -1, both},
        {"linked_inhibition", "both contract, the soleus more", "flexor.pool.drive", -1, against},
        {"recurrent_inhibition", "the soleus contracts", "extensor.pool.drive", -1, works},
        {"depression", "the soleus is tapped", "extensor.cord.ia_transmission", -1, tapped},
        {"presynaptic_inhibition", "the soleus is tapped", "flexor.cord.ia_transmission", -1, tapped},
        {"free_endings", "the soleus is stretched far", "extensor.pool.drive", -1, {{"extensor.tap", stretch(20e-3)}}},
        {"coactivation", "the soleus contracts", "extensor.spindle.ia", +1, works},
    };
}

bool within_cord(const std::string& observable) {
    return observable.find(".cord.") != std::string::npos || observable.find(".pool.") != std::string::npos;
}

/// From when on a signal differs between two runs: by more than their tolerance lets it.
double first_difference(const Column& a, const Column& b, const std::vector<double>& time) {
    double scale = 0;
    for (const double y : a.values) scale = std::max(scale, std::abs(y));
    for (std::size_t i = 0; i < time.size(); ++i)
        if (std::abs(a.values[i] - b.values[i]) > 1e-6 * scale) return time[i];
    return std::numeric_limits<double>::infinity();
}

void switches(Findings& found) {
    found.against(Kind::regression_target, "wiring of the cord as in textbooks", Evidence::recalled);
    for (const Case& c : cases()) {
        Scenario open = ankle(c.stimuli, 0.6), closed = open;
        closed.parameters[std::string("pathways.") + c.pathway] = 0;
        const RunResult with_result = completed(open);
        const Table &with = with_result.traces, without = completed(closed).traces;
        const std::vector<double>& time = with.columns.front().values;

        // When the switch shows first, in the cord and outside of it.
        double cord = std::numeric_limits<double>::infinity(), outside = cord;
        for (std::size_t i = 1; i < with.columns.size(); ++i) {
            const double t = first_difference(with.columns[i], without.columns[i], time);
            double& earliest = within_cord(with.columns[i].name) ? cord : outside;
            earliest = std::min(earliest, t);
        }
        // Coactivation is the one pathway that leaves the cord: by the fusimotor axons.
        const bool leaves = std::string(c.pathway) == "coactivation";
        double axons = 0;
        for (const auto& [name, value] : with_result.parameters)
            if (name == "extensor.motor_delay") axons = value;
        const bool confined = leaves ? outside < cord : outside - cord >= axons - every;

        // What the open pathway adds until an axon could bring it back.
        const std::vector<double>&a = with.at(c.observable).values, &b = without.at(c.observable).values;
        const double end = (leaves ? outside : cord) + axons;
        double most = 0, scale = 0;
        for (std::size_t i = 0; i < time.size(); ++i) {
            scale = std::max({scale, std::abs(a[i]), std::abs(b[i])});
            if (time[i] <= end && std::abs(a[i] - b[i]) > std::abs(most)) most = a[i] - b[i];
        }
        found
            .judged(fmt::format("{}, {}: what it adds to {}", c.pathway, c.stimulus, c.observable), 100 * most / scale, "%",
                    fmt::format(
                        "{} it; {}", c.sign > 0 ? "raises" : "lowers",
                        leaves ? "the cord does not know before the spindle does"
                               : fmt::format("seen outside the cord no sooner than an axon takes, {:.1f} ms", 1e3 * axons)),
                    most * c.sign > 0 && confined)
            .note(fmt::format("first seen {:.1f} ms after the stimulus in the cord, {:.1f} ms outside of it",
                              1e3 * (cord - start), 1e3 * (outside - start)));
    }
}

void reciprocal_inhibition(Findings& found) {
    Panel panel{"", {"time since the tap", "ms"}, {"drive, of that before", "%"}};
    const auto lowest = [&](double open, const std::string& label) {
        Scenario s = ankle({{"extensor.tap", tap()}}, 0.25);
        s.parameters["flexor.descending_drive"] = 0.1, s.parameters["flexor.w_ia"] = 0.01;
        s.parameters["pathways.reciprocal_inhibition"] = open;
        const Table trace = completed(s).traces;
        auto [x, y] = curve_of(trace, "flexor.motor.drive", start - 0.02, start + 0.1, start);
        for (double& t : x) t *= 1e3;
        const double before = y.front(), share = *std::min_element(y.begin(), y.end()) / before;
        for (double& each : y) each *= 100 / before;
        panel.curves.push_back({label, x, y});
        return share;
    };
    const double with = lowest(1, "with reciprocal inhibition"), without = lowest(0, "without");
    found.against(Kind::regression_target,
                  "Ia inhibits the antagonist through one interneurone, as in textbooks; bounds are ours",
                  Evidence::recalled);
    found.at_most("a tap on the soleus: least drive of a working tibialis anterior, of that before", with, 0.97, "");
    found.at_least("the same without reciprocal inhibition", without, 0.99, "");
    found.plot({"reciprocal_inhibition_dip",
                "Drive of a working tibialis anterior while the tendon of the soleus is tapped.",
                {panel},
                1});
}

Findings run() {
    Findings found;
    switches(found);
    reciprocal_inhibition(found);
    return found;
}

} // namespace

Experiment pathways() {
    return {
        "pathways", "What each pathway does",
        "Soleus and tibialis anterior on a foot that is held. Each of the eleven pathways between them is used, once open "
        "and "
        "once switched off. The two runs are the same until the pathway has something to conduct; then the difference must "
        "have the sign that anatomy gives it, and stay in the cord for as long as an axon takes to the muscle.",
        run};
}

} // namespace myotatic::validate
