// Makes as many steps of the default arc, of all lanes at once, as asked for. `count_instructions` runs it under callgrind
// with two numbers of steps: the difference is what one step costs, on any machine.
#include "myotatic/experiment/standard.hpp"
#include "myotatic/ode/method/tsitouras5.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace myotatic;
using namespace myotatic::units;

namespace {

using Arc = StretchReflex<>;

/// Hands out the same tapped person again and again until all steps are made.
struct Taps {
    long long steps;
    decltype(flat(human_soleus_reflex())) person = flat(human_soleus_reflex());

    static Taps& of(void* self) { return *static_cast<Taps*>(self); }
    LaneHost host() {
        return {this,
                [](void* self, double* parameters) {
                    std::copy(of(self).person.begin(), of(self).person.end(), parameters);
                    return 0LL;
                },
                [](void*, long long) {},
                [](void*, long long, double, const double*) {},
                [](void*, long long, double, std::size_t, bool) {},
                [](void*, long long, const ode::Outcome<double>&, const long long*) {},
                [](void* self, double) { return --of(self).steps > 0; }};
    }
};

} // namespace

int main(int count, char** arguments) {
    const long long steps = count > 1 ? std::atoll(arguments[1]) : 100;
    Experiment<Arc> e{.parameters = human_soleus_reflex(), .schedule = {5e-3}, .solver = {.rtol = 1e-4, .atol = 1e-6}};
    e.protocol.drive("tap", Stimulus::half_sine(0, 4 * mm, 0.1, 10 * ms));
    e.solver.magnitudes = Beginning<Arc>::magnitudes();
    const std::size_t joint_angle = 0;
    const LanePlan<Arc> plan{e.protocol, {}, 0, 1, e.schedule, &joint_angle, 1, e.solver};
    Taps taps{steps};
    wide_kernel<Arc, ode::Tsitouras5>(chosen_isa())(plan, taps.host());
    std::printf("%lld steps\n", steps);
}
