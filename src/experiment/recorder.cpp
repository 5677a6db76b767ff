#include "myotatic/experiment/recorder.hpp"

#include <algorithm>
#include <cmath>

namespace myotatic {

namespace {

// How many of 0, distance, 2 distance, … lie before `span`, beyond rounding.
long long samples_before(double span, double distance) {
    return span > 0 ? static_cast<long long>(std::ceil(span / distance * (1 - 1e-12))) : 0;
}

} // namespace

double Schedule::time(double start, double end, long long k) const {
    double t = start + static_cast<double>(k) * every, distance = every;
    if (until < never) {
        // Number `i` of those that follow `begin`, of which the first ones are fine.
        const bool repeats = again < never;
        const long long fine = samples_before(std::min(until - start, again), every);
        const long long together = repeats ? fine + samples_before(again - (until - start), then) : k + 1;
        const double begin = repeats ? start + static_cast<double>(k / together) * again : start;
        const long long i = k % together;
        if (i < fine) {
            t = begin + static_cast<double>(i) * every;
        } else {
            t = begin + (until - start) + static_cast<double>(i - fine) * then;
            distance = then;
        }
    }
    return t < end && end - t > 1e-9 * distance ? t : end; // rounding must not leave a last sample just before the end
}

double Schedule::count(double start, double end) const {
    const double span = end - start, period = std::min(again, span), fine = std::min(until - start, period);
    return span > 0 ? span / period * (fine / every + (period - fine) / then) + 1 : 1;
}

} // namespace myotatic
