#include "myotatic/experiment/stability.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>

namespace myotatic {

namespace {

using Complex = std::complex<double>;
using Matrix = Eigen::MatrixXd;
using ComplexMatrix = Eigen::MatrixXcd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Index = Eigen::Index;

constexpr double two_pi = 2 * std::numbers::pi;

/// M(s) of a system. Links that cannot carry anything are left out.
class Characteristic {
public:
    explicit Characteristic(const LinearDelaySystem& system) {
        const auto n = static_cast<Index>(system.states.size()), m = static_cast<Index>(system.signals.size());
        a_ = Eigen::Map<const RowMajor>(system.by_state.data(), n, n);
        const Matrix c = Eigen::Map<const RowMajor>(system.of_signals.data(), m, n);
        for (std::size_t j = 0; j < system.links.size(); ++j) {
            const LinearDelaySystem::Link& link = system.links[j];
            Path path{j, link.lag, Eigen::Map<const Eigen::VectorXd>(link.rates.data(), n),
                      c.row(static_cast<Index>(link.signal))};
            if (!path.acts.isZero(0) && !path.reads.isZero(0)) paths_.push_back(std::move(path));
        }
    }

    struct Path {
        std::size_t link;
        double lag;
        Eigen::VectorXd acts;     ///< column of B
        Eigen::RowVectorXd reads; ///< row of C
    };
    const Matrix& by_state() const { return a_; }
    const std::vector<Path>& paths() const { return paths_; }
    Index size() const { return a_.rows(); }

