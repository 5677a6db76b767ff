#include "myotatic/experiment/sensitivity.hpp"

#include "myotatic/circuit/human_reflexes.hpp"
#include "myotatic/experiment/standard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic {
namespace {

using Reflex = StretchReflex<>;
using Kind = Measure::Kind;

// --- differences to compare with --------------------------------------------------------------------------------------

template <Circuit C>
std::size_t number_of(const std::string& parameter) {
    const auto& leaves = describe<typename C::template Parameters<double>>();
    for (std::size_t i = 0; i < leaves.size(); ++i)
        if (leaves[i].name == parameter) return i;
    throw std::out_of_range(parameter);
}

template <Circuit C>
double value_of_parameter(const Experiment<C>& e, const std::string& parameter) {
    return flat(e.parameters)[number_of<C>(parameter)];
}

/// The experiment at a tight tolerance with one parameter changed.
template <Circuit C>
Trace with_changed(Experiment<C> e, const std::string& parameter, double change) {
    auto p = flat(e.parameters);
    p[number_of<C>(parameter)] += change;
    e.parameters = unflatten<typename C::template Parameters<double>>(p);
    e.solver.rtol = 1e-12, e.solver.atol = 1e-14;
    return simulate<ode::Tsitouras5, ode::Pi>(e);
}

/// Central differences of f(trace) with steps h, h/2 and h/4, extrapolated twice. Where the two extrapolations disagree
/// there is no derivative to be seen: the sample lies where a breakpoint passes while the parameter varies.
struct Difference {
    double value, doubt;
};
template <Circuit C>
struct Differences {
    Differences(const Experiment<C>& e, const std::string& parameter, double relative_step)
        : h(relative_step * std::abs(value_of_parameter(e, parameter))) {
        for (int i = 0; i < 3; ++i) {
            up.push_back(with_changed(e, parameter, h / (1 << i)));
            down.push_back(with_changed(e, parameter, -h / (1 << i)));
        }
    }
    template <class F>
    Difference of(const F& f) const {
        double d[3];
        for (std::size_t i = 0; i < 3; ++i) d[i] = (f(up[i]) - f(down[i])) / (2 * h / (1 << i));
        const double coarse = (4 * d[1] - d[0]) / 3, fine = (4 * d[2] - d[1]) / 3;
        return {fine, std::abs(fine - coarse)};
    }

    double h;
    std::vector<Trace> up, down;
};

/// Steps of differences, relative to the parameter. The longer, the less it matters what simulations do wrong; but every
/// breakpoint moves with a delay, and the longer, the more samples they pass.
constexpr double step_of_delay = 1e-3, step_of_others = 4e-3;

/// Every sample of every observable agrees to 1e-6 of the largest derivative of that observable. Differences of simulations
/// that are good to some 1e-12 are themselves wrong by some 1e-12 max|y| / h, which is added.
template <Circuit C>
void expect_agreement(const Experiment<C>& e, const Sensitivities& s, const std::string& parameter, double relative_step) {
    const Differences differences(e, parameter, relative_step);
    const Table& derivatives = s.of(parameter).table;
    const std::size_t rows = derivatives.rows();
    ASSERT_EQ(rows, differences.up[0].table.rows()) << parameter;
    std::size_t compared = 0, left_out = 0;
    double worst = 0;
    std::string where;
    for (std::size_t c = 1; c < derivatives.columns.size(); ++c) {
        double largest = 0, largest_value = 0;
        std::vector<Difference> exact;
        for (std::size_t r = 0; r < rows; ++r) {
            exact.push_back(differences.of([&](const Trace& trace) { return trace.table.columns[c].values[r]; }));
            largest = std::max(largest, std::abs(derivatives.columns[c].values[r]));
            largest_value = std::max(largest_value, std::abs(s.trace.table.columns[c].values[r]));
        }
        const double allowed = 1e-6 * largest + 4e-12 * largest_value / (differences.h / 4);
        for (std::size_t r = 0; r < rows; ++r) {
            if (exact[r].doubt > 0.5 * allowed) {
                ++left_out;
                continue;
            }
            ++compared;
            const double off = allowed > 0 ? std::abs(derivatives.columns[c].values[r] - exact[r].value) / allowed : 0;
            if (!(off <= worst))
                worst = off, where = derivatives.columns[c].name + " at " + std::to_string(derivatives.columns[0].values[r]);
        }
    }
    EXPECT_LE(worst, 1) << parameter << ": " << where;
    EXPECT_LT(left_out, 0.01 * static_cast<double>(compared)) << parameter;
}

// --- the tendon tap ---------------------------------------------------------------------------------------------------

Experiment<Reflex> soleus_tap() {
    Experiment<Reflex> e{.parameters = human_soleus_reflex(), .duration = 0.25};
    e.schedule.every = 0.5e-3;
    e.solver.rtol = 1e-10, e.solver.atol = 1e-12;
    e.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.02, 10e-3));
    return e;
}

