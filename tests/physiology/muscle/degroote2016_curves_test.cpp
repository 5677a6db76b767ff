// The four curves against numbers computed once by evaluating the published formulas in double precision elsewhere. Those
// are written with 12 significant digits, hence the relative tolerance 1e-11; five of them are asserted by OpenSim's own
// test too.
#include "myotatic/physiology/muscle/degroote2016_curves.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace myotatic {
namespace {

using namespace degroote2016;

struct Point {
    double in, out;
};

template <class Curve>
void expect_points(const Curve& curve, const std::vector<Point>& points, double relative = 1e-11) {
    for (const auto& [in, out] : points) EXPECT_NEAR(curve(in), out, relative * std::abs(out)) << "at " << in;
}

/// Derivative of a curve by dual numbers.
template <class Curve>
auto slope_of(const Curve& curve) {
    return [curve](double x) { return curve(variable<1>(x, 0)).slope[0]; };
}

const double k_t = tendon_exponent(0.049);

TEST(DeGroote2016Curves, active_force_over_length_has_the_known_values) {
    expect_points([](double l) { return active_force_length(l); }, {{0.4, 0.0255412175648},
                                                                    {0.5, 0.0541121530143},
                                                                    {0.6, 0.302103065552},
                                                                    {0.7, 0.684233276772},
                                                                    {0.8, 0.836439566115},
                                                                    {0.9, 0.937122843163},
                                                                    {1.0, 1.0},
                                                                    {1.1, 0.953159416985},
                                                                    {1.2, 0.793689718066},
                                                                    {1.4, 0.380242853796},
                                                                    {1.6, 0.124255038540}});
    expect_points(slope_of([](auto l) { return active_force_length(l); }),
                  {{0.5, 0.647319734127}, {0.8, 1.03428014703}, {1.2, -1.98129151402}});
}

TEST(DeGroote2016Curves, active_force_peaks_a_little_above_optimal_length) {
    double best = 0, where = 0;
    for (double l = 0.9; l < 1.1; l += 1e-5)
        if (const double f = active_force_length(l); f > best) best = f, where = l;
    EXPECT_NEAR(where, 1.0133, 5e-5); // printed digits
    EXPECT_NEAR(best, 1.00107, 5e-6);
    EXPECT_NEAR(slope_of([](auto l) { return active_force_length(l); })(1.0), 0.1602, 5e-5);
}

TEST(DeGroote2016Curves, active_force_over_velocity_has_the_known_values) {
    expect_points([](double v) { return force_velocity(v); }, {{-0.5, 0.234036393549},
                                                               {-0.25, 0.470826485916},
                                                               {-0.1, 0.745171585030},
                                                               {0.0, 1.0},
                                                               {0.1, 1.20650867126},
                                                               {0.21, 1.35817822111},
                                                               {0.5, 1.58842340125},
                                                               {1.0, 1.79434296356}});
    EXPECT_NEAR(force_velocity(-1.0), 0, 1e-15);
    const auto slope = slope_of([](auto v) { return force_velocity(v); });
    expect_points(slope, {{0.0, 2.45110903337}, {-0.0458952018653, 2.61692595970}});
    // The slope is greatest where the argument of asinh is 0.
    EXPECT_GT(slope(-0.0458952018653), slope(-0.0459952018653));
    EXPECT_GT(slope(-0.0458952018653), slope(-0.0457952018653));
}

TEST(DeGroote2016Curves, velocity_and_force_invert_each_other) {
    expect_points([](double f) { return inverse_force_velocity(f); }, {{0.5, -0.229177847804}, {1.3, 0.162515001943}});
    // An error of 1 ulp in the force is magnified by 1/slope, at most 1/0.3 in this range.
    for (double v = -1; v <= 1; v += 0.01) EXPECT_NEAR(inverse_force_velocity(force_velocity(v)), v, 1e-14);
}

TEST(DeGroote2016Curves, passive_fibre_force_has_the_known_values) {
    const auto curve = [](auto l) { return passive_force_length(l, decltype(l)(0.6)); };
    expect_points(curve, {{0.5, 0.000565014953778},
                          {1.1, 0.0355887133613},
                          {1.2, 0.0694011611698},
                          {1.3, 0.135258816778},
                          {1.4, 0.263532014470},
                          {1.6, 1.0}});
    EXPECT_EQ(curve(0.2), 0);
    EXPECT_NEAR(curve(1.0), 0.0182288, 5e-8);
    const std::vector<Point> slopes{{1.0, 0.122115057525}, {1.3, 0.902315010577}};
    expect_points(slope_of(curve), slopes);
    expect_points([](double l) { return passive_force_slope(l, 0.6); }, slopes);
}

TEST(DeGroote2016Curves, tendon_force_has_the_known_values) {
    EXPECT_NEAR(k_t, 36.5665197802, 1e-11 * 36.6);
    const auto curve = [](auto l) { return tendon_force_length(l, decltype(l)(k_t)); };
    expect_points(
        curve,
        {{1.01, 0.0882945107353}, {1.02, 0.215568624601}, {1.03, 0.399030766531}, {1.04, 0.663486408762}, {1.049, 1.0}});
    EXPECT_EQ(curve(1.0), 0);
    expect_points(slope_of(curve), {{1.0, 7.31330395603}, {1.049, 43.8798237362}});
    expect_points([](double f) { return inverse_tendon_force_length(f, k_t); },
                  {{0.1, 1.01108842489}, {0.5, 1.03425983594}});
    for (double f = -0.19; f < 5; f += 0.01)
        EXPECT_NEAR(tendon_force_length(inverse_tendon_force_length(f, k_t), k_t), f,
                    1e-13); // 1 ulp of length times slope 183
}

TEST(DeGroote2016Curves, fibre_and_tendon_carry_one_unit_at_their_given_strain) {
    for (const double strain : {0.02, 0.049, 0.1, 0.3}) {
        EXPECT_NEAR(tendon_force_length(1 + strain, tendon_exponent(strain)), 1, 1e-12);
        EXPECT_NEAR(passive_force_length(1 + strain, strain), 1, 1e-12);
    }
}

TEST(DeGroote2016Curves, published_constants_give_the_published_curves) {
    // As many digits as are known, hence 5e-11 absolute or half of the last one.
    EXPECT_NEAR(active_force_length(1.0, published), 0.999433461432, 5e-13);
    EXPECT_NEAR(force_velocity(-1.0, published), 0.0108354758, 5e-11);
    EXPECT_NEAR(force_velocity(0.0, published), 1.0021192193, 5e-11);
    EXPECT_NEAR(force_velocity(1.0, published), 1.7894826628, 5e-11);
    EXPECT_NEAR(passive_force_length(1.3, 0.6, published), 0.119202922022, 5e-13);
    EXPECT_NEAR(tendon_force_length(1.0, 35.0, published), -0.0117507567, 5e-11);
    EXPECT_LT(passive_force_length(0.9, 0.6, published), 0); // the reason why the corrected set is the default
}

TEST(DeGroote2016Curves, dual_slopes_equal_central_differences) {
    const auto expect_slope = [](const auto& curve, double low, double high) {
        for (double x = low; x <= high; x += 0.037) {
            const double h = 1e-5, difference = (curve(x + h) - curve(x - h)) / (2 * h);
            // Third derivatives are below 1e5, so that the difference errs by less than 2e-6 there; 1e-7 relative elsewhere.
            EXPECT_NEAR(slope_of(curve)(x), difference, 1e-7 * std::abs(difference) + 1e-7) << x;
        }
    };
    expect_slope([](auto l) { return active_force_length(l); }, 0.3, 1.8);
    expect_slope([](auto v) { return force_velocity(v); }, -1.5, 1.5);
    expect_slope([](auto f) { return inverse_force_velocity(f); }, 0.1, 1.7);
    expect_slope([](auto l) { return passive_force_length(l, decltype(l)(0.6)); }, 0.2, 1.8);
    expect_slope([](auto l) { return tendon_force_length(l, decltype(l)(k_t)); }, 0.9, 1.08);
    expect_slope([](auto f) { return inverse_tendon_force_length(f, decltype(f)(k_t)); }, -0.1, 5);
}

// --- The damped equilibrium: choose a velocity, compute the force, and find the velocity again. ---

/// Greatest error over random cases with |v| <= fastest. The force is computed in long double, so that only its rounding to
/// double and the solution itself err.
double worst_velocity_error(double fastest, double least_active) {
    std::mt19937_64 random(20161);
    std::uniform_real_distribution<double> speed(-fastest, fastest), exponent(std::log(1e-6), std::log(1.6));
    double worst = 0;
    for (const double damping : {0.1, 0.03, 0.01})
        for (int k = 0; k < 4000; ++k) {
            const double v = speed(random), active = least_active == 0 ? 0 : std::exp(exponent(random));
            const long double x = static_cast<long double>(opensim.d2) * v + opensim.d3;
            const long double force =
                active * (opensim.d1 * std::asinh(x) + opensim.d4) + static_cast<long double>(damping) * v;
            worst = std::max(worst, std::abs(damped_velocity(active, damping, static_cast<double>(force)) - v));
        }
    return worst;
}

TEST(DampedVelocity, reaches_rounding_for_any_activity_and_damping) {
    // Rounding of the force to double alone moves v by up to eps |force| / (2 slope), with slope >= damping:
    // 1.1e-16 * 3 / 0.01 would be 3e-14 in the worst corner; the velocities of contraction are far from it.
    EXPECT_LE(worst_velocity_error(1, 1e-6), 1e-15);
    EXPECT_LE(worst_velocity_error(3, 1e-6), 4e-15);
    EXPECT_LE(worst_velocity_error(10, 1e-6), 6e-14);
}

TEST(HyperbolicRoot, is_right_to_rounding_wherever_a_fibre_can_be) {
    // P z + Q sinh z = R against bisection in long double: P/Q from 0 (no activity) to 10^4 (damping 0.001 reaches 2,900),
    // roots sinh z from 1e-9 to 1e12 (at 10 max_contraction_velocity it is 82), both signs, and Q over its whole range.
    for (const double q : {1e-3, 0.1, 10.0})
        for (const double ratio : {0.0, 1e-3, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 1e2, 3e2, 1e3, 3e3, 1e4})
            for (double exponent = -9; exponent < 12; exponent += 0.01) {
                const double p = ratio * q, wanted = std::asinh(std::pow(10, exponent));
                const double r = p * wanted + q * std::sinh(wanted);
                long double low = 0, high = std::asinh(static_cast<long double>(r) / q) + 1;
                for (int k = 0; k < 80; ++k) {
                    const long double middle = (low + high) / 2;
                    (p * middle + q * std::sinh(middle) < r ? low : high) = middle;
                }
                const auto root = degroote2016::hyperbolic_root(p, q, r, r / q);
                // sinh z errs by a few roundings of z, of e^z, and by those of P z and R, divided by the slope P / cosh z +
                // Q.
                const long double s = std::sinh(low), c = std::cosh(low);
                const double slope = static_cast<double>(p / c) + q;
                const double tolerance = 4 * std::numeric_limits<double>::epsilon() *
                                         (static_cast<double>(c) + (r + p * static_cast<double>(low)) / slope);
                ASSERT_NEAR(root.sinh_z, static_cast<double>(s), tolerance) << p << ' ' << q << ' ' << r;
                ASSERT_NEAR(root.cosh_z, static_cast<double>(c), tolerance) << p << ' ' << q << ' ' << r;
                ASSERT_NEAR(root.z, static_cast<double>(low), tolerance / static_cast<double>(c))
                    << p << ' ' << q << ' ' << r;
                const auto other = degroote2016::hyperbolic_root(p, q, -r, -r / q);
                ASSERT_EQ(other.sinh_z, -root.sinh_z);
            }
}

TEST(HyperbolicRoot, does_not_overflow_where_a_trial_step_may_lead) {
    // A tendon at five times its slack length pulls with e^146 F0.
    for (const double r : {1e20, 1e60, 1e100}) {
        const double s = degroote2016::hyperbolic_root(0.3, 0.1, r, r / 0.1).sinh_z;
        EXPECT_NEAR(s / (r / 0.1), 1, 1e-13);
    }
}

TEST(DampedVelocity, a_passive_fibre_is_a_damper) {
    EXPECT_LE(worst_velocity_error(10, 0), 4e-15);
    EXPECT_NEAR(damped_velocity(0.0, 0.1, 0.05), 0.5, 1e-15);
}

TEST(DampedVelocity, knows_its_derivatives) {
    // Differentiating active fV(v) + damping v = force: dv/dforce = 1 / (active fV' + damping), and likewise for the others.
    using D = Dual<double, 3>;
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> speed(-3, 3), activity(0, 1.6);
    for (int k = 0; k < 1000; ++k) {
        const double v = speed(random), active = activity(random), damping = 0.05;
        const auto f_v = force_velocity(variable<1>(v, 0));
        const double force = active * f_v.value + damping * v;
        const D found = damped_velocity(variable<3>(active, 0), variable<3>(damping, 1), variable<3>(force, 2));
        const double per_force = 1 / (active * f_v.slope[0] + damping);
        // The slopes are evaluated at a velocity that is off by rounding, magnified by the curvature, at most 100.
        EXPECT_NEAR(found.slope[0], -f_v.value * per_force, 1e-11 * per_force);
        EXPECT_NEAR(found.slope[1], -v * per_force, 1e-11 * per_force);
        EXPECT_NEAR(found.slope[2], per_force, 1e-11 * per_force);
        EXPECT_EQ(found.value, damped_velocity(active, damping, force));
    }
}

TEST(DampedVelocity, knows_its_second_derivative_in_duals_of_duals) {
    using D = Dual<Dual<double, 1>, 1>;
    const double active = 0.4, damping = 0.1, force = 0.3;
    const auto at = [&](double f) {
        return damped_velocity(Dual<double, 1>(active), Dual<double, 1>(damping), variable<1>(f, 0)).slope[0];
    };
    D f;
    f.value = variable<1>(force, 0);
    f.slope[0] = Dual<double, 1>(1.0);
    const double second = damped_velocity(D(Dual<double, 1>(active)), D(Dual<double, 1>(damping)), f).slope[0].slope[0];
    const double h = 1e-5;
    EXPECT_NEAR(second, (at(force + h) - at(force - h)) / (2 * h), 1e-7 * std::abs(second)); // h^2 times a fourth derivative
}

} // namespace
} // namespace myotatic
