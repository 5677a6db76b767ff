// Each example scenario runs through the program and shows what its first comment promises.
#include "program/process.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace myotatic::testing {
namespace {

using Json = nlohmann::json;
const std::filesystem::path examples = std::filesystem::path(MYOTATIC_SOURCE_DIR) / "examples";

/// What a run left behind.
class Results {
public:
    explicit Results(const std::string& scenario, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"run", (examples / (scenario + ".toml")).string(), "--out", folder().string()};
        for (std::string& argument : more) arguments.push_back(std::move(argument));
        finished_ = run_program({std::move(arguments), here_.path()});
        EXPECT_EQ(finished_.status, 0) << finished_.err;
    }
    std::filesystem::path folder() const { return here_ / "out"; }
    const Finished& finished() const { return finished_; }
    double metric(const std::string& name) const {
        return Json::parse(read_text(folder() / "metrics.json")).at(name).at("value");
    }
    Json manifest() const { return Json::parse(read_text(folder() / "manifest.json")); }
    /// Lines of a file without its first one, split at commas.
    std::vector<std::vector<std::string>> rows(const std::string& file) const {
        std::istringstream in(read_text(folder() / file));
        std::vector<std::vector<std::string>> all;
        for (std::string line; std::getline(in, line);) {
            std::istringstream cells(line);
            all.emplace_back();
            for (std::string cell; std::getline(cells, cell, ',');) all.back().push_back(cell);
        }
        return all;
    }
    /// A signal at the sample nearest to a time.
    double sample(const std::string& signal, double time, const std::string& file = "traces.csv") const {
        const auto all = rows(file);
        const auto column = static_cast<std::size_t>(
            std::find_if(all[0].begin(), all[0].end(), [&](const auto& h) { return h.starts_with(signal + " ["); }) -
            all[0].begin());
        if (column == all[0].size()) throw std::out_of_range(signal);
        const auto nearest = std::min_element(all.begin() + 1, all.end(), [&](const auto& a, const auto& b) {
            return std::abs(std::stod(a[0]) - time) < std::abs(std::stod(b[0]) - time);
        });
        return std::stod((*nearest)[column]);
    }

private:
    TemporaryFolder here_;
    Finished finished_;
};

std::vector<std::string> scenarios() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(examples))
        if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

class Scenarios : public ::testing::TestWithParam<std::string> {};

TEST_P(Scenarios, leave_a_complete_results_folder_that_odeint_confirms) {
    const Results results(GetParam(), {"--cross-check", "--json"});
    for (const char* file : {"manifest.json", "traces.csv", "events.csv", "metrics.json", "figures", "report.html"})
        EXPECT_TRUE(std::filesystem::exists(results.folder() / file)) << file;
    EXPECT_EQ(results.manifest()["outcome"]["complete"], true);
    EXPECT_EQ(results.rows("events.csv").at(0), (std::vector<std::string>{"time [s]", "name", "signal", "direction"}));
    EXPECT_TRUE(read_text(results.folder() / "traces.csv").starts_with("time [s],"));
    for (const char* ending : {".svg", ".png"}) {
        const std::filesystem::directory_iterator files(results.folder() / "figures");
        EXPECT_TRUE(std::any_of(begin(files), end(files), [&](const auto& f) { return f.path().extension() == ending; }));
    }

    const Json check = Json::parse(results.finished().out)["cross_check"];
    const double duration = std::stod(results.rows("traces.csv").back().front());
    EXPECT_GE(check["span"], std::min(duration, 0.9));
    EXPECT_LE(check["largest"], 1e-6) << check.dump(2);
    EXPECT_GE(check["differences"].size(), 6u);
}

INSTANTIATE_TEST_SUITE_P(All, Scenarios, ::testing::ValuesIn(scenarios()),
                         [](const auto& scenario) { return scenario.param; });

double latency(std::vector<std::string> settings = {}) {
    std::vector<std::string> arguments;
    for (std::string& s : settings) arguments.insert(arguments.end(), {"--set", std::move(s)});
    return Results("tendon_tap", arguments).metric("emg_onset_latency");
}

// Published means ± 2 SD of the tendon jerk: soleus 25 to 37 ms, quadriceps 13.5 to 20.5 ms.
TEST(TendonTap, emg_begins_when_it_does_in_people) {
    EXPECT_GE(latency(), 25e-3);
    EXPECT_LE(latency(), 37e-3);
    EXPECT_GE(latency({"preset=human_quadriceps"}), 13.5e-3);
    EXPECT_LE(latency({"preset=human_quadriceps"}), 20.5e-3);
}

