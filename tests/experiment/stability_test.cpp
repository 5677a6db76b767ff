// Linearised delayed systems against answers in closed form: roots, critical gain, margins and critical delays.
#include "myotatic/experiment/linearise.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

using namespace myotatic;

namespace {

constexpr double pi = std::numbers::pi;

/// x' = -a x - b x(t - lag).
LinearDelaySystem scalar(double a, double b, double lag) {
    LinearDelaySystem s;
    s.states = s.signals = {"x"};
    s.by_state = {-a}, s.of_signals = {1.0};
    s.links = {{0, lag, {-b}, "lag"}};
    return s;
}

constexpr double J = 0.02, B = 0.25, K = 15;

/// J x'' + B x' + K x = -gain x(t - lag).
LinearDelaySystem oscillator(double gain, double lag) {
    LinearDelaySystem s;
    s.states = {"angle", "velocity"}, s.signals = {"angle"};
    s.by_state = {0.0, 1.0, -K / J, -B / J}, s.of_signals = {1.0, 0.0};
    s.links = {{0, lag, {0.0, -gain / J}, "lag"}};
    return s;
}

// With s = i omega its characteristic equation says gain sin(omega lag) = B omega, gain cos(omega lag) = J omega^2 - K:
// given omega, gain and lag follow. Above resonance and with omega lag < pi it is the first onset, for the right-hand sides
// belong to an angle that falls from pi/2 at resonance while omega lag grows.
struct Onset {
    double omega, gain, lag;
};
Onset onset(double omega) {
    const double sine = B * omega, cosine = J * omega * omega - K;
    return {omega, std::hypot(sine, cosine), std::atan2(sine, cosine) / omega};
}

std::vector<std::size_t> all_links(const LinearDelaySystem& s) {
    std::vector<std::size_t> all;
    for (std::size_t l = 0; l < s.links.size(); ++l) all.push_back(l);
    return all;
}
LoopStability loop_of(const LinearDelaySystem& s) { return loop_stability(s, all_links(s)); }

} // namespace

// Rounding in matrices of condition up to 1e4 leaves 1e-11 or better of what is asked; 1e-9 is the promise.
constexpr double exact = 1e-9;

TEST(LoopStability, of_a_delayed_oscillator_is_lost_at_the_critical_gain_in_closed_form) {
    for (const double omega : {29.0, 33.0, 45.0, 70.0}) {
        const Onset at = onset(omega);
        for (const double part : {0.2, 0.7, 1.3}) { // of the critical gain
            const LoopStability loop = loop_of(oscillator(part * at.gain, at.lag));
            ASSERT_TRUE(loop.critical_gain) << omega;
            EXPECT_NEAR(loop.critical_gain->value * part, 1.0, exact) << omega;
            EXPECT_NEAR(2 * pi * loop.critical_gain->frequency / omega, 1.0, exact) << omega;
            EXPECT_EQ(is_stable(oscillator(part * at.gain, at.lag)), part < 1);
        }
    }
}

TEST(LoopStability, at_the_critical_gain_a_pair_of_roots_lies_on_the_axis) {
    for (const double omega : {29.0, 33.0, 45.0, 70.0}) {
        const Onset at = onset(omega);
        const auto roots = characteristic_roots(oscillator(at.gain, at.lag));
        EXPECT_NEAR(roots.front().real(), 0.0, exact * omega);
        EXPECT_NEAR(roots.front().imag(), omega, exact * omega);
    }
}

TEST(LoopStability, of_a_scalar_equation_is_lost_at_the_critical_delay_in_closed_form) {
    for (const auto& [a, b] : {std::pair{0.0, 1.0}, {1.0, 2.0}, {3.0, 3.5}, {-0.5, 4.0}}) {
        // i omega + a + b e^(-i omega lag) = 0: omega^2 = b^2 - a^2, cos(omega lag) = -a/b.
        const double omega = std::sqrt(b * b - a * a), critical = std::acos(-a / b) / omega;
        for (const double part : {0.0, 0.5, 0.9, 1.2}) {
            const LoopStability loop = loop_of(scalar(a, b, part * critical));
            if (part < 1) {
                ASSERT_TRUE(loop.phase_margin) << a;
                EXPECT_NEAR(loop.phase_margin->value, (1 - part) * omega * critical, exact);
            }
            ASSERT_EQ(loop.critical_delay.has_value(), true) << a << ' ' << part;
            EXPECT_NEAR(loop.critical_delay->value, critical, exact);
            EXPECT_NEAR(2 * pi * loop.critical_delay->frequency, omega, exact * omega);
        }
    }
}

