// A scenario as plain data: which circuit, what drives it, how it is solved, what is kept. A file becomes a Scenario by
// `load_scenario`; a program may as well fill one in.
#pragma once

#include "myotatic/core/error.hpp"
#include "myotatic/experiment/measure.hpp"
#include "myotatic/experiment/recorder.hpp"
#include "myotatic/experiment/session.hpp"
#include "myotatic/experiment/stimulus.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic::runtime {

class Entry;

/// The stimuli that act on one input of the circuit; several add up. An input without stimuli keeps its default.
struct Drive {
    std::string input; ///< dotted name of a field of the circuit's input
    std::vector<Stimulus> stimuli;
    std::vector<std::string> texts; ///< each as lines of TOML, as read; none for stimuli made in code
    bool of_session = false;        ///< follows from the session of the scenario, or of the variant
};

/// How the equations are solved. Numbers are SI.
struct Solver {
    std::string method = "tsitouras5"; ///< runge_kutta4 | tsitouras5 | dormand_prince5 | grk4t | rodas4
    double rtol = 1e-9;
    double atol = 1e-11;                    ///< relative to each state's typical magnitude
    std::optional<double> step;             ///< a fixed step [s]; without it the step adapts to the tolerances
    std::optional<double> max_step;         ///< [s]
    long long max_steps = 50'000'000;       ///< attempts, accepted or not
    bool quiet = true;                      ///< long rest is given to the quiet system (experiment/quiet.hpp)
    std::optional<double> cross_check_span; ///< [s]; default the duration, at most 5 s
};

/// What is sampled.
struct Recording {
    double every = 1e-3;              ///< [s]; the last sample is at the end
    std::optional<double> until;      ///< [s] from this time on, samples are `then` apart …
    double then = 1;                  ///< [s] … if there is such a time
    std::optional<double> again;      ///< [s] so long after the start, all of it begins anew
    std::vector<std::string> signals; ///< dotted names of observables; empty for all
};

/// When the samples of a recording are taken.
Schedule schedule_of(const Recording& record);

/// A curve of a figure: one observable, optionally from another variant of the run.
struct Figure {
    std::string name; ///< file stem
    std::string title;
    std::vector<std::string> signals;  ///< one panel per unit, in this order
    std::optional<double> from, until; ///< time window [s]
};

using myotatic::SessionFacts;
using myotatic::SessionInstant;
using myotatic::SessionPhase;

/// The same scenario with some parameters or the protocol changed, run beside it for comparison.
struct Variant {
    std::string name;
    std::map<std::string, double> parameters{}; ///< further overrides, SI
    std::vector<Drive> protocol{};              ///< in place of that of the scenario, if `own_protocol`
    bool own_protocol = false;                  ///< a session with other steps, or with none
    std::optional<SessionFacts> session{};      ///< of its own; none where it has no contact
};

/// A parameter that a sweep varies. Numbers are SI.
struct Varied {
    std::string parameter;        ///< dotted name
    std::vector<double> values{}; ///< of a grid or a list; of a grid, none for `steps` values of the range
    double from = 0, to = 0;      ///< the range of a Latin hypercube or a grid
    long long steps = 0;
};

/// The parameter sets of an ensemble of the scenario.
struct SweepDesign {
    std::string kind;            ///< "grid" | "latin_hypercube" | "list" | "csv"
    std::vector<Varied> vary{};  ///< in the order of the columns
    long long rows = 0;          ///< of a Latin hypercube
    std::uint64_t seed = 1;      ///< of a Latin hypercube
    std::filesystem::path csv{}; ///< as written; relative to the scenario's folder
};

struct Scenario {
    std::filesystem::path file; ///< where it came from; empty for one made in code
    std::string title;
    std::string description; ///< plain words for the report
    std::string circuit;
    std::string preset;                       ///< empty for the circuit's default parameters
    std::map<std::string, double> parameters; ///< overrides by dotted name, SI
    double start = 0;                         ///< [s]
    double duration = 1;                      ///< [s]
    std::vector<Drive> protocol;
    Solver solver;
    Recording record;
    std::vector<NamedMeasure> measures;
    std::vector<Figure> figures;
    std::vector<Variant> variants;
    std::optional<SessionFacts> session{};     ///< of a scenario with a session, whose stimuli `protocol` holds
    std::optional<SweepDesign> sweep{};        ///< for `myotatic sweep`; a single run does without
    std::vector<std::filesystem::path> inputs; ///< files that stimuli and parameter sets are read from
    std::vector<Problem> warnings;             ///< doubtful but accepted
};

/// `key=value` from the command line, as in `--set solver.rtol=1e-6`; the value is read as TOML, or as text if that fails.
struct Override {
    std::string key;
    std::string value;
};

/// A valid scenario that asks for more than there is: too many steps, samples or stimulus pieces. Nothing was started.
class ResourceError : public std::runtime_error {
public:
    explicit ResourceError(Problem problem) : std::runtime_error(to_text(problem)), problem_(std::move(problem)) {}
    const Problem& problem() const { return problem_; }

private:
    Problem problem_;
};

/// Reads and checks a scenario file against the catalogue. Throws InputError with *every* independent problem (at most
/// 20), each with file:line:column, key, value, allowed range, unit and the nearest valid name. A file that cannot be
/// opened is a std::filesystem::filesystem_error; one that cannot be afforded, a ResourceError.
Scenario load_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides = {});

/// The same against the circuits of a program's own.
Scenario load_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides,
                       std::span<const Entry* const> circuits);

/// The scenario as TOML with every default of its sections filled in, for the manifest; reads back to the same scenario
/// from the same folder (stimulus tables are named, not copied). Parameters are those that differ from the preset. A
/// callable stimulus has no text: a comment stands in its place. Throws InputError for a circuit that is not known.
std::string resolved_text(const Scenario& scenario);
std::string resolved_text(const Scenario& scenario, std::span<const Entry* const> circuits);

} // namespace myotatic::runtime
