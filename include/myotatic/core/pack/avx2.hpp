// Primitives of four doubles in an AVX2 register. Absent unless the compiler is told to use AVX2 and FMA, and nothing more.
#pragma once

#include "myotatic/core/pack/single.hpp"

#if defined(__AVX2__) && defined(__FMA__) && !defined(__AVX512F__)

#include <immintrin.h>

#include <cstddef>

namespace myotatic {

template <>
struct Registers<4, Avx2> {
    using Value = __m256d;
    using Mask = __m256d; ///< the sign bit of a lane decides

    [[gnu::always_inline]] static Value broadcast(double x) { return _mm256_set1_pd(x); }
    [[gnu::always_inline]] static Value load(const double* from) { return _mm256_loadu_pd(from); }
    [[gnu::always_inline]] static void store(Value x, double* to) { _mm256_storeu_pd(to, x); }
    [[gnu::always_inline]] static double lane(Value x, int i) { return x[i]; }
    [[gnu::always_inline]] static Value with_lane(Value x, int i, double y) { return select(only(i), broadcast(y), x); }

    [[gnu::always_inline]] static Value add(Value a, Value b) { return _mm256_add_pd(a, b); }
    [[gnu::always_inline]] static Value subtract(Value a, Value b) { return _mm256_sub_pd(a, b); }
    [[gnu::always_inline]] static Value multiply(Value a, Value b) { return _mm256_mul_pd(a, b); }
    [[gnu::always_inline]] static Value divide(Value a, Value b) { return _mm256_div_pd(a, b); }
    [[gnu::always_inline]] static Value negate(Value a) { return -a; } // compilers fuse it
    [[gnu::always_inline]] static Value multiply_add(Value a, Value b, Value c) { return _mm256_fmadd_pd(a, b, c); }
    [[gnu::always_inline]] static Value sqrt(Value a) { return _mm256_sqrt_pd(a); }
    [[gnu::always_inline]] static Value abs(Value a) { return _mm256_andnot_pd(sign_bit(), a); }
    [[gnu::always_inline]] static Value copysign(Value a, Value b) {
        return _mm256_or_pd(abs(a), _mm256_and_pd(sign_bit(), b));
    }
    [[gnu::always_inline]] static Value floor(Value a) { return _mm256_floor_pd(a); }
    [[gnu::always_inline]] static Value rint(Value a) {
        return _mm256_round_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    }
    // The instructions return their second operand where the operands are unordered or equal.
    [[gnu::always_inline]] static Value min(Value a, Value b) { return _mm256_min_pd(b, a); }
    [[gnu::always_inline]] static Value max(Value a, Value b) { return _mm256_max_pd(b, a); }

