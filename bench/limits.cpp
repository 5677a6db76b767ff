// How near one right-hand side, one step, two threads and a million instances come to what the machine permits.
//
// Packs are those of the instruction set of this run; on a processor without AVX2 their rows are null.
#include "frame/counted.hpp"
#include "frame/rows.hpp"
#include "frame/work_precision.hpp"
#include "isa/arc_pieces.hpp"
#include "isa/pack_kernels.hpp"
#include "ours.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <limits>
#include <sys/resource.h>
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

/// What packs of an instruction set have to offer.
struct Packs {
    ArcPieces arc;
    Kernels functions;
};
std::optional<Packs> packs_of([[maybe_unused]] myotatic::Isa isa) {
#if defined(__x86_64__)
    if (isa == myotatic::Isa::avx512) return Packs{avx512_arc(), avx512_kernels()};
    if (isa == myotatic::Isa::avx2) return Packs{avx2_arc(), avx2_kernels()};
#endif
    return std::nullopt;
}

/// The same as `roofline` for packs: ns per lane of all functions of one right-hand side.
double pack_roofline(const Operations& o, const Kernels& kernels, int repetitions) {
    constexpr std::size_t n = 1024;
    alignas(64) std::array<double, n> x, y, r;
    for (std::size_t i = 0; i < n; ++i) {
        const double place = (static_cast<double>(i) + 0.5) / n;
        x[i] = 4 * place - 2, y[i] = 0.1 + 2 * place;
    }
    double ns = 0;
    for (std::size_t kind = 0; kind < Operations::kinds; ++kind) {
        const std::string_view name = kind == Operations::divide ? "1 / x" : Operations::names[kind];
        for (const Kernel& kernel : kernels)
            if (kernel.function == name && o.count[kind] > 0) {
                const double one = 1e9 / (100.0 * n) * seconds(repetitions, [&] {
                                       for (int i = 0; i < 100; ++i) kernel.run(x.data(), y.data(), r.data(), n);
                                   });
                ns += static_cast<double>(o.count[kind]) * one;
            }
    }
    return ns;
}

/// The largest memory so far [MB].
double largest_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
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

