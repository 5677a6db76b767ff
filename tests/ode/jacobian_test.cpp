// The Jacobian that tracers, colours and duals find is the Jacobian.
#include "myotatic/ode/jacobian.hpp"

#include "ode/stiff_problems.hpp"

#include <gtest/gtest.h>

#include <random>

using namespace myotatic;

namespace {

// Ten states in a ring with a hub, a rate that depends on time alone and one on nothing.
struct Ring {
    static constexpr std::size_t size = 12;
    template <class T>
    constexpr Flat<T, size> rates(const T& t, const Flat<T, size>& x) const {
        Flat<T, size> r;
        for (std::size_t i = 0; i < 10; ++i)
            r[i] = x[(i + 1) % 10] * x[i] - sin(x[10]) + select(x[i] > 0.5, x[i] * x[i], 0.25 * x[(i + 9) % 10]);
        r[10] = exp(-t * t);
        r[11] = T(3.0);
        return r;
    }
};
struct KnownRing : Ring {
    static constexpr auto pattern =
        ode::traced_pattern<Ring::size>([](const Tracer& t, const auto& x) { return Ring().rates(t, x); });
};
// A delay of zero lets x[0] act on x[11].
struct DelayedRing : KnownRing {
    static constexpr auto instantaneous_pattern = [] {
        auto more = KnownRing::pattern;
        more.rows[11].insert(0);
        return more;
    }();
    std::array<double, 1> delays() const { return {0.0}; }
};

Flat<double, Ring::size> somewhere(unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> value(0, 1);
    Flat<double, Ring::size> x;
    for (double& v : x) v = value(random);
    return x;
}

template <std::size_t N>
using Dense = std::array<std::array<double, N>, N>;

// Central differences: wrong by h² and ε/h of numbers of size 1, which for h = 1e-5 is 1e-10 and 1e-11.
template <class F, std::size_t N>
Dense<N> differences(const F& f, double t, const Flat<double, N>& x) {
    Dense<N> j;
    for (std::size_t c = 0; c < N; ++c) {
        auto above = x, below = x;
        above[c] += 1e-5, below[c] -= 1e-5;
        const auto up = f(t, above), down = f(t, below);
        for (std::size_t i = 0; i < N; ++i) j[i][c] = (up[i] - down[i]) / 2e-5;
    }
    return j;
}

// J as a linearisation knows it: with J - shift factored, u solves (shift - J) u = b.
template <class System>
void solves_with_the_jacobian() {
    const System system;
    const auto f = problems::field(system);
    const ode::Linearisation<System, Ring::size> linearisation(f);
    for (unsigned seed = 0; seed < 20; ++seed) {
        const auto x = somewhere(seed);
        const double t = 0.1 * seed, shift = 20;
        typename ode::Linearisation<System, Ring::size>::template Matrix<double> matrix;
        Flat<double, Ring::size> by_time, u = somewhere(seed + 100);
        linearisation.differentiate(f, t, x, shift, matrix, by_time);
        linearisation.factor(matrix);
        const auto b = u;
        linearisation.solve(matrix, u);
        const auto jacobian = differences(f, t, x);
        for (std::size_t i = 0; i < Ring::size; ++i) {
            double left = shift * u[i];
            for (std::size_t j = 0; j < Ring::size; ++j) left -= jacobian[i][j] * u[j];
            EXPECT_NEAR(left, b[i], 1e-9);
            const double slope = (f(t + 1e-5, x)[i] - f(t - 1e-5, x)[i]) / 2e-5;
            EXPECT_NEAR(by_time[i], slope, 1e-9);
        }
    }
}

} // namespace

