#include "myotatic/core/band_limited_noise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace myotatic {
namespace {

using Settings = BandLimitedNoise::Settings;
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double pi = std::numbers::pi;

double decibel(double power) { return 10 * std::log10(power); }

/// A derivative of a piece at a time.
double derivative(const BandLimitedNoise& noise, std::size_t piece, double t, int order = 0) {
    const auto [c0, c1, c2, c3] = noise.cubic(piece);
    const double s = piece == 0 ? 0 : t - noise.begin_of(piece); // constant in piece 0
    if (order == 0) return c0 + s * (c1 + s * (c2 + s * c3));
    if (order == 1) return c1 + s * (2 * c2 + s * 3 * c3);
    return 2 * c2 + 6 * c3 * s;
}

/// Amplitude of the spline at a frequency, in units of the band limit: the filter times the B-spline.
double response(double f) {
    const auto& taps = BandLimitedNoise::taps;
    double filter = taps[0];
    for (std::size_t j = 1; j < taps.size(); ++j) filter += 2 * taps[j] * std::cos(2 * pi * f / 5 * static_cast<double>(j));
    const double x = pi * f / 5, sinc = f == 0 ? 1 : std::sin(x) / x;
    return filter * std::pow(sinc, 4);
}

/// In place, of 2^k numbers.
void fourier(std::vector<std::complex<double>>& x) {
    const std::size_t n = x.size();
    if (n == 1) return;
    std::vector<std::complex<double>> even(n / 2), odd(n / 2);
    for (std::size_t i = 0; i < n / 2; ++i) even[i] = x[2 * i], odd[i] = x[2 * i + 1];
    fourier(even), fourier(odd);
    for (std::size_t i = 0; i < n / 2; ++i) {
        const auto turned = std::polar(1.0, -2 * pi * static_cast<double>(i) / static_cast<double>(n)) * odd[i];
        x[i] = even[i] + turned, x[i + n / 2] = even[i] - turned;
    }
}

} // namespace

TEST(BandLimitedNoise, its_filter_has_the_spectrum_that_its_description_states) {
    const double flat = response(0);
    for (double f = 0; f <= 0.9; f += 0.001) EXPECT_NEAR(decibel(std::pow(response(f) / flat, 2)), 0, 0.11) << f;
    EXPECT_NEAR(decibel(std::pow(response(1) / flat, 2)), -0.9, 0.05);
    for (double f = 1.5; f < 3.5; f += 0.001) EXPECT_LT(decibel(std::pow(response(f) / flat, 2)), -58) << f;
    // Up to 20 B; from there on the B-spline alone, below (5/20π)⁴, holds it 30 dB lower than here.
    for (double f = 3.5; f <= 20; f += 0.001) EXPECT_LT(decibel(std::pow(response(f) / flat, 2)), -47.5) << f;
}

TEST(BandLimitedNoise, its_filter_makes_unit_variance_on_average_and_nearly_everywhere) {
    // The taps with which a point at u of a cell depends on the deviates.
    const auto mean_square = [](double u) {
        const double v = 1 - u;
        const double spline[]{v * v * v / 6, (3 * u * u * u - 6 * u * u + 4) / 6, (3 * v * v * v - 6 * v * v + 4) / 6,
                              u * u * u / 6};
        const auto& taps = BandLimitedNoise::taps;
        const int reach = static_cast<int>(taps.size()) - 1;
        double sum = 0;
        for (int k = -reach; k < reach + 4; ++k) {
            double weight = 0;
            for (int i = 0; i < 4; ++i)
                if (std::abs(k - i) <= reach) weight += spline[i] * taps[static_cast<std::size_t>(std::abs(k - i))];
            sum += weight * weight;
        }
        return sum;
    };
    // A polynomial of degree 6 in u: the three points and weights of Gauss are short of it by one degree, four are not.
    const double x[]{0.8611363115940526, 0.3399810435848563}, w[]{0.3478548451374538, 0.6521451548625461};
    double average = 0;
    for (int i = 0; i < 2; ++i) average += w[i] / 2 * (mean_square((1 - x[i]) / 2) + mean_square((1 + x[i]) / 2));
    EXPECT_NEAR(average, 1, 1e-14);
    for (double u = 0; u <= 1; u += 0.01) EXPECT_NEAR(std::sqrt(mean_square(u)), 1, 0.0014) << u;
}

