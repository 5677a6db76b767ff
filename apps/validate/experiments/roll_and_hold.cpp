#include "rolling.hpp"
#include "validate/experiment.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

constexpr const char* tight = "human_calf_tight";

/// Largest change of anything measured and of any state of the tissue within half an hour without contact.
double drift(const std::string& preset) {
    const Rolled r({.preset = preset});
    double worst = 0;
    for (const auto& column : r.trace.columns)
        if (column.name.starts_with("measured.") || column.name.starts_with("tissue.") || column.name.starts_with("state."))
            for (const double value : column.values)
                worst = std::max(worst,
                                 std::abs(value - column.values.front()) / std::max(1.0, std::abs(column.values.front())));
    return worst;
}

Findings run() {
    Findings found;
    const Rolled untouched({.preset = tight}), session({.preset = tight, .roll = 90, .hold = 40}),
        rolled({.preset = tight, .roll = 120}), brief({.preset = tight, .hold = 10}),
        misplaced({.preset = tight, .roll = 90, .hold = 40, .spot = 0.8}),
        light({.preset = tight, .roll = 90, .hold = 40, .load = 0.12}),
        soft({.preset = tight, .roll = 90, .hold = 40, .parameters = {{"tissue.roller.stiffness", 8.5e6}}}),
        hard({.preset = tight, .roll = 90, .hold = 40, .parameters = {{"tissue.roller.stiffness", 60e6}}});

    found.against(Kind::regression_target, "what the hypothesis is meant to do", Evidence::hypothesis);
    found.within("tight, before: range of motion against a healthy calf", untouched.range(0), -15, -6, "%");
    found.within("before: passive torque at 15°", untouched.torque(0), 8, 20, "%");
    found.within("before: pressure-pain threshold at the spot", untouched.threshold(0), -35, -15, "%");
    found.near("after roll and hold: passive torque", session.torque(0), 0, 3, "%");
    found.at_least("after: range of motion", session.range(0), 0, "%");
    found.at_most("after: contracture", session.contracture(0), 0.15, "");
    found.within("30 min later: range of motion", session.range(30), 0, 3, "%");
    found.at_most("30 min later: contracture", session.contracture(30), 1e-3, "");

    found.at_most("no contact, tight: largest relative change within 30 min", drift(tight), 1e-9, "");
    found.at_most("no contact, healthy: largest relative change within 30 min", drift("human_calf"), 1e-9, "");
    found.at_least("hold of 10 s: contracture after 30 min", brief.contracture(30), 0.8, "");
    found.at_least("hold in the wrong place: contracture after 30 min", misplaced.contracture(30), 0.8, "");
    found.within("rolling alone, 120 s: contracture at its end", rolled.contracture(0), 0.5, 0.95, "").note("Partial …");
    found.at_least("rolling alone: contracture after 30 min", rolled.contracture(30), 0.8, "").note("… and transient.");

    // Threshold of the spot half a minute after 90 s, over that before [%].
    const auto gain = [](const Rolled& r) {
        return 100 * (r.after("measured.pain_threshold", 0.5) / at(r.trace, "measured.pain_threshold", 9) - 1);
    };
    const Rolled held({.preset = tight, .hold = 90, .afterwards = 60}),
        passed({.preset = tight, .roll = 90, .afterwards = 60});
    found.against(Kind::validation, "wilke2018: static pressure on a latent trigger point + 15 %, rolling no change",
                  Evidence::verified);
    found.judged("hold of 90 s raises the threshold of the spot more than rolling for 90 s: difference",
                 gain(held) - gain(passed), "%", "> 0 %", gain(held) > gain(passed));
    found.within("hold of 90 s: rise of the threshold of the spot", gain(held), 5, 25, "%")
        .if_missed("Release of the spot adds to the tolerance that any contact brings.");
    found.within("rolling for 90 s: rise of the threshold of the spot", gain(passed), -5, 5, "%")
        .if_missed(
            "Tolerance is fitted to aboodarda2015, who found a rise by a fifth after rolling a tender spot. The two studies "
            "disagree; the model sides with the larger one.");

    found.against(Kind::regression_target, "independent solver, same equations", Evidence::computed);
    // Range of motion at 0, 0.5, 3 and 30 min [%], contracture at 0 and 30 min; written to 0.1 % and 0.01.
    struct Target {
        const char* name;
        const Rolled& run;
        std::array<double, 4> range;
        double contracture, later;
    };
    for (const Target& t : {Target{"roll 90 s, hold 40 s", session, {7.0, 6.8, 5.2, 1.0}, 0.08, 0},
                            Target{"roll 120 s", rolled, {0.8, 0.0, -3.1, -8.3}, 0.83, 1},
                            Target{"misplaced", misplaced, {-0.4, -1.0, -3.4, -8.3}, 0.92, 1},
                            Target{"12 % of body weight", light, {0.2, 0.1, -1.3, -3.6}, 0.65, 0.5}}) {
        double worst = 0;
        constexpr std::array minutes{0.0, 0.5, 3.0, 30.0};
        for (std::size_t i = 0; i < minutes.size(); ++i)
            worst = std::max(worst, std::abs(t.run.range(minutes[i]) - t.range[i]));
        found.at_most(fmt::format("{}: range of motion, largest deviation at 4 times", t.name), worst, 0.4, "%");
        found.near(fmt::format("{}: contracture at the end", t.name), t.run.contracture(0), t.contracture, 0.025, "");
        found.near(fmt::format("{}: contracture after 30 min", t.name), t.run.contracture(30), t.later, 0.025, "");
    }
    found.near("soft roller: range of motion at the end", soft.range(0), 6.2, 0.4, "%");
    found.near("hard roller: range of motion at the end", hard.range(0), 7.4, 0.4, "%");
    found.near("soft roller: contracture at the end", soft.contracture(0), 0.14, 0.025, "");
    found.near("hard roller: contracture at the end", hard.contracture(0), 0.06, 0.025, "");

    Panel range{"range of motion", {"time since the session", "min"}, {"against healthy", "%"}, {}},
        torque{"passive torque at 15°", {"time since the session", "min"}, {"against healthy", "%"}, {}},
        threshold{"pressure-pain threshold", {"time since the session", "min"}, {"against healthy", "%"}, {}},
        contracture{"contracture", {"time since the session", "min"}, {"share of tight quarter", ""}, {}};
    for (const auto& [name, r] : {std::pair{"roll 90 s, hold 40 s on the spot", &session},
                                  {"hold in the wrong place", &misplaced},
                                  {"roll 120 s", &rolled},
                                  {"hold 10 s", &brief},
                                  {"no contact", &untouched}}) {
        range.curves.push_back(change_curve(name, *r, "measured.range_of_motion", -3, 30));
        torque.curves.push_back(change_curve(name, *r, "measured.passive_torque", -3, 30));
        threshold.curves.push_back(change_curve(name, *r, "measured.pain_threshold", -3, 30));
        Curve c{name, {}, {}};
        for (double m = -3; m <= 30; m += 0.1)
            if (r->end + 60 * m > 0) c.x.push_back(m), c.y.push_back(r->contracture(m));
        contracture.curves.push_back(c);
    }
    found.plot({"roll_and_hold",
                "A calf with a tight quarter, against a healthy calf that nobody touched. All of it is a hypothesis.",
                {range, torque, threshold, contracture},
                2});
    return found;
}

} // namespace

Experiment roll_and_hold() {
    return {
        "mechanics.10", "Roll and hold on a tight calf",
        "HYPOTHESIS: a tight muscle is one with zones of contracture that lasting pressure releases. Rolling for 90 s and "
        "holding for 40 s on the tight place releases it; too short a hold, a hold elsewhere and rolling alone do not. Few "
        "measurements bear on this: most rows say that the model does what it is meant to do, and what it did before. "
        "The reflexes are left away here.",
        run};
}

} // namespace myotatic::validate
