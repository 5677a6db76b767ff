// The delayed arc as solvers of plain arrays see it: rates, Jacobian, and a past that they feed with their steps. No
// equation and no template is needed to solve it, and C++17 is enough, which is as new as parts of Boost 1.74 compile.
//
// All peers share this past, and it keeps what ours keeps: value and slope of each signal at both ends of a step and the
// value in the middle.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace bench {

/// Where the solution is not smooth; `order` is that of the lowest derivative of the state that jumps.
struct Kink {
    double time;
    int order;
};

/// A step as a function of time.
class Dense {
public:
    virtual void at(double t, double* x) = 0;

protected:
    ~Dense() = default;
};

class Arc {
public:
    virtual ~Arc() = default;

    virtual std::size_t size() const = 0;
    virtual double duration() const = 0;
    virtual double longest_step() const = 0; ///< the smallest delay
    virtual const double* initial_state() const = 0;
    virtual const double* absolute() const = 0;           ///< absolute tolerances, for a relative one of 1
    virtual const std::vector<Kink>& kinks() const = 0;   ///< of the stimulus and, after each sum of delays, their echoes
    virtual const std::vector<double>& times() const = 0; ///< at which the state is asked for

    /// A new run: the past is that of rest. What is remembered is as good as `tolerance`, see `keep`; 0 for as it comes.
    virtual void restart(double tolerance) = 0;
    /// From now on rates are those of the smooth stretch [begin, end]: limits from the right at `begin`, from the left at
    /// `end`.
    virtual void enter(double begin, double end) = 0;
    virtual void rates(double t, const double* x, double* dxdt) = 0;
    /// Derivatives by the state, column by column, and by time unless `dfdt` is null.
    virtual void jacobian(double t, const double* x, double* columns, double* dfdt) = 0;
    /// The slopes have jumped at `t`: what is remembered next begins with these.
    virtual void bend(double t, const double* x, const double* dxdt) = 0;
    /// Keeps an accepted step that begins where the last one ended. Where signals bend within it (rectifiers, thresholds),
    /// so that its polynomials miss them by more than the tolerance, the step is kept in pieces: a peer's own control, which
    /// looks at states, would not notice, and its errors would not fall with the tolerance.
    virtual void keep(double end, const double* x, const double* dxdt, Dense& step) = 0;
};

/// What a peer does: fills `states` (state after state, as times() asks) with a tolerance, or a step for a method without
/// error control. False when it fails.
struct Peer {
    const char* name;
    bool fixed_step;
    bool (*run)(Arc&, double setting, double* states);
};

std::vector<Peer> odeint_explicit_peers();
std::vector<Peer> odeint_rosenbrock4_peers();
std::vector<Peer> cvode_peers(); ///< empty without CVODE

} // namespace bench
