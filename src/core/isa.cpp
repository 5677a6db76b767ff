#include "myotatic/core/isa.hpp"

#include "myotatic/core/error.hpp"
#include "myotatic/core/text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace myotatic {

std::span<const std::string> isa_names() {
    static const std::array names{std::string(Baseline::name), std::string(Avx2::name), std::string(Avx512::name)};
    return names;
}

std::optional<Isa> parse_isa(std::string_view name) {
    const auto names = isa_names();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Isa>(found - names.begin());
}

std::string to_text(Isa isa) { return isa_names()[static_cast<std::size_t>(isa)]; }

bool supports([[maybe_unused]] Isa isa) {
#if defined(__x86_64__)
    __builtin_cpu_init(); // also asks the operating system whether it keeps the wide registers
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    switch (isa) {
    case Isa::baseline:
        return true;
    case Isa::avx2:
        return avx2;
    case Isa::avx512:
        return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
    }
    return false;
#else
    return isa == Isa::baseline;
#endif
}

Isa best_isa() {
    for (Isa isa : {Isa::avx512, Isa::avx2})
        if (supports(isa)) return isa;
    return Isa::baseline;
}

std::optional<Isa> requested_isa(std::optional<std::string_view> name) {
    const bool by_option = name && !name->empty();
    const char* variable = std::getenv("MYOTATIC_ISA");
    const std::string wanted(by_option ? *name : variable ? variable : "");
    if (wanted.empty()) return std::nullopt;

    const std::string where = by_option ? "" : "MYOTATIC_ISA: ";
    std::vector<std::string> allowed;
    for (const std::string& each : isa_names())
        if (supports(*parse_isa(each))) allowed.push_back(each);
    const std::optional<Isa> isa = parse_isa(wanted);
    if (!isa) {
        const std::string near = nearest_name(wanted, isa_names());
        throw InputError({}, where + "there is no instruction set '" + wanted + "'",
                         near.empty() ? "this machine runs " + join(allowed) : "did you mean '" + near + "'?");
    }
    if (!supports(*isa))
        throw InputError({}, where + "this machine does not run the instruction set '" + wanted + "'",
                         "it runs " + join(allowed));
    return isa;
}

Isa chosen_isa(std::optional<std::string_view> name) { return requested_isa(name).value_or(best_isa()); }

} // namespace myotatic