TEST(Sensitivities, of_the_tendon_tap_to_a_gain_a_time_constant_and_the_length_of_the_nerve_agree_with_differences) {
    const auto e = soleus_tap();
    const std::vector<std::string> parameters{"w_ia", "muscle.activation_time", "nerve.path_length"};
    const Sensitivities s = sensitivities(e, parameters);
    ASSERT_EQ(s.trace.outcome.reason, ode::Reason::completed);
    expect_agreement(e, s, "w_ia", step_of_others);
    expect_agreement(e, s, "muscle.activation_time", step_of_others);
    expect_agreement(e, s, "nerve.path_length", step_of_delay);
}

TEST(Sensitivities, of_the_tendon_tap_to_a_delay_that_was_given_agree_with_differences) {
    auto e = soleus_tap();
    e.parameters.ia_delay = 14e-3, e.parameters.motor_delay = 17e-3;
    const Sensitivities s = sensitivities(e, {"ia_delay", "motor_delay"});
    expect_agreement(e, s, "ia_delay", step_of_delay);
    expect_agreement(e, s, "motor_delay", step_of_delay);
}

TEST(Sensitivities, come_with_the_trace_that_simulate_gives) {
    const auto e = soleus_tap();
    const Sensitivities s = sensitivities(e, {"w_ia"});
    const Trace plain = with_changed(e, "w_ia", 0);
    ASSERT_EQ(s.trace.table.rows(), plain.table.rows());
    for (std::size_t c = 1; c < plain.table.columns.size(); ++c) {
        const auto& a = s.trace.table.columns[c];
        const auto& b = plain.table.columns[c];
        EXPECT_EQ(a.name, b.name);
        EXPECT_EQ(a.unit, b.unit);
        double off = 0, largest = 0;
        for (std::size_t r = 0; r < a.values.size(); ++r)
            off = std::max(off, std::abs(a.values[r] - b.values[r])), largest = std::max(largest, std::abs(b.values[r]));
        // A thousand times the tolerance: of many taps between 3 and 5 mm one in thirty is more than a hundred times off.
        EXPECT_LE(off, 1e-7 * largest) << a.name;
    }
    EXPECT_EQ(s.trace.events.size(), plain.events.size());
    EXPECT_EQ(s.trace.clipped.size(), plain.clipped.size());
}

// --- breakpoints that move --------------------------------------------------------------------------------------------

/// Light work, and a pressure on the tendon ends that begins at once: Ib jumps, and the jump reaches the cord after its
/// delay.
Experiment<Reflex> pressed_soleus(double at) {
    auto e = soleus_tap();
    e.parameters.cord.descending_drive = 0.05, e.parameters.cord.w_ib = 0.3;
    e.parameters.ib_delay = 15e-3;
    e.duration = 0.15;
    e.protocol = {};
    e.protocol.drive("end_pressure", Stimulus::step(0, 5e4, at, at + 0.05));
    return e;
}

TEST(Sensitivities, are_right_after_a_breakpoint_that_moves) {
    for (const double at : {0.0, 0.02}) {
        const auto e = pressed_soleus(at);
        const Sensitivities s = sensitivities(e, {"ib_delay", "nerve.path_length", "w_ib", "ib_interneuron.time_constant"});
        ASSERT_EQ(s.trace.outcome.reason, ode::Reason::completed);
        expect_agreement(e, s, "ib_delay", step_of_delay);
        expect_agreement(e, s, "nerve.path_length", step_of_delay);
        expect_agreement(e, s, "w_ib", step_of_others);
        expect_agreement(e, s, "ib_interneuron.time_constant", step_of_others);
    }
}

