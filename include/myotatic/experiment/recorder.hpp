// What is sampled, and when.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/text.hpp"
#include "myotatic/experiment/trace.hpp"

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic {

/// Samples at start + k · every, and at the very end. A long run may be sampled finely up to some time and coarsely from
/// then on; one of several days, so every day. Times are multiplied, not added up, so they do not drift.
struct Schedule {
    static constexpr double never = std::numeric_limits<double>::infinity();

    double every = 1e-3;  ///< [s]
    double until = never; ///< [s] at this time, and from then on, samples are `then` apart; after the start
    double then = 1;      ///< [s]
    double again = never; ///< [s] so long after the start it all begins anew; longer than until `until`

    bool possible(double start) const { return every > 0 && until > start && then > 0 && again > 0; }

    /// The time of sample number k = 0, 1, …; the end for all from the last one on.
    double time(double start, double end, long long k) const;

    /// How many samples there are, about: for an estimate of what they cost.
    double count(double start, double end) const;
};

/// Observables by dotted name, looked up once. Empty for all of them.
class Selection {
public:
    /// Throws std::invalid_argument for a name that the record does not have.
    Selection(const std::vector<std::string>& names, const std::vector<Leaf>& observables) {
        std::vector<std::string> known;
        for (const Leaf& leaf : observables) known.push_back(leaf.name);
        for (const std::string& name : names.empty() ? known : names) {
            std::size_t i = 0;
            while (i < known.size() && known[i] != name) ++i;
            if (i == known.size()) {
                const std::string nearest = nearest_name(name, known);
                throw std::invalid_argument(
                    "no observable '" + name + "'" +
                    (nearest.empty() ? "; there are: " + join(known) : "; did you mean '" + nearest + "'?"));
            }
            indices_.push_back(i);
        }
    }
    const std::vector<std::size_t>& indices() const { return indices_; }

    /// An empty table with a column for time and one for each observable.
    Table table(const std::vector<Leaf>& observables) const {
        Table table{{{"time", "s", {}}}};
        for (const std::size_t i : indices_)
            table.columns.push_back({observables[i].name, std::string(observables[i].facts.unit.text), {}});
        return table;
    }

private:
    std::vector<std::size_t> indices_;
};

} // namespace myotatic
