#include "validate/experiment.hpp"
#include "validate/runs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

namespace myotatic::validate {

namespace {

constexpr double start = 0.1;

Table step(const std::string& organ, double force, double duration, double every = 1e-3) {
    Scenario s = alone(organ, "", start + duration, every);
    drive(s, "force", Stimulus::step(0, force, start));
    return completed(s).traces;
}

/// A published transfer function, K (s + z_1)... / ((s + p_1)...), over its value at s = 0.
struct Filter {
    std::vector<double> zeros, poles;

    double gain(double frequency) const {
        const std::complex<double> s(0, 2 * std::numbers::pi * frequency);
        std::complex<double> h = 1;
        for (const double z : zeros) h *= (s + z) / z;
        for (const double p : poles) h *= p / (s + p);
        return std::abs(h);
    }
    /// Answer to a step, by partial fractions.
    double step(double t) const {
        double y = 1;
        for (const double p : poles) {
            double residue = -1;
            for (const double z : zeros) residue *= (z - p) / z;
            for (const double q : poles)
                if (q != p) residue *= q / (q - p);
            y += residue * std::exp(-p * t);
        }
        return y;
    }
};
const Filter houk_simon{{0.15, 1.5, 16}, {0.2, 2, 37}};
// 1.7 s^2 + 2.58 s + 0.4, factored.
const double root = std::sqrt(2.58 * 2.58 - 4 * 1.7 * 0.4);
const Filter lin_crago{{(2.58 - root) / 3.4, (2.58 + root) / 3.4}, {0.2, 2}};

struct Organ {
    std::string label, circuit;
    const Filter& filter;
    double steady_half; ///< rate in the end at half the maximum force [pps]
    double slope_half;  ///< and its slope there [pps/F0]
};
const std::array<Organ, 2> organs{
    {{"lin_crago2002", "tendon_organ", lin_crago, 60 * std::log(1 + 5.75 * 0.5), 60 * 5.75 / (1 + 5.75 * 0.5)},
     {"houk_simon1967", "houk_simon1967", houk_simon, 115 * 0.5, 115}}};

/// Gain relative to that for constant force, for a small sine about half the maximum force.
double gain(const Organ& organ, double frequency) {
    const double settle = std::ceil(40 * frequency) / frequency, amplitude = 1e-5;
    Scenario s = alone(organ.circuit, "", settle + 4 / frequency, 1 / frequency / 400);
    drive(s, "force", Stimulus::sine(0.5, amplitude, frequency));
    return harmonic(completed(s).traces, "output.ib", frequency, settle).amplitude / amplitude / organ.slope_half;
}

double highest(const Table& trace) {
    return *std::max_element(trace.at("output.ib").values.begin(), trace.at("output.ib").values.end());
}

Findings run() {
    Findings found;
    Panel steps{"step to half the maximum force",
                {"time since the step", "s", true, 0.001, 20},
                {"rate over steady rate", "", false, 0.5, 4.5}};
    Panel gains{
        "sinusoidal force", {"frequency", "Hz", true, 0.07, 30}, {"gain over that for constant force", "", false, 0.5, 4.5}};
    const std::vector<double> times{0.1, 0.25, 0.5, 1, 2, 5, 10}, frequencies{0.1, 0.5, 1, 5, 10, 20};
    for (const Organ& organ : organs) {
        const std::string published = organ.label + ", published H(s)";
        found.against(Kind::regression_target, "H(s) of " + organ.label, Evidence::verified);

        const Table trace = step(organ.circuit, 0.5, 10);
        auto [x, y] = curve_of(trace, "output.ib", start + 1e-3, start + 10, start, 10'000);
        for (double& rate : y) rate /= organ.steady_half;
        steps.curves.push_back({organ.label, x, y});
        Points points{published, times, {}, {}, organ.label};
        double worst = 0;
        for (const double t : times) {
            points.y.push_back(organ.filter.step(t));
            worst = std::max(worst, std::abs(at(trace, "output.ib", start + t) / organ.steady_half / points.y.back() - 1));
        }
        steps.points.push_back(std::move(points));
        found.at_most(organ.label + ": largest relative deviation from 0.1 to 10 s after a step", worst, 1e-3, "");

        Curve curve{organ.label, frequencies, {}, true};
        points = {published, frequencies, {}, {}, organ.label};
        worst = 0;
        for (const double f : frequencies) {
            points.y.push_back(organ.filter.gain(f)), curve.y.push_back(gain(organ, f));
            worst = std::max(worst, std::abs(curve.y.back() / points.y.back() - 1));
        }
        gains.curves.push_back(std::move(curve)), gains.points.push_back(std::move(points));
        found.at_most(organ.label + ": largest relative deviation of the gain from 0.1 to 20 Hz", worst, 1e-3, "");
    }
    found.near("houk_simon1967: rate just after a step over the steady rate",
               highest(step("houk_simon1967", 0.5, 1e-3, 1e-6)) / organs[1].steady_half, 4.11, 0.01, "");

    // The static law.
    constexpr std::array forces{0.01, 0.05, 0.10, 0.25, 0.50, 1.00};
    constexpr std::array rates{3.4, 15.0, 27.0, 54.0, 81.0, 115.0};
    Panel law{"after 40 s", {"force", "F0", false, 0, 1}, {"Ib", "pps", false, 0, 130}};
    Curve curve{"lin_crago2002", {}, {}, true};
    std::array<double, forces.size()> ours{};
    for (std::size_t i = 0; i < forces.size(); ++i) {
        ours[i] = step("tendon_organ", forces[i], 40, 0.1).at("output.ib").values.back();
        curve.x.push_back(forces[i]), curve.y.push_back(ours[i]);
    }
    law.curves.push_back(std::move(curve));
    law.points.push_back({"60 ln(1 + 5.75 F)", {forces.begin(), forces.end()}, {rates.begin(), rates.end()}, {}, {}});
    found.against(Kind::regression_target, "the logarithm of force, lin_crago2002", Evidence::computed);
    found.near("lin_crago2002: rate at full over rate at half the maximum force", ours[5] / ours[4], 1.41, 0.01, "");

    found.against(Kind::validation, "threshold below 0.1 g, houk_henneman1967", Evidence::verified);
    found.judged("lin_crago2002: rate at 1 % of the maximum force", ours[0], "pps", "> 0 pps", ours[0] > 0);
    found.judged("houk_simon1967: rate at 1 % of the maximum force",
                 step("houk_simon1967", 0.01, 40, 0.1).at("output.ib").values.back(), "pps", "> 0 pps",
                 step("houk_simon1967", 0.01, 40, 0.1).at("output.ib").values.back() > 0);
    found.against(Kind::regression_target, "no force, no firing", Evidence::computed);
    const double silent = std::max(highest(step("tendon_organ", 0, 1)), highest(step("tendon_organ", -0.05, 1)));
    found.judged("lin_crago2002: rate without force, and of a slack tendon", silent, "pps", "0 pps", silent == 0);
    found.against(Kind::regression_target, "the fastest that a tendon organ is thought to fire, up to the maximum force",
                  Evidence::recalled);
    double fastest = highest(step("tendon_organ", 1, 1, 1e-4));
    for (const double f : frequencies) {
        Scenario s = alone("tendon_organ", "", std::max(1.0, 3 / f), 1 / f / 400);
        drive(s, "force", Stimulus::sine(0.5, 0.5, f));
        fastest = std::max(fastest, highest(completed(s).traces));
    }
    found.at_most("lin_crago2002: highest rate of all, steps and sines of 0.1 to 20 Hz", fastest, 200, "pps");
    found.against(Kind::reported, "", Evidence::computed);
    found
        .reported("houk_simon1967: highest rate after a step to the maximum force",
                  highest(step("houk_simon1967", 1, 1e-3, 1e-6)), "pps")
        .note("A step of force is more than a muscle can do; the linear filter answers it with more than a tendon organ "
              "can fire.");
    found.plot({"tendon_organs",
                "The tendon organs: adaptation after a step, gain over frequency, and the static law. Lines are ours.",
                {std::move(steps), std::move(gains), std::move(law)},
                2});
    return found;
}

} // namespace

Experiment tendon_organs() {
    return {"receptors.7", "Tendon organs",
            "The two tendon organs by themselves: how they adapt, which frequencies they prefer, how little force they "
            "feel. Tendon organs have no protective threshold: less than 0.1 g at the tendon makes one fire "
            "(houk_henneman1967).",
            run};
}

} // namespace myotatic::validate