    [[gnu::always_inline]] static Mask less(Value a, Value b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
    [[gnu::always_inline]] static Mask less_equal(Value a, Value b) { return _mm256_cmp_pd(a, b, _CMP_LE_OQ); }
    [[gnu::always_inline]] static Mask equal(Value a, Value b) { return _mm256_cmp_pd(a, b, _CMP_EQ_OQ); }
    [[gnu::always_inline]] static Value select(Mask m, Value a, Value b) { return _mm256_blendv_pd(b, a, m); }

    [[gnu::always_inline]] static Mask both(Mask a, Mask b) { return _mm256_and_pd(a, b); }
    [[gnu::always_inline]] static Mask either(Mask a, Mask b) { return _mm256_or_pd(a, b); }
    [[gnu::always_inline]] static Mask neither(Mask a) { return _mm256_xor_pd(a, from_bits(15)); }
    [[gnu::always_inline]] static unsigned bits(Mask m) { return static_cast<unsigned>(_mm256_movemask_pd(m)); }
    [[gnu::always_inline]] static Mask from_bits(unsigned bits) {
        const __m256i weights = _mm256_set_epi64x(8, 4, 2, 1);
        const __m256i chosen = _mm256_and_si256(_mm256_set1_epi64x(static_cast<long long>(bits)), weights);
        return _mm256_castsi256_pd(_mm256_cmpeq_epi64(chosen, weights));
    }

    // The 64 bits of a double as an integer.
    [[gnu::always_inline]] static Value bit_and(Value a, Value b) { return _mm256_and_pd(a, b); }
    [[gnu::always_inline]] static Value bit_or(Value a, Value b) { return _mm256_or_pd(a, b); }
    [[gnu::always_inline]] static Value bit_xor(Value a, Value b) { return _mm256_xor_pd(a, b); }
    [[gnu::always_inline]] static Value bit_add(Value a, Value b) {
        return _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(a), _mm256_castpd_si256(b)));
    }
    template <int n>
    [[gnu::always_inline]] static Value bit_shift_left(Value a) {
        return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_castpd_si256(a), n));
    }
    template <int n>
    [[gnu::always_inline]] static Value bit_shift_right(Value a) {
        return _mm256_castsi256_pd(_mm256_srli_epi64(_mm256_castpd_si256(a), n));
    }
    /// Whether the last bit is set.
    [[gnu::always_inline]] static Mask bit_odd(Value a) { return bit_shift_left<63>(a); }

    /// The one of eight constants that the last three bits of the index name.
    [[gnu::always_inline]] static Value choose(const double* constants, Value index) {
        // Each double is a pair of floats; both halves of the table are permuted, then bit 2 decides between them.
        const __m256i bits = _mm256_castpd_si256(index);
        const __m256i twice = _mm256_shuffle_epi32(_mm256_slli_epi64(bits, 1), 0xa0);
        const __m256i pair = _mm256_add_epi32(twice, _mm256_set1_epi64x(0x100000000));
        const Value low = _mm256_castps_pd(_mm256_permutevar8x32_ps(_mm256_castpd_ps(load(constants)), pair));
        const Value high = _mm256_castps_pd(_mm256_permutevar8x32_ps(_mm256_castpd_ps(load(constants + 4)), pair));
        return _mm256_blendv_pd(low, high, bit_shift_left<61>(index));
    }

    /// The first K doubles behind each pointer, K <= 4, as K values of four lanes.
    template <std::size_t K>
    [[gnu::always_inline]] static void load_transposed(const double* const* from, Value* to) {
        if constexpr (K > 2) {
            Value r[4];
            for (int i = 0; i < 4; ++i)
                r[i] = K == 4 ? _mm256_loadu_pd(from[i]) : _mm256_maskload_pd(from[i], _mm256_set_epi64x(0, -1, -1, -1));
            const Value p = _mm256_unpacklo_pd(r[0], r[1]), q = _mm256_unpacklo_pd(r[2], r[3]);
            const Value s = _mm256_unpackhi_pd(r[0], r[1]), t = _mm256_unpackhi_pd(r[2], r[3]);
            to[0] = _mm256_permute2f128_pd(p, q, 0x20);
            to[1] = _mm256_permute2f128_pd(s, t, 0x20);
            to[2] = _mm256_permute2f128_pd(p, q, 0x31);
            if constexpr (K == 4) to[3] = _mm256_permute2f128_pd(s, t, 0x31);
        } else if constexpr (K == 2) {
            const Value p = _mm256_loadu2_m128d(from[2], from[0]), q = _mm256_loadu2_m128d(from[3], from[1]);
            to[0] = _mm256_unpacklo_pd(p, q);
            to[1] = _mm256_unpackhi_pd(p, q);
        } else {
            to[0] = _mm256_set_pd(*from[3], *from[2], *from[1], *from[0]);
        }
    }
    template <std::size_t K>
    [[gnu::always_inline]] static void store_transposed(const Value* from, double* const* to) {
        if constexpr (K > 2) {
            const Value last = K == 4 ? from[K - 1] : from[0];
            const Value p = _mm256_unpacklo_pd(from[0], from[1]), q = _mm256_unpacklo_pd(from[2], last);
            const Value s = _mm256_unpackhi_pd(from[0], from[1]), t = _mm256_unpackhi_pd(from[2], last);
            const Value r[4] = {_mm256_permute2f128_pd(p, q, 0x20), _mm256_permute2f128_pd(s, t, 0x20),
                                _mm256_permute2f128_pd(p, q, 0x31), _mm256_permute2f128_pd(s, t, 0x31)};
            for (int i = 0; i < 4; ++i) {
                if constexpr (K == 4) {
                    _mm256_storeu_pd(to[i], r[i]);
                } else {
                    _mm256_maskstore_pd(to[i], _mm256_set_epi64x(0, -1, -1, -1), r[i]);
                }
            }
        } else if constexpr (K == 2) {
            _mm256_storeu2_m128d(to[2], to[0], _mm256_unpacklo_pd(from[0], from[1]));
            _mm256_storeu2_m128d(to[3], to[1], _mm256_unpackhi_pd(from[0], from[1]));
        } else {
            for (int i = 0; i < 4; ++i) *to[i] = from[0][i];
        }
    }

private:
    [[gnu::always_inline]] static Value sign_bit() { return _mm256_set1_pd(-0.0); }
    [[gnu::always_inline]] static Mask only(int i) {
        return _mm256_castsi256_pd(_mm256_cmpeq_epi64(_mm256_set_epi64x(3, 2, 1, 0), _mm256_set1_epi64x(i)));
    }
};

} // namespace myotatic

#endif
