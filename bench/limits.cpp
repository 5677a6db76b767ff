// How near one right-hand side, one step, two threads and a million instances come to what the machine permits.
//
// A row needs our packs or ensembles? Then it is null until they are plugged in below, where the row is made.
#include "frame/counted.hpp"
#include "frame/rows.hpp"
#include "frame/work_precision.hpp"
#include "ours.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <thread>

namespace bench {
namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// The compiler must believe that x is read and written here.
template <class T>
void opaque(T& x) {
    asm volatile("" : "+m"(x) : : "memory");
}

// Of this thread alone: others may use the machine too.
double processor_time() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Median seconds of `repetitions` calls.
template <class F>
double seconds(int repetitions, const F& f) {
    std::vector<double> all;
    for (int r = 0; r < repetitions; ++r) {
        const double start = processor_time();
        f();
        all.push_back(processor_time() - start);
    }
    return median(all);
}

// --- the right-hand side ----------------------------------------------------------------------------------------------

/// The delayed signals as constants: what remains is physiology.
template <class C, class T>
struct Still {
    typename C::template Signals<T> signals;
    T at(T C::template Signals<T>::*channel, const T&) const { return signals.*channel; }
};

struct Setting {
    Problem<Massless> problem = make_problem<Massless>("one", 0, 1);
    Massless::Signals<double> signals =
        Massless::signals(0.0, problem.instances[0].rest, Massless::Input<double>{}, problem.instances[0].parameters);
    Massless::State<double> moving = [&] {
        auto x = problem.instances[0].rest;
        x.joint.velocity = 0.1;
        return x;
    }();
};

/// Operations of one right-hand side whose parameters are plain or prepared numbers, counted by running it.
template <class C>
Operations count_operations(const Setting& s) {
    const auto x = myotatic::lift<typename C::template State<Counted>>(s.moving);
    const Still<C, Counted> past{myotatic::lift<typename C::template Signals<Counted>>(s.signals)};
    const auto plain = myotatic::prepared<C>(s.problem.instances[0].parameters);
    Counted::done = {};
    C::rates(Counted{}, x, typename C::template Input<Counted>{}, past, plain);
    return Counted::done;
}

/// ns of one right-hand side in plain doubles with the C library.
template <class C>
double scalar_rates(const Setting& s, int repetitions) {
    const auto p = myotatic::prepared<C>(s.problem.instances[0].parameters);
    const Still<C, double> past{s.signals};
    auto x = s.moving;
    constexpr int times = 20'000;
    return 1e9 / times * seconds(repetitions, [&] {
               for (int i = 0; i < times; ++i) {
                   opaque(x);
                   auto r = C::rates(0.0, x, typename C::template Input<double>{}, past, p);
                   opaque(r);
               }
           });
}

// --- the machine ------------------------------------------------------------------------------------------------------

/// ns per value of a function of independent arguments in [low, high]; for packs, use their lanes as values.
template <class T = double, class F>
double throughput(const F& f, double low, double high, int repetitions) {
    std::array<T, 64> x;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = T(low + (high - low) * (static_cast<double>(i) + 0.5) / 64);
    constexpr int times = 500;
    return 1e9 / (times * x.size()) / (sizeof(T) / sizeof(double)) * seconds(repetitions, [&] {
               for (int i = 0; i < times; ++i)
                   for (T value : x) {
                       opaque(value);
                       T y = f(value);
                       opaque(y);
                   }
           });
}

/// ns of all transcendental functions, roots and divisions of one right-hand side, each at its measured throughput.
double roofline(const Operations& o, int repetitions) {
    const auto n = [&](Operations::Kind kind) { return static_cast<double>(o.count[kind]); };
    const auto t = [&](const auto& f, double low, double high) { return throughput(f, low, high, repetitions); };
    return n(Operations::exp) * t([](double x) { return std::exp(x); }, -5, 5) +
           n(Operations::log) * t([](double x) { return std::log(x); }, 0.1, 10) +
           n(Operations::pow) * t([](double x) { return std::pow(x, 1.1666); }, 0.1, 2) +
           n(Operations::sin) * t([](double x) { return std::sin(x); }, -1, 1) +
           n(Operations::cos) * t([](double x) { return std::cos(x); }, -1, 1) +
           n(Operations::tanh) * t([](double x) { return std::tanh(x); }, -2, 2) +
           n(Operations::sinh) * t([](double x) { return std::sinh(x); }, -2, 2) +
           n(Operations::asinh) * t([](double x) { return std::asinh(x); }, -2, 2) +
           n(Operations::sqrt) * t([](double x) { return std::sqrt(x); }, 0.1, 10) +
           n(Operations::divide) * t([](double x) { return 1 / x; }, 0.1, 10);
}

/// Seconds for `threads` threads to do the same work each.
template <class F>
double on_threads(int threads, const F& work) {
    const double start = now();
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back(work);
    work();
    for (std::thread& other : others) other.join();
    return now() - start;
}

/// Work that nothing but the multipliers limits.
void multiply_and_add() {
    std::array<double, 16> x{};
    for (int i = 0; i < 4'000'000; ++i)
        for (double& value : x) value = value * 0.999999 + 1e-6;
    opaque(x);
}

Row missing(std::string name, double goal, std::string reason) {
    Row row;
    row.name = std::move(name), row.goal = goal, row.reason = std::move(reason);
    return row;
}

} // namespace

