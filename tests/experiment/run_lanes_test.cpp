// What a job gives does not depend on the lane it runs in, on its neighbours, on the order of jobs or on the instruction
// set; and a job that fails ends by itself.
#include "myotatic/experiment/run_lanes.hpp"

#include "experiment/isa/limb.hpp"
#include "myotatic/experiment/standard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <iostream>
#include <numeric>
#include <random>

namespace myotatic::testing {
namespace {

using Parameters = Limb::Parameters<double>;
constexpr std::size_t observed = 3;

/// Pushed twice, and heated from 0.05 to 0.06 s.
Experiment<Limb> pushed() {
    Experiment<Limb> e{.duration = 0.4, .schedule = {.every = 7e-3}};
    e.protocol.drive("push", Stimulus::half_sine(0, 4, 0.02, 0.05))
        .drive("push", Stimulus::step(0, 1, 0.2, 0.25))
        .drive("spark", Stimulus::step(0, 10, 0.05, 0.06));
    e.solver.rtol = 1e-6, e.solver.atol = 1e-8;
    return e;
}

/// Different stiffnesses, delays and gains, by a rule.
std::vector<Parameters> limbs(int count) {
    std::vector<Parameters> all;
    for (int i = 0; i < count; ++i) {
        const auto part = [i](double step) { return std::fmod(0.5 + i * step, 1.0); }; // spreads over [0, 1)
        all.push_back({.stiffness = 10 + 10 * part(0.618), .gain = 2 + 5 * part(0.755), .delay = 0.02 + 0.03 * part(0.57)});
    }
    return all;
}

/// All that is told of a job.
struct Told {
    std::vector<double> samples; ///< time and observables, one sample after the other
    std::vector<std::pair<double, bool>> events;
    ode::Outcome<double> outcome;
    int endings = 0;

    bool operator==(const Told& other) const {
        const auto same = [](double a, double b) {
            return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
        };
        const auto& s = outcome.statistics;
        const auto& o = other.outcome.statistics;
        return std::equal(samples.begin(), samples.end(), other.samples.begin(), other.samples.end(), same) &&
               events == other.events && outcome.reason == other.outcome.reason && same(outcome.time, other.outcome.time) &&
               outcome.worst == other.outcome.worst && s.steps_accepted == o.steps_accepted &&
               s.steps_rejected == o.steps_rejected && s.evaluations == o.evaluations && s.breakpoints == o.breakpoints &&
               s.events == o.events && s.quiet_stretches == o.quiet_stretches && s.quiet_steps == o.quiet_steps &&
               same(s.quiet_time, o.quiet_time) && endings == other.endings;
    }
};

/// The smallest host: gives jobs in an order, keeps what it is told.
template <Circuit C>
class Host {
public:
    using Parameters = typename C::template Parameters<double>;
    Host(const std::vector<Parameters>& jobs, std::vector<std::size_t> order)
        : jobs_(jobs), order_(std::move(order)), told_(jobs.size()) {}

    LaneHost functions() {
        return {this,
                [](void* self, double* parameters) -> long long {
                    Host& host = of(self);
                    if (host.next_ == host.order_.size()) return -1;
                    const std::size_t job = host.order_[host.next_++];
                    const auto numbers = flat(host.jobs_[job]);
                    std::copy(numbers.begin(), numbers.end(), parameters);
                    return static_cast<long long>(job);
                },
                [](void*, long long job) { ADD_FAILURE() << job << " cannot rest"; },
                [](void* self, long long job, double time, const double* values) {
                    auto& samples = of(self).of_job(job).samples;
                    samples.push_back(time);
                    samples.insert(samples.end(), values, values + observed);
                },
                [](void* self, long long job, double time, std::size_t, bool rising) {
                    of(self).of_job(job).events.emplace_back(time, rising);
                },
                [](void* self, long long job, const ode::Outcome<double>& outcome, const long long*) {
                    of(self).of_job(job).outcome = outcome;
                    ++of(self).of_job(job).endings;
                },
                [](void*, double) { return true; }};
    }
    std::vector<Told> told() && { return std::move(told_); }

private:
    static Host& of(void* self) { return *static_cast<Host*>(self); }
    Told& of_job(long long job) { return told_[static_cast<std::size_t>(job)]; }

