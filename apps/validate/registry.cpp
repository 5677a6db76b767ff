#include "validate/experiment.hpp"

namespace myotatic::validate {

// One per file of experiments/.
Experiment spindle_ramps();
Experiment latencies();
Experiment reflex_stiffness();
Experiment pathways();

const std::vector<Experiment>& experiments() {
    static const std::vector<Experiment> all{
        spindle_ramps(),    // receptors.1
        latencies(),        // receptors.8
        reflex_stiffness(), // receptors.9
        pathways(),
    };
    return all;
}

} // namespace myotatic::validate
