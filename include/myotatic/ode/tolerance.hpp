// How much local error is tolerated, and which component uses it up.
#pragma once

#include "myotatic/core/pack.hpp"
#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"

#include <array>
#include <cstddef>

namespace myotatic::ode {

/// Largest component of a scaled error, and where it is. The worst of a non-finite error is the first non-finite component.
template <class T>
struct Norm {
    T value = T(0.0);
    T worst = T(0.0); ///< its index
};

/// A local error e_i is tolerated while |e_i| ≤ absolute_i + relative · max(|y_i|) over the two ends of the step. No error
/// at all is tolerated everywhere, also where a component without absolute tolerance is zero.
template <class T, std::size_t N>
struct Tolerance {
    double relative = 1e-6;
    Flat<double, N> absolute{};

    Tolerance(double rtol, double atol) : relative(rtol) { absolute.fill(atol); }
    Tolerance(double rtol, const Flat<double, N>& atol) : relative(rtol), absolute(atol) {}

    /// The error in units of what is tolerated: 1 is the limit.
    Norm<T> norm(const Flat<T, N>& error, const Flat<T, N>& before, const Flat<T, N>& after) const {
        Norm<T> largest;
        for (std::size_t i = 0; i < N; ++i) {
            const T tolerated = multiply_add(T(relative), max(abs(before[i]), abs(after[i])), T(absolute[i]));
            const T scaled = select(error[i] == 0.0, T(0.0), abs(error[i]) / tolerated);
            // Greater, or the first that is no number.
            const auto worse = !(scaled <= largest.value) && largest.value == largest.value;
            largest.value = select(worse, scaled, largest.value);
            largest.worst = select(worse, T(static_cast<double>(i)), largest.worst);
        }
        return largest;
    }
};

} // namespace myotatic::ode
