// Elementary functions of packs: how exact, what they make of special arguments, and that lanes and instruction sets agree.
#include "myotatic/core/pack_math.hpp"

#include "core/isa/available.hpp"
#include "myotatic/core/pack_accuracy.hpp"
#include "myotatic/core/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <random>
#include <sstream>

namespace myotatic::testing {
namespace {

using Limits = std::numeric_limits<double>;
using Exact = long double; // of 64 bits, whose functions err by a few units in the last place: 0.002 of ours
static_assert(std::numeric_limits<Exact>::digits >= 64);

const std::map<std::string_view, std::function<Exact(Exact, Exact)>> reference{
    {"sqrt(x)", [](Exact x, Exact) { return std::sqrt(x); }},
    {"exp(x)", [](Exact x, Exact) { return std::exp(x); }},
    {"log(x)", [](Exact x, Exact) { return std::log(x); }},
    {"pow(x, y)", [](Exact x, Exact y) { return std::pow(x, y); }},
    {"tanh(x)", [](Exact x, Exact) { return std::tanh(x); }},
    {"sinh(x)", [](Exact x, Exact) { return std::sinh(x); }},
    {"asinh(x)", [](Exact x, Exact) { return std::asinh(x); }},
    {"sin(x)", [](Exact x, Exact) { return std::sin(x); }},
    {"cos(x)", [](Exact x, Exact) { return std::cos(x); }},
};

/// Distance in units in the last place; infinite where one is NaN or infinite and the other is not, or zeros differ in sign.
double ulps(double got, Exact exact) {
    const double rounded = static_cast<double>(exact);
    if (std::isnan(rounded) || std::isnan(got)) return std::isnan(rounded) == std::isnan(got) ? 0 : Limits::infinity();
    if (got == 0 && rounded == 0) return std::signbit(got) == std::signbit(rounded) ? 0 : Limits::infinity();
    if (std::isinf(got)) return got == rounded ? 0 : Limits::infinity();
    if (std::isinf(exact)) return Limits::infinity();
    const int exponent = std::max(std::ilogb(std::isinf(rounded) ? Limits::max()
                                             : rounded == 0      ? Limits::min()
                                                                 : rounded),
                                  -1022);
    return static_cast<double>(std::abs(got - exact) / std::ldexp(Exact(1), exponent - 52));
}

struct Arguments {
    std::vector<double> x, y;
    void add(double a, double b) { x.push_back(a), y.push_back(b); }
    void fill_up() {
        while (x.size() % 8 != 0) add(1, 1);
    }
};

/// Arguments in [low, high]: spread evenly, spread over all magnitudes, close to 1, and close to multiples of pi/2.
Arguments random_arguments(const PackAccuracy& f) {
    constexpr int each = 50000;
    std::mt19937_64 generator(std::hash<std::string_view>{}(f.function));
    const auto uniform = [&](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(generator);
    };
    const auto inside = [&](double x) { return f.low <= x && x <= f.high; };
    Arguments a;
    const auto add = [&](double x) {
        if (!inside(x)) return;
        // Exponents for which x^y is neither 0 nor infinite, of all magnitudes, some halves among them.
        const double most = 745 / std::max(std::abs(std::log(std::abs(x))), 1e-300);
        double y = uniform(-1, 1) * (generator() % 2 ? most : std::min(most, 10.0));
        if (generator() % 8 == 0) y = std::rint(2 * y) / 2;
        a.add(x, std::isfinite(y) ? y : 1.0);
    };
    const double low = std::max(f.low, -1e6), high = std::min(f.high, 1e6);
    for (int i = 0; i < each; ++i) {
        const double sign = f.low < 0 && generator() % 2 ? -1 : 1;
        add(uniform(low, high));
        add(sign * uniform(0, 4));
        add(sign * std::exp2(uniform(-1074, 1024)));
        add(sign * std::exp2(uniform(-60, 10)));
        add(1 + std::exp2(uniform(-52, -1)) * (generator() % 2 ? 1 : -0.5));
        const double multiple = std::rint(uniform(low, high) / 1.5707963267948966) * 1.5707963267948966;
        add(generator() % 2 ? multiple : std::nextafter(multiple, high));
    }
    a.fill_up();
    return a;
}

/// Every special argument with every other.
Arguments special_arguments() {
    const double tiny = Limits::denorm_min(), inf = Limits::infinity();
    const std::vector<double> magnitudes{0,
                                         tiny,
                                         3 * tiny,
                                         1e-310,
                                         Limits::min(),
                                         1e-160,
                                         0x1p-60,
                                         0.1,
                                         0.5,
                                         1 - 0x1p-53,
                                         1,
                                         1 + 0x1p-52,
                                         1.5,
                                         2,
                                         3,
                                         4,
                                         7.5,
                                         20,
                                         21,
                                         22.5,
                                         36.8,
                                         512,
                                         707.9,
                                         708.1,
                                         709.78,
                                         709.79,
                                         710.47,
                                         710.48,
                                         744.4,
                                         745.2,
                                         747,
                                         1e6,
                                         1000003,
                                         0x1p52,
                                         0x1p53 - 1,
                                         0x1p53,
                                         1e22,
                                         1e150,
                                         0x1p500,
                                         1e160,
                                         1e300,
                                         Limits::max(),
                                         inf,
                                         Limits::quiet_NaN()};
    Arguments a;
    for (double x : magnitudes)
        for (double y : magnitudes)
            for (double sx : {1.0, -1.0})
                for (double sy : {1.0, -1.0}) a.add(sx * x, sy * y);
    a.fill_up();
    return a;
}

const ProbedFunction& find(const PackProbe& probe, std::string_view name) {
    return *std::find_if(probe.functions.begin(), probe.functions.end(), [&](const auto& f) { return f.name == name; });
}

void expect_within_bound(const PackAccuracy& f, const Arguments& a) {
    std::vector<double> r(a.x.size());
    for (const PackProbe& probe : available_probes()) {
        find(probe, f.function).wide(a.x.data(), a.y.data(), r.data(), r.size());
        double worst = 0;
        std::size_t at = 0;
        for (std::size_t i = 0; i < r.size(); ++i)
            if (const double error = ulps(r[i], reference.at(f.function)(a.x[i], a.y[i])); error > worst)
                worst = error, at = i;
        const double bound = probe.isa == Isa::baseline ? f.unfused : f.fused;
        EXPECT_LE(worst, bound) << to_text(probe.isa) << ": " << f.function << " of " << to_text(a.x[at]) << ", "
                                << to_text(a.y[at]) << " is " << to_text(r[at]);
        ::testing::Test::RecordProperty(std::string(f.function.substr(0, f.function.find('('))) + "_" + to_text(probe.isa),
                                        to_text(worst));
    }
}

TEST(PackMath, is_as_exact_as_its_table_says) {
    for (const PackAccuracy& f : pack_accuracy) expect_within_bound(f, random_arguments(f));
}

TEST(PackMath, takes_special_values_as_c_does) {
    for (const PackAccuracy& f : pack_accuracy) expect_within_bound(f, special_arguments());
}

TEST(PackMath, simple_exponents_are_exact) {
    std::vector<double> x, r;
    for (double e = -300; e < 300; e += 0.75) x.push_back(std::pow(10, e)), x.push_back(-std::pow(10, e));
    r.resize(x.size());
    for (const PackProbe& probe : available_probes())
        for (const auto& [exponent, exact] :
             {std::pair<double, double (*)(double)>{1, [](double a) { return a; }},
              std::pair<double, double (*)(double)>{2, [](double a) { return a * a; }},
              std::pair<double, double (*)(double)>{0.5, [](double a) { return std::sqrt(a); }}}) {
            const std::vector<double> y(x.size(), exponent);
            find(probe, "pow(x, y)").wide(x.data(), y.data(), r.data(), x.size());
            for (std::size_t i = 0; i < x.size(); ++i)
                ASSERT_EQ(ulps(r[i], exact(x[i])), 0)
                    << to_text(probe.isa) << ": " << x[i] << "^" << exponent << " is " << r[i];
        }
}

/// The bits of r, of NaNs only that they are.
std::vector<std::uint64_t> bits_of(const std::vector<double>& r) {
    std::vector<std::uint64_t> all;
    for (double x : r) all.push_back(std::isnan(x) ? ~std::uint64_t{0} : std::bit_cast<std::uint64_t>(x));
    return all;
}

TEST(PackMath, lanes_and_instruction_sets_agree_to_the_last_bit) {
    for (const PackAccuracy& f : pack_accuracy) {
        // Special arguments stand among ordinary ones, so that a lane that looked at its neighbours would show.
        Arguments a = random_arguments(f);
        const Arguments special = special_arguments();
        for (std::size_t i = 0; i < special.x.size(); ++i) a.x[15 * i] = special.x[i], a.y[15 * i] = special.y[i];
        std::vector<std::uint64_t> fused;
        std::vector<double> wide(a.x.size()), single(a.x.size());
        for (const PackProbe& probe : available_probes()) {
            find(probe, f.function).wide(a.x.data(), a.y.data(), wide.data(), wide.size());
            find(probe, f.function).single(a.x.data(), a.y.data(), single.data(), single.size());
            EXPECT_TRUE(bits_of(wide) == bits_of(single)) << to_text(probe.isa) << ": " << f.function;
            if (probe.isa == Isa::baseline) continue;
            if (fused.empty()) fused = bits_of(wide);
            EXPECT_TRUE(bits_of(wide) == fused) << to_text(probe.isa) << ": " << f.function;
        }
    }
}

/// The table in docs/numerics.md.
std::string accuracy_table() {
    std::ostringstream table;
    table << "| function | for x from | to | ulp, with FMA | ulp, baseline | beyond |\n|---|---|---|---|---|---|\n";
    for (const auto& [function, low, high, fused, unfused, beyond] : pack_accuracy)
        table << "| `" << function << "` | " << low << " | " << high << " | " << fused << " | " << unfused << " | " << beyond
              << " |\n";
    return table.str();
}

TEST(PackMath, is_documented_as_it_is_tested) {
    std::ifstream page(std::string(MYOTATIC_SOURCE_DIR) + "/docs/numerics.md");
    ASSERT_TRUE(page);
    std::stringstream text;
    text << page.rdbuf();
    EXPECT_NE(text.str().find("\n" + accuracy_table()), std::string::npos) << "docs/numerics.md should contain\n"
                                                                           << accuracy_table();
}

} // namespace
} // namespace myotatic::testing
