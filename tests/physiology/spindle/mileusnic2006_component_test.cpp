#include "myotatic/physiology/spindle/mileusnic2006.hpp"

#include "support/component_suite.hpp"

namespace myotatic::testing {

struct Mileusnic2006Case {
    using Model = Mileusnic2006;
    template <Scalar T>
    using Input = SpindleInput<T>;

    static std::vector<Probe<Model, Input>> probes() {
        const Model::Parameters<double> cat{};
        auto regular = cat;
        regular.regularisation = 0.01, regular.rate_scale = 0.25;
        const SpindleInput<double> still{1.0, 0.0, 70.0, 70.0}, stretch{1.05, 0.66, 30.0, 70.0};
        return {{"at rest", Model::rest(still, cat), still, cat},
                {"stretched at once", Model::rest(still, cat), stretch, cat},
                {"lengthening", {0.3, 0.4, 0.14, 0.11, 0.13}, stretch, cat},
                {"shortening", {0.3, 0.4, 0.02, 0.01, 0.03}, {1.08, -0.66, 70.0, 40.0}, cat},
                {"at rest, regularised", Model::rest(still, regular), still, regular},
                {"lengthening, regularised", {0.3, 0.4, 0.14, 0.11, 0.13}, stretch, regular},
                {"creeping, regularised", {0.2, 0.3, 0.05, 0.06, 0.062}, {1.05, 0.0, 30.0, 70.0}, regular}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Mileusnic2006, ComponentSuite, Mileusnic2006Case, );

} // namespace myotatic::testing
