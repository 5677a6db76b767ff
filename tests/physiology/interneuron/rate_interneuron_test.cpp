#include "myotatic/physiology/interneuron/rate.hpp"

#include "support/component_suite.hpp"
#include "support/textbook_rk4.hpp"

namespace myotatic::testing {

struct RateInterneuronCase {
    using Model = RateInterneuron;
    template <Scalar T>
    using Input = InterneuronInput<T>;

    static std::vector<Probe<Model, Input>> probes() {
        const Model::Parameters<double> p{};
        return {{"silent", {0.0}, {0.1}, p}, {"rising", {0.05}, {0.6}, p}, {"falling", {0.4}, {0.0}, p}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(RateInterneuron, ComponentSuite, RateInterneuronCase, );

namespace {

using Cells = RateInterneuron;
const Cells::Parameters<double> p;

TEST(RateInterneuron, is_silent_up_to_its_threshold_and_linear_above) {
    EXPECT_EQ(Cells::rest(InterneuronInput<double>{p.threshold}, p).activity, 0);
    EXPECT_EQ(Cells::rest(InterneuronInput<double>{-1.0}, p).activity, 0);
    EXPECT_DOUBLE_EQ(Cells::rest(InterneuronInput<double>{p.threshold + 0.3}, p).activity, 0.3);
}

TEST(RateInterneuron, follows_a_step_and_its_end_with_its_time_constant) {
    const auto run = [&](double drive, Cells::State<double> x, double t) {
        const InterneuronInput<double> u{drive};
        return rk4_by([&](double, const auto& state) { return Cells::dynamics(state, u, p).rates; }, x, 0.0, t, 1e-5);
    };
    const auto on = run(p.threshold + 1, {0.0}, 0.004);
    EXPECT_NEAR(on.activity, 1 - std::exp(-1), 1e-10);
    const auto off = run(0, on, 0.008);
    EXPECT_NEAR(off.activity, on.activity * std::exp(-2), 1e-10);
}

TEST(RateInterneuron, never_becomes_negative) {
    Cells::State<double> x{0.2};
    const auto rates = Cells::dynamics(x, InterneuronInput<double>{-10.0}, p).rates;
    EXPECT_DOUBLE_EQ(rates.activity, -0.2 / 0.004) << "inhibition below threshold pulls no harder than silence";
}

} // namespace
} // namespace myotatic::testing
