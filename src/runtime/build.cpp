#include "myotatic/runtime/build.hpp"

#include "myotatic/core/isa.hpp"

namespace myotatic::runtime {

namespace {

std::string compiler_name() {
#if defined(__clang__)
    return "Clang " + std::to_string(__clang_major__) + "." + std::to_string(__clang_minor__) + "." +
           std::to_string(__clang_patchlevel__);
#elif defined(__GNUC__)
    return "GCC " + std::to_string(__GNUC__) + "." + std::to_string(__GNUC_MINOR__) + "." +
           std::to_string(__GNUC_PATCHLEVEL__);
#else
    return "unknown";
#endif
}

std::string target_name() {
    std::string name =
#if defined(__x86_64__)
        "x86_64";
#elif defined(__aarch64__)
        "aarch64";
#else
        "unknown";
#endif
#if defined(__linux__)
    name += "-linux";
#elif defined(__APPLE__)
    name += "-macos";
#endif
    return name;
}

} // namespace

const BuildFacts& build_facts() {
    static const BuildFacts facts{MYOTATIC_VERSION, compiler_name(), target_name()};
    return facts;
}

std::span<const std::string> built_instruction_sets() {
#if defined(__x86_64__)
    return isa_names();
#else
    return isa_names().first(1);
#endif
}

} // namespace myotatic::runtime
