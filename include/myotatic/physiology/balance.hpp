// Where forces balance: roots of one equation in one unknown, for every kind of scalar.
//
// `find_balance` searches a bracket for plain numbers; `with_derivatives` then gives a root the derivatives that the
// implicit function theorem says it has, so that a resting state can be differentiated like everything else.
#pragma once

#include "myotatic/core/dual.hpp"
#include "myotatic/core/record.hpp"

#include <concepts>

namespace myotatic {

/// The number that remains when a scalar forgets its derivatives.
template <Scalar T>
using ValueOf = decltype(value_of(T(0.0)));

/// A record stripped to its plain numbers: `values_as<Parameters<double>>(parameters)`.
template <Record To, Record From>
constexpr To values_as(const From& from) {
    static_assert(flat_size<To> == flat_size<From>);
    Flat<scalar_of<To>, flat_size<To>> numbers;
    const auto source = flat(from);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = value_of(source[i]);
    return unflatten<To>(numbers);
}

/// The place in [low, high] where `imbalance` rises through zero, to rounding. If it is positive throughout, `low`; if it is
/// negative throughout, `high`. Of several roots one with rising imbalance is found: where the imbalance drives the
/// unknown down, that is a stable one. A lane that has arrived stays where it is while others go on.
template <class V, class F>
constexpr V find_balance(V low, V high, F imbalance) {
    V x = 0.5 * (low + high), change = high - low;
    const V near = 1e-12 * change; // a Newton step as short as that has reached rounding
    for (int k = 0; k < 100; ++k) {
        const auto moving = change > near;
        if (!any(moving)) break;

        // Newton's step, if it stays between the bounds and is less than half the last one; the middle otherwise.
        const Dual<V, 1> f = imbalance(variable<1>(x, 0));
        const auto below = f.value < 0.0;
        low = select(below, x, low);
        high = select(below, high, x);
        const V newton = x - f.value / f.slope[0], middle = 0.5 * (low + high);
        const V inside = select(newton >= low, select(newton <= high, newton, middle), middle);
        const V next = select(abs(inside - x) < 0.5 * change, inside, middle);

        change = select(moving, abs(next - x), change);
        x = select(moving, next, x);
    }
    return x;
}

/// `root`, where `imbalance` (dimensionless, with slope `slope` there) vanishes for plain numbers, as a scalar that knows
/// how the root moves with whatever `imbalance` depends on. Its value is exactly `root`. Every chord step gains one order of
/// derivatives; two are done, so that duals of duals are right as well.
template <Scalar T, class V, class F>
constexpr T with_derivatives(const V& root, const V& slope, F imbalance) {
    if constexpr (std::same_as<T, V>) {
        return root;
    } else {
        T x(root);
        for (int k = 0; k < 2; ++k) {
            const T f = imbalance(x);
            x = x - (f - value_of(f)) / slope;
        }
        return x;
    }
}

/// Where `imbalance(x, given)` rises through zero between `low` and `high`, as a scalar that knows how the root moves with
/// every number of the record `given`. Which scalar the imbalance is asked with is this function's business:
/// `balance_with<Posture>(low, high, posture, [](const auto& x, const auto& posture) { … })`.
template <template <class> class R, class Low, class High, class T, class F>
constexpr T balance_with(const Low& low, const High& high, const R<T>& given, F imbalance) {
    using V = ValueOf<T>;
    const auto values = values_as<R<V>>(given);
    const auto in_values = [&]<class S>(const S& x) { return imbalance(x, lift<R<S>>(values)); };
    const V root = find_balance(V(low), V(high), in_values);
    if constexpr (std::same_as<T, V>) {
        return root;
    } else {
        const V slope = in_values(variable<1>(root, 0)).slope[0];
        return with_derivatives<T>(root, slope, [&](const T& x) { return imbalance(x, given); });
    }
}

} // namespace myotatic
