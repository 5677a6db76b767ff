// Problems that the tests integrate, with their solutions where they are known.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/ode/integrate.hpp"
#include "myotatic/ode/integration.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace problems {

using myotatic::Flat;

/// Ordinary system from a callable f(t, x).
template <std::size_t N, class F>
struct Ordinary {
    F f;
    Flat<double, N> rates(double t, const Flat<double, N>& x) const { return f(t, x); }
};
template <std::size_t N, class F>
Ordinary<N, F> ordinary(F f) {
    return {f};
}

/// x' = y, y' = -x: cos t, -sin t.
inline auto harmonic() {
    return ordinary<2>([](double, const auto& x) { return Flat<double, 2>{x[1], -x[0]}; });
}

/// Nonlinear: x' = x log y, y' = -y log x, solved by exp(sin t), exp(cos t); and not autonomous: z' = -2 t z², z = 1/(1 +
/// t²).
inline auto spiral_and_bell() {
    return ordinary<3>([](double t, const auto& x) {
        return Flat<double, 3>{x[0] * std::log(x[1]), -x[1] * std::log(x[0]), -2 * t * x[2] * x[2]};
    });
}
inline Flat<double, 3> spiral_and_bell_at(double t) {
    return {std::exp(std::sin(t)), std::exp(std::cos(t)), 1 / (1 + t * t)};
}

/// Delay system from f(t, x, past); the remembered signals are the state.
template <std::size_t N, std::size_t D, class F>
struct Delayed {
    F f;
    std::array<double, D> lags;

    template <class T, class Past>
    Flat<T, N> rates(const T& t, const Flat<T, N>& x, const Past& past) const {
        return f(t, x, past);
    }
    template <class T>
    Flat<T, N> signals(const T&, const Flat<T, N>& x) const {
        return x;
    }
    const std::array<double, D>& delays() const { return lags; }
};
template <std::size_t N, std::size_t D, class F>
Delayed<N, D, F> delayed(std::array<double, D> lags, F f) {
    return {f, lags};
}

/// y' = -y(t - 1).
inline auto minus_delayed() {
    return delayed<1, 1>({1.0},
                         [](double t, const auto&, const auto& past) { return Flat<double, 1>{-past.at(0, t - 1.0)}; });
}
/// Its solution for y = 1 until 0: sum over k of (-1)^k (t - k + 1)^k / k!.
inline double minus_delayed_from_one(double t) {
    double sum = 0, factorial = 1;
    for (int k = 0; k <= std::floor(t) + 1; ++k) {
        if (k > 0) factorial *= k;
        sum += (k % 2 ? -1 : 1) * std::pow(t - k + 1, k) / factorial;
    }
    return sum;
}

/// Its solution for y = cos(ω t) until 0, by the method of steps. On the interval k ≤ t ≤ k + 1, with s = t - k, it is
/// p_k(s) + A_k cos ωs + B_k sin ωs, and y_k' = -y_{k-1} gives A_k = B_{k-1}/ω, B_k = -A_{k-1}/ω, p_k' = -p_{k-1}, and the
/// constant of p_k continuity.
class MinusDelayedFromCosine {
public:
    MinusDelayedFromCosine(double omega, int intervals) : omega_(omega) {
        Piece piece{{0}, std::cos(omega), std::sin(omega)}; // cos(ω (s - 1))
        for (int k = 0; k < intervals; ++k) {
            const Piece next{integral_of_minus(piece.p), piece.b / omega, -piece.a / omega};
            const double start = value(piece, 1.0);
            piece = next;
            piece.p[0] = start - piece.a;
            pieces_.push_back(piece);
        }
    }
    double operator()(double t) const {
        if (t <= 0) return std::cos(omega_ * t);
        const auto k = std::min(pieces_.size() - 1, static_cast<std::size_t>(t));
        return value(pieces_[k], t - static_cast<double>(k));
    }

private:
    struct Piece {
        std::vector<double> p;
        double a, b;
    };
    static std::vector<double> integral_of_minus(const std::vector<double>& p) {
        std::vector<double> q{0};
        for (std::size_t j = 0; j < p.size(); ++j) q.push_back(-p[j] / static_cast<double>(j + 1));
        return q;
    }
    double value(const Piece& piece, double s) const {
        double sum = 0;
        for (std::size_t j = piece.p.size(); j-- > 0;) sum = sum * s + piece.p[j];
        return sum + piece.a * std::cos(omega_ * s) + piece.b * std::sin(omega_ * s);
    }
    double omega_;
    std::vector<Piece> pieces_;
};

/// y' = a y + b y(t - τ), y = 1 until 0, by the method of steps: on interval k it is exp(a s) P_k(s) + c_k with s = t - kτ,
/// c_k = -(b/a) c_{k-1}, P_k' = b P_{k-1}, and P_k(0) from continuity; before 0, P = 0 and c = 1.
class LinearDelayed {
public:
    LinearDelayed(double a, double b, double tau, int intervals) : a_(a), tau_(tau) {
        Piece piece{{0}, 1};
        for (int k = 0; k < intervals; ++k) {
            Piece next{{0}, -b / a * piece.c};
            for (std::size_t j = 0; j < piece.p.size(); ++j) next.p.push_back(b * piece.p[j] / static_cast<double>(j + 1));
            next.p[0] = value(piece, tau) - next.c;
            pieces_.push_back(piece = next);
        }
    }
    double operator()(double t) const {
        const auto k = std::min(pieces_.size() - 1, static_cast<std::size_t>(std::max(0.0, t / tau_)));
        return value(pieces_[k], t - static_cast<double>(k) * tau_);
    }

private:
    struct Piece {
        std::vector<double> p;
        double c;
    };
    double value(const Piece& piece, double s) const {
        double sum = 0;
        for (std::size_t j = piece.p.size(); j-- > 0;) sum = sum * s + piece.p[j];
        return std::exp(a_ * s) * sum + piece.c;
    }
    double a_, tau_;
    std::vector<Piece> pieces_;
};

inline auto mackey_glass() {
    return delayed<1, 1>({17.0}, [](double t, const auto& x, const auto& past) {
        const double then = past.at(0, t - 17.0);
        return Flat<double, 1>{0.2 * then / (1 + std::pow(then, 10)) - 0.1 * x[0]};
    });
}

/// J x'' + B x' + K x = -G S(x(t - τ)) with J = 0.02, B = 0.25, K = 15; S saturates at `limit`, or is linear for infinity.
inline auto delayed_oscillator(double gain, double tau, double limit) {
    return delayed<2, 1>({tau}, [=](double t, const auto& x, const auto& past) {
        const double then = past.at(0, t - tau), felt = std::isfinite(limit) ? limit * std::tanh(then / limit) : then;
        return Flat<double, 2>{x[1], (-gain * felt - 0.25 * x[1] - 15 * x[0]) / 0.02};
    });
}

/// The history that has always been `state`.
template <std::size_t N>
auto always(Flat<double, N> state) {
    return [state](double) { return state; };
}

/// A straight line through (log x, log y).
inline double slope_of_logs(const std::vector<double>& x, const std::vector<double>& y) {
    double mx = 0, my = 0, sxx = 0, sxy = 0;
    const double n = static_cast<double>(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) mx += std::log(x[i]) / n, my += std::log(y[i]) / n;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double dx = std::log(x[i]) - mx;
        sxx += dx * dx, sxy += dx * (std::log(y[i]) - my);
    }
    return sxy / sxx;
}

} // namespace problems
