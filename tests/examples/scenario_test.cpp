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

TEST(SelfRelease, loosens_a_tight_calf_for_good_and_its_controls_do_not) {
    const Results results("self_release");
    const auto at = [&](const std::string& run, const std::string& instant, const std::string& outcome) {
        return results.metric(run + "at." + instant + ".extensor." + outcome);
    };
    EXPECT_LE(at("", "after_hold", "contracture"), 0.15);
    EXPECT_LE(at("", "24_h", "contracture"), 1e-3);
    EXPECT_GT(at("", "24_h", "range_of_motion"), at("", "before", "range_of_motion"));
    EXPECT_LT(at("", "24_h", "passive_torque"), at("", "before", "passive_torque"));
    for (const std::string control : {"misplaced.", "holds_of_10_s."}) {
        EXPECT_GT(at(control, "30_min", "contracture"), 0.8) << control << " relapses";
        EXPECT_GT(at(control, "after_hold", "range_of_motion"), at(control, "24_h", "range_of_motion")) << control;
    }
    // Without contact nothing changes: every outcome at every instant as before, to 1e-9 of it.
    const Json metrics = Json::parse(read_text(results.folder() / "metrics.json"));
    const std::string before = "no_contact.at.before.";
    std::size_t compared = 0;
    for (const auto& [name, metric] : metrics.items()) {
        if (!name.starts_with("no_contact.at.") || metric["value"].is_null()) continue;
        const std::string outcome = name.substr(name.find('.', std::string("no_contact.at.").size()) + 1);
        const double value = metric["value"], reference = metrics.at(before + outcome).at("value");
        EXPECT_NEAR(value, reference, 1e-9 * std::abs(reference)) << name;
        ++compared;
    }
    EXPECT_GT(compared, 60u);

    // The report says in words what the numbers say: who gets the order of holding and rolling wrong.
    const auto reflex = [&](const std::string& run, const std::string& what) {
        return results.metric(run + "while." + what + ".extensor.h_reflex");
    };
    EXPECT_LT(reflex("presynaptic_alone.", "rolling"), reflex("presynaptic_alone.", "holding"));
    EXPECT_GT(reflex("as_described_alone.", "rolling"), 0.9) << "it is not depressed as people's is";
    const std::string report = read_text(results.folder() / "report.html");
    const std::size_t order = report.find("Held or rolled?"), not_so = report.find("Not so: ", order);
    ASSERT_LT(not_so, report.size());
    EXPECT_NE(report.find("as described alone", not_so), std::string::npos);
    EXPECT_LT(report.find("presynaptic alone", order), not_so);
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

TEST(Vibration, is_followed_by_the_spindle_and_lowers_the_h_reflex_less_while_the_muscle_works) {
    const Results results("vibration");
    EXPECT_GT(results.metric("ia_highest"), 2 * results.metric("ia_lowest"));
    EXPECT_LT(results.metric("h_reflex_vibrated"), 0.9);
    EXPECT_GT(results.metric("h_reflex_afterwards"), results.metric("h_reflex_vibrated"));
    EXPECT_GT(results.metric("contracting.h_reflex_vibrated"), results.metric("h_reflex_vibrated"));
    EXPECT_LT(results.metric("contracting.h_reflex_vibrated"), 1);
}

TEST(PressOrRoll, a_pressure_that_comes_and_goes_depresses_the_h_reflex_more_than_one_that_stays) {
    const Results results("press_or_roll");
    EXPECT_LT(results.metric("pressed"), 0.7);
    EXPECT_GE(results.metric("held_30_s"), 0.85);
    EXPECT_LT(results.metric("rolled_30_s"), results.metric("held_30_s"));
    EXPECT_GE(results.metric("released_15_s"), 0.95);
    // The popular mechanism has it the other way round.
    EXPECT_EQ(results.metric("tendon_organ_alone.rolled_30_s"), 1);
    EXPECT_LT(results.metric("tendon_organ_alone.pool_held_30_s"), results.metric("tendon_organ_alone.pool_rolled_30_s"));
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

// Each answer by itself: published onsets of the first one 42 ± 3.2 ms, of the second 18 to 28 ms later [grey2001].
TEST(AnkleRotation, has_an_answer_by_ia_and_one_by_group_ii) {
    const Results results("ankle_rotation");
    const double degree = 3.14159265358979 / 180, first = results.metric("ia_alone.emg_onset"),
                 second = results.metric("ii_alone.emg_onset");
    EXPECT_NEAR(results.metric("rotation"), 8 * degree, 0.1 * degree) << "the drive gives a little";
    EXPECT_NEAR(results.metric("speed"), 250 * degree, 5 * degree);
    EXPECT_NEAR(results.metric("emg_onset"), first, 0.1e-3) << "Ia is first";
    EXPECT_GE(second - first, 18e-3);
    EXPECT_LE(second - first, 28e-3);
    const Json p = results.manifest()["runs"][0]["parameters"];
    EXPECT_GT(first, p["ia_delay"].get<double>() + p["motor_delay"].get<double>());
}

TEST(Unloading, silences_a_working_muscle_by_its_antagonist_and_by_its_own_spindles) {
    const Results results("unloading");
    const double before = results.metric("emg_before");
    EXPECT_LT(results.metric("emg_silence"), 0.5 * before);
    EXPECT_LT(results.metric("without_reciprocal.emg_silence"), 0.95 * before) << "what its own spindles no longer give";
    EXPECT_GT(results.metric("without_reciprocal.emg_silence"), 0.8 * before) << "the rest is the antagonist's doing";
    EXPECT_DOUBLE_EQ(results.metric("without_reciprocal.emg_before"), before);
    EXPECT_LT(results.metric("without_ia.emg_before"), before) << "its spindles carry a part of its drive";
}

TEST(Stiffness, the_reflex_makes_a_muscle_stiffer_and_equally_so_both_ways) {
    const Results results("stiffness");
    const auto change = [&](const std::string& variant, const char* after, const char* before) {
        return results.metric(variant + after) - results.metric(variant + before);
    };
    struct Stiffness {
        double stretch, release; // N for 2 mm
        double asymmetry() const { return 2 * std::abs(stretch - release) / (stretch + release); }
    };
    const auto of = [&](const std::string& variant) {
        return Stiffness{change(variant, "force_stretched", "force_before"),
                         -change(variant, "force_released", "force_between")};
    };
    const Stiffness with = of(""), without = of("without_reflex.");
    EXPECT_NEAR(results.metric("without_reflex.force_before"), results.metric("force_before"), 1) << "N, of 1283";
    EXPECT_GT(with.stretch, 1.2 * without.stretch);
    EXPECT_GT(with.release, 1.2 * without.release);
    EXPECT_LT(with.asymmetry(), 0.2);
    EXPECT_LT(with.asymmetry(), 0.5 * without.asymmetry());
}

// Both nerves are as long as the person is tall: 1 / 64.5 m/s + 1 / 48.5 m/s of 0.80 m for each 1.75 m.
TEST(BodyHeight, latency_grows_as_the_nerves_do) {
    const Results results("body_height");
    const double slope = (1 / 64.5 + 1 / 48.5) * 0.80 / 1.75; // s per m of height
    const double usual = results.metric("emg_onset_latency");
    EXPECT_NEAR(results.metric("height_150.emg_onset_latency"), usual - 0.25 * slope, 0.1e-3);
    EXPECT_NEAR(results.metric("height_200.emg_onset_latency"), usual + 0.25 * slope, 0.1e-3);
    EXPECT_NEAR(results.metric("height_200.emg_peak"), results.metric("emg_peak"), 0.01 * results.metric("emg_peak"));
}

TEST(Clonus, keeps_itself_going_with_twice_the_gain_and_dies_away_with_the_usual_one) {
    const Results results("clonus");
    EXPECT_GE(results.metric("clonus_frequency"), 3);
    EXPECT_LE(results.metric("clonus_frequency"), 10);
    const double degree = 3.14159265358979 / 180;
    EXPECT_GT(results.metric("most_stretched") - results.metric("least_stretched"), 1 * degree);
    EXPECT_LT(results.metric("normal_gain.most_stretched") - results.metric("normal_gain.least_stretched"), 0.01 * degree);
    EXPECT_GT(results.metric("clonus_drive"), 0.01);
    EXPECT_LT(results.metric("normal_gain.clonus_drive"), 1e-6);
    const Results heavy("clonus", {"--set", "parameters.joint.inertia=\"0.1 kg m^2\""});
    EXPECT_LT(heavy.metric("clonus_frequency"), 0.9 * results.metric("clonus_frequency"));
}

TEST(Tremor, is_fast_and_small_and_a_strong_reflex_makes_the_slow_part_of_it_smaller) {
    const Results results("tremor");
    EXPECT_GT(results.metric("frequency_of_velocity"), 5);
    EXPECT_LT(results.metric("swing"), 0.5 * 3.14159265358979 / 180);
    EXPECT_LT(results.metric("strong_reflex.swing"), results.metric("without_reflex.swing"));
    EXPECT_GT(results.metric("strong_reflex.largest_velocity"), results.metric("without_reflex.largest_velocity"));
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
