#include "validate/experiment.hpp"

namespace myotatic::validate {

// One per file of experiments/.
Experiment spindle_ramps();

const std::vector<Experiment>& experiments() {
    static const std::vector<Experiment> all{
        spindle_ramps(), // receptors.1
    };
    return all;
}

} // namespace myotatic::validate
