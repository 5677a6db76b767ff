// Which rate depends on which state, found by running the equations once on tracers; and which columns of the Jacobian can
// be differentiated together.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/tracer.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace myotatic::ode {

/// Where the Jacobian of N rates may differ from zero.
template <std::size_t N>
struct Pattern {
    static_assert(N < IndexSet::capacity, "a stiff method takes up to 127 states");

    std::array<IndexSet, N> rows{}; ///< the states that each rate depends on
    IndexSet on_time{};             ///< the rates that depend on time

    constexpr bool operator==(const Pattern&) const = default;
    constexpr std::size_t entries() const {
        std::size_t n = 0;
        for (const IndexSet& row : rows) n += row.size();
        return n;
    }
    /// Whether every entry of `other` is one of this pattern's.
    constexpr bool includes(const Pattern& other) const {
        for (std::size_t i = 0; i < N; ++i)
            if (!rows[i].includes(other.rows[i])) return false;
        return on_time.includes(other.on_time);
    }
    constexpr std::array<IndexSet, N> columns() const {
        std::array<IndexSet, N> c{};
        for (std::size_t i = 0; i < N; ++i) rows[i].for_each_below(N, [&](std::size_t j) { c[j].insert(i); });
        return c;
    }
};

/// The pattern of f(t, x), which is generic over the scalar.
template <std::size_t N, class F>
constexpr Pattern<N> traced_pattern(const F& f) {
    Flat<Tracer, N> x{};
    for (std::size_t i = 0; i < N; ++i) x[i] = Tracer::input(i);
    const Flat<Tracer, N> rates = f(Tracer::input(N), x);
    Pattern<N> pattern;
    for (std::size_t i = 0; i < N; ++i) {
        pattern.rows[i] = rates[i].inputs;
        if (pattern.rows[i].contains(N)) pattern.on_time.insert(i);
        pattern.rows[i].erase(N);
    }
    return pattern;
}

/// What tracers see of the past: signals that change with the time at which they are asked for and, where a delay may be
/// zero, with what the `present` signals depend on.
struct TracedPast {
    IndexSet present{};

    template <class Channel>
    constexpr Tracer at(const Channel&, const Tracer& time) const {
        return Tracer(time.inputs | present);
    }
};

/// Whatever one of these numbers depends on.
template <std::size_t K>
constexpr IndexSet inputs_of(const Flat<Tracer, K>& numbers) {
    IndexSet all;
    for (const Tracer& number : numbers) all = all | number.inputs;
    return all;
}

/// Columns of one colour share no row, so that one directional derivative yields them all.
template <std::size_t N>
struct Colouring {
    std::array<std::uint8_t, N> colour{};
    std::size_t colours = 0;
};

namespace detail {

template <std::size_t N>
constexpr Colouring<N> greedy_colouring(const std::array<IndexSet, N>& columns, const std::array<std::size_t, N>& order) {
    Colouring<N> result;
    std::array<IndexSet, N> rows_of_colour{};
    for (const std::size_t j : order) {
        std::size_t c = 0;
        while (rows_of_colour[c].meets(columns[j])) ++c;
        rows_of_colour[c] = rows_of_colour[c] | columns[j];
        result.colour[j] = static_cast<std::uint8_t>(c);
        if (c >= result.colours) result.colours = c + 1;
    }
    return result;
}

} // namespace detail

/// Greedy colourings of the columns in several orders, and the best of them: as they come, backwards, those that share rows
/// with most others first, and those last that share rows with fewest of what is left (smallest last). [curtis1974]
template <std::size_t N>
constexpr Colouring<N> coloured(const Pattern<N>& pattern) {
    const auto columns = pattern.columns();
    std::array<IndexSet, N> neighbours{};
    for (std::size_t i = 0; i < N; ++i)
        for (std::size_t j = 0; j < N; ++j)
            if (i != j && columns[i].meets(columns[j])) neighbours[i].insert(j);

    std::array<std::size_t, N> natural{}, backwards{}, largest_first{}, smallest_last{};
    for (std::size_t j = 0; j < N; ++j) natural[j] = j, backwards[j] = N - 1 - j;
    IndexSet left;
    for (std::size_t j = 0; j < N; ++j) left.insert(j);
    IndexSet untaken = left;
    for (std::size_t k = 0; k < N; ++k) {
        std::size_t most = N, fewest = N;
        untaken.for_each_below(N, [&](std::size_t j) {
            if (most == N || neighbours[j].size() > neighbours[most].size()) most = j;
        });
        left.for_each_below(N, [&](std::size_t j) {
            if (fewest == N || (neighbours[j] & left).size() < (neighbours[fewest] & left).size()) fewest = j;
        });
        largest_first[k] = most, untaken.erase(most);
        smallest_last[N - 1 - k] = fewest, left.erase(fewest);
    }

    Colouring<N> best = detail::greedy_colouring(columns, natural);
    for (const auto& order : {backwards, largest_first, smallest_last})
        if (const auto other = detail::greedy_colouring(columns, order); other.colours < best.colours) best = other;
    return best;
}

} // namespace myotatic::ode
