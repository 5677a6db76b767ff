// Wherever rates or signals of a circuit bend, one of the numbers that it tells changes sign: a bend that is not told is
// one that steps run across. Untold are those of the tendon organ, where its tendon becomes slack: to know how far it is
// from there costs as much as half of the rates.
#include "myotatic/circuit/human_pairs.hpp"
#include "myotatic/circuit/human_reflexes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace myotatic::testing {
namespace {

/// A straight way through states, inputs and delayed signals of a circuit.
template <DelayedCircuit C>
class Way {
    using State = typename C::template State<double>;
    using Input = typename C::template Input<double>;
    using Signals = typename C::template Signals<double>;
    static constexpr std::size_t N = flat_size<State>, K = flat_size<Signals>;

public:
    /// Through the circuit at rest, in a direction of its own.
    Way(const typename C::template Parameters<double>& p, unsigned seed) {
        const auto rest = C::at_rest(p, Input{});
        parameters_ = rest.parameters;
        state_ = flat(rest.state);
        past_ = flat(C::signals(0.0, rest.state, Input{}, parameters_));
        std::mt19937 random(seed);
        std::uniform_real_distribution<double> anything(-1, 1);
        const auto states = describe<State>();
        for (std::size_t n = 0; n < N; ++n) {
            // A fibre that is far from where its tendon holds it is as fast as no fibre can be.
            const double far = states[n].name.find("muscle") != std::string::npos ? 0.05 : 0.5;
            along_[n] = far * states[n].facts.magnitude * anything(random);
        }
        for (std::size_t k = 0; k < K; ++k) past_along_[k] = (0.1 + std::abs(past_[k])) * anything(random);
    }

    /// Rates and signals at a place from -1 to 1.
    std::vector<double> equations(double place) const {
        return at(place, [&](const State& x, const auto& past) {
            const auto rates = flat(C::rates(0.0, x, Input{}, past, parameters_));
            const auto signals = flat(C::signals(0.0, x, Input{}, parameters_));
            std::vector<double> all(rates.begin(), rates.end());
            all.insert(all.end(), signals.begin(), signals.end());
            return all;
        });
    }
    static std::string name(std::size_t equation) {
        return equation < N ? describe<State>()[equation].name : describe<Signals>()[equation - N].name;
    }
    /// What the circuit tells of bends there.
    std::vector<double> told(double place) const {
        return at(place, [&](const State& x, const auto& past) {
            const auto bends = C::bends(0.0, x, Input{}, past, parameters_);
            return std::vector<double>(bends.begin(), bends.end());
        });
    }

private:
    struct Past {
        Signals signals;
        double at(double Signals::*channel, double) const { return signals.*channel; }
    };
    template <class F>
    std::vector<double> at(double place, const F& f) const {
        Flat<double, N> x = state_;
        Flat<double, K> past = past_;
        for (std::size_t n = 0; n < N; ++n) x[n] += place * along_[n];
        for (std::size_t k = 0; k < K; ++k) past[k] += place * past_along_[k];
        return f(unflatten<State>(x), Past{unflatten<Signals>(past)});
    }

