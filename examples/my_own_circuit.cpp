// What you will see: a joint with a reflex of your own wiring. Weak, it calms the joint; strong, it comes too late: clonus.
#include "myotatic/experiment/experiment.hpp"
#include "myotatic/experiment/measure.hpp"

#include <cstdio>

using namespace myotatic;

struct BareReflex {
    template <class T>
    struct State {
        T angle = 0.0, velocity = 0.0;
        static constexpr auto fields() {
            return std::tuple{field("angle", &State::angle, "rad", ""), field("velocity", &State::velocity, "rad/s", "")};
        }
    };
    template <class T>
    struct Parameters {
        T inertia = 0.02, damping = 0.25, stiffness = 15.0, gain = 3.0, strongest = 1.0, delay = 0.04;
        static constexpr auto fields() {
            return std::tuple{field("inertia", &Parameters::inertia, "kg m^2", "of the limb").above(0),
                              field("damping", &Parameters::damping, "N m s/rad", "of the joint").at_least(0),
                              field("stiffness", &Parameters::stiffness, "N m/rad", "of the joint").at_least(0),
                              field("gain", &Parameters::gain, "N m/rad", "of the reflex").at_least(0),
                              field("strongest", &Parameters::strongest, "N m", "torque of the reflex").above(0),
                              field("delay", &Parameters::delay, "ms", "from stretch to torque").within(0, 300)};
        }
    };
    template <class T>
    struct Input {
        T push = 0.0;
        static constexpr auto fields() { return std::tuple{field("push", &Input::push, "N m", "torque from outside")}; }
    };
    template <class T>
    using Signals = State<T>; // what the nerves remember
    template <class T>
    using Observation = Signals<T>; // what can be recorded
    template <Scalar T>
    static constexpr State<T> rates(const T& t, const State<T>& x, const Input<T>& u, const auto& past, const auto& p) {
        const T torque = u.push - p.strongest * tanh(p.gain * past.at(&Signals<T>::angle, t - p.delay) / p.strongest);
        return {x.velocity, (torque - p.damping * x.velocity - p.stiffness * x.angle) / p.inertia};
    }
    static constexpr auto signals(const auto&, const auto& x, const auto&, const auto&) { return x; }
    static constexpr auto delays(const auto& p) { return std::array{p.delay}; }
    static constexpr auto observe(const auto&, const auto& x, const auto&, const auto&, const auto&) { return x; }
    template <Scalar T>
    static Resting<BareReflex, T> at_rest(const Parameters<T>& p, const Input<T>&) { // unpushed
        return {p, {}};
    }
};

int main() {
    for (const double gain : {3.0, 6.0, 9.0, 12.0}) {
        Experiment<BareReflex> push{.parameters = {.gain = gain}, .duration = 6};
        push.protocol.drive("push", Stimulus::half_sine(0, 2, 0.1, 0.1)); // 2 N m for 0.1 s
        const Table trace = simulate(push).table;
        std::printf("gain %4.1f N m/rad: swings by %.4f rad, after 4 s by %.4f rad\n", gain,
                    *measure(trace, {.signal = "angle"}).value, *measure(trace, {.signal = "angle", .after = 4.0}).value);
    }
}
