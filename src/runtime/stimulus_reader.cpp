#include "stimulus_reader.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/experiment/triangle.hpp"
#include "stimulus_table.hpp"
#include "text_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace myotatic::runtime {

namespace {

constexpr double longest = 1e9; // [s] more than thirty years
constexpr long long most_pulses = 1'000'000;
constexpr long long largest_whole = 1LL << 53; // that every number format holds
constexpr std::size_t most_cells = 10'000'000; // of noise: what it reaches is looked up cell by cell

const std::vector<std::string> kinds{"constant", "step",        "ramp_and_hold", "sine",  "half_sine", "strokes",
                                     "triangle", "pulse_train", "noise",         "table", "pieces"};

// Reads the keys of one table and notes each, in its final form, for the text.
class Reader {
public:
    Reader(const Node& table, const std::string& path, const Leaf& input, double baseline, const RunWindow& window,
           Findings& findings)
        : section_(&table, path, findings), input_(input), baseline_(baseline), window_(window), findings_(findings) {}

    std::optional<StimulusText> read() {
        const std::size_t before = findings_.errors();
        const auto kind = section_.choice("kind", kinds, "kind of stimulus");
        if (!kind) {
            if (!section_.find("kind") && section_.node())
                findings_.error(section_.place(), section_.path("kind") + " is missing", "valid: " + join(kinds));
            return std::nullopt;
        }
        note("kind", toml_string(*kind));
        std::optional<Stimulus> stimulus;
        try {
            stimulus = make(*kind, before);
        } catch (const std::invalid_argument& problem) {
            findings_.error(section_.place(), section_.path("kind") + " = \"" + *kind + "\": " + problem.what());
        }
        section_.finish();
        if (!stimulus || findings_.errors() > before) return std::nullopt;
        return StimulusText{std::move(*stimulus), std::move(text_), std::move(file_)};
    }

private:
    // Every key is read before anything is made, so that one look finds every problem.
    std::optional<Stimulus> make(const std::string& kind, std::size_t errors_before) {
        const auto good = [&] { return findings_.errors() == errors_before; };
        if (kind == "constant") {
            const double value = level("value");
            return good() ? std::optional(Stimulus::constant(value)) : std::nullopt;
        }
        if (kind == "step") {
            const double from = level("from", baseline_), to = level("to"), at = time("at");
            const double until = time("until", Stimulus::forever);
            return good() ? std::optional(Stimulus::step(from, to, at, until)) : std::nullopt;
        }
        if (kind == "ramp_and_hold") {
            const double from = level("from", baseline_), to = level("to"), start = time("start");
            const double rise = ramp("duration", "speed", from, to).value_or(missing("duration", "speed"));
            const double hold = span("hold", Stimulus::forever, closed_range(0, longest));
            const auto fall = ramp("return_duration", "return_speed", from, to);
            if (fall && !std::isfinite(hold) && good())
                findings_.error(section_.place(), section_.path("hold") + " is missing: without it there is no return");
            return good() ? std::optional(Stimulus::ramp_and_hold(from, to, start, rise, hold, fall)) : std::nullopt;
        }
        if (kind == "sine") {
            const double mean = level("mean", baseline_), amplitude = level("amplitude");
            const double frequency = number("frequency", {}, {.unit = "Hz", .bounds = positive_up_to(1e6)});
            const double phase = number("phase", 0.0, {.unit = "rad", .bounds = closed_range(-1e6, 1e6)});
            const double start = time("start", window_.start), stop = time("stop", Stimulus::forever);
            return good() ? std::optional(Stimulus::sine(mean, amplitude, frequency, phase, start, stop)) : std::nullopt;
        }
        if (kind == "half_sine") {
            const double baseline = level("baseline", baseline_), amplitude = level("amplitude"), start = time("start");
            const double duration = span("duration", {}, positive_up_to(longest));
            return good() ? std::optional(Stimulus::half_sine(baseline, amplitude, start, duration)) : std::nullopt;
        }
        if (kind == "strokes" || kind == "triangle") {
            const double baseline = level("baseline", baseline_), amplitude = level("amplitude"), start = time("start");
            const double frequency = number("frequency", {}, {.unit = "Hz", .bounds = positive_up_to(1e6)});
            const auto count = pulses(start, frequency > 0 ? 1 / frequency : 0);
            if (!good() || !count) return std::nullopt;
            const auto make = kind == "strokes" ? Stimulus::strokes : triangle;
            return make(baseline, amplitude, frequency, start, static_cast<std::size_t>(*count));
        }
        if (kind == "pulse_train") {
            const double low = level("low", baseline_), high = level("high"), start = time("start");
            const double width = span("width", {}, positive_up_to(longest)),
                         period = span("period", {}, positive_up_to(longest));
            const auto count = pulses(start, period);
            if (!good() || !count) return std::nullopt;
            return Stimulus::pulse_train(low, high, start, width, period, static_cast<std::size_t>(*count));
        }
        if (kind == "noise") return noise(good);
        return kind == "table" ? table(good) : pieces(good);
    }

