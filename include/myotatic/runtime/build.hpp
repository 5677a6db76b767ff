// What this library was built as, for manifests and `--version`.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace myotatic::runtime {

struct BuildFacts {
    std::string version;  ///< "0.1.0"
    std::string compiler; ///< "GCC 12.2.0"
    std::string target;   ///< "x86_64-linux"
};
const BuildFacts& build_facts();

/// Instruction sets for which the standard circuits are compiled into this library, from the least to the most
/// capable one.
std::span<const std::string> built_instruction_sets();

} // namespace myotatic::runtime
