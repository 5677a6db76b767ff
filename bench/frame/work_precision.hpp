// How much time a solver takes for how small an error. Times are compared only within one run: repetitions of all solvers
// take turns, and the median counts.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bench {

/// A solver with its problem inside.
struct Contestant {
    std::string name;
    std::string role;             ///< "single", "ensemble" or "peer"
    std::size_t instances;        ///< solved by one run
    std::vector<double> settings; ///< from loose to tight
    std::function<bool(double setting)> run;
    std::function<double()> error; ///< of the last run
};

struct Point {
    double setting, error;
    double seconds;            ///< per instance; a single run until it is repeated
    std::vector<double> all{}; ///< of every repetition
};

struct Curve {
    std::string name, role;
    std::vector<Point> points;
};

/// Cost [s per instance] at an error, between the two measured points around it on logarithmic axes. A curve that is better
/// than asked even at its loosest answers with that point.
struct Cost {
    double seconds, error;
    std::string solver;
};
std::optional<Cost> cost_at(const Curve& curve, double error);

/// The cheapest of those in a role whose names begin so.
std::optional<Cost> cheapest(const std::vector<Curve>& curves, const std::string& role, const std::string& name,
                             double error);

struct Effort {
    int repetitions = 7;
    double patience = 0.25; ///< [s] per instance: a curve ends where one run would take longer
};

/// First every solver once at every setting, for its errors, then those settings that the target errors lie between, in
/// turns.
std::vector<Curve> measure(const std::vector<Contestant>& contestants, const std::vector<double>& targets,
                           const Effort& effort);

double median(std::vector<double> values);

} // namespace bench