    // What is noted reads back as the same double.
    double number(const std::string& name, std::optional<double> otherwise, const Requirement& required) {
        const auto given = section_.quantity(name, required);
        if (!given && !otherwise && section_.node() && !section_.node()->find(name))
            findings_.error(section_.place(), section_.path(name) + " is missing",
                            "expected " + std::string(required.unit.text == "1" ? "a number" : "a quantity in ") +
                                (required.unit.text == "1" ? "" : std::string(required.unit.text)));
        const double value = given ? *given : otherwise.value_or(0);
        if (std::isfinite(value)) note(name, quantity_text(value, required.unit));
        return value;
    }
    double level(const std::string& name, std::optional<double> otherwise = {}) {
        return number(name, otherwise, {.unit = input_.facts.unit});
    }
    double time(const std::string& name, std::optional<double> otherwise = {}) {
        return number(name, otherwise, {.unit = "s", .bounds = closed_range(-longest, longest)});
    }
    double span(const std::string& name, std::optional<double> otherwise, const Bounds& bounds) {
        return number(name, otherwise, {.unit = "s", .bounds = bounds});
    }

    // How long a ramp takes, given as such or by its speed.
    std::optional<double> ramp(const std::string& duration, const std::string& speed, double from, double to) {
        const Node *by_duration = section_.find(duration), *by_speed = section_.find(speed);
        if (by_duration && by_speed) {
            findings_.error(by_speed->key_place,
                            section_.path(speed) + " and " + section_.path(duration) + " exclude each other");
            return std::nullopt;
        }
        if (by_duration) return span(duration, {}, positive_up_to(longest));
        if (!by_speed) return std::nullopt;
        const std::string unit = std::string(input_.facts.unit.text) + "/s";
        const auto v =
            section_.quantity(speed, {.unit = Unit(unit), .bounds = positive_up_to(std::numeric_limits<double>::max())});
        if (!v) return std::nullopt;
        const double seconds = std::abs(to - from) / *v;
        note(duration, quantity_text(seconds, "s"));
        if (seconds == 0)
            findings_.error(by_speed->key_place, section_.path(speed) + ": a ramp from a value to itself has no speed",
                            "give " + duration);
        return seconds;
    }
    double missing(const std::string& a, const std::string& b) {
        if (section_.node() && !section_.node()->find(a) && !section_.node()->find(b))
            findings_.error(section_.place(), section_.path(a) + " or " + section_.path(b) + " is missing");
        return 1;
    }

    // A number of pulses, or the time until which pulses begin.
    std::optional<long long> pulses(double start, double period) {
        const Node *by_count = section_.find("count"), *by_end = section_.find("until");
        if (static_cast<bool>(by_count) == static_cast<bool>(by_end)) {
            findings_.error(section_.place(),
                            section_.path("count") + " or " + section_.path("until") + " is needed, and not both");
            return std::nullopt;
        }
        std::optional<long long> count;
        if (by_count) {
            count = section_.count("count", 0, std::numeric_limits<long long>::max());
        } else if (const auto until = section_.quantity("until", {.unit = "s", .bounds = closed_range(-longest, longest)});
                   until && period > 0) {
            const double fitting = std::ceil((*until - start) / period);
            count = static_cast<long long>(std::clamp(fitting, 0.0, 1e18));
        }
        if (count && *count > most_pulses) {
            findings_.too_much((by_count ? by_count : by_end)->place, section_.path("count") + " = " +
                                                                          std::to_string(*count) + " pulses; limit " +
                                                                          std::to_string(most_pulses));
            return std::nullopt;
        }
        if (count) note("count", std::to_string(*count));
        return count;
    }

    template <class Good>
    std::optional<Stimulus> noise(const Good& good) {
        const double mean = level("mean", baseline_);
        const double rms =
            number("rms", {}, {.unit = input_.facts.unit, .bounds = positive_up_to(std::numeric_limits<double>::max())});
        const double limit = number("band_limit", {}, {.unit = "Hz", .bounds = positive_up_to(1e4)});
        const auto seed = whole("seed", {}), member = whole("member", 0);
        const double start = time("start", window_.start), stop = time("stop", Stimulus::forever);
        if (!good() || !seed || !member) return std::nullopt;
        auto stimulus = Stimulus::noise(mean, rms, limit, static_cast<std::uint64_t>(*seed), start, stop,
                                        static_cast<std::uint64_t>(*member));
        const std::size_t cells = stimulus.count_breakpoints(window_.start, window_.start + window_.duration);
        if (cells <= most_cells) return stimulus;
        findings_.too_much(section_.find("band_limit")->place,
                           section_.path("band_limit") + " makes " + std::to_string(cells) +
                               " points of noise within the run; limit " + std::to_string(most_cells),
                           "lower it, or shorten protocol.duration");
        return std::nullopt;
    }

