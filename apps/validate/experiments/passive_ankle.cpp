#include "myotatic/physiology/joint/riener1999.hpp"
#include "myotatic/physiology/presets.hpp"
#include "validate/experiment.hpp"
#include "validate/runs.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

namespace myotatic::validate {

namespace {

constexpr double degree = std::numbers::pi / 180;

struct Muscle {
    DeGroote2016::Parameters<double> parameters;
    PathPolynomial<double> path;
};

Muscle subject_muscle(double force, double fibre, double tendon, double pennation, PathPolynomial<double> path) {
    DeGroote2016::Parameters<double> p;
    p.max_isometric_force = force, p.optimal_fibre_length = fibre, p.tendon_slack_length = tendon,
    p.pennation_angle = pennation * degree;
    return {p, path};
}

/// Muscles over the ankle of OpenSim's example subject, with the paths that belong to them (seth2018, verified).
std::array<Muscle, 4> subject() {
    using namespace human_paths::subject;
    constexpr PathPolynomial<double> gastrocnemius_lateral{
        {0.528956, 0.0536716, -0.00972765, -0.00778127, 0.00173345, -4.88447e-5}};
    return {subject_muscle(6194.84, 0.0524354, 0.335288, 21.9, human_paths::subject::soleus),
            subject_muscle(3115.51, 0.0700482, 0.459469, 9.5, gastrocnemius_ankle),
            subject_muscle(1575.06, 0.0810279, 0.439195, 12.0, gastrocnemius_lateral),
            subject_muscle(1227.45, 0.0807343, 0.284238, 11.2, human_paths::subject::tibialis_anterior)};
}

/// With how much torque a relaxed muscle resists dorsiflexion [N m] at an angle [rad].
double resistance(const Muscle& m, double angle) {
    const MuscleInput<double> u{0, path_length(angle, m.path), 0};
    const auto rest = DeGroote2016::rest(u, m.parameters);
    return -DeGroote2016::dynamics(rest, u, m.parameters).output.tendon_force * moment_arm(angle, m.path);
}
double resistance(double angle) {
    double sum = 0;
    for (const Muscle& m : subject()) sum += resistance(m, angle);
    return sum;
}

Findings run() {
    Findings found;
    Curve ours{"passive fibres of four muscles", {}, {}}, riener{"riener1999, knee straight", {}, {}},
        preset{"preset human_soleus", {}, {}};
    double smallest_rise = std::numeric_limits<double>::infinity(), resting_angle = std::nan("");
    const auto joint = human_soleus().joint;
    for (double d = -30; d <= 25; d += 1) {
        const double r = resistance(d * degree);
        if (!ours.y.empty()) {
            smallest_rise = std::min(smallest_rise, r - ours.y.back());
            if (ours.y.back() < 0 && r >= 0) resting_angle = d - r / (r - ours.y.back());
        }
        ours.x.push_back(d), ours.y.push_back(r);
        riener.x.push_back(d), riener.y.push_back(-riener1999::ankle_moment(d * degree, 0.0));
        preset.x.push_back(d);
        preset.y.push_back(resistance({human_soleus().muscle, human_soleus().path}, d * degree) +
                           joint.stiffness * (d * degree - joint.rest_angle));
    }

    found.against(Kind::validation, "measured passive moments, fitted by riener1999", Evidence::verified);
    Points bounds{"riener1999 ± 35 %", {}, {}, {}};
    for (const double d : {15.0, 20.0, 25.0}) {
        const double measured = -riener1999::ankle_moment(d * degree, 0.0);
        found.within(fmt::format("resistance at {:g}° of dorsiflexion", d), resistance(d * degree), 0.65 * measured,
                     1.35 * measured, "N m");
        bounds.x.push_back(d), bounds.y.push_back(measured), bounds.spread.push_back(0.35 * measured);
    }
    found.within("angle at which a weightless ankle rests", resting_angle, -30, -15, "deg");
    found.judged("resistance rises all the way: least rise per degree", smallest_rise, "N m", "> 0 N m", smallest_rise > 0);

    found.against(Kind::regression_target, "independent solver, same muscles", Evidence::computed);
    found.near("resistance at 15° of dorsiflexion", resistance(15 * degree), 34.9, 0.5, "N m");
    constexpr std::array<std::pair<double, double>, 8> known{
        {{-30, -2.7}, {-20, -0.1}, {-10, 4.5}, {0, 12.7}, {10, 26.2}, {15, 34.9}, {20, 44.1}, {25, 53.2}}};
    Points computed{"independent solver", {}, {}};
    double worst = 0;
    for (const auto& [d, torque] : known) {
        computed.x.push_back(d), computed.y.push_back(torque);
        worst = std::max(worst, std::abs(resistance(d * degree) - torque));
    }
    found.at_most("resistance from -30° to 25°: largest deviation at 8 angles", worst, 0.1, "N m");
    found.against(Kind::reported, "", Evidence::computed);
    for (const double d : {0.0, 10.0})
        found
            .reported(fmt::format("resistance at {:g}° over that of riener1999", d),
                      resistance(d * degree) / -riener1999::ankle_moment(d * degree, 0.0), "")
            .note("In the middle of the range the relaxed muscles resist up to twice as much as was measured: their "
                  "passive curve, the same for all muscles, takes up force too early and rises too slowly. No criterion "
                  "was set there.");
    found.reported("resistance of the preset human_soleus at 15°", preset.y[45], "N m")
        .note("The preset has the soleus alone, of the generic model of rajagopal2016, and a spring of 10 N m/rad for the "
              "rest.");

    found.plot(
        {"passive_ankle",
         "Passive resistance of the ankle to dorsiflexion, knee straight: the sum of the relaxed muscles of OpenSim's "
         "example subject against the curve that riener1999 fitted to measurements.",
         {{"", {"dorsiflexion", "deg"}, {"resistance", "N m"}, {ours, riener, preset}, {bounds, computed}}}});
    return found;
}

} // namespace

Experiment passive_ankle() {
    return {"mechanics.4", "The passive ankle",
            "The torque with which relaxed muscles resist dorsiflexion: soleus, both heads of gastrocnemius and tibialis "
            "anterior of OpenSim's example subject (seth2018), without any spring of the joint, against the passive moment "
            "that riener1999 measured in healthy people ([page](equations/riener1999.md)). Towards the end of the range "
            "the muscles alone make up that moment, so that a term for other tissue must not be added at the ankle.",
            run};
}

} // namespace myotatic::validate