TEST(TendonTap, latency_is_what_the_nerves_take_and_little_more) {
    for (const std::string preset : {"human_soleus", "human_quadriceps"}) {
        const Results results("tendon_tap", {"--set", "preset=" + preset});
        const Json p = results.manifest()["runs"][0]["parameters"];
        const double more =
            results.metric("emg_onset_latency") - p["ia_delay"].get<double>() - p["motor_delay"].get<double>();
        EXPECT_GE(more, 0) << preset;
        EXPECT_LE(more, 3e-3) << preset;
    }
}

TEST(TendonTap, latency_does_not_depend_on_the_gain) {
    const double usual = latency();
    EXPECT_NEAR(latency({"parameters.w_ia=0.1"}), usual, 0.1e-3);
    EXPECT_NEAR(latency({"parameters.w_ia=0.3"}), usual, 0.1e-3);
}

TEST(TendonOrganThreshold, tension_stays_behind_once_ib_has_crossed_its_threshold) {
    const Results results("tendon_organ_threshold");
    const auto events = results.rows("events.csv");
    ASSERT_GE(events.size(), 2u);
    EXPECT_EQ(events[1][1], "ib_threshold");
    EXPECT_EQ(events[1][2], "cord.ib");
    EXPECT_EQ(events[1][3], "rising");
    const double crossing = std::stod(events[1][0]);
    EXPECT_GT(crossing, 0.5) << "the stretch begins at 0.5 s";

    const auto tension = [&](double t, const char* file) { return results.sample("muscle.tendon_force", t, file); };
    EXPECT_DOUBLE_EQ(tension(0.4, "traces.csv"), tension(0.4, "traces_without_ib.csv"));
    EXPECT_GT(tension(crossing, "traces.csv"), tension(0.5, "traces.csv"));
    EXPECT_LE(tension(crossing + 1, "traces.csv"), 0.90 * tension(crossing + 1, "traces_without_ib.csv"));
    EXPECT_LE(results.metric("tension_peak"), 0.97 * results.metric("without_ib.tension_peak"));
}

TEST(SelfRelease, spindle_and_tension_rise_while_rolling_and_fall_during_the_hold) {
    const Results results("self_release");
    EXPECT_GT(results.metric("ia_rolling"), results.metric("ia_before"));
    EXPECT_GT(results.metric("tension_rolling"), results.metric("tension_before"));
    EXPECT_LT(results.metric("ia_hold"), results.metric("ia_before"));
    EXPECT_LT(results.metric("tension_hold"), results.metric("tension_before"));
    // Which coupling did it: the tension falls with inhibition of the pool, not with that of the spindle alone.
    EXPECT_LT(results.metric("pool_alone.tension_hold"), 0.9 * results.metric("pool_alone.tension_before"));
    EXPECT_NEAR(results.metric("spindle_alone.tension_hold"), results.metric("without_ib.tension_hold"),
                0.01 * results.metric("without_ib.tension_hold"));
}

TEST(ReciprocalInhibition, a_tap_on_the_soleus_lowers_the_drive_of_a_working_tibialis) {
    const Results results("reciprocal_inhibition");
    const double before = results.metric("flexor_before");
    EXPECT_LT(results.metric("flexor_dip"), 0.85 * before);
    EXPECT_GT(results.metric("without_reciprocal.flexor_dip"), 0.95 * before);
    EXPECT_DOUBLE_EQ(results.metric("without_reciprocal.flexor_before"), before);
    EXPECT_NE(read_text(results.folder() / "report.html").find("without Ia inhibition of the antagonist"), std::string::npos)
        << "the report says in words what the variant is";
}

TEST(Imbalance, a_tight_muscle_shifts_the_angle_at_which_a_free_foot_rests_and_to_which_it_returns) {
    const Results results("imbalance");
    const double degree = 3.14159265358979 / 180, usual = results.metric("resting_angle");
    EXPECT_LT(results.metric("tight_soleus.resting_angle"), usual - degree);
    EXPECT_GT(results.metric("tight_tibialis.resting_angle"), usual + degree);
    for (const std::string variant : {"", "tight_soleus.", "tight_tibialis."}) {
        EXPECT_GT(results.metric(variant + "pushed_to"), results.metric(variant + "resting_angle") + degree) << variant;
        EXPECT_NEAR(results.metric(variant + "returns_to"), results.metric(variant + "resting_angle"), 0.1 * degree)
            << variant;
    }
    EXPECT_EQ(results.manifest()["runs"][0]["parameters"]["resting_angle"], results.sample("joint.angle", 0.0));
}

