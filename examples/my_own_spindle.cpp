// What you will see: a spindle of your own, from equations to numbers. First it is stretched by itself; then it replaces the
// published spindle of a human soleus, whose tendon is tapped.
//
// Its one equation: a polar region (dashpot) in series with a sensory region (spring), so that the sensory region stretches
// with the muscle and creeps back with time constant tau:   s' = L' - s / tau,   Ia = r + k s + k_L (L - L_r), not below 0.
#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/standard.hpp"

#include <cstdio>

using namespace myotatic;

struct MySpindle {
    template <Scalar T>
    struct State {
        T sensory_stretch = 0.0;
        static constexpr auto fields() {
            return std::tuple{field("sensory_stretch", &State::sensory_stretch, "L0", "beyond its rest length").scale(0.1)};
        }
    };
    template <Scalar T>
    struct Parameters {
        T tau = 0.1, resting_rate = 15.0, stretch_gain = 1500.0, length_gain = 50.0;
        static constexpr auto fields() {
            return std::tuple{field("tau", &Parameters::tau, "ms", "creep of the sensory region").within(1, 10e3),
                              field("resting_rate", &Parameters::resting_rate, "pps", "Ia at optimal length").within(0, 100),
                              field("stretch_gain", &Parameters::stretch_gain, "pps/L0", "Ia per stretch").within(0, 1e4),
                              field("length_gain", &Parameters::length_gain, "pps/L0", "Ia per length").within(0, 1e4)};
        }
    };
    static constexpr auto linear_rate(const auto& x, const auto& u, const auto& p) {
        return p.resting_rate + p.stretch_gain * x.sensory_stretch + p.length_gain * (u.length - 1.0);
    }
    template <Scalar T>
    static constexpr Response<State<T>, SpindleOutput<T>> dynamics(const State<T>& x, const SpindleInput<T>& u,
                                                                   const auto& p) {
        return {{u.velocity - x.sensory_stretch / p.tau}, {max(linear_rate(x, u, p), 0.0), 0.0}};
    }
    static constexpr auto bends(const auto& x, const auto& u, const auto& p) { return std::array{linear_rate(x, u, p)}; }
    template <Scalar T, Scalar P>
    static constexpr State<T> rest(const SpindleInput<T>&, const Parameters<P>&) {
        return {};
    }
};
static_assert(Spindle<MySpindle>);

int main() {
    Experiment<SpindleAlone<MySpindle>> alone{.duration = 2};
    alone.protocol.drive("length", Stimulus::ramp_and_hold(1.0, 1.05, 0.5, 0.2));
    const Table stretched = simulate(alone).table;
    std::printf("Alone:     Ia %.3f pps at its peak, %.3f pps in the end\n",
                *measure(stretched, {.signal = "output.ia"}).value, stretched.at("output.ia").values.back());

    Experiment<StretchReflex<DeGroote2016, MySpindle>> tap{.parameters = {.nerve = {.path_length = 0.80}}};
    tap.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.1, 10e-3));
    const Table reflex = simulate(tap).table;
    const auto emg = measure(reflex, {.kind = Measure::Kind::latency, .signal = "motor.drive", .after = 0.1}).value;
    const auto peak = measure(reflex, {.signal = "spindle.ia"}).value;
    std::printf("In an arc: Ia %.3f pps at its peak, EMG after %.2f ms\n", peak.value(), 1e3 * emg.value());
}