    const std::vector<Parameters>& jobs_;
    std::vector<std::size_t> order_;
    std::size_t next_ = 0;
    std::vector<Told> told_;
};

/// Calls f(plan) with what `simulate` would plan.
template <Circuit C, class F>
auto with_plan(const Experiment<C>& e, const F& f) {
    static constexpr std::size_t observables[observed]{0, 1, 2};
    ode::Settings settings = e.solver;
    settings.magnitudes = Beginning<C>::magnitudes();
    return f(LanePlan<C>{e.protocol, Beginning<C>::before(e), e.start, e.start + e.duration, e.schedule, observables, 3,
                         settings, quiet_run<C>(e.quiet)});
}

std::vector<std::size_t> in_order(std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}
template <Circuit C>
std::vector<Told> together(const Experiment<C>& e, Kernel<C> kernel,
                           const std::vector<typename C::template Parameters<double>>& jobs,
                           std::vector<std::size_t> order) {
    Host<C> host(jobs, std::move(order));
    with_plan(e, [&](const auto& plan) { kernel(plan, host.functions()); });
    return std::move(host).told();
}
std::vector<Told> together(Kernel<Limb> kernel, const std::vector<Parameters>& jobs, std::vector<std::size_t> order) {
    return together<Limb>(pushed(), kernel, jobs, std::move(order));
}
std::vector<Told> together(Kernel<Limb> kernel, const std::vector<Parameters>& jobs) {
    return together(kernel, jobs, in_order(jobs.size()));
}
std::vector<Told> one_by_one(Kernel<Limb> kernel, const std::vector<Parameters>& jobs) {
    std::vector<Told> all;
    for (const Parameters& job : jobs) all.push_back(together(kernel, {job}).front());
    return all;
}

/// One set of parameters behind the other.
std::vector<double> numbers_of(const std::vector<Parameters>& jobs) {
    std::vector<double> numbers;
    for (const Parameters& p : jobs)
        for (const double x : flat(p)) numbers.push_back(x);
    return numbers;
}

/// The first that differs, for a message.
std::string difference(const std::vector<Told>& a, const std::vector<Told>& b) {
    if (a.size() != b.size()) return "different numbers of jobs";
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!(a[i] == b[i])) return "job " + std::to_string(i);
    return "";
}

/// What is compiled for one instruction set.
struct Built {
    std::string name;
    Kernel<Limb> single, wide;
    int lanes;
    int (*single_side_by_side)(const LanePlan<Limb>&, const double*);
    int (*wide_side_by_side)(const LanePlan<Limb>&, const double*);
    int (*single_interrupted)(const LanePlan<Limb>&, const double*, int);
    int (*wide_interrupted)(const LanePlan<Limb>&, const double*, int);
};
template <class Method, int W, class Tag>
Built built() {
    return {std::string(Tag::name),
            run_lanes<Limb, Method, ode::Pi, Pack<1, Tag>>,
            run_lanes<Limb, Method, ode::Pi, Pack<W, Tag>>,
            W,
            wrong_side_by_side<Method, Pack<1, Tag>>,
            wrong_side_by_side<Method, Pack<W, Tag>>,
            wrong_after_interruption<Method, Pack<1, Tag>>,
            wrong_after_interruption<Method, Pack<W, Tag>>};
}

template <class Method>
struct Lanes : ::testing::Test {
    static Built baseline() { return built<Method, 1, Baseline>(); }
    /// Those with vectors that this processor runs; the others are named.
    static std::vector<Built> vectors() {
        std::vector<Built> all;
#if defined(__x86_64__)
        for (const auto& [isa, make] :
             {std::pair{Isa::avx2, &built<Method, 4, Avx2>}, {Isa::avx512, &built<Method, 8, Avx512>}}) {
            if (supports(isa)) {
                all.push_back(make());
            } else {
                std::cout << "[ NOT RUN  ] this machine does not run " << to_text(isa) << std::endl;
                ::testing::Test::RecordProperty("not_run_" + to_text(isa), "this machine does not run it");
            }
        }
#endif
        return all;
    }
    static std::vector<Built> everything() {
        auto all = vectors();
        all.push_back(baseline());
        return all;
    }
};
using Methods = ::testing::Types<ode::Grk4t, ode::Tsitouras5>;
TYPED_TEST_SUITE(Lanes, Methods);

// --- the same bits ------------------------------------------------------------------------------------------------------

TYPED_TEST(Lanes, a_job_gives_the_same_bits_alone_and_in_batches_of_any_size) {
    for (const Built& isa : this->everything())
        for (const int count : {1, 7, 8, 100}) {
            const auto jobs = limbs(count);
            const auto alone = one_by_one(isa.single, jobs);
            for (const Told& told : alone) {
                EXPECT_EQ(told.outcome.reason, ode::Reason::completed);
                EXPECT_EQ(told.samples.size(), 4 * 59u) << "at 0, 7, 14, … 399 and 400 ms";
            }
            EXPECT_EQ(difference(alone, together(isa.wide, jobs)), "") << isa.name << ", batch of " << count;
            EXPECT_EQ(difference(alone, together(isa.single, jobs)), "") << isa.name << ", one lane after the other";
        }
}

TYPED_TEST(Lanes, a_step_gives_the_same_bits_at_several_of_its_moments_at_once) {
    for (const Built& isa : this->everything()) {
        const auto sets = numbers_of(limbs(isa.lanes));
        const auto wrong = [&](auto* side_by_side) {
            return with_plan(pushed(), [&](const auto& plan) { return side_by_side(plan, sets.data()); });
        };
        EXPECT_EQ(wrong(isa.single_side_by_side), 0) << isa.name;
        EXPECT_EQ(wrong(isa.wide_side_by_side), 0) << isa.name << ", all lanes";
    }
}

TYPED_TEST(Lanes, the_order_of_jobs_changes_no_bit) {
    const auto jobs = limbs(50);
    for (const Built& isa : this->everything()) {
        const auto expected = together(isa.wide, jobs);
        auto order = in_order(jobs.size());
        for (unsigned seed = 1; seed <= 3; ++seed) {
            std::shuffle(order.begin(), order.end(), std::mt19937(seed));
            EXPECT_EQ(difference(expected, together(isa.wide, jobs, order)), "") << isa.name;
        }
    }
}

TYPED_TEST(Lanes, avx2_and_avx512_give_the_same_bits) {
    const auto jobs = limbs(20);
    const auto vectors = this->vectors();
    for (std::size_t i = 1; i < vectors.size(); ++i) {
        EXPECT_EQ(difference(together(vectors[0].wide, jobs), together(vectors[i].wide, jobs)), "");
        EXPECT_EQ(difference(one_by_one(vectors[0].single, jobs), one_by_one(vectors[i].single, jobs)), "");
    }
}

// Without fused products, with the C library's functions: other last bits, the same steps but for those.
TYPED_TEST(Lanes, plain_doubles_the_baseline_and_vectors_agree_within_the_tolerance) {
    const auto jobs = limbs(10);
    const auto doubles = together(run_lanes<Limb, TypeParam, ode::Pi, double>, jobs);
    for (const Built& isa : this->everything()) {
        const auto lanes = together(isa.wide, jobs);
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            ASSERT_EQ(lanes[i].samples.size(), doubles[i].samples.size());
            for (std::size_t k = 0; k < lanes[i].samples.size(); ++k)
                EXPECT_NEAR(lanes[i].samples[k], doubles[i].samples[k], 1e-5) << isa.name; // ten tolerances of size 1
        }
    }
}

