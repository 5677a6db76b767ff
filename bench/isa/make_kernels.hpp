// Makes the kernels of a scalar. Included only by files that are compiled for its instruction set.
#pragma once

#include "isa/pack_kernels.hpp"
#include "myotatic/core/pack_math.hpp"

namespace bench {

template <class T, class F>
void run_kernel(const double* x, const double* y, double* r, std::size_t n) {
    using myotatic::load, myotatic::store;
    constexpr auto lanes = static_cast<std::size_t>(myotatic::lanes_of<T>);
    for (std::size_t i = 0; i < n; i += lanes) store(F{}(load<T>(x + i), load<T>(y + i)), r + i);
}

template <class T, class F>
Kernel kernel(std::string_view name, F) {
    return {name, run_kernel<T, F>};
}

template <class T>
Kernels make_kernels() {
    using namespace myotatic;
    return {
        kernel<T>("exp", [](T x, T) { return exp(x); }),      kernel<T>("log", [](T, T y) { return log(y); }),
        kernel<T>("pow", [](T x, T y) { return pow(y, x); }), kernel<T>("pow(x, 2.4)", [](T, T y) { return pow(y, 2.4); }),
        kernel<T>("tanh", [](T x, T) { return tanh(x); }),    kernel<T>("sinh", [](T x, T) { return sinh(x); }),
        kernel<T>("asinh", [](T x, T) { return asinh(x); }),  kernel<T>("sin", [](T x, T) { return sin(x); }),
        kernel<T>("cos", [](T x, T) { return cos(x); }),      kernel<T>("sqrt", [](T, T y) { return sqrt(y); }),
        kernel<T>("1 / x", [](T, T y) { return 1.0 / y; })};
}

} // namespace bench
