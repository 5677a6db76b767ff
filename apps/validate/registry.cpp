#include "validate/experiment.hpp"

namespace myotatic::validate {

// One per file of experiments/.
Experiment spindle_ramps();
Experiment clonus();
Experiment tremor();

const std::vector<Experiment>& experiments() {
    static const std::vector<Experiment> all{
        spindle_ramps(), // receptors.1
        clonus(),        // receptors.10
        tremor(),        // receptors.4.21
    };
    return all;
}

} // namespace myotatic::validate