// --- what is sampled ----------------------------------------------------------------------------------------------------

// What a limb shows is its state, so the numbers after those that it shows are the same ones again.
TYPED_TEST(Lanes, numbers_after_the_observation_are_states) {
    const auto jobs = limbs(20);
    for (const Built& isa : this->everything()) {
        Host<Limb> host(jobs, in_order(jobs.size()));
        with_plan(pushed(), [&](auto plan) {
            static constexpr std::size_t states[observed]{3, 4, 5};
            plan.observables = states;
            isa.wide(plan, host.functions());
        });
        EXPECT_EQ(difference(std::move(host).told(), together(isa.wide, jobs)), "") << isa.name;
    }
}

// --- rest ---------------------------------------------------------------------------------------------------------------

/// Pushed at the start and half a minute later, with rest in between and after.
Experiment<Limb> pushed_and_left() {
    Experiment<Limb> e{.duration = 60, .schedule = {.every = 0.07}};
    e.protocol.drive("push", Stimulus::half_sine(0, 4, 0.02, 0.05)).drive("push", Stimulus::step(0, 1, 30, 30.05));
    e.solver.rtol = 1e-6, e.solver.atol = 1e-8;
    return e;
}

TYPED_TEST(Lanes, quiet_rest_gives_the_same_bits_in_every_lane_beside_every_neighbour) {
    const auto e = pushed_and_left();
    auto jobs = limbs(20);
    jobs[3].gain = 9, jobs[3].delay = 0.05; // never rests
    std::vector<Told> of_vectors;
    for (const Built& isa : this->everything()) {
        std::vector<Told> alone;
        for (const Parameters& job : jobs) alone.push_back(together<Limb>(e, isa.single, {job}, {0}).front());
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            EXPECT_EQ(alone[i].outcome.reason, ode::Reason::completed);
            EXPECT_EQ(alone[i].outcome.statistics.quiet_stretches, i == 3 ? 0 : 2) << "job " << i;
            ASSERT_EQ(alone[i].samples.size(), 4 * 859u) << "at 0, 0.07, … 59.99 and 60 s";
            for (std::size_t k = 0; k < 858; ++k) EXPECT_DOUBLE_EQ(alone[i].samples[4 * k], 0.07 * static_cast<double>(k));
        }
        auto order = in_order(jobs.size());
        EXPECT_EQ(difference(alone, together<Limb>(e, isa.wide, jobs, order)), "") << isa.name;
        std::shuffle(order.begin(), order.end(), std::mt19937(1));
        EXPECT_EQ(difference(alone, together<Limb>(e, isa.wide, jobs, order)), "") << isa.name << ", shuffled";
        if (isa.lanes == 1) continue;
        if (!of_vectors.empty()) {
            EXPECT_EQ(difference(of_vectors, alone), "") << "AVX2 and AVX-512";
        }
        of_vectors = alone;
    }
}

