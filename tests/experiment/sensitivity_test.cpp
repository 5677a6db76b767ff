#include "myotatic/experiment/sensitivity.hpp"

#include "myotatic/circuit/human_reflexes.hpp"
#include "myotatic/experiment/standard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic {
namespace {

using Reflex = StretchReflex<>;
using Kind = Measure::Kind;

// --- differences to compare with --------------------------------------------------------------------------------------

template <Circuit C>
std::size_t number_of(const std::string& parameter) {
    const auto& leaves = describe<typename C::template Parameters<double>>();
    for (std::size_t i = 0; i < leaves.size(); ++i)
        if (leaves[i].name == parameter) return i;
    throw std::out_of_range(parameter);
}

template <Circuit C>
double value_of_parameter(const Experiment<C>& e, const std::string& parameter) {
    return flat(e.parameters)[number_of<C>(parameter)];
}

/// The experiment at a tight tolerance with one parameter changed.
template <Circuit C>
Trace with_changed(Experiment<C> e, const std::string& parameter, double change) {
    auto p = flat(e.parameters);
    p[number_of<C>(parameter)] += change;
    e.parameters = unflatten<typename C::template Parameters<double>>(p);
    e.solver.rtol = 1e-12, e.solver.atol = 1e-14;
    return simulate<ode::Tsitouras5, ode::Pi>(e);
}

/// Central differences of f(trace) with steps h, h/2 and h/4, extrapolated twice. Where the two extrapolations disagree
/// there is no derivative to be seen: the sample lies where a breakpoint passes while the parameter varies.
struct Difference {
    double value, doubt;
};
template <Circuit C>
struct Differences {
    Differences(const Experiment<C>& e, const std::string& parameter, double relative_step)
        : h(relative_step * std::abs(value_of_parameter(e, parameter))) {
        for (int i = 0; i < 3; ++i) {
            up.push_back(with_changed(e, parameter, h / (1 << i)));
            down.push_back(with_changed(e, parameter, -h / (1 << i)));
        }
    }
    template <class F>
    Difference of(const F& f) const {
        double d[3];
        for (std::size_t i = 0; i < 3; ++i) d[i] = (f(up[i]) - f(down[i])) / (2 * h / (1 << i));
        const double coarse = (4 * d[1] - d[0]) / 3, fine = (4 * d[2] - d[1]) / 3;
        return {fine, std::abs(fine - coarse)};
    }

    double h;
    std::vector<Trace> up, down;
};

/// Every sample of every observable agrees to 1e-6 of the largest derivative of that observable. Differences of simulations
/// that are good to some 1e-12 are themselves wrong by some 1e-12 max|y| / h, which is added.
template <Circuit C>
void expect_agreement(const Experiment<C>& e, const Sensitivities& s, const std::string& parameter, double relative_step) {
    const Differences differences(e, parameter, relative_step);
    const Table& derivatives = s.of(parameter).table;
    const std::size_t rows = derivatives.rows();
    ASSERT_EQ(rows, differences.up[0].table.rows()) << parameter;
    std::size_t compared = 0, left_out = 0;
    double worst = 0;
    std::string where;
    for (std::size_t c = 1; c < derivatives.columns.size(); ++c) {
        double largest = 0, largest_value = 0;
        std::vector<Difference> exact;
        for (std::size_t r = 0; r < rows; ++r) {
            exact.push_back(differences.of([&](const Trace& trace) { return trace.table.columns[c].values[r]; }));
            largest = std::max(largest, std::abs(derivatives.columns[c].values[r]));
            largest_value = std::max(largest_value, std::abs(s.trace.table.columns[c].values[r]));
        }
        const double allowed = 1e-6 * largest + 4e-12 * largest_value / (differences.h / 4);
        for (std::size_t r = 0; r < rows; ++r) {
            if (exact[r].doubt > 0.5 * allowed) {
                ++left_out;
                continue;
            }
            ++compared;
            const double off = allowed > 0 ? std::abs(derivatives.columns[c].values[r] - exact[r].value) / allowed : 0;
            if (!(off <= worst))
                worst = off, where = derivatives.columns[c].name + " at " + std::to_string(derivatives.columns[0].values[r]);
        }
    }
    EXPECT_LE(worst, 1) << parameter << ": " << where;
    EXPECT_LT(left_out, 0.02 * static_cast<double>(compared)) << parameter;
                where.c_str(), compared, left_out);
}

// --- the tendon tap ---------------------------------------------------------------------------------------------------

Experiment<Reflex> soleus_tap() {
    Experiment<Reflex> e{.parameters = human_soleus_reflex(), .duration = 0.25};
    e.schedule.every = 0.5e-3;
    e.solver.rtol = 1e-10, e.solver.atol = 1e-12;
    e.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.02, 10e-3));
    return e;
}

TEST(Sensitivities, of_the_tendon_tap_to_a_gain_a_time_constant_and_the_length_of_the_nerve_agree_with_differences) {
    const auto e = soleus_tap();
    const std::vector<std::string> parameters{"w_ia", "muscle.activation_time", "nerve.path_length"};
    const Sensitivities s = sensitivities(e, parameters);
    ASSERT_EQ(s.trace.outcome.reason, ode::Reason::completed);
    for (const std::string& p : parameters) expect_agreement(e, s, p, 1e-3);
}

TEST(Sensitivities, of_the_tendon_tap_to_a_delay_that_was_given_agree_with_differences) {
    auto e = soleus_tap();
    e.parameters.ia_delay = 14e-3, e.parameters.motor_delay = 17e-3;
    const Sensitivities s = sensitivities(e, {"ia_delay", "motor_delay"});
    expect_agreement(e, s, "ia_delay", 1e-3);
    expect_agreement(e, s, "motor_delay", 1e-3);
}

} // namespace
} // namespace myotatic
