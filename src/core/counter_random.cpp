#include "myotatic/core/counter_random.hpp"

#include <cfloat>
#include <cmath>

// The promise of equal bits stands on plain IEEE arithmetic; the build forbids contraction to fused operations.
static_assert(FLT_EVAL_METHOD == 0, "doubles are computed as doubles");
#ifdef __FAST_MATH__
#error "random numbers are the same everywhere only without -ffast-math"
#endif

namespace myotatic {

namespace {

template <std::size_t N>
double polynomial(const double (&c)[N], double x) {
    double y = c[N - 1];
    for (std::size_t i = N - 1; i-- > 0;) y = y * x + c[i];
    return y;
}

// x = m 2^e with m from √½ to √2; log m = 2 artanh s with s = (m − 1)/(m + 1), |s| < 0.172. The series ends where its next
// term, s²²/23, is below 1e-18.
double logarithm(double x) {
    static constexpr double series[]{1,        1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9, 1.0 / 11,
                                     1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21};
    int e = 0;
    double m = std::frexp(x, &e);
    if (m < 0.70710678118654752) m *= 2, --e;
    const double s = (m - 1) / (m + 1);
    return e * 0.69314718055994531 + 2 * s * polynomial(series, s * s);
}

// AS 241, PPND16 [wichura1988]: coefficients of numerator and denominator, from the lowest power.
// clang-format off
constexpr double a[]{3.3871328727963666080,     1.3314166789178437745e+2,  1.9715909503065514427e+3,  1.3731693765509461125e+4,
                     4.5921953931549871457e+4,  6.7265770927008700853e+4,  3.3430575583588128105e+4,  2.5090809287301226727e+3};
constexpr double b[]{1,                         4.2313330701600911252e+1,  6.8718700749205790830e+2,  5.3941960214247511077e+3,
                     2.1213794301586595867e+4,  3.9307895800092710610e+4,  2.8729085735721942674e+4,  5.2264952788528545610e+3};
constexpr double c[]{1.42343711074968357734,    4.63033784615654529590,    5.76949722146069140550,    3.64784832476320460504,
                     1.27045825245236838258,    2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double d[]{1,                         2.05319162663775882187,    1.67638483018380384940,    6.89767334985100004550e-1,
                     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9};
constexpr double e[]{6.65790464350110377720,    5.46378491116411436990,    1.78482653991729133580,    2.96560571828504891230e-1,
                     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double f[]{1,                         5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15};
// clang-format on

} // namespace

double normal_quantile(double p) {
    const double q = p - 0.5;
    if (std::abs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(a, r) / polynomial(b, r);
    }
    const double r = std::sqrt(-logarithm(q < 0 ? p : 1 - p));
    const double z = r <= 5 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6) : polynomial(e, r - 5) / polynomial(f, r - 5);
    return q < 0 ? -z : z;
}

double RandomStream::normal(std::uint64_t index) const { return normal_quantile(uniform(index)); }

void RandomStream::normals(std::uint64_t first, std::span<double> out) const {
    for (std::size_t i = 0; i < out.size();) {
        const std::uint64_t index = first + i;
        const auto both = pair(index / 2);
        out[i++] = normal_quantile(uniform_of(both[index % 2]));
        if (index % 2 == 0 && i < out.size()) out[i++] = normal_quantile(uniform_of(both[1]));
    }
}

} // namespace myotatic
