#include "myotatic/core/error.hpp"

namespace myotatic {

std::string to_text(const Problem& problem) {
    std::string text = problem.place.file;
    if (problem.place.line > 0) text += ":" + std::to_string(problem.place.line);
    if (problem.place.line > 0 && problem.place.column > 0) text += ":" + std::to_string(problem.place.column);
    if (!text.empty()) text += ": ";
    text += problem.severity == Problem::Severity::error ? "error: " : "warning: ";
    text += problem.message;
    if (!problem.hint.empty()) text += "; " + problem.hint;
    return text;
}

namespace {

std::string all_of(const std::vector<Problem>& problems) {
    std::string text;
    for (const Problem& problem : problems) {
        if (!text.empty()) text += "\n";
        text += to_text(problem);
    }
    return text;
}

} // namespace

InputError::InputError(Problem problem) : InputError(std::vector<Problem>{std::move(problem)}) {}

InputError::InputError(Place place, std::string message, std::string hint)
    : InputError(Problem{std::move(place), std::move(message), std::move(hint)}) {}

InputError::InputError(std::vector<Problem> problems)
    : std::runtime_error(all_of(problems)), problems_(std::move(problems)) {}

} // namespace myotatic
