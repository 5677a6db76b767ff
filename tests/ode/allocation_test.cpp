// Once under way, a step takes no memory; and the past takes no more of it the longer a simulation lasts.
#include "myotatic/ode/integration.hpp"

#include "ode/problems.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<long long> allocations{0};
void* counted(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
} // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

using namespace myotatic;

namespace {

/// Allocations between the step after `settled` and the end.
template <class Run>
long long allocations_after(Run& run, double settled, double until) {
    for (int i = 0; i < 10; ++i) run.advance(until);
    while (run.time() < settled) run.advance(until);
    const long long before = allocations;
    while (run.advance(until)) {
    }
    EXPECT_EQ(run.outcome().reason, ode::Reason::completed);
    EXPECT_GT(run.outcome().statistics.steps_accepted, 100);
    return allocations - before;
}

} // namespace

TEST(Allocation, is_counted) {
    const long long before = allocations;
    const std::vector<double> some(100);
    EXPECT_EQ(allocations - before, some.empty() ? 0 : 1);
}

TEST(Allocation, does_not_happen_while_an_ordinary_system_runs) {
    auto run = ode::integration(problems::harmonic(), ode::Start{0.0, Flat<double, 2>{1, 0}}, {.rtol = 1e-8, .atol = 1e-8});
    EXPECT_EQ(allocations_after(run, 0, 100), 0);
}

TEST(Allocation, does_not_happen_while_a_delayed_system_runs_and_watches_a_guard) {
    const Flat<double, 2> start{0.02, 0};
    auto run =
        ode::integration(problems::delayed_oscillator(6, 0.04, 0.05), ode::Start{0.0, start, problems::always<2>(start)},
                         {.rtol = 1e-6, .atol = 1e-9}, ode::Crossing{[](double, const auto& x) { return x[0] - 1; }});
    EXPECT_EQ(allocations_after(run, 0, 10), 0); // the ring has 64 steps from the start, more than fit into the delay
}

TEST(Allocation, of_the_past_does_not_grow_with_the_time_simulated) {
    const auto growths = [](double until) {
        auto run = ode::integration<ode::Tsitouras5, ode::FixedStep>(
            problems::mackey_glass(), ode::Start{0.0, Flat<double, 1>{1.2}, problems::always<1>({1.2})},
            {.fixed_step = 0.05});
        while (run.advance(until)) {
        }
        return run.outcome().statistics.history_growths;
    };
    EXPECT_EQ(growths(50), 3); // 17/0.05 = 340 steps: 64, 128, 256, 512
    EXPECT_EQ(growths(2000), 3);
}
