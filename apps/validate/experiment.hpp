// An experiment of the validation: what is simulated or evaluated, what is expected of it, and the figures that show both.
// One file of experiments/ each:
//
//     Findings run() {
//         Findings found;
//         found.against(Kind::validation, "mileusnic2006 figure 3", Evidence::verified);
//         found.within("peak of Ia", peak, 250, 300, "pps").if_missed("why the model cannot do it");
//         found.plot({...});
//         return found;
//     }
//     Experiment spindle_ramps() { return {"receptors.1", "Ramps of the spindle", "What is asked.", run}; }
#pragma once

#include "myotatic/core/record.hpp"
#include "validate/plot.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::validate {

/// What a criterion rests on.
enum class Kind {
    validation,        ///< published data or a law of physics: agreement says something about the model
    regression_target, ///< our own computation from the same equations: agreement says that the code is what it was
    reported           ///< a number to know, without a criterion
};
std::string_view to_text(Kind kind);

/// A number as readers want it: four significant digits, no power of ten unless needed.
std::string readable(double value);

/// One number against one criterion.
struct Row {
    std::string id{}; ///< that of the experiment
    std::string name;
    std::string source{}; ///< of the criterion
    Evidence evidence = Evidence::hypothesis;
    Kind kind = Kind::reported;
    std::string criterion{}; ///< "25 to 37 ms"; empty for what is only reported
    double value = 0;        ///< in `unit`, or NaN
    std::string unit{};      ///< empty for a plain number
    std::optional<bool> pass{};
    std::string reason{}; ///< why a criterion is missed, or what the reader should know about the number

    /// Explains a miss; says nothing when the criterion is met.
    Row& if_missed(std::string why);
    /// Says something in any case.
    Row& note(std::string text);
};

/// Rows and figures of an experiment. Every function that adds a row returns it, so that it can be explained. A value that
/// is no number never meets a criterion.
class Findings {
public:
    /// What the rows that follow rest on.
    Findings& against(Kind kind, std::string source, Evidence evidence);

    // Bounds belong to the range.
    Row& within(std::string name, double value, double low, double high, std::string unit);
    Row& near(std::string name, double value, double target, double tolerance, std::string unit);
    Row& at_most(std::string name, double value, double high, std::string unit);
    Row& at_least(std::string name, double value, double low, std::string unit);
    /// Any other criterion, in words.
    Row& judged(std::string name, double value, std::string unit, std::string criterion, bool pass);
    /// Without a criterion.
    Row& reported(std::string name, double value, std::string unit);

    void plot(Plot plot) { plots_.push_back(std::move(plot)); }

    const std::vector<Row>& rows() const { return rows_; }
    std::vector<Row>& rows() { return rows_; }
    const std::vector<Plot>& plots() const { return plots_; }

private:
    Kind kind_ = Kind::reported;
    std::string source_;
    Evidence evidence_ = Evidence::computed;
    std::vector<Row> rows_;
    std::vector<Plot> plots_;
};

struct Experiment {
    std::string id;    ///< "receptors.8"
    std::string title; ///< "Latencies of the stretch reflex"
    std::string about; ///< what is done, and why: a paragraph of the page
    std::function<Findings()> run;
};

/// Every experiment, in the order of the page.
const std::vector<Experiment>& experiments();

} // namespace myotatic::validate
