#include "instruction_set.hpp"

#include "program.hpp"

#include "myotatic/core/error.hpp"
#include "myotatic/core/isa.hpp"
#include "myotatic/core/text.hpp"
#include "myotatic/runtime/build.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace app {

using namespace myotatic::runtime;

std::string chosen_instruction_set(const std::string& name) {
    const auto built = built_instruction_sets();
    std::optional<myotatic::Isa> requested;
    try {
        requested = myotatic::requested_isa(name);
    } catch (const myotatic::InputError& error) {
        const myotatic::Problem& problem = error.problems().front();
        throw UsageError(problem.message + "; " + problem.hint);
    }
    if (!requested)
        return *std::find_if(built.rbegin(), built.rend(),
                             [](const std::string& each) { return supports(*myotatic::parse_isa(each)); });
    if (std::find(built.begin(), built.end(), to_text(*requested)) == built.end())
        throw UsageError(fmt::format("the instruction set '{}' is not built into this program; there is: {}",
                                     to_text(*requested), myotatic::join(built)));
    return to_text(*requested);
}

std::vector<Override> overrides(const std::vector<std::string>& settings) {
    std::vector<Override> all;
    for (const std::string& setting : settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos || equals == 0)
            throw UsageError(fmt::format("--set takes dotted.key=value, not '{}'", setting));
        all.push_back({setting.substr(0, equals), setting.substr(equals + 1)});
    }
    return all;
}

} // namespace app