/// The activity of the Ib interneurone, by the integrator alone, with the jumps of derivatives at given times.
Dual<double, 1> interneurone(const Experiment<Reflex>& e, double t, const std::vector<double>& arrivals) {
    using D = Dual<double, 1>;
    using System = detail::SensitiveCircuit<Reflex, 1>;
    auto parameters = lift<Reflex::Parameters<D>>(e.parameters);
    parameters.ib_delay.slope[0] = 1;
    const auto rest = Reflex::at_rest(parameters, Reflex::Input<D>{});
    const System circuit(rest.parameters, e.protocol);
    const auto rested = [signals = flat(Reflex::signals(D(0.0), rest.state, {}, circuit.prepared_parameters()))](double) {
        return signals;
    };
    ode::SensitivityIntegration<System, System::size, 1, decltype(rested)> run(
        circuit, {D(0.0), flat(rest.state), rested, true}, {.rtol = 1e-10, .atol = 1e-12}, arrivals);
    while (run.advance(t)) {
    }
    return unflatten<Reflex::State<D>>(run.state()).cord.ib_interneuron.activity;
}

TEST(Sensitivities, are_wrong_after_a_breakpoint_that_moves_if_they_do_not_jump_there) {
    const auto e = pressed_soleus(0.02);
    const double t = 0.04; // 5 ms after the arrival
    const auto activity = [&](double change) {
        const Trace trace = with_changed(e, "ib_delay", change);
        return measure(trace.table, {.kind = Kind::value, .signal = "cord.ib_inhibition", .before = t}).value.value() /
               e.parameters.cord.w_ib;
    };
    const double h = 1e-5, difference = (activity(h) - activity(-h)) / (2 * h);
    const double jumps = interneurone(e, t, {0.035, 0.085}).slope[0], does_not = interneurone(e, t, {}).slope[0];
    EXPECT_NEAR(jumps, difference, 1e-5 * std::abs(difference)); // a plain central difference
    EXPECT_GT(std::abs(does_not - difference), 0.5 * std::abs(difference));
}

TEST(Sensitivities, of_event_times_agree_with_differences_also_where_a_guard_jumps) {
    auto e = pressed_soleus(0.02);
    e.parameters.cord.ib_interneuron.threshold = 0.22;
    e.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.06, 10e-3));
    const Sensitivities s = sensitivities(e, {"ib_delay", "ib_interneuron.threshold", "muscle.activation_time"});
    ASSERT_GE(s.trace.events.size(), 4u);
    EXPECT_NEAR(s.trace.events[0].time, 0.035, 1e-12) << "the jump of the pressure arrives";
    EXPECT_EQ(s.of("ib_delay").event_times[0], 1);
    EXPECT_EQ(s.of("ib_interneuron.threshold").event_times[0], 0);
    for (const auto& p : s.parameters) {
        ASSERT_EQ(p.event_times.size(), s.trace.events.size());
        const Differences differences(e, p.parameter, 1e-3);
        for (std::size_t i = 0; i < s.trace.events.size(); ++i) {
            const auto exact = differences.of([&](const Trace& trace) { return trace.events.at(i).time; });
            // Times between 0 and 0.1 s, located to some 1e-12 s.
            EXPECT_NEAR(p.event_times[i], exact.value, 1e-6 * std::abs(exact.value) + 4e-12 / (differences.h / 4))
                << p.parameter << ", event " << i;
        }
    }
}

// --- measures ---------------------------------------------------------------------------------------------------------

TEST(Sensitivities, of_measures_agree_with_differences_of_measures) {
    auto e = soleus_tap();
    e.signals = {"motor.drive", "muscle.tendon_force", "joint.angle"};
    const std::vector<std::string> parameters{"w_ia", "nerve.path_length"};
    const Sensitivities s = sensitivities(e, parameters);
    const Measure measures[] = {{.kind = Kind::latency, .signal = "motor.drive", .after = 0.02},
                                {.kind = Kind::peak, .signal = "motor.drive"},
                                {.kind = Kind::trough, .signal = "muscle.tendon_force", .after = 0.1},
                                {.kind = Kind::excursion, .signal = "joint.angle", .after = 0.05, .before = 0.2},
                                {.kind = Kind::area, .signal = "motor.drive"},
                                {.kind = Kind::mean, .signal = "joint.angle", .after = 0.1},
                                {.kind = Kind::steady, .signal = "joint.angle"},
                                {.kind = Kind::value, .signal = "muscle.tendon_force", .before = 0.2003}};
    for (const std::string& p : parameters) {
        // So small that no peak moves to another sample.
        const Differences differences(e, p, 2e-4);
        for (const Measure& m : measures) {
            const auto exact = differences.of([&](const Trace& trace) { return measure(trace.table, m).value.value(); });
            const Measured derivative = derivative_of(s, m, p);
            ASSERT_TRUE(derivative.value) << m.signal << ": " << derivative.note;
            const double size = std::abs(measure(s.trace.table, m).value.value());
            EXPECT_NEAR(*derivative.value, exact.value, 1e-6 * std::abs(exact.value) + 4e-12 * size / (differences.h / 4))
                << p << ", " << m.signal << ", " << static_cast<int>(m.kind);
        }
    }
    EXPECT_EQ(derivative_of(s, measures[0], "nerve.path_length").unit, "s/m");
    EXPECT_EQ(derivative_of(s, measures[4], "w_ia").unit, "s/1");

    const Measured none = derivative_of(s, {.kind = Kind::time_of_peak, .signal = "motor.drive"}, "w_ia");
    EXPECT_FALSE(none.value);
    EXPECT_NE(none.note.find("sample"), std::string::npos);
}

