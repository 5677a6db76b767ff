// A circuit as an Arc: the same equations that our own solvers integrate, in plain doubles and with the C library's
// functions.
#pragma once

#include "arc.hpp"
#include "problem.hpp"

#include "myotatic/core/dual.hpp"
#include "myotatic/physiology/component.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace bench {

template <class C>
class ArcOf final : public Arc {
    template <class T>
    using State = typename C::template State<T>;
    template <class T>
    using Parameters = typename C::template Parameters<T>;
    template <class T>
    using Input = typename C::template Input<T>;
    template <class T>
    using Signals = typename C::template Signals<T>;
    static constexpr std::size_t N = myotatic::flat_size<State<double>>, K = myotatic::flat_size<Signals<double>>;
    using Vector = std::array<double, N>;
    using Flat = std::array<double, K>;

public:
    ArcOf(const Problem<C>& problem, const Instance<C>& instance, const std::array<int, N>& colours)
        : problem_(problem), parameters_(myotatic::prepared<C>(instance.parameters)),
          delays_(C::delays(instance.parameters)), initial_(myotatic::flat(instance.rest)), colours_(colours), ring_(64) {
        const auto signals = myotatic::flat(C::signals(0.0, instance.rest, Input<double>{}, parameters_));
        std::copy(signals.begin(), signals.end(), rest_.begin());
        const auto& leaves = myotatic::describe<State<double>>();
        for (std::size_t i = 0; i < N; ++i) absolute_[i] = absolute_share * leaves[i].facts.magnitude;
        longest_step_ = *std::min_element(delays_.begin(), delays_.end());
        longest_delay_ = *std::max_element(delays_.begin(), delays_.end());
        find_kinks();
    }

    std::size_t size() const override { return N; }
    double duration() const override { return problem_.duration; }
    double longest_step() const override { return longest_step_; }
    const double* initial_state() const override { return initial_.data(); }
    const double* absolute() const override { return absolute_.data(); }
    const std::vector<Kink>& kinks() const override { return kinks_; }
    const std::vector<double>& times() const override { return problem_.times; }

    void restart(double tolerance) override {
        tolerance_ = tolerance;
        count_ = 0;
        cursor_.fill(0);
        reached_ = 0;
        for (std::size_t k = 0; k < K; ++k) {
            end_[k] = {rest_[k], 0};
            largest_[k] = std::max(std::abs(rest_[k]), 1e-3);
        }
    }

    void enter(double begin, double end) override {
        middle_ = 0.5 * (begin + end);
        tapped_ = problem_.tap.covers(middle_);
    }

    void rates(double t, const double* x, double* dxdt) override {
        const Vector r = myotatic::flat(C::rates(t, state(x), input(t), Past{*this, nudge(t)}, parameters_));
        std::copy(r.begin(), r.end(), dxdt);
    }

    void jacobian(double t, const double* x, double* columns, double* dfdt) override {
        Vector by_time;
        const auto slopes = coloured_rates(t, x, colours_);
        for (std::size_t j = 0; j < N; ++j)
            for (std::size_t i = 0; i < N; ++i)
                columns[j * N + i] = depends()[i][j] ? slopes[i].slope[static_cast<std::size_t>(colours_[j])] : 0.0;
        for (std::size_t i = 0; i < N; ++i) by_time[i] = slopes[i].slope[most_colours];
        if (dfdt) std::copy(by_time.begin(), by_time.end(), dfdt);
    }

    void bend(double t, const double* x, const double* dxdt) override { end_ = signals_with_slope(t, x, dxdt); }

    void keep(double end, const double* x, const double* dxdt, Dense& step) override {
        const double begin = reached_, h = end - begin;
        const auto right = signals_with_slope(end, x, dxdt), left = end_;
        const Flat middle = signals_within(step, begin + 0.5 * h);
        Node node{begin, end, 1 / h, {}};
        for (std::size_t k = 0; k < K; ++k) {
            node.channels[k] = {left[k].value, h * left[k].slope, right[k].value, h * right[k].slope, 0};
            node.channels[k].lift = 16 * (middle[k] - node.channels[k].at(0.5));
            largest_[k] = std::max(largest_[k], std::abs(right[k].value));
        }
        end_ = right;
        reached_ = end;
        if (tolerance_ > 0) {
            const Flat first = signals_within(step, begin + 0.25 * h), second = signals_within(step, begin + 0.75 * h);
            if (misses(node, 0.25, first) || misses(node, 0.75, second)) {
                Flat start, stop;
                for (std::size_t k = 0; k < K; ++k) start[k] = left[k].value, stop[k] = right[k].value;
                const double half = begin + 0.5 * h;
                pieces_ = 0;
                keep_pieces(step, begin, half, {start, first, middle});
                keep_pieces(step, half, end, {middle, second, stop});
                return;
            }
        }
        append(node);
    }

