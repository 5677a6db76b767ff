#include "progress.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <string>

namespace app {

void Progress::show(double done) {
    if (!visible_) return;
    const Clock::time_point now = Clock::now();
    if (now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const double rate = simulated_ * done / elapsed;
    const double left = done > 0 ? elapsed * (1 - done) / done : 0;
    fmt::print(stderr, "\r{:3.0f} %  {:.3g} x real time  {:.0f} s left \033[K", 100 * done, rate, left);
    std::fflush(stderr);
    shown_ = true;
}

void Progress::clear() {
    if (!shown_) return;
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
    shown_ = false;
}

void RowProgress::show(long long done) {
    if (!visible_) return;
    const Clock::time_point now = Clock::now();
    if (now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const double rate = static_cast<double>(done) / elapsed;
    const std::string left = done > 0 ? fmt::format("{:.0f} s left", static_cast<double>(rows_ - done) / rate) : "";
    fmt::print(stderr, "\r{} of {} rows  {:.4g} rows/s  {} \033[K", done, rows_, rate, left);
    std::fflush(stderr);
    shown_ = true;
}

void RowProgress::clear() {
    if (!shown_) return;
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
    shown_ = false;
}

} // namespace app
