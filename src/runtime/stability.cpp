#include "myotatic/runtime/stability.hpp"

#include <algorithm>
#include <cmath>

namespace myotatic::runtime {

namespace {

constexpr std::string_view fibre_length = "muscle.fibre_length", regularisation = "spindle.regularisation";

/// What both endings of a spindle make of a small stretch while its polar regions stand still: then their rates follow the
/// fibre length alone, whatever moves it, and the ratio of the two velocities is the gain.
void append_locked(std::vector<LockedEnding>& all, const LinearDelaySystem& s, const std::string& muscle) {
    const std::size_t n = s.states.size();
    const auto length = static_cast<std::size_t>(
        std::find(s.states.begin(), s.states.end(), muscle + std::string(fibre_length)) - s.states.begin());
    if (length == n) return;
    const double* velocity = &s.by_state[length * n];
    const auto mover = static_cast<std::size_t>(
        std::max_element(velocity, velocity + n, [](double a, double b) { return std::abs(a) < std::abs(b); }) - velocity);
    for (const char* ending : {"ia", "ii"}) {
        const auto signal = std::find(s.signals.begin(), s.signals.end(), muscle + ending);
        if (signal == s.signals.end()) continue;
        const double* by_state = &s.of_signals[static_cast<std::size_t>(signal - s.signals.begin()) * n];
        double rate = 0;
        for (std::size_t i = 0; i < n; ++i) rate += by_state[i] * s.by_state[i * n + mover];
        all.push_back({*signal, muscle + std::string(regularisation), rate / velocity[mover]});
    }
}

} // namespace

std::optional<Stability> stability(const Entry& entry, const Scenario& scenario) {
    const auto linear = entry.linearise(scenario);
    if (!linear) return std::nullopt;
    Stability result;
    result.bends = linear->bends;
    result.roots = characteristic_roots(*linear, 30);
    for (const auto root : result.roots)
        if (root.imag() > 0 && result.oscillations.size() < 3) result.oscillations.push_back(root);
    result.roots.resize(std::min<std::size_t>(5, result.roots.size()));

    const CircuitFacts& facts = entry.facts();
    const auto values = entry.resolve(scenario.preset, scenario.parameters);
    for (std::size_t i = 0; i < facts.parameters.size(); ++i) {
        const std::string& name = facts.parameters[i].name;
        if (values[i] == 0 && name.ends_with(regularisation))
            append_locked(result.locked, *linear, name.substr(0, name.size() - regularisation.size()));
    }
    for (const std::string& delay : facts.delays) {
        const auto links = links_of_delay(*linear, delay);
        if (links.empty()) continue;
        NerveLoop nerve{delay, linear->links[links.front()].lag, {}, loop_stability(*linear, links, {}, result.stable())};
        for (const std::size_t l : links) nerve.signals.push_back(linear->signals[linear->links[l].signal]);
        result.loops.push_back(std::move(nerve));
    }
    return result;
}

} // namespace myotatic::runtime
