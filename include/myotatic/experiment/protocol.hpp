// What happens to a circuit: stimuli on the named fields of its input.
#pragma once

#include "myotatic/core/dual.hpp"
#include "myotatic/core/record.hpp"
#include "myotatic/core/text.hpp"
#include "myotatic/experiment/stimulus.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic {

/// Stimuli by input field. Several on one field add up; a field without any keeps its default; a field that is the rate of
/// another follows from that one's stimuli and takes none itself.
template <template <class> class In>
class Protocol {
public:
    /// Adds a stimulus to the field of that dotted name. Throws std::invalid_argument for an unknown field, for one that is
    /// a rate, and for a stimulus that jumps where a rate is needed.
    Protocol& drive(std::string_view name, Stimulus stimulus) {
        const std::size_t field = find(name);
        const Leaf& leaf = fields()[field];
        if (!leaf.facts.rate_of.empty())
            throw std::invalid_argument("'" + leaf.name + "' is the rate of '" + std::string(leaf.facts.rate_of) +
                                        "' and follows from it: drive that one");
        if (rate_field_of(leaf.name) && stimulus.jumps())
            throw std::invalid_argument("a stimulus on '" + leaf.name +
                                        "' must not jump, since a jump has no velocity: use a ramp");
        drives_.push_back({field, rate_field_of(leaf.name), std::move(stimulus)});
        return *this;
    }

    /// The input at a time; at a breakpoint, the limit from the right.
    In<double> operator()(double t) const { return value(t, t); }

    /// The input at `t`, evaluated with the smooth pieces that hold `within`: the limit that a step around `within` sees.
    template <Scalar T>
    In<T> value(const T& t, double within) const {
        static const auto defaults = flat(In<T>{});
        auto u = defaults;
        // A field that is driven starts from nothing, since its stimuli are all there is of it.
        for (const Drive& d : drives_) {
            u[d.field] = T(0.0);
            if (d.rate) u[*d.rate] = T(0.0);
        }
        for (const Drive& d : drives_) {
            const std::size_t piece = d.stimulus.piece_at(within);
            if (d.rate) {
                const Dual<T, 1> both = d.stimulus.value(variable<1>(t, 0), piece);
                u[d.field] = u[d.field] + both.value;
                u[*d.rate] = u[*d.rate] + both.slope[0];
            } else {
                u[d.field] = u[d.field] + d.stimulus.value(t, piece);
            }
        }
        return unflatten<In<T>>(u);
    }

    /// Every breakpoint in (a, b], in order.
    std::vector<double> breakpoints(double a, double b) const {
        std::vector<double> times;
        for (const Drive& d : drives_) d.stimulus.append_breakpoints(a, b, times);
        std::sort(times.begin(), times.end());
        times.erase(std::unique(times.begin(), times.end()), times.end());
        return times;
    }

    /// The same protocol with the noise of another member of an ensemble.
    Protocol with_member(std::uint64_t member) const {
        Protocol other = *this;
        for (Drive& d : other.drives_) d.stimulus = d.stimulus.with_member(member);
        return other;
    }

    bool empty() const { return drives_.empty(); }

    /// A stimulus, the number of the field it drives, and that of the field that is its rate.
    struct Drive {
        std::size_t field;
        std::optional<std::size_t> rate;
        Stimulus stimulus;
    };
    const std::vector<Drive>& drives() const { return drives_; }

private:
    static const std::vector<Leaf>& fields() { return describe<In<double>>(); }
    static std::size_t find(std::string_view name) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < fields().size(); ++i) {
            if (fields()[i].name == name) return i;
            names.push_back(fields()[i].name);
        }
        const std::string nearest = nearest_name(name, names);
        throw std::invalid_argument("no input '" + std::string(name) + "'" +
                                    (nearest.empty() ? "; there are: " + join(names) : "; did you mean '" + nearest + "'?"));
    }
    static std::optional<std::size_t> rate_field_of(std::string_view name) {
        for (std::size_t i = 0; i < fields().size(); ++i) {
            const Leaf& leaf = fields()[i];
            const std::string part =
                leaf.name.substr(0, leaf.name.rfind('.') + 1); // a rate names its field within its own part
            if (!leaf.facts.rate_of.empty() && part + std::string(leaf.facts.rate_of) == name) return i;
        }
        return std::nullopt;
    }

    std::vector<Drive> drives_;
};

} // namespace myotatic
