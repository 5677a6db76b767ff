#include "myotatic/experiment/sweep.hpp"

#include "myotatic/experiment/standard.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <thread>

namespace myotatic {
namespace {

using Reflex = StretchReflex<>;
using Kind = Measure::Kind;

/// A tap within 0.12 s, accurate enough for what is asked here: whether bits agree.
Experiment<Reflex> tap() {
    Experiment<Reflex> e{.parameters = human_soleus_reflex(), .duration = 0.12};
    e.solver.rtol = 1e-4, e.solver.atol = 1e-6;
    e.protocol.drive("tap", Stimulus::half_sine(0, 4e-3, 0.02, 10e-3));
    return e;
}
const std::vector<NamedMeasure> measures{{"peak", {.kind = Kind::peak, .signal = "muscle.tendon_force"}, {}},
                                         {"onset", {.kind = Kind::latency, .signal = "motor.drive", .after = 0.02}, {}},
                                         {"area", {.kind = Kind::area, .signal = "spindle.ia"}, {}}};
const std::vector<Range> ranges{{"w_ia", 0.05, 0.4}, {"nerve.path_length", 0.5, 0.9}, {"resting_angle", -0.1, 0.1}};
ParameterSet cloud(long long rows) { return ParameterSet::latin_hypercube(rows, ranges, 5); }

/// Everything that is told of a row, bit for bit.
struct Bits {
    std::vector<std::uint64_t> numbers;
    std::string outcome, worst;
    bool operator==(const Bits&) const = default;
};
Bits bits(const SweepRow& row) {
    Bits b{{}, std::string(row.outcome_text()), std::string(row.worst)};
    for (const double x : row.values) b.numbers.push_back(std::bit_cast<std::uint64_t>(x));
    for (const double x : row.measures) b.numbers.push_back(std::bit_cast<std::uint64_t>(x));
    b.numbers.push_back(std::bit_cast<std::uint64_t>(row.outcome.time));
    for (const long long n : {row.outcome.statistics.steps_accepted, row.outcome.statistics.steps_rejected})
        b.numbers.push_back(static_cast<std::uint64_t>(n));
    for (const long long n : row.clipped) b.numbers.push_back(static_cast<std::uint64_t>(n));
    return b;
}

/// Gathers rows, and checks that they come in order.
class Gathered final : public SweepSink {
public:
    std::vector<Bits> rows;
    std::vector<long long> numbers;
    std::vector<Trace> traces;
    SweepColumns columns;
    void begin(const SweepColumns& c) override { columns = c; }
    void row(const SweepRow& r) override {
        EXPECT_EQ(r.row, numbers.empty() ? r.row : numbers.back() + 1);
        numbers.push_back(r.row);
        rows.push_back(bits(r));
        if (r.trace) traces.push_back(*r.trace);
    }
};

template <class Method = ode::Grk4t, class C>
std::vector<Bits> run(const Experiment<C>& e, const ParameterSet& set, const SweepOptions& options = {.threads = 1}) {
    Gathered sink;
    sweep<Method>(e, set, measures, options, sink);
    EXPECT_EQ(sink.rows.size(), static_cast<std::size_t>(set.size()));
    return sink.rows;
}

/// The first of the given rows that differ, for a message.
std::string difference(const std::vector<Bits>& a, const std::vector<Bits>& b) {
    if (a.size() != b.size()) return "different numbers of rows";
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!(a[i] == b[i])) return "row " + std::to_string(i) + " differs: " + a[i].outcome + ", " + b[i].outcome;
    return "";
}

std::vector<std::vector<double>> rows_of(const ParameterSet& set) {
    std::vector<std::vector<double>> rows(static_cast<std::size_t>(set.size()), std::vector<double>(set.fields().size()));
    for (std::size_t i = 0; i < rows.size(); ++i) set.values(static_cast<long long>(i), rows[i]);
    return rows;
}

std::vector<Isa> vector_isas() {
    std::vector<Isa> isas;
    for (const Isa isa : {Isa::avx2, Isa::avx512})
        if (supports(isa)) isas.push_back(isa);
    return isas;
}

template <class C>
Experiment<C> with(Experiment<C> e, const std::vector<std::string>& fields, const std::vector<double>& values) {
    auto numbers = flat(e.parameters);
    const auto at = positions(fields, describe<typename C::template Parameters<double>>());
    for (std::size_t k = 0; k < at.size(); ++k) numbers[at[k]] = values[k];
    e.parameters = unflatten<typename C::template Parameters<double>>(numbers);
    return e;
}

/// The same row by `simulate` and `measure`.
template <class Method, class C>
std::vector<std::uint64_t> simulated(const Experiment<C>& base, const ParameterSet& set, long long row) {
    std::vector<double> values(set.fields().size());
    set.values(row, values);
    const Trace trace = simulate<Method>(with(base, set.fields(), values));
    std::vector<std::uint64_t> numbers;
    for (const double x : values) numbers.push_back(std::bit_cast<std::uint64_t>(x));
    for (const NamedMeasure& m : measures)
        numbers.push_back(std::bit_cast<std::uint64_t>(
            measure(trace.table, m.measure).value.value_or(std::numeric_limits<double>::quiet_NaN())));
    numbers.push_back(std::bit_cast<std::uint64_t>(trace.outcome.time));
    const auto& s = trace.outcome.statistics;
    numbers.push_back(static_cast<std::uint64_t>(s.steps_accepted));
    numbers.push_back(static_cast<std::uint64_t>(s.steps_rejected));
    for (const auto& [name, count] : trace.clipped) numbers.push_back(static_cast<std::uint64_t>(count));
    return numbers;
}

// --- the same bits ------------------------------------------------------------------------------------------------------

template <class Method>
class SweepOfMethod : public ::testing::Test {};
using Methods = ::testing::Types<ode::Grk4t, ode::Tsitouras5>;
TYPED_TEST_SUITE(SweepOfMethod, Methods);

TYPED_TEST(SweepOfMethod, a_row_is_what_simulate_and_measure_give) {
    const auto e = tap();
    const auto set = cloud(30);
    const auto rows = run<TypeParam>(e, set);
    for (long long row = 0; row < set.size(); ++row)
        EXPECT_EQ(rows[static_cast<std::size_t>(row)].numbers, simulated<TypeParam>(e, set, row)) << row;
}

TYPED_TEST(SweepOfMethod, one_two_and_three_threads_give_the_same_bits) {
    const auto set = cloud(200);
    const auto one = run<TypeParam>(tap(), set, {.threads = 1});
    EXPECT_EQ(difference(one, run<TypeParam>(tap(), set, {.threads = 2})), "");
    EXPECT_EQ(difference(one, run<TypeParam>(tap(), set, {.threads = 3})), "");
}

TYPED_TEST(SweepOfMethod, the_size_of_the_batch_and_the_order_of_rows_change_no_bit) {
    const auto rows = rows_of(cloud(1000));
    const auto whole = run<TypeParam>(tap(), ParameterSet::list(cloud(1).fields(), rows));
    for (const std::ptrdiff_t n : {1, 7, 8}) {
        const auto part = run<TypeParam>(tap(), ParameterSet::list(cloud(1).fields(), {rows.begin(), rows.begin() + n}));
        EXPECT_EQ(difference({whole.begin(), whole.begin() + n}, part), "") << n;
    }
    std::vector<std::size_t> order(rows.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::size_t>(Permutation(order.size(), 17)(i));
    std::vector<std::vector<double>> shuffled;
    std::vector<Bits> expected;
    for (const std::size_t i : order) shuffled.push_back(rows[i]), expected.push_back(whole[i]);
    EXPECT_EQ(difference(expected, run<TypeParam>(tap(), ParameterSet::list(cloud(1).fields(), shuffled))), "");
}

TYPED_TEST(SweepOfMethod, avx2_and_avx512_give_the_same_bits) {
    std::vector<std::vector<Bits>> all;
    for (const Isa isa : vector_isas()) {
        auto e = tap();
        e.isa = isa;
        all.push_back(run<TypeParam>(e, cloud(100)));
    }
    for (const auto& rows : all) EXPECT_EQ(difference(all.front(), rows), "");
}

TEST(Sweep, the_baseline_is_what_simulate_gives_there) {
    auto e = tap();
    e.isa = Isa::baseline;
    const auto rows = run(e, cloud(5));
    for (long long row = 0; row < 5; ++row)
        EXPECT_EQ(rows[static_cast<std::size_t>(row)].numbers, simulated<ode::Grk4t>(e, cloud(5), row));
}

TEST(Sweep, methods_without_kernels_and_circuits_without_kernels_run_in_doubles) {
    const auto e = tap();
    const auto set = cloud(4);
    const auto rows = run<ode::Rodas4>(e, set, {.threads = 2});
    for (long long row = 0; row < 4; ++row)
        EXPECT_EQ(rows[static_cast<std::size_t>(row)].numbers, simulated<ode::Rodas4>(e, set, row)) << row;

    Experiment<TendonOrganAlone<LinCrago2002>> organ{.duration = 0.1};
    organ.protocol.drive("force", Stimulus::ramp_and_hold(0, 0.5, 0.01, 0.02));
    const SweepTable table = sweep(organ, ParameterSet::grid({{"log_gain", {40, 60}}}),
                                   {{"ib", {.kind = Kind::peak, .signal = "output.ib"}, {}}}, {.threads = 2});
    ASSERT_EQ(table.outcomes, (std::vector<std::string>{"completed", "completed"}));
    EXPECT_GT(table.table.at("ib").values[1], table.table.at("ib").values[0]);
    EXPECT_EQ(table.table.at("log_gain").values, (std::vector<double>{40, 60}));
}

// A lane without a delay would have its neighbours read their signals at the moment too, by another arithmetic.
TEST(Sweep, a_delay_of_zero_touches_no_other_row) {
    const auto rows = rows_of(cloud(40));
    auto fields = cloud(1).fields();
    fields.push_back("ia_delay");
    const double own = StretchReflex<>::at_rest(tap().parameters, {}).parameters.ia_delay;
    std::vector<std::vector<double>> with_delay, with_zeros;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        with_delay.push_back(rows[i]), with_zeros.push_back(rows[i]);
        with_delay.back().push_back(own), with_zeros.back().push_back(i % 3 == 0 ? 0.0 : own);
    }
    const auto expected = run(tap(), ParameterSet::list(fields, with_delay), {.threads = 2});
    const auto zeros = ParameterSet::list(fields, with_zeros);
    const auto mixed = run(tap(), zeros, {.threads = 2});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % 3 != 0) {
            EXPECT_EQ(mixed[i], expected[i]) << i;
        } else {
            EXPECT_EQ(mixed[i].numbers, simulated<ode::Grk4t>(tap(), zeros, static_cast<long long>(i))) << i;
        }
    }
    std::vector<std::vector<double>> all_zero(150, {0.0});
    EXPECT_EQ(run(tap(), ParameterSet::list({"ia_delay"}, all_zero)).size(), 150u);
}

