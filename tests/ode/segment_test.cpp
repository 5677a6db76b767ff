#include "myotatic/ode/segment.hpp"

#include "myotatic/ode/method/dormand_prince5.hpp"
#include "myotatic/ode/method/runge_kutta4.hpp"
#include "myotatic/ode/method/tsitouras5.hpp"

#include "ode/problems.hpp"

#include <gtest/gtest.h>

using namespace myotatic;

namespace {
template <class Method>
struct Segments : testing::Test {
    static auto step(double begin, double end) {
        const auto system = problems::harmonic();
        const auto rates = [=](double t, const auto& x) { return system.rates(t, x); };
        const Flat<double, 2> x{std::cos(begin), -std::sin(begin)};
        return Method::attempt(rates, begin, end, x, rates(begin, x));
    }
};
using Methods = testing::Types<ode::RungeKutta4, ode::Tsitouras5, ode::DormandPrince5>;
TYPED_TEST_SUITE(Segments, Methods);
} // namespace

TYPED_TEST(Segments, begin_at_the_start_and_end_at_the_new_state) {
    const auto step = this->step(0.3, 0.5);
    EXPECT_EQ(step.segment.begin(), 0.3);
    EXPECT_EQ(step.segment.end(), 0.5);
    EXPECT_EQ(step.segment(0.3)[0], std::cos(0.3));
    // Weights of up to 90 cancel in the dense output: 90 ε h.
    for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(step.segment(0.5)[i], step.end[i], 4e-15);
}

TYPED_TEST(Segments, a_cut_segment_is_the_same_function) {
    const auto whole = this->step(0.3, 0.5).segment;
    auto shorter = whole;
    shorter.cut(0.37);
    EXPECT_EQ(shorter.begin(), 0.3);
    EXPECT_EQ(shorter.end(), 0.37);
    for (const double t : {0.3, 0.33, 0.37}) EXPECT_EQ(shorter(t), whole(t));
}
