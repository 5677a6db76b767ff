// report.html: the run in plain words, in one file that needs nothing else.
#pragma once

#include "myotatic/runtime/results.hpp"

#include <string>
#include <vector>

namespace myotatic::runtime {

/// A figure that was drawn: its name, title and SVG text.
struct Drawing {
    std::string name, title, svg;
};

/// The picture without the XML prologue, which has no place inside a page.
std::string inlined(const Drawing& drawing);

std::string report_html(const Scenario& scenario, const Result& result, const ResultsOptions& options,
                        const std::vector<Drawing>& drawings, const std::vector<std::string>& warnings);

} // namespace myotatic::runtime
