// W doubles that go through the same equation in lockstep: the lanes of an ensemble, in one register.
//
// A Pack<W, Isa> is a Scalar. Its widths are 8 (Avx512), 4 (Avx2), and 1 (every Isa): a pack of one is a double with the
// same last bits as a lane of the wide pack. Lanes never see each other: what happens in one cannot depend on its
// neighbours. Comparisons give a Mask, which for one lane is bool. The free functions on lanes know double as a pack of one.
//
// The wide packs exist only in files compiled for their instruction set, and so do the packs of one that stand in for them;
// Pack<1, Baseline> exists everywhere. Compile with -ffp-contract=off: GCC otherwise fuses products with sums on its own
// account, and the last bits depend on its mood. The elementary functions are in pack_math.hpp.
#pragma once

#include "myotatic/core/isa.hpp"
#include "myotatic/core/pack/avx2.hpp"
#include "myotatic/core/pack/avx512.hpp"
#include "myotatic/core/pack/single.hpp"
#include "myotatic/core/scalar.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

namespace myotatic {

template <int W, class Isa>
class Pack;

/// Truth per lane. It has no value as a whole: ask `any` or `all`, or let `select` decide lane by lane.
template <int W, class Isa>
class WideMask {
    using R = Registers<W, Isa>;

public:
    static constexpr int lanes = W;

    WideMask() = default;
    [[gnu::always_inline]] WideMask(bool everywhere) : bits_(R::from_bits(everywhere ? (1u << W) - 1 : 0)) {} // NOLINT
    [[gnu::always_inline]] static WideMask of(typename R::Mask bits) {
        WideMask m;
        m.bits_ = bits;
        return m;
    }
    [[gnu::always_inline]] typename R::Mask get() const { return bits_; }

    [[gnu::always_inline]] friend WideMask operator&&(WideMask a, WideMask b) { return of(R::both(a.bits_, b.bits_)); }
    [[gnu::always_inline]] friend WideMask operator||(WideMask a, WideMask b) { return of(R::either(a.bits_, b.bits_)); }
    [[gnu::always_inline]] friend WideMask operator!(WideMask a) { return of(R::neither(a.bits_)); }

    [[gnu::always_inline]] friend unsigned bits(WideMask m) { return R::bits(m.bits_); }
    [[gnu::always_inline]] friend bool any(WideMask m) { return bits(m) != 0; }
    [[gnu::always_inline]] friend bool all(WideMask m) { return bits(m) == (1u << W) - 1; }
    [[gnu::always_inline]] friend bool lane(WideMask m, int i) { return (bits(m) >> i & 1u) != 0; }
    [[gnu::always_inline]] friend Pack<W, Isa> select(WideMask m, double a, double b) {
        return select(m, Pack<W, Isa>(a), Pack<W, Isa>(b));
    }

private:
    typename R::Mask bits_;
};

/// bool for one lane, so that `if (a < b)` is written as for double; a register's worth of truth for more.
template <int W, class Isa>
using Mask = std::conditional_t<W == 1, bool, WideMask<W, Isa>>;

template <int W, class Isa>
class Pack {
    using R = Registers<W, Isa>;

public:
    static constexpr int lanes = W;
    using isa = Isa;
    using Mask = myotatic::Mask<W, Isa>;
    using Register = typename R::Value;

    /// Like a double: without a value, except in `Pack x{}`, which is 0.
    Pack() = default;
    [[gnu::always_inline]] constexpr Pack(double x) : register_(R::broadcast(x)) {} // NOLINT: equations mix in literals
    [[gnu::always_inline]] static constexpr Pack of(Register r) {
        Pack p;
        p.register_ = r;
        return p;
    }
    [[gnu::always_inline]] constexpr Register get() const { return register_; }

    [[gnu::always_inline]] friend constexpr Pack operator-(Pack a) { return of(R::negate(a.register_)); }
    [[gnu::always_inline]] friend constexpr Pack operator+(Pack a, Pack b) { return of(R::add(a.get(), b.get())); }
    [[gnu::always_inline]] friend constexpr Pack operator-(Pack a, Pack b) { return of(R::subtract(a.get(), b.get())); }
    [[gnu::always_inline]] friend constexpr Pack operator*(Pack a, Pack b) { return of(R::multiply(a.get(), b.get())); }
    [[gnu::always_inline]] friend constexpr Pack operator/(Pack a, Pack b) { return of(R::divide(a.get(), b.get())); }
    [[gnu::always_inline]] constexpr Pack& operator+=(Pack b) { return *this = *this + b; }
    [[gnu::always_inline]] constexpr Pack& operator-=(Pack b) { return *this = *this - b; }
    [[gnu::always_inline]] constexpr Pack& operator*=(Pack b) { return *this = *this * b; }
    [[gnu::always_inline]] constexpr Pack& operator/=(Pack b) { return *this = *this / b; }

