// Ramps of one bag1 fibre computed once in quadruple precision (Radau IIA, order 13), certain to 1e-15 FU.
#pragma once

#include "physiology/spindle/protocols.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic::testing {

/// Samples of the six ramps in one file: time, then the tension at 0.11, 0.66 and 1.55 L0/s, each at 0 and 70 pps.
struct ReferenceRamps {
    std::vector<double> time;
    std::vector<std::vector<double>> tension; ///< per ramp
};

inline ReferenceRamps read_reference_ramps(const std::string& name) {
    const std::string path = std::string(MYOTATIC_SOURCE_DIR) + "/tests/physiology/spindle/data/" + name;
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    ReferenceRamps ramps{{}, std::vector<std::vector<double>>(6)};
    std::string line;
    std::getline(file, line), std::getline(file, line); // comment and header
    while (std::getline(file, line)) {
        std::istringstream row(line);
        double value = 0;
        char comma = 0;
        row >> value;
        ramps.time.push_back(value);
        for (auto& column : ramps.tension) row >> comma >> value, column.push_back(value);
    }
    return ramps;
}

/// L and L' of a ramp from 0.95 to 1.08 L0 that starts at 0.1 s.
struct Stretch {
    double speed = 0;
    double corner = 0; ///< duration over which each corner is rounded by a quintic; 0 for sharp corners
    double start() const { return 0.1; }
    double end() const { return 0.1 + 0.13 / speed; }

    /// Just after t.
    double velocity(double t) const { return speed * (rise(t - start()) - rise(t - end())); }
    double length(double t) const { return 0.95 + speed * (climb(t - start()) - climb(t - end())); }

private:
    double rise(double t) const {
        if (t < 0) return 0;
        if (t >= corner) return 1;
        const double x = t / corner;
        return x * x * x * (10 + x * (6 * x - 15));
    }
    // Integral of rise.
    double climb(double t) const {
        if (t < 0) return 0;
        if (t >= corner) return t - corner / 2;
        const double x = t / corner;
        return corner * x * x * x * x * (2.5 + x * (x - 3));
    }
};

/// The largest |tension - reference| of bag1 over the six ramps, integrated with steps of about h.
template <class Model, class Tension>
double error_of_reference_ramps(const ReferenceRamps& reference, double corner, double h, const Tension& tension,
                                const typename Model::template Parameters<double>& p = {}) {
    double worst = 0;
    for (std::size_t run = 0; run < 6; ++run) {
        const Stretch stretch{std::array{0.11, 0.66, 1.55}[run / 2], corner};
        const Gamma gamma{run % 2 == 1 ? 70.0 : 0.0, 0};
        auto x = Model::rest(at(0.95, 0, gamma), p);
        // The rates within a piece see the velocity of that piece, also at its last instant.
        const auto advance = [&](double from, double to) {
            if (to <= from) return;
            const auto rates = [&](double t, const auto& state) {
                const double inside = corner > 0 ? t : 0.5 * (from + to);
                return Model::dynamics(state, at(stretch.length(t), stretch.velocity(inside), gamma), p).rates;
            };
            x = rk4_by(rates, x, from, to, h);
        };
        for (std::size_t i = 1; i < reference.time.size(); ++i) {
            const double from = reference.time[i - 1], to = reference.time[i];
            const double cut = std::clamp(stretch.end(), from, to);
            advance(from, cut), advance(cut, to);
            worst = std::max(worst, std::abs(tension(x) - reference.tension[run][i]));
        }
    }
    return worst;
}

} // namespace myotatic::testing
