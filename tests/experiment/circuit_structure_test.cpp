// What is known of a circuit before it runs: the ways by which a jump travels, and hence where its solution is not smooth.
#include "myotatic/experiment/circuit_structure.hpp"

#include "experiment/isa/limb.hpp"
#include "myotatic/circuit/antagonist_pair.hpp"
#include "myotatic/circuit/human_reflexes.hpp"
#include "myotatic/experiment/experiment.hpp"
#include "myotatic/ode/method/grk4t.hpp"
#include "myotatic/ode/method/rodas4.hpp"
#include "myotatic/physiology/motor_pool/fuglevand1993.hpp"
#include "myotatic/physiology/muscle/thelen2003.hpp"
#include "myotatic/physiology/spindle/thixotropic.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace myotatic::testing {
namespace {

using Reflex = StretchReflex<>;
constexpr auto ways = CircuitStructure<Reflex>::ways;
constexpr int never = decltype(ways)::never;

// The compiler traces arcs of every other part as well: it has patience with 120 motor units.
using ArcOfUnits = StretchReflex<DeGroote2016, Mileusnic2006, LinCrago2002, Fuglevand1993>;
using ArcWithMemory = StretchReflex<Thelen2003, ThixotropicMileusnic2006>;
static_assert(detail::ConstexprCircuit<ArcOfUnits> && detail::ConstexprCircuit<ArcWithMemory>);

int gain(double Reflex::Signals<double>::*from, double Reflex::Signals<double>::*to) {
    return ways.gain(index_of(from), index_of(to));
}
std::size_t input(std::string_view name) {
    const auto& leaves = describe<Reflex::Input<double>>();
    for (std::size_t i = 0; i < leaves.size(); ++i)
        if (leaves[i].name == name) return i;
    ADD_FAILURE() << name;
    return 0;
}
int from_input(std::string_view name, double Reflex::Signals<double>::*to) {
    return CircuitStructure<Reflex>::ways_of_inputs[input(name)][index_of(to)];
}

/// The circuit without what is known of it.
template <Circuit C>
class Unknown {
public:
    Unknown(const typename C::template Parameters<double>& parameters, const Protocol<C::template Input>& protocol)
        : system_(parameters, protocol) {}
    template <class S, std::size_t N, class Past>
    auto rates(const S& t, const Flat<S, N>& x, const Past& past) const {
        return within(value_of(t), value_of(t)).rates(t, x, past);
    }
    template <class S, std::size_t N>
    auto signals(const S& t, const Flat<S, N>& x) const {
        return system_.signals(t, x);
    }
    auto within(double begin, double end) const { return system_.within(begin, end); }
    auto delays() const { return system_.delays(); }
    double next_breakpoint(double t) const { return system_.next_breakpoint(t); }

private:
    DrivenCircuit<C> system_;
};

/// Where a run was told that the solution is not smooth, and where it arrives.
template <class State>
struct Course {
    std::vector<double> breakpoints;
    State end;
    ode::Outcome<double> outcome;
};

template <class Method, template <class> class System, Circuit C>
auto course(const Experiment<C>& e) {
    const Beginning<C> beginning(e);
    ode::Settings settings = e.solver;
    settings.magnitudes = Beginning<C>::magnitudes();
    const double until = e.start + e.duration;
    auto run =
        ode::integration<Method>(System<C>(beginning.rest.parameters, e.protocol), beginning.start(e.start), settings);
    std::set<double> breakpoints;
    while (const auto step = run.advance(until)) {
        // Those ahead; each is the next one at some time.
        const double next = run.save().lane[0].breakpoints.next();
        if (next <= until) breakpoints.insert(next);
    }
    return Course<Flat<double, flat_size<typename C::template State<double>>>>{
        {breakpoints.begin(), breakpoints.end()}, run.state(), run.outcome()};
}
template <Circuit C>
using Known = DrivenCircuit<C>;

Experiment<Reflex> tap() {
    Experiment<Reflex> e{.parameters = human_soleus_reflex(), .duration = 0.2};
    e.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.02, 0.01))
        .drive("descending_drive", Stimulus::step(0, 0.1, 0.05, 0.1));
    return e;
}

double distance(const std::vector<double>& times, double t) {
    double nearest = INFINITY;
    for (const double each : times) nearest = std::min(nearest, std::abs(each - t));
    return nearest;
}

} // namespace

TEST(CircuitStructure, a_volley_is_smoothed_by_what_it_passes) {
    using S = Reflex::Signals<double>;
    EXPECT_EQ(gain(&S::ia, &S::motor), 1) << "through the potential of the pool";
    EXPECT_EQ(gain(&S::ii, &S::motor), 2) << "through an interneurone and the pool";
    EXPECT_EQ(gain(&S::ib, &S::motor), 2);
    EXPECT_EQ(gain(&S::motor, &S::ib), 2) << "through activation and fibre length, which the tendon feels at once";
    EXPECT_EQ(gain(&S::motor, &S::ia), 2) << "tension of the spindle is another integration, its stretch is not";
    EXPECT_EQ(gain(&S::ia, &S::ib), never) << "but by way of the motor axons";
    EXPECT_EQ(gain(&S::motor, &S::motor), never);
}

