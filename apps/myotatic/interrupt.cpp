#include "interrupt.hpp"

#include <csignal>
#include <unistd.h>

namespace app {

namespace {

volatile std::sig_atomic_t noted = 0;
volatile std::sig_atomic_t at_once = 0;

extern "C" void on_signal(int signal) {
    if (noted != 0 || at_once != 0) ::_exit(128 + signal);
    noted = signal;
}

} // namespace

void watch_signals() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

int noted_signal() { return noted; }

void obey_signals_at_once() { at_once = 1; }

} // namespace app
