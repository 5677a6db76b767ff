#include "myotatic/core/band_limited_noise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace myotatic {

namespace {

void require(bool condition, const char* sentence) {
    if (!condition) throw std::invalid_argument(sentence);
}

constexpr double points_per_period = 5; // of the grid, in 1/B
constexpr std::size_t endless = std::size_t{1} << 52;

constexpr const auto& taps = BandLimitedNoise::taps;
constexpr std::size_t reach = taps.size() - 1;

} // namespace

BandLimitedNoise::BandLimitedNoise(const Settings& settings)
    : settings_(settings), rate_(points_per_period * settings.band_limit), cells_(endless) {
    const Settings& s = settings_;
    require(std::isfinite(s.mean) && std::isfinite(s.rms) && std::isfinite(s.start), "noise is made of finite numbers");
    require(s.rms > 0, "the rms of noise is above 0");
    require(s.band_limit > 0 && std::isfinite(rate_), "the band limit of noise is above 0 Hz");
    require(s.start + 1e-3 / rate_ > s.start, "noise starts too late for its band limit: time does not resolve its grid");
    require(s.stop > s.start, "noise ends after it begins");
    // Neither the rounding of the product nor that of the two times may cost a cell.
    const double rounding = std::numeric_limits<double>::epsilon() * (std::abs(s.start) + std::abs(s.stop));
    const double fitting = std::floor((s.stop - s.start + rounding) * rate_ * (1 + 1e-12));
    require(fitting >= 2 * points_per_period, "noise lasts at least two periods of its band limit");
    if (fitting < static_cast<double>(endless)) cells_ = static_cast<std::size_t>(fitting);
}

double BandLimitedNoise::begin_of(std::size_t piece) const {
    if (piece == 0) return -std::numeric_limits<double>::infinity();
    if (piece > cells_ + 1) return std::numeric_limits<double>::infinity();
    return settings_.start + static_cast<double>(piece - 1) / rate_;
}

std::size_t BandLimitedNoise::piece_at(double t) const {
    if (!(t >= settings_.start)) return 0;
    const double cell = std::min((t - settings_.start) * rate_, static_cast<double>(cells_));
    std::size_t piece = static_cast<std::size_t>(cell) + 1;
    // The quotient is rounded, and so are the points of the grid: these decide.
    while (t < begin_of(piece)) --piece;
    while (piece <= cells_ && t >= begin_of(piece + 1)) ++piece;
    return piece;
}

std::array<double, 4> BandLimitedNoise::cubic(std::size_t piece) const {
    if (piece == 0 || piece > cells_) return {settings_.mean, 0, 0, 0};

    // Coefficient number k belongs to the point at which cell number k, counted from 0, begins. This cell depends on those
    // from one point before it to two points after it.
    const std::size_t cell = piece - 1;
    std::array<double, 2 * reach + 4> white;
    RandomStream{settings_.seed, settings_.member}.normals(cell, white);
    std::array<double, 4> c;
    for (std::size_t i = 0; i < 4; ++i) {
        const double* middle = white.data() + i + reach;
        double sum = taps[0] * middle[0];
        for (std::size_t j = 1; j <= reach; ++j) sum += taps[j] * (middle[-static_cast<std::ptrdiff_t>(j)] + middle[j]);
        // A B-spline reaches two cells far: those that would reach out of the noise are left out.
        const std::size_t point = cell + i; // k + 1
        c[i] = point >= 3 && point + 1 <= cells_ ? settings_.rms * sum : 0;
    }
    return {settings_.mean + (c[0] + 4 * c[1] + c[2]) / 6, (c[2] - c[0]) * (rate_ / 2),
            (c[0] - 2 * c[1] + c[2]) * (rate_ * rate_ / 2),
            ((c[3] - c[0]) + 3 * (c[1] - c[2])) * (rate_ * rate_ * rate_ / 6)};
}

double BandLimitedNoise::peak() {
    // The values of the B-splines at a point sum to 1: the spline stays within its coefficients.
    double sum = taps[0];
    for (std::size_t j = 1; j <= reach; ++j) sum += 2 * std::abs(taps[j]);
    return RandomStream::largest_normal * sum;
}

} // namespace myotatic
