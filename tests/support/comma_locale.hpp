// A locale with a decimal comma that is there on every machine: compiled for the test, in force while the object lives.
#pragma once

#include "support/temporary_folder.hpp"

#include <clocale>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace myotatic::testing {

/// For the C library of this process and of those it starts. Throws std::runtime_error if the system cannot make the locale
/// (Debian's package `locales` has the sources) or if it has no comma after all.
class CommaLocale {
public:
    explicit CommaLocale(const std::string& language = "de_DE")
        : name_(language + ".UTF-8"), before_(std::setlocale(LC_ALL, nullptr)) {
        const std::string command = "localedef -i " + language + " -f UTF-8 '" + (folder_ / name_).string() + "'";
        if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
        ::setenv("LOCPATH", folder_.path().c_str(), 1);
        ::setenv("LC_ALL", name_.c_str(), 1);
        if (!std::setlocale(LC_ALL, name_.c_str()) || std::string(std::localeconv()->decimal_point) != ",")
            throw std::runtime_error("the locale " + name_ + " has no decimal comma");
    }
    CommaLocale(const CommaLocale&) = delete;
    CommaLocale& operator=(const CommaLocale&) = delete;
    ~CommaLocale() {
        std::setlocale(LC_ALL, before_.c_str());
        ::unsetenv("LC_ALL");
        ::unsetenv("LOCPATH");
    }

private:
    TemporaryFolder folder_;
    std::string name_, before_;
};

} // namespace myotatic::testing
