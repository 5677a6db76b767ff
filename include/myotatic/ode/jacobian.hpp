// The Jacobian of a system from its right-hand side alone: sparsity by tracers, columns by coloured duals, time as one more
// colour, and the elimination planned for what is found.
//
// A system whose equations are constexpr may carry its pattern as a constant, `static constexpr Pattern<N> pattern`: then
// one evaluation on duals gives all of ∂f/∂x and ∂f/∂t, and the elimination is unrolled. For any other system the pattern is
// found when the integration begins.
#pragma once

#include "myotatic/core/dual.hpp"
#include "myotatic/ode/sparse_lu.hpp"
#include "myotatic/ode/sparsity.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace myotatic::ode {

/// Whether f(t, x) can be evaluated on numbers of kind S.
template <class F, class S, std::size_t N>
concept EvaluableOn = requires(const F& f, const S& t, const Flat<S, N>& x) {
    { f(t, x) } -> std::convertible_to<Flat<S, N>>;
};

namespace detail {

/// An entry of the stored matrix, and the colour whose derivative it is.
struct JacobianEntry {
    std::uint16_t slot{};
    std::uint8_t row{}, colour{};
};

} // namespace detail

/// Differentiates and solves with a pattern that is a constant of the program.
template <class System, std::size_t N>
struct KnownLinearisation {
    static constexpr Pattern<N> pattern = System::pattern;
    static constexpr Colouring<N> colouring = coloured(pattern);
    static constexpr LuPlan<N> plan = lu_plan(pattern);
    static constexpr int directions = static_cast<int>(colouring.colours) + 1; ///< of one evaluation, time included

    template <class T>
    using Matrix = Flat<T, plan.slots()>;

    /// J - shift on the slots of the plan, and ∂f/∂t.
    template <class F, class T>
    static void differentiate(const F& f, const T& t, const Flat<T, N>& x, const T& shift, Matrix<T>& a,
                              Flat<T, N>& by_time) {
        using D = Dual<T, directions>;
        Flat<D, N> along;
        [&]<std::size_t... J>(std::index_sequence<J...>) {
            ((along[J] = variable<directions>(x[J], colouring.colour[J])), ...);
        }
        (std::make_index_sequence<N>{});
        const Flat<D, N> rates = f(variable<directions>(t, directions - 1), along);
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (fill_row<I>(rates[I], shift, a), ...);
            ((by_time[I] = rates[I].slope[directions - 1]), ...);
        }
        (std::make_index_sequence<N>{});
    }
    template <class T>
    static void factor(Matrix<T>& a) {
        UnrolledLu<KnownLinearisation>::factor(a);
    }
    template <class T>
    static void solve(const Matrix<T>& a, Flat<T, N>& b) {
        UnrolledLu<KnownLinearisation>::solve(a, b);
    }

private:
    template <std::size_t I, class D, class T>
    static void fill_row(const D& rate, const T& shift, Matrix<T>& a) {
        [&]<std::size_t... J>(std::index_sequence<J...>) { (fill<I, J>(rate, shift, a), ...); }
        (std::make_index_sequence<N>{});
    }
    template <std::size_t I, std::size_t J, class D, class T>
    static void fill(const D& rate, const T& shift, Matrix<T>& a) {
        if constexpr (plan.rows[I].contains(J)) {
            constexpr bool entry = pattern.rows[I].contains(J);
            T& here = a[plan.slot(I, J)];
            if constexpr (entry && I == J)
                here = rate.slope[colouring.colour[J]] - shift;
            else if constexpr (entry)
                here = rate.slope[colouring.colour[J]];
            else if constexpr (I == J)
                here = -shift;
            else
                here = T(0.0);
        }
    }
};

/// Differentiates and solves with a pattern that was found when the program ran; `Directions` of the Jacobian are followed
/// by one evaluation.
template <std::size_t N, int Directions = static_cast<int>(std::min<std::size_t>(N + 1, 8))>
class FoundLinearisation {
public:
    template <class T>
    using Matrix = Flat<T, N * N>; // of which the first `plan().slots()` are used

