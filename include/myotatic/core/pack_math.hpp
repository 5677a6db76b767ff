// exp, log, pow, tanh, sinh, asinh, sin and cos of packs: one text of polynomials for every width and instruction set.
//
// No large tables and no approximate instructions: only operations that IEEE 754 defines to the last bit. Logarithms start
// from one of eight constants, which stay in registers. Hence a lane of AVX-512, a lane of AVX2 and a pack of one of either
// give the same bits; Baseline rounds its products separately and has bounds of its own (pack_accuracy.hpp has them all).
// Special values are those of C: NaN, infinities, signed zeros, denormal arguments and results. Rare arguments take a second
// path behind `all(...)`, and its results never change those of other lanes.
#pragma once

#include "myotatic/core/pack.hpp"

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace myotatic {

/// Building blocks of the elementary functions. P is a Pack; its values here are finite unless said otherwise.
namespace pack_math {

template <class P>
using R = Registers<P::lanes, typename P::isa>;

template <class P>
inline constexpr bool fused = !std::same_as<typename P::isa, Baseline>;

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
inline constexpr double smallest_normal = 0x1p-1022;
inline constexpr double largest = std::numeric_limits<double>::max();

/// c[0] + c[1] x + …, after Estrin: the two halves at once. `powers[i]` is x^(2^i).
template <std::size_t first, std::size_t count, class P, std::size_t N, std::size_t M>
[[gnu::always_inline]] inline P estrin(const std::array<P, M>& powers, const std::array<double, N>& c) {
    if constexpr (count == 1) {
        return P(c[first]);
    } else {
        constexpr std::size_t level = std::bit_width(count - 1) - 1, half = std::size_t{1} << level;
        return multiply_add(powers[level], estrin<first + half, count - half>(powers, c), estrin<first, half>(powers, c));
    }
}
template <class P, std::size_t N>
[[gnu::always_inline]] inline P polynomial(P x, const std::array<double, N>& c) {
    std::array<P, std::bit_width(N - 1)> powers;
    powers[0] = x;
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * powers[i - 1];
    return estrin<0, N>(powers, c);
}

/// a b + c where the sum nearly cancels: right to the last bit although the product has more bits than fit.
template <class P>
[[gnu::always_inline]] inline P cancelling_multiply_add(P a, P b, P c) {
    if constexpr (fused<P>) {
        return multiply_add(a, b, c);
    } else { // [dekker1971]
        const P split = 0x1p27 + 1;
        const P a_hi = a * split - (a * split - a), a_lo = a - a_hi;
        const P b_hi = b * split - (b * split - b), b_lo = b - b_hi;
        const P p = a * b;
        const P error = a_lo * b_lo - (((p - a_hi * b_hi) - a_lo * b_hi) - a_hi * b_lo);
        return (p + c) + error;
    }
}

/// Adding it rounds to a whole number, whose last bits are then those of the sum.
inline constexpr double whole = 0x1.8p52;

/// 2^n for the t = n + 1023 + whole, -1022 <= n <= 1023.
template <class P>
[[gnu::always_inline]] inline P power_of_two(P t) {
    return P::of(R<P>::template bit_shift_left<52>(t.get()));
}

/// x 2^n for |n| <= 2000 and x near 1: only the last product rounds, to a denormal perhaps, or to infinity.
template <class P>
[[gnu::always_inline]] inline P scale(P x, P n) {
    const P half = (n * 0.5 + (whole + 1023)) - (whole + 1023);
    return x * power_of_two(half + (whole + 1023)) * power_of_two((n - half) + (whole + 1023));
}

template <class P>
struct Reduced {
    P r, n; ///< x = n ln 2 + r, n whole, |r| <= 0.347
    P t;    ///< for power_of_two
};
inline constexpr double ln2_hi = 0x1.62e42fefa38p-1, ln2_lo = 0x1.ef35793c7673p-45; // hi times n is exact

template <class P>
[[gnu::always_inline]] inline Reduced<P> reduce_by_ln2(P x) {
    const P t = multiply_add(x, P(0x1.71547652b82fep+0), P(whole + 1023));
    const P n = t - (whole + 1023);
    return {multiply_add(n, P(-ln2_lo), multiply_add(n, P(-ln2_hi), x)), n, t};
}

/// e^r - 1 for |r| <= 0.347, relative error of the polynomial 2^-60.
template <class P>
[[gnu::always_inline]] inline P expm1_near_0(P r) {
    static constexpr std::array c{0.5,
                                  0x1.5555555555558p-3,
                                  0x1.5555555555556p-5,
                                  0x1.111111110f7fdp-7,
                                  0x1.6c16c16c15dc3p-10,
                                  0x1.a01a01b00f205p-13,
                                  0x1.a01a01a937e4dp-16,
                                  0x1.71ddf6ab977fbp-19,
                                  0x1.27e4d4cf20340p-22,
                                  0x1.af633a92c2458p-26,
                                  0x1.1f7f30d78572ap-29};
    return multiply_add(r * r, polynomial(r, c), r);
}

/// e^(x + lo), or e^x, where |x| < 708 and lo is small beside it.
template <class P, class... Lo>
[[gnu::always_inline]] inline P exp_of_normal(P x, Lo... lo) {
    const auto [r, n, t] = reduce_by_ln2(x);
    return (1.0 + expm1_near_0((r + ... + lo))) * power_of_two(t);
}
/// The same for every x, also infinite or NaN. Where |x| < 708, these are the same bits.
template <class P, class... Lo>
[[gnu::always_inline]] inline P exp_of_any(P x, Lo... lo) {
    // Beyond these bounds the result is 0 or infinite; min and max let a NaN pass.
    const auto [r, n, t] = reduce_by_ln2(max(min(x, 710.0), -746.0));
    return scale(1.0 + expm1_near_0((r + ... + select(abs(x) < 750.0, lo, P(0.0)))), n);
}

/// x = 2^k m, and m times one of eight short numbers is 1 + f exactly, -0.0704 <= f <= 0.0664: log x = hi + lo + log(1 + f).
/// The one is 1 for 0.969 <= m < 1.0625, so that nothing cancels near x = 1.
template <class P>
struct LogParts {
    P f, hi, lo; ///< hi is a whole multiple of 2^-42
    P k, inverse;
};
// clang-format off
alignas(64) inline constexpr std::array log_inverse{0x1.5p+0,              0x1.4p+0,              0x1.2p+0,              0x1.1p+0,              1.0, 0x1.cp-1,             0x1.ap-1,              0x1.7p-1};
alignas(64) inline constexpr std::array log_hi     {-0x1.1675cababap-2,    -0x1.c8ff7c79aap-3,    -0x1.e27076e2bp-4,     -0x1.f0a30c0118p-5,    0.0, 0x1.1178e8227ep-3,    0x1.a93ed3c8aep-3,     0x1.522ae0738ap-2};
alignas(64) inline constexpr std::array log_lo     {-0x1.8380e731f55c4p-44, 0x1.7794f689f8434p-45, 0x1.a342c2af0003cp-45, 0x1.d599e83368e91p-45, 0.0, 0x1.1ef78ce2d07f2p-45, -0x1.8724350562169p-45, 0x1.ebe708164c759p-45};
// clang-format on
inline constexpr double log_least = 0x1.7p-1; ///< 0.71875 <= m < 1.4375, in eight segments of equal length in bits

/// x is positive, normal and finite, and stands for x 2^shift.
template <class P, class... Shift>
[[gnu::always_inline]] inline LogParts<P> log_parts(P x, Shift... shift) {
    const auto constant = [](std::uint64_t bits) { return P(std::bit_cast<double>(bits)).get(); };
    constexpr auto least_bits = std::bit_cast<std::uint64_t>(log_least);
    const auto u = R<P>::bit_add(x.get(), constant(0x3ff0000000000000 - least_bits));
    const P m = P::of(R<P>::bit_add(R<P>::bit_and(u, constant(0x000fffffffffffff)), constant(least_bits)));
    const auto biased = R<P>::bit_or(R<P>::template bit_shift_right<52>(u), constant(0x4330000000000000));
    const auto segment = R<P>::template bit_shift_right<49>(u);
    const P k = ((P::of(biased) - (0x1p52 + 1023)) + ... + shift);
    const P inverse = P::of(R<P>::choose(log_inverse.data(), segment));
    return {cancelling_multiply_add(m, inverse, P(-1.0)),
            multiply_add(k, P(ln2_hi), P::of(R<P>::choose(log_hi.data(), segment))),
            multiply_add(k, P(ln2_lo), P::of(R<P>::choose(log_lo.data(), segment))), k, inverse};
}

/// (log(1 + f) - f + f²/2 - f³/3) / f⁴ for -0.0704 <= f <= 0.0665; beside log(1 + f) its error is 2^-65.
template <class P>
[[gnu::always_inline]] inline P log_tail(P f) {
    static constexpr std::array c{-0x1.0000000000063p-2, 0x1.999999999a823p-3, -0x1.55555554d4212p-3, 0x1.2492491e7d5a5p-3,
                                  -0x1.000001c9c2758p-3, 0x1.c71c8e3192724p-4, -0x1.9993ecc875cf7p-4, 0x1.744077d4ae1bbp-4,
                                  -0x1.597dcee97852ep-4, 0x1.46af6f026f747p-4};
    return polynomial(f, c);
}
inline constexpr double third = 0x1.5555555555555p-2, third_lo = 0x1.5555555555555p-56;

/// hi + lo + log(1 + f).
template <class P>
[[gnu::always_inline]] inline P log_of_parts(P f, P hi, P lo) {
    const P f2 = f * f, sum = hi + f, lost = f - (sum - hi);
    return sum + (lost + multiply_add(f2, P(-0.5), multiply_add(f * f2, multiply_add(f, log_tail(f), P(third)), lo)));
}

template <class P>
struct Extended {
    P hi, lo;
};
/// The same in about 62 bits, and more where it is large.
template <class P>
[[gnu::always_inline]] inline Extended<P> log_extended(P f, P hi, P lo) {
    const P half = f * -0.5, square = f * half, square_lo = cancelling_multiply_add(f, half, -square);
    const P first = hi + f, first_lo = f - (first - hi);
    const P second = first + square, second_lo = square - (second - first);
    const P f2 = square + square, cube = f * square; // -f², -f³/2
    const P small = multiply_add(f2 * f2, log_tail(f), multiply_add(cube, P(-2 * third_lo), lo));
    const P tail = multiply_add(cube, P(-2 * third), small);
    const P rest = (first_lo + second_lo) + (square_lo + tail), all = second + rest;
    return {all, rest - (all - second)};
}

/// What C says of pow where an argument is not an ordinary positive number; `r` is |x|^y where that is ordinary.
template <class P>
[[gnu::noinline, gnu::cold]] P pow_special(P x, P y, P r) {
    const P a = abs(x), zero = 0.0, large = infinity;
    const auto integer = rint(y) == y, odd = integer && abs(y) < 0x1p53 && rint(y * 0.5) * 2.0 != y;
    r = select(a == 0.0, select(y > 0.0, zero, large), r);
    r = select(a == infinity, select(y > 0.0, large, zero), r);
    const auto grows = (a > 1.0 && y > 0.0) || (a < 1.0 && y < 0.0);
    r = select(abs(y) == infinity, select(grows, large, zero), r);
    r = select(a == 1.0, P(1.0), r);
    r = select(copysign(P(1.0), x) < 0.0 && odd, -r, r);
    r = select(x < 0.0 && a < infinity && !integer, P(not_a_number), r);
    r = select(x != x || y != y, x + y, r);
    return select(y == 0.0 || x == 1.0, P(1.0), r);
}

/// y log x, as a sum.
template <class P, class... Shift>
[[gnu::always_inline]] inline Extended<P> log_of_power(P x, P y, Shift... shift) {
    const auto parts = log_parts(x, shift...);
    const auto [l, l_lo] = log_extended(parts.f, parts.hi, parts.lo);
    const P p = y * l;
    return {p, multiply_add(y, l_lo, cancelling_multiply_add(y, l, -p))};
}

/// x^y for whatever x and y. Where `pow_general` has its own path, these are the same bits.
template <class P>
[[gnu::noinline, gnu::cold]] P pow_of_any(P x, P y) {
    const P a = abs(x);
    const auto denormal = a < smallest_normal;
    const auto [p, p_lo] = log_of_power(select(denormal, a * 0x1p54, a), y, select(denormal, P(-54.0), P(0.0)));
    return pow_special(x, y, exp_of_any(p, p_lo));
}

template <class P>
[[gnu::always_inline]] inline P pow_general(P x, P y) {
    const auto [p, p_lo] = log_of_power(x, y);
    // NaN and infinity in y end up in p. Without fused products a huge y breaks p_lo.
    auto easy = x >= smallest_normal && x <= largest && abs(p) < 708.0;
    if constexpr (!fused<P>) easy = easy && abs(y) < 0x1p500;
    if (all(easy)) [[likely]]
        return exp_of_normal(p, p_lo);
    return pow_of_any(x, y);
}

/// Packs in which some exponent is 1, 2 or 1/2.
template <class P>
[[gnu::noinline]] P pow_simple(P x, P y) {
    const auto root = y == 0.5 && x > 0.0, simple = y == 1.0 || y == 2.0 || root;
    P r = select(y == 1.0, x, x * x);
    if (any(root)) r = select(root, sqrt(x), r);
    return all(simple) ? r : select(simple, r, pow_general(x, y));
}

/// x = n pi/2 + r - r_over, |r| <= pi/4, for |x| <= 1e6. Signs are such that -0 stays -0.
template <class P>
struct Quarter {
    P r, r_over;
    P t; ///< its last two bits are those of n
};
template <class P>
[[gnu::always_inline]] inline Quarter<P> reduce_by_quarter(P x) {
    // pi/2 in three parts; the first two times n are exact, and so are the differences where it matters.
    constexpr double a = 0x1.921fb544p+0, b = 0x1.0b4611a6p-34, c = 0x1.3198a2e037073p-69;
    const P t = multiply_add(x, P(0x1.45f306dc9c883p-1), P(whole)), n = t - whole;
    const P r0 = multiply_add(n, P(-a), x), nb = n * b;
    const P r1 = r0 - nb, over = multiply_add(n, P(c), nb - (r0 - r1));
    const P r = r1 - over;
    return {r, over - (r1 - r), t};
}

/// sin and cos of r - r_over, |r| <= pi/4.
template <class P>
[[gnu::always_inline]] inline P sin_near_0(P r, P r_over) {
    static constexpr std::array c{0x1.5555555555555p-3,   -0x1.111111111110cp-7, 0x1.a01a01a018c73p-13,
                                  -0x1.71de3a5344bf6p-19, 0x1.ae6452935747cp-26, -0x1.6120866af9294p-33,
                                  0x1.aa9bd0778a187p-41};
    const P z = r * r;
    return r - multiply_add(r * z, polynomial(z, c), r_over);
}
template <class P>
[[gnu::always_inline]] inline P cos_near_0(P r, P r_over) {
    static constexpr std::array c{0x1.5555555555553p-5,   -0x1.6c16c16c16134p-10, 0x1.a01a019e24ee7p-16,
                                  -0x1.27e4f9040a7ecp-22, 0x1.1eea895c2df3ap-29,  -0x1.8ff9dc208ab97p-37};
    const P z = r * r, half = z * 0.5, hi = 1.0 - half;
    return hi + (((1.0 - hi) - half) + multiply_add(z * z, polynomial(z, c), r * r_over));
}

/// Whether the last bit is set.
template <class P>
[[gnu::always_inline]] inline mask_of<P> is_odd(P t) {
    if constexpr (P::lanes == 1) {
        return R<P>::bit_odd(t.get());
    } else {
        return mask_of<P>::of(R<P>::bit_odd(t.get()));
    }
}

enum class Wave { sine, cosine };

/// Arguments beyond 1e6, one by one: the C library's function, which reduces them exactly. NaN for infinities.
template <Wave wave, class P>
[[gnu::noinline, gnu::cold]] P far_from_0(P x) {
    P y = x;
    for (int i = 0; i < P::lanes; ++i)
        set_lane(y, i, wave == Wave::sine ? __builtin_sin(lane(x, i)) : __builtin_cos(lane(x, i)));
    return y;
}

/// The wave at a place in its quarter, of which sine and cosine are known.
template <Wave wave, class P>
[[gnu::always_inline]] inline P in_its_quarter(P t, P sine, P cosine) {
    const P turned =
        wave == Wave::cosine ? P::of(R<P>::bit_add(t.get(), P(std::bit_cast<double>(std::uint64_t{1})).get())) : t;
    const P sign = P::of(R<P>::bit_and(R<P>::template bit_shift_left<62>(turned.get()), P(-0.0).get()));
    return P::of(R<P>::bit_xor(select(is_odd(turned), cosine, sine).get(), sign.get()));
}
template <Wave... waves, class P>
[[gnu::always_inline]] inline std::array<P, sizeof...(waves)> sine_or_cosine(P x) {
    const auto [r, r_over, t] = reduce_by_quarter(x);
    const P sine = sin_near_0(r, r_over), cosine = cos_near_0(r, r_over);
    const auto near = abs(x) <= 1e6;
    if (!all(near)) [[unlikely]]
        return {select(near, in_its_quarter<waves>(t, sine, cosine), far_from_0<waves>(x))...};
    return {in_its_quarter<waves>(t, sine, cosine)...};
}

} // namespace pack_math

/// Overflows to infinity above 709.78, underflows gradually below -708.4.
template <int W, class Isa>
Pack<W, Isa> exp(Pack<W, Isa> x) {
    if (all(abs(x) < 708.0)) [[likely]]
        return pack_math::exp_of_normal(x);
    return pack_math::exp_of_any(x);
}

/// NaN below 0, -infinity at 0.
template <int W, class Isa>
Pack<W, Isa> log(Pack<W, Isa> x) {
    using P = Pack<W, Isa>;
    using namespace pack_math;
    const auto ordinary = x >= smallest_normal && x <= largest;
    if (all(ordinary)) [[likely]] {
        const auto [f, hi, lo, k, inverse] = log_parts(x);
        return log_of_parts(f, hi, lo);
    }
    const auto denormal = x < smallest_normal;
    const auto [f, hi, lo, k, inverse] = log_parts(select(denormal, x * 0x1p54, x), select(denormal, P(-54.0), P(0.0)));
    const P y = log_of_parts(f, hi, lo);
    const P rest = select(x == 0.0, P(-infinity), select(x < 0.0, P(not_a_number), x)); // of NaN and infinity: themselves
    return select(x > 0.0 && x <= largest, y, rest);
}

/// As in C. Exponents 1, 2 and 1/2 are as exact as x, x x and sqrt(x); a pack that has no others costs no more than those.
template <int W, class Isa>
Pack<W, Isa> pow(Pack<W, Isa> x, Pack<W, Isa> y) {
    if (all(y != 1.0 && y != 2.0 && y != 0.5)) [[likely]]
        return pack_math::pow_general(x, y);
    return pack_math::pow_simple(x, y);
}
template <int W, class Isa>
Pack<W, Isa> pow(Pack<W, Isa> x, double y) {
    if (y == 1.0) return x;
    if (y == 2.0) return x * x;
    if (y == 0.5) return pack_math::pow_simple(x, Pack<W, Isa>(y));
    return pack_math::pow_general(x, Pack<W, Isa>(y));
}
template <int W, class Isa>
Pack<W, Isa> pow(double x, Pack<W, Isa> y) {
    return pow(Pack<W, Isa>(x), y);
}

template <int W, class Isa>
Pack<W, Isa> tanh(Pack<W, Isa> x) {
    using P = Pack<W, Isa>;
    using namespace pack_math;
    // (e^2|x| - 1) / (e^2|x| + 1); beyond 22 that is 1. A NaN passes `min`.
    const auto [r, n, t] = reduce_by_ln2(2.0 * min(abs(x), 22.0));
    const P power = power_of_two(t);
    const P e = multiply_add(power, expm1_near_0(r), power - 1.0);
    return copysign(e / (e + 2.0), x);
}

template <int W, class Isa>
Pack<W, Isa> sinh(Pack<W, Isa> x) {
    using P = Pack<W, Isa>;
    using namespace pack_math;
    // (e + e / (e + 1)) / 2, where e = e^|x| - 1.
    const P a = abs(x);
    const auto easy = a < 708.0;
    const auto [r, n, t] = reduce_by_ln2(min(a, 708.0));
    const P power = power_of_two(t), e = multiply_add(power, expm1_near_0(r), power - 1.0);
    P y = 0.5 * (e + e / (e + 1.0));
    if (!all(easy)) [[unlikely]] { // there it is e^|x| / 2, which overflows later than e^|x|
        const auto [far_r, far_n, far_t] = reduce_by_ln2(min(a, 712.0));
        y = select(easy, y, scale(1.0 + expm1_near_0(far_r), far_n - 1.0));
    }
    return copysign(y, x);
}

template <int W, class Isa>
Pack<W, Isa> asinh(Pack<W, Isa> x) {
    using P = Pack<W, Isa>;
    using namespace pack_math;
    // log(1 + v), v = |x| + x² / (1 + sqrt(1 + x²)); beyond 2^500, where squares overflow, log |x| + log 2.
    const P a = abs(x);
    const auto easy = a < 0x1p500;
    const P b = select(easy, a, P(1.0)), b2 = b * b;
    P v = b + b2 / (1.0 + sqrt(1.0 + b2));
    P more = 0.0;
    if (!all(easy)) [[unlikely]] {
        v = select(easy, v, min(a, largest));
        more = select(easy, more, P(1.0));
    }
    // 1 + v is rounded; what it loses moves 1 + f, and hence the logarithm.
    const P w = 1.0 + v;
    const P lost = min(v, 1.0) - (w - max(v, 1.0));
    const auto [f, hi, lo, k, inverse] = log_parts(w, more);
    const P moved = lost * inverse * power_of_two((whole + 1023) - min(k, 1000.0));
    P y = log_of_parts(f, hi, lo + multiply_add(-moved, f, moved));
    if (!all(easy)) [[unlikely]]
        y = select(a <= largest, y, a); // infinity and NaN
    return copysign(y, x);
}

template <int W, class Isa>
Pack<W, Isa> sin(Pack<W, Isa> x) {
    return pack_math::sine_or_cosine<pack_math::Wave::sine>(x)[0];
}
template <int W, class Isa>
Pack<W, Isa> cos(Pack<W, Isa> x) {
    return pack_math::sine_or_cosine<pack_math::Wave::cosine>(x)[0];
}
/// Both, for little more than one.
template <int W, class Isa>
SinCos<Pack<W, Isa>> sin_and_cos(Pack<W, Isa> x) {
    const auto [sine, cosine] = pack_math::sine_or_cosine<pack_math::Wave::sine, pack_math::Wave::cosine>(x);
    return {sine, cosine};
}

static_assert(Scalar<Pack<1, Baseline>>);

} // namespace myotatic
