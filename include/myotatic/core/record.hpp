// A Record is a small struct of named numbers with units, described once and readable as a flat vector.
//
//     template <Scalar T>
//     struct HingeState {
//         T angle = 0.0;
//         T velocity = 0.0;
//         static constexpr auto fields() {
//             using R = HingeState;
//             return std::tuple{field("angle", &R::angle, "rad", "joint angle").within(-3, 3),
//                               field("velocity", &R::velocity, "rad/s", "joint velocity").scale(10)};
//         }
//     };
//
// CSV headers, scenario keys, bounds checks, documentation and absolute tolerances all come from `fields()`. Members are
// scalars of one type, arrays of them, or further records of that type (a *part*, whose fields get dotted names), in the
// order in which they are declared; the default of a field is its member initialiser.
#pragma once

#include "myotatic/core/scalar.hpp"
#include "myotatic/core/unit.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace myotatic {

/// How well a number is supported. The words are used in code, documentation and reports alike.
enum class Evidence { verified, second_hand, recalled, computed, hypothesis };
std::string_view to_text(Evidence evidence);

/// The values a field may take. Outside the hard range is an error; outside the plausible one, a warning.
struct Bounds {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool low_open = true, high_open = true;
    double plausible_low = -std::numeric_limits<double>::infinity();
    double plausible_high = std::numeric_limits<double>::infinity();

    /// False for NaN and infinities as well.
    constexpr bool contain(double x) const {
        return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high) && x - x == 0;
    }
    constexpr bool plausible(double x) const { return x >= plausible_low && x <= plausible_high; }
};
/// "(0, 0.1]" in the given unit.
std::string to_text(const Bounds& bounds, const Unit& unit);

/// Everything there is to say about a field except its value.
struct FieldFacts {
    Unit unit;
    std::string_view meaning;
    Bounds bounds;
    std::string_view source;
    Evidence evidence = Evidence::hypothesis;
    bool sourced = false;          ///< whether `source` and `evidence` were given
    double magnitude = 1;          ///< typical size in SI: absolute tolerances are relative to it
    std::string_view rate_of = {}; ///< for inputs: the field whose time derivative this one is
    bool derived = false;          ///< computed from other parameters unless given
    bool slow = false;             ///< for states: takes its time, while everything else rests
};

template <class R, class M>
struct Field {
    std::string_view name;
    M R::*member;
    FieldFacts facts;

    /// Closed range, in the unit of the field.
    constexpr Field within(double low, double high) const {
        Field f = *this;
        f.facts.bounds.low = low * facts.unit.to_si, f.facts.bounds.high = high * facts.unit.to_si;
        f.facts.bounds.low_open = f.facts.bounds.high_open = false;
        return f;
    }
    /// Strictly above `low`, in the unit of the field.
    constexpr Field above(double low) const {
        Field f = *this;
        f.facts.bounds.low = low * facts.unit.to_si, f.facts.bounds.low_open = true;
        return f;
    }
    constexpr Field at_least(double low) const {
        Field f = *this;
        f.facts.bounds.low = low * facts.unit.to_si, f.facts.bounds.low_open = false;
        return f;
    }
    constexpr Field at_most(double high) const {
        Field f = *this;
        f.facts.bounds.high = high * facts.unit.to_si, f.facts.bounds.high_open = false;
        return f;
    }
    /// Outside this range a value is accepted with a warning.
    constexpr Field usually(double low, double high) const {
        Field f = *this;
        f.facts.bounds.plausible_low = low * facts.unit.to_si, f.facts.bounds.plausible_high = high * facts.unit.to_si;
        return f;
    }
    constexpr Field from(std::string_view source, Evidence evidence) const {
        Field f = *this;
        f.facts.source = source, f.facts.evidence = evidence, f.facts.sourced = true;
        return f;
    }
    constexpr Field scale(double magnitude) const {
        Field f = *this;
        f.facts.magnitude = magnitude * facts.unit.to_si;
        return f;
    }
    constexpr Field rate_of(std::string_view other) const {
        Field f = *this;
        f.facts.rate_of = other;
        return f;
    }
    constexpr Field slow() const {
        Field f = *this;
        f.facts.slow = true;
        return f;
    }
    constexpr Field derived() const {
        Field f = *this;
        f.facts.derived = true;
        return f;
    }
};

/// A number (or a std::array of numbers) of the record.
template <class R, class M>
constexpr Field<R, M> field(std::string_view name, M R::*member, Unit unit, std::string_view meaning) {
    return {name, member, {.unit = unit, .meaning = meaning, .bounds = {}, .source = {}}};
}

template <class R, class M>
struct Part {
    std::string_view name;
    M R::*member;
};

