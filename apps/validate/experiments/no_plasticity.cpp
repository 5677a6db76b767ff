#include "rolling.hpp"
#include "validate/experiment.hpp"

#include <algorithm>

namespace myotatic::validate {

namespace {

Findings run() {
    Findings found;
    constexpr double day = 86400;
    found.against(Kind::regression_target, "chaudhry2008: no lasting deformation at such forces", Evidence::second_hand);
    for (const auto& [name, r] :
         {std::pair{"healthy, rolled for 300 s", Rolled({.roll = 300, .afterwards = day, .every = 60})},
          {"tight, rolled for 90 s and held for 40 s",
           Rolled({.preset = "human_calf_tight", .roll = 90, .hold = 40, .afterwards = day, .every = 60})}}) {
        double worst = 0;
        // Where a tight zone was released it stays released: that is the other stable state, not a deformation.
        for (const auto& column : r.trace.columns)
            if (column.name.starts_with("state.") && !column.name.starts_with("state.belly.contracture") &&
                !column.name.starts_with("state.belly.tenderness"))
                worst = std::max(worst, std::abs(column.values.back() - column.values.front()));
        found.at_most(std::string(name) + ": largest change of a state of the tissue after a day, of full scale",
                      100 * worst, 0.5, "%");
        found.near(std::string(name) + ": range of motion after a day, against a healthy calf", r.range(day / 60 - 1), 0,
                   0.5, "%");
        found.near(std::string(name) + ": contracture after a day", r.contracture(day / 60 - 1), 0, 1e-3, "");
    }
    found.against(Kind::reported, "chaudhry2008, quoted by others", Evidence::second_hand);
    found.reported("strain of fascia lata under 600 N, in proportion to 1 % under 9075 N", 600.0 / 9075, "%")
        .note("The model has no fascia that lengthens; this number says why it needs none.");
    return found;
}

} // namespace

Experiment no_plasticity() {
    return {
        "mechanics.11", "Nothing is lengthened for ever",
        "A day after a session every state of the tissue is back where it began; what a tight muscle keeps is its release.",
        run};
}

} // namespace myotatic::validate
