// The tableaux satisfy every order condition of a Rosenbrock method, and the methods converge as fast as those promise.
#include "myotatic/ode/rosenbrock.hpp"

#include "myotatic/ode/method/grk4t.hpp"
#include "myotatic/ode/method/rodas4.hpp"

#include "ode/problems.hpp"
#include "ode/stiff_problems.hpp"

#include <gtest/gtest.h>

using namespace myotatic;

namespace {

// A tableau in the original form, k_i = h f(y + Σ α_ij k_j) + h J Σ γ_ij k_j, recovered from the one without products with
// J: Γ is the inverse of diag(1/γ) - C, α = A Γ, b = m Γ. [hairer1996 IV.7]
template <class Tableau>
struct Original {
    static constexpr std::size_t S = Tableau::stages;
    using Row = std::array<double, S>;
    std::array<Row, S> gamma{}, alpha{}, beta{};
    Row b{}, e{}, alpha_sum{}, gamma_sum{}, bend{}, twist{};

    Original() {
        for (std::size_t column = 0; column < S; ++column)
            for (std::size_t i = column; i < S; ++i) {
                double rest = i == column ? 1 : 0;
                for (std::size_t k = column; k < i; ++k) rest += Tableau::c[i][k] * gamma[k][column];
                gamma[i][column] = rest * Tableau::gamma;
            }
        for (std::size_t i = 0; i < S; ++i) alpha[i] = times_gamma(Tableau::a[i]);
        b = times_gamma(Tableau::m), e = times_gamma(Tableau::e);
        if constexpr (requires { Tableau::bend; }) bend = times_gamma(Tableau::bend), twist = times_gamma(Tableau::twist);
        for (std::size_t i = 0; i < S; ++i)
            for (std::size_t j = 0; j < S; ++j) {
                beta[i][j] = alpha[i][j] + gamma[i][j];
                alpha_sum[i] += alpha[i][j], gamma_sum[i] += gamma[i][j];
            }
    }
    Row times_gamma(const Row& row) const {
        Row product{};
        for (std::size_t i = 0; i < S; ++i)
            for (std::size_t j = 0; j < S; ++j) product[j] += row[i] * gamma[i][j];
        return product;
    }
};

// Σ_i w_i φ_i for the eight trees up to order 4. A node with one branch sums β, since the Jacobian acts there; a node with
// more sums α in each. [hairer1996 IV.7 Table 7.1]
struct Condition {
    int order;
    double density, weight;
};
template <class Tableau>
std::vector<Condition> conditions(const typename Original<Tableau>::Row& w) {
    static const Original<Tableau> o;
    constexpr std::size_t S = Tableau::stages;
    using Row = std::array<double, S>;
    const auto apply = [](const std::array<Row, S>& matrix, const Row& x) {
        Row y{};
        for (std::size_t i = 0; i < S; ++i)
            for (std::size_t j = 0; j < S; ++j) y[i] += matrix[i][j] * x[j];
        return y;
    };
    const auto times = [](const Row& x, const Row& y) {
        Row z;
        for (std::size_t i = 0; i < S; ++i) z[i] = x[i] * y[i];
        return z;
    };
    Row one;
    one.fill(1);
    const Row a = apply(o.alpha, one), b = apply(o.beta, one), aa = times(a, a), bb = apply(o.beta, b);
    const auto condition = [&](int order, double density, const Row& phi) {
        double sum = 0;
        for (std::size_t i = 0; i < S; ++i) sum += w[i] * phi[i];
        return Condition{order, density, sum};
    };
    return {condition(1, 1, one),
            condition(2, 2, b),
            condition(3, 3, aa),
            condition(3, 6, bb),
            condition(4, 4, times(aa, a)),
            condition(4, 8, times(a, apply(o.alpha, b))),
            condition(4, 12, apply(o.beta, aa)),
            condition(4, 24, apply(o.beta, bb))};
}

// Coefficients up to 35 in 16 digits are wrong by up to 5e-15 each; products of four of them with weights of size 1, and
// sums of thirty such, amount to a few 1e-14.
constexpr double rounding = 1e-13;

template <class Tableau>
struct RosenbrockOrder : testing::Test {};
using Tableaux = testing::Types<ode::Grk4tTableau, ode::Rodas4Tableau>;
TYPED_TEST_SUITE(RosenbrockOrder, Tableaux);

// RODAS with the sign that Boost.Odeint's rosenbrock4 has.
struct WrongSign : ode::Rodas4Tableau {
    static constexpr std::array<double, 6> gamma_i{0.25, -0.1043, 0.1035, +0.03620000000000023, 0, 0};
};

struct Decay {
    template <class T>
    Flat<T, 1> rates(const T&, const Flat<T, 1>& y) const {
        return {-1e12 * y[0]};
    }
};

struct Growth {
    template <class T>
    Flat<T, 1> rates(const T&, const Flat<T, 1>& y) const {
        return {4.0 * y[0]};
    }
};

template <class Method>
double measured_order(std::size_t components) {
    const problems::SpiralAndBell system;
    const auto f = problems::field(system);
    const ode::Linearisation<problems::SpiralAndBell, 3> linearisation(f);
    std::vector<double> steps, errors;
    for (int n = 40; n <= 1280; n *= 2) {
        const double h = 4.0 / n;
        auto y = system.at(0);
        auto slope = f(0.0, y);
        double error = 0;
        for (int i = 0; i < n; ++i) {
            const auto a = Method::attempt(f, linearisation, i * h, (i + 1) * h, y, slope);
            y = a.end, slope = a.slope;
            const auto exact = system.at((i + 1) * h);
            for (std::size_t k = 0; k < 3; ++k)
                if (components >> k & 1) error = std::max(error, std::abs(y[k] - exact[k]));
        }
        steps.push_back(h), errors.push_back(error);
    }
    return problems::slope_of_logs(steps, errors);
}

} // namespace

