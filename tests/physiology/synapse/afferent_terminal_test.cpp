#include "myotatic/physiology/synapse/afferent_terminal.hpp"

#include "support/component_suite.hpp"
#include "support/textbook_rk4.hpp"

namespace myotatic::testing {

struct AfferentTerminalCase {
    using Model = AfferentTerminal;
    template <Scalar T>
    using Input = TerminalInput<T>;

    static std::vector<Probe<Model, Input>> probes() {
        const Model::Parameters<double> p{};
        return {{"rested", {1.0, 0.0}, {0.0, -0.2}, p},
                {"in use", {0.4, 0.3}, {80.0, 0.5}, p},
                {"blocked", {0.7, 1.0}, {10.0, 1.6}, p}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(AfferentTerminal, ComponentSuite, AfferentTerminalCase, );

namespace {

using Terminal = AfferentTerminal;
using Input = TerminalInput<double>;
const Terminal::Parameters<double> p;

Terminal::State<double> after(Terminal::State<double> x, const Input& u, double t) {
    return rk4_by([&](double, const auto& state) { return Terminal::dynamics(state, u, p).rates; }, x, 0.0, t, 1e-4);
}

TEST(AfferentTerminal, at_rest_transmits_less_the_more_it_is_used) {
    EXPECT_EQ(Terminal::rest(Input{0.0}, p).available, 1);
    EXPECT_NEAR(Terminal::rest(Input{10.0}, p).available, 1 / (1 + 5 * 0.0105 * 10), 1e-15) << "0.66";
    EXPECT_NEAR(Terminal::rest(Input{100.0}, p).available, 1 / (1 + 5 * 0.0105 * 100), 1e-15);
}

// At a constant rate S, R goes to its rest with the rate 1/tau + U S: faster down than back.
TEST(AfferentTerminal, is_depressed_within_a_second_of_use_and_recovers_in_seconds_of_rest) {
    const double fast = 1 / 5.0 + 0.0105 * 100;
    const double low = Terminal::rest(Input{100.0}, p).available;
    const auto used = after({1.0, 0.0}, {100.0}, 1.0);
    EXPECT_NEAR(used.available, low + (1 - low) * std::exp(-fast), 1e-12);
    const auto rested = after(used, {0.0}, 5.0);
    EXPECT_NEAR(rested.available, 1 - (1 - used.available) * std::exp(-1), 1e-12);
    EXPECT_LT(rested.available, 0.8) << "depression outlasts the use by more than 5 s";
}

TEST(AfferentTerminal, presynaptic_inhibition_comes_and_goes_with_its_time_constant_and_blocks_all_at_most) {
    const auto on = after({1.0, 0.0}, {0.0, 0.5}, 0.15);
    EXPECT_NEAR(on.inhibition, 0.5 * (1 - std::exp(-1)), 1e-12);
    EXPECT_NEAR(after(on, {0.0, -3.0}, 0.15).inhibition, on.inhibition * std::exp(-1), 1e-12) << "no less than none";
    EXPECT_EQ(Terminal::rest(Input{0.0, 3.0}, p).inhibition, 1);
    EXPECT_EQ(Terminal::dynamics(Terminal::State<double>{0.8, 0.25}, Input{}, p).output.transmission, 0.8 * 0.75);
}

} // namespace
} // namespace myotatic::testing
