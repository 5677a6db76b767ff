#include "program.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/runtime/output.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <unistd.h>

namespace app {

using myotatic::runtime::OutputError;

void print(std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(STDOUT_FILENO, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EPIPE) throw ClosedPipe{};
        if (n < 0) throw OutputError("cannot write to standard output: " + std::generic_category().message(errno));
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

bool is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

bool wants_colour() {
    const char* no_colour = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    return is_terminal() && !(no_colour && *no_colour) && terminal && std::string_view(terminal) != "dumb";
}

void complain(std::string_view message) {
    std::string text(message);
    if (wants_colour()) {
        for (const auto& [word, colour] : {std::pair{"error:", "\033[1;31m"}, std::pair{"warning:", "\033[1;33m"}}) {
            const std::size_t at = text.find(word);
            if (at == std::string::npos) continue;
            text.insert(at + std::string_view(word).size(), "\033[0m");
            text.insert(at, colour);
            break;
        }
    }
    text += '\n';
    for (std::string_view rest = text; !rest.empty();) {
        const ssize_t n = ::write(STDERR_FILENO, rest.data(), rest.size());
        if (n < 0 && errno != EINTR) return; // nobody is left to be told
        if (n > 0) rest.remove_prefix(static_cast<std::size_t>(n));
    }
}

void complain(const myotatic::Problem& problem) { complain(to_text(problem)); }

std::string suggestion(std::string_view written, std::span<const std::string> names) {
    const std::string nearest = myotatic::nearest_name(written, names);
    return nearest.empty() ? "; there are: " + myotatic::join(names) : "; did you mean '" + nearest + "'?";
}

} // namespace app
