// Whether small movements about rest die away in a system with delays, and how close it is to clonus: rightmost
// characteristic roots, loop gain, gain and phase margin, critical delay.
//
//     x'(t) = A x(t) + sum over links j of B_j y_j(t - lag_j),   y = C x
//
// Its movements are sums of e^{s t} over the roots s of det M(s) = 0, M(s) = s - A - sum B_j C_j e^{-s lag_j}. Nothing is
// approximated: there are infinitely many roots, of which those to the right of any line are finitely many.
//
// A loop is cut where a nerve arrives, all others stay closed. What arrives is replaced by a sine, and L(i omega) is what
// comes back after the delay, relative to it: the loop gain, with its sign. A loop with L = 1 keeps itself going. (In
// textbooks of negative feedback the loop gain is -L and the point is -1.)
#pragma once

#include <complex>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace myotatic {

/// Small movements about a state of rest. SI; matrices row by row.
struct LinearDelaySystem {
    /// A delayed signal that acts on the rates.
    struct Link {
        std::size_t signal;        ///< which
        double lag;                ///< [s]
        std::vector<double> rates; ///< of every state, per unit of the signal
        std::string delay;         ///< name of the parameter that the lag is; may be empty
    };
    std::vector<std::string> states, signals;
    std::vector<double> by_state;   ///< A: rate of the row by the state of the column
    std::vector<double> of_signals; ///< C: signal of the row by the state of the column
    std::vector<Link> links;
    std::size_t bends = 0; ///< how many of the circuit's bends lie exactly at rest: there it is linear to one side only
};

/// The rightmost characteristic roots [1/s], rightmost first, of each conjugate pair the one with positive imaginary part.
/// At most `count`; fewer if fewer have a real part above -1/(shortest positive lag) or so. Found as eigenvalues of the
/// Chebyshev discretisation of the delays, then corrected by Newton's method on M(s) itself to rounding.
std::vector<std::complex<double>> characteristic_roots(const LinearDelaySystem& system, std::size_t count = 10);

/// Whether every root lies left of the imaginary axis.
bool is_stable(const LinearDelaySystem& system);

/// Smallest and largest frequency that is looked at [Hz].
struct FrequencyBand {
    double low = 0.01, high = 1000;
};

/// L(i omega): what comes back of a sine of that frequency [Hz] at one link, which is cut.
std::complex<double> loop_gain(const LinearDelaySystem& system, std::size_t link, double frequency);

/// The whole system, no loop cut, while `rates` e^{i omega t} is added to the rates: amplitude of every state over e^{i
/// omega t}, in its unit. Of a stable system this is what stays.
std::vector<std::complex<double>> response(const LinearDelaySystem& system, std::span<const double> rates, double frequency);

/// A quantity at the frequency at which the system then oscillates.
struct AtFrequency {
    double value;
    double frequency; ///< [Hz]; 0 for a system that drifts away without oscillating
};

/// What a loop may bear. Two links that are cut together (two signals in one nerve) have two loop gains, the eigenvalues of
/// their matrix; more than two are refused with std::invalid_argument.
struct LoopStability {
    AtFrequency peak_gain; ///< largest |L| within the band
    /// Factor on the loop gain at which oscillation begins: of a stable system the first above 1, of an unstable one that is
    /// stable without the loop the first above 0. None where no factor does it, or no factor helps.
    std::optional<AtFrequency> critical_gain;
    /// Smallest angle [rad] between L and 1 where |L| = 1, of a stable system. None where |L| stays below 1.
    std::optional<AtFrequency> phase_margin;
    /// Lag of the first of the links [s] at which oscillation begins, all of them growing alike: of a stable system the
    /// first above the present one, of an unstable one that is stable with that lag 0 the first above 0.
    std::optional<AtFrequency> critical_delay;
};
/// Whether the system is stable is found out unless it is known.
LoopStability loop_stability(const LinearDelaySystem& system, std::span<const std::size_t> links, FrequencyBand band = {},
                             std::optional<bool> known_stable = {});

/// The links whose signal, or whose delay, has that name.
std::vector<std::size_t> links_of_signal(const LinearDelaySystem& system, const std::string& signal);
std::vector<std::size_t> links_of_delay(const LinearDelaySystem& system, const std::string& delay);

/// The same system with some of its links stronger by a factor, and their lags longer by `more` [s].
LinearDelaySystem with_links(LinearDelaySystem system, std::span<const std::size_t> links, double factor, double more = 0);

} // namespace myotatic
