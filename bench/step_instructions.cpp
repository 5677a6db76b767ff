// Makes as many steps of the default arc, of all lanes at once, as asked for. `count_instructions` runs it under callgrind
// with two numbers of steps: the difference is what one step costs, on any machine.
#include "ours.hpp"

#include <cstdio>
#include <cstdlib>

int main(int count, char** arguments) {
    const long long steps = count > 1 ? std::atoll(arguments[1]) : 100;
    bench::make_steps(steps);
    std::printf("%lld steps\n", steps);
}