    [[gnu::always_inline]] friend constexpr Mask operator<(Pack a, Pack b) { return truth(R::less(a.get(), b.get())); }
    [[gnu::always_inline]] friend constexpr Mask operator>(Pack a, Pack b) { return truth(R::less(b.get(), a.get())); }
    [[gnu::always_inline]] friend constexpr Mask operator<=(Pack a, Pack b) {
        return truth(R::less_equal(a.get(), b.get()));
    }
    [[gnu::always_inline]] friend constexpr Mask operator>=(Pack a, Pack b) {
        return truth(R::less_equal(b.get(), a.get()));
    }
    [[gnu::always_inline]] friend constexpr Mask operator==(Pack a, Pack b) { return truth(R::equal(a.get(), b.get())); }
    [[gnu::always_inline]] friend constexpr Mask operator!=(Pack a, Pack b) { return !(a == b); }

    /// a b + c: rounded once, and for Baseline twice.
    [[gnu::always_inline]] friend constexpr Pack multiply_add(Pack a, Pack b, Pack c) {
        return of(R::multiply_add(a.get(), b.get(), c.get()));
    }
    [[gnu::always_inline]] friend constexpr Pack sqrt(Pack a) { return of(R::sqrt(a.get())); }
    [[gnu::always_inline]] friend constexpr Pack abs(Pack a) { return of(R::abs(a.get())); }
    [[gnu::always_inline]] friend constexpr Pack copysign(Pack a, Pack b) { return of(R::copysign(a.get(), b.get())); }
    [[gnu::always_inline]] friend constexpr Pack floor(Pack a) { return of(R::floor(a.get())); }
    /// To the nearest whole number, a tie to the even one.
    [[gnu::always_inline]] friend constexpr Pack rint(Pack a) { return of(R::rint(a.get())); }
    [[gnu::always_inline]] friend constexpr Pack min(Pack a, Pack b) { return of(R::min(a.get(), b.get())); }
    [[gnu::always_inline]] friend constexpr Pack max(Pack a, Pack b) { return of(R::max(a.get(), b.get())); }
    [[gnu::always_inline]] friend constexpr Pack select(Mask m, Pack a, Pack b) {
        if constexpr (W == 1) {
            return m ? a : b;
        } else {
            return of(R::select(m.get(), a.get(), b.get()));
        }
    }

