// The Jacobian of a system from its right-hand side alone: sparsity by tracers, columns by coloured duals, time as one more
// colour, and the elimination planned for what is found.
//
// A system whose equations are constexpr may carry its pattern as a constant, `static constexpr Pattern<N> pattern`: then
// one evaluation on duals gives all of ∂f/∂x and ∂f/∂t, and the elimination is unrolled. If it may have delays of zero,
// through which rates depend on more states at once, it also carries `static constexpr Pattern<N> instantaneous_pattern`.
// For any other system the pattern is found when the integration begins.
#pragma once

#include "myotatic/core/dual.hpp"
#include "myotatic/ode/sparse_lu.hpp"
#include "myotatic/ode/sparsity.hpp"
#include "myotatic/ode/system.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace myotatic::ode {

/// Whether f(t, x) can be evaluated on numbers of kind S.
template <class F, class S, std::size_t N>
concept EvaluableOn = requires(const F& f, const S& t, const Flat<S, N>& x) {
    { f(t, x) } -> std::convertible_to<Flat<S, N>>;
};

/// An entry of the Jacobian: where it is stored, and the colour whose derivative of which rate it is.
struct JacobianEntry {
    std::uint16_t slot{};
    std::uint8_t row{}, colour{};
};

/// What is left of a pattern when its Jacobian is to be computed and solved with: colours, and lists to work through.
template <std::size_t N>
struct JacobianPlan {
    std::array<std::uint8_t, N> colour{}; ///< of each state; time is the colour after the last
    std::size_t colours = 0;              ///< without time
    bool on_time = false;                 ///< whether any rate depends on time
    std::size_t slots = 0;                ///< of the stored matrix
    std::array<std::uint16_t, N> diagonal{};
    std::span<const JacobianEntry> entries{};
    std::span<const LuOperation> factoring{}, solving{};
};

namespace detail {

template <std::size_t N, class Visit>
constexpr void for_each_entry(const Pattern<N>& pattern, const Colouring<N>& colouring, const LuPlan<N>& lu,
                              const Visit& visit) {
    for (std::size_t i = 0; i < N; ++i)
        pattern.rows[i].for_each_below(N, [&](std::size_t j) {
            visit(JacobianEntry{lu.slot(i, j), static_cast<std::uint8_t>(i), colouring.colour[j]});
        });
}

template <std::size_t N>
constexpr JacobianPlan<N> jacobian_plan(const Pattern<N>& pattern, const Colouring<N>& colouring, const LuPlan<N>& lu,
                                        std::span<const JacobianEntry> entries, std::span<const LuOperation> factoring,
                                        std::span<const LuOperation> solving) {
    std::array<std::uint16_t, N> diagonal{};
    for (std::size_t i = 0; i < N; ++i) diagonal[i] = lu.slot(i, i);
    return {colouring.colour, colouring.colours, !pattern.on_time.empty(), lu.slots(), diagonal, entries, factoring,
            solving};
}

// The plan of `Source::pattern`, a constant of the program.
template <class Source>
struct KnownPlan {
    static constexpr auto pattern = Source::pattern;
    static constexpr auto colouring = coloured(pattern);
    static constexpr auto lu = lu_plan(pattern);
    static constexpr auto entries =
        listed<JacobianEntry>([](const auto& visit) { for_each_entry(pattern, colouring, lu, visit); });
    static constexpr auto factoring = listed<LuOperation>([](const auto& visit) { for_each_factor_operation(lu, visit); });
    static constexpr auto solving = listed<LuOperation>([](const auto& visit) { for_each_solve_operation(lu, visit); });
    static constexpr auto plan = jacobian_plan(pattern, colouring, lu, entries, factoring, solving);
};

// The plan of a pattern that was found when the program ran.
template <std::size_t N>
class FoundPlan {
public:
    explicit FoundPlan(const Pattern<N>& pattern) {
        const auto colouring = coloured(pattern);
        const auto lu = lu_plan(pattern);
        for_each_entry(pattern, colouring, lu, [this](const JacobianEntry& e) { entries_.push_back(e); });
        for_each_factor_operation(lu, [this](const LuOperation& o) { factoring_.push_back(o); });
        for_each_solve_operation(lu, [this](const LuOperation& o) { solving_.push_back(o); });
        plan_ = jacobian_plan<N>(pattern, colouring, lu, entries_, factoring_, solving_);
    }
    FoundPlan(const FoundPlan&) = delete;
    FoundPlan& operator=(const FoundPlan&) = delete;
    const JacobianPlan<N>& plan() const { return plan_; }

private:
    std::vector<JacobianEntry> entries_;
    std::vector<LuOperation> factoring_, solving_;
    JacobianPlan<N> plan_;
};

} // namespace detail

