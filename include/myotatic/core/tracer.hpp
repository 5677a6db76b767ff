// A number that knows only what it depends on: run equations on tracers, and the sparsity of their Jacobian appears.
//
//     x[0] = Tracer::input(0), x[1] = Tracer::input(1), ...;  rates(t, x)[i].inputs   // the inputs that rate i may depend
//     on
//
// A tracer has no value, so that what it finds holds everywhere: both branches of a `select` count, and every comparison may
// be true. (The condition itself does not count: between the branches the derivative does not see it.) Everything is
// constexpr: for equations that are, the pattern is a constant of the program.
#pragma once

#include "myotatic/core/scalar.hpp"

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace myotatic {

/// A set of numbers from 0 to 255.
class IndexSet {
    __extension__ using Half = unsigned __int128;
    static constexpr std::size_t half = 128;

public:
    static constexpr std::size_t capacity = 2 * half;

    constexpr bool contains(std::size_t i) const { return (of(i) & bit(i)) != 0; }
    constexpr void insert(std::size_t i) { of(i) |= bit(i); }
    constexpr void erase(std::size_t i) { of(i) &= ~bit(i); }
    constexpr std::size_t size() const { return count(halves_[0]) + count(halves_[1]); }
    constexpr bool empty() const { return halves_[0] == 0 && halves_[1] == 0; }
    constexpr bool meets(const IndexSet& other) const { return !(*this & other).empty(); }
    constexpr bool includes(const IndexSet& other) const { return (*this & other) == other; }
    /// How many members are smaller than `i`.
    constexpr std::size_t count_below(std::size_t i) const {
        return (i < half ? 0 : count(halves_[0])) + count(of(i) & (bit(i) - 1));
    }
    /// Calls `visit` with every member below `end`, in ascending order.
    template <class Visit>
    constexpr void for_each_below(std::size_t end, const Visit& visit) const {
        for (std::size_t from = 0; from < end; from += 64)
            for (auto word = static_cast<std::uint64_t>(halves_[from / half] >> (from % half)); word != 0;
                 word &= word - 1) {
                const std::size_t i = from + static_cast<std::size_t>(std::countr_zero(word));
                if (i < end) visit(i);
            }
    }

    constexpr bool operator==(const IndexSet&) const = default;
    friend constexpr IndexSet operator|(const IndexSet& a, const IndexSet& b) {
        return IndexSet(a.halves_[0] | b.halves_[0], a.halves_[1] | b.halves_[1]);
    }
    friend constexpr IndexSet operator&(const IndexSet& a, const IndexSet& b) {
        return IndexSet(a.halves_[0] & b.halves_[0], a.halves_[1] & b.halves_[1]);
    }

    constexpr IndexSet() = default;

private:
    constexpr IndexSet(Half low, Half high) : halves_{low, high} {}
    static constexpr Half bit(std::size_t i) { return Half{1} << (i % half); }
    constexpr Half& of(std::size_t i) { return halves_[i / half]; }
    constexpr const Half& of(std::size_t i) const { return halves_[i / half]; }
    static constexpr std::size_t count(Half bits) {
        return static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(bits)) +
                                        std::popcount(static_cast<std::uint64_t>(bits >> 64)));
    }

    std::array<Half, 2> halves_{};
};

struct Tracer;

/// What a tracer may meet in an equation and does not depend on anything: literals, and parameters that are plain numbers.
template <class C>
concept TracedConstant = !std::same_as<C, Tracer> && (std::is_arithmetic_v<C> || requires(const C& c) {
    { c + c } -> std::same_as<C>;
    { c * 1.0 } -> std::same_as<C>;
}) && !requires(const C& c) {
    c.slope;
};

struct Tracer {
    IndexSet inputs{};

    constexpr Tracer() = default;
    template <TracedConstant C>
    constexpr Tracer(const C&) {} // NOLINT: equations mix constants freely
    constexpr explicit Tracer(const IndexSet& depends_on) : inputs(depends_on) {}
    static constexpr Tracer input(std::size_t i) {
        Tracer x;
        x.inputs.insert(i);
        return x;
    }
};

/// What comparing tracers gives: it may be true and it may be false.
struct TracedCondition {
    constexpr TracedCondition operator!() const { return {}; }
};

