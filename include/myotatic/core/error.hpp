// What went wrong with input, as facts: where, which key, which value, what is allowed, and the nearest valid name.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace myotatic {

/// A place in a text file; line and column count from 1, and 0 means that they are not known.
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
};

/// One thing that is wrong (or, as a warning, doubtful) with what the user gave us.
struct Problem {
    enum class Severity { error, warning };
    Place place;
    std::string message; ///< the whole sentence, with key, value, allowed range and unit
    std::string hint;    ///< what to try instead; may be empty
    Severity severity = Severity::error;
};

/// `scenario.toml:12:9: error: solver.rtol = -1e-06 is out of range (0, 0.1]; did you mean …?`
std::string to_text(const Problem& problem);

/// Input that cannot be used. Carries every independent problem that was found, not only the first.
class InputError : public std::runtime_error {
public:
    explicit InputError(Problem problem);
    InputError(Place place, std::string message, std::string hint = {});
    explicit InputError(std::vector<Problem> problems);
    const std::vector<Problem>& problems() const { return problems_; }

private:
    std::vector<Problem> problems_;
};

} // namespace myotatic
