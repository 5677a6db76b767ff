// myotatic: reflex arcs from scenario files. One file per verb; here are the way in and every way out.
#include "program.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/runtime/build.hpp"
#include "myotatic/runtime/output.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <new>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace myotatic::runtime;

std::string version() {
    const BuildFacts& build = build_facts();
    return fmt::format("myotatic {} ({}, {})", build.version, build.compiler, build.target);
}

/// The help of the verb that was asked about, or what is wrong with the command line.
int report_parse(const CLI::App& program, const CLI::ParseError& error, int argc, char** argv) {
    std::ostringstream text, complaint;
    if (program.exit(error, text, complaint) == 0) {
        app::print(text.str());
        return app::ok;
    }
    // A misspelt verb is told as such, with its nearest neighbour.
    if (argc > 1 && argv[1][0] != '-') {
        std::vector<std::string> verbs;
        for (const CLI::App* verb : program.get_subcommands([](const CLI::App*) { return true; }))
            verbs.push_back(verb->get_name());
        if (std::find(verbs.begin(), verbs.end(), argv[1]) == verbs.end()) {
            app::complain(fmt::format("myotatic: error: there is no verb '{}'{}", argv[1], app::suggestion(argv[1], verbs)));
            return app::usage;
        }
    }
    app::complain(fmt::format("myotatic: error: {}; see 'myotatic --help'", error.what()));
    return app::usage;
}

int run_program(int argc, char** argv) {
    CLI::App program{"Simulates neuromuscular reflex arcs as delay differential equations."};
    program.name("myotatic");
    program.require_subcommand(1);
    program.set_version_flag("--version", version(), "Print version and compiler");
    program.footer("Exit status: 0 ok, 2 usage, 3 scenario or data, 4 output, 5 numerical, 6 resources, 7 internal error, "
                   "130/143 interrupted.\nMore: myotatic help reproducibility, myotatic help exit-codes");
    app::Action action;
    app::add_run(program, action);
    app::add_sweep(program, action);
    app::add_list(program, action);
    app::add_describe(program, action);
    app::add_check(program, action);
    app::add_explain(program, action);
    app::add_help(program, action);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return report_parse(program, error, argc, argv);
    }
    return action();
}

} // namespace

int main(int argc, char** argv) {
    // A closed pipe and a file over its limit are errors of write(2), told like any other.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        return run_program(argc, argv);
    } catch (const app::UsageError& e) {
        app::complain(fmt::format("myotatic: error: {}", e.what()));
        return app::usage;
    } catch (const OutputConflict& e) {
        app::complain(fmt::format("myotatic: error: {}", e.what()));
        return app::usage;
    } catch (const myotatic::InputError& e) {
        for (const myotatic::Problem& problem : e.problems()) app::complain(problem);
        return app::scenario;
    } catch (const std::filesystem::filesystem_error& e) {
        std::error_code ignored;
        app::complain(fmt::format("myotatic: error: cannot read '{}': {} (in the folder '{}')", e.path1().string(),
                                  std::generic_category().message(e.code().value()),
                                  std::filesystem::current_path(ignored).string()));
        return app::usage;
    } catch (const OutputError& e) {
        app::complain(fmt::format("myotatic: error: {}", e.what()));
        return app::output;
    } catch (const app::ClosedPipe&) {
        return app::closed_pipe;
    } catch (const ResourceError& e) {
        app::complain(e.problem());
        return app::resources;
    } catch (const std::bad_alloc&) {
        app::complain("myotatic: error: out of memory; record fewer signals, or less often (record.every)");
        return app::resources;
    } catch (const std::exception& e) {
        app::complain(
            fmt::format("myotatic: error: {}\nThis is a bug in myotatic; please report it with the scenario.", e.what()));
        return app::internal;
    }
}