// --- rows that fail -----------------------------------------------------------------------------------------------------

TEST(Sweep, a_row_that_fails_touches_no_other) {
    const auto set = cloud(200);
    const auto all = run(tap(), set);
    std::vector<std::uint64_t> steps;
    const std::size_t accepted = 3 + measures.size() + 1; // after values, measures and time
    for (const Bits& b : all) steps.push_back(b.numbers[accepted] + b.numbers[accepted + 1]);
    std::vector<std::uint64_t> sorted = steps;
    std::sort(sorted.begin(), sorted.end());

    auto e = tap();
    e.solver.max_steps = static_cast<long long>(sorted[sorted.size() / 2]);
    Gathered sink;
    const SweepSummary summary = sweep<ode::Grk4t>(e, set, measures, {.threads = 2}, sink);
    long long failed = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (steps[i] <= static_cast<std::uint64_t>(e.solver.max_steps)) {
            EXPECT_EQ(sink.rows[i], all[i]) << i;
        } else {
            ++failed;
            EXPECT_EQ(sink.rows[i].outcome, "too_many_steps") << i;
            EXPECT_NE(sink.rows[i].worst, "") << i;
            EXPECT_LT(std::bit_cast<double>(sink.rows[i].numbers[accepted - 1]), 0.12) << i;
            EXPECT_TRUE(std::isnan(std::bit_cast<double>(sink.rows[i].numbers[3]))) << "a peak of half a run";
        }
    }
    EXPECT_GT(failed, 50);
    EXPECT_EQ(summary.failed, failed);
    EXPECT_EQ(summary.rows, 200);
    ASSERT_TRUE(summary.first_failed.has_value());
    EXPECT_EQ(sink.rows[static_cast<std::size_t>(*summary.first_failed)].outcome, "too_many_steps");
}

