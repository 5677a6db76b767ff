// RODAS4 on the stiff problems that are known by name: the error stays near the tolerance, whatever the stiffness.
#include "myotatic/ode/integrate.hpp"
#include "myotatic/ode/method/rodas4.hpp"

#include "ode/data/stiff_reference.hpp"
#include "ode/stiff_problems.hpp"

#include <gtest/gtest.h>

using namespace myotatic;

namespace {

// Largest error over all samples and components, relative to the largest magnitude of the component, in tolerances. The
// dense output is what is sampled.
template <class Method, class System, std::size_t N>
double error_in_tolerances(const System& system, const Flat<double, N>& start,
                           const std::vector<reference::Sample<N>>& exact, const Flat<double, N>& magnitudes, double rtol,
                           ode::Outcome<double>& outcome) {
    std::vector<double> times;
    for (const auto& sample : exact) times.push_back(sample.time);
    const ode::Settings settings{.rtol = rtol, .atol = 1e-3 * rtol, .magnitudes = {magnitudes.begin(), magnitudes.end()}};
    const auto found = ode::solve<Method>(system, ode::Start{0.0, start}, std::span<const double>(times), settings);
    outcome = found.outcome;
    EXPECT_EQ(found.states.size(), exact.size()) << "came to a stop";
    double error = 0;
    for (std::size_t k = 0; k < found.states.size(); ++k)
        for (std::size_t i = 0; i < N; ++i)
            error = std::max(error, std::abs(found.states[k][i] - exact[k].state[i]) / magnitudes[i]);
    return error / rtol;
}

template <class System, std::size_t N>
void within_fifty_tolerances(const System& system, const Flat<double, N>& start,
                             const std::vector<reference::Sample<N>>& exact, const Flat<double, N>& magnitudes) {
    for (int digits = 4; digits <= 9; ++digits) {
        ode::Outcome<double> outcome;
        const double error =
            error_in_tolerances<ode::Rodas4>(system, start, exact, magnitudes, std::pow(10.0, -digits), outcome);
        EXPECT_LE(error, 50) << "at 1e-" << digits;
        testing::Test::RecordProperty("at_1e-" + std::to_string(digits),
                                      std::to_string(error) + " tolerances, " +
                                          std::to_string(outcome.statistics.steps_accepted) + " steps");
    }
}

// Of the samples, so that a magnitude that is only reached in between does not hide an error.
template <std::size_t N>
Flat<double, N> largest(const std::vector<reference::Sample<N>>& samples, const Flat<double, N>& start) {
    Flat<double, N> all;
    for (std::size_t i = 0; i < N; ++i) all[i] = std::abs(start[i]);
    for (const auto& sample : samples)
        for (std::size_t i = 0; i < N; ++i) all[i] = std::max(all[i], std::abs(sample.state[i]));
    return all;
}

} // namespace

// The velocity is large only in the jumps between the samples: 1.3e3, from the energy that a jump from 1 to -2 takes.
TEST(StiffReference, van_der_pol) {
    within_fifty_tolerances(problems::VanDerPol(), Flat<double, 2>{2, 0}, reference::van_der_pol, {2, 1.3e3});
}
TEST(StiffReference, robertson) {
    const Flat<double, 3> start{1, 0, 0};
    within_fifty_tolerances(problems::Robertson(), start, reference::robertson, largest(reference::robertson, start));
}
TEST(StiffReference, hires) {
    const Flat<double, 8> start{1, 0, 0, 0, 0, 0, 0, 0.0057};
    within_fifty_tolerances(problems::Hires(), start, reference::hires, largest(reference::hires, start));
}
TEST(StiffReference, oregonator) {
    const Flat<double, 3> start{1, 2, 3};
    within_fifty_tolerances(problems::Oregonator(), start, reference::oregonator, largest(reference::oregonator, start));
}
