// What you will see: the Mackey-Glass equation, x' = 0.2 x(t - 17) / (1 + x(t - 17)^10) - 0.1 x with x = 1.2 until t = 0, at
// t = 50 and 100. Nothing of the reflex arc is in it: the integrator takes any delay equation.
#include "myotatic/ode/integrate.hpp"

#include <cmath>
#include <cstdio>

using namespace myotatic;

struct MackeyGlass {
    Flat<double, 1> rates(double t, const Flat<double, 1>& x, const auto& past) const {
        const double then = past.at(0, t - 17);
        return {0.2 * then / (1 + std::pow(then, 10)) - 0.1 * x[0]};
    }
    auto signals(auto, const auto& x) const { return x; } // what is remembered: channel 0 is x itself
    auto delays() const { return std::array{17.0}; }
};

int main() {
    const Flat<double, 1> x0{1.2};
    const std::array times{50.0, 100.0};
    const auto solution = ode::solve(MackeyGlass{}, ode::Start{0.0, x0, [=](double) { return x0; }},
                                     std::span<const double>(times), {.rtol = 1e-11, .atol = 1e-12});
    for (std::size_t i = 0; i < times.size(); ++i) std::printf("x(%g) = %.9f\n", times[i], solution.states[i][0]);
}