/// dx/dt = rate · x^power from x(0) = 1: decay, blow-up at 1/((power − 1) rate), or no number at all.
struct Growth {
    template <Scalar T>
    struct State {
        T x = 1.0;
        static constexpr auto fields() { return std::tuple{field("x", &State::x, "1", "what grows").scale(1)}; }
    };
    template <Scalar T>
    struct Parameters {
        T rate = -1.0, power = 1.0, rest = 1.0;
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{field("rate", &R::rate, "1/s", "growth"), field("power", &R::power, "1", "of x"),
                              field("rest", &R::rest, "1", "negative: there is none")};
        }
    };
    template <Scalar T>
    struct Input {
        T on = 0.0;
        static constexpr auto fields() { return std::tuple{field("on", &Input::on, "1", "0 before the start")}; }
    };
    template <Scalar T>
    using Observation = State<T>;
    template <Scalar T>
    static State<T> rates(const T&, const State<T>& x, const Input<T>& u, const auto&, const auto& p) {
        return {u.on * p.rate * pow(x.x, p.power)};
    }
    template <Scalar T>
    static Observation<T> observe(const T&, const State<T>& x, const Input<T>&, const auto&, const auto&) {
        return x;
    }
    template <Scalar T>
    static Resting<Growth, T> at_rest(const Parameters<T>& p, const Input<T>&) {
        if (value_of(p.rest) < 0) throw InputError({}, "no rest for these parameters");
        return {p, {}};
    }
};
Experiment<Growth> growth() {
    Experiment<Growth> e{.duration = 1};
    e.protocol.drive("on", Stimulus::step(0, 1, 0));
    return e;
}
const std::vector<NamedMeasure> value{{"x", {.kind = Kind::value, .signal = "x"}, {}}};