TEST(SpindleRamp, shows_velocity_while_it_is_stretched_and_length_while_it_is_held) {
    const Results results("spindle_ramp");
    EXPECT_GT(results.metric("ia_peak"), 2 * results.metric("ia_half_a_second_later"));
    EXPECT_GT(results.metric("ia_half_a_second_later"), 2 * results.metric("ia_rest"));
}

TEST(SpindleVelocities, dynamic_drive_multiplies_the_answer_to_velocity_and_static_drive_does_not) {
    const Results results("spindle_velocities");
    const auto rise = [&](const std::string& drive) {
        return results.metric(drive + "_fast") - results.metric(drive + "_slow");
    };
    EXPECT_GT(rise("none"), 0);
    EXPECT_GT(rise("dynamic"), 2 * rise("none"));
    EXPECT_LT(rise("static"), rise("none"));
    EXPECT_GT(results.metric("static_slow"), results.metric("none_slow") + 30) << "static drive lifts the whole curve";
}

TEST(SinusoidalStretch, ten_times_the_stretch_is_answered_with_far_less_than_ten_times_as_much_and_ahead_of_it) {
    const Results results("sinusoidal_stretch");
    const double small = results.metric("ia_peak_small") - results.metric("ia_trough_small");
    const double large = results.metric("ia_peak_large") - results.metric("ia_trough_large");
    EXPECT_GT(large, small);
    EXPECT_LT(large, 4 * small);
    // The length is at its peak a quarter of a second after the middle.
    EXPECT_LT(results.metric("ia_peak_after_the_middle"), results.metric("ii_peak_after_the_middle"));
    EXPECT_LT(results.metric("ii_peak_after_the_middle"), 0.25);
}

TEST(Twitch, a_muscle_that_may_shorten_bears_less_and_moves_more) {
    const Results results("twitch");
    const double load = results.metric("force_before");
    EXPECT_NEAR(results.metric("isotonic.force_before"), load, 1e-9 * load) << "the solver's relative tolerance";
    EXPECT_LT(results.metric("isotonic.peak_force") - load, 0.6 * (results.metric("peak_force") - load));
    EXPECT_GT(results.metric("isotonic.joint_excursion"), 5 * results.metric("joint_excursion"));
    EXPECT_LT(results.metric("joint_excursion"), 2 * 3.14159265358979 / 180) << "the plate holds the foot";
}

TEST(RampAndHold, is_dynamic_then_static_then_silent) {
    const Results results("ramp_and_hold");
    EXPECT_GT(results.metric("ia_dynamic_peak"), 1.5 * results.metric("ia_static"));
    EXPECT_LT(results.metric("ia_on_release"), 0.5 * results.metric("ia_static"));
    EXPECT_GT(results.metric("ia_static"), 1.05 * results.sample("spindle.ia", 0.1));
}

TEST(RollAndHold, releases_a_tight_calf_where_it_presses_long_and_hard_enough) {
    const Results results("roll_and_hold");
    const auto later = [&](const std::string& variant) {
        return results.metric(variant + "contracture_half_an_hour_later");
    };
    EXPECT_LT(later(""), 1e-3);
    EXPECT_GT(later("missed."), 0.99);
    EXPECT_GT(later("tolerance_alone."), 0.99);
    EXPECT_NEAR(later("light."), 0.5, 0.05);
    EXPECT_EQ(later("healthy."), 0);
    EXPECT_LT(results.metric("range_before"), results.metric("healthy.range_before"));
    EXPECT_NEAR(results.metric("range_half_an_hour_later"), results.metric("healthy.range_half_an_hour_later"), 1e-4);
    EXPECT_GT(results.metric("range_after_rolling"), results.metric("tolerance_alone.range_after_rolling"));
    EXPECT_GT(results.metric("worst_pain"), results.metric("healthy.worst_pain"));
}

} // namespace
} // namespace myotatic::testing
