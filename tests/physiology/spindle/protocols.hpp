// The stretches that spindle tests apply: ramp and hold, release, sinusoids, each integrated with the textbook method.
#pragma once

#include "myotatic/physiology/spindle/spindle.hpp"
#include "support/textbook_rk4.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace myotatic::testing {

/// Fusimotor drive in pps.
struct Gamma {
    double dynamic = 0, stat = 0;
};

inline SpindleInput<double> at(double length, double velocity, Gamma gamma) {
    return {length, velocity, gamma.dynamic, gamma.stat};
}

/// A spindle that is stretched or released at constant speeds, one after another, starting from rest.
template <class Model>
struct Bench {
    using State = typename Model::template State<double>;
    using Parameters = typename Model::template Parameters<double>;

    Parameters p{};
    Gamma gamma{};
    double length = 0.95;
    double velocity = 0;
    double h = 1e-4; ///< RK4 error of a ramp is below 1e-4 pps at this step
    State x = Model::rest(at(length, 0, gamma), p);

    Bench(double start, Gamma drive, Parameters parameters = {}) : p(parameters), gamma(drive), length(start) {}

    /// Move at `speed` for `duration`.
    void move(double speed, double duration) {
        if (duration <= 0) return;
        const double start = length;
        const auto rates = [&](double t, const State& state) {
            return Model::dynamics(state, at(start + speed * t, speed, gamma), p).rates;
        };
        x = rk4_by(rates, x, 0.0, duration, h);
        length = start + speed * duration, velocity = speed;
    }
    SpindleOutput<double> output() const { return Model::dynamics(x, at(length, velocity, gamma), p).output; }
};

/// Ramp from 0.95 to 1.08 L0 and hold.
struct RampAndHold {
    double ia_rest, ia_50ms, ia_peak, ia_half, ia_one, ii_rest, ii_peak, ii_half;
};

template <class Model>
RampAndHold ramp_and_hold(double speed, Gamma gamma, typename Model::template Parameters<double> p = {}) {
    Bench<Model> bench(0.95, gamma, p);
    RampAndHold r{};
    r.ia_rest = bench.output().ia, r.ii_rest = bench.output().ii;
    const double duration = 0.13 / speed;
    bench.move(speed, 0.05);
    r.ia_50ms = bench.output().ia;
    bench.move(speed, duration - 0.05);
    r.ia_peak = bench.output().ia, r.ii_peak = bench.output().ii;
    bench.move(0, 0.5);
    r.ia_half = bench.output().ia, r.ii_half = bench.output().ii;
    bench.move(0, 0.5);
    r.ia_one = bench.output().ia;
    return r;
}

/// Amplitude and phase lead of both rates, at the frequency of a sinusoid about 1.0 L0, per L0 of amplitude.
struct Gain {
    double ia, ia_lead, ii, ii_lead; ///< pps/L0 and degrees
};

template <class Model>
Gain sinusoid(double amplitude, double frequency, Gamma gamma, typename Model::template Parameters<double> p = {},
              int settle = 5, double h = 2e-4) {
    using State = typename Model::template State<double>;
    const double w = 2 * std::numbers::pi * frequency;
    const auto input = [&](double t) { return at(1 + amplitude * std::sin(w * t), amplitude * w * std::cos(w * t), gamma); };
    const auto rates = [&](double t, const State& x) { return Model::dynamics(x, input(t), p).rates; };

    const int steps = static_cast<int>(std::ceil(1 / (frequency * h)));
    const double dt = 1 / (frequency * steps);
    State x = Model::rest(at(1, 0, gamma), p);
    x = rk4(rates, x, 0.0, settle / frequency, settle * steps);

    // Fourier coefficient over the last period.
    double ia_in = 0, ia_quad = 0, ii_in = 0, ii_quad = 0;
    for (int n = 0; n < steps; ++n) {
        const double t = n * dt;
        const auto y = Model::dynamics(x, input(t), p).output;
        ia_in += y.ia * std::sin(w * t), ia_quad += y.ia * std::cos(w * t);
        ii_in += y.ii * std::sin(w * t), ii_quad += y.ii * std::cos(w * t);
        x = rk4(rates, x, t, t + dt, 1);
    }
    const double scale = 2.0 / steps / amplitude, deg = 180 / std::numbers::pi;
    return {scale * std::hypot(ia_in, ia_quad), deg * std::atan2(ia_quad, ia_in), scale * std::hypot(ii_in, ii_quad),
            deg * std::atan2(ii_quad, ii_in)};
}

} // namespace myotatic::testing
