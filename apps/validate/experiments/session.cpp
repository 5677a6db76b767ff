#include "myotatic/circuit/rolled_pair.hpp"
#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/plan_session.hpp"
#include "validate/experiment.hpp"
#include "validate/h_wave.hpp"
#include "validate/runs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

constexpr double begin = 10, load = 0.34;
using Steps = std::vector<SessionStep>;

Roll roll(double duration, double share = load) { return {.duration = duration, .load = share, .muscle = "extensor"}; }
Hold hold(double duration, std::optional<double> spot = {}) {
    return {.duration = duration, .load = load, .muscle = "extensor", .spot = spot};
}

/// A session on the calf of a pair, and `afterwards` seconds without contact.
struct Treated {
    Table trace;
    double end; ///< of the session [s]
    Treated(const char* preset, const Steps& steps, double afterwards, std::map<std::string, double> parameters = {},
            double rtol = 1e-6) {
        Scenario s = alone("rolled_pair", preset, begin, 0.1);
        s.parameters = std::move(parameters);
        s.solver.rtol = rtol, s.solver.atol = 1e-2 * rtol;
        s.record.signals = {"joint.angle",
                            "extensor.cord.ia_transmission",
                            "extensor.pool.drive",
                            "extensor.muscle.tendon_force",
                            "extensor.tissue.contracture",
                            "extensor.measured.passive_torque",
                            "extensor.measured.range_of_motion",
                            "extensor.measured.pain_threshold"};
        end = begin;
        if (!steps.empty()) {
            const auto planned =
                plan({.start = begin, .steps = steps}, {{"extensor", human_calf_pair_tight().extensor.tissue}});
            for (const SessionDrive& d : planned.drives) drive(s, d.input, d.stimulus);
            end = planned.facts.phases.back().until;
        }
        s.duration = end + afterwards;
        trace = with_h_wave(completed(s).traces);
    }
    /// A signal of the calf, so many seconds after the session; before it for negative ones.
    double value(const std::string& signal, double after) const {
        return at(trace, signal, after < 0 ? begin - 0.5 : end + after);
    }
    double measured(const std::string& what, double after) const { return value("extensor.measured." + what, after); }
    double contracture(double after) const { return value("extensor.tissue.contracture", after); }
    double mean_h(double from, double until) const {
        return measure(trace, {.kind = Measure::Kind::mean, .signal = "h_wave", .after = from, .before = until})
            .value.value();
    }
};

void reflexes_while_rolled(Findings& found) {
    struct Intensity {
        const char* name;
        double pressure, depression;
    };
    for (const auto& [name, pressure, depression] :
         {Intensity{"sham", 5e3, 19}, Intensity{"moderate", 20e3, 43}, Intensity{"high", 50e3, 58}}) {
        // The pressure under a roller grows with the root of the load; 0.34 makes 46.5 kPa.
        const Treated r("human_calf_pair", {roll(30, load * std::pow(pressure / 46.5e3, 2))}, 15);
        found.against(Kind::regression_target, "young2018, on which spikes_per_pressure was fitted", Evidence::verified);
        found.near(fmt::format("{}: change of the H-reflex while rolled at {:g} kPa", name, 1e-3 * pressure),
                   100 * (r.mean_h(r.end - 10, r.end) - 1), -depression, 8, "%");
        found.against(Kind::regression_target, "young2018: immediate return, to which recovery_time was set",
                      Evidence::verified);
        found.near(fmt::format("{}: change of the H-reflex 10 s later", name), 100 * (r.value("h_wave", 10) - 1), 0, 3, "%");
    }
}

