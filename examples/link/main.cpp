// What you will see: a nerve delay as a person writes it, and as the library computes with it.
#include <myotatic/core/unit.hpp>

#include <cstdio>

int main() {
    const double delay = myotatic::parse_quantity("30 ms", "s");
    std::printf("A delay of %s is %g s\n", myotatic::format_quantity(delay, "ms").c_str(), delay);
}