    typename C::template Parameters<double> parameters_;
    Flat<double, N> state_{}, along_{};
    Flat<double, K> past_{}, past_along_{};
};

/// Where one equation bends within an interval: narrowed down to the half that is less of a straight line, a bend keeps its
/// angle, and what is smooth becomes straight. NaN where there is none.
template <class F>
double bend_of(const F& f, double from, double to, double sharp) {
    constexpr double narrow = 2e-5; // the fibre's velocity is known to 1e-10 or so
    const auto crooked = [&](double a, double b) { return std::abs(f(a) - 2 * f(0.5 * (a + b)) + f(b)) / (b - a); };
    while (to - from > narrow) {
        // Of three overlapping halves, so that a bend is always well within one.
        const double quarter = 0.25 * (to - from);
        double best = -1, begin = from;
        for (int i = 0; i < 3; ++i) {
            const double a = from + i * quarter, c = crooked(a, a + 2 * quarter);
            if (c > best) best = c, begin = a;
        }
        from = begin, to = begin + 2 * quarter;
        if (best < 0.01 * sharp) break;
    }
    return crooked(from, to) > sharp ? 0.5 * (from + to) : std::nan("");
}

/// A pool of one's own that bends where nothing of the library does: it charges fast and leaks slowly.
struct LeakyPool {
    template <Scalar T>
    struct State {
        T potential{};
        static constexpr auto fields() { return std::tuple{field("potential", &State::potential, "1", "of the pool")}; }
    };
    template <Scalar T>
    struct Parameters {
        T leak = 5.0, charge = 50.0;
        static constexpr auto fields() {
            return std::tuple{field("leak", &Parameters::leak, "1/s", "rate at which it loses"),
                              field("charge", &Parameters::charge, "1/s", "rate at which it gains")};
        }
    };
    template <Scalar T>
    static constexpr Response<State<T>, MotorPoolOutput<T>> dynamics(const State<T>& x, const MotorPoolInput<T>& u,
                                                                     const auto& p) {
        const T lacks = u.drive - x.potential;
        return {{p.charge * max(lacks, 0.0) + p.leak * min(lacks, 0.0)}, {max(x.potential, 0.0)}};
    }
    template <Scalar T>
    static constexpr std::array<T, 2> bends(const State<T>& x, const MotorPoolInput<T>& u, const auto&) {
        return {u.drive - x.potential, x.potential};
    }
    template <Scalar T, Scalar P>
    static constexpr State<T> rest(const MotorPoolInput<T>& u, const Parameters<P>&) {
        return {u.drive};
    }
};

bool is_of_tendon_organ(const std::string& name) { return name.find("tendon_organ") != name.npos || name.ends_with("ib"); }

/// Looks for bends on some ways through a circuit; gives how many there were, and complains of those that are not told.
template <DelayedCircuit C>
int bends_found(const typename C::template Parameters<double>& p) {
    int found = 0;
    for (unsigned seed = 1; seed <= 4; ++seed) {
        const Way<C> way(p, seed);
        const std::size_t equations = way.equations(0).size();
        for (std::size_t n = 0; n < equations; ++n) {
            if (is_of_tendon_organ(Way<C>::name(n))) continue;
            const auto f = [&](double s) { return way.equations(s)[n]; };
            double size = 0;
            for (double s = -1; s <= 1; s += 0.25) size = std::max(size, std::abs(f(s) - f(-1)));
            for (double s = -0.98; s < 0.95; s += 0.05) { // rest, at 0, may be a bend: well within
                const double where = bend_of(f, s, s + 0.05, 1e-3 * size);
                if (std::isnan(where)) continue;
                ++found;
                const auto before = way.told(where - 1e-4), after = way.told(where + 1e-4);
                bool told = false;
                for (std::size_t k = 0; k < before.size(); ++k) told = told || before[k] * after[k] <= 0;
                EXPECT_TRUE(told) << "way " << seed << ", " << Way<C>::name(n) << " at " << where;
            }
        }
    }
    return found;
}

} // namespace

TEST(Bends, the_arc_tells_of_all_its_bends) { EXPECT_GT(bends_found<StretchReflex<>>(human_soleus_reflex()), 5); }
TEST(Bends, the_pair_tells_of_all_its_bends) { EXPECT_GT(bends_found<AntagonistPair<>>(human_ankle()), 10); }

TEST(Bends, a_pool_of_ones_own_tells_of_its_bends) {
    using Arc = StretchReflex<DeGroote2016, Mileusnic2006, LinCrago2002, LeakyPool>;
    EXPECT_GT(bends_found<Arc>({.cord = {.descending_drive = 0.2}, .nerve = {.path_length = 0.80}}), 5);
}

} // namespace myotatic::testing