void what_a_session_does(Findings& found) {
    const Treated healthy("human_calf_pair", {}, 1);
    const double torque = healthy.measured("passive_torque", 0), range = healthy.measured("range_of_motion", 0);
    const auto over = [](double value, double reference) { return 100 * (value / reference - 1); };
    const Steps session{roll(90), Rest{10}, hold(40)};
    const Treated tight("human_calf_pair_tight", session, 1800);

    found.against(Kind::regression_target, "what the equations of the tissue are meant to do", Evidence::hypothesis);
    found.within("before: range of motion over that of a healthy calf", over(tight.measured("range_of_motion", -1), range),
                 -15, -6, "%");
    found.within("before: passive torque over that of a healthy calf", over(tight.measured("passive_torque", -1), torque), 8,
                 20, "%");
    found.within("after roll 90 s and hold 40 s: passive torque over healthy",
                 over(tight.measured("passive_torque", 0), torque), -3, 3, "%");
    found.at_least("after: range of motion over healthy", over(tight.measured("range_of_motion", 0), range), 0, "%");
    found.at_most("after: contracture", tight.contracture(0), 0.15, "");
    found.at_most("30 min later: contracture", tight.contracture(1800), 0.01, "");
    found.within("30 min later: range of motion over healthy", over(tight.measured("range_of_motion", 1800), range), 0, 3,
                 "%");
    found.near("30 min later: angle at which the free foot rests, over that of the healthy pair",
               (tight.value("joint.angle", 1800) - healthy.value("joint.angle", 0)) / units::deg, 0, 0.5, "deg");

    const Treated untouched("human_calf_pair_tight", {}, 600, {}, 1e-9);
    double change = 0;
    for (const Column& column : untouched.trace.columns) {
        if (column.name == "time") continue;
        for (const double value : column.values)
            change = std::max(change, std::abs(value - column.values[0]) / std::max(std::abs(column.values[0]), 1.0));
    }
    found.at_most("no contact for 10 min: largest relative change of anything", change, 1e-9, "");
    found.at_least("hold of 10 s: contracture 30 min later",
                   Treated("human_calf_pair_tight", {hold(10)}, 1800).contracture(1800), 0.8, "");
    found.at_least("hold of 40 s in the wrong place: contracture 30 min later",
                   Treated("human_calf_pair_tight", {hold(40, 0.8)}, 1800).contracture(1800), 0.8, "");

    const Treated described("human_calf_pair_tight", session, 60, {{"mechanisms.presynaptic", 0}, {"mechanisms.tissue", 0}});
    found.near("described mechanism alone: contracture a minute later", described.contracture(60), 1, 1e-6, "");
    found.near("described mechanism alone: change of the range of motion",
               over(described.measured("range_of_motion", 60), described.measured("range_of_motion", -1)), 0, 0.1, "%");
}

void press_or_roll(Findings& found) {
    // The order that was measured: what comes and goes depresses more than what stays.
    struct Explanation {
        const char* name;
        std::map<std::string, double> parameters;
        bool agrees;
    };
    const std::array<Explanation, 2> explanations{
        {{"presynaptic alone", {{"mechanisms.as_described", 0}, {"mechanisms.tissue", 0}}, true},
         {"described mechanism alone, a muscle that does not let go",
          {{"mechanisms.presynaptic", 0},
           {"mechanisms.tissue", 0},
           {"extensor.descending_drive", 0.02},
           {"extensor.w_ib", 0.3},
           {"pathways.depression", 0},
           {"pathways.presynaptic_inhibition", 0}},
          false}}};
    for (const auto& [name, parameters, agrees] : explanations) {
        const Treated rolled("human_calf_pair_tight", {roll(30)}, 1, parameters);
        const Treated held("human_calf_pair_tight", {hold(30, 0.95)}, 1, parameters);
        const double less = rolled.mean_h(rolled.end - 6, rolled.end - 1) - held.mean_h(held.end - 6, held.end - 1);
        found.against(Kind::validation, "tendon pressure: intermittent depresses more than sustained, after 30 s",
                      Evidence::verified);
        if (agrees)
            found.judged(fmt::format("{}: H-reflex while rolled less that while held", name), less, "", "< 0", less < 0);
        else
            found.judged(fmt::format("{}: H-reflex while rolled less that while held", name), less, "",
                         "> 0: it gets the order wrong, and has to be shown to", less > 0);
    }
}

Findings run() {
    Findings found;
    reflexes_while_rolled(found);
    what_a_session_does(found);
    press_or_roll(found);
    return found;
}

} // namespace

Experiment session() {
    return {
        "session", "A session on two muscles with their nerves",
        "A calf and its antagonist in soft tissue (`rolled_pair`) are rolled and held as a session says: H-reflexes under "
        "three pressures, what is left of a tight quarter, and the controls that must fail. The described mechanism "
        "alone releases nothing, since it has nothing to do with tissue; and it takes more from a reflex that is held "
        "under than from one that is rolled over, which is the wrong way round.",
        run};
}

} // namespace myotatic::validate