std::vector<Row> limit_rows(bool quick) {
    std::vector<Row> rows;
    const int repetitions = quick ? 3 : 11;
    const std::string no_packs = "the right-hand side on packs is not plugged in (bench/limits.cpp)";
    const std::string no_ensemble = "no ensemble solver is plugged in (bench/ours.cpp)";

    const Setting setting;
    const Operations operations = count_operations<Massless>(setting);
    std::string counted;
    for (std::size_t k = 0; k < Operations::kinds; ++k)
        counted += (k ? ", " : "") + std::to_string(operations.count[k]) + " " + std::string(Operations::names[k]);
    std::printf("one right-hand side: %s\n", counted.c_str());

    const double rates = scalar_rates<Massless>(setting, repetitions), limit = roofline(operations, repetitions);
    std::printf("  plain doubles %.0f ns; its functions alone, at the C library's throughput, %.0f ns\n", rates, limit);

    Row packs = missing("right-hand side, packs vs plain doubles", 10, no_packs);
    packs.unit = "ns", packs.remark = "plain doubles: " + std::to_string(static_cast<int>(rates)) + " ns";
    rows.push_back(packs);
    rows.push_back(missing("right-hand side, share of the roofline of its functions", 0.70, no_packs));
    rows.back().remark = counted;
    rows.push_back({.name = "right-hand side in plain doubles, share of the roofline of its functions",
                    .unit = "ns",
                    .ours = rates,
                    .peer = limit,
                    .ratio = limit / rates,
                    .repetitions = repetitions});
    rows.push_back(missing("adaptive step, share of that roofline", 0.38, no_ensemble));
    rows.push_back(missing("delay look-ups, share of a step", 0.05, no_ensemble));

    // Two threads: the same work on both, against a loop that needs nothing but the processor.
    {
        const auto problem = make_problem<Massless>("threads", 0.05, 8);
        const auto solver = our_single_solvers<Massless>().front();
        const auto work = [&] {
            std::vector<double> numbers(problem.numbers());
            solver.run(problem, 1e-5, numbers);
        };
        std::vector<double> ours, loop;
        for (int r = 0; r < std::max(repetitions, 7); ++r) {
            ours.push_back(2 * on_threads(1, work) / on_threads(2, work));
            loop.push_back(2 * on_threads(1, multiply_and_add) / on_threads(2, multiply_and_add));
        }
        rows.push_back({.name = "two threads relative to a loop of multiplications and additions",
                        .unit = "speed-up",
                        .ours = median(ours),
                        .peer = median(loop),
                        .ratio = median(ours) / median(loop),
                        .goal = 0.95,
                        .repetitions = static_cast<int>(ours.size()),
                        .remark = solver.name + ", one instance after another"});
    }

    rows.push_back(missing("cost per instance, 1e6 vs 1e3 parameter sets", 1.1, no_ensemble));
    return rows;
}

} // namespace bench