TEST(BandLimitedNoise, is_the_spline_of_filtered_deviates_that_its_description_states) {
    const Settings settings{.mean = 0.3, .rms = 2, .band_limit = 20, .start = 0.5, .seed = 11, .member = 3};
    const BandLimitedNoise noise(settings);
    const RandomStream stream{11, 3};
    const int reach = static_cast<int>(BandLimitedNoise::taps.size()) - 1;
    const auto coefficient = [&](int k) {
        double sum = 0;
        for (int j = -reach; j <= reach; ++j)
            sum += BandLimitedNoise::taps[static_cast<std::size_t>(std::abs(j))] *
                   stream.normal(static_cast<std::uint64_t>(k + 1 + j + reach));
        return sum;
    };
    const auto spline = [](double x) { // the cubic B-spline about 0
        x = std::abs(x);
        return x >= 2 ? 0 : x >= 1 ? std::pow(2 - x, 3) / 6 : 2.0 / 3 - x * x + x * x * x / 2;
    };
    for (double t = 0.7; t < 0.9; t += 0.00137) {
        const double x = (t - 0.5) * 100;
        double expected = 0;
        for (int k = static_cast<int>(x) - 3; k < x + 3; ++k) expected += coefficient(k) * spline(x - k);
        EXPECT_NEAR(derivative(noise, noise.piece_at(t), t), 0.3 + 2 * expected, 1e-12) << t; // some roundings of 40 x 10
    }
}

TEST(BandLimitedNoise, its_periodogram_is_flat_to_the_band_limit_and_low_from_there_on) {
    const BandLimitedNoise noise({.band_limit = 1, .seed = 20});
    constexpr std::size_t size = 512, segments = 3000; // of 32 s, 16 samples per second
    std::vector<double> power(size / 2);
    double mean = 0, square = 0;
    std::size_t piece = 0;
    auto c = noise.cubic(piece);
    for (std::size_t k = 0; k < segments; ++k) {
        std::vector<std::complex<double>> x(size);
        for (std::size_t i = 0; i < size; ++i) {
            const double t = 100 + static_cast<double>(k * size + i) / 16;
            if (const std::size_t at = noise.piece_at(t); at != piece) piece = at, c = noise.cubic(piece);
            const double s = t - noise.begin_of(piece), y = c[0] + s * (c[1] + s * (c[2] + s * c[3]));
            mean += y / (size * segments), square += y * y / (size * segments);
            x[i] = y * (1 - std::cos(2 * pi * (static_cast<double>(i) + 0.5) / size)); // Hann's window
        }
        fourier(x);
        for (std::size_t i = 0; i < power.size(); ++i) power[i] += std::norm(x[i]);
    }
    const auto band = [&](double from, double to) { // mean power over a band [Hz]; 32 frequencies per hertz
        double sum = 0, count = 0;
        for (std::size_t i = 1; i < power.size(); ++i)
            if (const double f = static_cast<double>(i) / 32; f >= from && f < to) sum += power[i], ++count;
        return sum / count;
    };
    const double flat = band(0.1, 0.9);
    // The description's 0.11 dB, and four standard errors: three frequencies of 3000 segments, of which the window makes two
    // independent ones, are 4.34/√6000 = 0.056 dB.
    for (double f = 0.1; f < 0.85; f += 0.1) {
        EXPECT_NEAR(decibel(band(f, f + 0.1) / flat), 0, 0.11 + 4 * 0.056) << f;
        RecordProperty("dB_at_" + std::to_string(static_cast<int>(10 * f + 0.5)),
                       std::to_string(decibel(band(f, f + 0.1) / flat)));
    }
    // Eight frequencies are 0.034 dB.
    for (double f = 1.5; f < 7.5; f += 0.25) {
        EXPECT_LT(decibel(band(f, f + 0.25) / flat), (f < 3.5 ? -58 : -47.5) + 4 * 0.034) << f;
        RecordProperty("dB_beyond_" + std::to_string(static_cast<int>(100 * f)),
                       std::to_string(decibel(band(f, f + 0.25) / flat)));
    }

    // 96 000 s of noise 1.09 Hz wide hold 2 · 1.09 · 96 000 independent values: standard error of the mean 1/√n, of the mean
    // square √(2/n). Four of them.
    const double n = 2 * 1.09 * 96'000;
    EXPECT_NEAR(mean, 0, 4 / std::sqrt(n));
    EXPECT_NEAR(square, 1, 4 * std::sqrt(2 / n));
}

TEST(BandLimitedNoise, value_slope_and_curvature_are_continuous_from_the_mean_to_the_mean) {
    for (const double start : {0.0, 0.1, -3.3, 86400.7}) {
        const BandLimitedNoise noise(
            {.mean = 0.5, .rms = 0.1, .band_limit = 30, .start = start, .stop = start + 1.01, .seed = 5});
        ASSERT_EQ(noise.cells(), 151u);
        for (std::size_t k = 1; k <= noise.cells() + 1; ++k) {
            const double t = noise.begin_of(k), rounding = 2.2e-16;
            // Each derivative is a sum of terms of its own order, rms · peak/(cell^order), and t is rounded: a unit in its
            // last place moves a derivative by the next one.
            const double cell = 1.0 / 150, size = 0.1 * BandLimitedNoise::peak();
            for (int order = 0; order < 3; ++order) {
                const double own = size / std::pow(cell, order), next = own / cell;
                EXPECT_NEAR(derivative(noise, k, t, order), derivative(noise, k - 1, t, order),
                            rounding * (4 * own + (order == 0 ? 2 : 0) + 2 * next * (std::abs(t) + 1)))
                    << k << " of order " << order;
            }
        }
        EXPECT_EQ(derivative(noise, 0, start - 1), 0.5);
        EXPECT_EQ(noise.cubic(noise.cells() + 1), (std::array<double, 4>{0.5, 0, 0, 0}));
    }
}

