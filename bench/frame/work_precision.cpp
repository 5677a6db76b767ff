#include "work_precision.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace bench {
namespace {

// Of this thread alone: others may use the machine too.
double processor_time() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

double seconds_of(const Contestant& c, double setting, bool& ok) {
    const double start = processor_time();
    ok = c.run(setting);
    return (processor_time() - start) / static_cast<double>(c.instances);
}

// From the tight end: the last point that is good enough before one is not.
std::size_t first_good(const Curve& curve, double error) {
    std::size_t i = curve.points.size();
    while (i > 0 && curve.points[i - 1].error <= error) --i;
    return i;
}

} // namespace

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::optional<Cost> cost_at(const Curve& curve, double error) {
    const std::size_t i = first_good(curve, error);
    if (i == curve.points.size()) return std::nullopt;
    const Point& good = curve.points[i];
    if (i == 0) return Cost{good.seconds, good.error, curve.name};
    const Point& worse = curve.points[i - 1];
    const double share = std::log(worse.error / error) / std::log(worse.error / good.error);
    return Cost{worse.seconds * std::pow(good.seconds / worse.seconds, share), error, curve.name};
}

std::optional<Cost> cheapest(const std::vector<Curve>& curves, const std::string& role, const std::string& name,
                             double error) {
    std::optional<Cost> best;
    for (const Curve& curve : curves) {
        if (curve.role != role || curve.name.rfind(name, 0) != 0) continue;
        const auto cost = cost_at(curve, error);
        if (cost && (!best || cost->seconds < best->seconds)) best = cost;
    }
    return best;
}

std::vector<Curve> measure(const std::vector<Contestant>& contestants, const std::vector<double>& targets,
                           const Effort& effort) {
    const double smallest = *std::min_element(targets.begin(), targets.end());
    std::vector<Curve> curves;
    for (const Contestant& c : contestants) {
        Curve curve{c.name, c.role, {}};
        for (const double setting : c.settings) {
            bool ok = false;
            const double seconds = seconds_of(c, setting, ok);
            const double error = ok ? c.error() : 1e300;
            // A solver may fail or lose its way at loose tolerance, and take long for it, and be fine at tighter ones.
            const bool solved = ok && error < 1;
            if (solved)
                curve.points.push_back({setting, error, seconds, {}});
            else
                std::printf("    %-32s no solution with setting %.1e: %s, %.2f s\n", c.name.c_str(), setting,
                            ok ? "lost its way" : "failed", seconds);
            if (error <= smallest || (solved && seconds > 0.6 * effort.patience)) break;
        }
        std::printf("    %-32s %zu settings, error %.1e to %.1e\n", c.name.c_str(), curve.points.size(),
                    curve.points.empty() ? 0 : curve.points.front().error,
                    curve.points.empty() ? 0 : curve.points.back().error);
        std::fflush(stdout);
        curves.push_back(curve);
    }

    struct Turn {
        std::size_t contestant, point;
    };
    std::vector<Turn> turns;
    for (std::size_t c = 0; c < curves.size(); ++c)
        for (std::size_t p = 0; p < curves[c].points.size(); ++p)
            for (const double target : targets) {
                const std::size_t good = first_good(curves[c], target);
                if (good < curves[c].points.size() && (p == good || p + 1 == good)) {
                    turns.push_back({c, p});
                    break;
                }
            }
    for (int r = 0; r < effort.repetitions; ++r)
        for (const Turn& turn : turns) {
            Point& point = curves[turn.contestant].points[turn.point];
            // No bar rests on the slowest; three times will do.
            if (r >= 3 && point.seconds * static_cast<double>(contestants[turn.contestant].instances) > 1.5) continue;
            bool ok = false;
            point.all.push_back(seconds_of(contestants[turn.contestant], point.setting, ok));
        }
    for (Curve& curve : curves)
        for (Point& point : curve.points)
            if (!point.all.empty()) point.seconds = median(point.all);
    return curves;
}

} // namespace bench
