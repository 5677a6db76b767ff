// gnuplot as a function: a script goes in, a picture comes out. Figures of results and of the validation are drawn by it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace myotatic::runtime {

/// gnuplot is not installed, or it refused a script.
class FigureError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Runs gnuplot on a script, whatever the user's locale and settings, and returns what it draws to its standard output.
/// Throws FigureError.
std::string gnuplot(const std::string& script);

/// The text between single quotes, which take everything literally; what they cannot hold is replaced.
std::string gnuplot_literal(std::string_view text);

/// How many characters a reader sees of UTF-8 text.
std::size_t characters(std::string_view text);

} // namespace myotatic::runtime