TEST(Sweep, blow_up_no_number_and_no_rest_end_their_row_within_a_second) {
    const auto set = ParameterSet::list({"rate", "power", "rest"}, {{-1, 1, 1},   // exp(-t)
                                                                    {2, 2, 1},    // blows up at 0.5 s
                                                                    {-1, 1, -1},  // cannot rest
                                                                    {-2, 0.5, 1}, // reaches 0 at 1 s exactly, not before
                                                                    {-4, 0.5, 1}, // reaches 0 at 0.5 s: no root below
                                                                    {-1, 1, 1}});
    for (const int threads : {1, 3}) {
        Gathered sink;
        const auto begin = std::chrono::steady_clock::now();
        const SweepSummary summary = sweep(growth(), set, value, {.threads = threads}, sink);
        EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), 1.0);
        EXPECT_EQ(summary.cannot_rest, 1);
        EXPECT_EQ(sink.rows[0], sink.rows[5]);
        EXPECT_NEAR(std::bit_cast<double>(sink.rows[0].numbers[3]), std::exp(-1), 1e-8);
        EXPECT_EQ(sink.rows[2].outcome, "cannot_rest");
        for (const std::size_t failed : {1u, 4u}) {
            EXPECT_TRUE(sink.rows[failed].outcome == "non_finite" || sink.rows[failed].outcome == "step_underflow" ||
                        sink.rows[failed].outcome == "blow_up")
                << sink.rows[failed].outcome;
            EXPECT_EQ(sink.rows[failed].worst, "x");
            EXPECT_NEAR(std::bit_cast<double>(sink.rows[failed].numbers[4]), 0.5, 1e-3); // time
            EXPECT_TRUE(std::isnan(std::bit_cast<double>(sink.rows[failed].numbers[3])));
        }
    }
}

TEST(Sweep, a_circuit_that_cannot_rest_is_an_outcome) {
    const auto set = ParameterSet::list({"muscle.tendon_slack_length"}, {{0.27}, {0.9}, {0.27}, {0.01}, {0.27}});
    Gathered sink;
    const SweepSummary summary = sweep<ode::Grk4t>(tap(), set, measures, {.threads = 1}, sink);
    std::vector<std::string> outcomes;
    for (const Bits& b : sink.rows) outcomes.push_back(b.outcome);
    EXPECT_EQ(outcomes[1], "cannot_rest");
    EXPECT_EQ(sink.rows[0].numbers, simulated<ode::Grk4t>(tap(), set, 0));
    EXPECT_EQ(sink.rows[0], sink.rows[2]);
    EXPECT_EQ(sink.rows[0], sink.rows[4]);
    EXPECT_EQ(summary.cannot_rest, std::count(outcomes.begin(), outcomes.end(), "cannot_rest"));
}

// --- what goes in and out -----------------------------------------------------------------------------------------------