template <class A, class B>
concept TracedPair = (std::same_as<A, Tracer> && (std::same_as<B, Tracer> || TracedConstant<B>)) ||
                     (std::same_as<B, Tracer> && TracedConstant<A>);

/// Depends on whatever either depends on.
template <class A, class B>
requires TracedPair<A, B>
constexpr Tracer joined(const A& a, const B& b) { return Tracer(Tracer(a).inputs | Tracer(b).inputs); }

// clang-format off
template <class A, class B> requires TracedPair<A, B> constexpr Tracer operator+(const A& a, const B& b) { return joined(a, b); }
template <class A, class B> requires TracedPair<A, B> constexpr Tracer operator-(const A& a, const B& b) { return joined(a, b); }
template <class A, class B> requires TracedPair<A, B> constexpr Tracer operator*(const A& a, const B& b) { return joined(a, b); }
template <class A, class B> requires TracedPair<A, B> constexpr Tracer operator/(const A& a, const B& b) { return joined(a, b); }
template <class A, class B> requires TracedPair<A, B> constexpr Tracer pow(const A& a, const B& b) { return joined(a, b); }
template <class A, class B> requires TracedPair<A, B> constexpr Tracer min(const A& a, const B& b) { return joined(a, b); }
template <class A, class B> requires TracedPair<A, B> constexpr Tracer max(const A& a, const B& b) { return joined(a, b); }

template <class B> requires TracedPair<Tracer, B> constexpr Tracer& operator+=(Tracer& a, const B& b) { return a = joined(a, b); }
template <class B> requires TracedPair<Tracer, B> constexpr Tracer& operator-=(Tracer& a, const B& b) { return a = joined(a, b); }
template <class B> requires TracedPair<Tracer, B> constexpr Tracer& operator*=(Tracer& a, const B& b) { return a = joined(a, b); }
template <class B> requires TracedPair<Tracer, B> constexpr Tracer& operator/=(Tracer& a, const B& b) { return a = joined(a, b); }

template <class A, class B> requires TracedPair<A, B> constexpr TracedCondition operator<(const A&, const B&) { return {}; }
template <class A, class B> requires TracedPair<A, B> constexpr TracedCondition operator>(const A&, const B&) { return {}; }
template <class A, class B> requires TracedPair<A, B> constexpr TracedCondition operator<=(const A&, const B&) { return {}; }
template <class A, class B> requires TracedPair<A, B> constexpr TracedCondition operator>=(const A&, const B&) { return {}; }
template <class A, class B> requires TracedPair<A, B> constexpr TracedCondition operator==(const A&, const B&) { return {}; }

constexpr Tracer operator+(const Tracer& a) { return a; }
constexpr Tracer operator-(const Tracer& a) { return a; }
constexpr Tracer exp(const Tracer& a) { return a; }
constexpr Tracer log(const Tracer& a) { return a; }
constexpr Tracer sqrt(const Tracer& a) { return a; }
constexpr Tracer tanh(const Tracer& a) { return a; }
constexpr Tracer sinh(const Tracer& a) { return a; }
constexpr Tracer asinh(const Tracer& a) { return a; }
constexpr Tracer sin(const Tracer& a) { return a; }
constexpr Tracer cos(const Tracer& a) { return a; }
constexpr Tracer abs(const Tracer& a) { return a; }

template <class M> constexpr TracedCondition operator&&(const TracedCondition&, const M&) { return {}; }
template <class M> constexpr TracedCondition operator||(const TracedCondition&, const M&) { return {}; }
template <class M> constexpr TracedCondition operator&(const TracedCondition&, const M&) { return {}; }
template <class M> constexpr TracedCondition operator|(const TracedCondition&, const M&) { return {}; }
// clang-format on

constexpr bool any(const TracedCondition&) { return true; }

template <class Mask, class A, class B>
requires TracedPair<A, B>
constexpr Tracer select(const Mask&, const A& a, const B& b) { return joined(a, b); }
/// Whichever constant is chosen, it is one.
template <TracedConstant C>
constexpr C select(const TracedCondition&, const C& a, const C&) {
    return a;
}

/// What follows from a value depends on what the value depends on.
constexpr Tracer value_of(const Tracer& a) { return a; }

static_assert(Scalar<Tracer>);

} // namespace myotatic