    /// M(s), without the paths that `cut(path)` names.
    template <class Cut>
    ComplexMatrix at(Complex s, const Cut& cut) const {
        ComplexMatrix matrix = -a_.cast<Complex>();
        matrix.diagonal().array() += s;
        for (const Path& p : paths_)
            if (!cut(p)) matrix -= std::exp(-s * p.lag) * (p.acts * p.reads).cast<Complex>();
        return matrix;
    }
    ComplexMatrix at(Complex s) const {
        return at(s, [](const Path&) { return false; });
    }
    /// dM/ds.
    ComplexMatrix slope(Complex s) const {
        ComplexMatrix matrix = ComplexMatrix::Identity(size(), size());
        for (const Path& p : paths_) matrix += p.lag * std::exp(-s * p.lag) * (p.acts * p.reads).cast<Complex>();
        return matrix;
    }

private:
    Matrix a_;
    std::vector<Path> paths_;
};

/// d/dθ at the N + 1 Chebyshev points cos(jπ/N) of [-1, 1], from 1 to -1.
Matrix chebyshev_derivative(Index n) {
    Eigen::VectorXd x(n + 1), c(n + 1);
    for (Index j = 0; j <= n; ++j) {
        x[j] = std::cos(std::numbers::pi * static_cast<double>(j) / static_cast<double>(n));
        c[j] = (j == 0 || j == n ? 2.0 : 1.0) * (j % 2 == 0 ? 1.0 : -1.0);
    }
    Matrix d(n + 1, n + 1);
    for (Index i = 0; i <= n; ++i)
        for (Index j = 0; j <= n; ++j) d(i, j) = i == j ? 0.0 : c[i] / c[j] / (x[i] - x[j]);
    d.diagonal() = -d.rowwise().sum();
    return d;
}

/// The state and, of every signal on its way, the values at Chebyshev points of the nerve: as an ordinary linear system.
Matrix discretised(const Characteristic& system, Index points) {
    const Matrix d = chebyshev_derivative(points);
    Index size = system.size();
    for (const auto& p : system.paths()) size += p.lag > 0 ? points : 0;
    Matrix g = Matrix::Zero(size, size);
    g.topLeftCorner(system.size(), system.size()) = system.by_state();
    Index first = system.size();
    for (const auto& p : system.paths()) {
        if (!(p.lag > 0)) {
            g.topLeftCorner(system.size(), system.size()) += p.acts * p.reads;
            continue;
        }
        // What travels moves along: ∂y/∂t = ∂y/∂θ. It enters at θ = 0 as C x and acts where it leaves, at θ = -lag. Counted
        // in units of |C|, for the sake of the eigenvalues.
        const double unit = p.reads.norm(), speed = 2 / p.lag;
        g.block(first, first, points, points) = speed * d.bottomRightCorner(points, points);
        g.block(first, 0, points, system.size()) = speed / unit * d.col(0).tail(points) * p.reads;
        g.col(first + points - 1).head(system.size()) += unit * p.acts;
        first += points;
    }
    return g;
}

/// Similar to `g` by powers of two, with rows and columns of the same size: eigenvalues lose fewer digits.
void balance(Matrix& g) {
    for (bool changes = true; changes;) {
        changes = false;
        for (Index i = 0; i < g.rows(); ++i) {
            const double own = std::abs(g(i, i));
            const double row = g.row(i).lpNorm<1>() - own, column = g.col(i).lpNorm<1>() - own;
            if (row == 0 || column == 0) continue;
            const double scale = std::exp2(std::round(0.5 * std::log2(row / column)));
            if (column * scale + row / scale > 0.9 * (column + row)) continue;
            g.row(i) /= scale, g.col(i) *= scale;
            changes = true;
        }
    }
}

/// Newton's method for M(s) v = 0, v of some fixed length; nothing where it does not settle.
std::optional<Complex> exact_root(const Characteristic& system, Complex s) {
    Eigen::VectorXcd v = Eigen::VectorXcd::Ones(system.size()).normalized();
    double last = std::numeric_limits<double>::infinity();
    for (int i = 0; i < 40; ++i) {
        const Eigen::VectorXcd w = system.at(s).partialPivLu().solve(system.slope(s) * v);
        if (!w.allFinite()) return s; // M(s) is singular to the last bit
        const Complex change = v.squaredNorm() / v.dot(w);
        s -= change, v = w.normalized();
        const double size = std::abs(change), rounding = 4e-16 * (1 + std::abs(s));
        // Where it goes no further, that is where rounding ends it.
        if (size <= rounding || (size >= last && size < 1e-9 * (1 + std::abs(s)))) return s;
        last = size;
    }
    return std::nullopt;
}

/// The loop gains of links that are cut together, at a frequency: eigenvalues, in no order.
class CutLoop {
public:
    CutLoop(const LinearDelaySystem& system, std::span<const std::size_t> links) : system_(system) {
        for (const auto& p : system_.paths())
            if (std::find(links.begin(), links.end(), p.link) != links.end()) cut_.push_back(&p);
        if (cut_.size() > 2) throw std::invalid_argument("at most two links that carry anything can be cut together");
    }
    /// Whether anything comes back. Less than 1e-12 is what a power leaves of its slope at 0, or rounding.
    bool carries() const {
        const auto comes_back = [this](double frequency) { return gains(frequency).norm() > 1e-12; };
        return !cut_.empty() && (comes_back(0.1) || comes_back(1) || comes_back(10));
    }

    std::size_t size() const { return cut_.size(); }