// --- names ------------------------------------------------------------------------------------------------------------

TEST(Sensitivities, have_names_and_units) {
    auto e = soleus_tap();
    e.duration = 0.03;
    const std::vector<std::string> six{"w_ia",          "muscle.activation_time", "nerve.path_length",
                                       "joint.inertia", "resting_angle",          "gamma_static"};
    const Sensitivities s = sensitivities(e, six);
    ASSERT_EQ(s.parameters.size(), 6u);
    for (std::size_t i = 0; i < six.size(); ++i) EXPECT_EQ(s.parameters[i].parameter, six[i]);
    const auto unit = [&](const char* parameter, const char* signal) { return s.of(parameter).table.at(signal).unit; };
    EXPECT_EQ(unit("w_ia", "muscle.tendon_force"), "N/1");
    EXPECT_EQ(s.of("muscle.activation_time").unit, "s") << "ms is not SI";
    EXPECT_EQ(unit("muscle.activation_time", "muscle.tendon_force"), "N/s");
    EXPECT_EQ(unit("nerve.path_length", "motor.drive"), "1/m");
    EXPECT_EQ(unit("joint.inertia", "joint.velocity"), "rad/s kg m^2");
    EXPECT_EQ(unit("gamma_static", "spindle.ia"), "pps/pps");
    EXPECT_EQ(s.of("w_ia").table.at("time").values, s.trace.table.at("time").values);
    // The fifth and sixth were integrated apart from the others, and do not notice.
    const Sensitivities alone = sensitivities(e, {"resting_angle"});
    const auto& together = s.of("resting_angle").table.at("muscle.tendon_force").values;
    const auto& apart = alone.of("resting_angle").table.at("muscle.tendon_force").values;
    for (std::size_t r = 0; r < together.size(); ++r) EXPECT_NEAR(together[r], apart[r], 1e-8 * std::abs(apart[r])) << r;
}

