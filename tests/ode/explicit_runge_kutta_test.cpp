// The tableaux satisfy every order condition, and the methods converge as fast as those promise.
#include "myotatic/ode/explicit_runge_kutta.hpp"

#include "myotatic/ode/method/dormand_prince5.hpp"
#include "myotatic/ode/method/runge_kutta4.hpp"
#include "myotatic/ode/method/tsitouras5.hpp"

#include "ode/problems.hpp"

#include <gtest/gtest.h>

using namespace myotatic;

namespace {

// A rooted tree is the list of its subtrees. Its order is the number of nodes, its density the product of the orders of all
// its subtrees, itself included.
struct Tree {
    std::vector<Tree> branches;
    int order() const {
        int n = 1;
        for (const Tree& b : branches) n += b.order();
        return n;
    }
    double density() const {
        double product = order();
        for (const Tree& b : branches) product *= b.density();
        return product;
    }
};

// All forests of `nodes` nodes whose trees do not come after `last` in the list of trees.
void forests(const std::vector<Tree>& trees, int nodes, std::size_t last, std::vector<Tree>& chosen,
             std::vector<Tree>& found) {
    if (nodes == 0) found.push_back({chosen});
    for (std::size_t i = 0; i <= last && i < trees.size(); ++i) {
        if (trees[i].order() > nodes) continue;
        chosen.push_back(trees[i]);
        forests(trees, nodes - trees[i].order(), i, chosen, found);
        chosen.pop_back();
    }
}
std::vector<Tree> trees_up_to(int order) {
    std::vector<Tree> all;
    for (int n = 1; n <= order; ++n) {
        std::vector<Tree> chosen, found;
        forests(all, n - 1, all.size(), chosen, found);
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}

template <class Tableau>
struct Order : testing::Test {
    static constexpr std::size_t S = Tableau::stages;
    using Stages = std::array<double, S>;

    // The elementary weight of a tree at each stage; with `absolute`, how large the terms are that it sums.
    static Stages at_stages(const Tree& tree, bool absolute = false) {
        Stages product;
        product.fill(1);
        for (const Tree& branch : tree.branches) {
            const Stages inner = at_stages(branch, absolute);
            for (std::size_t i = 0; i < S; ++i) {
                double sum = 0;
                for (std::size_t j = 0; j < i; ++j)
                    sum += (absolute ? std::abs(Tableau::a[i][j]) : Tableau::a[i][j]) * inner[j];
                product[i] *= sum;
            }
        }
        return product;
    }
    // Coefficients are doubles, each wrong by up to ε/2, and every product and sum adds as much: as many factors as the tree
    // has nodes, and twice that for the coefficients of a pair that was published with 16 decimals.
    static double rounding(const auto& weights, const Tree& tree) {
        const Stages terms = at_stages(tree, true);
        double sum = 1;
        for (std::size_t i = 0; i < S; ++i) sum += std::abs(weights[i]) * terms[i];
        return 2 * tree.order() * std::numeric_limits<double>::epsilon() * sum;
    }
};

using Tableaux = testing::Types<ode::RungeKutta4Tableau, ode::Tsitouras5Tableau, ode::DormandPrince5Tableau>;
TYPED_TEST_SUITE(Order, Tableaux);

} // namespace

TEST(Trees, there_are_seventeen_up_to_order_five) {
    EXPECT_EQ(trees_up_to(4).size(), 8u);
    EXPECT_EQ(trees_up_to(5).size(), 17u);
}

TYPED_TEST(Order, nodes_are_the_sums_of_their_rows) {
    for (std::size_t i = 0; i < TypeParam::stages; ++i) {
        typename TestFixture::Stages row{};
        double sum = 0;
        for (std::size_t j = 0; j < i; ++j) sum += row[j] = TypeParam::a[i][j];
        EXPECT_NEAR(sum, TypeParam::c[i], this->rounding(row, Tree{})) << "row " << i;
    }
}

TYPED_TEST(Order, the_solution_satisfies_every_condition_of_its_order) {
    typename TestFixture::Stages b{};
    for (std::size_t j = 0; j + 1 < TypeParam::stages; ++j) b[j] = TypeParam::a[TypeParam::stages - 1][j];
    for (const Tree& tree : trees_up_to(TypeParam::order)) {
        const auto phi = this->at_stages(tree);
        double sum = 0;
        for (std::size_t i = 0; i < b.size(); ++i) sum += b[i] * phi[i];
        EXPECT_NEAR(sum, 1 / tree.density(), this->rounding(b, tree)) << "a tree of order " << tree.order();
    }
}

TYPED_TEST(Order, the_solution_has_no_higher_order) {
    typename TestFixture::Stages b{};
    for (std::size_t j = 0; j + 1 < TypeParam::stages; ++j) b[j] = TypeParam::a[TypeParam::stages - 1][j];
    double worst = 0;
    for (const Tree& tree : trees_up_to(TypeParam::order + 1)) {
        const auto phi = this->at_stages(tree);
        double sum = 0;
        for (std::size_t i = 0; i < b.size(); ++i) sum += b[i] * phi[i];
        worst = std::max(worst, std::abs(sum - 1 / tree.density()));
    }
    EXPECT_GT(worst, 1e-5);
}

TYPED_TEST(Order, the_error_estimate_vanishes_up_to_the_order_of_the_embedded_solution_and_not_beyond) {
    double beyond = 0;
    for (const Tree& tree : trees_up_to(TypeParam::error_order + 1)) {
        const auto phi = this->at_stages(tree);
        double sum = 0;
        for (std::size_t i = 0; i < phi.size(); ++i) sum += TypeParam::e[i] * phi[i];
        if (tree.order() > TypeParam::error_order)
            beyond = std::max(beyond, std::abs(sum));
        else
            EXPECT_NEAR(sum, 0, this->rounding(TypeParam::e, tree)) << "a tree of order " << tree.order();
    }
    EXPECT_EQ(beyond > 1e-5, TypeParam::has_error_estimate);
}

// Σ_i b_i(θ) Φ_i = θ^order / density, as polynomials in θ: power by power.
TYPED_TEST(Order, dense_output_satisfies_the_conditions_at_every_point_of_the_step) {
    const int order = TypeParam::order - 1; // RK4: the cubic through both ends; the pairs: quartics
    for (const Tree& tree : trees_up_to(order)) {
        const auto phi = this->at_stages(tree);
        for (std::size_t power = 1; power <= TypeParam::dense[0].size(); ++power) {
            typename TestFixture::Stages weights;
            double sum = 0;
            for (std::size_t i = 0; i < phi.size(); ++i) sum += (weights[i] = TypeParam::dense[i][power - 1]) * phi[i];
            const double expected = static_cast<int>(power) == tree.order() ? 1 / tree.density() : 0;
            EXPECT_NEAR(sum, expected, this->rounding(weights, tree)) << "a tree of order " << tree.order();
        }
    }
}

TYPED_TEST(Order, dense_output_meets_the_solution_at_the_end_and_both_slopes) {
    for (std::size_t i = 0; i < TypeParam::stages; ++i) {
        double value = 0, slope = 0, size = 1;
        for (std::size_t j = 0; j < TypeParam::dense[i].size(); ++j) {
            value += TypeParam::dense[i][j];
            slope += static_cast<double>(j + 1) * TypeParam::dense[i][j];
            size += 4 * std::abs(TypeParam::dense[i][j]);
        }
        const double rounding = 4 * std::numeric_limits<double>::epsilon() * size;
        EXPECT_NEAR(value, i + 1 < TypeParam::stages ? TypeParam::a[TypeParam::stages - 1][i] : 0, rounding) << i;
        EXPECT_NEAR(slope, i + 1 == TypeParam::stages ? 1 : 0, rounding) << i;
        EXPECT_NEAR(TypeParam::dense[i][0], i == 0 ? 1 : 0, rounding) << i;
    }
}

// A method of order p integrates y' = t^k, k < p, without error but rounding.
TYPED_TEST(Order, polynomials_are_integrated_exactly) {
    using Method = ode::ExplicitRungeKutta<TypeParam>;
    for (int k = 0; k < TypeParam::order; ++k) {
        const auto rates = [k](double t, const Flat<double, 1>&) { return Flat<double, 1>{std::pow(t, k)}; };
        const auto step = Method::attempt(rates, 0.0, 1.0, Flat<double, 1>{0.0}, rates(0.0, {}));
        // Weights of Tsitouras' pair are of size 3, so a sum of seven of them may lose 4 of their ε.
        EXPECT_NEAR(step.end[0], 1.0 / (k + 1), 12 * std::numeric_limits<double>::epsilon()) << "power " << k;
        if (k < TypeParam::error_order) {
            EXPECT_NEAR(step.error[0], 0, 4 * std::numeric_limits<double>::epsilon()) << "power " << k;
        }
    }
}

TYPED_TEST(Order, halving_the_step_shows_the_order) {
    using Method = ode::ExplicitRungeKutta<TypeParam>;
    const auto system = problems::spiral_and_bell();
    std::vector<double> times, steps, errors;
    for (int i = 1; i <= 200; ++i) times.push_back(0.1 * i);
    for (double h = 0.1; h > 0.001; h /= 2) {
        const auto solution = ode::solve<Method, ode::FixedStep>(system, ode::Start{0.0, problems::spiral_and_bell_at(0)},
                                                                 std::span<const double>(times), {.fixed_step = h});
        double error = 0;
        for (std::size_t k = 0; k < times.size(); ++k) {
            const auto exact = problems::spiral_and_bell_at(times[k]);
            for (std::size_t i = 0; i < 3; ++i) error = std::max(error, std::abs(solution.states[k][i] - exact[i]));
        }
        if (error < 3e-14) break; // what rounding adds up to
        steps.push_back(h), errors.push_back(error);
    }
    ASSERT_GE(steps.size(), 5u);
    const double measured = problems::slope_of_logs(steps, errors);
    this->RecordProperty("measured_order", std::to_string(measured));
    EXPECT_NEAR(measured, TypeParam::order, 0.2);
}

// Of one step from the exact solution: a dense output of order q is wrong by h^(q+1) inside.
TYPED_TEST(Order, halving_the_step_shows_the_order_of_dense_output) {
    using Method = ode::ExplicitRungeKutta<TypeParam>;
    const auto system = problems::spiral_and_bell();
    const double begin = 0.3;
    const auto y = problems::spiral_and_bell_at(begin);
    const auto rates = [&](double t, const auto& x) { return system.rates(t, x); };
    std::vector<double> steps, errors;
    for (double h = 0.03; h > 0.0005; h /= 2) {
        const auto step = Method::attempt(rates, begin, begin + h, y, rates(begin, y));
        double error = 0;
        for (int j = 1; j <= 10; ++j) {
            const double t = begin + h * j / 11;
            const auto exact = problems::spiral_and_bell_at(t);
            const auto found = step.segment(t);
            for (std::size_t i = 0; i < 3; ++i) error = std::max(error, std::abs(found[i] - exact[i]));
        }
        if (error < 20 * std::numeric_limits<double>::epsilon()) break;
        steps.push_back(h), errors.push_back(error);
    }
    ASSERT_GE(steps.size(), 4u);
    const double measured = problems::slope_of_logs(steps, errors);
    this->RecordProperty("measured_order", std::to_string(measured));
    EXPECT_NEAR(measured, TypeParam::order, 0.2); // q + 1
}
