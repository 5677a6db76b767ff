// What you will see: Boost.Odeint integrates our systems. First the spindle under odeint's classical Runge-Kutta method,
// step by step. Then a second opinion on the whole arc with its delays: the joint angle after a tendon tap, from our
// integrator and from odeint's dopri5, which shares neither method, nor step control, nor memory of the past.
#include "myotatic/experiment/standard.hpp"
#include "myotatic/ode/odeint.hpp"

#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>

#include <cmath>
#include <cstdio>

using namespace myotatic;
using namespace myotatic::units;

int main() {
    // Any stepper of odeint: it calls `rates`, which hold throughout the step that we name.
    Experiment<SpindleAlone<Mileusnic2006>> pull{.duration = 1};
    pull.protocol.drive("length", Stimulus::ramp_and_hold(0.95, 1.08, 0.5, 0.2))
        .drive("gamma_dynamic", Stimulus::constant(70 * pps));
    const Beginning beginning(pull);
    const ode::OdeintHistory history(beginning.system, beginning.start(0.0));
    auto x = beginning.state;
    boost::numeric::odeint::runge_kutta4<decltype(x)> stepper;
    const double h = 0.1 * ms;
    for (int i = 0; i < 7000; ++i) stepper.do_step(history.rates(i * h, (i + 1) * h), x, i * h, h);
    const auto ending = Mileusnic2006::dynamics(unflatten<Mileusnic2006::State<double>>(x), {1.08}, pull.parameters).output;
    const double ours = simulate(pull).table.at("output.ia").values[700];
    std::printf("Ia at the end of the stretch: odeint's runge_kutta4 %.4f pps, ours %.4f pps\n\n", ending.ia, ours);

    // A delayed system, with a history that odeint's steps fill.
    Experiment<StretchReflex<>> tap{.parameters = human_soleus_reflex(), .duration = 0.5, .schedule = {.every = 50 * ms}};
    tap.protocol.drive("tap", Stimulus::half_sine(0, 4 * mm, 100 * ms, 10 * ms));
    const Trace trace = simulate(tap);
    const auto &times = trace.table.at("time").values, &angles = trace.table.at("joint.angle").values;
    std::vector<double> kinks;
    for (const TracedEvent& event : trace.events) kinks.push_back(event.time);
    const Beginning arc(tap);
    const auto states = ode::odeint_states(arc.system, arc.start(0.0), std::span<const double>(times), 1e-10, 1e-12, kinks);

    std::printf("time [s]   joint angle [deg], ours and odeint's\n");
    double largest = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const double theirs = unflatten<StretchReflex<>::State<double>>(states[i]).joint.angle;
        largest = std::max(largest, std::abs(angles[i] - theirs));
        if (i >= 3) std::printf("%8.2f %12.6f %12.6f\n", times[i], angles[i] / deg, theirs / deg);
    }
    std::printf("They agree %s.\n", largest < 1e-8 ? "within 1e-8 rad" : "badly");
}
