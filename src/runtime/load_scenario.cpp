#include "myotatic/runtime/catalogue.hpp"
#include "scenario_reader.hpp"
#include "text_file.hpp"

namespace myotatic::runtime {

Scenario load_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides,
                       std::span<const Entry* const> circuits) {
    const std::string name = name_of(file);
    Node root = parse_toml(checked_text(read_file(file), name), name);
    root.place = {name, 1, 1};
    std::vector<Problem> problems;
    for (const Override& change : overrides) {
        try {
            apply(change, root);
        } catch (const InputError& error) {
            problems.insert(problems.end(), error.problems().begin(), error.problems().end());
        }
    }
    if (!problems.empty()) throw InputError(problems);
    return read_scenario(root, file, circuits);
}

} // namespace myotatic::runtime
