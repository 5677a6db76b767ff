// Where a function changes sign: bracketing with inverse quadratic steps where they help, bisection where they do not.
// [chandrupatla1997]
#pragma once

#include "myotatic/core/scalar.hpp"

#include <limits>
#include <utility>

namespace myotatic::ode {

/// A bracket of a few units in the last place of the original interval: f changes sign from `before` to `after`, which lies
/// nearer to the end b. Both are the same where f is exactly zero.
template <class T>
struct Root {
    T before, after;
};

/// f(a) and f(b) have opposite signs (`fa`, `fb`; neither may be NaN). Never leaves [a, b]. Where f turns out to be NaN
/// there is no root: both ends are NaN.
template <class F, class T>
Root<T> find_root(const F& f, T a, T fa, T b, T fb) {
    const T begin = a, tolerance = 2 * std::numeric_limits<double>::epsilon() * max(abs(a), abs(b));
    T c = a, fc = fa; // the end that was replaced last
    T fraction = T(0.5);
    // [a, b]: `b` is the newest point, `a` the opposite end of the bracket.
    while (true) {
        if (fb == 0.0 || fa == 0.0 || abs(b - a) <= tolerance) break;
        const T at_least = 0.5 * tolerance / abs(b - a);
        const T x = a + max(at_least, min(1.0 - at_least, fraction)) * (b - a);
        const T fx = f(x);
        if (fx != fx) return {fx, fx};
        if ((fx > 0.0) == (fa > 0.0)) {
            c = a, fc = fa;
        } else {
            c = b, fc = fb;
            b = a, fb = fa;
        }
        a = x, fa = fx;
        const T xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);
        const bool trusted = phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi;
        fraction = trusted ? fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb) : T(0.5);
    }
    if (fa == 0.0) return {a, a};
    if (fb == 0.0) return {b, b};
    return abs(a - begin) < abs(b - begin) ? Root<T>{a, b} : Root<T>{b, a};
}

} // namespace myotatic::ode