/// Works through the lists of a plan. `Directions` of the Jacobian are followed by one evaluation of the rates.
template <std::size_t N, int Directions>
class ListedJacobian {
public:
    /// The plan must outlive this.
    explicit ListedJacobian(const JacobianPlan<N>& plan) : plan_(&plan) {}

    /// J - shift on the slots of the matrix, and ∂f/∂t.
    template <class F, class T, std::size_t S>
    void differentiate(const F& f, const T& t, const Flat<T, N>& x, const T& shift, Flat<T, S>& a,
                       Flat<T, N>& by_time) const {
        std::fill_n(a.data(), plan_->slots, T(0.0));
        by_time.fill(T(0.0));
        const std::size_t time = plan_->colours, all = plan_->on_time ? time + 1 : time;
        for (std::size_t first = 0; first < all; first += Directions) {
            // One evaluation for the colours from `first` on. Earlier ones wrap round and are none of its directions.
            const auto seeded = [&](const T& value, std::size_t colour) {
                Dual<T, Directions> d(value);
                if (colour - first < Directions) d.slope[colour - first] = T(1.0);
                return d;
            };
            Flat<Dual<T, Directions>, N> along;
            for (std::size_t j = 0; j < N; ++j) along[j] = seeded(x[j], plan_->colour[j]);
            const Flat<Dual<T, Directions>, N> rates = f(seeded(t, time), along);
            for (const JacobianEntry& e : plan_->entries)
                if (e.colour - first < Directions) a[e.slot] = rates[e.row].slope[e.colour - first];
            if (time - first < Directions)
                for (std::size_t i = 0; i < N; ++i) by_time[i] = rates[i].slope[time - first];
        }
        for (const std::uint16_t slot : plan_->diagonal) a[slot] = a[slot] - shift;
    }
    template <class T, std::size_t S>
    void factor(Flat<T, S>& a) const {
        for (const LuOperation& o : plan_->factoring) carry_out(o, a.data(), a.data());
    }
    template <class T, std::size_t S>
    void solve(const Flat<T, S>& a, Flat<T, N>& b) const {
        for (const LuOperation& o : plan_->solving) carry_out(o, a.data(), b.data());
    }

private:
    const JacobianPlan<N>* plan_;
};

/// The same, one entry and operation after the other in the program, without lists and loops: `Source::pattern` is a
/// constant.
template <class Source, std::size_t N>
struct UnrolledJacobian {
    using Known = detail::KnownPlan<Source>;
    static constexpr bool on_time = Known::plan.on_time;
    static constexpr int directions = std::max(1, static_cast<int>(Known::plan.colours) + on_time);

    // Flattened and without loops, so that the slopes of what is computed on the way stay in registers: it halves the time
    // on packs.
    template <class F, class T, std::size_t S>
    [[gnu::flatten]] static void differentiate(const F& f, const T& t, const Flat<T, N>& x, const T& shift, Flat<T, S>& a,
                                               Flat<T, N>& by_time) {
        using D = Dual<T, directions>;
        Flat<D, N> along;
        [&]<std::size_t... J>(std::index_sequence<J...>) { ((along[J] = seeded<J>(x[J])), ...); }
        (std::make_index_sequence<N>{});
        D time(t);
        if constexpr (on_time) time = variable<directions>(t, directions - 1);
        const Flat<D, N> rates = f(time, along);

        for (std::size_t slot = 0; slot < Known::plan.slots; ++slot) a[slot] = T(0.0);
        [&]<std::size_t... E>(std::index_sequence<E...>) { (store<E>(rates, a), ...); }
        (std::make_index_sequence<Known::entries.size()>{});
        [&]<std::size_t... I>(std::index_sequence<I...>) { (shift_diagonal<I>(shift, a), ...); }
        (std::make_index_sequence<N>{});
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((by_time[I] = on_time ? rates[I].slope[directions - 1] : T(0.0)), ...);
        }
        (std::make_index_sequence<N>{});
    }
    template <class T, std::size_t S>
    static void factor(Flat<T, S>& a) {
        [&]<std::size_t... I>(std::index_sequence<I...>) { (carry_out<Known::factoring[I]>(a.data(), a.data()), ...); }
        (std::make_index_sequence<Known::factoring.size()>{});
    }
    template <class T, std::size_t S>
    static void solve(const Flat<T, S>& a, Flat<T, N>& b) {
        [&]<std::size_t... I>(std::index_sequence<I...>) { (carry_out<Known::solving[I]>(a.data(), b.data()), ...); }
        (std::make_index_sequence<Known::solving.size()>{});
    }