    /// Which rate depends on which state, and a colour for each state so that no rate depends on two of a colour: found
    /// once, from derivatives along the trajectory of one instance.
    static std::array<int, N> find_colours(const Problem<C>& problem, const std::vector<Vector>& visited) {
        ArcOf arc(problem, problem.instances.front(), {});
        arc.restart(0);
        auto& pattern = depends();
        const auto& leaves = myotatic::describe<State<double>>();
        for (auto& row : pattern) row.fill(false);
        for (std::size_t v = 0; v < visited.size(); ++v) {
            Vector x = visited[v];
            // A state off its rest, so that nothing is zero by accident.
            for (std::size_t i = 0; i < N; ++i)
                x[i] += 1e-4 * leaves[i].facts.magnitude * std::sin(1.0 + static_cast<double>(7 * v + i));
            for (std::size_t first = 0; first < N; first += most_colours) {
                std::array<int, N> some;
                some.fill(-1);
                for (std::size_t j = first; j < std::min(N, first + most_colours); ++j)
                    some[j] = static_cast<int>(j - first);
                const auto slopes = arc.coloured_rates(0.0, x.data(), some);
                for (std::size_t j = first; j < std::min(N, first + most_colours); ++j)
                    for (std::size_t i = 0; i < N; ++i)
                        if (slopes[i].slope[j - first] != 0) pattern[i][j] = true;
            }
        }
        std::array<int, N> colours{};
        for (std::size_t j = 0; j < N; ++j) {
            const auto clashes = [&](int colour) {
                for (std::size_t other = 0; other < j; ++other)
                    for (std::size_t i = 0; i < N; ++i)
                        if (colours[other] == colour && pattern[i][j] && pattern[i][other]) return true;
                return false;
            };
            while (clashes(colours[j])) ++colours[j];
            if (colours[j] >= static_cast<int>(most_colours)) throw std::logic_error("more colours than duals have slopes");
        }
        return colours;
    }

private:
    static constexpr std::size_t most_colours = 7;
    using Along = myotatic::Dual<double, 1>;
    using Coloured = myotatic::Dual<double, most_colours + 1>; // the last slope is that by time

    struct Channel {
        double value0, slope0, value1, slope1, lift;
        // As RememberedStep has it.
        template <class T>
        T at(const T& theta) const {
            const T rest = 1.0 - theta, bump = theta * rest;
            return rest * value0 + theta * value1 +
                   bump * ((2.0 * theta - 1.0) * (value1 - value0) + rest * slope0 - theta * slope1 + bump * lift);
        }
    };
    struct Node {
        double begin, end, over_h;
        std::array<Channel, K> channels;
    };
    struct ValueAndSlope {
        double value, slope;
    };

    /// What the rates ask for. A cursor per signal remembers where it looked last.
    struct Past {
        const ArcOf& arc;
        double nudge; ///< towards the inside of the stretch: where two steps meet, which of them is meant

        template <class T>
        T at(std::size_t channel, const T& time) const {
            using myotatic::value_of;
            const double wanted = value_of(time), probe = wanted + nudge;
            if (probe < 0) return T(arc.rest_[channel]);
            const Node& node = arc.find(channel, probe);
            const double theta = std::min(1.0, std::max(0.0, (wanted - node.begin) * node.over_h));
            if constexpr (std::is_same_v<T, double>) {
                return node.channels[channel].at(theta);
            } else {
                const Along value = node.channels[channel].at(myotatic::variable<1>(theta, 0));
                return value.value + value.slope[0] * node.over_h * (time - wanted);
            }
        }
        template <class R>
        auto at(myotatic::scalar_of<R> R::*channel, const myotatic::scalar_of<R>& time) const {
            return at(myotatic::index_of<R>(channel), time);
        }
    };

    // A piece with the values at both ends and in the middle, by the polynomial through these and two more, or by its
    // halves.
    void keep_pieces(Dense& step, double begin, double end, const std::array<Flat, 3>& known) {
        const double h = end - begin, half = begin + 0.5 * h;
        const Flat first = signals_within(step, begin + 0.25 * h), second = signals_within(step, begin + 0.75 * h);
        Node node{begin, end, 1 / h, {}};
        for (std::size_t k = 0; k < K; ++k) {
            const double a = known[0][k], b = first[k], c = known[1][k], d = second[k], e = known[2][k];
            node.channels[k] = {a, (-25 * a + 48 * b - 36 * c + 16 * d - 3 * e) / 3, e,
                                (25 * e - 48 * d + 36 * c - 16 * b + 3 * a) / 3, 0};
            node.channels[k].lift = 16 * (c - node.channels[k].at(0.5));
        }
        // Bends take two pieces for each halving; more than enough of them means rounding errors, which no piece mends.
        const bool good = ++pieces_ > 60 || (!misses(node, 0.125, signals_within(step, begin + 0.125 * h)) &&
                                             !misses(node, 0.875, signals_within(step, begin + 0.875 * h)));
        if (good) return append(node);
        keep_pieces(step, begin, half, {known[0], first, known[1]});
        keep_pieces(step, half, end, {known[1], second, known[2]});
    }
    bool misses(const Node& node, double theta, const Flat& signals) const {
        for (std::size_t k = 0; k < K; ++k)
            if (std::abs(node.channels[k].at(theta) - signals[k]) > tolerance_ * largest_[k])
                return true; // no number: no use
        return false;
    }
    Flat signals_within(Dense& step, double t) const {
        Vector x;
        step.at(t, x.data());
        return myotatic::flat(C::signals(t, myotatic::unflatten<State<double>>(x), input(t), parameters_));
    }
    void append(const Node& node) {
        // The ring holds the largest delay, or doubles.
        const Node& oldest = ring_[count_ & (ring_.size() - 1)];
        if (count_ >= ring_.size() && oldest.end > node.end - 2 * longest_delay_) grow();
        ring_[count_++ & (ring_.size() - 1)] = node;
    }

