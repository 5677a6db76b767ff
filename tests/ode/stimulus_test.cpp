// Systems that jump at known times: a step that ends at the jump sees the left limit, the next one the right limit.
#include "myotatic/ode/integrate.hpp"
#include "myotatic/ode/method/dormand_prince5.hpp"
#include "myotatic/ode/method/runge_kutta4.hpp"
#include "myotatic/ode/odeint.hpp"

#include "ode/problems.hpp"

#include <gtest/gtest.h>

using namespace myotatic;

namespace {

/// y' = -y + cos t + u(t), where u is 1 within each [edges[2i], edges[2i + 1]) and 0 outside.
struct Pulsed {
    std::vector<double> edges;

    struct Pinned {
        double u;
        Flat<double, 1> rates(double t, const Flat<double, 1>& y) const { return {-y[0] + std::cos(t) + u}; }
    };
    double u(double t) const {
        return static_cast<double>((std::upper_bound(edges.begin(), edges.end(), t) - edges.begin()) % 2);
    }
    struct Careless {
        const Pulsed& system;
        Flat<double, 1> rates(double t, const Flat<double, 1>& y) const { return Pinned{system.u(t)}.rates(t, y); }
    };
    Flat<double, 1> rates(double t, const Flat<double, 1>& y) const { return Careless{*this}.rates(t, y); }
    Pinned within(double begin, double end) const { return {u(0.5 * (begin + end))}; }
    double next_breakpoint(double t) const {
        const auto next = std::upper_bound(edges.begin(), edges.end(), t);
        return next == edges.end() ? INFINITY : *next;
    }
    /// y(0) = 1/2: (cos t + sin t)/2, and 1 - e^-(t - edge) for each edge that has passed, with alternating signs.
    double exact(double t) const {
        double y = 0.5 * (std::cos(t) + std::sin(t)), sign = 1;
        for (const double edge : edges) {
            if (t > edge) y += sign * (1 - std::exp(edge - t));
            sign = -sign;
        }
        return y;
    }
};
/// The same without saying where it jumps.
struct Unannounced {
    Pulsed pulsed;
    Flat<double, 1> rates(double t, const Flat<double, 1>& y) const { return pulsed.rates(t, y); }
};

const Pulsed step{{0.7123}};
const Pulsed train{{0.2, 0.31, 0.9, 1.3, 1.77, 2.2123, 2.5, 2.5001}};

template <class Method, class System>
double largest_error(const System& system, const Pulsed& exact, double h) {
    std::vector<double> times;
    for (int i = 1; i <= 30; ++i) times.push_back(0.1 * i);
    const auto solution = ode::solve<Method, ode::FixedStep>(system, ode::Start{0.0, Flat<double, 1>{0.5}},
                                                             std::span<const double>(times), {.fixed_step = h});
    double error = 0;
    for (std::size_t i = 0; i < times.size(); ++i)
        error = std::max(error, std::abs(solution.states[i][0] - exact.exact(times[i])));
    return error;
}
template <class Method, class System>
double order(const System& system, const Pulsed& exact) {
    std::vector<double> steps, errors;
    for (double h = 0.2; h > 0.002; h /= 2) {
        const double error = largest_error<Method>(system, exact, h);
        if (error < 1e-14) break;
        steps.push_back(h), errors.push_back(error);
    }
    EXPECT_GE(steps.size(), 4u);
    return problems::slope_of_logs(steps, errors);
}

} // namespace

TEST(Stimulus, order_four_is_kept_under_a_step_and_a_pulse_train) {
    EXPECT_NEAR(order<ode::RungeKutta4>(step, step), 4, 0.3);
    EXPECT_NEAR(order<ode::RungeKutta4>(train, train), 4, 0.3);
}

TEST(Stimulus, order_five_is_kept_under_a_step) {
    EXPECT_NEAR(order<ode::Tsitouras5>(step, step), 5, 0.3);
    EXPECT_NEAR(order<ode::DormandPrince5>(step, step), 5, 0.3);
}

TEST(Stimulus, order_is_lost_when_jumps_are_not_announced) {
    EXPECT_LT(order<ode::RungeKutta4>(Unannounced{step}, step), 2);
}

TEST(Stimulus, every_edge_is_landed_on_with_error_control) {
    auto run = ode::integration(train, ode::Start{0.0, Flat<double, 1>{0.5}}, {.rtol = 1e-9, .atol = 1e-9});
    std::vector<double> ends;
    while (const auto s = run.advance(3.0)) ends.push_back(s.end);
    for (const double edge : train.edges) EXPECT_EQ(std::count(ends.begin(), ends.end(), edge), 1) << edge;
    EXPECT_NEAR(run.state()[0], train.exact(3.0), 1e-8);
    EXPECT_EQ(run.outcome().statistics.breakpoints, static_cast<long long>(train.edges.size()));
}

TEST(Stimulus, odeint_agrees) {
    std::vector<double> times;
    for (int i = 0; i <= 30; ++i) times.push_back(0.1 * i);
    const auto states = ode::odeint_states(train, ode::Start{0.0, Flat<double, 1>{0.5}}, std::span<const double>(times));
    ASSERT_EQ(states.size(), times.size());
    for (std::size_t i = 0; i < times.size(); ++i) EXPECT_NEAR(states[i][0], train.exact(times[i]), 1e-9);
}

namespace {
/// A stimulus that travels: y' = -y + s(t - 0.1) with the signal s = u(t) + y, where u jumps.
struct Travelling {
    Pulsed stimulus;
    struct Pinned {
        double u;
        template <class Past>
        Flat<double, 1> rates(double t, const Flat<double, 1>& y, const Past& past) const {
            return {-y[0] + past.at(0, t - 0.1)};
        }
        template <class T>
        Flat<T, 1> signals(const T&, const Flat<T, 1>& y) const {
            return {y[0] + u};
        }
    };
    template <class Past>
    Flat<double, 1> rates(double t, const Flat<double, 1>& y, const Past& past) const {
        return Pinned{0}.rates(t, y, past);
    }
    template <class T>
    Flat<T, 1> signals(const T&, const Flat<T, 1>& y) const {
        return {y[0]};
    }
    Pinned within(double begin, double end) const { return {stimulus.u(0.5 * (begin + end))}; }
    double next_breakpoint(double t) const { return stimulus.next_breakpoint(t); }
    std::array<double, 1> delays() const { return {0.1}; }
};
} // namespace

TEST(Stimulus, a_jump_of_a_travelling_signal_is_seen_from_both_sides_after_the_delay) {
    // y = 0 until the signal's step at 0.25 arrives at 0.35; then y' = -y + 1 for one delay.
    const Travelling system{{{0.25}}};
    const std::vector<double> times{0.35, 0.4, 0.45};
    const ode::Start start{0.0, Flat<double, 1>{0.0}, problems::always<1>({0.0})};
    const auto ours = ode::solve(system, start, std::span<const double>(times), {.rtol = 1e-12, .atol = 1e-12});
    const auto theirs = ode::odeint_states(system, start, std::span<const double>(times));
    for (std::size_t i = 0; i < times.size(); ++i) {
        EXPECT_NEAR(ours.states[i][0], 1 - std::exp(0.35 - times[i]), 1e-12);
        EXPECT_NEAR(theirs[i][0], 1 - std::exp(0.35 - times[i]), 1e-10);
    }
}
