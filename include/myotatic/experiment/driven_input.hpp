// The input of a circuit while it runs: in every lane, the pieces of the stimuli that hold at the moment.
#pragma once

#include "myotatic/core/pack.hpp"
#include "myotatic/experiment/protocol.hpp"

#include <limits>
#include <optional>
#include <vector>

namespace myotatic {

/// The protocol must outlive this.
template <template <class> class In, class T>
class DrivenInput {
public:
    explicit DrivenInput(const Protocol<In>& protocol) {
        for (const auto& drive : protocol.drives()) drives_.emplace_back(drive);
    }

    /// The input at `t`, evaluated with the smooth pieces that hold each lane's `moment`. S is T or carries derivatives.
    template <class S>
    In<S> value(const S& t, const T& moment) const {
        if (any(moment != moment_)) pin(moment);
        if (constant_) return lift<In<S>>(*constant_);
        return sum(t);
    }

    /// The first time after `t` at which a piece ends.
    double next_breakpoint(double t) const {
        double next = std::numeric_limits<double>::infinity();
        for (const Piecewise& d : drives_) next = min(next, d.stimulus->stretch_at(t).end);
        return next;
    }

    /// In every lane, until when the input stays as it is at `moment`; a time before all times where it moves.
    T constant_until(const T& moment) const {
        if (any(moment != moment_)) pin(moment);
        T until{std::numeric_limits<double>::infinity()};
        for (const Piecewise& d : drives_) until = min(until, select(d.constants(), d.end, T(-far)));
        return until;
    }

    /// Calls f(field, order) for each input whose derivative of that order, and none lower, jumps at `t`.
    template <class F>
    void for_each_jump(double t, const F& f) const {
        for (const Piecewise& d : drives_) {
            const auto stretch = d.stimulus->stretch_at(t);
            if (stretch.begin != t) continue;
            const int order = d.stimulus->order_of_jump(stretch.index);
            f(d.field, order);
            if (d.rate) f(*d.rate, order - 1);
        }
    }

private:
    [[gnu::noinline]] void pin(const T& moment) const {
        moment_ = moment;
        bool constant = true;
        for (Piecewise& d : drives_) {
            d.pin(moment);
            constant = constant && d.is_constant();
        }
        constant_.reset();
        if (constant) constant_ = sum(moment);
    }
    template <class S>
    In<S> sum(const S& t) const {
        auto u = flat(In<S>{});
        // A field that is driven starts from nothing, since its stimuli are all there is of it.
        for (const Piecewise& d : drives_) {
            u[d.field] = S(0.0);
            if (d.rate) u[*d.rate] = S(0.0);
        }
        for (const Piecewise& d : drives_) {
            const auto [value, slope] = d.at(t);
            u[d.field] = u[d.field] + value;
            if (d.rate) u[*d.rate] = u[*d.rate] + slope;
        }
        return unflatten<In<S>>(u);
    }

    /// One stimulus: coefficients of the piece that holds now in each lane.
    struct Piecewise {
        explicit Piecewise(const typename Protocol<In>::Drive& drive)
            : stimulus(&drive.stimulus), field(drive.field), rate(drive.rate) {}

        const Stimulus* stimulus;
        std::size_t field;
        std::optional<std::size_t> rate;
        T begin{far}, end{-far}; // no piece yet
        T start{0.0}, c0{0.0}, c1{0.0}, c2{0.0}, c3{0.0}, amplitude{0.0}, omega{0.0}, phase{0.0};
        std::array<std::size_t, static_cast<std::size_t>(lanes_of<T>)> piece{};

        void pin(const T& moment) {
            const auto elsewhere = !(moment >= begin && moment < end);
            if (!any(elsewhere)) return;
            for (int i = 0; i < lanes_of<T>; ++i)
                if (lane(elsewhere, i)) take(i, stimulus->stretch_at(lane(moment, i)));
        }
        /// Whether the pieces of all lanes are constants.
        bool is_constant() const { return all(constants()); }
        mask_of<T> constants() const {
            const mask_of<T> known(!stimulus->is_callable());
            return known && c1 == 0.0 && c2 == 0.0 && c3 == 0.0 && amplitude == 0.0;
        }
        void take(int i, const Stimulus::Stretch& s) {
            piece[static_cast<std::size_t>(i)] = s.index;
            set_lane(begin, i, s.begin), set_lane(end, i, s.end), set_lane(start, i, s.piece.start);
            set_lane(c0, i, s.piece.c0), set_lane(c1, i, s.piece.c1), set_lane(c2, i, s.piece.c2);
            set_lane(c3, i, s.piece.c3), set_lane(amplitude, i, s.piece.amplitude);
            set_lane(omega, i, s.piece.omega), set_lane(phase, i, s.piece.phase);
        }

        template <class S>
        struct ValueAndSlope {
            S value, slope;
        };
        template <class S>
        ValueAndSlope<S> at(const S& t) const {
            if (stimulus->is_callable()) return {called(t, 0), called(t, 1)};
            const S s = t - start;
            const S y = c0 + s * (c1 + s * (c2 + s * c3)), dy = c1 + s * (2.0 * c2 + s * (3.0 * c3));
            const auto waves = amplitude != 0.0;
            if (!any(waves)) return {y, dy};
            const auto [sine, cosine] = sin_and_cos(S(omega * s + phase));
            return {select(waves, y + amplitude * sine, y), select(waves, dy + amplitude * omega * cosine, dy)};
        }
        // A user's function, which knows one time and its own derivative. That of its slope is a difference.
        template <class S>
        S called(const S& t, int derivative) const {
            const auto at = time_of(t);
            T y = at, dy = at;
            for (int i = 0; i < lanes_of<T>; ++i) {
                const double time = lane(at, i), h = 1e-5;
                const std::size_t k = piece[static_cast<std::size_t>(i)];
                const auto f = [&](double x) { return stimulus->value_and_slope(x, k); };
                const auto here = f(time);
                set_lane(y, i, derivative == 0 ? here.value : here.slope[0]);
                set_lane(dy, i, derivative == 0 ? here.slope[0] : (f(time + h).slope[0] - f(time - h).slope[0]) / (2 * h));
            }
            return y + dy * (t - at);
        }
        static T time_of(const T& t) { return t; }
        template <int M>
        static T time_of(const Dual<T, M>& t) {
            return t.value;
        }
    };
    static constexpr double far = 1e300;

    // Which pieces hold is looked up again whenever the moment is another; between stimuli their sum is known at once.
    mutable std::vector<Piecewise> drives_;
    mutable T moment_{std::numeric_limits<double>::quiet_NaN()};
    mutable std::optional<In<T>> constant_{};
};

} // namespace myotatic
