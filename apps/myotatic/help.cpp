// myotatic help: topics that belong to no single verb.
#include "program.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <memory>

namespace app {

namespace {

struct Topic {
    std::string_view name, text;
};

constexpr std::array topics{
    Topic{
        "reproducibility",
        R"(The same program and the same scenario give the same bytes: traces, events, metrics, figures, manifest and report.
No file holds a date, a path of the machine or a duration. Numbers are written with the fewest digits that read back as
the same double, always with a decimal point, whatever the locale. Recording more, or drawing other figures, does not
change the trajectory.
Another version, compiler or processor agrees within the tolerances of the solver; manifest.json says which program
wrote a result, and holds the scenario with every default filled in.
)"},
    Topic{"exit-codes", R"(  0        ok
  2        the command line cannot be meant, or the scenario file cannot be opened
  3        the scenario or a file that it reads is wrong; every problem is reported with file:line:column
  4        the results cannot be created or written; an existing folder needs --force
  5        numerical failure; what was computed up to there is kept and marked as incomplete
  6        the scenario asks for more memory or steps than there are
  7        an error in the program; please report it
  130/143  interrupted by Ctrl-C or SIGTERM; what was computed is kept and marked as incomplete
On 2, 3 and 6 nothing is created. Results appear under their name only when they are complete.
)"},
};

int help(const CLI::App& program, const std::string& topic) {
    if (topic.empty()) {
        print(program.help());
        return ok;
    }
    std::vector<std::string> names;
    for (const Topic& t : topics) {
        if (t.name == topic) {
            print(t.text);
            return ok;
        }
        names.emplace_back(t.name);
    }
    for (const CLI::App* verb : program.get_subcommands([](const CLI::App*) { return true; })) {
        if (verb->get_name() == topic) {
            print(verb->help());
            return ok;
        }
        names.push_back(verb->get_name());
    }
    throw UsageError("there is no help on '" + topic + "'" + suggestion(topic, names));
}

} // namespace

void add_help(CLI::App& program, Action& action) {
    CLI::App* verb = program.add_subcommand("help", "About a verb, 'reproducibility' or 'exit-codes'");
    auto topic = std::make_shared<std::string>();
    verb->add_option("TOPIC", *topic);
    verb->callback([topic, &program, &action] { action = [topic, &program] { return help(program, *topic); }; });
}

} // namespace app
