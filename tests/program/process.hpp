// The program as a user starts it: arguments, environment, streams, signals.
#pragma once

#include "support/temporary_folder.hpp"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace myotatic::testing {

struct Finished {
    int status = -1; ///< exit status; 128 + signal when a signal ended it
    std::string out, err;
    double seconds = 0; ///< from the last signal, or from the start
};

struct Request {
    std::vector<std::string> arguments;
    std::filesystem::path folder; ///< to start in
    std::vector<std::pair<std::string, std::string>> environment{};
    int standard_output = -1; ///< an open descriptor to write to, instead of gathering what is written
    std::string program = MYOTATIC_PROGRAM;
};

/// A running program; its streams go to files beside the folder it runs in.
class Process {
public:
    explicit Process(const Request& request) : stdout_gathered_(request.standard_output < 0) {
        const std::string out = (streams_ / "out").string();
        const std::string err = (streams_ / "err").string();
        std::vector<std::string> words{request.program};
        words.insert(words.end(), request.arguments.begin(), request.arguments.end());
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        pid_ = ::fork();
        if (pid_ == 0) {
            const int o = stdout_gathered_ ? ::open(out.c_str(), O_WRONLY | O_CREAT, 0666) : request.standard_output;
            const int e = ::open(err.c_str(), O_WRONLY | O_CREAT, 0666);
            if (o < 0 || e < 0 || ::dup2(o, 1) < 0 || ::dup2(e, 2) < 0 || ::chdir(request.folder.c_str()) != 0) ::_exit(126);
            for (const auto& [name, value] : request.environment) ::setenv(name.c_str(), value.c_str(), 1);
            ::execv(argv[0], argv.data());
            ::_exit(127);
        }
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process() {
        if (pid_ > 0) ::kill(pid_, SIGKILL), ::waitpid(pid_, nullptr, 0);
    }

    void send(int signal) {
        ::kill(pid_, signal);
        last_ = Clock::now();
    }

    Finished wait() {
        int status = 0;
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
        Finished f;
        f.seconds = std::chrono::duration<double>(Clock::now() - last_).count();
        f.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        f.err = read_text(streams_ / "err");
        if (stdout_gathered_) f.out = read_text(streams_ / "out");
        return f;
    }

private:
    using Clock = std::chrono::steady_clock;
    TemporaryFolder streams_;
    bool stdout_gathered_;
    pid_t pid_ = -1;
    Clock::time_point last_ = Clock::now();
};

inline Finished run_program(const Request& request) { return Process(request).wait(); }

} // namespace myotatic::testing