TEST(CircuitStructure, an_input_reaches_a_signal_at_once_or_after_integrations) {
    using S = Reflex::Signals<double>;
    EXPECT_EQ(from_input("tap", &S::ib), 0) << "the tendon is pulled";
    EXPECT_EQ(from_input("torque", &S::ib), 2) << "through velocity and angle of the joint";
    EXPECT_EQ(from_input("descending_drive", &S::motor), 1);
    EXPECT_EQ(from_input("descending_drive", &S::ia), never);
    static_assert(CircuitStructure<Limb>::ways.gain(0, 0) == 2 && CircuitStructure<Limb>::ways_of_inputs[0][0] == 2);
    static_assert(CircuitStructure<Limb>::ways_of_inputs[1][0] == never, "heat is not felt");
}

// Between two muscles: what reaches the antagonist passes an interneurone more than what returns to the muscle itself.
TEST(CircuitStructure, a_volley_reaches_the_antagonist_through_one_cell_more) {
    using Pair = AntagonistPair<>;
    using S = Pair::Signals<double>;
    static constexpr auto pair = CircuitStructure<Pair>::ways;
    const auto between = [](double S::*from, double S::*to) { return pair.gain(index_of(from), index_of(to)); };
    EXPECT_EQ(between(&S::extensor_ia, &S::extensor_motor), 1);
    EXPECT_EQ(between(&S::extensor_ia, &S::flexor_motor), 2);
    EXPECT_EQ(between(&S::flexor_ib, &S::flexor_motor), 2);
    EXPECT_EQ(between(&S::flexor_ib, &S::flexor_gamma_static), 1) << "the Ib interneurone limits fusimotor drive";
    EXPECT_EQ(between(&S::extensor_motor, &S::extensor_ib), 2);
    EXPECT_EQ(between(&S::extensor_motor, &S::flexor_ib), 4) << "activation, fibre, and the joint with its inertia";
    EXPECT_EQ(between(&S::extensor_gamma_static, &S::extensor_ia), 1);
}

// With what is known, fewer places are landed on, all of them among those that would be without.
TEST(CircuitStructure, known_ways_leave_a_subset_of_the_breakpoints) {
    auto e = tap();
    e.solver.rtol = 1e-4, e.solver.atol = 1e-6;
    e.solver.end_at_bends = false; // where bends are found depends on the steps, and kinks of signals arrive after them
    const auto known = course<ode::Tsitouras5, Known>(e), unknown = course<ode::Tsitouras5, Unknown>(e);
    ASSERT_EQ(known.outcome.reason, ode::Reason::completed);
    ASSERT_EQ(unknown.outcome.reason, ode::Reason::completed);
    EXPECT_GT(known.breakpoints.size(), 5u);
    EXPECT_LT(3 * known.breakpoints.size(), unknown.breakpoints.size());
    EXPECT_LT(known.outcome.statistics.breakpoints, unknown.outcome.statistics.breakpoints);
    for (const double t : known.breakpoints) EXPECT_LT(distance(unknown.breakpoints, t), 1e-12) << t;
}

namespace {

/// Largest error at the end, relative to the state or its typical size, in tolerances. The reference is good to 2e-10: so
/// far apart are the two explicit methods there, and steps that short hardly miss the kinks that nobody announces.
template <class Method, template <class> class System>
double error_in_tolerances(double tol) {
    static const auto exact = [] {
        auto e = tap();
        e.solver.rtol = e.solver.atol = 2e-12, e.solver.largest_step = 3e-5;
        return course<ode::Tsitouras5, Unknown>(e).end;
    }();
    const auto magnitudes = Beginning<Reflex>::magnitudes();
    auto e = tap();
    e.solver.rtol = e.solver.atol = tol;
    const auto found = course<Method, System>(e).end;
    double largest = 0;
    for (std::size_t i = 0; i < exact.size(); ++i)
        largest = std::max(largest, std::abs(found[i] - exact[i]) / std::max(std::abs(exact[i]), magnitudes[i]));
    return largest / tol;
}

} // namespace

// The places that are left out are smooth enough.
TEST(CircuitStructure, landing_on_fewer_breakpoints_keeps_what_the_tolerance_promises) {
    for (const double tol : {1e-5, 1e-6, 1e-7, 1e-8, 1e-9}) {
        EXPECT_LT((error_in_tolerances<ode::Grk4t, Known>(tol)), 2) << tol;
        EXPECT_LT((error_in_tolerances<ode::Rodas4, Known>(tol)), 2) << tol;
    }
}

// An explicit method steps across the kinks of the spindle itself by chance, so that one tolerance says little: over many,
// to land on fewer places is no worse.
TEST(CircuitStructure, landing_on_fewer_breakpoints_makes_explicit_methods_no_worse) {
    double log_ratio = 0;
    const std::vector<double> tolerances{1e-5, 3e-6, 1e-6, 3e-7, 1e-7, 3e-8, 1e-8, 3e-9, 1e-9};
    for (const double tol : tolerances)
        log_ratio +=
            std::log(error_in_tolerances<ode::Tsitouras5, Known>(tol) / error_in_tolerances<ode::Tsitouras5, Unknown>(tol));
    const double ratio = std::exp(log_ratio / static_cast<double>(tolerances.size()));
    ::testing::Test::RecordProperty("error_ratio", std::to_string(ratio));
    EXPECT_LT(ratio, 1.5);
}

} // namespace myotatic::testing