TYPED_TEST(RosenbrockOrder, the_solution_satisfies_every_condition_of_its_order) {
    for (const Condition& c : conditions<TypeParam>(Original<TypeParam>().b))
        EXPECT_NEAR(c.weight, 1 / c.density, rounding) << "order " << c.order << ", density " << c.density;
}

TYPED_TEST(RosenbrockOrder, the_error_estimate_vanishes_up_to_the_order_of_the_embedded_solution_and_not_beyond) {
    double beyond = 0;
    for (const Condition& c : conditions<TypeParam>(Original<TypeParam>().e))
        if (c.order <= TypeParam::error_order)
            EXPECT_NEAR(c.weight, 0, rounding) << "order " << c.order << ", density " << c.density;
        else
            beyond = std::max(beyond, std::abs(c.weight));
    EXPECT_GT(beyond, 1e-5);
}

// With time as one more component: its stages are those of t' = 1.
TYPED_TEST(RosenbrockOrder, nodes_and_factors_of_time_are_those_of_the_system_with_time_as_a_component) {
    const Original<TypeParam> o;
    for (std::size_t i = 0; i < TypeParam::stages; ++i) {
        EXPECT_NEAR(o.alpha_sum[i], TypeParam::alpha[i], rounding) << i;
        EXPECT_NEAR(o.gamma_sum[i], TypeParam::gamma_i[i], rounding) << i;
    }
}

TYPED_TEST(RosenbrockOrder, the_diagonal_is_gamma) {
    for (std::size_t i = 0; i < TypeParam::stages; ++i) EXPECT_EQ(Original<TypeParam>().gamma[i][i], TypeParam::gamma);
}

// y(θ) = y + θ Δ + θ(1-θ)(bend + θ twist): powers of θ against those of the exact solution, θ^order / density.
TEST(RosenbrockOrder, the_dense_output_of_rodas_satisfies_the_conditions_up_to_order_three_at_every_point) {
    const Original<ode::Rodas4Tableau> o;
    const auto rise = conditions<ode::Rodas4Tableau>(o.b), bend = conditions<ode::Rodas4Tableau>(o.bend),
               twist = conditions<ode::Rodas4Tableau>(o.twist);
    for (std::size_t k = 0; k < rise.size(); ++k) {
        if (rise[k].order > 3) continue;
        const std::array<double, 3> powers{rise[k].weight + bend[k].weight, twist[k].weight - bend[k].weight,
                                           -twist[k].weight};
        for (int p = 1; p <= 3; ++p)
            EXPECT_NEAR(powers[static_cast<std::size_t>(p - 1)], p == rise[k].order ? 1 / rise[k].density : 0, rounding)
                << "order " << rise[k].order << ", density " << rise[k].density << ", power " << p;
    }
}

// The limit of R(z) for z → -∞: RODAS is L-stable, GRK4T keeps 0.454 of a component that is infinitely stiff.
TYPED_TEST(RosenbrockOrder, a_component_that_is_infinitely_stiff_is_damped_as_published) {
    const Decay system;
    const auto f = problems::field(system);
    const ode::Linearisation<Decay, 1> linearisation(f);
    const auto a =
        ode::Rosenbrock<TypeParam>::attempt(f, linearisation, 0.0, 1.0, Flat<double, 1>{1}, f(0.0, Flat<double, 1>{1}));
    // 1e12 cancels in the stages, whose coefficients sum to 90: ε · 90 · a few are left, and terms of 1/z.
    EXPECT_NEAR(std::abs(a.end[0]), TypeParam::gamma == 0.25 ? 0 : 0.454, TypeParam::gamma == 0.25 ? 1e-10 : 5e-4);
}