    const Node& find(std::size_t channel, double probe) const {
        const std::size_t mask = ring_.size() - 1;
        std::size_t c = cursor_[channel];
        while (c + 1 < count_ && ring_[c & mask].end <= probe) ++c;
        while (c > 0 && ring_[c & mask].begin > probe) --c;
        cursor_[channel] = c;
        return ring_[c & mask];
    }
    void grow() {
        std::vector<Node> larger(2 * ring_.size());
        for (std::size_t i = count_ - ring_.size(); i < count_; ++i)
            larger[i & (larger.size() - 1)] = ring_[i & (ring_.size() - 1)];
        ring_.swap(larger);
    }

    double nudge(double t) const {
        const double rounding = 64 * std::numeric_limits<double>::epsilon() * std::max(std::abs(t), 1e-3);
        return t < middle_ ? rounding : -rounding;
    }

    static State<double> state(const double* x) {
        Vector copy;
        std::copy(x, x + N, copy.begin());
        return myotatic::unflatten<State<double>>(copy);
    }

    // The stimulus of the piece that covers the stretch.
    template <class T>
    Input<T> input(const T& t) const {
        Input<T> u{};
        if (tapped_) {
            u.tap = problem_.tap.lengthening(t);
            u.tap_rate = problem_.tap.velocity(t);
        }
        return u;
    }

    std::array<ValueAndSlope, K> signals_with_slope(double t, const double* x, const double* dxdt) const {
        std::array<Along, N> moving;
        for (std::size_t i = 0; i < N; ++i) {
            moving[i].value = x[i];
            moving[i].slope[0] = dxdt[i];
        }
        const Along time = myotatic::variable<1>(t, 0);
        const auto signals =
            myotatic::flat(C::signals(time, myotatic::unflatten<State<Along>>(moving), input(time), parameters_));
        std::array<ValueAndSlope, K> both;
        for (std::size_t k = 0; k < K; ++k) both[k] = {signals[k].value, signals[k].slope[0]};
        return both;
    }

    auto coloured_rates(double t, const double* x, const std::array<int, N>& colours) const {
        std::array<Coloured, N> seeded;
        for (std::size_t j = 0; j < N; ++j) {
            seeded[j].value = x[j];
            if (colours[j] >= 0) seeded[j].slope[static_cast<std::size_t>(colours[j])] = 1;
        }
        const Coloured time = myotatic::variable<most_colours + 1>(t, most_colours);
        return myotatic::flat(
            C::rates(time, myotatic::unflatten<State<Coloured>>(seeded), input(time), Past{*this, nudge(t)}, parameters_));
    }

    // Every sum of delays after every corner of the tap: each delay takes one order.
    void find_kinks() {
        std::vector<Kink> wave;
        for (const double corner : {problem_.tap.start, problem_.tap.start + problem_.tap.duration})
            wave.push_back({corner, 1});
        for (int order = 1; order <= 5; ++order) {
            std::vector<Kink> next;
            for (const Kink& kink : wave) {
                kinks_.push_back(kink);
                for (const double delay : delays_) next.push_back({kink.time + delay, order + 1});
            }
            wave = next;
        }
        std::sort(kinks_.begin(), kinks_.end(), [](const Kink& a, const Kink& b) { return a.time < b.time; });
        std::vector<Kink> distinct;
        for (const Kink& kink : kinks_)
            if (distinct.empty() || kink.time - distinct.back().time > 1e-12)
                distinct.push_back(kink);
            else
                distinct.back().order = std::min(distinct.back().order, kink.order);
        kinks_ = distinct;
    }

    static std::array<std::array<bool, N>, N>& depends() {
        static std::array<std::array<bool, N>, N> pattern{};
        return pattern;
    }

    const Problem<C>& problem_;
    myotatic::PreparedFor<C, double> parameters_;
    std::array<double, K> delays_;
    Vector initial_, absolute_;
    std::array<double, K> rest_;
    std::array<int, N> colours_;
    double longest_step_, longest_delay_;
    std::vector<Kink> kinks_;

    double middle_ = 0;
    bool tapped_ = false;
    double reached_ = 0, tolerance_ = 0;
    int pieces_ = 0;
    Flat largest_{};                     ///< of each signal so far
    std::array<ValueAndSlope, K> end_{}; ///< signals where the last step ended
    std::vector<Node> ring_;             ///< a power of two
    std::size_t count_ = 0;              ///< steps kept so far
    mutable std::array<std::size_t, K> cursor_{};
};

} // namespace bench