    Eigen::VectorXcd gains(double frequency) const {
        const Complex s(0, two_pi * frequency);
        const auto size = static_cast<Index>(cut_.size());
        ComplexMatrix in(system_.size(), size), out(size, system_.size());
        for (Index i = 0; i < size; ++i) {
            const auto& p = *cut_[static_cast<std::size_t>(i)];
            in.col(i) = p.acts.cast<Complex>() * std::exp(-s * p.lag), out.row(i) = p.reads.cast<Complex>();
        }
        const auto is_cut = [&](const auto& p) { return std::find(cut_.begin(), cut_.end(), &p) != cut_.end(); };
        const ComplexMatrix ratio = out * system_.at(s, is_cut).partialPivLu().solve(in);
        if (size == 1) return ratio.diagonal();
        const Complex half = 0.5 * ratio.trace(), det = ratio(0, 0) * ratio(1, 1) - ratio(0, 1) * ratio(1, 0);
        const Complex root = std::sqrt(half * half - det);
        return Eigen::Vector2cd(half + root, half - root);
    }
    /// The gain nearest to `previous`: the same one, a little further on.
    Complex gain(double frequency, Complex previous) const {
        const Eigen::VectorXcd all = gains(frequency);
        Index nearest = 0;
        for (Index i = 1; i < all.size(); ++i)
            if (std::abs(all[i] - previous) < std::abs(all[nearest] - previous)) nearest = i;
        return all[nearest];
    }

private:
    Characteristic system_;
    std::vector<const Characteristic::Path*> cut_;
};

struct Crossing {
    double frequency;
    Complex gain;
};

/// Where `f` of one of the gains changes its sign, between two frequencies that hold one such place.
template <class F>
Crossing crossing(const CutLoop& loop, Crossing low, Crossing high, const F& f) {
    const bool rising = f(low.gain) < 0;
    while (high.frequency - low.frequency > 1e-15 * high.frequency) {
        const double middle = 0.5 * (low.frequency + high.frequency);
        if (middle <= low.frequency || middle >= high.frequency) break;
        const Complex gain = loop.gain(middle, low.gain);
        ((f(gain) < 0) == rising ? low : high) = {middle, gain};
    }
    return high;
}

/// All that a sweep through the band finds.
struct Sweep {
    AtFrequency peak{0, 0};
    std::vector<Crossing> unit_gain;     ///< |L| = 1
    std::vector<Crossing> real_positive; ///< Im L = 0, Re L > 0
};
Sweep sweep(const CutLoop& loop, FrequencyBand band) {
    constexpr int steps = 2000;
    Sweep found;
    const auto take_peak = [&](double frequency, const Eigen::VectorXcd& gains) {
        for (const Complex& gain : gains)
            if (std::abs(gain) > found.peak.value) found.peak = {std::abs(gain), frequency};
    };
    // At frequency 0, unless something integrates: then M(0) is singular, and what comes out is rounding.
    const Eigen::VectorXcd still = loop.gains(0), slow = loop.gains(1e-6 * band.low);
    if (still.allFinite() && (still - slow).norm() <= 1e-3 * slow.norm()) {
        take_peak(0, still);
        for (const Complex& gain : still)
            if (gain.real() > 0 && std::abs(gain.imag()) <= 1e-12 * gain.real()) found.real_positive.push_back({0, gain});
    }
    double frequency = band.low;
    Eigen::VectorXcd gains = loop.gains(frequency);
    take_peak(frequency, gains);
    for (int i = 1; i <= steps; ++i) {
        const double next = band.low * std::pow(band.high / band.low, static_cast<double>(i) / steps);
        Eigen::VectorXcd later(gains.size());
        for (Index k = 0; k < gains.size(); ++k) {
            const Crossing a{frequency, gains[k]}, b{next, loop.gain(next, gains[k])};
            later[k] = b.gain;
            const auto beyond_one = [](Complex g) { return std::abs(g) - 1; };
            const auto beyond_real = [](Complex g) { return g.imag(); };
            if ((beyond_one(a.gain) < 0) != (beyond_one(b.gain) < 0))
                found.unit_gain.push_back(crossing(loop, a, b, beyond_one));
            if ((beyond_real(a.gain) < 0) != (beyond_real(b.gain) < 0) && (a.gain.real() > 0 || b.gain.real() > 0)) {
                const Crossing c = crossing(loop, a, b, beyond_real);
                if (c.gain.real() > 0) found.real_positive.push_back(c);
            }
        }
        frequency = next, gains = later;
        take_peak(frequency, gains);
    }
    return found;
}

/// Keeps the smallest of what it is given.
void take_smallest(std::optional<AtFrequency>& smallest, double value, double frequency) {
    if (!smallest || value < smallest->value) smallest = AtFrequency{value, frequency};
}

/// The angle within [0, 2 pi).
double lag_angle(double angle) { return angle - two_pi * std::floor(angle / two_pi); }

} // namespace

std::vector<Complex> characteristic_roots(const LinearDelaySystem& system, std::size_t count) {
    constexpr Index points = 24; // e^{s lag} to rounding for |s lag| below 8, which all roots near the axis are
    const Characteristic exact(system);
    Matrix g = discretised(exact, points);
    balance(g);
    std::vector<Complex> guesses;
    for (const Complex& s : g.eigenvalues())
        if (s.imag() >= -1e-9 * std::abs(s)) guesses.push_back(s);
    std::sort(guesses.begin(), guesses.end(), [](Complex a, Complex b) { return a.real() > b.real(); });

    std::vector<Complex> roots;
    for (const Complex& guess : guesses) {
        if (roots.size() >= count + 4) break; // a few more, for correction may change the order
        const auto root = exact_root(exact, guess);
        if (!root || std::abs(*root - guess) > 1 + 0.1 * std::abs(guess)) continue;
        const bool real = std::abs(root->imag()) <= 1e-9 * (1 + std::abs(*root));
        const Complex s(root->real(), real ? 0.0 : std::abs(root->imag()));
        const auto same = [&](Complex other) { return std::abs(s - other) < 1e-7 * (1 + std::abs(s)); };
        if (std::none_of(roots.begin(), roots.end(), same)) roots.push_back(s);
    }
    std::sort(roots.begin(), roots.end(), [](Complex a, Complex b) { return a.real() > b.real(); });
    if (roots.size() > count) roots.resize(count);
    return roots;
}

bool is_stable(const LinearDelaySystem& system) {
    const auto roots = characteristic_roots(system, 1);
    return !roots.empty() && roots.front().real() < 0;
}

Complex loop_gain(const LinearDelaySystem& system, std::size_t link, double frequency) {
    const CutLoop loop(system, std::span(&link, 1));
    return loop.size() > 0 ? loop.gains(frequency)[0] : Complex(0);
}

std::vector<Complex> response(const LinearDelaySystem& system, std::span<const double> rates, double frequency) {
    const Eigen::VectorXcd driven =
        Eigen::Map<const Eigen::VectorXd>(rates.data(), static_cast<Index>(rates.size())).cast<Complex>();
    const Eigen::VectorXcd x = Characteristic(system).at(Complex(0, two_pi * frequency)).partialPivLu().solve(driven);
    return {x.begin(), x.end()};
}

LoopStability loop_stability(const LinearDelaySystem& system, std::span<const std::size_t> links, FrequencyBand band,
                             std::optional<bool> known_stable) {
    LoopStability result{{0, 0}, {}, {}, {}};
    const CutLoop loop(system, links);
    if (!loop.carries()) return result;
    const Sweep found = sweep(loop, band);
    result.peak_gain = found.peak;

    double lag = std::numeric_limits<double>::infinity();
    for (const std::size_t l : links) lag = std::min(lag, system.links[l].lag);
    const bool stable = known_stable ? *known_stable : is_stable(system);
    if (stable || is_stable(with_links(system, links, 0.0)))
        for (const Crossing& c : found.real_positive)
            if (const double factor = 1 / c.gain.real(); !stable || factor > 1)
                take_smallest(result.critical_gain, factor, c.frequency);
    if (stable)
        for (const Crossing& c : found.unit_gain)
            take_smallest(result.phase_margin, std::abs(std::arg(c.gain)), c.frequency);

    // A lag longer by d turns L by -omega d: it oscillates when |L| = 1 has been turned to 1.
    if (stable || (lag > 0 && is_stable(with_links(system, links, 1.0, -lag))))
        for (const Crossing& c : found.unit_gain) {
            const double omega = two_pi * c.frequency;
            const double shortest = stable ? lag : 0.0; // none of the loops below oscillates with this lag
            const double more = lag_angle(std::arg(c.gain) + omega * (lag - shortest)) / omega;
            take_smallest(result.critical_delay, shortest + more, c.frequency);
        }
    return result;
}

std::vector<std::size_t> links_of_signal(const LinearDelaySystem& system, const std::string& signal) {
    std::vector<std::size_t> links;
    for (std::size_t l = 0; l < system.links.size(); ++l)
        if (system.signals[system.links[l].signal] == signal) links.push_back(l);
    return links;
}

std::vector<std::size_t> links_of_delay(const LinearDelaySystem& system, const std::string& delay) {
    std::vector<std::size_t> links;
    for (std::size_t l = 0; l < system.links.size(); ++l)
        if (system.links[l].delay == delay) links.push_back(l);
    return links;
}

LinearDelaySystem with_links(LinearDelaySystem system, std::span<const std::size_t> links, double factor, double more) {
    for (const std::size_t l : links) {
        for (double& rate : system.links[l].rates) rate *= factor;
        system.links[l].lag += more;
    }
    return system;
}

} // namespace myotatic
