#include "validate/clonus_fixture.hpp"

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/experiment/experiment.hpp"
#include "myotatic/experiment/measure.hpp"
#include "myotatic/physiology/spindle/mileusnic2006.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace myotatic::validate {

namespace {

constexpr double moment_arm = 0.05, optimal_length = 0.05, strain_share = 0.6, max_force = 4000.0; // m, m, 1, N
constexpr double activation_time = 0.012, deactivation_time = 0.045, second_time = 0.020;          // s

struct ClonusCircuit {
    using Spindle = Mileusnic2006;

    template <class T>
    struct State {
        T angle = 0.0, velocity = 0.0;
        T calcium = 0.0, activation = 0.0;
        Spindle::State<T> spindle{};
        static constexpr auto fields() {
            using R = State;
            return std::tuple{field("angle", &R::angle, "rad", "stretching positive"),
                              field("velocity", &R::velocity, "rad/s", "of the joint").scale(10),
                              field("calcium", &R::calcium, "1", "first pole of activation"),
                              field("activation", &R::activation, "1", "second pole"), part("spindle", &R::spindle)};
        }
    };
    template <class T>
    struct Parameters {
        T inertia = 0.05, damping = 1.5, stiffness = 30.0, delay = 0.03, gain = 0.3, threshold = 15.0;
        T tonic_excitation = 0.0, gamma_dynamic = 30.0, gamma_static = 30.0, ia_rest = 0.0;
        Spindle::Parameters<T> spindle{};
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{field("inertia", &R::inertia, "kg m^2", "of the joint"),
                              field("damping", &R::damping, "N m s/rad", "of the joint"),
                              field("stiffness", &R::stiffness, "N m/rad", "of the joint"),
                              field("delay", &R::delay, "s", "of the loop"),
                              field("gain", &R::gain, "1", "excitation per 100 pps above threshold"),
                              field("threshold", &R::threshold, "pps", "above the rate at rest"),
                              field("tonic_excitation", &R::tonic_excitation, "1", "of the muscle"),
                              field("gamma_dynamic", &R::gamma_dynamic, "pps", "dynamic fusimotor drive"),
                              field("gamma_static", &R::gamma_static, "pps", "static fusimotor drive"),
                              field("ia_rest", &R::ia_rest, "pps", "Ia rate at rest"),
                              part("spindle", &R::spindle)};
        }
    };
    template <class T>
    struct Input {
        T torque = 0.0;
        static constexpr auto fields() {
            return std::tuple{field("torque", &Input::torque, "N m", "stretching, from outside")};
        }
    };
    template <class T>
    struct Signals {
        T ia{};
        static constexpr auto fields() { return std::tuple{field("ia", &Signals::ia, "pps", "primary afferent")}; }
    };
    template <class T>
    struct Observation {
        T angle{}, ia{}, excitation{}, activation{};
        static constexpr auto fields() {
            using R = Observation;
            return std::tuple{field("angle", &R::angle, "rad", "of the joint"),
                              field("ia", &R::ia, "pps", "primary afferent"),
                              field("excitation", &R::excitation, "1", "of the muscle"),
                              field("activation", &R::activation, "1", "of the muscle")};
        }
    };

    template <Scalar T>
    static constexpr SpindleInput<T> stretch(const State<T>& x, const auto& p) {
        constexpr double per_angle = strain_share * moment_arm / optimal_length;
        return {1.0 + per_angle * x.angle, per_angle * x.velocity, T(p.gamma_dynamic), T(p.gamma_static)};
    }
    template <Scalar T>
    static constexpr T excitation(const T& t, const auto& past, const auto& p) {
        const T above = past.at(&Signals<T>::ia, t - p.delay) - p.ia_rest - p.threshold;
        return min(max(p.tonic_excitation + p.gain / 100.0 * max(above, 0.0), 0.0), 1.0);
    }
    /// Torque of the muscle and its tonic one, which the posture balances.
    template <Scalar T>
    static constexpr T force(const T& activation, const T& length, const T& velocity) {
        const T from_optimum = (length - 1.0) / 0.45;
        const T shortening = max((1.0 + velocity / 8.0) / (1.0 - min(velocity, 0.0) / 2.0), 0.0);
        const T lengthening = 1.0 + 0.5 * velocity / (max(velocity, 0.0) + 0.8);
        return max_force * activation * exp(-from_optimum * from_optimum) * select(velocity < 0.0, shortening, lengthening);
    }

