// What is sampled, and when.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/text.hpp"
#include "myotatic/experiment/trace.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic {

/// Samples at start + k · every, and at the very end. Times are multiplied, not added up, so they do not drift.
struct Schedule {
    double every = 1e-3;

    double time(double start, double end, long long k) const {
        const double t = start + static_cast<double>(k) * every;
        return t < end && end - t > 1e-9 * every ? t : end; // rounding must not leave a last sample just before the end
    }
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
