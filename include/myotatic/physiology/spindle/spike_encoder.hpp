// From the rate of an afferent to the times of its spikes: a leaky integrator that fires, rests, and starts again.
//
// The receptor models give rates. What a rate hides, above all whether an ending fires once in every cycle of a vibration,
// a train of spikes shows. It is made afterwards, from a sampled rate; nothing in a circuit depends on it.
//
//     w' = -(w + j(r + t_y max(0, r')))/tau       w: what is left to the threshold, 1 after a spike, a spike where w < 0
//     j(r) = 1/(e^((1/r - t_r)/tau) - 1)          the drive by which a constant rate r gives just r spikes per second
//
//   symbol   here               unit
//   r        rate               pps
//   tau      membrane_time      ms     what came in is forgotten
//   t_r      refractory_time    ms     after a spike, nothing is taken in
//   t_y      yank_time          ms     weight of a rising rate
//
// HYPOTHESIS: the form and the numbers are ours. A leak is needed: an integrator without one turns the rate of a vibrated
// spindle into trains that drift through the phase of the vibration, where recorded endings lock to it, cycle by cycle or
// every second or third one (roll1989, burke1976). That primary endings feel rising force beyond their rate follows
// blum2017.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/physiology/balance.hpp"

#include <cmath>
#include <span>
#include <stdexcept>
#include <vector>

namespace myotatic {

template <Scalar T>
struct SpikeEncoderParameters {
    T membrane_time = 5 * units::ms;
    T refractory_time = 3 * units::ms;
    T yank_time = 2 * units::ms;

    /// For rates scaled to human ones: the most sensitive human primaries follow vibration up to 220 Hz (burke1976), which
    /// is the refractory time; with this yank those of a spindle with rate_scale 0.25 follow 0.6 % of L0, 1:1, up to there.
    static constexpr SpikeEncoderParameters human() { return {5 * units::ms, 1 / 220.0, 9 * units::ms}; }

    static constexpr auto fields() {
        using R = SpikeEncoderParameters;
        return std::tuple{field("membrane_time", &R::membrane_time, "ms", "in which input is forgotten")
                              .within(0.1, 1000)
                              .from("chosen here", Evidence::hypothesis),
                          field("refractory_time", &R::refractory_time, "ms", "shortest interval between spikes")
                              .within(0.1, 50)
                              .from("about 3 ms", Evidence::recalled),
                          field("yank_time", &R::yank_time, "ms", "weight of a rising rate; 0 for none")
                              .within(0, 50)
                              .from("chosen here", Evidence::hypothesis)};
    }
};

class SpikeEncoder {
public:
    /// With a spike at `time` [s] and a rate [pps] that goes on from there.
    SpikeEncoder(double time, double rate, const SpikeEncoderParameters<double>& p = {})
        : p_(p), now_(time), rate_(rate), free_(time + p.refractory_time) {}

    /// The rate went in a straight line to `rate` >= 0 at `time`: appends the times of the spikes on the way. Throws
    /// std::invalid_argument if time does not advance or the rate is negative or no number.
    void follow(double time, double rate, std::vector<double>& spikes) {
        if (!(time > now_)) throw std::invalid_argument("a spike encoder follows its rate forwards in time");
        if (!(rate >= 0) || std::isinf(rate)) throw std::invalid_argument("a firing rate is a number from 0 up");
        // Between samples the drive, too, is a straight line; of a rate that curves, the spikes are right to the square of
        // the distance between samples.
        const double slope = (rate - rate_) / (time - now_), lead = p_.yank_time * std::fmax(0, slope);
        const double from = drive(rate_ + lead), rise = (drive(rate + lead) - from) / (time - now_);
        const double begin = now_;
        for (double t = std::fmax(now_, free_); t < time;) {
            const Stretch stretch{left_, from + rise * (t - begin), rise, p_.membrane_time};
            const double span = time - t, left = stretch(span);
            // What is left can only fall once it is negative, for the drive is not: the end tells.
            if (!(left < 0)) {
                left_ = left;
                break;
            }
            spikes.push_back(t + find_balance(0.0, span, [&](const auto& s) { return -stretch(s); }));
            left_ = 1;
            t = free_ = spikes.back() + p_.refractory_time;
        }
        now_ = time, rate_ = rate;
    }

    /// The drive j at which a constant rate [pps] gives that many spikes per second. Rates that the refractory time does
    /// not allow count as 99 % of what it allows.
    double drive(double rate) const {
        const double interval = std::fmax(1 / rate, p_.refractory_time / 0.99);
        return 1 / std::expm1((interval - p_.refractory_time) / p_.membrane_time);
    }

private:
    /// What is left to the threshold, s after it was `left`, under the drive j + rise s.
    struct Stretch {
        double left, j, rise, tau;
        template <Scalar T>
        T operator()(const T& s) const {
            return (left + j - rise * tau) * exp(-s / tau) - j - rise * s + rise * tau;
        }
    };

    SpikeEncoderParameters<double> p_;
    double now_, rate_;
    double left_ = 1;
    double free_; // when it takes in again
};

/// Spikes of an afferent whose rate [pps] was sampled at `times` [s] and runs straight between them. The first sample counts
/// as a spike, which is not in the result.
inline std::vector<double> spike_times(std::span<const double> times, std::span<const double> rates,
                                       const SpikeEncoderParameters<double>& p = {}) {
    if (times.size() != rates.size()) throw std::invalid_argument("as many times as rates");
    std::vector<double> spikes;
    if (times.empty()) return spikes;
    SpikeEncoder encoder(times[0], rates[0], p);
    for (std::size_t i = 1; i < times.size(); ++i) encoder.follow(times[i], rates[i], spikes);
    return spikes;
}

/// The same for a rate that can be asked at any time, `rate(t)` [pps], looked at every `step` [s].
template <class Rate>
std::vector<double> spike_times(const Rate& rate, double from, double to, double step,
                                const SpikeEncoderParameters<double>& p = {}) {
    std::vector<double> spikes;
    SpikeEncoder encoder(from, rate(from), p);
    const auto steps = static_cast<long long>(std::ceil((to - from) / step - 1e-9));
    for (long long k = 1; k <= steps; ++k) {
        const double t = k < steps ? from + static_cast<double>(k) * step : to;
        encoder.follow(t, rate(t), spikes);
    }
    return spikes;
}

} // namespace myotatic
