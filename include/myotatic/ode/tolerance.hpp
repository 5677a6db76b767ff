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
    LargestQuotient() = default;
    LargestQuotient(const T& numerator, const T& denominator, std::size_t index)
        : numerator_(numerator), denominator_(denominator), index_(static_cast<double>(index)) {}

    /// Beside those of another, which come later.
    void add(const LargestQuotient& other) {
        const auto larger =
            !(other.numerator_ * denominator_ <= numerator_ * other.denominator_) && numerator_ == numerator_;
        numerator_ = select(larger, other.numerator_, numerator_);
        denominator_ = select(larger, other.denominator_, denominator_);
        index_ = select(larger, other.index_, index_);
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
        const auto quotient = [&](std::size_t i) {
            const T size = max(abs(before[i]), abs(after[i]));
            return LargestQuotient<T>(abs(error[i]), multiply_add(T(relative), size, T(absolute[i])), i);
        };
        // Many are compared in parts side by side, since each comparison waits for the one before.
        constexpr std::size_t parts = N < 32 ? 1 : 4, each = N / parts;
        std::array<LargestQuotient<T>, parts> of_part;
        for (std::size_t i = 0; i < each; ++i)
            for (std::size_t part = 0; part < parts; ++part) of_part[part].add(quotient(part * each + i));
        LargestQuotient<T> largest = of_part[0];
        for (std::size_t part = 1; part < parts; ++part) largest.add(of_part[part]);
        for (std::size_t i = parts * each; i < N; ++i) largest.add(quotient(i));
        return largest.norm();
    }
};

} // namespace myotatic::ode
