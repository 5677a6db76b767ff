#include "myotatic/physiology/tendon_organ/houk_simon1967.hpp"

#include "support/component_suite.hpp"
#include "support/textbook_rk4.hpp"

#include <complex>
#include <numbers>
#include <vector>

namespace myotatic::testing {

struct HoukSimon1967Case {
    using Model = HoukSimon1967;
    template <Scalar T>
    using Input = TendonOrganInput<T>;

    static std::vector<Probe<Model, Input>> probes() {
        const Model::Parameters<double> p{};
        return {{"at rest", Model::rest(TendonOrganInput<double>{0.3}, p), {0.3}, p},
                {"loaded at once", {{0.0, 0.0, 0.0}}, {0.8}, p},
                {"unloading", {{-0.01, -0.05, -0.3}}, {0.6}, p},
                {"slack", {{-0.01, -0.02, -0.1}}, {-0.01}, p}};
    }
};
INSTANTIATE_TYPED_TEST_SUITE_P(HoukSimon1967, ComponentSuite, HoukSimon1967Case, );

namespace {

using Organ = HoukSimon1967;
const Organ::Parameters<double> p;

double steady(double force) {
    return Organ::dynamics(Organ::rest(TendonOrganInput<double>{force}, p), TendonOrganInput<double>{force}, p).output.ib;
}

double after_step(double force, double t) {
    const TendonOrganInput<double> u{force};
    auto x = Organ::rest(TendonOrganInput<double>{0.0}, p);
    if (t > 0) x = rk4_by([&](double, const auto& state) { return Organ::dynamics(state, u, p).rates; }, x, 0.0, t, 1e-3);
    return Organ::dynamics(x, u, p).output.ib;
}

TEST(HoukSimon1967, answers_the_fastest_force_4_11_times_as_strongly_as_a_constant_one) {
    EXPECT_NEAR(Organ::high_frequency_ratio(p), 4.11, 0.01);
    EXPECT_NEAR(after_step(0.2, 0) / steady(0.2), 4.11, 0.01);
}

TEST(HoukSimon1967, adapts_to_a_step_in_three_stages) {
    const std::vector<std::pair<double, double>> table{{0, 4.11}, {0.1, 1.72}, {0.25, 1.56}, {0.5, 1.44},
                                                       {1, 1.32}, {2, 1.22},   {5, 1.12},    {10, 1.04}};
    // Half of the last printed digit.
    for (const auto& [t, value] : table) EXPECT_NEAR(after_step(0.1, t) / steady(0.1), value, 0.005) << t;
}

TEST(HoukSimon1967, has_the_published_transfer_function) {
    // Steady sinusoid through the state equations, x = r/(s + pole), against zeros and poles multiplied out.
    for (const double hertz : {0.01, 0.1, 1.0, 10.0}) {
        const std::complex<double> s(0, 2 * std::numbers::pi * hertz);
        const auto unit_rates = Organ::dynamics({}, TendonOrganInput<double>{1.0}, p).rates; // the residues
        std::complex<double> modes = 1;
        for (std::size_t i = 0; i < 3; ++i) modes += unit_rates.modes[i] / (s + p.poles[i]);
        const auto published = (s + 0.15) * (s + 1.5) * (s + 16.0) / ((s + 0.2) * (s + 2.0) * (s + 37.0));
        EXPECT_NEAR(std::abs(modes - published), 0, 1e-13) << hertz;
    }
    // Gain relative to constant force, and phase lead in degrees, as printed; one last digit of tolerance, because they come
    // from a state-space form with coefficients of three digits.
    struct Point {
        double hertz, gain, lead;
    };
    for (const Point& point : std::vector<Point>{{0.01, 1.04, 6},
                                                 {0.1, 1.35, 11},
                                                 {0.5, 1.69, 14},
                                                 {1, 1.84, 17},
                                                 {5, 2.98, 24},
                                                 {10, 3.66, 17},
                                                 {20, 3.98, 9}}) {
        const std::complex<double> s(0, 2 * std::numbers::pi * point.hertz);
        std::complex<double> h = 1;
        const auto unit_rates = Organ::dynamics({}, TendonOrganInput<double>{1.0}, p).rates;
        for (std::size_t i = 0; i < 3; ++i) h += unit_rates.modes[i] / (s + p.poles[i]);
        h *= Organ::high_frequency_ratio(p);
        EXPECT_NEAR(std::abs(h), point.gain, 0.01) << point.hertz;
        EXPECT_NEAR(std::arg(h) * 180 / std::numbers::pi, point.lead, 1) << point.hertz;
    }
}

TEST(HoukSimon1967, is_linear_in_force) {
    EXPECT_NEAR(steady(1.0), 115, 1e-10);
    EXPECT_NEAR(steady(0.37), 0.37 * 115, 1e-10);
    EXPECT_NEAR(after_step(0.4, 0.3), 2 * after_step(0.2, 0.3), 1e-10);
}

TEST(HoukSimon1967, is_silent_without_force) {
    EXPECT_EQ(steady(0), 0);
    EXPECT_EQ(after_step(-0.01, 1), 0);
    const auto loaded = Organ::rest(TendonOrganInput<double>{1.0}, p);
    EXPECT_EQ(Organ::dynamics(loaded, TendonOrganInput<double>{0.0}, p).output.ib, 0) << "not negative after unloading";
}

} // namespace
} // namespace myotatic::testing
