#include "circuit_entry.hpp"
#include "entries.hpp"
#include "pathways.hpp"

namespace myotatic::runtime {

std::unique_ptr<Entry> antagonist_pair_entry() {
    return std::make_unique<CircuitEntry<AntagonistPair<>>>(
        "antagonist_pair",
        "Two muscles against each other on one joint, with what their shares of the cord do to each other",
        std::vector<Preset<AntagonistPair<>>>{
            {"human_ankle", "relaxed soleus and tibialis anterior (muscles: rajagopal2016, verified; human firing rates)",
             human_ankle()},
            {"human_knee",
             "relaxed quadriceps and hamstrings, seated (muscles: rajagopal2016, seth2018, verified; human firing rates)",
             human_knee()},
            {"human_elbow", "relaxed triceps and biceps at a right angle (muscles: seth2018, verified; human firing rates)",
             human_elbow()}},
        pathways_of_pair(), delays_of_pair());
}

} // namespace myotatic::runtime
