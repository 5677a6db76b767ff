// How an integration is to be done.
#pragma once

#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

namespace myotatic::ode {

struct Settings {
    double rtol = 1e-6;               ///< tolerated local error, relative to the state; ≥ 10 ε
    double atol = 1e-9;               ///< and absolute, times `magnitudes`
    std::vector<double> magnitudes{}; ///< typical size of each component; empty for 1
    double fixed_step = 0;            ///< > 0: steps of this length and no error control
    double first_step = 0;            ///< > 0: length of the first step; otherwise chosen from the equations
    double largest_step = std::numeric_limits<double>::infinity();
    long long max_steps = 1'000'000'000; ///< attempts, accepted or not
    bool track_breakpoints = true;       ///< false only to show what goes wrong without
    bool end_at_bends = true;            ///< steps end where a system that tells of its bends bends
};

/// The settings, if a system of `components` states can be integrated with them by a method with or without an error
/// estimate under a controller that does or does not adapt the step; otherwise throws std::invalid_argument with the reason.
/// `Lanes` is the scalar of the integration.
template <class Lanes>
const Settings& checked(const Settings& s, std::size_t components, bool error_estimate, bool adaptive) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto refuse = [](const char* why) { throw std::invalid_argument(why); };
    if (!(s.rtol >= 10 * std::numeric_limits<double>::epsilon() && s.rtol < 1)) refuse("rtol must be in [2.2e-15, 1)");
    if (!(s.atol >= 0 && s.atol < infinity)) refuse("atol must not be negative");
    if (!(s.fixed_step >= 0 && s.fixed_step < infinity)) refuse("fixed_step must be positive, or 0 for steps that adapt");
    if (!(s.first_step >= 0 && s.first_step < infinity)) refuse("first_step must be positive, or 0 for one chosen here");
    if (!(s.largest_step > 0)) refuse("largest_step must be positive");
    if (!s.magnitudes.empty() && s.magnitudes.size() != components)
        refuse("magnitudes: one for each component of the state");
    for (const double m : s.magnitudes)
        if (!(m > 0 && m < infinity)) refuse("magnitudes must be positive");
    if (adaptive && !error_estimate) refuse("this method has no error estimate: give a fixed_step");
    if (!adaptive && s.fixed_step == 0) refuse("steps of one length need fixed_step > 0");
    if (adaptive && s.fixed_step > 0) refuse("fixed_step needs Control = FixedStep");
    return s;
}

} // namespace myotatic::ode