TEST(Sensitivities, to_parameters_that_cannot_be_varied_are_refused_with_the_reason) {
    auto e = soleus_tap();
    const auto message = [&](const std::string& parameter) {
        try {
            sensitivities(e, {parameter});
        } catch (const InputError& error) {
            return std::string(error.what());
        } catch (const std::invalid_argument& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_NE(message("w_ai").find("did you mean 'w_ia'?"), std::string::npos) << message("w_ai");
    EXPECT_NE(message("ia_delay").find("follows from other parameters"), std::string::npos) << message("ia_delay");
    e.parameters.ia_delay = 0;
    EXPECT_NE(message("ia_delay").find("a delay of zero has no derivative"), std::string::npos) << message("ia_delay");
    EXPECT_EQ(message("w_ia"), "") << "though a delay is zero";
    e.duration = -1;
    EXPECT_NE(message("w_ia").find("duration"), std::string::npos);
}

TEST(Sensitivities, end_where_the_integration_does) {
    const std::vector<std::string> five{"w_ia", "w_ii", "w_ib", "theta_ia", "nerve.path_length"};
    const auto all_end_alike = [](const Sensitivities& s) {
        for (const ParameterSensitivity& p : s.parameters)
            for (const Column& column : p.table.columns)
                if (column.values.size() != s.trace.table.rows()) return false;
        return s.trace.table.rows() > 0 && s.trace.table.at("time").values.back() < 0.25;
    };
    auto e = soleus_tap();
    e.solver.max_steps = 500;
    const Sensitivities failed = sensitivities(e, five);
    EXPECT_EQ(failed.trace.outcome.reason, ode::Reason::too_many_steps);
    EXPECT_EQ(failed.parameters.size(), 5u);
    EXPECT_TRUE(all_end_alike(failed));

    e = soleus_tap();
    e.keep_going = [](double progress) { return progress < 0.1; };
    const Sensitivities interrupted = sensitivities(e, five);
    EXPECT_TRUE(interrupted.trace.interrupted);
    EXPECT_TRUE(all_end_alike(interrupted));
}

// --- other circuits ---------------------------------------------------------------------------------------------------

TEST(Sensitivities, of_a_spindle_by_itself_agree_with_differences) {
    Experiment<SpindleAlone<Mileusnic2006>> e{.duration = 0.6};
    e.schedule.every = 2e-3;
    e.solver.rtol = 1e-10, e.solver.atol = 1e-12;
    e.protocol.drive("length", Stimulus::ramp_and_hold(0.95, 1.08, 0.1, 0.2))
        .drive("gamma_static", Stimulus::constant(70))
        .drive("gamma_dynamic", Stimulus::constant(30));
    const std::vector<std::string> parameters{describe<Mileusnic2006::Parameters<double>>()[0].name, "rate_scale"};
    const Sensitivities s = sensitivities(e, parameters);
    for (const std::string& p : parameters) expect_agreement(e, s, p, step_of_delay);
}

/// tau x' = gain y(t - near) - y(t - far) / 2 - x, where y = x + push travels by two ways.
struct TwoWays {
    template <class T>
    struct State {
        T x = 0.0;
        static constexpr auto fields() { return std::tuple{field("x", &State::x, "1", "state").scale(1)}; }
    };
    template <class T>
    struct Parameters {
        T gain = 0.4, tau = 0.05, near = 0.03, far = 0.08;
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{field("gain", &R::gain, "1", "gain"), field("tau", &R::tau, "s", "time constant"),
                              field("near", &R::near, "s", "delay"), field("far", &R::far, "s", "delay")};
        }
    };
    template <class T>
    struct Input {
        T push = 0.0;
        static constexpr auto fields() { return std::tuple{field("push", &Input::push, "1", "push")}; }
    };
    template <class T>
    struct Signals {
        T y = 0.0;
        static constexpr auto fields() { return std::tuple{field("y", &Signals::y, "1", "signal")}; }
    };
    template <class T>
    using Observation = State<T>;

    template <Scalar T>
    static constexpr State<T> rates(const T& t, const State<T>& x, const Input<T>&, const auto& past, const auto& p) {
        return {(p.gain * past.at(&Signals<T>::y, t - p.near) - past.at(&Signals<T>::y, t - p.far) / 2.0 - x.x) / p.tau};
    }
    template <Scalar T>
    static constexpr Signals<T> signals(const T&, const State<T>& x, const Input<T>& u, const auto&) {
        return {x.x + u.push};
    }
    static constexpr auto delays(const auto& p) { return std::array{p.near, p.far}; }
    template <Scalar T>
    static constexpr Observation<T> observe(const T&, const State<T>& x, const Input<T>&, const auto&, const auto&) {
        return x;
    }
    template <Scalar T>
    static Resting<TwoWays, T> at_rest(const Parameters<T>& p, const Input<T>& u) {
        return {p, {(p.gain - 0.5) * u.push / (1.5 - p.gain)}};
    }
};

TEST(Sensitivities, of_a_circuit_whose_signal_travels_by_two_ways_agree_with_differences) {
    Experiment<TwoWays> e{.duration = 0.6};
    e.schedule.every = 0.00201; // no sample falls on a breakpoint
    e.solver.rtol = 1e-10, e.solver.atol = 1e-12;
    e.protocol.drive("push", Stimulus::step(0.5, 2, 0.1, 0.3));
    const std::vector<std::string> parameters{"gain", "tau", "near", "far"};
    const Sensitivities s = sensitivities(e, parameters);
    for (const std::string& p : parameters) expect_agreement(e, s, p, step_of_delay);
}

/// A circuit whose state at rest is found by other means, and known as a number only.
struct Forgetful : TwoWays {
    template <Scalar T>
    static Resting<Forgetful, T> at_rest(const Parameters<T>& p, const Input<T>& u) {
        return {p, {T(value_of(TwoWays::at_rest(p, u).state.x))}};
    }
};

TEST(Sensitivities, need_a_state_at_rest_that_knows_its_derivatives) {
    Experiment<Forgetful> e{.duration = 0.1};
    e.protocol.drive("push", Stimulus::constant(0.5));
    EXPECT_THROW(sensitivities(e, {"gain"}), std::logic_error);
    EXPECT_NO_THROW(sensitivities(e, {"near"})) << "of which the state at rest knows nothing";
}

} // namespace
} // namespace myotatic
