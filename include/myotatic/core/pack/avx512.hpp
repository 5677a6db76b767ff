// Primitives of eight doubles in an AVX-512 register. Absent unless the compiler is told to use AVX-512 F, DQ, VL and FMA.
#pragma once

#include "myotatic/core/pack/single.hpp"

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__) && defined(__FMA__)

#include <immintrin.h>

#include <cstddef>

// GCC 12 takes the operand that its unmasked intrinsics leave undefined for a mistake of ours (GCC bug 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace myotatic {

template <>
struct Registers<8, Avx512> {
    using Value = __m512d;
    using Mask = __mmask8;

    [[gnu::always_inline]] static Value broadcast(double x) { return _mm512_set1_pd(x); }
    [[gnu::always_inline]] static Value load(const double* from) { return _mm512_loadu_pd(from); }
    [[gnu::always_inline]] static void store(Value x, double* to) { _mm512_storeu_pd(to, x); }
    [[gnu::always_inline]] static double lane(Value x, int i) { return x[i]; }
    [[gnu::always_inline]] static Value with_lane(Value x, int i, double y) {
        return select(from_bits(1u << i), broadcast(y), x);
    }

    [[gnu::always_inline]] static Value add(Value a, Value b) { return _mm512_add_pd(a, b); }
    [[gnu::always_inline]] static Value subtract(Value a, Value b) { return _mm512_sub_pd(a, b); }
    [[gnu::always_inline]] static Value multiply(Value a, Value b) { return _mm512_mul_pd(a, b); }
    [[gnu::always_inline]] static Value divide(Value a, Value b) { return _mm512_div_pd(a, b); }
    [[gnu::always_inline]] static Value negate(Value a) { return -a; } // compilers fuse it
    [[gnu::always_inline]] static Value multiply_add(Value a, Value b, Value c) { return _mm512_fmadd_pd(a, b, c); }
    [[gnu::always_inline]] static Value sqrt(Value a) { return _mm512_sqrt_pd(a); }
    [[gnu::always_inline]] static Value abs(Value a) { return _mm512_andnot_pd(sign_bit(), a); }
    [[gnu::always_inline]] static Value copysign(Value a, Value b) {
        constexpr int first_or_third_by_second = 0xb8; // b ? c : a, of (a, sign, b): one instruction
        return _mm512_castsi512_pd(_mm512_ternarylogic_epi64(_mm512_castpd_si512(a), _mm512_castpd_si512(sign_bit()),
                                                             _mm512_castpd_si512(b), first_or_third_by_second));
    }
    [[gnu::always_inline]] static Value floor(Value a) {
        return _mm512_roundscale_pd(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
    }
    [[gnu::always_inline]] static Value rint(Value a) {
        return _mm512_roundscale_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    }
    // The instructions return their second operand where the operands are unordered or equal.
    [[gnu::always_inline]] static Value min(Value a, Value b) { return _mm512_min_pd(b, a); }
    [[gnu::always_inline]] static Value max(Value a, Value b) { return _mm512_max_pd(b, a); }

    [[gnu::always_inline]] static Mask less(Value a, Value b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
    [[gnu::always_inline]] static Mask less_equal(Value a, Value b) { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
    [[gnu::always_inline]] static Mask equal(Value a, Value b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
    [[gnu::always_inline]] static Value select(Mask m, Value a, Value b) { return _mm512_mask_blend_pd(m, b, a); }

    [[gnu::always_inline]] static Mask both(Mask a, Mask b) { return static_cast<Mask>(a & b); }
    [[gnu::always_inline]] static Mask either(Mask a, Mask b) { return static_cast<Mask>(a | b); }
    [[gnu::always_inline]] static Mask neither(Mask a) { return static_cast<Mask>(~a); }
    [[gnu::always_inline]] static unsigned bits(Mask m) { return m; }
    [[gnu::always_inline]] static Mask from_bits(unsigned bits) { return static_cast<Mask>(bits); }

    // The 64 bits of a double as an integer.
    [[gnu::always_inline]] static Value bit_and(Value a, Value b) { return _mm512_and_pd(a, b); }
    [[gnu::always_inline]] static Value bit_or(Value a, Value b) { return _mm512_or_pd(a, b); }
    [[gnu::always_inline]] static Value bit_xor(Value a, Value b) { return _mm512_xor_pd(a, b); }
    [[gnu::always_inline]] static Value bit_add(Value a, Value b) {
        return _mm512_castsi512_pd(_mm512_add_epi64(_mm512_castpd_si512(a), _mm512_castpd_si512(b)));
    }
    template <int n>
    [[gnu::always_inline]] static Value bit_shift_left(Value a) {
        return _mm512_castsi512_pd(_mm512_slli_epi64(_mm512_castpd_si512(a), n));
    }
    template <int n>
    [[gnu::always_inline]] static Value bit_shift_right(Value a) {
        return _mm512_castsi512_pd(_mm512_srli_epi64(_mm512_castpd_si512(a), n));
    }
    /// Whether the last bit is set.
    [[gnu::always_inline]] static Mask bit_odd(Value a) {
        return _mm512_test_epi64_mask(_mm512_castpd_si512(a), _mm512_set1_epi64(1));
    }

    /// The one of eight constants, aligned as a register, that the last three bits of the index name.
    [[gnu::always_inline]] static Value choose(const double* constants, Value index) {
        return _mm512_permutexvar_pd(_mm512_castpd_si512(index), _mm512_load_pd(constants));
    }

    /// The first K doubles behind each pointer, K <= 4, as K values of eight lanes.
    template <std::size_t K>
    [[gnu::always_inline]] static void load_transposed(const double* const* from, Value* to) {
        if constexpr (K > 2) {
            load_four<K>(from, to);
        } else if constexpr (K == 2) {
            const Value even = four_pairs(from[0], from[2], from[4], from[6]);
            const Value odd = four_pairs(from[1], from[3], from[5], from[7]);
            to[0] = _mm512_unpacklo_pd(even, odd);
            to[1] = _mm512_unpackhi_pd(even, odd);
        } else {
            to[0] = _mm512_set_pd(*from[7], *from[6], *from[5], *from[4], *from[3], *from[2], *from[1], *from[0]);
        }
    }
    template <std::size_t K>
    [[gnu::always_inline]] static void store_transposed(const Value* from, double* const* to) {
        if constexpr (K > 2) {
            const Value last = K == 4 ? from[K - 1] : from[0];
            const Value even = _mm512_unpacklo_pd(from[0], from[1]), odd = _mm512_unpackhi_pd(from[0], from[1]);
            const Value even_end = _mm512_unpacklo_pd(from[2], last), odd_end = _mm512_unpackhi_pd(from[2], last);
            const __m512i first = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0),
                          second = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
            store_two<K>(_mm512_permutex2var_pd(even, first, even_end), to[0], to[2]);
            store_two<K>(_mm512_permutex2var_pd(even, second, even_end), to[4], to[6]);
            store_two<K>(_mm512_permutex2var_pd(odd, first, odd_end), to[1], to[3]);
            store_two<K>(_mm512_permutex2var_pd(odd, second, odd_end), to[5], to[7]);
        } else if constexpr (K == 2) {
            const Value even = _mm512_unpacklo_pd(from[0], from[1]), odd = _mm512_unpackhi_pd(from[0], from[1]);
            _mm_storeu_pd(to[0], _mm512_castpd512_pd128(even));
            _mm_storeu_pd(to[1], _mm512_castpd512_pd128(odd));
            _mm_storeu_pd(to[2], _mm512_extractf64x2_pd(even, 1));
            _mm_storeu_pd(to[3], _mm512_extractf64x2_pd(odd, 1));
            _mm_storeu_pd(to[4], _mm512_extractf64x2_pd(even, 2));
            _mm_storeu_pd(to[5], _mm512_extractf64x2_pd(odd, 2));
            _mm_storeu_pd(to[6], _mm512_extractf64x2_pd(even, 3));
            _mm_storeu_pd(to[7], _mm512_extractf64x2_pd(odd, 3));
        } else {
            for (int i = 0; i < 8; ++i) *to[i] = from[0][i];
        }
    }

private:
    [[gnu::always_inline]] static Value sign_bit() { return _mm512_set1_pd(-0.0); }

    /// Three or four doubles of two lanes, one lane in each half.
    template <std::size_t K>
    [[gnu::always_inline]] static Value load_two(const double* low, const double* high) {
        if constexpr (K == 4) {
            return _mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_loadu_pd(low)), _mm256_loadu_pd(high), 1);
        } else {
            return _mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_maskz_loadu_pd(7, low)), _mm256_maskz_loadu_pd(7, high),
                                      1);
        }
    }
    template <std::size_t K>
    [[gnu::always_inline]] static void store_two(Value x, double* low, double* high) {
        if constexpr (K == 4) {
            _mm256_storeu_pd(low, _mm512_castpd512_pd256(x));
            _mm256_storeu_pd(high, _mm512_extractf64x4_pd(x, 1));
        } else {
            _mm256_mask_storeu_pd(low, 7, _mm512_castpd512_pd256(x));
            _mm256_mask_storeu_pd(high, 7, _mm512_extractf64x4_pd(x, 1));
        }
    }
    template <std::size_t K>
    [[gnu::always_inline]] static void load_four(const double* const* from, Value* to) {
        // Rows are paired so that two unpacks and two shuffles of 128-bit quarters bring each column into order.
        const Value a = load_two<K>(from[0], from[2]), b = load_two<K>(from[1], from[3]);
        const Value c = load_two<K>(from[4], from[6]), d = load_two<K>(from[5], from[7]);
        const Value p = _mm512_unpacklo_pd(a, b), q = _mm512_unpacklo_pd(c, d);
        const Value s = _mm512_unpackhi_pd(a, b), t = _mm512_unpackhi_pd(c, d);
        to[0] = _mm512_shuffle_f64x2(p, q, 0x88);
        to[1] = _mm512_shuffle_f64x2(s, t, 0x88);
        to[2] = _mm512_shuffle_f64x2(p, q, 0xdd);
        if constexpr (K == 4) to[3] = _mm512_shuffle_f64x2(s, t, 0xdd);
    }
    [[gnu::always_inline]] static Value four_pairs(const double* a, const double* b, const double* c, const double* d) {
        Value r = _mm512_castpd128_pd512(_mm_loadu_pd(a));
        r = _mm512_insertf64x2(r, _mm_loadu_pd(b), 1);
        r = _mm512_insertf64x2(r, _mm_loadu_pd(c), 2);
        return _mm512_insertf64x2(r, _mm_loadu_pd(d), 3);
    }
};

} // namespace myotatic

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#endif
