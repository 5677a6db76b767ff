// What every Component must do, as a typed suite. A case names the component, its input, and the points to probe it at:
//
//     struct MySpindleCase {
//         using Model = MySpindle;
//         template <Scalar T> using Input = SpindleInput<T>;
//         static std::vector<Probe<Model, Input>> probes() { return {{"at rest", {}, {}, {}}}; }
//     };
//     INSTANTIATE_TYPED_TEST_SUITE_P(MySpindle, ComponentSuite, MySpindleCase, );
//
// in namespace myotatic::testing. Probes should include v = 0 and lie off the corners of laws that have corners.
#pragma once

#include "myotatic/core/dual.hpp"
#include "myotatic/core/pack_math.hpp"
#include "myotatic/physiology/component.hpp"
#include "support/dimensioned.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

namespace myotatic::testing {

/// A point to look at: state, input, parameters.
template <class Model, template <class> class Input>
struct Probe {
    std::string name;
    typename Model::template State<double> state;
    Input<double> input;
    typename Model::template Parameters<double> parameters;
};

namespace detail {

/// Rates and outputs of the model as one row, at the flat state and input in `xu`.
template <class Model, template <class> class Input, class T, std::size_t N, class P>
auto response_row(const Flat<T, N>& xu, const P& parameters) {
    using X = typename Model::template State<T>;
    Flat<T, flat_size<X>> x{};
    Flat<T, N - flat_size<X>> u{};
    for (std::size_t i = 0; i < N; ++i) (i < x.size() ? x[i] : u[i - x.size()]) = xu[i];
    const auto response = Model::dynamics(unflatten<X>(x), unflatten<Input<T>>(u), parameters);
    const auto rates = flat(response.rates);
    const auto output = flat(response.output);
    Flat<T, std::tuple_size_v<decltype(rates)> + std::tuple_size_v<decltype(output)>> row{};
    for (std::size_t k = 0; k < row.size(); ++k) row[k] = k < rates.size() ? rates[k] : output[k - rates.size()];
    return row;
}

/// Name and typical magnitude of each number of `xu`.
template <class X, class U>
std::vector<Leaf> argument_leaves() {
    std::vector<Leaf> all = describe<X>();
    all.insert(all.end(), describe<U>().begin(), describe<U>().end());
    return all;
}

/// The numbers of a Dimensioned record are those of the plain one.
template <Record R, Record Plain>
void expect_values(const R& record, const Plain& plain, std::string_view what) {
    if constexpr (flat_size < R >> 0) {
        const auto numbers = flat(record);
        const auto wanted = flat(plain);
        for (std::size_t i = 0; i < wanted.size(); ++i)
            EXPECT_DOUBLE_EQ(numbers[i].value, wanted[i]) << what << '.' << describe<Plain>()[i].name;
    }
}

} // namespace detail

template <class Case>
class ComponentSuite : public ::testing::Test {};

TYPED_TEST_SUITE_P(ComponentSuite);

TYPED_TEST_P(ComponentSuite, dynamics_are_finite) {
    for (const auto& probe : TypeParam::probes()) {
        const auto response = TypeParam::Model::dynamics(probe.state, probe.input, probe.parameters);
        for (const double rate : flat(response.rates)) EXPECT_TRUE(std::isfinite(rate)) << probe.name;
        for (const double value : flat(response.output)) EXPECT_TRUE(std::isfinite(value)) << probe.name;
    }
}

TYPED_TEST_P(ComponentSuite, dynamics_and_rest_agree_with_the_declared_units) {
    using Model = typename TypeParam::Model;
    for (const auto& probe : TypeParam::probes()) {
        SCOPED_TRACE(probe.name);
        const auto u = with_units(probe.input);
        const auto p = with_units(probe.parameters);
        const auto response = Model::dynamics(with_units(probe.state), u, p);
        expect_units(response.rates, "rates", true);
        expect_units(response.output, "output");
        expect_units(Model::rest(u, p), "rest");

        // The same text gives the same numbers: a Dimensioned computes in double. A few ulp cover contracted products.
        const auto plain = Model::dynamics(probe.state, probe.input, probe.parameters);
        detail::expect_values(response.rates, plain.rates, "rates");
        detail::expect_values(response.output, plain.output, "output");
    }
}

TYPED_TEST_P(ComponentSuite, prepared_parameters_change_nothing) {
    using Model = typename TypeParam::Model;
    for (const auto& probe : TypeParam::probes()) {
        const auto plain = Model::dynamics(probe.state, probe.input, probe.parameters);
        const auto& p = prepared<Model>(probe.parameters);
        const auto same = Model::dynamics(probe.state, probe.input, p);
        // Components of components divide by a parameter in one case and multiply by its reciprocal in the other.
        for (std::size_t i = 0; i < flat(plain.rates).size(); ++i)
            EXPECT_DOUBLE_EQ(flat(same.rates)[i], flat(plain.rates)[i]) << probe.name;
        for (std::size_t i = 0; i < flat(plain.output).size(); ++i)
            EXPECT_DOUBLE_EQ(flat(same.output)[i], flat(plain.output)[i]) << probe.name;
    }
}

TYPED_TEST_P(ComponentSuite, a_pack_of_one_gives_the_same_numbers) {
    using Model = typename TypeParam::Model;
    using P = Pack<1, Baseline>;
    for (const auto& probe : TypeParam::probes()) {
        const auto plain = Model::dynamics(probe.state, probe.input, probe.parameters);
        const auto packed = Model::dynamics(lift<typename Model::template State<P>>(probe.state),
                                            lift<typename TypeParam::template Input<P>>(probe.input),
                                            lift<typename Model::template Parameters<P>>(probe.parameters));
        // Functions of packs differ from those of the C library in the last digit; differences of large terms show that.
        const auto& states = describe<typename Model::template State<double>>();
        for (std::size_t i = 0; i < states.size(); ++i)
            EXPECT_NEAR(lane(flat(packed.rates)[i], 0), flat(plain.rates)[i],
                        1e-13 * std::abs(flat(plain.rates)[i]) + 1e-11 * states[i].facts.magnitude)
                << probe.name << ": " << states[i].name;
        for (std::size_t i = 0; i < flat(plain.output).size(); ++i)
            EXPECT_NEAR(lane(flat(packed.output)[i], 0), flat(plain.output)[i],
                        1e-12 * std::max(1.0, std::abs(flat(plain.output)[i])))
                << probe.name;
    }
}

TYPED_TEST_P(ComponentSuite, dual_derivatives_equal_finite_differences) {
    using Model = typename TypeParam::Model;
    using X = typename Model::template State<double>;
    using U = typename TypeParam::template Input<double>;
    constexpr std::size_t n = flat_size<X> + flat_size<U>;
    using D = Dual<double, static_cast<int>(n)>;

    for (const auto& probe : TypeParam::probes()) {
        Flat<double, n> at{};
        for (std::size_t i = 0; i < n; ++i)
            at[i] = i < flat_size<X> ? flat(probe.state)[i] : flat(probe.input)[i - flat_size<X>];
        Flat<D, n> seeded{};
        for (std::size_t i = 0; i < n; ++i) seeded[i] = variable<static_cast<int>(n)>(at[i], static_cast<int>(i));
        const auto duals = detail::response_row<Model, TypeParam::template Input>(
            seeded, lift<typename Model::template Parameters<D>>(probe.parameters));

        // Parameters without derivatives, where only state and input move, change nothing.
        const auto with_plain_parameters = detail::response_row<Model, TypeParam::template Input>(seeded, probe.parameters);
        for (std::size_t k = 0; k < duals.size(); ++k) {
            EXPECT_DOUBLE_EQ(with_plain_parameters[k].value, duals[k].value) << probe.name << ": row " << k;
            for (std::size_t i = 0; i < n; ++i)
                EXPECT_DOUBLE_EQ(with_plain_parameters[k].slope[i], duals[k].slope[i]) << probe.name << ": row " << k;
        }

        const auto arguments = detail::argument_leaves<X, U>();
        for (std::size_t i = 0; i < n; ++i) {
            const auto row_at = [&](double shift) {
                Flat<double, n> shifted = at;
                shifted[i] += shift;
                return detail::response_row<Model, TypeParam::template Input>(shifted, probe.parameters);
            };
            // Two central differences, extrapolated. Their distance exceeds the error of the extrapolation, and the
            // second term is what rounding of 1e-13 of the larger of value and 1 does to a difference over h.
            const double h = 1e-4 * arguments[i].facts.magnitude;
            const auto plus = row_at(h), minus = row_at(-h), half_plus = row_at(h / 2), half_minus = row_at(-h / 2);
            for (std::size_t k = 0; k < duals.size(); ++k) {
                const double wide = (plus[k] - minus[k]) / (2 * h), narrow = (half_plus[k] - half_minus[k]) / h;
                const double tolerance =
                    std::abs(wide - narrow) + 1e-13 * std::max(1.0, std::abs(plus[k])) / h + 1e-12 * std::abs(narrow);
                EXPECT_NEAR(duals[k].slope[i], narrow + (narrow - wide) / 3, tolerance)
                    << probe.name << ": row " << k << " (rates, then output) with respect to " << arguments[i].name;
                EXPECT_DOUBLE_EQ(duals[k].value, row_at(0)[k]) << probe.name << ": row " << k;
            }
        }
    }
}

TYPED_TEST_P(ComponentSuite, rest_does_not_change) {
    using Model = typename TypeParam::Model;
    for (const auto& probe : TypeParam::probes()) {
        // At rest nothing moves: an input that is the rate of another is zero.
        auto input = flat(probe.input);
        const auto& leaves = describe<typename TypeParam::template Input<double>>();
        for (std::size_t i = 0; i < input.size(); ++i)
            if (!leaves[i].facts.rate_of.empty()) input[i] = 0;
        const auto u = unflatten<typename TypeParam::template Input<double>>(input);

        const auto x = Model::rest(u, probe.parameters);
        const auto rates = flat(Model::dynamics(x, u, probe.parameters).rates);
        const auto& states = describe<typename Model::template State<double>>();
        for (std::size_t i = 0; i < rates.size(); ++i)
            // Rounding of the state, seen through rates of at most 1e4 per second.
            EXPECT_NEAR(rates[i] / states[i].facts.magnitude, 0.0, 1e4 * 4 * std::numeric_limits<double>::epsilon())
                << probe.name << ": " << states[i].name;
    }
}

REGISTER_TYPED_TEST_SUITE_P(ComponentSuite, dynamics_are_finite, dynamics_and_rest_agree_with_the_declared_units,
                            prepared_parameters_change_nothing, a_pack_of_one_gives_the_same_numbers,
                            dual_derivatives_equal_finite_differences, rest_does_not_change);

} // namespace myotatic::testing