    [[gnu::always_inline]] friend constexpr Pack value_of(Pack a) { return a; }
    [[gnu::always_inline]] friend constexpr double lane(Pack a, int i) { return R::lane(a.get(), i); }
    [[gnu::always_inline]] friend constexpr void set_lane(Pack& a, int i, double x) { a = of(R::with_lane(a.get(), i, x)); }
    [[gnu::always_inline]] friend constexpr void store(Pack a, double* to) { R::store(a.get(), to); }

private:
    [[gnu::always_inline]] static constexpr Mask truth(typename R::Mask m) {
        if constexpr (W == 1) {
            return m;
        } else {
            return Mask::of(m);
        }
    }
    Register register_;
};

template <int W, class Isa>
inline constexpr int lanes_of<Pack<W, Isa>> = W;

/// The widest pack that computes what a pack of one does, to the last bit; T itself where there is none.
template <class T>
struct WidenedPack {
    using type = T;
};
template <class Isa>
struct WidenedPack<Pack<1, Isa>> {
    using type = Pack<Isa::lanes, Isa>;
};
template <class T>
using Widened = typename WidenedPack<T>::type;
template <class T>
inline constexpr bool can_widen = !std::same_as<Widened<T>, T>;
/// What functions of numbers T give at arguments S: S where that is T widened, T otherwise.
template <class S, class T>
using WideAs = std::conditional_t<std::same_as<S, Widened<T>>, S, T>;

/// The number of a pack of one in every lane of a wider one. Where `Wide` is not T widened, x as it is.
template <class Wide, class T>
[[gnu::always_inline]] inline constexpr auto widened(const T& x) {
    if constexpr (can_widen<T> && std::same_as<Wide, Widened<T>>)
        return Wide(lane(x, 0));
    else
        return x;
}

/// What comparing two of them gives.
template <class T>
using mask_of = decltype(std::declval<T>() < std::declval<T>());

/// Where `where`, `fresh` takes the place of `old`.
template <class T>
[[gnu::always_inline]] inline void blend(const mask_of<T>& where, T& old, const T& fresh) {
    old = select(where, fresh, old);
}
template <class T, std::size_t N>
[[gnu::always_inline]] inline void blend(const mask_of<T>& where, std::array<T, N>& old, const std::array<T, N>& fresh) {
    for (std::size_t n = 0; n < N; ++n) blend(where, old[n], fresh[n]);
}

// double and bool as packs of one.
inline constexpr bool all(bool m) { return m; }
inline constexpr unsigned bits(bool m) { return m ? 1u : 0u; }
inline constexpr bool lane(bool m, int) { return m; }
inline constexpr double lane(double x, int) { return x; }
inline constexpr void set_lane(double& x, int, double y) { x = y; }
inline constexpr void store(double x, double* to) { *to = x; }

/// `lanes_of<T>` doubles from memory, of any alignment.
template <class T>
[[gnu::always_inline]] inline constexpr T load(const double* from) {
    if constexpr (std::same_as<T, double>) {
        return *from;
    } else {
        return T::of(Registers<T::lanes, typename T::isa>::load(from));
    }
}

/// The mask of a T whose lane i is bit i.
template <class T>
[[gnu::always_inline]] inline constexpr mask_of<T> mask_from_bits(unsigned bits) {
    if constexpr (lanes_of<T> == 1) {
        return (bits & 1u) != 0;
    } else {
        return mask_of<T>::of(Registers<T::lanes, typename T::isa>::from_bits(bits));
    }
}

/// Reads K consecutive doubles behind a pointer of each lane's own: value k of lane i is `from[i][k]`.
template <class T, std::size_t K, std::size_t first = 0>
[[gnu::always_inline]] inline void load_interleaved(const std::array<const double*, lanes_of<T>>& from,
                                                    std::array<T, K>& values) {
    if constexpr (lanes_of<T> == 1) {
        for (std::size_t k = 0; k < K; ++k) values[k] = T(from[0][k]);
    } else if constexpr (first < K) { // four at a time, transposed in registers
        constexpr std::size_t size = K - first < 4 ? K - first : 4;
        std::array<const double*, lanes_of<T>> at = from;
        for (auto& pointer : at) pointer += first;
        typename T::Register block[size];
        Registers<T::lanes, typename T::isa>::template load_transposed<size>(at.data(), block);
        for (std::size_t k = 0; k < size; ++k) values[first + k] = T::of(block[k]);
        load_interleaved<T, K, first + size>(from, values);
    }
}
template <class T, std::size_t K>
[[gnu::always_inline]] inline std::array<T, K> load_interleaved(const std::array<const double*, lanes_of<T>>& from) {
    std::array<T, K> values;
    load_interleaved(from, values);
    return values;
}

/// Writes them: `to[i][k]` becomes lane i of value k. Nothing beyond is touched.
template <class T, std::size_t K, std::size_t first = 0>
[[gnu::always_inline]] inline void store_interleaved(const std::array<T, K>& values,
                                                     const std::array<double*, lanes_of<T>>& to) {
    if constexpr (lanes_of<T> == 1) {
        for (std::size_t k = 0; k < K; ++k) to[0][k] = lane(values[k], 0);
    } else if constexpr (first < K) {
        constexpr std::size_t size = K - first < 4 ? K - first : 4;
        std::array<double*, lanes_of<T>> at = to;
        for (auto& pointer : at) pointer += first;
        typename T::Register block[size];
        for (std::size_t k = 0; k < size; ++k) block[k] = values[first + k].get();
        Registers<T::lanes, typename T::isa>::template store_transposed<size>(block, at.data());
        store_interleaved<T, K, first + size>(values, to);
    }
}

static_assert(std::is_trivially_copyable_v<Pack<1, Baseline>>);

} // namespace myotatic
