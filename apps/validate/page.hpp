// What a validation leaves behind: rows as JSON, and the part of docs/validation.md that is not written by hand.
#pragma once

#include "validate/experiment.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::validate {

/// An experiment and what it found.
struct Report {
    const Experiment* experiment;
    Findings findings;
    bool ran = true; ///< false when it threw: then its only row says what
};

/// A list of objects with the members of `Row`; `pass` is null where there is no criterion, `value` where there is none.
std::string to_json(const std::vector<Report>& reports);

/// Rows, figures (below the folder `figures`, relative to the page) and explanations as Markdown.
std::string to_markdown(const std::vector<Report>& reports, const std::filesystem::path& figures);

/// The page with what stands between its two markers replaced. Throws std::invalid_argument for a page without them.
std::string with_generated_part(std::string_view page, std::string_view part);

} // namespace myotatic::validate