/// A record inside the record; the names of its fields are prefixed with `name.`, or not at all if the name is empty.
template <class R, class M>
constexpr Part<R, M> part(std::string_view name, M R::*member) {
    return {name, member};
}

template <class R>
concept Record = std::is_trivially_copyable_v<R> && requires {
    R::fields();
};

/// A record without fields, for what a model does not need.
template <class T>
struct Nothing {
    static constexpr auto fields() { return std::tuple{}; }
};

namespace detail {

template <class M>
struct leaves {
    static constexpr std::size_t count = 1;
    using scalar = M;
};
template <class T, std::size_t K>
struct leaves<std::array<T, K>> {
    static constexpr std::size_t count = K;
    using scalar = T;
};
template <Record R>
struct leaves<R> {
    template <class M>
    static constexpr std::size_t in(const auto& f, M R::*) {
        (void)f;
        return leaves<M>::count;
    }
    static constexpr std::size_t count =
        std::apply([](const auto&... f) { return (std::size_t{0} + ... + in(f, f.member)); }, R::fields());

    template <class M>
    static M member_type(M R::*);
    static constexpr auto find_scalar() {
        if constexpr (std::tuple_size_v<decltype(R::fields())> == 0)
            return std::type_identity<void>{};
        else
            return std::type_identity<typename leaves<decltype(member_type(std::get<0>(R::fields()).member))>::scalar>{};
    }
    using scalar = typename decltype(find_scalar())::type;
};

} // namespace detail

/// How many numbers a record holds, its parts included.
template <Record R>
inline constexpr std::size_t flat_size = detail::leaves<R>::count;

/// The scalar a record is made of; void for a record without fields.
template <Record R>
using scalar_of = typename detail::leaves<R>::scalar;

/// N numbers in a row: what solvers work on.
template <class T, std::size_t N>
using Flat = std::array<T, N>;

/// The numbers of a record, in the order of its fields.
template <Record R>
constexpr auto flat(const R& record) {
    if constexpr (flat_size<R> == 0) {
        return Flat<double, 0>{};
    } else {
        static_assert(sizeof(R) == flat_size<R> * sizeof(scalar_of<R>),
                      "fields() must list every member of the record, in order of declaration");
        return std::bit_cast<Flat<scalar_of<R>, flat_size<R>>>(record);
    }
}

/// The record whose numbers these are; inverse of `flat`.
template <Record R, class T, std::size_t N>
constexpr R unflatten(const Flat<T, N>& numbers) {
    static_assert(N == flat_size<R>, "as many numbers as the record has fields");
    if constexpr (N == 0)
        return R{};
    else
        return std::bit_cast<R>(numbers);
}

/// The same record over another scalar: `lift<Parameters<Dual<double, 1>>>(parameters)`.
template <Record To, Record From>
constexpr To lift(const From& from) {
    static_assert(flat_size<To> == flat_size<From>);
    if constexpr (flat_size<To> == 0) {
        return To{};
    } else {
        Flat<scalar_of<To>, flat_size<To>> numbers;
        const auto source = flat(from);
        for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = scalar_of<To>(source[i]);
        return unflatten<To>(numbers);
    }
}

/// Position of a member among the flat numbers: `index_of(&Signals<double>::ia)`.
template <Record R>
std::size_t index_of(scalar_of<R> R::*member) {
    static const R sample{};
    return static_cast<std::size_t>(&(sample.*member) - reinterpret_cast<const scalar_of<R>*>(&sample));
}

/// A field of a record or of one of its parts, under its dotted name.
struct Leaf {
    std::string name;
    FieldFacts facts;
};

namespace detail {

template <class R, class M>
void append_leaves(std::vector<Leaf>& leaves, const std::string& prefix, const Field<R, M>& f) {
    if constexpr (requires { std::tuple_size<M>::value; }) {
        for (std::size_t k = 0; k < std::tuple_size_v<M>; ++k)
            leaves.push_back({prefix + std::string(f.name) + "." + std::to_string(k), f.facts});
    } else {
        leaves.push_back({prefix + std::string(f.name), f.facts});
    }
}

template <class R, class M>
void append_leaves(std::vector<Leaf>& leaves, const std::string& prefix, const Part<R, M>& p) {
    const std::string inner = p.name.empty() ? prefix : prefix + std::string(p.name) + ".";
    std::apply([&](const auto&... f) { (append_leaves(leaves, inner, f), ...); }, M::fields());
}

} // namespace detail

/// Name and facts of every number of a record, in flat order.
template <Record R>
const std::vector<Leaf>& describe() {
    static const std::vector<Leaf> leaves = [] {
        std::vector<Leaf> all;
        std::apply([&](const auto&... f) { (detail::append_leaves(all, "", f), ...); }, R::fields());
        return all;
    }();
    return leaves;
}

} // namespace myotatic