TEST(Jacobian, the_pattern_holds_every_entry_that_differs_from_zero_and_few_others) {
    const Ring ring;
    const auto f = problems::field(ring);
    const auto pattern = ode::traced_pattern<Ring::size>(f);
    Dense<Ring::size> largest{};
    for (unsigned seed = 0; seed < 20; ++seed) {
        const auto jacobian = differences(f, 0.3, somewhere(seed));
        for (std::size_t i = 0; i < Ring::size; ++i)
            for (std::size_t j = 0; j < Ring::size; ++j) largest[i][j] = std::max(largest[i][j], std::abs(jacobian[i][j]));
    }
    for (std::size_t i = 0; i < Ring::size; ++i)
        for (std::size_t j = 0; j < Ring::size; ++j)
            EXPECT_EQ(pattern.rows[i].contains(j), largest[i][j] > 1e-9) << i << ", " << j;
    for (std::size_t i = 0; i < Ring::size; ++i) EXPECT_EQ(pattern.on_time.contains(i), i == 10) << i;
    static_assert(KnownRing::pattern.entries() == 40);
    EXPECT_EQ(pattern, KnownRing::pattern) << "when it runs and when it is compiled";
}

TEST(Jacobian, columns_of_one_colour_share_no_row) {
    std::mt19937 random(4);
    for (int trial = 0; trial < 100; ++trial) {
        std::bernoulli_distribution there(0.02 * (1 + trial % 20));
        ode::Pattern<40> pattern;
        for (auto& row : pattern.rows)
            for (std::size_t j = 0; j < 40; ++j)
                if (there(random)) row.insert(j);
        const auto colouring = ode::coloured(pattern);
        std::size_t fewest = 0;
        for (const auto& row : pattern.rows) {
            fewest = std::max(fewest, row.size());
            IndexSet colours;
            row.for_each_below(40, [&](std::size_t j) {
                EXPECT_FALSE(colours.contains(colouring.colour[j]));
                EXPECT_LT(colouring.colour[j], colouring.colours);
                colours.insert(colouring.colour[j]);
            });
        }
        EXPECT_GE(colouring.colours, fewest);
    }
}

TEST(Jacobian, a_band_needs_as_many_colours_as_it_is_wide) {
    ode::Pattern<30> band;
    for (std::size_t i = 0; i < 30; ++i)
        for (std::size_t j = i > 1 ? i - 2 : 0; j < std::min<std::size_t>(30, i + 3); ++j) band.rows[i].insert(j);
    EXPECT_EQ(ode::coloured(band).colours, 5u);
}

TEST(Jacobian, found_when_the_program_runs_it_solves_with_the_jacobian_of_differences) { solves_with_the_jacobian<Ring>(); }
TEST(Jacobian, known_beforehand_it_solves_with_the_jacobian_of_differences) { solves_with_the_jacobian<KnownRing>(); }

TEST(Jacobian, found_and_known_give_the_same_bits) {
    const KnownRing system;
    const auto f = problems::field(system);
    const auto x = somewhere(7);
    const ode::Linearisation<Ring, Ring::size> found(f);
    const ode::Linearisation<KnownRing, Ring::size> known(f);
    decltype(found)::Matrix<double> a;
    decltype(known)::Matrix<double> b;
    Flat<double, Ring::size> a_time, b_time, u = x, v = x;
    found.differentiate(f, 0.2, x, 9.0, a, a_time), found.factor(a), found.solve(a, u);
    known.differentiate(f, 0.2, x, 9.0, b, b_time), known.factor(b), known.solve(b, v);
    EXPECT_EQ(a_time, b_time);
    EXPECT_EQ(u, v);
}

TEST(Jacobian, a_delay_of_zero_brings_the_entries_that_it_needs) {
    const DelayedRing system;
    const auto f = [&]<class T>(const T& t, const Flat<T, Ring::size>& x) {
        auto r = system.rates(t, x);
        r[11] = 5.0 * x[0];
        return r;
    };
    const auto x = somewhere(8);
    const ode::Linearisation<DelayedRing, Ring::size> at_once(f, true), later(f, false);
    for (const bool zero : {true, false}) {
        const auto& linearisation = zero ? at_once : later;
        std::remove_cvref_t<decltype(linearisation)>::Matrix<double> a;
        Flat<double, Ring::size> by_time, u{1};
        linearisation.differentiate(f, 0.0, x, 10.0, a, by_time), linearisation.factor(a), linearisation.solve(a, u);
        EXPECT_NEAR(u[11], zero ? 0.5 * u[0] : 0, 1e-15); // (10 - J) u = b in its row: 10 u[11] - 5 u[0] = 0
    }
}