TEST(BandLimitedNoise, ends_of_pieces_and_the_piece_of_a_time_agree) {
    for (const double start : {0.0, 0.1, -7.77, 1e6 + 0.3})
        for (const double limit : {0.01, 3.0, 50.0, 1234.5}) {
            const BandLimitedNoise noise({.band_limit = limit, .start = start, .stop = start + 1000 / limit});
            EXPECT_EQ(noise.cells(), 5000u);
            EXPECT_EQ(noise.piece_at(-inf), 0u);
            EXPECT_EQ(noise.piece_at(inf), noise.cells() + 1);
            EXPECT_EQ(noise.begin_of(0), -inf);
            EXPECT_EQ(noise.begin_of(1), start);
            EXPECT_EQ(noise.begin_of(noise.cells() + 2), inf);
            for (std::size_t k = 1; k <= noise.cells() + 1; ++k) {
                const double t = noise.begin_of(k);
                ASSERT_EQ(noise.piece_at(t), k) << limit;
                ASSERT_EQ(noise.piece_at(std::nextafter(t, -inf)), k - 1) << limit;
            }
        }
    const BandLimitedNoise endless({.band_limit = 100});
    EXPECT_EQ(endless.piece_at(1e300), endless.cells() + 1);
    EXPECT_EQ(endless.piece_at(std::numeric_limits<double>::quiet_NaN()), 0u);
}

TEST(BandLimitedNoise, lasts_a_whole_number_of_cells_and_rounding_costs_none) {
    const auto cells = [](double start, double stop) {
        return BandLimitedNoise({.band_limit = 10, .start = start, .stop = stop}).cells();
    };
    EXPECT_EQ(cells(0, 1), 50u);
    EXPECT_EQ(cells(0.1, 0.3 + 0.1 + 0.1), 20u) << "(0.5 - 0.1) 50 is a rounding below 20";
    EXPECT_EQ(cells(0, 0.419), 20u);
}

TEST(BandLimitedNoise, the_same_numbers_in_any_order_and_others_for_other_seeds_and_members) {
    const Settings settings{.band_limit = 10, .seed = 1};
    const BandLimitedNoise noise(settings);
    std::vector<std::array<double, 4>> forwards;
    for (std::size_t k = 0; k < 300; ++k) forwards.push_back(noise.cubic(k));
    for (std::size_t k = 300; k-- > 0;) EXPECT_EQ(BandLimitedNoise(settings).cubic(k), forwards[k]);

    // A noise that begins elsewhere, or ends, has the same cells.
    Settings later = settings;
    later.start = 12.5, later.stop = 14.5;
    for (std::size_t k = 1; k < 95; ++k) EXPECT_EQ(BandLimitedNoise(later).cubic(k), forwards[k]);

    const auto correlation = [&](std::uint64_t seed, std::uint64_t member) {
        Settings other = settings;
        other.seed = seed, other.member = member;
        const BandLimitedNoise b(other);
        double sum = 0;
        for (std::size_t k = 100; k < 50'100; ++k) sum += noise.cubic(k)[0] * b.cubic(k)[0] / 50'000;
        return sum;
    };
    // 50 000 cells are 1000 s of noise 10.9 Hz wide: 21 800 independent products of standard error 1/√21 800; four of them.
    EXPECT_NEAR(correlation(1, 0), 1, 4 * std::sqrt(2 / 21'800.0));
    EXPECT_NEAR(correlation(2, 0), 0, 4 / std::sqrt(21'800.0));
    EXPECT_NEAR(correlation(1, 1), 0, 4 / std::sqrt(21'800.0));
    EXPECT_NEAR(correlation(std::uint64_t{1} << 32, 0), 0, 4 / std::sqrt(21'800.0));
}

TEST(BandLimitedNoise, stays_within_its_bound) {
    const BandLimitedNoise noise({.mean = -1, .rms = 3, .band_limit = 1, .seed = 9});
    double largest = 0;
    for (std::size_t k = 1; k < 20'000; ++k) largest = std::max(largest, std::abs(noise.cubic(k)[0] + 1) / 3);
    EXPECT_LT(largest, BandLimitedNoise::peak());
    EXPECT_GT(largest, 3.5) << "of some 8000 independent values one lies beyond 3.7";
}

TEST(BandLimitedNoise, refuses_what_makes_no_noise) {
    const auto refused = [](Settings s) { EXPECT_THROW(BandLimitedNoise{s}, std::invalid_argument); };
    refused({.rms = 0});
    refused({.rms = -1});
    refused({.rms = inf});
    refused({.mean = inf});
    refused({.band_limit = 0});
    refused({.band_limit = inf});
    refused({.start = std::numeric_limits<double>::quiet_NaN()});
    refused({.start = 2, .stop = 1});
    refused({.band_limit = 10, .stop = 0.19});
    refused({.band_limit = 1e6, .start = 1e9});
}

} // namespace myotatic