TYPED_TEST(RosenbrockOrder, halving_the_step_shows_the_order) {
    using Method = ode::Rosenbrock<TypeParam>;
    // Nonlinear and autonomous; dependent on time.
    for (const std::size_t components : {std::size_t{0b011}, std::size_t{0b100}}) {
        const double order = measured_order<Method>(components);
        this->RecordProperty("measured_order_" + std::to_string(components), std::to_string(order));
        EXPECT_NEAR(order, 4, 0.2) << components;
    }
}

TEST(RosenbrockOrder, rodas_with_the_wrong_sign_of_a_factor_of_time_drops_to_order_one_where_time_matters) {
    EXPECT_NEAR(measured_order<ode::Rosenbrock<WrongSign>>(0b011), 4, 0.2) << "blind on autonomous systems";
    EXPECT_LT(measured_order<ode::Rosenbrock<WrongSign>>(0b100), 2);
}

// Of one step from the exact solution: a cubic is wrong by h⁴ inside.
TYPED_TEST(RosenbrockOrder, halving_the_step_shows_the_order_of_dense_output) {
    using Method = ode::Rosenbrock<TypeParam>;
    const problems::SpiralAndBell system;
    const auto f = problems::field(system);
    const ode::Linearisation<problems::SpiralAndBell, 3> linearisation(f);
    const double begin = 0.3;
    const auto y = system.at(begin);
    std::vector<double> steps, errors;
    for (double h = 0.05; h > 0.001; h /= 2) {
        const auto a = Method::attempt(f, linearisation, begin, begin + h, y, f(begin, y));
        double error = 0;
        for (int j = 1; j <= 10; ++j) {
            const auto exact = system.at(begin + h * j / 11), found = a.segment(begin + h * j / 11);
            for (std::size_t k = 0; k < 3; ++k) error = std::max(error, std::abs(found[k] - exact[k]));
        }
        if (error < 20 * std::numeric_limits<double>::epsilon()) break;
        steps.push_back(h), errors.push_back(error);
    }
    ASSERT_GE(steps.size(), 5u);
    const double order = problems::slope_of_logs(steps, errors);
    this->RecordProperty("measured_order", std::to_string(order));
    EXPECT_NEAR(order, 4, 0.2);
}

TYPED_TEST(RosenbrockOrder, dense_output_meets_both_ends_and_is_the_same_after_a_cut) {
    using Method = ode::Rosenbrock<TypeParam>;
    const problems::SpiralAndBell system;
    const auto f = problems::field(system);
    const ode::Linearisation<problems::SpiralAndBell, 3> linearisation(f);
    const auto y = system.at(0.5);
    const auto a = Method::attempt(f, linearisation, 0.5, 0.75, y, f(0.5, y));
    EXPECT_EQ(a.segment(0.5), y);
    EXPECT_EQ(a.segment(0.75), a.end);
    EXPECT_EQ(a.slope, f(0.75, a.end));
    auto shorter = a.segment;
    shorter.cut(0.6);
    EXPECT_EQ(shorter.begin(), 0.5);
    EXPECT_EQ(shorter.end(), 0.6);
    EXPECT_EQ(shorter(0.55), a.segment(0.55));
}

TEST(Rosenbrock, evaluations_are_counted) {
    int plain = 0, dual = 0;
    const problems::SpiralAndBell system;
    const auto f = [&]<class T, std::size_t N>(const T& t, const Flat<T, N>& x) {
        if constexpr (std::same_as<T, double>)
            ++plain;
        else if constexpr (!std::same_as<T, Tracer>)
            ++dual;
        return system.rates(t, x);
    };
    const ode::Linearisation<problems::SpiralAndBell, 3> linearisation(f);
    const auto y = system.at(0);
    ode::Grk4t::attempt(f, linearisation, 0.0, 0.1, y, y);
    EXPECT_EQ(std::pair(plain, dual), std::pair(3, 1));
    EXPECT_EQ(ode::Grk4t::evaluations, 4u);
    ode::Rodas4::attempt(f, linearisation, 0.0, 0.1, y, y);
    EXPECT_EQ(std::pair(plain, dual), std::pair(3 + 6, 1 + 1));
    EXPECT_EQ(ode::Rodas4::evaluations, 7u);
}

// Nothing is hidden by an absolute tolerance of the estimate: a step that makes a pivot zero is a step that is rejected.
TEST(Rosenbrock, a_pivot_of_zero_gives_no_number) {
    const Growth system;
    const auto f = problems::field(system);
    const ode::Linearisation<Growth, 1> linearisation(f);
    const auto a = ode::Rodas4::attempt(f, linearisation, 0.0, 1.0, Flat<double, 1>{1}, Flat<double, 1>{4}); // 1/(γh) = 4
    EXPECT_FALSE(std::isfinite(a.error[0]));
}
