// What every verb of the program shares: exit codes, output that notices when it is not taken, and messages.
#pragma once

#include "myotatic/core/error.hpp"

#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace app {

/// What the program's exit status says. 130 and 143 are 128 + the signal that interrupted it.
enum Exit : int {
    ok = 0,
    usage = 2,
    scenario = 3,
    output = 4,
    numerical = 5,
    resources = 6,
    internal = 7,
    closed_pipe = 141
};

/// A command line that cannot be meant.
class UsageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The reader of our standard output has gone (`myotatic list | head -1`): no reason to complain.
struct ClosedPipe {};

/// Writes to standard output, at once. Throws ClosedPipe, or OutputError when it cannot be written.
void print(std::string_view text);

/// Writes to standard error; a leading "error:" or "warning:" (also behind a place) is coloured on a terminal.
void complain(std::string_view message);
void complain(const myotatic::Problem& problem);

/// Whether standard error is a terminal, and whether it wants colours (NO_COLOR, TERM=dumb).
bool is_terminal();
bool wants_colour();

/// "; did you mean 'x'?" or, when nothing is near, "; there are: …".
std::string suggestion(std::string_view written, std::span<const std::string> names);

/// What a verb does once the command line is read.
using Action = std::function<int()>;

// One file each. They add their options to the program and set `action` when they are chosen.
void add_run(CLI::App& program, Action& action);
void add_sweep(CLI::App& program, Action& action);
void add_list(CLI::App& program, Action& action);
void add_describe(CLI::App& program, Action& action);
void add_check(CLI::App& program, Action& action);
void add_explain(CLI::App& program, Action& action);
void add_help(CLI::App& program, Action& action);

} // namespace app