// --- events -------------------------------------------------------------------------------------------------------------

TYPED_TEST(Lanes, each_lane_locates_its_own_events) {
    const auto jobs = limbs(30);
    std::size_t most = 0, fewest = 1000;
    for (const Built& isa : this->everything()) {
        const auto told = together(isa.wide, jobs);
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            auto e = pushed();
            e.parameters = jobs[i], e.solver.rtol = 1e-10, e.solver.atol = 1e-12;
            const Trace exact = simulate<ode::Tsitouras5>(e);
            most = std::max(most, told[i].events.size()), fewest = std::min(fewest, told[i].events.size());
            ASSERT_EQ(told[i].events.size(), exact.events.size()) << isa.name << ", job " << i;
            EXPECT_EQ(static_cast<std::size_t>(told[i].outcome.statistics.events), exact.events.size());
            // Angles are wrong by some ten tolerances, 1e-5 times 0.1 rad, and pass the threshold with 0.1 rad/s and more.
            for (std::size_t k = 0; k < exact.events.size(); ++k) {
                EXPECT_NEAR(told[i].events[k].first, exact.events[k].time, 1e-5) << isa.name << ", job " << i;
                EXPECT_EQ(told[i].events[k].second, exact.events[k].rising);
            }
        }
    }
    EXPECT_GT(most, fewest) << "jobs that differ in their events";
}

TYPED_TEST(Lanes, the_threshold_of_the_tendon_organ_is_passed_in_each_lane_as_in_single_runs) {
    Experiment<StretchReflex<>> e{.duration = 0.25, .schedule = {.every = 1e-2}};
    e.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.02, 0.01));
    e.solver.rtol = 1e-5, e.solver.atol = 1e-7;
    std::vector<StretchReflex<>::Parameters<double>> jobs;
    for (int i = 0; i < 11; ++i) {
        jobs.push_back(human_soleus_reflex());
        jobs.back().cord.ib_interneuron.threshold *= 0.2 + 0.1 * i;
    }
    std::size_t most = 0, fewest = 1000;
    for (const Isa isa : {Isa::avx2, Isa::avx512}) {
        if (!supports(isa)) continue;
        const auto wide = together<StretchReflex<>>(e, wide_kernel<StretchReflex<>, TypeParam>(isa), jobs, in_order(11));
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            e.parameters = jobs[i], e.isa = isa;
            const Trace alone = simulate<TypeParam>(e);
            std::vector<std::pair<double, bool>> events;
            for (const TracedEvent& event : alone.events) events.emplace_back(event.time, event.rising);
            EXPECT_EQ(wide[i].events, events) << to_text(isa) << ", threshold " << i << ", to the last bit";
            most = std::max(most, events.size()), fewest = std::min(fewest, events.size());
        }
    }
    if (supports(Isa::avx2)) {
        EXPECT_GT(most, fewest) << "thresholds that differ in how often they are passed";
    }
}