private:
    template <std::size_t J, class T>
    static auto seeded(const T& x) {
        constexpr int colour = Known::plan.colour[J];
        return variable<directions>(x, colour);
    }
    template <std::size_t E, class D, class T, std::size_t S>
    static void store(const Flat<D, N>& rates, Flat<T, S>& a) {
        constexpr JacobianEntry e = Known::entries[E];
        a[e.slot] = rates[e.row].slope[e.colour];
    }
    template <std::size_t I, class T, std::size_t S>
    static void shift_diagonal(const T& shift, Flat<T, S>& a) {
        constexpr std::size_t slot = Known::plan.diagonal[I];
        a[slot] = a[slot] - shift;
    }
    template <LuOperation O, class T>
    static void carry_out(const T* a, T* x) {
        ode::carry_out(O, a, x);
    }
};

/// What a stiff method needs to know of a system for the whole of an integration. Copies share what was found.
template <class System, std::size_t N>
class Linearisation {
    static constexpr bool known = requires { System::pattern; };
    static constexpr bool known_if_instantaneous = requires { System::instantaneous_pattern; };
    static constexpr bool to_be_found = !known || (DelaySystem<System> && !known_if_instantaneous);
    struct Instantaneous {
        static constexpr auto pattern = System::instantaneous_pattern;
    };

    static constexpr std::size_t slots() {
        if constexpr (to_be_found)
            return N * N;
        else if constexpr (known_if_instantaneous)
            return detail::KnownPlan<Instantaneous>::plan.slots;
        else
            return detail::KnownPlan<System>::plan.slots;
    }
    // Where a pattern is known, its duals serve the other as well, so that the rates need no second kind.
    static constexpr int directions() {
        if constexpr (known)
            return UnrolledJacobian<System, N>::directions;
        else
            return static_cast<int>(std::min<std::size_t>(N + 1, 8));
    }

public:
    /// Room for J - shift, and later for its factors. Not all of it need be in use.
    template <class T>
    using Matrix = Flat<T, slots()>;

    /// `f` is the vector field on some step, f(t, x) for duals and tracers; `instantaneous` tells that a delay is zero.
    template <class F>
    explicit Linearisation(const F& f, bool instantaneous = false) {
        if constexpr (known_if_instantaneous) {
            if (instantaneous) listed_.emplace(detail::KnownPlan<Instantaneous>::plan);
        }
        if constexpr (to_be_found) {
            if (known && !instantaneous) return;
            static_assert(EvaluableOn<F, Tracer, N>,
                          "a stiff method differentiates the rates: write them as a template over the scalar, "
                          "`template <Scalar T> Flat<T, N> rates(const T& t, const Flat<T, N>& x) const`");
            found_ = std::make_shared<const detail::FoundPlan<N>>(traced_pattern<N>(f));
            listed_.emplace(found_->plan());
        }
    }

    /// J(t, x) - shift, and ∂f/∂t.
    template <class F, class T>
    void differentiate(const F& f, const T& t, const Flat<T, N>& x, const T& shift, Matrix<T>& a,
                       Flat<T, N>& by_time) const {
        use([&](const auto& jacobian) { jacobian.differentiate(f, t, x, shift, a, by_time); });
    }
    /// The factors of a matrix in its place.
    template <class T>
    void factor(Matrix<T>& a) const {
        use([&](const auto& jacobian) { jacobian.factor(a); });
    }
    /// Given the factors of J - shift, turns b into u with (shift - J) u = b.
    template <class T>
    void solve(const Matrix<T>& a, Flat<T, N>& b) const {
        use([&](const auto& jacobian) { jacobian.solve(a, b); });
    }

private:
    template <class Use>
    void use(const Use& with) const {
        if constexpr (known) {
            if (!listed_) return with(UnrolledJacobian<System, N>());
        }
        if constexpr (known_if_instantaneous || to_be_found) with(*listed_);
    }

    struct Nothing {};
    std::conditional_t<to_be_found, std::shared_ptr<const detail::FoundPlan<N>>, Nothing> found_;
    std::optional<ListedJacobian<N, directions()>> listed_;
};

} // namespace myotatic::ode