    explicit FoundLinearisation(const Pattern<N>& pattern)
        : pattern_(pattern), colouring_(coloured(pattern)), plan_(lu_plan(pattern)), program_(plan_) {}

    const Pattern<N>& pattern() const { return pattern_; }
    const Colouring<N>& colouring() const { return colouring_; }
    const LuPlan<N>& plan() const { return plan_; }

    template <class F, class T>
    void differentiate(const F& f, const T& t, const Flat<T, N>& x, const T& shift, Matrix<T>& a,
                       Flat<T, N>& by_time) const {
        using D = Dual<T, Directions>;
        std::fill_n(a.begin(), plan_.slots(), T(0.0));
        by_time.fill(T(0.0));
        const std::size_t time = colouring_.colours, all = pattern_.on_time.empty() ? time : time + 1;
        for (std::size_t first = 0; first < all; first += Directions) {
            // As many colours as there are directions; time is the colour after the last.
            const auto seeded = [&](const T& value, std::size_t colour) {
                return colour >= first && colour < first + Directions
                           ? variable<Directions>(value, static_cast<int>(colour - first))
                           : D(value);
            };
            Flat<D, N> along;
            for (std::size_t j = 0; j < N; ++j) along[j] = seeded(x[j], colouring_.colour[j]);
            const Flat<D, N> rates = f(seeded(t, time), along);
            for (std::size_t i = 0; i < N; ++i) {
                pattern_.rows[i].for_each([&](std::size_t j) {
                    const std::size_t direction = colouring_.colour[j] - first; // wraps round for earlier colours
                    if (direction < Directions) a[plan_.slot(i, j)] = rates[i].slope[direction];
                });
                if (time - first < Directions) by_time[i] = rates[i].slope[time - first];
            }
        }
        for (std::size_t i = 0; i < N; ++i) a[plan_.slot(i, i)] = a[plan_.slot(i, i)] - shift;
    }
    template <class T>
    void factor(Matrix<T>& a) const {
        program_.factor(a);
    }
    template <class T>
    void solve(const Matrix<T>& a, Flat<T, N>& b) const {
        program_.solve(a, b);
    }

private:
    Pattern<N> pattern_;
    Colouring<N> colouring_;
    LuPlan<N> plan_;
    LuProgram program_;
};

/// What a stiff method needs to know of a system beyond its values, for the whole of an integration.
template <class System, std::size_t N>
class Linearisation {
public:
    static constexpr bool known = requires { System::pattern; };

    /// `f` is the vector field on some step: f(t, x) for duals and tracers.
    template <class F>
    explicit Linearisation(const F& f) {
        static_assert(EvaluableOn<F, Tracer, N>,
                      "a stiff method differentiates the rates: write them as a template over the scalar, "
                      "`template <Scalar T> Flat<T, N> rates(const T& t, const Flat<T, N>& x) const`");
        const Pattern<N> pattern = traced_pattern<N>(f);
        if constexpr (known) {
            if (KnownLinearisation<System, N>::pattern.includes(pattern)) return;
        }
        found_ = std::make_shared<const Found>(pattern);
    }

    /// Calls `use(linearisation)` with the one that serves this system. A delay of zero adds entries that a pattern known
    /// beforehand may lack: then the one that was found serves.
    template <class Use>
    decltype(auto) visit(const Use& use) const {
        if constexpr (known) {
            if (!found_) return use(KnownLinearisation<System, N>());
        }
        return use(*found_);
    }

private:
    static constexpr int directions() {
        if constexpr (known)
            return KnownLinearisation<System, N>::directions; // so that the rates need no second kind of dual
        else
            return static_cast<int>(std::min<std::size_t>(N + 1, 8));
    }
    using Found = FoundLinearisation<N, directions()>;

    std::shared_ptr<const Found> found_; // shared by copies: it never changes
};

} // namespace myotatic::ode
