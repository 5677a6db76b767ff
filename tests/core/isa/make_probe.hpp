// Makes the probe of an instruction set. Included only by files that are compiled for it.
#pragma once

#include "core/isa/pack_probe.hpp"
#include "myotatic/core/pack_math.hpp"

#include <utility>

namespace myotatic::testing {

template <class P, class F>
void apply(const double* x, const double* y, double* r, std::size_t n) {
    for (std::size_t i = 0; i < n; i += static_cast<std::size_t>(P::lanes))
        store(F{}(load<P>(x + i), load<P>(y + i)), r + i);
}

/// `f` is a lambda without captures, which is passed as a type and made anew in `apply`.
template <class Wide, class Single, class F>
ProbedFunction probed(std::string_view name, F) {
    return {name, apply<Wide, F>, apply<Single, F>};
}

/// K numbers per lane: written next to guards, read back.
template <class P, std::size_t K>
int wrong_interleaved() {
    constexpr double guard = -1;
    double memory[8][K + 2];
    for (auto& row : memory)
        for (double& x : row) x = guard;
    std::array<P, K> values;
    std::array<double*, lanes_of<P>> to;
    std::array<const double*, lanes_of<P>> from;
    for (P& v : values) v = 0;
    for (int i = 0; i < P::lanes; ++i) {
        from[static_cast<std::size_t>(i)] = to[static_cast<std::size_t>(i)] = memory[i] + 1;
        for (std::size_t k = 0; k < K; ++k) set_lane(values[k], i, 100 * i + static_cast<double>(k));
    }
    store_interleaved(values, to);
    const auto back = load_interleaved<P, K>(from);
    int wrong = 0;
    for (int i = 0; i < P::lanes; ++i) {
        wrong += memory[i][0] != guard || memory[i][K + 1] != guard;
        for (std::size_t k = 0; k < K; ++k) {
            const double x = 100 * i + static_cast<double>(k);
            wrong += memory[i][k + 1] != x;
            wrong += lane(back[k], i) != x;
        }
    }
    return wrong;
}

template <class P>
int wrong_lanes_of() {
    constexpr unsigned everywhere = (1u << P::lanes) - 1;
    int wrong = 0;
    for (unsigned b = 0; b <= everywhere; ++b) {
        const mask_of<P> m = mask_from_bits<P>(b);
        wrong += bits(m) != b;
        wrong += any(m) != (b != 0);
        wrong += all(m) != (b == everywhere);
        wrong += bits(!m) != (everywhere & ~b);
        wrong += bits(m && true) != b;
        wrong += bits(m || false) != b;
        P x = 0.0, y = select(m, P(1.0), P(2.0));
        for (int i = 0; i < P::lanes; ++i) {
            wrong += lane(m, i) != ((b >> i & 1u) != 0);
            wrong += lane(y, i) != (lane(m, i) ? 1 : 2);
            set_lane(x, i, i + 0.5);
        }
        for (int i = 0; i < P::lanes; ++i) wrong += lane(x, i) != i + 0.5;
        wrong += bits(select(m, x, -1.0) > 0.0) != b;
        wrong += bits(select(true, x, y) == x) != everywhere;
    }
    return wrong + [&]<std::size_t... k>(std::index_sequence<k...>) { return (wrong_interleaved<P, k + 1>() + ...); }
    (std::make_index_sequence<13>());
}

template <class Wide, class Single>
int wrong_widened() {
    static_assert(std::same_as<Widened<Single>, Wide> && std::same_as<Widened<Wide>, Wide>);
    const Single x = 3.5;
    const auto everywhere = widened<Wide>(x);
    return !all(everywhere == 3.5) || lane(widened<Single>(x), 0) != 3.5;
}

template <class Wide, class Single>
PackProbe make_probe(Isa isa) {
#define MYOTATIC_PROBED(name, expression)                                                                                   \
    probed<Wide, Single>(name, []<class P>([[maybe_unused]] P x, [[maybe_unused]] P y) { return P(expression); })
    return {isa,
            Wide::lanes,
            {MYOTATIC_PROBED("sqrt(x)", sqrt(x)),
             MYOTATIC_PROBED("exp(x)", exp(x)),
             MYOTATIC_PROBED("log(x)", log(x)),
             MYOTATIC_PROBED("pow(x, y)", pow(x, y)),
             MYOTATIC_PROBED("tanh(x)", tanh(x)),
             MYOTATIC_PROBED("sinh(x)", sinh(x)),
             MYOTATIC_PROBED("asinh(x)", asinh(x)),
             MYOTATIC_PROBED("sin(x)", sin(x)),
             MYOTATIC_PROBED("cos(x)", cos(x)),
             MYOTATIC_PROBED("x + y", x + y),
             MYOTATIC_PROBED("x - y", x - y),
             MYOTATIC_PROBED("x * y", x * y),
             MYOTATIC_PROBED("x / y", x / y),
             MYOTATIC_PROBED("-x", -x),
             MYOTATIC_PROBED("multiply_add(x, y, x)", multiply_add(x, y, x)),
             MYOTATIC_PROBED("min(x, y)", min(x, y)),
             MYOTATIC_PROBED("max(x, y)", max(x, y)),
             MYOTATIC_PROBED("abs(x)", abs(x)),
             MYOTATIC_PROBED("copysign(x, y)", copysign(x, y)),
             MYOTATIC_PROBED("floor(x)", floor(x)),
             MYOTATIC_PROBED("rint(x)", rint(x)),
             MYOTATIC_PROBED("x < y", select(x < y, 1.0, 0.0)),
             MYOTATIC_PROBED("x <= y", select(x <= y, 1.0, 0.0)),
             MYOTATIC_PROBED("x > y", select(x > y, 1.0, 0.0)),
             MYOTATIC_PROBED("x >= y", select(x >= y, 1.0, 0.0)),
             MYOTATIC_PROBED("x == y", select(x == y, 1.0, 0.0)),
             MYOTATIC_PROBED("x != y", select(x != y, 1.0, 0.0)),
             MYOTATIC_PROBED("x < y && y > 0", select(x < y && y > 0.0, 1.0, 0.0)),
             MYOTATIC_PROBED("x < y || !(y > 0)", select(x < y || !(y > 0.0), 1.0, 0.0))},
            [] { return wrong_lanes_of<Wide>() + wrong_lanes_of<Single>() + wrong_widened<Wide, Single>(); }};
#undef MYOTATIC_PROBED
}

} // namespace myotatic::testing
