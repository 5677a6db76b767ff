// An object for isa_symbols_test.cpp: one inline function that carries its instruction set in its name, one that does not.
#include "myotatic/core/isa.hpp"

namespace sample {

template <class Isa>
[[gnu::noinline]] double tagged(double x) {
    return x * x + Isa::name.size();
}

[[gnu::noinline]] inline double untagged(double x) { return x * x + 1; }

double entry(double x) { return tagged<myotatic::Avx512>(x) + untagged(x); }

} // namespace sample
