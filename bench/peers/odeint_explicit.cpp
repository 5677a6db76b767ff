// Boost.Odeint: runge_kutta4 with fixed steps, and runge_kutta_dopri5 with its controller.
//
// dopri5 runs under odeint's controlled_runge_kutta, called with the slopes that the last step left, so that a step takes
// six evaluations; odeint's dense-output wrapper would take seven, since it starts anew wherever a step is cut short.
#include "drive.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <boost/numeric/odeint/stepper/controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#pragma GCC diagnostic pop

#include <array>
#include <limits>

namespace bench {
namespace {

namespace odeint = boost::numeric::odeint;

template <std::size_t N>
using Vector = std::array<double, N>;

template <std::size_t N>
auto system_of(Arc& arc) {
    return [&arc](const Vector<N>& x, Vector<N>& dxdt, double t) { arc.rates(t, x.data(), dxdt.data()); };
}

/// odeint's way to measure an error, with an absolute tolerance for each component.
template <std::size_t N>
struct ScaledError {
    using value_type = double;
    using algebra_type = odeint::array_algebra;
    using operations_type = odeint::default_operations;
    double tolerance = 0;
    const double* absolute = nullptr;

    template <class Algebra>
    double error(Algebra&, const Vector<N>& x, const Vector<N>& dxdt, const Vector<N>& off, double dt) const {
        double worst = 0;
        for (std::size_t i = 0; i < N; ++i) {
            const double tolerated = absolute[i] + std::abs(x[i]) + std::abs(dt) * std::abs(dxdt[i]);
            const double scaled = std::abs(off[i]) / (tolerance * tolerated);
            if (!(scaled <= worst)) worst = scaled;
        }
        return worst;
    }
};

template <std::size_t N>
class DormandPrince final : public Dense {
public:
    DormandPrince(Arc& arc, double tolerance)
        : arc_(arc), controlled_(ScaledError<N>{tolerance, arc.absolute()}), wanted_(1e-3 * arc.longest_step()) {}

    void begin(double t, double stop, const double* x) {
        t_ = t, stop_ = stop;
        std::copy(x, x + N, x_.begin());
        arc_.rates(t, x_.data(), slope_.data());
        arc_.bend(t, x_.data(), slope_.data());
    }
    void go_on(double, double stop) { stop_ = stop; }
    double step() {
        before_ = t_, x_before_ = x_, slope_before_ = slope_;
        for (int tries = 0; tries < 100; ++tries) {
            const double left = stop_ - t_, most = std::min(wanted_, arc_.longest_step());
            double h = left <= most ? left : left < 2 * most ? 0.5 * left : most;
            const double tried = h;
            if (controlled_.try_step(system_of<N>(arc_), x_before_, slope_before_, t_, x_, slope_, h) == odeint::success) {
                if (!std::isfinite(x_[0])) break;
                if (tried == left) t_ = stop_;
                wanted_ =
                    tried < wanted_ ? std::max(wanted_, h) : h; // a step that was cut says nothing against a longer one
                return t_;
            }
            wanted_ = h;
        }
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double* state() const { return x_.data(); }
    const double* slope() const { return slope_.data(); }
    void at(double t, double* x) override {
        Vector<N> at;
        controlled_.stepper().calc_state(t, at, x_before_, slope_before_, before_, x_, slope_, t_);
        std::copy(at.begin(), at.end(), x);
    }

private:
    Arc& arc_;
    odeint::controlled_runge_kutta<odeint::runge_kutta_dopri5<Vector<N>>, ScaledError<N>> controlled_;
    double t_ = 0, stop_ = 0, before_ = 0, wanted_;
    Vector<N> x_{}, slope_{}, x_before_{}, slope_before_{};
};

/// Steps of one length, shortened so that a whole number of them fills the way to the next kink.
template <std::size_t N>
class RungeKutta4 final : public Dense {
public:
    RungeKutta4(Arc& arc, double step) : arc_(arc), wanted_(step) {}

    void begin(double t, double stop, const double* x) {
        std::copy(x, x + N, x_.begin());
        arc_.rates(t, x_.data(), slope_.data());
        arc_.bend(t, x_.data(), slope_.data());
        go_on(t, stop);
    }
    void go_on(double t, double stop) {
        start_ = t_ = t, stop_ = stop;
        count_ = std::max(1.0, std::ceil((stop - t) / wanted_ - 1e-9));
        done_ = 0;
    }
    double step() {
        before_ = t_, x_before_ = x_, slope_before_ = slope_;
        t_ = ++done_ == count_ ? stop_ : start_ + (stop_ - start_) * (done_ / count_);
        stepper_.do_step(system_of<N>(arc_), x_before_, slope_before_, before_, x_, t_ - before_);
        // The first stage of the next step, which the past needs already.
        arc_.rates(t_, x_.data(), slope_.data());
        return std::isfinite(x_[0]) ? t_ : std::numeric_limits<double>::quiet_NaN();
    }
    const double* state() const { return x_.data(); }
    const double* slope() const { return slope_.data(); }
    void at(double t, double* x) override {
        const double h = t_ - before_, theta = (t - before_) / h, rest = 1 - theta;
        for (std::size_t i = 0; i < N; ++i)
            x[i] = rest * x_before_[i] + theta * x_[i] +
                   theta * rest *
                       ((2 * theta - 1) * (x_[i] - x_before_[i]) + h * (rest * slope_before_[i] - theta * slope_[i]));
    }

private:
    Arc& arc_;
    odeint::runge_kutta4<Vector<N>> stepper_;
    double wanted_, start_ = 0, t_ = 0, stop_ = 0, before_ = 0, count_ = 1, done_ = 0;
    Vector<N> x_{}, slope_{}, x_before_{}, slope_before_{};
};

template <template <std::size_t> class Stepper>
bool run(Arc& arc, double setting, double tolerance, double* states, Landing landing) {
    if (arc.size() == 14) {
        Stepper<14> stepper(arc, setting);
        return drive(arc, stepper, landing, tolerance, states);
    }
    if (arc.size() == 17) {
        Stepper<17> stepper(arc, setting);
        return drive(arc, stepper, landing, tolerance, states);
    }
    return false;
}

} // namespace

std::vector<Peer> odeint_explicit_peers() {
    return {{"odeint dopri5", false,
             [](Arc& arc, double tolerance, double* states) {
                 return run<DormandPrince>(arc, tolerance, tolerance, states, {3, 1});
             }},
            {"odeint runge_kutta4", true, [](Arc& arc, double step, double* states) {
                 return run<RungeKutta4>(arc, step, 0, states, {3, 1});
             }}};
}

} // namespace bench
