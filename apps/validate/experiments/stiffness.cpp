#include "validate/experiment.hpp"
#include "validate/runs.hpp"

#include <cmath>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

constexpr double start = 0.1, rise = 0.1, hold = 0.4, millimetres = 2;

/// A working soleus whose foot is held: example stiffness. Nothing moves it yet.
Scenario held(double descending_drive, bool reflex) {
    Scenario s = alone("stretch_reflex", "human_soleus", start + rise + hold);
    // While a muscle works, its spindles carry a part of the drive: all of their rate counts. Ib is left out on both sides.
    s.parameters = {{"descending_drive", descending_drive},
                    {"ia_rest", 0},
                    {"theta_ia", 0},
                    {"w_ia", reflex ? 0.05 : 0},
                    {"ii_rest", 0},
                    {"ii_interneuron.threshold", 0},
                    {"w_ii", reflex ? 0.03 : 0},
                    {"w_ib", 0},
                    {"joint.stiffness", 3500},
                    {"joint.damping", 15}};
    return s;
}

/// Change of force from rest to the end of the hold, over the change of length [N/mm].
struct Stiffness {
    double stretch, release;
    double mean() const { return (stretch + release) / 2; }
    double asymmetry() const { return std::abs(stretch - release) / mean(); }
};
double changed_force(Scenario s, double length, Panel* panel, const std::string& label) {
    drive(s, "tap", Stimulus::ramp_and_hold(0, length * 1e-3, start, rise));
    const Table trace = completed(s).traces;
    const double before = at(trace, "muscle.tendon_force", start);
    if (panel) {
        auto [x, y] = curve_of(trace, "muscle.tendon_force", 0, start + rise + hold, start);
        for (double& force : y) force -= before;
        panel->curves.push_back({label, x, y});
    }
    return at(trace, "muscle.tendon_force", start + rise + hold) - before;
}
Stiffness stiffness(const Scenario& s, Panel* panel = nullptr, const std::string& label = "") {
    return {changed_force(s, millimetres, panel, label) / millimetres,
            -changed_force(s, -millimetres, panel, label) / millimetres};
}

/// At one background force: with the reflex, and with the same motor drive from above alone.
struct Pair {
    double force; ///< before, over the greatest isometric force
    double arm;   ///< [m]
    Stiffness on, off;
    /// What the reflex adds to the stiffness of the ankle, over all of it: muscle, and 10 N m/rad of everything else.
    double share() const {
        const double to_ankle = 1e3 * arm * arm, passive = 10;
        return (on.mean() - off.mean()) * to_ankle / (on.mean() * to_ankle + passive);
    }
};
Pair pair_at(double descending_drive, Panel* panel = nullptr) {
    const Scenario on = held(descending_drive, true);
    Scenario still = on;
    still.duration = 0;
    const Table rest = completed(still).traces;
    const double force = at(rest, "muscle.tendon_force", 0), torque = at(rest, "muscle.torque", 0);
    return {at(rest, "muscle.normalised_force", 0), std::abs(torque / force), stiffness(on, panel, "with the reflex"),
            stiffness(held(at(rest, "pool.drive", 0), false), panel, "without")};
}

Findings run() {
    Findings found;
    Panel courses{"a fifth of the greatest force", {"time since the ramp began", "s"}, {"change of force", "N"}};
    const Pair fifth = pair_at(0.2, &courses);
    constexpr const char* decerebrate = "decerebrate and deafferented soleus of cats: Reflex compensation for variations in "
                                        "the mechanical properties of a muscle (abstract); bounds are ours";
    found.against(Kind::validation, decerebrate, Evidence::verified);
    found
        .at_least("without the reflex: difference of the stiffness in stretch and release, over their mean",
                  fifth.off.asymmetry(), 0.4, "")
        .if_missed(
            "the force of a real muscle without reflexes gives way while it is stretched, because its bridges break. A "
            "muscle of Hill's kind has no bridges and cannot yield: what difference there is, is that of the "
            "force-length curve");
    found.at_most("with the reflex: the same difference", fifth.on.asymmetry(), 0.2, "");
    found.at_most("what the reflex leaves of that difference", fifth.on.asymmetry() / fifth.off.asymmetry(), 0.5, "");

    Curve stretch_on{"stretch, with the reflex", {}, {}, true}, release_on{"release, with the reflex", {}, {}, true},
        stretch_off{"stretch, without", {}, {}, true}, release_off{"release, without", {}, {}, true},
        share{"share of the reflex", {}, {}, true};
    double most = 0, least = 1;
    bool falls = true;
    for (const double drive_from_above : {0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5}) {
        const Pair pair = pair_at(drive_from_above);
        const double percent = 100 * pair.force;
        const auto add = [&](Curve& curve, double y) { curve.x.push_back(percent), curve.y.push_back(y); };
        add(stretch_on, pair.on.stretch), add(release_on, pair.on.release);
        add(stretch_off, pair.off.stretch), add(release_off, pair.off.release);
        if (percent >= 15 && !share.y.empty()) falls = falls && 100 * pair.share() < share.y.back();
        add(share, 100 * pair.share());
        most = std::max(most, pair.share()), least = std::min(least, pair.share());
    }
    found.against(Kind::validation, "1 % to 55 % (mirbagheri2000)", Evidence::verified);
    found.within(
        fmt::format("least share of the reflex in the stiffness of the ankle, forces of {:.0f} to {:.0f} % of the greatest",
                    share.x.front(), share.x.back()),
        least, 0.01, 0.55, "");
    found.within("greatest share", most, 0.01, 0.55, "");
    found.against(Kind::validation, "greatest at low contraction, then falling (mirbagheri2000)", Evidence::verified);
    found.judged("share of the reflex at the greatest of these forces", share.y.back() / 100, "",
                 "falls with every step of force above 15 %", falls);
    found.plot({"stiffness_courses",
                "A working soleus is stretched by 2 mm within 100 ms, or released by as much, at the same force before.",
                {courses},
                1});
    const auto constant = [&](double y) {
        return Points{"least and greatest, mirbagheri2000", {share.x.front(), share.x.back()}, {y, y}, {}, {}};
    };
    found.plot(
        {"stiffness_over_force",
         "Left: stiffness of muscle and tendon with and without the reflex. Right: what the reflex contributes to the "
         "stiffness of the ankle; points are the least and the greatest share that was measured in people.",
         {{"",
           {"force before, of the greatest", "%", false, 5, 50},
           {"stiffness", "N/mm", false, 0},
           {stretch_on, release_on, stretch_off, release_off}},
          {"",
           {"force before, of the greatest", "%", false, 5, 50},
           {"share of the reflex", "%", false, 0},
           {share},
           {constant(1), constant(55)}}},
         2});
    return found;
}

} // namespace

Experiment reflex_stiffness() {
    return {
        "receptors.9", "Stiffness with and without the reflex",
        "A soleus that works on a foot held by a plate is stretched by 2 mm within 100 ms and held for 0.4 s, or released "
        "by "
        "as much (example `stiffness`). Without the reflex it has the same drive from above alone, so that the force before "
        "is the same. Stiffness is the change of force at the end of the hold over that of length.",
        run};
}

} // namespace myotatic::validate