TEST(LoopStability, of_a_loop_too_weak_for_any_delay_has_no_critical_delay_and_no_phase_margin) {
    const LoopStability loop = loop_of(scalar(2.0, 1.0, 0.3)); // |L| = 1/|i omega + 2| <= 1/2, attained at rest
    EXPECT_FALSE(loop.critical_delay);
    EXPECT_FALSE(loop.phase_margin);
    EXPECT_NEAR(loop.peak_gain.value, 0.5, exact);
    EXPECT_EQ(loop.peak_gain.frequency, 0.0);
    ASSERT_TRUE(loop.critical_gain);
}

TEST(LoopStability, positive_feedback_runs_away_without_oscillating_at_a_gain_of_one) {
    const LoopStability loop = loop_of(scalar(2.0, -0.5, 0.3)); // x' = -2 x + 0.5 x(t - 0.3)
    ASSERT_TRUE(loop.critical_gain);
    EXPECT_NEAR(loop.critical_gain->value, 4.0, exact);
    EXPECT_EQ(loop.critical_gain->frequency, 0.0);
}

TEST(LoopStability, of_a_loop_that_cannot_be_saved_promises_nothing) {
    const LoopStability loop = loop_of(scalar(-1.0, 0.5, 0.1)); // x' = x - 0.5 x(t - 0.1) grows with the loop and without
    EXPECT_FALSE(loop.critical_delay);
    EXPECT_FALSE(loop.critical_gain);
    EXPECT_FALSE(loop.phase_margin);
}

TEST(LoopStability, two_signals_in_one_nerve_are_one_loop) {
    // Position and velocity fed back after the same lag: cut together, their loop gain is that of their sum.
    LinearDelaySystem both = oscillator(3.0, 0.03);
    both.signals = {"angle", "velocity"}, both.of_signals = {1.0, 0.0, 0.0, 1.0};
    both.links.push_back({1, 0.03, {0.0, -0.1 / J}, "lag"});
    LinearDelaySystem sum = oscillator(1.0, 0.03);
    sum.of_signals = {3.0, 0.1};
    const LoopStability a = loop_of(both), b = loop_of(sum);
    ASSERT_TRUE(a.critical_gain && b.critical_gain);
    EXPECT_NEAR(a.critical_gain->value / b.critical_gain->value, 1.0, exact);
    EXPECT_NEAR(a.critical_gain->frequency / b.critical_gain->frequency, 1.0, exact);
    EXPECT_NEAR(a.peak_gain.value / b.peak_gain.value, 1.0, exact);
}

TEST(CharacteristicRoots, of_a_system_without_delay_are_its_eigenvalues) {
    const auto roots = characteristic_roots(oscillator(5.0, 0.0));
    ASSERT_EQ(roots.size(), 1u);
    const double decay = B / (2 * J);
    EXPECT_NEAR(roots[0].real(), -decay, exact * decay);
    EXPECT_NEAR(roots[0].imag(), std::sqrt((K + 5) / J - decay * decay), exact * 30);
}

// With s = u + i w the scalar equation s + a + b e^(-s lag) = 0 says for each w a real part from the imaginary part of the
// equation; instead of solving again, put the roots in: what is left is rounding.
TEST(CharacteristicRoots, solve_the_characteristic_equation) {
    for (const double lag : {0.2, 1.0, 3.0}) {
        const auto roots = characteristic_roots(scalar(0.7, 2.0, lag), 6);
        ASSERT_EQ(roots.size(), 6u);
        for (const auto s : roots) EXPECT_LT(std::abs(s + 0.7 + 2.0 * std::exp(-s * lag)), 1e-11 * std::abs(s)) << lag;
    }
}

// The number of roots to the right of a line is how often the equation winds around 0 along it (and along a far half
// circle, where it is s^2 J): counted without looking for any root.
TEST(CharacteristicRoots, none_is_missed_to_the_right_of_a_line) {
    const double gain = 60.0, lag = 0.08; // beyond the critical gain: several unstable pairs
    for (const double line : {0.0, -3.0, -8.0}) {
        double turned = 0;
        std::complex<double> last;
        const double far = 400;
        const auto f = [&](std::complex<double> s) { return J * s * s + B * s + K + gain * std::exp(-s * lag); };
        const auto walk = [&](const auto& path) {
            last = f(path(0.0));
            for (int i = 1; i <= 20000; ++i) {
                const auto next = f(path(i / 20000.0));
                turned += std::arg(next / last), last = next;
            }
        };
        walk([&](double x) { return std::complex(line, far * (1 - 2 * x)); });
        walk([&](double x) { return line + far * std::exp(std::complex(0.0, pi * (x - 0.5))); });
        const double winding = turned / (2 * pi);
        std::size_t count = 0;
        for (const auto s : characteristic_roots(oscillator(gain, lag), 20))
            if (s.real() > line) count += s.imag() > 0 ? 2 : 1;
        EXPECT_NEAR(winding, static_cast<double>(count), 1e-3) << line;
    }
}

