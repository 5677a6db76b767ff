#include "rolling.hpp"
#include "validate/experiment.hpp"

#include <array>
#include <fmt/format.h>

namespace myotatic::validate {

namespace {

struct Density {
    const char* name;
    double stiffness; ///< [Pa/m]
    double low, high; ///< accepted rise of the depth within 30 s [%]
};
constexpr std::array densities{Density{"soft", 8.5e6, 10, 25}, Density{"medium", 20e6, 20, 35},
                               Density{"rigid", 1e12, 35, 50}};
constexpr double newton = 235, body_weight = 735.75;

Findings run() {
    Findings found;
    Panel depth{"depth, held still", {"time", "s"}, {"indentation", "mm"}, {}},
        pressure{"pressure, held still", {"time", "s"}, {"mean pressure", "kPa"}, {}};
    for (const Density& d : densities) {
        const Rolled r({.hold = 40,
                        .load = newton / body_weight,
                        .parameters = {{"tissue.roller.stiffness", d.stiffness}, {"tissue.roller.limb_radius", 0.080}},
                        .afterwards = 120,
                        .every = 0.1});
        const double start = 10.1; // a sample after it touches
        const auto now = [&](const char* signal, double seconds) { return at(r.trace, signal, start + seconds); };
        const double p = now("tissue.mean_pressure", 0), area = now("tissue.area", 0);
        if (d.name != std::string("medium")) {
            const bool foam = d.name == std::string("soft");
            found.against(Kind::regression_target, "curran2008, to which the contact is fitted", Evidence::verified);
            found
                .near(fmt::format("{} roller, 235 N on a thigh: mean pressure", d.name), 1e-3 * p, foam ? 33.4 : 51.8,
                      foam ? 3.34 : 5.18, "kPa")
                .note("One stiffness of the tissue and one of the foam are fitted to four measured numbers.");
            found.near(fmt::format("{} roller: area", d.name), 1e4 * area, foam ? 68.4 : 47.0, foam ? 6.84 : 4.7, "cm^2");
        }
        found.against(Kind::validation, "balance of forces", Evidence::verified);
        found.near(fmt::format("{} roller: pressure times area", d.name), p * area, newton, 0.01 * newton, "N");
        found.against(Kind::regression_target, "bosboom2001 (rat muscle), of which the creep is made", Evidence::computed);
        found.within(fmt::format("{} roller: rise of the depth within 30 s", d.name),
                     100 * (now("tissue.indentation", 30) / now("tissue.indentation", 0) - 1), d.low, d.high, "%");
        double left = 0;
        for (int j = 0; j < 16; ++j) left = std::max(left, at(r.trace, fmt::format("state.belly.creep.{}", j), r.end + 60));
        found.at_most(fmt::format("{} roller: creep left 60 s after lifting, of full scale", d.name), 100 * left, 2, "%");

        for (auto [panel, signal, scale] :
             {std::tuple{&depth, "tissue.indentation", 1e3}, {&pressure, "tissue.mean_pressure", 1e-3}}) {
            auto [x, y] = curve_of(r.trace, signal, 9, 60, 10);
            for (double& value : y) value *= scale;
            panel->curves.push_back({d.name, x, y});
        }
    }
    pressure.points.push_back({"curran2008, mean ± SD", {1.5, 1.5}, {51.8, 33.4}, {10.7, 6.4}, {}});
    found.plot(
        {"roller_contact", "Rollers of three densities pressed on a thigh with 235 N for 40 s.", {depth, pressure}, 2});
    return found;
}

} // namespace

Experiment roller_contact() {
    return {"mechanics.6", "A roller on a thigh",
            "Three rollers with the same force: a softer one touches more and presses less; tissue creeps under it and "
            "recovers within a minute.",
            run};
}

} // namespace myotatic::validate
