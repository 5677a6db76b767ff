// How much local error is tolerated, and which component uses it up.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"

#include <array>
#include <cstddef>

namespace myotatic::ode {

/// Largest component of a scaled error, and where it is. The worst of a non-finite error is the first non-finite component.
template <class T>
struct Norm {
    T value{};
    std::size_t worst = 0;
};

/// A local error e_i is tolerated while |e_i| ≤ absolute_i + relative · max(|y_i|) over the two ends of the step. No error
/// at all is tolerated everywhere, also where a component without absolute tolerance is zero.
template <class T, std::size_t N>
struct Tolerance {
    T relative = T(1e-6);
    Flat<T, N> absolute{};

    Tolerance(T rtol, T atol) : relative(rtol) { absolute.fill(atol); }
    Tolerance(T rtol, const Flat<T, N>& atol) : relative(rtol), absolute(atol) {}

    /// The error in units of what is tolerated: 1 is the limit.
    Norm<T> norm(const Flat<T, N>& error, const Flat<T, N>& before, const Flat<T, N>& after) const {
        Norm<T> largest;
        for (std::size_t i = 0; i < N; ++i) {
            const T tolerated = absolute[i] + relative * max(abs(before[i]), abs(after[i]));
            const T scaled = select(error[i] == 0.0, T(0.0), abs(error[i]) / tolerated);
            if (!(scaled <= largest.value)) {
                largest = {scaled, i};
                if (scaled != scaled) break;
            }
        }
        return largest;
    }
};

} // namespace myotatic::ode
