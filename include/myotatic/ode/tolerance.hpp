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

/// The largest of many quotients, for the price of one division: they are compared crosswise. Denominators are not negative;
/// 0 over anything is 0. The first that is no number stays.
template <class T>
class LargestQuotient {
public:
    void add(const T& numerator, const T& denominator, std::size_t index) {
        const auto larger = !(numerator * denominator_ <= numerator_ * denominator) && numerator_ == numerator_;
        numerator_ = select(larger, numerator, numerator_);
        denominator_ = select(larger, denominator, denominator_);
        index_ = select(larger, T(static_cast<double>(index)), index_);
    }
    Norm<T> norm() const { return {select(numerator_ == 0.0, T(0.0), numerator_ / denominator_), index_}; }

private:
    T numerator_ = T(0.0), denominator_ = T(1.0), index_ = T(0.0);
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
        LargestQuotient<T> largest;
        for (std::size_t i = 0; i < N; ++i)
            largest.add(abs(error[i]), multiply_add(T(relative), max(abs(before[i]), abs(after[i])), T(absolute[i])), i);
        return largest.norm();
    }
};

} // namespace myotatic::ode
