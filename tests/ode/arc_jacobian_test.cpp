// What the Jacobian of the reflex arc costs: the delays cut its loops, so that little is left to solve.
#include "myotatic/circuit/human_reflexes.hpp"
#include "myotatic/circuit/stretch_reflex.hpp"
#include "myotatic/ode/jacobian.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using namespace myotatic;

namespace {

using Arc = StretchReflex<>;
constexpr std::size_t N = flat_size<Arc::State<double>>;

// The arc with what its nerves bring held still.
struct Still {
    Arc::Parameters<double> parameters;
    Arc::Signals<double> signals;

    static constexpr auto pattern = ode::traced_pattern<N>([](const Tracer& t, const Flat<Tracer, N>& x) {
        const Arc::Parameters<Tracer> p{};
        return flat(Arc::rates(t, unflatten<Arc::State<Tracer>>(x), Arc::Input<Tracer>{}, ode::TracedPast{}, p));
    });

    struct Past {
        const Arc::Signals<double>& signals;
        template <class T>
        T at(T Arc::Signals<T>::*channel, const T&) const {
            return T(flat(signals)[index_of(channel)]);
        }
    };
    template <class T>
    Flat<T, N> operator()(const T& t, const Flat<T, N>& x) const {
        return flat(Arc::rates(t, unflatten<Arc::State<T>>(x), Arc::Input<T>{}, Past{signals}, parameters));
    }
};

Still still_arc() {
    const auto rest = Arc::at_rest(human_soleus_reflex(), {});
    return {rest.parameters, Arc::signals(0.0, rest.state, Arc::Input<double>{}, rest.parameters)};
}

using Known = ode::detail::KnownPlan<Still>;

std::size_t count(const auto& operations, ode::LuOperation::Kind kind) {
    return static_cast<std::size_t>(
        std::count_if(operations.begin(), operations.end(), [&](const auto& o) { return o.kind == kind; }));
}

} // namespace

// A row has at most five entries, so five colours are the fewest possible.
TEST(ArcJacobian, five_colours_and_no_fill_in) {
    static_assert(Known::pattern.entries() == 35);
    static_assert(Known::plan.colours == 5);
    std::size_t no_diagonal = 0;
    for (std::size_t i = 0; i < N; ++i) no_diagonal += !Known::pattern.rows[i].contains(i);
    EXPECT_EQ(Known::plan.slots, Known::pattern.entries() + no_diagonal);
}

TEST(ArcJacobian, a_factorisation_is_26_operations_and_a_solve_36) {
    using enum ode::LuOperation::Kind;
    EXPECT_EQ(count(Known::factoring, reciprocal), N);
    EXPECT_EQ(count(Known::factoring, scale) + count(Known::factoring, update), 12u);
    EXPECT_EQ(count(Known::solving, update) + count(Known::solving, scale), 36u);
}

TEST(ArcJacobian, agrees_with_differences_away_from_rest) {
    const Still arc = still_arc();
    auto x = flat(Arc::at_rest(human_soleus_reflex(), {}).state);
    for (std::size_t i = 0; i < N; ++i) x[i] = 1.02 * x[i] + 1e-3;
    Flat<double, Known::plan.slots> a;
    Flat<double, N> by_time;
    ode::UnrolledJacobian<Still, N>::differentiate(arc, 0.0, x, 0.0, a, by_time);
    for (std::size_t j = 0; j < N; ++j) {
        // Richardson's extrapolation of central differences: wrong by h⁴ of the relative change, and by ε over it.
        const double h = 1e-4 * std::max(std::abs(x[j]), 1e-3);
        const auto at = [&](double step) {
            auto y = x;
            y[j] += step;
            return arc(0.0, y);
        };
        const auto a1 = at(h), a2 = at(-h), b1 = at(2 * h), b2 = at(-2 * h);
        for (std::size_t i = 0; i < N; ++i) {
            const double slope = (4 * (a1[i] - a2[i]) / (2 * h) - (b1[i] - b2[i]) / (4 * h)) / 3;
            const double rounding = 4 * std::numeric_limits<double>::epsilon() * (std::abs(a1[i]) + 100) / h;
            const double exact = Known::lu.rows[i].contains(j) ? a[Known::lu.slot(i, j)] : 0;
            EXPECT_NEAR(exact, slope, 1e-6 * std::abs(slope) + rounding) << "rate " << i << " by state " << j;
        }
    }
    EXPECT_EQ(by_time, (Flat<double, N>{})) << "a past that stands still";
}

TEST(ArcJacobian, the_compiler_finds_the_pattern_that_running_finds) {
    const Still arc = still_arc();
    const auto run = ode::traced_pattern<N>([&](const Tracer& t, const Flat<Tracer, N>& x) {
        return flat(
            Arc::rates(t, unflatten<Arc::State<Tracer>>(x), Arc::Input<Tracer>{}, ode::TracedPast{}, arc.parameters));
    });
    EXPECT_EQ(run, Still::pattern);
}
