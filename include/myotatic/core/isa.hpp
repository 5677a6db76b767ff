// Instruction sets: their tags at compile time, and which of them this machine runs.
//
// A Pack names its instruction set in its type (pack.hpp), so that code compiled for one processor can never be taken for
// code compiled for another. Which one a run uses is decided once, at its start, by `chosen_isa`.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace myotatic {

/// What every processor of the target runs. No fused multiply-add, hence its own last bits.
struct Baseline {
    static constexpr int lanes = 1; ///< of its widest pack
    static constexpr std::string_view name = "baseline";
};
/// AVX2 and FMA.
struct Avx2 {
    static constexpr int lanes = 4;
    static constexpr std::string_view name = "avx2";
};
/// AVX-512 F, DQ, VL, and FMA.
struct Avx512 {
    static constexpr int lanes = 8;
    static constexpr std::string_view name = "avx512";
};

/// The same three, as a value.
enum class Isa { baseline, avx2, avx512 };

/// "baseline", "avx2", "avx512"; nothing for any other text.
std::optional<Isa> parse_isa(std::string_view name);
std::string to_text(Isa isa);

/// All three names, from the least to the most capable.
std::span<const std::string> isa_names();

/// Whether this processor and its operating system run it.
bool supports(Isa isa);

/// The most capable one that this machine runs.
Isa best_isa();

/// The one asked for by name, else by the environment variable MYOTATIC_ISA; nothing if neither says anything. A name that
/// is unknown or that this machine does not run is an InputError that lists what is allowed.
std::optional<Isa> requested_isa(std::optional<std::string_view> name = std::nullopt);

/// The requested one, else the best.
Isa chosen_isa(std::optional<std::string_view> name = std::nullopt);

} // namespace myotatic