TEST(Sweep, what_cannot_be_is_refused_before_anything_runs) {
    Gathered sink;
    const auto refused = [&](const ParameterSet& set) {
        try {
            sweep<ode::Grk4t>(tap(), set, measures, {}, sink);
        } catch (const InputError& error) {
            return to_text(error.problems().front());
        }
        return std::string("accepted");
    };
    EXPECT_NE(refused(ParameterSet::grid({{"nerve.path_length", {0.5, -1}}})).find("out of range"), std::string::npos);
    EXPECT_NE(refused(ParameterSet::grid({{"nerve.path_lenght", {0.5}}})).find("'nerve.path_length'"), std::string::npos);
    EXPECT_TRUE(sink.rows.empty());

    const std::vector<NamedMeasure> unknown{{"a", {.signal = "muscle.tendon_forse"}, {}}};
    const std::vector<NamedMeasure> nothing{{"a", {.signal = "spindle.ia", .after = 3.0}, {}}};
    EXPECT_THROW(sweep<ode::Grk4t>(tap(), cloud(3), unknown, {}, sink), std::invalid_argument);
    EXPECT_THROW(sweep<ode::Grk4t>(tap(), cloud(3), nothing, {}, sink), std::invalid_argument);
    EXPECT_THROW(sweep<ode::Grk4t>(tap(), cloud(3), measures, {.threads = -1}, sink), std::invalid_argument);
    EXPECT_THROW(sweep<ode::Grk4t>(tap(), cloud(3), measures, {.shard = {3, 2}}, sink), std::invalid_argument);
    EXPECT_TRUE(sink.rows.empty());
}

TEST(Sweep, columns_say_names_and_units) {
    Gathered sink;
    sweep<ode::Grk4t>(tap(), cloud(1), measures, {}, sink);
    EXPECT_EQ(sink.columns.varied[1].name, "nerve.path_length");
    EXPECT_EQ(sink.columns.measures[0], (std::pair<std::string, std::string>{"peak", "N"}));
    EXPECT_EQ(sink.columns.measures[1].second, "s");
    EXPECT_EQ(sink.columns.limits.size(), detail::limit_count<Reflex>());
}

TEST(Sweep, traces_are_those_of_simulate) {
    auto e = tap();
    e.signals = {"joint.angle", "spindle.ia"};
    const auto set = cloud(20);
    Gathered sink;
    sweep<ode::Grk4t>(e, set, measures, {.threads = 2, .traces = true}, sink);
    EXPECT_EQ(difference(run(e, set), sink.rows), "");
    ASSERT_EQ(sink.traces.size(), 20u);
    for (std::size_t i = 0; i < 20; ++i) {
        const Trace alone = simulate<ode::Grk4t>(with(e, set.fields(), rows_of(set)[i]));
        for (const Column& column : alone.table.columns)
            EXPECT_EQ(sink.traces[i].table.at(column.name).values, column.values);
        ASSERT_EQ(sink.traces[i].events.size(), alone.events.size());
        for (std::size_t k = 0; k < alone.events.size(); ++k) EXPECT_EQ(sink.traces[i].events[k].time, alone.events[k].time);
    }
}

TEST(Sweep, parts_one_after_the_other_are_the_whole) {
    const auto set = cloud(23);
    const auto whole = run(tap(), set);
    std::vector<Bits> together;
    long long next = 0;
    for (long long i = 1; i <= 4; ++i) {
        Gathered sink;
        sweep<ode::Grk4t>(tap(), set, measures, {.threads = 2, .shard = {i, 4}}, sink);
        EXPECT_EQ(sink.numbers.front(), next);
        next = sink.numbers.back() + 1;
        together.insert(together.end(), sink.rows.begin(), sink.rows.end());
    }
    EXPECT_EQ(difference(whole, together), "");
    Gathered none;
    sweep<ode::Grk4t>(tap(), cloud(2), measures, {.shard = {3, 3}}, none);
    EXPECT_TRUE(none.rows.empty()) << "more parts than rows";
}

/// Rows of a source of the user's own.
class Source final : public ParameterRows {
public:
    explicit Source(std::vector<double> values, long long size) : values_(std::move(values)), size_(size) {}
    const std::vector<std::string>& fields() const override { return fields_; }
    long long size() const override { return size_; }
    bool next(std::span<double> into) override {
        if (next_ == values_.size()) return false;
        into[0] = values_[next_++];
        return true;
    }
    void skip(long long rows) override { next_ += static_cast<std::size_t>(rows); }
    Place place() const override { return {"mine.csv", static_cast<int>(next_) + 1, 1}; }

private:
    std::vector<std::string> fields_{"nerve.path_length"};
    std::vector<double> values_;
    long long size_;
    std::size_t next_ = 0;
};

