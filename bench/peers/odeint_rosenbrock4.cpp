// Boost.Odeint's rosenbrock4 (RODAS), with the sign of its coefficient d4 put right: as shipped it has +0.0362, which makes
// it a method of order 1 wherever time or the past enter the rates.
//
// This file is compiled as C++17, since uBLAS of Boost 1.74 does not compile as C++20.
#include "drive.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wdeprecated-copy"
#include <boost/numeric/odeint/stepper/rosenbrock4.hpp>
#pragma GCC diagnostic pop

#include <limits>
#include <utility>

namespace bench {
namespace {

namespace odeint = boost::numeric::odeint;
using Vector = boost::numeric::ublas::vector<double>;
using Matrix = boost::numeric::ublas::matrix<double>;

/// The coefficients of RODAS. [hairer1996]
struct Rodas : odeint::default_rosenbrock_coefficients<double> {
    const double d4 = -0.3620000000000023e-01; ///< hides the wrong one
};

class Rosenbrock4 final : public Dense {
public:
    Rosenbrock4(Arc& arc, double tolerance)
        : arc_(arc), tolerance_(tolerance), n_(arc.size()), wanted_(1e-3 * arc.longest_step()), x_(n_), slope_(n_),
          x_before_(n_), off_(n_), dense_(n_), columns_(n_ * n_), system_{{arc}, {arc, columns_}} {}

    void begin(double t, double stop, const double* x) {
        t_ = t, stop_ = stop;
        std::copy(x, x + n_, x_.begin());
        arc_.rates(t, &x_[0], &slope_[0]);
        arc_.bend(t, &x_[0], &slope_[0]);
    }
    void go_on(double, double stop) { stop_ = stop; }

    // odeint's controller (rosenbrock4_controller), with an absolute tolerance for each component.
    double step() {
        before_ = t_;
        x_before_ = x_;
        bool rejected = false;
        for (int tries = 0; tries < 100; ++tries) {
            const double left = stop_ - t_, most = std::min(wanted_, arc_.longest_step());
            const double h = left <= most ? left : left < 2 * most ? 0.5 * left : most;
            stepper_.do_step(system_, x_before_, t_, x_, h, off_);
            double sum = 0;
            for (std::size_t i = 0; i < n_; ++i) {
                const double scaled =
                    off_[i] / (tolerance_ * (arc_.absolute()[i] + std::max(std::abs(x_before_[i]), std::abs(x_[i]))));
                sum += scaled * scaled;
            }
            const double error = std::sqrt(sum / static_cast<double>(n_));
            if (!(error < 1e30)) {
                wanted_ = 0.1 * h;
                rejected = true;
                continue;
            }
            double factor = std::max(1.0 / 6.0, std::min(5.0, std::pow(error, 0.25) / 0.9));
            if (error > 1) {
                wanted_ = h / factor;
                rejected = true;
                continue;
            }
            if (last_step_ > 0) {
                const double predicted = (last_step_ / h) * std::pow(error * error / last_error_, 0.25) / 0.9;
                factor = std::max(factor, std::max(1.0 / 6.0, std::min(5.0, predicted)));
            }
            const double next = rejected ? std::min(h / factor, h) : h / factor;
            wanted_ = h < wanted_ && !rejected ? std::max(wanted_, next) : next;
            last_step_ = h;
            last_error_ = std::max(0.01, error);
            t_ = h == left ? stop_ : t_ + h;
            stepper_.prepare_dense_output();
            arc_.rates(t_, &x_[0], &slope_[0]);
            return t_;
        }
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double* state() const { return &x_[0]; }
    const double* slope() const { return &slope_[0]; }
    void at(double t, double* x) override {
        stepper_.calc_state(t, dense_, x_before_, before_, x_, t_);
        std::copy(dense_.begin(), dense_.end(), x);
    }

private:
    struct Rates {
        Arc& arc;
        void operator()(const Vector& x, Vector& dxdt, double t) const { arc.rates(t, &x[0], &dxdt[0]); }
    };
    struct Jacobian {
        Arc& arc;
        std::vector<double>& columns;
        void operator()(const Vector& x, Matrix& j, double t, Vector& dfdt) const {
            arc.jacobian(t, &x[0], columns.data(), &dfdt[0]);
            for (std::size_t c = 0; c < x.size(); ++c)
                for (std::size_t r = 0; r < x.size(); ++r) j(r, c) = columns[c * x.size() + r];
        }
    };

    Arc& arc_;
    double tolerance_;
    std::size_t n_;
    double t_ = 0, stop_ = 0, before_ = 0, wanted_, last_step_ = 0, last_error_ = 0;
    Vector x_, slope_, x_before_, off_, dense_;
    std::vector<double> columns_;
    std::pair<Rates, Jacobian> system_;
    odeint::rosenbrock4<double, Rodas> stepper_;
};

} // namespace

std::vector<Peer> odeint_rosenbrock4_peers() {
    return {{"odeint rosenbrock4, corrected", false, [](Arc& arc, double tolerance, double* states) {
                 Rosenbrock4 stepper(arc, tolerance);
                 return drive(arc, stepper, {3, 1}, tolerance, states);
             }}};
}

} // namespace bench