    template <Scalar T>
    static constexpr State<T> rates(const T& t, const State<T>& x, const Input<T>& u, const auto& past, const auto& p) {
        const auto in = stretch(x, p);
        const T e = excitation(t, past, p);
        const T pull =
            moment_arm * (force(x.activation, in.length, in.velocity) - force(T(p.tonic_excitation), T(1.0), T(0.0)));
        State<T> rate;
        rate.angle = x.velocity;
        rate.velocity = (u.torque - p.stiffness * x.angle - p.damping * x.velocity - pull) / p.inertia;
        rate.calcium = (e - x.calcium) * select(e > x.calcium, T(1 / activation_time), T(1 / deactivation_time));
        rate.activation = (x.calcium - x.activation) / second_time;
        rate.spindle = Spindle::dynamics(x.spindle, in, p.spindle).rates;
        return rate;
    }
    template <Scalar T>
    static constexpr Signals<T> signals(const T&, const State<T>& x, const Input<T>&, const auto& p) {
        return {Spindle::dynamics(x.spindle, stretch(x, p), p.spindle).output.ia};
    }
    static constexpr auto delays(const auto& p) { return std::array{p.delay}; }
    template <Scalar T>
    static constexpr Observation<T> observe(const T& t, const State<T>& x, const Input<T>& u, const auto& past,
                                            const auto& p) {
        return {x.angle, signals(t, x, u, p).ia, excitation(t, past, p), x.activation};
    }
    template <Scalar T>
    static Resting<ClonusCircuit, T> at_rest(Parameters<T> p, const Input<T>&) {
        State<T> x;
        x.calcium = x.activation = p.tonic_excitation;
        x.spindle = Spindle::rest(stretch(x, p), p.spindle);
        p.ia_rest = Spindle::dynamics(x.spindle, stretch(x, p), p.spindle).output.ia;
        return {p, x};
    }
};

constexpr double duration = 6.0, late = 2.5; // s

double half_swing(const Table& trace, double from, double until) {
    const auto of = [&](Measure::Kind kind) {
        return *measure(trace, {.kind = kind, .signal = "angle", .after = from, .before = until}).value;
    };
    return 0.5 * (of(Measure::Kind::peak) - of(Measure::Kind::trough));
}

} // namespace

Table simulate_clonus(const ClonusFixture& f) {
    myotatic::Experiment<ClonusCircuit> e;
    e.parameters = {f.inertia,   f.damping,          f.stiffness,     f.delay,       f.gain,
                    f.threshold, f.tonic_excitation, f.gamma_dynamic, f.gamma_static};
    e.protocol.drive("torque", Stimulus::step(0.0, f.pulse, 0.0, 0.1));
    e.duration = duration;
    e.solver.rtol = 1e-7, e.solver.atol = 1e-9;
    Trace trace = simulate(e);
    if (trace.outcome.failed()) throw std::runtime_error("the clonus fixture did not reach its end");
    return std::move(trace.table);
}

double clonus_amplitude(const Table& trace) { return half_swing(trace, duration - late, duration); }

double clonus_frequency(const Table& trace) {
    const double before = half_swing(trace, duration - 2 * late, duration - late), after = clonus_amplitude(trace);
    const bool sustained = after >= 0.9 * before && after > 0.01 * units::deg;
    const auto f = measure(trace, {.kind = Measure::Kind::frequency, .signal = "angle", .after = duration - late});
    return sustained && f.value ? *f.value : std::numeric_limits<double>::quiet_NaN();
}

} // namespace myotatic::validate