// --- failures -----------------------------------------------------------------------------------------------------------

struct Failure {
    ode::Reason reason;
    Parameters parameters;
    double from, to; ///< when it must end [s]
};

/// One of each kind, of a tame limb. The heat after 10/s from 0.05 to 0.06 s is known in closed form.
std::vector<Failure> failures() {
    const double s = 100; // heat' = 10 + s heat²: a tangent; without the spark 1/heat falls by s per second
    const double singular = 0.06 + 1 / (s * std::sqrt(10 / s) * std::tan(std::sqrt(10 * s) * 0.01));
    const double g = 1000; // heat' = 10 + g heat: an exponential that passes 1e100, seen at the end of a step (g h < 1)
    const double beyond = 0.06 + (100 * std::log(10) - std::log(10 / g * std::expm1(g * 0.01))) / g;
    return {{ode::Reason::non_finite, {.lasts = 0.15}, 0.15 - 1e-9, 0.15},
            {ode::Reason::step_underflow, {.growth = 0, .singular = s}, singular - 1e-5, singular + 1e-5},
            {ode::Reason::blow_up, {.growth = g}, beyond - 1e-5, beyond + 1 / g}};
}

TYPED_TEST(Lanes, a_job_that_fails_ends_by_itself_with_its_time_and_worst_field) {
    for (const Built& isa : this->everything()) {
        const auto healthy = limbs(20);
        const auto undisturbed = together(isa.wide, healthy);
        auto jobs = healthy;
        for (const Failure& failure : failures()) jobs.insert(jobs.begin() + 5, failure.parameters);
        const std::size_t count = failures().size();

        const auto begin = std::chrono::steady_clock::now();
        const auto told = together(isa.wide, jobs);
        EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), 1.0) << "it hangs";
        const auto alone = one_by_one(isa.single, jobs);
        EXPECT_EQ(difference(alone, told), "") << isa.name;
        for (std::size_t i = 0; i < healthy.size(); ++i)
            EXPECT_TRUE(told[i < 5 ? i : i + count] == undisturbed[i])
                << isa.name << ": a neighbour of job " << i << " failed";
        for (std::size_t k = 0; k < count; ++k) {
            const Failure failure = failures()[count - 1 - k];
            const Told& failed = told[5 + k];
            EXPECT_EQ(failed.outcome.reason, failure.reason)
                << to_text(failed.outcome.reason) << " at " << failed.outcome.time;
            EXPECT_EQ(failed.outcome.worst, 2u) << "the heat";
            EXPECT_GE(failed.outcome.time, failure.from) << to_text(failure.reason);
            EXPECT_LE(failed.outcome.time, failure.to) << to_text(failure.reason);
            EXPECT_EQ(failed.endings, 1);
            ASSERT_GE(failed.samples.size(), 4u);
            EXPECT_GT(failed.samples[failed.samples.size() - 4], failure.from - 2 * 7e-3) << "samples up to there are kept";
            EXPECT_LE(failed.samples[failed.samples.size() - 4], failed.outcome.time);
        }
    }
}

// --- interruption -------------------------------------------------------------------------------------------------------

TYPED_TEST(Lanes, resumed_they_go_on_bit_for_bit) {
    for (const Built& isa : this->everything()) {
        const auto sets = numbers_of(limbs(isa.lanes));
        for (const int turns : {0, 1, 7, 20, 33, 60}) {
            const auto wrong = [&](auto* interrupted) {
                return with_plan(pushed(), [&](const auto& plan) { return interrupted(plan, sets.data(), turns); });
            };
            EXPECT_EQ(wrong(isa.single_interrupted), 0) << isa.name << " after " << turns;
            EXPECT_EQ(wrong(isa.wide_interrupted), 0) << isa.name << ", all lanes, after " << turns;
        }
    }
}

} // namespace
} // namespace myotatic::testing
