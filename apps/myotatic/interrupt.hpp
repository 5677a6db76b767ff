// Ctrl-C and termination: the first asks for an orderly end, the second is obeyed at once.
#pragma once

namespace app {

/// From here on SIGINT and SIGTERM are noted; a second one ends the program with 128 + signal.
void watch_signals();

/// The first signal that came, or 0.
int noted_signal();

/// From here on even the first one ends the program at once: everything that matters is on the disk.
void obey_signals_at_once();

} // namespace app
