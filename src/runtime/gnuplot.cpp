#include "myotatic/runtime/gnuplot.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <vector>

extern char** environ; // NOLINT: POSIX declares it nowhere

namespace myotatic::runtime {

namespace {

/// Two connected descriptors, one to read from and one to write to. Sockets rather than a pipe: writing to a gnuplot that
/// has died is then an error and no signal, which a library has no business to block.
struct Pipe {
    int read_end = -1, write_end = -1;
    Pipe() {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) throw FigureError("cannot make a pipe to gnuplot");
        read_end = ends[0], write_end = ends[1];
        ::fcntl(read_end, F_SETFD, FD_CLOEXEC), ::fcntl(write_end, F_SETFD, FD_CLOEXEC);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() { close_read(), close_write(); }
    void close_read() { close(read_end); }
    void close_write() { close(write_end); }

private:
    static void close(int& end) {
        if (end >= 0) ::close(end);
        end = -1;
    }
};

/// Our environment without what would make gnuplot draw differently from place to place.
std::vector<std::string> plain_environment() {
    std::vector<std::string> plain{"LC_ALL=C.UTF-8"};
    for (char** e = environ; *e; ++e) {
        const std::string_view entry(*e);
        if (!entry.starts_with("LC_") && !entry.starts_with("LANG") && !entry.starts_with("GNUTERM") &&
            !entry.starts_with("GNUPLOT_"))
            plain.emplace_back(entry);
    }
    return plain;
}

/// gnuplot in a process group of its own, so that a Ctrl-C meant for us does not end it half way.
pid_t start_gnuplot(const Pipe& in, const Pipe& out, const Pipe& complaints) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_adddup2(&actions, in.read_end, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out.write_end, 1);
    ::posix_spawn_file_actions_adddup2(&actions, complaints.write_end, 2);
    sigset_t defaults;
    ::sigemptyset(&defaults);
    ::sigaddset(&defaults, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes, &defaults);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);

    std::vector<std::string> environment = plain_environment();
    std::vector<char*> environment_pointers;
    for (std::string& entry : environment) environment_pointers.push_back(entry.data());
    environment_pointers.push_back(nullptr);
    std::string program = "gnuplot", no_init_files = "-d";
    const std::array<char*, 3> arguments{program.data(), no_init_files.data(), nullptr};

    pid_t pid = -1;
    const int error = ::posix_spawnp(&pid, "gnuplot", &actions, &attributes, arguments.data(), environment_pointers.data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    if (error == ENOENT) throw FigureError("gnuplot is not installed");
    if (error != 0) throw FigureError("cannot start gnuplot: " + std::generic_category().message(error));
    return pid;
}

/// Feeds the script and gathers the picture at the same time: either pipe alone could fill up and stop both of us.
void exchange(const std::string& script, Pipe& in, Pipe& out, Pipe& complaints, std::string& picture, std::string& errors) {
    ::fcntl(in.write_end, F_SETFL, O_NONBLOCK);
    std::size_t sent = 0;
    std::array<char, 65536> buffer;
    const auto gather = [&](const pollfd& ready, Pipe& from, std::string& into) {
        if (!ready.revents) return;
        const ssize_t n = ::read(from.read_end, buffer.data(), buffer.size());
        if (n > 0)
            into.append(buffer.data(), static_cast<std::size_t>(n));
        else if (n == 0 || errno != EINTR)
            from.close_read();
    };
    while (out.read_end >= 0 || complaints.read_end >= 0) {
        std::array<pollfd, 3> files{
            {{in.write_end, POLLOUT, 0}, {out.read_end, POLLIN, 0}, {complaints.read_end, POLLIN, 0}}};
        if (::poll(files.data(), files.size(), -1) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        if (files[0].revents) {
            const ssize_t n = ::send(in.write_end, script.data() + sent, script.size() - sent, MSG_NOSIGNAL);
            if (n > 0) sent += static_cast<std::size_t>(n);
            if (sent == script.size() || (n < 0 && errno != EAGAIN && errno != EINTR)) in.close_write();
        }
        gather(files[1], out, picture);
        gather(files[2], complaints, errors);
    }
}

} // namespace

std::string gnuplot(const std::string& script) {
    Pipe in, out, complaints;
    std::string picture, errors;
    const pid_t pid = start_gnuplot(in, out, complaints);
    in.close_read(), out.close_write(), complaints.close_write();
    exchange(script, in, out, complaints, picture, errors);
    int status = -1;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || picture.empty())
        throw FigureError("gnuplot failed" + (errors.empty() ? "" : ": " + errors.substr(0, 400)));
    return picture;
}

std::string gnuplot_literal(std::string_view text) {
    // Of what stands between single quotes only these and the end of a line have a meaning.
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') out += '\'';
        out += c == '\n' || c == '\r' ? ' ' : c;
    }
    return out + "'";
}

std::size_t characters(std::string_view text) {
    // Continuation bytes do not count.
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

} // namespace myotatic::runtime
