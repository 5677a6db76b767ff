#include "circuit_entry.hpp"
#include "entries.hpp"
#include "myotatic/experiment/standard_tissue.hpp"
#include "pathways.hpp"

namespace myotatic::runtime {

template <>
inline constexpr Methods compiled_methods<RolledMuscle> = Methods::tsitouras5_and_grk4t;

std::unique_ptr<Entry> rolled_muscle_entry() {
    return std::make_unique<CircuitEntry<RolledMuscle>>(
        "rolled_muscle",
        "A relaxed muscle, its soft tissue and a roller: range of motion, pain, contracture; no reflexes (hypotheses of "
        "ours)",
        std::vector<Preset<RolledMuscle>>{
            {"human_calf", "healthy triceps surae, knee straight (muscles: seth2018, computed; medium roller)",
             human_calf()},
            {"human_calf_tight", "the same with a quarter of its belly tight (hypothesis)", human_calf_tight()}},
        mechanisms_of_tissue(""), std::vector<std::string>{});
}

} // namespace myotatic::runtime