std::vector<Row> limit_rows(bool quick, bool million) {
    std::vector<Row> rows;
    const int repetitions = quick ? 3 : 11;
    const myotatic::Isa isa = myotatic::chosen_isa();
    const auto packs = packs_of(isa);
    const std::string no_packs = "this run has no packs: " + myotatic::to_text(isa);

    const Setting setting;
    const Operations operations = count_operations<Massless>(setting);
    std::string counted;
    for (std::size_t k = 0; k < Operations::kinds; ++k)
        counted += (k ? ", " : "") + std::to_string(operations.count[k]) + " " + std::string(Operations::names[k]);
    std::printf("one right-hand side: %s\n", counted.c_str());

    const double plain = scalar_rates<Massless>(setting, repetitions), limit = roofline(operations, repetitions);
    std::printf("  plain doubles %.0f ns; its functions alone, at the C library's throughput, %.0f ns\n", plain, limit);
    rows.push_back({.name = "right-hand side in plain doubles, share of the roofline of its functions",
                    .unit = "ns",
                    .ours = plain,
                    .peer = limit,
                    .ratio = limit / plain,
                    .repetitions = repetitions});

    if (!packs) {
        for (const auto& [name, goal] : {std::pair{"right-hand side, packs vs plain doubles", 10.0},
                                         {"right-hand side, share of the roofline of its functions", 0.70},
                                         {"adaptive step, share of that roofline", 0.38},
                                         {"delay look-ups, share of a step", 0.05},
                                         {"two threads relative to a loop of multiplications and additions", 0.95},
                                         {"cost per instance, 1e6 vs 1e3 parameter sets", 1.1}})
            rows.push_back(missing(name, goal, no_packs));
        return rows;
    }

    // The right-hand side. What is compared takes turns, for the machine's pace changes.
    const auto& instance = setting.problem.instances[0];
    const auto parameters = myotatic::flat(instance.parameters);
    const auto state = myotatic::flat(setting.moving);
    const auto signals = myotatic::flat(setting.signals);
    const auto delays = Massless::delays(instance.parameters);
    const auto lanes = static_cast<double>(packs->arc.lanes);
    constexpr int times = 5'000;
    std::vector<double> in_packs, in_plain, functions;
    for (int r = 0; r < repetitions; ++r) {
        in_packs.push_back(1e9 / times / lanes *
                           seconds(3, [&] { packs->arc.rates(parameters.data(), state.data(), signals.data(), times); }));
        in_plain.push_back(scalar_rates<Massless>(setting, 3));
        functions.push_back(pack_roofline(operations, packs->functions, 3));
    }
    const double rates = median(in_packs), pack_limit = median(functions);
    rows.push_back({.name = "right-hand side, packs vs plain doubles",
                    .unit = "ns",
                    .ours = rates,
                    .peer = median(in_plain),
                    .ratio = median(in_plain) / rates,
                    .goal = 10,
                    .repetitions = repetitions,
                    .remark = myotatic::to_text(isa)});
    rows.push_back({.name = "right-hand side, share of the roofline of its functions",
                    .unit = "ns",
                    .ours = rates,
                    .peer = pack_limit,
                    .ratio = pack_limit / rates,
                    .goal = 0.70,
                    .repetitions = repetitions,
                    .remark = counted});

    // A step of the ensemble, with all that belongs to it: rest, samples, events.
    const double tolerance = 1e-4;
    const long long people = quick ? 256 : 1024;
    Tally tally;
    std::vector<double> steps, lookups, stores;
    const double length = [&] {
        tally = run_ensemble(isa, people, tolerance);
        return static_cast<double>(tally.instances) / static_cast<double>(tally.steps); // [s]
    }();
    for (int r = 0; r < repetitions; ++r) {
        steps.push_back(1e9 / static_cast<double>(tally.steps) * seconds(1, [&] { run_ensemble(isa, people, tolerance); }));
        lookups.push_back(1e9 / times / lanes *
                          seconds(1, [&] { packs->arc.look_ups(delays.data(), signals.data(), length, times); }));
        stores.push_back(1e9 / times / lanes *
                         seconds(1, [&] { packs->arc.keeping(delays.data(), signals.data(), length, times); }));
    }
    const double step = median(steps);
    const double evaluations = static_cast<double>(tally.evaluations) / static_cast<double>(tally.steps);
    char remark[300];
    std::snprintf(remark, sizeof remark,
                  "%.2f right-hand sides per step of Tsitouras 5 at rtol %.0e, %.2f ms long; rest and samples included",
                  evaluations, tolerance, 1e3 * length);
    rows.push_back({.name = "adaptive step, share of that roofline",
                    .unit = "ns per instance",
                    .ours = step,
                    .peer = evaluations * pack_limit,
                    .ratio = evaluations * pack_limit / step,
                    .goal = 0.38,
                    .repetitions = repetitions,
                    .remark = remark});
    std::snprintf(remark, sizeof remark, "look-ups of such a step by themselves; %.1f ns of them keep the step",
                  median(stores));
    rows.push_back({.name = "delay look-ups, share of a step",
                    .unit = "ns per instance",
                    .ours = median(lookups),
                    .peer = step,
                    .ratio = median(lookups) / step,
                    .goal = 0.05,
                    .repetitions = repetitions,
                    .remark = remark});

    // Two threads: the same work on both, against a loop that needs nothing but the processor.
    {
        const auto work = [&] { run_ensemble(isa, 4 * people, tolerance); };
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
                        .remark = "an ensemble on each"});
    }

    // More and more people. What is kept of them is up to whoever asks; the solver itself keeps nothing.
    run_ensemble(isa, 1000, tolerance);
    const double memory = largest_memory();
    const int rounds = quick ? 1 : 3;
    for (const long long many : {10'000, 100'000, 1'000'000}) {
        const std::string name =
            "cost per instance, 1e" + std::to_string(static_cast<int>(std::log10(many) + 0.5)) + " vs 1e3 parameter sets";
        if ((many > 10'000 && quick && !million) || (many == 1'000'000 && !million)) {
            rows.push_back(missing(name, 1.1, "takes a while: --million"));
            continue;
        }
        std::vector<double> few, all;
        for (int r = 0; r < (many == 1'000'000 ? 1 : rounds); ++r) {
            const double one = 1e6 / static_cast<double>(many) * seconds(1, [&] { run_ensemble(isa, many, tolerance); });
            all.push_back(one);
            for (int k = 0; k < 3; ++k) few.push_back(1e3 * seconds(1, [&] { run_ensemble(isa, 1000, tolerance); }));
        }
        std::snprintf(remark, sizeof remark, "memory grew by %.1f MB", largest_memory() - memory);
        rows.push_back({.name = name,
                        .unit = "us per instance",
                        .ours = median(all),
                        .peer = median(few),
                        .ratio = median(all) / median(few),
                        .goal = 1.1,
                        .repetitions = static_cast<int>(all.size()),
                        .remark = remark});
    }
    return rows;
}

} // namespace bench