TEST(Sweep, what_is_thrown_elsewhere_reaches_the_caller) {
    Gathered sink;
    Source bad({0.5, 0.6, -1, 0.7}, 4);
    try {
        sweep<ode::Grk4t>(tap(), bad, measures, {.threads = 2}, sink);
        FAIL() << "a path of negative length";
    } catch (const InputError& error) {
        EXPECT_NE(to_text(error.problems().front()).find("mine.csv:4:1: error: nerve.path_length = -1"), std::string::npos)
            << error.what();
    }
    Source late(std::vector<double>(100, 0.5), 200); // says it has twice as many
    EXPECT_THROW(sweep<ode::Grk4t>(tap(), late, measures, {.threads = 2}, sink), std::runtime_error);

    struct Full final : SweepSink {
        void row(const SweepRow& row) override {
            if (row.row == 5) throw std::runtime_error("no space left");
        }
    } full;
    EXPECT_THROW(sweep<ode::Grk4t>(tap(), cloud(500), measures, {.threads = 2}, full), std::runtime_error);

    auto wild = tap();
    wild.solver.rtol = 2;
    EXPECT_THROW(sweep<ode::Grk4t>(wild, cloud(5), measures, {.threads = 2}, sink), std::invalid_argument);
}

TEST(Sweep, an_interrupted_sweep_has_told_the_first_rows) {
    const auto set = cloud(100'000);
    Gathered sink;
    long long seen = 0;
    const auto begin = std::chrono::steady_clock::now();
    const auto keep_going = [&](const SweepProgress& progress) {
        EXPECT_EQ(progress.rows, 100'000);
        EXPECT_GE(progress.done, seen);
        seen = progress.done;
        return std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(200);
    };
    const SweepSummary summary = sweep<ode::Grk4t>(tap(), set, measures, {.threads = 2, .keep_going = keep_going}, sink);
    EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), 3.0);
    EXPECT_TRUE(summary.interrupted);
    EXPECT_GT(summary.rows, 0);
    EXPECT_LT(summary.rows, 100'000);
    EXPECT_EQ(sink.numbers.front(), 0);
    for (std::size_t i = 0; i < std::min<std::size_t>(sink.rows.size(), 3); ++i)
        EXPECT_EQ(sink.rows[i].numbers, simulated<ode::Grk4t>(tap(), set, static_cast<long long>(i)));
}

// The first row takes some 10^6 steps, which the rest of the window does not wait for; then it has to.
TEST(Sweep, one_slow_row_holds_the_others_back_no_longer_than_it_must) {
    auto e = growth();
    e.solver.rtol = 1e-3;
    std::vector<std::vector<double>> rows(12'000, {-1.0});
    rows[0][0] = -3e5; // stiff: an explicit method goes on in steps of 1e-5 s
    Gathered sink;
    const SweepSummary summary = sweep(e, ParameterSet::list({"rate"}, rows), value, {.threads = 2, .keep_going = {}}, sink);
    EXPECT_EQ(summary.rows, 12'000);
    EXPECT_EQ(summary.failed, 0);
    EXPECT_GT(sink.rows[0].numbers[3], 10'000u) << "steps";
    for (std::size_t i = 2; i < rows.size(); ++i) ASSERT_EQ(sink.rows[i], sink.rows[1]) << i;
}

/// Largest resident memory of a process that runs this many rows [bytes].
template <class F>
long long peak_memory(const F& f) {
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            f();
            ::_exit(0);
        } catch (...) {
            ::_exit(1);
        }
    }
    int status = -1;
    struct rusage usage {};
    ::wait4(child, &status, 0, &usage);
    EXPECT_EQ(status, 0);
    return usage.ru_maxrss * 1024LL;
}

TEST(Sweep, a_hundred_times_as_many_rows_need_no_more_memory) {
    struct Forget final : SweepSink {
        void row(const SweepRow&) override {}
    };
    const auto rows = [](long long n) {
        return [n] {
            auto e = tap();
            e.duration = 0.002;
            Forget sink;
            const std::vector<NamedMeasure> peak{measures[0]};
            sweep<ode::Grk4t>(e, cloud(n), peak, {.threads = 2}, sink);
        };
    };
    const long long few = peak_memory(rows(1000)), many = peak_memory(rows(100'000));
    EXPECT_LT(many - few, 64LL << 20) << few << " bytes for 1000 rows, " << many << " for 100,000";
}

} // namespace
} // namespace myotatic