    // A whole number that is not negative.
    std::optional<long long> whole(const std::string& name, std::optional<long long> otherwise) {
        const Node* given = section_.find(name);
        if (!given && !otherwise && section_.node())
            findings_.error(section_.place(), section_.path(name) + " is missing", "expected a whole number");
        const auto value = given ? section_.count(name, 0, largest_whole) : otherwise;
        if (value) note(name, std::to_string(*value));
        return value;
    }

    template <class Good>
    std::optional<Stimulus> table(const Good& good) {
        const auto file = section_.text("file"), column = section_.text("column");
        for (const std::string key : {"file", "column"})
            if (section_.node() && !section_.node()->find(key))
                findings_.error(section_.place(), section_.path(key) + " is missing", "expected a string");
        static const std::vector<std::string> ways{"linear", "cubic"};
        TableColumn wanted;
        wanted.time_column = section_.text("time_column").value_or("time");
        wanted.unit = section_.text("unit");
        wanted.scale = section_.quantity("scale", 1, {.unit = "1"});
        const std::string way = section_.choice("interpolation", ways, "interpolation").value_or("linear");
        if (!file || !column || !good()) return std::nullopt;

        note("file", toml_string(*file));
        note("column", toml_string(*column));
        note("time_column", toml_string(wanted.time_column));
        if (wanted.unit) note("unit", toml_string(*wanted.unit));
        note("scale", to_text(wanted.scale));
        note("interpolation", toml_string(way));

        file_ = window_.folder / *file; // an absolute path stays what it is
        wanted.file = file_, wanted.column = *column;
        const auto series = read_series(wanted, input_.facts.unit, section_, findings_);
        if (!series || !covers(series->times)) return std::nullopt;
        return Stimulus::table(series->times, series->values,
                               way == "cubic" ? Stimulus::Interpolation::cubic : Stimulus::Interpolation::linear);
    }

    // Nothing is extrapolated: neither over the run nor over the past that delayed paths ask for.
    bool covers(const std::vector<double>& t) {
        const double from = window_.start - window_.largest_delay, to = window_.start + window_.duration;
        const double rounding = 1e-12 * (1 + std::abs(from) + std::abs(to));
        if (t.front() <= from + rounding && t.back() >= to - rounding) return true;
        const auto interval = [](double a, double b) { return "[" + to_text(a) + ", " + to_text(b) + "] s"; };
        const Node& node = *section_.find("file");
        std::string needed = interval(from, to);
        if (window_.largest_delay > 0)
            needed += " (from the largest delay, " + to_text(window_.largest_delay) + " s, before the start)";
        findings_.error(node.place,
                        section_.path("file") + " = " + printable(node.raw) + " covers " + interval(t.front(), t.back()) +
                            ", but the run needs " + needed,
                        "lengthen the table, or change protocol.start or protocol.duration");
        return false;
    }

    // [start, c0, c1, c2, c3, amplitude, omega, phase] in SI: how a stimulus made by a program is written down.
    template <class Good>
    std::optional<Stimulus> pieces(const Good& good) {
        const Node* rows = section_.find("pieces");
        std::vector<Stimulus::Piece> all;
        std::string text = "[";
        bool shaped = rows && rows->is(Node::Type::array) && !rows->items.empty();
        for (std::size_t k = 0; shaped && k < rows->items.size(); ++k) {
            const Node& row = rows->items[k];
            shaped = row.is(Node::Type::array) && row.items.size() == 8;
            std::array<double, 8> x{};
            for (std::size_t i = 0; shaped && i < 8; ++i) {
                shaped = row.items[i].is_number();
                x[i] = row.items[i].real;
                text += (i == 0 ? (k == 0 ? "[" : ", [") : ", ") + to_text(x[i]);
            }
            text += "]";
            all.push_back({x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]});
        }
        if (!shaped) {
            findings_.error(rows ? rows->place : section_.place(),
                            section_.path("pieces") + " is no array of rows of 8 numbers",
                            "each is [start, c0, c1, c2, c3, amplitude, omega, phase] in SI");
            return std::nullopt;
        }
        note("pieces", text + "]");
        return good() ? std::optional(Stimulus::from_pieces(std::move(all))) : std::nullopt;
    }

    void note(const std::string& name, const std::string& value) { text_ += name + " = " + value + "\n"; }

    Section section_;
    const Leaf& input_;
    double baseline_;
    const RunWindow& window_;
    Findings& findings_;
    std::string text_;
    std::filesystem::path file_;
};

} // namespace

std::optional<StimulusText> read_stimulus(const Node& table, const std::string& path, const Leaf& input, double baseline,
                                          const RunWindow& window, Findings& findings) {
    return Reader(table, path, input, baseline, window, findings).read();
}

} // namespace myotatic::runtime