TEST(Response, of_a_delayed_oscillator_is_its_closed_form) {
    const double gain = 3.0, lag = 0.03;
    const std::array push{0.0, 1 / J}; // of 1 N m
    for (const double frequency : {0.0, 2.0, 5.0, 20.0}) {
        const std::complex<double> s(0, 2 * pi * frequency);
        const auto expected = 1.0 / (J * s * s + B * s + K + gain * std::exp(-s * lag));
        const auto found = response(oscillator(gain, lag), push, frequency);
        EXPECT_LT(std::abs(found[0] / expected - 1.0), 1e-12) << frequency;
        EXPECT_LE(std::abs(found[1] - s * expected), 1e-12 * std::abs(s)) << frequency;
    }
}

// --- a circuit of our own: J x'' + B x' + K x = -tanh(gain x(t - lag))
// ------------------------------------------------------

namespace {

struct SaturatingReflex {
    template <class T>
    struct State {
        T angle = 0.0, velocity = 0.0;
        static constexpr auto fields() {
            return std::tuple{field("angle", &State::angle, "rad", ""), field("velocity", &State::velocity, "rad/s", "")};
        }
    };
    template <class T>
    struct Parameters {
        T gain = 3.0, delay = 0.04, rest = 0.0;
        static constexpr auto fields() {
            return std::tuple{field("gain", &Parameters::gain, "N m/rad", ""), field("delay", &Parameters::delay, "ms", ""),
                              field("rest", &Parameters::rest, "rad", "")};
        }
    };
    template <class T>
    struct Input {
        T push = 0.0;
        static constexpr auto fields() { return std::tuple{field("push", &Input::push, "N m", "")}; }
    };
    template <class T>
    struct Signals {
        T unused{}, angle{};
        static constexpr auto fields() {
            return std::tuple{field("unused", &Signals::unused, "1", ""), field("angle", &Signals::angle, "rad", "")};
        }
    };
    template <class T>
    using Observation = State<T>;
    template <Scalar T>
    static constexpr State<T> rates(const T& t, const State<T>& x, const Input<T>& u, const auto& past, const auto& p) {
        const T torque = u.push - tanh(p.gain * past.at(&Signals<T>::angle, t - p.delay));
        return {x.velocity, (torque - B * x.velocity - K * (x.angle - p.rest)) / J};
    }
    template <Scalar T>
    static constexpr Signals<T> signals(const T&, const State<T>& x, const Input<T>&, const auto&) {
        return {T(1.0), x.angle};
    }
    static constexpr auto delays(const auto& p) { return std::array{p.delay, p.delay}; }
    static constexpr auto observe(const auto&, const auto& x, const auto&, const auto&, const auto&) { return x; }
    template <Scalar T>
    static Resting<SaturatingReflex, T> at_rest(const Parameters<T>& p, const Input<T>&) {
        return {p, {.angle = T(0.2)}}; // whatever torque that needs
    }
    template <Scalar T>
    static constexpr std::array<T, 2> bends(const T&, const State<T>& x, const Input<T>&, const auto&, const auto&) {
        return {x.angle, x.velocity};
    }
};

} // namespace

TEST(Linearise, takes_the_derivatives_at_rest_of_rates_and_signals) {
    const SaturatingReflex::Parameters<double> p{.gain = 4.0, .delay = 0.05, .rest = 0.0};
    const auto linear = linearise<SaturatingReflex>(SaturatingReflex::at_rest(p, {}));
    EXPECT_EQ(linear.states, (std::vector<std::string>{"angle", "velocity"}));
    EXPECT_EQ(linear.by_state, (std::vector<double>{0.0, 1.0, -K / J, -B / J}));
    EXPECT_EQ(linear.of_signals, (std::vector<double>{0.0, 0.0, 1.0, 0.0}));
    ASSERT_EQ(linear.links.size(), 1u); // only what is read
    EXPECT_EQ(linear.links[0].signal, 1u);
    EXPECT_EQ(linear.links[0].lag, 0.05);
    const double cosh = std::cosh(4.0 * 0.2);
    EXPECT_EQ(linear.links[0].rates[0], 0.0);
    EXPECT_NEAR(linear.links[0].rates[1], -4.0 / (cosh * cosh) / J, 1e-12);
    EXPECT_EQ(linear.bends, 1u); // the velocity at rest is 0
}
